//! A brief of each article: tables whose every line leads to its sentence.

use std::collections::HashMap;
use std::path::PathBuf;

use cableway_sdk::serde_json::Value;
use cableway_sdk::text::sentence_iter;
use cableway_sdk::{
    Annotation, ConfigError, Document, Export, Setup, Span, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Output;
use super::{Bytes, ending, html, markdown, names, plain, text};

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

/// A line of a table, and the words that it rests on, in the order of the text.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) cells: Vec<String>,
    pub(super) evidence: Vec<Span>,
}

/// A table of a brief.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) title: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) lines: Vec<Line>,
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
    #[expect(clippy::too_many_lines, reason = "one table after the other")]
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
        let mut tables: Vec<Table> = notes(document).into_iter().collect();
        tables.extend([
            summary(document),
            table(document, "actor", "Actors", &["actor", "type", "code", "mentions"], |one| {
                vec![
                    one.label.clone(),
                    kind(one),
                    text(one, "iso").to_owned(),
                    one.spans.len().to_string(),
                ]
            }),
            table(
                document,
                "relation",
                "Relations",
                &["from", "relation", "to", "status", "change"],
                |one| {
                    vec![
                        text(one, "from").to_owned(),
                        negatable(one),
                        text(one, "to").to_owned(),
                        text(one, "status").to_owned(),
                        text(one, "change").to_owned(),
                    ]
                },
            ),
            table(
                document,
                "event",
                "Timeline",
                &["date", "event", "status", "source", "recipient", "place"],
                |one| {
                    vec![
                        text(one, "date").to_owned(),
                        negatable(one),
                        text(one, "status").to_owned(),
                        names(one, "sources"),
                        names(one, "recipients"),
                        text(one, "place").to_owned(),
                    ]
                },
            ),
            table(
                document,
                "forecast",
                "Forecasts",
                &["claim", "words", "status", "range", "condition", "review", "who says it"],
                |one| {
                    let words = one
                        .spans
                        .first()
                        .and_then(|span| document.slice(*span))
                        .unwrap_or_default();
                    vec![
                        one_line(words),
                        text(one, "hedge").to_owned(),
                        foretold(one).to_owned(),
                        range(one),
                        one_line(text(one, "condition")),
                        text(one, "review").to_owned(),
                        text(one, "speaker").to_owned(),
                    ]
                },
            ),
            table(
                document,
                "option",
                "Options",
                &["option", "whose", "benefits", "costs", "author’s lean"],
                |one| {
                    vec![
                        format!("{}: {}", one.label, one_line(text(one, "words"))),
                        text(one, "actor").to_owned(),
                        several(one, "benefits"),
                        several(one, "costs"),
                        text(one, "lean").to_owned(),
                    ]
                },
            ),
        ]);
        // Several sentences may tell of one tie.
        if let Some(relations) = tables.iter_mut().find(|table| table.title == "Relations") {
            join_equals(relations);
        }
        // By date; what has none stands behind, in the order of the text.
        if let Some(timeline) = tables.iter_mut().find(|table| table.title == "Timeline") {
            timeline.lines.sort_by(|one, other| day(one).cmp(&day(other)));
        }
        tables.retain(|table| !table.lines.is_empty());
        Self { title, about, tables, sentences: sentences.collect() }
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

fn summary(document: &Document) -> Table {
    let sentences = document.summaries().first().map_or(&[][..], |summary| &summary.sentences);
    // What happens in a film, a war game, or after `Suppose that` is no summary of what is.
    let is_imagined = |span: &Span| {
        let scenes = document.annotations().iter().filter(|one| one.kind == "scene");
        let mut spans = scenes.flat_map(|one| &one.spans);
        spans.any(|scene| scene.start() <= span.start() && span.end() <= scene.end())
    };
    let lines = sentences
        .iter()
        .filter(|one| !one.spans.first().is_some_and(is_imagined))
        .map(|one| Line { cells: vec![one_line(&one.text)], evidence: first(&one.spans) })
        .collect();
    Table { title: "Summary", columns: &["sentence"], lines }
}

