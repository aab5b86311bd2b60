//! A pipeline that has been checked and is ready to run.

use std::path::PathBuf;
use std::sync::Arc;

use cableway_core::{
    Annotations, AnyStage, Classify, ConfigError, Context, Document, Export, Ingest, Limits,
    StageError, StageInfo, StageKind, StageName, Summarize, Summary,
};

use crate::condition::Condition;
use crate::config::{Listing, Output};
use crate::diagnostic::Diagnostics;
use crate::failure::FailurePolicy;
use crate::fingerprint::Fingerprint;
use crate::run::quarantine::path_of;

/// A stage in its place in a pipeline.
pub(crate) struct Step {
    pub(crate) info: StepInfo,
    pub(crate) stage: Made,
    /// How to make it anew; `None` for what stands in for a stage.
    pub(crate) maker: Option<Maker>,
    /// For an ingest stage, how it is asked.
    pub(crate) listing: Listing,
}

/// Makes a stage as it was made when the pipeline was loaded.
pub(crate) type Maker = Arc<dyn Fn() -> Result<AnyStage, ConfigError> + Send + Sync>;

/// A stage that is ready to work, in the form in which it runs.
pub(crate) enum Made {
    Ingest(Box<dyn Ingest>),
    Parallel(Worker),
    Ordered(Box<dyn Classify>),
    Export(Box<dyn Export>),
}

impl Made {
    pub(crate) fn new(stage: AnyStage, info: &StageInfo) -> Self {
        match stage {
            AnyStage::Ingest(stage) => Self::Ingest(stage),
            AnyStage::Classify(stage) if info.ordered => Self::Ordered(stage),
            AnyStage::Classify(stage) => Self::Parallel(Worker::Classify(stage.into())),
            AnyStage::Summarize(stage) => Self::Parallel(Worker::Summarize(stage.into())),
            AnyStage::Export(stage) => Self::Export(stage),
        }
    }
}

impl From<Made> for AnyStage {
    fn from(stage: Made) -> Self {
        match stage {
            Made::Ingest(stage) => Self::Ingest(stage),
            Made::Ordered(stage) => Self::Classify(stage),
            Made::Parallel(Worker::Classify(stage)) => Self::Classify(Box::new(Lent(stage))),
            Made::Parallel(Worker::Summarize(stage)) => Self::Summarize(Box::new(Lent(stage))),
            Made::Export(stage) => Self::Export(stage),
        }
    }
}

/// What a stage of a pipeline is, for tables, graphs and messages.
#[derive(Clone, Debug)]
pub struct StepInfo {
    /// Its name in the pipeline.
    pub name: StageName,
    /// What it is.
    pub info: StageInfo,
    /// Its condition.
    pub when: Option<Arc<Condition>>,
    /// What a document may cost it, and what its failures do.
    pub policy: FailurePolicy,
    /// What its output depends on besides the document.
    pub fingerprint: Fingerprint,
}

/// A stage that works on documents one by one, in parallel: also for several pipelines of one process.
#[derive(Clone)]
pub(crate) enum Worker {
    Classify(Arc<dyn Classify>),
    Summarize(Arc<dyn Summarize>),
}

/// A shared stage in the place of one's own.
struct Lent<T: ?Sized>(Arc<T>);

impl Classify for Lent<dyn Classify> {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        self.0.classify(document, annotations, context)
    }
}

impl Summarize for Lent<dyn Summarize> {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        self.0.summarize(document, context)
    }
}

/// A pipeline that has been checked and is ready to run.
///
/// Its steps stand in the order of running: ingest, classify, summarize, then the classify stages
/// that must see documents in order, then export.
pub struct Pipeline {
    /// What the file calls it, or else the file's name.
    pub name: String,
    /// The pipeline file.
    pub file: PathBuf,
    /// The folder from which URIs start: that of the pipeline file, if it was not loaded with another.
    pub root: PathBuf,
    /// What one document may cost.
    pub limits: Limits,
    /// How many documents of a run may go to quarantine; when there are more, it stops. `None` where any
    /// number may.
    pub max_failures: Option<u64>,
    /// What is doubtful, but no error.
    pub warnings: Diagnostics,
    pub(crate) steps: Vec<StepInfo>,
    pub(crate) ingest: Vec<Arc<dyn Ingest>>,
    pub(crate) parallel: Vec<Worker>,
    pub(crate) ordered: Vec<Box<dyn Classify>>,
    pub(crate) export: Vec<Box<dyn Export>>,
    /// The files that the exports replace.
    pub(crate) outputs: Vec<Output>,
    /// For each ingest stage, how it is asked.
    pub(crate) listings: Vec<Listing>,
    /// How to make the ordered stages, and then the exports, anew.
    makers: Vec<Option<Maker>>,
}

