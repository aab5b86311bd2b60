//! The stage `keywords`.

mod names;
mod reading;
mod weight;

use std::collections::HashMap;

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, Place, Score, Setup, Span,
    Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::names::Names;
use self::reading::{Case, MOST_WORDS, Reading, Token};
use self::weight::{phrase_weight, word_weights};

/// A keyword has no more spans than this.
const MOST_SPANS: usize = 50;

/// A name is a keyword whole, whatever `max_words`, up to so many words; longer ones are none.
const MOST_NAME_WORDS: usize = 6;

/// A phrase of the title is worth this many times as much where the body says it too.
const TITLE_BOOST: f64 = 2.0;

/// Finds the words and phrases that a document is about, from the document alone.
///
/// The method is YAKE (Campos et al., Information Sciences 509, 2020): a word matters when it stands
/// early and often, in many sentences, in capitals, and always among the same words; a phrase when
/// its words do. Phrases of the title count double, which the paper does not do.
///
/// Function words do not stand at the edge of a keyword. For languages of which there is no list
/// (there is one for Dutch, English, French, German, Italian, Portuguese and Spanish), words of up to
/// three letters pass for them. Scripts that write no spaces between words give no keywords, and a
/// note says so.
///
/// ```
/// use cableway_classify::{Keywords, KeywordsConfig};
/// use cableway_core::*;
///
/// let mut builder = Document::builder("ferry.txt");
/// builder.meta.language = Some("en".to_owned());
/// builder.block(BlockKind::Paragraph, "The island ferry is back. It had been missed for a month.");
/// builder.block(BlockKind::Paragraph, "Two boats of the island ferry sail daily, the office said.");
/// let keywords = Keywords::new(KeywordsConfig::default(), &Setup::new(".", Limits::default()))?;
/// let mut found = Annotations::new("keywords".parse::<StageName>()?);
/// keywords.classify(&builder.build(), &mut found, &Context::default())?;
/// assert_eq!(found.as_slice()[0].label, "island ferry");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Keywords {
    config: KeywordsConfig,
}

/// What a pipeline may tell `keywords`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KeywordsConfig {
    /// How many keywords a document gets at most.
    #[schemars(range(min = 1, max = 100))]
    pub count: usize,
    /// How many words a keyword has at most. From 2 on, a name is not cut: one of up to six words is
    /// taken whole.
    #[schemars(range(min = 1, max = 5))]
    pub max_words: usize,
}

impl Default for KeywordsConfig {
    fn default() -> Self {
        Self { count: 8, max_words: 3 }
    }
}

impl Stage for Keywords {
    type Config = KeywordsConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "keywords", "finds the words that a document is about")
            .uses(&["language"])
            .adds(&["keyword"])
            .version("2")
    }

    fn new(config: KeywordsConfig, _: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if !(1..=100).contains(&config.count) {
            problems.add(Place::Config("count".into()), "must be from 1 to 100", None);
        }
        if !(1..=5).contains(&config.max_words) {
            problems.add(Place::Config("max_words".into()), "must be from 1 to 5", None);
        }
        problems.or(Self { config })
    }
}

impl Classify for Keywords {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let reading = Reading::of(document);
        if reading.cut {
            context.note(format!("long document: keywords rest on its first {MOST_WORDS} words"));
        }
        if has_no_spaces(document, &reading) {
            context.note("no keywords: the text's script writes no spaces between words");
            return Ok(());
        }
        context.check()?;
        let weights = word_weights(&reading);
        let mut candidates = candidates(&reading, self.config.max_words);
        for candidate in &mut candidates {
            let count = candidate.places.len();
            candidate.weight = phrase_weight(&candidate.words, count, &reading, &weights);
            if count > 1 && candidate.places[0] < reading.title_end {
                candidate.weight /= TITLE_BOOST;
            }
        }
        candidates.retain(|candidate| candidate.holds_together(&reading));
        context.check()?;
        // Stable: equals stay in reading order.
        candidates.sort_by(|one, other| one.weight.total_cmp(&other.weight));
        for candidate in self.choose(candidates, &reading) {
            let spans: Vec<Span> = candidate.spans(&reading).collect();
            let label = label(document, &candidate, &reading);
            let mut annotation = Annotation::new("keyword", label)
                .with_attribute("count", spans.len())
                .with_spans(spans.into_iter().take(MOST_SPANS));
            annotation.score = Score::new(1.0 / (1.0 + candidate.weight)).ok();
            annotations.push(annotation);
        }
        Ok(())
    }
}

impl Keywords {
    /// The best, without those that say the same as a better one.
    fn choose(&self, candidates: Vec<Candidate>, reading: &Reading) -> Vec<Candidate> {
        let mut chosen: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            if chosen.len() == self.config.count {
                break;
            }
            if !chosen.iter().any(|other| other.repeats(&candidate, reading)) {
                chosen.push(candidate);
            }
        }
        chosen
    }
}

/// A phrase that may be a keyword.
#[derive(Debug)]
struct Candidate {
    words: Vec<usize>,
    /// The tokens that it starts with.
    places: Vec<usize>,
    weight: f64,
}

