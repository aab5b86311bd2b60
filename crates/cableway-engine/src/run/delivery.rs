//! Takes documents, in order, through the ordered stages to the exports, or to the quarantine.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cableway_core::{Classify, Document, DocumentId, ErrorKind, Export, StageError};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::failure::OnError;
use crate::pipeline::StepInfo;
use crate::run::RunError;
use crate::run::attempt::{Course, GoneWithout, Spent};
use crate::run::guard::guarded;
use crate::run::quarantine::{self, Quarantined};
use crate::run::sink::Sink;
use crate::run::worker::{Done, Finished, Seen, Shared, within};

pub(crate) struct Delivery<'a> {
    shared: Arc<Shared>,
    ordered: Vec<Box<dyn Classify>>,
    pub(crate) exports: Vec<Box<dyn Export>>,
    /// None where the sink takes the quarantine.
    quarantine: Option<quarantine::Writer>,
    sink: &'a mut dyn Sink,
    /// How many documents may be in quarantine.
    pub(crate) max_failures: Option<u64>,
    pub(crate) counts: Counts,
    /// A hash of every id so far: eight bytes a document, the one thing that grows with a run.
    seen: HashSet<u64>,
}

/// What went through.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) documents: u64,
    pub(crate) quarantined: u64,
    /// Documents that an earlier run could not do, and that somebody has dropped.
    pub(crate) dropped_again: u64,
    /// The first documents in quarantine, and why.
    pub(crate) failures: Vec<String>,
    /// The documents that did without a stage.
    pub(crate) incomplete: u64,
    /// The first of them, and which stage.
    pub(crate) first_incomplete: Option<String>,
}

/// How many failures a run that stops for them shows.
const MOST_SHOWN: usize = 5;

impl Counts {
    /// Counts a document that goes on without stages.
    pub(crate) fn without(
        &mut self,
        steps: &[StepInfo],
        stages: &[GoneWithout],
        document: &Document,
    ) {
        let Some(GoneWithout { step, kind, .. }) = stages.first() else { return };
        self.incomplete += 1;
        self.first_incomplete.get_or_insert_with(|| {
            let source = document.source();
            let place = quarantine::place(&source.uri, source.part.as_deref());
            format!("{place}: {} ({kind})", steps[*step].name)
        });
    }
}

/// A document that goes on, or one that a stage failed on.
type Went = Result<Box<Document>, Box<Quarantined>>;

/// What became of a document here.
pub(crate) enum Delivered {
    /// It went through, or was in quarantine before it came here.
    AsItCame,
    /// One of the last stages failed on it.
    Failed(Box<Quarantined>),
}

impl<'a> Delivery<'a> {
    pub(crate) fn new(
        shared: Arc<Shared>,
        ordered: Vec<Box<dyn Classify>>,
        exports: Vec<Box<dyn Export>>,
        quarantine_path: Option<PathBuf>,
        sink: &'a mut dyn Sink,
    ) -> Self {
        Self {
            shared,
            ordered,
            exports,
            quarantine: quarantine_path.map(quarantine::Writer::new),
            sink,
            max_failures: None,
            counts: Counts::default(),
            seen: HashSet::new(),
        }
    }

    /// Finds out whether the outputs can be written.
    pub(crate) fn open(&mut self) -> Result<(), RunError> {
        for place in 0..self.exports.len() {
            self.hold_back(place, |export| export.open())?;
        }
        Ok(())
    }

    /// Calls an export, again and again where its errors may pass: the rest of the run waits for it.
    fn hold_back(
        &mut self,
        place: usize,
        mut call: impl FnMut(&mut dyn Export) -> Result<(), StageError>,
    ) -> Result<Spent, RunError> {
        let step = self.first_export() + place;
        let export = self.exports[place].as_mut();
        let result = self.shared.export_attempts(step, || guarded(|| call(export)));
        match result {
            Err(_) if self.shared.cancelled.load(Ordering::Relaxed) => Err(RunError::Interrupted),
            result => result.map_err(|error| self.export_error(place, error, Vec::new())),
        }
    }

    /// Whether a document of this one's id has come already.
    pub(crate) fn has_come(&self, finished: &Finished) -> bool {
        matches!(finished, Finished::Document(done) if self.seen.contains(&hash(done.document.id())))
    }

