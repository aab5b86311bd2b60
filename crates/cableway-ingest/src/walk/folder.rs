//! The names in one folder.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An open folder on the way down.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// The names that are still to come, the next one last.
    names: Vec<(OsString, Kind)>,
    /// Where the folder really is, for finding links that lead back; asked for once, if at all.
    real: Option<PathBuf>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link, not followed yet, or what has to be looked at like one.
    Link,
    /// A pipe, a socket or a device, in words.
    Special(&'static str),
}

impl Kind {
    pub(super) fn of(kind: fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Special(special(kind))
        }
    }
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> &'static str {
    "a special file"
}

impl Folder {
    /// Reads all names in the folder at `path`, sorted by their bytes.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // Where the system does not say what it is, a closer look will, as with a link.
            names.push((entry.file_name(), entry.file_type().map_or(Kind::Link, Kind::of)));
        }
        names.sort_unstable_by(|(a, _), (b, _)| b.as_encoded_bytes().cmp(a.as_encoded_bytes()));
        Ok(Self { path: path.to_owned(), names, real: None })
    }

    pub(super) fn next_name(&mut self) -> Option<(OsString, Kind)> {
        self.names.pop()
    }

    /// Where the folder is once all links are followed.
    pub(super) fn real(&mut self) -> &Path {
        let Self { path, real, .. } = self;
        real.get_or_insert_with(|| fs::canonicalize(&*path).unwrap_or_else(|_| path.clone()))
    }
}
