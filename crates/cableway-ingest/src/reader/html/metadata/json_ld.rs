//! What a page says of itself in JSON-LD (schema.org's `Article` and its kin), however broken.

use std::collections::HashMap;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// The fields that the reader makes use of, as the page spells them.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) headline: Option<String>,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) body: Option<String>,
}

/// Reads all JSON-LD scripts of a page together: one may refer to what another defines.
pub(super) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> Article {
    let values: Vec<Value> = scripts.filter_map(parse).collect();
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
    ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    // The first of the highest rank is the article; what it leaves open, the page may say.
    let mut seen = [false; 4];
    for (rank, object) in ranked {
        if !std::mem::replace(&mut seen[usize::from(rank)], true) {
            found.add(object, &by_id, rank > 1);
        }
    }
    found
}

impl Article {
    fn add(&mut self, object: &Object, by_id: &HashMap<&str, &Object>, is_article: bool) {
        let text = |key: &str| object.get(key).and_then(first_text);
        if is_article {
            self.headline = self.headline.take().or_else(|| text("headline"));
            self.name = self.name.take().or_else(|| text("name"));
            self.description = self.description.take().or_else(|| text("description"));
            self.body = self.body.take().or_else(|| text("articleBody"));
            if self.authors.is_empty() {
                for key in ["author", "creator"] {
                    if self.authors.is_empty()
                        && let Some(value) = object.get(key)
                    {
                        names(value, by_id, &mut self.authors);
                    }
                }
            }
            if self.keywords.is_empty()
                && let Some(value) = object.get("keywords")
            {
                keywords(value, &mut self.keywords);
            }
        }
        if self.publisher.is_none()
            && let Some(value) = object.get("publisher")
        {
            let mut publishers = Vec::new();
            names(value, by_id, &mut publishers);
            self.publisher = publishers.into_iter().next();
        }
        self.published = self.published.take().or_else(|| text("datePublished"));
        self.modified = self.modified.take().or_else(|| text("dateModified"));
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

/// 3 for an article, 2 for other works with an author, 1 for the page around them, 0 for the rest.
fn rank_of(name: &str) -> u8 {
    let name = name.rsplit(['/', ':']).next().unwrap_or(name);
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

/// The names of people and organisations: texts, objects with a name, references, and lists of these.
fn names(value: &Value, by_id: &HashMap<&str, &Object>, found: &mut Vec<String>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => found.push(text.trim().to_owned()),
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                let named = object.get("name").or_else(|| {
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

/// Reads a script; where that fails, again without what often breaks one: comments around it, raw
/// line breaks in strings, commas before a closing bracket, text after the end.
fn parse(script: &str) -> Option<Value> {
    let script = unwrapped(script);
    if script.is_empty() {
        return None;
    }
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    let mended = mend(script);
    let mut values = serde_json::Deserializer::from_str(&mended).into_iter::<Value>();
    values.next()?.ok()
}

fn unwrapped(script: &str) -> &str {
    let mut script = script.trim();
    for start in ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "\u{feff}"] {
        script = script.strip_prefix(start).unwrap_or(script).trim_start();
    }
    for end in ["-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", "//", ";"] {
        script = script.strip_suffix(end).unwrap_or(script).trim_end();
    }
    script
}

fn mend(script: &str) -> String {
    let mut mended = String::with_capacity(script.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in script.chars() {
        if in_string {
            match c {
                _ if c.is_control() => {
                    mended.push(' ');
                    escaped = false;
                    continue;
                }
                '\'' if escaped => {
                    // `\'` is no escape of JSON.
                    mended.pop();
                    escaped = false;
                }
                '"' if !escaped => in_string = false,
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        } else {
            match c {
                '"' => in_string = true,
                '}' | ']' => {
                    let kept = mended.trim_end();
                    if kept.ends_with(',') {
                        mended.truncate(kept.len() - 1);
                    }
                }
                _ => {}
            }
        }
        mended.push(c);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scripts: &[&str], headline: Option<&str>, authors: &[&str], publisher: Option<&str>) {
        let article = read(scripts.iter().copied());
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
        check(&["", "null", "[[[[]]]]", "7", "{"], None, &[], None);
        check(&[&"[".repeat(100_000)], None, &[], None);
    }
}
