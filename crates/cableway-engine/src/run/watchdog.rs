//! Leaves hung workers behind.
//!
//! A thread cannot be stopped from outside. So a stage that does not come back keeps its thread,
//! which nobody waits for any more, and a new thread takes what is left of the item.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cableway_core::{StageError, TimeLimit};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::failure::OnError;
use crate::run::attempt::go_without;
use crate::run::quarantine::Quarantined;
use crate::run::worker::{Busy, Finished, Job, Message, Pending, Shared, Slot, Work, work};

/// How many hung threads a run puts up with: each may hold a document and a core.
const MOST_LEFT_BEHIND: usize = 16;

/// The workers of a run.
pub(crate) struct Workers {
    pub(crate) shared: Arc<Shared>,
    pub(crate) jobs: Receiver<Job>,
    pub(crate) results: Sender<Message>,
    slots: Vec<Arc<Slot>>,
}

impl Workers {
    /// Starts `count` of them.
    pub(crate) fn start(
        shared: Arc<Shared>,
        jobs: Receiver<Job>,
        results: Sender<Message>,
        count: usize,
    ) -> std::io::Result<Self> {
        let mut workers = Self { shared, jobs, results, slots: Vec::new() };
        for _ in 0..count {
            let slot = workers.spawn(None)?;
            workers.slots.push(slot);
        }
        Ok(workers)
    }

    fn spawn(&self, first: Option<Job>) -> std::io::Result<Arc<Slot>> {
        let slot = Arc::new(Slot::default());
        let (shared, jobs, results) =
            (Arc::clone(&self.shared), self.jobs.clone(), self.results.clone());
        let own = Arc::clone(&slot);
        std::thread::Builder::new()
            .name("worker".to_owned())
            .spawn(move || work(&shared, &own, first, &jobs, &results))?;
        Ok(slot)
    }

    /// Looks after the workers until `ended` is closed.
    pub(crate) fn watch(mut self, ended: &Receiver<()>) {
        let limits = self.shared.steps.iter().map(|step| step.policy.limits.time);
        let Some(shortest) = limits.chain([self.shared.limits.time]).flatten().min() else {
            return;
        };
        let pause = (shortest / 4).clamp(Duration::from_millis(20), Duration::from_millis(500));
        let mut left_behind = 0;
        loop {
            match ended.recv_timeout(pause) {
                Err(RecvTimeoutError::Timeout) => {}
                _ => return,
            }
            for place in 0..self.slots.len() {
                let overdue = |busy: &Busy| busy.due.is_some_and(is_over);
                let Some(busy) = self.slots[place].take_if(overdue) else { continue };
                left_behind += 1;
                let step = busy.step;
                let rest = self.without_the_hung(busy);
                let spawned =
                    if left_behind > MOST_LEFT_BEHIND { None } else { self.spawn(Some(rest)).ok() };
                match spawned {
                    Some(slot) => self.slots[place] = slot,
                    None => {
                        let message = format!(
                            "the stage hung on {left_behind} documents, and its threads cannot be stopped"
                        );
                        let error = StageError::internal(message);
                        self.shared.cancelled.store(true, Ordering::Relaxed);
                        // The writer may be gone already; then nobody needs to know.
                        let _ = self.results.send(Message::Source { step, error });
                        return;
                    }
                }
            }
        }
    }

    /// What is left of an item once the document at work has gone to quarantine, or goes on without the
    /// stage that hung.
    fn without_the_hung(&self, busy: Busy) -> Job {
        let Busy { job, step, due, halfway, source, mut pending, mut finished } = busy;
        let info = &self.shared.steps[step];
        let error = match due {
            Some((_, limit)) => limit.error(),
            None => StageError::internal("the stage hung"),
        };
        if info.policy.on_error == OnError::SkipStage
            && let Some(mut halfway) = halfway
        {
            let (document, without) = (&mut halfway.document, &mut halfway.gone_without);
            go_without(&self.shared, step, document, &error, without);
            pending.push_front(Pending::Halfway(halfway));
            return Job { work: Work::Continue { pending, finished }, ..job };
        }
        self.shared.meters[step].failed();
        let mut entry = Quarantined::item(&job.item, info.info.kind, info.name.clone(), error);
        if let Some(source) = source {
            entry.source = source;
        }
        // The ingest stage is the first of the stages of a document.
        let stages = (step + 2).saturating_sub(self.shared.ingest.len()).max(1);
        let stages = if step < self.shared.ingest.len() { 1 } else { stages };
        finished.push(Finished::Quarantined(Box::new(entry), stages, Vec::new()));
        Job { work: Work::Continue { pending, finished }, ..job }
    }
}

/// Whether what is due is late by more than a stage may be. One that asks its context notices by itself;
/// this is for those that do not.
fn is_over((end, limit): (Instant, TimeLimit)) -> bool {
    let grace = (limit.time() / 10).max(Duration::from_millis(200));
    Instant::now().checked_duration_since(end).is_some_and(|late| late > grace)
}
