//! What a change of configuration does to a corpus, as plain data.

use std::time::Duration;

use cableway_core::StageKind;
use cableway_engine::Diagnostics;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::labels::LabelFlips;
use super::stages::StageChange;
use crate::difference::{Origin, What};

/// What differs between the runs of two pipelines over one corpus.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Impact {
    /// The pipeline files, old and new, as they were given, with the values laid over them in brackets.
    pub pipelines: [String; 2],
    /// How many documents there are.
    pub documents: Documents,
    /// All stages but exports, in the order of running, with what of them is not as it was.
    pub stages: Vec<StageChange>,
    /// Whether the pipelines have other `[limits]`.
    pub limits_changed: bool,
    /// In which stage documents differ first.
    pub first: Vec<FirstDifferences>,
    /// Which labels became which, by stage and kind; also where none changed.
    pub labels: Vec<LabelFlips>,
    /// What became of the summaries, by stage.
    pub summaries: Vec<SummaryChanges>,
    /// Fields of `meta` that differ, and of `source`, as `source.NAME`.
    pub metadata: Vec<FieldChanges>,
    /// Texts and blocks.
    pub text: TextChanges,
    /// Documents that went to quarantine.
    pub failures: Failures,
    /// Every type of change in every stage, with examples.
    pub changes: Vec<Changes>,
    /// How long each stage took, and what the whole run took: the only thing that is another each time.
    #[serde(skip)]
    pub times: Vec<Times>,
    /// What `check` warns of in the old pipeline and in the new one.
    #[serde(skip)]
    pub warnings: [Diagnostics; 2],
}

impl Impact {
    /// Whether both runs gave the same.
    pub fn is_nothing(&self) -> bool {
        let Documents { changed, only_old, only_new, .. } = self.documents;
        changed + only_old + only_new == 0
    }
}

/// Counts of documents. Those that failed are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Those of both runs.
    pub compared: u64,
    /// Those of both runs that differ in some way.
    pub changed: u64,
    /// Those that the new run did not have.
    pub only_old: u64,
    /// Those that the old run did not have.
    pub only_new: u64,
    /// URIs of the first ones that the new run did not have.
    pub examples_only_old: Vec<String>,
    /// URIs of the first ones that the old run did not have.
    pub examples_only_new: Vec<String>,
}

/// Documents that differ first in one stage: all stages before it gave the same for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstDifferences {
    /// The stage.
    pub stage: Origin,
    /// How many documents.
    pub documents: u64,
    /// What of the stage is not as it was, in words.
    pub reasons: Vec<String>,
}

/// What became of the summaries of one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SummaryChanges {
    /// The stage.
    pub stage: String,
    /// The documents whose summary differs in its sentences.
    pub documents: u64,
    /// Summaries where there was none.
    pub gained: u64,
    /// No summary where there was one.
    pub lost: u64,
    /// Sentences that were not there, also those of summaries gained.
    pub sentences_in: u64,
    /// Sentences that are there no more, also those of summaries lost.
    pub sentences_out: u64,
    /// Sentences at another place of the summary.
    pub sentences_moved: u64,
}

/// A field of the metadata that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChanges {
    /// The field's name.
    pub field: String,
    /// In how many documents it differs.
    pub documents: u64,
}

/// Counts of documents that were read differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChanges {
    /// Those with other words in their text.
    pub words: u64,
    /// Those with other blocks: more, fewer, of another kind or at another place.
    pub blocks: u64,
}

/// Documents that went to quarantine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failures {
    /// In the old run alone.
    pub only_old: u64,
    /// In the new run alone.
    pub only_new: u64,
    /// In both.
    pub both: u64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why documents went to quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The stage that failed; a renamed one under its new name.
    pub stage: String,
    /// What it said.
    pub error: String,
    /// How often in the old run.
    pub old: u64,
    /// How often in the new run.
    pub new: u64,
}

/// All changes of one type in one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The stage.
    pub stage: Origin,
    /// The first of them.
    pub sample: What,
    /// How many there are.
    pub changes: u64,
    /// In how many documents.
    pub documents: u64,
    /// The first ones.
    pub examples: Vec<Example>,
}

impl Changes {
    /// The type as JSON spells it: `label_flipped`.
    pub fn name(&self) -> String {
        // Plain data with a tag always is an object.
        let value = serde_json::to_value(&self.sample).unwrap_or_default();
        value.get("change").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            stage: &'a Origin,
            change: String,
            changes: u64,
            documents: u64,
            examples: &'a [Example],
        }
        let Self { stage, changes, documents, examples, .. } = self;
        let (changes, documents) = (*changes, *documents);
        Shown { stage, change: self.name(), changes, documents, examples }.serialize(serializer)
    }
}

/// One change of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The document's URI.
    pub uri: String,
    /// The record's id; nothing for an item that no record was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What changed, in words, with some of the text.
    pub message: String,
}

/// How long a stage took in each run, added up over all workers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    /// The stage's kind; nothing for the whole run, in which stages work side by side.
    pub kind: Option<StageKind>,
    /// The stage's name; that in the new pipeline, if it has two.
    pub name: String,
    /// In the old run; nothing where it does not have the stage.
    pub old: Option<Duration>,
    /// In the new run; nothing where it does not have the stage.
    pub new: Option<Duration>,
}
