//! The search itself.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use cableway_core::{Context, ListError, StageError};

use super::folder::{Folder, Kind};
use super::source::{self, Source, is_hidden};
use super::{Found, Walk, link};

/// Goes through the entries of `paths` one after another.
pub(super) struct Finder<'a> {
    walk: &'a Walk,
    allow_empty: bool,
    context: &'a Context<'a>,
    /// The entry at work.
    place: usize,
    state: State,
    /// The folders from the start of the search down to where it is.
    way: Vec<Folder>,
    tally: Tally,
    steps: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The entry at `place` is next.
    Before,
    /// The search for it goes on in the folders of `way`.
    Inside,
    Done,
}

/// What the search for one entry came upon.
#[derive(Default)]
struct Tally {
    start: Start,
    matched: bool,
    passed_over: PassedOver,
}

/// Why something was passed over; each is true where that happened to anything.
#[derive(Default)]
struct PassedOver {
    /// Its name starts with a dot.
    hidden: bool,
    /// `exclude` leaves it out.
    excluded: bool,
    /// The pipeline itself keeps it.
    kept: bool,
}

/// What lies where the search for one entry starts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Start {
    #[default]
    Found,
    Missing,
    /// A file stands where a glob needs a folder.
    NoFolder,
}

type Outcome = Option<Result<Found, ListError>>;

