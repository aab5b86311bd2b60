//! What is told of two sequences of records.

mod labels;
mod properties;

use serde_json::{Value, json};

use super::*;

const TEXT: &str = "The ferry sails. The port is open. The ferry stays.";

/// A record of the document `name` with these fields besides, or in place of what it has.
fn record(name: &str, fields: Value) -> Value {
    let mut record = json!({
        "schema": "cableway.record/1",
        "id": name,
        "source": {"uri": format!("{name}.txt")},
        "text": TEXT,
    });
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    record.as_object_mut().unwrap().extend(fields);
    record
}

fn quarantined(name: &str, stage: &str, error: &Value) -> Value {
    json!({"quarantined": {"uri": format!("{name}.txt"), "stage": stage, "error": error}})
}

fn label(stage: &str, label: &str, spans: &Value) -> Value {
    json!({"id": format!("{stage}-{label}"), "stage": stage, "kind": "topic", "label": label, "spans": spans})
}

/// Each change as `stage: words`, with the document's id or URI before it where there are several.
#[track_caller]
fn check(old: &[Value], new: &[Value], options: &Options, expect: &[&str]) {
    let changes = compare(old, new, options);
    let is_one = old.len() <= 1 && new.len() <= 1;
    let shown: Vec<String> = changes
        .iter()
        .map(|change| {
            let document = change.id.as_ref().unwrap_or(&change.uri);
            let document = if is_one { String::new() } else { format!("{document} ") };
            format!("{document}{}: {change}", change.stage)
        })
        .collect();
    assert_eq!(shown, expect);
    assert!(compare(old, old, options).is_empty() && compare(new, new, options).is_empty());
}

/// The same for one record, and the default options.
#[track_caller]
fn check_one(old: Value, new: Value, expect: &[&str]) {
    check(&[record("a", old)], &[record("a", new)], &Options::default(), expect);
}

#[track_caller]
fn check_labels(old: &[Value], new: &[Value], expect: &[&str]) {
    check_one(json!({"annotations": old}), json!({"annotations": new}), expect);
}

#[test]
fn records_come_go_and_move() {
    let one = |name| record(name, json!({}));
    let options = Options::default();
    check(&[], &[one("a")], &options, &["ingest: record added at 1"]);
    check(&[one("a")], &[], &options, &["ingest: record removed, was at 1"]);
    check(
        &[one("x"), one("a"), one("y"), one("z"), one("b")],
        &[one("a"), one("n"), one("b")],
        &options,
        &[
            "x ingest: record removed, was at 1",
            "y ingest: record removed, was at 3",
            "z ingest: record removed, was at 4",
            "n ingest: record added at 2",
        ],
    );
    let (old, new) = ([one("a"), one("b"), one("c")], [one("b"), one("c"), one("a")]);
    check(&old, &new, &options, &["a ingest: record moved from 1 to 3"]);
    check(&old, &new, &Options { unordered: true, ..options }, &[]);
}

#[test]
fn another_id_is_no_other_document() {
    let mut new = record("a", json!({}));
    new["id"] = "b".into();
    check(&[record("a", json!({}))], &[new], &Options::default(), &["ingest: `id`: “a” → “b”"]);
}

#[test]
fn ids_that_were_redacted_are_told_apart_by_order() {
    let one =
        |text: &str| json!({"schema": "x", "id": "[id]", "source": {"uri": "[uri]"}, "text": text});
    check(
        &[one("a"), one("b")],
        &[one("a"), one("c")],
        &Options::default(),
        &["[id] ingest: text: “b” → “c”"],
    );
}

