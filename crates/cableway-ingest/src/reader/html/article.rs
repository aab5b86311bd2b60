//! Which blocks of the page are the article's, and of which kind.

use cableway_core::BlockKind;

use super::blocks::{Block, Page};
use super::furniture;
use super::marks;
use super::region::{self, Region};
use super::tag::Tag;
use super::tail;
use super::tree::Tree;

/// A block that goes into the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) kind: BlockKind,
    /// Its place in [`Page::blocks`].
    pub(super) block: usize,
}

/// The parts of the article in the order of the page. `titles` are what the metadata call it,
/// the surest first; `description` is what they say it is about.
pub(super) fn parts(
    tree: &Tree,
    page: &Page,
    titles: &[&str],
    description: Option<&str>,
) -> Vec<Part> {
    let region = region::find(tree, page);
    let headline = find_headline(page, &region, titles);
    let body = match region.root {
        Some(root) => body_parts(tree, page, &region, root, headline),
        None => loose_parts(page, &region, headline),
    };
    let mut parts = header_parts(tree, page, &region, headline, &body, description);
    parts.extend(body);
    parts
}

/// The text of a page without prose: whatever is no furniture.
fn loose_parts(page: &Page, region: &Region, headline: Option<usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let wanted = !region.removed[block.node as usize]
            && block.link_density() < 0.5
            && !furniture::is_furniture(page.text_of(block), block.words, block.link_density());
        if wanted && Some(at) != headline {
            parts.push(Part { kind: block.kind, block: at });
        }
    }
    parts
}

