//! One execution of a pipeline.

pub(crate) mod guard;
mod quarantine;
pub(crate) mod report;
mod watchdog;
mod window;
pub(crate) mod worker;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use cableway_core::{Context, ErrorKind, ListError, Source, StageError, StageName};
use crossbeam_channel::{Sender, bounded, unbounded};

use crate::pipeline::Pipeline;
use crate::run::quarantine::Quarantined;
use crate::run::report::{Meter, stage_reports};
use crate::run::watchdog::Workers;
use crate::run::window::Window;
use crate::run::worker::{Finished, Job, Message, Outcome, Shared, Work};
use crate::run::writer::Writer;

pub use report::{Progress, RunReport, StageReport};

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
}

impl Default for RunOptions {
    /// A worker for each core.
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self { workers, cancelled: Arc::default(), progress: Arc::default() }
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
    let started = Instant::now();
    let quarantine_path = pipeline.quarantine_path();
    let meters: Vec<Meter> = pipeline.steps.iter().map(|_| Meter::default()).collect();
    let shared = Arc::new(Shared {
        steps: pipeline.steps,
        meters,
        ingest: pipeline.ingest,
        parallel: pipeline.parallel,
        limits: pipeline.limits,
        cancelled: Arc::clone(&options.cancelled),
    });
    let mut writer =
        Writer::new(Arc::clone(&shared), pipeline.ordered, pipeline.export, quarantine_path);
    writer.open()?;

    let workers = options.workers.max(1);
    let window = Arc::new(Window::new(64 + 16 * workers, MOST_BYTES));
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

/// Lists items and hands them to the workers.
struct Reader {
    shared: Arc<Shared>,
    window: Arc<Window>,
    progress: Arc<Progress>,
    jobs: Sender<Job>,
    results: Sender<Message>,
    sequence: u64,
}

impl Reader {
    fn list(mut self) {
        let shared = Arc::clone(&self.shared);
        for ingest in 0..shared.ingest.len() {
            // Listing may panic like any stage; what it has listed by then does not count.
            let listed = guard::guarded(|| {
                self.list_one(ingest);
                Ok(())
            });
            if let Err(error) = listed {
                // The writer may have given up already.
                let _ = self.results.send(Message::Source { step: ingest, error });
                return;
            }
            // A listing that was cut short is not at its end.
            if shared.cancelled.load(Ordering::Relaxed) {
                return;
            }
        }
        self.progress.all_listed.store(true, Ordering::Relaxed);
        let _ = self.results.send(Message::End { items: self.sequence });
    }

    fn list_one(&mut self, ingest: usize) {
        let shared = Arc::clone(&self.shared);
        let context = Context::new(
            // A listing may take as long as it needs: its limit is the number of its items.
            cableway_core::Limits { time: None, ..shared.limits },
            &shared.cancelled,
        );
        let mut started = Instant::now();
        for listed in shared.ingest[ingest].items(&context) {
            shared.meters[ingest].spent(started);
            if shared.cancelled.load(Ordering::Relaxed) || !self.hand_on(ingest, listed) {
                return;
            }
            started = Instant::now();
        }
    }

    /// False when the run is over.
    fn hand_on(&mut self, ingest: usize, listed: Result<cableway_core::Item, ListError>) -> bool {
        let bytes = listed.as_ref().map_or(0, |item| item.bytes.len());
        let (item, uri, error) = match listed {
            Ok(item) => (Some(item), String::new(), None),
            Err(ListError::Item { uri, error }) => (None, uri, Some(error)),
            Err(ListError::Source(error)) => {
                let _ = self.results.send(Message::Source { step: ingest, error });
                return false;
            }
        };
        if !self.window.enter(bytes, || self.shared.cancelled.load(Ordering::Relaxed)) {
            return false;
        }
        let sequence = self.sequence;
        self.sequence += 1;
        self.progress.listed.fetch_add(1, Ordering::Relaxed);
        if let Some(item) = item {
            let job = Job { sequence, ingest, item: Arc::new(item), work: Work::Read };
            return self.jobs.send(job).is_ok();
        }
        self.shared.meters[ingest].failed();
        let step = &self.shared.steps[ingest];
        let entry = Quarantined {
            source: Source { uri, ..Source::default() },
            item: None,
            document: None,
            kind: step.info.kind,
            stage: step.name.clone(),
            error: error.unwrap_or_else(|| StageError::new(ErrorKind::Internal, "no reason given")),
        };
        let finished = vec![Finished::Quarantined(Box::new(entry))];
        self.results.send(Message::Outcome(Outcome { sequence, ingest, bytes, finished })).is_ok()
    }
}
