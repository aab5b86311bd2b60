//! Snapshots that wait.

use std::fs;

use super::*;

#[test]
fn pending_snapshots_are_found_below_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = Snapshot::text(Header::default(), "x");
    let paths =
        ["b/snapshots/records.snap", "a/records.snap", "a/after-desk.snap", ".git/records.snap"]
            .map(|name| folder.path().join(name));
    for path in &paths {
        Pending::of(path).write(&snapshot).unwrap();
    }
    Pending::of(folder.path().join("a/export.snap")).write(&binary("bin", &[0xff])).unwrap();
    snapshot.write(&folder.path().join("a/old.snap")).unwrap();
    let found: Vec<String> = pending_below(folder.path())
        .unwrap()
        .iter()
        .map(|pending| {
            let path = pending.accepted_path().strip_prefix(folder.path()).unwrap();
            path.to_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        found,
        ["a/after-desk.snap", "a/export.snap", "a/records.snap", "b/snapshots/records.snap"]
    );
    assert!(pending_below(&folder.path().join("none")).is_err());
}

#[test]
fn pending_snapshots_are_accepted_or_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.snap");
    let pending = Pending::of(&path);
    let mut new = Snapshot::text(header(), "new");
    new.header.assertion_line = Some(7);
    Snapshot::text(Header::default(), "old").write(&path).unwrap();

    pending.write(&new).unwrap();
    assert!(
        pending.exists()
            && pending.read().unwrap() == Snapshot { contents_line: 10, ..new.clone() }
    );
    assert!(pending.reject().unwrap());
    assert!(!pending.exists() && !pending.reject().unwrap());
    assert!(fs::read_to_string(&path).unwrap().ends_with("\nold\n"));

    pending.write(&new).unwrap();
    pending.accept().unwrap();
    assert_eq!(names(folder.path()), ["records.snap"]);
    new.header.assertion_line = None;
    assert_eq!(fs::read_to_string(&path).unwrap(), new.to_text());
    assert!(matches!(pending.accept().unwrap_err().problem, Problem::Io { .. }));
}

#[test]
fn what_cannot_be_read_cannot_be_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let pending = Pending::of(folder.path().join("records.snap"));
    fs::write(pending.path(), "no snapshot").unwrap();
    assert!(matches!(pending.accept().unwrap_err().problem, Problem::NoHeader));
    assert!(pending.exists() && !pending.accepted_path().exists());
}

#[test]
fn bytes_go_with_their_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.snap");
    let pending = Pending::of(&path);
    // One that waits takes the place of the one that did.
    pending.write(&binary("csv", &[0xfe])).unwrap();
    pending.write(&binary("bin", &[0xff])).unwrap();
    assert_eq!(names(folder.path()), ["a.snap.new", "a.snap.new.bin"]);
    pending.accept().unwrap();
    assert_eq!(names(folder.path()), ["a.snap", "a.snap.bin"]);
    // Bytes in place of bytes with another ending, and text in place of bytes.
    pending.write(&binary("csv", &[0xfe])).unwrap();
    pending.accept().unwrap();
    assert_eq!(names(folder.path()), ["a.snap", "a.snap.csv"]);
    pending.write(&Snapshot::text(Header::default(), "x")).unwrap();
    pending.accept().unwrap();
    assert_eq!(names(folder.path()), ["a.snap"]);
    // And what is rejected leaves nothing behind.
    pending.write(&binary("csv", &[0xfe])).unwrap();
    assert!(pending.reject().unwrap());
    assert_eq!(names(folder.path()), ["a.snap"]);
}

#[test]
fn accepting_goes_on_where_it_was_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.snap");
    let pending = Pending::of(&path);
    binary("bin", &[0xfe]).write(&path).unwrap();
    pending.write(&binary("bin", &[0xff])).unwrap();
    // The bytes are in their place, the header is not.
    fs::rename(folder.path().join("a.snap.new.bin"), folder.path().join("a.snap.bin")).unwrap();
    pending.accept().unwrap();
    assert_eq!(names(folder.path()), ["a.snap", "a.snap.bin"]);
    assert!(Snapshot::read(&path).unwrap().matches(&binary("bin", &[0xff])));
    // Without any bytes there is nothing to accept.
    pending.write(&binary("csv", &[0xff])).unwrap();
    fs::remove_file(folder.path().join("a.snap.new.csv")).unwrap();
    assert!(matches!(pending.accept().unwrap_err().problem, Problem::Io { .. }));
    assert!(Snapshot::read(&path).unwrap().matches(&binary("bin", &[0xff])));
}
