//! Files that come into their place whole: written at a temporary name beside it, and given their own when they are on
//! the disk.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of such files end. Exports, and the next run, know what was left behind by it.
const PARTIAL: &str = ".partial";

/// The bytes of a file's name in that of its temporary file: the rest must not make it too long.
const LONGEST_NAME: usize = 200;

/// Who may read a temporary file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner alone.
    Owner,
    /// Whom the system lets read a new file.
    All,
}

/// A new temporary file beside `path`.
pub(crate) fn partial(path: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let prefix = prefix(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(PARTIAL);
    #[cfg(unix)]
    if readers == Readers::All {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.tempfile_in(folder_of(path))
}

/// Removes the temporary files beside `path` that runs left behind which were killed. Only for who knows that no other
/// run of the pipeline is at work.
pub(crate) fn remove_leftovers(path: &Path) {
    let Ok(entries) = fs::read_dir(folder_of(path)) else { return };
    let prefix = prefix(path);
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(prefix.as_encoded_bytes()) && name.ends_with(PARTIAL.as_bytes()) {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// How the name of the temporary file begins that becomes the file at `path`.
fn prefix(path: &Path) -> OsString {
    let name = path.file_name().unwrap_or_default();
    let mut prefix = OsString::from(".");
    if name.len() <= LONGEST_NAME {
        prefix.push(name);
    } else {
        let name = name.to_string_lossy();
        prefix.push(&name[..name.floor_char_boundary(LONGEST_NAME)]);
    }
    prefix.push(".");
    prefix
}

/// Makes the new name last, where the file system can.
pub(crate) fn sync_folder(name: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder_of(name)).and_then(|folder| folder.sync_all()) {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_those_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("x".repeat(250));
        for path in [folder.path().join("out.jsonl"), long] {
            let (_, left) = partial(&path, Readers::All).unwrap().keep().unwrap();
            let (_, other) = partial(&folder.path().join("other.jsonl"), Readers::Owner)
                .unwrap()
                .keep()
                .unwrap();
            assert_eq!(left.parent(), Some(folder.path()));
            remove_leftovers(&path);
            assert!(!left.exists() && other.exists());
        }
    }
}
