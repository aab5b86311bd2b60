//! When the article was published and changed.

use std::cell::RefCell;

use cableway_core::{BlockKind, Context, Date, Meta};

use super::{Facts, address};
use crate::date::{self, Order, Unread};
use crate::reader::html::article::Part;
use crate::reader::html::blocks::Page;
use crate::reader::html::region;
use crate::reader::html::tag::Tag;
use crate::reader::html::tree::Key;

/// The `<meta>`s that say when it was published, the best first.
const PUBLISHED: [&str; 30] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dcterms.available",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "citation_online_date",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "article:published",
    "og:pubdate",
    "og:release_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "published-date",
    "originalpublicationdate",
    "date",
];

/// The `<meta>`s that say when it was changed, the best first.
const MODIFIED: [&str; 15] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "prism.modificationdate",
    "article.updated",
    "article:modified",
    "last-modified",
    "lastmodified",
    "last_updated",
    "revised",
    "lastmod",
];

/// What the page shows and how it writes dates.
pub(super) struct Shown<'p> {
    pub(super) page: &'p Page,
    pub(super) parts: &'p [Part],
    pub(super) order: Order,
    /// The canonical address, which may have the day in it.
    pub(super) url: Option<&'p str>,
}

/// Reads dates, and remembers why the first that could not be read was not.
struct Reader {
    order: Order,
    day: Option<String>,
    unclear: RefCell<Option<String>>,
}

impl Reader {
    /// Reads a value that is meant to be a date and nothing else.
    fn read_stated(&self, field: &str, text: &str) -> Option<Date> {
        let date = self.read(field, text);
        // What stands for an empty field is no date that is lost.
        let is_empty = ["0000", "0001", "1970-01-01T00:00:00"];
        if date.is_none() && !is_empty.iter().any(|start| text.trim().starts_with(start)) {
            let note = Unread::NoDate.note(field, text.trim());
            self.unclear.borrow_mut().get_or_insert(note);
        }
        date
    }

    fn read(&self, field: &str, text: &str) -> Option<Date> {
        match date::read(text, self.order) {
            // A year that no printing press has seen stands for an empty field.
            Ok(date) => Some(date).filter(|date| date.as_str() > "1400"),
            Err(Unread::NoDate) => None,
            Err(Unread::Ambiguous(dates)) => {
                let settled = dates.iter().find(|date| date.day() == self.day.as_deref());
                if settled.is_some() && self.day.is_some() {
                    return settled.cloned();
                }
                let note = Unread::Ambiguous(dates).note(field, text.trim());
                self.unclear.borrow_mut().get_or_insert(note);
                None
            }
        }
    }
}

/// Why a date is absent although the page gives it.
#[derive(Debug, Default)]
pub(in crate::reader::html) struct Unclear {
    published: Option<String>,
    modified: Option<String>,
}

impl Unclear {
    pub(in crate::reader::html) fn is_any(&self) -> bool {
        self.published.is_some() || self.modified.is_some()
    }

    /// Leaves a note on each date that is absent to the end.
    pub(in crate::reader::html) fn note(self, meta: &Meta, context: &Context<'_>) {
        let published = self.published.filter(|_| meta.published.is_none());
        let modified = self.modified.filter(|_| meta.modified.is_none());
        published.into_iter().chain(modified).for_each(|note| context.note(note));
    }
}

