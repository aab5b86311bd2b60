//! What a page says of itself in JSON-LD (schema.org's `Article` and its kin), however broken.

mod mend;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::reader::html::article::bare;

type Object = Map<String, Value>;

/// The fields that the reader makes use of, as the page spells them.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) headline: Option<String>,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    /// The name of the site, where it is given apart from the publisher.
    pub(super) site: Option<String>,
    pub(super) url: Option<String>,
    pub(super) section: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) body: Option<String>,
}

/// Reads all JSON-LD scripts of a page together: one may refer to what another defines. `titles` are
/// what the page calls itself elsewhere: among several articles, the one of that name is meant.
pub(super) fn read<'a>(scripts: impl Iterator<Item = &'a str>, titles: &[&str]) -> Article {
    let values: Vec<Value> = scripts.filter_map(mend::parse).collect();
    let objects = objects(&values);
    let by_id: HashMap<&str, &Object> = objects
        .iter()
        .filter(|object| object.contains_key("name"))
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .collect();
    let rank = |object: &Object| types(object).map(rank_of).max().unwrap_or(0);
    let mut found = Article::default();
    let mut ranked: Vec<(u8, &Object)> = objects
        .iter()
        .map(|object| (rank(object), *object))
        .filter(|(rank, _)| *rank > 0)
        .collect();
    let titles: Vec<String> =
        titles.iter().filter(|title| title.len() <= 1000).map(|title| bare(title)).collect();
    let is_named = |object: &Object| {
        let headline = field(object, "headline").and_then(first_text).unwrap_or_default();
        let headline = if headline.len() <= 1000 { bare(&headline) } else { String::new() };
        headline.len() > 2
            && titles.iter().any(|title| {
                title.contains(&headline) || (title.len() > 12 && headline.contains(title))
            })
    };
    ranked.sort_by_cached_key(|(rank, object)| (std::cmp::Reverse(*rank), !is_named(object)));
    // The first of the highest rank is the article; what it leaves open, the page may say.
    let mut seen = [false; 4];
    for (rank, object) in ranked {
        if !std::mem::replace(&mut seen[usize::from(rank)], true) {
            found.add(object, &by_id, rank > 1);
        }
    }
    let is_site = |object: &&&Object| types(object).any(|name| bare_type(name) == "WebSite");
    found.site =
        objects.iter().find(is_site).and_then(|site| field(site, "name").and_then(first_text));
    found
}

impl Article {
    fn add(&mut self, object: &Object, by_id: &HashMap<&str, &Object>, is_article: bool) {
        let text = |key: &str| field(object, key).and_then(first_text);
        if is_article {
            self.headline = self.headline.take().or_else(|| text("headline"));
            self.name = self.name.take().or_else(|| text("name"));
            self.description = self.description.take().or_else(|| text("description"));
            self.section = self.section.take().or_else(|| text("articleSection"));
            self.body = self.body.take().or_else(|| text("articleBody"));
            if self.authors.is_empty() {
                for key in ["author", "creator"] {
                    if self.authors.is_empty()
                        && let Some(value) = field(object, key)
                    {
                        names(value, by_id, &mut self.authors);
                    }
                }
            }
            if self.keywords.is_empty()
                && let Some(value) = field(object, "keywords")
            {
                keywords(value, &mut self.keywords);
            }
        }
        if self.publisher.is_none()
            && let Some(value) = field(object, "publisher")
        {
            let mut publishers = Vec::new();
            names(value, by_id, &mut publishers);
            self.publisher = publishers.into_iter().next();
        }
        // What the object is about may be a page, known by its address.
        let url = text("url").or_else(|| {
            let page = field(object, "mainEntityOfPage")?;
            page.as_str().or_else(|| page.get("@id")?.as_str()).map(str::to_owned)
        });
        self.url = self.url.take().or(url);
        let date = |key: &str| field(object, key).and_then(first_date);
        self.published = self.published.take().or_else(|| date("datePublished"));
        self.modified = self.modified.take().or_else(|| date("dateModified"));
        self.language = self.language.take().or_else(|| text("inLanguage"));
    }
}

fn types(object: &Object) -> impl Iterator<Item = &str> {
    let (one, many) = match object.get("@type") {
        Some(Value::String(name)) => (Some(name.as_str()), [].as_slice()),
        Some(Value::Array(names)) => (None, names.as_slice()),
        _ => (None, [].as_slice()),
    };
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

/// A type without the vocabulary that it is of: `https://schema.org/NewsArticle`.
fn bare_type(name: &str) -> &str {
    name.rsplit(['/', ':', '#']).next().unwrap_or(name)
}

/// The value of `key`, which may stand with its vocabulary in front.
fn field<'o>(object: &'o Object, key: &str) -> Option<&'o Value> {
    object.get(key).or_else(|| {
        let prefixes = ["schema:", "https://schema.org/", "http://schema.org/"];
        prefixes.iter().find_map(|prefix| object.get(&format!("{prefix}{key}")))
    })
}

/// 3 for an article, 2 for other works with an author, 1 for the page around them, 0 for the rest.
fn rank_of(name: &str) -> u8 {
    let name = bare_type(name);
    match name {
        _ if name.ends_with("Article") || name.ends_with("Posting") || name == "Report" => 3,
        "Review" | "Recipe" | "CreativeWork" | "HowTo" | "TechArticle" | "Blog" => 2,
        _ if name.ends_with("WebPage") || name == "ItemPage" => 1,
        _ => 0,
    }
}

