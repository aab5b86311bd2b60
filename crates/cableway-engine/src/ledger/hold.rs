//! Keeps a second run off the ledger.
//!
//! A lock of the system, on a file of its own: it ends with the process, however that ends. Who holds it
//! stands in another file, because not every system lets others read a locked one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Ledger, LedgerError, with_suffix};

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    /// `None` on a file system without locks.
    _file: Option<File>,
    holder: PathBuf,
}

impl Hold {
    /// Takes the lock of the ledger at `path`, waiting for it where `wait` is given and not true.
    pub(super) fn take(path: &Path, wait: Option<&AtomicBool>) -> Result<Self, LedgerError> {
        let io = |error| LedgerError::Folder { path: path.to_owned(), error };
        let name = with_suffix(path, ".lock");
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(name).map_err(io)?;
        let holder = with_suffix(path, ".holder");
        loop {
            let file = match file.try_lock() {
                Ok(()) => Some(&file),
                Err(TryLockError::Error(_)) => None,
                Err(TryLockError::WouldBlock) => {
                    if wait.is_none_or(|cancelled| cancelled.load(Ordering::Relaxed)) {
                        return Err(held(path, &holder));
                    }
                    std::thread::sleep(Duration::from_millis(50));
                    continue;
                }
            };
            // Only words for a message: without them the lock is as good.
            let _ = fs::write(&holder, format!("process {}", std::process::id()));
            let file = file.map(File::try_clone).transpose().map_err(io)?;
            return Ok(Self { _file: file, holder });
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.holder);
    }
}

fn held(path: &Path, holder: &Path) -> LedgerError {
    let words = fs::read_to_string(holder).unwrap_or_default();
    let holder = match words.trim() {
        "" => "another run".to_owned(),
        words => format!("another run ({words})"),
    };
    LedgerError::Held { path: path.to_owned(), holder }
}

/// The process that stands in the file `holder`.
fn process_of(holder: &Path) -> String {
    match fs::read_to_string(holder).unwrap_or_default().trim() {
        "" => "another process".to_owned(),
        words => words.to_owned(),
    }
}

/// Keeps a second watch of the same pipeline off, until it is dropped. Runs go on beside it.
///
/// ```
/// use cableway_engine::WatchHold;
///
/// let folder = std::env::temp_dir().join("cableway-doc-watch");
/// std::fs::create_dir_all(&folder)?;
/// let hold = WatchHold::take(&folder.join("pipeline.toml"))?;
/// assert!(WatchHold::take(&folder.join("pipeline.toml")).is_err());
/// drop(hold);
/// assert!(WatchHold::take(&folder.join("pipeline.toml")).is_ok());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct WatchHold {
    _hold: Hold,
}

impl WatchHold {
    /// For the pipeline file at `pipeline`.
    ///
    /// # Errors
    /// When another process watches it, or the ledger's folder cannot be written to
    /// ([`LedgerError::is_read_only`]).
    pub fn take(pipeline: &Path) -> Result<Self, LedgerError> {
        let path = Ledger::path_of(pipeline).with_extension("watch");
        let folder = path.parent().unwrap_or(Path::new(""));
        super::make_folder(folder)
            .map_err(|error| LedgerError::Folder { path: folder.to_owned(), error })?;
        match Hold::take(&path, None) {
            Ok(hold) => Ok(Self { _hold: hold }),
            Err(LedgerError::Held { .. }) => Err(LedgerError::Watched {
                pipeline: pipeline.to_owned(),
                holder: process_of(&with_suffix(&path, ".holder")),
            }),
            Err(error) => Err(error),
        }
    }
}
