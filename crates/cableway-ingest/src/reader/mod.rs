//! Readers: from bytes to a document.

pub(crate) mod byline;
#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "epub")]
mod epub;
pub(crate) mod html;
pub(crate) mod language;
#[cfg(feature = "mail")]
pub(crate) mod mail;
pub(crate) mod markdown;
#[cfg(any(feature = "docx", feature = "epub"))]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
pub(crate) mod text;

use std::mem;

use cableway_core::{Context, Document, DocumentBuilder, Item, StageError};

use crate::charset;
use crate::media::{self, Forced, MediaType};

/// Reads `bytes`, which are those of `item`, unpacked: one document, or those of a mail and what is
/// attached to it.
///
/// # Errors
/// When the bytes are no text, of no kind that a reader reads, or hold not a single word.
pub(crate) fn read(
    bytes: &[u8],
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> Result<Vec<Document>, StageError> {
    match media::choose(bytes, item, forced, context)? {
        #[cfg(feature = "mail")]
        MediaType::Mail => mail::read(bytes, item, forced, context),
        media_type => Ok(vec![read_one(bytes, item, media_type, forced, context)?]),
    }
}

/// Reads `bytes` as one document of a type that is known.
fn read_one(
    bytes: &[u8],
    item: &Item,
    media_type: MediaType,
    forced: Forced,
    context: &Context<'_>,
) -> Result<Document, StageError> {
    let mut builder = DocumentBuilder::from_item(item);
    builder.source.media_type = Some(media_type.as_str().to_owned());
    // While it is read, it lies where it was found: its own addresses start from there.
    let uri = item.location.clone().map(|found| mem::replace(&mut builder.source.uri, found));
    // The version goes up when a change of the reader changes what it reads out, and with it that of all
    // stages that read through it: `files`, `jsonl`, `feed`, `web`.
    let reader = match media_type {
        MediaType::Html => {
            let in_page = html::declared_charset(bytes);
            let declared = media::declared_charset(item).or(in_page.as_deref());
            let text = charset::decode(bytes, declared, forced.charset, context);
            html::read(&text, &mut builder, context)?;
            "html/4"
        }
        MediaType::Markdown => {
            let declared = media::declared_charset(item);
            let text = charset::decode(bytes, declared, forced.charset, context);
            markdown::read(&text, &mut builder, context)?;
            "markdown/2"
        }
        #[cfg(feature = "docx")]
        MediaType::Docx => {
            docx::read(bytes, &mut builder, context)?;
            "docx/1"
        }
        #[cfg(feature = "pdf")]
        MediaType::Pdf => {
            pdf::read(bytes, &mut builder, context)?;
            "pdf/2"
        }
        #[cfg(feature = "epub")]
        MediaType::Epub => {
            epub::read(bytes, &mut builder, context)?;
            "epub/1"
        }
        _ => {
            let declared = media::declared_charset(item);
            let text = charset::decode(bytes, declared, forced.charset, context);
            text::read(&text, &mut builder, context)?;
            "text/2"
        }
    };
    if let Some(uri) = uri {
        let found = mem::replace(&mut builder.source.uri, uri);
        tell_location(found, &mut builder, context);
    }
    builder.source.reader = Some(reader.to_owned());
    if builder.text().is_empty() {
        let place = match media_type {
            MediaType::Html => "page",
            MediaType::Pdf | MediaType::Docx => "document",
            MediaType::Epub => "book",
            _ => "file",
        };
        return Err(StageError::bad_input(format!("no text found in the {place}")));
    }
    Ok(builder.build())
}

/// Says where a server's redirects ended: that is the address to cite, unless the page names another
/// one for itself; then it is told in a note.
fn tell_location(found: String, builder: &mut DocumentBuilder, context: &Context<'_>) {
    match &builder.meta.url {
        None => builder.meta.url = Some(found),
        Some(own) if *own != found => {
            context.note(format!("the page was found at `{found}`, where its address leads now"));
        }
        Some(_) => {}
    }
}
