//! Who wrote the article.

use cableway_core::BlockKind;

use super::{Facts, text};
use crate::reader::byline;
use crate::reader::html::article::{Part, bare};
use crate::reader::html::blocks::Page;
use crate::reader::html::marks;
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
        parts: &[Part],
        publisher: Option<&str>,
    ) -> Vec<String> {
        let mut names = self.stated_authors();
        if names.is_empty() {
            let shown = parts.iter().filter(|part| part.kind == BlockKind::Byline);
            let bylines = shown.map(|part| byline::split(page.text_of(&page.blocks[part.block])));
            names = bylines.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
        }
        if names.is_empty() {
            names = self.marked_authors(page, parts);
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

    /// The authors by JSON-LD and `<meta>`.
    fn stated_authors(&self) -> Vec<String> {
        let names = bylines(&mut self.article.authors.iter().map(String::as_str));
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
        let stated = BYLINES.iter().map(|key| bylines(&mut self.all(key)));
        stated.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// The authors in elements that say they name one: by `rel`, microdata or `RDFa` anywhere, by their
    /// class only between the headline and the body.
    fn marked_authors(&self, page: &Page, parts: &[Part]) -> Vec<String> {
        let marked = (0..self.tree.nodes.len()).filter(|&at| {
            page.marks[at] & marks::BYLINE != 0
                || self.tree.attribute(at, Key::Property).is_some_and(|own| own.contains("author"))
        });
        let (mut names, mut last) = (Vec::new(), 0);
        for at in marked {
            let by_rel = super::has_rel(self.tree, at, "author");
            if !by_rel && !self.has_property(at, "author") {
                continue;
            }
            // Those who follow at once write with the first; later ones wrote comments.
            if !names.is_empty() && at > last + NEAR {
                break;
            }
            add(&mut names, byline::split(&self.name_in(at)));
            last = at;
            if names.len() >= 20 {
                break;
            }
        }
        if names.is_empty() {
            names = self
                .header_nodes(page, parts)
                .filter(|&at| page.marks[at] & marks::BYLINE != 0)
                .map(|at| self.tree.plain_text(at, LONGEST_NAME))
                .filter(|line| line.len() < 100)
                .map(|line| byline::split(&line))
                .find(|names| names.iter().any(|name| is_full_name(name)))
                .unwrap_or_default();
            names.retain(|name| is_full_name(name));
        }
        names
    }

    /// The name that an element of an author holds: that of its `name`, else all its text.
    pub(super) fn name_in(&self, node: usize) -> String {
        let named = self.tree.subtree(node).skip(1).find(|&at| self.has_property(at, "name"));
        let at = named.unwrap_or(node);
        let content = self.tree.attribute(at, Key::Content).map(str::to_owned);
        content.unwrap_or_else(|| self.tree.plain_text(at, LONGEST_NAME))
    }
}

/// The elements of two authors of one article stand no farther apart, in nodes.
const NEAR: usize = 40;

/// All names of all bylines, each once.
fn bylines(given: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let mut names = Vec::new();
    for given in given.take(MOST).filter_map(text) {
        add(&mut names, byline::split(&given));
    }
    names
}

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
