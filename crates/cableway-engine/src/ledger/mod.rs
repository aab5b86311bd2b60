//! What runs remember: the ledger, an SQLite database in `.cableway/` beside the pipeline file.
//!
//! For each item it keeps the digest of its bytes, the stages that worked on it (their fingerprints, each
//! with those of all stages before it) and what came of it. So an item that is as it was, under stages that
//! are as they were, is not worked on again, and a changed stage works on what the stages before it gave.
//! Keys come from content alone: no time, no place in a listing, no number of a run.
//!
//! Nothing here is the only copy of anything but of documents whose source is gone and that the pipeline keeps: a ledger
//! that is lost costs time, not data, and where it may cost those, outputs are copied aside before they lose them.

mod commits;
mod error;
mod find;
mod hold;
mod keys;
mod listing;
mod look;
mod packed;
mod quarantined;
mod receipt;
mod schema;
mod store;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cableway_core::Digest;
use rusqlite::Connection;

use crate::config::lexical;
use crate::ledger::hold::Hold;
use crate::run::in_place::remove_leftovers;
use crate::run::quarantine;

pub use error::LedgerError;
pub use hold::WatchHold;
pub use look::{Health, LedgerStatus, OutputStatus, Tidied};
pub use quarantined::QuarantineEntry;

pub(crate) use commits::Committed;
pub(crate) use find::{Cursor, Finder, Known, State, start};
pub(crate) use keys::{Chain, NO_DIGEST, delivery, item_digest};
pub(crate) use listing::{Batch, Seen};
pub(crate) use packed::{Before, Failure, Mark, Packed, Parcel, Remembered, after, mark, pack};
pub(crate) use receipt::Receipt;

/// The folder beside the pipeline file.
pub const LEDGER_FOLDER: &str = ".cableway";

/// How long to wait for a program that has locked the database before saying so.
const BUSY: Duration = Duration::from_secs(5);

/// How long what was worked on may wait before it is kept: what a killed run does again.
const FLUSH: Duration = Duration::from_millis(200);

/// The most items that wait.
const MOST_WAITING: usize = 512;

/// The ledger of one pipeline, held by this process until it is dropped.
///
/// ```
/// use cableway_engine::{Ledger, LedgerOptions};
///
/// let folder = std::env::temp_dir().join("cableway-doc-ledger");
/// std::fs::create_dir_all(&folder)?;
/// let ledger = Ledger::open(&folder.join("pipeline.toml"), &LedgerOptions::default())?;
/// assert_eq!(ledger.status()?.items, 0);
/// # drop(ledger);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    connection: Connection,
    /// The form of its tables: an earlier one only for who looks.
    form: i64,
    /// Which file that was when it was opened.
    identity: Option<(u64, u64)>,
    /// Released last; `None` for who only reads.
    _hold: Option<Hold>,
    /// What the user should know: that a damaged ledger was set aside.
    notices: Vec<String>,
    /// Items that were written since the last flush; a transaction is open where there are any.
    waiting: usize,
    flushed: Instant,
    /// Failures that the user does not want to hear of again: the document's id, and the digest of the item
    /// that it was made of.
    dropped: HashMap<String, Digest>,
    /// True where an earlier form has named items by their place: no more are, so that most ledgers need not be asked.
    has_places: bool,
}

/// How to open a ledger.
#[derive(Clone, Copy, Debug, Default)]
pub struct LedgerOptions<'a> {
    /// Wait for another run that holds it, until this becomes true; without it, say who holds it.
    pub wait: Option<&'a AtomicBool>,
}

impl Ledger {
    /// Where the ledger of the pipeline file at `pipeline` lies: `.cableway/NAME.ledger`.
    ///
    /// ```
    /// let path = cableway_engine::Ledger::path_of("desk/korea.toml".as_ref());
    /// assert!(path.ends_with("desk/.cableway/korea.ledger"));
    /// ```
    pub fn path_of(pipeline: &Path) -> PathBuf {
        let mut name = pipeline.file_stem().unwrap_or_default().to_os_string();
        name.push(".ledger");
        pipeline.parent().unwrap_or(Path::new("")).join(LEDGER_FOLDER).join(name)
    }

