//! What a change of configuration does to a corpus: two pipelines run over it, compared record by record, and
//! added up.
//!
//! No export runs, and no quarantine file is touched. Both runs see one moment of time, so that nothing but the
//! pipelines can make a difference. The records of the old run wait in a temporary file for those of the new
//! one, and what is added up does not grow with the number of documents, so that a corpus may be of any size.
//!
//! [`measure`] gives an [`Impact`]; [`to_terminal`], [`to_json`] and [`to_html`] show it.

mod alignment;
mod html;
mod json;
mod labels;
mod matrix;
mod outcome;
mod runs;
mod spool;
mod stages;
mod tally;
mod terminal;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use cableway_engine::{Diagnostics, Progress, RunError, RunOptions};

pub use self::html::to_html;
pub use self::json::to_json;
pub use self::labels::{Cell, LabelFlips, OTHERS};
pub use self::outcome::{
    Changes, Documents, Example, Failures, FieldChanges, FirstDifferences, Impact, Reason,
    SummaryChanges, TextChanges, Times,
};
pub use self::runs::measure;
pub use self::stages::StageChange;
pub use self::terminal::to_terminal;

/// One of the two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The one that there was.
    Old,
    /// The one that takes its place.
    New,
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}

/// A pipeline file and what is laid over it.
#[derive(Clone, Debug)]
pub struct Side {
    /// The pipeline file.
    pub file: PathBuf,
    /// Values to lay over the file, each `PATH=VALUE`.
    pub sets: Vec<String>,
}

impl Side {
    /// The file, and in brackets what is laid over it.
    fn shown(&self) -> String {
        let file = self.file.display();
        if self.sets.is_empty() {
            file.to_string()
        } else {
            format!("{file} ({})", self.sets.join(", "))
        }
    }
}

/// How to compare.
#[derive(Clone, Debug)]
pub struct ImpactOptions {
    /// What takes the place of the `paths` of the first ingest stage that has some, in both pipelines; the
    /// other ingest stages read nothing then, and URIs start from [`folder`](Self::folder). With none, both
    /// read what they say.
    pub inputs: Vec<String>,
    /// The folder that relative [`inputs`](Self::inputs) start from.
    pub folder: PathBuf,
    /// How many examples of each type of change are kept.
    pub examples: usize,
    /// How to run both. The counts in it are not used: each run has its own.
    pub run: RunOptions,
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactError {
    /// A pipeline has mistakes.
    #[error("the {which} pipeline does not pass `cableway check`")]
    Pipeline {
        /// Which one.
        which: Which,
        /// All of them.
        diagnostics: Diagnostics,
    },
    /// There is no stage for the inputs.
    #[error(
        "no ingest stage of the {which} pipeline has `paths` for the inputs: leave `--input` out, and it \
         reads what it says"
    )]
    NoPaths {
        /// Which pipeline.
        which: Which,
    },
    /// A run ended early.
    #[error("the run of the {which} pipeline failed")]
    Run {
        /// Which one.
        which: Which,
        /// Why.
        #[source]
        error: RunError,
    },
    /// An input can be read only once.
    #[error(
        "an input can be read once only, as standard input can, and this takes two runs: put it in a file"
    )]
    Transient,
    /// Neither run has a document.
    #[error("the pipelines read nothing, so that there is nothing to compare: see their `paths`")]
    NoDocument,
    /// The records of the old run cannot be kept, or not be read again.
    #[error("cannot keep records in the folder for temporary files")]
    Spool(#[from] std::io::Error),
}

/// Is told of each run as it begins.
pub type Started<'a> = &'a mut dyn FnMut(Which, &Arc<Progress>);
