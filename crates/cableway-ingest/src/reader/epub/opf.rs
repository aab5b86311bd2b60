//! A book's package file: what the book says of itself, and which parts are its chapters.

use std::collections::HashMap;

use cableway_core::{Context, Meta, StageError};

use crate::date::{self, Order};
use crate::reader::language;
use crate::reader::package::xml::{Part, Xml, attribute, name, one_line};

/// What the package file holds.
#[derive(Debug, Default)]
pub(super) struct Opf {
    /// Fields of the metadata in their order, with the event or property that they are of.
    fields: Vec<(String, String, String)>,
    /// Where each part of the manifest lies, and its properties.
    manifest: HashMap<String, (String, String)>,
    spine: Vec<String>,
}

impl Opf {
    pub(super) fn read(text: &str, part: &str) -> Result<Self, StageError> {
        let mut opf = Self::default();
        let mut parts = Xml::new(text, part);
        let mut open: Option<(String, String)> = None;
        let mut value = String::new();
        while let Some(part) = parts.next()? {
            match part {
                Part::Open(element) => {
                    value.clear();
                    let get = |name| attribute(&element, name);
                    match name(&element) {
                        "item" => {
                            if let (Some(id), Some(href)) = (get("id"), get("href")) {
                                let properties = get("properties").unwrap_or_default();
                                opf.manifest.insert(id, (href, properties));
                            }
                        }
                        "itemref" if get("linear").as_deref() != Some("no") => {
                            opf.spine.extend(get("idref"));
                        }
                        "meta" => {
                            let property = get("property").or_else(|| get("name"));
                            // The second edition gives the value as an attribute.
                            value = get("content").unwrap_or_default();
                            open = Some(("meta".to_owned(), property.unwrap_or_default()));
                        }
                        field => {
                            open = Some((field.to_owned(), get("event").unwrap_or_default()));
                        }
                    }
                }
                Part::Text(text) => value.push_str(&text),
                Part::Close(name) => {
                    if let Some((field, of)) = open.take().filter(|(field, _)| *field == name) {
                        let line = one_line(&value);
                        if !line.is_empty() {
                            opf.fields.push((field, of, line));
                        }
                    }
                }
            }
        }
        Ok(opf)
    }

    /// The parts that are chapters, in the book's order; navigation is none.
    pub(super) fn chapters(&self) -> impl Iterator<Item = &str> {
        self.spine.iter().filter_map(|id| self.manifest.get(id)).filter_map(|(href, properties)| {
            let is_navigation = properties.split_whitespace().any(|word| word == "nav");
            (!is_navigation).then_some(href.as_str())
        })
    }

    pub(super) fn fill(&self, meta: &mut Meta, context: &Context<'_>) {
        let all = |field: &str| {
            let field = field.to_owned();
            self.fields.iter().filter(move |(name, _, _)| *name == field)
        };
        let first = |field: &str| all(field).next().map(|(_, _, value)| value.clone());
        meta.title = first("title");
        meta.publisher = first("publisher");
        meta.language = first("language").and_then(|tag| language::normalise(&tag));
        meta.authors = all("creator").map(|(_, _, value)| value.clone()).collect();
        meta.tags = all("subject").map(|(_, _, value)| value.clone()).collect();
        meta.tags.dedup();
        let published = all("date")
            .find(|(_, event, _)| event == "publication")
            .or_else(|| all("date").find(|(_, event, _)| event.is_empty()));
        if let Some((_, _, text)) = published {
            meta.published = date::field("published", text, Order::Unknown, context);
        }
        let modified = all("meta").find(|(_, property, _)| property == "dcterms:modified");
        if let Some((_, _, text)) = modified {
            meta.modified = date::field("modified", text, Order::Unknown, context);
        }
    }
}
