//! The stage `sqlite`.
//!
//! What a run writes is collected in a file beside the database: the records that are new or changed,
//! because the database keeps a digest of each record. The commit then does everything in one transaction,
//! so that others are locked out for as long as that takes and not for as long as the run takes.
//!
//! A database that is not there yet is made under a temporary name and renamed. One that is there is never
//! replaced as a file, because others may have it open: it is changed in place, under a rollback journal.
//! That, and no write-ahead log, because the file is then complete by itself once the commit is done, with
//! nothing beside it, and can be copied or sent as it is.

mod apply;
mod entries;
mod rows;
mod schema;
mod target;
mod trouble;

use std::time::Duration;

use cableway_core::{
    ConfigError, Digest, Document, Export, KeyPath, Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::entries::Entry;
pub(crate) use self::rows::replace;
pub(crate) use self::schema::{Owner, SEARCH, owner, renew};
use self::target::{Known, Target};
use crate::output::{Beside, Output};

/// Keeps a SQLite database of all documents, with the words searchable.
///
/// After a commit it holds exactly the documents of the run. Rows of documents whose record is as it was are
/// not touched; the tables say nothing of how many runs it took to fill them.
///
/// ```
/// use cableway_core::{Document, Export as _, Limits, Setup, Stage as _};
/// use cableway_export::{Sqlite, SqliteConfig};
///
/// let folder = tempfile::tempdir()?;
/// let setup = Setup::new(folder.path(), Limits::default());
/// let config = SqliteConfig { path: "out/records.db".into(), wait: 10 };
/// let mut run = || -> Result<u64, Box<dyn std::error::Error>> {
///     let mut database = Sqlite::new(config.clone(), &setup)?;
///     database.open()?;
///     database.write(&Document::builder("ferry.txt").build())?;
///     database.commit()?;
///     Ok(database.rows_changed())
/// };
/// assert!(run()? > 0);
/// assert_eq!(run()?, 0, "nothing has changed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sqlite {
    /// The database, once it is open: closed before the file beside it goes away.
    target: Option<Target>,
    /// New and changed records, one after the other, in the temporary file of an output.
    records: Output,
    /// How many bytes were written to `records`.
    length: u64,
    /// Nothing more is taken.
    is_closed: bool,
    /// A write failed: it is not known what `records` holds.
    is_broken: bool,
    entries: Vec<Entry>,
    wait: Duration,
    /// The database may hold anything: write every row.
    is_renewed: bool,
    rows_changed: u64,
}

/// What a pipeline may tell `sqlite`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SqliteConfig {
    /// The database to keep, relative to the pipeline file.
    pub path: String,
    /// How many seconds to wait for another program that has locked the database.
    #[serde(default = "ten")]
    #[schemars(range(min = 0, max = 3600))]
    pub wait: u64,
}

fn ten() -> u64 {
    10
}

impl Sqlite {
    /// How many rows the last [`Export::commit`] inserted, changed or removed, those in which SQLite keeps
    /// its index of words included; 0 where nothing had changed.
    pub fn rows_changed(&self) -> u64 {
        self.rows_changed
    }

    fn is_done(&self) -> bool {
        matches!(self.target, Some(Target::Done))
    }

    fn closed(&self) -> StageError {
        StageError::internal(format!("cannot write to `{}`: the output is closed", self.target()))
    }
}

impl Stage for Sqlite {
    type Config = SqliteConfig;

    fn info() -> StageInfo {
        let summary = "keeps a SQLite database of all documents, with full-text search";
        StageInfo::new(StageKind::Export, "sqlite", summary).version("1")
    }

    fn new(config: SqliteConfig, setup: &Setup) -> Result<Self, ConfigError> {
        if config.path == "-" {
            let message = "must name a file: a database cannot go to standard output";
            return Err(ConfigError::at(KeyPath::from("path"), message));
        }
        Ok(Self {
            target: None,
            records: Output::new(&config.path, setup)?,
            length: 0,
            is_closed: false,
            is_broken: false,
            entries: Vec::new(),
            wait: Duration::from_secs(config.wait),
            is_renewed: false,
            rows_changed: 0,
        })
    }
}

impl Export for Sqlite {
    fn renew(&mut self) {
        self.is_renewed = true;
    }

    fn replaces(&self) -> bool {
        false
    }

    fn open(&mut self) -> Result<(), StageError> {
        self.records.open()?;
        let Beside { target, .. } = self.records.beside()?;
        let opened = Target::open(target, self.wait, self.is_renewed);
        self.target = Some(opened.map_err(|trouble| trouble.about(&self.records.target()))?);
        Ok(())
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        if self.target.is_none() {
            self.open()?;
        }
        let Some(target) = self.target.as_mut().filter(|_| !self.is_closed) else {
            return Err(self.closed());
        };
        let json = document.json().map_err(|error| {
            let message = format!("document `{}` cannot be written as JSON", document.id());
            StageError::internal(message).with_source(error)
        })?;
        let digest = first_half(&Digest::of(json.as_bytes()));
        let mut entry = Entry::unchanged(document.id(), digest);
        let known = target.known(document.id().as_str(), digest);
        if known.map_err(|trouble| trouble.about(&self.records.target()))? == Known::Different {
            entry.start = self.length;
            entry.length = u32::try_from(json.len()).map_err(|_| {
                let message = format!("document `{}` is too long for a database", document.id());
                StageError::limit(message)
            })?;
            if let Err(error) = self.records.write(json.as_bytes()) {
                (self.is_closed, self.is_broken) = (true, true);
                return Err(error);
            }
            self.length += u64::from(entry.length);
        }
        self.entries.push(entry);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        if self.is_done() {
            return Ok(());
        }
        if self.target.is_none() {
            self.open()?;
        }
        let Some(target) = self.target.as_mut().filter(|_| !self.is_broken) else {
            return Err(self.closed());
        };
        self.is_closed = true;
        let Beside { file, path, .. } = self.records.beside()?;
        let changed = target.commit(&mut self.entries, file, path);
        self.rows_changed = changed.map_err(|trouble| trouble.about(&self.records.target()))?;
        self.target = Some(Target::Done);
        self.entries = Vec::new();
        self.records.close()?;
        Ok(())
    }

    fn target(&self) -> String {
        self.records.target()
    }
}

/// The first half of a digest: enough to tell two versions of a record apart.
fn first_half(digest: &Digest) -> [u8; 16] {
    let bytes = digest.as_bytes();
    std::array::from_fn(|at| bytes[at])
}