impl Iterator for Finder<'_> {
    type Item = Result<Found, ListError>;

    fn next(&mut self) -> Outcome {
        let walk = self.walk;
        while self.state != State::Done {
            let Some(source) = walk.sources.get(self.place) else { break };
            let outcome = if self.state == State::Before {
                self.state = State::Inside;
                self.tally = Tally::default();
                self.begin(source)
            } else if let Some(outcome) = self.go_on(source) {
                outcome
            } else {
                self.place += 1;
                self.state = State::Before;
                self.end(source)
            };
            if let Some(outcome) = outcome {
                if matches!(outcome, Err(ListError::Source(_))) {
                    self.state = State::Done;
                }
                return Some(outcome);
            }
        }
        self.state = State::Done;
        None
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(walk: &'a Walk, allow_empty: bool, context: &'a Context<'a>) -> Self {
        Self {
            walk,
            allow_empty,
            context,
            place: 0,
            state: State::Before,
            way: Vec::new(),
            tally: Tally::default(),
            steps: 0,
        }
    }

    /// Looks at the place where the search starts.
    fn begin(&mut self, source: &Source) -> Outcome {
        let (start, named) = match &source.kind {
            source::Kind::StandardInput => {
                self.tally.matched = true;
                let earlier = &self.walk.sources[..self.place];
                let again = earlier.iter().any(|s| matches!(s.kind, source::Kind::StandardInput));
                return (!again).then(|| Ok(Found::standard_input()));
            }
            source::Kind::Path(path) => (path, true),
            source::Kind::Glob(glob) => (&glob.start, false),
        };
        let kind = match fs::metadata(start) {
            Ok(metadata) => Kind::of(metadata.file_type()),
            Err(error) => {
                let is_link = fs::symlink_metadata(start).is_ok();
                let is_missing =
                    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
                if is_missing && !is_link {
                    self.tally.start = Start::Missing;
                    return None;
                }
                self.tally.matched = true;
                return self.lost(start, link::trouble(start, error));
            }
        };
        if self.walk.excludes_way_to(start, kind == Kind::Folder) {
            self.tally.passed_over.excluded = true;
            return None;
        }
        match kind {
            _ if self.walk.is_kept(start) => {
                self.tally.passed_over.kept = true;
                None
            }
            Kind::Folder => self.enter(start),
            _ if !named => {
                self.tally.start = Start::NoFolder;
                None
            }
            kind => self.file(start, kind),
        }
    }

    /// The next name on the way; `None` when the search for this entry is over.
    fn go_on(&mut self, source: &Source) -> Option<Outcome> {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(1024)
            && let Err(error) = self.context.check()
        {
            return Some(Some(Err(ListError::Source(error))));
        }
        let folder = self.way.last_mut()?;
        let Some((name, kind)) = folder.next_name() else {
            self.way.pop();
            return Some(None);
        };
        let path = folder.path.join(&name);
        Some(self.name(source, &name, &path, kind))
    }

    fn name(&mut self, source: &Source, name: &OsStr, path: &Path, kind: Kind) -> Outcome {
        let followed = match kind {
            Kind::Link => fs::metadata(path).map(|metadata| Kind::of(metadata.file_type())),
            kind => Ok(kind),
        };
        let is_folder = matches!(followed, Ok(Kind::Folder));
        let leads_on = is_folder && source.reaches_into(path);
        if !leads_on && !source.takes(path) {
            return None;
        }
        if !self.walk.hidden && is_hidden(name) && !source.names_hidden(name) {
            self.tally.passed_over.hidden = true;
            return None;
        }
        if self.walk.excludes(path, is_folder) {
            self.tally.passed_over.excluded = true;
            return None;
        }
        if self.walk.is_kept(path) {
            self.tally.passed_over.kept = true;
            return None;
        }
        match followed {
            Ok(Kind::Folder) => self.folder(source, path, kind == Kind::Link),
            Ok(kind) => self.file(path, kind),
            Err(error) => {
                self.tally.matched = true;
                self.lost(path, link::trouble(path, error))
            }
        }
    }

    fn folder(&mut self, source: &Source, path: &Path, is_link: bool) -> Outcome {
        if source.takes_for_file(path) {
            tracing::warn!(
                "`{}` matches `{}`, which is a folder: it is not read as a file",
                self.walk.uri(path),
                source.written
            );
        }
        if !source.reaches_into(path) {
            return None;
        }
        if is_link && self.is_on_the_way(path) {
            return self.lost(path, link::leads_back(path));
        }
        self.enter(path)
    }

    /// Whether the link at `path` leads to a folder that the search is in.
    fn is_on_the_way(&mut self, path: &Path) -> bool {
        let Ok(target) = fs::canonicalize(path) else { return false };
        self.way.iter_mut().any(|folder| folder.real().starts_with(&target))
    }

    fn enter(&mut self, path: &Path) -> Outcome {
        match Folder::open(path) {
            Ok(folder) => {
                self.way.push(folder);
                None
            }
            Err(error) => {
                self.tally.matched = true;
                self.lost(path, StageError::io("is a folder that cannot be opened", error))
            }
        }
    }

    fn file(&mut self, path: &Path, kind: Kind) -> Outcome {
        self.tally.matched = true;
        if self.walk.found_before(self.place, path) {
            return None;
        }
        match kind {
            Kind::Special(what) => self.lost(path, link::special(what)),
            _ => Some(Ok(Found { path: path.to_owned(), uri: self.walk.uri(path) })),
        }
    }

    /// The error for one file, unless an earlier entry has reported it.
    fn lost(&self, path: &Path, error: StageError) -> Outcome {
        let known = self.walk.found_before(self.place, path);
        (!known).then(|| Err(ListError::Item { uri: self.walk.uri(path), error }))
    }

    fn end(&mut self, source: &Source) -> Outcome {
        if self.tally.matched {
            return None;
        }
        let (mut message, is_explained) = self.nothing_found(source);
        if self.allow_empty {
            tracing::warn!("{message}");
            return None;
        }
        if !is_explained {
            message.push_str(" (`allow_empty = true` if that may be)");
        }
        Some(Err(ListError::Source(StageError::bad_input(message))))
    }

    /// Says that `source` finds nothing; true where it also says why.
    fn nothing_found(&self, source: &Source) -> (String, bool) {
        let Source { written, shown, kind } = source;
        let is_glob = matches!(kind, source::Kind::Glob(_));
        let mut message = match (is_glob, self.tally.start) {
            (false, Start::Missing) => format!("there is no file or folder `{shown}`"),
            (false, _) => format!("there is no file in `{shown}`"),
            (true, Start::Missing) => {
                format!("`{written}` matches no file: there is no folder `{shown}`")
            }
            (true, Start::NoFolder) => {
                format!("`{written}` matches no file: `{shown}` is not a folder")
            }
            (true, Start::Found) => format!("`{written}` matches no file in `{shown}`"),
        };
        let is_literal = is_glob && self.walk.base.join(written).exists();
        if is_literal {
            message.push_str(
                ", though there is one of this very name: write `\\` before `*`, `?`, `[` and `{`",
            );
        }
        if self.tally.passed_over.hidden {
            message.push_str(", apart from hidden ones (`hidden = true` takes them)");
        }
        if self.tally.passed_over.excluded {
            message.push_str(", apart from those that `exclude` leaves out");
        }
        if self.tally.passed_over.kept {
            message.push_str(
                ", apart from what the pipeline itself keeps (its quarantine, its ledger)",
            );
        }
        (message, is_literal || self.tally.passed_over.hidden)
    }
}
