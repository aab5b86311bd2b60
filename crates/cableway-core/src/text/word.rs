//! Word boundaries by Unicode's rules.

use unicode_segmentation::UnicodeSegmentation as _;

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
    text.unicode_word_indices().filter_map(|(start, word)| {
        let span = Span::new(start, start + word.len()).ok()?;
        Some(Word { text: word, span })
    })
}
