//! Word boundaries by Unicode's rules.

use unicode_segmentation::{UnicodeSegmentation as _, UnicodeWordIndices};

use crate::Span;

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as it is written.
    pub text: &'a str,
    /// Where it stands, in bytes of the text that was split.
    pub span: Span,
}

/// The words of `text` in order, without the white space and punctuation between them.
///
/// Boundaries are those of Unicode Standard Annex 29 (crate `unicode-segmentation`): `can't` and
/// `3.5` are one word each, `far-off` is two, and in scripts that write no spaces each character
/// may be one.
///
/// ```
/// let words: Vec<_> = cableway_core::text::words("It can't rise 3.5%!").map(|word| word.text).collect();
/// assert_eq!(words, ["It", "can't", "rise", "3.5"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    Words { text, at: 0, unicode: None }
}

/// Finds words of ASCII letters and digits itself, by the same rules, and hands the rest to
/// `unicode-segmentation`: four times as fast on English news, where one quotation mark would
/// otherwise keep the whole text from that crate's own fast path.
struct Words<'a> {
    text: &'a str,
    at: usize,
    /// The words of a stretch of text that is not all ASCII, with the places where it starts and ends.
    unicode: Option<(UnicodeWordIndices<'a>, usize, usize)>,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            if let Some((words, base, end)) = &mut self.unicode {
                if let Some((start, text)) = words.next() {
                    let span = Span::new(*base + start, *base + start + text.len()).ok()?;
                    return Some(Word { text, span });
                }
                self.at = *end;
                self.unicode = None;
            }
            match ascii_word(self.text.as_bytes(), self.at) {
                Found::End => return None,
                Found::Word { start, end } => {
                    self.at = end;
                    let span = Span::new(start, end).ok()?;
                    return Some(Word { text: span.slice(self.text)?, span });
                }
                Found::Unicode { start } => {
                    let end = ascii_resumes(self.text.as_bytes(), start);
                    self.unicode =
                        Some((self.text.get(start..end)?.unicode_word_indices(), start, end));
                }
            }
        }
    }
}

/// What a search for an ASCII word comes to.
enum Found {
    /// The end of the text.
    End,
    /// A word.
    Word { start: usize, end: usize },
    /// A character beyond ASCII, that may join with what stands before it: `start` is the last
    /// boundary that is none of its business.
    Unicode { start: usize },
}

/// The word-break properties of ASCII characters (Annex 29, table 3) as far as they join words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Letter,
    Digit,
    /// `_`, which joins with letters and digits but is no word alone.
    Underscore,
    /// `:`, between letters.
    MidLetter,
    /// `,` and `;`, between digits.
    MidDigit,
    /// `.` and `'`, between letters and between digits.
    Mid,
    NotAscii,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::NotAscii; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            b'.' | b'\'' => Class::Mid,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// The first word at or after `at`, which is a boundary.
fn ascii_word(bytes: &[u8], at: usize) -> Found {
    let class = |at: usize| bytes.get(at).map_or(Class::Other, |&byte| CLASSES[usize::from(byte)]);
    let mut start = at;
    loop {
        while start < bytes.len()
            && !matches!(
                class(start),
                Class::Letter | Class::Digit | Class::Underscore | Class::NotAscii
            )
        {
            start += 1;
        }
        if start == bytes.len() {
            return Found::End;
        }
        let mut end = start;
        let mut last = Class::Other;
        let mut is_word = false;
        loop {
            let next = class(end);
            match next {
                Class::Letter | Class::Digit | Class::Underscore => {
                    is_word |= next != Class::Underscore;
                    last = next;
                    end += 1;
                    continue;
                }
                Class::NotAscii => {
                    return Found::Unicode { start: back_to_boundary(bytes, start, at) };
                }
                Class::MidLetter | Class::MidDigit | Class::Mid => {
                    let after = class(end + 1);
                    if after == Class::NotAscii {
                        return Found::Unicode { start };
                    }
                    let joins = match next {
                        Class::MidLetter => last == Class::Letter,
                        Class::MidDigit => last == Class::Digit,
                        _ => matches!(last, Class::Letter | Class::Digit),
                    };
                    if joins && after == last {
                        end += 2;
                        continue;
                    }
                }
                Class::Other => {}
            }
            break;
        }
        if is_word {
            return Found::Word { start, end };
        }
        start = end;
    }
}

/// A character beyond ASCII may be a mark on the one before it, or on a run of spaces: so they go
/// with it.
fn back_to_boundary(bytes: &[u8], start: usize, at: usize) -> usize {
    let before = bytes.get(at..start).unwrap_or_default();
    let spaces = before.iter().rev().take_while(|&&byte| byte == b' ').count();
    start - spaces.max(1).min(before.len())
}

/// Where, after `start`, an ASCII character follows a space: always a boundary.
fn ascii_resumes(bytes: &[u8], start: usize) -> usize {
    let after = start + 1;
    let rest = bytes.get(after..).unwrap_or_default();
    rest.windows(2)
        .position(|pair| pair[0] == b' ' && pair[1] != b' ' && pair[1].is_ascii())
        .map_or(bytes.len(), |found| after + found + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same_as_annex_29(text: &str) {
        let found: Vec<_> = words(text).map(|word| (word.span.start(), word.text)).collect();
        let expect: Vec<_> = text.unicode_word_indices().collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn words_of_news() {
        let text = "O'Neil’s e-mail: don’t pay $3,500.50; a_b __ x:y 1:2 U.S. “Straße”, 3.a";
        same_as_annex_29(text);
        let found: Vec<_> = words(text).map(|word| word.text).collect();
        let expect = [
            "O'Neil’s",
            "e",
            "mail",
            "don’t",
            "pay",
            "3,500.50",
            "a_b",
            "x:y",
            "1",
            "2",
            "U.S",
            "Straße",
            "3",
            "a",
        ];
        assert_eq!(found, expect);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text(text in "\\PC{0,30}") {
            same_as_annex_29(&text);
        }

        #[test]
        fn text_where_scripts_meet(
            parts in prop::collection::vec(prop::sample::select(PIECES), 0..16)
        ) {
            same_as_annex_29(&parts.concat());
        }
    }

    const PIECES: &[&str] = &[
        "a",
        "Z",
        "0",
        "9",
        "_",
        ":",
        ",",
        ";",
        ".",
        "'",
        "\"",
        "-",
        " ",
        "  ",
        "\n",
        "\r",
        "\t",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{200d}",
        "\u{200b}",
        "\u{ad}",
        "’",
        "·",
        "א",
        "中",
        "ア",
        "🇩",
        "👍",
        "\u{3000}",
        "\u{2060}",
        "①",
        "١",
        "٫",
        "ſ",
        "\u{1e023}",
    ];
}
