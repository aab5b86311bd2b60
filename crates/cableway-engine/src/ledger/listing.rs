//! Which items a source had, and which are gone.

use cableway_core::DocumentId;
use rusqlite::params;

use super::find::{COLUMNS, Cursor, Known, State, in_order};
use super::packed::{Remembered, unpack};
use super::{Ledger, LedgerError};

/// Numbers of items, eight to the byte.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Vec<u64>);

impl Seen {
    pub(crate) fn insert(&mut self, id: i64) {
        let Ok(id) = usize::try_from(id) else { return };
        if self.0.len() <= id / 64 {
            self.0.resize(id / 64 + 1, 0);
        }
        self.0[id / 64] |= 1 << (id % 64);
    }

    pub(crate) fn contains(&self, id: i64) -> bool {
        let Ok(id) = usize::try_from(id) else { return false };
        self.0.get(id / 64).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }
}

/// Some of many, and behind which one the next ones begin.
pub(crate) type Batch<T> = (Vec<T>, Option<Cursor>);

impl Ledger {
    /// How many items of `source` are in this state.
    pub(crate) fn count(&self, source: &str, state: State) -> Result<u64, LedgerError> {
        let count = "SELECT count(*) FROM items WHERE source = ?1 AND state = ?2";
        let count: i64 = self
            .connection
            .query_row(count, params![source, state as i64], |row| row.get(0))
            .map_err(|error| self.sql(error))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Of some items of `source` that were listed last, or whose documents are kept, from behind `after` on: those that
    /// are not among `seen`, with their URIs, in the order of listing; and the place of the last one, `None`
    /// where there are no more.
    pub(crate) fn gone(
        &self,
        source: &str,
        seen: &Seen,
        after: &Cursor,
    ) -> Result<Batch<(Known, String)>, LedgerError> {
        let read = || {
            let mut query = self.connection.prepare_cached(&in_order("LIMIT 256"))?;
            let mut rows = query.query(params![source, after.0, after.1])?;
            let (mut gone, mut last) = (Vec::new(), None);
            while let Some(row) = rows.next()? {
                let known = Known::read(row)?;
                let uri: String = row.get("uri")?;
                last = Some((known.position, uri.clone()));
                if !seen.contains(known.id) {
                    gone.push((known, uri));
                }
            }
            Ok((gone, last))
        };
        read().map_err(|error| self.sql(error))
    }

    /// Whether the documents of an item are kept although its source, at `uri`, is gone.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn keeps(&self, uri: &str) -> Result<bool, LedgerError> {
        self.connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM items WHERE uri = ?1 AND state = ?2)",
                params![uri, State::Kept as i64],
                |row| row.get(0),
            )
            .map_err(|error| self.sql(error))
    }

    /// Hands the id of each document to `take` that is kept although its source is gone. A document of a container or of
    /// a file of records need not be named after its item.
    pub(crate) fn kept(&self, mut take: impl FnMut(&DocumentId)) -> Result<(), LedgerError> {
        let sql = |error| self.sql(error);
        let mut query = self
            .connection
            .prepare("SELECT outcome, data FROM items JOIN outcomes ON item = id WHERE state = ?1")
            .map_err(sql)?;
        let mut rows = query.query([State::Kept as i64]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            let outcome = row.get(0).map_err(sql)?;
            let data = row.get_ref(1).map_err(sql)?.as_blob().map_err(|error| sql(error.into()))?;
            for entry in unpack(&self.path, data, &outcome)? {
                if let Remembered::Document(document, _) = entry {
                    take(document.id());
                }
            }
        }
        Ok(())
    }

    /// Some items of `source` that were listed last, with their URIs, in the order of listing, from behind `after` on.
    pub(crate) fn listing(
        &self,
        source: &str,
        after: &Cursor,
        most: usize,
    ) -> Result<Vec<(Known, String)>, LedgerError> {
        let read = || {
            let mut query = self.connection.prepare_cached(&format!(
                "SELECT {COLUMNS}, uri FROM items
                 WHERE source = ?1 AND state = 0 AND (position, uri) > (?2, ?3) ORDER BY position, uri LIMIT ?4"
            ))?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            query
                .query_map(params![source, after.0, after.1, most], |row| {
                    Ok((Known::read(row)?, row.get("uri")?))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.sql(error))
    }

    /// The chains of the items of `source` that were listed last, where that listing came to its end: then it
    /// can stand for a listing of now.
    pub(crate) fn listed_chains(&self, source: &str) -> Result<Option<Vec<i64>>, LedgerError> {
        let read = || {
            let complete = "SELECT EXISTS (SELECT 1 FROM listings WHERE source = ?1)";
            if !self.connection.query_row(complete, [source], |row| row.get::<_, bool>(0))? {
                return Ok(None);
            }
            let chains = "SELECT DISTINCT chain FROM items WHERE source = ?1 AND state = 0";
            let mut query = self.connection.prepare(chains)?;
            let chains = query.query_map([source], |row| row.get(0))?;
            chains.collect::<rusqlite::Result<Vec<i64>>>().map(Some)
        };
        read().map_err(|error| self.sql(error))
    }

    /// Notes that the listing of `source` is under way: until it is complete, the last one counts no more.
    pub(crate) fn begin_listing(&mut self, source: &str) -> Result<(), LedgerError> {
        self.connection
            .execute("DELETE FROM listings WHERE source = ?1", [source])
            .map_err(|error| self.sql(error))?;
        Ok(())
    }
}
