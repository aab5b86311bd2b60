//! The stage `lead`.

use cableway_core::{
    ConfigError, Context, Document, Setup, Span, Stage, StageError, StageInfo, StageKind,
    Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{Budget, Size};
use crate::candidate::{Said, candidates, note_nothing, size_of, summary};

/// Sums a document up by its first sentences.
///
/// News tells the most important things first, which makes this hard to beat on news. It is of
/// little use for what builds up to its point.
///
/// ```
/// use cableway_core::{BlockKind, Context, Document, Setup, Stage as _, Summarize as _, Limits};
/// use cableway_summarize::{Lead, LeadConfig};
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.block(BlockKind::Paragraph, "The ferry sails again on Monday. Tickets cost more than before.");
/// let config = LeadConfig { sentences: Some(1), ..LeadConfig::default() };
/// let lead = Lead::new(config, &Setup::new(".", Limits::default()))?;
/// let summary = lead.summarize(&builder.build(), &Context::default())?.unwrap();
/// assert_eq!(summary.sentences[0].text, "The ferry sails again on Monday.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Lead {
    config: LeadConfig,
    budget: Budget,
}

/// What a pipeline may tell `lead`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LeadConfig {
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
}

impl Default for LeadConfig {
    fn default() -> Self {
        Self { sentences: None, words: None, characters: None, min_words: 5 }
    }
}

impl Stage for Lead {
    type Config = LeadConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "lead", "takes the first sentences").version("4")
    }

    fn new(config: LeadConfig, _: &Setup) -> Result<Self, ConfigError> {
        let budget = Budget::new(config.sentences, config.words, config.characters);
        budget.check()?;
        Ok(Self { config, budget })
    }
}

impl Summarize for Lead {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let mut said = Said::default();
        let mut chosen: Vec<Span> = Vec::new();
        let mut size = Size::default();
        let mut too_long = false;
        for span in candidates(document, self.config.min_words) {
            context.check()?;
            if chosen.len() == self.budget.sentences {
                break;
            }
            if !said.add(document.slice(span).unwrap_or_default()) {
                continue;
            }
            if self.budget.has_length() {
                let longer = size.with(size_of(document, span));
                if !self.budget.holds(longer) {
                    // What follows would no longer be the first sentences; with nothing chosen yet, a
                    // shorter one is better than none.
                    too_long = chosen.is_empty();
                    if too_long {
                        continue;
                    }
                    break;
                }
                size = longer;
            }
            too_long = false;
            chosen.push(span);
        }
        if too_long {
            self.budget.note_too_short(context);
        } else if chosen.is_empty() {
            note_nothing(document, self.config.min_words, context);
        }
        Ok(summary(document, &chosen))
    }
}
