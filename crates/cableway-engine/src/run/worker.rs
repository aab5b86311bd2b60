//! Takes one item at a time through read → classify → summarize.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use cableway_core::{
    Annotations, Classify, Context, Digest, Document, ErrorKind, Ingest, Item, Limits, StageError,
    Violation,
};
use crossbeam_channel::{Receiver, Sender};
use serde_json::value::RawValue;
use tracing::{debug_span, trace_span};

use crate::ledger::{LedgerError, Mark, Remembered, item_digest, mark};
use crate::pipeline::{StepInfo, Worker};
use crate::run::guard::guarded;
use crate::run::memory::{Memory, ToDo, Told, told};
use crate::run::quarantine::Quarantined;
use crate::run::report::Meter;

/// What all threads of a run share.
pub(crate) struct Shared {
    pub(crate) steps: Vec<StepInfo>,
    pub(crate) meters: Vec<Meter>,
    /// Whether somebody wants to see each document after the step.
    pub(crate) watched: Vec<bool>,
    pub(crate) ingest: Vec<Box<dyn Ingest>>,
    pub(crate) parallel: Vec<Worker>,
    pub(crate) limits: Limits,
    pub(crate) cancelled: Arc<AtomicBool>,
    /// What earlier runs worked on, where they are remembered.
    pub(crate) memory: Option<Memory>,
}

/// An item on its way to a worker.
pub(crate) struct Job {
    /// Its place in the order of listing.
    pub(crate) sequence: u64,
    /// Which ingest stage listed it.
    pub(crate) ingest: usize,
    pub(crate) item: Arc<Item>,
    /// Whether the ledger is asked for it, and told of it.
    pub(crate) remember: bool,
    pub(crate) work: Work,
}

pub(crate) enum Work {
    Read,
    /// What is left of an item whose worker had to be left behind.
    Continue {
        pending: VecDeque<Pending>,
        finished: Vec<Finished>,
    },
}

/// A document of an item that is being worked on.
#[expect(clippy::large_enum_variant, reason = "nearly all are documents")]
pub(crate) enum Pending {
    Document {
        document: Document,
        /// What it had after each stage so far; the ingest stage is the first.
        marks: Vec<Mark>,
    },
    /// There is nothing left to do.
    Settled(Finished),
}

/// What became of an item.
pub(crate) struct Outcome {
    pub(crate) sequence: u64,
    pub(crate) ingest: usize,
    /// The bytes to give back to the window.
    pub(crate) bytes: usize,
    pub(crate) finished: Vec<Finished>,
    pub(crate) told: Told,
}

pub(crate) enum Finished {
    Document(Done),
    /// With the number of stages that were at work on it: the last one failed.
    Quarantined(Box<Quarantined>, usize, Vec<Seen>),
    /// The same as an earlier run wrote it down.
    Remembered(Box<RawValue>, usize),
}

/// A document after all parallel stages.
pub(crate) struct Done {
    pub(crate) document: Box<Document>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) seen: Vec<Seen>,
    /// A stage was left out because it failed, and may go well the next time.
    pub(crate) retry: bool,
}

impl From<Remembered> for Finished {
    fn from(remembered: Remembered) -> Self {
        match remembered {
            Remembered::Document(document, marks) => {
                Self::Document(Done { document, marks, seen: Vec::new(), retry: false })
            }
            Remembered::Failure { line, stages } => Self::Remembered(line, stages),
        }
    }
}

/// A document as it stood after a step that is watched.
pub(crate) struct Seen {
    pub(crate) step: usize,
    pub(crate) document: Document,
}

pub(crate) enum Message {
    Outcome(Outcome),
    /// The reader has listed this many items, and that is all.
    End {
        items: u64,
    },
    /// A source as a whole is of no use.
    Source {
        step: usize,
        error: StageError,
    },
    /// The items of an ingest stage are those that it listed the last time.
    AsBefore {
        sequence: u64,
        ingest: usize,
    },
    /// The ledger cannot be relied on.
    Ledger(LedgerError),
}

/// What a worker is busy with, for the watchdog to see and, if need be, to take away.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Option<Busy>>);

pub(crate) struct Busy {
    pub(crate) job: Job,
    /// The step at work.
    pub(crate) step: usize,
    pub(crate) since: Instant,
    /// The document at work; none while the item is being read.
    pub(crate) source: Option<cableway_core::Source>,
    pub(crate) pending: VecDeque<Pending>,
    pub(crate) finished: Vec<Finished>,
}