    /// Takes what became of a document so far. `is_dropped` says of a document in quarantine, by its id and the
    /// digest of its item, that nobody wants to hear of it any more.
    pub(crate) fn take(
        &mut self,
        ingest: usize,
        finished: Finished,
        is_dropped: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Result<Delivered, RunError> {
        let mut is_whole = true;
        let (finished, seen) = match finished {
            Finished::Document(Done { document, seen, gone_without, .. }) => {
                is_whole = gone_without.is_empty();
                (Ok(document), seen)
            }
            Finished::Quarantined(entry, _, seen) => (Err(entry), seen),
            Finished::Remembered(line, _) => {
                self.put_away_again(&line, is_dropped)?;
                return Ok(Delivered::AsItCame);
            }
        };
        for Seen { step, document } in seen {
            self.sink.after(&self.shared.steps[step], &document);
        }
        let entry = match finished {
            Err(entry) => {
                self.put_away(ingest, *entry, is_dropped)?;
                return Ok(Delivered::AsItCame);
            }
            Ok(document) => match self.in_order(ingest, *document, is_whole) {
                Ok(document) => match self.export(document)? {
                    Ok(document) => {
                        self.sink.document(&self.shared.steps[ingest], *document);
                        return Ok(Delivered::AsItCame);
                    }
                    Err(entry) => entry,
                },
                Err(entry) => entry,
            },
        };
        Ok(Delivered::Failed(entry))
    }

    /// What becomes of a document that a stage failed on.
    pub(crate) fn put_away(
        &mut self,
        ingest: usize,
        entry: Quarantined,
        is_dropped: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Result<(), RunError> {
        let Quarantined { source, stage, error, .. } = &entry;
        let digest = source.digest.map(|digest| digest.to_string());
        if is_dropped(entry.id().as_str(), digest.as_deref()) {
            return Ok(());
        }
        tracing::info!(uri = %source.uri, %stage, %error, "quarantined");
        self.counts.quarantined += 1;
        if self.counts.failures.len() < MOST_SHOWN {
            // Which promise a stage broke only the cause tells.
            let links = if error.kind() == ErrorKind::Contract { 2 } else { 1 };
            let words: Vec<String> = error.chain().take(links).collect();
            let place = quarantine::place(&source.uri, source.part.as_deref());
            self.counts.failures.push(format!("{place}: {}", words.join(": ")));
        }
        if let Some(quarantine) = &mut self.quarantine {
            let line = quarantine::line(&entry).map_err(std::io::Error::from);
            line.and_then(|line| quarantine.write(&line)).map_err(|error| {
                let path = quarantine.path().to_owned();
                RunError::Quarantine { path, error }
            })?;
        }
        let stage = (entry.kind.as_str(), entry.stage.as_str());
        let place = quarantine::place(&entry.source.uri, entry.source.part.as_deref());
        let stop = self.stop(stage, &place, || entry.error.chain().collect());
        self.sink.quarantined(&self.shared.steps[ingest], entry);
        stop.map_or(Ok(()), |stop| Err(self.stopped(stop)))
    }

    /// Why the run ends with a failure of `stage`, where it does: never where the sink looks at each failure.
    fn stop(
        &self,
        (kind, name): (&str, &str),
        uri: &str,
        causes: impl FnOnce() -> Vec<String>,
    ) -> Option<RunError> {
        self.quarantine.as_ref()?;
        let mut steps = self.shared.steps.iter();
        let step = steps.find(|step| step.info.kind.as_str() == kind && step.name.as_str() == name);
        if let Some(step) = step.filter(|step| step.policy.on_error == OnError::Stop) {
            let (stage, uri) = (step.name.clone(), uri.to_owned());
            return Some(RunError::Stopped { stage, uri, causes: causes(), quarantine: None });
        }
        let (most, count) = (self.max_failures?, self.counts.quarantined);
        let first = self.counts.failures.clone();
        (count > most).then_some(RunError::TooManyFailures { most, count, first, quarantine: None })
    }

    /// The end of a run that stops for its failures: they are kept, so that nothing is lost.
    fn stopped(&mut self, mut stop: RunError) -> RunError {
        match self.commit_quarantine() {
            Err(error) => return error,
            Ok(kept) => {
                if let RunError::Stopped { quarantine, .. }
                | RunError::TooManyFailures { quarantine, .. } = &mut stop
                {
                    *quarantine = kept;
                }
            }
        }
        stop
    }

    /// Whether a run that would write nothing has to look at the failures of the last one after all: with so many in
    /// quarantine this pipeline may have to stop.
    pub(crate) fn may_stop(&self, quarantined: u64) -> bool {
        let mut steps = self.shared.steps.iter();
        let one_stops = steps.any(|step| step.policy.on_error == OnError::Stop);
        quarantined > 0 && (one_stops || self.max_failures.is_some_and(|most| quarantined > most))
    }

    /// The same for one that an earlier run wrote down.
    fn put_away_again(
        &mut self,
        line: &RawValue,
        is_dropped: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Result<(), RunError> {
        let entry: Value = serde_json::from_str(line.get()).unwrap_or_default();
        let id = entry["id"].as_str().unwrap_or_default();
        if is_dropped(id, entry["source"]["digest"].as_str()) {
            self.counts.dropped_again += 1;
            return Ok(());
        }
        self.counts.quarantined += 1;
        if self.counts.failures.len() < MOST_SHOWN {
            self.counts.failures.push(quarantine::words(&entry));
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.write(line).map_err(|error| {
                let path = quarantine.path().to_owned();
                RunError::Quarantine { path, error }
            })?;
        }
        let text =
            |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let causes = || {
            let causes = entry["error"]["causes"].as_array().into_iter().flatten();
            let causes = causes.filter_map(Value::as_str);
            [text("/error/message")].into_iter().chain(causes).map(str::to_owned).collect()
        };
        let stage = (text("/stage/kind"), text("/stage/name"));
        let part = entry["source"]["part"].as_str();
        let stop = self.stop(stage, &quarantine::place(text("/source/uri"), part), causes);
        stop.map_or(Ok(()), |stop| Err(self.stopped(stop)))
    }

    /// What must see documents one at a time and in order.
    fn in_order(&mut self, ingest: usize, mut document: Document, is_whole: bool) -> Went {
        if !self.seen.insert(hash(document.id())) {
            let message = format!(
                "a document with the id `{}` came earlier in this run; two sources give the same one",
                document.id()
            );
            let error = StageError::bad_input(message);
            return Err(self.shared.quarantine(ingest, None, document, error));
        }
        let mut course = Course::begin(&self.shared, None);
        let first = self.shared.ingest.len() + self.shared.parallel.len();
        for (place, stage) in self.ordered.iter().enumerate() {
            let step = first + place;
            let worked = self.shared.classify(stage.as_ref(), step, &mut document, &mut course);
            if let Err(error) = worked {
                let mut entry = self.shared.quarantine(step, None, document, error);
                entry.attempts = course.attempts;
                return Err(entry);
            }
            if self.shared.watched[step] {
                self.sink.after(&self.shared.steps[step], &document);
            }
        }
        // Others have been counted already.
        if is_whole {
            self.counts.without(&self.shared.steps, &course.gone_without, &document);
        }
        Ok(Box::new(document))
    }

    /// Hands a document to the exports that want it. Where one could not be asked whether it wants it, the
    /// document goes to quarantine, and no export has seen it.
    fn export(&mut self, document: Box<Document>) -> Result<Went, RunError> {
        let first = self.first_export();
        let mut wanted = Vec::with_capacity(self.exports.len());
        for place in 0..self.exports.len() {
            let StepInfo { when, policy, .. } = &self.shared.steps[first + place];
            let wants = guarded(|| match when {
                Some(when) if !when.holds(&document)? => Ok(false),
                _ => within(policy.limits.bytes, document.text().len(), "the text").map(|()| true),
            });
            match wants {
                Ok(wants) => wanted.push(wants),
                Err(error) => {
                    return Ok(Err(self.shared.quarantine(first + place, None, *document, error)));
                }
            }
        }
        for (place, wants) in wanted.into_iter().enumerate() {
            if !wants {
                self.shared.meters[first + place].skipped();
                continue;
            }
            let spent = self.hold_back(place, |export| export.write(&document))?;
            let (uri, bytes) = (&document.source().uri, document.text().len());
            self.shared.meters[first + place].worked(spent.time, bytes, 1);
            self.shared.exported(first + place, &spent, uri);
        }
        self.counts.documents += 1;
        Ok(Ok(document))
    }

    /// Puts every output in its place, and says of each that it is there.
    pub(crate) fn commit(
        &mut self,
        mut done: impl FnMut(usize, &Counts) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let mut outputs = Vec::new();
        for place in 0..self.exports.len() {
            let step = self.first_export() + place;
            let export = &mut self.exports[place];
            let committed = self.shared.export_attempts(step, || guarded(|| export.commit()));
            match committed {
                Ok(spent) => {
                    self.shared.meters[step].spent(spent.time);
                    self.shared.committed(step, &spent, &self.exports[place].target());
                }
                Err(error) => return Err(self.export_error(place, error, outputs)),
            }
            outputs.push(self.exports[place].target());
            done(place, &self.counts).map_err(|error| unrecorded(error, &outputs))?;
        }
        Ok(())
    }

    /// Puts the quarantine in its place. `None` where there is nothing in it.
    pub(crate) fn commit_quarantine(&mut self) -> Result<Option<PathBuf>, RunError> {
        let Some(quarantine) = self.quarantine.take() else { return Ok(None) };
        let path = quarantine.path().to_owned();
        quarantine.commit().map_err(|error| RunError::Quarantine { path, error })
    }

    /// Where the quarantine lies or would lie; `None` where the sink takes it.
    pub(crate) fn quarantine_path(&self) -> Option<&Path> {
        self.quarantine.as_ref().map(quarantine::Writer::path)
    }

    /// Where the outputs lie.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.exports.iter().map(|export| export.target()).collect()
    }

    pub(crate) fn first_export(&self) -> usize {
        self.shared.steps.len() - self.exports.len()
    }

    fn export_error(&self, place: usize, error: StageError, committed: Vec<String>) -> RunError {
        let stage = self.shared.steps[self.first_export() + place].name.clone();
        RunError::Export { stage, error, committed }
    }
}

/// The outputs that are in place by now are part of what there is to say.
pub(crate) fn unrecorded(error: RunError, committed: &[String]) -> RunError {
    match error {
        RunError::Ledger(error) => RunError::Unrecorded { error, committed: committed.to_vec() },
        other => other,
    }
}

fn hash(id: &DocumentId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