#[test]
fn documents_go_to_quarantine_and_come_back() {
    let error = json!({"kind": "bad_input", "message": "no text", "causes": ["empty"]});
    let (fine, failed) = (record("a", json!({})), quarantined("a", "desk", &error));
    let options = Options::default();
    let is = |what: &str| format!("desk: {what}");
    check(
        std::slice::from_ref(&fine),
        std::slice::from_ref(&failed),
        &options,
        &[&is("quarantined: no text: empty")],
    );
    check(
        std::slice::from_ref(&failed),
        std::slice::from_ref(&fine),
        &options,
        &[&is("no longer quarantined; it was for: no text: empty")],
    );
    check(
        &[],
        std::slice::from_ref(&failed),
        &options,
        &[&is("quarantined (0 records): no text: empty")],
    );
    check(
        std::slice::from_ref(&failed),
        &[quarantined("a", "files", &json!("too long"))],
        &options,
        &["files: quarantined for another reason: desk: no text: empty → files: too long"],
    );
    let changes = compare(&[fine], &[failed], &options);
    assert_eq!(changes[0].id.as_deref(), Some("a"));
}

#[test]
fn a_container_goes_to_quarantine_with_all_its_documents() {
    let member = |name: &str| {
        let mut member = record(name, json!({}));
        member["source"]["uri"] = "box.txt".into();
        member
    };
    check(
        &[member("a"), member("b")],
        &[quarantined("box", "files", &json!("cut off"))],
        &Options::default(),
        &["box.txt files: quarantined (2 records): cut off"],
    );
}

fn summary(stage: &str, sentences: &[(&str, [usize; 2])]) -> Value {
    let sentences: Vec<Value> =
        sentences.iter().map(|(text, span)| json!({"text": text, "spans": [span]})).collect();
    json!({"stage": stage, "sentences": sentences})
}

#[test]
fn summaries_are_compared_sentence_by_sentence() {
    let (a, b, c) = (
        ("The ferry sails.", [0, 16]),
        ("The port is open.", [17, 34]),
        ("The ferry stays.", [35, 51]),
    );
    let check = |old: &[Value], new: &[Value], expect: &[&str]| {
        check_one(json!({"summaries": old}), json!({"summaries": new}), expect);
    };
    check(
        &[summary("lead", &[a, b])],
        &[summary("lead", &[b, c])],
        &[
            "lead: sentence out, was at 1: “The ferry sails.”",
            "lead: sentence in at 2: “The ferry stays.”",
        ],
    );
    check(
        &[summary("lead", &[a, b, c])],
        &[summary("lead", &[b, c, a])],
        &["lead: sentence moved from 1 to 3: “The ferry sails.”"],
    );
    check(
        &[summary("lead", &[a])],
        &[summary("lexrank", &[a, c])],
        &[
            "lead: summary lost, 1 sentence: “The ferry sails.”",
            "lexrank: summary gained, 2 sentences: “The ferry sails.”, “The ferry stays.”",
        ],
    );
    check(
        &[summary("lead", &[("Ferry.", [0, 16])])],
        &[summary("lead", &[("Ferry.", [35, 51])])],
        &[
            "lead: evidence of sentence “Ferry.”: lost “The ferry sails.”, gained “The ferry stays.”",
        ],
    );
    let mut ranked = summary("lead", &[a]);
    ranked["sentences"][0]["attributes"] = json!({"rank": 1});
    check(
        &[summary("lead", &[a])],
        &[ranked],
        &["lead: `rank` of sentence “The ferry sails.”: nothing → 1"],
    );
}

#[test]
fn metadata_is_compared_field_by_field() {
    check_one(
        json!({"meta": {"title": "A", "tags": ["x", "y"], "language": "en"}}),
        json!({"meta": {"title": "B", "tags": ["y", "z"], "section": "Sport"}, "source": {"uri": "a.txt", "bytes": 3}}),
        &[
            "ingest: source, bytes: nothing → 3",
            "ingest: language: “en” → nothing",
            "ingest: section: nothing → “Sport”",
            "ingest: tags: lost “x”, gained “z”",
            "ingest: title: “A” → “B”",
        ],
    );
    check_one(
        json!({"meta": {"authors": ["x", "y"]}}),
        json!({"meta": {"authors": ["y", "x"]}}),
        &["ingest: authors: “x”, “y” → “y”, “x”"],
    );
}

fn blocks(list: &[(&str, usize, usize)]) -> Value {
    list.iter().map(|(kind, start, end)| json!({"kind": kind, "span": [start, end]})).collect()
}

