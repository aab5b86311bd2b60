//! Which sentences of a document may stand in its summary.

use std::collections::HashSet;

use cableway_core::text::{sentence_iter, stop_words, words};
use cableway_core::{BlockKind, Context, Document, Sentence, Span, Summary};

use crate::boilerplate::is_boilerplate;
use crate::budget::Size;
use crate::interview::Turns;

/// A sentence of more words than this is none, but a list or a text without stops.
pub(crate) const MOST_WORDS: usize = 200;

/// The sentences that a summary may choose from, in reading order, as bytes of
/// [`Document::text`](cableway_core::Document::text).
///
/// They come from paragraphs alone: a heading or a table row is no sentence, an entry of a list
/// makes little sense without the others, and a quotation that is set apart is somebody else's
/// word. Left out are those with fewer than `min_words` or more than [`MOST_WORDS`] words, captions
/// and lines of the page's own ([`is_boilerplate`]), those that only repeat the title or the
/// standfirst, and, as long as there are others, what is hardly a sentence: what ends without a stop
/// (`Read more`), goes on with the words of an unfinished block before it, is a part of a longer
/// quotation, which lacks a mark and mostly who says it, or reads like an entry of a list
/// ([`is_entry`]). Of an interview with marked turns they are the answers, without their marks ([`Turns`]).
pub(crate) fn candidates(document: &Document, min_words: usize) -> impl Iterator<Item = Span> + '_ {
    let mut said = Said::before(document);
    let mut scratch = String::new();
    let stop_words = stop_words(document.language());
    let stands_alone = move |found: &Found<'_>| {
        is_finished(found.text)
            && !(found.goes_on && found.text.starts_with(char::is_lowercase))
            && closes_quotations(found.text)
            && !is_entry(found.text, stop_words)
    };
    let of_length = move |found: &Found<'_>| {
        let count = words(found.text).take(MOST_WORDS.max(min_words) + 1).count();
        (min_words..=MOST_WORDS).contains(&count)
    };
    let any = found(document).any(|found| of_length(&found) && stands_alone(&found));
    found(document)
        .filter(move |found| of_length(found) && (!any || stands_alone(found)))
        .filter(move |found| !said.has(found.text))
        .filter(move |found| !is_boilerplate(found.text, &mut scratch))
        .map(|found| found.span)
}

/// Says in a note why there is nothing to choose from.
pub(crate) fn note_nothing(document: &Document, min_words: usize, context: &Context<'_>) {
    let counts = || found(document).map(|found| words(found.text).take(MOST_WORDS + 1).count());
    let why = if counts().all(|count| count == 0) {
        "no paragraph has a word".to_owned()
    } else if counts().all(|count| count < min_words) {
        format!("no sentence has {min_words} words, the least of `min_words`")
    } else if counts().all(|count| count < min_words || count > MOST_WORDS) {
        format!("every sentence has more than {MOST_WORDS} words")
    } else {
        "no sentence says more than title and standfirst, but captions and lines of the page's own"
            .to_owned()
    };
    context.note(format!("no summary: {why}"));
}

/// All sentences of paragraphs that have a word, in reading order.
pub(crate) fn sentences(document: &Document) -> impl Iterator<Item = (Span, &str)> {
    found(document)
        .filter(|found| words(found.text).next().is_some())
        .map(|found| (found.span, found.text))
}

/// A sentence of a paragraph.
struct Found<'d> {
    span: Span,
    text: &'d str,
    /// True for the first of a paragraph where the text before it stops in the middle.
    goes_on: bool,
}

fn found(document: &Document) -> impl Iterator<Item = Found<'_>> {
    let mut unfinished = false;
    let mut turns = Turns::of(document);
    let blocks = document.body().map(move |block| {
        let text = document.slice(block.span).unwrap_or_default();
        let after_unfinished = unfinished;
        // A heading has no stop and is at an end all the same.
        unfinished =
            matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quotation)
                && !is_finished(text);
        (block, text, after_unfinished)
    });
    let paragraphs = blocks.filter(|(block, ..)| block.kind == BlockKind::Paragraph);
    let said = paragraphs.filter_map(move |(block, text, after_unfinished)| {
        let mark = turns.next(text)?;
        Some((block.span.start() + mark, text.get(mark..)?, after_unfinished))
    });
    said.flat_map(move |(start, text, after_unfinished)| {
        sentence_iter(text).enumerate().filter_map(move |(place, span)| {
            let span = span.shifted(start);
            let text = document.slice(span)?;
            Some(Found { span, text, goes_on: place == 0 && after_unfinished })
        })
    })
}

