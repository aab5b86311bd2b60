//! What an item once was is not lost because it failed before its source went.

use std::collections::BTreeMap;
use std::fs;

use cableway_engine::{Ledger, RunOptions, RunReport, run};
use proptest::prelude::*;
use serde_json::Value;

use crate::desk::Desk;
use crate::listed::{run_of_the_first, with_keys, with_more};
use crate::{interrupted, two_ferries};

const KEEP: &str = "removed = \"keep\"";

/// What each record says, in the order of URIs, but for its place among the others.
pub(crate) fn said(desk: &Desk) -> Vec<(String, String, Vec<String>)> {
    let lines = desk.outputs()[0].clone().unwrap_or_default();
    let mut said: Vec<_> = lines
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let annotations = record["annotations"].as_array().unwrap().iter();
            let words = annotations.filter(|annotation| annotation["kind"] == "word");
            let words = words.map(|annotation| text(&annotation["label"])).collect();
            (text(&record["source"]["uri"]), text(&record["text"]), words)
        })
        .collect();
    said.sort();
    said
}

fn counts(report: &RunReport) -> (u64, u64, u64, u64) {
    (report.documents, report.quarantined, report.removed.kept, report.removed.withdrawn)
}

/// Writes the three documents of `b.txt`, then what fails, and removes it.
#[track_caller]
fn survives(failing: &str) {
    let desk = two_ferries();
    with_keys(&desk, "one", KEEP);
    desk.run();
    let good = said(&desk);
    desk.write("in/b.txt", failing);
    assert_eq!(counts(&desk.run()), (1, 1, 0, 0), "while it is there, it is what it is");
    assert_eq!(counts(&desk.run()), (1, 1, 0, 0), "and again");
    desk.remove("in/b.txt");
    assert_eq!(counts(&desk.run()), (4, 0, 1, 0));
    assert_eq!(said(&desk), good);
    assert!(!desk.run().delivered);

    // It is as any other that is kept: changed stages reach it.
    desk.calls.take();
    with_keys(&desk, "two", KEEP);
    assert_eq!(counts(&desk.run()), (4, 0, 0, 0));
    assert_eq!(desk.calls.take(), (0, 0, 4));
    assert_eq!(desk.outputs()[0].as_ref().unwrap().matches("two 1").count(), 4);
    let good = said(&desk);

    // What failed comes back, is not taken for what is kept, and goes again.
    desk.write("in/b.txt", failing);
    assert_eq!(counts(&desk.run()), (1, 1, 0, 0));
    desk.remove("in/b.txt");
    assert_eq!(counts(&desk.run()), (4, 0, 1, 0));
    assert_eq!(said(&desk), good);
    assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());

    with_keys(&desk, "two", "removed = \"withdraw\"");
    assert_eq!(counts(&desk.run()), (1, 0, 0, 1));
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn a_new_version_that_cannot_be_read_does_not_cost_the_old_one() {
    survives("torn");
}

#[test]
fn an_item_that_cannot_be_had_once_does_not_cost_what_it_was() {
    survives("unlisted");
}

#[test]
fn a_new_version_that_a_stage_fails_on_does_not_cost_the_old_one() {
    let desk = Desk::new();
    with_keys(&desk, "one", KEEP);
    desk.write("in/a.txt", "the ferry sails");
    desk.run();
    let good = said(&desk);
    for failing in ["flaky mark", "flaky weigh"] {
        desk.write("in/a.txt", failing);
        assert_eq!(counts(&desk.run()), (0, 1, 0, 0));
        desk.remove("in/a.txt");
        assert_eq!(counts(&desk.run()), (1, 0, 1, 0));
        assert_eq!(said(&desk), good);
    }
}

