//! Snapshots as files, and what insta makes of them.

mod insta;
mod pending;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::rendering::render;

/// A header with something in each field.
fn header() -> Header {
    let mut header = Header {
        source: Some("tests/cases.rs".to_owned()),
        assertion_line: None,
        description: Some("yes".to_owned()),
        expression: Some("\"a\" + b".to_owned()),
        input_file: Some("input/a.txt".to_owned()),
        ..Header::default()
    };
    header.set_info(&json!({"case": "harbour"})).unwrap();
    header
}

#[track_caller]
fn check_problem(bytes: impl AsRef<[u8]>, expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.snap");
    fs::write(&path, bytes).unwrap();
    let error = match Snapshot::read(&path) {
        Ok(snapshot) => SnapshotError::new(&path, snapshot.records().unwrap_err()),
        Err(error) => error,
    };
    let shown = error.to_string().replace(&path.display().to_string(), "F");
    assert_eq!(shown, expect);
}

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/records.snap");
    let snapshot = Snapshot::text(header(), "one\n---\ntwo\n");
    snapshot.write(&path).unwrap();
    let read = Snapshot::read(&path).unwrap();
    assert_eq!(read.header, snapshot.header);
    assert_eq!(read.contents, Contents::Text("one\n---\ntwo".to_owned()));
    assert!(read.matches(&snapshot));
    assert_eq!(read.to_text(), fs::read_to_string(&path).unwrap());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn all_fields_are_kept() {
    let text = "---\nsource: a.rs\nassertion_line: 12\ndescription: ~\nexpression: \"1\"\ninfo:\n  z: 1\n  a:\n    - x\n\
                input_file: b.txt\nlater: 2\n---\ncontents\n";
    let snapshot = Snapshot::parse(text.as_bytes()).unwrap();
    assert_eq!(snapshot.header.assertion_line, Some(12));
    assert_eq!(snapshot.header.expression.as_deref(), Some("1"));
    assert_eq!(snapshot.to_text(), text.replace("description: ~\n", ""));
    assert_eq!(snapshot.header.info::<Value>().unwrap(), Some(json!({"a": ["x"], "z": 1})));
    assert!(matches!(snapshot.header.info::<Vec<u8>>(), Err(Problem::Info { .. })));
}

#[test]
fn a_header_may_be_in_flow_style_and_have_returns() {
    let text =
        "---\r\nsource: a.rs\r\ninfo: {case: harbour, stages: [a, b]}\r\n---\r\none\r\ntwo\r\n";
    let snapshot = Snapshot::parse(text.as_bytes()).unwrap();
    assert_eq!(
        snapshot.to_text(),
        "---\nsource: a.rs\ninfo:\n  case: harbour\n  stages:\n    - a\n    - b\n---\none\ntwo\n"
    );
    assert!(Snapshot::parse(b"---\n---\n").unwrap().header == Header::default());
    assert!(Snapshot::parse(b"---\n# nothing\n---\nx").unwrap().header == Header::default());
}

#[test]
fn texts_that_look_like_something_else_stay_texts() {
    let text = "---\ndescription: no\nexpression: 1_000\ninfo:\n  a: 007\n  b: on\n  c: 2026-03-02\n---\nx\n";
    let header = Snapshot::parse(text.as_bytes()).unwrap().header;
    assert_eq!(header.description.as_deref(), Some("no"));
    assert_eq!(header.expression.as_deref(), Some("1_000"));
    assert_eq!(header.info().unwrap(), Some(json!({"a": "007", "b": "on", "c": "2026-03-02"})));
}

#[test]
fn names_may_be_long() {
    let name = "a\t".repeat(3_000);
    let mut header = Header::default();
    header.set_info(&json!({"files": {&name: 1}})).unwrap();
    let snapshot = Snapshot::text(header, "x");
    let read = Snapshot::parse(snapshot.to_text().as_bytes()).unwrap();
    assert_eq!(read.header, snapshot.header);
}

#[test]
fn white_space_at_the_end_does_not_count() {
    let text = |text: &str| Snapshot::text(Header::default(), text);
    assert!(text("a\r\nb\n\n").matches(&text("a\nb")));
    assert!(text("a\r\r\nb").matches(&text("a\nb")) && !text("a\rb").matches(&text("a\nb")));
    assert!(!text("a\nb").matches(&text("a\n b")));
    assert!(!text("\na").matches(&text("a")));
    let binary = |extension: &str| Snapshot {
        contents: Contents::Binary { extension: extension.to_owned(), bytes: vec![0xff] },
        ..text("")
    };
    assert!(binary("bin").matches(&binary("bin")));
    assert!(!binary("bin").matches(&binary("csv")) && !binary("bin").matches(&text("a")));
}

#[test]
fn records_come_back() {
    let records = [json!({"schema": "x", "text": "a\nb"})];
    let snapshot = Snapshot::text(Header::default(), render(&records));
    let read = Snapshot::parse(snapshot.to_text().as_bytes()).unwrap();
    assert_eq!(read.records().unwrap(), records);
    assert!(read.matches(&snapshot));
}

