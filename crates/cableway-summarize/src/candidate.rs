//! Which sentences of a document may stand in its summary.

use std::collections::HashSet;

use cableway_core::text::{sentence_iter, words};
use cableway_core::{BlockKind, Document, Sentence, Span, Summary};

use crate::boilerplate::is_boilerplate;
use crate::budget::Size;

/// The sentences that a summary may choose from, in reading order, as bytes of
/// [`Document::text`](cableway_core::Document::text).
///
/// They come from paragraphs alone: a heading or a table row is no sentence, an entry of a list
/// makes little sense without the others, and a quotation that is set apart is somebody else's
/// word. Left out are those with fewer than `min_words` words, captions and lines of the page's own
/// ([`is_boilerplate`]), those that only repeat the title or the standfirst, and, as long as there are others, those that stop in the middle (`Read more`) or are
/// a part of a longer quotation: alone, such a part lacks a mark and mostly who says it.
pub(crate) fn candidates(document: &Document, min_words: usize) -> impl Iterator<Item = Span> + '_ {
    let mut said = Said::before(document);
    let mut scratch = String::new();
    let stands_alone = |text: &str| is_finished(text) && closes_quotations(text);
    let any = sentences(document, min_words).any(|(_, text)| stands_alone(text));
    sentences(document, min_words)
        .filter(move |&(_, text)| !any || stands_alone(text))
        .filter(move |&(_, text)| !said.has(text))
        .filter(move |&(_, text)| !is_boilerplate(text, &mut scratch))
        .map(|(span, _)| span)
}

/// All sentences of paragraphs that have `min_words` words, in reading order.
pub(crate) fn sentences(
    document: &Document,
    min_words: usize,
) -> impl Iterator<Item = (Span, &str)> {
    document
        .body()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .flat_map(|block| {
            let text = document.slice(block.span).unwrap_or_default();
            sentence_iter(text).map(|span| span.shifted(block.span.start()))
        })
        .filter_map(|span| Some((span, document.slice(span)?)))
        .filter(move |(_, text)| words(text).take(min_words).count() == min_words)
}

/// True where the last character is a stop or a mark that may follow one.
fn is_finished(text: &str) -> bool {
    let last = text.chars().next_back();
    last.is_some_and(|c| !c.is_alphanumeric() && !matches!(c, ',' | ';' | ':' | '-' | '–' | '—'))
}

/// True where every quotation that begins in `text` ends there, and the other way round.
fn closes_quotations(text: &str) -> bool {
    let (mut low, mut open, mut close, mut angles, mut straight) = (0, 0, 0, 0_i32, 0);
    for c in text.chars() {
        match c {
            '„' => low += 1,
            '“' => open += 1,
            '”' => close += 1,
            '«' => angles += 1,
            '»' => angles -= 1,
            '"' => straight += 1,
            _ => {}
        }
    }
    // German closes with the mark that English opens with.
    let curved = if low > 0 { low == open + close } else { open == close };
    curved && angles == 0 && straight % 2 == 0
}

/// What a reader has read already. Texts with the same letters and digits are the same, whatever
/// their case and punctuation.
#[derive(Default)]
pub(crate) struct Said {
    letters: HashSet<String>,
    /// Kept from text to text.
    scratch: String,
}

impl Said {
    /// What a reader knows before the first sentence: title and standfirst, as a whole and sentence
    /// by sentence.
    fn before(document: &Document) -> Self {
        let mut said = Self::default();
        let meta = document.meta();
        let shown = |kind| document.block(kind).and_then(|block| document.slice(block.span));
        for title in [meta.title.as_deref(), shown(BlockKind::Title)].into_iter().flatten() {
            said.add(title);
        }
        let standfirsts = [meta.standfirst.as_deref(), shown(BlockKind::Standfirst)];
        for standfirst in standfirsts.into_iter().flatten() {
            said.add(standfirst);
            for sentence in sentence_iter(standfirst).filter_map(|span| span.slice(standfirst)) {
                said.add(sentence);
            }
        }
        said
    }

    /// True for what is said already.
    fn has(&mut self, text: &str) -> bool {
        if self.letters.is_empty() {
            return false;
        }
        self.read(text);
        self.letters.contains(&self.scratch)
    }

    /// Takes up `text`; false where it is said already.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        self.read(text);
        let is_new = !self.letters.contains(&self.scratch);
        if is_new {
            self.letters.insert(self.scratch.clone());
        }
        is_new
    }

    fn read(&mut self, text: &str) {
        self.scratch.clear();
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        self.scratch.extend(letters.flat_map(char::to_lowercase));
    }
}

/// The summary of these sentences, or none where there are none.
pub(crate) fn summary(document: &Document, spans: &[Span]) -> Option<Summary> {
    let sentence = |&span: &Span| Some(Sentence::new(document.slice(span)?, vec![span]));
    let sentences: Vec<Sentence> = spans.iter().filter_map(sentence).collect();
    (!sentences.is_empty()).then(|| Summary::new(sentences))
}

/// How long the sentence at `span` is.
pub(crate) fn size_of(document: &Document, span: Span) -> Size {
    let text = document.slice(span).unwrap_or_default();
    Size::of(text, words(text).count())
}

#[cfg(test)]
mod tests {
    use super::closes_quotations;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        assert_eq!(closes_quotations(text), expect, "{text}");
    }

    #[test]
    fn parts_of_quotations_are_told_from_whole_ones() {
        check("The ferry sails.", true);
        check("“The ferry sails,” she said.", true);
        check("“The ferry sails.", false);
        check("It may even sail on Sundays.”", false);
        check("„Die Fähre fährt“, sagte sie.", true);
        check("„Die Fähre fährt.", false);
        check("« Le bac part », dit-elle.", true);
        check("Le bac part », dit-elle.", false);
        check("\"The ferry sails,\" she said.", true);
        check("\"The ferry sails.", false);
    }
}
