//! Reads web pages: the article's text in blocks, and what the page says about it.

mod article;
mod blocks;
mod build;
mod charset;
mod furniture;
mod marks;
mod metadata;
mod region;
mod tag;
mod tree;

pub(crate) use charset::declared_charset;

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

/// Reads a whole page, already decoded, into `builder`: blocks and metadata.
///
/// A page without text gives a document without blocks.
pub(crate) fn read(
    html: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    if u32::try_from(html.len()).is_err() {
        return Err(StageError::limit("the page is larger than 4 GiB"));
    }
    let tree = build::build(html);
    context.check()?;
    let page = blocks::cut(&tree, context)?;
    let facts = metadata::gather(&tree);
    let parts = article::parts(&tree, &page, &facts.titles(), facts.description());
    facts.fill(&mut builder.meta, &page, &parts);
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
            let paragraph = build::build(paragraph);
            builder.block(BlockKind::Paragraph, &paragraph.plain_text(0, usize::MAX));
        } else {
            builder.block(BlockKind::Paragraph, paragraph);
        }
    }
    Ok(())
}

/// The text of a piece of HTML on one line.
pub(crate) fn plain_text(html: &str) -> String {
    build::build(html).plain_text(0, usize::MAX)
}

#[cfg(test)]
mod tests;
