//! The folders that are watched.
//!
//! Where the system watches single folders (Linux), each folder below a place is watched by itself: so one that
//! appears is watched before anybody lists it, and no file that is put there can be missed. Where the system
//! watches whole trees (macOS, Windows), it is told to.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cableway_engine::watch::{Foundation, Territory};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::mailbox::Mailbox;

/// Whether the system watches whole trees.
const TREES: bool = cfg!(any(target_os = "macos", windows));

/// What is watched, and what the system tells goes to a mailbox.
#[derive(Debug)]
pub(super) struct Folders {
    /// Why there is none, where the system gives none.
    watcher: Result<RecommendedWatcher, String>,
    watched: BTreeMap<PathBuf, Watched>,
    /// Why some folders cannot be watched.
    trouble: Option<String>,
    /// The folder up to which the folders are watched that a place lies in.
    root: PathBuf,
}

/// How a folder is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watched {
    /// Another folder of the same name is another one.
    identity: Option<(u64, u64)>,
    /// With all that is below it.
    tree: bool,
}

impl Folders {
    /// Watches nothing yet. `root` is the folder of the pipeline file.
    pub(super) fn new(root: PathBuf, mailbox: Arc<Mailbox>) -> Self {
        let handler = move |event| mailbox.event(&event);
        let watcher = RecommendedWatcher::new(handler, Config::default());
        let watcher = watcher.map_err(|error| error.to_string());
        Self { watcher, watched: BTreeMap::new(), trouble: None, root }
    }

    /// Why some folders cannot be watched, where that is so.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Watches all that there is to watch, and nothing else.
    pub(super) fn all(&mut self, territory: &Territory, foundation: &Foundation) {
        let mut wanted = BTreeMap::new();
        for place in territory.places() {
            self.ways_to(place, &mut wanted);
            below(place, territory, &mut wanted);
        }
        for folder in foundation.folders() {
            match watchable(folder, false) {
                Some(watched) => {
                    wanted.entry(folder.clone()).or_insert(watched);
                }
                None => self.ways_to(folder, &mut wanted),
            }
        }
        self.trouble = None;
        let is_other = |(path, watched): &(&PathBuf, &Watched)| wanted.get(*path) != Some(*watched);
        let others: Vec<PathBuf> =
            self.watched.iter().filter(is_other).map(|(path, _)| path.clone()).collect();
        for path in others {
            self.forget(&path);
        }
        for (path, watched) in wanted {
            self.watch(path, watched);
        }
        for place in territory.places() {
            self.watch_below(place, territory);
        }
    }

    /// Watches all folders below `place`. A folder that is made between looking and watching is found by looking
    /// once more; one that is made later is told of.
    fn watch_below(&mut self, place: &Path, territory: &Territory) {
        for _ in 0..MOST_LOOKS {
            let mut wanted = BTreeMap::new();
            below(place, territory, &mut wanted);
            let count = self.watched.len();
            for (path, watched) in wanted {
                self.watch(path, watched);
            }
            if self.watched.len() == count {
                return;
            }
        }
    }

    /// Something has come or gone at `path`, a folder maybe: watches what is there now.
    pub(super) fn follow(&mut self, path: &Path, territory: &Territory, foundation: &Foundation) {
        let is_way = territory.places().any(|place| place.starts_with(path))
            || foundation.folders().iter().any(|folder| folder.starts_with(path));
        let from = (Bound::Included(path), Bound::Unbounded);
        let below_it: Vec<PathBuf> = self
            .watched
            .range::<Path, _>(from)
            .map(|(watched, _)| watched)
            .take_while(|watched| watched.starts_with(path))
            .cloned()
            .collect();
        // Even where it looks the same: what the system watches may be the one that is gone.
        for path in below_it {
            self.forget(&path);
        }
        if is_way {
            self.all(territory, foundation);
        } else if !TREES && territory.places().any(|place| path.starts_with(place)) {
            self.watch_below(path, territory);
        }
    }

    /// The name under which the user knows what the system calls `path`.
    pub(super) fn named(&self, path: &Path) -> PathBuf {
        if !TREES {
            return path.to_owned();
        }
        let known = |folder: &PathBuf| {
            let below = path.strip_prefix(fs::canonicalize(folder).ok()?).ok()?;
            Some(folder.join(below))
        };
        let is_known = self.watched.keys().any(|folder| path.starts_with(folder));
        let named = if is_known { None } else { self.watched.keys().find_map(known) };
        named.unwrap_or_else(|| path.to_owned())
    }

    /// The folders in which `place` lies: where it, or one of them, may come or go. Up to the pipeline's own, or
    /// else the first that is there.
    fn ways_to(&self, place: &Path, wanted: &mut BTreeMap<PathBuf, Watched>) {
        for folder in place.ancestors().skip(1) {
            if let Some(watched) = watchable(folder, false) {
                wanted.entry(folder.to_owned()).or_insert(watched);
                if folder == self.root || !folder.starts_with(&self.root) {
                    return;
                }
            }
        }
    }

    fn watch(&mut self, path: PathBuf, how: Watched) {
        if self.watched.contains_key(&path) {
            return;
        }
        let mode = if how.tree { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let watcher = match &mut self.watcher {
            Ok(watcher) => watcher,
            Err(reason) => {
                self.trouble.get_or_insert(format!("the system watches no folders: {reason}"));
                return;
            }
        };
        match watcher.watch(&path, mode) {
            Ok(()) => {
                self.watched.insert(path, how);
            }
            // Whoever lists it says so, or it is gone again.
            Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "cannot be watched");
                let reason = match error.kind {
                    ErrorKind::MaxFilesWatch => {
                        "the system watches no more folders (`fs.inotify.max_user_watches`)"
                            .to_owned()
                    }
                    ErrorKind::Io(error) => error.to_string(),
                    other => format!("{other:?}"),
                };
                self.trouble
                    .get_or_insert(format!("`{}` cannot be watched: {reason}", path.display()));
            }
        }
    }

    fn forget(&mut self, path: &Path) {
        if self.watched.remove(path).is_some()
            && let Ok(watcher) = &mut self.watcher
            && let Err(error) = watcher.unwatch(path)
        {
            // The system forgets a folder that is gone by itself.
            tracing::trace!(path = %path.display(), %error, "was not watched any more");
        }
    }
}

/// How often to look for folders that came while others were watched.
const MOST_LOOKS: usize = 20;

/// The folders below `place`, itself included, in which files are looked for.
fn below(place: &Path, territory: &Territory, wanted: &mut BTreeMap<PathBuf, Watched>) {
    let mut open = vec![place.to_owned()];
    // A link may lead back, and the system tells of a folder under one name only.
    let mut seen = std::collections::HashSet::new();
    while let Some(folder) = open.pop() {
        if !territory.enters(&folder) {
            continue;
        }
        let Some(watched) = watchable(&folder, TREES) else { continue };
        if watched.identity.is_some_and(|identity| !seen.insert(identity)) {
            continue;
        }
        wanted.insert(folder.clone(), watched);
        if TREES {
            continue;
        }
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let may_be_folder = entry.file_type().map_or(true, |kind| !kind.is_file());
            if may_be_folder && entry.path().is_dir() {
                open.push(entry.path());
            }
        }
    }
}

/// How to watch the folder at `path`, if there is one.
fn watchable(path: &Path, tree: bool) -> Option<Watched> {
    let metadata = fs::metadata(path).ok().filter(Metadata::is_dir)?;
    Some(Watched { identity: identity(&metadata), tree })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}
