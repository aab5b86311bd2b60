//! Text as terms are matched in it: in lower case, with one kind of space, apostrophe and hyphen.

use cableway_core::Span;

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
        self.steps.push((self.text.len(), at));
        let mut in_space = false;
        for (place, c) in original.char_indices() {
            if c.is_whitespace() {
                if !in_space {
                    self.write(at + place, |text| text.push(' '));
                }
                in_space = true;
                continue;
            }
            in_space = false;
            self.write(at + place, |text| fold_into(c, text));
        }
        // Where the block ends: a match that ends with it ends here.
        self.step(at + original.len());
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

/// Appends what `c` is matched as, which is nothing for characters that are not seen.
pub(crate) fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match unify(c) {
        None => {}
        Some('ς') => out.push('σ'),
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

/// The same for a term, with white space at its ends removed.
pub(crate) fn fold_term(term: &str) -> String {
    let mut folded = Folded::default();
    folded.push_block(term.trim(), 0);
    folded.text
}

/// What an exact term is compared with: as [`fold_term`], but with the case as it is.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        let Some(c) = unify(c) else { continue };
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// True for characters that make up words: a term does not end between two of them.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\u{300}'..='\u{36f}')
}

/// True for scripts that write no spaces between words: there a term may stand anywhere.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Folded, fold_term};

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
        check("in İzmir.", "i̇zmir", "İzmir");
        check("the port’s crane", "port's", "port’s");
        check("Fäh\u{ad}re ab", "fähre", "Fäh\u{ad}re");
        check("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ");
        check("ends here", "here", "here");
        check("two   ends   ", "ends", "ends");
    }

    proptest! {
        #[test]
        fn every_place_is_a_place(text in "[a-cA-C İßΣ’–\u{ad}\n😀]{0,30}") {
            let mut folded = Folded::default();
            folded.push_block(&text, 0);
            for (start, c) in folded.text.char_indices() {
                let span = folded.original(start, start + c.len_utf8());
                if let Some(words) = span.and_then(|span| span.slice(&text)) {
                    prop_assert!(fold_term(words).contains(c) || c == ' ', "{words:?} is no {c:?}");
                }
            }
        }
    }
}
