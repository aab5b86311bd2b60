//! What the page says about the article: JSON-LD, `<meta>`, links, and what it shows.
//!
//! A field takes the first source that gives it; one that no source gives stays absent.

mod address;
mod authors;
mod dates;
mod json_ld;
mod title;

pub(super) use dates::Unclear;

use std::borrow::Cow;

use cableway_core::{BlockKind, Meta};

use super::article::{self, Article, Part};
use super::blocks::Page;
use super::build;
use super::tag::Tag;
use super::tree::{Key, Tree};
use crate::date::Order;
use crate::reader::language;

/// The longest text of a metadata field in bytes; more is a mistake of the page.
const LONGEST: usize = 4096;

/// The `<meta>`s that give the headline of the article, the best first.
const TITLES: &[&str] =
    &["dc.title", "dcterms.title", "citation_title", "parsely-title", "headline", "title"];

/// The `<meta>`s that give a title for those who share the page, which may be another one.
const SHARED_TITLES: &[&str] = &["og:title", "twitter:title"];

/// The `<meta>`s that name the publisher or the site, the best first.
const PUBLISHERS: &[&str] = &[
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "publisher",
    "apple-mobile-web-app-title",
    "application-name",
];

/// The `<meta>`s that name the section, the best first.
const SECTIONS: &[&str] =
    &["article:section", "og:article:section", "prism.section", "parsely-section", "section"];

