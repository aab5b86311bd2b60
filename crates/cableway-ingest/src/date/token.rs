//! Cuts a short text into numbers, words and signs.

/// The most tokens of a text that can be a date: the longest form known has about 20.
const MOST: usize = 40;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    /// True when no white space stands before it.
    pub(super) glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Decimal digits of ASCII.
    Number(&'a str),
    /// Letters; of Chinese and Japanese ones each is a word.
    Word(&'a str),
    /// Any other character.
    Sign(char),
}

/// The pieces of `text`, or `None` where it has too many to be a date.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut list = Vec::new();
    let mut rest = text;
    let mut glued = false;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            glued = false;
            continue;
        }
        let belongs: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if is_alone(first) {
            |_| false
        } else if first.is_alphabetic() {
            |c| c.is_alphabetic() && !is_alone(c)
        } else {
            |_| false
        };
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, after) = rest.split_at(end);
        let kind = if first.is_ascii_digit() {
            Kind::Number(piece)
        } else if first.is_alphabetic() {
            Kind::Word(piece)
        } else {
            Kind::Sign(first)
        };
        if list.len() == MOST {
            return None;
        }
        list.push(Token { kind, glued });
        rest = after;
        glued = true;
    }
    Some(list)
}

/// True for a character that is a word by itself: `年`, `日`.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}