/// Where a version has nothing to show, its documents need not even be those of the one before.
#[test]
fn a_new_version_that_holds_other_documents_does_not_cost_the_old_ones() {
    let desk = two_ferries();
    with_keys(&desk, "one", KEEP);
    desk.run();
    let good = said(&desk);
    desk.write("in/b.txt", "flaky mark");
    assert_eq!(counts(&desk.run()), (1, 1, 0, 0));
    desk.remove("in/b.txt");
    assert_eq!(counts(&desk.run()), (4, 0, 1, 0));
    assert_eq!(said(&desk), good);
    // One that has something to show stands for itself.
    desk.write("in/b.txt", "many no one");
    assert_eq!(counts(&desk.run()), (3, 1, 0, 0));
    desk.remove("in/b.txt");
    assert_eq!(counts(&desk.run()), (4, 0, 1, 0), "with the old one where it fails");
    assert_eq!(said(&desk).iter().filter(|(_, text, _)| text.contains("no one")).count(), 2);
}

/// A rule of now fails on what the rule of then did not, first while the source is there.
#[test]
fn a_stage_that_fails_before_the_source_goes_can_be_mended_after() {
    let desk = Desk::new();
    with_keys(&desk, "one", KEEP);
    desk.write("in/a.txt", "many no two");
    desk.run();
    let good = said(&desk);
    with_keys(&desk, "two", KEEP);
    assert_eq!(counts(&desk.run()), (2, 1, 0, 0));
    desk.remove("in/a.txt");
    assert_eq!(counts(&desk.run()), (2, 1, 1, 0), "it fails still, and is not forgotten");
    assert!(!desk.run().delivered);
    with_keys(&desk, "one", KEEP);
    assert_eq!(counts(&desk.run()), (3, 0, 0, 0));
    assert_eq!(said(&desk), good);
}

/// The old version must not stand for the new one only because nobody asks the stage.
#[test]
fn what_is_not_asked_for_is_not_gone() {
    let desk = two_ferries();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("more/c.txt", "the other ferry");
    with_more(&desk, "one", KEEP);
    desk.run();
    for failing in ["torn", "many no one", "flaky mark"] {
        desk.write("more/c.txt", failing);
        desk.run();
        let written = desk.outputs();
        with_more(&desk, "two", KEEP);
        run_of_the_first(&desk);
        with_more(&desk, "one", KEEP);
        run_of_the_first(&desk);
        assert_eq!(desk.outputs(), written, "{failing}");
    }
}

#[test]
fn what_never_was_a_document_does_not_stay() {
    let desk = two_ferries();
    with_keys(&desk, "one", KEEP);
    desk.write("in/c.txt", "torn");
    desk.write("in/d.txt", "flaky mark");
    assert_eq!(desk.run().quarantined, 2);
    desk.remove("in/c.txt");
    desk.remove("in/d.txt");
    assert_eq!(counts(&desk.run()), (4, 0, 0, 0));
    assert_eq!(desk.outputs(), desk.expected());
    assert_eq!(desk.ledger().status().unwrap().kept, 0);
    assert_eq!(desk.ledger().quarantined().unwrap().len(), 0);
}

/// Without a ledger nothing is known of what is gone: the output that still has it is not thrown away.
#[test]
fn a_run_without_a_ledger_leaves_a_copy() {
    let desk = two_ferries();
    with_keys(&desk, "one", KEEP);
    desk.run();
    desk.remove("in/b.txt");
    desk.run();
    let written = desk.outputs();
    for _ in 0..2 {
        let report = run(desk.load(), &RunOptions::default()).unwrap();
        assert_eq!(counts(&report), (1, 0, 0, 0));
        assert_eq!(report.notices.len(), 2);
        for (notice, name) in report.notices.iter().zip(["out.txt", "second.txt"]) {
            assert!(notice.contains("documents whose source is gone"), "{notice}");
            assert!(notice.contains(&format!("{name}.edited`")), "{notice}");
        }
    }
    assert_eq!(fs::read_to_string(desk.path("out.txt.edited")).ok(), written[0]);
    assert!(!desk.path("out.txt.edited-2").exists(), "the first copy is the one that counts");
    // The ledger has them, and takes what stands there for somebody else's.
    desk.run();
    assert_eq!(desk.outputs(), written);
}

