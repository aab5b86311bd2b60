//! How it goes, for whoever wants to know.

use std::sync::{Arc, Mutex, PoisonError};

use cableway_engine::{Metrics, Phase};

/// How a watch goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Status {
    /// What the system has told of, changes that concern nobody included.
    pub(super) events: u64,
    /// Runs, those that failed included.
    pub(super) runs: u64,
    pub(super) failures: u64,
    /// How many runs have failed since the last one that did not.
    pub(super) failed_in_a_row: u64,
    /// How often another pipeline took over.
    pub(super) reloads: u64,
    /// How often a mistake in the pipeline kept the old one at work.
    pub(super) rejections: u64,
    /// Why the last run failed, outermost first; empty where it did not.
    pub(super) trouble: Vec<String>,
    /// What is wrong with the pipeline file, while the pipeline of before goes on.
    pub(super) mistakes: Option<String>,
}

/// A status that one thread writes, and what others see of it.
#[derive(Debug, Default)]
pub(super) struct Shared {
    status: Mutex<Status>,
    pub(super) metrics: Arc<Metrics>,
}

impl Shared {
    /// Changes it, and shows it to others.
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Status) -> T) -> T {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut status);
        self.metrics.set_counts(vec![
            ("events", "Changes that the system has told of.", status.events),
            ("runs", "Runs that were begun.", status.runs),
            ("failures", "Runs that failed.", status.failures),
            ("reloads", "Times that a changed pipeline took over.", status.reloads),
            ("rejections", "Times that a mistake kept a changed pipeline out.", status.rejections),
        ]);
        let failed = status.trouble.first().map(|why| format!("the last run failed: {why}"));
        self.metrics.set_problem(status.mistakes.clone().or(failed));
        changed
    }

    /// Shows others that no run will come any more.
    pub(super) fn stopping(&self) {
        self.metrics.set_phase(Phase::Stopping);
    }
}
