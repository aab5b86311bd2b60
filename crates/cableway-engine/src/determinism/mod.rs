//! Whether a pipeline gives the same bytes however it is run.

mod files;
mod records;

use std::io;
use std::path::Path;
use std::sync::Arc;

use cableway_core::{Clock, Registry, StageKind};

use crate::config::{LoadOptions, load};
use crate::diagnostic::Diagnostics;
use crate::plugins::Plugins;
use crate::run::{Progress, RunError, RunOptions, RunReport, Sink, run_into};
use records::{Comparison, Recorder};

/// With fewer workers than this, few documents would overtake others.
const LEAST_WORKERS: usize = 4;

/// The seed of the run in which items are shuffled: it is the same each time, as all else is.
const SEED: u64 = 1;

/// What came of running a pipeline several times.
#[derive(Clone, Debug)]
pub struct Determinism {
    /// What is told apart the runs, in their order: `1 worker`.
    pub runs: Vec<String>,
    /// The documents that went through in the first run.
    pub documents: u64,
    /// The documents that went to quarantine in the first run.
    pub quarantined: u64,
    /// The files that exports wrote in the first run.
    pub files: u64,
    /// What is doubtful in the pipeline, but no error.
    pub warnings: Diagnostics,
    /// The first difference between the first run and a later one; none where all gave the same bytes.
    pub difference: Option<RunDifference>,
}

/// How the output of two runs differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDifference {
    /// The two runs, as [`Determinism::runs`] has them.
    pub runs: [String; 2],
    /// The kind of the stage that runs first among those whose output differs.
    pub kind: StageKind,
    /// Its name.
    pub stage: String,
    /// What of its output differs: as in [`StageDifference::parts`](crate::StageDifference::parts), or
    /// `failure` where it failed on the document otherwise, or in one run alone, or `file` for an export.
    pub parts: Vec<String>,
    /// The first place where its output differs.
    pub place: RunPlace,
    /// What the stage gave there in each of the runs, or the part of it where the two begin to differ.
    pub said: [String; 2],
    /// How many documents differ in anything.
    pub documents: u64,
}

/// Where two runs differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunPlace {
    /// A document.
    Document {
        /// Its number in ingest order, from 1; those in quarantine count.
        number: u64,
        /// Where it comes from.
        uri: String,
    },
    /// An exported file, as its stage's `path` says below the folder for outputs.
    File(String),
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeterminismError {
    /// The pipeline file is wrong.
    #[error("{0}")]
    Pipeline(Diagnostics),
    /// A run ended without output.
    #[error("{error}")]
    Run {
        /// Which run.
        run: String,
        /// Why it ended.
        error: RunError,
    },
    /// An input can be had once only.
    #[error(
        "an input can be read once only, as standard input can, and this takes several runs: put it in a file"
    )]
    Transient,
    /// What was to be compared cannot be written or read.
    #[error("cannot keep what the runs give for as long as they are compared")]
    Io(#[from] io::Error),
}

