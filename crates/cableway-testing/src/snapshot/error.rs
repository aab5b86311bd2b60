//! What can be wrong with a snapshot.

use std::io;
use std::path::{Path, PathBuf};

/// A problem and the file that has it.
#[derive(Debug, thiserror::Error)]
#[error("`{}`{}: {problem}", path.display(), line_of(problem))]
pub struct SnapshotError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    #[source]
    pub problem: Problem,
}

impl SnapshotError {
    /// A problem of the file `path`.
    pub fn new(path: &Path, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }

    pub(super) fn io(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::new(path, Problem::Io { action, source })
    }
}

/// `, line 3` for what has a line.
fn line_of(problem: &Problem) -> String {
    problem.line().map_or_else(String::new, |line| format!(", line {line}"))
}

/// What is wrong with a snapshot. The messages are in lower case, without a full stop, and without the
/// line, which [`SnapshotError`] shows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read, written or put in its place.
    #[error("cannot {action} it: {source}{}", hint(source))]
    Io {
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The file is no text.
    #[error("it is no UTF-8 text from byte {offset} on: restore it, or accept the output anew")]
    NotUtf8 {
        /// The first byte that is none.
        offset: usize,
    },
    /// There are marks that a version control leaves where two versions of a file are at odds.
    #[error("a mark of a merge conflict, `{mark}`: settle the conflict, or accept the output anew")]
    Conflict {
        /// The line, from 1.
        line: usize,
        /// The mark.
        mark: String,
    },
    /// The file does not begin with a header.
    #[error("it is no snapshot: its first line is not `---`")]
    NoHeader,
    /// The header goes on to the end of the file.
    #[error("its header has no end: a line `---` must stand between it and the contents")]
    EndlessHeader,
    /// The header is no YAML, or not that of a snapshot.
    #[error("its header cannot be read: {message}")]
    Header {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The header's `info` is not what was asked for.
    #[error("the `info` of its header is not what it should be: {message}")]
    Info {
        /// What is wrong with it.
        message: String,
    },
    /// A newer version of the program wrote it.
    #[error("it was written as `{found}`, and this version reads `{known}`: update Cableway")]
    Newer {
        /// The format of the file.
        found: String,
        /// The newest format that this version reads.
        known: &'static str,
    },
    /// A binary snapshot has lost the file with its contents.
    #[error("its contents, `{}`, are not there: restore the file, or accept the output anew", path.display())]
    NoContents {
        /// Where they should be.
        path: PathBuf,
    },
    /// The contents are no sequence of records.
    #[error(
        "its contents are no records: {message}, at column {column}; accept the output anew if \
             they were edited by hand"
    )]
    NotRecords {
        /// The line of the file, from 1.
        line: usize,
        /// The byte of the line, from 1.
        column: usize,
        /// What is wrong with them.
        message: String,
    },
    /// The contents are bytes, where records were asked for.
    #[error("its contents are bytes, and no records")]
    Binary,
    /// No file of contents can be named so.
    #[error("`{extension}` cannot end the name of a file: letters and digits can, `new` cannot")]
    Extension {
        /// What was asked for.
        extension: String,
    },
}

impl Problem {
    /// The line of the file, from 1, where it is known.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Conflict { line, .. }
            | Self::Header { line, .. }
            | Self::NotRecords { line, .. } => Some(*line),
            _ => None,
        }
    }
}

/// What to do about it, where that can be told.
fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "; give yourself the right to, or copy the cases elsewhere"
        }
        io::ErrorKind::ReadOnlyFilesystem => "; the disk is read-only: copy the cases elsewhere",
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "; a file stands where its folder must be: move it away"
        }
        io::ErrorKind::StorageFull => "; make room on the disk",
        _ => "",
    }
}
