//! Reads web pages: the article's text in blocks, and what the page says about it.

mod article;
mod blocks;
mod boxes;
mod build;
mod charset;
mod credit;
mod furniture;
mod header;
mod marks;
mod metadata;
mod names;
mod region;
mod tag;
mod tail;
mod tree;

pub(crate) use charset::declared_charset;

use cableway_core::{BlockKind, Context, DocumentBuilder, Meta, StageError};

use crate::date::LineDates;
use crate::reader::byline;
use crate::reader::html::blocks::Page;
use crate::reader::text::{self, Fact};

/// What has more words than this is a paragraph, and the article has begun.
const MOST_WORDS_OF_LINE: u32 = 25;

/// Reads a whole page, already decoded, into `builder`: blocks and metadata.
///
/// A page without text gives a document without blocks.
pub(crate) fn read(
    html: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    read_page(html, false, builder, context)
}

/// As [`read`], for HTML that holds nothing but the article: a mail, a chapter, the entry of a feed.
/// No line is left out for its words there.
pub(crate) fn read_article(
    html: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    read_page(html, true, builder, context)
}

fn read_page(
    html: &str,
    whole: bool,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    if u32::try_from(html.len()).is_err() {
        return Err(StageError::limit("the page is larger than 4 GiB"));
    }
    let tree = build::build(html);
    context.check()?;
    let page = blocks::cut(&tree, context)?;
    let mut facts = metadata::gather(&tree);
    context.check()?;
    let article = article::parts(&tree, &page, &facts.titles(), facts.description(), whole);
    context.check()?;
    facts.drop_other_story(&page, &article.parts);
    let unclear = facts.fill(&mut builder.meta, &page, &article, &builder.source.uri);
    let mut parts = article.parts;
    opening_lines(&page, &mut parts, &mut builder.meta, unclear.is_any(), context);
    unclear.note(&builder.meta, context);
    let shown: u32 = parts
        .iter()
        .filter(|part| part.kind.is_body())
        .map(|part| page.blocks[part.block].words)
        .sum();
    let given = facts.body().filter(|body| body.split_whitespace().count() > 3 * shown as usize);
    for part in &parts {
        if given.is_none() || !part.kind.is_body() {
            builder.block(part.kind, page.text_of(&page.blocks[part.block]));
        }
    }
    for paragraph in given.into_iter().flat_map(str::lines) {
        if paragraph.contains(['<', '&']) {
            builder.block(BlockKind::Paragraph, &plain_text(&with_signs(paragraph)));
        } else {
            builder.block(BlockKind::Paragraph, paragraph);
        }
    }
    Ok(())
}

/// Finds the lines above the first paragraph that state one thing and no more (`By Ada Quill`, `3 March
/// 2026`, `Photo: Ben Roe`), as a plain text has them too: they are no body, whatever their markup.
///
/// `noted` says that the reason why a date is absent is noted already.
fn opening_lines(
    page: &Page,
    parts: &mut [article::Part],
    meta: &mut Meta,
    noted: bool,
    context: &Context<'_>,
) {
    let fill = |meta: &mut Meta, mut dates: LineDates| {
        if noted {
            dates.unclear.clear();
        }
        text::fill_dates(meta, dates, context);
    };
    let mut has_title = parts.iter().any(|part| part.kind == BlockKind::Title);
    for part in parts {
        let block = &page.blocks[part.block];
        if part.kind == BlockKind::Paragraph {
            if block.words > MOST_WORDS_OF_LINE {
                return;
            }
            let line = page.text_of(block);
            if !has_title && is_headline(line, block.words, meta.title.as_deref()) {
                part.kind = BlockKind::Title;
                meta.title = Some(line.to_owned());
                has_title = true;
                continue;
            }
            match text::fact_of_line(line) {
                Some(Fact::Credit) if credit::is_plain_sentence(line) => {}
                Some(Fact::Credit) => part.kind = BlockKind::Credit,
                Some(Fact::Dates(dates)) => {
                    part.kind = BlockKind::Dateline;
                    fill(meta, dates);
                }
                Some(Fact::Byline(authors, dates)) => {
                    part.kind = BlockKind::Byline;
                    fill(meta, dates);
                    if meta.authors.is_empty() {
                        meta.authors = authors;
                    }
                }
                None => {
                    let names = byline::after_preposition(line, meta.language.as_deref());
                    if let Some(names) = names.filter(|_| !line.ends_with(['.', '?', '!', ':'])) {
                        part.kind = BlockKind::Byline;
                        if meta.authors.is_empty() {
                            meta.authors = names;
                        }
                    }
                }
            }
        } else if part.kind == BlockKind::Byline
            && let Some(Fact::Byline(_, dates)) = text::fact_of_line(page.text_of(block))
        {
            fill(meta, dates);
        }
    }
}

/// True for the line that the page's title repeats, but for the site's name before or behind it.
fn is_headline(line: &str, words: u32, title: Option<&str>) -> bool {
    let title = article::bare(title.unwrap_or_default());
    let line = article::bare(line);
    words >= 3 && !line.is_empty() && (title.starts_with(&line) || title.ends_with(&line))
}

/// The text with every `<` that opens no whole tag written as an entity: in `p < q` and `p <q` it is a
/// sign of reckoning.
fn with_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let is_named = rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
        let end = rest.find(['<', '>']);
        let is_tag = is_named && end.is_some_and(|end| rest[end..].starts_with('>'));
        out.push_str(if is_tag { "<" } else { "&lt;" });
    }
    out.push_str(rest);
    out
}

/// The text of a piece of HTML on one line.
pub(crate) fn plain_text(html: &str) -> String {
    build::build(html).plain_text(0, usize::MAX)
}

#[cfg(test)]
mod tests;