/// True where `text` ends with a stop, and perhaps what closes a quotation or a bracket, the number of
/// a note or a picture behind it.
fn is_finished(text: &str) -> bool {
    let mut rest = text.trim_end();
    loop {
        let Some(last) = rest.chars().next_back() else { return false };
        if is_stop(last) {
            return true;
        }
        let note = rest
            .strip_suffix(']')
            .map(|rest| (rest, rest.trim_end_matches(|c: char| c.is_numeric())))
            .filter(|(rest, before)| before.len() < rest.len())
            .and_then(|(_, before)| before.strip_suffix('['));
        rest = match note {
            Some(before) => before,
            None if is_closer(last) || is_picture(last) || last.is_whitespace() => {
                rest.get(..rest.len() - last.len_utf8()).unwrap_or_default()
            }
            None => return false,
        };
    }
}

/// The marks that end a sentence, of all scripts that have some.
#[rustfmt::skip]
fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '‼' | '‽' | '⁇' | '⁈' | '⁉' | '。' | '｡' | '！' | '？' | '．' | '؟' | '۔' | '।'
            | '॥' | '։' | '՜' | '՞' | '።' | '፧' | '፨' | '។' | '៕' | '၊' | '။' | '།' | '༎' | '᙮' | '᠃' | '᠉' | '꓿'
    )
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '«'
            | '»'
            | '‹'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
    )
}

/// A picture, or what joins and changes pictures.
fn is_picture(c: char) -> bool {
    matches!(
        c,
        '\u{200d}' | '\u{fe0f}' | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}'
    )
}

/// True for what reads like an entry of a list (`Palm Bay (1-0): Tolivert 25 points.`, `2 cups of
/// flour` without the `of`): it has two numbers or a colon, and no function word of a language of which
/// there is a list.
fn is_entry(text: &str, stop_words: &[&str]) -> bool {
    if stop_words.is_empty() {
        return false;
    }
    let mut numbers = 0;
    let mut lower = String::new();
    for word in words(text) {
        lower.clear();
        lower.extend(word.text.chars().flat_map(char::to_lowercase));
        if stop_words.binary_search(&lower.as_str()).is_ok() {
            return false;
        }
        numbers += usize::from(word.text.starts_with(char::is_numeric));
    }
    numbers >= 2 || text.contains(": ")
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
/// their case and punctuation; what has neither is compared as it stands.
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
        if self.scratch.is_empty() {
            self.scratch.push_str(text.trim());
        }
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
    use cableway_core::text::stop_words;

    use super::{closes_quotations, is_entry, is_finished};

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

    #[test]
    fn what_ends_with_a_stop() {
        let check = |text: &str, expect: bool| assert_eq!(is_finished(text), expect, "{text}");
        for text in [
            "It sails.",
            "Does it sail?”",
            "(It sails!)",
            "It sails.[12]",
            "« Il part. »",
            "It sails! 🚢",
            "船は出る。」",
            "وصلت العبارة؟",
            "लौटी।",
            "It sails …",
        ] {
            check(text, true);
        }
        for text in [
            "",
            "]",
            "History [edit]",
            "Home >",
            "News /",
            "as follows:",
            "an email with an",
            "12 [3]",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn entries_of_lists() {
        let check = |text: &str, language: &str, expect: bool| {
            assert_eq!(is_entry(text, stop_words(Some(language))), expect, "{text}");
        };
        check("Palm Bay (1-0): Tolivert 25 points.", "en", true);
        check("2 cups flour, 3 eggs, salt.", "en", true);
        check("2 cups flour, 3 eggs, salt.", "cy", false);
        check("The score was 2 to 1.", "en", false);
        check("Police arrested John Smith Monday.", "en", false);
        check("300 g Mehl, 2 Eier, Salz.", "de", true);
    }
}
