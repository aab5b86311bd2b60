//! Where sentences begin and end.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::Span;

/// The sentences of `text` in order, each without the white space around it.
///
/// ```
/// let text = "It sails on Monday. Tickets cost more.";
/// let sentences: Vec<_> = cableway_core::text::sentences(text).iter().map(|s| &text[s.range()]).collect();
/// assert_eq!(sentences, ["It sails on Monday.", "Tickets cost more."]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    text.split_sentence_bound_indices()
        .filter_map(|(start, sentence)| {
            let lead = sentence.len() - sentence.trim_start().len();
            let trimmed = sentence.trim();
            Span::new(start + lead, start + lead + trimmed.len()).ok()
        })
        .collect()
}
