//! Takes one item at a time through read → classify → summarize.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use cableway_core::{
    Annotations, Classify, Context, Digest, Document, ErrorKind, Ingest, Item, Limits, StageError,
    StageName, Violation,
};
use crossbeam_channel::{Receiver, Sender};
use tracing::{debug_span, trace_span};

use crate::failure::OnError;
use crate::ledger::{LedgerError, Mark, NO_DIGEST, item_digest, mark};
use crate::pipeline::{StepInfo, Worker};
use crate::run::attempt::{Course, Halfway, Went};
use crate::run::exporting::Exporting;
use crate::run::guard::guarded;
use crate::run::memory::{Memory, ToDo, Told, may_go_well, told};
use crate::run::meter::Meter;
use crate::run::part::Part;
use crate::run::quarantine::Quarantined;
use crate::run::report::Queues;
use crate::run::unlisted::{Befores, Whence};
use crate::trace::Trace;

pub(crate) use crate::run::job::{
    Busy, Done, Finished, Job, Message, Outcome, Pending, Seen, Slot, Work,
};

/// What all threads of a run share.
pub(crate) struct Shared {
    pub(crate) steps: Vec<StepInfo>,
    pub(crate) meters: Vec<Meter>,
    /// Whether somebody wants to see each document after the step.
    pub(crate) watched: Vec<bool>,
    pub(crate) ingest: Vec<Arc<dyn Ingest>>,
    pub(crate) parallel: Vec<Worker>,
    pub(crate) limits: Limits,
    pub(crate) cancelled: Arc<AtomicBool>,
    pub(crate) queues: Queues,
    pub(crate) exporting: Exporting,
    /// Where it is written down what is done when, if anywhere.
    pub(crate) trace: Option<Arc<Trace>>,
    /// What earlier runs worked on, where they are remembered.
    pub(crate) memory: Option<Memory>,
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
    let waited = || {
        let job = jobs.recv().ok()?;
        shared.queues.job_is_taken();
        Some(job)
    };
    while let Some(job) = next.take().or_else(waited) {
        if shared.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let message = match shared.process(slot, job) {
            Ok(Some(outcome)) => Message::Outcome(outcome),
            // Another thread has taken over.
            Ok(None) => return,
            Err(error) => Message::Ledger(error),
        };
        shared.queues.result_waits();
        if results.send(message).is_err() {
            return;
        }
    }
}

impl Shared {
    /// `None` when the item has been taken away.
    fn process(&self, slot: &Slot, job: Job) -> Result<Option<Outcome>, LedgerError> {
        let Job { sequence, ingest, item, remember, again, bridged, work } = job;
        let memory = self.memory.as_ref().filter(|_| remember);
        let digest = match &again {
            Some(known) => memory.map(|memory| memory.digest_of_unlisted(ingest, known)),
            None if bridged => memory.map(|_| NO_DIGEST),
            None => memory.map(|_| item_digest(&item)),
        };
        let outcome = |finished, told| {
            let (bytes, part, again) = (item.bytes.len(), Part::of(&item), again.clone());
            Ok(Some(Outcome { sequence, ingest, bytes, finished, told, part, again }))
        };
        // What earlier runs failed on is not forgotten where only later stages work on the item now.
        let mut still_to_try = match (&again, memory) {
            (Some(known), Some(memory)) => known.retry && !memory.tries_again(),
            _ => false,
        };
        let (pending, finished, unread) = match (work, memory, &digest) {
            (Work::Continue { pending, finished }, ..) => (pending, finished, false),
            (Work::Read, Some(memory), Some(digest)) => match &again {
                Some(known) => match memory.outdated(ingest, known)? {
                    Some(pending) => {
                        let stages = memory.common_of_unlisted(ingest, known);
                        self.unchanged(ingest, stages, known.documents.into());
                        (pending, Vec::new(), false)
                    }
                    // It stays as it is.
                    None => return outcome(Vec::new(), Told::Nothing),
                },
                None => match self.look(memory, ingest, &item, digest)? {
                    ToDo::All => (VecDeque::new(), Vec::new(), true),
                    ToDo::Nothing(known) => return outcome(Vec::new(), Told::Known(known, false)),
                    ToDo::Deliver(known, finished) => {
                        return outcome(finished, Told::Known(known, true));
                    }
                    ToDo::Rest(pending, may_go_well) => {
                        still_to_try = may_go_well;
                        (pending, Vec::new(), false)
                    }
                },
            },
            (Work::Read, ..) => (VecDeque::new(), Vec::new(), true),
        };
        // The slot keeps the job's identity; the work itself is in `pending` and `finished`.
        let (item_again, work) = (Arc::clone(&item), Work::Read);
        let again_too = again.clone();
        let job =
            Job { sequence, ingest, item: item_again, remember, again: again_too, bridged, work };
        let (due, source) = (None, None);
        slot.set(Busy { job, step: ingest, due, halfway: None, source, pending, finished });
        let Some(finished) = self.documents(slot, ingest, &item, unread) else {
            return Ok(None);
        };
        if let Some(memory) = memory.filter(|_| unread && may_be_read_later(&finished))
            && let Some((done, pending)) =
                memory.last_had((ingest, &self.steps[ingest]), &item.uri)?
        {
            self.unchanged(ingest, done.0, done.1);
            let work = Work::Continue { pending, finished };
            let (item, again) = (Arc::clone(&item), None);
            return self.process(
                slot,
                Job { sequence, ingest, item, remember, again, bridged: true, work },
            );
        }
        let mut told = match (memory, &digest) {
            (Some(memory), Some(digest)) => {
                let whence = match &again {
                    Some(known) => Whence::Ledger(known),
                    None if bridged => Whence::Bridged,
                    None => Whence::Listed(digest),
                };
                self.telling(memory, (ingest, &item), (whence, *digest), &finished)?
            }
            _ => Told::Nothing,
        };
        if let Told::New(parcel) = &mut told {
            parcel.retry |= still_to_try;
            // Of one that is not listed now the ledger says where it was.
            parcel.part.clone_from(again.as_ref().map_or(&item.part, |known| &known.part));
        }
        outcome(finished, told)
    }

