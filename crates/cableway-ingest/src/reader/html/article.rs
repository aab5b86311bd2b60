//! Which blocks of the page are the article's, and of which kind.

use cableway_core::BlockKind;

use super::blocks::{Block, Page};
use super::boxes;
use super::credit;
use super::furniture::{self, Verdict};
use super::header::{SURE, header_parts, headlines, is_byline, is_dateline, is_time_alone};
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

/// What of the page is the article.
pub(super) struct Article {
    pub(super) parts: Vec<Part>,
    /// For each node, whether it stands in something that is left out.
    pub(super) removed: Vec<bool>,
}

/// The parts of the article in the order of the page. `titles` are what the metadata call it,
/// the surest first; `description` is what they say it is about. `whole` says that the page holds
/// nothing but the article.
pub(super) fn parts(
    tree: &Tree,
    page: &Page,
    titles: &[&str],
    description: Option<&str>,
    whole: bool,
) -> Article {
    let candidates = headlines(page, titles);
    let likely = candidates.first().filter(|(score, _)| *score >= SURE).map(|&(_, at)| at);
    let region = region::find(tree, page, likely);
    let headline =
        candidates.iter().find(|(_, at)| !region.removed[page.blocks[*at].node as usize]);
    let is_sure = headline.is_some_and(|(score, _)| *score >= SURE);
    let headline = headline.map(|&(_, at)| at);
    let body = match region.root {
        Some(root) => {
            let mut parts = body_parts(tree, page, &region, root, headline, whole);
            if let Some(headline) = headline.filter(|_| is_sure) {
                drop_before(page, &mut parts, headline);
            }
            parts
        }
        None => loose_parts(page, &region, headline, whole),
    };
    let mut parts = header_parts(tree, page, &region, headline, &body, description);
    parts.extend(body);
    Article { parts, removed: region.removed }
}

