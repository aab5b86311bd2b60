//! What stands around an article: credits, standfirsts, closing notes. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::{Actors, Brief, Events, Forecasts, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::{classify, export};
use cableway_sdk::{Annotations, BlockKind, Document, Record, StageName};

use super::{EARLIER, actors, document, document_of, mentions, stage, text};

#[test]
fn a_picture_credit_is_no_source() {
    let record = actors(&document_of(
        EARLIER,
        &[
            (BlockKind::Credit, "Source: Press Office of Norway"),
            (BlockKind::Paragraph, "Kenya thanked Uganda."),
        ],
    ));
    assert!(mentions(&record, "Norway").is_empty());
}

#[test]
fn a_closing_note_reaches_nothing() {
    let document = document_of(
        EARLIER,
        &[
            (BlockKind::Paragraph, "Kenya praised Uganda."),
            (
                BlockKind::Note,
                "This article is part of a project of the Embassy of France, which supports Kenya and may end.",
            ),
        ],
    );
    assert!(mentions(&actors(&document), "France").is_empty());
    assert_eq!(stage::<Events>(&document).annotations.len(), 1);
    assert!(
        stage::<Relations>(&document).annotations.iter().all(|one| text(one, "from") != "France")
    );
    assert!(stage::<Forecasts>(&document).annotations.is_empty());
}

#[test]
fn a_picture_credit_is_no_source_1() {
    let record = actors(&document(&[
        (BlockKind::Caption, "The minister in Lisbon. Photo: Government of Portugal"),
        (BlockKind::Paragraph, "Chad warned Sudan."),
    ]));
    assert!(mentions(&record, "Portugal").is_empty());
    assert!(mentions(&record, "Government of Portugal").is_empty());
}

#[test]
fn a_picture_credit_is_no_source_2() {
    let document = document(&[
        (BlockKind::Credit, "Kremlin Press Service via Russia Today"),
        (BlockKind::Paragraph, "Chad and Sudan signed a pact in Doha."),
    ]);
    assert!(mentions(&actors(&document), "Russia").is_empty());
    assert!(mentions(&actors(&document), "Government of Russia").is_empty());
}

#[test]
fn a_standfirst_counts_once_1() {
    let document = document(&[
        (BlockKind::Standfirst, "Peru will probably leave the pact within a year."),
        (BlockKind::Paragraph, "Peru will probably leave the pact within a year."),
    ]);
    let record = stage::<Forecasts>(&document);
    assert_eq!(record.annotations.len(), 1);
}

#[test]
fn a_standfirst_counts_once_2() {
    let document = document(&[
        (BlockKind::Standfirst, "Chad depends on Libya for its fuel, and Libya may cut it off."),
        (BlockKind::Paragraph, "Chad depends on Libya for its fuel, and Libya may cut it off."),
    ]);
    let record = stage::<Relations>(&document);
    let depends = record.annotations.iter().filter(|one| one.label == "depends on").count();
    assert_eq!(depends, 1);
    let record = stage::<Forecasts>(&document);
    assert_eq!(record.annotations.len(), 1);
}

/// What the brief says of a text with a closing note.
fn brief_with_note(note: &str) -> String {
    type Run = fn(&Value, &Document) -> Result<Record, cableway_sdk::testing::Failure>;
    let mut document = document(&[
        (
            BlockKind::Paragraph,
            "Ghana thanked Togo. Ghana will probably sign the treaty with Togo.",
        ),
        (BlockKind::Note, note),
    ]);
    let stages: [(&str, Run); 4] = [
        ("policy:actors", classify::<Actors>),
        ("policy:events", classify::<Events>),
        ("policy:relations", classify::<Relations>),
        ("policy:forecasts", classify::<Forecasts>),
    ];
    for (name, run) in stages {
        let known = document.annotations().len();
        let stage: StageName = name.parse().unwrap();
        let mut annotations = Annotations::new(stage.clone());
        for one in run(&json!({}), &document).unwrap().annotations.into_iter().skip(known) {
            annotations.push(one);
        }
        let kinds = ["actor", "event", "relation", "forecast"];
        document.add_annotations(&stage, &kinds, annotations).unwrap();
    }
    let files = export::<Brief>(|_| json!({"path": "b.md", "format": "markdown"}), &[document]);
    let brief = String::from_utf8(files.unwrap()["b.md"].clone()).unwrap();
    assert!(brief.contains("Ghana"), "{brief}");
    brief
}

#[test]
fn a_closing_note_reaches_nothing_1() {
    let brief = brief_with_note(
        "The author is a fellow of an institute that Sweden finances; Sweden may not share these views.",
    );
    assert!(!brief.contains("Sweden"), "{brief}");
}

#[test]
fn a_closing_note_reaches_nothing_2() {
    let brief = brief_with_note(
        "This text appeared in a project on dialogue between Japan and China, supported by the Embassy of Japan.",
    );
    assert!(!brief.contains("Japan"), "{brief}");
}
