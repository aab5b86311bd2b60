//! Finds the files that a stage's `paths` name, in an order that depends on nothing but their names.
//!
//! Files come in the order of `paths`, and within each sorted by the bytes of their names, folder by
//! folder. A file that two patterns find is given once, at the first. No list of all files is ever
//! held: at any moment only the names in the folders on the way down are in memory, and folders may
//! nest as deep as the system lets them.

mod finder;
mod folder;
mod link;
mod place;
mod source;

use std::path::{Path, PathBuf};

use cableway_core::{ConfigError, Context, KeyPath, ListError, Origin, Place, Setup};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use finder::Finder;
use source::Source;

/// What to look for, and where.
#[derive(Debug)]
pub(crate) struct Walk {
    sources: Vec<Source>,
    exclude: Gitignore,
    /// Where patterns start, absolute.
    base: PathBuf,
    /// Where URIs start, absolute.
    root: PathBuf,
    /// Whether names that start with a dot are taken like any other.
    hidden: bool,
    /// What runs of the pipeline keep for themselves, absolute: it is no input, whatever a pattern says.
    kept: Vec<PathBuf>,
}

/// A file that [`Walk`] has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where to open it: an absolute path, or `-` for standard input.
    pub(crate) path: PathBuf,
    /// Its path from [`Setup::root`], with `/` between the parts and `../` where it lies outside;
    /// `stdin` for standard input.
    pub(crate) uri: String,
}

impl Found {
    /// True for standard input, which has no path.
    pub(crate) fn is_standard_input(&self) -> bool {
        self.path == Path::new("-")
    }

    fn standard_input() -> Self {
        Self { path: PathBuf::from("-"), uri: "stdin".to_owned() }
    }
}

