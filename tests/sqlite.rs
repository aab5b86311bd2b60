//! The export `sqlite` through the command: the database after runs, after killed runs, and in bad places.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown, repository};

const EXPORT: &str = "\n[[export]]\nuse = \"sqlite\"\npath = \"out/records.db\"\nwait = 0\n";

/// A folder with a pipeline that keeps a database of the texts in `inbox`.
fn folder(texts: usize) -> Folder {
    let folder = Folder::new();
    let start = "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\nallow_empty = true\n\n";
    // Hardly any work but that of the export.
    let middle = "[[summarize]]\nuse = \"lead\"\n";
    folder.write("p.toml", format!("{start}{middle}{EXPORT}"));
    for at in 0..texts {
        article(&folder, at, "returns");
    }
    folder
}

fn article(folder: &Folder, at: usize, word: &str) {
    let text = format!(
        "Ferry {at} {word}\n\nThe ferry to island {at} {word} on Monday, the harbour office said. {}\n",
        "Tickets cost as much as before, and the board expects many guests. ".repeat(20)
    );
    folder.write(&format!("inbox/{at:04}.txt"), text);
}

fn connection(folder: &Folder) -> Connection {
    Connection::open(folder.path().join("out/records.db")).unwrap()
}

/// The rows of a query as the shell `sqlite3` shows them.
#[track_caller]
fn rows(connection: &Connection, query: &str) -> String {
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<String> = (0..columns)
            .map(|at| match row.get_ref(at).unwrap() {
                ValueRef::Null => String::new(),
                ValueRef::Integer(value) => value.to_string(),
                ValueRef::Real(value) => value.to_string(),
                ValueRef::Text(value) => String::from_utf8(value.to_vec()).unwrap(),
                ValueRef::Blob(value) => format!("{value:?}"),
            })
            .collect();
        text.push_str(&format!("{}\n", values.join(" | ")));
    }
    text
}