/// All objects that may describe the page, in order: at the top, in arrays, under `@graph` and
/// `mainEntity`.
fn objects(values: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                found.push(object);
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "publisher", "author"] {
                    open.extend(object.get(key).filter(|value| !value.is_string()));
                }
            }
            _ => {}
        }
    }
    found
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Array(values) => values.iter().find_map(|value| match value {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        }),
        Value::Object(object) => {
            let key = ["@value", "alternateName", "name"];
            key.iter().find_map(|key| object.get(*key)?.as_str()).map(str::to_owned)
        }
        _ => None,
    }
}

/// A date; as a number it counts from 1970.
fn first_date(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        value => first_text(value),
    }
}

/// The names of people and organisations: texts, objects with a name, references, and lists of these.
fn names(value: &Value, by_id: &HashMap<&str, &Object>, found: &mut Vec<String>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => found.push(text.trim().to_owned()),
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                let named = field(object, "name").or_else(|| {
                    let id = object.get("@id")?.as_str()?;
                    by_id.get(id)?.get("name")
                });
                match named {
                    Some(Value::String(text)) => found.push(text.trim().to_owned()),
                    Some(Value::Array(values)) => {
                        open.extend(values.iter().rev().filter(|value| value.is_string()));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
}

fn keywords(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(text.split(',').map(|word| word.trim().to_owned())),
        Value::Array(values) => {
            found.extend(values.iter().filter_map(first_text));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scripts: &[&str], headline: Option<&str>, authors: &[&str], publisher: Option<&str>) {
        let article = read(scripts.iter().copied(), &[]);
        assert_eq!(article.headline.as_deref(), headline);
        assert_eq!(article.authors, authors);
        assert_eq!(article.publisher.as_deref(), publisher);
    }

    #[test]
    fn authors_in_every_shape() {
        let of = |author: &str| {
            format!(r#"{{"@type": "NewsArticle", "headline": "H", "author": {author}}}"#)
        };
        check(&[&of(r#""Ada Quill""#)], Some("H"), &["Ada Quill"], None);
        check(
            &[&of(r#"["Ada Quill", {"@type": "Person", "name": "Ben Roe"}]"#)],
            Some("H"),
            &["Ada Quill", "Ben Roe"],
            None,
        );
        check(
            &[&of(r#"{"@type": "Person", "name": ["Ada Quill", "Ben Roe"]}"#)],
            Some("H"),
            &["Ada Quill", "Ben Roe"],
            None,
        );
        check(&[&of(r#"{"name": null}"#)], Some("H"), &[], None);
    }

    #[test]
    fn a_graph_with_references() {
        check(
            &[r##"{"@context": "https://schema.org", "@graph": [
                {"@type": "Organization", "@id": "#org", "name": "Harbour Post"},
                {"@type": "WebPage", "publisher": {"@id": "#org"}},
                {"@type": ["Article", "Thing"], "headline": "H", "author": {"@id": "#ada"}},
                {"@type": "Person", "@id": "#ada", "name": "Ada Quill"}]}"##],
            Some("H"),
            &["Ada Quill"],
            Some("Harbour Post"),
        );
    }

    #[test]
    fn the_article_that_the_page_is_about() {
        let scripts = [
            r#"{"@type": "NewsArticle", "headline": "Another one"}"#,
            r#"{"@type": "NewsArticle", "headline": "Ferry returns", "articleSection": ["Coast", "News"],
                "mainEntityOfPage": {"@id": "https://harbour.example/ferry"}, "datePublished": 1608543000}"#,
            r#"{"@type": "WebSite", "name": "Harbour Post"}"#,
        ];
        let article = read(scripts.into_iter(), &["Ferry returns | Harbour Post"]);
        assert_eq!(article.headline.as_deref(), Some("Ferry returns"));
        assert_eq!(article.section.as_deref(), Some("Coast"));
        assert_eq!(article.url.as_deref(), Some("https://harbour.example/ferry"));
        assert_eq!(article.published.as_deref(), Some("1608543000"));
        assert_eq!(article.site.as_deref(), Some("Harbour Post"));
    }

    #[test]
    fn names_with_their_vocabulary() {
        check(
            &[
                r#"{"@type": "schema:Article", "schema:headline": "H", "http://schema.org/author": {"schema:name": "Ada Quill"}}"#,
            ],
            Some("H"),
            &["Ada Quill"],
            None,
        );
    }

    #[test]
    fn broken_ones() {
        check(&["<!-- {\"@type\": \"Article\", \"headline\": \"H\",} -->"], Some("H"), &[], None);
        check(
            &["{\"@type\": \"Article\", \"headline\": \"two\nlines\"}"],
            Some("two lines"),
            &[],
            None,
        );
        check(
            &["//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"H\"};\n//]]>"],
            Some("H"),
            &[],
            None,
        );
        check(&["{\"@type\": \"Article\", \"headline\": "], None, &[], None);
        check(
            &[
                r#"{"@type": "Article", "headline": "H", "author": {"name": "Ada Quill"}, "publisher": {"na"#,
            ],
            Some("H"),
            &["Ada Quill"],
            None,
        );
        check(&["", "null", "[[[[]]]]", "7", "{"], None, &[], None);
        check(&[&"[".repeat(100_000)], None, &[], None);
    }
}
