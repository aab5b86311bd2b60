//! Which part of the page is the article.
//!
//! The page is first cleared of what calls itself furniture; then every element is weighed by the
//! text below it: running prose counts for it, links and scraps against it (after Kohlschütter,
//! Fankhauser and Nejdl, "Boilerplate Detection using Shallow Text Features", WSDM 2010, and the
//! maximum subsequence of Pasternack and Roth, "Extracting Article Text from the Web", WWW 2009).
//! An element that names itself the body of the article is preferred where it holds most of what the
//! heaviest one holds.

use std::ops::Range;

use cableway_core::BlockKind;

use super::blocks::{Block, Page};
use super::boxes;
use super::marks;
use super::tag::Tag;
use super::tree::{Key, Tree};

/// The outcome: where the article is, and what of the page is not part of any.
pub(super) struct Region {
    /// The element that holds the body; `None` where the page has no prose.
    pub(super) root: Option<usize>,
    /// For each node, whether it stands in something that is left out.
    pub(super) removed: Vec<bool>,
}

/// Finds the article. `headline` is the block that most likely holds its title.
pub(super) fn find(tree: &Tree, page: &Page, headline: Option<usize>) -> Region {
    let headline = headline.map(|at| page.blocks[at].node as usize);
    let removed = remove_furniture(tree, page, headline);
    let mut net = vec![0f64; tree.nodes.len()];
    for block in &page.blocks {
        let node = block.node as usize;
        if !removed[node] {
            net[node] += weight(page, block);
        }
    }
    sum_up(tree, &mut net);
    let root = choose(tree, page, &removed, &net);
    Region { root, removed }
}

/// Adds to every node what its subtree holds. Parents stand before their children.
fn sum_up(tree: &Tree, values: &mut [f64]) {
    for at in (1..tree.nodes.len()).rev() {
        values[tree.nodes[at].parent as usize] += values[at];
    }
}

/// The words of running prose in a block.
pub(super) fn prose(page: &Page, block: &Block) -> f64 {
    let text = page.text_of(block);
    let linked = block.link_density();
    let long = block.words >= 25 || (block.words >= 10 && ends_a_sentence(text));
    match block.kind {
        BlockKind::Heading | BlockKind::Caption | BlockKind::Table => 0.0,
        _ if block.heading.is_some() || linked > 0.5 || !long => 0.0,
        // Teasers stand in lists more often than articles do.
        BlockKind::ListItem => f64::from(block.words) * (1.0 - linked) * 0.5,
        _ => f64::from(block.words) * (1.0 - linked),
    }
}

/// True for text that ends as a sentence does, closing quotes and brackets aside.
pub(super) fn ends_a_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', ' ', '*'])
        .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '।', '؟'])
}

/// What a word of a short sentence weighs.
const SHORT_SENTENCE: f64 = 0.5;

fn weight(page: &Page, block: &Block) -> f64 {
    let prose = prose(page, block);
    if prose > 0.0 {
        return prose;
    }
    let sentence = block.linked == 0 && block.words >= 4 && ends_a_sentence(page.text_of(block));
    match block.kind {
        BlockKind::Heading | BlockKind::Caption => -0.5,
        // A short sentence is a reply, a verdict, a notice.
        BlockKind::Paragraph if sentence => SHORT_SENTENCE * f64::from(block.words),
        BlockKind::Table | BlockKind::Code => f64::from(block.words) * 0.3,
        _ if block.link_density() > 0.5 => -3.0 - 0.3 * f64::from(block.words.min(20)),
        _ => -2.0,
    }
}

fn remove_furniture(tree: &Tree, page: &Page, headline: Option<usize>) -> Vec<bool> {
    let mut good = vec![0f64; tree.nodes.len()];
    let mut headlines = vec![0f64; tree.nodes.len()];
    let mut areas = vec![0f64; tree.nodes.len()];
    for block in &page.blocks {
        good[block.node as usize] += prose(page, block);
        if block.heading == Some(Tag::H1) {
            headlines[block.node as usize] += 1.0;
        }
    }
    for (at, node) in tree.nodes.iter().enumerate() {
        let named =
            page.marks[at] & marks::BODY != 0 || matches!(node.tag, Tag::Article | Tag::Main);
        if named && page.marks[at] & (marks::FURNITURE | marks::COMMENTS) == 0 {
            areas[at] += 1.0;
        }
    }
    sum_up(tree, &mut good);
    sum_up(tree, &mut headlines);
    sum_up(tree, &mut areas);
    let total = good[0].max(1.0);
    let forms = boxes::of_forms(tree, page, headline, &good);
    let mut removed = vec![false; tree.nodes.len()];
    for at in 1..tree.nodes.len() {
        let node = &tree.nodes[at];
        if removed[node.parent as usize] {
            removed[at] = true;
            continue;
        }
        if node.tag == Tag::Text {
            continue;
        }
        let own = page.marks[at];
        let share = good[at] / total;
        let inner = areas[at] - f64::from(u8::from(matches!(node.tag, Tag::Article | Tag::Main)));
        let holds_article = (inner > 0.0 || headlines[at] > 0.0) && share > 0.3;
        // Beside a short notice, an aside may be most of the page.
        let most = if headline.is_some_and(|headline| !tree.subtree(at).contains(&headline)) {
            0.9
        } else {
            0.6
        };
        removed[at] = match node.tag {
            Tag::Html | Tag::Body => false,
            _ if forms[at] => true,
            Tag::Nav | Tag::Footer | Tag::Aside | Tag::Search | Tag::Menu => {
                !holds_article && share < most
            }
            Tag::Form => share < 0.2,
            _ if own & marks::COMMENTS != 0 => !holds_article,
            _ if own & marks::HIDDEN != 0 => share < 0.6,
            _ if own & marks::FURNITURE != 0 => !holds_article && share < 0.5,
            _ => false,
        };
    }
    removed
}

