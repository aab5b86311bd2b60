//! A Cableway plugin with one stage, `readability`: how hard an article is to read, and which of its
//! sentences make it so.

mod syllables;

use cableway_sdk::text::{sentence_iter, words};
use cableway_sdk::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, Reads, Score,
    Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::syllables::syllables;

/// Says how hard an article is to read.
///
/// Its body (paragraphs, quotations, entries of lists) is measured by LIX: words per sentence, and the
/// share in percent of words with more than six letters (C.-H. Björnsson, "Läsbarhet", 1968). LIX knows
/// no language, and so holds for any that is written with letters and spaces. For English there are
/// also the Flesch reading ease (R. Flesch, "A new readability yardstick", 1948) and the grade of
/// Kincaid et al. (1975), with syllables counted by a rule.
///
/// The annotation `readability` is labelled `very_easy` (LIX below 30), `easy` (below 40), `medium`
/// (below 50), `hard` (below 60) or `very_hard`, Björnsson's own bands. Its spans are the longest
/// sentences.
#[derive(Debug)]
pub struct Readability {
    config: ReadabilityConfig,
}

/// What a pipeline may tell `readability`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReadabilityConfig {
    /// An article with fewer words than this is not judged.
    #[schemars(range(min = 1))]
    pub min_words: usize,
    /// How many of the longest sentences are shown as evidence.
    pub hardest: usize,
}

impl Default for ReadabilityConfig {
    fn default() -> Self {
        Self { min_words: 50, hardest: 3 }
    }
}

impl Stage for Readability {
    type Config = ReadabilityConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "readability", "says how hard an article is to read")
            .uses(&["language"])
            .adds(&["readability"])
            .reads(Reads::Blocks)
            .version("1")
    }

    fn new(config: ReadabilityConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { config })
    }
}

/// After how many bytes of text the stage looks whether it is to stop: a tenth of a millisecond's work.
const CHECK_EVERY: usize = 16 << 10;

/// What is counted of a text.
#[derive(Debug, Default)]
struct Counts {
    words: usize,
    long_words: usize,
    syllables: usize,
    sentences: usize,
    /// The length in words and the place of each sentence.
    lengths: Vec<(usize, Span)>,
}

impl Classify for Readability {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let is_english = document
            .language()
            .is_some_and(|language| language == "en" || language.starts_with("en-"));
        let counts = count(document, is_english, context)?;
        if counts.words < self.config.min_words {
            let needed = self.config.min_words;
            context
                .note(format!("{} words are too few to judge: {needed} are needed", counts.words));
            return Ok(());
        }
        let (words, sentences) = (counts.words as f64, counts.sentences as f64);
        let per_sentence = words / sentences;
        let lix = per_sentence + 100.0 * counts.long_words as f64 / words;
        let label = match lix {
            lix if lix < 30.0 => "very_easy",
            lix if lix < 40.0 => "easy",
            lix if lix < 50.0 => "medium",
            lix if lix < 60.0 => "hard",
            _ => "very_hard",
        };
        let mut annotation = Annotation::new("readability", label)
            .with_attribute("lix", rounded(lix))
            .with_attribute("words", counts.words)
            .with_attribute("sentences", counts.sentences)
            .with_attribute("words_per_sentence", rounded(per_sentence))
            .with_spans(hardest(counts.lengths, self.config.hardest));
        if is_english {
            let per_word = counts.syllables as f64 / words;
            let ease = 206.835 - 1.015 * per_sentence - 84.6 * per_word;
            let grade = 0.39 * per_sentence + 11.8 * per_word - 15.59;
            annotation = annotation
                .with_attribute("flesch_reading_ease", rounded(ease))
                .with_attribute("flesch_kincaid_grade", rounded(grade));
        }
        if let Ok(score) = Score::new(lix / 100.0) {
            annotation = annotation.with_score(score);
        }
        annotations.push(annotation);
        Ok(())
    }
}

/// One decimal: more would claim too much.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

fn count(
    document: &Document,
    is_english: bool,
    context: &Context<'_>,
) -> Result<Counts, StageError> {
    let mut counts = Counts::default();
    let prose = [BlockKind::Paragraph, BlockKind::Quotation, BlockKind::ListItem];
    let mut checked = 0;
    for block in document.body().filter(|block| prose.contains(&block.kind)) {
        if block.span.start() >= checked {
            context.check()?;
            checked = block.span.end() + CHECK_EVERY;
        }
        let text = document.slice(block.span).unwrap_or_default();
        for sentence in sentence_iter(text) {
            let mut length = 0;
            for word in words(sentence.slice(text).unwrap_or_default()) {
                length += 1;
                let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
                counts.long_words += usize::from(letters > 6);
                if is_english {
                    counts.syllables += syllables(word.text);
                }
            }
            if length > 0 {
                counts.words += length;
                counts.sentences += 1;
                counts.lengths.push((length, sentence.shifted(block.span.start())));
            }
        }
    }
    Ok(counts)
}

/// The places of the longest sentences, in the order of the text.
fn hardest(mut lengths: Vec<(usize, Span)>, most: usize) -> Vec<Span> {
    lengths.sort_by_key(|(length, span)| (std::cmp::Reverse(*length), span.start()));
    let mut spans: Vec<Span> = lengths.into_iter().take(most).map(|(_, span)| span).collect();
    spans.sort_unstable();
    spans
}

cableway_sdk::plugin! {
    classify: [Readability],
}
