//! What is searched for, and whether it stands in a text as words of its own.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

use super::fold::{fold_plain, is_unspaced, is_word, plain};

/// A term without its weight: terms of many topics may share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Needle {
    /// As they are searched for. Where one ends, but for the last, the word goes on with any ending.
    parts: Vec<String>,
    /// True where any ending may follow the last part too.
    open: bool,
    /// The parts with their case, for a term whose case counts.
    exact: Option<Vec<String>>,
}

impl Needle {
    /// Reads a term in [`plain`] form, with a `*` after each word that may have any ending.
    ///
    /// # Errors
    /// Why this is no term.
    pub(crate) fn parse(written: &str, exact: bool) -> Result<Self, &'static str> {
        if !written.chars().any(char::is_alphanumeric) {
            return Err("a term needs a letter or a digit");
        }
        let mut before = None;
        let mut chars = written.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '*' && before.is_none_or(|c: char| c.is_whitespace()) {
                return Err("`*` follows the beginning of a word, without a space");
            }
            if c == '*' && chars.peek().is_some_and(|c| is_word(*c) || *c == '*') {
                return Err("`*` may only stand at the end of a word");
            }
            before = Some(c);
        }
        let mut parts: Vec<&str> = written.split('*').collect();
        let open = parts.pop_if(|last| last.is_empty()).is_some();
        Ok(Self {
            exact: exact.then(|| parts.iter().map(ToString::to_string).collect()),
            parts: parts.into_iter().map(fold_plain).collect(),
            open,
        })
    }

    /// What a text must hold, folded, for the term to be in it.
    pub(crate) fn first(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// Where the term ends, if it stands in the folded `text` as words of its own and [`Self::first`]
    /// stands at `start..end`.
    pub(crate) fn end(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        if !is_edge(text, start) {
            return None;
        }
        let end = walk(&self.parts, self.open, text, end)?;
        is_edge(text, end).then_some(end)
    }

    /// True if the case of `words`, which the term was found in, does not count or is right.
    pub(crate) fn allows_case(&self, words: &str) -> bool {
        let Some(exact) = &self.exact else { return true };
        let words = plain(words);
        let first = exact.first().filter(|first| words.starts_with(first.as_str()));
        first.and_then(|first| walk(exact, self.open, &words, first.len())) == Some(words.len())
    }
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
