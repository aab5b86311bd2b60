//! The stage `duplicates`.

mod index;
mod sketch;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Place, Reads, Score, Setup,
    Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::index::Index;
use self::sketch::Sketch;

/// Says which documents of a run repeat an earlier one.
///
/// What counts is the words of the body: not the title, nor case, punctuation or the division into
/// blocks. The first document in the order of ingest is the original, and each later one that is like it
/// names it: label `exact` where all words are the same, `near` where enough shingles (groups of words in
/// a row) are. The score and the attribute `similarity` are the share of shingles that both have, of all
/// that either has; it is an estimate, give or take 0.05 (minwise hashing: Broder, 1997). The attribute
/// `of` is the id of the original. The span is the body.
///
/// A document that is a duplicate is not compared with later ones: every original is a document that
/// repeats none. A text with fewer words than a shingle can only be `exact`. A body without words is
/// neither, and a note says so.
///
/// It must see the documents one after another, so it runs after all other classify and summarize stages,
/// wherever it stands in the file: only the `when` of an export can ask for `labels.duplicate`. `explain` shows
/// it one document alone, which repeats none.
///
/// The stage keeps less than 200 bytes for each original, however long it is.
///
/// ```
/// use cableway_classify::{Duplicates, DuplicatesConfig};
/// use cableway_core::*;
///
/// let stage = Duplicates::new(DuplicatesConfig::default(), &Setup::new(".", Limits::default()))?;
/// let mut labels = Vec::new();
/// for (uri, text) in [("a.txt", "The ferry sails again."), ("b.txt", "The ferry sails again!")] {
///     let mut builder = Document::builder(uri);
///     builder.block(BlockKind::Paragraph, text);
///     let mut found = Annotations::new("duplicates".parse::<StageName>()?);
///     stage.classify(&builder.build(), &mut found, &Context::default())?;
///     labels.extend(found.as_slice().iter().map(|found| found.label.clone()));
/// }
/// assert_eq!(labels, ["exact"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Duplicates {
    shingle: usize,
    index: Mutex<Index>,
}

impl fmt::Debug for Duplicates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Duplicates").field("shingle", &self.shingle).finish_non_exhaustive()
    }
}

/// What a pipeline may tell `duplicates`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DuplicatesConfig {
    /// How much of two texts must be the same for one to be a near duplicate of the other: the share of
    /// shingles that both have, of all that either has (0.5 to 1).
    #[schemars(range(min = 0.5, max = 1.0))]
    pub threshold: f64,
    /// Words in a shingle (1 to 20). The more, the more one changed word counts.
    #[schemars(range(min = 1, max = 20))]
    pub shingle: usize,
}

impl Default for DuplicatesConfig {
    fn default() -> Self {
        Self { threshold: 0.7, shingle: 3 }
    }
}

impl Stage for Duplicates {
    type Config = DuplicatesConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Classify,
            "duplicates",
            "says which documents repeat an earlier one",
        )
        .adds(&["duplicate"])
        .reads(Reads::Blocks)
        .ordered()
        .version("1")
    }

    fn new(config: DuplicatesConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if !(0.5..=1.0).contains(&config.threshold) {
            problems.add(Place::Config("threshold".into()), "must be from 0.5 to 1", None);
        }
        if !(1..=20).contains(&config.shingle) {
            problems.add(Place::Config("shingle".into()), "must be from 1 to 20", None);
        }
        let index = Mutex::new(Index::new(config.threshold));
        problems.or(Self { shingle: config.shingle, index })
    }
}

impl Classify for Duplicates {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let Some(sketch) = Sketch::of(document, self.shingle) else {
            context.note("not compared with other documents: the body has no words");
            return Ok(());
        };
        let found = {
            // A panic of an earlier document cannot have left the index half-changed in a way that
            // matters: at worst its entry is missing.
            let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
            index.find_or_keep(document.id(), &sketch)
        };
        let Some(original) = found else { return Ok(()) };
        let label = if original.exact { "exact" } else { "near" };
        let mut annotation = Annotation::new("duplicate", label).with_spans(body(document));
        let score = Score::new(original.similarity).ok();
        annotation.score = score;
        let similarity = score.map(Score::get);
        annotation.attributes.insert("of", original.id);
        annotation.attributes.insert("similarity", similarity);
        annotations.push(annotation);
        Ok(())
    }
}

/// From the start of the body to its end.
fn body(document: &Document) -> Option<Span> {
    let (first, last) = (document.body().next()?, document.body().next_back()?);
    Span::new(first.span.start(), last.span.end()).ok()
}
