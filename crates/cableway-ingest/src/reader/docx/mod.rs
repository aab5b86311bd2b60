//! Reads Word documents (DOCX): paragraphs, headings, lists, tables and notes by their styles.
//!
//! What was deleted while changes were tracked is left out, what was inserted stays; comments, headers
//! and footers of pages and tables of contents are no part of the text.

mod body;
mod styles;

use std::collections::BTreeMap;

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

use self::body::{Body, Piece};
use self::styles::Styles;
use crate::date::{self, Order};
use crate::reader::language;
use crate::reader::package::xml::{self, Part, Xml, one_line};
use crate::reader::package::{Package, resolve};
use crate::reader::text::{self, Fact};

/// What has more words than this is a paragraph, and the article has begun.
const MOST_WORDS_OF_LINE: usize = 25;

/// Reads a whole document into `builder`.
///
/// # Errors
/// When it is damaged, cut off, encrypted, or unpacks to more than the limit.
pub(crate) fn read(
    bytes: &[u8],
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let mut package = Package::open(bytes, "the Word document", context)?;
    let relations = relations(&mut package, "")?;
    let of_kind = |relations: &BTreeMap<String, String>, kind: &str| relations.get(kind).cloned();
    let main =
        of_kind(&relations, "officeDocument").unwrap_or_else(|| "word/document.xml".to_owned());
    let Some(document) = package.text(&main)? else {
        return Err(StageError::bad_input(
            "the Word document has no text in it: its main part is missing",
        ));
    };
    let own = self::relations(&mut package, &main)?;
    let mut part = |kind: &str, usual: &str| {
        let name = of_kind(&own, kind).unwrap_or_else(|| resolve(&main, usual));
        package.text(&name)
    };
    let styles = Styles::read(&part("styles", "styles.xml")?.unwrap_or_default())?;
    let footnotes = part("footnotes", "footnotes.xml")?;
    let endnotes = part("endnotes", "endnotes.xml")?;
    let core =
        of_kind(&relations, "core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
    if let Some(core) = package.text(&core)? {
        properties(&core, builder, context)?;
    }
    let body = Body::read(&document, &main, &styles, context)?;
    fill(body.pieces, builder, context);
    for (ids, notes) in [(body.footnotes, footnotes), (body.endnotes, endnotes)] {
        let Some(notes) = notes.filter(|_| !ids.is_empty()) else { continue };
        let texts = body::notes(&notes, &styles, context)?;
        for text in ids.iter().filter_map(|id| texts.get(id)) {
            builder.block(BlockKind::Note, text);
        }
    }
    Ok(())
}

/// The blocks of the document, and what its first lines say of it.
fn fill(mut pieces: Vec<Piece>, builder: &mut DocumentBuilder, context: &Context<'_>) {
    let largest = |piece: &Piece| piece.kind == BlockKind::Heading && piece.level == 1;
    if !pieces.iter().any(|piece| piece.kind == BlockKind::Title)
        && pieces.iter().filter(|piece| largest(piece)).count() == 1
        && let Some(first) = pieces.first_mut().filter(|piece| largest(piece))
    {
        first.kind = BlockKind::Title;
    }
    let mut opening = true;
    for piece in &mut pieces {
        match piece.kind {
            BlockKind::Title => builder.meta.title = Some(one_line(&piece.text)),
            BlockKind::Standfirst if builder.meta.standfirst.is_none() => {
                builder.meta.standfirst = Some(one_line(&piece.text));
            }
            BlockKind::Paragraph if opening => {
                opening = piece.text.split_whitespace().count() <= MOST_WORDS_OF_LINE;
                match text::fact_of_line(&piece.text) {
                    _ if !opening => {}
                    Some(Fact::Byline(authors, dates)) => {
                        piece.kind = BlockKind::Byline;
                        text::fill_dates(&mut builder.meta, dates, context);
                        if !authors.is_empty() {
                            builder.meta.authors = authors;
                        }
                    }
                    Some(Fact::Dates(dates)) => {
                        piece.kind = BlockKind::Dateline;
                        // What the text says is more than when the file was made.
                        builder.meta.published = None;
                        text::fill_dates(&mut builder.meta, dates, context);
                    }
                    Some(Fact::Credit) => piece.kind = BlockKind::Credit,
                    None => {}
                }
            }
            _ => {}
        }
        builder.block(piece.kind, &piece.text);
    }
}

/// Where the relations of the part `of` lead, by the last word of their type.
fn relations(package: &mut Package<'_>, of: &str) -> Result<BTreeMap<String, String>, StageError> {
    let (folder, file) = of.rsplit_once('/').map_or(("", of), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{slash}_rels/{file}.rels");
    let mut relations = BTreeMap::new();
    let Some(text) = package.text(&name)? else { return Ok(relations) };
    let mut parts = Xml::new(&text, &name);
    while let Some(part) = parts.next()? {
        let Part::Open(element) = part else { continue };
        let get = |name| xml::attribute(&element, name);
        if xml::name(&element) == "Relationship"
            && get("TargetMode").as_deref() != Some("External")
            && let (Some(kind), Some(target)) = (get("Type"), get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.entry(kind).or_insert_with(|| resolve(of, &target));
        }
    }
    Ok(relations)
}

/// Fills the metadata from the document's properties.
fn properties(
    text: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let mut parts = Xml::new(text, "docProps/core.xml");
    let mut value = String::new();
    while let Some(part) = parts.next()? {
        match part {
            Part::Open(_) => value.clear(),
            Part::Text(text) => value.push_str(&text),
            Part::Close(name) => {
                let line = one_line(&std::mem::take(&mut value));
                if line.is_empty() {
                    continue;
                }
                let meta = &mut builder.meta;
                let list = |line: &str| -> Vec<String> {
                    line.split([';', ',']).map(one_line).filter(|part| !part.is_empty()).collect()
                };
                match &*name {
                    "title" => meta.title = Some(line),
                    "creator" => {
                        meta.authors =
                            line.split(';').map(one_line).filter(|name| !name.is_empty()).collect();
                    }
                    "keywords" => meta.tags = list(&line),
                    "language" => meta.language = language::normalise(&line),
                    "created" => {
                        meta.published = date::field("published", &line, Order::Unknown, context);
                    }
                    "modified" => {
                        meta.modified = date::field("modified", &line, Order::Unknown, context);
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}
