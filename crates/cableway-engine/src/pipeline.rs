//! A pipeline that has been checked and is ready to run.

use std::path::PathBuf;
use std::sync::Arc;

use cableway_core::{
    AnyStage, Classify, Export, Ingest, Limits, StageInfo, StageKind, StageName, Summarize,
};

use crate::condition::Condition;
use crate::diagnostic::Diagnostics;

/// A stage in its place in a pipeline.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: StageName,
    pub(crate) info: StageInfo,
    pub(crate) when: Option<Arc<Condition>>,
    pub(crate) stage: AnyStage,
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
}

/// A stage that works on documents one by one, in parallel.
pub(crate) enum Worker {
    Classify(Box<dyn Classify>),
    Summarize(Box<dyn Summarize>),
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
    /// The folder of the pipeline file, from which URIs start.
    pub root: PathBuf,
    /// What one document may cost.
    pub limits: Limits,
    /// What is doubtful, but no error.
    pub warnings: Diagnostics,
    pub(crate) steps: Vec<StepInfo>,
    pub(crate) ingest: Vec<Box<dyn Ingest>>,
    pub(crate) parallel: Vec<Worker>,
    pub(crate) ordered: Vec<Box<dyn Classify>>,
    pub(crate) export: Vec<Box<dyn Export>>,
}

impl Pipeline {
    pub(crate) fn new(
        name: String,
        file: PathBuf,
        root: PathBuf,
        limits: Limits,
        mut steps: Vec<Step>,
        warnings: Diagnostics,
    ) -> Self {
        steps.sort_by_key(|step| match (step.info.kind, step.info.ordered) {
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
            warnings,
            steps: Vec::new(),
            ingest: Vec::new(),
            parallel: Vec::new(),
            ordered: Vec::new(),
            export: Vec::new(),
        };
        for Step { name, info, when, stage } in steps {
            match stage {
                AnyStage::Ingest(stage) => pipeline.ingest.push(stage),
                AnyStage::Classify(stage) if info.ordered => pipeline.ordered.push(stage),
                AnyStage::Classify(stage) => pipeline.parallel.push(Worker::Classify(stage)),
                AnyStage::Summarize(stage) => pipeline.parallel.push(Worker::Summarize(stage)),
                AnyStage::Export(stage) => pipeline.export.push(stage),
            }
            pipeline.steps.push(StepInfo { name, info, when });
        }
        pipeline
    }

    /// The stages in the order of running.
    pub fn steps(&self) -> &[StepInfo] {
        &self.steps
    }

    /// Where the documents go that a stage fails on: `<pipeline file without its ending>.quarantine.jsonl`.
    pub fn quarantine_path(&self) -> PathBuf {
        let stem = self.file.file_stem().unwrap_or_default();
        let mut name = stem.to_os_string();
        name.push(".quarantine.jsonl");
        self.root.join(name)
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
