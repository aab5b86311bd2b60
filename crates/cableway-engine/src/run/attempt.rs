//! Calls a stage for a document as often as it takes.
//!
//! An error that may pass is no failure yet: the stage is called again, after a wait that doubles each
//! time. A wait ends at once when the run is cancelled, and nobody's time runs while it lasts: it is the
//! world outside that the document waits for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cableway_core::{Context, Document, ErrorKind, StageError};
use serde_json::{Value, json};

use crate::failure::{FailurePolicy, OnError};
use crate::ledger::Mark;
use crate::pipeline::StepInfo;
use crate::run::worker::{Shared, Slot};

/// The wait before the first retry.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How often a wait looks whether the run goes on.
const LOOK: Duration = Duration::from_millis(10);

/// The wait before the retry of this number, from 1. No random part: documents of one run do not wait for
/// one another, and a test must be able to tell how long it takes.
fn wait_before(retry: u32) -> Duration {
    let factor = 1_u32.checked_shl(retry.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}

/// Waits so long; false when the run is cancelled first.
fn wait(time: Duration, cancelled: &AtomicBool) -> bool {
    let started = Instant::now();
    loop {
        if cancelled.load(Ordering::Relaxed) {
            return false;
        }
        let left = time.saturating_sub(started.elapsed());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(LOOK));
    }
}

/// A stage that a document does without, because it failed.
#[derive(Clone, Debug)]
pub(crate) struct GoneWithout {
    /// The stage's place in the order of running.
    pub(crate) step: usize,
    /// What sort of trouble it was.
    pub(crate) kind: ErrorKind,
    /// Whether it was such as may pass.
    pub(crate) passes: bool,
}

/// A document before a stage that it may do without.
pub(crate) struct Halfway {
    pub(crate) document: Document,
    /// What it had after each stage before that one; the ingest stage is the first.
    pub(crate) marks: Vec<Mark>,
    /// Since when the stage is at work.
    since: Instant,
    /// When the document's time is over.
    deadline: Option<Instant>,
    pub(crate) gone_without: Vec<GoneWithout>,
}

/// What became of a document at a stage that did not cost the document itself.
#[derive(Debug)]
pub(crate) enum Went {
    /// The stage did its work.
    Worked,
    /// Its condition kept the document from it.
    PassedBy,
    /// It failed, and the document goes on without it.
    Without(StageError),
}

/// What the calls of an export took until one went well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    /// When the last of them began, and how long it took.
    since: Instant,
    last: Duration,
    /// How long all of them took, without the waits.
    pub(crate) time: Duration,
}

/// The way of one document through the stages.
pub(crate) struct Course<'a> {
    /// Where the watchdog sees what is at work; `None` where nobody watches.
    slot: Option<&'a Slot>,
    /// When the document's time is over. It moves with each wait.
    deadline: Option<Instant>,
    explaining: bool,
    /// What the last stage told of how it came to what it said, where that is wanted.
    pub(crate) remarks: Vec<String>,
    /// The stages that the document does without.
    pub(crate) gone_without: Vec<GoneWithout>,
    /// How often the last stage was called.
    pub(crate) attempts: u32,
    /// How long the last stage was at work.
    pub(crate) spent: Duration,
}

impl<'a> Course<'a> {
    /// The course of a document, or of an item, that begins now.
    pub(crate) fn begin(shared: &Shared, slot: Option<&'a Slot>) -> Self {
        let deadline = shared.limits.time.and_then(|time| Instant::now().checked_add(time));
        Self {
            slot,
            deadline,
            explaining: false,
            remarks: Vec::new(),
            gone_without: Vec::new(),
            attempts: 1,
            spent: Duration::ZERO,
        }
    }

    /// The rest of the course of a document that a stage hung on.
    pub(crate) fn resume(halfway: &mut Halfway, slot: &'a Slot) -> Self {
        Self {
            slot: Some(slot),
            deadline: later(halfway.deadline, halfway.since.elapsed()),
            explaining: false,
            remarks: Vec::new(),
            gone_without: std::mem::take(&mut halfway.gone_without),
            attempts: 1,
            spent: Duration::ZERO,
        }
    }

