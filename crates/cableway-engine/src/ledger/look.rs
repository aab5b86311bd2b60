//! What users ask a ledger: how it is, whether it can be relied on, and what it can do without.

use std::path::{Path, PathBuf};

use cableway_core::Document;
use rusqlite::params;
use serde::Serialize;

use crate::pipeline::Pipeline;

use super::find::State;
use super::packed::{Remembered, unpack};
use super::{Ledger, LedgerError};

/// How a ledger is.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerStatus {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes, with what SQLite keeps beside it.
    pub bytes: u64,
    /// The items that the last runs have listed.
    pub items: u64,
    /// The documents of these, as far as they went through the parallel stages.
    pub documents: u64,
    /// The items whose source is gone, and whose documents are kept.
    pub kept: u64,
    /// The items whose source is gone, or whose ingest stage, and that are in no output: [`Ledger::tidy`] forgets them.
    pub withdrawn: u64,
    /// The documents in quarantine.
    pub quarantined: u64,
    /// The documents that were in quarantine, and that the user has dropped.
    pub dropped: u64,
    /// What each export last put in place.
    pub outputs: Vec<OutputStatus>,
}

/// What an export last put in place.
#[derive(Clone, Debug, Serialize)]
pub struct OutputStatus {
    /// The export stage.
    pub export: String,
    /// Where it writes, relative to the folder of the pipeline file.
    pub target: String,
    /// How many documents went to the exports then.
    pub documents: u64,
    /// Whether it is as it was left; `None` for what is no file.
    pub as_left: Option<bool>,
}

/// What was found wrong in a ledger.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Health {
    /// The items that were looked at.
    pub items: u64,
    /// The documents in them, each checked against what every document promises.
    pub documents: u64,
    /// Whether some of that is wrong with the ledger itself, and not with an output alone: a run that comes upon it sets
    /// the ledger aside and begins anew.
    pub damaged: bool,
    /// What is wrong, in words.
    pub problems: Vec<String>,
}

/// What a ledger could do without.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tidied {
    /// The items that it has forgotten.
    pub items: u64,
    /// By how many bytes its file became shorter.
    pub bytes: u64,
}

/// The most problems that are told.
const MOST_TOLD: usize = 100;

