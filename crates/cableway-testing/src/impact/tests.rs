//! What is aligned, added up and shown.

use std::time::Duration;

use cableway_core::StageKind;
use serde_json::{Value, json};

use super::alignment::{Aligned, Alignment, Reach};
use super::labels::{LabelFlips, Labels, Matrices};
use super::spool::{Entry, Spool};
use super::stages::{rename_in, renamed, stage_changes, under_new_names};
use super::tally::Tally;
use super::{Impact, Times, matrix, to_html, to_json, to_terminal};
use crate::difference::{Options, compare};
use crate::fingerprint::Fingerprint;
use crate::report::html::tests::elements;

fn entry(id: &str, uri: &str) -> Entry {
    Entry { id: id.to_owned(), uri: uri.to_owned(), json: json!({"id": id}).to_string() }
}

/// What stands beside what, in the order in which it is told: names are ids, or ids and URIs: `a@b`.
#[track_caller]
fn aligned(old: &str, new: &str, reach: Reach) -> String {
    let entries = |names: &str| -> Vec<Entry> {
        let entry = |name: &str| match name.split_once('@') {
            Some((id, uri)) => entry(id, uri),
            None => entry(name, &format!("{name}.txt")),
        };
        names.split_whitespace().map(entry).collect()
    };
    let mut spool = Spool::new().unwrap();
    for entry in entries(old) {
        spool.push(&entry).unwrap();
    }
    let mut found = Vec::new();
    let mut alignment = Alignment::new(spool, reach).unwrap();
    for entry in entries(new) {
        if let Some((old, new)) = alignment.partner(entry).unwrap() {
            found.push(format!("{}={}", old.id, new.id));
        }
    }
    alignment
        .finish(&mut |aligned| {
            found.push(match aligned {
                Aligned::Both(old, new) => format!("{}~{}", old.id, new.id),
                Aligned::Old(old) => format!("-{}", old.id),
                Aligned::New(new) => format!("+{}", new.id),
            });
            Ok(())
        })
        .unwrap();
    found.join(" ")
}

#[test]
fn runs_are_aligned() {
    let far = Reach::default();
    for (old, new, expect) in [
        ("", "", ""),
        ("a b c", "a b c", "a=a b=b c=c"),
        ("a b c", "b c", "b=b c=c -a"),
        ("b c", "a b c", "b=b c=c +a"),
        ("a b", "b a", "b=b a~a"),
        ("a a", "a a", "a=a a=a"),
        ("a a", "a", "a=a -a"),
        ("a", "b", "-a +b"),
        // Another id for the same document.
        ("x@a.txt b", "y@a.txt b", "b=b x~y"),
        ("x@a.txt", "y@b.txt", "-x +y"),
    ] {
        assert_eq!(aligned(old, new, far), expect, "{old} | {new}");
    }
}

/// However little is in memory at once, the same documents find each other.
#[test]
fn partners_far_away_are_found() {
    let names: Vec<String> = (0..50).map(|number| format!("d{number}")).collect();
    let (old, new) = (names.join(" "), names.iter().rev().cloned().collect::<Vec<_>>().join(" "));
    for (entries, bytes, names) in [(2, 1 << 20, 1), (1, 1, 7), (64, 1 << 20, 1 << 16)] {
        let found = aligned(&old, &format!("{new} more"), Reach { entries, bytes, names });
        let mut pairs: Vec<&str> = found.split(' ').collect();
        assert_eq!(pairs.pop(), Some("+more"));
        assert_eq!(pairs.len(), 50);
        for pair in pairs {
            let (a, b) = pair.split_once(['=', '~']).unwrap();
            assert_eq!(a, b);
        }
    }
}

fn labelled(labels: &str) -> Labels {
    let labels: std::collections::BTreeSet<String> =
        labels.split_whitespace().map(str::to_owned).collect();
    if labels.is_empty() {
        return Labels::new();
    }
    [(("desk".to_owned(), "topic".to_owned()), labels)].into()
}

