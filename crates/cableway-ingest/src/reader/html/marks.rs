//! What the class, id, role and `itemprop` of an element say about its part in the page.
//!
//! Names are taken apart into words (at `-`, `_`, blanks and capitals), so that `share` is found in
//! `article-share_bar` but not in `shareholder`. The lists hold words of the trade, never the name of
//! a site.

use std::collections::HashMap;

use super::article::bare;
use super::furniture::{self, Verdict};
use super::names::{self, Words};
use super::tree::{Key, Tree};

/// A set of the flags below.
pub(super) type Marks = u16;

/// Not part of an article: navigation, sharing, advertising, teasers.
pub(super) const FURNITURE: Marks = 1;
/// Readers' comments: often longer than the article.
pub(super) const COMMENTS: Marks = 1 << 1;
/// Says that it is the article's body.
pub(super) const BODY: Marks = 1 << 2;
/// Says that it holds the article, perhaps with what stands around it.
pub(super) const AREA: Marks = 1 << 3;
pub(super) const HEADLINE: Marks = 1 << 4;
pub(super) const STANDFIRST: Marks = 1 << 5;
pub(super) const BYLINE: Marks = 1 << 6;
pub(super) const DATELINE: Marks = 1 << 7;
pub(super) const CAPTION: Marks = 1 << 8;
pub(super) const CREDIT: Marks = 1 << 9;
/// Not shown: `hidden`, `display: none`.
pub(super) const HIDDEN: Marks = 1 << 10;

/// The marks of each class list, remembered: pages repeat themselves.
#[derive(Default)]
pub(super) struct Marker<'t> {
    known: HashMap<&'t str, Marks>,
    words: Words,
}

impl<'t> Marker<'t> {
    /// The marks of an element.
    pub(super) fn marks(&mut self, tree: &'t Tree, node: usize) -> Marks {
        let mut marks = 0;
        for (name, value) in tree.attributes_of(node) {
            marks |= match name {
                Key::Class => self.of_names(value),
                Key::Id => of_id(tree, node, value, self.of_names(value)),
                Key::ItemProp => of_property(value),
                Key::Role => of_role(value),
                Key::Hidden if !value.eq_ignore_ascii_case("false") => HIDDEN,
                Key::AriaHidden if value.eq_ignore_ascii_case("true") => HIDDEN,
                Key::Style => of_style(value),
                Key::Rel if value.eq_ignore_ascii_case("author") => BYLINE,
                _ => 0,
            };
        }
        marks
    }

    fn of_names(&mut self, value: &'t str) -> Marks {
        if let Some(&marks) = self.known.get(value) {
            return marks;
        }
        let marks = value
            .split_ascii_whitespace()
            .take(64)
            .map(|name| {
                self.words.split(name);
                names::marks_of(&self.words)
            })
            .fold(0, |all, marks| all | marks);
        self.known.insert(value, marks);
        marks
    }
}

/// What an id says, given what its name does: it may be made from the heading that it marks, and then
/// says what the text is about.
fn of_id(tree: &Tree, node: usize, id: &str, marks: Marks) -> Marks {
    const NO_TEXT: Marks = FURNITURE | COMMENTS | HIDDEN;
    if marks == 0 {
        0
    } else if tree.nodes[node].tag.is_heading() {
        marks & HEADLINE
    } else if marks & NO_TEXT != 0 && names_heading(tree, node, id) {
        marks & !NO_TEXT
    } else {
        marks
    }
}

/// The most nodes before the heading of an element.
const BEFORE_HEADING: usize = 8;

/// Whether `id` is the heading that the element opens with in another spelling, and that heading is one
/// of a text, as `Comments` and `Related articles` are not.
fn names_heading(tree: &Tree, node: usize, id: &str) -> bool {
    let mut opening = tree.subtree(node).skip(1).take(BEFORE_HEADING);
    let Some(heading) = opening.find(|&at| tree.nodes[at].tag.is_heading()) else { return false };
    let heading = tree.plain_text(heading, 200);
    let words = heading.split_whitespace().count() as u32;
    bare(&heading) == bare(id) && furniture::judge(&heading, words, 0.0) == Verdict::Text
}

fn of_property(value: &str) -> Marks {
    value.split_ascii_whitespace().fold(0, |marks, name| {
        marks
            | match name {
                "articleBody" | "reviewBody" => BODY,
                "headline" => HEADLINE,
                "author" | "creator" => BYLINE,
                "datePublished" | "dateModified" => DATELINE,
                "caption" => CAPTION,
                "comment" => COMMENTS,
                "alternativeHeadline" => STANDFIRST,
                _ => 0,
            }
    })
}

fn of_role(value: &str) -> Marks {
    match value.trim() {
        "navigation" | "complementary" | "banner" | "contentinfo" | "search" | "dialog"
        | "alertdialog" | "menu" | "menubar" | "toolbar" | "tablist" | "form" | "alert"
        | "button" | "tooltip" => FURNITURE,
        "main" | "article" => AREA,
        _ => 0,
    }
}

fn of_style(value: &str) -> Marks {
    let hides = value.split(';').any(|rule| {
        rule.split_once(':').is_some_and(|(property, value)| {
            let value = value.trim().trim_end_matches("!important").trim_end();
            match property.trim() {
                p if p.eq_ignore_ascii_case("display") => value.eq_ignore_ascii_case("none"),
                p if p.eq_ignore_ascii_case("visibility") => value.eq_ignore_ascii_case("hidden"),
                _ => false,
            }
        })
    });
    if hides { HIDDEN } else { 0 }
}
