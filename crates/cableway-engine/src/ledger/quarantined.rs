//! The quarantine, as far as the ledger knows it: for who wants to look, try again, or let go.

use cableway_core::Digest;
use rusqlite::{Row, params};
use serde::Serialize;
use serde_json::Value;

use super::{Ledger, LedgerError};
use crate::run::part::Part;

/// A document in quarantine.
#[derive(Clone, Debug, Serialize)]
pub struct QuarantineEntry {
    /// The id of the document, or the one that it would have had.
    pub document: String,
    /// Where it comes from.
    pub uri: String,
    /// The stage that failed.
    pub stage: String,
    /// What sort of trouble it is, as [`ErrorKind::as_str`](cableway_core::ErrorKind::as_str) says.
    pub kind: String,
    /// How many runs have tried. How often the last of them called the stage says `attempts` in its entry.
    pub runs: u64,
    /// Whether the next run tries again even if nothing changes.
    pub retried: bool,
    /// Whether the user does not want to hear of it any more.
    pub dropped: bool,
    /// The line of the quarantine file.
    pub entry: Value,
    /// The item; `None` for what failed after the parallel stages, which every run that writes tries again.
    #[serde(skip)]
    item: Option<i64>,
}

/// What the parallel stages failed on. Who only looks may see a form of the ledger that knows no parts.
fn early(knows_parts: bool) -> String {
    let part = if knows_parts { "items.part" } else { "NULL" };
    format!(
        "SELECT document, failures.uri AS uri, stage, kind, attempts, retry, line, item, items.uri AS whole, {part} AS part
         FROM failures JOIN items ON items.id = item WHERE state < 2
         ORDER BY position, source, items.uri, place"
    )
}

/// What those behind them failed on.
const LATE: &str =
    "SELECT document, uri, stage, kind, 1 AS attempts, 1 AS retry, line, NULL AS item, '' AS whole, NULL AS part
                    FROM late ORDER BY place";

impl QuarantineEntry {
    /// The message and those of all causes, outermost first.
    pub fn chain(&self) -> Vec<&str> {
        let error = &self.entry["error"];
        let causes = error["causes"].as_array().into_iter().flatten();
        error["message"].as_str().into_iter().chain(causes.filter_map(Value::as_str)).collect()
    }

    fn digest(&self) -> Option<Digest> {
        self.entry["source"]["digest"].as_str()?.parse().ok()
    }
}

impl Ledger {
    /// The documents in quarantine, in the order of listing, with those that were dropped.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn quarantined(&self) -> Result<Vec<QuarantineEntry>, LedgerError> {
        let mut entries = Vec::new();
        self.each_quarantined(|entry| entries.push(entry))?;
        Ok(entries)
    }

    /// Hands the documents in quarantine to `take`, one at a time and in the order of listing, with those that were
    /// dropped: there may be more of them than memory holds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn each_quarantined(
        &self,
        mut take: impl FnMut(QuarantineEntry),
    ) -> Result<(), LedgerError> {
        let mut read = || -> rusqlite::Result<()> {
            for query in self.queries() {
                let mut query = self.connection.prepare(&query)?;
                let mut rows = query.query([])?;
                while let Some(row) = rows.next()? {
                    take(self.entry(row)?);
                }
            }
            Ok(())
        };
        read().map_err(|error| self.sql(error))
    }

    /// How many documents are in quarantine, those that were dropped included, and how many of them were.
    pub(super) fn count_quarantined(&self) -> Result<(u64, u64), LedgerError> {
        let read = || -> rusqlite::Result<(u64, u64)> {
            let (mut all, mut dropped) = (0, 0);
            for query in self.queries() {
                let mut query = self.connection.prepare(&query)?;
                let mut rows = query.query([])?;
                while let Some(row) = rows.next()? {
                    all += 1;
                    let document = row.get_ref("document")?.as_str()?;
                    if self.dropped.contains_key(document) {
                        dropped += u64::from(self.entry(row)?.dropped);
                    }
                }
            }
            Ok((all, dropped))
        };
        read().map_err(|error| self.sql(error))
    }

    fn queries(&self) -> [String; 2] {
        [early(self.form >= 2), LATE.to_owned()]
    }

    fn entry(&self, row: &Row<'_>) -> rusqlite::Result<QuarantineEntry> {
        let attempts: i64 = row.get("attempts")?;
        let mut entry = QuarantineEntry {
            document: row.get("document")?,
            uri: row.get("uri")?,
            stage: row.get("stage")?,
            kind: row.get("kind")?,
            runs: u64::try_from(attempts).unwrap_or(0),
            retried: row.get("retry")?,
            dropped: false,
            entry: serde_json::from_str(row.get_ref("line")?.as_str()?).unwrap_or_default(),
            item: row.get("item")?,
        };
        if let Some(part) = Part::new(row.get("whole")?, row.get("part")?) {
            part.tell_in(&mut entry.entry);
        }
        let digest = entry.digest().map(|digest| digest.to_string());
        entry.dropped = self.is_dropped(&entry.document, digest.as_deref());
        Ok(entry)
    }

    /// Has the next run try `entries` again, dropped ones included.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn retry(&mut self, entries: &[QuarantineEntry]) -> Result<(), LedgerError> {
        self.begin()?;
        let write = || {
            for entry in entries {
                self.connection
                    .execute("UPDATE items SET retry = 1 WHERE id = ?1", params![entry.item])?;
                self.connection
                    .execute("DELETE FROM dropped WHERE document = ?1", [&entry.document])?;
            }
            // What the quarantine file says may be true no more.
            self.connection
                .execute("UPDATE commits SET sequence = zeroblob(32) WHERE export = ''", [])
        };
        write().map_err(|error| self.sql(error))?;
        self.flush()?;
        self.dropped = self.read_dropped()?;
        Ok(())
    }

    /// Lets `entries` go: they are in no quarantine any more until their item, or what they are made of,
    /// changes. Says how many of them had no bytes, so that nothing can tell whether they have changed: these
    /// stay.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_quarantined(&mut self, entries: &[QuarantineEntry]) -> Result<usize, LedgerError> {
        self.begin()?;
        let write = || {
            let mut without = 0;
            for entry in entries {
                let Some(digest) = entry.digest() else {
                    without += 1;
                    continue;
                };
                self.connection.execute(
                    "INSERT OR REPLACE INTO dropped VALUES (?1, ?2)",
                    params![entry.document, digest.as_bytes()],
                )?;
                // Nobody waits for it: no run need try again, unless others of its item are waited for.
                self.connection.execute(
                    "UPDATE items SET retry = 0 WHERE id = ?1
                     AND (SELECT count(*) FROM failures WHERE item = ?1 AND document NOT IN
                              (SELECT document FROM dropped)) = 0",
                    params![entry.item],
                )?;
            }
            self.connection
                .execute("UPDATE commits SET sequence = zeroblob(32) WHERE export = ''", [])?;
            Ok(without)
        };
        let without = write().map_err(|error| self.sql(error))?;
        self.flush()?;
        self.dropped = self.read_dropped()?;
        Ok(without)
    }
}
