//! The stage `lead`.

use cableway_core::{
    ConfigError, Context, Document, Setup, Span, Stage, StageError, StageInfo, StageKind,
    Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::candidate::{Said, candidates, check_sentences, summary};

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
/// let config = LeadConfig { sentences: 1, ..LeadConfig::default() };
/// let lead = Lead::new(config, &Setup::new(".", Limits::default()))?;
/// let summary = lead.summarize(&builder.build(), &Context::default())?.unwrap();
/// assert_eq!(summary.sentences[0].text, "The ferry sails again on Monday.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Lead {
    config: LeadConfig,
}

/// What a pipeline may tell `lead`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LeadConfig {
    /// How many sentences a summary has; a short document may give fewer.
    #[schemars(range(min = 1))]
    pub sentences: usize,
    /// Sentences with fewer words than this are passed over.
    pub min_words: usize,
}

impl Default for LeadConfig {
    fn default() -> Self {
        Self { sentences: 3, min_words: 5 }
    }
}

impl Stage for Lead {
    type Config = LeadConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "lead", "takes the first sentences").version("1")
    }

    fn new(config: LeadConfig, _: &Setup) -> Result<Self, ConfigError> {
        check_sentences(config.sentences)?;
        Ok(Self { config })
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
        for span in candidates(document, self.config.min_words) {
            context.check()?;
            if said.add(document.slice(span).unwrap_or_default()) {
                chosen.push(span);
            }
            if chosen.len() == self.config.sentences {
                break;
            }
        }
        Ok(summary(document, &chosen))
    }
}
