//! What is searched for, and whether it stands in a text as words of its own.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

use super::fold::{fold_plain, is_unspaced, is_word, plain};
use super::stem::Phrase;

/// How the terms of a topic are compared with a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// Their case counts.
    pub(crate) exact: bool,
    /// Words are the same that have one stem in the language of the document.
    pub(crate) stem: bool,
}

/// A term without its weight: terms of many topics may share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Needle {
    /// As they are searched for. Where one ends, but for the last, the word goes on with any ending.
    parts: Vec<String>,
    /// True where any beginning may stand before the first part.
    lead: bool,
    /// True where any ending may follow the last part too.
    open: bool,
    /// The parts with their case, for a term whose case counts.
    exact: Option<Vec<String>>,
    /// The words, for a term of which at least one is compared by its stem.
    stemmed: Option<Phrase>,
}

impl Needle {
    /// Reads a term in [`plain`] form, with a `*` after each word that may have any ending, and one
    /// before the first word where that may have any beginning.
    ///
    /// # Errors
    /// Why this is no term.
    pub(crate) fn parse(written: &str, style: Style) -> Result<Self, &'static str> {
        if !written.chars().any(char::is_alphanumeric) {
            return Err("a term needs a letter or a digit");
        }
        let inside = written.strip_prefix('*').filter(|rest| rest.starts_with(is_word));
        let lead = inside.is_some();
        let inside = inside.unwrap_or(written);
        let mut before = None;
        let mut chars = inside.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '*' && before.is_none_or(|c: char| c.is_whitespace()) {
                return Err(match chars.peek() {
                    Some(next) if is_word(*next) => {
                        "only the first word of a term may begin with `*`"
                    }
                    _ => "`*` follows the beginning of a word, without a space",
                });
            }
            if c == '*' && chars.peek().is_some_and(|c| is_word(*c) || *c == '*') {
                return Err("`*` may only stand at the beginning or the end of a word");
            }
            before = Some(c);
        }
        let mut parts: Vec<&str> = inside.split('*').collect();
        let open = parts.pop_if(|last| last.is_empty()).is_some();
        let folded = || fold_plain(inside);
        Ok(Self {
            exact: style.exact.then(|| parts.iter().map(ToString::to_string).collect()),
            stemmed: style.stem.then(|| Phrase::new(&folded(), lead)).flatten(),
            parts: parts.into_iter().map(fold_plain).collect(),
            lead,
            open,
        })
    }

    /// What a text must hold, folded, for the term to be in it; nothing is certain of a term that is
    /// compared by its stems.
    pub(crate) fn first(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// Its words, if they are compared by their stems.
    pub(crate) fn stemmed(&self) -> Option<&Phrase> {
        self.stemmed.as_ref()
    }

    /// Where the term begins and ends, if it stands in the folded `text` as words of its own and
    /// [`Self::first`] stands at `start..end`.
    pub(crate) fn place(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let start = if self.lead { word_start(text, start) } else { start };
        if !is_edge(text, start) {
            return None;
        }
        let end = walk(&self.parts, self.open, text, end)?;
        is_edge(text, end).then_some((start, end))
    }

    /// True if the case of `words`, which the term was found in, does not count or is right.
    pub(crate) fn allows_case(&self, words: &str) -> bool {
        let Some(exact) = &self.exact else { return true };
        let words = plain(words);
        let Some(first) = exact.first() else { return false };
        let fits =
            |at: usize| walk(exact, self.open, &words, at + first.len()) == Some(words.len());
        if self.lead {
            return words.match_indices(first.as_str()).any(|(at, _)| fits(at));
        }
        words.starts_with(first.as_str()) && fits(0)
    }

    /// True if it stands for so many words that it says little: those that begin or end with one letter.
    pub(crate) fn is_too_open(&self) -> bool {
        let is_short = |word: &OpenWord| {
            let mut letters = word.text.chars();
            let first = letters.next();
            (word.lead || word.open) && letters.next().is_none() && !first.is_some_and(is_unspaced)
        };
        self.words().iter().any(is_short)
    }

    /// True if each text that holds this term is sure to hold `wide` too.
    pub(crate) fn implies(&self, wide: &Self) -> bool {
        if self == wide {
            return true;
        }
        if self.stemmed.is_some() || wide.stemmed.is_some() || wide.exact.is_some() {
            return false;
        }
        let (own, wide) = (self.words(), wide.words());
        own.windows(wide.len().max(1)).any(|own| {
            own.iter().zip(&wide).all(|(own, wide)| match (wide.lead, wide.open) {
                (false, false) => own == wide,
                (false, true) => !own.lead && own.text.starts_with(&wide.text),
                (true, false) => !own.open && own.text.ends_with(&wide.text),
                (true, true) => own.text.contains(&wide.text),
            })
        })
    }

    /// True if each text in `language` that holds this term is sure to hold `wide` too; without a language
    /// if each text at all.
    pub(crate) fn implies_in(&self, wide: &Self, language: Option<&str>) -> bool {
        let by_stem = |language| Some(self.stemmed()?.implies(wide.stemmed()?, language));
        self.implies(wide) || language.and_then(by_stem).unwrap_or_default()
    }

    /// The words between white space.
    fn words(&self) -> Vec<OpenWord> {
        let whole = self.parts.join("*");
        let count = whole.split_whitespace().count();
        let words = whole.split_whitespace().enumerate().map(|(place, word)| OpenWord {
            lead: self.lead && place == 0,
            open: word.ends_with('*') || self.open && place + 1 == count,
            text: word.trim_end_matches('*').to_owned(),
        });
        words.collect()
    }
}

