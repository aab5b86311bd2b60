//! One entry of `paths`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use cableway_core::Setup;
use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::place;

/// One entry of `paths`, read.
#[derive(Debug)]
pub(super) struct Source {
    /// As the user wrote it.
    pub(super) written: String,
    /// The file or folder from which the search starts, as the user would write it.
    pub(super) shown: String,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    StandardInput,
    /// A file, or a folder with all that is in it; absolute.
    Path(PathBuf),
    Glob(Box<Glob>),
}

#[derive(Debug)]
pub(super) struct Glob {
    /// The folder that the literal beginning of the pattern names, absolute.
    pub(super) start: PathBuf,
    /// Matches paths from there.
    matcher: GlobMatcher,
    /// How many names a match has, where that is the same for all.
    depth: Option<usize>,
    /// Matches the hidden names that the pattern spells out.
    hidden: GlobSet,
    /// True where the last name is `*` or `**`, which says nothing about what it should be.
    any_name: bool,
}

/// Why an entry cannot be read.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Source {
    pub(super) fn parse(pattern: &str, setup: &Setup, base: &Path) -> Result<Self, Mistake> {
        if pattern.trim().is_empty() {
            let hint = Some("`.` is the folder of the pipeline file itself".to_owned());
            return Err(Mistake { message: "an empty path names nothing".to_owned(), hint });
        }
        let written = pattern.to_owned();
        if pattern == "-" {
            let shown = "standard input".to_owned();
            return Ok(Self { written, shown, kind: Kind::StandardInput });
        }
        let wild = pattern.find(is_wild);
        let (literal, rest) = match wild {
            None => (pattern, None),
            Some(at) => match pattern[..at].rfind('/') {
                Some(0) => ("/", Some(&pattern[1..])),
                Some(slash) => (&pattern[..slash], Some(&pattern[slash + 1..])),
                None => ("", Some(pattern)),
            },
        };
        let start = place::absolute(&base.join(literal));
        let shown = match literal {
            "" if setup.base().as_os_str().is_empty() => ".".to_owned(),
            "" => setup.base().display().to_string(),
            literal => setup.resolve(literal).display().to_string(),
        };
        let kind = match rest {
            None => Kind::Path(start),
            Some(rest) => Kind::Glob(Box::new(Glob::parse(pattern, start, rest)?)),
        };
        Ok(Self { written, shown, kind })
    }

    /// The file or folder from which the search starts; none for standard input.
    pub(super) fn start(&self) -> Option<&Path> {
        match &self.kind {
            Kind::StandardInput => None,
            Kind::Path(start) => Some(start),
            Kind::Glob(glob) => Some(&glob.start),
        }
    }

    /// Whether a walk for this entry goes into the folder at `path`, apart from what is excluded.
    pub(super) fn enters(&self, path: &Path, hidden: bool) -> bool {
        let Some(below) = self.start().and_then(|start| path.strip_prefix(start).ok()) else {
            return false;
        };
        self.reaches_into(path)
            && (hidden || below.iter().all(|name| !is_hidden(name) || self.names_hidden(name)))
    }

    /// Whether a walk for this entry comes upon the file at `path`, apart from what is excluded.
    pub(super) fn finds(&self, path: &Path, hidden: bool) -> bool {
        let (start, glob) = match &self.kind {
            Kind::StandardInput => return false,
            Kind::Path(start) => (start, None),
            Kind::Glob(glob) => (&glob.start, Some(glob)),
        };
        let Ok(below) = path.strip_prefix(start) else { return false };
        glob.is_none_or(|glob| glob.matcher.is_match(below))
            && (hidden || below.iter().all(|name| !is_hidden(name) || self.names_hidden(name)))
    }

    /// Whether a file found at `path` on the way down is one that this entry asks for.
    pub(super) fn takes(&self, path: &Path) -> bool {
        match &self.kind {
            Kind::Glob(glob) => {
                path.strip_prefix(&glob.start).is_ok_and(|below| glob.matcher.is_match(below))
            }
            _ => true,
        }
    }

    /// Whether this entry spells the hidden name out.
    pub(super) fn names_hidden(&self, name: &OsStr) -> bool {
        matches!(&self.kind, Kind::Glob(glob) if glob.hidden.is_match(name))
    }

    /// Whether there can be anything to find in the folder at `path`.
    pub(super) fn reaches_into(&self, path: &Path) -> bool {
        let Kind::Glob(glob) = &self.kind else { return true };
        let Some(depth) = glob.depth else { return true };
        path.strip_prefix(&glob.start).is_ok_and(|below| below.iter().count() < depth)
    }

    /// Whether the folder at `path` looks like a file that this entry asks for.
    pub(super) fn takes_for_file(&self, path: &Path) -> bool {
        matches!(&self.kind, Kind::Glob(glob) if !glob.any_name) && self.takes(path)
    }
}

impl Glob {
    /// Reads `rest`, the part of `pattern` from its first wildcard on.
    fn parse(pattern: &str, start: PathBuf, rest: &str) -> Result<Self, Mistake> {
        let mut names: Vec<&str> =
            rest.split('/').filter(|name| !name.is_empty() && *name != ".").collect();
        if names.contains(&"..") {
            let message =
                format!("`{pattern}` has `..` after a wildcard, where it can match nothing");
            return Err(Mistake { message, hint: None });
        }
        if rest.ends_with('/') {
            // A glob for folders: take what is in them, as for a folder that is named outright.
            names.push("**");
        }
        let build = |glob: &str| GlobBuilder::new(glob).literal_separator(true).build();
        let glob = build(&names.join("/")).map_err(|error| Mistake {
            message: format!("`{pattern}` cannot be read as a pattern: {}", error.kind()),
            hint: Some("`\\` before `*`, `?`, `[`, `{` takes it as it stands".to_owned()),
        })?;
        let mut hidden = GlobSetBuilder::new();
        for name in names.iter().filter(|name| name.starts_with('.')) {
            if let Ok(name) = build(name) {
                hidden.add(name);
            }
        }
        let crosses_folders = rest.contains("**") || rest.contains('{') || names.contains(&"**");
        Ok(Self {
            start,
            matcher: glob.compile_matcher(),
            depth: (!crosses_folders).then_some(names.len()),
            hidden: hidden.build().unwrap_or_else(|_| GlobSet::empty()),
            any_name: matches!(names.last(), None | Some(&("*" | "**"))),
        })
    }
}

pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_wild(c: char) -> bool {
    // On Windows `\` stands between names.
    matches!(c, '*' | '?' | '[' | '{') || (c == '\\' && !cfg!(windows))
}
