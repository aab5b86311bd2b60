//! Items that are parts of a file: they are the same wherever in it they stand.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::desk::Desk;
use crate::interrupted;
use crate::kept::said;
use crate::listed::with_keys;

const KEEP: &str = "removed = \"keep\"";

/// Writes the file of lines.
fn lines(desk: &Desk, lines: &[&str]) {
    desk.write("in/a.txt", &format!("lines\n{}", lines.join("\n")));
}

/// The URI and part of each document and each failure, in their order.
fn parts(desk: &Desk) -> Vec<(String, String)> {
    let outputs = desk.outputs();
    let all = [&outputs[0], &outputs[2]].into_iter().flatten().flat_map(|text| text.lines());
    let part = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&line["source"]["uri"]), text(&line["source"]["part"]))
    };
    all.map(part).collect()
}

#[track_caller]
fn check(desk: &Desk, expect: &[(&str, &str)]) {
    let found = parts(desk);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(uri, part)| (uri.as_str(), part.as_str())).collect();
    assert_eq!(found, expect);
}

#[test]
fn lines_that_move_are_not_worked_on() {
    let desk = Desk::new();
    lines(&desk, &["one", "torn", "2:two", "is late"]);
    desk.run();
    desk.calls.take();
    for now in [
        &["new", "one", "torn", "2:two", "is late"][..],
        &["2:two", "is late", "one", "new", "torn"],
        &["", "new", "2:two"],
        &["torn", "new", "2:two"],
    ] {
        lines(&desk, now);
        let report = desk.run();
        assert!(report.delivered);
        assert!(desk.calls.take().0 <= 1, "the new one");
        assert_eq!(desk.outputs(), desk.expected());
        assert!(!desk.run().delivered);
    }
    check(&desk, &[("a.txt#new", "line 2"), ("a.txt#2", "line 3"), ("a.txt#torn", "line 1")]);
    let ledger = desk.ledger();
    assert_eq!(ledger.quarantined().unwrap()[0].entry["source"]["part"], "line 1");
    drop(ledger);
    let told = desk.run().first_quarantined.unwrap();
    assert!(told.starts_with("a.txt#torn (line 1): is torn"), "{told}");
}

#[test]
fn a_line_that_is_taken_out_of_the_middle_is_kept_and_none_is_doubled() {
    let desk = Desk::new();
    with_keys(&desk, "one", KEEP);
    lines(&desk, &["one", "2:two", "three", "three", "five"]);
    desk.run();
    desk.calls.take();
    lines(&desk, &["one", "three", "five"]);
    let report = desk.run();
    assert_eq!(desk.calls.take(), (0, 0, 0));
    assert_eq!((report.documents, report.removed.kept, report.quarantined), (5, 2, 0));
    let kept = [("a.txt#2", "line 2"), ("a.txt#three~2", "line 4")];
    let listed = [("a.txt#one", "line 1"), ("a.txt#three", "line 2"), ("a.txt#five", "line 3")];
    check(&desk, &[&listed[..], &kept].concat());
    assert!(!desk.run().delivered);

    // One that bears an id is replaced; another is a new one beside what it was.
    lines(&desk, &["2:two anew", "one anew", "three", "five"]);
    let report = desk.run();
    assert_eq!((report.documents, report.removed.kept), (6, 1));
    let texts: Vec<String> = said(&desk).into_iter().map(|(_, text, _)| text).collect();
    let expect = ["2:two anew 0", "five 0", "one 0", "one anew 0", "three 0", "three 0"];
    assert_eq!(texts, expect);
}

/// A file that cannot be had for now hides its lines, as a folder does its files.
#[test]
fn lines_of_a_file_that_cannot_be_had_stay() {
    let desk = Desk::new();
    lines(&desk, &["one", "two"]);
    desk.run();
    let whole = desk.outputs();
    desk.write("in/a.txt", "unreachable");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined, report.removed.withdrawn), (2, 1, 0));
    assert_eq!(desk.outputs()[0], whole[0]);
    lines(&desk, &["one", "two"]);
    desk.run();
    assert_eq!(desk.outputs(), whole);
}

