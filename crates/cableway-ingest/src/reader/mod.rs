//! Readers: from bytes to a document.

pub(crate) mod byline;
pub(crate) mod html;
pub(crate) mod language;
pub(crate) mod markdown;
pub(crate) mod text;

use cableway_core::{Context, Document, DocumentBuilder, Item, StageError};

use crate::charset;
use crate::media::{self, Forced, MediaType};

/// Reads `bytes`, which are those of `item`, unpacked, as one document.
///
/// # Errors
/// When the bytes are no text, of no kind that a reader reads, or hold not a single word.
pub(crate) fn read(
    bytes: &[u8],
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> Result<Document, StageError> {
    let media_type = media::choose(bytes, item, forced, context)?;
    let in_page;
    let declared = match media::declared_charset(item) {
        Some(label) => Some(label),
        None if media_type == MediaType::Html => {
            in_page = html::declared_charset(bytes);
            in_page.as_deref()
        }
        None => None,
    };
    let text = charset::decode(bytes, declared, forced.charset, context);
    context.check()?;
    let mut builder = DocumentBuilder::from_item(item);
    builder.source.media_type = Some(media_type.as_str().to_owned());
    // The version goes up when a change of the reader changes what it reads out.
    let reader = match media_type {
        MediaType::Html => {
            html::read(&text, &mut builder, context)?;
            "html/1"
        }
        MediaType::Text => {
            text::read(&text, &mut builder, context)?;
            "text/1"
        }
        MediaType::Markdown => {
            markdown::read(&text, &mut builder, context)?;
            "markdown/1"
        }
    };
    builder.source.reader = Some(reader.to_owned());
    if builder.text().is_empty() {
        let place = if media_type == MediaType::Html { "page" } else { "file" };
        return Err(StageError::bad_input(format!("no text found in the {place}")));
    }
    Ok(builder.build())
}
