//! The stage `salience`.

mod choice;
mod lexicon;
mod manner;

use std::collections::BTreeSet;

use cableway_core::text::{stop_words, words};
use cableway_core::{
    BlockKind, ConfigError, Context, Document, Sentence, Setup, Span, Stage, StageError, StageInfo,
    StageKind, Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use self::choice::{Candidate, Choice, LATE, LATE_FROM};
use self::lexicon::Lexicon;
use self::manner::{Fault, faults};
use crate::budget::{Budget, Size};
use crate::candidate::{Said, candidates, note_nothing, sentences};

/// The most sentences that are compared; the rest of a longer document is not looked at.
const MOST_SENTENCES: usize = 1000;
/// A sentence that shares more than this part of its words with the standfirst says it again.
const SAID: f64 = 0.9;

/// Sums a document up by the sentences that together say most of what a person would say of it.
///
/// How likely each word is to stand in a person's summary is judged by how often and how early the
/// document has it, and whether it stands in the title: a logistic regression of five numbers, in the
/// manner of K. Hong and A. Nenkova, "Improving the Estimation of Word Importance for News
/// Multi-Document Summarization", 2014. The sentences are then chosen as a set: the one that would
/// share most with such a summary for its length (the expected F1 of single words), where a
/// word that was said counts no more. Sentences far from the start, questions, quotations, very
/// short sentences, those of `I` and `we`, and those that begin with a pronoun count for less.
///
/// What the standfirst says is not said again, so that the two can be shown together. Where the first
/// sentence is left out for that, a reader who sees the summary alone must understand it too: then those
/// that take up what was said count for less, which begin with a pronoun, or with a definite article and
/// no name (`The vote was …`).
///
/// A budget of words or characters is used up as far as whole sentences fit, but for a fifth where more
/// would add less than its length takes.
///
/// All of it holds for any language; lists of function words and pronouns make it better in Dutch,
/// English, French, German, Italian, Portuguese and Spanish. In others, words that stand in more than a
/// quarter of the sentences are taken for function words.
///
/// Each sentence of the summary has attributes that say why it is there: `adds`, how much of
/// the expected F1 would be lost without it; `words`, the likeliest words that it alone brings;
/// `sentence`, its place in the body from 1; and `against`, what counted against it, where anything did.
///
/// ```
/// use cableway_core::{BlockKind, Context, Document, Setup, Stage as _, Summarize as _, Limits};
/// use cableway_summarize::{Salience, SalienceConfig};
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.meta.language = Some("en".into());
/// builder.block(
///     BlockKind::Paragraph,
///     "Who had still hoped for it after the long winter? The ferry to the islands sails \
///      again from Monday, the harbour board says. The ferry was closed after a storm in May.",
/// );
/// let config = SalienceConfig { sentences: Some(1), ..SalienceConfig::default() };
/// let stage = Salience::new(config, &Setup::new(".", Limits::default()))?;
/// let summary = stage.summarize(&builder.build(), &Context::default())?.unwrap();
/// let sentence = &summary.sentences[0];
/// assert!(sentence.text.starts_with("The ferry to the islands sails"));
/// assert_eq!(sentence.attributes["sentence"], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Salience {
    config: SalienceConfig,
    budget: Budget,
}

/// What a pipeline may tell `salience`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SalienceConfig {
    /// How many sentences a summary has at most: 3, or as many as fit where `words` or `characters`
    /// is given.
    ///
    /// It has fewer, down to two thirds, where a further one would add less than its length takes. What
    /// the standfirst says is left out; where that is the first sentence, those that take it up (`They …`,
    /// `The vote …`) count for less, so that the summary can be read alone.
    #[schemars(range(min = 1))]
    pub sentences: Option<usize>,
    /// How many words a summary has at most. It has at least four fifths where whole sentences fit.
    #[schemars(range(min = 1))]
    pub words: Option<usize>,
    /// How many characters a summary has at most, with a space between sentences. It has at least four
    /// fifths where whole sentences fit.
    #[schemars(range(min = 1))]
    pub characters: Option<usize>,
    /// Sentences with fewer words than this are passed over.
    pub min_words: usize,
    /// Whether the budget is used up even where a further sentence adds little.
    pub fill: bool,
}

impl Default for SalienceConfig {
    fn default() -> Self {
        Self { sentences: None, words: None, characters: None, min_words: 5, fill: false }
    }
}

impl Stage for Salience {
    type Config = SalienceConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Summarize,
            "salience",
            "takes the sentences that together say most of what matters",
        )
        .uses(&["language"])
        .version("3")
    }

    fn new(config: SalienceConfig, _: &Setup) -> Result<Self, ConfigError> {
        let budget = Budget::new(config.sentences, config.words, config.characters);
        budget.check()?;
        Ok(Self { config, budget })
    }
}

