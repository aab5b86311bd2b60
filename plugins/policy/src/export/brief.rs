//! A brief of each article: tables whose every line leads to its sentence.

use std::path::PathBuf;

use cableway_sdk::text::sentence_iter;
use cableway_sdk::{
    ConfigError, Document, Export, Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Output;
use super::tables::{Line, Table, tables};
use super::{Bytes, ending, html, markdown};

/// Writes a brief of each article: summary, actors, relations, timeline, forecasts and options.
///
/// What the stages note, a language that they do not read or a date of publication that is missing, stands first.
/// Every other line leads to the sentence that it rests on: in HTML by a link to the source text below, where the sentence
/// lights up, in Markdown by a footnote that quotes it. The page is one file, needs no script, and can be used with a
/// keyboard, a screen reader and a small screen, by day and by night. Events, relations and forecasts show their status and what is denied; only what is real is drawn in the picture.
#[derive(Debug)]
pub struct Brief {
    output: Output,
    format: BriefFormat,
    /// The titles of those written, for the page's head.
    titles: Vec<String>,
}

/// What a pipeline may tell `brief`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefConfig {
    /// The file to write.
    pub path: PathBuf,
    /// The format; without it, the file's name ends in `.html` or `.htm`, or in `.md` or `.markdown`.
    pub format: Option<BriefFormat>,
}

/// The formats of `brief`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BriefFormat {
    /// One page by itself.
    Html,
    /// With footnotes.
    Markdown,
}

impl Stage for Brief {
    type Config = BriefConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Export,
            "brief",
            "writes a brief whose every line leads to its sentence",
        )
        .uses(&["actor", "event", "scene", "relation", "forecast", "option"])
        .version("1")
    }

    fn new(config: BriefConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let known = [
            ("html", BriefFormat::Html, "html"),
            ("htm", BriefFormat::Html, "html"),
            ("md", BriefFormat::Markdown, "markdown"),
            ("markdown", BriefFormat::Markdown, "markdown"),
        ];
        let format = ending::format(config.format, &config.path, &known)?;
        Ok(Self {
            output: Output::new(&config.path, setup.resolve(&config.path)),
            format,
            titles: Vec::new(),
        })
    }
}

impl Export for Brief {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        let article = Article::new(document);
        let number = self.titles.len() + 1;
        let text = match self.format {
            BriefFormat::Html => html::article(document, &article, number),
            BriefFormat::Markdown => {
                let text = markdown::article(document, &article, number);
                if number == 1 { text } else { format!("\n{text}") }
            }
        };
        self.output.push(text.as_bytes())?;
        self.titles.push(article.title);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        let (head, tail) = match self.format {
            BriefFormat::Html => html::page(&self.titles),
            BriefFormat::Markdown => (String::new(), ""),
        };
        self.output.commit(head.as_bytes(), tail.as_bytes())
    }

    fn target(&self) -> String {
        self.output.target()
    }
}

/// What a brief says of one article.
#[derive(Debug)]
pub(super) struct Article {
    pub(super) title: String,
    /// Author, publisher, day, address: what is known of them.
    pub(super) about: Vec<String>,
    pub(super) tables: Vec<Table>,
    /// All sentences of the text.
    pub(super) sentences: Vec<Span>,
}

impl Article {
    fn new(document: &Document) -> Self {
        let meta = document.meta();
        let title = meta.title.clone().unwrap_or_else(|| document.source().uri.clone());
        let mut about = meta.authors.clone();
        about.extend(meta.publisher.clone());
        about.extend(meta.published.as_ref().map(|day| day.as_str().to_owned()));
        about.push(document.source().uri.clone());
        let sentences = document.blocks().iter().flat_map(|block| {
            let slice = document.slice(block.span).unwrap_or_default();
            sentence_iter(slice).map(|one| one.shifted(block.span.start())).collect::<Vec<_>>()
        });
        Self { title, about, tables: tables(document), sentences: sentences.collect() }
    }

    /// The sentences that a line rests on, by their numbers, each once, with the words in it.
    pub(super) fn sentences_of(&self, line: &Line) -> Vec<(usize, Span)> {
        let mut all: Vec<(usize, Span)> = Vec::new();
        for span in &line.evidence {
            if let Some(at) = self.sentence_at(*span)
                && all.iter().all(|(other, _)| *other != at)
            {
                all.push((at, *span));
            }
        }
        all
    }

    /// The sentence that holds a place in the text, by its number.
    fn sentence_at(&self, span: Span) -> Option<usize> {
        let place = self.sentences.partition_point(|one| one.end() <= span.start());
        self.sentences.get(place).filter(|one| one.start() <= span.start()).map(|_| place)
    }
}

pub(super) fn one_line(text: &str) -> String {
    // Bytes that white space begins with.
    static SPACES: Bytes = Bytes::new(b"\t\n\x0B\x0C\r \xC2\xE1\xE2\xE3");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = SPACES.find(rest) {
        let (word, more) = rest.split_at(at);
        out.push_str(word);
        let mut chars = more.chars();
        let next = chars.next();
        rest = chars.as_str();
        if next.is_some_and(char::is_whitespace) {
            out.push(' ');
            rest = rest.trim_start();
        } else {
            out.extend(next);
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn white_space_of_any_kind_becomes_one_space() {
        let text = "\u{2003} “a”\t b\r\n\u{A0}£c\u{3000}d\u{1680}e\u{2028}f …  ";
        assert_eq!(one_line(text), "“a” b £c d e f …");
        assert_eq!(one_line(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(one_line(" \n"), "");
    }
}
