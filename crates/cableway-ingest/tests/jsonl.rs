//! The stage `jsonl` through files and the registry.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use cableway_core::{
    AnyStage, BlockKind, Context, Document, Item, Limits, ListError, Registry, Setup, StageKind,
};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

fn stage(folder: &Path, config: Value, limits: Limits) -> Box<dyn cableway_core::Ingest> {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    let entry = registry.get(StageKind::Ingest, "jsonl").unwrap();
    match entry.build(config, &Setup::new(folder, limits)).unwrap() {
        AnyStage::Ingest(stage) => stage,
        other => panic!("{other:?}"),
    }
}

/// Title, metadata, blocks and notes of all documents, and what was lost, in order.
fn read(file: (&str, &[u8]), config: Value, limits: Limits) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file.0), file.1).unwrap();
    let stage = stage(folder.path(), config, limits);
    let cancelled = std::sync::atomic::AtomicBool::new(false);
    let context = Context::new(limits, &cancelled);
    let mut out = String::new();
    for item in stage.items(&context) {
        match item {
            Ok(item) => {
                let _ = writeln!(out, "{} is {}", item.uri, item.part.as_deref().unwrap());
                out.push_str(&shown(stage.read(&item, &context), &context));
            }
            Err(ListError::Item { uri, error }) => {
                let chain: Vec<String> = error.chain().collect();
                let _ = writeln!(out, "{uri}\n  lost ({}): {}", error.kind(), chain.join(" <- "));
            }
            Err(ListError::Source(error)) => {
                let _ = writeln!(out, "source: {error}");
            }
        }
    }
    out
}

fn shown(read: Result<Vec<Document>, cableway_core::StageError>, context: &Context<'_>) -> String {
    let mut out = String::new();
    match read {
        Ok(documents) => {
            for document in documents {
                let meta = serde_json::to_string(document.meta()).unwrap();
                let _ = writeln!(out, "  {meta}");
                for block in document.blocks() {
                    let text = document.slice(block.span).unwrap();
                    let _ = writeln!(out, "  {:?}: {text}", block.kind);
                }
            }
        }
        Err(error) => {
            let chain: Vec<String> = error.chain().collect();
            let _ = writeln!(out, "  failed ({}): {}", error.kind(), chain.join(" <- "));
        }
    }
    for note in context.take_notes() {
        let _ = writeln!(out, "  note: {note}");
    }
    out
}

fn fields() -> Value {
    json!({"paths": ["a.jsonl"], "fields": {"text": "body", "title": "meta.title", "authors": "/by",
           "published": "date", "language": "lang", "tags": "tags", "publisher": "a.b"}})
}

#[test]
fn objects_by_their_fields() {
    let lines = r#"
{"body": "It sails.\nOn Monday.", "meta": {"title": " The  ferry "}, "by": ["Ada Quill", "Ben Roe"], "date": "3 March 2026", "lang": "EN_gb", "tags": "sea", "a.b": "Courier"}
{"body": "It sails.\n\nOn\nMonday.", "date": "soon", "lang": "English, mostly", "by": null}

"#;
    assert_snapshot!(read(("a.jsonl", lines.as_bytes()), fields(), Limits::default()));
}

