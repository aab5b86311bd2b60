//! One execution of a pipeline.

pub(crate) mod guard;
mod quarantine;
mod reader;
pub(crate) mod report;
mod shuffle;
mod sink;
mod watchdog;
mod window;
pub(crate) mod worker;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use cableway_core::{StageError, StageName};
use crossbeam_channel::{bounded, unbounded};

use crate::pipeline::Pipeline;
use crate::run::reader::Reader;
use crate::run::report::{Meter, stage_reports};
use crate::run::shuffle::Shuffle;
use crate::run::sink::NoSink;
use crate::run::watchdog::Workers;
use crate::run::window::Window;
use crate::run::worker::Shared;
use crate::run::writer::Writer;

pub use quarantine::Quarantined;
pub use report::{Progress, RunReport, StageReport};
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
}

impl Default for RunOptions {
    /// A worker for each core.
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self { workers, cancelled: Arc::default(), progress: Arc::default(), shuffle: None }
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
    /// The quarantine cannot be written.
    #[error("cannot write the quarantine file `{}`", path.display())]
    Quarantine {
        /// The file.
        path: PathBuf,
        /// Why.
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
            Self::Quarantine { error, .. } | Self::Thread(error) => {
                vec![self.to_string(), crate::config::plain(error)]
            }
            Self::Interrupted => vec![self.to_string()],
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
    run_into(pipeline, options, &mut NoSink)
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
    let started = Instant::now();
    let quarantine_path = (!sink.takes_quarantine()).then(|| pipeline.quarantine_path());
    let watched = pipeline.steps.iter().map(|step| sink.watches(step)).collect();
    let meters: Vec<Meter> = pipeline.steps.iter().map(|_| Meter::default()).collect();
    let shared = Arc::new(Shared {
        steps: pipeline.steps,
        meters,
        watched,
        ingest: pipeline.ingest,
        parallel: pipeline.parallel,
        limits: pipeline.limits,
        cancelled: Arc::clone(&options.cancelled),
    });
    let mut writer =
        Writer::new(Arc::clone(&shared), pipeline.ordered, pipeline.export, quarantine_path, sink);
    writer.open()?;

    let workers = options.workers.max(1);
    let most_items = 64 + 16 * workers;
    let window = Arc::new(Window::new(most_items, MOST_BYTES));
    let (job_sender, job_receiver) = bounded(2 * workers);
    // Bounded by the window: nothing gets here that has not taken a place in it.
    let (result_sender, result_receiver) = unbounded();
    let (stop, stopped) = bounded::<()>(0);
    let team = Workers::start(Arc::clone(&shared), job_receiver, result_sender.clone(), workers)
        .map_err(RunError::Thread)?;
    let spawn = |name: &str, body: Box<dyn FnOnce() + Send>| {
        std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(RunError::Thread)
    };
    spawn("watchdog", Box::new(move || team.watch(&stopped)))?;
    let reader = Reader {
        shared: Arc::clone(&shared),
        window: Arc::clone(&window),
        progress: Arc::clone(&options.progress),
        jobs: job_sender,
        results: result_sender,
        sequence: 0,
        shuffle: options.shuffle.map(|seed| Shuffle::new(seed, most_items / 2, MOST_BYTES / 2)),
    };
    spawn("reader", Box::new(move || reader.list()))?;

    let outcome = writer.receive(&result_receiver, &window, options);
    // The watchdog goes first: from here on, late threads are nobody's business.
    drop(stop);
    if outcome.is_err() {
        options.cancelled.store(true, Ordering::Relaxed);
    }
    outcome?;
    let (outputs, counts) = writer.commit()?;
    Ok(RunReport {
        documents: counts.documents,
        quarantined: counts.quarantined,
        bytes: counts.bytes,
        elapsed: started.elapsed(),
        stages: stage_reports(&shared.steps, &shared.meters),
        outputs,
        quarantine: counts.quarantine,
        first_quarantined: counts.first_quarantined,
    })
}
