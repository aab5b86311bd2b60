//! What can be wrong with a ledger.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::with_suffix;

/// Why the ledger is of no use. The outputs of earlier runs are as they were.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Another run holds it.
    #[error("the ledger `{}` is held by {holder}: wait for it to end", path.display())]
    Held {
        /// The ledger.
        path: PathBuf,
        /// Who holds it, in words.
        holder: String,
    },
    /// Another process watches the pipeline.
    #[error("the pipeline `{}` is watched by {holder} already: stop that one first", pipeline.display())]
    Watched {
        /// The pipeline file.
        pipeline: PathBuf,
        /// Who watches it, in words.
        holder: String,
    },
    /// A newer version wrote it.
    #[error(
        "the ledger `{}` has form {form}, and this version of Cableway knows forms up to {known}: use the newer \
         version, or move the ledger away to work on everything anew",
        path.display()
    )]
    Newer {
        /// The ledger.
        path: PathBuf,
        /// The version of its form.
        form: i64,
        /// The newest one that this program knows.
        known: i64,
    },
    /// Another program has locked the database.
    #[error(
        "the ledger `{}` is locked by another program (is it open in a database browser?): close it there, and run \
         again",
        path.display()
    )]
    Locked {
        /// The ledger.
        path: PathBuf,
    },
    /// What it says cannot be relied on.
    #[error("the ledger `{}` is damaged: {reason}", path.display())]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Its folder, or the file, cannot be made or written.
    #[error("cannot write the ledger in `{}`: {error}", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The run is over: told to nobody but threads that are late.
    #[error("the run is over")]
    Closed,
    /// Anything else that SQLite says: a full disk, mostly.
    #[error("cannot read or write the ledger `{}`: {reason}", path.display())]
    Write {
        /// The ledger.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
}

impl LedgerError {
    /// What SQLite says, in our words.
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over as they come")]
    pub(crate) fn sql(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, reason: error.to_string() }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                // SQLite does not say why. The system does, when it is asked for the same.
                match cannot_write(&path) {
                    Some(error) => Self::Folder { path, error },
                    None => Self::Write { path, reason: error.to_string() },
                }
            }
            Some(ErrorCode::SystemIoFailure) => {
                let reason = format!("{error}: is there room on the disk, and is the disk sound?");
                Self::Write { path, reason }
            }
            Some(ErrorCode::DiskFull) => {
                Self::Write { path, reason: "the disk is full: make room and run again".to_owned() }
            }
            Some(_) => Self::Write { path, reason: error.to_string() },
            // A table, a column or a value that is not what our own schema says.
            None => Self::Damaged { path, reason: error.to_string() },
        }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.into() }
    }

    /// True where a run can go on without: it then remembers nothing.
    pub fn is_read_only(&self) -> bool {
        match self {
            Self::Folder { error, .. } => matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ),
            _ => false,
        }
    }
}

/// Why the ledger at `path` cannot be written to, or nothing made beside it; `None` where both can be.
fn cannot_write(path: &Path) -> Option<io::Error> {
    if let Err(error) = OpenOptions::new().write(true).open(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Some(error);
    }
    let beside = with_suffix(path, ".probe");
    let made = File::create(&beside).and_then(|_| std::fs::remove_file(&beside));
    made.err()
}
