//! Reads Markdown: front matter, and the blocks of the text without their marks.

mod blocks;
mod front_matter;
mod yaml;

use cableway_core::{BlockKind, Context, DocumentBuilder, StageError};

use crate::reader::text::{fact_of_line, front, is_closing_note};
use blocks::Block;

/// Reads a whole text, already decoded, into `builder`: front matter and blocks.
///
/// `CommonMark` with tables, strikethrough and footnotes, by `pulldown-cmark`. The first heading of
/// the first level is the title. Lines before the body that state a date, an author or a picture's
/// owner are read as in plain text, and so are closing notes; footnotes are notes.
///
/// # Errors
/// When the document's time is over.
pub(crate) fn read(
    text: &str,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Result<(), StageError> {
    let body = front_matter::read(text, &mut builder.meta, context);
    let mut blocks = blocks::cut(body, context)?;
    let mut end = blocks.len();
    while end > 0 && blocks[end - 1].footnote {
        end -= 1;
    }
    read_head(&mut blocks, builder, context);
    for place in (1..end).rev() {
        let block = &mut blocks[place];
        let closes = block.kind == BlockKind::Paragraph
            && is_closing_note(&block.text, &builder.meta.authors);
        if !closes {
            break;
        }
        block.kind = BlockKind::Note;
    }
    for block in &blocks {
        builder.block(block.kind, &block.text);
    }
    Ok(())
}

/// Finds the title and the lines about the article before its body.
fn read_head(blocks: &mut [Block], builder: &mut DocumentBuilder, context: &Context<'_>) {
    // Behind the first words of the body, or beside a title that the front matter gives, a heading of
    // the first level is a section's.
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let given = builder.meta.title.as_deref().map(letters);
    let is_line = |block: &Block| fact_of_line(&block.text).is_some();
    let first = blocks
        .iter_mut()
        .find(|block| block.level == 1 || (block.kind == BlockKind::Paragraph && !is_line(block)));
    if let Some(title) = first
        && title.level == 1
        && given.is_none_or(|given| given == letters(&title.text))
    {
        title.kind = BlockKind::Title;
        builder.meta.title.get_or_insert_with(|| title.text.clone());
    }
    let mut titled = builder.meta.title.is_some();
    for place in 0..blocks.len() {
        match blocks[place].kind {
            BlockKind::Title => titled = true,
            BlockKind::Caption => {}
            BlockKind::Paragraph => {
                if let Some(kind) = line_kind(blocks, place, titled, builder, context) {
                    blocks[place].kind = kind;
                } else {
                    return;
                }
            }
            _ => return,
        }
    }
}

/// What a paragraph of the head is, with what it says put into the metadata; `None` where the body
/// starts.
fn line_kind(
    blocks: &[Block],
    place: usize,
    titled: bool,
    builder: &mut DocumentBuilder,
    context: &Context<'_>,
) -> Option<BlockKind> {
    let block = &blocks[place];
    Some(match fact_of_line(&block.text) {
        Some(fact) => fact.enter(&mut builder.meta, context),
        // A standfirst and other short lines may stand over the day.
        None => {
            let lines = blocks[place..].iter();
            let lines = lines.filter(|block| block.kind != BlockKind::Caption);
            let front = front(
                lines.map(|block| (block.kind == BlockKind::Paragraph).then(|| block.text.clone())),
            );
            let front = front.filter(|_| titled && builder.meta.published.is_none())?;
            if front.standfirst != Some(0) || builder.meta.standfirst.is_some() {
                return Some(BlockKind::Byline);
            }
            builder.meta.standfirst = Some(block.text.clone());
            BlockKind::Standfirst
        }
    })
}

#[cfg(test)]
mod tests;
