//! Which reader an item is for: by what the pipeline says, what the source declares, its name, and
//! what its bytes show, in this order. Bytes that are plainly no text are refused whatever the name.

mod content;

use cableway_core::{Context, Item, StageError};
use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a reader can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum MediaType {
    /// Web pages.
    #[serde(rename = "text/html")]
    Html,
    /// Plain text.
    #[serde(rename = "text/plain")]
    Text,
    /// Markdown.
    #[serde(rename = "text/markdown")]
    Markdown,
    /// Mails, and pages saved as MHTML, which are of the same form.
    #[serde(rename = "message/rfc822")]
    Mail,
    /// PDF documents.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// Word documents (DOCX).
    #[serde(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    /// Books (EPUB).
    #[serde(rename = "application/epub+zip")]
    Epub,
}

impl MediaType {
    /// The media type as it stands in a record, without parameters.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Mail => "message/rfc822",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Epub => "application/epub+zip",
        }
    }

    /// The media type of this name, in small letters and without parameters.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/markdown" | "text/x-markdown" => Self::Markdown,
            "text/plain" => Self::Text,
            "message/rfc822" | "message/global" | "multipart/related" => Self::Mail,
            "application/pdf" | "application/x-pdf" => Self::Pdf,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Self::Docx,
            "application/epub+zip" => Self::Epub,
            _ => return None,
        })
    }

    /// In words, with an article.
    fn described(self) -> &'static str {
        match self {
            Self::Html => "a web page",
            Self::Text => "plain text",
            Self::Markdown => "Markdown",
            Self::Mail => "a mail",
            Self::Pdf => "a PDF document",
            Self::Docx => "a Word document (DOCX)",
            Self::Epub => "a book (EPUB)",
        }
    }

    /// The feature that the reader for it is built with; none where it is always there.
    fn missing_feature(self) -> Option<&'static str> {
        let (feature, is_there) = match self {
            Self::Html | Self::Text | Self::Markdown => return None,
            Self::Mail => ("mail", cfg!(feature = "mail")),
            Self::Pdf => ("pdf", cfg!(feature = "pdf")),
            Self::Docx => ("docx", cfg!(feature = "docx")),
            Self::Epub => ("epub", cfg!(feature = "epub")),
        };
        (!is_there).then_some(feature)
    }

    /// True where the bytes themselves show this type beyond doubt, or else are not of it.
    fn is_plain_to_see(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Epub)
    }
}

/// What is said about an item's bytes, as against what they show.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Forced {
    /// The media type, whatever the item's name and declaration.
    pub(crate) media_type: Option<MediaType>,
    /// The charset, whatever the bytes declare.
    pub(crate) charset: Option<&'static Encoding>,
}

