//! What went wrong, in words that tell what to do.

use std::io;

use cableway_core::{ErrorKind, StageError};
use rusqlite::{Error, ErrorCode};

/// Why a database cannot be written.
#[derive(Debug)]
pub(super) enum Trouble {
    /// What SQLite says.
    Sqlite(Error),
    /// The records beside the database cannot be read, or a new database not be put in its place.
    Io(io::Error),
    /// It is not ours to write: why, and what to do.
    Refused(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Trouble {
    /// Somebody wrote to it since the run began, so that what was found out then does not hold.
    pub(super) fn changed_meanwhile() -> Self {
        Self::Refused("another program has changed it while the run was at work: run again".into())
    }

    /// The error that says so of the database that users know as `target`.
    pub(super) fn about(self, target: &str) -> StageError {
        let message = |advice: &str| format!("cannot write to `{target}`: {advice}");
        match self {
            Self::Sqlite(error) => {
                StageError::new(ErrorKind::Io, message(advice(&error))).with_source(cause(&error))
            }
            Self::Io(error) => {
                StageError::io(message("see the cause, or choose another `path`"), error)
            }
            Self::Refused(advice) => StageError::new(ErrorKind::Io, message(&advice)),
        }
    }
}

/// What SQLite says and its code for it, once: the library's error and its source both tell.
fn cause(error: &Error) -> String {
    match error.sqlite_error() {
        Some(code) => format!("{error} (SQLite error {})", code.extended_code),
        None => error.to_string(),
    }
}

fn advice(error: &Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program has locked it: close it there, or wait until it is done, and run again (`wait` says \
             for how many seconds to try)"
        }
        Some(ErrorCode::DiskFull) => "the disk is full: make room or choose another `path`",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "it is not allowed, or there is no room for its journal: see to the permissions and the disk"
        }
        Some(ErrorCode::NotADatabase) => {
            "what is there is no SQLite database: move it away or choose another `path`"
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            "the database is damaged: move it away, and the next run makes a new one"
        }
        Some(ErrorCode::SystemIoFailure) => {
            "reading or writing failed: see the cause, or choose another `path`"
        }
        _ => "see the cause, or choose another `path`",
    }
}