#[test]
fn other_formats_of_the_text() {
    let mut config = fields();
    config["text_format"] = json!("html");
    let html = r#"{"body": "<h1>The ferry</h1><p>It sails on Monday, the harbour office said.</p>", "meta": {"title": "Given"}}"#;
    assert_snapshot!(read(("a.jsonl", html.as_bytes()), config.clone(), Limits::default()), @r#"
    a.jsonl#digest=9c010822e1aa9048 is line 1
      {"title":"Given"}
      Title: The ferry
      Paragraph: It sails on Monday, the harbour office said.
    "#);
    config["text_format"] = json!("markdown");
    let markdown = r##"{"body": "# The ferry\n\nIt *sails*."}"##;
    assert_snapshot!(read(("a.jsonl", markdown.as_bytes()), config, Limits::default()), @r#"
    a.jsonl#digest=97188758716e13cd is line 1
      {"title":"The ferry"}
      Title: The ferry
      Paragraph: It sails.
    "#);
}

#[test]
fn lines_that_are_wrong_cost_themselves() {
    let mut lines = br#"{"body": 7}
{"text": "It sails."}
{"body": "It sails.", "meta": {"title": ["a"]}}
{"body": "It sails.", "by": [1]}
{"body": " "}
"It sails."
{"body": "It sa
"#
    .to_vec();
    lines.extend(b"{\"body\": \"caf\xe9\"}\n[\n{\n{\"body\": \"It sails.\"}");
    assert_snapshot!(read(("a.jsonl", &lines), fields(), Limits::default()));
}

#[test]
fn lines_that_are_too_long_are_not_held() {
    let lines = format!("{{\"body\": \"{}\"}}\n{{\"body\": \"It sails.\"}}\n", "x".repeat(5000));
    let limits = Limits { bytes: 1000, ..Limits::default() };
    assert_snapshot!(read(("a.jsonl", lines.as_bytes()), fields(), limits), @r"
    a.jsonl#line=1
      lost (limit): the line has more than 1000 bytes (`bytes` under [limits])
    a.jsonl#digest=ecd87d3c3b39c426 is line 2
      {}
      Paragraph: It sails.
    ");
}

#[test]
fn a_packed_file_cut_off_gives_what_came_before() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(b"{\"body\": \"It sails.\"}\n{\"body\": \"It lands.\"}\n").unwrap();
    let mut packed = gzip.finish().unwrap();
    packed.truncate(packed.len() - 20);
    let shown = read(("a.jsonl", &packed), fields(), Limits::default());
    assert!(shown.starts_with("a.jsonl#digest="), "{shown}");
    assert!(shown.contains(" is line 1\n") && !shown.contains(" is line 2\n"), "{shown}");
    assert!(shown.contains("a.jsonl\n  lost (bad_input): breaks off after line 1"), "{shown}");
}

#[test]
fn records_that_are_wrong() {
    let lines = r#"{"title": "x"}
{"schema": "cableway.record/9", "id": "x", "source": {"uri": "u"}, "text": "t"}
{"schema": "cableway.record/1", "id": "x", "source": {"uri": "u"}, "text": "é", "blocks": [{"kind": "paragraph", "span": [0, 1]}]}
"#;
    assert_snapshot!(read(
        ("a.jsonl", lines.as_bytes()),
        json!({"paths": ["a.jsonl"]}),
        Limits::default()
    ));
}

#[test]
fn what_earlier_stages_said_is_dropped_unless_it_is_to_be_kept() {
    let line = r#"{"schema": "cableway.record/1", "id": "x", "source": {"uri": "u"}, "text": "It sails.", "annotations": [{"id": "a-1", "stage": "a", "kind": "k", "label": "l", "spans": [[0, 2]]}], "notes": [{"stage": "a", "message": "m"}]}"#;
    let folder = tempfile::tempdir().unwrap();
    for (kept, expect) in [("drop", 0), ("keep", 1)] {
        let config = json!({"paths": ["x"], "annotations": kept});
        let stage = stage(folder.path(), config, Limits::default());
        let read = stage.read(&Item::new("u", line.into()), &Context::default()).unwrap();
        assert_eq!(read[0].annotations().len(), expect);
        assert_eq!(read[0].notes().len(), expect);
        assert_eq!(read[0].id().as_str(), "x");
    }
}

#[test]
fn ids_that_the_objects_bring() {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({"paths": ["x"], "fields": {"text": "t", "id": "id"}});
    let stage = stage(folder.path(), config, Limits::default());
    let id = |line: &str| {
        let read = stage.read(&Item::new("u", line.into()), &Context::default()).unwrap();
        read[0].id().to_string()
    };
    assert_eq!(id(r#"{"t": "x", "id": "news-7"}"#), "news-7");
    assert_eq!(id(r#"{"t": "x", "id": 7}"#), "7");
    assert_eq!(id(r#"{"t": "x", "id": "two words"}"#).len(), 24);
    assert_eq!(id(r#"{"t": "x"}"#), cableway_core::DocumentId::from_uri("u").to_string());
}

/// The URIs and parts of the items in a file.
fn listed(lines: &str, config: Value) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    let stage = stage(folder.path(), config, Limits::default());
    let context = Context::default();
    let items = stage.items(&context).map(Result::unwrap);
    items.map(|item| (item.uri, item.part.unwrap())).collect()
}

#[test]
fn lines_are_named_after_what_they_are() {
    let config = json!({"paths": ["a.jsonl"], "fields": {"text": "t", "id": "meta.id"}});
    let [seven, none, again, torn] = [
        r#"{"t": "It sails.", "meta": {"id": 7}}"#,
        r#"{"t": "It lands."}"#,
        r#"{"t": "It sails on Monday.", "meta": {"id": "7"}}"#,
        r#"{"t": "It lan"#,
    ];
    let before = listed(&[seven, none, again, torn, none].join("\n"), config.clone());
    let parts: Vec<&str> = before.iter().map(|(_, part)| part.as_str()).collect();
    assert_eq!(parts, ["line 1", "line 2", "line 3", "line 4", "line 5"]);
    let uris: Vec<&str> = before.iter().map(|(uri, _)| uri.as_str()).collect();
    assert_eq!((uris[0], uris[2]), ("a.jsonl#id=7", "a.jsonl#id=7~2"));
    assert!(uris[1].starts_with("a.jsonl#digest=") && uris[3].starts_with("a.jsonl#digest="));
    assert_eq!(uris[4], format!("{}~2", uris[1]));

    // Whatever stands before them, they are what they were.
    let after = listed(&["", torn, r#"{"t": "New."}"#, none, seven].join("\r\n"), config);
    let of = |line: &str| after.iter().find(|(_, part)| part == line).unwrap().0.as_str();
    assert_eq!([of("line 2"), of("line 4"), of("line 5")], [uris[3], uris[1], uris[0]]);

    // Without the field, the id is no name; a record has one by its schema.
    let named = |config: Value| listed(r#"{"t": "x", "id": "a#b"}"#, config).remove(0).0;
    let fields = json!({"paths": ["a.jsonl"], "fields": {"text": "t"}});
    assert!(named(fields).starts_with("a.jsonl#digest="));
    assert_eq!(named(json!({"paths": ["a.jsonl"]})), "a.jsonl#id=a%23b");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>(), text in ".{0,60}") {
        let folder = tempfile::tempdir().unwrap();
        let object = json!({"body": text, "by": text, "date": text, "lang": text}).to_string();
        for config in [fields(), json!({"paths": ["x"]})] {
            let stage = stage(folder.path(), config, Limits::default());
            for bytes in [bytes.clone(), object.clone().into_bytes()] {
                for document in
                    stage.read(&Item::new("u", bytes), &Context::default()).unwrap_or_default()
                {
                    let record = document.clone().into_record();
                    prop_assert_eq!(Document::try_from(record).unwrap(), document);
                }
            }
        }
    }

    #[test]
    fn a_record_survives_being_read_again(paragraphs in prop::collection::vec(".{0,30}", 1..5)) {
        let mut builder = Document::builder("a.txt");
        builder.meta.title = Some("Title".to_owned());
        for paragraph in &paragraphs {
            builder.block(BlockKind::Paragraph, paragraph);
        }
        let document = builder.build();
        let line = serde_json::to_string(document.record()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let stage = stage(folder.path(), json!({"paths": ["x"]}), Limits::default());
        let read = stage.read(&Item::new("x#id=1", line.into()), &Context::default()).unwrap();
        prop_assert_eq!(&read[0], &document);
    }
}
