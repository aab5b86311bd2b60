//! Keeps what was worked on.

use std::collections::HashMap;
use std::time::Instant;

use cableway_core::Digest;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::find::{COLUMNS, Known, State, by_place, data};
use super::packed::{Parcel, Remembered, unpack};
use crate::run::part::Part;
use crate::run::quarantine::words;

use super::{Chain, FLUSH, Ledger, LedgerError, MOST_WAITING};

impl Ledger {
    /// The number of `chain`, which is entered where it is not there.
    pub(crate) fn chain(&mut self, chain: &Chain) -> Result<i64, LedgerError> {
        let keys = chain.to_bytes();
        let path = &self.path;
        let sql = |error| LedgerError::sql(path, error);
        self.connection
            .execute("INSERT INTO chains (keys) VALUES (?1) ON CONFLICT DO NOTHING", [&keys])
            .map_err(sql)?;
        let number = "SELECT id FROM chains WHERE keys = ?1";
        self.connection.query_row(number, [&keys], |row| row.get(0)).map_err(sql)
    }

    /// All chains, by number.
    pub(crate) fn chains(&self) -> Result<HashMap<i64, Chain>, LedgerError> {
        let read = || {
            let mut query = self.connection.prepare("SELECT id, keys FROM chains")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<(i64, Vec<u8>)>>>()
        };
        let rows = read().map_err(|error| self.sql(error))?;
        rows.into_iter()
            .map(|(id, keys)| match Chain::from_bytes(&keys) {
                Some(chain) => Ok((id, chain)),
                None => Err(LedgerError::damaged(&self.path, "a chain of stages cannot be read")),
            })
            .collect()
    }

    /// Keeps what came of an item of the ingest stage `source`, which is in the state and at the position of `at`,
    /// and says whether it is something else than the last time. What was there before is replaced in one step,
    /// together with what belongs to it.
    pub(crate) fn store(
        &mut self,
        source: &str,
        chain: i64,
        at: (State, i64),
        parcel: &Parcel,
    ) -> Result<(Known, bool), LedgerError> {
        self.begin()?;
        let stored = self.replace(source, chain, at, parcel);
        let stored = stored.map_err(|error| self.sql(error))?;
        self.wrote()?;
        Ok(stored)
    }