/// Chooses how to read `bytes`, which are those of `item`, unpacked.
///
/// # Errors
/// When there is nothing in them, or when they are something that no reader can read.
pub(crate) fn choose(
    bytes: &[u8],
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> Result<MediaType, StageError> {
    if bytes.is_empty() {
        return Err(StageError::bad_input("the file is empty"));
    }
    let media_type = match content::form(bytes) {
        Some(shown) => shown_by_bytes(shown, item, forced, context),
        None => chosen(bytes, item, forced, context)?,
    };
    match media_type.missing_feature() {
        Some(feature) => Err(StageError::bad_input(format!(
            "looks like {}, which this program was built without a reader for: build it with the feature \
             `{feature}`, or {}",
            media_type.described(),
            leaving_out(item)
        ))),
        None => Ok(media_type),
    }
}

/// The type that the bytes show beyond doubt, with a note where it is said to be another.
fn shown_by_bytes(
    shown: MediaType,
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> MediaType {
    let said = forced
        .media_type
        .or_else(|| declared(item).ok().flatten())
        .or_else(|| by_name(item).ok().flatten());
    if let Some(said) = said.filter(|said| *said != shown) {
        context.note(format!(
            "read as {}, which it is, though it is said to be {}",
            shown.described(),
            said.described()
        ));
    }
    shown
}

/// The type by what is said of the item and, where that is not enough, by how its text begins.
fn chosen(
    bytes: &[u8],
    item: &Item,
    forced: Forced,
    context: &Context<'_>,
) -> Result<MediaType, StageError> {
    if let Some(foreign) = content::foreign(bytes, is_wide(forced, item)) {
        let advice =
            if foreign.advice == content::EXCLUDE { leaving_out(item) } else { foreign.advice };
        return Err(StageError::bad_input(format!("looks like {}: {advice}", foreign.name)));
    }
    let markup = content::markup(bytes);
    // However it is declared, and a list of articles is none.
    if markup == content::Markup::Feed && forced.media_type.is_none() {
        return Err(StageError::bad_input(
            "is a feed, not an article: the ingest stage `feed` reads those (`use = \"feed\"`)",
        ));
    }
    let named = match forced.media_type {
        Some(media_type) if !media_type.is_plain_to_see() => return Ok(media_type),
        Some(media_type) => Some(media_type),
        None => match declared(item)? {
            Some(media_type) => Some(media_type),
            None => by_name(item)?,
        },
    };
    match (named, markup) {
        (Some(MediaType::Text), content::Markup::Page) => {
            context.note("read as a web page, which it is, though it is named as plain text");
            Ok(MediaType::Html)
        }
        // Such is what a server sends in place of a document that it does not have.
        (Some(named), content::Markup::Page) if named.is_plain_to_see() => {
            let named = named.described();
            context
                .note(format!("read as a web page, which it is, though it is said to be {named}"));
            Ok(MediaType::Html)
        }
        (Some(named), _) if named.is_plain_to_see() => Err(StageError::bad_input(format!(
            "is said to be {}, and is none: it may be damaged, or something else under a wrong name",
            named.described()
        ))),
        (None | Some(MediaType::Text), content::Markup::Drawing) if forced.media_type.is_none() => {
            let advice = leaving_out(item);
            Err(StageError::bad_input(format!("looks like an image (SVG): {advice}")))
        }
        (Some(media_type), _) => Ok(media_type),
        (None, content::Markup::Page | content::Markup::Fragment) => Ok(MediaType::Html),
        (None, content::Markup::Feed | content::Markup::Xml | content::Markup::Drawing) => {
            let advice = leaving_out(item);
            let more = if is_of_the_net(item) { "" } else { ", or set `media_type`" };
            Err(StageError::bad_input(format!(
                "looks like XML, for which there is no reader: {advice}{more}"
            )))
        }
        (None, content::Markup::None) if content::is_mail(bytes) => Ok(MediaType::Mail),
        (None, content::Markup::None) => Ok(MediaType::Text),
    }
}

/// True for bytes that are an article by themselves, whatever is said of them.
#[cfg(feature = "warc")]
pub(crate) fn shows_article(bytes: &[u8]) -> bool {
    content::form(bytes).is_some()
        || content::foreign(bytes, false).is_none()
            && content::markup(bytes) == content::Markup::Page
}

/// Whether the item was fetched: no file, nor in one.
fn is_of_the_net(item: &Item) -> bool {
    item.uri.starts_with("http://") || item.uri.starts_with("https://")
}

/// What to do about an item that holds no article: only files can be excluded.
fn leaving_out(item: &Item) -> &'static str {
    if is_of_the_net(item) { "the address of a page is wanted" } else { content::EXCLUDE }
}

/// The charset that the item's media type declares.
pub(crate) fn declared_charset(item: &Item) -> Option<&str> {
    let parameters = item.media_type.as_deref()?.split(';').skip(1);
    for parameter in parameters {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("charset")
        {
            let value = value.trim().trim_matches(['"', '\'']).trim();
            return (!value.is_empty()).then_some(value);
        }
    }
    None
}

/// Whether the bytes are said to be in a charset in which NUL bytes are nothing strange.
fn is_wide(forced: Forced, item: &Item) -> bool {
    let declared = || Encoding::for_label(declared_charset(item)?.as_bytes());
    forced
        .charset
        .or_else(declared)
        .is_some_and(|charset| charset == encoding_rs::UTF_16LE || charset == encoding_rs::UTF_16BE)
}

/// What the source says; nothing where it says no more than that there are bytes.
fn declared(item: &Item) -> Result<Option<MediaType>, StageError> {
    let Some(declared) = item.media_type.as_deref() else { return Ok(None) };
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if let Some(media_type) = MediaType::of_name(&essence) {
        return Ok(Some(media_type));
    }
    match essence.as_str() {
        ""
        | "application/octet-stream"
        | "binary/octet-stream"
        | "application/gzip"
        | "application/x-gzip"
        | "application/zstd" => Ok(None),
        _ => Err(StageError::bad_input(format!(
            "its source declares it as `{essence}`, for which there is no reader"
        ))),
    }
}

/// What the name's extension says; nothing where it says nothing that we know.
fn by_name(item: &Item) -> Result<Option<MediaType>, StageError> {
    let uri = item.uri.as_str();
    // Only an address has a query; a file's name may hold any of these characters.
    let path = if uri.contains("://") { uri.split(['?', '#']).next().unwrap_or(uri) } else { uri };
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if let Some(foreign) = content::named_foreign(extension) {
        let advice = leaving_out(item);
        let message = format!("is called `.{extension}`, as {foreign} is: {advice}");
        return Err(StageError::bad_input(message));
    }
    let advice = match extension {
        "html" | "htm" | "xhtml" | "xht" | "shtml" => return Ok(Some(MediaType::Html)),
        "txt" | "text" => return Ok(Some(MediaType::Text)),
        "md" | "markdown" | "mkd" | "mdown" => return Ok(Some(MediaType::Markdown)),
        "eml" | "mht" | "mhtml" => return Ok(Some(MediaType::Mail)),
        "pdf" => return Ok(Some(MediaType::Pdf)),
        "docx" => return Ok(Some(MediaType::Docx)),
        "epub" => return Ok(Some(MediaType::Epub)),
        "jsonl" | "ndjson" => "the ingest stage `jsonl` reads them",
        "json" | "csv" | "tsv" | "js" | "css" | "toml" | "yaml" | "yml" if is_of_the_net(item) => {
            leaving_out(item)
        }
        "json" => "`exclude` them, or let the ingest stage `jsonl` read them",
        "csv" | "tsv" | "js" | "css" | "toml" | "yaml" | "yml" => {
            "`exclude` them, or set `media_type`"
        }
        _ => return Ok(None),
    };
    Err(StageError::bad_input(format!("there is no reader for `.{extension}` files: {advice}")))
}

#[cfg(test)]
mod tests;