/// What a pipeline does with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileUse {
    /// This ingest stage reads it, or would if it were there.
    Read(StageName),
    /// An export replaces it.
    Written,
}

/// A stage that cannot be made a second time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stage `{stage}` cannot be made ready once more: {reason}")]
pub struct AgainError {
    /// The stage.
    pub stage: StageName,
    /// Why.
    pub reason: String,
}

impl Pipeline {
    /// What the pipeline does with the file at `path`, relative to the current folder: nothing mostly.
    pub fn use_of(&self, path: &std::path::Path) -> Option<FileUse> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = crate::config::lexical(&path);
        if self.outputs.iter().any(|output| output.path == path) {
            return Some(FileUse::Written);
        }
        let mut readers = self.steps.iter().zip(&self.ingest);
        readers
            .find(|(_, ingest)| ingest.reads(&path))
            .map(|(step, _)| FileUse::Read(step.name.clone()))
    }

    pub(crate) fn new(
        name: String,
        file: PathBuf,
        root: PathBuf,
        limits: Limits,
        mut steps: Vec<Step>,
        warnings: Diagnostics,
    ) -> Self {
        steps.sort_by_key(|step| match (step.info.info.kind, step.info.info.ordered) {
            (StageKind::Ingest, _) => 0,
            (StageKind::Classify, false) => 1,
            (StageKind::Summarize, _) => 2,
            (StageKind::Classify, true) => 3,
            (StageKind::Export, _) => 4,
        });
        let mut pipeline = Self {
            name,
            file,
            root,
            limits,
            max_failures: None,
            warnings,
            steps: Vec::new(),
            ingest: Vec::new(),
            parallel: Vec::new(),
            ordered: Vec::new(),
            export: Vec::new(),
            outputs: Vec::new(),
            listings: Vec::new(),
            makers: Vec::new(),
        };
        for Step { info, stage, maker, listing } in steps {
            match stage {
                Made::Ingest(stage) => {
                    pipeline.ingest.push(stage.into());
                    pipeline.listings.push(listing);
                }
                Made::Parallel(stage) => pipeline.parallel.push(stage),
                Made::Ordered(stage) => {
                    pipeline.ordered.push(stage);
                    pipeline.makers.push(maker);
                }
                Made::Export(stage) => {
                    pipeline.export.push(stage);
                    pipeline.makers.push(maker);
                }
            }
            pipeline.steps.push(info);
        }
        pipeline
    }

    /// The stages in the order of running.
    pub fn steps(&self) -> &[StepInfo] {
        &self.steps
    }

    /// The same pipeline for one more run, from memory: no change of its file since it was loaded counts. It
    /// shares the stages that work on each document by itself; the others are made anew.
    ///
    /// # Errors
    /// When a stage finds something wrong with its configuration that was right before, such as a file that is
    /// gone, or another stands in for it ([`Replacement`](crate::Replacement)).
    ///
    /// ```no_run
    /// # use std::path::Path;
    /// use cableway_engine::{LoadOptions, NoPlugins, RunOptions, load, run};
    ///
    /// # let registry = cableway_core::Registry::new();
    /// let pipeline = load(Path::new("p.toml"), &LoadOptions::default(), &registry, &NoPlugins)?;
    /// for _ in 0..2 {
    ///     run(pipeline.again()?, &RunOptions::default())?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn again(&self) -> Result<Self, AgainError> {
        let first = self.steps.len() - self.makers.len();
        let mut again = Self {
            name: self.name.clone(),
            file: self.file.clone(),
            root: self.root.clone(),
            limits: self.limits,
            max_failures: self.max_failures,
            warnings: Diagnostics::default(),
            steps: self.steps.clone(),
            ingest: self.ingest.clone(),
            parallel: self.parallel.clone(),
            ordered: Vec::new(),
            export: Vec::new(),
            outputs: self.outputs.clone(),
            listings: self.listings.clone(),
            makers: self.makers.clone(),
        };
        for (step, maker) in self.steps[first..].iter().zip(&self.makers) {
            let fails = |reason| AgainError { stage: step.name.clone(), reason };
            let Some(maker) = maker else {
                return Err(fails("another stands in for it".to_owned()));
            };
            match maker().map_err(|error| fails(error.to_string()))? {
                AnyStage::Classify(stage) => again.ordered.push(stage),
                AnyStage::Export(stage) => again.export.push(stage),
                other => return Err(fails(format!("it is of kind {} now", other.kind()))),
            }
        }
        Ok(again)
    }

    /// Where the documents go that a stage fails on: `<pipeline file without its ending>.quarantine.jsonl`,
    /// beside the file.
    pub fn quarantine_path(&self) -> PathBuf {
        path_of(&self.file)
    }
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline")
            .field("name", &self.name)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}