#[test]
fn problems_are_told() {
    check_problem("contents", "`F`: it is no snapshot: its first line is not `---`");
    check_problem("", "`F`: it is no snapshot: its first line is not `---`");
    check_problem(
        "---\nsource: a\ncontents",
        "`F`: its header has no end: a line `---` must stand between it and the contents",
    );
    check_problem(
        b"---\n{}\n---\nab\xff\n",
        "`F`: it is no UTF-8 text from byte 13 on: restore it, or accept the output anew",
    );
    check_problem(
        "---\n{}\n---\n{\n  \"schema\": \"x\",\n  \"id\":\n}\n",
        "`F`, line 7: its contents are no records: expected value, at column 1; accept the output anew if \
         they were edited by hand",
    );
    check_problem(
        "---\ninfo:\n  schema: cableway.snapshot/2\n---\nx\n",
        "`F`: it was written as `cableway.snapshot/2`, and this version reads `cableway.snapshot/1`: \
         update Cableway",
    );
    check_problem(
        "---\nsnapshot_kind: binary\nextension: ../../a\n---\n",
        "`F`, line 2: its header cannot be read: a binary snapshot needs an `extension`, of letters and \
         digits and not `new`",
    );
    check_problem(
        "---\n- a\n---\n",
        "`F`, line 2: its header cannot be read: it is no list of fields",
    );
}

#[test]
fn a_header_that_is_no_yaml_is_told_with_its_line() {
    for (header, line) in [
        ("source: a\n\texpression: b", 2),
        ("source: a\nsource: b", 3),
        ("!a source: a\n!b source: b", 2),
        ("source: \"a", 2),
        ("a: *b", 2),
        (&"[".repeat(300), 2),
    ] {
        let problem = Snapshot::parse(format!("---\n{header}\n---\nx").as_bytes()).unwrap_err();
        assert!(matches!(problem, Problem::Header { .. }), "{header}: {problem}");
        assert_eq!(problem.line(), Some(line), "{header}: {problem}");
        assert!(!problem.to_string().contains('\n'), "{problem}");
        assert!(!problem.to_string().contains("at line"), "{problem}");
    }
}

#[test]
fn merge_conflicts_are_told() {
    let conflict = "`F`, line 5: a mark of a merge conflict, `<<<<<<<`: settle the conflict, or accept the \
                    output anew";
    check_problem("---\n{}\n---\na\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> branch\n", conflict);
    check_problem(
        "---\nsource: a\n<<<<<<< HEAD\nexpression: b\n=======\n---\nx\n",
        &conflict.replace("line 5", "line 3"),
    );
    // Half settled: no conflict to the eye, but no records either.
    check_problem(
        "---\n{}\n---\n{\"schema\": 1}\n=======\n",
        &conflict.replace("<<<<<<<", "======="),
    );
    // A row of signs in an exported text is just that.
    let text = "---\n{}\n---\nTitle\n=======\n\n<<<<<<<x\n";
    assert!(Snapshot::parse(text.as_bytes()).is_ok());
}

#[test]
fn bytes_lie_beside_the_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export-a.snap");
    let snapshot = Snapshot::of_bytes(Header::default(), vec![0xff, 0], "csv").unwrap();
    snapshot.write(&path).unwrap();
    assert_eq!(fs::read(folder.path().join("export-a.snap.csv")).unwrap(), [0xff, 0]);
    let read = Snapshot::read(&path).unwrap();
    assert!(read.matches(&snapshot));
    assert!(matches!(read.records(), Err(Problem::Binary)));
    fs::remove_file(folder.path().join("export-a.snap.csv")).unwrap();
    let error = Snapshot::read(&path).unwrap_err();
    assert!(matches!(error.problem, Problem::NoContents { .. }), "{error}");
    assert!(error.to_string().contains("export-a.snap.csv`, are not there"), "{error}");

    let text = Snapshot::of_bytes(Header::default(), b"a".to_vec(), "csv").unwrap();
    assert_eq!(text.contents, Contents::Text("a".to_owned()));
    for extension in ["", "new", "new.csv", "a/b", "..", "a."] {
        let problem = Snapshot::of_bytes(Header::default(), Vec::new(), extension).unwrap_err();
        assert!(matches!(problem, Problem::Extension { .. }), "{extension}");
    }
}

/// A folder in which nothing can be made, whoever asks.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("snapshots");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    // Some users may write everywhere but here.
    let is_locked = fs::write(locked.join("probe"), "").is_err();
    let path = if is_locked { locked.join("a.snap") } else { "/proc/cableway/a.snap".into() };
    let error = Snapshot::text(Header::default(), "x").write(&path).unwrap_err();
    assert!(error.to_string().contains("a.snap`: cannot write it: "), "{error}");
    let denied = SnapshotError::io(&path, "write", io::ErrorKind::PermissionDenied.into());
    assert!(
        denied.to_string().ends_with("; give yourself the right to, or copy the cases elsewhere")
    );
    assert!(Pending::of(&path).write(&Snapshot::text(Header::default(), "x")).is_err());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

fn binary(extension: &str, bytes: &[u8]) -> Snapshot {
    let contents = Contents::Binary { extension: extension.to_owned(), bytes: bytes.to_vec() };
    Snapshot { header: Header::default(), contents, contents_line: 1 }
}