    /// The same for who wants to know how the stages come to what they say.
    pub(crate) fn explaining(mut self) -> Self {
        self.explaining = true;
        self
    }

    /// Keeps the document where the watchdog finds it, should the stage hang that may be left out.
    pub(crate) fn keep(&self, step: &StepInfo, document: &Document, marks: &[Mark]) {
        let Some(slot) = self.slot.filter(|_| step.policy.on_error == OnError::SkipStage) else {
            return;
        };
        let halfway = Halfway {
            document: document.clone(),
            marks: marks.to_vec(),
            since: Instant::now(),
            deadline: self.deadline,
            gone_without: self.gone_without.clone(),
        };
        // Where it has been taken away, the first attempt finds out.
        slot.with(|busy| busy.halfway = Some(Box::new(halfway)));
    }

    /// The document goes on without the stage, which has not cost it any of its time.
    pub(crate) fn without(
        &mut self,
        shared: &Shared,
        step: usize,
        document: &mut Document,
        error: &StageError,
    ) {
        go_without(shared, step, document, error, &mut self.gone_without);
        self.deadline = later(self.deadline, self.spent);
    }
}

/// Notes in the document and in the counts that it goes on without the stage.
pub(crate) fn go_without(
    shared: &Shared,
    step: usize,
    document: &mut Document,
    error: &StageError,
    gone_without: &mut Vec<GoneWithout>,
) {
    let kind = error.kind();
    let words: Vec<String> = error.chain().collect();
    let note = format!("failed ({kind}), so it has added nothing: {}", words.join(": "));
    document.add_note(&shared.steps[step].name, note);
    shared.meters[step].failed();
    gone_without.push(GoneWithout { step, kind, passes: error.is_retryable() });
}

fn later(moment: Option<Instant>, time: Duration) -> Option<Instant> {
    moment.and_then(|moment| moment.checked_add(time))
}