impl Candidate {
    fn spans<'a>(&'a self, reading: &'a Reading) -> impl Iterator<Item = Span> + 'a {
        self.places.iter().filter_map(|&place| self.span(place, reading))
    }

    fn span(&self, place: usize, reading: &Reading) -> Option<Span> {
        let last = reading.tokens.get(place + self.words.len() - 1)?;
        Span::new(reading.tokens.get(place)?.span.start(), last.span.end()).ok()
    }

    /// Words that stand together once may do so by chance (`ferry is back`): a phrase is what is said
    /// again, or a name.
    fn holds_together(&self, reading: &Reading) -> bool {
        let is_name = |&place: &usize| {
            let tokens = &reading.tokens[place..place + self.words.len()];
            tokens.iter().all(|token| {
                let is_capital = token.case != Case::Lower && place >= reading.title_end;
                is_capital || !reading.has_capital_nouns && reading.words[token.word].is_stop
            })
        };
        self.words.len() == 1 || self.places.len() > 1 || self.places.first().is_some_and(is_name)
    }

    /// True where half of the words of one of the two are in the other, in whatever form.
    fn repeats(&self, other: &Self, reading: &Reading) -> bool {
        let content = |candidate: &Self| -> Vec<usize> {
            candidate.words.iter().copied().filter(|&word| !reading.words[word].is_stop).collect()
        };
        let (one, other) = (content(self), content(other));
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        let is_in_long = |&&one: &&usize| {
            let text = |word: usize| reading.words[word].text.as_str();
            long.iter().any(|&other| one == other || is_same_word(text(one), text(other)))
        };
        short.iter().filter(is_in_long).count() * 2 >= short.len()
    }
}

/// True for forms of one word, as far as a long common beginning and short endings tell.
fn is_same_word(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = one.chars().count().max(other.chars().count());
    common >= 4 && longest - common <= 3
}

/// All phrases of up to `max_words` words, and names of up to [`MOST_NAME_WORDS`], in the order in which
/// they first occur. No part of a name is a phrase where the name stands whole.
fn candidates(reading: &Reading, max_words: usize) -> Vec<Candidate> {
    let mut numbers: HashMap<Vec<usize>, usize> = HashMap::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    let is_stop = |token: &Token| reading.words[token.word].is_stop;
    let names = Names::of(reading);
    let mut enter = |words: &[usize], place: usize| match numbers.get(words) {
        Some(&number) => candidates[number].places.push(place),
        None => {
            numbers.insert(words.to_vec(), candidates.len());
            candidates.push(Candidate { words: words.to_vec(), places: vec![place], weight: 0.0 });
        }
    };
    for (place, first) in reading.tokens.iter().enumerate() {
        if is_stop(first) {
            continue;
        }
        let mut words = Vec::with_capacity(max_words);
        for token in reading.tokens[place..].iter().take(max_words) {
            if !words.is_empty() && !token.joined {
                break;
            }
            words.push(token.word);
            if is_stop(token) {
                continue;
            }
            if max_words == 1 || !names.is_cut(reading, place, place + words.len()) {
                enter(&words, place);
            }
        }
        let length = names.length(reading, place);
        if max_words > 1 && length > max_words && length <= MOST_NAME_WORDS {
            let name = &reading.tokens[place..place + length];
            enter(&name.iter().map(|token| token.word).collect::<Vec<_>>(), place);
        }
    }
    candidates
}

/// The keyword as it is written most often where capitals tell something. A keyword that stands only
/// in titles and at the start of sentences is taken as it is, but for words that are small elsewhere.
fn label(document: &Document, candidate: &Candidate, reading: &Reading) -> String {
    let mut forms: Vec<(String, usize)> = Vec::new();
    for &place in &candidate.places {
        if reading.tokens[place].casual {
            continue;
        }
        let Some(span) = candidate.span(place, reading) else { continue };
        let form = one_line(document.slice(span).unwrap_or_default());
        match forms.iter_mut().find(|(other, _)| *other == form) {
            Some((_, count)) => *count += 1,
            None => forms.push((form, 1)),
        }
    }
    let most = forms.iter().map(|(_, count)| *count).max();
    if let Some((form, _)) = forms.into_iter().find(|(_, count)| Some(*count) == most) {
        return form;
    }
    let Some(span) = candidate.places.first().and_then(|&place| candidate.span(place, reading))
    else {
        return String::new();
    };
    let written = one_line(document.slice(span).unwrap_or_default());
    let is_small = |word: &usize| {
        let mut tokens = reading.tokens.iter().filter(|token| token.word == *word);
        tokens.any(|token| token.case == Case::Lower)
    };
    if candidate.words.iter().all(is_small) { written.to_lowercase() } else { written }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True where most words are single characters of a script that writes no spaces.
fn has_no_spaces(document: &Document, reading: &Reading) -> bool {
    let unspaced = reading.tokens.iter().filter(|token| {
        let word = document.slice(token.span).unwrap_or_default();
        word.chars().all(crate::topics::is_unspaced)
    });
    unspaced.count() * 2 > reading.tokens.len()
}
