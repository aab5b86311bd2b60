//! What misleads programs that read policy commentary, in sentences of our own.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

mod amounts;
mod around;
mod blows;
mod choices;
mod claims;
mod clock;
mod contradicted;
mod courses;
mod denials;
mod doubted;
mod fancied;
mod figures;
mod habits;
mod holders;
mod imagined;
mod likelihood;
mod names;
mod odds;
mod options;
mod parties;
mod persons;
mod quoted;
mod reports;
mod sayings;
mod sides;
mod standing;
mod status;
mod subjects;
mod times;
mod units;
mod unnamed;
mod unreal;
mod untrue;
mod verbs;
mod vocabulary;
mod ways;

use cableway_policy::{Actors, Events, Forecasts, Quantities, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::classify;
use cableway_sdk::{Annotation, BlockKind, Classify, Document, Record, Stage};

/// The day on which the texts are published, where a test asks for no other.
const DAY: &str = "2023-02-10";

fn document_of(published: &str, blocks: &[(BlockKind, &str)]) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some(published.parse().unwrap());
    for (kind, text) in blocks {
        builder.block(*kind, text);
    }
    builder.build()
}

fn document(blocks: &[(BlockKind, &str)]) -> Document {
    document_of(DAY, blocks)
}

fn paragraph(text: &str) -> Document {
    document(&[(BlockKind::Paragraph, text)])
}

/// The day of the traps that were known first.
const EARLIER: &str = "2021-11-20";

fn earlier(text: &str) -> Document {
    document_of(EARLIER, &[(BlockKind::Paragraph, text)])
}

fn stage<S: Stage + Classify + 'static>(document: &Document) -> Record {
    classify::<S>(&json!({}), document).unwrap()
}

fn actors(document: &Document) -> Record {
    stage::<Actors>(document)
}

fn events(text: &str) -> Record {
    stage::<Events>(&paragraph(text))
}

fn relations(text: &str) -> Record {
    stage::<Relations>(&paragraph(text))
}

fn forecasts(text: &str) -> Record {
    stage::<Forecasts>(&paragraph(text))
}

fn text<'a>(annotation: &'a Annotation, name: &str) -> &'a str {
    annotation.attributes.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The words of an actor's mentions; none where it is not there.
fn mentions<'a>(record: &'a Record, name: &str) -> Vec<&'a str> {
    let actor = record.annotations.iter().find(|one| one.label == name);
    let spans = actor.into_iter().flat_map(|one| &one.spans);
    spans.map(|span| span.slice(&record.text).unwrap()).collect()
}

/// `type: from -> to`, with `not` before what is negated, and how real it is.
fn ties(text_of: &str) -> Vec<String> {
    let record = relations(text_of);
    let told = record.annotations.iter().map(|one| {
        let negated = if one.attributes["negated"] == true { "not " } else { "" };
        format!(
            "{negated}{}: {} -> {} ({})",
            one.label,
            text(one, "from"),
            text(one, "to"),
            text(one, "status")
        )
    });
    told.collect()
}

/// `TYPE sources > recipients @ date` of all events; `and` between several, and a name's own words where it is no actor.
fn deeds(text_of: &str) -> Vec<String> {
    let record = events(text_of);
    let told = record.annotations.iter().map(|one| {
        let names = |role: &str| {
            let parties = one.attributes[role].as_array().into_iter().flatten();
            let names: Vec<&str> = parties.filter_map(|party| party["name"].as_str()).collect();
            names.join(" and ")
        };
        let date = match text(one, "date") {
            "" => String::new(),
            date => format!(" @ {date}"),
        };
        format!("{} {} > {}{date}", one.label, names("sources"), names("recipients"))
    });
    told.map(|one| one.trim_end().to_owned()).collect()
}

/// The types of what is told as real.
fn real(text_of: &str) -> Vec<String> {
    let record = events(text_of);
    let is_real = |one: &&Annotation| matches!(text(one, "status"), "happened" | "ongoing");
    record.annotations.iter().filter(is_real).map(|one| one.label.clone()).collect()
}

/// Checks that a text has events and that all have one status.
#[track_caller]
fn not_real(text_of: &str, status: &str) {
    let record = events(text_of);
    let told: Vec<_> = record.annotations.iter().filter(|one| one.kind == "event").collect();
    assert!(!told.is_empty(), "{text_of}");
    for event in told {
        assert_eq!(text(event, "status"), status, "{text_of} {}", event.label);
    }
}

fn dates(text_of: &str) -> Vec<String> {
    events(text_of).annotations.iter().map(|one| text(one, "date").to_owned()).collect()
}

fn amounts(text_of: &str) -> Vec<String> {
    let record = stage::<Quantities>(&paragraph(text_of));
    record
        .annotations
        .iter()
        .map(|one| one.spans[0].slice(&record.text).unwrap().to_owned())
        .collect()
}