impl Slot {
    /// Calls `change` on what the worker is busy with; `None` when it has been taken away.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut Busy) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(change)
    }

    pub(crate) fn take(&self) -> Option<Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Takes it away if it has been at work for longer than it may.
    pub(crate) fn take_if(&self, overdue: impl FnOnce(&Busy) -> bool) -> Option<Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_if(|busy| overdue(busy))
    }

    fn set(&self, busy: Busy) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(busy);
    }
}

/// Works until there are no more jobs, or until the watchdog takes the slot away.
pub(crate) fn work(
    shared: &Shared,
    slot: &Slot,
    first: Option<Job>,
    jobs: &Receiver<Job>,
    results: &Sender<Message>,
) {
    let mut next = first;
    while let Some(job) = next.take().or_else(|| jobs.recv().ok()) {
        if shared.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let message = match shared.process(slot, job) {
            Ok(Some(outcome)) => Message::Outcome(outcome),
            // Another thread has taken over.
            Ok(None) => return,
            Err(error) => Message::Ledger(error),
        };
        if results.send(message).is_err() {
            return;
        }
    }
}

impl Shared {
    /// `None` when the item has been taken away.
    fn process(&self, slot: &Slot, job: Job) -> Result<Option<Outcome>, LedgerError> {
        let Job { sequence, ingest, item, remember, work } = job;
        let memory = self.memory.as_ref().filter(|_| remember);
        let digest = memory.map(|_| item_digest(&item));
        let outcome = |finished, told| {
            Ok(Some(Outcome { sequence, ingest, bytes: item.bytes.len(), finished, told }))
        };
        let (pending, finished, unread) = match (work, memory, &digest) {
            (Work::Continue { pending, finished }, ..) => (pending, finished, false),
            (Work::Read, Some(memory), Some(digest)) => {
                match self.look(memory, ingest, &item, digest)? {
                    ToDo::All => (VecDeque::new(), Vec::new(), true),
                    ToDo::Nothing(known) => return outcome(Vec::new(), Told::Known(known, false)),
                    ToDo::Deliver(known, finished) => {
                        return outcome(finished, Told::Known(known, true));
                    }
                    ToDo::Rest(pending) => (pending, Vec::new(), false),
                }
            }
            (Work::Read, ..) => (VecDeque::new(), Vec::new(), true),
        };
        // The slot keeps the job's identity; the work itself is in `pending` and `finished`.
        let job = Job { sequence, ingest, item: Arc::clone(&item), remember, work: Work::Read };
        let since = Instant::now();
        slot.set(Busy { job, step: ingest, since, source: None, pending, finished });
        let Some(finished) = self.documents(slot, ingest, &item, unread) else { return Ok(None) };
        let telling = match digest {
            None => Told::Nothing,
            Some(digest) => told(&item.uri, digest, item.bytes.len(), &finished),
        };
        outcome(finished, telling)
    }

    /// Reads the item, where that is still to be done, and takes its documents through the stages.
    fn documents(
        &self,
        slot: &Slot,
        ingest: usize,
        item: &Arc<Item>,
        unread: bool,
    ) -> Option<Vec<Finished>> {
        if unread {
            let documents = self.read(ingest, item);
            slot.with(|busy| match documents {
                Ok(documents) => {
                    let pending =
                        |document| Pending::Document { marks: vec![mark(&document)], document };
                    busy.pending = documents.into_iter().map(pending).collect();
                }
                Err(error) => {
                    self.meters[ingest].failed();
                    let step = &self.steps[ingest];
                    let (kind, name) = (step.info.kind, step.name.clone());
                    let entry = Quarantined::item(item, kind, name, error);
                    busy.finished.push(Finished::Quarantined(Box::new(entry), 1, Vec::new()));
                }
            })?;
        }
        loop {
            let next = slot.with(|busy| {
                let next = busy.pending.pop_front();
                busy.source = match &next {
                    Some(Pending::Document { document, .. }) => Some(document.source().clone()),
                    _ => None,
                };
                busy.since = Instant::now();
                next
            })?;
            let finished = match next {
                Some(Pending::Document { document, marks }) => {
                    self.stages(slot, ingest, Some(item), document, marks)
                }
                Some(Pending::Settled(finished)) => finished,
                None => break,
            };
            slot.with(|busy| busy.finished.push(finished))?;
        }
        Some(slot.take()?.finished)
    }

