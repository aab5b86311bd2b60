//! What became of each document in a run, kept in a file, and compared with that of another run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use cableway_core::{Document, StageKind};
use serde_json::{Value, json};

use crate::determinism::{Found, RunPlace, excerpts};
use crate::difference::{StageDifference, differing_stages};
use crate::pipeline::StepInfo;
use crate::run::{Quarantined, Sink};

/// What became of a document, as a line of JSON.
fn of_document(ingest: &StepInfo, document: &Document) -> String {
    json!({"ingest": ingest.name, "record": document.record()}).to_string()
}

fn of_quarantined(ingest: &StepInfo, entry: &Quarantined) -> String {
    let chain: Vec<String> = entry.error.chain().collect();
    json!({
        "ingest": ingest.name,
        "source": entry.source,
        "failed": {"kind": entry.kind, "stage": entry.stage, "error": entry.error.kind(), "chain": chain},
        "record": entry.document.as_deref().map(Document::record),
    })
    .to_string()
}

/// Writes down what became of each document.
pub(super) struct Recorder {
    file: BufWriter<File>,
    /// The first thing that went wrong in writing.
    outcome: io::Result<()>,
}

impl Recorder {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(File::create(path)?), outcome: Ok(()) })
    }

    fn line(&mut self, line: &str) {
        if self.outcome.is_ok() {
            self.outcome = writeln!(self.file, "{line}");
        }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.outcome?;
        self.file.flush()
    }
}

impl Sink for Recorder {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, ingest: &StepInfo, document: Document) {
        self.line(&of_document(ingest, &document));
    }

    fn quarantined(&mut self, ingest: &StepInfo, entry: Quarantined) {
        self.line(&of_quarantined(ingest, &entry));
    }
}

/// Compares what becomes of each document with what was written down.
pub(super) struct Comparison {
    written: BufReader<File>,
    /// The documents so far.
    number: u64,
    /// Pairs that differ, the first ones in full.
    differing: Vec<Pair>,
    /// How many documents differ.
    count: u64,
    outcome: io::Result<()>,
}

/// What became of a document in two runs; empty where a run had none in its place.
struct Pair {
    number: u64,
    one: String,
    other: String,
}

/// So many differing documents are looked at: the stage at fault is among those that differ there.
const MOST_PAIRS: usize = 64;

impl Comparison {
    pub(super) fn new(written: &Path) -> io::Result<Self> {
        Ok(Self {
            written: BufReader::new(File::open(written)?),
            number: 0,
            differing: Vec::new(),
            count: 0,
            outcome: Ok(()),
        })
    }

    /// Compares the next line; false where neither run has one.
    fn line(&mut self, other: String) -> bool {
        let mut one = String::new();
        if self.outcome.is_ok() {
            self.outcome = self.written.read_line(&mut one).map(drop);
        }
        one.truncate(one.trim_end_matches('\n').len());
        if one.is_empty() && other.is_empty() {
            return false;
        }
        self.number += 1;
        if one != other {
            self.count += 1;
            if self.differing.len() < MOST_PAIRS {
                self.differing.push(Pair { number: self.number, one, other });
            }
        }
        true
    }

    /// The first difference in the order of running, if there is any.
    pub(super) fn finish(mut self, steps: &[StepInfo]) -> io::Result<Option<Found>> {
        while self.outcome.is_ok() && self.line(String::new()) {}
        self.outcome?;
        let mut first: BTreeMap<usize, Found> = BTreeMap::new();
        for pair in &self.differing {
            let read = |line: &str| serde_json::from_str(line).unwrap_or(Value::Null);
            let (one, other) = (read(&pair.one), read(&pair.other));
            let (difference, same_document) = difference(steps, &one, &other);
            let Some(difference) = difference else { continue };
            let place = position(steps, &difference);
            let found = || found(pair.number, difference, &one, &other, self.count);
            first.entry(place).or_insert_with(found);
            if !same_document {
                // From here on each document is compared with another.
                break;
            }
        }
        Ok(first.into_values().next())
    }
}

impl Sink for Comparison {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, ingest: &StepInfo, document: Document) {
        self.line(of_document(ingest, &document));
    }

    fn quarantined(&mut self, ingest: &StepInfo, entry: Quarantined) {
        self.line(of_quarantined(ingest, &entry));
    }
}

