//! The stages on what they are not made for, as they are and through the plugin interface: `classify` runs both
//! and compares.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_policy::{Actors, Events, Forecasts, Options, Quantities, Quotes, Relations};
use cableway_sdk::serde_json::json;
use cableway_sdk::testing::classify;
use cableway_sdk::{BlockKind, Document, Record};

fn document(language: Option<&str>, published: Option<&str>, text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = language.map(str::to_owned);
    builder.meta.published = published.map(|date| date.parse().unwrap());
    builder.block(BlockKind::Credit, "Photo: Brazil Press Agency");
    builder.block(BlockKind::Paragraph, text);
    builder.block(BlockKind::Note, "Supported by the embassy of Sweden.");
    builder.build()
}

fn actors(document: &Document) -> Record {
    classify::<Actors>(&json!({}), document).unwrap()
}

fn labels(record: &Record) -> Vec<&str> {
    record.annotations.iter().map(|annotation| annotation.label.as_str()).collect()
}

#[test]
fn credits_and_notes_name_no_actors() {
    let record = actors(&document(Some("en"), Some("2022-05-01"), "Ghana thanked Togo."));
    assert_eq!(labels(&record), ["Ghana", "Togo"]);
}

#[test]
fn without_a_date_nobody_is_known_by_name_alone() {
    let text = "Joe Biden met President Nana Akufo of Ghana.";
    let record = actors(&document(Some("en"), None, text));
    assert_eq!(labels(&record), ["Nana Akufo", "Ghana"]);
    assert!(record.notes[0].message.starts_with("no date of publication"), "{:?}", record.notes);
}

#[test]
fn a_leader_out_of_office_is_a_former_one() {
    let record =
        actors(&document(Some("en"), Some("2022-05-01"), "Donald Trump praised Joe Biden."));
    let trump = &record.annotations[0].attributes;
    assert_eq!(trump["former"], json!(true));
    assert!(!trump.contains_key("office"));
    assert_eq!(record.annotations[1].attributes["office"], json!("president"));
}

#[test]
fn other_languages_are_left_alone() {
    let record = actors(&document(Some("de"), Some("2022-05-01"), "Ghana dankte Togo."));
    assert!(record.annotations.is_empty());
    assert!(record.notes[0].message.contains("the language is `de`"), "{:?}", record.notes);
}

#[test]
fn a_text_without_actors_has_none() {
    let record =
        actors(&document(Some("en"), Some("2022-05-01"), "The rain fell on the quiet garden."));
    assert!(record.annotations.is_empty() && record.notes.is_empty());
}

#[test]
fn names_inside_other_words_are_none() {
    let text = "The Chadwicks from Cubana ate Germanium in Omanville with Nigerianish friends.";
    assert!(actors(&document(Some("en"), Some("2022-05-01"), text)).annotations.is_empty());
}

/// Every stage on a megabyte, with and without ends of sentences. The time limit of a context, which the kit does not
/// lift, is one minute; a stage that takes more than linear time would need hours.
#[test]
fn one_megabyte_is_read_in_time() {
    let texts = [
        "Ghana thanked Togo and Lima said it would “help” if he may come. ",
        "Ghana and Lima or the ministry of Togo ",
        "Option one is in Lima.\n\n",
        "If Ghana waits, Togo may sign. ",
        "French, Arabic and English, ",
    ];
    for text in texts {
        let document =
            document(Some("en"), Some("2022-05-01"), &text.repeat((1 << 20) / text.len()));
        run_all(&document);
    }
}

/// Runs all stages on a document, one after the other, as a pipeline would.
fn run_all(document: &Document) {
    let context = cableway_sdk::Context::default();
    let setup = cableway_sdk::Setup::new(".", cableway_sdk::Limits::default());
    let run = |stage: &dyn cableway_sdk::Classify| {
        let mut annotations = cableway_sdk::Annotations::new("stage".parse().unwrap());
        stage.classify(document, &mut annotations, &context).unwrap();
    };
    run(&made::<Actors>(&setup));
    run(&made::<Events>(&setup));
    run(&made::<Relations>(&setup));
    run(&made::<Forecasts>(&setup));
    run(&made::<Options>(&setup));
    run(&made::<Quotes>(&setup));
    run(&made::<Quantities>(&setup));
    context.check().unwrap();
}

fn made<S: cableway_sdk::Stage>(setup: &cableway_sdk::Setup) -> S {
    let config = cableway_sdk::serde_json::from_value(json!({})).unwrap();
    S::new(config, setup).unwrap()
}

