//! What a run counts, while it runs and at its end.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use cableway_core::{Digest, StageKind, StageName};

use crate::pipeline::StepInfo;
use crate::run::meter::Meter;

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

/// What one stage did in a run.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// The stage's name in the pipeline.
    pub name: StageName,
    /// Its kind.
    pub kind: StageKind,
    /// What it uses.
    pub id: String,
    /// The digest of its [fingerprint](crate::Fingerprint).
    pub fingerprint: Digest,
    /// The documents that it worked on; for an ingest stage, that it gave.
    pub documents: u64,
    /// The documents that it had worked on in an earlier run, and had not to again. For an export, those that
    /// its output has as they were.
    pub unchanged: u64,
    /// The documents that its `when` kept from it.
    pub skipped: u64,
    /// The documents that it failed on: those that went to quarantine for it, and those that went on
    /// without it.
    pub failures: u64,
    /// How often it was called again after an error that may pass.
    pub retries: u64,
    /// The bytes of text that it worked on; for an ingest stage, of the items that it read.
    pub bytes: u64,
    /// The time that it took, added up over all workers.
    pub time: Duration,
    /// How long it took for one document; for an ingest stage, to read one item.
    pub latency: Latency,
}

/// How long many calls took: times than which half of them, nine in ten, and 99 in a hundred were not longer.
/// They are above the true ones by a quarter at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// Half of them.
    pub p50: Duration,
    /// Nine in ten.
    pub p90: Duration,
    /// 99 in a hundred.
    pub p99: Duration,
    /// The longest one, just as it was.
    pub max: Duration,
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
    /// What could not be had this time, and stays as it last was.
    pub unreachable: Unreachable,
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
    /// The first few documents in quarantine, each with the reason.
    pub failures: Vec<String>,
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
    /// How many are kept in quarantine: a stage fails on all their documents, which come back when it is mended.
    pub quarantined: u64,
    /// How many gave way to documents of the same ids from other sources, as lines of a file that was renamed.
    pub replaced: u64,
    /// Some of them: the number in the ledger, what became of it, the URI.
    first: Vec<(i64, Fate, String)>,
}

/// What became of an item whose source is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its documents are in no output any more.
    Withdrawn,
    /// Its documents stay in the outputs.
    Kept,
    /// Its documents stay in quarantine.
    Quarantined,
    /// Documents of the same ids, from other sources, stand in the place of its own.
    Replaced,
}

impl Removed {
    /// How many came to this.
    pub fn count(&self, fate: Fate) -> u64 {
        match fate {
            Fate::Withdrawn => self.withdrawn,
            Fate::Kept => self.kept,
            Fate::Quarantined => self.quarantined,
            Fate::Replaced => self.replaced,
        }
    }

    /// The URIs of the first few that came to this.
    pub fn first(&self, fate: Fate) -> Vec<&str> {
        let all = self.first.iter().filter(|(_, of, _)| *of == fate);
        all.map(|(.., uri)| uri.as_str()).take(MOST_NAMED).collect()
    }

    pub(crate) fn add(&mut self, item: i64, fate: Fate, uri: String) {
        *self.counter(fate) += 1;
        if self.first.iter().filter(|(_, of, _)| *of == fate).count() < MOST_REMEMBERED {
            self.first.push((item, fate, uri));
        }
    }

    /// Notes that an item gave way that was told as kept.
    pub(crate) fn replace(&mut self, item: i64) {
        self.kept = self.kept.saturating_sub(1);
        self.replaced += 1;
        if let Some((_, fate, _)) = self.first.iter_mut().find(|(of, ..)| *of == item) {
            *fate = Fate::Replaced;
        }
    }

    fn counter(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Withdrawn => &mut self.withdrawn,
            Fate::Kept => &mut self.kept,
            Fate::Quarantined => &mut self.quarantined,
            Fate::Replaced => &mut self.replaced,
        }
    }
}

/// Items that could not be had for now, and whose documents stay meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreachable {
    /// How many there are.
    pub kept: u64,
    /// The URIs of the first few.
    pub first: Vec<String>,
}

impl Unreachable {
    pub(crate) fn add(&mut self, uri: &str) {
        self.kept += 1;
        if self.first.len() < MOST_NAMED {
            self.first.push(uri.to_owned());
        }
    }
}

/// How many items that are gone, or could not be had, are named.
pub(crate) const MOST_NAMED: usize = 5;

/// How many of those are remembered by name: some may turn out to have come to something else.
const MOST_REMEMBERED: usize = 64;

pub(crate) fn stage_reports(steps: &[StepInfo], meters: &[Meter]) -> Vec<StageReport> {
    let report = |(step, meter): (&StepInfo, &Meter)| {
        let reading = meter.reading();
        StageReport {
            name: step.name.clone(),
            kind: step.info.kind,
            id: step.info.id.clone(),
            fingerprint: step.fingerprint.digest(),
            documents: reading.documents,
            unchanged: reading.unchanged,
            skipped: reading.skipped,
            failures: reading.failures,
            retries: reading.retries,
            bytes: reading.bytes,
            time: reading.time(),
            latency: Latency {
                p50: reading.quantile(0.5),
                p90: reading.quantile(0.9),
                p99: reading.quantile(0.99),
                max: reading.slowest(),
            },
        }
    };
    steps.iter().zip(meters).map(report).collect()
}

/// How many items wait, and for whom.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    jobs: AtomicU64,
    results: AtomicU64,
}

impl Queues {
    /// An item is to wait for a worker.
    pub(crate) fn job_waits(&self) {
        self.jobs.fetch_add(1, Ordering::Relaxed);
    }

    /// A worker has taken it.
    pub(crate) fn job_is_taken(&self) {
        // What was left of an item whose worker hung has not waited.
        let one_less = |count: u64| count.checked_sub(1);
        let _ = self.jobs.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    }

    /// What came of an item is to wait for the writer.
    pub(crate) fn result_waits(&self) {
        self.results.fetch_add(1, Ordering::Relaxed);
    }

    /// The writer has it in its turn.
    pub(crate) fn result_is_taken(&self) {
        let one_less = |count: u64| count.checked_sub(1);
        let _ = self.results.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    }

    /// How many wait for a worker, and for the writer.
    pub(crate) fn depths(&self) -> (u64, u64) {
        (self.jobs.load(Ordering::Relaxed), self.results.load(Ordering::Relaxed))
    }
}