/// The stage that runs first among those that did something else, and whether both are about one
/// document.
fn difference(steps: &[StepInfo], one: &Value, other: &Value) -> (Option<StageDifference>, bool) {
    let ingest = [one, other].into_iter().find_map(|line| line["ingest"].as_str());
    let differs = |kind, stage: Option<&str>, part: &str| StageDifference {
        kind,
        stage: stage.map(str::to_owned),
        parts: vec![part.to_owned()],
    };
    if uri(one) != uri(other) || one["ingest"] != other["ingest"] {
        return (Some(differs(StageKind::Ingest, ingest, "documents")), false);
    }
    let failures: Vec<StageDifference> = if one["failed"] == other["failed"] {
        Vec::new()
    } else {
        let failed = [one, other].into_iter().map(|line| &line["failed"]);
        let named = failed.filter_map(|failed| {
            let kind = serde_json::from_value(failed["kind"].clone()).ok()?;
            Some(differs(kind, failed["stage"].as_str(), "failure"))
        });
        named.collect()
    };
    let (old, new) = (&one["record"], &other["record"]);
    let mut differing =
        if old.is_null() || new.is_null() { Vec::new() } else { differing_stages(steps, old, new) };
    if differing.is_empty() && one["source"] != other["source"] && failures.is_empty() {
        differing.push(differs(StageKind::Ingest, ingest, "source"));
    }
    for difference in &mut differing {
        if difference.kind == StageKind::Ingest && difference.stage.is_none() {
            difference.stage = ingest.map(str::to_owned);
        }
    }
    // What comes after a failure in one run is missing for that reason alone.
    let first = failures.into_iter().chain(differing).min_by_key(|d| position(steps, d));
    (first, true)
}

fn uri(line: &Value) -> Option<&str> {
    let of = |source: &'_ Value| source["uri"].as_str().is_some();
    let source =
        if of(&line["record"]["source"]) { &line["record"]["source"] } else { &line["source"] };
    source["uri"].as_str()
}

/// The place of the stage in the order of running.
fn position(steps: &[StepInfo], difference: &StageDifference) -> usize {
    let is_it = |step: &StepInfo| {
        step.info.kind == difference.kind
            && difference.stage.as_ref().is_none_or(|name| step.name.as_str() == name)
    };
    steps.iter().position(is_it).unwrap_or(usize::MAX)
}

fn found(
    number: u64,
    difference: StageDifference,
    one: &Value,
    other: &Value,
    documents: u64,
) -> Found {
    let StageDifference { kind, stage, parts } = difference;
    let stage = stage.unwrap_or_default();
    let part = parts.first().map_or("", String::as_str);
    let said = |line: &Value| said(line, &stage, part);
    let said = excerpts(&said(one), &said(other));
    let uri = uri(one).or(uri(other)).unwrap_or_default().to_owned();
    Found { kind, stage, parts, place: RunPlace::Document { number, uri }, said, documents }
}

/// What the stage said in a part of its output.
fn said(line: &Value, stage: &str, part: &str) -> String {
    let failed = &line["failed"];
    let failure = || {
        let chain = failed["chain"].as_array().into_iter().flatten().filter_map(Value::as_str);
        format!("it failed: {}", chain.collect::<Vec<_>>().join(": "))
    };
    let record = &line["record"];
    match part {
        "documents" => uri(line).unwrap_or("no document").to_owned(),
        "failure" if failed["stage"] == stage => failure(),
        "failure" if failed.is_null() => "it did not fail".to_owned(),
        "failure" => format!("the stage {} failed", failed["stage"]),
        "source" if record.is_null() => line["source"].to_string(),
        "annotations" | "summaries" | "notes" => {
            let entries = record[part].as_array().into_iter().flatten();
            let own: Vec<&Value> = entries.filter(|entry| entry["stage"] == stage).collect();
            if own.is_empty() { "nothing".to_owned() } else { json!(own).to_string() }
        }
        field => match record.get(field) {
            Some(value) => value.to_string(),
            None => "nothing".to_owned(),
        },
    }
}
