//! Runs both pipelines, the second one in step with what the first one gave.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cableway_core::{Clock, Document, DocumentId, StageKind};
use cableway_engine::{
    LoadOptions, Pipeline, Quarantined, RunOptions, RunReport, Sink, StageCache, StepInfo,
    declared_stages, load, run_into,
};
use serde_json::json;

use super::alignment::{Aligned, Alignment, Reach};
use super::outcome::{Impact, Times};
use super::spool::{Entry, Spool};
use super::stages::{Renamed, new_name, rename_in, renamed, stage_changes, under_new_names};
use super::tally::Tally;
use super::{ImpactError, ImpactOptions, Side, Started, Which};
use crate::capture::{Stages, fingerprint};
use crate::difference::Origin;
use crate::fingerprint::{Fingerprint, NOTHING_KNOWN, reasons_for, running_order};

/// Runs both pipelines and compares what they give. A stage that only has another name in the new pipeline is
/// taken for the same. In which order the documents come does not count.
///
/// `started` is told of each run as it begins, with its counts.
///
/// # Errors
/// When a pipeline has mistakes or its run fails, there is nothing to compare, or the disk is full.
///
/// ```no_run
/// use cableway_engine::{NoPlugins, RunOptions};
/// use cableway_testing::capture::Stages;
/// use cableway_testing::impact::{ImpactOptions, Side, measure};
///
/// # let registry = cableway_core::Registry::new();
/// let side = |file: &str| Side { file: file.into(), sets: Vec::new() };
/// let options = ImpactOptions {
///     inputs: vec!["inbox/*.html".to_owned()],
///     folder: std::env::current_dir()?,
///     examples: 3,
///     run: RunOptions::default(),
/// };
/// let stages = Stages { registry: &registry, plugins: &NoPlugins };
/// let impact = measure([&side("old.toml"), &side("new.toml")], &options, stages, &mut |_, _| {})?;
/// println!("{} documents changed", impact.documents.changed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn measure(
    sides: [&Side; 2],
    options: &ImpactOptions,
    stages: Stages<'_>,
    started: Started<'_>,
) -> Result<Impact, ImpactError> {
    let cache = StageCache::new();
    let clock = Clock::frozen(Clock::system().now());
    let open = |which, side| pipeline(which, side, options, stages, clock, &cache);
    let (old, new) = (open(Which::Old, sides[0])?, open(Which::New, sides[1])?);
    let prints = |pipeline: &Pipeline| -> Vec<Fingerprint> {
        pipeline.steps().iter().map(fingerprint).collect()
    };
    let (mut old_prints, new_prints) = (prints(&old), prints(&new));
    let renamed = renamed(&old_prints, &new_prints);
    under_new_names(&mut old_prints, &renamed);
    let warnings = [old.warnings.clone(), new.warnings.clone()];

    let limits_changed = old.limits != new.limits;

    let mut run = |which, pipeline, sink: &mut Keeper<'_>| {
        let run = RunOptions { progress: Arc::default(), ..options.run.clone() };
        started(which, &run.progress);
        let outcome = run_into(pipeline, &run, sink);
        if let Some(error) = sink.error.take() {
            return Err(ImpactError::Spool(error));
        }
        let report = outcome.map_err(|error| ImpactError::Run { which, error })?;
        if run.progress.transient.load(Ordering::Relaxed) {
            return Err(ImpactError::Transient);
        }
        Ok(report)
    };
    let cancelled = &options.run.cancelled;
    let mut spool = Spool::new()?;
    let old_report = {
        let mut keep = |entry: Entry| spool.push(&entry);
        run(Which::Old, old, &mut Keeper::new(&renamed, cancelled, &mut keep))?
    };
    let order = running_order(&old_prints, &new_prints);
    let mut tally = Tally::new(options.examples, order);
    let mut alignment = Alignment::new(spool, Reach::default())?;
    let new_report = {
        let mut keep = |entry: Entry| match alignment.partner(entry)? {
            Some((old, new)) => tally.add(&Aligned::Both(old, new)),
            None => Ok(()),
        };
        run(Which::New, new, &mut Keeper::new(&[], cancelled, &mut keep))?
    };
    alignment.finish(&mut |aligned| tally.add(&aligned))?;

    let impact = tally.finish(|stage: &Origin| {
        let mut found = reasons_for(stage, &old_prints, &new_prints);
        if limits_changed {
            found.push("the pipeline's `[limits]` changed".to_owned());
        }
        if found.is_empty() { vec![NOTHING_KNOWN.to_owned()] } else { found }
    });
    if impact.documents.compared == 0 && impact.is_nothing() {
        return Err(ImpactError::NoDocument);
    }
    Ok(Impact {
        pipelines: sides.map(Side::shown),
        limits_changed,
        stages: stage_changes(&old_prints, &new_prints, &renamed),
        times: times(&old_report, &new_report, &renamed),
        warnings,
        ..impact
    })
}