fn flips(documents: &[(&str, &str)]) -> LabelFlips {
    let mut matrices = Matrices::default();
    for (old, new) in documents {
        matrices.add(&labelled(old), &labelled(new), &[]);
    }
    let mut found = matrices.finish();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn labels_flip_where_one_takes_the_place_of_one() {
    let found = flips(&[
        ("shipping", "weather"),
        ("shipping", "weather"),
        ("shipping", "shipping"),
        ("shipping sport", "sport"),
        ("", "sport"),
        ("a b", "c d"),
        ("", ""),
    ]);
    assert_eq!((found.documents, found.flipped, found.gained, found.lost), (5, 2, 3, 3));
    let rows = matrix::rows(&found, 10);
    let shown: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    old ↓ new → | a | b | c | d | shipping | sport | weather | (none)
    a | - | - | - | - | - | - | - | 1
    b | - | - | - | - | - | - | - | 1
    c | - | - | - | - | - | - | - | -
    d | - | - | - | - | - | - | - | -
    shipping | - | - | - | - | 1 | - | 2 | 1
    sport | - | - | - | - | - | 1 | - | -
    weather | - | - | - | - | - | - | - | -
    (none) | - | - | 1 | 1 | - | 1 | - | 1
    ");
    // All documents are in it, whatever is shown.
    let rows = matrix::rows(&found, 2);
    assert_eq!(rows[0], ["old ↓ new →", "shipping", "weather", "(others)", "(none)"]);
    assert_eq!(rows[4], ["(none)", "-", "-", "3", "1"]);
}

#[test]
fn labels_beyond_number_are_counted_together() {
    let documents: Vec<(String, String)> =
        (0..1000).map(|number| (format!("a{number:04}"), format!("b{number:04}"))).collect();
    let documents: Vec<(&str, &str)> =
        documents.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let found = flips(&documents);
    assert_eq!((found.documents, found.flipped), (1000, 1000));
    assert!(found.cells.len() < 500, "{}", found.cells.len());
    let all: u64 = found.cells.iter().map(|cell| cell.documents).sum();
    assert_eq!(all, 1000);
}

fn print(kind: StageKind, name: &str, stage: &str) -> Fingerprint {
    Fingerprint {
        name: name.to_owned(),
        kind,
        stage: stage.to_owned(),
        version: "1".to_owned(),
        config: "blake3:00".to_owned(),
        files: [].into(),
        plugin: None,
    }
}

#[test]
fn the_only_candidate_is_a_renamed_stage() {
    use StageKind::{Classify, Summarize};
    let names = |old: &[(StageKind, &str, &str)], new: &[(StageKind, &str, &str)]| {
        let prints = |all: &[(StageKind, &str, &str)]| -> Vec<Fingerprint> {
            all.iter().map(|(kind, name, stage)| print(*kind, name, stage)).collect()
        };
        let (mut old, new) = (prints(old), prints(new));
        let renamed = renamed(&old, &new);
        under_new_names(&mut old, &renamed);
        let shown = stage_changes(&old, &new, &renamed).into_iter().map(|stage| {
            let reasons: Vec<String> = stage.reasons.iter().map(ToString::to_string).collect();
            format!("{}<{:?} {}", stage.name, stage.renamed_from, reasons.join(", "))
        });
        shown.collect::<Vec<_>>()
    };
    assert_eq!(
        names(&[(Classify, "a", "topics")], &[(Classify, "b", "topics")]),
        ["b<Some(\"a\") "]
    );
    // Another use, another kind, two candidates, two rivals.
    let gone = ["b<None it is new in the pipeline", "a<None it is no more in the pipeline"];
    assert_eq!(names(&[(Classify, "a", "topics")], &[(Classify, "b", "model")]), gone);
    assert_eq!(names(&[(Classify, "a", "x")], &[(Summarize, "b", "x")]), gone);
    let one = [(Classify, "a", "topics")];
    let two = [(Classify, "b", "topics"), (Classify, "c", "topics")];
    assert_eq!(names(&one, &two).len(), 3);
    assert_eq!(names(&two, &one).len(), 3);
}

#[test]
fn a_renamed_stage_says_the_same() {
    use StageKind::{Classify, Summarize};
    let record = |desk: &str, brief: &str| {
        json!({
            "schema": "cableway.record/1", "id": "1", "source": {"uri": "a.txt"}, "text": "The ferry sails.",
            "annotations": [
                {"id": format!("{desk}-1"), "stage": desk, "kind": "topic", "label": "shipping"},
                {"id": "other-2", "stage": "other", "kind": "topic", "label": "sea",
                 "links": [{"role": "of", "to": format!("{desk}-1")}]},
            ],
            "summaries": [{"stage": brief, "sentences": []}],
            "notes": [{"stage": desk, "message": "nothing"}],
        })
    };
    let prints = |desk: &str, brief: &str| {
        [print(Classify, desk, "topics"), print(Summarize, brief, "lead")]
    };
    let renamed = renamed(&prints("old-desk", "old-brief"), &prints("desk", "brief"));
    assert_eq!(renamed.len(), 2);
    let mut old = record("old-desk", "old-brief");
    rename_in(&mut old, &renamed);
    assert_eq!(old, record("desk", "brief"));
}

fn record(name: &str, label: &str, title: &str, sentences: &[&str]) -> Value {
    let sentences: Vec<Value> =
        sentences.iter().map(|text| json!({"text": text, "spans": []})).collect();
    json!({
        "schema": "cableway.record/1",
        "id": name,
        "source": {"uri": format!("inbox/{name}.txt")},
        "meta": {"title": title},
        "text": "The ferry sails.",
        "annotations": [
            {"id": "desk-1", "stage": "desk", "kind": "topic", "label": label, "spans": [[4, 9]]},
        ],
        "summaries": [{"stage": "brief", "sentences": sentences}],
    })
}

fn failure(name: &str, error: &str) -> Value {
    json!({"quarantined": {"uri": format!("inbox/{name}.txt"), "stage": "desk", "error": error}})
}

fn entry_of(name: &str, value: &Value) -> Entry {
    Entry { id: name.to_owned(), uri: format!("inbox/{name}.txt"), json: value.to_string() }
}

/// One document of each sort.
fn impact() -> Impact {
    let mut tally = Tally::new(1, vec!["desk".to_owned(), "brief".to_owned()]);
    let mut both = |name: &str, old: &Value, new: &Value| {
        tally.add(&Aligned::Both(entry_of(name, old), entry_of(name, new))).unwrap();
    };
    both("same", &record("same", "shipping", "A", &[]), &record("same", "shipping", "A", &[]));
    for name in ["a", "b"] {
        both(name, &record(name, "shipping", "A", &["x"]), &record(name, "<b>", "A", &["x"]));
    }
    both("c", &record("c", "sea", "A", &["x", "y"]), &record("c", "sea", "B\u{1b}", &["y", "z"]));
    both("d", &record("d", "sea", "A", &[]), &failure("d", "too deep"));
    both("e", &failure("e", "too deep"), &record("e", "sea", "A", &[]));
    both("f", &failure("f", "too long"), &failure("f", "too long"));
    tally.add(&Aligned::Old(entry_of("g", &record("g", "sea", "A", &[])))).unwrap();
    tally.add(&Aligned::New(entry_of("h", &failure("h", "too deep")))).unwrap();
    let mut impact = tally.finish(|stage| vec![format!("`{stage}` is new")]);
    impact.pipelines = ["old.toml".to_owned(), "new.toml".to_owned()];
    impact.times.push(Times {
        kind: Some(StageKind::Classify),
        name: "desk".to_owned(),
        old: None,
        new: Some(Duration::from_micros(1_500)),
    });
    impact
}

#[test]
fn people_see_what_differs() {
    insta::assert_snapshot!(to_terminal(&impact(), false));
    let colored = to_terminal(&impact(), true);
    assert!(colored.contains("\u{1b}[31m5 of 7 documents changed\u{1b}[0m"), "{colored}");
}

#[test]
fn programs_find_all_of_it() {
    let json = to_json(&impact(), false);
    assert!(json.get("times").is_none());
    insta::assert_snapshot!(format!("{json:#}"));
    assert_eq!(
        to_json(&impact(), true)["times"][0],
        json!({
            "kind": "classify", "name": "desk", "old": null, "new": 1.5
        })
    );
}

#[test]
fn the_page_is_well_formed_and_asks_nobody() {
    let page = to_html(&impact(), true);
    let found = elements(&page);
    let count = |name: &str| found.iter().filter(|element| element.0 == name).count();
    assert_eq!((count("h1"), count("main"), count("script"), count("table")), (1, 1, 0, 6));
    for (name, attributes) in &found {
        assert!(!["link", "img", "iframe", "base", "object"].contains(&name.as_str()));
        for (attribute, _) in attributes {
            assert!(!["src", "href", "action", "style"].contains(&attribute.as_str()));
        }
    }
    assert!(page.contains("<th scope=\"row\">shipping</th>") && page.contains("&lt;b&gt;"));
    assert!(!page.contains("<b>") && !page.contains('\u{1b}') && !page.contains("://"));
    assert!(!to_html(&impact(), false).contains("added up over all workers"));
}

/// A type of change has the name that its `Change` has in JSON.
#[test]
fn types_are_named_as_in_json() {
    let (old, new) = (record("a", "x", "A", &[]), record("a", "y", "A", &[]));
    let changes = compare(&[old], &[new], &Options::default());
    let json = serde_json::to_value(&changes[0]).unwrap();
    let impact = impact();
    let flipped = impact.changes.iter().find(|one| one.name() == json["change"]);
    assert_eq!(flipped.map(|one| (one.changes, one.documents)), Some((2, 2)));
}
