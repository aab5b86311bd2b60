//! Looks at the characters around a stop.
//!
//! Every look back or ahead is bounded, but for runs of one sort of character that the caller then
//! leaves behind: that keeps the whole linear.

/// How far, in bytes, a word is followed; longer ones are in no table.
const LONGEST_WORD: usize = 24;

/// The first character at or after `at`.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The last character before `at`.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// White space between two places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// The first byte after it.
    pub(super) end: usize,
    /// How many line ends it has.
    pub(super) lines: usize,
}

impl Gap {
    /// The white space that starts at `start`.
    pub(super) fn at(text: &str, start: usize) -> Self {
        let mut gap = Self { end: start, lines: 0 };
        let mut before = ' ';
        for c in text.get(start..).unwrap_or_default().chars() {
            if !c.is_whitespace() {
                break;
            }
            gap.lines += match c {
                '\n' if before == '\r' => 0,
                '\n' | '\r' => 1,
                '\u{2029}' | '\u{c}' => 2,
                _ => 0,
            };
            before = c;
            gap.end += c.len_utf8();
        }
        gap
    }

    /// True where an empty line, or the like, parts two paragraphs.
    pub(super) fn parts_paragraphs(self) -> bool {
        self.lines >= 2
    }
}

/// The run of letters, digits and inner full stops that ends at `end`, with the place where it
/// starts; `None` where there is none, or one longer than any abbreviation.
pub(super) fn word_before(text: &str, floor: usize, end: usize) -> Option<(usize, &str)> {
    let mut start = end;
    for c in text.get(floor..end)?.chars().rev() {
        if !c.is_alphanumeric() && c != '.' {
            break;
        }
        start -= c.len_utf8();
        if end - start > LONGEST_WORD {
            return None;
        }
    }
    let word = text.get(start..end)?;
    (!word.is_empty()).then_some((start, word))
}

/// The word in front of the white space that ends at `end`.
pub(super) fn previous_word(text: &str, floor: usize, end: usize) -> Option<&str> {
    let before = text.get(floor..end)?;
    let trimmed = before.trim_end_matches([' ', '\u{a0}', '\n', '\u{202f}']);
    word_before(text, floor, floor + trimmed.len()).map(|(_, word)| word)
}

/// The run of letters and digits that starts at `start`; empty where there is none, cut where it is
/// longer than any word of our tables.
pub(super) fn word_at(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let mut length = 0;
    for c in rest.chars() {
        if !c.is_alphanumeric() || length > LONGEST_WORD {
            break;
        }
        length += c.len_utf8();
    }
    rest.get(..length).unwrap_or_default()
}

/// True for punctuation that may stand before the first letter of a sentence.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '—'
            | '–'
            | '-'
            | '*'
            | '_'
            | '「'
            | '『'
            | '（'
            | '《'
    )
}

/// True for a mark that opens somebody's words.
pub(super) fn is_opening_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '»' | '`')
}

/// True for punctuation that belongs to the sentence whose stop it follows.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '›'
            | '«'
            | '‹'
            | ')'
            | ']'
            | '}'
            | '*'
            | '_'
            | '」'
            | '』'
            | '）'
            | '》'
            | '】'
            | '〉'
            | '〕'
            | '¹'
            | '²'
            | '³'
    )
}

/// True for a mark that closes somebody's words.
pub(super) fn is_closing_quote(c: char) -> bool {
    is_closer(c) && !matches!(c, ')' | ']' | '}' | '）' | '*' | '_' | '¹' | '²' | '³')
}

/// True for letters of scripts that write no spaces between sentences.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// True for a letter that does not begin a sentence because it is lower case. The letters of modern
/// Georgian count as lower case in Unicode, but begin sentences.
pub(super) fn is_lower(c: char) -> bool {
    c.is_lowercase() && !matches!(c, '\u{10d0}'..='\u{10ff}')
}
