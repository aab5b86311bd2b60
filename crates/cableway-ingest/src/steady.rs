//! Files that change while they are read.
//!
//! What is read of a file while somebody writes to it is of two states: half a page, or a page with the
//! end of another. Length and time of change, before and after, tell.

use std::fs::File;
use std::time::{Duration, SystemTime};

use cableway_core::{ErrorKind, ListError, StageError};

/// How often a file is read that keeps changing.
const MOST_TRIES: u32 = 4;

/// The wait before a file is read again; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// A file as it was before it was read.
#[derive(Debug)]
pub(crate) struct Watched {
    file: File,
    length: u64,
    modified: Option<SystemTime>,
}

impl Watched {
    /// `None` for what is no file, or cannot be looked at.
    fn new(file: &File) -> Option<Self> {
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let modified = metadata.modified().ok();
        Some(Self { file: file.try_clone().ok()?, length: metadata.len(), modified })
    }

    fn has_changed(&self) -> bool {
        self.file.metadata().is_ok_and(|metadata| {
            metadata.len() != self.length || metadata.modified().ok() != self.modified
        })
    }
}

/// Reads a file with `take`, and again where it has changed meanwhile or the trouble is one that passes.
/// What was taken comes with the file as it was, for who goes on reading.
///
/// # Errors
/// Those of `open` and `take`; a retryable one where the file keeps changing.
pub(crate) fn read<T>(
    open: impl Fn() -> Result<File, StageError>,
    mut take: impl FnMut(File) -> Result<T, StageError>,
) -> Result<(T, Option<Watched>), StageError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (taken, watched) = match open() {
            Ok(file) => {
                let watched = Watched::new(&file);
                (take(file), watched)
            }
            Err(error) => (Err(error), None),
        };
        let changed = watched.as_ref().is_some_and(Watched::has_changed);
        let passes = taken.as_ref().is_err_and(StageError::is_retryable);
        if !changed && !passes {
            return Ok((taken?, watched));
        }
        if tries == MOST_TRIES {
            if changed {
                return Err(StageError::new(
                    ErrorKind::Io,
                    format!(
                        "has changed each of the {MOST_TRIES} times that it was read: run again once \
                         nobody writes to it"
                    ),
                )
                .retryable());
            }
            return Ok((taken?, watched));
        }
        std::thread::sleep(FIRST_WAIT * (1 << (tries - 1)));
    }
}

/// What to say at the end of a file that was read part by part: that it has changed meanwhile, where it
/// has. The parts have been handed on by then.
pub(crate) fn at_end<T>(
    uri: String,
    watched: Option<Watched>,
) -> impl Iterator<Item = Result<T, ListError>> {
    let mut watched = watched;
    std::iter::from_fn(move || {
        watched.take().filter(Watched::has_changed)?;
        let error = StageError::new(
            ErrorKind::Io,
            "has changed while what is in it was read, and may hold more: run again once nobody writes to it",
        );
        Some(Err(ListError::Item { uri: uri.clone(), error: error.retryable() }))
    })
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::{self, Read as _, Write as _};
    use std::path::Path;

    use super::*;

    fn opened(path: &Path) -> Result<File, StageError> {
        File::open(path).map_err(|error| StageError::io("cannot be opened", error))
    }

    /// The text of the file, read in two halves, with `between` them.
    fn text(mut file: File, between: impl FnOnce()) -> Result<String, StageError> {
        let mut text = vec![0; 6];
        let unread = |error| StageError::io("cannot be read", error);
        file.read_exact(&mut text).map_err(unread)?;
        between();
        file.read_to_end(&mut text).map_err(unread)?;
        Ok(String::from_utf8(text).unwrap())
    }

    fn file() -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"first state").unwrap();
        file
    }

    /// From another thread, as another program would.
    fn write(path: &Path, content: &str) {
        std::thread::scope(|scope| {
            scope.spawn(|| fs::write(path, content).unwrap());
        });
    }

    #[test]
    fn a_file_that_changes_once_is_read_again() {
        let file = file();
        let mut reads = 0;
        let taken = read(
            || opened(file.path()),
            |opened| {
                reads += 1;
                let change = reads == 1;
                text(opened, || {
                    if change {
                        write(file.path(), "second state, and longer");
                    }
                })
            },
        );
        assert_eq!(taken.unwrap().0, "second state, and longer");
        assert_eq!(reads, 2);
    }

    #[test]
    fn a_file_that_keeps_its_length_is_known_by_its_time() {
        let file = file();
        let mut reads = 0;
        let taken = read(
            || opened(file.path()),
            |opened| {
                reads += 1;
                let change = reads == 1;
                text(opened, || {
                    if change {
                        write(file.path(), "other state");
                        let later = SystemTime::now() + Duration::from_secs(5);
                        let file = OpenOptions::new().write(true).open(file.path()).unwrap();
                        file.set_modified(later).unwrap();
                    }
                })
            },
        );
        assert_eq!((taken.unwrap().0.as_str(), reads), ("other state", 2));
    }

    #[test]
    fn a_file_that_keeps_changing_is_an_error_that_passes() {
        let file = file();
        let mut reads = 0;
        let error = read(
            || opened(file.path()),
            |opened| {
                reads += 1;
                let content = "longer and ".repeat(reads + 1);
                text(opened, || write(file.path(), &content))
            },
        )
        .unwrap_err();
        assert_eq!(reads, 4);
        assert!(error.is_retryable());
        assert_eq!(
            error.to_string(),
            "has changed each of the 4 times that it was read: run again once nobody writes to it"
        );
    }

    #[test]
    fn trouble_that_passes_is_waited_out_and_other_trouble_is_not() {
        let file = file();
        let attempt = |kind: io::ErrorKind, failures: u32| {
            let mut calls = 0;
            let taken = read(
                || opened(file.path()),
                |_| {
                    calls += 1;
                    if calls <= failures {
                        return Err(StageError::io("cannot be read", kind.into()));
                    }
                    Ok(())
                },
            );
            (taken.map(|_| ()).map_err(|error| error.to_string()), calls)
        };
        let wrong = || Err("cannot be read".to_owned());
        assert_eq!(attempt(io::ErrorKind::ResourceBusy, 2), (Ok(()), 3));
        assert_eq!(attempt(io::ErrorKind::ResourceBusy, 9), (wrong(), 4));
        assert_eq!(attempt(io::ErrorKind::PermissionDenied, 1), (wrong(), 1));
    }

    #[test]
    fn what_changed_after_it_was_opened_is_told_at_its_end() {
        let file = file();
        let told = |change: bool| {
            let ((), watched) = read(|| opened(file.path()), |_| Ok(())).unwrap();
            if change {
                write(file.path(), "a state of another length");
            }
            at_end::<()>("desk.mbox".to_owned(), watched).count()
        };
        assert_eq!((told(false), told(true)), (0, 1));
    }
}
