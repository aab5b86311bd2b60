//! Names of elements, whatever prefix a feed gives them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::markup::Tag;

/// The namespaces that feeds use, and the prefix that each has here. Those of the feeds themselves have
/// none. An address is compared without its capitals and its end, which differ from feed to feed.
const KNOWN: &[(&str, &str)] = &[
    ("http://www.w3.org/2005/atom", ""),
    ("http://purl.org/atom/ns#", ""),
    ("http://purl.org/rss/1.0", ""),
    ("http://my.netscape.com/rdf/simple/0.9", ""),
    ("http://channel.netscape.com/rdf/simple/0.9", ""),
    ("http://backend.userland.com/rss", ""),
    ("http://blogs.law.harvard.edu/tech/rss", ""),
    ("http://cyber.law.harvard.edu/rss", ""),
    ("http://my.netscape.com/publish/formats/rss", ""),
    ("http://purl.org/net/rss1.1#", ""),
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/dc/elements/1.1", "dc"),
    ("http://purl.org/dc/elements/1.0", "dc"),
    ("http://purl.org/dc/terms", "dcterms"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://prismstandard.org/namespaces/1.2/basic", "prism"),
    ("http://prismstandard.org/namespaces/basic/2.0", "prism"),
    ("http://xmlns.com/foaf/0.1", "foaf"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
];

/// What a feed's prefixes stand for, as far as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Takes in what a tag declares.
    pub(super) fn declare(&mut self, tag: &Tag<'_>) {
        for (name, value) in tag.attributes() {
            if let Some(prefix) = name.strip_prefix("xmlns:")
                && let Some(known) = known(value)
                && prefix != known
            {
                self.0.insert(prefix.to_ascii_lowercase(), known.to_owned());
            }
        }
    }

    /// The name of a tag by which it is known here: `dc:creator` whatever the feed calls `dc`, and
    /// `title` for a feed's own, in lower case.
    pub(super) fn of(&self, tag: &Tag<'_>) -> String {
        let name = tag.name.to_ascii_lowercase();
        let own = tag.attributes().find(|(name, _)| {
            match (name.strip_prefix("xmlns"), tag.name.split_once(':')) {
                (Some(declared), Some((prefix, _))) => declared.strip_prefix(':') == Some(prefix),
                (Some(declared), None) => declared.is_empty(),
                _ => false,
            }
        });
        let is_root = matches!(name.as_str(), "rss" | "feed" | "channel");
        let unknown = if is_root { "" } else { "foreign" };
        let own = own
            .map(|(_, uri)| if uri.trim().is_empty() { "" } else { known(uri).unwrap_or(unknown) });
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => {
                let known = own.or_else(|| self.0.get(prefix).map(String::as_str));
                (Cow::Borrowed(known.unwrap_or(prefix)), local)
            }
            None => (Cow::Borrowed(own.unwrap_or_default()), name.as_str()),
        };
        match prefix.as_ref() {
            "" | "atom" | "atom10" | "atom03" | "rss" | "a10" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        }
    }
}

fn known(uri: &str) -> Option<&'static str> {
    let uri = uri.trim().to_ascii_lowercase();
    let uri = uri.trim_end_matches('/');
    let uri = uri
        .strip_prefix("https://")
        .map_or(Cow::Borrowed(uri), |rest| format!("http://{rest}").into());
    let exact = KNOWN.iter().find(|(known, _)| *known == uri);
    // RSS was given a dozen addresses of the same beginning.
    let begins = || {
        KNOWN.iter().find(|(known, prefix)| {
            prefix.is_empty() && known.ends_with("rss") && uri.starts_with(known)
        })
    };
    exact.or_else(begins).map(|(_, prefix)| *prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{Markup, Token};

    /// The names of all start tags, each by what those before it declare.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let mut names = Names::default();
        let mut shown = Vec::new();
        for (token, _) in Markup::new(text) {
            if let Token::Start(tag) = token {
                names.declare(&tag);
                shown.push(names.of(&tag));
            }
        }
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn prefixes() {
        check("<RSS><Title><dc:Creator>", &["rss", "title", "dc:creator"]);
        check(
            "<r xmlns:x='http://purl.org/dc/elements/1.1/'><x:date><y:date>",
            &["r", "dc:date", "y:date"],
        );
        check("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry>", &["feed", "entry"]);
        check("<feed xmlns='http://www.w3.org/2005/Atom'><title>", &["feed", "title"]);
        check("<rss xmlns='http://backend.userland.com/rss2'><item>", &["rss", "item"]);
        check("<svg xmlns='http://www.w3.org/2000/svg'><title>", &["foreign:svg", "title"]);
        check("<atom:link>", &["link"]);
        check("<link xmlns='http://www.w3.org/2005/Atom'/>", &["link"]);
    }
}