    /// What the ledger is told of what came of an item.
    fn telling(
        &self,
        memory: &Memory,
        (ingest, item): (usize, &Item),
        (whence, digest): (Whence<'_>, Digest),
        finished: &[Finished],
    ) -> Result<Told, LedgerError> {
        let has_failed = |finished: &Finished| !matches!(finished, Finished::Document(_));
        let befores = if finished.iter().any(has_failed) {
            memory.befores((ingest, &self.steps[ingest]), &item.uri, whence)?
        } else {
            Befores::default()
        };
        Ok(told(&item.uri, digest, item.bytes.len(), finished, &befores))
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
            let mut course = Course::begin(self, Some(slot));
            let documents = self.read(ingest, item, &mut course);
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
                    let mut entry = Quarantined::item(item, kind, name, error);
                    entry.attempts = course.attempts;
                    busy.finished.push(Finished::Quarantined(Box::new(entry), 1, Vec::new()));
                }
            })?;
        }
        loop {
            let next = slot.with(|busy| {
                let next = busy.pending.pop_front();
                busy.source = match &next {
                    Some(Pending::Document { document, .. }) => Some(document.source().clone()),
                    Some(Pending::Halfway(halfway)) => Some(halfway.document.source().clone()),
                    _ => None,
                };
                busy.due = None;
                next
            })?;
            let finished = match next {
                Some(Pending::Document { document, marks }) => {
                    self.stages(Some(slot), ingest, Some(item), document, marks)
                }
                Some(Pending::Halfway(halfway)) => self.resume(slot, item, *halfway),
                Some(Pending::Settled(finished)) => finished,
                None => break,
            };
            slot.with(|busy| busy.finished.push(finished))?;
        }
        Some(slot.take()?.finished)
    }

    /// The documents of an item, with what every document has filled in.
    pub(crate) fn read(
        &self,
        ingest: usize,
        item: &Item,
        course: &mut Course<'_>,
    ) -> Result<Vec<Document>, StageError> {
        let step = &self.steps[ingest];
        let _span = trace_span!("read", stage = %step.name, uri = %item.uri).entered();
        let subject = || item.uri.clone();
        let result = self.attempts(ingest, course, subject, |context| {
            within(step.policy.limits.bytes, item.bytes.len(), "the item")?;
            let documents = guarded(|| self.ingest[ingest].read(item, context))?;
            Ok((documents, context.take_notes()))
        });
        let (mut documents, notes) = match result {
            Ok(read) => read,
            Err(error) => {
                self.meters[ingest].took(course.spent, item.bytes.len());
                return Err(error);
            }
        };
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
        self.meters[ingest].worked(course.spent, item.bytes.len(), documents.len() as u64);
        Ok(documents)
    }

    /// Takes a document through the stages that have not left a mark yet.
    pub(crate) fn stages(
        &self,
        slot: Option<&Slot>,
        ingest: usize,
        item: Option<&Arc<Item>>,
        document: Document,
        marks: Vec<Mark>,
    ) -> Finished {
        let mut seen = Vec::new();
        self.show(ingest, &document, &mut seen);
        self.stages_left(Course::begin(self, slot), item, document, marks, seen)
    }

    /// Takes a document further, without the stage that hung on it.
    fn resume(&self, slot: &Slot, item: &Arc<Item>, mut halfway: Halfway) -> Finished {
        let course = Course::resume(&mut halfway, slot);
        let Halfway { document, mut marks, .. } = halfway;
        marks.push(mark(&document));
        self.stages_left(course, Some(item), document, marks, Vec::new())
    }

    fn stages_left(
        &self,
        mut course: Course<'_>,
        item: Option<&Arc<Item>>,
        mut document: Document,
        mut marks: Vec<Mark>,
        mut seen: Vec<Seen>,
    ) -> Finished {
        let _span =
            debug_span!("document", id = %document.id(), uri = %document.source().uri).entered();
        let started = Instant::now();
        for place in marks.len() - 1..self.parallel.len() {
            let step = self.ingest.len() + place;
            course.keep(&self.steps[step], &document, &marks);
            if let Err(error) = self.stage(step, &mut document, &mut course) {
                let mut entry = self.quarantine(step, item, document, error);
                entry.attempts = course.attempts;
                return Finished::Quarantined(entry, place + 2, seen);
            }
            marks.push(mark(&document));
            self.show(step, &document, &mut seen);
        }
        tracing::debug!(microseconds = started.elapsed().as_micros(), "done");
        let gone_without = course.gone_without;
        let retry = gone_without.iter().any(|without| without.passes || may_go_well(without.kind));
        Finished::Document(Done { document: Box::new(document), marks, seen, gone_without, retry })
    }

    /// Keeps the document as it stands after the step, where somebody wants to see it.
    fn show(&self, step: usize, document: &Document, seen: &mut Vec<Seen>) {
        if self.watched[step] {
            seen.push(Seen { step, document: document.clone() });
        }
    }

    /// Runs one parallel stage. An error is the document's, which goes no further.
    pub(crate) fn stage(
        &self,
        step: usize,
        document: &mut Document,
        course: &mut Course<'_>,
    ) -> Result<Went, StageError> {
        match &self.parallel[step - self.ingest.len()] {
            Worker::Classify(stage) => self.classify(stage.as_ref(), step, document, course),
            Worker::Summarize(stage) => {
                self.run_step(step, document, course, |name, document, context| {
                    match stage.summarize(document, context)? {
                        Some(summary) => document.add_summary(name, summary).map_err(contract),
                        None => Ok(()),
                    }
                })
            }
        }
    }

    pub(crate) fn classify(
        &self,
        stage: &dyn Classify,
        step: usize,
        document: &mut Document,
        course: &mut Course<'_>,
    ) -> Result<Went, StageError> {
        self.run_step(step, document, course, |name, document, context| {
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
        course: &mut Course<'_>,
        call: impl Fn(&StageName, &mut Document, &Context<'_>) -> Result<(), StageError>,
    ) -> Result<Went, StageError> {
        let StepInfo { name, when, policy, .. } = &self.steps[step];
        let meter = &self.meters[step];
        let _span = trace_span!("stage", name = %name).entered();
        let (bytes, uri) =
            (document.text().len(), self.trace.as_ref().map(|_| document.source().uri.clone()));
        let subject = || uri.clone().unwrap_or_default();
        let result = self.attempts(step, course, subject, |context| {
            guarded(|| {
                if let Some(when) = when
                    && !when.holds(document)?
                {
                    return Ok(None);
                }
                within(policy.limits.bytes, document.text().len(), "the text")?;
                call(name, document, context)?;
                Ok(Some(context.take_notes()))
            })
        });
        match result {
            Ok(Some(notes)) => {
                tracing::trace!(microseconds = course.spent.as_micros(), "done");
                for note in notes {
                    document.add_note(name, note);
                }
                meter.worked(course.spent, bytes, 1);
                Ok(Went::Worked)
            }
            Ok(None) => {
                meter.skipped();
                Ok(Went::PassedBy)
            }
            Err(error) => {
                meter.took(course.spent, bytes);
                if policy.on_error == OnError::SkipStage && error.kind() != ErrorKind::Cancelled {
                    course.without(self, step, document, &error);
                    return Ok(Went::Without(error));
                }
                Err(error)
            }
        }
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
            attempts: 1,
        })
    }
}

/// Whether an item could not be read, and its stage says that this may pass.
fn may_be_read_later(finished: &[Finished]) -> bool {
    matches!(finished, [Finished::Quarantined(entry, 1, _)] if entry.error.is_retryable())
}

/// Refuses what is larger than a stage's own limit.
pub(crate) fn within(most: Option<u64>, bytes: usize, what: &str) -> Result<(), StageError> {
    match most {
        Some(most) if bytes as u64 > most => Err(StageError::limit(format!(
            "{what} has {bytes} bytes, which is more than {most} (`limits.bytes` of the stage)"
        ))),
        _ => Ok(()),
    }
}

fn contract(violation: Violation) -> StageError {
    StageError::new(ErrorKind::Contract, "the stage returned what no stage may return")
        .with_source(violation)
}
