//! How it goes, for whoever wants to know.

use std::sync::{Mutex, PoisonError};

/// What a watch is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has not run yet.
    #[default]
    Starting,
    /// It waits for something new.
    Idle,
    /// A run is under way.
    Running,
    /// It was asked to stop, and what is under way comes to its end.
    Stopping,
}

/// How a watch goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Status {
    pub(super) phase: Phase,
    /// What the system has told of, changes that concern nobody included.
    pub(super) events: u64,
    /// Runs, those that failed included.
    pub(super) runs: u64,
    pub(super) failures: u64,
    /// How often another pipeline took over.
    pub(super) reloads: u64,
    /// How often a mistake in the pipeline kept the old one at work.
    pub(super) rejections: u64,
    /// Why the last run failed, outermost first; empty where it did not.
    pub(super) trouble: Vec<String>,
}

/// A status that one thread writes and others read.
#[derive(Debug, Default)]
pub(super) struct Shared(Mutex<Status>);

impl Shared {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Status) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
