//! One execution of a pipeline.

mod aside;
pub(crate) mod attempt;
mod delivery;
pub(crate) mod exporting;
pub(crate) mod guard;
mod hidden;
pub(crate) mod in_place;
mod job;
mod memory;
pub(crate) mod meter;
pub(crate) mod part;
pub(crate) mod quarantine;
mod reader;
mod recall;
pub(crate) mod report;
mod shuffle;
mod sink;
mod unlisted;
mod watchdog;
pub(crate) mod window;
pub(crate) mod worker;
mod writer;

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cableway_core::{StageError, StageName};
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::ledger::{Ledger, LedgerError};
use crate::metrics::{Current, Metrics};
use crate::pipeline::Pipeline;
use crate::run::delivery::Delivery;
use crate::run::exporting::{Exporting, Lookout};
use crate::run::hidden::Hidden;
use crate::run::memory::Memory;
use crate::run::meter::Meter;
use crate::run::reader::Reader;
use crate::run::recall::Recall;
use crate::run::report::{Queues, stage_reports};
use crate::run::shuffle::Shuffle;
use crate::run::sink::NoSink;
use crate::run::watchdog::Workers;
use crate::run::window::Window;
use crate::run::worker::{Message, Shared};
use crate::run::writer::{Complete, Writer};
use crate::trace::Trace;

pub use quarantine::Quarantined;
pub use report::{Fate, Latency, Progress, Removed, RunReport, StageReport, Unreachable};
pub use sink::Sink;

/// The bytes of items that may be in flight; one item may always be, however large.
const MOST_BYTES: usize = 256 << 20;

/// How to run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// How many documents are worked on at once, at least one. The output does not depend on it.
    pub workers: usize,
    /// Set it to true from any thread to end the run: nothing is written then.
    pub cancelled: Arc<AtomicBool>,
    /// Counts to read while the run goes on.
    pub progress: Arc<Progress>,
    /// Hands items to the workers in another order than that of listing, which follows from this number:
    /// for tests. The output does not depend on it.
    pub shuffle: Option<u64>,
    /// Works on everything anew, whatever the ledger remembers.
    pub fresh: bool,
    /// The ingest stages that list what there is; each of the others gives what it listed the last time, if the
    /// ledger has all of it and the stage itself has not changed. `None` for all.
    pub lists: Option<BTreeSet<StageName>>,
    /// Whether to try items again that have not changed and failed for a reason that may pass.
    pub tries_again: bool,
    /// Where the run is counted, for who watches the process.
    pub metrics: Option<Arc<Metrics>>,
    /// Where it is written down what is done when.
    pub trace: Option<Arc<Trace>>,
}

impl Default for RunOptions {
    /// A worker for each core.
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            workers,
            cancelled: Arc::default(),
            progress: Arc::default(),
            shuffle: None,
            fresh: false,
            lists: None,
            tries_again: true,
            metrics: None,
            trace: None,
        }
    }
}

/// Why a run ended without output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// An ingest stage cannot give what it was asked for, or a stage keeps hanging.
    #[error("stage `{stage}`: {error}")]
    Stage {
        /// The stage.
        stage: StageName,
        /// Why.
        error: StageError,
    },
    /// An output cannot be written.
    #[error("stage `{stage}`: {error}")]
    Export {
        /// The stage.
        stage: StageName,
        /// Why.
        error: StageError,
        /// The outputs that had been put in place by then.
        committed: Vec<String>,
    },
    /// A stage failed on a document, and its `on_error` is `stop`. No output was replaced.
    #[error("stage `{stage}` failed on `{uri}`, and stops the run (`on_error`)")]
    Stopped {
        /// The stage.
        stage: StageName,
        /// Where the document comes from.
        uri: String,
        /// Why, outermost first.
        causes: Vec<String>,
        /// Where the documents are that failed up to then, this one the last.
        quarantine: Option<PathBuf>,
    },
    /// More documents failed than [`Pipeline::max_failures`] allows. No output was replaced.
    #[error(
        "{count} {} failed, and `max_failures` allows {most}: the run stops",
        if *count == 1 { "document has" } else { "documents have" }
    )]
    TooManyFailures {
        /// How many may fail.
        most: u64,
        /// How many did.
        count: u64,
        /// The first of them, each with the reason.
        first: Vec<String>,
        /// Where they are.
        quarantine: Option<PathBuf>,
    },
    /// The quarantine cannot be written.
    #[error("cannot write the quarantine file `{}`", path.display())]
    Quarantine {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The ledger cannot be read or written. What it has of this run's work stays there.
    #[error("{0}")]
    Ledger(LedgerError),
    /// Outputs were put in place, and the ledger could not be told so: the next run writes them again.
    #[error("the outputs are in place, but the ledger cannot be told: {error}")]
    Unrecorded {
        /// Why.
        error: LedgerError,
        /// The outputs that are in place.
        committed: Vec<String>,
    },
    /// An output that is about to lose what cannot be had again cannot be copied before. No output was replaced.
    #[error("`{}` {why}, and no copy of it can be made: {}, then run again", path.display(), aside::advice(error))]
    SetAside {
        /// The output.
        path: PathBuf,
        /// What is the matter with it, in words that go on from its name.
        why: &'static str,
        /// Why it cannot be copied.
        #[source]
        error: std::io::Error,
    },
    /// Somebody set [`RunOptions::cancelled`].
    #[error(
        "the run was interrupted: no output was written, those of earlier runs are as they were"
    )]
    Interrupted,
    /// The system gives no more threads.
    #[error("cannot start a thread")]
    Thread(#[source] std::io::Error),
}

