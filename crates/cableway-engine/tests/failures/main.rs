//! What stages may cost, and what becomes of documents that they fail on.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod stages;
#[path = "../stages/mod.rs"]
mod usual;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cableway_engine::{
    Ledger, LedgerOptions, LoadOptions, NoPlugins, Pipeline, RunError, RunOptions, RunReport, load,
    run_with,
};
use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

const INGEST: &str = "[[ingest]]\nuse = \"numbers\"\ncount = 20\n";
const EXPORT: &str = "[[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";

fn loaded(folder: &Path, text: &str) -> Pipeline {
    let mut registry = usual::registry();
    registry.classify::<stages::Flaky>().ingest::<stages::Shy>().export::<stages::Away>();
    let file = folder.join("p.toml");
    std::fs::write(&file, text).unwrap();
    load(&file, &LoadOptions::default(), &registry, &NoPlugins)
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

struct Ran {
    folder: TempDir,
    outcome: Result<RunReport, RunError>,
}

#[track_caller]
fn ran(text: &str) -> Ran {
    ran_with(text, &RunOptions { workers: 3, ..RunOptions::default() })
}

#[track_caller]
fn ran_with(text: &str, options: &RunOptions) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let pipeline = loaded(folder.path(), text);
    std::fs::write(folder.path().join("out.jsonl"), "old").unwrap();
    let outcome = cableway_engine::run(pipeline, options);
    Ran { folder, outcome }
}

