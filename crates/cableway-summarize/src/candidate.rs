//! Which sentences of a document may stand in its summary.

use std::collections::HashSet;

use cableway_core::text::{sentence_iter, words};
use cableway_core::{BlockKind, ConfigError, Document, KeyPath, Sentence, Span, Summary};

/// The sentences that a summary may choose from, in reading order, as bytes of
/// [`Document::text`](cableway_core::Document::text).
///
/// They come from paragraphs alone: a heading or a table row is no sentence, an entry of a list
/// makes little sense without the others, and a quotation that is set apart is somebody else's
/// word. Left out are those with fewer than `min_words` words, those that only repeat the title or
/// the standfirst, and those that stop in the middle (`Read more`), as long as some do not.
pub(crate) fn candidates(document: &Document, min_words: usize) -> impl Iterator<Item = Span> + '_ {
    let mut said = Said::before(document);
    let finished = sentences(document, min_words).any(|(_, text)| is_finished(text));
    sentences(document, min_words)
        .filter(move |&(_, text)| !finished || is_finished(text))
        .filter(move |&(_, text)| !said.has(text))
        .map(|(span, _)| span)
}

fn sentences(document: &Document, min_words: usize) -> impl Iterator<Item = (Span, &str)> {
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
    let sentence = |&span: &Span| {
        let text = document.slice(span)?.to_owned();
        Some(Sentence { text, spans: vec![span] })
    };
    let sentences: Vec<Sentence> = spans.iter().filter_map(sentence).collect();
    (!sentences.is_empty()).then(|| Summary::new(sentences))
}

/// Refuses a summary of no sentences, for those who make a stage without the schema's check.
pub(crate) fn check_sentences(sentences: usize) -> Result<(), ConfigError> {
    if sentences == 0 {
        return Err(ConfigError::at(KeyPath::from("sentences"), "must be at least 1"));
    }
    Ok(())
}
