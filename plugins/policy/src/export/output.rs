//! A file that is put in its place whole.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cableway_sdk::{ErrorKind, StageError};

/// Where an export writes to.
#[derive(Debug)]
pub(super) struct Output {
    /// As the user wrote it, for messages.
    told: PathBuf,
    path: PathBuf,
}

impl Output {
    pub(super) fn new(told: &Path, path: PathBuf) -> Self {
        Self { told: told.to_owned(), path }
    }

    /// Finds out whether the place can be written to, before the work.
    pub(super) fn open(&self) -> Result<(), StageError> {
        if self.path.is_dir() {
            return Err(StageError::new(
                ErrorKind::Io,
                format!("`{}` is a folder", self.path.display()),
            ));
        }
        std::fs::create_dir_all(self.folder()).map_err(|error| self.cannot_write(error))?;
        let partial = self.partial();
        File::create(&partial)
            .and_then(|_| std::fs::remove_file(&partial))
            .map_err(|error| self.cannot_write(error))
    }

    /// Writes everything beside the place and renames it, so that half an output never stands there.
    pub(super) fn commit(&self, bytes: &[u8]) -> Result<(), StageError> {
        let partial = self.partial();
        let put = || {
            let mut file = File::create(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            std::fs::rename(&partial, &self.path)
        };
        put().map_err(|error| {
            let _ = std::fs::remove_file(&partial);
            self.cannot_write(error)
        })
    }

    pub(super) fn target(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Always the same name: what is left of a run that was killed is found by the next.
    fn partial(&self) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(".partial");
        self.folder().join(name)
    }

    pub(super) fn cannot_write(&self, error: std::io::Error) -> StageError {
        StageError::io(format!("cannot write `{}`", self.told.display()), error)
    }
}
