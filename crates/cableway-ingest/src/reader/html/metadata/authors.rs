//! Who wrote the article.

use cableway_core::BlockKind;

use super::{Facts, text};
use crate::reader::byline;
use crate::reader::html::article::{Article, Part, bare};
use crate::reader::html::blocks::Page;
use crate::reader::html::marks;
use crate::reader::html::tag::Tag;
use crate::reader::html::tree::Key;

/// The most authors that are read from one source.
const MOST: usize = 200;

/// The `<meta>`s that name one author each, as libraries do: `Quill, Ada`.
const LIBRARY: [&str; 4] =
    ["dc.creator", "dcterms.creator", "citation_author", "dc.contributor.author"];

/// The `<meta>`s that hold a byline, the best first.
const BYLINES: [&str; 8] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "authors",
    "article:author_name",
    "article.author",
];

/// An element with a longer text is no name.
const LONGEST_NAME: usize = 200;

impl Facts<'_> {
    pub(super) fn authors(
        &self,
        page: &Page,
        article: &Article,
        publisher: Option<&str>,
    ) -> Vec<String> {
        let mut names = self.stated_authors();
        if names.is_empty() {
            let others = self.of_others(page, article);
            let is_own = |part: &&Part| {
                part.kind == BlockKind::Byline && !others[page.blocks[part.block].first]
            };
            let bylines = article
                .parts
                .iter()
                .filter(is_own)
                .map(|part| self.names_of_line(page, part.block));
            names = bylines.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
        }
        if names.is_empty() {
            names = self.marked_authors(page, article);
        }
        // `Ada Quill, Harbour Post`: the second is an author only where it stands alone.
        let site = publisher.map(bare).unwrap_or_default();
        if names.len() > 1 {
            names.retain(|name| {
                let name = bare(name);
                name != site && !(name.len() > 5 && site.starts_with(&name))
            });
        }
        names
    }

    /// The authors whom a line names; where it gives the time as well, those before it.
    fn names_of_line(&self, page: &Page, block: usize) -> Vec<String> {
        let line = page.text_of(&page.blocks[block]);
        let first = page.blocks[block].first;
        let next = page.blocks.get(block + 1).map_or(self.tree.nodes.len(), |next| next.first);
        let time = (first..next).find(|&at| self.tree.nodes[at].tag == Tag::Time);
        let time = time.map(|at| self.tree.plain_text(at, LONGEST_NAME));
        let before = time.filter(|time| !time.is_empty()).and_then(|time| {
            let mut names = line.split_once(&*time)?.0.trim_end();
            while let Some((rest, last)) = names.rsplit_once(' ')
                && OF_DATES.contains(&last.trim_matches([':', ',']).to_lowercase().as_str())
            {
                names = rest.trim_end();
            }
            (!names.is_empty()).then_some(names)
        });
        self.split(before.unwrap_or(line))
    }

    /// All names of all bylines, each once.
    fn bylines(&self, given: &mut dyn Iterator<Item = &str>) -> Vec<String> {
        let mut names = Vec::new();
        for given in given.take(MOST).filter_map(text) {
            // In a list of surnames first, `Di Carlo Anna` is a name.
            let is_surname = given.starts_with("Di ");
            add(&mut names, if is_surname { byline::split(&given) } else { self.split(&given) });
        }
        names
    }

    /// The names of a byline in the language of the page.
    fn split(&self, line: &str) -> Vec<String> {
        byline::after_preposition(line, self.language().as_deref())
            .unwrap_or_else(|| byline::split(line))
    }

    /// The authors by JSON-LD and `<meta>`.
    fn stated_authors(&self) -> Vec<String> {
        let names = self.bylines(&mut self.article.authors.iter().map(String::as_str));
        if !names.is_empty() {
            return names;
        }
        for key in LIBRARY {
            let names: Vec<String> = self
                .all(key)
                .take(MOST)
                .filter_map(text)
                .filter(|name| byline::is_name(name))
                .collect();
            if !names.is_empty() {
                return names;
            }
        }
        let stated = BYLINES.iter().map(|key| self.bylines(&mut self.all(key)));
        stated.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// The authors in elements that say they name one: by `rel`, microdata or `RDFa` anywhere, by their
    /// class only between the headline and the body.
    fn marked_authors(&self, page: &Page, article: &Article) -> Vec<String> {
        let others = self.of_others(page, article);
        let (mut names, mut last, mut looked, mut at) = (Vec::new(), 0, 0, 0);
        while at < self.tree.nodes.len() && looked < MOST && names.len() < 20 {
            let here = at;
            at += 1;
            if others[here] || !self.names_author(page, here) {
                continue;
            }
            // Those who follow at once write with the first; later ones wrote comments.
            if !names.is_empty() && here > last + NEAR {
                break;
            }
            looked += 1;
            let found = self.split(&self.name_in(here));
            if !found.is_empty() {
                add(&mut names, found);
                last = here;
                at = self.tree.nodes[here].end as usize;
            }
        }
        if names.is_empty() {
            names = self
                .header_nodes(page, &article.parts)
                .filter(|&at| page.marks[at] & marks::BYLINE != 0 && !others[at])
                .take(MOST)
                .map(|at| self.tree.plain_text(at, LONGEST_NAME))
                .filter(|line| line.len() < 100)
                .map(|line| self.split(&line))
                .find(|names| names.iter().any(|name| is_full_name(name)))
                .unwrap_or_default();
            names.retain(|name| is_full_name(name));
        }
        names
    }

    /// Whether an element says that it names an author, by `rel`, microdata or `RDFa`.
    fn names_author(&self, page: &Page, at: usize) -> bool {
        let marked = page.marks[at] & marks::BYLINE != 0
            || self.tree.attribute(at, Key::Property).is_some_and(|own| own.contains("author"));
        marked && (super::has_rel(self.tree, at, "author") || self.has_property(at, "author"))
    }

    /// For each node, whether it speaks of something else than the article: a comment, a card beside it,
    /// an item that is a property of it.
    fn of_others(&self, page: &Page, article: &Article) -> Vec<bool> {
        let mut others = vec![false; self.tree.nodes.len()];
        for (at, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let parent = node.parent as usize;
            let left_out = article.removed[at]
                && (node.tag == Tag::Aside || page.marks[at] & marks::COMMENTS != 0);
            others[at] = others[parent] || left_out || self.is_other_item(parent);
        }
        others
    }

    /// Whether an element holds an item of its own that is neither the article nor its author.
    fn is_other_item(&self, at: usize) -> bool {
        let own = || self.tree.attribute(at, Key::ItemProp).unwrap_or_default();
        let of_article = ["author", "creator", "mainEntity", "mainEntityOfPage", "articleBody"];
        self.tree.attribute(at, Key::ItemScope).is_some()
            && own().split_ascii_whitespace().next().is_some_and(|own| !of_article.contains(&own))
    }

    /// The name that an element of an author holds: that of its `name`, else all its text.
    pub(super) fn name_in(&self, node: usize) -> String {
        let named = self.tree.subtree(node).skip(1).find(|&at| self.has_property(at, "name"));
        let at = named.unwrap_or(node);
        let content = self.tree.attribute(at, Key::Content).map(str::to_owned);
        content.unwrap_or_else(|| self.tree.plain_text(at, LONGEST_NAME))
    }
}

/// What stands between a name and a date.
const OF_DATES: [&str; 8] =
    ["published", "updated", "posted", "first", "last", "on", "at", "modified"];

/// The elements of two authors of one article stand no farther apart, in nodes.
const NEAR: usize = 40;

fn add(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// Two words or more, each with a capital: what a class alone marks may be a section.
fn is_full_name(name: &str) -> bool {
    let mut words = name.split_whitespace();
    words.clone().count() >= 2
        && words.all(|word| !word.starts_with(char::is_lowercase) || word.len() <= 3)
}
