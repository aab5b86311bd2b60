//! What insta makes of our files, and we of its.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Our snapshots satisfy insta.
#[test]
fn insta_accepts_what_is_written_here() {
    let folder = tempfile::tempdir().unwrap();
    let text = "one\n\n  two: \"é\"";
    let mut header = Header { source: Some("src/lib.rs".to_owned()), ..Header::default() };
    header.set_info(&Info::new("harbour", "blake3:01", Vec::new())).unwrap();
    Snapshot::text(header.clone(), text).write(&folder.path().join("records.snap")).unwrap();
    binary_of(header, &[0xff, 1]).write(&folder.path().join("export.snap")).unwrap();
    let mut settings = ::insta::Settings::clone_current();
    settings.set_snapshot_path(folder.path());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        ::insta::assert_snapshot!("records", text);
        ::insta::assert_binary_snapshot!("export.bin", vec![0xff, 1]);
    });
    // It wrote nothing of its own.
    assert_eq!(names(folder.path()), ["export.snap", "export.snap.bin", "records.snap"]);
}

fn binary_of(header: Header, bytes: &[u8]) -> Snapshot {
    Snapshot { header, ..binary("bin", bytes) }
}

/// A pending file that insta wrote is one of ours, and what we make of it is what insta would.
#[test]
fn what_insta_writes_is_read_here() {
    let folder = tempfile::tempdir().unwrap();
    // The test below runs again in a process of its own, in which insta may write.
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "snapshot::tests::insta::insta_writes", "--ignored"])
        .env("INSTA_UPDATE", "new")
        .env("INSTA_FORCE_PASS", "1")
        .env("CABLEWAY_SNAPSHOTS", folder.path())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    assert_eq!(
        names(folder.path()),
        ["export.snap.new", "export.snap.new.bin", "records.snap.new"]
    );
    let found = pending_below(folder.path()).unwrap();
    for pending in &found {
        let snapshot = pending.read().unwrap();
        let header = &snapshot.header;
        assert!(header.source.is_some() && header.assertion_line.is_some());
        assert_eq!(header.description.as_deref(), Some("a: description"));
        assert_eq!(header.expression.as_deref().map(str::is_empty), Some(false));
        assert_eq!(
            header.info().unwrap(),
            Some(json!({"case": "harbour", "stages": [{"use": "topics"}]}))
        );
        // Bytes come out as they went in.
        let text = fs::read_to_string(pending.path()).unwrap();
        assert_eq!(snapshot.to_text(), text);
        pending.accept().unwrap();
    }
    let text = Snapshot::read(&folder.path().join("records.snap")).unwrap();
    assert_eq!(text.contents, Contents::Text("one\n\n  two: \"é\"".to_owned()));
    assert_eq!(text.header.assertion_line, None);
    let bytes = Snapshot::read(&folder.path().join("export.snap")).unwrap();
    assert!(bytes.matches(&binary("bin", &[0xff, 1])));
}

#[test]
#[ignore = "`what_insta_writes_is_read_here` runs it"]
fn insta_writes() {
    let mut settings = ::insta::Settings::clone_current();
    settings.set_snapshot_path(std::env::var_os("CABLEWAY_SNAPSHOTS").unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_description("a: description");
    settings.set_info(&json!({"case": "harbour", "stages": [{"use": "topics"}]}));
    settings.bind(|| {
        ::insta::assert_snapshot!("records", "one\n\n  two: \"é\"\n");
        ::insta::assert_binary_snapshot!("export.bin", vec![0xff, 1]);
    });
}

/// Texts of all sorts that YAML may take for something else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9_.é ]{0,12}",
        "[-+0-9a-fxo_.:#&*!|>'\"%@`,{}\\[\\]?=~ \\\\\t\n\r\u{1}\u{7f}\u{85}\u{2028}]{0,8}",
        proptest::sample::select(vec![
            "yes", "null", "~", "true", "1e5", "0x1f", ".5", "- a", "a: b", "---", "..."
        ])
        .prop_map(str::to_owned),
    ]
}

fn info() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1000_i32..1000).prop_map(|number| Value::from(f64::from(number) + 0.5)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_header_comes_back(
        description in proptest::option::of(text()),
        expression in proptest::option::of(text()),
        info in info(),
        contents in "[a-z\n -]{0,20}",
    ) {
        let mut header = Header { description, expression, ..Header::default() };
        header.set_info(&info).unwrap();
        let snapshot = Snapshot::text(header, contents);
        let text = snapshot.to_text();
        let read = Snapshot::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(&read.header, &snapshot.header, "{}", text);
        prop_assert!(read.matches(&snapshot));
        prop_assert_eq!(read.to_text(), text);
    }

    /// What insta reads and writes again has the same bytes.
    #[test]
    fn any_header_goes_through_insta(
        expression in proptest::option::of("[a-zé0-9 :.\"#-]{0,12}"),
        words in proptest::collection::vec("[a-zé0-9 :.\"#,-]{0,12}", 0..4),
        number in any::<i64>(),
        contents in "[a-z\n]{0,20}",
    ) {
        let mut header = Header { expression, ..Header::default() };
        header.set_info(&json!({"list": words, "table": {"number": number, "words": words}, "no": null})).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (folder.path().join("ours.snap"), folder.path().join("theirs.snap"));
        Snapshot::text(header, contents).write(&ours).unwrap();
        ::insta::Snapshot::from_file(&ours).unwrap().save(&theirs).unwrap();
        let [ours, theirs] = [ours, theirs].map(|path| fs::read_to_string(path).unwrap());
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn nothing_panics(bytes in "(---\n)?[a-z:{}\\[\\]\"'&*!|>\t\n -]{0,30}(\n---\n)?[a-z\n]{0,5}") {
        if let Ok(snapshot) = Snapshot::parse(bytes.as_bytes()) {
            let again = Snapshot::parse(snapshot.to_text().as_bytes()).unwrap();
            prop_assert_eq!(again.header, snapshot.header);
        }
    }
}
