//! Reads plain text: the parts of an article by the shape of its lines.
//!
//! Plain text says nothing about itself, so only what has one plain meaning is taken for more than
//! a paragraph: a title stands first and is no sentence, a standfirst stands between the title and
//! a date or a byline, a date line holds a date and nothing else. What is in doubt stays a
//! paragraph of the body, and no field of the metadata is guessed.

mod body;
mod facts;
mod front;
mod head;
mod house;
mod notes;
mod shape;
mod units;

pub(crate) use facts::{Fact, fact_of_line, fill_dates};
pub(crate) use front::front;
pub(crate) use notes::is_closing_note;

use cableway_core::{Context, DocumentBuilder, StageError};

/// Reads a whole text, already decoded, into `builder`: blocks and metadata.
///
/// Blocks have their white space normalised; lines that were wrapped are joined. Words are neither
/// changed nor lost; the marks before list items and quoted lines are. Linear in the text.
///
/// # Errors
/// When the document's time is over.
pub(crate) fn read(
    text: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let units = units::cut(text, context)?;
    let start = head::read(&units, builder, context);
    body::read(&units, start, builder, context)
}

/// Reads a text, or part of one, that has no title, date or byline of its own into `builder`.
///
/// # Errors
/// When the document's time is over.
#[cfg(feature = "mail")]
pub(crate) fn read_body(
    text: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let units = units::cut(text, context)?;
    body::read(&units, 0, builder, context)
}

#[cfg(test)]
mod tests;
