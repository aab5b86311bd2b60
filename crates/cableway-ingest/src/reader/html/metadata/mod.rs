//! What the page says about the article: JSON-LD, `<meta>`, links, and what it shows.
//!
//! A field takes the first source that gives it; one that no source gives stays absent.

mod dates;
mod json_ld;
mod title;

use std::borrow::Cow;

use cableway_core::{BlockKind, Meta};

use super::article::{self, Part};
use super::blocks::Page;
use super::build;
use super::marks;
use super::tag::Tag;
use super::tree::{Key, Tree};
use crate::reader::{byline, language};

/// The longest text of a metadata field in bytes; more is a mistake of the page.
const LONGEST: usize = 4096;

/// The most authors that are read from one source.
const MOST_AUTHORS: usize = 200;

/// The `<meta>`s that give the headline, the best first.
const TITLES: &[&str] = &[
    "dc.title",
    "dcterms.title",
    "og:title",
    "twitter:title",
    "parsely-title",
    "title",
    "headline",
];

/// What the page says outside of the article's text.
pub(super) struct Facts<'t> {
    tree: &'t Tree,
    article: json_ld::Article,
    /// The `<meta>`s: name in lower case, content.
    metas: Vec<(Cow<'t, str>, &'t str)>,
    document_title: Option<String>,
    language: Option<&'t str>,
    canonical: Option<&'t str>,
}

/// Gathers what the page says.
pub(super) fn gather(tree: &Tree) -> Facts<'_> {
    let mut facts = Facts {
        tree,
        article: json_ld::Article::default(),
        metas: Vec::new(),
        document_title: None,
        language: None,
        canonical: None,
    };
    let mut scripts = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        match node.tag {
            Tag::Meta => facts.add_meta(at),
            Tag::Title if facts.document_title.is_none() => {
                facts.document_title = Some(tree.plain_text(at, LONGEST)).filter(|t| !t.is_empty());
            }
            Tag::Html => facts.language = tree.attribute(at, Key::Lang),
            Tag::Body if facts.language.is_none() => {
                facts.language = tree.attribute(at, Key::Lang);
            }
            Tag::Link if facts.canonical.is_none() && has_rel(tree, at, "canonical") => {
                facts.canonical = tree.attribute(at, Key::Href);
            }
            // The only scripts whose text is kept are JSON-LD.
            Tag::Script if node.end as usize > at + 1 => scripts.push(tree.text_of(at + 1)),
            _ => {}
        }
    }
    facts.article = json_ld::read(scripts.into_iter());
    facts
}

fn has_rel(tree: &Tree, node: usize, rel: &str) -> bool {
    let value = tree.attribute(node, Key::Rel).unwrap_or_default();
    value.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(rel))
}

impl<'t> Facts<'t> {
    fn add_meta(&mut self, node: usize) {
        let Some(content) = self.tree.attribute(node, Key::Content).map(str::trim) else { return };
        if content.is_empty() {
            return;
        }
        for (name, value) in self.tree.attributes_of(node) {
            if !matches!(name, Key::Property | Key::Name | Key::ItemProp | Key::HttpEquiv) {
                continue;
            }
            for key in value.split_ascii_whitespace() {
                let key = if key.bytes().any(|b| b.is_ascii_uppercase()) {
                    Cow::Owned(key.to_ascii_lowercase())
                } else {
                    Cow::Borrowed(key)
                };
                // Dublin Core stands with a full stop or a colon.
                let dublin = match key.split_once(':') {
                    Some(("dc", rest)) => Some(format!("dc.{rest}")),
                    Some(("dcterms" | "dcterm", rest)) => Some(format!("dcterms.{rest}")),
                    _ => None,
                };
                self.metas.push((dublin.map_or(key, Cow::Owned), content));
            }
        }
    }

