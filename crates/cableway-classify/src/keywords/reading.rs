//! A document as its words: where each stands, how it is written, what may join it to the next.

use std::collections::HashMap;

use cableway_core::text::{sentence_iter, stop_words, words};
use cableway_core::{BlockKind, Document, Span};

/// The most words that are looked at: what an article is about, it says before that.
pub(crate) const MOST_WORDS: usize = 20_000;

/// A word of the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Which of all different words, whatever its case.
    pub(crate) word: usize,
    pub(crate) span: Span,
    /// In which sentence, from 0.
    pub(crate) sentence: usize,
    /// True where nothing but a space or a hyphen is between this word and the one before.
    pub(crate) joined: bool,
    pub(crate) case: Case,
    /// Where capitals tell nothing: at the start of a sentence, and in titles.
    pub(crate) casual: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Capital,
    Acronym,
}

/// A different word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// In lower case.
    pub(crate) text: String,
    /// True where it cannot stand at the edge of a keyword: a function word, a number, a letter.
    pub(crate) is_stop: bool,
}

/// All words of a document, in reading order.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) tokens: Vec<Token>,
    pub(crate) words: Vec<Word>,
    pub(crate) sentences: usize,
    /// The tokens before this one are those of the title.
    pub(crate) title_end: usize,
    /// True where all nouns are written with a capital, so that it makes no name.
    pub(crate) has_capital_nouns: bool,
    /// True where the document has more words than [`MOST_WORDS`].
    pub(crate) cut: bool,
}

impl Reading {
    pub(crate) fn of(document: &Document) -> Self {
        let language = document.language();
        let primary = language.and_then(|tag| tag.split('-').next()).unwrap_or_default();
        let mut reading = Self { has_capital_nouns: primary == "de", ..Self::default() };
        let stop_words = stop_words(language);
        let elides = ["fr", "it", "ca"].contains(&primary);
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let title = document.blocks().iter().filter(|block| block.kind == BlockKind::Title);
        for block in title.chain(document.body()) {
            if block.kind == BlockKind::Code {
                continue;
            }
            let text = document.slice(block.span).unwrap_or_default();
            for sentence in sentence_iter(text) {
                let at = block.span.start() + sentence.start();
                let sentence = sentence.slice(text).unwrap_or_default();
                let in_title = block.kind == BlockKind::Title;
                reading.sentence(sentence, at, in_title, stop_words, elides, &mut numbers);
                if reading.tokens.len() > MOST_WORDS {
                    reading.tokens.truncate(MOST_WORDS);
                    reading.cut = true;
                    return reading;
                }
            }
            if block.kind == BlockKind::Title {
                reading.title_end = reading.tokens.len();
            }
        }
        reading
    }

    fn sentence(
        &mut self,
        text: &str,
        at: usize,
        in_title: bool,
        stop_words: &[&str],
        elides: bool,
        numbers: &mut HashMap<String, usize>,
    ) {
        let mut last_end = 0;
        for (place, found) in words(text).enumerate() {
            let (start, written) = bare(found.text, found.span.start(), elides);
            let Ok(span) = Span::new(at + start, at + start + written.len()) else { continue };
            let between = text.get(last_end..start).unwrap_or_default();
            last_end = start + written.len();
            let lower = written.to_lowercase();
            let word = *numbers.entry(lower).or_insert_with_key(|lower| {
                self.words.push(Word { text: lower.clone(), is_stop: is_stop(lower, stop_words) });
                self.words.len() - 1
            });
            self.tokens.push(Token {
                word,
                span,
                sentence: self.sentences,
                joined: place > 0 && joins(between),
                case: case_of(written),
                casual: place == 0 || in_title,
            });
        }
        self.sentences += 1;
    }
}

/// The word without what is only attached to it, and where it starts: `l'île` is `île` where the
/// language elides, `ferry's` is `ferry` everywhere.
fn bare(word: &str, start: usize, elides: bool) -> (usize, &str) {
    let (mut start, mut word) = (start, word);
    if elides
        && let Some((before, after)) = word.split_once(['\'', '’'])
        && before.chars().count() <= 4
        && !after.is_empty()
    {
        start += word.len() - after.len();
        word = after;
    }
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    (start, stem.filter(|stem| !stem.is_empty()).unwrap_or(word))
}

/// Without a list of the language's function words, short words pass for them.
fn is_stop(lower: &str, stop_words: &[&str]) -> bool {
    let mut letters = lower.chars().filter(|c| c.is_alphabetic());
    let (first, second) = (letters.next(), letters.next());
    if first.is_none() || second.is_none() {
        return true;
    }
    if stop_words.is_empty() {
        return lower.chars().count() <= 3;
    }
    stop_words.binary_search(&lower).is_ok()
        || lower.contains('’')
            && stop_words.binary_search(&lower.replace('’', "'").as_str()).is_ok()
}

fn joins(between: &str) -> bool {
    matches!(between, "-" | "‐" | "‑")
        || !between.is_empty() && between.chars().all(char::is_whitespace)
}

fn case_of(written: &str) -> Case {
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) if first.is_uppercase() => {
            let is_acronym = written.chars().all(|c| !c.is_lowercase());
            if is_acronym { Case::Acronym } else { Case::Capital }
        }
        (Some(first), None) if first.is_uppercase() => Case::Capital,
        _ => Case::Lower,
    }
}
