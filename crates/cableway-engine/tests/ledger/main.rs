//! Runs that remember: what is worked on again, and that the outputs are those of a run that remembers nothing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod bridged;
mod copies;
mod desk;
mod forms;
mod kept;
mod listed;
mod parts;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cableway_engine::{Fate, Ledger, LedgerError, LedgerOptions, RunError, RunOptions};
use proptest::prelude::*;

use crate::desk::{Desk, is_there};

fn two_ferries() -> Desk {
    let desk = Desk::new();
    desk.write("in/a.txt", "the ferry sails");
    desk.write("in/b.txt", "many ferries noted");
    desk
}

#[test]
fn what_has_not_changed_is_not_worked_on() {
    let desk = two_ferries();
    assert_eq!(desk.run().unchanged, 0);
    assert_eq!(desk.calls.take(), (2, 4, 4));
    let before = desk.outputs();
    let report = desk.run();
    assert_eq!((report.documents, report.unchanged, report.delivered), (4, 4, false));
    assert_eq!(desk.calls.take(), (0, 0, 0));
    assert_eq!(desk.outputs(), before);
    assert_eq!(before, desk.expected());
}

#[test]
fn a_changed_stage_works_on_what_the_stages_before_it_gave() {
    let desk = two_ferries();
    desk.run();
    desk.calls.take();
    desk.pipeline("one", "two");
    desk.run();
    assert_eq!(desk.calls.take(), (0, 0, 4), "the second stage alone");
    assert_eq!(desk.outputs(), desk.expected());
    desk.pipeline("two", "two");
    desk.run();
    assert_eq!(desk.calls.take(), (0, 4, 4), "the first stage and the one behind it");
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn only_the_changed_file_is_worked_on() {
    let desk = two_ferries();
    desk.run();
    desk.calls.take();
    desk.write("in/a.txt", "the ferry is late");
    desk.write("in/c.txt", "a new one");
    let report = desk.run();
    assert_eq!(desk.calls.take(), (2, 2, 2));
    assert_eq!((report.documents, report.quarantined, report.unchanged), (4, 1, 3));
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn a_document_whose_source_is_gone_is_withdrawn_and_told() {
    let desk = two_ferries();
    desk.run();
    desk.remove("in/b.txt");
    let report = desk.run();
    assert_eq!((report.documents, report.removed.withdrawn), (1, 1));
    assert_eq!(report.removed.first(Fate::Withdrawn), ["b.txt"]);
    assert_eq!(desk.outputs(), desk.expected());
    assert_eq!(desk.run().removed.withdrawn, 0, "it is told once");
    // What was made of it is still there when it comes back.
    desk.write("in/b.txt", "many ferries noted");
    desk.calls.take();
    desk.run();
    assert_eq!(desk.calls.take(), (0, 0, 0));
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn what_failed_for_good_is_remembered_and_what_may_go_well_is_tried_again() {
    let desk = Desk::new();
    desk.write("in/a.txt", "torn");
    desk.write("in/b.txt", "flaky weigh");
    desk.write("in/c.txt", "many no one");
    let report = desk.run();
    assert_eq!((report.documents, report.quarantined), (2, 3));
    let before = desk.outputs();
    desk.calls.take();
    let report = desk.run();
    assert_eq!(desk.calls.take(), (1, 1, 1), "the flaky one");
    assert_eq!((report.documents, report.quarantined, report.delivered), (2, 3, false));
    assert!(report.first_quarantined.is_some_and(|first| first.starts_with("a.txt: is torn")));
    assert_eq!(desk.outputs(), before);
    let entries = desk.ledger().quarantined().unwrap();
    let attempts: Vec<_> =
        entries.iter().map(|entry| (entry.uri.as_str(), entry.runs, entry.retried)).collect();
    assert_eq!(attempts, [("a.txt", 1, false), ("b.txt", 2, true), ("c.txt#1", 1, false)]);
}

#[test]
fn retry_and_drop() {
    let desk = Desk::new();
    desk.write("in/a.txt", "torn");
    desk.write("in/b.txt", "is late");
    desk.run();
    desk.calls.take();
    let entries = desk.ledger().quarantined().unwrap();
    assert_eq!(entries.len(), 2);
    desk.ledger().retry(&entries[..1]).unwrap();
    desk.run();
    assert_eq!(desk.calls.take().0, 1);
    assert_eq!(desk.ledger().quarantined().unwrap()[0].runs, 2);

    assert_eq!(desk.ledger().drop_quarantined(&entries).unwrap(), 0);
    let report = desk.run();
    assert_eq!((report.quarantined, report.quarantine), (0, None));
    assert!(!is_there(&desk.path("p.quarantine.jsonl")));
    assert!(desk.ledger().quarantined().unwrap().iter().all(|entry| entry.dropped));
    // It has changed: it is heard of again.
    desk.write("in/a.txt", "torn twice");
    assert_eq!(desk.run().quarantined, 1);
}

#[test]
fn an_output_that_somebody_edited_is_kept_and_written_anew() {
    let desk = two_ferries();
    desk.run();
    let before = desk.outputs();
    desk.write("out.txt", "edited");
    let report = desk.run();
    assert!(report.delivered);
    assert!(report.notices[0].contains("was changed by somebody else"), "{:?}", report.notices);
    assert_eq!(desk.outputs(), before);
    assert_eq!(fs::read_to_string(desk.path("out.txt.edited")).unwrap(), "edited");
    desk.remove("second.txt");
    assert!(desk.run().delivered);
    assert_eq!(desk.outputs(), before);
    assert!(!desk.run().delivered);
}

#[test]
fn a_run_that_ended_while_it_put_its_outputs_in_place_has_edited_nothing() {
    let desk = two_ferries();
    desk.run();
    desk.write("in/c.txt", "a new one");
    // The first output is in place, the second one cannot be: a folder has its name.
    desk.remove("second.txt");
    fs::create_dir(desk.path("second.txt")).unwrap();
    assert!(matches!(
        desk.run_as(&RunOptions::default()),
        Err(RunError::Export { committed, .. }) if committed.len() == 1
    ));
    fs::remove_dir(desk.path("second.txt")).unwrap();
    let report = desk.run();
    assert_eq!(report.notices, Vec::<String>::new());
    assert!(!is_there(&desk.path("out.txt.edited")));
    assert_eq!(desk.outputs(), desk.expected());
}

/// What the first output got of a run that failed then must not stay, even where everything else is as it was.
#[test]
fn a_run_that_put_some_outputs_in_place_is_made_good() {
    let desk = two_ferries();
    desk.run();
    desk.write("in/c.txt", "a new one");
    desk.remove("second.txt");
    fs::create_dir(desk.path("second.txt")).unwrap();
    assert!(desk.run_as(&RunOptions::default()).is_err());
    fs::remove_dir(desk.path("second.txt")).unwrap();
    desk.remove("in/c.txt");
    assert!(desk.run().delivered);
    assert_eq!(desk.outputs(), desk.expected());

    // The same where all outputs are in place, and the quarantine cannot be.
    desk.write("in/d.txt", "torn");
    fs::create_dir(desk.path("p.quarantine.jsonl")).unwrap();
    assert!(desk.run_as(&RunOptions::default()).is_err());
    fs::remove_dir(desk.path("p.quarantine.jsonl")).unwrap();
    desk.remove("in/d.txt");
    desk.run();
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn a_ledger_that_is_damaged_is_set_aside() {
    for damage in ["no database at all", ""] {
        let desk = two_ferries();
        desk.run();
        let before = desk.outputs();
        let path = Ledger::path_of(&desk.path("p.toml"));
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{beside}", path.display()));
        }
        fs::write(&path, damage).unwrap();
        let mut ledger = desk.ledger();
        let notices = ledger.take_notices();
        assert_eq!(notices.len(), usize::from(!damage.is_empty()), "{notices:?}");
        drop(ledger);
        desk.calls.take();
        desk.run();
        assert_eq!(desk.calls.take(), (2, 4, 4));
        assert_eq!(desk.outputs(), before);
    }
}

#[test]
fn damage_in_the_middle_is_found_by_who_reads_it() {
    let desk = Desk::new();
    for number in 0..200 {
        desk.write(&format!("in/{number:03}.txt"), &format!("ferry {number} {}", "x ".repeat(400)));
    }
    desk.run();
    assert!(desk.ledger().verify().unwrap().problems.is_empty());
    let path = Ledger::path_of(&desk.path("p.toml"));
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3000].fill(0);
    fs::write(&path, bytes).unwrap();
    let problems = desk
        .ledger()
        .verify()
        .map_or_else(|error| vec![error.to_string()], |health| health.problems);
    assert!(!problems.is_empty());
    desk.write("in/new.txt", "a new one");
    match desk.run_as(&RunOptions::default()) {
        Err(RunError::Ledger(LedgerError::Damaged { reason, .. })) => {
            Ledger::set_aside(&desk.path("p.toml"), &reason).unwrap();
            desk.run();
        }
        outcome => drop(outcome.unwrap()),
    }
    assert_eq!(desk.outputs(), desk.expected());
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone() {
    let desk = two_ferries();
    desk.run();
    let path = Ledger::path_of(&desk.path("p.toml"));
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let opened = Ledger::open(&desk.path("p.toml"), &LedgerOptions::default());
    assert!(matches!(opened, Err(LedgerError::Newer { form: 99, .. })), "{opened:?}");
    assert!(is_there(&path));
}

#[test]
fn two_at_a_time() {
    let desk = two_ferries();
    let held = desk.ledger();
    let opened = Ledger::open(&desk.path("p.toml"), &LedgerOptions::default());
    let message = opened.unwrap_err().to_string();
    let own = format!("held by another run (process {})", std::process::id());
    assert!(message.contains(&own), "{message}");
    let cancelled = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let options = LedgerOptions { wait: Some(&cancelled) };
            Ledger::open(&desk.path("p.toml"), &options).map(drop)
        });
        std::thread::sleep(std::time::Duration::from_millis(120));
        assert!(!waiting.is_finished());
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn gc_forgets_what_no_output_has() {
    let desk = two_ferries();
    desk.run();
    desk.remove("in/b.txt");
    desk.run();
    let mut ledger = desk.ledger();
    assert_eq!(ledger.status().unwrap().withdrawn, 1);
    let sources = ["folder".to_owned()];
    assert_eq!(ledger.tidy(&sources).unwrap().items, 1);
    assert_eq!(ledger.status().unwrap().withdrawn, 0);
    drop(ledger);
    desk.calls.take();
    assert!(!desk.run().delivered);
    assert_eq!(desk.calls.take(), (0, 0, 0));
    // A source that the pipeline has no more is forgotten as a whole.
    assert_eq!(desk.ledger().tidy(&[]).unwrap().items, 1);
}

#[test]
fn a_ledger_that_is_removed_while_a_run_is_at_work() {
    let desk = two_ferries();
    let mut ledger = desk.ledger();
    fs::remove_dir_all(desk.path(".cableway")).unwrap();
    let report =
        cableway_engine::run_with(desk.load(), &RunOptions::default(), &mut ledger).unwrap_err();
    // Workers could not look anything up: the run says so before it has replaced anything.
    assert!(matches!(report, RunError::Ledger(_)), "{report:?}");
    drop(ledger);
    desk.run();
    assert_eq!(desk.outputs(), desk.expected());
}

/// A change of the world between two runs.
#[derive(Clone, Debug)]
enum Change {
    Write(u8, &'static str),
    Remove(u8),
    Mark(&'static str),
    Weight(&'static str),
    EditOutput,
    RemoveOutput,
    RemoveLedger,
    Interrupt(u64),
}

fn change() -> impl Strategy<Value = Change> {
    let texts = prop::sample::select(vec![
        "plain",
        "other",
        "many",
        "torn",
        "many no one",
        "many no two",
        "flaky mark",
        "flaky weigh",
        "is late",
        "many late",
        "noted",
        "unlisted",
        "unreachable",
        "many noted flaky weigh",
    ]);
    let words = || prop::sample::select(vec!["one", "two"]);
    prop_oneof![
        8 => (0_u8..6, texts).prop_map(|(file, text)| Change::Write(file, text)),
        3 => (0_u8..6).prop_map(Change::Remove),
        2 => words().prop_map(Change::Mark),
        2 => words().prop_map(Change::Weight),
        1 => Just(Change::EditOutput),
        1 => Just(Change::RemoveOutput),
        1 => Just(Change::RemoveLedger),
        2 => (0_u64..6).prop_map(Change::Interrupt),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever happens between runs, a run with a ledger writes what one without it does.
    #[test]
    fn outputs_are_those_of_a_run_that_remembers_nothing(
        changes in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..7)
    ) {
        let desk = Desk::new();
        desk.write("in/0.txt", "plain");
        let (mut mark, mut weight) = ("one", "one");
        for changes in changes {
            let mut interrupt = None;
            for change in changes {
                match change {
                    Change::Write(file, text) => desk.write(&format!("in/{file}.txt"), text),
                    Change::Remove(file) => drop(fs::remove_file(desk.path(&format!("in/{file}.txt")))),
                    Change::Mark(word) => mark = word,
                    Change::Weight(word) => weight = word,
                    Change::EditOutput => desk.write("out.txt", "edited"),
                    Change::RemoveOutput => drop(fs::remove_file(desk.path("second.txt"))),
                    Change::RemoveLedger => drop(fs::remove_dir_all(desk.path(".cableway"))),
                    Change::Interrupt(after) => interrupt = Some(after),
                }
            }
            desk.pipeline(mark, weight);
            if let Some(after) = interrupt {
                interrupted(&desk, after);
            }
            desk.run();
            let outputs = desk.outputs();
            prop_assert_eq!(outputs, desk.expected());
            prop_assert_eq!(desk.ledger().verify().unwrap().problems, Vec::<String>::new());
        }
    }
}

/// A run that is ended from outside when it has done about so many items.
fn interrupted(desk: &Desk, after: u64) {
    let options = RunOptions { workers: 1, ..RunOptions::default() };
    let (progress, cancelled) = (Arc::clone(&options.progress), Arc::clone(&options.cancelled));
    let watcher = std::thread::spawn(move || {
        while progress.done.load(Ordering::SeqCst) < after
            && !progress.all_listed.load(Ordering::SeqCst)
        {
            std::thread::yield_now();
        }
        cancelled.store(true, Ordering::SeqCst);
    });
    // It may have come to its end.
    let _ = desk.run_as(&options);
    watcher.join().unwrap();
}
