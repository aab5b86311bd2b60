//! What is counted of runs, and for whom.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod stages;

use std::path::Path;
use std::sync::Arc;

use cableway_engine::{
    Ledger, LedgerOptions, LoadOptions, Metrics, NoPlugins, Outcome, Phase, Pipeline, RunOptions,
    Trace, load, run, run_with,
};

const TEXT: &str = "[[ingest]]\nuse = \"numbers\"\ncount = 40\nunlisted = [3]\n\
    [[classify]]\nname = \"desk\"\nuse = \"bad\"\ndoes = \"error\"\non = \"7\"\n\
    [[classify]]\nuse = \"mark\"\nwhen = \"length == 9\"\n\
    [[classify]]\nuse = \"count\"\n\
    [[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";

fn loaded(folder: &Path, text: &str) -> Pipeline {
    let file = folder.join("p.toml");
    std::fs::write(&file, text).unwrap();
    load(&file, &LoadOptions::default(), &stages::registry(), &NoPlugins)
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn counted(metrics: &Arc<Metrics>) -> RunOptions {
    RunOptions { workers: 3, metrics: Some(Arc::clone(metrics)), ..RunOptions::default() }
}

/// The value of a series.
#[track_caller]
fn value(metrics: &Metrics, series: &str) -> f64 {
    let text = metrics.prometheus();
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{text}")).parse().unwrap()
}

fn of_stage(metrics: &Metrics, what: &str, stage: &str, kind: &str) -> f64 {
    value(metrics, &format!("cableway_stage_{what}{{stage=\"{stage}\",kind=\"{kind}\"}}"))
}

#[test]
fn counts_add_up_over_runs() {
    let folder = tempfile::tempdir().unwrap();
    let metrics = Arc::new(Metrics::default());
    assert_eq!(metrics.health().state, Phase::Starting);
    for runs in 1..=3 {
        run(loaded(folder.path(), TEXT), &counted(&metrics)).unwrap();
        let times = f64::from(runs);
        let check = |what: &str, stage: &str, kind: &str, each: f64| {
            assert!(
                (of_stage(&metrics, what, stage, kind) - each * times).abs() < 1e-9,
                "{what} {stage}"
            );
        };
        check("documents_total", "numbers", "ingest", 39.0);
        check("errors_total", "numbers", "ingest", 1.0);
        check("seconds_count", "numbers", "ingest", 39.0);
        // One digit a byte: 9 of the first ten items, and 30 of two.
        check("bytes_total", "numbers", "ingest", 69.0);
        check("documents_total", "desk", "classify", 35.0);
        check("errors_total", "desk", "classify", 4.0);
        check("seconds_count", "desk", "classify", 39.0);
        check("bytes_total", "desk", "classify", 69.0 + 39.0 * 7.0);
        // Of 39 numbers 30 have two digits, and 3 of those end with a 7.
        check("documents_total", "mark", "classify", 27.0);
        check("skipped_total", "mark", "classify", 8.0);
        check("documents_total", "count", "classify", 35.0);
        check("documents_total", "lines", "export", 35.0);
        assert!(
            (value(&metrics, "cableway_runs_total{outcome=\"quarantined\"}") - times).abs() < 1e-9
        );
    }
    assert!((value(&metrics, "cableway_run_in_progress")).abs() < 1e-9);
    assert!((value(&metrics, "cableway_queue_items{queue=\"writer\"}")).abs() < 1e-9);
    let health = metrics.health();
    assert_eq!(
        (health.state, health.last_run.unwrap().outcome),
        (Phase::Waiting, Outcome::Quarantined)
    );
}

#[test]
fn a_report_has_what_the_ledger_knew() {
    let folder = tempfile::tempdir().unwrap();
    let metrics = Arc::new(Metrics::default());
    let run = |text: &str| {
        let pipeline = loaded(folder.path(), text);
        let file = folder.path().join("p.toml");
        let mut ledger = Ledger::open(&file, &LedgerOptions::default()).unwrap();
        let report = run_with(pipeline, &counted(&metrics), &mut ledger).unwrap();
        report.stages.iter().map(|stage| (stage.documents, stage.unchanged)).collect::<Vec<_>>()
    };
    assert_eq!(run(TEXT), [(39, 0), (35, 0), (27, 0), (35, 0), (35, 0)]);
    // Nothing has changed; but this export does not say where its output lies, so that every run writes it.
    assert_eq!(run(TEXT), [(0, 35), (0, 35), (0, 35), (35, 0), (35, 0)]);
    // `mark` says something else now; what comes after it sees all documents again.
    let changed = TEXT.replace("length == 9", "length == 8");
    assert_eq!(run(&changed), [(0, 35), (0, 35), (8, 0), (35, 0), (35, 0)]);
}

/// A run that is traced, or counted, gives what one gives that is not.
#[test]
fn who_looks_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = || std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    run(loaded(folder.path(), TEXT), &RunOptions::default()).unwrap();
    let before = out();
    let trace = Arc::new(Trace::new(std::fs::File::create(folder.path().join("t.json")).unwrap()));
    let metrics = Arc::new(Metrics::default());
    let options = RunOptions { trace: Some(Arc::clone(&trace)), ..counted(&metrics) };
    run(loaded(folder.path(), TEXT), &options).unwrap();
    assert_eq!(out(), before);
    trace.finish().unwrap();
    let text = std::fs::read_to_string(folder.path().join("t.json")).unwrap();
    let events: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let of = |name: &str| {
        events.iter().filter(|event| event["name"] == name && event["ph"] == "X").count()
    };
    assert_eq!((of("list"), of("numbers"), of("desk"), of("mark")), (40, 39, 39, 35));
    assert_eq!((of("count"), of("lines"), of("commit")), (35, 35, 1));
}
