//! Snapshots that wait for somebody to look at them.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::SnapshotError;
use super::header::Kind;
use super::{Contents, Snapshot, parse, side_file};

/// What a pending snapshot's name has behind that of the accepted one.
const NEW: &str = ".new";

/// A snapshot that waits beside the accepted one, at `records.snap.new` beside `records.snap`, until it is
/// accepted or rejected.
///
/// ```
/// use cableway_testing::snapshot::{Header, Pending, Snapshot, pending_below};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("snapshots/records.snap");
/// let pending = Pending::of(&path);
/// pending.write(&Snapshot::text(Header::default(), "The ferry sails."))?;
/// assert_eq!(pending_below(folder.path())?, [pending.clone()]);
/// pending.accept()?;
/// assert!(path.exists() && pending_below(folder.path())?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pending {
    accepted: PathBuf,
}

impl Pending {
    /// The pending snapshot for the accepted one at `path`, whether either is there or not.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self { accepted: path.into() }
    }

    /// Where the snapshot is, or will be, when it is accepted.
    pub fn accepted_path(&self) -> &Path {
        &self.accepted
    }

    /// Where the snapshot waits.
    pub fn path(&self) -> PathBuf {
        let mut name = self.accepted.as_os_str().to_owned();
        name.push(NEW);
        PathBuf::from(name)
    }

    /// Whether a snapshot waits.
    pub fn exists(&self) -> bool {
        self.path().is_file()
    }

    /// The snapshot that waits.
    ///
    /// # Errors
    /// As [`Snapshot::read`].
    pub fn read(&self) -> Result<Snapshot, SnapshotError> {
        Snapshot::read(&self.path())
    }

    /// Lets `snapshot` wait, in place of the one that does.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let path = self.path();
        let kept = match &snapshot.contents {
            Contents::Text(_) => None,
            Contents::Binary { extension, .. } => Some(side_file(&path, extension)),
        };
        snapshot.write(&path)?;
        self.remove_side_files(kept.as_deref())
    }

    /// Puts the waiting snapshot in the place of the accepted one.
    ///
    /// The last step is a renaming, so that the snapshot waits, or is accepted, whenever this is
    /// interrupted; where it waits, accepting once more goes on.
    ///
    /// # Errors
    /// When no snapshot waits, when it cannot be read, or when a file cannot be renamed.
    pub fn accept(&self) -> Result<(), SnapshotError> {
        let path = self.path();
        let bytes = fs::read(&path).map_err(|error| SnapshotError::io(&path, "read", error))?;
        let (header, kind, text, _) =
            parse(&bytes).map_err(|problem| SnapshotError::new(&path, problem))?;
        let rename = |from: &Path, to: &Path| {
            fs::rename(from, to)
                .map_err(|error| SnapshotError::io(to, "put the new one in place of", error))
        };
        // What the accepted snapshot has beside it, and the new one has not.
        let outdated = match (kind_of(&self.accepted), &kind) {
            (Some(Kind::Binary { extension }), kind)
                if *kind != (Kind::Binary { extension: extension.clone() }) =>
            {
                Some(side_file(&self.accepted, &extension))
            }
            _ => None,
        };
        if let Kind::Binary { extension } = &kind {
            let (from, to) = (side_file(&path, extension), side_file(&self.accepted, extension));
            // It is not there where accepting was interrupted behind this step.
            if from.exists() || !to.exists() {
                rename(&from, &to)?;
            }
        }
        if header.assertion_line.is_some() {
            // insta keeps the line for the review only.
            let mut header = header;
            header.assertion_line = None;
            let rewritten = match &kind {
                Kind::Text => Snapshot::text(header, text).to_text(),
                Kind::Binary { .. } => header.to_yaml(&kind),
            };
            super::write_whole(&path, rewritten.as_bytes())?;
        }
        rename(&path, &self.accepted)?;
        if let Some(outdated) = outdated {
            remove(&outdated)?;
        }
        Ok(())
    }

    /// Takes the waiting snapshot away; false where none waits.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn reject(&self) -> Result<bool, SnapshotError> {
        // The header last: what is interrupted can be rejected again.
        self.remove_side_files(None)?;
        remove(&self.path())
    }

    /// Removes the contents of binary snapshots that waited, but for those at `kept`.
    fn remove_side_files(&self, kept: Option<&Path>) -> Result<(), SnapshotError> {
        let path = self.path();
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(SnapshotError::io(folder, "list", error)),
        };
        let mut start = name.to_owned();
        start.push(".");
        for entry in entries {
            let entry = entry.map_err(|error| SnapshotError::io(folder, "list", error))?;
            let is_side =
                entry.file_name().as_encoded_bytes().starts_with(start.as_encoded_bytes());
            if is_side && Some(entry.path().as_path()) != kept {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

/// Whether the snapshot at `path` has its contents beside it; nothing where there is none, or none that
/// can be read.
/// Deletes an accepted snapshot, with the file that a binary one has beside it.
///
/// # Errors
/// When a file cannot be deleted.
pub fn delete(path: &Path) -> Result<(), SnapshotError> {
    if let Some(Kind::Binary { extension }) = kind_of(path) {
        remove(&side_file(path, &extension))?;
    }
    remove(path).map(drop)
}

fn kind_of(path: &Path) -> Option<Kind> {
    let bytes = fs::read(path).ok()?;
    parse(&bytes).ok().map(|(_, kind, _, _)| kind)
}

/// Removes a file; false where there is none.
fn remove(path: &Path) -> Result<bool, SnapshotError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(SnapshotError::io(path, "remove", error)),
    }
}

/// All snapshots that wait in `folder` and the folders in it, by path. Hidden folders, and links to
/// folders, are passed by.
///
/// # Errors
/// When a folder cannot be listed; a `folder` that is not there is one of them.
pub fn pending_below(folder: &Path) -> Result<Vec<Pending>, SnapshotError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let failed = |error| SnapshotError::io(&folder, "list", error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                if !name.as_encoded_bytes().starts_with(b".") {
                    open.push(entry.path());
                }
            } else if name.as_encoded_bytes().ends_with(b".snap.new") {
                found.push(Pending::of(without_ending(&entry.path())));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// `records.snap` for `records.snap.new`.
fn without_ending(path: &Path) -> PathBuf {
    // `file_stem` cuts just the last part of the name, which is the ending.
    let name = path.file_stem().map_or_else(OsString::new, ToOwned::to_owned);
    path.with_file_name(name)
}
