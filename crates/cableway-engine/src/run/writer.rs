//! Puts documents back in order and hands them to the exports.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cableway_core::{Classify, Context, Document, DocumentId, ErrorKind, Export, StageError};
use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::run::guard::guarded;
use crate::run::quarantine::{self, Quarantined};
use crate::run::sink::Sink;
use crate::run::window::Window;
use crate::run::worker::{Finished, Message, Outcome, Seen, Shared};
use crate::run::{RunError, RunOptions};

pub(crate) struct Writer<'a> {
    shared: Arc<Shared>,
    ordered: Vec<Box<dyn Classify>>,
    exports: Vec<Box<dyn Export>>,
    /// None where the sink takes the quarantine.
    quarantine: Option<quarantine::Writer>,
    sink: &'a mut dyn Sink,
    documents: u64,
    quarantined: u64,
    bytes: u64,
    /// The first document in quarantine, and why.
    first_quarantined: Option<String>,
    /// A hash of every id so far: eight bytes a document, the one thing that grows with a run.
    seen: HashSet<u64>,
}

/// A document that goes on, or one that a stage failed on.
type Went = Result<Box<Document>, Box<Quarantined>>;

/// What went through.
pub(crate) struct Counts {
    pub(crate) documents: u64,
    pub(crate) quarantined: u64,
    pub(crate) bytes: u64,
    pub(crate) quarantine: Option<PathBuf>,
    pub(crate) first_quarantined: Option<String>,
}

impl<'a> Writer<'a> {
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
            documents: 0,
            quarantined: 0,
            bytes: 0,
            first_quarantined: None,
            seen: HashSet::new(),
        }
    }

    /// Finds out before the work whether the outputs can be written.
    pub(crate) fn open(&mut self) -> Result<(), RunError> {
        for place in 0..self.exports.len() {
            let export = &mut self.exports[place];
            guarded(|| export.open())
                .map_err(|error| self.export_error(place, error, Vec::new()))?;
        }
        Ok(())
    }

    /// Takes results until all items are done.
    pub(crate) fn receive(
        &mut self,
        results: &Receiver<Message>,
        window: &Window,
        options: &RunOptions,
    ) -> Result<(), RunError> {
        let mut waiting: BTreeMap<u64, Outcome> = BTreeMap::new();
        let mut next = 0;
        let mut end = None;
        while end != Some(next) {
            // A message that says why the run ended comes before the bare fact that it did.
            let message = match results.recv_timeout(Duration::from_millis(50)) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    if options.cancelled.load(Ordering::Relaxed) {
                        return Err(RunError::Interrupted);
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Err(RunError::Interrupted),
            };
            match message {
                Message::Outcome(outcome) => {
                    waiting.insert(outcome.sequence, outcome);
                }
                Message::End { items } => end = Some(items),
                Message::Source { step, error } => {
                    let stage = self.shared.steps[step].name.clone();
                    return Err(RunError::Stage { stage, error });
                }
            }
            while let Some(outcome) = waiting.remove(&next) {
                if options.cancelled.load(Ordering::Relaxed) {
                    return Err(RunError::Interrupted);
                }
                window.leave(outcome.bytes);
                self.outcome(outcome)?;
                next += 1;
                options.progress.done.store(next, Ordering::Relaxed);
                options.progress.quarantined.store(self.quarantined, Ordering::Relaxed);
            }
        }
        // The last moment at which nothing has been replaced.
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        Ok(())
    }

    fn outcome(&mut self, outcome: Outcome) -> Result<(), RunError> {
        self.bytes += outcome.bytes as u64;
        for finished in outcome.finished {
            let (finished, seen) = match finished {
                Finished::Document(document, seen) => (Ok(document), seen),
                Finished::Quarantined(entry, seen) => (Err(entry), seen),
            };
            for Seen { step, document } in seen {
                self.sink.after(&self.shared.steps[step], &document);
            }
            let finished = finished.and_then(|document| self.in_order(outcome.ingest, *document));
            let finished = match finished {
                Ok(document) => self.export(document)?,
                failed => failed,
            };
            let ingest = &self.shared.steps[outcome.ingest];
            match finished {
                Ok(document) => self.sink.document(ingest, *document),
                Err(entry) => self.put_away(outcome.ingest, *entry)?,
            }
        }
        Ok(())
    }

    /// What becomes of a document that a stage failed on.
    fn put_away(&mut self, ingest: usize, entry: Quarantined) -> Result<(), RunError> {
        let Quarantined { source, stage, error, .. } = &entry;
        tracing::info!(uri = %source.uri, %stage, %error, "quarantined");
        self.quarantined += 1;
        if self.first_quarantined.is_none() {
            // Which promise a stage broke only the cause tells.
            let links = if error.kind() == ErrorKind::Contract { 2 } else { 1 };
            let words: Vec<String> = error.chain().take(links).collect();
            self.first_quarantined = Some(format!("{}: {}", source.uri, words.join(": ")));
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.write(&entry).map_err(|error| {
                let path = quarantine.path().to_owned();
                RunError::Quarantine { path, error }
            })?;
        }
        self.sink.quarantined(&self.shared.steps[ingest], entry);
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
        self.documents += 1;
        Ok(Ok(document))
    }

    /// Puts every output in its place.
    pub(crate) fn commit(mut self) -> Result<(Vec<String>, Counts), RunError> {
        let mut outputs = Vec::new();
        for place in 0..self.exports.len() {
            let started = Instant::now();
            let export = &mut self.exports[place];
            if let Err(error) = guarded(|| export.commit()) {
                return Err(self.export_error(place, error, outputs));
            }
            self.shared.meters[self.first_export() + place].spent(started);
            outputs.push(self.exports[place].target());
        }
        let quarantine = match self.quarantine {
            Some(quarantine) => {
                let path = quarantine.path().to_owned();
                quarantine.commit().map_err(|error| RunError::Quarantine { path, error })?
            }
            None => None,
        };
        let counts = Counts {
            documents: self.documents,
            quarantined: self.quarantined,
            bytes: self.bytes,
            quarantine,
            first_quarantined: self.first_quarantined,
        };
        Ok((outputs, counts))
    }

    fn first_export(&self) -> usize {
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
