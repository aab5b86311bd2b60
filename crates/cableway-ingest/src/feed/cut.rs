//! Cuts a feed in RSS, Atom or CDF into what it says of itself and its entries.

use std::ops::Range;

use cableway_core::{Context, StageError};
use serde::{Deserialize, Serialize};

use super::content::Content;
use super::elements::Elements;
use super::entry::{self, people};
use super::names::Names;
use crate::markup::{Markup, Tag, Token};

/// What a feed says of itself is looked for in so many bytes of what is no entry.
const MOST_HEAD: usize = 256 << 10;

/// No title or address of a feed is longer, in bytes: each entry is handed on with them.
const LONGEST: usize = 4 << 10;

/// So many tags may stand before the feed begins: a server's warnings, say.
const MOST_JUNK: usize = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Rss,
    Atom,
    Cdf,
    Json,
}

impl Format {
    /// The media type as it stands in a record.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Cdf => "application/x-cdf",
            Self::Json => "application/feed+json",
        }
    }
}

/// What a feed says of itself, and its entries may need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Head {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    /// The address of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) publisher: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<String>,
    /// What relative addresses start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<String>,
    pub(super) names: Names,
}

/// A feed, cut.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) format: Format,
    pub(super) head: Head,
    /// Where each entry stands, with its tags.
    pub(super) entries: Vec<Range<usize>>,
    /// True where the text ends inside the last of them.
    pub(super) is_cut_off: bool,
}

pub(super) fn cut(text: &str, is_fetched: bool, context: &Context<'_>) -> Result<Cut, StageError> {
    let mut cutter = Cutter { is_fetched, ..Cutter::default() };
    for (count, (token, range)) in Markup::new(text).enumerate() {
        if count % 4096 == 0 {
            context.check()?;
        }
        match token {
            Token::Start(tag) => cutter.start(tag, range)?,
            Token::End(name) => cutter.end(name, &range),
            Token::Text(_) | Token::Verbatim(_) => {}
        }
    }
    cutter.finish(text)
}

#[derive(Default)]
struct Cutter<'a> {
    /// Whether it comes from the net.
    is_fetched: bool,
    format: Option<Format>,
    names: Names,
    /// The first tag of all, to say what the text is where it is no feed.
    first: Option<&'a str>,
    junk: usize,
    /// The tags that stand around entries.
    around: Vec<&'a str>,
    /// Where the entry that is open began, and its tag.
    open: Option<(usize, &'a str)>,
    /// Elements inside an entry that may hold another one, such as that which it answers.
    inside: usize,
    entries: Vec<Range<usize>>,
}

impl<'a> Cutter<'a> {
    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) -> Result<(), StageError> {
        if self.open.is_none() {
            self.names.declare(&tag);
        }
        let name = self.names.of(&tag);
        let Some(format) = self.format else { return self.begin(tag, &name, range) };
        let entry = if format == Format::Atom { "entry" } else { "item" };
        if name == entry {
            if self.inside > 0 {
                return Ok(());
            }
            // One that has not ended before the next begins ends there.
            if let Some((start, _)) = self.open.replace((range.start, tag.name)) {
                self.entries.push(start..range.start);
            }
            if tag.is_empty {
                self.open = None;
                self.entries.push(range);
            }
        } else if self.open.is_none() && matches!(name.as_str(), "channel" | "rss" | "feed") {
            self.around.push(tag.name);
        } else if self.open.is_some() && name == "thr:in-reply-to" && !tag.is_empty {
            self.inside += 1;
        }
        Ok(())
    }

    /// Looks for the beginning of the feed.
    fn begin(&mut self, tag: Tag<'a>, name: &str, range: Range<usize>) -> Result<(), StageError> {
        let first = *self.first.get_or_insert(tag.name);
        self.junk += 1;
        self.format = Some(match name {
            "feed" | "entry" => Format::Atom,
            "channel" if first.eq_ignore_ascii_case("channel") => Format::Cdf,
            "rss" | "rdf" | "rdf:rdf" | "item" | "channel" => Format::Rss,
            "html" => return Err(no_feed(first, self.is_fetched)),
            _ if self.junk > MOST_JUNK => return Err(no_feed(first, self.is_fetched)),
            _ => return Ok(()),
        });
        if matches!(name, "item" | "entry") {
            return self.start(tag, range);
        }
        self.around.push(tag.name);
        Ok(())
    }

    fn end(&mut self, name: &str, range: &Range<usize>) {
        let Some((start, open)) = self.open else { return };
        if self.inside > 0 && name.eq_ignore_ascii_case("thr:in-reply-to") {
            self.inside -= 1;
        } else if name.eq_ignore_ascii_case(open) && self.inside == 0 {
            self.entries.push(start..range.end);
            self.open = None;
        } else if self.around.iter().any(|around| around.eq_ignore_ascii_case(name)) {
            self.entries.push(start..range.start);
            self.open = None;
            self.inside = 0;
        }
    }

    fn finish(mut self, text: &str) -> Result<Cut, StageError> {
        let Some(format) = self.format else {
            return Err(no_feed(self.first.unwrap_or_default(), self.is_fetched));
        };
        let is_cut_off = self.open.is_some();
        if let Some((start, _)) = self.open {
            self.entries.push(start..text.len());
        }
        let head = head(text, &self.entries, self.names);
        Ok(Cut { format, head, entries: self.entries, is_cut_off })
    }
}

