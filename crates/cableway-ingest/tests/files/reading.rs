//! What becomes of a file's bytes.

use cableway_core::{Context, Document, Item};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use crate::folder::{FERRY, Folder};

#[track_caller]
fn check(name: &str, bytes: &[u8], expect: &str) {
    let folder = Folder::with(&[]);
    assert_eq!(folder.write(name, bytes).outcome(json!({"paths": ["."]})), expect, "{name}");
}

#[test]
fn each_reader() {
    let page = format!("<html><body><p>{FERRY}</p></body></html>");
    check("a.html", page.as_bytes(), &format!("html/4 text/html: {FERRY}"));
    check("a.txt", FERRY.as_bytes(), &format!("text/2 text/plain: {FERRY}"));
    check("a.md", format!("*{FERRY}*").as_bytes(), &format!("markdown/2 text/markdown: {FERRY}"));
    check(
        "a.txt",
        page.as_bytes(),
        &format!(
            "html/4 text/html: {FERRY}\nnote: read as a web page, which it is, though it is named as plain text"
        ),
    );
}

#[test]
fn what_the_pipeline_says() {
    let folder = Folder::with(&[]);
    folder.write("a.json", FERRY);
    let read = |config| folder.outcome(config);
    assert_eq!(
        read(json!({"paths": ["a.json"], "media_type": "text/plain"})),
        format!("text/2 text/plain: {FERRY}")
    );
    assert_eq!(
        read(json!({"paths": ["a.json"]})),
        "bad_input: there is no reader for `.json` files: `exclude` them, or let the ingest stage `jsonl` read them"
    );
    folder.write("a.txt", b"\xcf\xe0\xf0\xee\xec \xe2\xf1\xf2\xe0\xeb.");
    assert_eq!(
        read(json!({"paths": ["a.txt"], "charset": "windows-1251"})),
        "text/2 text/plain: Паром встал."
    );
    assert_eq!(
        read(json!({"paths": ["a.txt"], "charset": "koi8-r"})),
        "text/2 text/plain: оЮПНЛ БЯРЮК."
    );
}

#[test]
fn charsets() {
    check(
        "a.html",
        b"<meta charset=windows-1250><body><p>Prom zn\xf3w p\xb3ynie w poniedzia\xb3ek rano.",
        "html/4 text/html: Prom znów płynie w poniedziałek rano.",
    );
    let wide: Vec<u8> = "Паром снова встал на ремонт, сказал капитан."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [b"\xff\xfe".to_vec(), wide.clone()].concat();
    check("a.txt", &marked, "text/2 text/plain: Паром снова встал на ремонт, сказал капитан.");
    check("b.txt", &wide, "text/2 text/plain: Паром снова встал на ремонт, сказал капитан.");
}

#[test]
fn what_holds_no_text() {
    check("a.txt", b"", "bad_input: the file is empty");
    check("a.txt", b" \n\t\n", "bad_input: no text found in the file");
    check("a.md", b"\n", "bad_input: no text found in the file");
    check("a.html", b"<html><body><br> </body></html>", "bad_input: no text found in the page");
    check(
        "a.html",
        b"\x7fELF\x02\x01\x01\0\0\0\0",
        "bad_input: looks like a program: `exclude` it",
    );
}

#[test]
fn the_source_of_a_document() {
    let folder = Folder::with(&["in/a.txt"]);
    let (document, _) = folder.read(json!({"paths": ["in"]}));
    let document = document.unwrap();
    assert_snapshot!(serde_json::to_string_pretty(document.source()).unwrap(), @r#"
    {
      "uri": "in/a.txt",
      "media_type": "text/plain",
      "reader": "text/2"
    }
    "#);
    assert_eq!(document.id().as_str(), cableway_core::DocumentId::from_uri("in/a.txt").as_str());
}

/// Bytes as files have them, well and badly.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let start = prop::sample::select(vec![
        &b""[..],
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
        b"\x28\xb5\x2f\xfd",
        b"\x50\x2a\x4d\x18\x02\0\0\0",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"<?xml?><!--",
        b"<html><meta charset=utf-16><p>",
        b"---\ntitle: [",
        b"PK\x03\x04",
        b"From: a\n",
    ]);
    (start, prop::collection::vec(any::<u8>(), 0..300), any::<String>())
        .prop_map(|(start, bytes, text)| [start, text.as_bytes(), &bytes].concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in bytes(),
        name in prop::sample::select(vec!["a.html", "a.txt", "a.md", "a"]),
    ) {
        let folder = Folder::with(&[]);
        let stage = folder.stage(json!({"paths": ["."]}));
        let item = Item::new(name, bytes);
        if let Ok(documents) = stage.read(&item, &Context::default()) {
            for document in documents {
                prop_assert!(!document.text().is_empty());
                prop_assert_eq!(Document::try_from(document.clone().into_record()), Ok(document));
            }
        }
    }
}
