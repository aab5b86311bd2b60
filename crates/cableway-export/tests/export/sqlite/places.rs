//! Where the database is to be, and what is there already.

use cableway_core::{ErrorKind, StageError};
use serde_json::json;

use super::*;
use crate::mistakes;

/// What `open` says, with its cause, and without the path of the folder.
#[track_caller]
fn refused(place: &Place) -> String {
    let mut stage = place.stage();
    let error = stage.open().unwrap_err();
    words(place, &error)
}

#[track_caller]
fn words(place: &Place, error: &StageError) -> String {
    assert_eq!(error.kind(), ErrorKind::Io);
    let chain: Vec<String> = error.chain().collect();
    let folder = place.path().canonicalize().unwrap();
    chain
        .join("\n")
        .replace(&format!("{}/", folder.display()), "")
        .replace(&format!("{}/", place.path().display()), "")
}

/// Whatever `open` refuses stays as it is, to the byte, and nothing is left beside it.
#[track_caller]
fn refused_and_kept(place: &Place) -> String {
    let file = place.path().join("records.db");
    let before = std::fs::read(&file).unwrap();
    let words = refused(place);
    assert!(std::fs::read(&file).unwrap() == before);
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
    words
}

#[test]
fn mistakes_in_the_configuration() {
    insta::assert_snapshot!(mistakes("sqlite", json!({"path": "-"})), @"path: must name a file: a database cannot go to standard output");
    insta::assert_snapshot!(mistakes("sqlite", json!({"path": "out/"})), @"path: names a folder: add the name of the file to write");
    insta::assert_snapshot!(mistakes("sqlite", json!({"path": ""})), @"path: must name a file, or be `-` for standard output");
}

#[test]
fn making_a_stage_touches_nothing() {
    let place = Place::new();
    drop(place.stage());
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
}

#[test]
fn without_a_commit_no_trace_is_left() {
    let place = Place::new();
    let config = SqliteConfig { path: "a/b/records.db".into(), wait: 0 };
    let mut stage = Sqlite::new(config, &Setup::new(place.path(), Limits::default())).unwrap();
    stage.open().unwrap();
    stage.write(&plain("a", "One.")).unwrap();
    drop(stage);
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
}

#[test]
fn folders_are_made() {
    let place = Place::new();
    let config = SqliteConfig { path: "a/b/records.db".into(), wait: 0 };
    let mut stage = Sqlite::new(config, &Setup::new(place.path(), Limits::default())).unwrap();
    stage.commit().unwrap();
    drop(stage);
    assert!(place.path().join("a/b/records.db").is_file());
    assert_eq!(place.path().join("a/b").read_dir().unwrap().count(), 1);
}

#[test]
fn a_folder_is_refused() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("records.db")).unwrap();
    insta::assert_snapshot!(refused(&place), @r#"
    cannot write to `records.db`: it is a folder: add the name of the file to write
    is a directory
    "#);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let place = Place::new();
    for content in ["Not a database.", &"A longer text that is none either. ".repeat(100)] {
        std::fs::write(place.path().join("records.db"), content).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused_and_kept(&place), @r#"
            cannot write to `records.db`: what is there is no SQLite database: move it away or choose another `path`
            file is not a database (SQLite error 26)
            "#);
        }
    }
}

