//! The database that a run keeps: opened before the work, changed at its end.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension as _, TransactionBehavior, params,
};

use super::apply::apply;
use super::entries::{self, Entry};
use super::schema::{self, Owner};
use super::trouble::Trouble;
use crate::output::{Output, sync_folder};

/// What is kept in memory of the database while it is changed, in KiB.
const CACHE: i64 = 16 << 10;

/// The database at its place.
#[derive(Debug)]
pub(super) enum Target {
    /// There is none yet.
    Missing { path: PathBuf },
    /// There is one.
    There {
        connection: Connection,
        /// What it holds is not relied on: all is written anew.
        is_renewed: bool,
    },
    /// Written and closed.
    Done,
}

/// What the database holds of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The very same record.
    Same,
    /// Another record, or none.
    Different,
}

impl Target {
    /// Opens the database at `path` and makes sure that it can be written to, and is ours. Changes nothing.
    pub(super) fn open(path: &Path, wait: Duration, is_renewed: bool) -> Result<Self, Trouble> {
        if !fs::exists(path)? {
            return Ok(Self::Missing { path: path.to_owned() });
        }
        let mut connection = connect(path)?;
        connection.busy_timeout(wait)?;
        // Finds out whether it is locked, or read-only, and is rolled back.
        let probe = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_current = may_be_written(&probe)?;
        drop(probe);
        Ok(Self::There { connection, is_renewed: is_renewed || !is_current })
    }

    /// Whether the database has this very record of the document `id`, by the first half of its digest.
    pub(super) fn known(&self, id: &str, digest: [u8; 16]) -> Result<Known, Trouble> {
        let Self::There { connection, is_renewed: false } = self else {
            return Ok(Known::Different);
        };
        let found = connection
            .prepare_cached(
                "SELECT 1 FROM documents WHERE id = ?1 AND substr(record_digest, 1, 16) = ?2",
            )?
            .query_row(params![id, digest.as_slice()], |_| Ok(()))
            .optional()?;
        Ok(if found.is_some() { Known::Same } else { Known::Different })
    }

    /// Makes the database hold exactly `entries`, whose new and changed records are in `records`, a temporary
    /// file at `temporary`. Gives the number of rows that were changed. After an error the database is as it
    /// was, and this can be tried again.
    pub(super) fn commit(
        &mut self,
        entries: &mut Vec<Entry>,
        records: &File,
        temporary: &Path,
    ) -> Result<u64, Trouble> {
        entries::order(entries)?;
        match self {
            Self::Missing { path } => create(path, temporary, entries, records),
            Self::There { connection, is_renewed } => {
                change(connection, *is_renewed, entries, records)
            }
            Self::Done => Ok(0),
        }
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // Each kind of row has statements of its own.
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Whether the tables are as they should be. An error where the database is not ours to write.
fn may_be_written(connection: &Connection) -> Result<bool, Trouble> {
    match schema::owner(connection)? {
        Owner::Current => Ok(true),
        Owner::Nobody | Owner::Outdated => Ok(false),
        Owner::Newer(version) => Err(Trouble::Refused(format!(
            "a newer version of Cableway made it (its tables are of version {version}): update this one, or choose \
             another `path`"
        ))),
        Owner::Foreign(what) => Err(Trouble::Refused(format!(
            "it is the database of another application ({what}): choose another `path`"
        ))),
    }
}

/// Changes the database that is there.
fn change(
    connection: &mut Connection,
    is_renewed: bool,
    entries: &[Entry],
    records: &File,
) -> Result<u64, Trouble> {
    settle(connection)?;
    let before = connection.total_changes();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_current = may_be_written(&transaction)?;
    if is_renewed {
        schema::renew(&transaction)?;
    } else if !is_current {
        return Err(Trouble::changed_meanwhile());
    }
    apply(&transaction, entries, records)?;
    transaction.commit()?;
    Ok(connection.total_changes() - before)
}

/// Sets what holds for a connection, and gives up a write-ahead log that somebody has chosen: the commit is
/// to be in the file itself.
fn settle(connection: &Connection) -> Result<(), Trouble> {
    connection.pragma_update(None, "cache_size", -CACHE)?;
    // Rows are removed table by table.
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode == "wal" {
        leave_log(connection)?;
    }
    Ok(())
}

/// Gives up the write-ahead log. SQLite does not wait by itself for others that have the database open.
fn leave_log(connection: &Connection) -> rusqlite::Result<()> {
    let wait: i64 = connection.pragma_query_value(None, "busy_timeout", |row| row.get(0))?;
    let until = Instant::now() + Duration::from_millis(wait.unsigned_abs());
    loop {
        match connection.pragma_update(None, "journal_mode", "DELETE") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < until =>
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            outcome => return outcome,
        }
    }
}

/// Makes a new database beside the place `path`, and renames it when it is whole.
fn create(
    path: &Path,
    temporary: &Path,
    entries: &[Entry],
    records: &File,
) -> Result<u64, Trouble> {
    let new = Output::companion(temporary);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        // Nothing there, or what an earlier try has left.
        _ => {}
    }
    // Made here, so that it gets the permissions of any new file; SQLite is stricter.
    let file = OpenOptions::new().write(true).create_new(true).open(&new)?;
    let made = fill(&new, entries, records).and_then(|changed| {
        file.sync_all()?;
        if fs::exists(path)? {
            return Err(Trouble::changed_meanwhile());
        }
        // There is no database that they could belong to; SQLite would take them for what is to be undone here.
        for left in ["-journal", "-wal", "-shm"] {
            let mut name = path.file_name().unwrap_or_default().to_os_string();
            name.push(left);
            match fs::remove_file(path.with_file_name(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        fs::rename(&new, path)?;
        sync_folder(path)?;
        Ok(changed)
    });
    if made.is_err() {
        // What cannot be removed goes with the temporary file.
        let _ = fs::remove_file(&new);
    }
    made
}

/// Fills an empty file. Nobody else sees it, so there is nothing to roll back.
fn fill(new: &Path, entries: &[Entry], records: &File) -> Result<u64, Trouble> {
    let mut connection = connect(new)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction()?;
    schema::renew(&transaction)?;
    apply(&transaction, entries, records)?;
    transaction.commit()?;
    let changed = connection.total_changes();
    connection.close().map_err(|(_, error)| error)?;
    Ok(changed)
}
