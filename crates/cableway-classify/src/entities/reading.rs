//! A document as tokens, with how each is written and where sentences start.

use std::collections::HashSet;

use cableway_core::text::stop_words;
use cableway_core::{BlockKind, Document};

/// A word or a number. Hyphens part words; `'s` is left off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Bytes of the document's text, the end outside.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shape: Shape,
    /// What stands between it and the token before.
    pub(super) gap: Gap,
    /// True at the start of a sentence, and of a quotation: a capital letter tells nothing there.
    pub(super) first: bool,
    /// True in blocks where most words have a capital letter.
    pub(super) casual: bool,
    /// True where `'s` follows.
    pub(super) possessive: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// A capital letter, then small ones, or both mixed.
    Capital,
    /// Two capital letters or more, and no small ones.
    Upper,
    /// A single capital letter.
    Initial,
    Number,
    /// Letters of a script that has no capitals.
    Other,
}

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Nothing,
    Space,
    /// A full stop and a space, or a full stop alone.
    Stop,
    Hyphen,
    Ampersand,
    /// Anything else, and the start of a block.
    Break,
}

/// A document, read.
pub(super) struct Reading<'d> {
    pub(super) text: &'d str,
    pub(super) tokens: Vec<Token>,
    /// Words that the document has in small letters.
    lower: HashSet<&'d str>,
}

impl<'d> Reading<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let text = document.text();
        let mut reading =
            Self { text, tokens: Vec::with_capacity(text.len() / 6), lower: HashSet::new() };
        if document.blocks().is_empty() {
            reading.block(0, text.len());
        }
        for block in document.blocks() {
            if !matches!(block.kind, BlockKind::Code | BlockKind::Table | BlockKind::Credit) {
                let words = document.slice(block.span).unwrap_or_default();
                let length = credit(words, block.kind == BlockKind::Caption);
                reading.block(block.span.start(), block.span.start() + length);
            }
        }
        reading
    }

    /// A text that is no document, such as an entry of a list.
    pub(super) fn of_text(text: &'d str) -> Self {
        let mut reading = Self { text, tokens: Vec::new(), lower: HashSet::new() };
        reading.tokenise(0, text.len());
        reading
    }

    pub(super) fn word(&self, at: usize) -> &'d str {
        self.tokens
            .get(at)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// The words from one token to another, as they stand.
    pub(super) fn slice(&self, first: usize, end: usize) -> &'d str {
        match (self.tokens.get(first), self.tokens.get(end.wrapping_sub(1))) {
            (Some(first), Some(last)) => self.text.get(first.start..last.end).unwrap_or_default(),
            _ => "",
        }
    }

    /// True where the document has the word in small letters too, or every text has.
    pub(super) fn is_common(&self, at: usize) -> bool {
        let lower = self.word(at).to_lowercase();
        self.lower.contains(lower.as_str()) || is_function_word(&lower)
    }

    fn block(&mut self, start: usize, end: usize) {
        let from = self.tokens.len();
        self.tokenise(start, end);
        let tokens = &self.tokens[from..];
        let count =
            |shapes: &[Shape]| tokens.iter().filter(|token| shapes.contains(&token.shape)).count();
        let capitals = count(&[Shape::Capital, Shape::Upper]);
        let upper = count(&[Shape::Upper]);
        let is_content = |token: &&Token| {
            let word = self.text.get(token.start..token.end).unwrap_or_default();
            token.shape == Shape::Lower && !is_function_word(word)
        };
        let content = tokens.iter().filter(is_content).count();
        // A headline in which all but small words have capitals, or a text that shouts.
        let is_casual =
            capitals > 2 && (content * 5 < capitals || upper * 2 > capitals && upper > content);
        for at in from..self.tokens.len() {
            self.tokens[at].casual = is_casual;
            if self.tokens[at].shape == Shape::Lower {
                let word = self.word(at);
                self.lower.insert(word);
            }
        }
    }

    fn tokenise(&mut self, from: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut gap_start = from;
        while at < end {
            let Some(c) = self.text.get(at..end).and_then(|rest| rest.chars().next()) else {
                break;
            };
            if !c.is_alphanumeric() {
                at += c.len_utf8();
                continue;
            }
            let start = at;
            let word_end = if c.is_ascii_digit() {
                number_end(bytes, at, end)
            } else {
                word_end(self.text, at, end)
            };
            let (token_end, possessive) = bare_end(self.text, start, word_end);
            at = word_end;
            let between = self.text.get(gap_start..start).unwrap_or_default();
            let gap = if start == from { Gap::Break } else { gap_of(between) };
            let first = start == from || self.starts_sentence(between);
            let shape = shape_of(self.text.get(start..token_end).unwrap_or_default());
            self.tokens.push(Token {
                start,
                end: token_end,
                shape,
                gap,
                first,
                casual: false,
                possessive,
            });
            gap_start = word_end;
        }
    }

    /// True where what stands between two tokens ends a sentence or opens a quotation.
    fn starts_sentence(&self, between: &str) -> bool {
        if between.contains(['!', '?', '\n', '“', '"', '‘', '…', '•', ':', '(']) {
            return true;
        }
        if !between.contains('.') {
            return false;
        }
        let Some(last) = self.tokens.len().checked_sub(1) else { return true };
        let word = self.word(last);
        !(self.tokens[last].shape == Shape::Initial
            || is_abbreviation(word)
            || between.trim() != ".")
    }
}

