//! Documents whose source is gone, and ingest stages that are not asked in every run.

use std::collections::BTreeSet;
use std::fs;

use cableway_engine::{Fate, RunOptions, RunReport, run_with};

use crate::desk::Desk;
use crate::two_ferries;

/// Lays keys over the pipeline's first stage.
pub(crate) fn with_keys(desk: &Desk, weight: &str, keys: &str) {
    desk.pipeline("one", weight);
    let text = fs::read_to_string(desk.path("p.toml")).unwrap();
    desk.write("p.toml", &text.replacen("path = \"in\"\n", &format!("path = \"in\"\n{keys}\n"), 1));
}

/// The pipeline with a second ingest stage, which reads the folder `more`.
pub(crate) fn with_more(desk: &Desk, weight: &str, keys: &str) {
    with_keys(desk, weight, "");
    let text = fs::read_to_string(desk.path("p.toml")).unwrap();
    let more = format!("[[ingest]]\nname = \"more\"\nuse = \"folder\"\npath = \"more\"\n{keys}\n");
    desk.write("p.toml", &format!("{text}{more}"));
}

/// Asks only the first stage.
pub(crate) fn run_of_the_first(desk: &Desk) -> RunReport {
    let lists = Some(BTreeSet::from(["folder".parse().unwrap()]));
    desk.run_as(&RunOptions { workers: 2, lists, ..RunOptions::default() }).unwrap()
}

