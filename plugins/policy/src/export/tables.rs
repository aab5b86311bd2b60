//! The tables of a brief.

use std::collections::HashMap;

use cableway_sdk::serde_json::Value;
use cableway_sdk::{Annotation, Document, Span};

use super::brief::one_line;
use super::{names, plain, text};

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

/// The tables of an article that have a line, in the order of the page.
#[expect(clippy::too_many_lines, reason = "one table after the other")]
pub(super) fn tables(document: &Document) -> Vec<Table> {
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
            &["date", "event", "words", "status", "source", "recipient", "place"],
            |one| {
                vec![
                    text(one, "date").to_owned(),
                    negatable(one),
                    words(document, one),
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
                vec![
                    words(document, one),
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
    tables
}

/// The words that an annotation rests on, as the register has them.
fn words(document: &Document, annotation: &Annotation) -> String {
    let span = annotation.spans.first();
    one_line(span.and_then(|span| document.slice(*span)).unwrap_or_default())
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