fn choose(tree: &Tree, page: &Page, removed: &[bool], net: &[f64]) -> Option<usize> {
    let mut best = 0;
    for at in 1..tree.nodes.len() {
        if tree.nodes[at].tag != Tag::Text && !removed[at] && net[at] >= net[best] {
            best = at;
        }
    }
    if net[best] <= 0.0 {
        return None;
    }
    let heaviest = |named: &dyn Fn(usize) -> bool| {
        let mut found: Option<usize> = None;
        for at in 1..tree.nodes.len() {
            let wins = tree.nodes[at].tag != Tag::Text
                && !removed[at]
                && found.is_none_or(|found| net[at] >= net[found]);
            if wins && named(at) {
                found = Some(at);
            }
        }
        found.filter(|&found| net[found] >= LEAST_SHARE * net[best])
    };
    let tag = |at: usize| tree.nodes[at].tag;
    let from = heaviest(&|at| page.marks[at] & marks::BODY != 0)
        .or_else(|| heaviest(&|at| tag(at) == Tag::Article || page.marks[at] & marks::AREA != 0))
        .or_else(|| heaviest(&|at| tag(at) == Tag::Main))
        .unwrap_or(best);
    Some(narrow(tree, removed, net, whole(tree, page, removed, from)))
}

/// The element that a single paragraph or list stands in: what follows in it is shown with it.
fn whole(tree: &Tree, page: &Page, removed: &[bool], from: usize) -> usize {
    let mut at = from;
    while is_part(tree.nodes[at].tag) || is_one_of_many(tree, page, removed, at) {
        at = tree.nodes[at].parent as usize;
    }
    at
}

/// True for what is one piece of a text, never the place of a whole one.
fn is_part(tag: Tag) -> bool {
    use Tag::{Blockquote, Body, Dd, Dl, Dt, Figure, Li, Ol, Other, P, Pre, Text, Ul};
    matches!(tag, Text | P | Pre | Ul | Ol | Li | Dl | Dd | Dt | Blockquote | Figure)
        || tag.is_heading()
        || !(tag.is_block() || tag.is_table_part() || matches!(tag, Tag::Html | Body | Other))
}

/// True for an element of one block beside others of its kind that hold sentences too: a page may be
/// built of nothing but such elements.
fn is_one_of_many(tree: &Tree, page: &Page, removed: &[bool], at: usize) -> bool {
    let node = &tree.nodes[at];
    if !matches!(node.tag, Tag::Div | Tag::Section) || blocks_in(tree, page, at).len() != 1 {
        return false;
    }
    let parent = node.parent as usize;
    let class = tree.attribute(at, Key::Class);
    let mut child = parent + 1;
    while child < tree.nodes[parent].end as usize {
        let alike = child != at
            && tree.nodes[child].tag == node.tag
            && !removed[child]
            && tree.attribute(child, Key::Class) == class;
        if alike && blocks_in(tree, page, child).iter().any(|block| weight(page, block) > 0.0) {
            return true;
        }
        child = tree.nodes[child].end as usize;
    }
    false
}

/// The blocks of a subtree: they stand in the order of their elements but for text between elements,
/// which is counted with the element around it.
pub(super) fn blocks_in<'p>(tree: &Tree, page: &'p Page, at: usize) -> &'p [Block] {
    &page.blocks[block_range(tree, page, at)]
}

/// Where [`blocks_in`] stand among all blocks.
pub(super) fn block_range(tree: &Tree, page: &Page, at: usize) -> Range<usize> {
    let range = tree.subtree(at);
    let from = page.blocks.partition_point(|block| block.first < range.start);
    let to = page.blocks.partition_point(|block| block.first < range.end);
    from..to.max(from)
}

/// How much of what the heaviest element holds an element must hold for its name to count.
const LEAST_SHARE: f64 = 0.5;

/// How much of its parent's text a child must hold to take its place.
const NEARLY_ALL: f64 = 0.97;

/// The same for a column of a page that is laid out as a table.
const MAIN_COLUMN: f64 = 0.65;

/// Goes down to the child that holds nearly all of the text.
fn narrow(tree: &Tree, removed: &[bool], net: &[f64], from: usize) -> usize {
    let mut at = from;
    'down: loop {
        let end = tree.nodes[at].end as usize;
        let mut child = at + 1;
        while child < end {
            let node = &tree.nodes[child];
            let enough = if node.tag == Tag::Td { MAIN_COLUMN } else { NEARLY_ALL };
            let holds = !removed[child] && net[child] >= enough * net[at];
            if holds && !is_part(node.tag) {
                at = child;
                continue 'down;
            }
            child = node.end as usize;
        }
        return at;
    }
}
