//! The same traps as in `first.rs`, two further sentences each, written before anybody looked at what they give.

use cableway_policy::{Actors, Brief, Events, Forecasts, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::{classify, export};
use cableway_sdk::{Annotations, BlockKind, Document, Record, StageName};

use super::{actors, amounts, dates, document, forecasts, mentions, paragraph, real, stage, ties};

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
fn a_day_without_a_year_1() {
    assert_eq!(dates("Chile recalled its ambassador to Bolivia on 28 December."), ["2022-12-28"]);
}

#[test]
fn a_day_without_a_year_2() {
    assert_eq!(
        dates("On February 11, troops of Chad attacked Sudan; on February 9 Sudan condemned Chad."),
        ["2022-02-11", "2023-02-09"]
    );
}

#[test]
fn a_capital_stands_for_its_government_1() {
    let record = actors(&paragraph(
        "Ottawa has refused to comment. The storm reached the continental United States, and a fair in Ottawa was put off.",
    ));
    assert_eq!(mentions(&record, "Government of Canada"), ["Ottawa"]);
    assert!(mentions(&record, "United States").is_empty());
}

#[test]
fn a_capital_stands_for_its_government_2() {
    let record = actors(&paragraph(
        "Paris would rather wait, diplomats say. Protesters marched through Paris on Sunday.",
    ));
    assert_eq!(mentions(&record, "Government of France"), ["Paris"]);
}

#[test]
fn its_points_forward_1() {
    assert_eq!(
        ties("Despite its growing dependence on Algeria, Tunis refuses to speak of it."),
        ["depends on: Government of Tunisia -> Algeria (happened)"]
    );
}

#[test]
fn its_points_forward_2() {
    let told = ties("Given its long quarrel with Chile, Bolivia hopes for help from Peru.");
    assert_eq!(told, ["opposes: Bolivia -> Chile (happened)"]);
}

#[test]
fn two_pronouns_are_two_actors_1() {
    let told = ties(
        "Ankara needs calm. It might lean on Baku, and put pressure on Georgia, asking that it closes the road.",
    );
    assert!(
        told.contains(&"pressures: Government of Turkey -> Georgia (hypothetical)".to_owned()),
        "{told:?}"
    );
    assert!(told.iter().all(|one| !one.contains("Georgia -> Government of Turkey")), "{told:?}");
}

#[test]
fn two_pronouns_are_two_actors_2() {
    let record = actors(&paragraph(
        "Brazil supports the plan. It could press Paraguay, insisting that it lowers its tariffs.",
    ));
    assert_eq!(mentions(&record, "Brazil"), ["Brazil", "It"]);
    assert_eq!(mentions(&record, "Paraguay"), ["Paraguay"]);
}

#[test]
fn a_negated_passive_1() {
    assert_eq!(
        ties("Serbia has never really been trusted or supported by the Croatian government."),
        ["not supports: Government of Croatia -> Serbia (denied)"]
    );
}

#[test]
fn a_negated_passive_2() {
    assert_eq!(
        ties("Malawi was not openly criticised by Zambia."),
        ["not opposes: Zambia -> Malawi (denied)"]
    );
}

#[test]
fn a_deed_after_may_1() {
    assert!(
        real(
            "Iran might resume talks with Oman. A launch of missiles by Iran in the coming weeks would anger Oman."
        )
        .is_empty()
    );
}

#[test]
fn a_deed_after_may_2() {
    assert!(
        real("The invasion of Moldova by Russia that some predict could begin with a blockade.")
            .is_empty()
    );
}

#[test]
fn likely_now_1() {
    assert!(
        forecasts("Turkish engineers are probably already building the base.")
            .annotations
            .is_empty()
    );
}

#[test]
fn likely_now_2() {
    assert!(
        forecasts("Vietnam is most likely waiting for an answer from China.")
            .annotations
            .is_empty()
    );
}

#[test]
fn a_likelihood_that_grows_1() {
    let record = forecasts("The drought raises the probability of a clash between Chad and Sudan.");
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn a_likelihood_that_grows_2() {
    let record = forecasts("A strike by Israel has become less likely since the truce.");
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
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

#[test]
fn a_unit_left_out_1() {
    assert_eq!(
        amounts(
            "Aid to Niger runs to tens of millions of euros, not the billions that Egypt gets."
        ),
        ["tens of millions of euros"]
    );
}

#[test]
fn a_unit_left_out_2() {
    assert_eq!(
        amounts("Losses were counted in the thousands rather than in the millions."),
        Vec::<String>::new()
    );
}

#[test]
fn round_the_clock_is_no_date_1() {
    assert_eq!(dates("Ukrainian crews are bombarding Russia 24/7."), [""]);
}

#[test]
fn round_the_clock_is_no_date_2() {
    assert_eq!(
        dates("Latvia, which has kept a 24/7 watch since May, accused Belarus in March 2022."),
        ["2022-03"]
    );
}

#[test]
fn the_publication_is_the_only_clock_1() {
    assert_eq!(
        dates("Jordan criticised Israel yesterday. Jordan will meet Syria next month."),
        ["2023-02-09", "2023-03"]
    );
}

#[test]
fn the_publication_is_the_only_clock_2() {
    assert_eq!(
        dates("Last year Kenya expelled three diplomats of Iran. On Thursday Iran thanked Oman."),
        ["2022", "2023-02-09"]
    );
}
