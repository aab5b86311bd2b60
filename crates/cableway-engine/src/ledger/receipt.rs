//! How an output file looked when a run had put it in its place.

use std::fs::{self, File};
use std::path::Path;
use std::time::UNIX_EPOCH;

use cableway_core::Digest;
use serde::{Deserialize, Serialize};

/// Length, time and digest of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    bytes: u64,
    /// Nanoseconds since the beginning of 1970.
    modified: Option<u128>,
    digest: Digest,
}

impl Receipt {
    /// `None` for what is no regular file, or cannot be read: such an output is written by every run.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let (bytes, modified) = looks(path)?;
        let digest = Digest::of_reader(File::open(path).ok()?).ok()?;
        Some(Self { bytes, modified, digest })
    }

    /// Whether the file at `path` still is as it was. Its bytes are read only where its time says that
    /// somebody has written to it.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        match looks(path) {
            Some((bytes, _)) if bytes != self.bytes => false,
            Some((_, modified)) if modified.is_some() && modified == self.modified => true,
            Some(_) => Self::of(path).is_some_and(|now| now.digest == self.digest),
            None => false,
        }
    }

    /// The same, whatever its time says.
    pub(crate) fn holds_surely(&self, path: &Path) -> bool {
        Self::of(path).is_some_and(|now| now.digest == self.digest)
    }
}

fn looks(path: &Path) -> Option<(u64, Option<u128>)> {
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let modified = found.modified().ok()?.duration_since(UNIX_EPOCH).ok();
    Some((found.len(), modified.map(|time| time.as_nanos())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_touched_is_the_same_and_one_that_was_edited_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        fs::write(&path, "one").unwrap();
        let receipt = Receipt::of(&path).unwrap();
        assert!(receipt.holds(&path));
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(9);
        File::options().append(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(receipt.holds(&path), "its bytes are the same");
        fs::write(&path, "two").unwrap();
        File::options().append(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(!receipt.holds(&path));
        fs::remove_file(&path).unwrap();
        assert!(!receipt.holds(&path));
        assert!(Receipt::of(folder.path()).is_none(), "a folder");
    }
}
