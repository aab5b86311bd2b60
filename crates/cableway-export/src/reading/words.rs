//! Whether a database's index of words fits its texts.
//!
//! FTS5 has a check of its own, but offers it as a statement that writes: it waits for the lock of writers, and is
//! refused where a file may only be read. So the index is copied into an index of the same kind in SQLite's temporary
//! database, which is a file of this connection's own, and checked there against the texts where they are. The copy
//! takes the room of the index on the disk of temporary files, and some pages of memory.

use rusqlite::{Connection, ErrorCode};

use crate::sqlite::SEARCH;

/// What is told of an index that does not fit.
pub(super) const WRONG: &str = "`search`, the index of words, does not fit the texts: searches may miss documents, or \
     find wrong ones";

/// The copy of the index.
const COPY: &str = "checked";

/// What SQLite keeps of an index, each in a table named after it.
const PARTS: [&str; 4] = ["data", "idx", "docsize", "config"];

/// Whether the index of words in `connection`, which is inside a transaction, fits the texts.
///
/// # Errors
/// When there is no room for temporary files, or the database cannot be read. Then it is not known.
pub(super) fn fit(connection: &Connection) -> rusqlite::Result<bool> {
    connection.execute_batch("SAVEPOINT words")?;
    let compared = copy(connection).and_then(|()| {
        // Against the texts, not only by itself: that is what the rank says.
        let check = format!("INSERT INTO temp.{COPY} ({COPY}, rank) VALUES ('integrity-check', 1)");
        connection.execute(&check, [])
    });
    // Where the disk is full, SQLite may have ended the whole transaction by itself.
    let end = if connection.is_autocommit() { "BEGIN" } else { "ROLLBACK TO words; RELEASE words" };
    connection.execute_batch(end)?;
    match compared {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is told where that is not known.
pub(super) fn unchecked(error: &rusqlite::Error) -> String {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            "; for that it is copied to where temporary files go: make room there, or name another folder in \
             `SQLITE_TMPDIR` (on Windows, `TEMP`)"
        }
        _ => "",
    };
    format!("whether `{SEARCH}`, the index of words, fits the texts: {error}{advice}")
}

/// Copies the index. The texts stay where they are: a view shows them to the copy.
fn copy(connection: &Connection) -> rusqlite::Result<()> {
    let definition: String = connection.query_row(
        "SELECT sql FROM main.sqlite_master WHERE name = ?1",
        [SEARCH],
        |row| row.get(0),
    )?;
    let columns = definition.split_once('(').map_or("", |(_, columns)| columns);
    connection.execute_batch(&format!(
        "CREATE TEMP VIEW documents AS SELECT number, title, text FROM main.documents;
         CREATE VIRTUAL TABLE temp.{COPY} USING fts5({columns};"
    ))?;
    for part in PARTS {
        connection.execute_batch(&format!(
            "DELETE FROM temp.{COPY}_{part};
             INSERT INTO temp.{COPY}_{part} SELECT * FROM main.{SEARCH}_{part};"
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rusqlite::OpenFlags;

    use super::*;
    use crate::sqlite::renew;

    /// A database of some documents, of which the words of every third are in several segments of the index.
    fn database(path: &Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        renew(&connection).unwrap();
        for number in 1..=30 {
            let (title, text) =
                (format!("Ferry {number}"), format!("The ferry no. {number} sails again. Été."));
            connection
                .execute(
                    "INSERT INTO documents (number, id, record_digest, uri, title, text, record)
                     VALUES (?1, ?1, x'', 'u', ?2, ?3, '{}')",
                    (number, &title, &text),
                )
                .unwrap();
            connection
                .execute(
                    "INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)",
                    (number, title, text),
                )
                .unwrap();
        }
        connection
    }

    fn reading(path: &Path) -> Connection {
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        connection
    }

    #[test]
    fn an_index_that_fits_and_ones_that_do_not() {
        let changes = [
            "UPDATE documents SET text = 'The ferry no. 7 sank again. Été.' WHERE number = 7",
            "UPDATE documents SET title = NULL WHERE number = 7",
            "DELETE FROM documents WHERE number = 7",
            "INSERT INTO documents (number, id, record_digest, uri, text, record) VALUES (31, 'a', x'', 'u', 'Pier', '{}')",
            "INSERT INTO search (rowid, title, text) VALUES (31, 'Pier', 'Pier')",
            "INSERT INTO search (search) VALUES ('delete-all')",
            "DELETE FROM search_docsize WHERE id = 7",
            "DELETE FROM search_data WHERE id > 10",
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(database(&path));
        let reader = reading(&path);
        assert!(fit(&reader).unwrap());
        assert!(fit(&reader).unwrap(), "nothing of the first check is left");
        reader.execute_batch("COMMIT").unwrap();
        let clean = std::fs::read(&path).unwrap();
        for change in changes {
            std::fs::write(&path, &clean).unwrap();
            Connection::open(&path).unwrap().execute_batch(change).unwrap();
            assert!(!fit(&reading(&path)).unwrap(), "{change}");
        }
    }

    /// What others write meanwhile neither waits nor is seen.
    #[test]
    fn it_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = database(&path);
        writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM documents").unwrap();
        assert!(fit(&reading(&path)).unwrap());
        writer.execute_batch("COMMIT").unwrap();
        assert!(!fit(&reading(&path)).unwrap());
    }

    /// Without room for the copy nothing is known of the index, and the rest can be read on.
    #[test]
    fn no_room_for_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(database(&path));
        let reader = reading(&path);
        reader.pragma_update(Some("temp"), "max_page_count", 3).unwrap();
        let told = unchecked(&fit(&reader).unwrap_err());
        assert!(told.starts_with("whether `search`") && told.contains("make room"), "{told}");
        let count = "SELECT count(*) FROM documents";
        assert_eq!(reader.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 30);
    }
}
