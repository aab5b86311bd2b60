//! What stands in the outputs.

use std::collections::BTreeMap;

use cableway_core::Digest;
use rusqlite::{Connection, params};

use super::find::State;
use super::packed::Failure;
use super::{Ledger, LedgerError, Receipt};

/// What an export last put in place.
#[derive(Clone, Debug)]
pub(crate) struct Committed {
    pub(crate) target: String,
    /// The ordered stages and the export, as they were.
    pub(crate) delivery: Digest,
    /// The documents, in their order.
    pub(crate) sequence: Digest,
    pub(crate) documents: u64,
    pub(crate) quarantined: u64,
    pub(crate) receipt: Option<Receipt>,
}

impl Ledger {
    /// What each export last put in place, by name; the quarantine file has the empty name.
    pub(crate) fn commits(&self) -> Result<BTreeMap<String, Committed>, LedgerError> {
        let read = || {
            let mut query = self.connection.prepare(
                "SELECT export, target, delivery, sequence, documents, quarantined, receipt FROM commits",
            )?;
            let rows = query.query_map([], |row| {
                let receipt: Option<String> = row.get(6)?;
                let committed = Committed {
                    target: row.get(1)?,
                    delivery: Digest::from_bytes(row.get(2)?),
                    sequence: Digest::from_bytes(row.get(3)?),
                    documents: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
                    quarantined: u64::try_from(row.get::<_, i64>(5)?).unwrap_or(0),
                    // A receipt that cannot be read holds for nothing.
                    receipt: receipt.and_then(|text| serde_json::from_str(&text).ok()),
                };
                Ok((row.get(0)?, committed))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.sql(error))
    }

    /// Records that `export` has put its output in place. To be called when that is done, and durable.
    pub(crate) fn committed(
        &mut self,
        export: &str,
        committed: &Committed,
    ) -> Result<(), LedgerError> {
        let receipt =
            committed.receipt.as_ref().and_then(|receipt| serde_json::to_string(receipt).ok());
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.begin()?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO commits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .and_then(|mut insert| {
                insert.execute(params![
                    export,
                    committed.target,
                    committed.delivery.as_bytes(),
                    committed.sequence.as_bytes(),
                    signed(committed.documents),
                    signed(committed.quarantined),
                    receipt
                ])
            })
            .map_err(|error| self.sql(error))?;
        Ok(())
    }

    /// Forgets how the outputs looked, because they are about to be replaced: a run that is killed in between must
    /// not leave the next one in the belief that somebody else has written them.
    pub(crate) fn begin_commits(&mut self) -> Result<(), LedgerError> {
        self.flush()?;
        // On the disk before the first output is: power may go, too.
        self.connection
            .execute_batch(
                "PRAGMA synchronous = FULL; UPDATE commits SET receipt = NULL WHERE export <> '';
                 PRAGMA synchronous = NORMAL",
            )
            .map_err(|error| self.sql(error))
    }

    /// Forgets the commits of exports that are not among `names`.
    pub(crate) fn forget_commits_but(&mut self, names: &[&str]) -> Result<(), LedgerError> {
        let known: Vec<String> = self.commits()?.into_keys().collect();
        for name in known.iter().filter(|name| !names.contains(&name.as_str())) {
            self.begin()?;
            self.connection
                .execute("DELETE FROM commits WHERE export = ?1", [name])
                .map_err(|error| self.sql(error))?;
        }
        Ok(())
    }

    /// Ends the record of a run of the ingest stages `all`: the listings of `sources` (name and number of items) are complete, `gone`
    /// have a state of their own from now on.
    pub(crate) fn finish(
        &mut self,
        all: &[String],
        sources: &[(String, u64)],
        gone: &[(i64, State)],
    ) -> Result<(), LedgerError> {
        self.begin()?;
        let write = || {
            // What a stage had that the pipeline has no more is in no output.
            for source in others(&self.connection, all)? {
                self.connection.execute(
                    "UPDATE items SET state = ?2 WHERE source = ?1 AND state < 2",
                    params![source, State::Parked as i64],
                )?;
                self.connection.execute("DELETE FROM listings WHERE source = ?1", [source])?;
            }
            for (source, items) in sources {
                let items = i64::try_from(*items).unwrap_or(i64::MAX);
                self.connection
                    .prepare_cached("INSERT OR REPLACE INTO listings VALUES (?1, ?2)")?
                    .execute(params![source, items])?;
            }
            for (item, state) in gone {
                self.connection
                    .prepare_cached("UPDATE items SET state = ?2 WHERE id = ?1")?
                    .execute([*item, *state as i64])?;
            }
            Ok(())
        };
        write().map_err(|error| self.sql(error))?;
        self.flush()
    }

    /// The documents whose source is gone, that are kept, and that are about to leave the outputs because their ingest
    /// stage is not among `all`: the stages, and how many there are.
    pub(crate) fn kept_by_others(&self, all: &[String]) -> Result<(Vec<String>, u64), LedgerError> {
        let read = || {
            let (mut stages, mut documents) = (Vec::new(), 0);
            for source in others(&self.connection, all)? {
                let count =
                    "SELECT coalesce(sum(documents), 0) FROM items WHERE source = ?1 AND state = 1";
                let count: i64 = self.connection.query_row(count, [&source], |row| row.get(0))?;
                if count > 0 {
                    stages.push(source);
                    documents += u64::try_from(count).unwrap_or(0);
                }
            }
            Ok((stages, documents))
        };
        read().map_err(|error| self.sql(error))
    }

    /// Has the items of stages come back that the pipeline did without for a time. What is gone of them by now, and
    /// whether it stays, the listing tells.
    pub(crate) fn come_back(&mut self, source: &str) -> Result<(), LedgerError> {
        self.connection
            .execute(
                "UPDATE items SET state = 0 WHERE source = ?1 AND state = ?2",
                params![source, State::Parked as i64],
            )
            .map_err(|error| self.sql(error))?;
        Ok(())
    }

    /// Notes that documents are on their way to the outputs: what failed after the parallel stages is found out
    /// anew. Until the run is complete, no later one may take the outputs for what they should be, also where some
    /// are in place by then and others are not.
    pub(crate) fn begin_delivery(&mut self) -> Result<(), LedgerError> {
        self.begin()?;
        self.connection
            .execute_batch(
                "DELETE FROM late; UPDATE commits SET sequence = zeroblob(32) WHERE export = ''",
            )
            .map_err(|error| self.sql(error))?;
        self.flush()
    }

    /// Keeps what failed after the parallel stages.
    pub(crate) fn late(&mut self, failure: &Failure) -> Result<(), LedgerError> {
        self.begin()?;
        self.connection
            .prepare_cached(
                "INSERT INTO late (document, uri, stage, kind, line) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    failure.document,
                    failure.uri,
                    failure.stage,
                    failure.kind,
                    failure.line.get()
                ])
            })
            .map_err(|error| self.sql(error))?;
        Ok(())
    }
}

/// The ingest stages that the ledger knows and that are not among `all`.
fn others(connection: &Connection, all: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut query =
        connection.prepare_cached("SELECT DISTINCT source FROM items ORDER BY source")?;
    let mut known: Vec<String> =
        query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    known.retain(|source| !all.contains(source));
    Ok(known)
}