/// Runs the pipeline file at `path` with one worker, with many, and with many that get the items
/// shuffled, and compares all records and all exported bytes. Nothing is written where the pipeline says:
/// exports write to temporary folders, and the quarantine is compared in their stead. The clock stands still from
/// the beginning.
///
/// `options` are as for [`load`](crate::load) and [`run`](crate::run); with fewer than four workers, four are
/// many. `started` is told of each run as it begins, with its counts.
///
/// # Errors
/// When the pipeline file is wrong, has an export that writes to no `path`, or a run fails.
///
/// ```no_run
/// use std::path::Path;
/// use cableway_engine::{LoadOptions, NoPlugins, RunOptions, check_determinism};
///
/// # let registry = cableway_core::Registry::new();
/// let (load, run) = (LoadOptions::default(), RunOptions::default());
/// let file = Path::new("pipeline.toml");
/// let found = check_determinism(file, &load, &registry, &NoPlugins, &run, &mut |_, _| {})?;
/// assert!(found.difference.is_none());
/// # Ok::<(), cableway_engine::DeterminismError>(())
/// ```
pub fn check_determinism(
    path: &Path,
    load_options: &LoadOptions<'_>,
    registry: &Registry,
    plugins: &dyn Plugins,
    options: &RunOptions,
    started: &mut dyn FnMut(&str, &Arc<Progress>),
) -> Result<Determinism, DeterminismError> {
    let folder = tempfile::tempdir()?;
    let now = load_options.clock.now();
    let mut steps = Vec::new();
    let mut warnings = Diagnostics::default();
    let mut once = |way: &Way, sink: &mut dyn Sink, outputs: &Path| {
        let load_options = LoadOptions {
            clock: Clock::frozen(now),
            outputs: Some(outputs.to_owned()),
            ..load_options.clone()
        };
        let pipeline =
            load(path, &load_options, registry, plugins).map_err(DeterminismError::Pipeline)?;
        pipeline.steps().clone_into(&mut steps);
        warnings.clone_from(&pipeline.warnings);
        let options = RunOptions {
            workers: way.workers,
            shuffle: way.shuffle,
            progress: Arc::default(),
            cancelled: Arc::clone(&options.cancelled),
            ..RunOptions::default()
        };
        started(&way.name, &options.progress);
        let report = run_into(pipeline, &options, sink)
            .map_err(|error| DeterminismError::Run { run: way.name.clone(), error })?;
        if options.progress.transient.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(DeterminismError::Transient);
        }
        Ok((report, steps.clone()))
    };

    let [first, others @ ..] = ways(options.workers);
    let (kept, kept_outputs) = (folder.path().join("records"), folder.path().join("first"));
    let mut recorder = Recorder::new(&kept)?;
    let (report, _) = once(&first, &mut recorder, &kept_outputs)?;
    recorder.finish()?;
    let runs = [&first].into_iter().chain(&others).map(|way| way.name.clone()).collect();
    let RunReport { documents, quarantined, .. } = report;
    let files = files::below(&kept_outputs)?.len() as u64;

    let mut difference = None;
    for (number, way) in others.iter().enumerate() {
        let outputs = folder.path().join(format!("other-{number}"));
        let mut comparison = Comparison::new(&kept)?;
        let (_, steps) = once(way, &mut comparison, &outputs)?;
        let runs = [first.name.clone(), way.name.clone()];
        // An export that was given the same may still write something else.
        difference = match comparison.finish(&steps)? {
            Some(found) => Some(found.between(runs)),
            None => files::difference(&kept_outputs, &outputs, &steps)?.map(|f| f.between(runs)),
        };
        if difference.is_some() {
            break;
        }
        std::fs::remove_dir_all(&outputs).or_else(|error| match error.kind() {
            // A pipeline may have been loaded without exports.
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
    }
    Ok(Determinism { runs, documents, quarantined, files, warnings, difference })
}

/// A way to run a pipeline.
struct Way {
    name: String,
    workers: usize,
    shuffle: Option<u64>,
}

fn ways(workers: usize) -> [Way; 3] {
    let many = workers.max(LEAST_WORKERS);
    let way = |name: String, workers, shuffle| Way { name, workers, shuffle };
    [
        way("1 worker".to_owned(), 1, None),
        way(format!("{many} workers"), many, None),
        way(format!("{many} workers, shuffled"), many, Some(SEED)),
    ]
}

/// A difference between two runs, without their names.
#[derive(Clone, Debug)]
struct Found {
    kind: StageKind,
    stage: String,
    parts: Vec<String>,
    place: RunPlace,
    said: [String; 2],
    documents: u64,
}

impl Found {
    fn between(self, runs: [String; 2]) -> RunDifference {
        let Self { kind, stage, parts, place, said, documents } = self;
        RunDifference { runs, kind, stage, parts, place, said, documents }
    }
}

/// The most characters that are shown of what was said, and how many of them stand before the difference.
const EXCERPT: (usize, usize) = (160, 40);

/// Where two texts begin to differ, with some of what stands around.
fn excerpts(one: &str, other: &str) -> [String; 2] {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (most, before) = EXCERPT;
    let from = same.saturating_sub(before);
    [one, other].map(|text| {
        let mut out = String::from(if from > 0 { "…" } else { "" });
        let mut rest = text.chars().skip(from);
        out.extend(rest.by_ref().take(most).map(|c| if c.is_control() { ' ' } else { c }));
        if rest.next().is_some() {
            out.push('…');
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_begin_before_the_difference() {
        assert_eq!(excerpts("ab\nc", "abd"), ["ab c", "abd"]);
        let (one, other) = (format!("{}é{}", "x".repeat(100), "y".repeat(300)), "x".repeat(101));
        let [one, other] = excerpts(&one, &other);
        assert_eq!(one, format!("…{}é{}…", "x".repeat(40), "y".repeat(119)));
        assert_eq!(other, format!("…{}", "x".repeat(41)));
    }
}
