//! Records in a database of the stage `sqlite`.

use std::path::Path;
use std::time::Duration;

use cableway_core::{Digest, ErrorKind, StageError};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};

use super::derived::Derived;
use super::words;
use super::{StoredRecord, WholeFile};
use crate::sqlite::{Owner, owner};

/// How long another program may keep all others from reading.
const WAIT: Duration = Duration::from_secs(10);

/// A database, in the state that it had when it was opened: all is read in one transaction, which others that only
/// read do not notice. Nothing here needs to write.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    /// What the rows of a document should be.
    derived: Derived,
    /// The number of the document that came last.
    last: i64,
}

impl Database {
    pub(super) fn open(path: &Path) -> Result<Self, StageError> {
        let refused = |reason: String| {
            StageError::new(
                ErrorKind::BadInput,
                format!("cannot read records from `{}`: {reason}", path.display()),
            )
        };
        // To write is allowed, so that SQLite can undo what a killed run has left half-done. Where it is not, SQLite
        // only reads.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(WAIT)?;
            connection.execute_batch("BEGIN")?;
            let owner = owner(&connection)?;
            Ok((connection, owner))
        });
        let (connection, owner) = opened.map_err(|error| {
            refused(advice(&error).unwrap_or("see the cause").to_owned()).with_source(error)
        })?;
        match owner {
            Owner::Current => match Derived::new() {
                Ok(derived) => Ok(Self { connection, derived, last: i64::MIN }),
                Err(error) => Err(refused("see the cause".to_owned()).with_source(error)),
            },
            Owner::Outdated => Err(refused(
                "its tables are not as this version makes them: run its pipeline once".to_owned(),
            )),
            Owner::Newer(version) => Err(refused(format!(
                "a newer version of Cableway made it (its tables are of version {version}): update this one"
            ))),
            Owner::Nobody => Err(refused("it is empty".to_owned())),
            Owner::Foreign(what) => {
                Err(refused(format!("it is the database of another application ({what})")))
            }
        }
    }

    pub(super) fn next(&mut self) -> rusqlite::Result<Option<StoredRecord>> {
        let row = self
            .connection
            .prepare_cached(
                "SELECT number, record, record_digest, text FROM documents
                 WHERE number > ?1 ORDER BY number LIMIT 1",
            )?
            .query_row([self.last], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((number, record, digest, text)): Option<(i64, String, _, String)> = row else {
            return Ok(None);
        };
        self.last = number;
        let contradictions = self.contradictions(number, &record, &digest, &text)?;
        let place = number.cast_unsigned();
        Ok(Some(StoredRecord { place, line: None, json: Ok(record), contradictions }))
    }

    pub(super) fn read(&mut self, place: u64) -> rusqlite::Result<String> {
        self.connection
            .prepare_cached("SELECT record FROM documents WHERE number = ?1")?
            .query_row([place.cast_signed()], |row| row.get(0))
    }

    /// What stands beside a record and does not fit it.
    fn contradictions(
        &self,
        number: i64,
        record: &str,
        digest: &[u8],
        text: &str,
    ) -> rusqlite::Result<Vec<String>> {
        let mut found = Vec::new();
        if Digest::of(record.as_bytes()).as_bytes() != digest {
            found.push("`record` is not what its `record_digest` was made from".to_owned());
        }
        let recorded = serde_json::from_str::<serde_json::Value>(record).unwrap_or_default();
        if recorded["text"].as_str().is_some_and(|recorded| recorded != text) {
            found.push("`text` is not the text of its `record`".to_owned());
        }
        found.extend(self.derived.differences(&self.connection, number, record)?);
        Ok(found)
    }

    /// What is wrong with the database that is no document's affair.
    pub(super) fn whole(&self) -> rusqlite::Result<WholeFile> {
        let mut wrong: Vec<String> = self
            .connection
            .prepare("PRAGMA integrity_check(3)")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        wrong.retain(|line| line != "ok");
        wrong.extend(self.derived.orphans(&self.connection)?);
        let mut unchecked = Vec::new();
        match words::fit(&self.connection) {
            Ok(true) => {}
            Ok(false) => wrong.push(words::WRONG.to_owned()),
            Err(error) => unchecked.push(words::unchecked(&error)),
        }
        Ok(WholeFile { wrong, unchecked })
    }
}

/// What went wrong while it was read, with what to do about it.
pub(super) fn told(error: &rusqlite::Error) -> std::io::Error {
    std::io::Error::other(match advice(error) {
        None => error.to_string(),
        Some(advice) => format!("{error}: {advice}"),
    })
}

/// Why it cannot be read, and what to do.
fn advice(error: &rusqlite::Error) -> Option<&'static str> {
    Some(match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program has locked it: wait until it is done, or close it there, and verify again"
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            "the database is damaged: move it away, and the next run of its pipeline makes a new one"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            "it may not be opened here, or what a program that was ended has left beside it (`-journal`, `-wal`) may not \
             be put right: run its pipeline once, or copy it with all that lies beside it to where you may write"
        }
        _ => return None,
    })
}