/// The same text for comparing: letters and digits in lower case.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn find_headline(page: &Page, region: &Region, titles: &[&str]) -> Option<usize> {
    // A longer one is a mistake of the page, and would be searched for in vain at every heading.
    let titles: Vec<String> = titles
        .iter()
        .filter(|title| title.len() <= 1000)
        .map(|title| bare(title))
        .filter(|title| !title.is_empty())
        .collect();
    let mut best: Option<(u32, usize)> = None;
    for (at, block) in page.blocks.iter().enumerate() {
        let named = block.marks & marks::HEADLINE != 0;
        let Some(heading) = block.heading.or(named.then_some(Tag::H3)) else { continue };
        if block.words > 60 || region.removed[block.node as usize] {
            continue;
        }
        let text = bare(page.text_of(block));
        if text.len() < 2 {
            continue;
        }
        let same = titles.contains(&text);
        let alike = titles.iter().any(|title| {
            text.len() > 12 && (title.contains(&text) || text.contains(title.as_str()))
        });
        let score = 8 * u32::from(same)
            + 4 * u32::from(alike)
            + 2 * u32::from(heading == Tag::H1)
            + u32::from(named);
        if score >= 2 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

/// What stands between the headline and the body: standfirst, byline, date line, picture.
fn header_parts(
    tree: &Tree,
    page: &Page,
    region: &Region,
    headline: Option<usize>,
    body: &[Part],
    description: Option<&str>,
) -> Vec<Part> {
    let Some(headline) = headline else { return Vec::new() };
    let mut parts = vec![Part { kind: BlockKind::Title, block: headline }];
    let first = body.first().map_or(page.blocks.len(), |part| part.block);
    let description = description.map(bare).filter(|text| text.len() > 20);
    for at in headline + 1..first.min(headline + 40) {
        let block = &page.blocks[at];
        if region.removed[block.node as usize] {
            continue;
        }
        let text = page.text_of(block);
        if let Some(kind) = header_kind(block, text, description.as_deref()) {
            parts.push(Part { kind, block: at });
        } else if is_lead(tree, page, block) {
            parts.push(Part { kind: BlockKind::Paragraph, block: at });
        }
    }
    parts
}

/// A paragraph of running text above the element that holds the others: a picture parts them.
fn is_lead(tree: &Tree, page: &Page, block: &Block) -> bool {
    let tag = tree.nodes[block.node as usize].tag;
    tag == Tag::P
        && block.kind == BlockKind::Paragraph
        && block.words >= 25
        && block.link_density() < 0.3
        && region::prose(page, block) > 0.0
        && region::ends_a_sentence(page.text_of(block))
}

fn header_kind(block: &Block, text: &str, description: Option<&str>) -> Option<BlockKind> {
    if block.kind == BlockKind::Caption || block.marks & (marks::CAPTION | marks::CREDIT) != 0 {
        let credit = block.marks & marks::CREDIT != 0 || furniture::is_credit(text, block.words);
        return Some(if credit { BlockKind::Credit } else { BlockKind::Caption });
    }
    if is_byline(block, text) {
        return Some(BlockKind::Byline);
    }
    if is_dateline(block, text) {
        return Some(BlockKind::Dateline);
    }
    if block.link_density() > 0.5 || block.words < 4 || block.words > 100 {
        return None;
    }
    let named = block.marks & marks::STANDFIRST != 0;
    let described = description.is_some_and(|description| {
        let text = bare(text);
        text.len() > 20 && (description.starts_with(&text) || text.starts_with(description))
    });
    let subtitle = matches!(block.heading, Some(Tag::H2)) && block.words >= 6;
    (named || described || subtitle).then_some(BlockKind::Standfirst)
}

/// `By A Person`, or a block that is marked as one and is short.
pub(super) fn is_byline(block: &Block, text: &str) -> bool {
    let by = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
        && text[3..].starts_with(|c: char| c.is_uppercase() || c == '@');
    block.words <= 14 && !region::ends_a_sentence(text) && by
        || block.words <= 12
            && block.marks & marks::BYLINE != 0
            && !text.bytes().any(|b| b.is_ascii_digit())
}

/// A date and little else.
pub(super) fn is_dateline(block: &Block, text: &str) -> bool {
    if block.words > 14 {
        return false;
    }
    if block.marks & marks::DATELINE != 0 && text.bytes().any(|b| b.is_ascii_digit()) {
        return true;
    }
    crate::date::parse(text).is_some() || looks_like_date(text)
}

/// `Published 21 Dec 2020 09:30`, `Updated: Dec. 21, 2020`, `3 hours ago`.
fn looks_like_date(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (mut numbers, mut months, mut other, mut year) = (0, 0, 0, false);
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            numbers += 1;
            year |= word.len() == 4;
        } else if is_month(word) {
            months += 1;
        } else if !matches!(
            word,
            "published"
                | "updated"
                | "posted"
                | "on"
                | "at"
                | "am"
                | "pm"
                | "a"
                | "p"
                | "m"
                | "est"
                | "edt"
                | "gmt"
                | "bst"
                | "ist"
                | "et"
                | "pt"
                | "utc"
                | "last"
                | "modified"
                | "first"
                | "date"
                | "mon"
                | "tue"
                | "wed"
                | "thu"
                | "fri"
                | "sat"
                | "sun"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "st"
                | "nd"
                | "rd"
                | "th"
                | "pst"
                | "pdt"
                | "min"
                | "read"
                | "minutes"
                | "ago"
                | "hours"
                | "hour"
                | "days"
                | "day"
        ) {
            other += 1;
        }
    }
    let dated = numbers >= 1 && (months == 1 || months == 2) && (year || numbers >= 2);
    if dated && year && other == 1 && says_published(&lower) {
        return true;
    }
    let ago = numbers == 1 && lower.ends_with(" ago");
    other == 0 && (dated || ago)
}

fn says_published(line: &str) -> bool {
    ["updated", "published", "posted", "last updated"].iter().any(|lead| line.starts_with(lead))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word == "sept"
        || MONTHS.iter().any(|month| *month == word || (word.len() == 3 && month.starts_with(word)))
}

fn body_parts(
    tree: &Tree,
    page: &Page,
    region: &Region,
    root: usize,
    headline: Option<usize>,
) -> Vec<Part> {
    let range = tree.subtree(root);
    let linky = link_lists(tree, page, region, root);
    let mut parts: Vec<Part> = Vec::new();
    let mut prose_seen = false;
    for (at, block) in page.blocks.iter().enumerate() {
        let node = block.node as usize;
        if !range.contains(&node)
            || region.removed[node]
            || linky[node - root]
            || Some(at) == headline
        {
            continue;
        }
        let text = page.text_of(block);
        let kind = body_kind(tree, block, text, prose_seen);
        if kind == Some(BlockKind::Paragraph) || kind == Some(BlockKind::Quotation) {
            prose_seen |= region::prose(page, block) > 0.0;
        }
        if let Some(kind) = kind {
            parts.push(Part { kind, block: at });
        } else if block.link_density() > 0.7
            && parts.last().is_some_and(|last| last.block + 1 == at && leads_on(page, last))
        {
            parts.pop();
        }
    }
    drop_idle_headings(page, &mut parts);
    tail::cut(page, &mut parts);
    parts
}