/// What the page says outside of the article's text.
pub(super) struct Facts<'t> {
    tree: &'t Tree,
    article: json_ld::Article,
    /// The `<meta>`s: name in lower case, content.
    metas: Vec<(Cow<'t, str>, &'t str)>,
    document_title: Option<String>,
    language: Option<&'t str>,
    canonical: Option<&'t str>,
    base: Option<&'t str>,
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
        base: None,
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
            Tag::Base if facts.base.is_none() => facts.base = tree.attribute(at, Key::Href),
            // The only scripts whose text is kept are JSON-LD.
            Tag::Script if node.end as usize > at + 1 => scripts.push(tree.text_of(at + 1)),
            _ => {}
        }
    }
    let titles: Vec<&str> =
        facts.meta(SHARED_TITLES).into_iter().chain(facts.document_title.as_deref()).collect();
    facts.article = json_ld::read(scripts.into_iter(), &titles);
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
        let metas = TITLES.iter().chain(SHARED_TITLES);
        let headline = self.article.headline.as_deref();
        headline
            .into_iter()
            .chain(metas.filter_map(|name| self.meta(&[name])))
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

    /// Forgets what JSON-LD says where it is of quite another story: it has a text in which nothing stands
    /// of what is shown, and a headline that the page does not have.
    pub(super) fn drop_other_story(&mut self, page: &Page, parts: &[Part]) {
        let Some(body) = self.body() else { return };
        let shown = |part: &&Part| part.kind.is_body() && page.blocks[part.block].words >= 5;
        let mut shown = parts
            .iter()
            .filter(shown)
            .take(COMPARED)
            .map(|part| bare_start(page.text_of(&page.blocks[part.block])));
        let body = article::bare(body);
        let is_shown = shown.any(|start| body.contains(&start));
        let headline = self.article.headline.as_deref().map(article::bare).unwrap_or_default();
        let headings = page
            .blocks
            .iter()
            .filter(|block| matches!(block.heading, Some(Tag::H1 | Tag::H2)))
            .take(COMPARED)
            .map(|block| page.text_of(block));
        let mut titles = self
            .meta(SHARED_TITLES)
            .into_iter()
            .chain(self.meta(TITLES))
            .chain(self.document_title.as_deref())
            .chain(headings)
            .map(article::bare)
            .filter(|title| !title.is_empty())
            .peekable();
        let is_named = titles.peek().is_none()
            || (!headline.is_empty()
                && titles.any(|title| title.contains(&headline) || headline.contains(&title)));
        if !is_shown && !is_named {
            self.article = json_ld::Article::default();
        }
    }

    /// Fills in `meta`, and says which dates are unclear. `article` is what is shown, and `uri` is where
    /// it comes from.
    pub(super) fn fill(
        &self,
        meta: &mut Meta,
        page: &Page,
        article: &Article,
        uri: &str,
    ) -> Unclear {
        let parts = article.parts.as_slice();
        let shown = |kind: BlockKind| {
            let part = parts.iter().find(move |part| part.kind == kind);
            part.map(|part| page.text_of(&page.blocks[part.block]))
        };
        meta.publisher = self.publisher();
        meta.url = self.url(uri);
        meta.title = self.title(page, parts, meta.publisher.as_deref(), meta.url.as_deref());
        let standfirst = shown(BlockKind::Standfirst).map(str::to_owned);
        meta.standfirst = standfirst.or_else(|| self.description().and_then(text));
        meta.authors = self.authors(page, article, meta.publisher.as_deref());
        meta.language = self.language();
        meta.section = self.section();
        meta.tags = self.tags();
        let order = meta.language.as_deref().map_or(Order::Unknown, Order::of_language);
        let url = meta.url.clone();
        self.dates(meta, &dates::Shown { page, parts, order, url: url.as_deref().or(Some(uri)) })
    }

    /// Whether an element has this property of schema.org, by microdata or by `RDFa`.
    fn has_property(&self, node: usize, property: &str) -> bool {
        self.tree.attributes_of(node).any(|(name, value)| {
            matches!(name, Key::ItemProp | Key::Property)
                && value.split_ascii_whitespace().any(|own| {
                    let own = own.strip_prefix("schema:").unwrap_or(own);
                    let own = own.strip_prefix("http://schema.org/").unwrap_or(own);
                    own.strip_prefix("https://schema.org/").unwrap_or(own) == property
                })
        })
    }

    /// What the first element with this property holds: that of its `name`, where it has one.
    fn property(&self, property: &str) -> Option<String> {
        let at = (0..self.tree.nodes.len()).find(|&at| self.has_property(at, property))?;
        text(&self.name_in(at))
    }

    fn publisher(&self) -> Option<String> {
        let is_name = |name: &&str| !is_address(name);
        let stated = self.article.publisher.as_deref().filter(is_name).and_then(text);
        // What an application calls the page is its title, and no name.
        let titles = [self.meta(SHARED_TITLES), self.document_title.as_deref()];
        let named = || {
            PUBLISHERS.iter().find_map(|name| {
                let given = self.all(name).find(is_name)?;
                (*name == "og:site_name" || !titles.contains(&Some(given))).then(|| text(given))?
            })
        };
        let marked =
            || self.property("publisher").filter(|name| name.len() <= 100 && !is_address(name));
        let site = || self.article.site.as_deref().filter(is_name).and_then(text);
        stated.or_else(named).or_else(marked).or_else(site)
    }

    /// The canonical address, absolute. `uri` is where the page comes from.
    fn url(&self, uri: &str) -> Option<String> {
        let base = self.base.and_then(|base| address::resolve(base, Some(uri)));
        let base = base.as_deref().unwrap_or(uri);
        let given = [self.canonical, self.meta(&["og:url"]), self.article.url.as_deref()];
        given.into_iter().flatten().find_map(|url| address::resolve(url, Some(base)))
    }

    fn title(
        &self,
        page: &Page,
        parts: &[Part],
        publisher: Option<&str>,
        url: Option<&str>,
    ) -> Option<String> {
        let part = parts.iter().find(|part| part.kind == BlockKind::Title);
        let shown = part.map(|part| page.text_of(&page.blocks[part.block]));
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
        let stated = named.or(self.article.headline.as_deref()).or(self.meta(TITLES));
        if let Some(title) = stated.and_then(clean) {
            return Some(title);
        }
        let shared = self.meta(SHARED_TITLES).and_then(clean);
        let document = self.document_title.as_deref().and_then(clean);
        // What is shown goes before what was made for sharing and for the tab of a browser, but for its
        // spelling; a word or two over an article, in no title, may be the name of a section.
        let shown = shown.filter(|shown| {
            let short = shown.split_whitespace().count() <= 2 && shown.len() <= 40;
            let is_site = sites.iter().any(|site| article::bare(site) == article::bare(shown));
            let titles = [&shared, &document].into_iter().flatten();
            let alike = titles.clone().any(|title| title::contains(title, shown));
            titles.count() == 0 || alike || !(short || is_site)
        });
        let same =
            |title: &String| shown.is_none_or(|shown| article::bare(shown) == article::bare(title));
        shared.clone().filter(same).or_else(|| shown.map(str::to_owned)).or(shared).or(document)
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

    fn section(&self) -> Option<String> {
        let is_name =
            |name: &&str| !is_address(name) && !name.starts_with('/') && name.len() <= 100;
        let stated = self.article.section.as_deref().filter(is_name).and_then(text);
        let named = || self.meta(SECTIONS).filter(is_name).and_then(text);
        let marked = || self.property("articleSection").filter(|name| name.len() <= 100);
        stated.or_else(named).or_else(marked)
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
        for name in ["dc.subject", "dcterms.subject", "citation_keywords", "parsely-tags"] {
            self.all(name).flat_map(|tags| tags.split([',', ';'])).for_each(&mut add);
        }
        tags
    }
}

/// So many parts of a page are compared with what JSON-LD says.
const COMPARED: usize = 20;

/// The first letters of a paragraph, for finding it elsewhere.
fn bare_start(text: &str) -> String {
    article::bare(&text.chars().take(60).collect::<String>())
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
