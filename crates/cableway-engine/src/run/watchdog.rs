//! Leaves hung workers behind.
//!
//! A thread cannot be stopped from outside. So a stage that does not come back keeps its thread,
//! which nobody waits for any more, and a new thread takes what is left of the item.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cableway_core::{Context, StageError};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::run::quarantine::Quarantined;
use crate::run::worker::{Busy, Finished, Job, Message, Shared, Slot, Work, work};

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
        let Some(time) = self.shared.limits.time else { return };
        // A stage that asks its context notices by itself; this is for those that do not.
        let grace = (time / 10).max(Duration::from_millis(200));
        let pause = (time / 4).clamp(Duration::from_millis(20), Duration::from_millis(500));
        let mut left_behind = 0;
        loop {
            match ended.recv_timeout(pause) {
                Err(RecvTimeoutError::Timeout) => {}
                _ => return,
            }
            for place in 0..self.slots.len() {
                let overdue = |busy: &Busy| busy.since.elapsed() > time + grace;
                let Some(busy) = self.slots[place].take_if(overdue) else { continue };
                left_behind += 1;
                let step = busy.step;
                let rest = self.without_the_hung(busy, time);
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

    /// What is left of an item once the document at work has gone to quarantine.
    fn without_the_hung(&self, busy: Busy, time: Duration) -> Job {
        let Busy { job, step, source, pending, mut finished, .. } = busy;
        self.shared.meters[step].failed();
        let info = &self.shared.steps[step];
        let error = Context::timeout(time);
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