/// A document of before is checked like all others.
#[test]
fn damage_in_what_is_kept_for_later_is_found() {
    let desk = two_ferries();
    with_keys(&desk, "one", KEEP);
    desk.run();
    desk.write("in/b.txt", "torn");
    desk.run();
    let ledger = rusqlite::Connection::open(Ledger::path_of(&desk.path("p.toml"))).unwrap();
    let damage = "UPDATE outcomes SET data = zeroblob(40) WHERE item =
                      (SELECT id FROM items WHERE uri = 'b.txt')";
    assert_eq!(ledger.execute(damage, []).unwrap(), 1);
    drop(ledger);
    assert_eq!(desk.ledger().verify().unwrap().problems.len(), 1);
}

#[derive(Clone, Debug)]
enum Change {
    Write(u8, &'static str),
    Remove(u8),
    Mark(&'static str),
    Weight(&'static str),
    Interrupt(u64),
}

fn change() -> impl Strategy<Value = Change> {
    let texts = prop::sample::select(vec![
        "plain",
        "other",
        "many",
        "many noted",
        "torn",
        "unlisted",
        "flaky mark",
        "flaky weigh",
        "many flaky mark",
    ]);
    let words = || prop::sample::select(vec!["one", "two"]);
    prop_oneof![
        8 => (0_u8..2, texts).prop_map(|(file, text)| Change::Write(file, text)),
        6 => (0_u8..2).prop_map(Change::Remove),
        1 => words().prop_map(Change::Mark),
        1 => words().prop_map(Change::Weight),
        2 => (0_u64..6).prop_map(Change::Interrupt),
    ]
}

/// Whether documents come of such a file.
fn is_good(text: &str) -> bool {
    !["torn", "unlisted", "flaky"].iter().any(|word| text.contains(word))
}

fn keep(desk: &Desk, mark: &str, weight: &str) {
    desk.pipeline(mark, weight);
    let text = fs::read_to_string(desk.path("p.toml")).unwrap();
    desk.write("p.toml", &text.replacen("path = \"in\"\n", &format!("path = \"in\"\n{KEEP}\n"), 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Of a file that is gone the outputs have what it last was without a failure, as the stages of now see it; of the
    /// others what a run gives that remembers nothing.
    #[test]
    fn outputs_are_those_of_a_folder_from_which_nothing_goes(
        changes in prop::collection::vec(prop::collection::vec(change(), 1..3), 1..12)
    ) {
        let desk = Desk::new();
        let (mut mark, mut weight) = ("one", "one");
        let (mut there, mut last_good) = (BTreeMap::new(), BTreeMap::new());
        for changes in changes {
            let mut interrupt = None;
            for change in changes {
                match change {
                    Change::Write(file, text) => {
                        desk.write(&format!("in/{file}.txt"), text);
                        there.insert(file, text);
                    }
                    Change::Remove(file) => {
                        drop(fs::remove_file(desk.path(&format!("in/{file}.txt"))));
                        there.remove(&file);
                    }
                    Change::Mark(word) => mark = word,
                    Change::Weight(word) => weight = word,
                    Change::Interrupt(after) => interrupt = Some(after),
                }
            }
            keep(&desk, mark, weight);
            if let Some(after) = interrupt {
                interrupted(&desk, after);
            }
            desk.run();
            last_good.extend(there.iter().filter(|(_, text)| is_good(text)).map(|(f, t)| (*f, *t)));

            let ideal = Desk::new();
            keep(&ideal, mark, weight);
            for (file, text) in last_good.iter().chain(&there) {
                ideal.write(&format!("in/{file}.txt"), text);
            }
            ideal.run();
            prop_assert_eq!(said(&desk), said(&ideal));
            prop_assert_eq!(&desk.outputs()[2], &ideal.outputs()[2]);
            prop_assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());
            prop_assert!(desk.outputs()[2].is_some() || !desk.run().delivered);
        }
    }
}