/// Where a block ends without who took the picture: `Photo: Reuters`, at its start or in a caption.
fn credit(block: &str, is_caption: bool) -> usize {
    let marks =
        ["Photo: ", "Photos: ", "Photograph: ", "Picture: ", "Pictures: ", "Image: ", "Credit: "];
    let places = marks.iter().filter_map(|mark| block.find(mark));
    places.filter(|&at| at == 0 || is_caption).min().unwrap_or(block.len())
}

/// Words of all texts that are no names.
pub(super) fn is_function_word(lower: &str) -> bool {
    stop_words(Some("en")).binary_search(&lower).is_ok()
}

fn is_abbreviation(word: &str) -> bool {
    is_short_title(word)
        || matches!(
            word,
            "Jr" | "Sr"
                | "No"
                | "vs"
                | "Jan"
                | "Feb"
                | "Mar"
                | "Apr"
                | "Aug"
                | "Sept"
                | "Oct"
                | "Nov"
                | "Dec"
                | "Adm"
                | "Maj"
                | "Hon"
        )
}

/// A title cut short, as it stands before a name.
pub(super) fn is_short_title(word: &str) -> bool {
    matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Prof"
            | "Gen"
            | "Col"
            | "Capt"
            | "Lt"
            | "Sgt"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Rev"
            | "St"
    )
}

/// Where a number ends: digits with full stops and commas between digits, and letters glued to them.
fn number_end(bytes: &[u8], at: usize, end: usize) -> usize {
    let is_digit = |at: usize| at < end && bytes[at].is_ascii_digit();
    let mut place = at;
    while is_digit(place)
        || place < end && matches!(bytes[place], b'.' | b',') && is_digit(place + 1)
    {
        place += 1;
    }
    place
}

/// Where a word ends: letters, digits and what combines with them, apostrophes between letters, and the
/// full stops of `U.S.`
fn word_end(text: &str, at: usize, end: usize) -> usize {
    let rest = text.get(at..end).unwrap_or_default();
    let mut chars = rest.char_indices().peekable();
    let mut place = 0;
    let mut letters = 0;
    while let Some((on, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_inside = c.is_alphanumeric()
            || matches!(c, '\u{300}'..='\u{36f}')
            || matches!(c, '\'' | '’') && next.is_some_and(char::is_alphabetic)
            // One letter since the last full stop, and another one behind this.
            || c == '.' && letters == 1 && next.is_some_and(char::is_uppercase);
        if !is_inside {
            // The last full stop of an abbreviation that has others.
            if c == '.' && letters == 1 && rest.get(..on).is_some_and(|word| word.contains('.')) {
                place = on + 1;
            }
            break;
        }
        letters = if c == '.' { 0 } else { letters + 1 };
        place = on + c.len_utf8();
    }
    at + place
}

/// Where a word ends without its `'s`.
fn bare_end(text: &str, start: usize, end: usize) -> (usize, bool) {
    let word = text.get(start..end).unwrap_or_default();
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    match stem {
        Some(stem) if !stem.is_empty() => (start + stem.len(), true),
        _ => (end, false),
    }
}

fn gap_of(between: &str) -> Gap {
    match between {
        "" => Gap::Nothing,
        " " => Gap::Space,
        "-" | "‐" | "‑" => Gap::Hyphen,
        " & " | "&" => Gap::Ampersand,
        "." | ". " => Gap::Stop,
        _ if between.chars().all(|c| c.is_whitespace() && c != '\n') => Gap::Space,
        _ if between.trim().is_empty() && between.matches('\n').count() == 1 => Gap::Space,
        _ => Gap::Break,
    }
}

fn shape_of(word: &str) -> Shape {
    let Some(first) = word.chars().next() else { return Shape::Other };
    if first.is_ascii_digit() {
        return Shape::Number;
    }
    if first.is_lowercase() {
        return Shape::Lower;
    }
    if !first.is_uppercase() {
        return Shape::Other;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let small = word.chars().any(char::is_lowercase);
    match (small, letters.nth(1)) {
        (true, _) => Shape::Capital,
        (false, Some(_)) => Shape::Upper,
        (false, None) => Shape::Initial,
    }
}
