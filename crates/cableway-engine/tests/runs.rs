//! What comes out of a run, whatever the stages do.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod stages;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cableway_engine::{LoadOptions, NoPlugins, RunError, RunOptions, RunReport, load, run};
use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

struct Ran {
    folder: TempDir,
    outcome: Result<RunReport, RunError>,
}

impl Ran {
    fn text(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }

    fn records(&self) -> Vec<Value> {
        lines(&self.text("out.jsonl").unwrap_or_default())
    }

    /// Each quarantined document: its URI, the stage, the kind of error, the message and its causes.
    fn quarantine(&self) -> String {
        let mut out = String::new();
        for line in lines(&self.text("p.quarantine.jsonl").unwrap_or_default()) {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let error = &line["error"];
            let causes = error["causes"].as_array().into_iter().flatten();
            let chain: Vec<String> =
                [&error["message"]].into_iter().chain(causes).map(text).collect();
            let (uri, kind) = (text(&line["source"]["uri"]), text(&error["kind"]));
            let (stage_kind, name) = (text(&line["stage"]["kind"]), text(&line["stage"]["name"]));
            let _ = writeln!(out, "{uri} | {stage_kind} {name} | {kind} | {}", chain.join(" <- "));
        }
        out
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn pipeline(middle: &str) -> String {
    format!(
        "[[ingest]]\nuse = \"numbers\"\ncount = 40\n{middle}\n[[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n"
    )
}

#[track_caller]
fn ran(text: &str, workers: usize) -> Ran {
    ran_with(text, &RunOptions { workers, ..RunOptions::default() }, |_| {})
}

#[track_caller]
fn ran_with(text: &str, options: &RunOptions, prepare: impl Fn(&Path)) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.toml");
    std::fs::write(&file, text).unwrap();
    prepare(folder.path());
    let pipeline = load(&file, &LoadOptions::default(), &stages::registry(), &NoPlugins)
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let outcome = run(pipeline, options);
    Ran { folder, outcome }
}

fn bad(deed: &str) -> String {
    pipeline(&format!(
        "[[classify]]\nname = \"desk\"\nuse = \"bad\"\ndoes = \"{deed}\"\non = \"7\"\n"
    ))
}

#[test]
fn a_record_has_what_every_stage_added() {
    let text = pipeline("[[classify]]\nuse = \"mark\"\n[[summarize]]\nuse = \"first\"\n");
    let ran = ran(&text, 2);
    insta::assert_json_snapshot!(ran.records()[3]);
    let report = ran.outcome.unwrap();
    assert_eq!((report.documents, report.quarantined), (40, 0));
    assert_eq!(report.outputs, ["out.jsonl"]);
}

#[test]
fn output_is_in_ingest_order_whatever_the_number_of_workers() {
    let text = "[[ingest]]\nuse = \"numbers\"\ncount = 900\nunlisted = [5, 300]\n\
                [[ingest]]\nname = \"more\"\nuse = \"numbers\"\ncount = 50\nprefix = \"m\"\nper_item = 3\n\
                [[classify]]\nuse = \"count\"\n[[classify]]\nuse = \"mark\"\n\
                [[classify]]\nuse = \"bad\"\ndoes = \"error\"\non = \"13\"\n\
                [[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";
    let one = ran(text, 1);
    let report = one.outcome.as_ref().unwrap();
    assert_eq!(report.documents + report.quarantined, 900 + 150);
    let places: Vec<String> = one
        .records()
        .iter()
        .map(|record| record["annotations"][1]["label"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (1..=places.len()).map(|place| place.to_string()).collect();
    assert_eq!(places, expected, "an ordered stage sees documents in order");
    for workers in [2, 7] {
        let many = ran(text, workers);
        assert!(many.outcome.is_ok());
        assert_eq!(one.text("out.jsonl"), many.text("out.jsonl"), "{workers} workers");
        assert_eq!(one.text("p.quarantine.jsonl"), many.text("p.quarantine.jsonl"));
    }
}

#[test]
fn what_a_stage_fails_on_goes_to_quarantine() {
    let mut shown = String::new();
    for deed in
        ["error", "panic", "span_outside", "undeclared_kind", "empty_label", "dangling_link"]
    {
        let ran = ran(&bad(deed), 2);
        let report = ran.outcome.as_ref().unwrap();
        assert_eq!((report.documents, report.quarantined), (36, 4), "{deed}");
        assert_eq!(ran.records().len(), 36);
        let first = ran.quarantine().lines().next().unwrap().to_owned();
        shown.push_str(&first);
        shown.push('\n');
    }
    let shown = regex_free_line_numbers(&shown);
    assert_snapshot!(shown);
}

/// The line of a source file says nothing here, and changes with it.
fn regex_free_line_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("mod.rs:") {
        let after = at + "mod.rs:".len();
        out.push_str(&rest[..after]);
        out.push('N');
        rest = rest[after..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out + rest
}

#[test]
fn the_quarantine_keeps_the_document_as_far_as_it_came() {
    let text = pipeline(
        "[[classify]]\nuse = \"mark\"\n[[classify]]\nname = \"desk\"\nuse = \"bad\"\ndoes = \"error\"\non = \"17\"\n",
    );
    let ran = ran(&text, 2);
    insta::assert_json_snapshot!(lines(&ran.text("p.quarantine.jsonl").unwrap()));
}

#[test]
fn an_item_that_cannot_be_listed_goes_to_quarantine() {
    let text = pipeline("").replace("count = 40", "count = 4\nunlisted = [2]");
    let ran = ran(&text, 2);
    assert_snapshot!(ran.quarantine(), @"n/2 | ingest numbers | limit | this number is too large");
    assert_eq!(ran.records().len(), 3);
}

#[test]
fn the_same_id_twice() {
    let twice = "[[ingest]]\nname = \"again\"\nuse = \"numbers\"\ncount = 1\n";
    let ran = ran(&pipeline(twice), 2);
    assert_snapshot!(ran.quarantine(), @"n/0 | ingest again | bad_input | a document with the id `28680ebaae63a111d65c54bf` came earlier in this run; two sources give the same one");
    assert_eq!(ran.records().len(), 40);
}

#[test]
fn a_stage_that_asks_is_stopped_by_the_limit() {
    let text = bad("loop") + "[limits]\nseconds = 0.05\n";
    let ran = ran(&text, 2);
    assert_eq!(ran.outcome.as_ref().unwrap().quarantined, 4);
    assert_snapshot!(ran.quarantine().lines().next().unwrap(), @"n/7 | classify desk | timeout | took longer than 0.05 s (`seconds` under [limits])");
}

#[test]
fn a_stage_that_hangs_costs_its_documents_and_no_others() {
    // Three documents in an item: the two that are not hung on must come out.
    let text = bad("hang").replace("count = 40", "count = 20\nper_item = 3\n")
        + "[limits]\nseconds = 0.05\n";
    let ran = ran(&text, 2);
    let report = ran.outcome.as_ref().unwrap();
    assert_eq!((report.documents, report.quarantined), (54, 6));
    assert_snapshot!(ran.quarantine().lines().next().unwrap(), @"n/7#0 | classify desk | timeout | took longer than 0.05 s (`seconds` under [limits])");
    assert_eq!(ran.records().len(), 54);
}

#[test]
fn a_stage_that_hangs_again_and_again_ends_the_run() {
    let text = bad("hang").replace("on = \"7\"", "on = \"\"") + "[limits]\nseconds = 0.02\n";
    let ran = ran(&text, 4);
    let error = ran.outcome.as_ref().unwrap_err().to_string();
    assert_eq!(
        error,
        "stage `desk`: the stage hung on 17 documents, and its threads cannot be stopped"
    );
    assert_eq!(ran.text("out.jsonl"), None);
}

#[test]
fn conditions_keep_documents_from_a_stage() {
    let text = pipeline(
        "[[classify]]\nuse = \"mark\"\n[[summarize]]\nuse = \"first\"\nwhen = \"'even' in labels.parity\"\n",
    ) + "when = \"'odd' in labels.parity || uri == 'n/8'\"\n";
    let ran = ran(&text, 2);
    assert_eq!(ran.records().len(), 21);
    let summed = ran.records().iter().filter(|record| record.get("summaries").is_some()).count();
    assert_eq!(summed, 1);
    let report = ran.outcome.as_ref().unwrap();
    let skipped: Vec<u64> = report.stages.iter().map(|stage| stage.skipped).collect();
    assert_eq!(skipped, [0, 0, 20, 19]);
}

#[test]
fn a_source_that_breaks_replaces_no_output() {
    let text = pipeline("").replace("count = 40", "count = 40\nbroken_after = 20");
    let ran = ran_with(&text, &RunOptions::default(), |folder| {
        std::fs::write(folder.join("out.jsonl"), "old").unwrap();
    });
    assert_snapshot!(ran.outcome.as_ref().unwrap_err().to_string(), @"stage `numbers`: the source has dried up");
    assert_eq!(ran.text("out.jsonl").as_deref(), Some("old"));
}

#[test]
fn an_export_that_fails_ends_the_run() {
    let text = pipeline("") + "fails = true\n";
    let ran = ran(&text, 2);
    assert_snapshot!(ran.outcome.unwrap_err().chain().join(" <- "), @"stage `lines`: cannot write <- disk is full");
}

#[test]
fn a_cancelled_run_writes_nothing() {
    let options = RunOptions { workers: 2, ..RunOptions::default() };
    let cancelled = std::sync::Arc::clone(&options.cancelled);
    let ending = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        cancelled.store(true, Ordering::Relaxed);
    });
    let ran = ran_with(&bad("loop"), &options, |folder| {
        std::fs::write(folder.join("out.jsonl"), "old").unwrap();
    });
    ending.join().unwrap();
    assert!(matches!(ran.outcome, Err(RunError::Interrupted)), "{:?}", ran.outcome);
    assert_eq!(ran.text("out.jsonl").as_deref(), Some("old"));
}

/// The moment between the opening of the outputs and the first item.
#[test]
fn a_run_that_is_cancelled_before_it_lists_anything_writes_nothing() {
    let options = RunOptions { workers: 2, ..RunOptions::default() };
    options.cancelled.store(true, Ordering::Relaxed);
    let ran = ran_with(&pipeline(""), &options, |folder| {
        std::fs::write(folder.join("out.jsonl"), "old").unwrap();
    });
    assert!(matches!(ran.outcome, Err(RunError::Interrupted)), "{:?}", ran.outcome);
    assert_eq!(ran.text("out.jsonl").as_deref(), Some("old"));
}

#[test]
fn an_empty_quarantine_takes_away_that_of_the_last_run() {
    let ran = ran_with(&pipeline(""), &RunOptions::default(), |folder| {
        std::fs::write(folder.join("p.quarantine.jsonl"), "{}\n").unwrap();
    });
    assert_eq!(ran.text("p.quarantine.jsonl"), None);
    assert!(ran.outcome.unwrap().quarantine.is_none());
}
