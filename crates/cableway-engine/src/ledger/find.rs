//! Looks items up, while another connection writes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cableway_core::Digest;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::keys::Key;
use super::packed::{Remembered, unpack};
use super::{LedgerError, schema};

/// An item that the ledger has.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) digest: Digest,
    pub(crate) chain: i64,
    pub(crate) outcome: Key,
    pub(crate) documents: u32,
    pub(crate) failures: u32,
    /// What failed may go well this time.
    pub(crate) retry: bool,
    pub(crate) state: State,
    pub(crate) position: i64,
    /// Which part of its file it was then.
    pub(crate) part: Option<String>,
    /// An earlier form of the ledger may have named it by its place.
    pub(crate) by_place: bool,
}

/// What is known of an item's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Listed = 0,
    /// Its source is gone, and its documents stay.
    Kept = 1,
    Withdrawn = 2,
    /// Its ingest stage is not in the pipeline any more. It is in no output, and all is as it was should the stage come back.
    Parked = 3,
}

pub(super) const COLUMNS: &str =
    "id, digest, chain, outcome, documents, failures, retry, state, position, part, by_place";

/// The query for items, with their URIs, of the source `?1` that were listed last or are kept, from behind the position
/// `?2` and the URI `?3` on: what is kept has the position of another listing, and numbers are given in the order in
/// which workers were done, which no output may depend on. Each state is read in the order of the index, so that as many rows are read as are
/// taken.
pub(super) fn in_order(rest: &str) -> String {
    let (filter, limit) = rest.split_once("LIMIT").unwrap_or((rest, "-1"));
    let of_state = |state: State| {
        format!(
            "SELECT {COLUMNS}, uri FROM items
             WHERE source = ?1 AND state = {} AND (position, uri) > (?2, ?3) {filter}",
            state as i64
        )
    };
    let (listed, kept) = (of_state(State::Listed), of_state(State::Kept));
    format!("{listed} UNION ALL {kept} ORDER BY position, uri LIMIT {limit}")
}

impl Known {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let digest: [u8; 32] = row.get(1)?;
        Ok(Self {
            id: row.get(0)?,
            digest: Digest::from_bytes(digest),
            chain: row.get(2)?,
            outcome: row.get(3)?,
            documents: row.get(4)?,
            failures: row.get(5)?,
            retry: row.get(6)?,
            state: match row.get::<_, i64>(7)? {
                0 => State::Listed,
                1 => State::Kept,
                2 => State::Withdrawn,
                3 => State::Parked,
                other => return Err(FromSqlError::OutOfRange(other).into()),
            },
            position: row.get(8)?,
            part: row.get(9)?,
            by_place: row.get(10)?,
        })
    }
}

/// Behind which item the next ones begin: its position and its URI.
pub(crate) type Cursor = (i64, String);

/// The one that stands before all items.
pub(crate) fn start() -> Cursor {
    (-1, String::new())
}

/// Some connections that only read, one of which is free when a worker asks.
#[derive(Debug)]
pub(crate) struct Finder {
    path: PathBuf,
    /// `None` when the run is over.
    connections: Vec<Mutex<Option<Connection>>>,
}

impl Finder {
    pub(crate) fn open(path: &Path, workers: usize) -> Result<Self, LedgerError> {
        let connections =
            (0..workers.clamp(1, 8)).map(|_| Ok(Mutex::new(Some(schema::open_to_read(path)?))));
        Ok(Self { path: path.to_owned(), connections: connections.collect::<Result<_, _>>()? })
    }

    pub(crate) fn find(&self, source: &str, uri: &str) -> Result<Option<Known>, LedgerError> {
        let query = format!("SELECT {COLUMNS} FROM items WHERE source = ?1 AND uri = ?2");
        self.with(|connection| {
            connection
                .prepare_cached(&query)?
                .query_row(params![source, uri], Known::read)
                .optional()
        })
    }