impl Summarize for Salience {
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        context.check()?;
        let mut body = sentences(document);
        let all: Vec<(Span, &str)> = body.by_ref().take(MOST_SENTENCES).collect();
        if body.next().is_some() {
            context.note(format!(
                "long document: the summary rests on its first {MOST_SENTENCES} sentences"
            ));
        }
        let texts: Vec<&str> = all.iter().map(|&(_, text)| text).collect();
        let (title, standfirst) = around(document);
        let stop_words = stop_words(document.language());
        let lexicon = Lexicon::of(&texts, stop_words, &title, &standfirst);

        let mut found: Vec<Found> = Vec::new();
        let mut said = Said::default();
        let mut place = 0;
        let mut lacks_lead = false;
        let mut from = 0;
        for span in candidates(document, self.config.min_words) {
            while all.get(place).is_some_and(|&(other, _)| other.start() < span.start()) {
                place += 1;
            }
            // Those passed over on the way here may be left out for the standfirst.
            for between in from..place {
                let is_first = found.is_empty();
                lacks_lead |= is_first && repeats_standfirst(&lexicon, &lexicon.sentence(between));
            }
            from = place;
            let Some(&(other, text)) = all.get(place) else { break };
            // One without a word is not among them.
            if other != span {
                continue;
            }
            context.check()?;
            let terms = lexicon.sentence(place);
            if repeats_standfirst(&lexicon, &terms) {
                lacks_lead |= found.is_empty();
                continue;
            }
            if !said.add(text) {
                continue;
            }
            let faults = faults(text, document.language(), lacks_lead);
            let against = late(place) + faults.iter().map(|fault| fault.size()).sum::<f64>();
            let candidate = Candidate { size: Size::of(text, words(text).count()), against, terms };
            found.push(Found { span, place, faults, candidate });
        }
        if found.is_empty() {
            note_nothing(document, self.config.min_words, context);
        }
        self.choose(document, &lexicon, found, context)
    }
}

/// A candidate and what the record tells of it.
struct Found {
    span: Span,
    place: usize,
    faults: BTreeSet<Fault>,
    candidate: Candidate,
}

impl Salience {
    fn choose(
        &self,
        document: &Document,
        lexicon: &Lexicon<'_>,
        found: Vec<Found>,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let mut told = Vec::with_capacity(found.len());
        let mut candidates = Vec::with_capacity(found.len());
        for Found { span, place, faults, candidate } in found {
            told.push((span, place, faults));
            candidates.push(candidate);
        }
        let chosen = Choice::make(lexicon, &candidates, self.budget, self.config.fill, context)?;
        if chosen.is_empty() && !candidates.is_empty() {
            self.budget.note_too_short(context);
        }
        let sentences: Vec<Sentence> = chosen
            .iter()
            .filter_map(|chosen| {
                let (span, place, faults) = told.get(chosen.candidate)?;
                let words: Vec<&str> = chosen
                    .words
                    .iter()
                    .filter_map(|&term| Some(lexicon.entry(term)?.text))
                    .collect();
                let mut sentence = Sentence::new(document.slice(*span)?, vec![*span])
                    .with_attribute("adds", (chosen.adds * 1e3).round() / 1e3)
                    .with_attribute("sentence", place + 1)
                    .with_attribute("words", words);
                if !faults.is_empty() {
                    let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
                    sentence = sentence.with_attribute("against", json!(names));
                }
                Some(sentence)
            })
            .collect();
        Ok((!sentences.is_empty()).then(|| Summary::new(sentences)))
    }
}

/// What the place of a sentence, from 0, counts against it.
fn late(place: usize) -> f64 {
    LATE * place.min(LATE_FROM) as f64 / LATE_FROM as f64
}

/// Title and standfirst, as metadata or else as they are shown.
fn around(document: &Document) -> (String, String) {
    let shown = |kind| document.block(kind).and_then(|block| document.slice(block.span));
    let meta = document.meta();
    let title = meta.title.as_deref().or_else(|| shown(BlockKind::Title));
    let standfirst = meta.standfirst.as_deref().or_else(|| shown(BlockKind::Standfirst));
    (title.unwrap_or_default().to_owned(), standfirst.unwrap_or_default().to_owned())
}

/// True where the standfirst has nearly all words of a sentence that carry a subject.
fn repeats_standfirst(lexicon: &Lexicon<'_>, terms: &[(u32, u32)]) -> bool {
    let entries = terms.iter().filter_map(|&(term, _)| lexicon.entry(term));
    let (mut all, mut there) = (0_u32, 0_u32);
    for entry in entries.filter(|entry| !entry.is_function) {
        all += 1;
        there += u32::from(entry.in_standfirst);
    }
    all > 0 && f64::from(there) > SAID * f64::from(all)
}
