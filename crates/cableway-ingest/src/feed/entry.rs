//! One entry of a feed in RSS, Atom or CDF: what it says, whichever of them it is.

use super::content::{Content, one_line, plain};
use super::cut::{Format, Head};
use super::elements::Elements;
use super::names::Names;
use crate::reader::byline;

/// What an entry says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name within the feed, where it has one.
    pub(super) id: Option<String>,
    /// The address of the page, absolute where it can be made so.
    pub(super) link: Option<String>,
    pub(super) title: Option<String>,
    pub(super) content: Option<Content>,
    pub(super) summary: Option<Content>,
    pub(super) authors: Vec<String>,
    /// As the feed writes it, after the name of the field.
    pub(super) published: Option<(&'static str, String)>,
    pub(super) modified: Option<(&'static str, String)>,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) tags: Vec<String>,
}

/// Reads the markup of an entry.
pub(super) fn read(markup: &str, format: Format, head: &Head) -> Entry {
    let elements = Elements::of(markup);
    let mut names = head.names.clone();
    let mut reader =
        Reader { elements: &elements, found: Found::default(), entry: Entry::default() };
    let mut base = head.base.clone();
    let mut places: Vec<usize> = elements.children(None).collect();
    if let Some(&first) = places.first() {
        let tag = elements.tag(first);
        names.declare(tag);
        let attribute = |name| tag.attribute(name).map(|value| value.trim().to_owned());
        if let Some(own) = attribute("xml:base") {
            base = Some(resolve(base.as_deref(), &own).unwrap_or(own));
        }
        reader.entry.language = attribute("xml:lang").filter(|tag| !tag.is_empty());
        reader.found.about = attribute("rdf:about");
        if format == Format::Cdf {
            reader.entry.link = attribute("href");
            reader.entry.modified = attribute("lastmod").map(|date| ("LASTMOD", date));
        }
        // An entry that is cut off has its parts beside it.
        let inside: Vec<usize> = elements.children(Some(first)).collect();
        places.splice(0..1, inside);
    }
    for place in places {
        // Most elements declare nothing: then the names are those of the feed.
        let tag = elements.tag(place);
        if tag.attributes().any(|(name, _)| name.starts_with("xmlns:")) {
            names.declare(tag);
        }
        let name = names.of(tag);
        reader.element(place, &name, &names, base.as_deref());
    }
    reader.finish(base.as_deref())
}

/// What may stand in for what an entry does not have.
#[derive(Default)]
struct Found {
    about: Option<String>,
    /// The address that an RSS entry's name is.
    permalink: Option<String>,
    /// The page's own address, where the link leads through a counter.
    original: Option<String>,
    /// A summary of lesser standing.
    lesser: Option<Content>,
    /// A date of lesser standing: set, not published.
    dated: Option<(&'static str, String)>,
    created: Option<(&'static str, String)>,
    lesser_title: Option<String>,
    /// How much the entry's content so far counts.
    rank: u8,
}

struct Reader<'a, 'e> {
    elements: &'e Elements<'a>,
    found: Found,
    entry: Entry,
}

impl Reader<'_, '_> {
    fn element(&mut self, place: usize, name: &str, names: &Names, base: Option<&str>) {
        let elements = self.elements;
        let line = || {
            let line = one_line(&plain(elements.inner(place)));
            (!line.is_empty()).then_some(line)
        };
        let titled =
            || Content::of(elements, place).map(|c| c.line()).filter(|line| !line.is_empty());
        match name {
            "title" => set(&mut self.entry.title, titled),
            "dc:title" | "media:title" | "itunes:title" => {
                set(&mut self.found.lesser_title, titled);
            }
            "link" | "a" | "url" => {
                let own = elements.tag(place).attribute("xml:base");
                let base = own.as_deref().or(base);
                set(&mut self.entry.link, || {
                    let address = link(elements, place)?;
                    Some(resolve(base, &address).unwrap_or(address))
                });
            }
            "feedburner:origlink" => set(&mut self.found.original, line),
            "guid" => self.guid(place, line()),
            "id" => set(&mut self.entry.id, line),
            "dc:identifier" => {
                self.found.about.get_or_insert_with(|| line().unwrap_or_default());
            }
            "author" | "dc:creator" | "itunes:author" => {
                let is_lesser = name == "itunes:author" && !self.entry.authors.is_empty();
                for person in people(elements, place).into_iter().filter(|_| !is_lesser) {
                    add(&mut self.entry.authors, person);
                }
            }
            "language" | "dc:language" => set(&mut self.entry.language, line),
            "dc:publisher" => set(&mut self.entry.publisher, line),
            "source" => set(&mut self.entry.publisher, || source(elements, place, names)),
            "category" | "dc:subject" => {
                let tag = elements.tag(place);
                let label = ["label", "term"].into_iter().find_map(|name| tag.attribute(name));
                let label = label.map(|label| one_line(&label)).or_else(titled);
                add(&mut self.entry.tags, label.unwrap_or_default());
            }
            "itunes:keywords" | "media:keywords" => {
                for tag in line().unwrap_or_default().split(',') {
                    add(&mut self.entry.tags, tag.trim().to_owned());
                }
            }
            _ => {
                self.date(name, line);
                self.text(place, name);
            }
        }
    }

    /// The name of an RSS entry, which is its address as well unless the feed says no.
    fn guid(&mut self, place: usize, guid: Option<String>) {
        let Some(guid) = guid else { return };
        let attribute = self.elements.tag(place).attribute("isPermaLink");
        let is_link = attribute.is_none_or(|value| !value.trim().eq_ignore_ascii_case("false"));
        if is_link && is_address(&guid) {
            self.found.permalink.get_or_insert_with(|| guid.clone());
        }
        self.entry.id.get_or_insert(guid);
    }

    fn date(&mut self, name: &str, line: impl FnOnce() -> Option<String>) {
        let Reader { entry, found, .. } = self;
        let (field, label) = match name {
            "pubdate" => (&mut entry.published, "pubDate"),
            "published" => (&mut entry.published, "published"),
            "issued" => (&mut entry.published, "issued"),
            "dcterms:issued" => (&mut entry.published, "dcterms:issued"),
            "prism:publicationdate" => (&mut entry.published, "prism:publicationDate"),
            "dc:date" => (&mut found.dated, "dc:date"),
            "created" => (&mut found.created, "created"),
            "dcterms:created" => (&mut found.created, "dcterms:created"),
            "updated" => (&mut entry.modified, "updated"),
            "modified" => (&mut entry.modified, "modified"),
            "dcterms:modified" => (&mut entry.modified, "dcterms:modified"),
            _ => return,
        };
        set(field, || line().map(|text| (label, text)));
    }

    fn text(&mut self, place: usize, name: &str) {
        let content =
            || Content::of(self.elements, place).filter(|content| !content.text.trim().is_empty());
        // The fullest text counts, not the first.
        let rank = match name {
            "content:encoded" => 4,
            "content" | "xhtml:body" | "body" => 3,
            "xhtml:div" | "fullitem" => 2,
            _ => 0,
        };
        if rank > self.found.rank {
            if let Some(content) = content() {
                self.found.rank = rank;
                self.entry.content = Some(content);
            }
            return;
        }
        match name {
            "description" | "summary" | "abstract" | "tagline" => {
                set(&mut self.entry.summary, content);
            }
            "itunes:summary" | "media:description" | "dc:description" | "dcterms:abstract" => {
                set(&mut self.found.lesser, content);
            }
            _ => {}
        }
    }

    fn finish(self, base: Option<&str>) -> Entry {
        let Self { found, mut entry, .. } = self;
        let about = found.about.filter(|about| !about.is_empty());
        let as_link = |link: String| resolve(base, &link).unwrap_or(link);
        entry.link = found
            .original
            .or(entry.link)
            .or(found.permalink)
            .or_else(|| about.clone().filter(|about| is_address(about)))
            .map(as_link);
        entry.id = entry.id.or(about).or_else(|| entry.link.clone());
        entry.title = entry.title.or(found.lesser_title);
        entry.summary = entry.summary.or(found.lesser);
        entry.published = entry.published.or(found.dated).or(found.created);
        entry
    }
}

/// The feed that an entry was taken from: the text of the element in RSS, its title in Atom.
fn source(elements: &Elements<'_>, place: usize, names: &Names) -> Option<String> {
    let mut parts = elements.children(Some(place)).peekable();
    let title = if parts.peek().is_some() {
        parts.find(|&part| names.of(elements.tag(part)) == "title")?
    } else {
        place
    };
    let title = Content::of(elements, title)?.line();
    (!title.is_empty()).then_some(title)
}

/// Fills a field that is still empty.
fn set<T>(field: &mut Option<T>, value: impl FnOnce() -> Option<T>) {
    if field.is_none() {
        *field = value();
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !text.is_empty() && list.len() < 200 && !list.contains(&text) {
        list.push(text);
    }
}

/// The address of a page that a `link` gives, in any of the ways of RSS, Atom and CDF.
pub(super) fn link(elements: &Elements<'_>, place: usize) -> Option<String> {
    let tag = elements.tag(place);
    let rel = tag.attribute("rel").unwrap_or_default();
    // Others lead to the feed itself, to a recording, to answers.
    if !matches!(rel.trim().to_ascii_lowercase().as_str(), "" | "alternate") {
        return None;
    }
    let media_type = tag.attribute("type").unwrap_or_default();
    if !rel.is_empty() && !matches!(media_type.trim(), "" | "text/html" | "application/xhtml+xml") {
        return None;
    }
    let href = tag.attribute("href").or_else(|| tag.attribute("rdf:resource"));
    let href = href.map_or_else(|| plain(elements.inner(place)), std::borrow::Cow::into_owned);
    // White space inside an address is a line broken by some program.
    let href: String = href.trim().chars().filter(|c| !c.is_control()).collect();
    (!href.is_empty() && !href.contains(['<', '>'])).then_some(href)
}

fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// `link` from `base`; nothing where that cannot be told, or `base` is no address itself.
pub(super) fn resolve(base: Option<&str>, link: &str) -> Option<String> {
    // An absolute one stays as its feed writes it.
    if is_address(link) {
        return Some(link.to_owned());
    }
    let base = url::Url::parse(base?.trim()).ok()?;
    Some(base.join(link).ok()?.to_string())
}

/// The names of the people that an element gives.
pub(super) fn people(elements: &Elements<'_>, place: usize) -> Vec<String> {
    let mut children = elements.children(Some(place));
    let named = children.find(|&child| {
        let name = elements.tag(child).name;
        name.rsplit(':').next().unwrap_or(name).eq_ignore_ascii_case("name")
    });
    match named {
        Some(name) => person(&plain(elements.inner(name))).into_iter().collect(),
        None if elements.children(Some(place)).next().is_some() => Vec::new(),
        None => {
            let text = one_line(&plain(elements.inner(place)));
            match without_mail(&text) {
                Some(name) => person(&name).into_iter().collect(),
                None => byline::split(&text),
            }
        }
    }
}

/// One name, unless it is an address.
pub(super) fn person(text: &str) -> Option<String> {
    let text = one_line(text);
    let name = without_mail(&text).unwrap_or(text);
    (!name.is_empty() && !name.contains('@') && !is_address(&name)).then_some(name)
}

/// The name beside an address: of `desk@example.org (Ada Quill)` and of `Ada Quill <desk@example.org>`.
fn without_mail(text: &str) -> Option<String> {
    let at = text.find('@')?;
    let name = if let Some((mail, name)) = text.split_once('(').filter(|(mail, _)| mail.len() > at)
    {
        let _ = mail;
        name.trim_end_matches(')')
    } else if let Some((name, _)) = text.split_once('<').filter(|(name, _)| name.len() < at) {
        name
    } else {
        // An address in brackets, or alone.
        text.split_once('(').filter(|(name, _)| name.len() < at).map_or("", |(name, _)| name)
    };
    Some(name.trim().trim_matches('"').trim().to_owned())
}
