//! Reads books (EPUB): one document, the chapters in the order of the book, each through the reader for
//! web pages.

mod opf;
mod xhtml;

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

use self::opf::Opf;
use crate::charset;
use crate::reader::html;
use crate::reader::package::xml::{self, Part, Xml};
use crate::reader::package::{Package, resolve};

/// Reads a whole book into `builder`. A chapter that cannot be read is left out, with a note.
///
/// # Errors
/// When the book is damaged, cut off, protected, or unpacks to more than the limit.
pub(crate) fn read(
    bytes: &[u8],
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let mut package = Package::open(bytes, "the book", context)?;
    if let Some(encryption) = package.text("META-INF/encryption.xml")?
        && is_protected(&encryption)?
    {
        return Err(StageError::bad_input(
            "the book is protected against copying (DRM): it can be read only where its shop allows",
        ));
    }
    let name = match package.text("META-INF/container.xml")? {
        Some(container) => root(&container)?,
        None => None,
    };
    let Some(name) = name else {
        return Err(StageError::bad_input(
            "the book does not say what is in it (META-INF/container.xml)",
        ));
    };
    let Some(text) = package.text(&name)? else {
        return Err(StageError::bad_input(format!(
            "the book's list of chapters, `{name}`, is missing"
        )));
    };
    let opf = Opf::read(&text, &name)?;
    opf.fill(&mut builder.meta, context);
    if let Some(title) = builder.meta.title.clone() {
        builder.block(BlockKind::Title, &title);
    }
    for chapter in opf.chapters() {
        context.check()?;
        let part = resolve(&name, &percent_decoded(chapter));
        let bytes = match package.read(&part) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                context.note(format!("chapter `{part}` is missing from the book"));
                continue;
            }
            Err(error) if error.kind() == cableway_core::ErrorKind::BadInput => {
                context.note(format!("chapter `{part}` was left out: {}", error.message()));
                continue;
            }
            Err(error) => return Err(error),
        };
        chapter_blocks(&bytes, builder, context)?;
    }
    Ok(())
}

/// Appends the blocks of one chapter.
fn chapter_blocks(
    bytes: &[u8],
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let text = charset::decode(bytes, Some("utf-8"), None, context);
    let page = xhtml::to_html(&text);
    let mut chapter = DocumentBuilder::from_item(&cableway_core::Item::new("chapter", Vec::new()));
    html::read_article(&page, &mut chapter, context)?;
    for block in chapter.blocks() {
        // A chapter's title is a heading of the book; the book's own stands in front already.
        let kind = match block.kind {
            BlockKind::Title => BlockKind::Heading,
            kind => kind,
        };
        let text = block.span.slice(chapter.text()).unwrap_or_default();
        if kind == BlockKind::Heading && builder.meta.title.as_deref() == Some(text) {
            continue;
        }
        builder.block(kind, text);
    }
    Ok(())
}

/// Whether anything but fonts is encrypted.
fn is_protected(encryption: &str) -> Result<bool, StageError> {
    const OF_FONTS: [&str; 2] =
        ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
    let mut parts = Xml::new(encryption, "META-INF/encryption.xml");
    let (mut is_data, mut is_protected) = (false, false);
    while let Some(part) = parts.next()? {
        match part {
            Part::Open(element) => match xml::name(&element) {
                "EncryptedData" => is_data = true,
                "EncryptionMethod" if is_data => {
                    let method = xml::attribute(&element, "Algorithm").unwrap_or_default();
                    is_protected |= !OF_FONTS.contains(&&*method);
                }
                _ => {}
            },
            Part::Close(name) if name == "EncryptedData" => is_data = false,
            _ => {}
        }
    }
    Ok(is_protected)
}

/// The name of the part that lists what is in the book.
fn root(container: &str) -> Result<Option<String>, StageError> {
    let mut parts = Xml::new(container, "META-INF/container.xml");
    while let Some(part) = parts.next()? {
        if let Part::Open(element) = part
            && xml::name(&element) == "rootfile"
            && let Some(path) = xml::attribute(&element, "full-path")
        {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// `%20` and the like as what they stand for.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%'
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
        {
            decoded.push((high * 16 + low) as u8);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
