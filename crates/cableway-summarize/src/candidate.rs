//! Which sentences of a document may stand in its summary.

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
    let said = Said::of(document);
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

/// What a reader knows before the first sentence.
struct Said<'a>(Vec<&'a str>);

impl<'a> Said<'a> {
    fn of(document: &'a Document) -> Self {
        let meta = document.meta();
        let mut said: Vec<&str> = meta.title.as_deref().into_iter().collect();
        let standfirst = document.block(BlockKind::Standfirst);
        let shown = standfirst.and_then(|block| document.slice(block.span));
        for text in meta.standfirst.as_deref().into_iter().chain(shown) {
            said.push(text);
            said.extend(sentence_iter(text).filter_map(|span| span.slice(text)));
        }
        let title = document.block(BlockKind::Title);
        said.extend(title.and_then(|block| document.slice(block.span)));
        Self(said)
    }

    fn has(&self, text: &str) -> bool {
        self.0.iter().any(|said| says_the_same(said, text))
    }
}

/// True where two texts have the same letters and digits, whatever their case and punctuation.
pub(crate) fn says_the_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
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
