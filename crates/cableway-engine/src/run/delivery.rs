//! Takes documents, in order, through the ordered stages to the exports, or to the quarantine.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use cableway_core::{Classify, Context, Document, DocumentId, ErrorKind, Export, StageError};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::run::RunError;
use crate::run::guard::guarded;
use crate::run::quarantine::{self, Quarantined};
use crate::run::sink::Sink;
use crate::run::worker::{Done, Finished, Seen, Shared};

pub(crate) struct Delivery<'a> {
    shared: Arc<Shared>,
    ordered: Vec<Box<dyn Classify>>,
    pub(crate) exports: Vec<Box<dyn Export>>,
    /// None where the sink takes the quarantine.
    quarantine: Option<quarantine::Writer>,
    sink: &'a mut dyn Sink,
    pub(crate) counts: Counts,
    /// A hash of every id so far: eight bytes a document, the one thing that grows with a run.
    seen: HashSet<u64>,
}

/// What went through.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) documents: u64,
    pub(crate) quarantined: u64,
    /// The first document in quarantine, and why.
    pub(crate) first_quarantined: Option<String>,
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
            counts: Counts::default(),
            seen: HashSet::new(),
        }
    }

    /// Finds out whether the outputs can be written.
    pub(crate) fn open(&mut self) -> Result<(), RunError> {
        for place in 0..self.exports.len() {
            let export = &mut self.exports[place];
            guarded(|| export.open())
                .map_err(|error| self.export_error(place, error, Vec::new()))?;
        }
        Ok(())
    }

    /// Takes what became of a document so far. `is_dropped` says of a document in quarantine, by its id and the
    /// digest of its item, that nobody wants to hear of it any more.
    pub(crate) fn take(
        &mut self,
        ingest: usize,
        finished: Finished,
        is_dropped: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Result<Delivered, RunError> {
        let (finished, seen) = match finished {
            Finished::Document(Done { document, seen, .. }) => (Ok(document), seen),
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
            Ok(document) => match self.in_order(ingest, *document) {
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
        if self.counts.first_quarantined.is_none() {
            // Which promise a stage broke only the cause tells.
            let links = if error.kind() == ErrorKind::Contract { 2 } else { 1 };
            let words: Vec<String> = error.chain().take(links).collect();
            self.counts.first_quarantined = Some(format!("{}: {}", source.uri, words.join(": ")));
        }
        if let Some(quarantine) = &mut self.quarantine {
            let line = quarantine::line(&entry).map_err(std::io::Error::from);
            line.and_then(|line| quarantine.write(&line)).map_err(|error| {
                let path = quarantine.path().to_owned();
                RunError::Quarantine { path, error }
            })?;
        }
        self.sink.quarantined(&self.shared.steps[ingest], entry);
        Ok(())
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
            return Ok(());
        }
        self.counts.quarantined += 1;
        if self.counts.first_quarantined.is_none() {
            self.counts.first_quarantined = Some(quarantine::words(&entry));
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.write(line).map_err(|error| {
                let path = quarantine.path().to_owned();
                RunError::Quarantine { path, error }
            })?;
        }
        Ok(())
    }

    /// What must see documents one at a time and in order.
    fn in_order(&mut self, ingest: usize, mut document: Document) -> Went {
        if !self.seen.insert(hash(document.id())) {
            let message = format!(
                "a document with the id `{}` came earlier in this run; two sources give the same one",
                document.id()
            );
            let error = StageError::bad_input(message);
            return Err(self.shared.quarantine(ingest, None, document, error));
        }
        let context = Context::new(self.shared.limits, &self.shared.cancelled);
        let first = self.shared.ingest.len() + self.shared.parallel.len();
        for (place, stage) in self.ordered.iter().enumerate() {
            let step = first + place;
            if let Err(error) = self.shared.classify(stage.as_ref(), step, &mut document, &context)
            {
                return Err(self.shared.quarantine(step, None, document, error));
            }
            if self.shared.watched[step] {
                self.sink.after(&self.shared.steps[step], &document);
            }
        }
        Ok(Box::new(document))
    }

    /// Hands a document to the exports that want it. Where one could not be asked whether it wants it, the
    /// document goes to quarantine, and no export has seen it.
    fn export(&mut self, document: Box<Document>) -> Result<Went, RunError> {
        let first = self.first_export();
        let mut wanted = Vec::with_capacity(self.exports.len());
        for place in 0..self.exports.len() {
            let when = self.shared.steps[first + place].when.as_deref();
            match guarded(|| when.map_or(Ok(true), |when| when.holds(&document))) {
                Ok(wants) => wanted.push(wants),
                Err(error) => {
                    return Ok(Err(self.shared.quarantine(first + place, None, *document, error)));
                }
            }
        }
        for (place, wants) in wanted.into_iter().enumerate() {
            let meter = &self.shared.meters[first + place];
            if !wants {
                meter.skipped();
                continue;
            }
            let started = Instant::now();
            let export = &mut self.exports[place];
            if let Err(error) = guarded(|| export.write(&document)) {
                return Err(self.export_error(place, error, Vec::new()));
            }
            meter.worked(started, 1);
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
            let started = Instant::now();
            let export = &mut self.exports[place];
            if let Err(error) = guarded(|| export.commit()) {
                return Err(self.export_error(place, error, outputs));
            }
            self.shared.meters[self.first_export() + place].spent(started);
            outputs.push(self.exports[place].target());
            done(place, &self.counts)?;
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

fn hash(id: &DocumentId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