/// Documents bear ids of their own, so that the file may have another name.
#[test]
fn what_is_gone_gives_way_to_what_bears_its_id_now() {
    let desk = Desk::new();
    with_keys(&desk, "one", KEEP);
    lines(&desk, &["own 7", "own 8", "nine"]);
    desk.run();
    let bytes = fs::read(desk.path("in/a.txt")).unwrap();
    fs::write(desk.path("in/b.txt"), bytes).unwrap();
    desk.remove("in/a.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (4, 0));
    check(
        &desk,
        &[
            ("b.txt#own 7", "line 1"),
            ("b.txt#own 8", "line 2"),
            ("b.txt#nine", "line 3"),
            ("a.txt#nine", "line 3"),
        ],
    );
    assert!(!desk.run().delivered);
    // When that goes as well, what it was is there once.
    desk.remove("in/b.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (4, 0));
}

#[derive(Clone, Debug)]
enum Edit {
    Insert(usize, String),
    Remove(usize),
    Swap(usize, usize),
    Replace(usize, String),
    Weight(&'static str),
    Interrupt(u64),
}

fn edit() -> impl Strategy<Value = Edit> {
    let texts = prop::sample::select(vec![
        "plain",
        "plain",
        "other",
        "many",
        "many noted",
        "torn",
        "flaky weigh",
        "is late",
    ]);
    let line = || {
        (prop::option::of(0_u8..4), texts.clone()).prop_map(|(id, text)| match id {
            Some(id) => format!("{id}:{text}"),
            None => text.to_owned(),
        })
    };
    let place = || 0_usize..6;
    prop_oneof![
        6 => (place(), line()).prop_map(|(place, line)| Edit::Insert(place, line)),
        4 => place().prop_map(Edit::Remove),
        2 => (place(), place()).prop_map(|(one, two)| Edit::Swap(one, two)),
        3 => (place(), line()).prop_map(|(place, line)| Edit::Replace(place, line)),
        1 => prop::sample::select(vec!["one", "two"]).prop_map(Edit::Weight),
        1 => (0_u64..6).prop_map(Edit::Interrupt),
    ]
}

/// Does the edit. No two lines have one id.
fn apply(lines: &mut Vec<String>, edit: Edit) {
    let id = |line: &str| line.split_once(':').map(|(id, _)| id.to_owned());
    let is_free = |lines: &[String], line: &str, but: usize| {
        let mut others = lines.iter().enumerate().filter(|(place, _)| *place != but);
        id(line).is_none() || others.all(|(_, other)| id(other) != id(line))
    };
    match edit {
        Edit::Insert(place, line) if is_free(lines, &line, usize::MAX) => {
            lines.insert(place.min(lines.len()), line);
        }
        Edit::Remove(place) if place < lines.len() => drop(lines.remove(place)),
        Edit::Swap(one, two) if one.max(two) < lines.len() => lines.swap(one, two),
        Edit::Replace(place, line) if place < lines.len() && is_free(lines, &line, place) => {
            lines[place] = line;
        }
        _ => {}
    }
}

/// What the lines are called, with what they say.
fn named(lines: &[String]) -> BTreeMap<(String, usize), String> {
    let mut named = BTreeMap::new();
    for line in lines {
        let name = line.split_once(':').map_or(line.as_str(), |(id, _)| id).to_owned();
        let count = named.keys().filter(|(other, _)| *other == name).count();
        named.insert((name, count), line.clone());
    }
    named
}

fn is_good(line: &str) -> bool {
    !["torn", "flaky"].iter().any(|word| line.contains(word))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    /// Whatever is done to the lines: with `withdraw` the outputs are, byte for byte, those of a run that remembers
    /// nothing, and with `keep` what is gone is there besides, once, as it last was.
    #[test]
    fn outputs_are_what_the_rules_say(
        steps in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..10)
    ) {
        let (kept, withdrawn) = (Desk::new(), Desk::new());
        let (mut content, mut weight) = (Vec::new(), "one");
        let mut last_good = BTreeMap::new();
        for edits in steps {
            let mut interrupt = None;
            for edit in edits {
                match edit {
                    Edit::Weight(word) => weight = word,
                    Edit::Interrupt(after) => interrupt = Some(after),
                    edit => apply(&mut content, edit),
                }
            }
            let lines_now: Vec<&str> = content.iter().map(String::as_str).collect();
            with_keys(&kept, weight, KEEP);
            with_keys(&withdrawn, weight, "");
            for desk in [&kept, &withdrawn] {
                lines(desk, &lines_now);
                if let Some(after) = interrupt {
                    interrupted(desk, after);
                }
                desk.run();
            }
            prop_assert_eq!(withdrawn.outputs(), withdrawn.expected());

            let there = named(&content);
            last_good.extend(there.clone().into_iter().filter(|(_, line)| is_good(line)));
            let mut all: BTreeMap<_, String> = last_good.clone();
            all.extend(there);
            let ideal = Desk::new();
            with_keys(&ideal, weight, KEEP);
            lines(&ideal, &all.values().map(String::as_str).collect::<Vec<_>>());
            ideal.run();
            prop_assert_eq!(said(&kept), said(&ideal));
            let mut failed = [&kept, &ideal].map(|desk| {
                let entries = desk.ledger().quarantined().unwrap().into_iter();
                entries.map(|entry| entry.uri).collect::<Vec<_>>()
            });
            for uris in &mut failed {
                uris.sort();
            }
            prop_assert_eq!(&failed[0], &failed[1]);
            // What is there stands in the order of the file, and says where.
            let listed = &parts(&withdrawn);
            let documents = withdrawn.outputs()[0].clone().unwrap_or_default().lines().count();
            prop_assert_eq!(&parts(&kept)[..documents], &listed[..documents]);
            for desk in [&kept, &withdrawn] {
                prop_assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());
                prop_assert!(desk.outputs()[2].is_some() || !desk.run().delivered);
            }
        }
    }
}