#[test]
fn text_is_compared_block_by_block() {
    let all = blocks(&[("paragraph", 0, 16), ("paragraph", 17, 34), ("paragraph", 35, 51)]);
    check_one(
        json!({"blocks": all}),
        json!({"text": TEXT.replace("port", "pier"), "blocks": all}),
        &["ingest: text: “The port is open.” → “The pier is open.”"],
    );
    check_one(
        json!({"blocks": all}),
        json!({"blocks": blocks(&[("title", 0, 16), ("paragraph", 35, 51)])}),
        &[
            "ingest: paragraph is now a title: “The ferry sails.”",
            "ingest: paragraph removed: “The port is open.”",
        ],
    );
    check_one(
        json!({"blocks": blocks(&[("paragraph", 0, 16)])}),
        json!({"blocks": all}),
        &[
            "ingest: paragraph added: “The port is open.”",
            "ingest: paragraph added: “The ferry stays.”",
        ],
    );
    check_one(
        json!({"blocks": blocks(&[("paragraph", 0, 16)])}),
        json!({"blocks": blocks(&[("heading", 17, 34)])}),
        &[
            "ingest: paragraph removed: “The ferry sails.”",
            "ingest: heading added: “The port is open.”",
        ],
    );
    check_one(
        json!({"blocks": blocks(&[("note", 4, 9)])}),
        json!({"blocks": blocks(&[("note", 39, 44)])}),
        &["ingest: note at another place of the text: “ferry”"],
    );
    // Outside all blocks.
    check_one(
        json!({"blocks": blocks(&[("paragraph", 0, 16)])}),
        json!({"text": TEXT.replace("open", "shut"), "blocks": blocks(&[("paragraph", 0, 16)])}),
        &[
            "ingest: text: “…sails. The port is open. The ferry stays.” → “…sails. The port is shut. The ferry stays.”",
        ],
    );
}

#[test]
fn notes_come_and_go() {
    check_one(
        json!({"notes": [{"stage": "desk", "message": "too short"}, {"stage": "lead", "message": "x"}]}),
        json!({"notes": [{"stage": "lead", "message": "x"}, {"stage": "lead", "message": "x"}]}),
        &["desk: note out: “too short”", "lead: note in: “x”"],
    );
}

#[test]
fn what_nothing_else_tells_is_told() {
    check_one(json!({}), json!({"later": {"a": 1}}), &["ingest: `later`: nothing → {\"a\":1}"]);
    check(
        &[quarantined("a", "desk", &json!("x"))],
        &[json!({"quarantined": {"uri": "a.txt", "stage": "desk", "error": "x", "tries": 2}})],
        &Options::default(),
        &["desk: `quarantined.tries`: nothing → 2"],
    );
}

#[test]
fn the_first_stage_is_named() {
    let old = record(
        "a",
        json!({
            "annotations": [label("desk", "a", &json!([])), label("model", "b", &json!([]))],
            "summaries": [summary("lead", &[("x", [0, 1])])],
        }),
    );
    let new = record("a", json!({"annotations": [label("desk", "a", &json!([]))]}));
    let changes = compare(std::slice::from_ref(&old), &[new], &Options::default());
    let order = ["lead", "model", "desk"].map(str::to_owned);
    let stage = |name: &str| Origin::Stage(name.to_owned());
    assert_eq!(first_stage(&changes, &order), Some(&stage("lead")));
    assert_eq!(first_stage(&changes, &order[1..]), Some(&stage("model")));
    assert_eq!(first_stage(&[], &order), None);
    let gone = compare(&[old], &[], &Options::default());
    assert_eq!(first_stage(&gone, &order), Some(&Origin::Ingest));
}

#[test]
fn changes_are_data_too() {
    let changes = compare(
        &[record("a", json!({}))],
        &[record("a", json!({"annotations": [label("desk", "a", &json!([[4, 9]]))]}))],
        &Options::default(),
    );
    assert_eq!(
        serde_json::to_value(&changes).unwrap(),
        json!([{
            "id": "a", "uri": "a.txt", "stage": "desk", "change": "label_gained",
            "kind": "topic", "label": "a", "score": null, "evidence": ["ferry"],
        }])
    );
    assert_eq!(by_document(&changes).count(), 1);
}
