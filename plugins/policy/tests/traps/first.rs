//! One test for each of the traps that were known first.

use cableway_policy::{Events, Forecasts, Options, Quantities, Relations};
use cableway_sdk::serde_json::json;
use cableway_sdk::{BlockKind, Document, Record};

use super::{actors, document_of, mentions, stage, text};

const DAY: &str = "2021-11-20";

fn document(blocks: &[(BlockKind, &str)]) -> Document {
    document_of(DAY, blocks)
}

fn paragraph(text: &str) -> Document {
    document(&[(BlockKind::Paragraph, text)])
}

fn events(document: &Document) -> Record {
    stage::<Events>(document)
}

fn forecasts(document: &Document) -> Record {
    stage::<Forecasts>(document)
}

fn relations(document: &Document) -> Record {
    stage::<Relations>(document)
}

#[test]
fn a_picture_credit_is_no_source() {
    let record = actors(&document(&[
        (BlockKind::Credit, "Source: Press Office of Norway"),
        (BlockKind::Paragraph, "Kenya thanked Uganda."),
    ]));
    assert!(mentions(&record, "Norway").is_empty());
}

#[test]
fn a_day_without_a_year_is_the_latest_one_not_after_publication() {
    let record = events(&paragraph(
        "Kenya accused Uganda on December 2. Uganda expelled the envoy of Kenya on November 19.",
    ));
    let dates: Vec<&str> = record.annotations.iter().map(|one| text(one, "date")).collect();
    assert_eq!(dates, ["2020-12-02", "2021-11-19"]);
}

#[test]
fn a_capital_is_a_government_or_a_place() {
    let record = actors(&paragraph(
        "Nairobi wants calm. At a parade in Nairobi on Monday, Nairobi's ministers waved. The missiles can reach the \
         continental United States, and Nairobi hosted a summit.",
    ));
    assert_eq!(mentions(&record, "Government of Kenya"), ["Nairobi", "Nairobi"]);
    assert!(mentions(&record, "United States").is_empty());
}

#[test]
fn its_may_point_forward_and_two_pronouns_are_two_actors() {
    let record = actors(&paragraph(
        "Given its worsening dispute with Kampala, Nairobi is keen to keep the road open. It may, therefore, put pressure \
         on Burundi, demanding that it refrains from another raid.",
    ));
    // The first `It` is Nairobi; the second is somebody else, and nobody is certain who.
    assert_eq!(mentions(&record, "Government of Kenya"), ["its", "Nairobi", "It"]);
    assert_eq!(mentions(&record, "Government of Uganda"), ["Kampala"]);
    assert_eq!(mentions(&record, "Burundi"), ["Burundi"]);
    let record = relations(&paragraph(
        "Nairobi is keen to keep the road open. It may, therefore, put pressure on Burundi.",
    ));
    let tie = record.annotations.iter().find(|one| one.label == "pressures").unwrap();
    assert_eq!(
        [text(tie, "from"), text(tie, "to"), text(tie, "status")],
        ["Government of Kenya", "Burundi", "hypothetical"]
    );
}

#[test]
fn a_passive_that_is_negated_is_both() {
    let record =
        relations(&paragraph("Uganda is not particularly feared by the Kenyan leadership."));
    let tie = &record.annotations[0];
    assert_eq!([text(tie, "from"), text(tie, "to")], ["Government of Kenya", "Uganda"]);
    assert_eq!(tie.attributes["negated"], json!(true));
}

#[test]
fn what_stands_after_may_has_not_happened() {
    let record = events(&paragraph(
        "Kenya may launch a missile during the first months of the year. The launch of a rocket by Uganda would remind \
         Kenya of its neighbour.",
    ));
    for event in &record.annotations {
        assert!(!matches!(text(event, "status"), "happened" | "ongoing"), "{event:?}");
    }
}

#[test]
fn what_is_likely_now_is_no_forecast() {
    let record = forecasts(&paragraph("Kenyan diplomats are likely working to the same end."));
    assert!(record.annotations.is_empty(), "{:?}", record.annotations);
}

