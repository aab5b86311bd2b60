//! The stage `lexrank`.

use cableway_core::text::stop_words;
use cableway_core::{
    ConfigError, Context, Document, KeyPath, Place, Setup, Span, Stage, StageError, StageInfo,
    StageKind, Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{Budget, Size};
use crate::candidate::{Said, candidates, note_nothing, size_of, summary};
use crate::graph::Graph;

/// The most sentences that are compared; the rest of a longer document is not looked at.
const MOST_SENTENCES: usize = 1000;

/// Sums a document up by its most central sentences: those that many others resemble, the more so
/// where those are central themselves.
///
/// This is continuous `LexRank` (G. Erkan and D. R. Radev, "`LexRank`: Graph-based Lexical Centrality as
/// Salience in Text Summarization", Journal of Artificial Intelligence Research 22, 2004, section
/// 3.3). Four things differ from the paper, which sums up clusters of documents: the inverse document
/// frequency of a word counts the sentences of the one document, so that no corpus is needed;
/// function words do not count at all in the languages of which there is a list (Dutch, English,
/// French, German, Italian, Portuguese, Spanish); a sentence does not support itself; and redundancy
/// is kept out by passing over a sentence that is too similar to one already chosen, where the paper
/// uses a reranker of MEAD's.
///
/// `position` goes beyond the paper: a sentence supports those before it more than those after it,
/// because what comes later mostly takes up what was said (the "directed backward" graph of R.
/// Mihalcea, "Graph-based Ranking Algorithms for Sentence Extraction, Applied to Text Summarization",
/// 2004). At 0 the graph is the paper's. News gains up to 1, where the summary comes close to that of
/// [`Lead`](crate::Lead); what builds up to its point loses by it.
///
/// ```
/// use cableway_core::{BlockKind, Context, Document, Setup, Stage as _, Summarize as _, Limits};
/// use cableway_summarize::{LexRank, LexRankConfig};
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.block(
///     BlockKind::Paragraph,
///     "Anna likes the sea very much. The harbour closed the ferry line in May. \
///      The ferry line returns to the harbour on Monday. The harbour welcomes it.",
/// );
/// let config = LexRankConfig { sentences: Some(1), ..LexRankConfig::default() };
/// let stage = LexRank::new(config, &Setup::new(".", Limits::default()))?;
/// let summary = stage.summarize(&builder.build(), &Context::default())?.unwrap();
/// assert_eq!(summary.sentences[0].text, "The harbour closed the ferry line in May.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct LexRank {
    config: LexRankConfig,
    budget: Budget,
}

/// What a pipeline may tell `lexrank`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LexRankConfig {
    /// How many sentences a summary has at most: 3, or as many as fit where `words` or `characters`
    /// is given.
    #[schemars(range(min = 1))]
    pub sentences: Option<usize>,
    /// How many words a summary has at most.
    #[schemars(range(min = 1))]
    pub words: Option<usize>,
    /// How many characters a summary has at most, with a space between sentences.
    #[schemars(range(min = 1))]
    pub characters: Option<usize>,
    /// Sentences with fewer words than this are passed over.
    pub min_words: usize,
    /// Two sentences that are less similar than this do not support each other (cosine, 0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold: f64,
    /// The share of a sentence's weight that comes from the sentences similar to it (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub damping: f64,
    /// How much early sentences are preferred (0, not at all, to 1); news gains by more.
    ///
    /// A sentence gives this share less of its support to those after it than to those before it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub position: f64,
    /// A sentence that is more similar than this to a chosen one is passed over (cosine, 0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub redundancy: f64,
}

impl Default for LexRankConfig {
    fn default() -> Self {
        Self {
            sentences: None,
            words: None,
            characters: None,
            min_words: 5,
            threshold: 0.0,
            damping: 0.85,
            position: 0.2,
            redundancy: 0.5,
        }
    }
}

impl Stage for LexRank {
    type Config = LexRankConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "lexrank", "takes the most central sentences")
            .uses(&["language"])
            .version("4")
    }

    fn new(config: LexRankConfig, _: &Setup) -> Result<Self, ConfigError> {
        let budget = Budget::new(config.sentences, config.words, config.characters);
        budget.check()?;
        let mut problems = ConfigError::default();
        for (key, value) in [
            ("threshold", config.threshold),
            ("damping", config.damping),
            ("position", config.position),
            ("redundancy", config.redundancy),
        ] {
            if !(0.0..=1.0).contains(&value) {
                let place = Place::Config(KeyPath::from(key));
                problems.add(place, format!("must be between 0 and 1, not {value}"), None);
            }
        }
        problems.or(Self { config, budget })
    }
}

impl Summarize for LexRank {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let mut said = Said::default();
        let mut candidates = candidates(document, self.config.min_words)
            .filter(|&span| said.add(document.slice(span).unwrap_or_default()));
        let spans: Vec<Span> = candidates.by_ref().take(MOST_SENTENCES).collect();
        if candidates.next().is_some() {
            context.note(format!(
                "long document: the summary rests on its first {MOST_SENTENCES} sentences"
            ));
        }
        if spans.is_empty() {
            note_nothing(document, self.config.min_words, context);
            return Ok(None);
        }
        // Lengths are counted only where they matter.
        let sizes: Vec<Size> = if self.budget.has_length() {
            spans.iter().map(|&span| size_of(document, span)).collect()
        } else {
            vec![Size { sentences: 1, ..Size::default() }; spans.len()]
        };
        let texts = spans.iter().map(|&span| document.slice(span).unwrap_or_default());
        let graph =
            Graph::of(texts, stop_words(document.language()), self.config.threshold, context)?;
        let ranks = graph.ranks(self.config.damping, self.config.position, context)?;
        let mut chosen = graph.choose(&ranks, &sizes, &self.budget, self.config.redundancy);
        if chosen.is_empty() {
            self.budget.note_too_short(context);
        }
        chosen.sort_unstable();
        let chosen: Vec<Span> =
            chosen.into_iter().filter_map(|place| spans.get(place).copied()).collect();
        Ok(summary(document, &chosen))
    }
}