impl Facts<'_> {
    /// Fills in both dates.
    pub(super) fn dates(&self, meta: &mut Meta, shown: &Shown<'_>) -> Unclear {
        let mut unclear = Unclear::default();
        let (published, modified) =
            (self.article.published.as_deref(), self.article.modified.as_deref());
        (meta.published, unclear.published) =
            self.when("published", published, &PUBLISHED, "datePublished", shown);
        (meta.modified, unclear.modified) =
            self.when("modified", modified, &MODIFIED, "dateModified", shown);
        unclear
    }

    /// The date of the surest source that gives one; of two that give the same day, the one with the
    /// time and its zone. And why there is none, where one can mean several days.
    fn when(
        &self,
        field: &str,
        stated: Option<&str>,
        names: &[&str],
        property: &str,
        shown: &Shown<'_>,
    ) -> (Option<Date>, Option<String>) {
        let updated = field == "modified";
        let reader = Reader {
            order: shown.order,
            day: shown.url.and_then(address::day_of),
            unclear: RefCell::default(),
        };
        let read = |text: &str| reader.read(field, text);
        let metas = names.iter().flat_map(|name| self.all(name));
        let marked = self
            .header_nodes(shown.page, shown.parts)
            .filter(|&at| self.has_property(at, property));
        let found = stated
            .into_iter()
            .chain(metas)
            .filter_map(|text| reader.read_stated(field, text))
            .chain(marked.take(MOST_ELEMENTS).filter_map(|at| self.date_at(at, &read)))
            .chain(self.time_element(shown, updated).and_then(|at| self.date_at(at, &read)))
            .reduce(more_precise)
            .or_else(|| shown_date(shown, updated, &read));
        (found, reader.unclear.take())
    }

    /// The `<time datetime>` near the headline that stands by itself, not in a sentence: the first, or
    /// the first whose line says that it is that of a change.
    fn time_element(&self, shown: &Shown<'_>, updated: bool) -> Option<usize> {
        let fits = |at: &usize| {
            let node = &self.tree.nodes[*at];
            if node.tag != Tag::Time || self.tree.attribute(*at, Key::Datetime).is_none() {
                return false;
            }
            let is_prose = self.is_in_prose(shown.page, *at);
            let line = self.words_about(*at).to_lowercase();
            let class = self.tree.attribute(*at, Key::Class).unwrap_or_default().to_lowercase();
            let says_updated = |text: &str| {
                ["updated", "modified", "changed"].iter().any(|word| text.contains(word))
            };
            // A line that names both dates says nothing of which is which; the class may.
            let both = line.contains("publi") && says_updated(&line);
            let is_update = says_updated(&class) || (says_updated(&line) && !both);
            !is_prose && is_update == updated
        };
        let times = self
            .header_nodes(shown.page, shown.parts)
            .filter(|&at| self.tree.nodes[at].tag == Tag::Time);
        times.take(MOST_ELEMENTS).find(fits)
    }

    /// The words that say what the `<time>` at `at` is the time of: those of its line before it, up to an
    /// earlier one; those after it only where none are before it and none of them speaks of another day.
    fn words_about(&self, at: usize) -> String {
        let parent = self.tree.nodes[at].parent as usize;
        let (mut before, mut after) = (String::new(), String::new());
        let mut inside = self.tree.subtree(parent).skip(1);
        let mut others = false;
        while let Some(node) = inside.next() {
            if node == at || self.tree.nodes[node].tag == Tag::Time {
                others |= node > at;
                if node < at {
                    before.clear();
                }
                let length = self.tree.nodes[node].end as usize - node;
                for _ in 1..length {
                    inside.next();
                }
                continue;
            }
            let text = self.tree.text_of(node);
            if !text.is_empty() {
                let side = if node < at { &mut before } else { &mut after };
                side.push(' ');
                side.push_str(text);
            }
            if after.len() > MOST_LINE {
                break;
            }
        }
        let own = self.tree.plain_text(at, MOST_LINE);
        if before.len() > MOST_LINE {
            // In a larger element it is a line of its own, or what stands at once before it says it.
            let beside = at.checked_sub(1).map(|before| self.tree.text_of(before));
            let beside = beside.filter(|text| text.len() <= MOST_LINE).unwrap_or_default();
            beside.clone_into(&mut before);
        }
        let is_alone = !before.contains(char::is_alphabetic);
        let tells_other = others || after.contains(char::is_numeric) || after.len() > MOST_LINE;
        let after = if is_alone && !tells_other { after } else { String::new() };
        format!("{before} {own} {after}")
    }

    /// Whether a `<time>` is part of what is told: its block has more than a few words beside it, or is a
    /// sentence, or an entry of a list.
    fn is_in_prose(&self, page: &Page, at: usize) -> bool {
        let mut inside = self.tree.subtree(at);
        let Some(text) = inside.find(|&at| !self.tree.text_of(at).trim().is_empty()) else {
            let parent = self.tree.nodes[at].parent as usize;
            return matches!(self.tree.nodes[parent].tag, Tag::P | Tag::Li);
        };
        let after = page.blocks.partition_point(|block| block.first <= text);
        let Some(block) = after.checked_sub(1).map(|at| &page.blocks[at]) else { return false };
        let line = page.text_of(block);
        if self.tree.nodes[text].parent as usize == 0
            || !line.contains(self.tree.text_of(text).trim())
        {
            return false;
        }
        let rest = line.replacen(self.tree.text_of(text).trim(), " ", 1);
        let mut words = rest
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().any(char::is_alphabetic))
            .map(str::to_lowercase);
        // `Updated 3 March 2026.` ends with a full stop too.
        let is_plain = words.clone().all(|word| OF_DATE_LINES.contains(&word.as_str()));
        let many = words.nth(MOST_WORDS_BESIDE).is_some();
        let tells = region::ends_a_sentence(line) && !line.ends_with(':');
        !is_plain && (many || tells || block.kind == BlockKind::ListItem)
    }

    /// What an element gives to machines, or else shows.
    fn date_at(&self, node: usize, read: &dyn Fn(&str) -> Option<Date>) -> Option<Date> {
        let given =
            self.tree.attribute(node, Key::Datetime).or(self.tree.attribute(node, Key::Content));
        given.and_then(read).or_else(|| read(&self.tree.plain_text(node, 100)))
    }

    /// The elements from the headline to the first paragraphs.
    pub(super) fn header_nodes(&self, page: &Page, parts: &[Part]) -> std::ops::Range<usize> {
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

/// The most elements with a date that are looked at.
const MOST_ELEMENTS: usize = 100;

/// The most words that stand beside the date in a date line: a byline and a section.
const MOST_WORDS_BESIDE: usize = 20;

/// The words of a line that states a date and nothing else.
const OF_DATE_LINES: [&str; 22] = [
    "published",
    "posted",
    "updated",
    "modified",
    "created",
    "first",
    "last",
    "date",
    "on",
    "at",
    "am",
    "pm",
    "by",
    "the",
    "min",
    "read",
    "utc",
    "gmt",
    "publié",
    "le",
    "veröffentlicht",
    "uhr",
];

/// A longer line around a date is a sentence, which may speak of any day.
const MOST_LINE: usize = 60;

/// `first`, or `other` where it says the same and more: the time of that day, the zone of that time.
fn more_precise(first: Date, other: Date) -> Date {
    let (own, more) = (first.as_str(), other.as_str());
    let has_zone = |text: &str| text.get(10..).is_some_and(|time| time.contains(['Z', '+', '-']));
    let same_day = own.len() >= 10 && own.get(..10) == more.get(..10);
    let adds_time = own.len() == 10 && more.len() > 10;
    let adds_zone =
        own.len() > 10 && !has_zone(own) && has_zone(more) && own.get(..16) == more.get(..16);
    if same_day && (adds_time || adds_zone) { other } else { first }
}

/// The date in a date line that is shown: of the first, or of the one that says `updated`.
fn shown_date(
    shown: &Shown<'_>,
    updated: bool,
    read: &dyn Fn(&str) -> Option<Date>,
) -> Option<Date> {
    let lines = shown.parts.iter().filter(|part| part.kind == BlockKind::Dateline);
    lines.map(|part| shown.page.text_of(&shown.page.blocks[part.block])).find_map(|line| {
        if let Some(dates) = date::dates_of_line(line) {
            let own = if updated { dates.modified } else { dates.published };
            let unclear = dates.unclear.iter().find(|unclear| unclear.modified == updated);
            return own.or_else(|| read(&unclear?.text));
        }
        let lower = line.to_lowercase();
        let says_updated = ["updated", "modified"].iter().any(|word| lower.contains(word));
        if says_updated != updated {
            return None;
        }
        let lead = line.split_once(':').filter(|(lead, _)| !lead.contains(char::is_numeric));
        lead.and_then(|(_, date)| read(date)).or_else(|| read(line))
    })
}
