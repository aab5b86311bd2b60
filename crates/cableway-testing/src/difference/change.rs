//! One change of meaning, with words for people.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// Where a change comes from.
///
/// Stages only add to a document, and all that they add bears their name. The rest of a record, and
/// which records there are, is the work of the ingest stage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The ingest stage that the document came from.
    Ingest,
    /// The stage of this name.
    Stage(String),
}

impl Origin {
    /// The stage's name, or `ingest`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ingest => "ingest",
            Self::Stage(name) => name,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One way in which the output of a stage on one document is not as it was. Shown, it is what
/// changed, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The record's id; nothing for an item that no record was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The document's URI.
    pub uri: String,
    /// The stage whose output it is.
    pub stage: Origin,
    /// What changed.
    #[serde(flatten)]
    pub what: What,
}

impl Change {
    /// Whether both are about one document.
    pub fn is_of_one_document(&self, other: &Self) -> bool {
        self.id == other.id && self.uri == other.uri
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}

/// What changed. Positions count from 1; spans are bytes of the document's text, end excluded.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum What {
    /// A record that was not there; its position now.
    RecordAdded { position: usize },
    /// A record that is there no more; the position that it had.
    RecordRemoved { position: usize },
    /// A record at another place among those that stayed in order.
    RecordMoved { from: usize, to: usize },
    /// A document that went to quarantine, and why; how many records it had.
    Quarantined { error: String, records: usize },
    /// A document that was in quarantine, and why; how many records it has.
    Released { error: String, records: usize },
    /// A document that went to quarantine from another stage, or for another reason.
    QuarantineChanged { from: String, to: String },
    /// A label that was not given, with the words that it rests on.
    LabelGained { kind: String, label: String, score: Option<Value>, evidence: Vec<String> },
    /// A label that is given no more, with the words that it rested on.
    LabelLost { kind: String, label: String, score: Option<Value>, evidence: Vec<String> },
    /// A label that another of its kind came in place of, with the words that each rests on.
    LabelFlipped {
        kind: String,
        from: String,
        to: String,
        evidence_before: Vec<String>,
        evidence: Vec<String>,
    },
    /// The stage gives the same labels in another order.
    LabelsReordered,
    /// A score that differs by more than the tolerance.
    ScoreChanged { kind: String, label: String, from: Option<Value>, to: Option<Value> },
    /// The same words of evidence, elsewhere in the same text; the spans before and now.
    EvidenceMoved { of: String, words: Vec<String>, from: Vec<Value>, to: Vec<Value> },
    /// Other words of evidence: which are not there any more, and which were not there.
    EvidenceChanged { of: String, lost: Vec<String>, gained: Vec<String> },
    /// An attribute with another value, or one more, or one less.
    AttributeChanged { of: String, name: String, from: Option<Value>, to: Option<Value> },
    /// Other links to other annotations, each as its role and what it leads to.
    LinksChanged { of: String, from: Vec<String>, to: Vec<String> },
    /// A summary where there was none.
    SummaryGained { sentences: Vec<String> },
    /// No summary where there was one.
    SummaryLost { sentences: Vec<String> },
    /// A sentence that the summary did not have.
    SentenceIn { position: usize, words: String },
    /// A sentence that the summary has no more.
    SentenceOut { position: usize, words: String },
    /// A sentence at another place of the summary.
    SentenceMoved { from: usize, to: usize, words: String },
    /// What the source says about the document: a field of `meta`.
    MetadataChanged { field: String, from: Option<Value>, to: Option<Value> },
    /// Where the document comes from: a field of `source`.
    SourceChanged { field: String, from: Option<Value>, to: Option<Value> },
    /// Other words in a block, or in a text without blocks: where the two differ, with some words
    /// around it.
    TextChanged { from: String, to: String },
    /// A block that was not there.
    BlockAdded { kind: String, words: String },
    /// A block that is there no more.
    BlockRemoved { kind: String, words: String },
    /// The same words as another kind of block.
    BlockKindChanged { from: String, to: String, words: String },
    /// A block at another place in the same text.
    BlockMoved { kind: String, words: String },
    /// A note that was not there.
    NoteIn { note: String },
    /// A note that is there no more.
    NoteOut { note: String },
    /// Something that none of the others tell, by its way through the record.
    Other { path: String, from: Option<Value>, to: Option<Value> },
}
