//! Runs a pipeline, and takes documents and what becomes of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use cableway_core::{Digest, Document};
use cableway_engine::{Pipeline, Quarantined, RunOptions, Sink, StepInfo, run_into};
use serde_json::{Value, json};

use super::outputs::without_root;
use crate::case::Case;
use crate::fingerprint::{Fingerprint, PluginFingerprint};

/// What a run gave.
pub(super) struct Gathered {
    pub(super) records: Vec<Value>,
    pub(super) quarantined: Vec<String>,
    pub(super) after: BTreeMap<String, Vec<Value>>,
    pub(super) inputs: Digest,
    pub(super) stages: Vec<Fingerprint>,
}

pub(super) fn gather(pipeline: Pipeline, case: &Case, root: &Path) -> Result<Gathered, String> {
    let stages = pipeline.steps().iter().map(fingerprint).collect();
    let mut taker = Taker {
        wanted: &case.after,
        root,
        records: Vec::new(),
        quarantined: Vec::new(),
        after: BTreeMap::new(),
        seen: String::new(),
    };
    // Cases run side by side: each needs one core.
    let options = RunOptions { workers: 1, ..RunOptions::default() };
    run_into(pipeline, &options, &mut taker).map_err(|error| {
        format!("its run failed: {}", without_root(&error.chain().join(": "), root))
    })?;
    let Taker { records, quarantined, after, seen, .. } = taker;
    if records.is_empty() {
        return Err("its inputs give no document: see `inputs`".to_owned());
    }
    Ok(Gathered { records, quarantined, after, inputs: Digest::of(seen.as_bytes()), stages })
}

/// Takes documents and what becomes of them.
struct Taker<'a> {
    wanted: &'a [String],
    /// The case's folder.
    root: &'a Path,
    records: Vec<Value>,
    quarantined: Vec<String>,
    after: BTreeMap<String, Vec<Value>>,
    /// URIs and digests of what was read.
    seen: String,
}

impl Sink for Taker<'_> {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn watches(&self, step: &StepInfo) -> bool {
        self.wanted.iter().any(|name| name == step.name.as_str())
    }

    fn after(&mut self, step: &StepInfo, document: &Document) {
        self.after.entry(step.name.to_string()).or_default().push(record(document));
    }

    fn document(&mut self, _: &StepInfo, document: Document) {
        self.see(document.source());
        self.records.push(record(&document));
    }

    fn quarantined(&mut self, _: &StepInfo, entry: Quarantined) {
        self.see(&entry.source);
        let (uri, stage) = (&entry.source.uri, &entry.stage);
        let error = entry.error.chain().collect::<Vec<_>>().join(": ");
        let error = without_root(&error, self.root);
        self.quarantined.push(format!("{uri}: stage `{stage}`: {error}"));
        let mut fields = json!({"uri": uri, "stage": stage, "error": error});
        if let Some(document) = &entry.document {
            fields["id"] = json!(document.id());
        }
        self.records.push(json!({"quarantined": fields}));
    }
}

impl Taker<'_> {
    fn see(&mut self, source: &cableway_core::Source) {
        let digest = source.digest.map(|digest| digest.to_string()).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(self.seen, "{} {digest}", source.uri);
    }
}

fn record(document: &Document) -> Value {
    // A record is JSON by its type.
    serde_json::to_value(document.record()).unwrap_or_default()
}

/// A stage's fingerprint as snapshots keep it.
pub(crate) fn fingerprint(step: &StepInfo) -> Fingerprint {
    let found = &step.fingerprint;
    let files = found.files.iter().map(|(path, digest)| (path.clone(), digest.to_string()));
    Fingerprint {
        name: step.name.to_string(),
        kind: step.info.kind,
        stage: step.info.id.clone(),
        version: found.version.clone(),
        config: found.config.to_string(),
        files: files.collect(),
        plugin: found.plugin.as_ref().map(|plugin| PluginFingerprint {
            name: plugin.name.clone(),
            digest: plugin.digest().to_string(),
        }),
    }
}