/// `You may like …`: a few words that are left hanging.
fn leads_on(page: &Page, part: &Part) -> bool {
    let block = &page.blocks[part.block];
    let text = page.text_of(block);
    part.kind == BlockKind::Paragraph
        && block.words <= 6
        && text.ends_with([':', '…']) | text.ends_with("...")
}

/// The kind of a block inside the body, or nothing where it is not part of the article.
fn body_kind(tree: &Tree, block: &Block, text: &str, prose_seen: bool) -> Option<BlockKind> {
    if block.heading == Some(Tag::H1) && !prose_seen {
        return None;
    }
    let credit = block.marks & marks::CREDIT != 0 && block.words <= 30;
    if credit || furniture::is_credit(text, block.words) {
        return Some(BlockKind::Credit);
    }
    let in_figure = tree.nodes[block.node as usize].tag == Tag::Figure;
    let caption = block.kind == BlockKind::Caption
        || in_figure
        || (block.marks & marks::CAPTION != 0 && block.kind != BlockKind::Table);
    if caption {
        return Some(BlockKind::Caption);
    }
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    if is_byline(block, text) {
        return (!prose_seen).then_some(BlockKind::Byline);
    }
    // Further down, a bare date heads an entry of a diary or a chronicle.
    if is_dateline(block, text) && (!prose_seen || block.marks & marks::DATELINE != 0) {
        return (!prose_seen).then_some(BlockKind::Dateline);
    }
    if matches!(block.kind, BlockKind::Code | BlockKind::Table) {
        return Some(block.kind);
    }
    let is_standfirst = block.marks & marks::STANDFIRST != 0 && (4..=100).contains(&block.words);
    if is_standfirst && !prose_seen {
        return Some(BlockKind::Standfirst);
    }
    let linked = block.link_density();
    if furniture::is_furniture(text, block.words, linked)
        || furniture::is_lead_and_link(text, block.bytes, block.linked)
    {
        return None;
    }
    match block.kind {
        BlockKind::Heading | BlockKind::ListItem => (linked <= 0.8).then_some(block.kind),
        _ if linked > 0.7 => None,
        _ if block.words < 3 && !region::ends_a_sentence(text) && !prose_seen => None,
        _ => Some(block.kind),
    }
}

/// For each node below `root`, whether it stands in a list or a box that is mostly links.
fn link_lists(tree: &Tree, page: &Page, region: &Region, root: usize) -> Vec<bool> {
    let range = tree.subtree(root);
    let mut bytes = vec![0u32; range.len()];
    let mut linked = vec![0u32; range.len()];
    for block in &page.blocks {
        let node = block.node as usize;
        if range.contains(&node) && !region.removed[node] {
            bytes[node - root] += block.bytes;
            linked[node - root] += block.linked;
        }
    }
    for at in (root + 1..range.end).rev() {
        let parent = tree.nodes[at].parent as usize - root;
        bytes[parent] += bytes[at - root];
        linked[parent] += linked[at - root];
    }
    let mut inside = vec![false; range.len()];
    for at in root + 1..range.end {
        let node = &tree.nodes[at];
        let place = at - root;
        let is_box = matches!(
            node.tag,
            Tag::Ul | Tag::Ol | Tag::Dl | Tag::Div | Tag::Section | Tag::Table | Tag::Article
        );
        let mostly_links = f64::from(linked[place]) > 0.6 * f64::from(bytes[place]);
        inside[place] = inside[node.parent as usize - root] || (is_box && mostly_links);
    }
    inside
}

/// Drops headings that nothing stands under any more.
fn drop_idle_headings(page: &Page, parts: &mut Vec<Part>) {
    let mut kept = Vec::with_capacity(parts.len());
    // From the end: whether body text has been seen since the last heading kept.
    let mut has_text = false;
    for part in parts.iter().rev() {
        if part.kind == BlockKind::Heading {
            if !has_text {
                let level = page.blocks[part.block].heading;
                let under_sub = kept.last().is_some_and(|below: &Part| {
                    below.kind == BlockKind::Heading
                        && page.blocks[below.block].heading.map(|tag| tag as u8)
                            > level.map(|tag| tag as u8)
                });
                if !under_sub {
                    continue;
                }
            }
            has_text = false;
        } else if part.kind.is_body() {
            has_text = true;
        }
        kept.push(*part);
    }
    kept.reverse();
    *parts = kept;
}
