//! Half-open byte ranges of a document's text.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A half-open range of bytes of [`Document::text`](crate::Document::text): `start` is inside, `end`
/// is the first byte after it.
///
/// `start < end` holds by construction: a span always covers at least one byte. Whether it lies
/// inside a given text and on character boundaries depends on that text: [`Span::slice`] answers it,
/// and a [`Document`](crate::Document) holds only spans for which it does.
///
/// On the wire a span is `[start, end]`.
///
/// ```
/// use cableway_core::Span;
///
/// let span = Span::new(4, 9)?;
/// assert_eq!(span.slice("The ferry sails."), Some("ferry"));
/// assert_eq!(span.slice("The"), None);
/// assert!(Span::new(4, 4).is_err());
/// # Ok::<(), cableway_core::SpanError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span from byte `start` to byte `end`, `end` excluded.
    ///
    /// # Errors
    /// When `start >= end`.
    pub fn new(start: usize, end: usize) -> Result<Self, SpanError> {
        if start < end { Ok(Self { start, end }) } else { Err(SpanError { start, end }) }
    }

    /// The first byte inside.
    pub fn start(self) -> usize {
        self.start
    }

    /// The first byte after.
    pub fn end(self) -> usize {
        self.end
    }

    /// The length in bytes, never zero.
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// The same bytes as a range, to index with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The words under this span, or `None` where it leaves `text` or cuts a character in two.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// True when every byte of `other` is also in `self`.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span moved towards the end by `bytes`: from offsets in a block to offsets in the text.
    ///
    /// ```
    /// # use cableway_core::Span;
    /// assert_eq!(Span::new(0, 3)?.shifted(10), Span::new(10, 13)?);
    /// # Ok::<(), cableway_core::SpanError>(())
    /// ```
    #[must_use]
    pub fn shifted(self, bytes: usize) -> Self {
        Self { start: self.start + bytes, end: self.end + bytes }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl TryFrom<(usize, usize)> for Span {
    type Error = SpanError;

    fn try_from((start, end): (usize, usize)) -> Result<Self, SpanError> {
        Self::new(start, end)
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Bytes of `text`: [start, end], end excluded, start < end, both on character boundaries.",
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2
        })
    }
}

/// A span that would cover nothing, or run backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a span runs from a smaller to a larger offset, not from {start} to {end}")]
pub struct SpanError {
    start: usize,
    end: usize,
}