#[test]
fn kept_documents_stay_and_changed_stages_reach_them() {
    let desk = two_ferries();
    with_keys(&desk, "one", "removed = \"keep\"");
    desk.run();
    desk.remove("in/b.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.removed.kept, report.removed.withdrawn), (4, 1, 0));
    assert_eq!(report.unchanged, 4);
    assert_eq!(report.removed.first(Fate::Kept), ["b.txt"]);
    desk.calls.take();

    with_keys(&desk, "two", "removed = \"keep\"");
    let report = desk.run();
    assert_eq!(desk.calls.take(), (0, 0, 4), "the second stage alone, for all documents");
    assert_eq!((report.documents, report.removed.kept), (4, 0), "it is told once");
    let written = desk.outputs();
    assert_eq!(written[0].as_ref().unwrap().matches("two 1").count(), 4);

    let report = desk.run();
    assert_eq!((report.delivered, report.removed.kept), (false, 0), "and not told again");
    assert_eq!(desk.outputs(), written);
    assert_eq!(desk.calls.take(), (0, 0, 0));

    // It comes back in its old place, and goes for good.
    desk.write("in/b.txt", "many ferries noted");
    desk.run();
    assert_eq!((desk.calls.take(), desk.outputs()), ((0, 0, 0), written));
    desk.remove("in/b.txt");
    desk.run();
    with_keys(&desk, "two", "removed = \"withdraw\"");
    let report = desk.run();
    assert_eq!((report.documents, report.removed.withdrawn), (1, 1));
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn a_stage_that_is_not_asked_gives_what_it_gave() {
    let desk = two_ferries();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("more/c.txt", "the other ferry");
    desk.write("more/d.txt", "torn");
    with_more(&desk, "one", "");
    desk.run();
    let expected = desk.expected();

    desk.write("more/e.txt", "nobody looks here");
    let report = run_of_the_first(&desk);
    assert_eq!((report.documents, report.quarantined, report.delivered), (5, 1, false));
    desk.remove("in/a.txt");
    desk.write("in/f.txt", "a new one");
    let report = run_of_the_first(&desk);
    assert_eq!((report.documents, report.unchanged, report.removed.withdrawn), (5, 5, 1));
    assert_ne!(desk.outputs(), expected);
    desk.calls.take();

    // A stage that has changed works on them too, and they are not asked for.
    with_more(&desk, "two", "");
    let report = run_of_the_first(&desk);
    assert_eq!(desk.calls.take(), (0, 0, 5));
    assert_eq!((report.documents, report.quarantined, report.delivered), (5, 1, true));
    let report = desk.run();
    assert_eq!((report.documents, desk.calls.take()), (6, (1, 1, 1)), "the one that nobody saw");
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn kept_documents_stay_where_their_stage_is_not_asked() {
    let desk = two_ferries();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("more/c.txt", "the other ferry");
    desk.write("more/d.txt", "one more");
    with_more(&desk, "one", "removed = \"keep\"");
    desk.run();
    desk.remove("more/d.txt");
    assert_eq!(desk.run().removed.kept, 1);
    let written = desk.outputs();

    let report = run_of_the_first(&desk);
    assert_eq!((report.documents, report.delivered, report.removed.kept), (6, false, 0));
    desk.write("in/g.txt", "news");
    let report = run_of_the_first(&desk);
    assert_eq!((report.documents, report.removed.kept), (7, 0));
    desk.remove("in/g.txt");
    run_of_the_first(&desk);
    assert_eq!(desk.outputs(), written);
}

/// A listing that did not come to its end stands for nothing.
#[test]
fn a_stage_that_was_never_asked_is_asked() {
    let desk = two_ferries();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("more/c.txt", "the other ferry");
    with_more(&desk, "one", "");
    assert_eq!(run_of_the_first(&desk).documents, 5);
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn what_may_go_well_is_tried_again_where_asked() {
    let desk = Desk::new();
    desk.write("in/a.txt", "flaky weigh");
    desk.run();
    desk.calls.take();
    let once = RunOptions { tries_again: false, ..RunOptions::default() };
    assert_eq!(desk.run_as(&once).unwrap().quarantined, 1);
    assert_eq!(desk.calls.take(), (0, 0, 0));
    desk.run();
    assert_eq!(desk.calls.take(), (1, 1, 1));
}

#[test]
fn a_pipeline_runs_again_from_memory() {
    let desk = two_ferries();
    let pipeline = desk.load();
    let expected = desk.expected();
    desk.write("p.toml", "this is no pipeline");
    for _ in 0..2 {
        let again = pipeline.again().unwrap();
        run_with(again, &RunOptions::default(), &mut desk.ledger()).unwrap();
        assert_eq!(desk.outputs(), expected);
        desk.remove("out.txt");
    }
}

/// Of what could not be had, and is listed no more, there is nothing that could be kept.
#[test]
fn what_could_not_be_had_is_not_kept() {
    let desk = two_ferries();
    with_keys(&desk, "one", "removed = \"keep\"");
    desk.write("in/c.txt", "unlisted");
    assert_eq!(desk.run().quarantined, 1);
    desk.remove("in/c.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined, report.removed.kept), (4, 0, 0));
    assert_eq!((report.removed.withdrawn, desk.outputs()), (0, desk.expected()));
    assert!(!desk.run().delivered);
}

/// A document that is kept can be had nowhere else: no mistake in a rule may cost it.
#[test]
fn a_kept_document_survives_the_stages_that_fail_on_it() {
    let desk = Desk::new();
    desk.write("in/a.txt", "many no two");
    desk.write("in/b.txt", "flaky weigh");
    with_keys(&desk, "one", "removed = \"keep\"");
    desk.run();
    desk.write("in/b.txt", "no trouble");
    desk.run();
    desk.remove("in/a.txt");
    desk.remove("in/b.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined, report.removed.kept), (4, 0, 2));
    let written = desk.outputs();

    with_keys(&desk, "two", "removed = \"keep\"");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (3, 1), "`two` fails on one of three parts");
    assert!(!desk.run().delivered);
    // Another stage before it, which it does not fail on.
    desk.pipeline("uno", "two");
    let text = fs::read_to_string(desk.path("p.toml")).unwrap();
    let keep = text.replacen("path = \"in\"\n", "path = \"in\"\nremoved = \"keep\"\n", 1);
    desk.write("p.toml", &keep);
    assert_eq!(desk.run().quarantined, 1);
    with_keys(&desk, "one", "removed = \"keep\"");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (4, 0), "all are there again");
    assert_eq!(desk.outputs(), written);

    // Nor may a change of the stage that read it, which cannot read it again.
    with_keys(&desk, "three", "removed = \"keep\"\nother = \"key\"");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined, report.removed.withdrawn), (4, 0, 0));
    let written = desk.outputs()[0].clone().unwrap();
    assert_eq!(written.matches("three 1").count(), 4, "{written}");
    assert_eq!(desk.calls.take().0, 3, "nothing was read but what was there");
}

/// What failed for a reason that may pass is tried again, also where it is kept.
#[test]
fn a_kept_document_is_tried_again() {
    let desk = Desk::new();
    desk.write("in/a.txt", "hangs on two");
    let keys = "removed = \"keep\"";
    with_keys(&desk, "one", keys);
    desk.run();
    desk.remove("in/a.txt");
    desk.run();
    with_keys(&desk, "two", keys);
    let limits = |seconds: &str| {
        let text = fs::read_to_string(desk.path("p.toml")).unwrap();
        let text = text.split("[[ingest]]").skip(1).collect::<String>();
        let stage = "[limits]\nseconds = ".to_owned() + seconds + "\n[[ingest]]";
        desk.write("p.toml", &(stage + &text));
    };
    limits("0.3");
    assert_eq!(desk.run().quarantined, 1);
    let once = RunOptions { tries_again: false, ..RunOptions::default() };
    limits("30");
    assert_eq!(desk.run_as(&once).unwrap().quarantined, 1);
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (1, 0));
}

/// What is not listed is worked on like all else: by workers, and no longer than it may take.
#[test]
fn a_stage_that_hangs_on_what_is_not_listed() {
    let desk = Desk::new();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("in/a.txt", "kept, hangs on two");
    desk.write("more/b.txt", "not asked for, hangs on two");
    desk.write("more/c.txt", "no trouble");
    let pipeline = |weight: &str| {
        with_more(&desk, weight, "");
        let text = fs::read_to_string(desk.path("p.toml")).unwrap();
        let text = text.replacen("path = \"in\"", "path = \"in\"\nremoved = \"keep\"", 1);
        desk.write("p.toml", &format!("[limits]\nseconds = 0.5\n{text}"));
    };
    pipeline("one");
    desk.run();
    desk.remove("in/a.txt");
    desk.run();
    pipeline("two");
    let report = run_of_the_first(&desk);
    assert_eq!((report.documents, report.quarantined), (1, 2));
    let entries = desk.ledger().quarantined().unwrap();
    let kinds: Vec<_> =
        entries.iter().map(|entry| (entry.uri.as_str(), entry.kind.as_str())).collect();
    assert_eq!(kinds, [("a.txt", "timeout"), ("b.txt", "timeout")]);
}

/// Where documents whose source is gone stand in an output follows from when their items were listed and from their
/// names, not from which worker was done first.
#[test]
fn what_is_kept_has_its_place_whoever_was_done_first() {
    let outputs = ["1", "2"].map(|workers| {
        let desk = Desk::new();
        desk.write("in/a.txt", "this one naps");
        desk.write("in/b.txt", "second");
        desk.write("in/c.txt", "third");
        with_keys(&desk, "one", "removed = \"keep\"");
        let options = RunOptions { workers: workers.parse().unwrap(), ..RunOptions::default() };
        // Each is first of a listing when it goes.
        for name in ["a", "b", "c"] {
            desk.run_as(&options).unwrap();
            desk.remove(&format!("in/{name}.txt"));
        }
        desk.run_as(&options).unwrap();
        desk.outputs()
    });
    let records = outputs[0][0].as_deref().unwrap();
    assert!(records.contains("naps") && records.contains("third"), "{records}");
    assert_eq!(outputs[0], outputs[1]);
}

/// What may go well another time is not forgotten because a later stage has changed meanwhile.
#[test]
fn what_may_go_well_is_still_tried_after_a_later_stage_has_changed() {
    let desk = Desk::new();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("in/a.txt", "flaky mark");
    desk.write("more/b.txt", "flaky mark, and nobody asks for it");
    let pipeline = |weight: &str| {
        with_more(&desk, weight, "");
        let text = fs::read_to_string(desk.path("p.toml")).unwrap();
        let skip = "use = \"mark\"\non_error = \"skip-stage\"\n";
        desk.write("p.toml", &text.replacen("use = \"mark\"\n", skip, 1));
    };
    pipeline("one");
    assert_eq!(desk.run().incomplete, 2);
    desk.calls.take();
    pipeline("two");
    let lists = Some(BTreeSet::from(["folder".parse().unwrap()]));
    let once = RunOptions { tries_again: false, lists, ..RunOptions::default() };
    assert_eq!(desk.run_as(&once).unwrap().documents, 2);
    assert_eq!(desk.calls.take(), (0, 0, 2), "the later stage alone");
    assert_eq!(desk.run().incomplete, 2);
    assert_eq!(desk.calls.take(), (2, 2, 2), "both are tried again");
}

/// Nobody waits for what was dropped; another document of its item may still be waited for.
#[test]
fn what_was_dropped_is_not_tried_again() {
    let desk = Desk::new();
    desk.write("in/a.txt", "flaky weigh");
    desk.write("in/b.txt", "many flaky weigh");
    assert_eq!(desk.run().quarantined, 4);
    let entries = desk.ledger().quarantined().unwrap();
    assert!(entries.iter().all(|entry| entry.retried));
    assert_eq!(desk.ledger().drop_quarantined(&entries[..2]).unwrap(), 0);
    desk.calls.take();
    assert_eq!(desk.run().quarantined, 2);
    assert_eq!(desk.calls.take(), (1, 3, 3), "the three of `b.txt`, two of which are waited for");
    assert_eq!(desk.ledger().drop_quarantined(&entries[2..]).unwrap(), 0);
    assert_eq!(desk.run().quarantined, 0);
    assert_eq!(desk.calls.take(), (0, 0, 0));
    desk.ledger().retry(&entries[..1]).unwrap();
    assert_eq!(desk.run().quarantined, 1);
    assert_eq!(desk.calls.take(), (1, 1, 1));
}

/// More of them than are taken from the ledger at once, among others that stay.
#[test]
fn many_sources_that_are_gone() {
    let desk = Desk::new();
    with_keys(&desk, "one", "removed = \"keep\"");
    for number in 0..700 {
        let text = if number % 7 == 3 { "torn" } else { "the ferry sails" };
        desk.write(&format!("in/{number:03}.txt"), text);
    }
    desk.run();
    let gone = (0..700).filter(|number| number % 2 == 0 || (200..500).contains(number));
    let gone: Vec<usize> = gone.collect();
    for number in &gone {
        desk.remove(&format!("in/{number:03}.txt"));
    }
    let torn = gone.iter().filter(|number| *number % 7 == 3).count();
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (600, 100 - torn as u64));
    assert_eq!(report.removed.kept, (gone.len() - torn) as u64);
    let (listed, kept): (Vec<usize>, _) =
        (0..700).filter(|number| number % 7 != 3).partition(|number| !gone.contains(number));
    let expected: Vec<String> =
        [listed, kept].concat().iter().map(|number| format!("{number:03}.txt")).collect();
    let written = desk.outputs()[0].clone().unwrap();
    let uris = written.lines().map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["source"]["uri"].as_str().unwrap().to_owned()
    });
    assert_eq!(uris.collect::<Vec<_>>(), expected, "in the order of listing, what is gone last");
    assert!(!desk.run().delivered);

    let ledger = desk.ledger();
    let entries = ledger.quarantined().unwrap();
    assert_eq!(entries.len() as u64, report.quarantined);
    drop(ledger);
    desk.ledger().drop_quarantined(&entries[..7]).unwrap();
    let status = desk.ledger().status().unwrap();
    assert_eq!((status.quarantined, status.dropped), (report.quarantined - 7, 7));

    // A changed stage reaches all of them.
    desk.calls.take();
    with_keys(&desk, "two", "removed = \"keep\"");
    desk.run();
    assert_eq!(desk.calls.take(), (0, 0, 600));
    with_keys(&desk, "two", "removed = \"withdraw\"");
    assert_eq!(desk.run().removed.withdrawn, report.removed.kept);
}