fn no_feed(first: &str, is_fetched: bool) -> StageError {
    StageError::bad_input(match first.to_ascii_lowercase().as_str() {
        "" => "is no feed: there is no tag in it".to_owned(),
        "html" | "head" | "body" => {
            let stage = if is_fetched { "web" } else { "files" };
            format!("is a web page, not a feed: the ingest stage `{stage}` reads those")
        }
        "opml" => "is a list of feeds (OPML), not a feed: name the feeds that it lists".to_owned(),
        "urlset" | "sitemapindex" => {
            "is a sitemap, not a feed: name the feeds of the site".to_owned()
        }
        first => {
            let first: String = first.chars().take(40).collect();
            format!("is no feed: it begins with `<{first}>`, and holds no RSS, Atom or CDF")
        }
    })
}

/// What the feed says of itself: all that is outside its entries.
fn head(text: &str, entries: &[Range<usize>], names: Names) -> Head {
    let mut outside = String::new();
    let mut from = 0;
    for entry in entries.iter().chain([&(text.len()..text.len())]) {
        let piece = &text[from..entry.start];
        let room = MOST_HEAD.saturating_sub(outside.len());
        outside.push_str(&piece[..piece.floor_char_boundary(room)]);
        from = entry.end;
    }
    let elements = Elements::of(&outside);
    let mut head = Head { names, ..Head::default() };
    let mut places: Vec<usize> = elements.children(None).collect();
    let mut at = 0;
    // What is around the entries may be closed, or not, or missing: its children count all the same.
    while let Some(&place) = places.get(at) {
        at += 1;
        let tag = elements.tag(place);
        let name = head.names.of(tag);
        if matches!(name.as_str(), "rss" | "rdf" | "rdf:rdf" | "feed" | "channel") {
            around(tag, &mut head);
            places.extend(elements.children(Some(place)));
            continue;
        }
        about(&elements, place, &name, &mut head);
    }
    head
}

/// What the tags around the entries say.
fn around(tag: &Tag<'_>, head: &mut Head) {
    let attribute = |name| tag.attribute(name).map(|value| value.trim().to_owned());
    if let Some(base) = attribute("xml:base").or_else(|| attribute("base")) {
        head.base = Some(short(entry::resolve(head.base.as_deref(), &base).unwrap_or(base)));
    }
    if head.language.is_none() {
        head.language = attribute("xml:lang").map(short);
    }
    if head.link.is_none() {
        head.link = attribute("href").map(short);
    }
}

/// What one element says about the feed.
fn about(elements: &Elements<'_>, place: usize, name: &str, head: &mut Head) {
    let line = || {
        let line = Content::of(elements, place)?.line();
        (!line.is_empty()).then(|| short(line))
    };
    match name {
        "title" => head.title = head.title.take().or_else(line),
        "dc:title" | "media:title" => {
            head.title = head.title.take().or_else(line);
        }
        "link" => {
            let address = || entry::link(elements, place).map(short);
            head.link = head.link.take().or_else(address);
        }
        "language" | "dc:language" => head.language = head.language.take().or_else(line),
        "dc:publisher" => head.publisher = head.publisher.take().or_else(line),
        // An editor of an RSS feed is no author of its entries.
        "author" | "itunes:author" if head.authors.is_empty() => {
            head.authors = people(elements, place).into_iter().map(short).take(20).collect();
        }
        _ => {}
    }
}

pub(super) fn short(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST));
    text
}