#[test]
fn a_likelihood_that_grows_has_no_number() {
    let record =
        forecasts(&paragraph("The election increases the likelihood of a truce with Uganda."));
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn likely_not_keeps_its_range_and_is_negated() {
    let record = forecasts(&paragraph(
        "The gains would likely not be worth the price. Kenya will not likely pay.",
    ));
    assert_eq!(record.annotations.len(), 2, "{:?}", record.annotations);
    for forecast in &record.annotations {
        assert_eq!(forecast.attributes["negated"], json!(true), "{forecast:?}");
    }
    assert_eq!(record.annotations[0].attributes["low"], json!(55));
}

#[test]
fn may_might_and_could_have_no_number() {
    let record = forecasts(&paragraph("Kenya may leave. Uganda might stay. Chad could pay."));
    let told: Vec<&str> = record.annotations.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(told, ["possible", "possible", "possible"]);
    assert!(record.annotations.iter().all(|one| !one.attributes.contains_key("low")));
}

#[test]
fn the_second_scenario_is_option_two() {
    let record = stage::<Options>(&paragraph(
        "Option one is for Kenya to go alone. Option two is for Kenya to follow Uganda. The vote increases the \
             likelihood of the second scenario.",
    ));
    let second = &record.annotations[1];
    assert_eq!(second.attributes["number"], json!(2));
    let words: Vec<&str> =
        second.spans.iter().map(|span| span.slice(&record.text).unwrap()).collect();
    assert!(words.contains(&"the second scenario"), "{words:?}");
    assert_eq!(second.attributes["lean"], json!("expected"));
}

#[test]
fn a_closing_note_reaches_nothing() {
    let document = document(&[
        (BlockKind::Paragraph, "Kenya praised Uganda."),
        (
            BlockKind::Note,
            "This article is part of a project of the Embassy of France, which supports Kenya and may end.",
        ),
    ]);
    assert!(mentions(&actors(&document), "France").is_empty());
    assert_eq!(events(&document).annotations.len(), 1);
    assert!(relations(&document).annotations.iter().all(|one| text(one, "from") != "France"));
    assert!(forecasts(&document).annotations.is_empty());
}

#[test]
fn a_bare_word_for_billions_is_no_amount_and_24_7_no_date() {
    let document = paragraph(
        "It is measured in hundreds of millions of dollars, not in the billions of Chad. They work 24/7.",
    );
    let record = stage::<Quantities>(&document);
    assert_eq!(record.annotations.len(), 1, "{:?}", record.annotations);
    let unit = &record.annotations[0].attributes["unit"];
    assert_eq!(unit, &json!("dollars"));
    assert!(
        events(&paragraph("Kenya attacked Uganda, working 24/7."))
            .annotations
            .iter()
            .all(|one| !one.attributes.contains_key("date"))
    );
}

#[test]
fn to_show_weapons_is_no_protest() {
    let record = events(&paragraph(
        "At a parade, Kenya demonstrated both old and new types of boats to Uganda.",
    ));
    assert!(
        record.annotations.iter().all(|one| one.label != "PROTEST"),
        "{:?}",
        record.annotations
    );
}

#[test]
fn at_least_three_types_is_three_or_more() {
    let record = stage::<Quantities>(&paragraph("Kenya has at least three types of boats."));
    let amount = &record.annotations[0];
    assert_eq!((amount.label.as_str(), &amount.attributes["value"]), (">=", &json!(3.0)));
}

#[test]
fn the_publication_is_the_only_clock() {
    let mut builder = Document::builder("a.txt");
    builder.block(
        BlockKind::Paragraph,
        "Kenya accused Uganda on Monday. Kenya accused Chad on 5 May 2019.",
    );
    let record = events(&builder.build());
    let dates: Vec<&str> = record.annotations.iter().map(|one| text(one, "date")).collect();
    assert_eq!(dates, ["", "2019-05-05"]);
}