/// A word that may have any beginning or any ending.
#[derive(Debug, PartialEq, Eq)]
struct OpenWord {
    lead: bool,
    open: bool,
    text: String,
}

/// Where the last of `parts` ends, with any ending of it, if the first ends at `end`.
fn walk(parts: &[String], open: bool, text: &str, mut end: usize) -> Option<usize> {
    for part in parts.get(1..).unwrap_or_default() {
        end = word_end(text, end);
        if !text.get(end..)?.starts_with(part.as_str()) {
            return None;
        }
        end += part.len();
    }
    Some(if open { word_end(text, end) } else { end })
}

/// Where the word that goes on at `from` ends.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let stops = |at: usize, c: char| {
        let in_word = is_word(c) && !is_unspaced(c);
        !in_word && (c.is_ascii() || is_character_boundary(text, from + at))
    };
    let found = rest.char_indices().find(|(at, c)| stops(*at, *c));
    found.map_or(text.len(), |(at, _)| from + at)
}

/// Where the word begins that goes on up to `from`.
fn word_start(text: &str, from: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    let stops = |at: usize, c: char| {
        let in_word = is_word(c) && !is_unspaced(c);
        !in_word && (c.is_ascii() || is_character_boundary(text, at))
    };
    let found = before.char_indices().rev().find(|(at, c)| stops(*at, *c));
    found.map_or(0, |(at, c)| at + c.len_utf8())
}

/// True if no word goes on at `place`: words do so between two letters or digits, but not in scripts
/// that write no spaces.
fn is_edge(text: &str, place: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..place), text.get(place..)) else { return false };
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return true;
    };
    if last.is_ascii() && next.is_ascii() {
        return !(is_word(last) && is_word(next));
    }
    if !is_character_boundary(text, place) {
        return false;
    }
    // A mark stands for the letter that it is on.
    let last = before.graphemes(true).next_back().and_then(|last| last.chars().next());
    let joins = |c: char| is_word(c) && !is_unspaced(c);
    !(last.is_some_and(joins) && joins(next))
}

/// False between a letter and a mark on it (Unicode Standard Annex 29, grapheme clusters).
fn is_character_boundary(text: &str, place: usize) -> bool {
    // The text is whole, so that the cursor has no question to ask.
    GraphemeCursor::new(place, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}