#[test]
fn what_is_not_real_is_not_told_as_real() {
    let text = "Ghana may attack Togo. Ghana will not attack Togo. If Ghana attacks Togo, Mali will condemn Ghana. \
                Ghana denied that it had attacked Togo. Mali expects Ghana to attack Togo.";
    let document = document(Some("en"), Some("2022-05-01"), text);
    let record = classify::<Events>(&json!({}), &document).unwrap();
    let told = |kind: &str| -> Vec<String> {
        let all = record.annotations.iter().filter(|one| one.label == kind);
        all.map(|one| one.attributes["status"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(told("ASSAULT"), ["hypothetical", "denied", "hypothetical", "denied", "expected"]);
}

#[test]
fn events_lead_to_actors_where_those_were_found() {
    let mut document = document(Some("en"), Some("2022-05-01"), "Ghana attacked Togo.");
    let found = actors(&document).annotations;
    let mut annotations = cableway_sdk::Annotations::new("policy:actors".parse().unwrap());
    for one in found {
        annotations.push(one);
    }
    document.add_annotations(&"policy:actors".parse().unwrap(), &["actor"], annotations).unwrap();
    let record = classify::<Events>(&json!({}), &document).unwrap();
    let event = record.annotations.iter().find(|one| one.kind == "event").unwrap();
    let links: Vec<(&str, &str)> =
        event.links.iter().map(|link| (link.role.as_str(), link.to.as_str())).collect();
    assert_eq!(links, [("source", "policy:actors-1"), ("recipient", "policy:actors-2")]);
}

/// The labelled commentaries.
fn commentaries() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gold");
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    names.sort();
    names.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The sentences of the labelled commentaries, and some that open what never comes, cut behind each of their words and before it:
/// a rule that looks one word further finds none.
#[test]
fn a_text_may_begin_and_end_anywhere() {
    let texts = commentaries();
    let told = texts.iter().flat_map(|text| text.split_inclusive(['.', '?', '!', '\n']));
    let opening = [
        "Peru could",
        "We should not",
        "If",
        "Option one is to",
        "The first,",
        "an even",
        "There is no",
        "said that the",
    ];
    for sentence in told.map(str::trim).chain(opening).filter(|one| !one.is_empty()) {
        for (at, _) in sentence.match_indices(' ').chain([(sentence.len(), "")]) {
            run_all(&document(Some("en"), Some("2022-05-01"), &sentence[..at]));
            run_all(&document(Some("en"), Some("2022-05-01"), sentence[at..].trim()));
        }
    }
}

/// The words of the labelled commentaries in orders that no rule expects.
#[test]
fn no_order_of_words_breaks_anything() {
    let texts = commentaries();
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split_inclusive(' ')).collect();
    let mut state = 1_u64;
    for _ in 0..60 {
        let mut text = String::new();
        for _ in 0..300 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(words[(state >> 33) as usize % words.len()]);
        }
        let document = document(Some("en"), Some("2022-05-01"), &text);
        // The kit fails where a span does not slice, and where the two ways to run a stage differ.
        actors(&document);
        classify::<Events>(&json!({}), &document).unwrap();
        classify::<Quotes>(&json!({}), &document).unwrap();
        classify::<Quantities>(&json!({}), &document).unwrap();
        classify::<Forecasts>(&json!({}), &document).unwrap();
        classify::<Relations>(&json!({}), &document).unwrap();
        classify::<Options>(&json!({}), &document).unwrap();
    }
}

#[test]
fn nested_quotations_are_one() {
    let text = "“They call it ‘the wall’ in Togo,” Ghana said.";
    let document = document(Some("en"), Some("2022-05-01"), text);
    let record = classify::<Quotes>(&json!({}), &document).unwrap();
    assert_eq!(labels(&record), ["direct"]);
    assert_eq!(record.annotations[0].attributes["speaker"], json!("Ghana"));
}

#[test]
fn a_standfirst_that_repeats_the_conclusion_counts_once() {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some("2022-05-01".parse().unwrap());
    builder.block(BlockKind::Title, "Ghana and Togo");
    builder.block(BlockKind::Standfirst, "Ghana will probably leave.");
    builder.block(
        BlockKind::Paragraph,
        "Ghana will probably leave. Togo increases the likelihood of it.",
    );
    let record = classify::<Forecasts>(&json!({}), &builder.build()).unwrap();
    assert_eq!(labels(&record), ["icd-203"]);
    assert!(record.annotations[0].spans[0].start() > 40);
}

#[test]
fn a_forecast_without_a_date_of_publication_has_no_days() {
    let record = classify::<Forecasts>(
        &json!({}),
        &document(Some("en"), None, "Ghana may leave this year."),
    )
    .unwrap();
    assert!(!record.annotations[0].attributes.contains_key("to"));
}