impl Ledger {
    /// How the ledger is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn status(&self) -> Result<LedgerStatus, LedgerError> {
        let count = |query: &str| -> Result<u64, LedgerError> {
            let count: i64 = self
                .connection
                .query_row(query, [], |row| row.get(0))
                .map_err(|error| self.sql(error))?;
            Ok(u64::try_from(count).unwrap_or(0))
        };
        let (quarantined, dropped) = self.count_quarantined()?;
        let outputs = self.commits()?.into_iter().filter(|(export, _)| !export.is_empty());
        let outputs = outputs.map(|(export, committed)| OutputStatus {
            as_left: committed
                .receipt
                .as_ref()
                .map(|receipt| receipt.holds(&self.path_at(&committed.target))),
            export,
            target: committed.target,
            documents: committed.documents,
        });
        Ok(LedgerStatus {
            path: self.path.clone(),
            bytes: self.length(),
            items: count("SELECT count(*) FROM items WHERE state = 0")?,
            documents: count("SELECT coalesce(sum(documents), 0) FROM items WHERE state = 0")?,
            kept: count("SELECT count(*) FROM items WHERE state = 1")?,
            withdrawn: count("SELECT count(*) FROM items WHERE state >= 2")?,
            quarantined: quarantined - dropped,
            dropped,
            outputs: outputs.collect(),
        })
    }

    /// The outputs of the pipeline, whose file is `file`, that another pipeline of its folder has put in place,
    /// each with the name of that pipeline. Ledgers that cannot be read have nothing to say.
    pub fn also_written(file: &Path, pipeline: &Pipeline) -> Vec<(String, String)> {
        let own = Self::path_of(file);
        let mut others: Vec<PathBuf> = std::fs::read_dir(own.parent().unwrap_or(Path::new("")))
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        others.retain(|path| path.extension().is_some_and(|end| end == "ledger") && *path != own);
        others.sort();
        let mut found = Vec::new();
        for path in others {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let Ok(Some(ledger)) = Self::look(&file.with_file_name(format!("{name}.toml"))) else {
                continue;
            };
            let Ok(commits) = ledger.commits() else { continue };
            for export in &pipeline.export {
                let place = ledger.place_of(&export.target());
                if commits.values().any(|committed| committed.target == place) {
                    found.push((place, name.clone()));
                }
            }
        }
        found
    }

    /// Reads all of it: the database's own structure, that every outcome is what was written and every document
    /// keeps what documents promise, that what belongs together is there, and that the outputs are as they were
    /// left.
    ///
    /// # Errors
    /// When it cannot be read at all; what is wrong with a part of it is no error.
    pub fn verify(&self) -> Result<Health, LedgerError> {
        let mut health = Health::default();
        self.verify_structure(&mut health)?;
        self.verify_outcomes(&mut health)?;
        health.damaged = !health.problems.is_empty();
        for (export, committed) in self.commits()? {
            let Some(receipt) = &committed.receipt else { continue };
            if !receipt.holds_surely(&self.path_at(&committed.target)) {
                let whose = if export.is_empty() { "the quarantine" } else { &export };
                health.tell(format!("{whose}: `{}` is not as it was left", committed.target));
            }
        }
        Ok(health)
    }

    fn verify_structure(&self, health: &mut Health) -> Result<(), LedgerError> {
        let texts = |query: &str| {
            let mut query = self.connection.prepare(query)?;
            let rows = query.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        let sql = |error| self.sql(error);
        let integrity = texts("PRAGMA integrity_check(20)").map_err(sql)?;
        for text in integrity.into_iter().filter(|text| text != "ok") {
            health.tell(text);
        }
        for (query, what) in [
            (
                "SELECT uri FROM items WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE item = id) LIMIT 20",
                "has no outcome",
            ),
            (
                "SELECT uri FROM items WHERE chain NOT IN (SELECT id FROM chains) LIMIT 20",
                "was worked on by unknown stages",
            ),
            (
                "SELECT uri FROM items WHERE failures <> (SELECT count(*) FROM failures WHERE item = id) LIMIT 20",
                "has another number of failures than it should",
            ),
            (
                "SELECT 'item ' || item FROM outcomes WHERE item NOT IN (SELECT id FROM items) LIMIT 20",
                "has an outcome and is not there",
            ),
        ] {
            for text in texts(query).map_err(sql)? {
                health.tell(format!("{text}: {what}"));
            }
        }
        Ok(())
    }

    fn verify_outcomes(&self, health: &mut Health) -> Result<(), LedgerError> {
        let sql = |error| self.sql(error);
        let mut query = self
            .connection
            .prepare("SELECT uri, outcome, documents, data FROM items JOIN outcomes ON item = id ORDER BY id")
            .map_err(sql)?;
        let mut rows = query.query([]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            let read = || -> rusqlite::Result<(String, _, u64, Vec<u8>)> {
                let documents: i64 = row.get(2)?;
                let documents = u64::try_from(documents).unwrap_or(0);
                Ok((row.get(0)?, row.get(1)?, documents, row.get(3)?))
            };
            let (uri, outcome, documents, data) = read().map_err(sql)?;
            health.items += 1;
            let entries = match unpack(&self.path, &data, &outcome) {
                Ok(entries) => entries,
                Err(error) => {
                    health.tell(format!("{uri}: {error}"));
                    continue;
                }
            };
            let mut found = 0;
            for entry in entries {
                let document = match entry {
                    Remembered::Document(document, _) => {
                        found += 1;
                        document
                    }
                    // It is in no output, and may be in one some day.
                    Remembered::Earlier(document, _)
                    | Remembered::Failure { before: Some((document, _)), .. } => document,
                    Remembered::Failure { .. } => continue,
                };
                if let Err(violation) = Document::try_from(document.into_record()) {
                    health.tell(format!("{uri}: {violation}"));
                }
            }
            health.documents += found;
            if found != documents {
                health.tell(format!(
                    "{uri}: has {found} documents where there should be {documents}"
                ));
            }
        }
        Ok(())
    }

    /// Forgets the items that are in no output because their source is gone, and those of ingest stages that are
    /// not among `sources`; and gives the room back to the system.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tidy(&mut self, sources: &[String]) -> Result<Tidied, LedgerError> {
        self.flush()?;
        let before = self.length();
        let known: Vec<String> = {
            let read = || {
                let mut query = self.connection.prepare("SELECT DISTINCT source FROM items")?;
                query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
            };
            read().map_err(|error| self.sql(error))?
        };
        self.begin()?;
        let forget = || -> rusqlite::Result<usize> {
            let connection = &self.connection;
            for source in known.iter().filter(|source| !sources.contains(source)) {
                connection.execute(
                    "UPDATE items SET state = ?2 WHERE source = ?1",
                    params![source, State::Withdrawn as i64],
                )?;
                connection.execute("DELETE FROM listings WHERE source = ?1", [source])?;
            }
            for table in ["outcomes", "failures"] {
                let delete = format!(
                    "DELETE FROM {table} WHERE item IN (SELECT id FROM items WHERE state = 2)"
                );
                connection.execute(&delete, [])?;
            }
            let forgotten = connection.execute("DELETE FROM items WHERE state = 2", [])?;
            connection
                .execute("DELETE FROM chains WHERE id NOT IN (SELECT chain FROM items)", [])?;
            connection.execute(
                "DELETE FROM dropped WHERE document NOT IN
                     (SELECT document FROM failures UNION ALL SELECT document FROM late)",
                [],
            )?;
            Ok(forgotten)
        };
        let forgotten = forget().map_err(|error| self.sql(error))?;
        self.flush()?;
        self.connection
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(|error| self.sql(error))?;
        self.dropped = self.read_dropped()?;
        Ok(Tidied { items: forgotten as u64, bytes: before.saturating_sub(self.length()) })
    }

    fn length(&self) -> u64 {
        ["", "-wal"]
            .iter()
            .filter_map(|beside| std::fs::metadata(super::with_suffix(&self.path, beside)).ok())
            .map(|found| found.len())
            .sum()
    }
}

impl Health {
    fn tell(&mut self, problem: String) {
        if self.problems.len() < MOST_TOLD {
            self.problems.push(problem);
        }
    }
}
