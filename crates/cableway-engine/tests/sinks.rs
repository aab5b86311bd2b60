//! Runs that tell somebody what becomes of each document, and runs in another order.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

mod stages;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cableway_core::{
    Annotations, Classify, ConfigError, Context, Document, Registry, Setup, Stage, StageError,
    StageInfo, StageKind,
};
use cableway_engine::{
    LoadOptions, NoPlugins, Quarantined, RunOptions, Sink, StepInfo, load, run, run_into,
};
use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::Deserialize;
use tempfile::TempDir;

/// Two documents an item, one item that cannot be listed, documents that two stages fail on, one whose
/// id comes twice, and a stage that sees them in order.
const PIPELINE: &str = r#"
[[ingest]]
use = "numbers"
count = 5
per_item = 2
unlisted = [1]

[[ingest]]
name = "again"
use = "numbers"
count = 4

[[ingest]]
name = "again-2"
use = "numbers"
count = 1

[[classify]]
use = "mark"
when = "uri != 'n/0#1'"

[[classify]]
name = "desk"
use = "bad"
does = "error"
on = "3"

[[classify]]
use = "count"

[[summarize]]
use = "first"

[[export]]
use = "lines"
path = "out.jsonl"
when = "!('5' in labels.place) || int(text) > 0"
"#;

fn registry() -> Registry {
    let mut registry = stages::registry();
    registry.classify::<Arrivals>();
    registry
}

/// The numbers in the documents, in the order in which instances of `arrivals` saw them, by folder.
static ARRIVALS: Mutex<Vec<(PathBuf, u64)>> = Mutex::new(Vec::new());

/// What the instances in a folder saw, in their order.
fn arrivals(folder: &Path) -> Vec<u64> {
    let arrivals = ARRIVALS.lock().unwrap_or_else(PoisonError::into_inner);
    arrivals.iter().filter(|(own, _)| own == folder).map(|(_, number)| *number).collect()
}

/// Remembers the documents `n/0` and so on in the order in which it sees them, and says nothing.
struct Arrivals(PathBuf);

impl Stage for Arrivals {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "arrivals", "remembers")
    }

    fn new(_: Empty, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(setup.base().to_owned()))
    }
}

impl Classify for Arrivals {
    fn classify(
        &self,
        document: &Document,
        _: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        if let Some(number) = document.source().uri.strip_prefix("n/") {
            let mut arrivals = ARRIVALS.lock().unwrap_or_else(PoisonError::into_inner);
            arrivals.push((self.0.clone(), number.parse().unwrap()));
        }
        Ok(())
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Empty {}

/// Writes down all that it is told.
#[derive(Default)]
struct Notebook {
    watched: Vec<&'static str>,
    takes_quarantine: bool,
    lines: Vec<String>,
}

impl Notebook {
    fn line(&mut self, what: &str, document: &Document) {
        let labels: Vec<&str> = document.annotations().iter().map(|a| a.label.as_str()).collect();
        let (uri, summaries) = (&document.source().uri, document.summaries().len());
        self.lines.push(format!("{what} {uri}: [{}] {summaries}", labels.join(" ")));
    }
}

impl Sink for Notebook {
    fn takes_quarantine(&self) -> bool {
        self.takes_quarantine
    }

    fn watches(&self, step: &StepInfo) -> bool {
        self.watched.contains(&step.name.as_str())
    }

    fn after(&mut self, step: &StepInfo, document: &Document) {
        self.line(&format!("  after {}", step.name), document);
    }

    fn document(&mut self, ingest: &StepInfo, document: Document) {
        self.line(ingest.name.as_str(), &document);
    }

    fn quarantined(&mut self, ingest: &StepInfo, entry: Quarantined) {
        let came = match &entry.document {
            Some(document) => format!("with {} annotations", document.annotations().len()),
            None => "without a document".to_owned(),
        };
        let item = entry.item.map_or(0, |item| item.bytes.len());
        let error: Vec<String> = entry.error.chain().collect();
        self.lines.push(format!(
            "{} {}: {} {} failed, {came}, {item} bytes at hand: {}",
            ingest.name,
            entry.source.uri,
            entry.kind,
            entry.stage,
            error.join(" <- ")
        ));
    }
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), text).unwrap();
    std::fs::write(folder.path().join("p.quarantine.jsonl"), "old").unwrap();
    folder
}

