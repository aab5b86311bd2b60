//! Cuts a JSON Feed, and reads its entries.

use std::fmt;

use cableway_core::StageError;
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::content::{Content, one_line};
use super::cut::{Head, short};
use super::entry::{Entry, person, resolve};

/// A JSON Feed, cut.
#[derive(Debug, Default)]
pub(super) struct Cut<'a> {
    pub(super) head: Head,
    /// Each entry as it is written.
    pub(super) entries: Vec<&'a str>,
    /// True where the text ends too early, or is no JSON from some place on.
    pub(super) is_cut_off: bool,
}

/// True for what begins as JSON does.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

pub(super) fn cut(text: &str) -> Result<Cut<'_>, StageError> {
    let mut feed = Feed::default();
    let mut reader = serde_json::Deserializer::from_str(text.trim());
    let outcome = reader.deserialize_map(&mut feed).and_then(|()| reader.end());
    let Feed { mut cut, has_items, .. } = feed;
    match outcome {
        Err(error) if !has_items => {
            return Err(StageError::bad_input(format!(
                "is no feed: it begins as JSON does, and is none (line {}, column {})",
                error.line(),
                error.column()
            ))
            .with_source(error));
        }
        Err(_) => cut.is_cut_off = true,
        Ok(()) if !has_items => {
            return Err(StageError::bad_input(
                "is no feed: it is JSON without `items`, which a JSON Feed has",
            ));
        }
        Ok(()) => {}
    }
    Ok(cut)
}

/// Takes a feed in while it is read, so that what came before a mistake is kept.
#[derive(Default)]
struct Feed<'a> {
    cut: Cut<'a>,
    has_items: bool,
}

impl<'de> Visitor<'de> for &mut Feed<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let head = &mut self.cut.head;
            match key.as_str() {
                "items" => {
                    self.has_items = true;
                    map.next_value_seed(Items(&mut self.cut.entries))?;
                }
                "title" => head.title = text(&map.next_value()?).map(short),
                "home_page_url" => head.link = text(&map.next_value()?).map(short),
                "language" => head.language = text(&map.next_value()?).map(short),
                "author" | "authors" => {
                    let named = authors(&map.next_value()?);
                    head.authors.extend(named.into_iter().map(short).take(20));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Items<'l, 'a>(&'l mut Vec<&'a str>);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list of a feed's entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<&'de RawValue>()? {
            self.0.push(entry.get());
        }
        Ok(())
    }
}

/// Reads an entry.
pub(super) fn read(entry: &str, head: &Head) -> Result<Entry, StageError> {
    let value: Value = serde_json::from_str(entry).map_err(|error| {
        StageError::bad_input("the entry is no JSON that can be read").with_source(error)
    })?;
    if !value.is_object() {
        return Err(StageError::bad_input(
            "the entry is no object, which those of a JSON Feed are",
        ));
    }
    let field = |name: &str| value.get(name).and_then(text);
    let raw = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let html = raw("content_html").filter(|text| !text.trim().is_empty());
    let content = html.map(|text| Content { text, is_html: true });
    let content = content.or_else(|| Some(Content { text: raw("content_text")?, is_html: false }));
    let own = ["url", "external_url"].into_iter().find_map(field);
    let link = own.map(|link| resolve(head.base.as_deref(), &link).unwrap_or(link));
    let mut named = value.get("authors").map(authors).unwrap_or_default();
    if named.is_empty() {
        named = value.get("author").map(authors).unwrap_or_default();
    }
    let tags = value.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(text);
    Ok(Entry {
        id: field("id").or_else(|| link.clone()),
        title: raw("title").map(|title| Content::guessed(title).line()).filter(|t| !t.is_empty()),
        content,
        summary: raw("summary").map(Content::guessed),
        authors: named,
        published: field("date_published").map(|date| ("date_published", date)),
        modified: field("date_modified").map(|date| ("date_modified", date)),
        language: field("language"),
        publisher: None,
        tags: tags.collect(),
        link,
    })
}

/// A text on one line, or a number as text.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => one_line(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The names in one author, or in a list of them.
fn authors(value: &Value) -> Vec<String> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let name = |author: &Value| person(author.get("name").unwrap_or(author).as_str()?);
    list.iter().filter_map(name).collect()
}
