//! A file that is put in its place whole.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use cableway_sdk::{ErrorKind, StageError};

/// Where an export writes to.
#[derive(Debug)]
pub(super) struct Output {
    /// As the user wrote it, for messages.
    told: PathBuf,
    path: PathBuf,
    parts: Option<Parts>,
}

/// What was written so far, in a file beside the output: it would take more memory with each document.
#[derive(Debug)]
struct Parts {
    file: File,
    /// How many bytes of it are whole parts.
    length: u64,
    /// Where it lies, if it still has a name.
    path: Option<PathBuf>,
}

impl Drop for Parts {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Parts {
    fn new(path: PathBuf) -> io::Result<Self> {
        // One that a killed run has left.
        let _ = std::fs::remove_file(&path);
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        // Where a file may lose its name while it is open, nothing is left of it, however the run ends.
        let path =
            if cfg!(unix) && std::fs::remove_file(&path).is_ok() { None } else { Some(path) };
        Ok(Self { file, length: 0, path })
    }

    /// Writes one more part, the whole of it or nothing.
    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

impl Output {
    pub(super) fn new(told: &Path, path: PathBuf) -> Self {
        Self { told: told.to_owned(), path, parts: None }
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
        let partial = self.beside(".partial");
        File::create(&partial)
            .and_then(|_| std::fs::remove_file(&partial))
            .map_err(|error| self.cannot_write(error))
    }

    /// Keeps a part of the output, in a file beside its place.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), StageError> {
        let mut put = || {
            if self.parts.is_none() {
                self.parts = Some(Parts::new(self.beside(".parts"))?);
            }
            self.parts.as_mut().map_or(Ok(()), |parts| parts.push(bytes))
        };
        put().map_err(|error| self.cannot_write(error))
    }

    /// Writes everything, the parts between `head` and `tail`, beside the place and renames it, so that half an output never
    /// stands there. When that fails, the parts are kept for another try.
    pub(super) fn commit(&mut self, head: &[u8], tail: &[u8]) -> Result<(), StageError> {
        let partial = self.beside(".partial");
        let mut put = || {
            let mut file = File::create(&partial)?;
            file.write_all(head)?;
            if let Some(parts) = &mut self.parts {
                parts.file.seek(SeekFrom::Start(0))?;
                let mut whole = io::Read::take(&parts.file, parts.length);
                io::copy(&mut whole, &mut file)?;
            }
            file.write_all(tail)?;
            file.sync_all()?;
            std::fs::rename(&partial, &self.path)
        };
        let done = put();
        done.map_err(|error| {
            let _ = std::fs::remove_file(&partial);
            self.cannot_write(error)
        })?;
        self.parts = None;
        Ok(())
    }

    pub(super) fn target(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Always the same names: what is left of a run that was killed is found by the next.
    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(ending);
        self.folder().join(name)
    }

    pub(super) fn cannot_write(&self, error: io::Error) -> StageError {
        StageError::io(format!("cannot write `{}`", self.told.display()), error)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::Output;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("cableway-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn parts_stand_between_head_and_tail() {
        let folder = folder("parts");
        let path = folder.join("a.txt");
        let mut output = Output::new(&path, path.clone());
        output.open().unwrap();
        output.push(b"one, ").unwrap();
        output.push(b"two").unwrap();
        output.commit(b"<", b">").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "<one, two>");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_was_written_is_kept_where_it_cannot_be_put_in_its_place() {
        let folder = folder("parts-kept");
        let path = folder.join("a.txt");
        let mut output = Output::new(&path, path.clone());
        output.push(b"one").unwrap();
        std::fs::create_dir(&path).unwrap();
        output.commit(b"", b"").unwrap_err();
        std::fs::remove_dir(&path).unwrap();
        output.commit(b"", b"").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn nothing_is_left_of_an_output_that_is_given_up() {
        let folder = folder("parts-dropped");
        let path = folder.join("a.txt");
        let mut output = Output::new(&path, path.clone());
        output.push(b"one").unwrap();
        drop(output);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