    /// Opens the ledger of the pipeline file at `pipeline`, and makes it where there is none. A damaged one
    /// is set aside, and a new one is made: [`Self::notices`] says so.
    ///
    /// # Errors
    /// When another run holds it, a newer version wrote it, another program has locked it, or its folder
    /// cannot be written to.
    pub fn open(pipeline: &Path, options: &LedgerOptions<'_>) -> Result<Self, LedgerError> {
        let path = Self::path_of(pipeline);
        let folder = path.parent().unwrap_or(Path::new(""));
        make_folder(folder)
            .map_err(|error| LedgerError::Folder { path: folder.to_owned(), error })?;
        let hold = Hold::take(&path, options.wait)?;
        remove_leftovers(&quarantine::path_of(pipeline));
        let mut notices = Vec::new();
        let connection = match schema::open(&path) {
            Err(LedgerError::Damaged { reason, .. }) => {
                notices.push(set_aside(&path, &reason)?);
                schema::open(&path)?
            }
            opened => opened?,
        };
        let mut ledger = Self {
            identity: schema::identity(&path),
            path,
            form: schema::form(&connection),
            connection,
            _hold: Some(hold),
            notices,
            waiting: 0,
            flushed: Instant::now(),
            dropped: HashMap::new(),
            has_places: false,
        };
        ledger.dropped = ledger.read_dropped()?;
        ledger.has_places =
            find::has_places(&ledger.connection).map_err(|error| ledger.sql(error))?;
        Ok(ledger)
    }

    /// Opens the ledger of the pipeline file at `pipeline` to look at it, also while a run holds it. `None` where
    /// there is none.
    ///
    /// # Errors
    /// When it is damaged, a newer version wrote it, or it cannot be read.
    pub fn look(pipeline: &Path) -> Result<Option<Self>, LedgerError> {
        let path = Self::path_of(pipeline);
        if !path.exists() {
            return Ok(None);
        }
        let connection = schema::open_to_look(&path)?;
        let mut ledger = Self {
            identity: schema::identity(&path),
            path,
            form: schema::form(&connection),
            connection,
            _hold: None,
            notices: Vec::new(),
            waiting: 0,
            flushed: Instant::now(),
            dropped: HashMap::new(),
            has_places: false,
        };
        ledger.dropped = ledger.read_dropped()?;
        Ok(Some(ledger))
    }

    /// Sets aside the damaged ledger of the pipeline file at `pipeline`, so that the next one that is opened
    /// is new. Gives the sentence for the user. The ledger must not be open.
    ///
    /// # Errors
    /// When it is held by another run, or cannot be moved.
    pub fn set_aside(pipeline: &Path, reason: &str) -> Result<String, LedgerError> {
        let path = Self::path_of(pipeline);
        let _hold = Hold::take(&path, None)?;
        set_aside(&path, reason)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user should know, each once.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// False where somebody has removed the file, or put another in its place, while it was open.
    pub(crate) fn is_in_place(&self) -> bool {
        schema::identity(&self.path) == self.identity
    }

    /// `target`, the path of an output as this process would write it, as the ledger has it: relative to the
    /// folder of the pipeline file, where it lies in it.
    pub(crate) fn place_of(&self, target: &str) -> String {
        let whole = |path: &Path| {
            let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
            lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
        };
        let target = whole(Path::new(target));
        let place = target.strip_prefix(whole(self.folder())).unwrap_or(&target);
        place.display().to_string()
    }

    /// Where an output lies that the ledger has at `place`.
    pub(crate) fn path_at(&self, place: &str) -> PathBuf {
        self.folder().join(place)
    }

    /// The folder of the pipeline file.
    fn folder(&self) -> &Path {
        self.path.parent().and_then(Path::parent).unwrap_or(Path::new(""))
    }

    pub(crate) fn sql(&self, error: rusqlite::Error) -> LedgerError {
        LedgerError::sql(&self.path, error)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // What a run has worked on is worth keeping, however the run ended.
        if self.flush().is_ok() {
            let _ = self.connection.execute_batch("PRAGMA optimize");
        }
    }
}

/// Makes the folder, and keeps it out of version control. Where the pipeline's own folder is gone, nothing comes back
/// in its place.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(ignore, "*\n")?;
    }
    Ok(())
}

/// Moves the ledger to another name, with what SQLite keeps beside it.
fn set_aside(path: &Path, reason: &str) -> Result<String, LedgerError> {
    let aside = (1..=1_000)
        .map(|number| {
            with_suffix(
                path,
                &if number == 1 { ".damaged".into() } else { format!(".damaged-{number}") },
            )
        })
        .find(|aside| fs::symlink_metadata(aside).is_err());
    let io = |error| LedgerError::Folder { path: path.to_owned(), error };
    // One that was set aside may have what nothing else has any more: none gives way to another.
    let Some(aside) = aside else {
        let words = "the ledger is damaged, and all names to set it aside, up to `.damaged-1000`, are taken: \
                     move those files away";
        return Err(io(std::io::Error::new(std::io::ErrorKind::AlreadyExists, words)));
    };
    fs::rename(path, &aside).map_err(io)?;
    for beside in ["-wal", "-shm"] {
        let (from, to) = (with_suffix(path, beside), with_suffix(&aside, beside));
        match fs::rename(from, to) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
    }
    Ok(format!(
        "the ledger `{}` is damaged ({reason}): it was set aside as `{}`, and everything is worked on anew",
        path.display(),
        aside.display()
    ))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}
