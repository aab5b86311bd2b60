//! What does not hold, and how much does.

use cableway_core::{DocumentId, Span};
use serde::Serialize;

/// What came of a check, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct VerifyCounts {
    /// The records of the output.
    pub records: u64,
    /// The pieces of text that they quote: spans of annotations and of sentences.
    pub quotations: u64,
    /// Records whose source has the same bytes, which give the same text.
    pub same: u64,
    /// Records whose source has the same bytes, which are read as another text now; all quotations stand in it.
    pub read_otherwise: u64,
    /// The same, but quotations are missing in the text.
    pub lost: u64,
    /// Records whose source has other bytes.
    pub changed: u64,
    /// Records whose source is there and gives no document: it cannot be read, or a stage's limits are met.
    pub unreadable: u64,
    /// Records whose source is not there.
    pub gone: u64,
    /// Records whose source is not there, and that the ledger keeps all the same (`removed = "keep"`).
    pub kept: u64,
    /// Records whose source is on the net, which was not asked.
    pub remote: u64,
    /// Records that contradict themselves, whatever became of their source.
    pub contradictory: u64,
    /// Places of the output that are no record.
    pub no_records: u64,
    /// Ingest stages that could not list all of their sources.
    pub not_listed: u64,
    /// Sentences that are not compared with the words that they rest on, because their stage uses its own.
    pub own_words: u64,
    /// Documents that the sources give, and that the output has no record of. Counted, and nothing else: a document may
    /// be in quarantine, or newer than the output.
    pub unrecorded: u64,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// The line of the output, counted from 1; absent in a database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DocumentId>,
    /// Where the document comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
#[non_exhaustive]
pub enum What {
    /// There is no record where one should be.
    NoRecord {
        /// Why it is none.
        reason: String,
    },
    /// A record contradicts itself, such as by a span that leaves the text.
    Contradiction {
        /// What it says that cannot be.
        reason: String,
    },
    /// Something is wrong with the output as a whole.
    Output {
        /// What.
        reason: String,
    },
    /// Sentences of a summary are not what stands at their spans.
    Sentence {
        /// Whose sentence, and which is the first: `lexrank, sentence 2`.
        owner: String,
        /// Its span.
        span: Span,
        /// What the text has there.
        expected: String,
        /// What the sentence says.
        found: String,
        /// How many more of this stage in this record.
        more: u64,
    },
    /// The same reader reads other things about the document from the same bytes.
    Read {
        /// Which: fields of `meta`, such as `meta.published`, and `blocks`.
        fields: Vec<String>,
    },
    /// Stages say something else of the same text now.
    Said {
        /// What each of them does not say any more, or says otherwise.
        stages: Vec<String>,
    },
    /// The source has other bytes than the record says.
    Changed {
        /// The digest in the record.
        expected: String,
        /// That of the source as it is.
        found: String,
        /// How many quotations the record has.
        quotations: u64,
        /// How many of them the source's text has no more.
        lost: u64,
    },
    /// Quotations do not stand in the text that is read from the source now.
    Lost {
        /// How many quotations the record has.
        quotations: u64,
        /// How many of them are lost.
        lost: u64,
        /// The first ones that are, a hundred at most.
        quotes: Vec<LostQuotation>,
    },
    /// No ingest stage finds the source.
    Gone,
    /// The source is there, but gives no such document.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// An ingest stage cannot list all of its sources, so that some may look as if they were gone.
    NotListed {
        /// The stage.
        stage: String,
        /// Why.
        reason: String,
    },
}

/// A quotation that the source's text does not have any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LostQuotation {
    /// What quotes it: an annotation's id, or a summary and its sentence.
    pub owner: String,
    /// Where it stands in the record's text.
    pub span: Span,
    /// The words.
    pub quote: String,
}

/// What came of [`verify`](crate::verify).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verification {
    /// True where nothing is wrong with any record whose source was asked for. False where there is no record
    /// although the sources give documents.
    pub holds: bool,
    /// How much holds.
    pub counts: VerifyCounts,
    /// What does not hold, in the order of the output.
    pub troubles: Vec<Trouble>,
    /// What of the output as a whole could not be checked, and why. It may hold or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unchecked: Vec<String>,
    /// How many troubles were left out because there were too many.
    pub left_out: u64,
}