/// The text of a page without prose: whatever is no furniture.
fn loose_parts(page: &Page, region: &Region, headline: Option<usize>, whole: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let wanted = !region.removed[block.node as usize]
            && block.link_density() < 0.5
            && judge(block, page.text_of(block), whole) != Verdict::Furniture;
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

/// Drops what stands above the headline, where most of the text stands below it: notices on cookies,
/// the titles of other articles.
fn drop_before(page: &Page, parts: &mut Vec<Part>, headline: usize) {
    let first = parts.partition_point(|part| part.block < headline);
    let prose = |parts: &[Part]| -> f64 {
        parts.iter().map(|part| region::prose(page, &page.blocks[part.block])).sum()
    };
    if prose(&parts[first..]) > prose(&parts[..first]) {
        parts.drain(..first);
    }
}

fn body_parts(
    tree: &Tree,
    page: &Page,
    region: &Region,
    root: usize,
    headline: Option<usize>,
    whole: bool,
) -> Vec<Part> {
    let range = tree.subtree(root);
    let linky = link_lists(tree, page, region, root, headline);
    let mut parts: Vec<Part> = Vec::new();
    let mut prose_seen = false;
    let mut doubtful = Vec::new();
    let mut left_out = vec![false; page.blocks.len()];
    for (at, block) in page.blocks.iter().enumerate() {
        let node = block.node as usize;
        if !range.contains(&node)
            || region.removed[node]
            || linky[node - root]
            || Some(at) == headline
        {
            left_out[at] = Some(at) != headline && range.contains(&node);
            continue;
        }
        let text = page.text_of(block);
        let kind = body_kind(tree, block, text, prose_seen, whole);
        if kind.is_some_and(BlockKind::is_body) && judge(block, text, whole) == Verdict::Doubtful {
            doubtful.push(at);
        }
        if kind == Some(BlockKind::Paragraph) || kind == Some(BlockKind::Quotation) {
            prose_seen |= region::prose(page, block) > 0.0;
        }
        if let Some(kind) = kind {
            parts.push(Part { kind, block: at });
            continue;
        }
        left_out[at] = text.contains(char::is_alphanumeric);
        if block.link_density() > 0.7
            && parts.last().is_some_and(|last| last.block + 1 == at && leads_on(page, last))
        {
            parts.pop();
        }
    }
    drop_doubtful(tree, page, &mut parts, &doubtful, &left_out);
    drop_idle_headings(page, &mut parts);
    tail::cut(page, &mut parts);
    parts
}

/// Takes out the sentences of `doubtful` (blocks in order) that stand at the edge of the body, beside
/// what was left out, or with a form or a button: there they invite, elsewhere they are told.
fn drop_doubtful(
    tree: &Tree,
    page: &Page,
    parts: &mut Vec<Part>,
    doubtful: &[usize],
    left_out: &[bool],
) {
    if doubtful.is_empty() {
        return;
    }
    let is_doubtful = |at: usize| doubtful.binary_search(&at).is_ok();
    let is_prose = |part: &&Part| {
        !is_doubtful(part.block) && region::prose(page, &page.blocks[part.block]) > 0.0
    };
    let first = parts.iter().find(is_prose).map(|part| part.block);
    let last = parts.iter().rfind(is_prose).map(|part| part.block);
    let (Some(first), Some(last)) = (first, last) else { return };
    let beside = |at: usize| {
        at.checked_sub(1).is_some_and(|at| left_out[at])
            || left_out.get(at + 1).is_some_and(|out| *out)
    };
    parts.retain(|part| {
        let at = part.block;
        let inside = first < at && at < last;
        !is_doubtful(at)
            || (inside && !beside(at) && !has_control(tree, page.blocks[at].node as usize))
    });
}

/// The most nodes of a box whose parts belong together.
const SMALL_BOX: usize = 10;

/// Whether an element, or a small box around it, holds something to press or to fill in.
fn has_control(tree: &Tree, node: usize) -> bool {
    let is_control = |at: usize| {
        matches!(tree.nodes[at].tag, Tag::Form | Tag::Button | Tag::Input | Tag::Select)
    };
    let parent = tree.nodes[node].parent as usize;
    let around = Some(tree.subtree(parent)).filter(|around| around.len() <= SMALL_BOX);
    let next = tree.nodes[node].end as usize;
    // Blank text may stand between the two.
    let follows = (next..tree.nodes.len().min(next + 2)).any(is_control);
    follows
        || tree.subtree(node).take(SMALL_BOX).any(is_control)
        || around.into_iter().flatten().any(is_control)
}

/// What the words of a block say. In a page that is all article, only what leads elsewhere is furniture.
fn judge(block: &Block, text: &str, whole: bool) -> Verdict {
    match furniture::judge(text, block.words, block.link_density()) {
        _ if whole && block.linked == 0 => Verdict::Text,
        verdict => verdict,
    }
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
fn body_kind(
    tree: &Tree,
    block: &Block,
    text: &str,
    prose_seen: bool,
    whole: bool,
) -> Option<BlockKind> {
    if block.heading == Some(Tag::H1) && !prose_seen {
        return None;
    }
    let is_marked = block.marks & marks::CREDIT != 0 && block.words <= 30;
    if is_marked || credit::is_credit(text, block.words) {
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
    if block.kind == BlockKind::Paragraph && is_time_alone(text) {
        return Some(BlockKind::Dateline);
    }
    if matches!(block.kind, BlockKind::Code | BlockKind::Table) {
        return Some(block.kind);
    }
    let is_standfirst = block.marks & marks::STANDFIRST != 0 && (4..=100).contains(&block.words);
    if is_standfirst && !prose_seen {
        return Some(BlockKind::Standfirst);
    }
    let linked = block.link_density();
    if judge(block, text, whole) == Verdict::Furniture
        || furniture::is_lead_and_link(text, block.bytes, block.linked)
    {
        return None;
    }
    match block.kind {
        BlockKind::Heading | BlockKind::ListItem => (linked <= 0.8).then_some(block.kind),
        _ if linked > 0.7 => None,
        // A label; `Dear Ada,` opens a letter.
        _ if block.words < 3 && !prose_seen && !opens_or_ends(text) => None,
        _ => Some(block.kind),
    }
}

fn opens_or_ends(text: &str) -> bool {
    text.ends_with(',') || region::ends_a_sentence(text)
}

/// For each node below `root`, whether it stands in a list or a box that is mostly links, or leads to
/// another article.
fn link_lists(
    tree: &Tree,
    page: &Page,
    region: &Region,
    root: usize,
    headline: Option<usize>,
) -> Vec<bool> {
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
    for at in teasers(tree, page, region, root, headline) {
        inside[at - root] = true;
    }
    for at in root + 1..range.end {
        let node = &tree.nodes[at];
        let place = at - root;
        let is_box = matches!(
            node.tag,
            Tag::Ul | Tag::Ol | Tag::Dl | Tag::Div | Tag::Section | Tag::Table | Tag::Article
        );
        let mostly_links = f64::from(linked[place]) > 0.6 * f64::from(bytes[place]);
        inside[place] |= inside[node.parent as usize - root] || (is_box && mostly_links);
    }
    inside
}

/// The teasers below `root`, where they are the smaller part of its text: a list of five walks has
/// linked headlines too.
fn teasers(
    tree: &Tree,
    page: &Page,
    region: &Region,
    root: usize,
    headline: Option<usize>,
) -> Vec<usize> {
    let headline = headline.map(|at| page.blocks[at].first);
    let mut found = boxes::teasers(tree, page, root);
    found.retain(|&at| headline.is_none_or(|headline| !tree.subtree(at).contains(&headline)));
    let prose = |at: usize| -> f64 {
        let blocks = region::blocks_in(tree, page, at).iter();
        let shown = blocks.filter(|block| !region.removed[block.node as usize]);
        shown.map(|block| region::prose(page, block)).sum()
    };
    let of_teasers: f64 = found.iter().map(|&at| prose(at)).sum();
    if of_teasers > 0.6 * prose(root) {
        found.clear();
    }
    found
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