    /// What an earlier form of the ledger has, under the name of its place, of the item that is `uri` now.
    pub(crate) fn find_by_place(
        &self,
        source: &str,
        uri: &str,
        digest: &Digest,
    ) -> Result<Option<Known>, LedgerError> {
        self.with(|connection| {
            for state in [State::Listed, State::Kept] {
                if let Some(known) = by_place(connection, (source, uri, digest), state, 1)?.pop() {
                    return Ok(Some(known));
                }
            }
            Ok(None)
        })
    }

    /// Some items of `source`, with their URIs, that were listed last or are kept, and that other stages than those of
    /// `chain` have worked on, or, with `retries`, that may go well this time, or, with `failed`, that were listed last and
    /// of which something failed; in the order of listing, from behind `after` on.
    pub(crate) fn others(
        &self,
        source: &str,
        chain: i64,
        (retries, failed): (bool, bool),
        after: &Cursor,
    ) -> Result<Vec<(Known, String)>, LedgerError> {
        let query = in_order(
            "AND (chain <> ?4 OR retry AND ?5 OR failures > 0 AND state = 0 AND ?6) LIMIT 256",
        );
        self.with(|connection| {
            connection
                .prepare_cached(&query)?
                .query_map(params![source, after.0, after.1, chain, retries, failed], |row| {
                    Ok((Known::read(row)?, row.get("uri")?))
                })?
                .collect()
        })
    }

    pub(crate) fn load(&self, known: &Known) -> Result<Vec<Remembered>, LedgerError> {
        let data = self.with(|connection| data(connection, known.id))?;
        unpack(&self.path, &data, &known.outcome)
    }

    fn with<T>(&self, ask: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, LedgerError> {
        let free = self.connections.iter().find_map(|connection| connection.try_lock().ok());
        let connection = match free {
            Some(connection) => connection,
            None => self.connections[0].lock().unwrap_or_else(PoisonError::into_inner),
        };
        match &*connection {
            Some(connection) => {
                ask(connection).map_err(|error| LedgerError::sql(&self.path, error))
            }
            None => Err(LedgerError::Closed),
        }
    }

    /// Closes all connections, so that whoever closes the last one leaves a ledger of one file. Threads that are
    /// late find nothing any more.
    pub(crate) fn close(&self) {
        for connection in &self.connections {
            drop(connection.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}

/// Whether an earlier form of the ledger has named any item by its place.
pub(super) fn has_places(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM items INDEXED BY by_place WHERE by_place = 1)",
        [],
        |row| row.get(0),
    )
}

/// What an earlier form of the ledger has named by its place, of the same file and with the same digest as the item that
/// is `uri` now, and in this state: `most` of them, in the order in which they were listed.
pub(super) fn by_place(
    connection: &Connection,
    (source, uri, digest): (&str, &str, &Digest),
    state: State,
    most: usize,
) -> rusqlite::Result<Vec<Known>> {
    // This is asked for every new item, where there are such names at all. Left to itself, SQLite goes through all items of the state, to have the order for
    // nothing; the index has it too, and is empty as a rule.
    let mut query = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, uri FROM items INDEXED BY by_place
         WHERE by_place = 1 AND source = ?1 AND digest = ?2 AND state = ?3 AND uri <> ?4 ORDER BY position"
    ))?;
    let mut rows = query.query(params![source, digest.as_bytes(), state as i64, uri])?;
    let mut found = Vec::new();
    while found.len() < most
        && let Some(row) = rows.next()?
    {
        let file = schema::named_by_place(row.get_ref("uri")?.as_str()?);
        let is_part = |file: &str| {
            uri.strip_prefix(file)
                .is_some_and(|rest| rest.starts_with('#') || rest.starts_with("!/"))
        };
        if file.is_some_and(is_part) {
            found.push(Known::read(row)?);
        }
    }
    Ok(found)
}

/// The packed outcome of the item.
pub(super) fn data(connection: &Connection, item: i64) -> rusqlite::Result<Vec<u8>> {
    connection
        .prepare_cached("SELECT data FROM outcomes WHERE item = ?1")?
        .query_row([item], |row| row.get(0))
}