    /// The documents of an item, with what every document has filled in.
    pub(crate) fn read(&self, ingest: usize, item: &Item) -> Result<Vec<Document>, StageError> {
        let step = &self.steps[ingest];
        let _span = trace_span!("read", stage = %step.name, uri = %item.uri).entered();
        let context = Context::new(self.limits, &self.cancelled);
        let started = Instant::now();
        let result = guarded(|| self.ingest[ingest].read(item, &context));
        let mut documents = match result {
            Ok(documents) => documents,
            Err(error) => {
                self.meters[ingest].spent(started);
                return Err(error);
            }
        };
        let notes = context.take_notes();
        let mut digest = None;
        for document in &mut documents {
            let source = document.source_mut();
            if source.digest.is_none() {
                source.digest = Some(*digest.get_or_insert_with(|| Digest::of(&item.bytes)));
                source.bytes = u64::try_from(item.bytes.len()).ok();
            }
            for note in &notes {
                document.add_note(&step.name, note);
            }
        }
        self.meters[ingest].worked(started, documents.len() as u64);
        Ok(documents)
    }

    /// Takes a document through the stages that have not left a mark yet.
    pub(crate) fn stages(
        &self,
        slot: &Slot,
        ingest: usize,
        item: Option<&Arc<Item>>,
        mut document: Document,
        mut marks: Vec<Mark>,
    ) -> Finished {
        let _span =
            debug_span!("document", id = %document.id(), uri = %document.source().uri).entered();
        let started = Instant::now();
        let context = Context::new(self.limits, &self.cancelled);
        let mut seen = Vec::new();
        self.show(ingest, &document, &mut seen);
        for place in marks.len() - 1..self.parallel.len() {
            let step = self.ingest.len() + place;
            slot.with(|busy| busy.step = step);
            if let Err(error) = self.stage(step, &mut document, &context) {
                let entry = self.quarantine(step, item, document, error);
                return Finished::Quarantined(entry, place + 2, seen);
            }
            marks.push(mark(&document));
            self.show(step, &document, &mut seen);
        }
        tracing::debug!(microseconds = started.elapsed().as_micros(), "done");
        Finished::Document(Done { document: Box::new(document), marks, seen, retry: false })
    }

    /// Keeps the document as it stands after the step, where somebody wants to see it.
    fn show(&self, step: usize, document: &Document, seen: &mut Vec<Seen>) {
        if self.watched[step] {
            seen.push(Seen { step, document: document.clone() });
        }
    }

    /// Runs one parallel stage. False when its condition keeps the document from it.
    pub(crate) fn stage(
        &self,
        step: usize,
        document: &mut Document,
        context: &Context<'_>,
    ) -> Result<bool, StageError> {
        match &self.parallel[step - self.ingest.len()] {
            Worker::Classify(stage) => self.classify(stage.as_ref(), step, document, context),
            Worker::Summarize(stage) => self.run_step(step, document, context, |name, document| {
                match stage.summarize(document, context)? {
                    Some(summary) => document.add_summary(name, summary).map_err(contract),
                    None => Ok(()),
                }
            }),
        }
    }

    pub(crate) fn classify(
        &self,
        stage: &dyn Classify,
        step: usize,
        document: &mut Document,
        context: &Context<'_>,
    ) -> Result<bool, StageError> {
        self.run_step(step, document, context, |name, document| {
            let mut annotations = Annotations::new(name.clone());
            stage.classify(document, &mut annotations, context)?;
            let declared = &self.steps[step].info.adds;
            document.add_annotations(name, declared, annotations).map_err(contract)
        })
    }

    fn run_step(
        &self,
        step: usize,
        document: &mut Document,
        context: &Context<'_>,
        call: impl FnOnce(&cableway_core::StageName, &mut Document) -> Result<(), StageError>,
    ) -> Result<bool, StageError> {
        let StepInfo { name, when, .. } = &self.steps[step];
        let meter = &self.meters[step];
        let _span = trace_span!("stage", name = %name).entered();
        let started = Instant::now();
        let result = guarded(|| {
            if let Some(when) = when
                && !when.holds(document)?
            {
                return Ok(false);
            }
            call(name, document)?;
            Ok(true)
        });
        match result {
            Ok(true) => {
                tracing::trace!(microseconds = started.elapsed().as_micros(), "done");
                for note in context.take_notes() {
                    document.add_note(name, note);
                }
                meter.worked(started, 1);
            }
            Ok(false) => meter.skipped(),
            Err(_) => {
                context.take_notes();
                meter.spent(started);
            }
        }
        result
    }

    pub(crate) fn quarantine(
        &self,
        step: usize,
        item: Option<&Arc<Item>>,
        document: Document,
        error: StageError,
    ) -> Box<Quarantined> {
        self.meters[step].failed();
        let StepInfo { name, info, .. } = &self.steps[step];
        Box::new(Quarantined {
            source: document.source().clone(),
            item: item.cloned(),
            document: Some(Box::new(document)),
            kind: info.kind,
            stage: name.clone(),
            error,
        })
    }
}

fn contract(violation: Violation) -> StageError {
    StageError::new(ErrorKind::Contract, "the stage returned what no stage may return")
        .with_source(violation)
}