/// All rows of all tables in the order of their keys, after making sure that the database is sound.
#[track_caller]
fn dump(connection: &Connection) -> String {
    assert_eq!(rows(connection, "PRAGMA integrity_check"), "ok\n");
    connection
        .execute_batch("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        .unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name";
    rows(connection, tables)
        .lines()
        .map(|table| {
            let columns = rows(connection, &format!("PRAGMA table_info ({table})")).lines().count();
            let order: Vec<String> = (1..=columns).map(|at| at.to_string()).collect();
            rows(connection, &format!("SELECT * FROM {table} ORDER BY {}", order.join(", ")))
        })
        .collect()
}

#[track_caller]
fn done(folder: &Folder) {
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
}

#[test]
fn the_database_follows_its_sources() {
    let place = folder(3);
    done(&place);
    article(&place, 1, "stops");
    article(&place, 7, "starts");
    fs::remove_file(place.path().join("inbox/0002.txt")).unwrap();
    done(&place);
    assert_eq!(
        rows(&connection(&place), "SELECT title FROM documents ORDER BY uri"),
        "Ferry 0 returns\nFerry 1 stops\nFerry 7 starts\n"
    );
    let once = folder(1);
    article(&once, 1, "stops");
    article(&once, 7, "starts");
    done(&once);
    assert!(dump(&connection(&place)) == dump(&connection(&once)));
}

/// Whenever it is killed, the database is as one run or the other leaves it, and the next run ends well.
#[test]
#[cfg(unix)]
fn killed_it_leaves_the_database_as_it_was() {
    let place = folder(80);
    done(&place);
    let before = dump(&connection(&place));
    (0..80).step_by(2).for_each(|at| article(&place, at, "stops"));
    let changed = folder(80);
    (0..80).step_by(2).for_each(|at| article(&changed, at, "stops"));
    let start = std::time::Instant::now();
    done(&changed);
    let whole = start.elapsed();
    let after = dump(&connection(&changed));
    let old = fs::read(place.path().join("out/records.db")).unwrap();
    for moment in 1..=8 {
        fs::write(place.path().join("out/records.db"), &old).unwrap();
        // A ledger would take the old database for one that somebody has put there.
        fs::remove_dir_all(place.path().join(".cableway")).unwrap();
        let mut run = place.command(&["run", "p.toml"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moment / 8);
        // By SIGKILL.
        run.kill().unwrap();
        run.wait().unwrap();
        let found = dump(&connection(&place));
        assert!(found == before || found == after, "killed at {moment}/8 of {whole:?}");
        done(&place);
        assert!(dump(&connection(&place)) == after, "killed at {moment}/8 of {whole:?}");
        let names = place.path().join("out").read_dir().unwrap().count();
        assert_eq!(names, 1, "nothing is left beside the database");
    }
}

/// The same with a ledger, run after run: what was killed is made up for by the next.
#[test]
#[cfg(unix)]
fn killed_runs_and_whole_ones_end_as_one_run_does() {
    let place = folder(60);
    let start = std::time::Instant::now();
    done(&place);
    let whole = start.elapsed();
    for (moment, word) in (1..=6).zip(["stops", "waits", "turns", "sinks", "burns", "rests"]) {
        (0..60).step_by(3).for_each(|at| article(&place, at, word));
        fs::remove_file(place.path().join(format!("inbox/00{moment}1.txt"))).ok();
        let mut run = place.command(&["run", "p.toml"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moment / 8);
        run.kill().unwrap();
        run.wait().unwrap();
        // Sound, whatever it holds.
        dump(&connection(&place));
        if moment % 2 == 0 {
            done(&place);
        }
    }
    let once = Folder::new();
    once.write("p.toml", place.read("p.toml").unwrap());
    for entry in place.path().join("inbox").read_dir().unwrap() {
        let entry = entry.unwrap();
        let name = format!("inbox/{}", entry.file_name().into_string().unwrap());
        once.write(&name, fs::read(entry.path()).unwrap());
    }
    done(&once);
    assert!(dump(&connection(&place)) == dump(&connection(&once)));
}

/// A first run that is killed leaves no database, or a whole one.
#[test]
#[cfg(unix)]
fn killed_in_the_first_run_it_leaves_none() {
    let place = folder(80);
    let start = std::time::Instant::now();
    done(&place);
    let whole = start.elapsed();
    let expected = dump(&connection(&place));
    for moment in 1..=8 {
        fs::remove_dir_all(place.path().join("out")).unwrap();
        let mut run = place.command(&["run", "p.toml"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moment / 8);
        run.kill().unwrap();
        run.wait().unwrap();
        if place.path().join("out/records.db").exists() {
            assert!(dump(&connection(&place)) == expected, "killed at {moment}/8 of {whole:?}");
        }
        done(&place);
        assert!(dump(&connection(&place)) == expected, "killed at {moment}/8 of {whole:?}");
        assert_eq!(place.path().join("out").read_dir().unwrap().count(), 1);
    }
}

/// What a killed program left beside a database that was removed since must not be undone in the new one.
#[test]
fn a_journal_is_left_of_a_database_that_was_removed() {
    let folder = folder(3);
    done(&folder);
    let (rows, path) = (dump(&connection(&folder)), folder.path().join("out/records.db"));
    let journal = path.with_file_name("records.db-journal");
    // So many changes that SQLite must write to the database before the end, with the old pages in the journal.
    let other = connection(&folder);
    other.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE documents SET title = hex(randomblob(9000))").unwrap();
    let left = fs::read(&journal).unwrap();
    drop(other);
    assert!(
        left.len() > 4096 && left[..4] == [0xd9, 0xd5, 0x05, 0xf9],
        "it is one to be rolled back"
    );
    fs::remove_file(&path).unwrap();
    fs::write(&journal, &left).unwrap();
    fs::write(path.with_file_name("records.db-wal"), "left over").unwrap();

    article(&folder, 3, "sinks");
    done(&folder);
    let database = connection(&folder);
    let health = |name: &str| -> String {
        database.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!(health("integrity_check"), "ok");
    let titles: i64 =
        database.query_row("SELECT count(*) FROM documents", [], |row| row.get(0)).unwrap();
    assert_eq!(titles, 4);
    drop(database);
    fs::remove_file(folder.path().join("inbox/0003.txt")).unwrap();
    done(&folder);
    assert_eq!(dump(&connection(&folder)), rows);
}

/// Whoever has a database in WAL mode open is waited for, too.
#[test]
fn a_database_in_wal_mode_that_another_program_has_open() {
    let place = folder(1);
    done(&place);
    article(&place, 0, "stops");
    let other = connection(&place);
    other.execute_batch("PRAGMA journal_mode = WAL; SELECT title FROM documents").unwrap();
    let closes = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(700));
        drop(other);
    });
    let ran = place.run(&["run", "p.toml", "--set", "export.sqlite.wait=60"]);
    closes.join().unwrap();
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(rows(&connection(&place), "SELECT title FROM documents"), "Ferry 0 stops\n");
}

#[test]
fn the_database_is_locked() {
    let place = folder(1);
    done(&place);
    article(&place, 0, "stops");
    let other = connection(&place);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_shown!(place.run(&["run", "p.toml"]).shown());
    other.execute_batch("ROLLBACK").unwrap();
    done(&place);
    assert_eq!(rows(&other, "SELECT title FROM documents"), "Ferry 0 stops\n");
}

#[test]
fn the_database_is_of_a_newer_version() {
    let place = folder(1);
    done(&place);
    article(&place, 0, "stops");
    connection(&place).execute_batch("PRAGMA user_version = 2").unwrap();
    assert_shown!(place.run(&["run", "p.toml"]).shown());
    assert_eq!(rows(&connection(&place), "SELECT title FROM documents"), "Ferry 0 returns\n");
}

#[test]
fn the_file_is_somebody_elses() {
    let place = folder(1);
    place.write("out/records.db", "Dear diary, this is no database.\n");
    assert_shown!(place.run(&["run", "p.toml"]).shown());
    assert_eq!(place.read("out/records.db").as_deref(), Some("Dear diary, this is no database.\n"));
}

/// A disk that fills up while the database is written: the limit on the size of files stands in for it.
#[test]
#[cfg(target_os = "linux")]
fn the_disk_fills_up() {
    let place = folder(2);
    done(&place);
    let before = dump(&connection(&place));
    (0..60).for_each(|at| article(&place, at, "stops"));
    assert_shown!(place.run_with_small_files(600, &["run", "p.toml"]).shown());
    assert!(dump(&connection(&place)) == before);
    done(&place);
    assert_eq!(rows(&connection(&place), "SELECT count(*) FROM documents"), "60\n");
}

#[test]
fn a_database_for_standard_output() {
    let place = folder(1);
    let pipeline = place.read("p.toml").unwrap().replace("out/records.db", "-");
    place.write("p.toml", pipeline);
    assert_shown!(place.run(&["check", "p.toml"]).shown());
}

/// Each question of the documentation gets the answer that stands below it.
#[test]
fn the_documented_answers_are_right() {
    let folder = copy_of("quickstart");
    let pipeline = folder.read("pipeline.toml").unwrap();
    folder.write("pipeline.toml", pipeline + EXPORT);
    assert_eq!(folder.run(&["run", "pipeline.toml"]).code, Some(0));
    let connection = connection(&folder);
    let page = repository().join("docs/sqlite.md");
    let text = fs::read_to_string(&page).unwrap();
    let mut count = 0;
    let mut rest = text.as_str();
    let mut right = String::new();
    while let Some((before, then)) = rest.split_once("```sql\n") {
        let (query, then) = then.split_once("```\n").unwrap();
        let then = then.strip_prefix("\n```text\n").expect("an answer stands below each question");
        let (_, after) = then.split_once("```\n").unwrap();
        let answer = rows(&connection, query);
        assert!(!answer.is_empty(), "{query}");
        right.push_str(&format!("{before}```sql\n{query}```\n\n```text\n{answer}```\n"));
        rest = after;
        count += 1;
    }
    right.push_str(rest);
    assert!(count >= 6, "only {count} questions were found");
    for (number, (is, should)) in text.lines().zip(right.lines()).enumerate() {
        assert_eq!(is, should, "docs/sqlite.md:{}", number + 1);
    }
    assert_eq!(text.lines().count(), right.lines().count());
}

/// Every table and view of the database stands in the documentation, with all its columns.
#[test]
fn all_tables_are_documented() {
    let place = folder(0);
    done(&place);
    let connection = connection(&place);
    let page = fs::read_to_string(repository().join("docs/sqlite.md")).unwrap();
    let objects = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'search\\_%' ESCAPE '\\'";
    let names = rows(&connection, objects);
    assert!(names.lines().count() > 15);
    for name in names.lines() {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| unreachable!("`{name}` is not documented"));
        let query = format!("SELECT name FROM pragma_table_info('{name}')");
        for column in rows(&connection, &query).lines() {
            assert!(row.contains(&format!("`{column}`")), "{name}.{column} is not documented");
        }
    }
}

/// Locks are waited for as long as the pipeline says.
#[test]
fn it_waits_as_long_as_it_is_told() {
    let place = folder(1);
    done(&place);
    let pipeline = place.read("p.toml").unwrap().replace("wait = 0", "wait = 60");
    place.write("p.toml", pipeline);
    article(&place, 0, "stops");
    let other = connection(&place);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut run = place.command(&["run", "p.toml"]).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(run.try_wait().unwrap(), None, "it waits");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(0));
    assert_eq!(rows(&other, "SELECT title FROM documents"), "Ferry 0 stops\n");
}