    /// The contents of all `<meta>`s of this name.
    fn all(&self, name: &str) -> impl Iterator<Item = &'t str> {
        self.metas.iter().filter(move |(key, _)| key == name).map(|(_, content)| *content)
    }

    /// The content of the first name of the list that a `<meta>` has.
    fn meta(&self, names: &[&str]) -> Option<&'t str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    /// What the metadata call the article, the surest first.
    pub(super) fn titles(&self) -> Vec<&str> {
        let metas = TITLES;
        let headline = self.article.headline.as_deref();
        headline
            .into_iter()
            .chain(metas.iter().filter_map(|name| self.meta(&[name])))
            .chain(self.document_title.as_deref())
            .collect()
    }

    /// What the metadata say that the article is about.
    pub(super) fn description(&self) -> Option<&str> {
        let names = [
            "og:description",
            "description",
            "twitter:description",
            "dc.description",
            "dcterms.description",
        ];
        self.meta(&names).or(self.article.description.as_deref())
    }

    /// The whole text of the article, where the page gives it apart from what it shows.
    pub(super) fn body(&self) -> Option<&str> {
        self.article.body.as_deref()
    }

    /// Fills in `meta`. `parts` are what is shown of the article.
    pub(super) fn fill(&self, meta: &mut Meta, page: &Page, parts: &[Part]) {
        let shown = |kind: BlockKind| {
            let part = parts.iter().find(move |part| part.kind == kind);
            part.map(|part| page.text_of(&page.blocks[part.block]))
        };
        meta.publisher = self.publisher();
        meta.url = self.url();
        meta.title = self.title(
            page,
            shown(BlockKind::Title),
            meta.publisher.as_deref(),
            meta.url.as_deref(),
        );
        let standfirst = shown(BlockKind::Standfirst).map(str::to_owned);
        meta.standfirst = standfirst.or_else(|| self.description().and_then(text));
        meta.authors = self.authors(page, shown(BlockKind::Byline), meta.publisher.as_deref());
        meta.published = self.published(page, parts);
        meta.modified = self.modified(page, parts);
        meta.language = self.language();
        meta.tags = self.tags();
    }

    fn publisher(&self) -> Option<String> {
        let given =
            self.article.publisher.as_deref().filter(|name| !is_address(name)).and_then(text);
        given.or_else(|| {
            let names = ["og:site_name", "application-name", "dc.publisher", "dcterms.publisher"];
            self.meta(&names).filter(|name| !is_address(name)).and_then(text)
        })
    }

    fn url(&self) -> Option<String> {
        let absolute = |url: &&str| {
            let lower = url.get(..8).unwrap_or_default().to_ascii_lowercase();
            (lower.starts_with("http://") || lower == "https://")
                && !url.contains(char::is_whitespace)
        };
        let canonical = self.canonical.map(str::trim).filter(absolute);
        canonical.or_else(|| self.meta(&["og:url"]).filter(absolute)).map(str::to_owned)
    }

    fn title(
        &self,
        page: &Page,
        shown: Option<&str>,
        publisher: Option<&str>,
        url: Option<&str>,
    ) -> Option<String> {
        let headings: Vec<String> = page
            .blocks
            .iter()
            .filter(|block| matches!(block.heading, Some(Tag::H1 | Tag::H2)))
            .take(20)
            .map(|block| page.text_of(block).to_owned())
            .chain(shown.map(str::to_owned))
            .collect();
        let mut sites: Vec<String> = publisher.map(str::to_owned).into_iter().collect();
        sites.extend(self.meta(&["og:site_name"]).map(str::to_owned));
        sites.extend(self.meta(&["application-name"]).map(str::to_owned));
        sites.extend(url.and_then(host_names).into_iter().flatten());
        let clean =
            |title: &str| text(title).map(|title| title::without_site(&title, &sites, &headings));
        let key = shown.map(article::bare);
        let named = self.article.name.as_deref().filter(|name| key == Some(article::bare(name)));
        if let Some(headline) = named.or(self.article.headline.as_deref()).and_then(clean) {
            return Some(headline);
        }
        let given = self.meta(TITLES).and_then(clean);
        given
            .or_else(|| shown.map(str::to_owned))
            .or_else(|| self.document_title.as_deref().and_then(clean))
    }

    fn authors(&self, page: &Page, byline: Option<&str>, publisher: Option<&str>) -> Vec<String> {
        let split = |given: &mut dyn Iterator<Item = &str>| {
            let mut names: Vec<String> = Vec::new();
            for name in
                given.take(MOST_AUTHORS).filter_map(text).flat_map(|given| byline::split(&given))
            {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names
        };
        let mut names = split(&mut self.article.authors.iter().map(String::as_str));
        // Libraries write `Quill, Ada`, one name each.
        for key in ["dc.creator", "dcterms.creator"] {
            if names.is_empty() {
                names =
                    self.all(key).filter_map(text).filter(|name| byline::is_name(name)).collect();
            }
        }
        for key in ["author", "article:author", "parsely-author", "sailthru.author", "byl"] {
            if names.is_empty() {
                names = split(&mut self.all(key));
            }
        }
        if names.is_empty() {
            names = split(&mut byline.into_iter());
        }
        if names.is_empty() {
            names = self
                .author_elements(page)
                .take(20)
                .map(|node| byline::split(&self.tree.plain_text(node, 200)))
                .find(|names| !names.is_empty())
                .unwrap_or_default();
        }
        // `Ada Quill, Harbour Post`: the second is an author only where it stands alone.
        let site = publisher.map(article::bare).unwrap_or_default();
        if names.len() > 1 {
            names.retain(|name| {
                let name = article::bare(name);
                name != site && !(name.len() > 5 && site.starts_with(&name))
            });
        }
        names
    }

    /// The elements that say they name the author.
    fn author_elements(&self, page: &Page) -> impl Iterator<Item = usize> {
        let nodes = 0..self.tree.nodes.len();
        let marked = nodes.filter(|&at| page.marks[at] & marks::BYLINE != 0);
        marked.filter(|&at| {
            let by_rel = has_rel(self.tree, at, "author");
            let property = self.tree.attribute(at, Key::ItemProp).unwrap_or_default();
            by_rel || property.split_ascii_whitespace().any(|name| name == "author")
        })
    }

    fn language(&self) -> Option<String> {
        let given = [
            self.language,
            self.article.language.as_deref(),
            self.meta(&["og:locale"]),
            self.meta(&["content-language", "language", "dc.language", "dcterms.language"]),
        ];
        given.into_iter().flatten().find_map(language::normalise)
    }

    fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut add = |tag: &str| {
            if let Some(tag) = text(tag)
                && tag.len() <= 100
                && seen.insert(tag.to_lowercase())
            {
                tags.push(tag);
            }
        };
        self.all("article:tag").flat_map(|tags| tags.split(',')).for_each(&mut add);
        for name in ["keywords", "news_keywords"] {
            self.all(name).flat_map(|tags| tags.split([',', ';'])).for_each(&mut add);
        }
        self.article.keywords.iter().for_each(|tag| add(tag));
        tags
    }
}

/// A value on one line, with entities and tags that were written twice resolved. Nothing where it is empty.
fn text(value: &str) -> Option<String> {
    let value = value.trim();
    let mut end = value.len().min(LONGEST);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let value = &value[..end];
    let line = if value.contains(['&', '<']) {
        build::build(value).plain_text(0, LONGEST)
    } else {
        let mut line = String::with_capacity(value.len());
        super::tree::push_collapsed(&mut line, value);
        line.truncate(line.trim_end().len());
        line
    };
    (!line.is_empty()).then_some(line)
}

fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with('@')
}

/// What a site may call itself, from its host: `www.harbour-post.example` gives the whole and
/// `harbour-post`.
fn host_names(url: &str) -> Option<Vec<String>> {
    let host = url.split("://").nth(1)?.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut names = vec![host.to_owned()];
    names.extend(host.split('.').filter(|part| part.len() > 3).map(str::to_owned));
    Some(names)
}