    fn replace(
        &self,
        source: &str,
        chain: i64,
        (state, position): (State, i64),
        parcel: &Parcel,
    ) -> rusqlite::Result<(Known, bool)> {
        let connection = &self.connection;
        let find = format!("SELECT {COLUMNS} FROM items WHERE source = ?1 AND uri = ?2");
        let before = connection
            .prepare_cached(&find)?
            .query_row(params![source, parcel.uri], Known::read)
            .optional()?;
        if before.is_none() && self.has_places {
            give_way(connection, source, parcel)?;
        }
        let attempts = match &before {
            Some(before) if before.failures > 0 => self.take_failures(before, &parcel.digest)?,
            _ => HashMap::new(),
        };
        let failures = u32::try_from(parcel.failures.len()).unwrap_or(u32::MAX);
        let id: i64 = connection
            .prepare_cached(
                "INSERT INTO items (source, uri, digest, bytes, chain, outcome, documents, failures, retry, state,
                                    position, part)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (source, uri) DO UPDATE SET
                     digest = ?3, bytes = ?4, chain = ?5, outcome = ?6, documents = ?7, failures = ?8, retry = ?9,
                     state = ?10, position = ?11, part = ?12
                 RETURNING id",
            )?
            .query_row(
                params![
                    source,
                    parcel.uri,
                    parcel.digest.as_bytes(),
                    i64::try_from(parcel.bytes).unwrap_or(i64::MAX),
                    chain,
                    parcel.outcome,
                    parcel.documents,
                    failures,
                    parcel.retry,
                    state as i64,
                    position,
                    parcel.part
                ],
                |row| row.get(0),
            )?;
        connection
            .prepare_cached("INSERT OR REPLACE INTO outcomes (item, data) VALUES (?1, ?2)")?
            .execute(params![id, parcel.data])?;
        for (place, failure) in (0_i64..).zip(&parcel.failures) {
            let tried = attempts.get(&place).copied().unwrap_or(0) + 1;
            connection
                .prepare_cached("INSERT INTO failures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![
                    id,
                    place,
                    failure.document,
                    failure.uri,
                    failure.stage,
                    failure.kind,
                    tried,
                    failure.line.get()
                ])?;
        }
        let is_other = before.as_ref().is_none_or(|before| before.outcome != parcel.outcome);
        let known = Known {
            id,
            digest: parcel.digest,
            chain,
            outcome: parcel.outcome,
            documents: parcel.documents,
            failures,
            retry: parcel.retry,
            state,
            position,
            part: parcel.part.clone(),
            by_place: before.as_ref().is_some_and(|before| before.by_place),
        };
        Ok((known, is_other))
    }

    /// Forgets the failures of an item, and says how often each of them was tried with these bytes, by its place.
    fn take_failures(
        &self,
        before: &Known,
        digest: &Digest,
    ) -> rusqlite::Result<HashMap<i64, i64>> {
        let connection = &self.connection;
        let mut attempts = HashMap::new();
        if before.digest == *digest {
            let mut query = connection
                .prepare_cached("SELECT place, attempts FROM failures WHERE item = ?1")?;
            let rows = query.query_map([before.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            attempts = rows.collect::<Result<_, _>>()?;
        }
        connection.prepare_cached("DELETE FROM failures WHERE item = ?1")?.execute([before.id])?;
        Ok(attempts)
    }

    /// Whether the item has given way to one of another name in this run.
    pub(crate) fn has_given_way(&self, known: &Known) -> Result<bool, LedgerError> {
        if !known.by_place {
            return Ok(false);
        }
        self.connection
            .prepare_cached("SELECT state FROM items WHERE id = ?1")
            .and_then(|mut query| query.query_row([known.id], |row| row.get::<_, i64>(0)))
            .map(|state| state == State::Withdrawn as i64 && known.state != State::Withdrawn)
            .map_err(|error| self.sql(error))
    }

    /// Notes that an item that was not worked on is listed, where, and as which part of its file.
    pub(crate) fn listed(
        &mut self,
        known: &Known,
        position: i64,
        part: Option<&str>,
    ) -> Result<(), LedgerError> {
        if known.state == State::Listed
            && known.position == position
            && known.part.as_deref() == part
            && !known.by_place
        {
            return Ok(());
        }
        self.begin()?;
        self.connection
            .prepare_cached(
                "UPDATE items SET state = 0, position = ?2, part = ?3, by_place = 0 WHERE id = ?1",
            )
            .and_then(|mut update| update.execute(params![known.id, position, part]))
            .map_err(|error| self.sql(error))?;
        self.wrote()
    }

    /// What came of an item, with its URI and which part of its file it is.
    pub(crate) fn load(
        &self,
        item: i64,
    ) -> Result<(Vec<Remembered>, String, Option<String>), LedgerError> {
        let read = || {
            let (outcome, uri, part) = self
                .connection
                .prepare_cached("SELECT outcome, uri, part FROM items WHERE id = ?1")?
                .query_row([item], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok((data(&self.connection, item)?, outcome, uri, part))
        };
        let (data, outcome, uri, part) = read().map_err(|error| self.sql(error))?;
        Ok((unpack(&self.path, &data, &outcome)?, uri, part))
    }

    /// Puts what was written on the disk, as far as the system does so without being asked.
    pub(crate) fn flush(&mut self) -> Result<(), LedgerError> {
        if self.waiting > 0 {
            self.connection.execute_batch("COMMIT").map_err(|error| self.sql(error))?;
            self.waiting = 0;
        }
        self.flushed = Instant::now();
        Ok(())
    }

    /// The same where something waits for long: to be called when there is nothing else to do.
    pub(crate) fn flush_if_due(&mut self) -> Result<(), LedgerError> {
        if self.waiting > 0 && self.flushed.elapsed() >= FLUSH { self.flush() } else { Ok(()) }
    }

    /// Begins a transaction where none is open. Whoever writes says so with [`Self::wrote`].
    pub(super) fn begin(&mut self) -> Result<(), LedgerError> {
        if self.waiting == 0 {
            self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.sql(error))?;
            self.waiting = 1;
            self.flushed = Instant::now();
        }
        Ok(())
    }

    fn wrote(&mut self) -> Result<(), LedgerError> {
        self.waiting += 1;
        if self.waiting > MOST_WAITING || self.flushed.elapsed() >= FLUSH {
            self.flush()?;
        }
        Ok(())
    }

    /// Whether the user has dropped the failure of `document`, made of an item with `digest`.
    pub(crate) fn is_dropped(&self, document: &str, digest: Option<&str>) -> bool {
        self.dropped
            .get(document)
            .is_some_and(|dropped| digest.and_then(|text| text.parse().ok()) == Some(*dropped))
    }

    /// What the first document in quarantine says, in the order of listing.
    pub(crate) fn first_failure(&self) -> Result<Option<String>, LedgerError> {
        let read = || {
            let early =
                "SELECT line, items.uri AS uri, part FROM failures JOIN items ON items.id = item
                         WHERE state < 2 ORDER BY position, item, place LIMIT 1";
            let late = "SELECT line, uri, NULL AS part FROM late ORDER BY place LIMIT 1";
            for query in [early, late] {
                let found = self.connection.query_row(query, [], |row| {
                    let line: Box<str> = row.get("line")?;
                    Ok((line, Part::new(row.get("uri")?, row.get("part")?)))
                });
                if let Some((line, part)) = found.optional()? {
                    let mut line = serde_json::from_str(&line).unwrap_or_default();
                    if let Some(part) = part {
                        part.tell_in(&mut line);
                    }
                    return Ok(Some(words(&line)));
                }
            }
            Ok(None)
        };
        read().map_err(|error| self.sql(error))
    }

    pub(super) fn read_dropped(&self) -> Result<HashMap<String, Digest>, LedgerError> {
        let read = || {
            let mut query = self.connection.prepare("SELECT document, digest FROM dropped")?;
            query
                .query_map([], |row| Ok((row.get(0)?, Digest::from_bytes(row.get(1)?))))?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.sql(error))
    }
}

/// Has what an earlier form of the ledger named by its place give way to the item that is stored under the name of now:
/// the one that was listed last, and all that are kept and say the same, since that form kept the last document twice where
/// one before it was taken out.
fn give_way(connection: &Connection, source: &str, parcel: &Parcel) -> rusqlite::Result<()> {
    let item = (source, parcel.uri.as_str(), &parcel.digest);
    let mut found = by_place(connection, item, State::Listed, 1)?;
    found.extend(by_place(connection, item, State::Kept, usize::MAX)?);
    for known in found {
        // Nor is it looked at again for the next item that says the same.
        connection
            .prepare_cached("UPDATE items SET state = ?2, by_place = 0 WHERE id = ?1")?
            .execute([known.id, State::Withdrawn as i64])?;
    }
    Ok(())
}