fn pipeline(
    which: Which,
    side: &Side,
    options: &ImpactOptions,
    stages: Stages<'_>,
    clock: Clock,
    cache: &StageCache,
) -> Result<Pipeline, ImpactError> {
    let wrong = |diagnostics| ImpactError::Pipeline { which, diagnostics };
    let mut load_options = LoadOptions {
        sets: &side.sets,
        clock,
        exports: Some(Vec::new()),
        cache: Some(cache),
        ..LoadOptions::default()
    };
    if !options.inputs.is_empty() {
        let declared =
            declared_stages(&side.file, &side.sets, load_options.environment).map_err(wrong)?;
        let first = declared
            .iter()
            .find(|stage| stage.kind == StageKind::Ingest && stage.config.get("paths").is_some());
        let Some(first) = first else { return Err(ImpactError::NoPaths { which }) };
        load_options.inputs = [(first.name.clone(), options.inputs.clone())].into();
        load_options.root = Some(options.folder.clone());
    }
    load(&side.file, &load_options, stages.registry, stages.plugins).map_err(wrong)
}

/// Hands on what a run gives, entry by entry; the first trouble ends the run.
struct Keeper<'a> {
    renamed: &'a [Renamed],
    cancelled: &'a AtomicBool,
    keep: &'a mut dyn FnMut(Entry) -> io::Result<()>,
    error: Option<io::Error>,
}

impl<'a> Keeper<'a> {
    fn new(
        renamed: &'a [Renamed],
        cancelled: &'a AtomicBool,
        keep: &'a mut dyn FnMut(Entry) -> io::Result<()>,
    ) -> Self {
        Self { renamed, cancelled, keep, error: None }
    }

    fn take(&mut self, entry: io::Result<Entry>) {
        if self.error.is_some() {
            return;
        }
        if let Err(error) = entry.and_then(&mut *self.keep) {
            self.error = Some(error);
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }
}

impl Sink for Keeper<'_> {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, _: &StepInfo, document: Document) {
        let entry = record(&document, self.renamed);
        self.take(entry);
    }

    fn quarantined(&mut self, _: &StepInfo, entry: Quarantined) {
        let entry = failure(&entry, self.renamed);
        self.take(Ok(entry));
    }
}

fn record(document: &Document, renamed: &[Renamed]) -> io::Result<Entry> {
    let json = if renamed.is_empty() {
        serde_json::to_string(document.record())?
    } else {
        let mut record = serde_json::to_value(document.record())?;
        rename_in(&mut record, renamed);
        record.to_string()
    };
    let uri = document.source().uri.clone();
    Ok(Entry { id: document.id().to_string(), uri, json })
}

fn failure(entry: &Quarantined, renamed: &[Renamed]) -> Entry {
    let uri = &entry.source.uri;
    let stage = new_name(renamed, entry.kind, entry.stage.as_str()).unwrap_or(entry.stage.as_str());
    let error = entry.error.chain().collect::<Vec<_>>().join(": ");
    let id = match &entry.document {
        Some(document) => document.id().clone(),
        None => DocumentId::from_uri(uri),
    };
    let json = json!({"quarantined": {"uri": uri, "stage": stage, "error": error}}).to_string();
    Entry { id: id.to_string(), uri: uri.clone(), json }
}

/// The times of all stages, in the order of running, and of the whole runs.
fn times(old: &RunReport, new: &RunReport, renamed: &[Renamed]) -> Vec<Times> {
    let mut times: Vec<Times> = new
        .stages
        .iter()
        .map(|stage| Times {
            kind: Some(stage.kind),
            name: stage.name.to_string(),
            old: None,
            new: Some(stage.time),
        })
        .collect();
    for stage in &old.stages {
        let name =
            new_name(renamed, stage.kind, stage.name.as_str()).unwrap_or(stage.name.as_str());
        let same = |one: &&mut Times| one.kind == Some(stage.kind) && one.name == name;
        match times.iter_mut().find(same) {
            Some(one) => one.old = Some(stage.time),
            None => times.push(Times {
                kind: Some(stage.kind),
                name: name.to_owned(),
                old: Some(stage.time),
                new: None,
            }),
        }
    }
    times.push(Times {
        kind: None,
        name: "the whole run".to_owned(),
        old: Some(old.elapsed),
        new: Some(new.elapsed),
    });
    times
}
