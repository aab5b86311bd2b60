use cableway_core::{Document, Record};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use crate::articles::{bare, ferry, titled};
use crate::{mistakes, written};

#[test]
fn a_line_for_each_document() {
    assert_snapshot!(written("jsonl", json!({}), &[bare(), ferry()]), @r#"
    {"schema":"cableway.record/1","id":"a8d272ea8c866cbcf493cd16","source":{"uri":"inbox/a`b_c.txt"},"text":"Nothing happened.","blocks":[{"kind":"paragraph","span":[0,17]}]}
    {"schema":"cableway.record/1","id":"d973c348009f5970ae8e176a","source":{"uri":"inbox/ferry_line.html","media_type":"text/html","bytes":2048},"meta":{"title":"Ferry line returns","standfirst":"After two years, ships cross the bay again","authors":["Anna Berg","Jon Vale"],"publisher":"Harbour Post","published":"2026-03-04T08:15:00+01:00","language":"en","url":"https://www.harbour-post.example/2026/ferry?id=7&copy=1","tags":["transport","bay"]},"text":"Ferry line returns\n\nThe ferry sails again on Monday. Tickets cost €5, the board said.\n\nIt had closed in May [2024].","blocks":[{"kind":"title","span":[0,18]},{"kind":"paragraph","span":[20,87]},{"kind":"paragraph","span":[89,117]}],"annotations":[{"id":"language-1","stage":"language","kind":"language","label":"en","score":0.98},{"id":"desk-1","stage":"desk","kind":"topic","label":"shipping","score":0.75},{"id":"desk-2","stage":"desk","kind":"topic","label":"prices","score":0.25},{"id":"keywords-1","stage":"keywords","kind":"keyword","label":"ferry","score":0.5},{"id":"keywords-2","stage":"keywords","kind":"keyword","label":"bay","score":0.25}],"summaries":[{"stage":"lexrank","sentences":[{"text":"The ferry sails again on Monday.","spans":[[20,52]]},{"text":"It had closed in May [2024].","spans":[[89,117]]}]}]}
    "#);
}

#[test]
fn no_documents_no_lines() {
    assert_eq!(written("jsonl", json!({}), &[]), "");
}

#[test]
fn a_path_names_a_file() {
    let check = |path: &str| mistakes("jsonl", json!({ "path": path }));
    let paths = [" ", "out/", "..", "/"];
    assert_snapshot!(paths.map(check).join("\n"), @r#"
    path: must name a file, or be `-` for standard output
    path: names a folder: add the name of the file to write
    path: names a folder: add the name of the file to write
    path: names a folder: add the name of the file to write
    "#);
}

#[test]
fn unknown_keys_are_refused() {
    assert_snapshot!(mistakes("jsonl", json!({"path": "a", "pretty": true})), @r#"unknown field `pretty`, expected `path`"#);
}

proptest! {
    #[test]
    fn a_line_reads_back_as_the_record(title in any::<String>(), text in any::<String>()) {
        let documents = [titled(&title, &text), bare()];
        let lines = written("jsonl", json!({}), &documents);
        // By line feeds alone: other line ends may stand inside a record.
        let lines: Vec<&str> = lines.strip_suffix('\n').unwrap().split('\n').collect();
        prop_assert_eq!(lines.len(), documents.len());
        for (line, document) in lines.iter().zip(documents) {
            let record: Record = serde_json::from_str(line).unwrap();
            prop_assert_eq!(Document::try_from(record).unwrap(), document);
        }
    }
}
