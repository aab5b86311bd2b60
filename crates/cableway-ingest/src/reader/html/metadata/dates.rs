//! When the article was published and changed.

use cableway_core::{BlockKind, Date};

use super::Facts;
use crate::reader::html::article::Part;
use crate::reader::html::blocks::Page;
use crate::reader::html::tag::Tag;
use crate::reader::html::tree::Key;

impl Facts<'_> {
    pub(super) fn published(&self, page: &Page, parts: &[Part]) -> Option<Date> {
        let names = [
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "dc.date.issued",
            "dcterms.issued",
            "dc.date",
            "dcterms.date",
            "dcterms.created",
            "dc.date.created",
            "parsely-pub-date",
            "sailthru.date",
            "article.published",
            "pubdate",
            "publishdate",
            "publish-date",
            "publish_date",
            "publication_date",
            "date",
        ];
        self.article
            .published
            .as_deref()
            .and_then(parse)
            .or_else(|| self.date_of(&names))
            .or_else(|| self.dated_element(page, parts, "datePublished"))
            .or_else(|| self.time_element(page, parts, false))
            .or_else(|| shown_date(page, parts, false))
    }

    pub(super) fn modified(&self, page: &Page, parts: &[Part]) -> Option<Date> {
        let names = [
            "article:modified_time",
            "og:article:modified_time",
            "og:updated_time",
            "datemodified",
            "dcterms.modified",
            "dc.date.modified",
            "article.updated",
            "last-modified",
            "lastmod",
        ];
        self.article
            .modified
            .as_deref()
            .and_then(parse)
            .or_else(|| self.date_of(&names))
            .or_else(|| self.dated_element(page, parts, "dateModified"))
            .or_else(|| self.time_element(page, parts, true))
            .or_else(|| shown_date(page, parts, true))
    }

    fn date_of(&self, names: &[&str]) -> Option<Date> {
        names.iter().find_map(|name| self.all(name).find_map(parse))
    }

    /// The date of the first element with this `itemprop`.
    fn dated_element(&self, page: &Page, parts: &[Part], property: &str) -> Option<Date> {
        self.header_nodes(page, parts).find_map(|at| {
            let own = self.tree.attribute(at, Key::ItemProp)?;
            own.split_ascii_whitespace().any(|name| name == property).then(|| self.date_at(at))?
        })
    }

    /// The date of a `<time datetime>` near the headline that stands by itself, not in a sentence: of
    /// the first, or of the first whose line says that it is that of a change.
    fn time_element(&self, page: &Page, parts: &[Part], updated: bool) -> Option<Date> {
        let fits = |at: &usize| {
            let node = &self.tree.nodes[*at];
            if node.tag != Tag::Time || self.tree.attribute(*at, Key::Datetime).is_none() {
                return false;
            }
            let parent = node.parent as usize;
            let line = self.tree.plain_text(parent, MOST_LINE + 1).to_lowercase();
            let is_prose = line.len() > MOST_LINE && self.tree.nodes[parent].tag == Tag::P;
            // In a larger element it is a line of its own.
            let line = if line.len() > MOST_LINE { String::new() } else { line };
            let class = self.tree.attribute(*at, Key::Class).unwrap_or_default().to_lowercase();
            let says_updated = |text: &str| {
                ["updated", "modified", "changed"].iter().any(|word| text.contains(word))
            };
            // A line that names both dates says nothing of which is which; the class may.
            let both = line.contains("publi") && says_updated(&line);
            let is_update = says_updated(&class) || (says_updated(&line) && !both);
            !is_prose && is_update == updated
        };
        let times: Vec<usize> = self.header_nodes(page, parts).filter(fits).collect();
        self.date_at(*times.first()?)
    }

    fn date_at(&self, node: usize) -> Option<Date> {
        let given =
            self.tree.attribute(node, Key::Datetime).or(self.tree.attribute(node, Key::Content));
        given.and_then(parse).or_else(|| parse(&self.tree.plain_text(node, 100)))
    }

    /// The elements from the headline to the first paragraphs.
    fn header_nodes(&self, page: &Page, parts: &[Part]) -> impl Iterator<Item = usize> {
        let node_of = |part: &Part| page.blocks[part.block].node as usize;
        let start = parts.iter().find(|part| part.kind == BlockKind::Title).map_or(0, node_of);
        let start = start.saturating_sub(60);
        let end = parts
            .iter()
            .filter(|part| part.kind.is_body())
            .nth(2)
            .map_or(self.tree.nodes.len(), node_of);
        start..end.max(start)
    }
}

/// A longer line around a date is a sentence, which may speak of any day.
const MOST_LINE: usize = 60;

/// The date that `text` gives; a year that no printing press has seen stands for an empty field.
fn parse(text: &str) -> Option<Date> {
    crate::date::parse(text.trim()).filter(|date| date.as_str() > "1400")
}

/// The date in a date line that is shown: of the first, or of the one that says `updated`.
fn shown_date(page: &Page, parts: &[Part], updated: bool) -> Option<Date> {
    let lines = parts.iter().filter(|part| part.kind == BlockKind::Dateline);
    lines.map(|part| page.text_of(&page.blocks[part.block])).find_map(|line| {
        let lower = line.to_ascii_lowercase();
        let says_updated = ["updated", "modified"].iter().any(|word| lower.contains(word));
        if says_updated != updated {
            return None;
        }
        let date =
            line.split_once(':').filter(|(lead, _)| lead.bytes().all(|b| !b.is_ascii_digit()));
        let date = date.map_or(line, |(_, date)| date);
        let leads = [
            "published on",
            "published",
            "posted on",
            "posted",
            "last updated on",
            "last updated",
            "updated on",
            "updated",
            "last modified",
        ];
        let date = leads.iter().find_map(|lead| {
            date.get(..lead.len())
                .filter(|start| start.eq_ignore_ascii_case(lead))
                .map(|_| &date[lead.len()..])
        });
        parse(date.unwrap_or(line).trim())
    })
}
