//! The tables.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, MAIN_DB, OpenFlags, OptionalExtension as _};

use super::{BUSY, LedgerError};

/// `CBWL` in ASCII.
const APPLICATION: i64 = 0x4342_574c;

/// The form of the tables. A newer one is refused, an older one is brought up to date when it is opened to be written.
///
/// 1. The parts of a file were named by their place in it.
/// 2. They are named after what they are: `part` has their place, `by_place` marks what form 1 has left.
pub(super) const FORM: i64 = 2;

const TABLES: &str = "
    -- The keys of stages, in the order of running: 16 bytes each.
    CREATE TABLE chains (id INTEGER PRIMARY KEY, keys BLOB NOT NULL UNIQUE) STRICT;

    CREATE TABLE items (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,            -- the ingest stage
        uri TEXT NOT NULL,
        digest BLOB NOT NULL,            -- 32 bytes; zeros where the item could not be had
        bytes INTEGER NOT NULL,
        chain INTEGER NOT NULL REFERENCES chains (id),
        outcome BLOB NOT NULL,           -- the first 16 bytes of the digest of outcomes.data
        documents INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        retry INTEGER NOT NULL,          -- 1: what failed may go well the next time
        state INTEGER NOT NULL,          -- 0: listed; 1: its source is gone, its documents are kept; 2: withdrawn;
                                         -- 3: its ingest stage is gone
        position INTEGER NOT NULL,       -- in the last listing
        part TEXT,                       -- which part of its file it was then: 'line 3'
        by_place INTEGER NOT NULL DEFAULT 0, -- 1: an earlier form has named it by that
        UNIQUE (source, uri)
    ) STRICT;

    CREATE TABLE outcomes (item INTEGER PRIMARY KEY REFERENCES items (id), data BLOB NOT NULL) STRICT;

    -- One row for each document in quarantine.
    CREATE TABLE failures (
        item INTEGER NOT NULL REFERENCES items (id),
        place INTEGER NOT NULL,
        document TEXT NOT NULL,
        uri TEXT NOT NULL,
        stage TEXT NOT NULL,
        kind TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        line TEXT NOT NULL,
        PRIMARY KEY (item, place)
    ) STRICT, WITHOUT ROWID;

    -- The same for those that failed after the parallel stages, as of the last run that wrote.
    CREATE TABLE late (
        place INTEGER PRIMARY KEY,
        document TEXT NOT NULL,
        uri TEXT NOT NULL,
        stage TEXT NOT NULL,
        kind TEXT NOT NULL,
        line TEXT NOT NULL
    ) STRICT;

    CREATE TABLE dropped (document TEXT PRIMARY KEY, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;

    -- What each export last put in place, and the quarantine file under the name ''.
    CREATE TABLE commits (
        export TEXT PRIMARY KEY,
        target TEXT NOT NULL,
        delivery BLOB NOT NULL,
        sequence BLOB NOT NULL,
        documents INTEGER NOT NULL,
        quarantined INTEGER NOT NULL,
        receipt TEXT
    ) STRICT, WITHOUT ROWID;

    -- The ingest stages whose last listing came to its end.
    CREATE TABLE listings (source TEXT PRIMARY KEY, items INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// The order in which items are read, as SQLite keeps these words. Another index of this name, which an earlier build has
/// made, gives way to it: no form of its own, since either build reads the tables with either index.
const LISTED: &str = "CREATE INDEX listed ON items (source, state, position, uri)";

/// Finds what an earlier form has named by its place. There is little of it for long.
const BY_PLACE: &str =
    "CREATE INDEX by_place ON items (source, digest, state, position) WHERE by_place = 1";

/// Opens the database, and makes the tables where there are none.
pub(super) fn open(path: &Path) -> Result<Connection, LedgerError> {
    let sql = |error| LedgerError::sql(path, error);
    let connection = Connection::open(path).map_err(sql)?;
    // Where the file may only be read, SQLite opens it all the same.
    if connection.is_readonly(MAIN_DB).map_err(sql)? {
        let error = std::io::ErrorKind::PermissionDenied.into();
        return Err(LedgerError::Folder { path: path.to_owned(), error });
    }
    connection.busy_timeout(BUSY).map_err(sql)?;
    if is_empty(path, &connection)? {
        // A run that was killed here leaves nothing or all.
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; {TABLES} {LISTED}; {BY_PLACE};
                 PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORM}; COMMIT"
            ))
            .map_err(sql)?;
    }
    check(path, &connection)?;
    // What is not on the disk yet when the power goes is worked on again; nothing is torn.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;
             PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON",
        )
        .map_err(sql)?;
    if number(path, &connection, "user_version")? < FORM {
        renew_form(&connection).map_err(sql)?;
    }
    renew_index(&connection).map_err(sql)?;
    Ok(connection)
}

