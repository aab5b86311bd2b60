//! Where sentences begin and end.
//!
//! Rules, not a model: a citation must point at the same words on every machine, and whoever wonders
//! why a sentence ends where it does must be able to read the reason. The rules follow the practice
//! of newspapers. A stop ends a sentence when white space and something that can begin a sentence
//! follow, unless the word in front of it is one that is written with a full stop
//! ([`abbreviation`]).

mod abbreviation;
mod boundary;
mod scan;

use crate::Span;

/// The sentences of `text` in order, in bytes of `text`, each without the white space around it.
///
/// Spans never overlap, and every character that is not white space lies in exactly one of them.
/// Closing quotation marks, brackets and note numbers (`[3]`) belong to the sentence whose stop they
/// follow. Full stops after abbreviations, initials, list numbers and German ordinals do not end a
/// sentence, nor does a stop that lower case follows (`"Stop!" he said.`). An empty line always ends
/// one; so does the start of a list item on a line of its own.
///
/// Takes time linear in the length of `text`.
///
/// ```
/// let text = "“It sails at 6 p.m. on Monday,” Dr. J. R. Marlow said. Tickets cost more.";
/// let sentences: Vec<_> = cableway_core::text::sentences(text).iter().map(|s| &text[s.range()]).collect();
/// assert_eq!(sentences, [
///     "“It sails at 6 p.m. on Monday,” Dr. J. R. Marlow said.",
///     "Tickets cost more.",
/// ]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    sentence_iter(text).collect()
}

/// The same as [`sentences`], one at a time: nothing is allocated, and what is not asked for is not
/// searched for.
///
/// ```
/// let mut sentences = cableway_core::text::sentence_iter("It sails. It lands.");
/// assert_eq!(sentences.next().map(|span| span.end()), Some(9));
/// ```
pub fn sentence_iter(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = text.len() - rest.trim_start().len();
        let end = boundary::sentence_end(text, start);
        at = end;
        let sentence = text.get(start..end)?.trim_end();
        Span::new(start, start + sentence.len()).ok()
    })
}

#[cfg(test)]
mod tests;
