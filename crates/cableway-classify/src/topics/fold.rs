//! Text as terms are matched in it: in lower case, with one kind of space, apostrophe and hyphen, and
//! letters with marks as one character where there is one (normalization form C).

use cableway_core::Span;
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use unicode_segmentation::UnicodeSegmentation as _;

/// The same letters have the same characters in this form, however they were written (Unicode Standard
/// Annex 15).
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// Stands between two blocks, so that no phrase is found across them; no term holds it.
pub(crate) const BLOCK_END: char = '\n';

/// Folded text that knows where each part of it stands in the original.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) text: String,
    /// Places (folded, original) from which on the two texts run side by side, byte for byte.
    steps: Vec<(usize, usize)>,
}

impl Folded {
    /// Appends `original`, which starts at byte `at` of the document's text.
    pub(crate) fn push_block(&mut self, original: &str, at: usize) {
        if !self.text.is_empty() {
            self.text.push(BLOCK_END);
        }
        self.text.reserve(original.len());
        self.step(at);
        let mut in_space = false;
        let mut done = 0;
        // Text in another form is rare, and to find out that it is not takes next to nothing.
        let clusters = (!NFC.is_normalized(original)).then(|| original.grapheme_indices(true));
        for (start, cluster) in clusters.into_iter().flatten() {
            if cluster.chars().any(char::is_whitespace) || NFC.is_normalized(cluster) {
                continue;
            }
            self.push_run(original.get(done..start).unwrap_or_default(), at + done, &mut in_space);
            let composed = NFC.normalize(cluster);
            self.write(at + start, |text| composed.chars().for_each(|c| fold_into(c, text)));
            in_space = false;
            done = start + cluster.len();
        }
        self.push_run(original.get(done..).unwrap_or_default(), at + done, &mut in_space);
        // Where the block ends: a match that ends with it ends here.
        self.step(at + original.len());
    }

    /// Appends a part of a block that is in normalization form C. `in_space` says whether white space
    /// stands before it.
    fn push_run(&mut self, original: &str, at: usize, in_space: &mut bool) {
        let mut place = 0;
        while let Some(rest) = original.get(place..).filter(|rest| !rest.is_empty()) {
            // Most text is of this kind: six times as fast as one character after the other.
            let run = plain_run(rest.as_bytes());
            if run > 0 {
                let folded = self.text.len();
                self.write(at + place, |text| text.push_str(&rest[..run]));
                self.text[folded..].make_ascii_lowercase();
                *in_space = false;
                place += run;
                continue;
            }
            let Some(c) = rest.chars().next() else { break };
            if c.is_whitespace() {
                if !*in_space {
                    self.write(at + place, |text| text.push(' '));
                }
                *in_space = true;
            } else if unify(c).is_some() {
                self.write(at + place, |text| fold_into(c, text));
                *in_space = false;
            } else {
                // What ends here ends before what is not seen.
                self.steps.push((self.text.len(), at + place));
            }
            place += c.len_utf8();
        }
    }

    fn write(&mut self, original: usize, append: impl FnOnce(&mut String)) {
        self.step(original);
        append(&mut self.text);
    }

    /// Notes that the end of the folded text stands at `original`, where that is news.
    fn step(&mut self, original: usize) {
        let folded = self.text.len();
        let expected = self.steps.last().map(|(own, other)| other + (folded - own));
        if expected != Some(original) {
            self.steps.push((folded, original));
        }
    }

    /// The place in the document's text of the folded bytes `start..end`, on character boundaries of
    /// both.
    pub(crate) fn original(&self, start: usize, end: usize) -> Option<Span> {
        Span::new(self.start(start), self.end(end)).ok()
    }

    fn start(&self, folded: usize) -> usize {
        let after = self.steps.partition_point(|(own, _)| *own <= folded);
        after.checked_sub(1).map_or(0, |place| self.steps[place].1 + folded - self.steps[place].0)
    }

    /// The end of the last character before `folded`: where characters are dropped, or a space stands
    /// for many, this is not where the next one starts.
    fn end(&self, folded: usize) -> usize {
        // The first step at this place ends what comes before it.
        let after = self.steps.partition_point(|(own, _)| *own < folded);
        match self.steps.get(after) {
            Some((own, original)) if *own == folded => *original,
            _ => self.start(folded),
        }
    }
}