impl Shared {
    /// Calls the stage `step` until it does not fail, its failure does not pass, or it has been called
    /// often enough.
    pub(crate) fn attempts<T>(
        &self,
        step: usize,
        course: &mut Course<'_>,
        subject: impl Fn() -> String,
        mut call: impl FnMut(&Context<'_>) -> Result<T, StageError>,
    ) -> Result<T, StageError> {
        let policy = &self.steps[step].policy;
        // All attempts together may take what one may.
        let mut own =
            policy.limits.time.and_then(|time| Some((Instant::now().checked_add(time)?, time)));
        course.attempts = 0;
        course.spent = Duration::ZERO;
        loop {
            course.attempts += 1;
            let mut context = Context::until(self.limits, &self.cancelled, course.deadline);
            if let Some((end, time)) = own {
                context = context.for_stage(end, time);
            }
            if course.explaining {
                context = context.explaining();
            }
            if let Some(slot) = course.slot {
                let seen = slot.with(|busy| {
                    busy.step = step;
                    busy.due = context.end();
                    if policy.on_error != OnError::SkipStage {
                        busy.halfway = None;
                    }
                });
                if seen.is_none() {
                    return Err(taken_over());
                }
            }
            let started = Instant::now();
            let result = call(&context);
            let spent = started.elapsed();
            course.spent += spent;
            if let Some(trace) = &self.trace {
                let error = result.as_ref().err().map(StageError::kind);
                trace.work(self.label(step), started, spent, &args(&subject(), error));
            }
            course.remarks = context.take_remarks();
            let error = match result {
                Err(error)
                    if may_retry(&error, course.attempts, policy) && context.check().is_ok() =>
                {
                    error
                }
                result => return result,
            };
            let time = wait_before(course.attempts);
            self.retried(step, &error, time);
            if let Some(slot) = course.slot {
                slot.with(|busy| busy.due = None);
            }
            let started = Instant::now();
            if !wait(time, &self.cancelled) {
                return Err(StageError::new(ErrorKind::Cancelled, "the run was cancelled"));
            }
            let waited = started.elapsed();
            course.deadline = later(course.deadline, waited);
            own = own.and_then(|(end, time)| Some((end.checked_add(waited)?, time)));
        }
    }

    /// Calls an export until it does not fail, its failure does not pass, or it has been called often
    /// enough. All documents behind this one wait meanwhile.
    pub(crate) fn export_attempts(
        &self,
        step: usize,
        mut call: impl FnMut() -> Result<(), StageError>,
    ) -> Result<Spent, StageError> {
        let mut attempts = 0;
        let mut time = Duration::ZERO;
        loop {
            attempts += 1;
            let since = Instant::now();
            let result = self.exporting.during(step, &mut call);
            let spent = since.elapsed();
            time += spent;
            match result {
                Err(error) if may_retry(&error, attempts, &self.steps[step].policy) => {
                    if let Some(trace) = &self.trace {
                        trace.work(self.label(step), since, spent, &args("", Some(error.kind())));
                    }
                    let pause = wait_before(attempts);
                    self.retried(step, &error, pause);
                    if !wait(pause, &self.cancelled) {
                        return Err(error);
                    }
                }
                Err(error) if attempts > 1 => {
                    let message = format!("failed {attempts} times");
                    return Err(StageError::new(error.kind(), message).with_source(error));
                }
                result => return result.map(|()| Spent { since, last: spent, time }),
            }
        }
    }

    /// Writes down that an export has taken a document.
    pub(crate) fn exported(&self, step: usize, spent: &Spent, uri: &str) {
        if let Some(trace) = &self.trace {
            trace.work(self.label(step), spent.since, spent.last, &args(uri, None));
        }
    }

    /// Writes down that an export has put its output in place.
    pub(crate) fn committed(&self, step: usize, spent: &Spent, target: &str) {
        if let Some(trace) = &self.trace {
            let name = ("commit", self.steps[step].name.as_str());
            trace.work(name, spent.since, spent.last, &json!({"target": target}));
        }
    }

    /// The name and the kind of a stage.
    pub(crate) fn label(&self, step: usize) -> (&str, &str) {
        let StepInfo { name, info, .. } = &self.steps[step];
        (name.as_str(), info.kind.as_str())
    }

    fn retried(&self, step: usize, error: &StageError, time: Duration) {
        self.meters[step].retried();
        let words: Vec<String> = error.chain().collect();
        let (stage, seconds) = (&self.steps[step].name, time.as_secs_f64());
        tracing::info!(%stage, seconds, error = words.join(": "), "tried again after a wait");
    }
}

/// What a trace says of a stage's work.
pub(crate) fn args(uri: &str, error: Option<ErrorKind>) -> Value {
    match error {
        None => json!({"uri": uri}),
        Some(kind) => json!({"uri": uri, "error": kind}),
    }
}

/// `attempts` counts those made so far.
fn may_retry(error: &StageError, attempts: u32, policy: &FailurePolicy) -> bool {
    error.is_retryable() && error.kind() != ErrorKind::Cancelled && attempts <= policy.retries
}

fn taken_over() -> StageError {
    StageError::new(ErrorKind::Cancelled, "another thread has taken over")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_seconds() {
        let waits: Vec<u128> = (1..=10).map(|retry| wait_before(retry).as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000]);
        assert_eq!(wait_before(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_wait_ends_when_the_run_is_cancelled() {
        let cancelled = AtomicBool::new(false);
        let started = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| cancelled.store(true, Ordering::Relaxed));
            assert!(!wait(Duration::from_mins(1), &cancelled));
        });
        assert!(started.elapsed() < Duration::from_secs(20));
        assert!(wait(Duration::from_millis(1), &AtomicBool::new(false)));
    }
}