/// Brings form 1 up to date, all of it or nothing. What is named by its place keeps its name until the run lists it under
/// the one of now ([`Ledger::store`](super::Ledger)).
fn renew_form(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let renew = || {
        connection.execute_batch(
            "ALTER TABLE items ADD COLUMN part TEXT;
             ALTER TABLE items ADD COLUMN by_place INTEGER NOT NULL DEFAULT 0",
        )?;
        let mut mark = connection.prepare("UPDATE items SET by_place = 1 WHERE id = ?1")?;
        let mut query = connection.prepare("SELECT id, uri FROM items WHERE uri GLOB '*[0-9]*'")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            if named_by_place(row.get_ref("uri")?.as_str()?).is_some() {
                mark.execute([row.get::<_, i64>("id")?])?;
            }
        }
        connection.execute_batch(&format!("{BY_PLACE}; PRAGMA user_version = {FORM}; COMMIT"))
    };
    renew().inspect_err(|_| {
        // Dropping the connection would do the same.
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// The file of an item that form 1 may have named by its place in it: a line (`a.jsonl#line=3`), a mail
/// (`a.mbox!/3`), a record of a web archive (`a.warc!/3/https://desk.example/`). A file of this name in an archive looks the
/// same; it is listed under its name as ever.
pub(super) fn named_by_place(uri: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((file, line)) = uri.rsplit_once("#line=") {
        return is_number(line).then_some(file);
    }
    let (file, name) = uri.rsplit_once("!/")?;
    is_number(name.split_once('/').map_or(name, |(number, _)| number)).then_some(file)
}

/// Has the index be what it should: with another one, each batch of many items costs as much as all of them.
fn renew_index(connection: &Connection) -> rusqlite::Result<()> {
    let found: Option<String> = connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'listed'", [], |row| row.get(0))
        .optional()?;
    if found.as_deref() == Some(LISTED) {
        return Ok(());
    }
    // All or nothing, also where the run is killed.
    connection
        .execute_batch(&format!("BEGIN IMMEDIATE; DROP INDEX IF EXISTS listed; {LISTED}; COMMIT"))
}

/// Opens it to read, beside whoever writes.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, LedgerError> {
    let sql = |error| LedgerError::sql(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    connection.busy_timeout(BUSY).map_err(sql)?;
    connection.execute_batch("PRAGMA cache_size = -8192; PRAGMA mmap_size = 0").map_err(sql)?;
    Ok(connection)
}

/// The same for a database that nobody writes to meanwhile.
fn open_alone(path: &Path) -> Result<Connection, LedgerError> {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            // Writing to a string cannot fail.
            byte => drop(write!(address, "%{byte:02X}")),
        }
    }
    address.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(address, flags).map_err(|error| LedgerError::sql(path, error))
}

/// The same for who does not know yet whether it is a ledger.
pub(super) fn open_to_look(path: &Path) -> Result<Connection, LedgerError> {
    let shared = open_to_read(path)
        .and_then(|connection| number(path, &connection, "user_version").map(|_| connection));
    let connection = match shared {
        // In a folder that may not be written to, SQLite cannot make what readers of such a database share. Where
        // nobody else is at work on it, none is needed.
        Err(LedgerError::Folder { .. }) if !super::with_suffix(path, "-wal").exists() => {
            open_alone(path)?
        }
        shared => shared?,
    };
    if is_empty(path, &connection)? {
        return Err(LedgerError::damaged(path, "it is empty"));
    }
    check(path, &connection)?;
    Ok(connection)
}

/// Whether it is a database without any table, and nobody's.
fn is_empty(path: &Path, connection: &Connection) -> Result<bool, LedgerError> {
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| LedgerError::sql(path, error))?;
    Ok(tables == 0 && number(path, connection, "application_id")? == 0)
}

/// Finds out whether it is a ledger of a form that we know.
fn check(path: &Path, connection: &Connection) -> Result<(), LedgerError> {
    let form = number(path, connection, "user_version")?;
    if number(path, connection, "application_id")? != APPLICATION {
        return Err(LedgerError::damaged(path, "it is a database of another program"));
    }
    if form > FORM {
        return Err(LedgerError::Newer { path: path.to_owned(), form, known: FORM });
    }
    // Looking at each table finds a damaged beginning now rather than later.
    for table in
        ["chains", "items", "outcomes", "failures", "late", "dropped", "commits", "listings"]
    {
        let query = format!("SELECT count(*) FROM (SELECT * FROM {table} LIMIT 1)");
        connection
            .query_row(&query, [], |row| row.get::<_, i64>(0))
            .map_err(|error| LedgerError::sql(path, error))?;
    }
    Ok(())
}

/// The form of a ledger that was opened.
pub(super) fn form(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap_or(FORM)
}

fn number(path: &Path, connection: &Connection, name: &str) -> Result<i64, LedgerError> {
    connection
        .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
        .map_err(|error| LedgerError::sql(path, error))
}

/// What tells the file at `path` from another that is put in its place; `None` where the system has no such
/// thing, and lets nobody remove a file that is open.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
