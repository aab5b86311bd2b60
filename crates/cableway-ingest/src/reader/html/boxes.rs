//! Boxes in an article that no name gives away: known by what they are made of.

use super::blocks::Page;
use super::marks;
use super::region::{block_range, blocks_in};
use super::tag::Tag;
use super::tree::Tree;

/// The most words of a box around a form.
const MOST_WORDS: u32 = 60;

/// A box holds no more of the page's prose than this.
const MOST_PROSE: f64 = 0.2;

/// For each node, whether it is there for the sake of a form: the form, and what is said above and below
/// it.
///
/// `good` is the prose below each node.
pub(super) fn of_forms(
    tree: &Tree,
    page: &Page,
    headline: Option<usize>,
    good: &[f64],
) -> Vec<bool> {
    let mut found = vec![false; tree.nodes.len()];
    // The way up from a box is the same for all forms in it.
    let mut climbed = vec![false; tree.nodes.len()];
    let words = WordSums::of(page);
    for (form, node) in tree.nodes.iter().enumerate().skip(1) {
        if node.tag != Tag::Form {
            continue;
        }
        let mut outer = form;
        let mut at = node.parent as usize;
        while !climbed[at]
            && is_box(tree.nodes[at].tag)
            && page.marks[at] & (marks::BODY | marks::AREA) == 0
            && good[at] < MOST_PROSE * good[0]
            && words.below(tree, page, at) <= MOST_WORDS as usize
            && headline.is_none_or(|headline| !tree.subtree(at).contains(&headline))
        {
            climbed[at] = true;
            outer = at;
            at = tree.nodes[at].parent as usize;
        }
        found[outer] |= outer != form;
    }
    found
}

/// How many words the blocks up to each one have.
struct WordSums(Vec<usize>);

impl WordSums {
    fn of(page: &Page) -> Self {
        let mut sum = 0;
        let sums = page.blocks.iter().map(|block| {
            sum += block.words as usize;
            sum
        });
        Self(std::iter::once(0).chain(sums).collect())
    }

    /// The words of a subtree.
    fn below(&self, tree: &Tree, page: &Page, at: usize) -> usize {
        let range = block_range(tree, page, at);
        self.0[range.end] - self.0[range.start]
    }
}

fn is_box(tag: Tag) -> bool {
    matches!(tag, Tag::Div | Tag::Section | Tag::Aside | Tag::Fieldset | Tag::Center)
}

/// The elements below `root` that lead to other articles: a linked headline and a few words of each,
/// two of them or more beside each other.
pub(super) fn teasers(tree: &Tree, page: &Page, root: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut before: Option<usize> = None;
    let mut at = root + 1;
    while at < tree.nodes[root].end as usize {
        let node = &tree.nodes[at];
        if !is_teaser(tree, page, at) {
            at += 1;
            continue;
        }
        let parent = node.parent;
        if let Some(last) = before
            && tree.nodes[last].parent == parent
        {
            if found.last() != Some(&last) {
                found.push(last);
            }
            found.push(at);
        }
        before = Some(at);
        at = node.end as usize;
    }
    found
}

fn is_teaser(tree: &Tree, page: &Page, at: usize) -> bool {
    let tag = tree.nodes[at].tag;
    if !matches!(tag, Tag::Div | Tag::Section | Tag::Article | Tag::Li) {
        return false;
    }
    let blocks = blocks_in(tree, page, at);
    let is_title = |block: &super::blocks::Block| {
        block.heading.is_some() && block.words >= 2 && block.link_density() > 0.9
    };
    (1..=5).contains(&blocks.len())
        && blocks.iter().filter(|block| is_title(block)).count() == 1
        && blocks.iter().take(2).any(is_title)
        && blocks.iter().map(|block| block.words).sum::<u32>() <= MOST_WORDS
}
