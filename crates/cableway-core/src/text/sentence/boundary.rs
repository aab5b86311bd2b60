//! Decides which stop ends a sentence.

use super::abbreviation;
use super::scan::{self, Gap, char_at, char_before};

/// Bytes with which something begins that may end a sentence: all others are passed over unread.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    // After the ASCII ones the first bytes of … ‼ ⁇ and U+2029, 。, ！？．｡, ؟, ۔, ।॥, ։ and the
    // Ethiopic, Khmer and Myanmar stops.
    let bytes = *b".!?\n\r\x0c\xe2\xe3\xef\xd8\xdb\xe0\xd6\xe1";
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
};

/// How many opening marks are looked through for the first letter of a sentence.
const MOST_OPENERS: usize = 6;

/// What a character can do for the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Nothing.
    None,
    /// Ends a line, and with an empty line after it a paragraph.
    Line,
    /// Ends a sentence, if what stands around it agrees.
    Weak,
    /// Ends a sentence, with or without white space after it.
    Strong,
}

fn mark(c: char) -> Mark {
    match c {
        '.' | '!' | '?' | '…' | '‼' | '‽' | '⁇' | '⁈' | '⁉' => Mark::Weak,
        '。' | '｡' | '！' | '？' | '．' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '፧' | '፨' | '។'
        | '៕' | '။' => Mark::Strong,
        '\n' | '\r' | '\u{c}' | '\u{2029}' => Mark::Line,
        _ => Mark::None,
    }
}

/// Where the sentence that starts at `start` ends.
pub(super) fn sentence_end(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(step) =
        text.as_bytes().get(at..).and_then(|b| b.iter().position(|&b| MAY_END[usize::from(b)]))
    {
        at += step;
        // A first byte is always at the start of a character, so that this never gives up early.
        let Some(c) = char_at(text, at) else { break };
        at = match mark(c) {
            Mark::None => at + c.len_utf8(),
            Mark::Line => {
                let gap = Gap::at(text, at);
                if gap.parts_paragraphs() || starts_item(text, start, gap) {
                    return at;
                }
                gap.end
            }
            // The point of a number, an address or a name.
            Mark::Weak if c == '.' && is_inside_word(text, at) => at + 1,
            Mark::Weak | Mark::Strong => {
                let stop = Stop::read(text, at);
                if stop.ends_sentence(text, start) {
                    return stop.end;
                }
                stop.end
            }
        };
    }
    text.len()
}