fn told(folder: &TempDir, options: &RunOptions, mut notebook: Notebook) -> String {
    let load_options = LoadOptions::default();
    let file = folder.path().join("p.toml");
    let pipeline = load(&file, &load_options, &registry(), &NoPlugins).unwrap();
    let report = run_into(pipeline, options, &mut notebook).unwrap();
    assert_eq!(report.quarantine.is_some(), !notebook.takes_quarantine);
    notebook.lines.join("\n")
}

fn notebook(watched: &[&'static str]) -> Notebook {
    Notebook { watched: watched.to_vec(), takes_quarantine: true, ..Notebook::default() }
}

#[test]
fn a_sink_is_told_what_becomes_of_each_document() {
    let folder = folder(PIPELINE);
    let options = RunOptions { workers: 3, ..RunOptions::default() };
    assert_snapshot!(told(&folder, &options, notebook(&[])));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("p.quarantine.jsonl"), "old");
    assert_eq!(read("out.jsonl").lines().count(), 8);

    let both = Notebook::default();
    let lines = told(&folder, &options, both);
    let quarantined = lines.lines().filter(|line| line.contains("failed")).count();
    assert_eq!(read("p.quarantine.jsonl").lines().count(), quarantined);
}

#[test]
fn a_sink_sees_documents_after_the_stages_that_it_watches() {
    let folder = folder(PIPELINE);
    let watched = ["again", "mark", "desk", "first", "count", "lines"];
    let options = RunOptions { workers: 1, ..RunOptions::default() };
    let one = told(&folder, &options, notebook(&watched));
    assert_snapshot!(one);
    for (workers, shuffle) in [(4, None), (4, Some(7))] {
        let options = RunOptions { workers, shuffle, ..RunOptions::default() };
        assert_eq!(told(&folder, &options, notebook(&watched)), one);
    }
}

/// Items that cannot be listed keep their place in the window until those before them are done, which are
/// held back to be shuffled.
#[test]
fn many_items_in_a_row_that_cannot_be_listed() {
    let unlisted: Vec<String> = (3..600).map(|number| number.to_string()).collect();
    let text = format!(
        "[[ingest]]\nuse = \"numbers\"\ncount = 603\nunlisted = [{}]\n\
         [[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n",
        unlisted.join(", ")
    );
    let folder = folder(&text);
    let options = RunOptions { workers: 1, shuffle: Some(3), ..RunOptions::default() };
    let lines = told(&folder, &options, notebook(&[]));
    assert_eq!(lines.lines().filter(|line| line.contains("failed")).count(), 597);
    assert_eq!(lines.lines().count(), 603);
}

#[test]
fn items_in_another_order_give_the_same_output() {
    // More than the window holds, so that there are several blocks.
    let text = "[[ingest]]\nuse = \"numbers\"\ncount = 700\nunlisted = [5, 300]\n\
                [[ingest]]\nname = \"more\"\nuse = \"numbers\"\ncount = 50\nprefix = \"m\"\nper_item = 3\n\
                [[classify]]\nuse = \"count\"\n[[classify]]\nuse = \"arrivals\"\n\
                [[classify]]\nuse = \"bad\"\ndoes = \"error\"\non = \"13\"\n\
                [[export]]\nuse = \"lines\"\npath = \"out.jsonl\"\n";
    let output = |shuffle: Option<u64>| {
        let folder = folder(text);
        let load_options = LoadOptions::default();
        let file = folder.path().join("p.toml");
        let pipeline = load(&file, &load_options, &registry(), &NoPlugins).unwrap();
        run(pipeline, &RunOptions { workers: 1, shuffle, ..RunOptions::default() }).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        (read("out.jsonl"), read("p.quarantine.jsonl"), arrivals(folder.path()))
    };
    let (usual, quarantine, arrivals) = output(None);
    assert!(arrivals.is_sorted());
    for seed in [0, 1, u64::MAX] {
        let (output, quarantined, shuffled) = output(Some(seed));
        assert_eq!((&output, &quarantined), (&usual, &quarantine), "seed {seed}");
        assert!(!shuffled.is_sorted(), "the workers get them in another order");
        assert_eq!(shuffled.len(), arrivals.len());
    }
}
