//! Records in a database of the stage `sqlite`.

use std::path::Path;
use std::time::Duration;

use cableway_core::{Digest, ErrorKind, StageError};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::StoredRecord;
use crate::sqlite::{Owner, owner};

/// A database.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    /// The number of the document that came last.
    last: i64,
}

/// The tables that quote the text, and what they call the quotation.
const QUOTING: [&str; 2] = ["annotation_spans", "sentence_spans"];

impl Database {
    pub(super) fn open(path: &Path) -> Result<Self, StageError> {
        let refused = |reason: String| {
            StageError::new(
                ErrorKind::BadInput,
                format!("cannot read records from `{}`: {reason}", path.display()),
            )
        };
        // To write is allowed, so that SQLite can undo what a killed run has left half-done.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(Duration::from_secs(10))?;
            let owner = owner(&connection)?;
            Ok((connection, owner))
        });
        let (connection, owner) =
            opened.map_err(|error| refused("see the cause".to_owned()).with_source(error))?;
        match owner {
            Owner::Current => Ok(Self { connection, last: -1 }),
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
        for table in QUOTING {
            let sql =
                format!("SELECT start_byte, end_byte, quote FROM {table} WHERE document = ?1");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([number])?;
            while let Some(row) = rows.next()? {
                // Anything may stand here where somebody has written to it.
                let at = |column| row.get::<_, u32>(column).map(|at| at as usize);
                let quoted = match (at(0), at(1), row.get::<_, String>(2)) {
                    (Ok(start), Ok(end), Ok(quote)) if text.get(start..end) == Some(&quote) => None,
                    (Ok(start), Ok(end), Ok(quote)) => {
                        Some(format!("quotes `{quote}`, which is not at {start}..{end}"))
                    }
                    _ => Some("has a row that is no quotation".to_owned()),
                };
                found.extend(quoted.map(|what| format!("`{table}` {what}")));
            }
        }
        Ok(found)
    }
}