fn is_inside_word(text: &str, at: usize) -> bool {
    text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// True where a list item starts on the new line that `gap` ends with.
fn starts_item(text: &str, sentence: usize, gap: Gap) -> bool {
    if gap.lines == 0 {
        return false;
    }
    let mut chars = text.get(gap.end..).unwrap_or_default().chars();
    match chars.next() {
        Some('•' | '◦' | '▪' | '‣' | '●') => true,
        Some('-' | '*') => chars.next().is_some_and(char::is_whitespace),
        Some('0'..='9') => {
            // A line that begins with `12.` may also be the middle of a sentence that was broken
            // there: it counts as an item only after another, or where the line above is at an end.
            let above = text.get(..gap.end).and_then(|text| text.trim_end().chars().next_back());
            let at_end = above.is_some_and(|c| !c.is_alphanumeric() && c != ',');
            is_list_number(text, gap.end) && (at_end || is_list_number(text, sentence))
        }
        _ => false,
    }
}

/// True where up to three digits, a full stop or bracket, and white space stand at `at`.
fn is_list_number(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let mut after = rest.get(digits..).unwrap_or_default().chars();
    matches!(digits, 1..=3)
        && matches!(after.next(), Some('.' | ')'))
        && after.next().is_some_and(char::is_whitespace)
}

/// A run of stops with the closing marks after it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is read alone, and all mix freely")]
struct Stop {
    /// The first byte of the run.
    start: usize,
    /// The first byte after the closing marks.
    end: usize,
    /// True where the run is one full stop: what it follows may be an abbreviation.
    lone_period: bool,
    /// True where the run asks or exclaims.
    exclaims: bool,
    /// True where the run ends a sentence with or without white space after it.
    strong: bool,
    /// True where a quotation ends here.
    closes_quote: bool,
}

impl Stop {
    fn read(text: &str, start: usize) -> Self {
        let mut stop = Self {
            start,
            end: start,
            lone_period: char_at(text, start) == Some('.'),
            exclaims: false,
            strong: false,
            closes_quote: false,
        };
        while let Some(c) = char_at(text, stop.end) {
            match mark(c) {
                Mark::Weak => {}
                Mark::Strong => stop.strong = true,
                // `. . .` is one run too.
                Mark::None if c == ' ' && is_spaced_period(text, stop.end) => {}
                Mark::None | Mark::Line => break,
            }
            stop.exclaims |= !matches!(c, '.' | '…' | ' ');
            stop.lone_period &= stop.end == start;
            stop.end += c.len_utf8();
        }
        stop.close(text);
        stop
    }

    /// Takes in closing marks.
    fn close(&mut self, text: &str) {
        let tight = self.end;
        while let Some(c) = char_at(text, self.end) {
            // “ and ‘ close in German, but where stops need no space they open what follows.
            if scan::is_closer(c) && !(self.strong && matches!(c, '“' | '‘')) {
                self.closes_quote |= scan::is_closing_quote(c);
                self.end += c.len_utf8();
            } else if c == '[' {
                let Some(length) = note_number(text, self.end) else { break };
                self.end += length;
            } else {
                break;
            }
        }
        if self.end > tight {
            return;
        }
        // French puts a space before its closing marks, and so do texts that were cut into tokens.
        let Some(space @ (' ' | '\u{a0}' | '\u{202f}')) = char_at(text, tight) else { return };
        let first = tight + space.len_utf8();
        let closers = text.get(first..).unwrap_or_default().chars();
        let mut end = first;
        for c in closers.take(2).take_while(|c| matches!(c, '»' | '”' | '’' | '\'' | '"' | ')'))
        {
            end += c.len_utf8();
        }
        if end > first && char_at(text, end).is_none_or(char::is_whitespace) {
            self.closes_quote = true;
            self.end = end;
        }
    }

    fn ends_sentence(self, text: &str, sentence: usize) -> bool {
        let gap = Gap::at(text, self.end);
        let Some(next) = char_at(text, gap.end) else { return true };
        if gap.end == self.end {
            return self.ends_without_space(text, next);
        }
        if gap.parts_paragraphs() || self.strong || starts_item(text, sentence, gap) {
            return true;
        }
        let mut begin = gap.end;
        let mut opens_quote = false;
        let mut first = next;
        for c in text.get(begin..).unwrap_or_default().chars().take(MOST_OPENERS) {
            first = c;
            if !(scan::is_opener(c) || c == ' ' && begin > gap.end) {
                break;
            }
            opens_quote |= scan::is_opening_quote(c);
            begin += c.len_utf8();
        }
        // In text that was cut into tokens, a full stop that stands alone belongs to no abbreviation.
        let stands_alone = self.lone_period && char_before(text, self.start) == Some(' ');
        if scan::is_lower(first) {
            return stands_alone || starts_brand(text, begin);
        }
        if matches!(first, ',' | ';' | ':' | ')' | ']' | '}' | '!' | '?' | '%' | '/') {
            return false;
        }
        if self.lone_period {
            let follower = abbreviation::Follower {
                word: scan::word_at(text, begin),
                first,
                begin,
                opens_quote,
            };
            return abbreviation::period_ends(
                text,
                sentence,
                self.start,
                self.closes_quote,
                follower,
            );
        }
        if self.exclaims && self.closes_quote && !opens_quote {
            return !abbreviation::reports(text, begin);
        }
        !self.exclaims || !abbreviation::is_shouting_name(text, sentence, self.start, begin)
    }

    fn ends_without_space(self, text: &str, next: char) -> bool {
        let before = char_before(text, self.start).unwrap_or(' ');
        if self.strong {
            // 「…？」と言った goes on after the quotation, and ．is also the point of wide numbers.
            let goes_on = matches!(next, '、' | '，' | ',' | '・')
                || self.closes_quote && matches!(next, 'と' | 'っ' | 'な' | 'は' | 'の')
                || before.is_numeric() && next.is_numeric();
            return !goes_on;
        }
        let sure = self.exclaims || self.lone_period;
        sure && scan::is_unspaced(next) && scan::is_unspaced(before)
    }
}

/// True where a space at `at` is followed by a full stop that itself begins no word, as in `.NET`.
fn is_spaced_period(text: &str, at: usize) -> bool {
    let mut bytes = text.as_bytes().get(at + 1..).unwrap_or_default().iter();
    bytes.next() == Some(&b'.') && bytes.next().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// The length of `[12]` at `at`.
fn note_number(text: &str, at: usize) -> Option<usize> {
    let inner = text.as_bytes().get(at + 1..)?;
    let digits = inner.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    (matches!(digits, 1..=3) && inner.get(digits) == Some(&b']')).then_some(digits + 2)
}

/// True for names that begin with a small letter in any place: iPhone, eBay.
fn starts_brand(text: &str, begin: usize) -> bool {
    let mut letters = text.get(begin..).unwrap_or_default().chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_lowercase())
}
