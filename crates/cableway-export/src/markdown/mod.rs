//! The stage `markdown`.

mod escape;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use cableway_core::{
    ConfigError, Document, Export, Setup, Span, Stage, StageError, StageInfo, StageKind, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::escape::{push_label, push_link_target, push_text};
use crate::output::Output;

/// Writes a brief to read: a section for each document, with its summary, and under each sentence a
/// footnote with the words of the source that it rests on, their URI and their bytes.
///
/// Footnotes have the form of GitHub, Pandoc and most other Markdown programs: `[^label]`. Labels are
/// made of the document's id, so that they stay the same when documents are added.
#[derive(Debug)]
pub struct Markdown {
    output: Output,
    title: Option<String>,
    /// How often each document's id came, by its hash: sixteen bytes a document.
    seen: HashMap<u64, u32>,
    /// Kept from section to section.
    section: String,
}

/// What a pipeline may tell `markdown`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkdownConfig {
    /// The file to write, relative to the pipeline file; `-` is standard output.
    pub path: String,
    /// The heading of the whole brief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Stage for Markdown {
    type Config = MarkdownConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Export,
            "markdown",
            "writes a brief with footnotes to the sources",
        )
        .uses(&["topic"])
        .version("1")
    }

    fn new(config: MarkdownConfig, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self {
            output: Output::new(&config.path, setup)?,
            title: config.title.filter(|title| !title.trim().is_empty()),
            seen: HashMap::new(),
            section: String::new(),
        })
    }
}

impl Export for Markdown {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()?;
        if let Some(title) = &self.title {
            self.section.clear();
            self.section.push_str("# ");
            push_text(&mut self.section, title);
            self.section.push('\n');
            self.output.write(self.section.as_bytes())?;
            // The first section is set off from it.
            self.section.clear();
            self.output.write(b"\n")?;
        }
        Ok(())
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        let first = self.seen.is_empty();
        let label = self.label(document);
        let out = &mut self.section;
        out.clear();
        if !first {
            out.push('\n');
        }
        push_heading(out, document);
        push_origin(out, document);
        if document.summaries().is_empty() {
            out.push_str("\n*No summary.*\n");
        }
        push_summaries(out, document, &label);
        self.output.write(self.section.as_bytes())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        self.output.commit()
    }

    fn target(&self) -> String {
        self.output.target()
    }
}

impl Markdown {
    /// What the labels of the document's footnotes begin with. An id that comes again gets a number,
    /// after a full stop, which no label has otherwise.
    fn label(&mut self, document: &Document) -> String {
        let mut hasher = DefaultHasher::new();
        document.id().as_str().hash(&mut hasher);
        let times = self.seen.entry(hasher.finish()).or_default();
        *times += 1;
        let mut label = String::new();
        push_label(&mut label, document.id().as_str());
        if *times > 1 {
            // Writing to a string cannot fail, here and below.
            let _ = write!(label, ".{times}");
        }
        label
    }
}

/// `## [Title](<url>)`; without a title the URI stands for it.
fn push_heading(out: &mut String, document: &Document) {
    let meta = document.meta();
    let title = meta.title.as_deref().filter(|title| !title.trim().is_empty());
    let title = title.unwrap_or(&document.source().uri);
    out.push_str("## ");
    let start = out.len();
    out.push('[');
    push_text(out, title);
    out.push_str("](");
    let linked = meta.url.as_deref().and_then(|url| push_link_target(out, url));
    if linked.is_some() {
        out.push(')');
    } else {
        out.truncate(start);
        push_text(out, title);
    }
    out.push('\n');
}

/// The line that says who published it, when, who wrote it, and what it is about.
fn push_origin(out: &mut String, document: &Document) {
    let meta = document.meta();
    let start = out.len();
    out.push('\n');
    let mut empty = true;
    let mut part = |out: &mut String, name: &str, texts: &mut dyn Iterator<Item = &str>| {
        for (place, text) in texts.filter(|text| !text.trim().is_empty()).enumerate() {
            let before = match place {
                0 if empty => "",
                0 => " · ",
                _ => ", ",
            };
            empty = false;
            out.push_str(before);
            if place == 0 {
                out.push_str(name);
            }
            push_text(out, text);
        }
    };
    part(out, "", &mut meta.publisher.as_deref().into_iter());
    let published = meta.published.as_ref().map(|date| date.day().unwrap_or(date.as_str()));
    part(out, "", &mut published.into_iter());
    part(out, "by ", &mut meta.authors.iter().map(String::as_str));
    let kind = shown_kind(document);
    let labels = document.annotations().iter().filter(|annotation| Some(&*annotation.kind) == kind);
    let name = kind.map(|kind| format!("{kind}: ")).unwrap_or_default();
    part(out, &name, &mut labels.map(|annotation| annotation.label.as_str()));
    if empty {
        out.truncate(start);
    } else {
        out.push('\n');
    }
}

/// The kind of annotation that is shown: topics, or the first other one that says what a document is
/// about.
fn shown_kind(document: &Document) -> Option<&str> {
    let kinds = || document.annotations().iter().map(|annotation| annotation.kind.as_str());
    kinds().find(|kind| *kind == "topic").or_else(|| kinds().find(|kind| *kind != "language"))
}

/// The summaries, each a paragraph, and then the footnotes of all.
fn push_summaries(out: &mut String, document: &Document, label: &str) {
    let summaries = document.summaries();
    let mut number = 0;
    for Summary { stage, sentences } in summaries {
        out.push('\n');
        if summaries.len() > 1 {
            let _ = write!(out, "**{stage}:** ");
        }
        for (place, sentence) in sentences.iter().enumerate() {
            if place > 0 {
                out.push(' ');
            }
            number += 1;
            push_text(out, &sentence.text);
            let _ = write!(out, "[^{label}-{number}]");
        }
        out.push('\n');
    }
    let sentences = summaries.iter().flat_map(|summary| &summary.sentences);
    for (place, sentence) in sentences.enumerate() {
        if place == 0 {
            out.push('\n');
        }
        let _ = write!(out, "[^{label}-{}]: ", place + 1);
        push_sources(out, document, &sentence.spans);
        out.push('\n');
    }
}

/// `“words” (bytes 3–9), “more words” (bytes 12–15), inbox/ferry.txt`
fn push_sources(out: &mut String, document: &Document, spans: &[Span]) {
    for &span in spans {
        out.push('“');
        push_text(out, document.slice(span).unwrap_or_default());
        let _ = write!(out, "” (bytes {}–{}), ", span.start(), span.end());
    }
    push_text(out, &document.source().uri);
}

#[cfg(test)]
mod tests;
