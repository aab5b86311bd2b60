//! What a run counts, while it runs and at its end.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use cableway_core::{StageKind, StageName};

use crate::pipeline::StepInfo;

/// Counts that can be read from another thread while the run goes on, for a progress bar.
#[derive(Debug, Default)]
pub struct Progress {
    /// Items listed so far.
    pub listed: AtomicU64,
    /// True once no more items will be listed.
    pub all_listed: AtomicBool,
    /// Items of which all documents have been written or quarantined.
    pub done: AtomicU64,
    /// Documents in quarantine.
    pub quarantined: AtomicU64,
    /// True once an item came that cannot be had a second time, such as standard input.
    pub transient: AtomicBool,
}

/// What one stage did, counted by all workers.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    documents: AtomicU64,
    skipped: AtomicU64,
    failures: AtomicU64,
    retries: AtomicU64,
    nanoseconds: AtomicU64,
}

impl Meter {
    pub(crate) fn worked(&self, time: Duration, documents: u64) {
        self.documents.fetch_add(documents, Relaxed);
        self.spent(time);
    }

    pub(crate) fn spent(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Relaxed);
    }

    pub(crate) fn skipped(&self) {
        self.skipped.fetch_add(1, Relaxed);
    }

    pub(crate) fn failed(&self) {
        self.failures.fetch_add(1, Relaxed);
    }

    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Relaxed);
    }

    fn report(&self, step: &StepInfo) -> StageReport {
        StageReport {
            name: step.name.clone(),
            kind: step.info.kind,
            documents: self.documents.load(Relaxed),
            skipped: self.skipped.load(Relaxed),
            failures: self.failures.load(Relaxed),
            retries: self.retries.load(Relaxed),
            time: Duration::from_nanos(self.nanoseconds.load(Relaxed)),
        }
    }
}

/// What one stage did in a run.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// The stage's name in the pipeline.
    pub name: StageName,
    /// Its kind.
    pub kind: StageKind,
    /// The documents that it worked on; for an ingest stage, that it gave.
    pub documents: u64,
    /// The documents that its `when` kept from it.
    pub skipped: u64,
    /// The documents that it failed on: those that went to quarantine for it, and those that went on
    /// without it.
    pub failures: u64,
    /// How often it was called again after an error that may pass.
    pub retries: u64,
    /// The time that it took, added up over all workers.
    pub time: Duration,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The documents that went through the whole pipeline.
    pub documents: u64,
    /// The documents that went to quarantine.
    pub quarantined: u64,
    /// Of the documents that were worked on and went through, those that did without a stage, because it
    /// failed.
    pub incomplete: u64,
    /// Of all documents, those that were not worked on, because neither they nor the stages have changed
    /// since they were; none without a ledger.
    pub unchanged: u64,
    /// What earlier runs had, and this one did not find again.
    pub removed: Removed,
    /// False where no output was written, because each is what it would be.
    pub delivered: bool,
    /// What the user should know: that an output was changed by somebody else, for one.
    pub notices: Vec<String>,
    /// The bytes of the items that were read.
    pub bytes: u64,
    /// How long the run took.
    pub elapsed: Duration,
    /// Each stage, in the order of running.
    pub stages: Vec<StageReport>,
    /// Where the outputs lie.
    pub outputs: Vec<String>,
    /// Where the quarantine lies, when there is something in it.
    pub quarantine: Option<PathBuf>,
    /// The first document in quarantine, and why it is there.
    pub first_quarantined: Option<String>,
    /// The first document that did without a stage, and which.
    pub first_incomplete: Option<String>,
}

/// Items whose source is gone since the last run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// How many were withdrawn: their documents are in no output any more.
    pub withdrawn: u64,
    /// How many are kept with their documents, because the pipeline says so.
    pub kept: u64,
    /// The URIs of the first few.
    pub first: Vec<String>,
}

pub(crate) fn stage_reports(steps: &[StepInfo], meters: &[Meter]) -> Vec<StageReport> {
    steps.iter().zip(meters).map(|(step, meter)| meter.report(step)).collect()
}
