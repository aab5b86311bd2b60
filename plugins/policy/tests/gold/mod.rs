//! The labelled commentaries of `gold/`, as documents and labels.

#![allow(dead_code, unreachable_pub, reason = "each test file takes the part that it needs")]

use std::fs;
use std::path::Path;

use cableway_sdk::{BlockKind, Document};
use serde::Deserialize;

/// What a person found in one commentary; `gold/README.md` tells what the fields mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    pub genre: String,
    pub published: String,
    pub front: Vec<BlockKind>,
    pub back: Vec<BlockKind>,
    pub actor: Vec<Actor>,
    pub event: Vec<Event>,
    pub relation: Vec<Relation>,
    pub forecast: Vec<Forecast>,
    #[serde(default)]
    pub option: Vec<Choice>,
    pub quantity: Vec<Quantity>,
    #[serde(default)]
    pub quote: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    pub name: String,
    pub r#type: String,
    pub iso: Option<String>,
    pub mentions: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub r#type: String,
    pub status: String,
    #[serde(default)]
    pub source: Vec<String>,
    #[serde(default)]
    pub recipient: Vec<String>,
    pub date: Option<String>,
    pub place: Option<String>,
    pub words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    pub r#type: String,
    pub from: String,
    pub to: String,
    pub words: String,
    #[serde(default)]
    pub negated: bool,
    pub status: Option<String>,
    pub change: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    pub hedge: String,
    pub claim: String,
    pub band: Option<[u8; 2]>,
    #[serde(default)]
    pub negated: bool,
    pub condition: Option<String>,
    pub horizon: Option<[String; 2]>,
    pub speaker: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub number: u32,
    pub words: String,
    pub actor: Option<String>,
    pub benefit: Option<String>,
    pub cost: Option<String>,
    pub lean: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub words: String,
    pub value: f64,
    pub bound: String,
    pub unit: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    pub words: String,
    pub kind: String,
    pub speaker: Option<String>,
}

/// One commentary.
pub struct Commentary {
    pub name: String,
    pub document: Document,
    pub labels: Labels,
}

/// All of them, by name.
pub fn commentaries() -> Vec<Commentary> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("gold");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|file| {
            Some(file.unwrap().file_name().to_str()?.strip_suffix(".txt")?.to_owned())
        })
        .collect();
    names.sort_unstable();
    names.into_iter().map(|name| read(&folder, name)).collect()
}

fn read(folder: &Path, name: String) -> Commentary {
    let text = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
    let labels = fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
    let labels: Labels = toml::from_str(&labels).unwrap_or_else(|error| panic!("{name}: {error}"));
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let last = blocks.len() - labels.back.len();
    let mut builder = Document::builder(format!("gold/{name}.txt"));
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some(labels.published.parse().unwrap());
    for (place, block) in blocks.iter().enumerate() {
        let kind = match labels.front.get(place) {
            Some(kind) => *kind,
            None if place >= last => labels.back[place - last],
            None => BlockKind::Paragraph,
        };
        if kind == BlockKind::Title {
            builder.meta.title = Some((*block).to_owned());
        }
        builder.block(kind, block);
    }
    Commentary { name, document: builder.build(), labels }
}

/// Every place in the paragraphs where a mention of [`Actor::mentions`] stands, as bytes of the text.
pub fn places(document: &Document, mention: &str) -> Vec<(usize, usize)> {
    let text = document.text();
    if let Some((before, rest)) = mention.split_once('[') {
        let (words, after) = rest.split_once(']').unwrap();
        let whole = format!("{before}{words}{after}");
        return text
            .match_indices(&whole)
            .map(|(at, _)| (at + before.len(), at + before.len() + words.len()))
            .collect();
    }
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut found = Vec::new();
    for block in document.blocks().iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let slice = document.slice(block.span).unwrap();
        for (at, _) in slice.match_indices(mention) {
            let end = at + mention.len();
            if !is_part(slice[..at].chars().next_back()) && !is_part(slice[end..].chars().next()) {
                found.push((block.span.start() + at, block.span.start() + end));
            }
        }
    }
    found
}