impl RunError {
    /// The message and those of all causes, outermost first.
    pub fn chain(&self) -> Vec<String> {
        match self {
            Self::Stage { error, .. } | Self::Export { error, .. } => {
                let causes = error.chain().skip(1);
                [self.to_string()].into_iter().chain(causes).collect()
            }
            Self::Quarantine { error, .. } | Self::Thread(error) | Self::SetAside { error, .. } => {
                vec![self.to_string(), crate::config::plain(error)]
            }
            Self::Stopped { causes: more, .. } | Self::TooManyFailures { first: more, .. } => {
                [self.to_string()].into_iter().chain(more.iter().cloned()).collect()
            }
            Self::Interrupted | Self::Unrecorded { .. } | Self::Ledger(_) => vec![self.to_string()],
        }
    }
}

/// Runs `pipeline` over everything that its ingest stages list.
///
/// # Errors
/// When a source or an output is of no use, or the run is cancelled. No output has been replaced
/// then, unless [`RunError::Export`] says otherwise. Trouble with a single document is no error: it
/// goes to quarantine, and [`RunReport::quarantined`] counts it.
pub fn run(pipeline: Pipeline, options: &RunOptions) -> Result<RunReport, RunError> {
    execute(pipeline, options, &mut NoSink, None)
}

/// Runs `pipeline` as [`run`] does, and tells `sink` what becomes of each document.
///
/// # Errors
/// As for [`run`]. The sink may have been told of documents by then.
pub fn run_into(
    pipeline: Pipeline,
    options: &RunOptions,
    sink: &mut dyn Sink,
) -> Result<RunReport, RunError> {
    execute(pipeline, options, sink, None)
}

/// Runs `pipeline` as [`run`] does, with what `ledger` remembers of earlier runs: only what has changed is
/// worked on, and the outputs are the same as without it.
///
/// # Errors
/// As for [`run`], and when the ledger cannot be read or written. What was worked on until then is
/// remembered: the next run goes on from there.
pub fn run_with(
    pipeline: Pipeline,
    options: &RunOptions,
    ledger: &mut Ledger,
) -> Result<RunReport, RunError> {
    let outcome = execute(pipeline, options, &mut NoSink, Some(ledger));
    if outcome.is_err() {
        // The error is what matters; what cannot be kept is worked on again.
        let _ = ledger.flush();
    }
    outcome
}

fn execute(
    pipeline: Pipeline,
    options: &RunOptions,
    sink: &mut dyn Sink,
    ledger: Option<&mut Ledger>,
) -> Result<RunReport, RunError> {
    let started = Instant::now();
    let outcome = go(pipeline, options, sink, ledger, started);
    if let Some(metrics) = &options.metrics {
        metrics.end(&outcome, started.elapsed());
    }
    outcome
}

