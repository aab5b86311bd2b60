//! `cableway verify` of a database: its tables, and those who have it open.

use std::fs;

use rusqlite::Connection;

use super::folder;
use crate::folder::{Folder, assert_shown, not_tested, ran};

#[test]
fn a_database_that_was_edited() {
    let folder = folder();
    let connection = Connection::open(folder.path().join("out/records.db")).unwrap();
    connection
        .execute_batch(
            "UPDATE sentence_spans SET quote = replace(quote, 'Monday', 'Friday');
             UPDATE documents SET record = replace(record, 'Velmouth', 'Falmouth');
             UPDATE annotation_spans SET start_byte = 'soon' WHERE annotation = 1",
        )
        .unwrap();
    drop(connection);
    assert_shown!(folder.run(&["verify", "out/records.db"]).shown());
}

/// Each table, each column: what the schema takes out of a record must be what the record says.
#[test]
fn rows_and_columns_that_do_not_fit_their_record() {
    let changes = [
        (
            "UPDATE documents SET title = 'Ferry sinks' WHERE uri LIKE '%ferry%'",
            "`documents`: `title` is \"Ferry sinks\"",
        ),
        (
            "UPDATE documents SET language = 'fr' WHERE uri LIKE '%ferry%'",
            "`documents`: `language` is \"fr\", and NULL in",
        ),
        (
            "UPDATE documents SET digest = NULL WHERE uri LIKE '%ferry%'",
            "`documents`: `digest` is NULL",
        ),
        ("UPDATE documents SET text = text || '!'", "`text` is not the text of its `record`"),
        (
            "UPDATE annotations SET label = 'Anna Borg' WHERE label = 'Anna Berg'",
            "`label` is \"Anna Borg\", and \"Anna Berg\" in",
        ),
        (
            "UPDATE annotations SET attributes = '{}' WHERE label = 'Anna Berg'",
            "`annotations`: row ",
        ),
        ("UPDATE annotations SET score = 0.25 WHERE label = 'Anna Berg'", "`score` is 0.25"),
        ("DELETE FROM annotations", "it is not there"),
        ("DELETE FROM blocks WHERE block = 2", "`blocks`: row 2: it is not there"),
        ("UPDATE blocks SET kind = 'caption' WHERE block = 1", "`kind` is \"caption\""),
        (
            "INSERT INTO tags SELECT number, 1, 'sold' FROM documents",
            "`tags`: row 1: its record has no such thing",
        ),
        (
            "INSERT INTO notes VALUES (7, 1, 'x', 'y')",
            "`notes`: 1 row of documents that are not there",
        ),
        (
            "UPDATE sentences SET text = 'No ferry.' WHERE sentence = 1",
            "`sentences`: row 1, 1: `text` is \"No ferry.\"",
        ),
        (
            "UPDATE sentence_spans SET end_byte = end_byte - 1",
            "`sentence_spans`: row 1, 1, 1: `end_byte` is",
        ),
        (
            "INSERT INTO search (search) VALUES ('delete-all')",
            "the index of words, does not fit the texts",
        ),
    ];
    let folder = folder();
    let clean = fs::read(folder.path().join("out/records.db")).unwrap();
    for (change, expected) in changes {
        folder.write("out/records.db", &clean);
        let connection = Connection::open(folder.path().join("out/records.db")).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(
            connection.execute(change, []).unwrap() > 0 || change.contains("search"),
            "{change}"
        );
        drop(connection);
        let ran = folder.run(&["verify", "out/records.db"]);
        assert_eq!(ran.code, Some(1), "{change}: {}", ran.shown());
        assert!(ran.stdout.contains(expected), "{change}: {}", ran.shown());
    }
    folder.write("out/records.db", &clean);
    assert_eq!(folder.run(&["verify", "out/records.db"]).code, Some(0));
}

/// Another program that is about to write holds nothing up; while it keeps all from reading, nothing can be said.
#[test]
fn a_database_that_another_program_has_locked() {
    let folder = folder();
    let other = Connection::open(folder.path().join("out/records.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE documents SET title = 'Sold'").unwrap();
    let ran = folder.run(&["verify", "out/records.db"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert!(ran.stdout.ends_with("\neverything holds\n"), "{}", ran.shown());
    other.execute_batch("ROLLBACK; BEGIN EXCLUSIVE").unwrap();
    let ran = folder.run(&["verify", "out/records.db"]);
    assert_eq!(ran.code, Some(2), "{}", ran.shown());
    assert!(ran.stderr.contains("another program has locked it: wait until"), "{}", ran.shown());
    other.execute_batch("ROLLBACK; PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE").unwrap();
    let ran = folder.run(&["verify", "out/records.db"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
}

/// Whoever may write neither the database nor its folder has all of it checked, the index of words, too.
#[test]
#[cfg(unix)]
fn a_database_that_may_only_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    let folder = folder();
    let set = |path: &str, mode: u32| {
        let path = folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let everything = |folder_mode: u32, file_mode: u32| {
        for path in ["", "inbox", "out", ".cableway"] {
            set(path, folder_mode);
        }
        for path in ["p.toml", "out/records.db", "inbox/ferry.txt", "inbox/harbour.txt"] {
            set(path, file_mode);
        }
    };
    let as_somebody = || {
        let mut command = folder.command(&["verify", "out/records.db"]);
        // Whoever may do everything may write here too.
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        command.output().map(ran)
    };
    everything(0o555, 0o444);
    let whole = as_somebody();
    everything(0o755, 0o644);
    let Ok(whole) = whole else {
        not_tested(
            "a database that may only be read: the built command is out of another user's reach",
        );
        return;
    };
    assert_eq!(whole.code, Some(0), "{}", whole.shown());
    assert!(whole.stdout.ends_with("\neverything holds\n"), "{}", whole.shown());
    let connection = Connection::open(folder.path().join("out/records.db")).unwrap();
    connection.execute_batch("INSERT INTO search (search) VALUES ('delete-all')").unwrap();
    drop(connection);
    everything(0o555, 0o444);
    let stale = as_somebody().unwrap();
    everything(0o755, 0o644);
    assert_eq!(stale.code, Some(1), "{}", stale.shown());
    assert!(
        stale.stdout.contains("the index of words, does not fit the texts"),
        "{}",
        stale.shown()
    );
}

/// Where the index cannot be copied, all else is checked, and that is said.
#[test]
#[cfg(unix)]
fn no_room_to_check_the_index_of_words() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n[[export]]\nuse = \"sqlite\"\npath = \"records.db\"\n",
    );
    // More words than SQLite keeps in memory.
    for at in 0..60 {
        let words: String = (0..5_000).map(|word| format!("w{at}x{word}y ")).collect();
        folder.write(&format!("inbox/{at}.txt"), format!("Words {at}\n\n{words}\n"));
    }
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    let ran = folder.run_with_small_files(1, &["verify", "records.db"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_shown!(ran.stdout);
}

/// A page of the database that is damaged is told with what to do.
#[test]
fn a_damaged_page_of_a_database() {
    let folder = folder();
    let path = folder.path().join("out/records.db");
    let page: i64 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'documents'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let at = (usize::try_from(page).unwrap() - 1) * size;
    bytes[at..at + size].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let ran = folder.run(&["verify", "out/records.db"]);
    assert_eq!(ran.code, Some(2), "{}", ran.shown());
    assert!(ran.stderr.contains("move it away, and the next run"), "{}", ran.shown());
}