impl Walk {
    /// Reads the patterns; touches no file.
    ///
    /// Each of `paths` is a file, a folder (everything in it, however deep), a glob (`*`, `?`, `[…]`
    /// and `{a,b}` stay within a name, `**` crosses folders) or `-` for standard input. `exclude`
    /// holds patterns as in a `.gitignore` in the folder of the pipeline file. Names that start with
    /// a dot are passed over unless `hidden` is set or the pattern spells the dot out.
    ///
    /// # Errors
    /// All patterns that cannot be read, at once.
    pub(crate) fn new(
        setup: &Setup,
        paths: &[String],
        exclude: &[String],
        hidden: bool,
    ) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if paths.is_empty() {
            let hint = "name at least one file, folder or glob".to_owned();
            problems.add(Place::Config(KeyPath::from("paths")), "is empty", Some(hint));
        }
        let base = place::absolute(setup.base());
        let mut sources = Vec::with_capacity(paths.len());
        for (index, pattern) in paths.iter().enumerate() {
            match Source::parse(pattern, setup, &base) {
                Ok(source) => sources.push(source),
                Err(mistake) => {
                    let path = KeyPath::from("paths").at(index);
                    problems.add(Place::Config(path), mistake.message, mistake.hint);
                }
            }
        }
        let exclude = matcher(exclude, &mut problems);
        let root = place::absolute(setup.root());
        let kept = setup.kept().iter().map(|path| place::absolute(path)).collect();
        problems.or(Self { sources, exclude, base, root, hidden, kept })
    }

    /// Finds the files. A pattern that finds none is an error that ends the listing, unless
    /// `allow_empty` is set: then it is a warning.
    pub(crate) fn found<'a>(
        &'a self,
        allow_empty: bool,
        context: &'a Context<'a>,
    ) -> impl Iterator<Item = Result<Found, ListError>> + 'a {
        Finder::new(self, allow_empty, context)
    }

    /// Whether the file at `path` is, or would be, found.
    pub(crate) fn reads(&self, path: &Path) -> bool {
        let path = place::absolute(path);
        self.found_before(self.sources.len(), &path)
            && !self.excludes_way_to(&path, false)
            && !self.is_kept(&path)
    }

    /// Where the search begins.
    pub(crate) fn origin(&self) -> Origin {
        let places = self.sources.iter().filter_map(Source::start).map(Path::to_owned);
        let once = self.sources.iter().any(|source| source.start().is_none());
        Origin { once, ..Origin::of_files(places) }
    }

    /// Whether the search goes, or would go, into the folder at `path`.
    pub(crate) fn enters(&self, path: &Path) -> bool {
        let path = place::absolute(path);
        self.sources.iter().any(|source| source.enters(&path, self.hidden))
            && !self.excludes_way_to(&path, true)
            && !self.is_kept(&path)
    }

    /// Whether `exclude` leaves in what lies at `inside` in the container `found`. To a pattern the
    /// container is a folder, whose name has `!` at its end.
    pub(crate) fn takes_member(&self, found: &Found, inside: &str) -> bool {
        if self.exclude.is_empty() {
            return true;
        }
        let mut path = if found.is_standard_input() {
            self.base.join(&found.uri).into_os_string()
        } else {
            found.path.clone().into_os_string()
        };
        path.push("!");
        !self.excludes_way_to(&PathBuf::from(path).join(inside.trim_start_matches('/')), false)
    }

    /// Whether names that start with a dot are wanted.
    pub(crate) fn hidden(&self) -> bool {
        self.hidden
    }

    /// The URI of the file at `path`.
    fn uri(&self, path: &Path) -> String {
        place::uri(&self.root, path)
    }

    /// Whether `path` is, or lies in, what runs keep for themselves.
    fn is_kept(&self, path: &Path) -> bool {
        self.kept.iter().any(|kept| path.starts_with(kept) || leads_to(path, kept))
    }

    /// Whether `exclude` keeps `path` out, not counting what it says about the folders above.
    fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        !self.exclude.is_empty()
            && self.exclude.matched(place::relative(&self.base, path), is_folder).is_ignore()
    }

    /// Whether `exclude` keeps `path`, or a folder above it, out. As in a `.gitignore`, what lies in
    /// an excluded folder cannot be taken back in.
    fn excludes_way_to(&self, path: &Path, is_folder: bool) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let relative = place::relative(&self.base, path);
        let last = relative.components().count();
        let mut way = PathBuf::new();
        relative.components().enumerate().any(|(place, part)| {
            way.push(part);
            matches!(part, std::path::Component::Normal(_))
                && self.exclude.matched(&way, is_folder || place + 1 < last).is_ignore()
        })
    }

    /// Whether one of the first `count` patterns finds `path` too.
    fn found_before(&self, count: usize, path: &Path) -> bool {
        self.sources[..count].iter().any(|source| source.finds(path, self.hidden))
    }
}

/// True where a path is, or lies in, what another one is, by another way: through a link to a folder. Only what has the same name
/// is looked at.
fn leads_to(path: &Path, kept: &Path) -> bool {
    let Some(name) = kept.file_name() else { return false };
    path.ancestors().filter(|above| above.file_name() == Some(name)).any(|above| {
        let (above, kept) = (above.canonicalize(), kept.canonicalize());
        above.is_ok_and(|above| kept.is_ok_and(|kept| above == kept))
    })
}

fn matcher(exclude: &[String], problems: &mut ConfigError) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    builder.allow_unclosed_class(false);
    for (index, pattern) in exclude.iter().enumerate() {
        let mut report = |message: String, hint: Option<&str>| {
            let path = KeyPath::from("exclude").at(index);
            problems.add(Place::Config(path), message, hint.map(str::to_owned));
        };
        if pattern.trim().is_empty() {
            report("an empty pattern excludes nothing".to_owned(), None);
        } else if pattern.starts_with('#') {
            let message = format!("`{pattern}` is a comment, so that it excludes nothing");
            report(message, Some("write `\\#` for a name that starts with `#`"));
        } else if let Err(error) = builder.add_line(None, pattern) {
            let reason = match error {
                ignore::Error::Glob { err, .. } => err,
                error => error.to_string(),
            };
            report(format!("`{pattern}` cannot be read as a pattern: {reason}"), None);
        }
    }
    builder.build().unwrap_or_else(|error| {
        let path = Place::Config(KeyPath::from("exclude"));
        problems.add(path, format!("the patterns cannot be used together: {error}"), None);
        Gitignore::empty()
    })
}