fn go(
    pipeline: Pipeline,
    options: &RunOptions,
    sink: &mut dyn Sink,
    mut ledger: Option<&mut Ledger>,
    started: Instant,
) -> Result<RunReport, RunError> {
    let workers = options.workers.max(1);
    let quarantine = pipeline.quarantine_path();
    let quarantine_path = (!sink.takes_quarantine()).then(|| quarantine.clone());
    let watched = pipeline.steps.iter().map(|step| sink.watches(step)).collect();
    let meters: Vec<Meter> = pipeline.steps.iter().map(|_| Meter::default()).collect();
    let (ingest, rest) = pipeline.steps.split_at(pipeline.ingest.len());
    let parallel = &rest[..pipeline.parallel.len()];
    let mut memory = match &mut ledger {
        None => None,
        Some(ledger) => {
            Some(Memory::new(ledger, ingest, parallel, pipeline.limits.bytes, options)?)
        }
    };
    let keeps: Vec<bool> = pipeline.listings.iter().map(|listing| listing.keeps).collect();
    let mut as_before = vec![false; ingest.len()];
    if let (Some(lists), Some(memory), Some(ledger)) = (&options.lists, &memory, &ledger) {
        for (place, step) in ingest.iter().enumerate() {
            as_before[place] = !lists.contains(&step.name)
                && ledger
                    .listed_chains(step.name.as_str())?
                    .is_some_and(|chains| memory.has_read(place, &chains));
        }
    }
    if let Some(ledger) = &mut ledger {
        for step in ingest {
            ledger.come_back(step.name.as_str())?;
        }
    }
    if let Some(memory) = &mut memory {
        memory.set_listings(&pipeline.listings, &as_before);
    }
    let shared = Arc::new(Shared {
        steps: pipeline.steps,
        meters,
        watched,
        ingest: pipeline.ingest,
        parallel: pipeline.parallel,
        limits: pipeline.limits,
        cancelled: Arc::clone(&options.cancelled),
        queues: Queues::default(),
        exporting: Exporting::default(),
        trace: options.trace.clone(),
        memory,
    });
    let _lookout = Lookout::start(&shared)?;
    let mut delivery = Delivery::new(
        Arc::clone(&shared),
        pipeline.ordered,
        pipeline.export,
        quarantine_path,
        sink,
    );
    delivery.max_failures = pipeline.max_failures;
    let recall = match ledger {
        None => None,
        Some(ledger) => {
            let targets = delivery.exports.iter();
            let targets = targets.map(|export| (export.target(), export.replaces())).collect();
            Some(Recall::new(ledger, Arc::clone(&shared), targets, quarantine, &as_before)?)
        }
    };
    let mut writer = Writer::new(Arc::clone(&shared), delivery, recall, keeps.clone());
    writer.open(options.fresh)?;

    let window = Arc::new(Window::new(64 + 16 * workers, MOST_BYTES));
    if let Some(metrics) = &options.metrics {
        let (shared, window) = (Arc::clone(&shared), Arc::clone(&window));
        metrics.begin(Current { shared, window, started });
    }
    let threads = Threads::start(&shared, &window, options, (as_before, keeps))?;
    let outcome = writer.receive(&threads.results, &window, options);
    // The watchdog goes first: from here on, late threads are nobody's business.
    drop(threads.stop);
    if let Some(memory) = &shared.memory {
        memory.close();
    }
    if outcome.is_err() {
        options.cancelled.store(true, Ordering::Relaxed);
    }
    outcome?;
    let complete = writer.commit()?;
    Ok(report(&shared, &writer, complete, started.elapsed()))
}

fn report(
    shared: &Shared,
    writer: &Writer<'_>,
    complete: Complete,
    elapsed: Duration,
) -> RunReport {
    let recall = writer.recall();
    RunReport {
        documents: complete.counts.documents,
        quarantined: complete.counts.quarantined,
        incomplete: complete.counts.incomplete,
        // What was dropped, or gave way, is neither in the outputs nor in quarantine. A run that writes nothing does not
        // come upon it, and all of its documents are as they were.
        unchanged: recall.map_or(0, |recall| {
            let unchanged = recall.unchanged.saturating_sub(complete.counts.dropped_again);
            unchanged.min(complete.counts.documents + complete.counts.quarantined)
        }),
        removed: recall.map(|recall| recall.removed.clone()).unwrap_or_default(),
        unreachable: recall.map(|recall| recall.unreachable.clone()).unwrap_or_default(),
        delivered: complete.delivered,
        notices: recall.map_or_else(|| writer.notices.clone(), |recall| recall.notices.clone()),
        bytes: writer.bytes,
        elapsed,
        stages: stage_reports(&shared.steps, &shared.meters),
        outputs: complete.outputs,
        quarantine: complete.quarantine,
        first_quarantined: complete.counts.failures.first().cloned(),
        failures: complete.counts.failures,
        first_incomplete: complete.counts.first_incomplete,
    }
}

/// The threads of a run, but for the one that writes.
struct Threads {
    results: Receiver<Message>,
    /// The watchdog ends when this is dropped.
    stop: Sender<()>,
}

impl Threads {
    fn start(
        shared: &Arc<Shared>,
        window: &Arc<Window>,
        options: &RunOptions,
        (as_before, keeps): (Vec<bool>, Vec<bool>),
    ) -> Result<Self, RunError> {
        let workers = options.workers.max(1);
        let (job_sender, job_receiver) = bounded(2 * workers);
        // Bounded by the window: nothing gets here that has not taken a place in it.
        let (result_sender, results) = unbounded();
        let (stop, stopped) = bounded::<()>(0);
        let team = Workers::start(Arc::clone(shared), job_receiver, result_sender.clone(), workers)
            .map_err(RunError::Thread)?;
        let spawn = |name: &str, body: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(RunError::Thread)
        };
        spawn("watchdog", Box::new(move || team.watch(&stopped)))?;
        let held = window.most_items() / 2;
        let reader = Reader {
            shared: Arc::clone(shared),
            window: Arc::clone(window),
            progress: Arc::clone(&options.progress),
            jobs: job_sender,
            results: result_sender,
            sequence: 0,
            uris: HashSet::new(),
            as_before,
            keeps,
            hidden: Hidden::default(),
            shuffle: options.shuffle.map(|seed| Shuffle::new(seed, held, MOST_BYTES / 2)),
        };
        spawn("reader", Box::new(move || reader.list()))?;
        Ok(Self { results, stop })
    }
}