/// The length of what `bytes` begins with of ASCII words with one space between any two.
fn plain_run(bytes: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let word = rest.iter().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
        end += word;
        let next_is_word = bytes.get(end + 1).is_some_and(u8::is_ascii_graphic);
        if word == 0 || bytes.get(end) != Some(&b' ') || !next_is_word {
            return end;
        }
        end += 1;
    }
}

/// Appends what `c` is matched as, which is nothing for characters that are not seen.
///
/// This is full case folding (Unicode Standard, section 3.13) as far as it changes letters in use,
/// with one difference: `İ` is `i`, so that `İzmir` and `izmir` are the same.
pub(crate) fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match unify(c) {
        None => {}
        Some('ς') => out.push('σ'),
        Some('İ') => out.push('i'),
        Some('ſ') => out.push('s'),
        Some('ß' | 'ẞ') => out.push_str("ss"),
        Some('ﬀ') => out.push_str("ff"),
        Some('ﬁ') => out.push_str("fi"),
        Some('ﬂ') => out.push_str("fl"),
        Some('ﬃ') => out.push_str("ffi"),
        Some('ﬄ') => out.push_str("ffl"),
        Some(c) => out.extend(c.to_lowercase()),
    }
}

/// One character for all apostrophes, one for all hyphens and dashes, none for what is not seen.
fn unify(c: char) -> Option<char> {
    match c {
        '‘' | '’' | 'ʼ' | '＇' => Some('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => Some('-'),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

/// `text` as it stands, but for white space, apostrophes, hyphens, marks and what is not seen: what a term
/// whose case counts is compared with.
pub(crate) fn plain(text: &str) -> String {
    let text = NFC.normalize(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter_map(unify) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`plain`] text as it is found in [`Folded::text`].
pub(crate) fn fold_plain(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    plain.chars().for_each(|c| fold_into(c, &mut out));
    out
}

/// True for the characters that words begin with and are made of, marks on them aside.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// True for scripts that write no spaces between words: there a term may stand anywhere.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Folded, fold_plain, plain};

    #[track_caller]
    fn check(original: &str, term: &str, expect: &str) {
        let mut folded = Folded::default();
        folded.push_block("first", 0);
        folded.push_block(original, 7);
        let start = folded.text.find(term).unwrap();
        let span = folded.original(start, start + term.len()).unwrap();
        assert_eq!(&original[span.start() - 7..span.end() - 7], expect, "{folded:?}");
    }

    #[test]
    fn places_are_found_again() {
        check("The Ferry", "ferry", "Ferry");
        check("a  container \n ship sails", "container ship", "container \n ship");
        check("İzmir port", "port", "port");
        check("in İzmir.", "izmir", "İzmir");
        check("die große Halle", "grosse", "große");
        check("an oﬃce", "office", "oﬃce");
        check("a \u{ad} b, A\u{a0}\tB!", "a b!", "A\u{a0}\tB!");
        check("the port’s crane", "port's", "port’s");
        check("Fäh\u{ad}re ab", "fähre", "Fäh\u{ad}re");
        check("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ");
        check("ends here", "here", "here");
        check("a \u{ad}ferry\u{200b}\u{ad} sails", "ferry", "ferry");
        check("two   ends   ", "ends", "ends");
        check("in Zu\u{308}rich ab", "zürich", "Zu\u{308}rich");
        check("in Zu\u{308}rich ab", "ab", "ab");
        check("Zu\u{308}rich,  Cafe\u{301}", "zürich, café", "Zu\u{308}rich,  Cafe\u{301}");
        check("두 \u{1112}\u{1161}\u{11ab} 줄", "한", "\u{1112}\u{1161}\u{11ab}");
        check("\u{1ed}\u{301}x z", "z", "z");
    }

    proptest! {
        #[test]
        fn every_place_is_a_place(text in "[a-cA-C  İßﬁΣ’–\u{ad}\u{308}\u{301}\n😀]{0,30}") {
            let mut folded = Folded::default();
            folded.push_block(&text, 0);
            for (start, c) in folded.text.char_indices() {
                let span = folded.original(start, start + c.len_utf8());
                if let Some(words) = span.and_then(|span| span.slice(&text)) {
                    prop_assert!(fold_plain(&plain(words)).contains(c) || c == ' ', "{words:?} is no {c:?}");
                }
            }
        }
    }
}
