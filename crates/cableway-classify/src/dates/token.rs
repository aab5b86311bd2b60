//! A text as words, numbers and marks, with their places.

use super::lexicon::{Word, word};

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    /// First byte, in the text that was split.
    pub(super) start: usize,
    /// First byte after it.
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// True where nothing stands between it and the token before.
    pub(super) glued: bool,
    /// True for a word that begins with a capital letter.
    pub(super) capital: bool,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A run of ASCII digits: its value, and how many there are. Runs beyond nine digits have the
    /// value `u32::MAX`.
    Digits { value: u32, count: usize },
    /// Digits with `st`, `nd`, `rd` or `th`.
    Ordinal(u32),
    /// A run of letters, with apostrophes inside.
    Word(Word),
    /// Any other character but white space.
    Mark(char),
}

/// Splits `text`. Letters and digits are never in one token, so `Q3` and `3pm` are two each.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut last_end = usize::MAX;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let kind = if c.is_ascii_digit() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let count = at - start;
            let digits = text.get(start..at).unwrap_or_default();
            let value = if count > 9 { u32::MAX } else { digits.parse().unwrap_or(u32::MAX) };
            match ordinal_ending(bytes, at) {
                Some(end) if count <= 3 => {
                    at = end;
                    Kind::Ordinal(value)
                }
                _ => Kind::Digits { value, count },
            }
        } else if c.is_alphabetic() {
            at = word_end(text, at);
            Kind::Word(text.get(start..at).map_or(Word::Other, word))
        } else {
            at += c.len_utf8();
            Kind::Mark(c)
        };
        let glued = last_end == start;
        tokens.push(Token { start, end: at, kind, glued, capital: c.is_uppercase() });
        last_end = at;
    }
    tokens
}

/// Where the word that starts at `at` ends: letters and what combines with them, and apostrophes with
/// a letter behind.
fn word_end(text: &str, at: usize) -> usize {
    let mut chars = text.get(at..).unwrap_or_default().char_indices().peekable();
    let mut end = at;
    while let Some((place, c)) = chars.next() {
        let is_inside = c.is_alphabetic()
            || matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}')
            || matches!(c, '\'' | '’')
                && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !is_inside {
            break;
        }
        end = at + place + c.len_utf8();
    }
    end
}

/// Where the ordinal ends whose digits end at `at`.
fn ordinal_ending(bytes: &[u8], at: usize) -> Option<usize> {
    let ending = bytes.get(at..at + 2)?.to_ascii_lowercase();
    let is_ending = matches!(ending.as_slice(), b"st" | b"nd" | b"rd" | b"th");
    let is_whole = bytes.get(at + 2).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (is_ending && is_whole).then_some(at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_part() {
        let kinds = |text| tokens(text).iter().map(|token| token.kind).collect::<Vec<_>>();
        assert_eq!(kinds("21st"), [Kind::Ordinal(21)]);
        assert_eq!(kinds("3pm").len(), 2);
        assert_eq!(kinds("o’clock").len(), 1);
        assert_eq!(kinds("May2016")[1], Kind::Digits { value: 2016, count: 4 });
        assert_eq!(kinds("99999999999"), [Kind::Digits { value: u32::MAX, count: 11 }]);
        assert_eq!(kinds(" \n\t"), []);
    }
}
