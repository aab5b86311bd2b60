//! What can be wrong with a link, and with a file that cannot be opened.

use std::fs;
use std::io;
use std::path::Path;

use cableway_core::StageError;

/// Why the file, folder or link at `path` cannot be looked at.
pub(super) fn trouble(path: &Path, error: io::Error) -> StageError {
    let Ok(target) = fs::read_link(path) else {
        return StageError::io("cannot be opened", error);
    };
    let target = target.display();
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("is a link to `{target}`, which does not exist"),
        io::ErrorKind::PermissionDenied => {
            format!("is a link to `{target}`, which may not be opened")
        }
        _ => {
            format!("is a link to `{target}` that cannot be followed: does it lead back to itself?")
        }
    };
    StageError::io(message, error)
}

/// The error for a link to a folder that the search came through on its way to the link.
pub(super) fn leads_back(path: &Path) -> StageError {
    let target = fs::read_link(path).unwrap_or_default();
    let target = target.display();
    StageError::bad_input(format!(
        "is a link to `{target}`, back to a folder above it: it is not followed, as that would never end"
    ))
}

/// The error for what is no file.
pub(super) fn special(what: &str) -> StageError {
    StageError::bad_input(format!("is {what}, not a file, and is not opened"))
}