/// What the stages of this plugin note of the article, such as a language that they do not read; one line for what
/// several say.
fn notes(document: &Document) -> Option<Table> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    let own = document.notes().iter().filter(|note| note.stage.as_str().starts_with("policy:"));
    for note in own {
        let stage = note.stage.as_str();
        match said.iter_mut().find(|(message, _)| *message == note.message) {
            Some((_, stages)) if stages.contains(&stage) => {}
            Some((_, stages)) => stages.push(stage),
            None => said.push((&note.message, vec![stage])),
        }
    }
    let line = |(message, stages): &(&str, Vec<&str>)| Line {
        cells: vec![one_line(message), stages.join(", ")],
        evidence: Vec::new(),
    };
    let lines: Vec<Line> = said.iter().map(line).collect();
    (!lines.is_empty()).then_some(Table { title: "Notes", columns: &["note", "stages"], lines })
}

fn table(
    document: &Document,
    annotation: &str,
    title: &'static str,
    columns: &'static [&'static str],
    cells: impl Fn(&Annotation) -> Vec<String>,
) -> Table {
    let of_kind = document.annotations().iter().filter(|one| one.kind == annotation);
    let lines =
        of_kind.map(|one| Line { cells: cells(one), evidence: first(&one.spans) }).collect();
    Table { title, columns, lines }
}

/// The first of the spans of an annotation or a sentence, which is where to look.
fn first(spans: &[Span]) -> Vec<Span> {
    spans.first().copied().into_iter().collect()
}

/// Makes one line of those that say the same, with the evidence of all.
fn join_equals(table: &mut Table) {
    let mut joined: Vec<Line> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    for line in table.lines.drain(..) {
        match places.get(&line.cells) {
            Some(place) => joined[*place].evidence.extend(line.evidence),
            None => {
                places.insert(line.cells.clone(), joined.len());
                joined.push(line);
            }
        }
    }
    table.lines = joined;
}

/// Where a line of the timeline stands.
fn day(line: &Line) -> (bool, &str) {
    let day = line.cells.first().map_or("", String::as_str);
    (day.is_empty(), day)
}

fn is_negated(annotation: &Annotation) -> bool {
    annotation.attributes.get("negated").and_then(Value::as_bool) == Some(true)
}

fn kind(actor: &Annotation) -> String {
    let former = actor.attributes.get("former").and_then(Value::as_bool) == Some(true);
    let kind = text(actor, "type");
    if former { format!("former {kind}") } else { kind.to_owned() }
}

/// What something is, with `not:` before what is not or would not be.
fn negatable(annotation: &Annotation) -> String {
    if is_negated(annotation) {
        format!("not: {}", annotation.label)
    } else {
        annotation.label.clone()
    }
}

/// What a forecast makes of its claim: whether what is spoken of is expected to come about, possible, doubted or denied.
fn foretold(forecast: &Annotation) -> &'static str {
    let percent = |name: &str| forecast.attributes.get(name).and_then(Value::as_u64);
    match (percent("occurs_low").zip(percent("occurs_high")), is_negated(forecast)) {
        (Some((50.., _)), _) => "expected",
        (Some((_, ..=50)) | None, true) => "denied",
        (Some((_, ..=50)), false) => "doubted",
        (None, false) if forecast.label == "foretold" => "expected",
        _ => "possible",
    }
}

/// The range of a forecast; where something is denied, what it is the range of.
fn range(forecast: &Annotation) -> String {
    let (low, high) = (plain(forecast, "low"), plain(forecast, "high"));
    if low.is_empty() {
        return "none stated".to_owned();
    }
    let range = if low == high { format!("{low} %") } else { format!("{low}–{high} %") };
    let of = match (is_negated(forecast), low == plain(forecast, "occurs_low")) {
        (false, _) => "",
        (true, true) => " that it will be",
        (true, false) => " that it will not be",
    };
    match forecast.label.as_str() {
        "survey" => format!("{range}{of} (readers’ survey)"),
        "stated" => format!("{range}{of} (as the text states)"),
        _ => format!("{range}{of}"),
    }
}

fn several(annotation: &Annotation, name: &str) -> String {
    let list = annotation.attributes.get(name).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(one_line)
        .collect::<Vec<_>>()
        .join("; ")
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
