//! What stands below the last paragraph of an article and is no longer part of it: who the author is,
//! where to follow the paper, what the company does, whom the words belong to.
//!
//! Such lines are known by where they stand first and by their words second: only the last blocks of a
//! body are looked at, and never more than a small share of it.

use cableway_core::BlockKind;

use super::article::Part;
use super::blocks::{Block, Page};
use super::region;

/// The most blocks that a tail may have.
const MOST_BLOCKS: usize = 6;

/// A longer block is text.
const MOST_WORDS: u32 = 70;

/// Takes the tail off `parts`, which are those of the body.
pub(super) fn cut(page: &Page, parts: &mut Vec<Part>) {
    let words = |parts: &[Part]| -> u32 {
        parts
            .iter()
            .filter(|part| part.kind.is_body())
            .map(|part| page.blocks[part.block].words)
            .sum()
    };
    let total = words(parts);
    if let Some(at) = about(page, parts)
        && words(&parts[at..]) * 4 <= total
    {
        parts.truncate(at);
    }
    let mut spare = total / 4;
    for _ in 0..MOST_BLOCKS {
        let Some(last) = parts.iter().rposition(|part| part.kind.is_body()) else { return };
        let block = &page.blocks[parts[last].block];
        if block.words > MOST_WORDS.min(spare) || !is_tail(page, block, parts[last].kind) {
            return;
        }
        spare -= block.words;
        parts.remove(last);
    }
}

/// The heading of the part that tells who stands behind the article: `About Harbour Lines`.
fn about(page: &Page, parts: &[Part]) -> Option<usize> {
    let is_heading = |part: &Part| {
        let block = &page.blocks[part.block];
        let text = page.text_of(block);
        part.kind == BlockKind::Heading
            || (part.kind == BlockKind::Paragraph && block.words <= 8 && !ends_a_line(text))
    };
    let at = parts.iter().rposition(is_heading)?;
    let text = page.text_of(&page.blocks[parts[at].block]);
    let mut words = text.split_whitespace();
    let first = words.next()?.to_lowercase();
    let named = words.next()?;
    let known = ["about", "über", "sobre", "acerca", "informazioni", "over", "à", "om"];
    let is_name = |word: &str| word.starts_with(char::is_uppercase);
    let named = is_name(named) || words.next().is_some_and(is_name);
    (at > 0 && known.contains(&first.as_str()) && named && !text.ends_with('?')).then_some(at)
}

fn ends_a_line(text: &str) -> bool {
    region::ends_a_sentence(text) && !text.ends_with(':')
}

fn is_tail(page: &Page, block: &Block, kind: BlockKind) -> bool {
    let text = page.text_of(block);
    match kind {
        BlockKind::Paragraph => {
            let leads_on = block.linked > 0 || text.contains("://");
            is_legal(text) || is_imprint(text) || (leads_on && asks_to_follow(text))
        }
        BlockKind::Heading => true,
        _ => false,
    }
}

/// `This document is subject to copyright.`
fn is_legal(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains('©') || lower.contains("copyright") || lower.contains("all rights reserved")
}

/// `Reporting by Ada Quill, editing by Ben Roe`; `Updated at 1:23 p.m.`
fn is_imprint(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '[', '—', '-', ' ']);
    let mut words = text.split_whitespace().take(3).map(str::to_lowercase);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first.as_str() {
        "additional" => second == "reporting",
        "reporting" | "writing" | "editing" | "edited" | "compiled" => second == "by",
        "updated" | "updated:" => text.len() < 60 && text.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// `Follow us on …`, `Ada Quill is … Follow her on …`, in a block with a link.
fn asks_to_follow(text: &str) -> bool {
    const FIRST: [&str; 4] = ["Follow ", "Subscribe ", "Contact ", "Listen to "];
    const ANYWHERE: [&str; 5] =
        ["Follow us", "Follow him", "Follow her", "Follow them", "Follow me"];
    FIRST.iter().any(|lead| text.starts_with(lead))
        || ANYWHERE.iter().any(|lead| text.contains(lead))
}