impl Ran {
    #[track_caller]
    fn report(&self) -> &RunReport {
        self.outcome.as_ref().unwrap_or_else(|error| panic!("{}", error.chain().join(": ")))
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        self.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Where each quarantined document comes from, why it is there, and after how many attempts.
    fn quarantine(&self) -> String {
        let lines = self.lines("p.quarantine.jsonl");
        let line = |line: &Value| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (uri, kind) = (text(&line["source"]["uri"]), text(&line["error"]["kind"]));
            let (message, attempts) = (text(&line["error"]["message"]), &line["attempts"]);
            format!("{uri} {kind} {attempts}: {message}")
        };
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The notes of the document at `uri`, with the number of its annotations.
    fn notes(&self, uri: &str) -> (usize, Vec<String>) {
        let records = self.lines("out.jsonl");
        let record = records.iter().find(|record| record["source"]["uri"] == uri).unwrap();
        let count = |field: &str| record[field].as_array().map_or(0, Vec::len);
        let notes = record["notes"].as_array().into_iter().flatten();
        let note = |note: &Value| {
            format!("{}: {}", note["stage"].as_str().unwrap(), note["message"].as_str().unwrap())
        };
        (count("annotations"), notes.map(note).collect())
    }
}

fn flaky(keys: &str) -> String {
    format!("{INGEST}[[classify]]\nuse = \"flaky\"\non = \"7\"\n{keys}\n{EXPORT}")
}

fn bad(deed: &str, keys: &str) -> String {
    format!(
        "{INGEST}[[classify]]\nname = \"desk\"\nuse = \"bad\"\ndoes = \"{deed}\"\non = \"7\"\n{keys}\n\
         [[classify]]\nuse = \"mark\"\n{EXPORT}"
    )
}

#[test]
fn an_error_that_passes_costs_a_wait() {
    let started = Instant::now();
    let ran = ran(&flaky("times = 2"));
    assert!(started.elapsed() >= Duration::from_millis(300), "0.1 s and 0.2 s");
    assert_eq!((ran.report().documents, ran.report().quarantined), (20, 0));
    // What the failed attempts have left behind is not there.
    let (annotations, notes) = ran.notes("n/17");
    assert_eq!(
        (annotations, notes),
        (1, vec!["numbers: read as a number".to_owned(), "flaky: call 3".to_owned()])
    );
    let flaky = &ran.report().stages[1];
    assert_eq!((flaky.documents, flaky.failures, flaky.retries), (20, 0, 4));
    assert!(flaky.time < Duration::from_millis(250), "waits are no work: {:?}", flaky.time);
}

#[test]
fn an_error_that_does_not_pass_in_time_costs_the_document() {
    let ran = ran(&flaky("times = 9\nretries = 1"));
    assert_snapshot!(ran.quarantine(), @r"
    n/7 io 2: the desk is busy
    n/17 io 2: the desk is busy
    ");
    let stage = &ran.report().stages[1];
    assert_eq!((stage.failures, stage.retries), (2, 2));
}

#[test]
fn without_retries_there_is_one_attempt_and_other_errors_have_one_in_any_case() {
    assert_snapshot!(ran(&flaky("times = 1\nretries = 0")).quarantine(), @r"
    n/7 io null: the desk is busy
    n/17 io null: the desk is busy
    ");
    let ran = ran(&bad("error", "retries = 10"));
    assert_eq!(ran.report().stages[1].retries, 0);
}

#[test]
fn an_item_is_read_again() {
    let ran = ran(&format!("[[ingest]]\nuse = \"shy\"\n{EXPORT}"));
    assert_eq!((ran.report().documents, ran.report().stages[0].retries), (1, 2));
}

#[test]
fn waits_count_against_no_limit_of_time() {
    let ran =
        ran(&(flaky("times = 2\nlimits = { seconds = 0.25 }") + "[limits]\nseconds = 0.25\n"));
    assert_eq!(ran.report().quarantined, 0);
}

/// What they count against is the work of all attempts together.
#[test]
fn all_attempts_together_have_the_time_of_one() {
    let keys = "times = 9\nretries = 9\nmilliseconds = 40\nlimits = { seconds = 0.1 }";
    let text = flaky(keys).replace("\"flaky\"", "\"flaky\"\nwhen = \"uri == 'n/7'\"");
    let ran = ran(&text);
    assert_eq!(ran.report().quarantined, 1);
    let attempts = ran.lines("p.quarantine.jsonl")[0]["attempts"].as_u64().unwrap_or(1);
    assert!(attempts <= 3, "{attempts}: three take 0.12 s");
}

#[test]
fn a_wait_ends_when_the_run_is_cancelled() {
    let options = RunOptions { workers: 2, ..RunOptions::default() };
    let cancelled = Arc::clone(&options.cancelled);
    let ending = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        cancelled.store(true, Ordering::Relaxed);
    });
    let started = Instant::now();
    let text = format!(
        "{INGEST}[[export]]\nuse = \"away\"\npath = \"out.jsonl\"\nwrite = 99\nretries = 10\n"
    );
    let ran = ran_with(&text, &options);
    ending.join().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(matches!(ran.outcome, Err(RunError::Interrupted)), "{:?}", ran.outcome);
    assert_eq!(ran.read("out.jsonl"), "old");
}

#[test]
fn a_stage_that_fails_may_be_left_out() {
    for deed in ["error", "panic", "span_outside", "undeclared_kind", "dangling_link"] {
        let ran = ran(&bad(deed, "on_error = \"skip-stage\""));
        let report = ran.report();
        assert_eq!((report.documents, report.quarantined, report.incomplete), (20, 0, 2), "{deed}");
        assert_eq!((report.stages[1].documents, report.stages[1].failures), (18, 2), "{deed}");
        let (annotations, notes) = ran.notes("n/7");
        assert_eq!(annotations, 1, "that of `mark` alone: {deed}");
        assert!(notes[1].starts_with("desk: failed ("), "{notes:?}");
        assert!(notes[1].contains("so it has added nothing: "), "{notes:?}");
        assert_eq!(ran.read("p.quarantine.jsonl"), "");
    }
    let ran = ran(&bad("error", "on_error = \"skip-stage\""));
    assert_snapshot!(ran.report().first_incomplete.as_deref().unwrap(), @"n/7: desk (bad_input)");
    assert_snapshot!(ran.notes("n/7").1[1], @"desk: failed (bad_input), so it has added nothing: cannot count: invalid digit found in string");
}

#[test]
fn a_stage_that_hangs_may_be_left_out() {
    for deed in ["hang", "loop"] {
        let keys = "on_error = \"skip-stage\"\nlimits = { seconds = 0.1 }";
        let text = bad(deed, keys).replace("count = 20", "count = 20\nper_item = 3");
        let ran = ran(&text);
        let report = ran.report();
        assert_eq!((report.documents, report.quarantined, report.incomplete), (60, 0, 6), "{deed}");
        let (annotations, notes) = ran.notes("n/7#1");
        assert_eq!(annotations, 1, "{deed}");
        assert_eq!(
            notes[1],
            "desk: failed (timeout), so it has added nothing: took longer than 0.1 s (`limits.seconds` of the stage)"
        );
    }
}

/// What the stage took that is left out is not taken from the others.
#[test]
fn a_document_has_its_time_back_when_a_stage_is_left_out() {
    for deed in ["hang", "loop"] {
        let text = bad(deed, "on_error = \"skip-stage\"").replace(
            "[[classify]]\nuse = \"mark\"",
            "[[classify]]\nname = \"slow\"\nuse = \"flaky\"\non = \"7\"\ntimes = 1\nmilliseconds = 350",
        ) + "[limits]\nseconds = 0.6\n";
        let ran = ran(&text);
        assert_eq!((ran.report().quarantined, ran.report().incomplete), (0, 2), "{deed}");
    }
}

#[test]
fn a_stage_has_a_limit_of_time_of_its_own() {
    for deed in ["hang", "loop"] {
        let ran = ran(&bad(deed, "limits = { seconds = 0.1 }"));
        assert_eq!(ran.report().quarantined, 2);
        assert_eq!(
            ran.quarantine().lines().next().unwrap(),
            "n/7 timeout null: took longer than 0.1 s (`limits.seconds` of the stage)"
        );
    }
    // The limit of the run counts where it is less.
    let ran = ran(&(bad("hang", "limits = { seconds = 50 }") + "[limits]\nseconds = 0.1\n"));
    assert!(ran.quarantine().contains("took longer than 0.1 s (`seconds` under [limits])"));
}

#[test]
fn a_stage_has_a_limit_of_bytes_of_its_own() {
    let text = "[[classify]]\nuse = \"mark\"\nlimits = { bytes = 8 }\n";
    let ran_one = ran(&format!("{INGEST}{text}{EXPORT}"));
    assert_eq!((ran_one.report().documents, ran_one.report().quarantined), (10, 10));
    assert_snapshot!(ran_one.quarantine().lines().next().unwrap(), @"n/10 limit null: the text has 9 bytes, which is more than 8 (`limits.bytes` of the stage)");

    let ingest = INGEST.to_owned() + "limits = { bytes = 1 }\n";
    assert_snapshot!(ran(&format!("{ingest}{EXPORT}")).quarantine().lines().next().unwrap(), @"n/10 limit null: the item has 2 bytes, which is more than 1 (`limits.bytes` of the stage)");

    let export = EXPORT.to_owned() + "limits = { bytes = 8 }\n";
    let ran_export = ran(&format!("{INGEST}{export}"));
    assert_eq!((ran_export.report().documents, ran_export.report().quarantined), (10, 10));

    // A document that the condition keeps from the stage costs it nothing.
    let passed = text.to_owned() + "when = \"length < 9\"\n";
    assert_eq!(ran(&format!("{INGEST}{passed}{EXPORT}")).report().quarantined, 0);
}

#[test]
fn stages_that_see_documents_in_order_have_the_same_keys() {
    let text = format!(
        "{INGEST}[[classify]]\nuse = \"count\"\nlimits = {{ bytes = 8 }}\non_error = \"skip-stage\"\n{EXPORT}"
    );
    let ran = ran(&text);
    assert_eq!((ran.report().documents, ran.report().incomplete), (20, 10));
    assert_eq!(ran.notes("n/9").0, 1);
    assert_eq!(ran.notes("n/10").0, 0);
}

#[test]
fn a_failure_may_stop_the_run() {
    let ran = ran(&bad("error", "on_error = \"stop\""));
    let error = ran.outcome.as_ref().unwrap_err();
    assert_snapshot!(error.chain().join("\n"), @r"
    stage `desk` failed on `n/7`, and stops the run (`on_error`)
    cannot count
    invalid digit found in string
    ");
    let RunError::Stopped { quarantine: Some(_), .. } = error else { panic!("{error:?}") };
    assert_eq!(ran.read("out.jsonl"), "old");
    assert_snapshot!(ran.quarantine(), @"n/7 bad_input null: cannot count");
}

#[test]
fn more_failures_than_may_be_stop_the_run() {
    let text = |most: u64| {
        format!("max_failures = {most}\n{}", bad("error", "")).replace("on = \"7\"", "on = \"\"")
    };
    let ran_three = ran(&text(3));
    let error = ran_three.outcome.as_ref().unwrap_err();
    assert_snapshot!(error.chain().join("\n"), @r"
    4 documents have failed, and `max_failures` allows 3: the run stops
    n/0: cannot count
    n/1: cannot count
    n/2: cannot count
    n/3: cannot count
    ");
    assert_eq!(ran_three.read("out.jsonl"), "old");
    assert_eq!(ran_three.lines("p.quarantine.jsonl").len(), 4, "nothing is lost");
    assert_snapshot!(ran(&text(0)).outcome.unwrap_err().to_string(), @"1 document has failed, and `max_failures` allows 0: the run stops");
    assert_eq!(ran(&text(20)).report().quarantined, 20);
    // Documents that go on without a stage have not failed.
    let skip = text(0).replace("does = ", "on_error = \"skip-stage\"\ndoes = ");
    assert_eq!(ran(&skip).report().incomplete, 20);
}

fn away(keys: &str) -> String {
    format!("{INGEST}[[export]]\nuse = \"away\"\npath = \"out.jsonl\"\n{keys}\n")
}

#[test]
fn an_export_that_is_away_for_a_while_is_waited_for() {
    let ran = ran(&away("open = 2\nwrite = 2\ncommit = 2"));
    let lines: Vec<String> = (0..20).map(|number| format!("n/{number}")).collect();
    assert_eq!(ran.read("out.jsonl"), lines.join("\n"), "each document once, in order");
    assert_eq!(ran.report().stages[1].retries, 6);
}

#[test]
fn an_export_that_stays_away_ends_the_run() {
    for method in ["open", "write", "commit"] {
        let ran = ran(&away(&format!("{method} = 3")));
        let error = ran.outcome.as_ref().unwrap_err();
        let words = error.chain().join(": ");
        assert_eq!(words, "stage `away`: failed 3 times: the desk is busy", "{method}");
        assert_eq!(ran.read("out.jsonl"), "old", "{method}");
    }
}

/// Documents behind a slow export wait where they are; no more are read than there is room for.
#[test]
fn an_export_that_is_slow_holds_the_run_back() {
    let folder = tempfile::tempdir().unwrap();
    let text = away("milliseconds = 2\nwrite = 2").replace("count = 20", "count = 600");
    let pipeline = loaded(folder.path(), &text);
    let options = RunOptions { workers: 2, ..RunOptions::default() };
    let progress = Arc::clone(&options.progress);
    let running = std::thread::spawn(move || cableway_engine::run(pipeline, &options));
    let mut most = 0;
    while !running.is_finished() {
        // What is done first: an item that is listed meanwhile does not count twice then.
        let done = progress.done.load(Ordering::SeqCst);
        most = most.max(progress.listed.load(Ordering::SeqCst).saturating_sub(done));
        std::thread::sleep(Duration::from_micros(200));
    }
    let report = running.join().unwrap().unwrap();
    assert_eq!(report.documents, 600);
    // 64 items, 16 for each worker, and those that left the window between the two looks.
    let window = 64 + 16 * 2;
    assert!((window - 16..window + 64).contains(&most), "{most} items in flight");
}

/// They change nothing that a stage says.
#[test]
fn fingerprints_know_nothing_of_failures() {
    let folder = tempfile::tempdir().unwrap();
    let digests = |keys: &str| -> Vec<String> {
        let pipeline = loaded(folder.path(), &bad("error", keys));
        pipeline.steps().iter().map(|step| step.fingerprint.digest().to_string()).collect()
    };
    let keys = "on_error = \"skip-stage\"\nretries = 7\nlimits = { bytes = 9, seconds = 1.5 }";
    assert_eq!(digests(""), digests(keys));
    let pipeline = loaded(folder.path(), &bad("error", keys));
    let policy = &pipeline.steps()[1].policy;
    assert_eq!((policy.retries, policy.limits.bytes), (7, Some(9)));
    assert_eq!(policy.limits.time, Some(Duration::from_millis(1_500)));
}

#[test]
fn mistakes_in_the_keys_are_told_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let text = "max_failures = -1\n\
                [[ingest]]\nuse = \"numbers\"\ncount = 2\non_error = \"skip-stage\"\n\
                [[classify]]\nuse = \"mark\"\non_error = \"skip\"\nretries = 11\nlimits = { byte = 3, seconds = 0 }\n\
                [[summarize]]\nuse = \"first\"\nlimits = 3\nretries = \"many\"\n\
                [[export]]\nuse = \"lines\"\npath = \"o\"\non_error = \"skip-stage\"\nlimits = { seconds = 3 }\n";
    let file = folder.path().join("p.toml");
    std::fs::write(&file, text).unwrap();
    let found = load(&file, &LoadOptions::default(), &usual::registry(), &NoPlugins).unwrap_err();
    let shown = found.render(false).replace(&folder.path().display().to_string(), "");
    assert_snapshot!(shown);
}

/// `${VAR}` may stand for a number, and `--set` for any of them.
#[test]
fn the_keys_may_come_from_outside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.toml");
    let text = format!("max_failures = \"${{MOST}}\"\n{}", bad("error", "retries = \"${MOST}\""));
    std::fs::write(&file, text).unwrap();
    let sets = ["classify.desk.limits.seconds=2", "classify.desk.on_error=stop"].map(str::to_owned);
    let options = LoadOptions {
        sets: &sets,
        environment: &|name| (name == "MOST").then(|| "5".to_owned()),
        ..LoadOptions::default()
    };
    let pipeline = load(&file, &options, &usual::registry(), &NoPlugins).unwrap();
    assert_eq!(pipeline.max_failures, Some(5));
    let policy = &pipeline.steps()[1].policy;
    assert_eq!((policy.retries, policy.limits.time), (5, Some(Duration::from_secs(2))));
    assert_eq!(policy.on_error, cableway_engine::OnError::Stop);
}

/// A run of the pipeline in `folder` that remembers the runs before it.
fn remembering(folder: &Path, text: &str) -> Result<RunReport, RunError> {
    let pipeline = loaded(folder, text);
    let mut ledger = Ledger::open(&folder.join("p.toml"), &LedgerOptions::default()).unwrap();
    run_with(pipeline, &RunOptions { workers: 2, ..RunOptions::default() }, &mut ledger)
}

/// With a ledger as without: what a failure costs is decided anew in each run.
#[test]
fn a_ledger_heeds_what_failures_cost_now() {
    let folder = tempfile::tempdir().unwrap();
    let remembering = |text: &str| remembering(folder.path(), text);
    let counts = |report: RunReport| (report.documents, report.quarantined, report.incomplete);
    assert_eq!(counts(remembering(&bad("error", "")).unwrap()), (18, 2, 0));
    let out = || std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    let before = out();

    let stop = remembering(&bad("error", "on_error = \"stop\"")).unwrap_err();
    assert!(matches!(stop, RunError::Stopped { .. }), "{stop}");
    for most in [0, 1] {
        let text = format!("max_failures = {most}\n{}", bad("error", ""));
        let error = remembering(&text).unwrap_err();
        let RunError::TooManyFailures { count, .. } = error else { panic!("{error}") };
        assert_eq!(count, most + 1);
        assert_eq!(out(), before);
    }
    let enough = format!("max_failures = 2\n{}", bad("error", ""));
    assert_eq!(counts(remembering(&enough).unwrap()), (18, 2, 0));
    assert_eq!(out(), before);

    let skip = bad("error", "on_error = \"skip-stage\"");
    let report = remembering(&skip).unwrap();
    assert_eq!(counts(report), (20, 0, 2));
    // What depends on the document and the stage alone is settled.
    let again = remembering(&skip).unwrap();
    assert_eq!((again.unchanged, again.stages[1].failures), (20, 0));

    let small = bad("error", "on_error = \"skip-stage\"\nlimits = { bytes = 8 }");
    assert_eq!(counts(remembering(&small).unwrap()), (20, 0, 11));
    assert_eq!(counts(remembering(&bad("error", "")).unwrap()), (18, 2, 0));
    assert_eq!(out(), before);
}

#[test]
fn a_stage_that_was_left_out_is_tried_again_where_that_may_help() {
    let folder = tempfile::tempdir().unwrap();
    let text = flaky("times = 1\nretries = 0\non_error = \"skip-stage\"");
    for run in 0..2 {
        let report = remembering(folder.path(), &text).unwrap();
        assert_eq!((report.documents, report.incomplete), (20, 2));
        assert_eq!((report.stages[1].failures, report.unchanged), (2, 18 * run));
    }
    // Once there are retries, all is well.
    let report = remembering(folder.path(), &text.replace("retries = 0", "retries = 1")).unwrap();
    assert_eq!((report.documents, report.incomplete, report.stages[1].documents), (20, 0, 2));
    let report = remembering(folder.path(), &text).unwrap();
    assert_eq!(report.unchanged, 20);
}