#[test]
fn the_database_of_another_application_is_refused() {
    let place = Place::new();
    place.connection().execute_batch("CREATE TABLE cookies (name)").unwrap();
    insta::assert_snapshot!(refused_and_kept(&place), @r#"cannot write to `records.db`: it is the database of another application (it has a table `cookies`): choose another `path`"#);
    place.connection().execute_batch("PRAGMA application_id = 252006675").unwrap();
    insta::assert_snapshot!(refused_and_kept(&place), @r#"cannot write to `records.db`: it is the database of another application (it has a table `cookies`): choose another `path`"#);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    place.connection().execute_batch("PRAGMA user_version = 7").unwrap();
    insta::assert_snapshot!(refused_and_kept(&place), @r#"cannot write to `records.db`: a newer version of Cableway made it (its tables are of version 7): update this one, or choose another `path`"#);
}

#[test]
fn a_damaged_database_is_told() {
    let place = Place::new();
    place.run(&[plain("a", &"One. ".repeat(9000))]);
    let file = place.path().join("records.db");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..8192]).unwrap();
    let mut stage = place.stage();
    let error = stage
        .open()
        .and_then(|()| stage.write(&plain("a", "Two.")))
        .and_then(|()| stage.commit())
        .unwrap_err();
    insta::assert_snapshot!(words(&place, &error), @r#"
    cannot write to `records.db`: the database is damaged: move it away, and the next run makes a new one
    database disk image is malformed (SQLite error 11)
    "#);
    drop(stage);
    assert!(std::fs::read(&file).unwrap() == bytes[..8192]);
}

#[test]
fn an_empty_file_becomes_a_database() {
    let place = Place::new();
    std::fs::write(place.path().join("records.db"), "").unwrap();
    place.run(&[plain("a", "One.")]);
    let fresh = Place::new();
    fresh.run(&[plain("a", "One.")]);
    assert_eq!(place.dump(), fresh.dump());
}

#[test]
fn a_locked_database_is_told_before_the_work() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    let other = place.connection();
    for lock in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"] {
        other.execute_batch(lock).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused(&place), @r#"
            cannot write to `records.db`: another program has locked it: close it there, or wait until it is done, and run again (`wait` says for how many seconds to try)
            database is locked (SQLite error 5)
            "#);
        }
        other.execute_batch("ROLLBACK").unwrap();
    }
    place.run(&[plain("a", "Two.")]);
}

#[test]
fn a_commit_that_met_a_lock_can_be_tried_again() {
    let place = Place::new();
    place.run(&[plain("a", "One."), plain("b", "Two.")]);
    let before = place.dump();
    let mut stage = place.written(&[plain("a", "Another."), plain("c", "Three.")]);
    let other = place.connection();
    // A reader in the middle of a query keeps others from writing, too.
    for lock in ["BEGIN IMMEDIATE", "BEGIN; SELECT count(*) FROM documents"] {
        other.execute_batch(lock).unwrap();
        let error = stage.commit().unwrap_err();
        assert!(error.message().contains("another program has locked it"), "{error}");
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(place.dump(), before);
    }
    stage.commit().unwrap();
    assert_eq!(
        place.rows("SELECT uri, text FROM documents ORDER BY uri"),
        "a | Another.\nc | Three.\n"
    );
}

#[test]
fn it_waits_for_a_lock() {
    let place = Place::new();
    place.run(&[plain("a", "One.")]);
    let other = place.connection();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let config = SqliteConfig { path: "records.db".into(), wait: 60 };
    let mut stage = Sqlite::new(config, &Setup::new(place.path(), Limits::default())).unwrap();
    let release = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        other.execute_batch("ROLLBACK").unwrap();
    });
    stage.open().unwrap();
    release.join().unwrap();
    stage.commit().unwrap();
    assert_eq!(place.rows("SELECT count(*) FROM documents"), "0\n");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn permissions_are_those_of_any_new_file() {
        let place = Place::new();
        place.run(&[]);
        std::fs::File::create(place.path().join("usual")).unwrap();
        let mode =
            |name| std::fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("records.db"), mode("usual"));
    }

    #[test]
    fn a_link_is_written_through() {
        let place = Place::new();
        std::fs::create_dir(place.path().join("far")).unwrap();
        symlink("far/records.db", place.path().join("records.db")).unwrap();
        for text in ["One.", "Two."] {
            place.run(&[plain("a", text)]);
            assert!(place.path().join("records.db").is_symlink());
            assert_eq!(place.path().join("far").read_dir().unwrap().count(), 1);
            assert_eq!(place.rows("SELECT text FROM documents"), format!("{text}\n"));
        }
    }

    #[test]
    fn a_device_is_refused() {
        let config = SqliteConfig { path: "/dev/null".into(), wait: 0 };
        let mut stage = Sqlite::new(config, &Setup::new(".", Limits::default())).unwrap();
        let error = stage.open().unwrap_err();
        assert_eq!(error.chain().last().unwrap(), "what is there is no regular file");
    }

    /// What killed runs left: a file of records, and a half-made database beside it.
    #[test]
    fn leftovers_are_removed() {
        let place = Place::new();
        for name in [".records.db.Ab3xYz.partial", ".records.db.Ab3xYz.partial-new"] {
            std::fs::write(place.path().join(name), "half").unwrap();
        }
        place.run(&[]);
        assert_eq!(place.path().read_dir().unwrap().count(), 1);
    }
}
