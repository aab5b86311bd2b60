//! The columns of a table, and what of a document goes into a cell.

use std::fmt::Write as _;

use cableway_core::{Annotation, Document};

/// Stands between the values of a cell that has several.
const BETWEEN: &str = "; ";

/// The columns that have a name of their own.
const NAMED: &[(&str, Column)] = &[
    ("id", Column::Id),
    ("uri", Column::Uri),
    ("media_type", Column::MediaType),
    ("bytes", Column::Bytes),
    ("digest", Column::Digest),
    ("retrieved", Column::Retrieved),
    ("reader", Column::Reader),
    ("part", Column::Part),
    ("title", Column::Title),
    ("standfirst", Column::Standfirst),
    ("authors", Column::Authors),
    ("publisher", Column::Publisher),
    ("published", Column::Published),
    ("modified", Column::Modified),
    ("language", Column::Language),
    ("url", Column::Url),
    ("section", Column::Section),
    ("tags", Column::Tags),
    ("text", Column::Text),
    ("summary", Column::Summary(None)),
    ("notes", Column::Notes),
];

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Id,
    Uri,
    MediaType,
    Bytes,
    Digest,
    Retrieved,
    Reader,
    Part,
    Title,
    Standfirst,
    Authors,
    Publisher,
    Published,
    Modified,
    Language,
    Url,
    Section,
    Tags,
    Text,
    /// The first summary, or that of a stage.
    Summary(Option<String>),
    Notes,
    /// The labels of all annotations of a kind.
    Label(String),
    /// Their scores, in the same order.
    Score(String),
}

impl Column {
    /// The column that `name` asks for.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "topics" => return Some(Self::Label("topic".to_owned())),
            "keywords" => return Some(Self::Label("keyword".to_owned())),
            _ => {}
        }
        if let Some((what, of)) = name.split_once(':') {
            let of = of.trim();
            return match what {
                _ if of.is_empty() => None,
                "label" => Some(Self::Label(of.to_owned())),
                "score" => Some(Self::Score(of.to_owned())),
                "summary" => Some(Self::Summary(Some(of.to_owned()))),
                _ => None,
            };
        }
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, column)| column.clone())
    }

    /// All names, for help and hints.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        let patterns = ["topics", "keywords", "label:KIND", "score:KIND", "summary:STAGE"];
        NAMED.iter().map(|(name, _)| *name).chain(patterns)
    }

    /// True for cells that hold nothing but numbers, which no spreadsheet takes for a formula.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Bytes | Self::Score(_))
    }

    /// Appends to `cell` what `document` has in this column, which may be nothing.
    pub(crate) fn fill(&self, document: &Document, cell: &mut String) {
        let (source, meta) = (document.source(), document.meta());
        let value = match self {
            Self::Id => Some(document.id().as_str()),
            Self::Uri => Some(source.uri.as_str()),
            Self::MediaType => source.media_type.as_deref(),
            Self::Retrieved => source.retrieved.as_ref().map(cableway_core::Date::as_str),
            Self::Reader => source.reader.as_deref(),
            Self::Part => source.part.as_deref(),
            Self::Title => meta.title.as_deref(),
            Self::Standfirst => meta.standfirst.as_deref(),
            Self::Publisher => meta.publisher.as_deref(),
            Self::Published => meta.published.as_ref().map(cableway_core::Date::as_str),
            Self::Modified => meta.modified.as_ref().map(cableway_core::Date::as_str),
            Self::Language => document.language(),
            Self::Url => meta.url.as_deref(),
            Self::Section => meta.section.as_deref(),
            Self::Text => Some(document.text()),
            Self::Bytes => return source.bytes.into_iter().for_each(|bytes| show(cell, bytes)),
            Self::Digest => return source.digest.into_iter().for_each(|digest| show(cell, digest)),
            Self::Authors => return join(cell, BETWEEN, meta.authors.iter()),
            Self::Tags => return join(cell, BETWEEN, meta.tags.iter()),
            Self::Notes => {
                return join(cell, BETWEEN, document.notes().iter().map(|note| &note.message));
            }
            Self::Label(kind) => {
                return join(cell, BETWEEN, of_kind(document, kind).map(|a| &a.label));
            }
            Self::Score(kind) => {
                return join(cell, BETWEEN, of_kind(document, kind).filter_map(|a| a.score));
            }
            Self::Summary(stage) => {
                let wanted = |name: &str| stage.as_deref().is_none_or(|stage| stage == name);
                let mut summaries = document.summaries().iter();
                let summary = summaries.find(|summary| wanted(summary.stage.as_str()));
                let sentences = summary.map(|summary| summary.sentences.as_slice());
                return join(cell, " ", sentences.unwrap_or_default().iter().map(|s| &s.text));
            }
        };
        cell.push_str(value.unwrap_or_default());
    }
}

fn of_kind<'a>(document: &'a Document, kind: &str) -> impl Iterator<Item = &'a Annotation> {
    document.annotations().iter().filter(move |annotation| annotation.kind == kind)
}

fn show(cell: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(cell, "{value}");
}

fn join<V: std::fmt::Display>(cell: &mut String, between: &str, values: impl Iterator<Item = V>) {
    for (place, value) in values.enumerate() {
        if place > 0 {
            cell.push_str(between);
        }
        show(cell, value);
    }
}
