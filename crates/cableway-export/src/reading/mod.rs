//! Reads back the records that an export wrote.

mod database;
mod derived;
mod lines;
mod words;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use cableway_core::StageError;

use self::database::Database;
use self::lines::Lines;

/// What every SQLite database starts with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// A file of records: JSON Lines, as `jsonl` writes them, or a database of `sqlite`. Which of them it is, its
/// first bytes tell.
///
/// The records come one by one, and each can be read once more at its place. 8 bytes a line are kept for that,
/// and nothing for a database. A database is read as it was when it was opened, whatever others write to it since; a
/// program that wants to put its changes into it waits until this is dropped.
///
/// ```
/// use cableway_export::RecordFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("records.jsonl");
/// std::fs::write(&path, "{\"id\": \"a\"}\n\n{\"id\": \"b\"}\n")?;
///
/// let mut file = RecordFile::open(&path)?;
/// let first = file.next()?.unwrap();
/// let second = file.next()?.unwrap();
/// assert_eq!((first.line, second.line), (Some(1), Some(3)));
/// assert!(file.next()?.is_none());
/// assert_eq!(file.read(first.place)?, r#"{"id": "a"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RecordFile(Kind);

#[derive(Debug)]
enum Kind {
    Lines(Lines),
    Database(Database),
}

/// A record as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Where it stands: for [`RecordFile::read`].
    pub place: u64,
    /// Its line, counted from 1; none in a database.
    pub line: Option<u64>,
    /// The record, or what stands in its place: JSON, if it is right. Why it cannot be read, where it is no text.
    pub json: Result<String, String>,
    /// What in a database contradicts the record beside it, in words.
    pub contradictions: Vec<String>,
}

/// What is known of a file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeFile {
    /// What is wrong with it, in words.
    pub wrong: Vec<String>,
    /// What could not be checked, and why: `whether …: the reason`.
    pub unchecked: Vec<String>,
}

impl RecordFile {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, or is a database of another application or of a newer version, or another program keeps
    /// all others from reading it for ten seconds.
    pub fn open(path: &Path) -> Result<Self, StageError> {
        let shown = path.display();
        let failed = |error| StageError::io(format!("cannot read `{shown}`: see the cause"), error);
        let mut start = Vec::new();
        let file = File::open(path).map_err(failed)?;
        file.take(MAGIC.len() as u64).read_to_end(&mut start).map_err(failed)?;
        Ok(Self(if start == MAGIC {
            Kind::Database(Database::open(path)?)
        } else {
            Kind::Lines(Lines::open(path).map_err(failed)?)
        }))
    }

    /// The next record, in the order of the lines, or of the documents' numbers; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    #[expect(
        clippy::should_implement_trait,
        reason = "an error ends it, and it reads at places, too"
    )]
    pub fn next(&mut self) -> io::Result<Option<StoredRecord>> {
        match &mut self.0 {
            Kind::Lines(lines) => lines.next(),
            Kind::Database(database) => database.next().map_err(|error| database::told(&error)),
        }
    }

    /// What is wrong with the file as a whole: of a database that it is damaged, has rows of documents that it does not
    /// have, or an index of words that does not fit the texts. Lines stand each for themselves.
    ///
    /// A database is only read for that, but its index of words is copied to where temporary files go. Where there is
    /// no room for it, that is told as unchecked.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn whole(&self) -> io::Result<WholeFile> {
        match &self.0 {
            Kind::Lines(_) => Ok(WholeFile::default()),
            Kind::Database(database) => database.whole().map_err(|error| database::told(&error)),
        }
    }

    /// The record at a place that [`Self::next`] gave.
    ///
    /// # Errors
    /// When it cannot be read, or is not there any more.
    pub fn read(&mut self, place: u64) -> io::Result<String> {
        match &mut self.0 {
            Kind::Lines(lines) => lines.read(place),
            Kind::Database(database) => {
                database.read(place).map_err(|error| database::told(&error))
            }
        }
    }
}
