//! What is told as real though the text says otherwise, and the other way round.

use cableway_policy::{Events, Forecasts};
use cableway_sdk::{BlockKind, Document, Record};

use super::{document, events, forecasts, paragraph, stage, text, ties};

/// `TYPE status`, with `not` before what would not be.
fn told_of(document: &Document) -> Vec<String> {
    let record: Record = stage::<Events>(document);
    let told = record.annotations.iter().map(|one| {
        let not = if one.attributes.contains_key("negated") { "not " } else { "" };
        format!("{not}{} {}", one.label, text(one, "status"))
    });
    told.collect()
}

fn told(text_of: &str) -> Vec<String> {
    told_of(&paragraph(text_of))
}

#[test]
fn what_a_scenario_leaves_out_is_not_denied() {
    assert_eq!(
        told("Scenario one: Kenya does not attack Uganda and the truce holds."),
        ["not ASSAULT hypothetical"]
    );
    assert_eq!(
        told("In the second scenario, Ghana does not sign the treaty with Togo."),
        ["not AGREE hypothetical"]
    );
    let blocks = [
        (BlockKind::Heading, "Scenario two: a long winter"),
        (
            BlockKind::Paragraph,
            "Moldova does not close its border. Romania sends no aid to Moldova.",
        ),
    ];
    assert_eq!(told_of(&document(&blocks)), ["not SANCTION hypothetical", "not AID hypothetical"]);
}

#[test]
fn a_scenario_holds_to_the_end_of_its_paragraph() {
    assert_eq!(
        told(
            "In the worst case, Chad attacks Sudan. Niger then closes its border with Chad. Niger closed its border with \
             Libya in 2021."
        ),
        ["ASSAULT hypothetical", "SANCTION hypothetical", "SANCTION happened"]
    );
}

#[test]
fn neither_counts_for_both_verbs() {
    for sentence in [
        "Kenya neither attacked nor blockaded Uganda.",
        "Peru has neither accused Chile nor threatened Bolivia.",
        "Oman has neither promised nor refused to defend Yemen.",
    ] {
        let told = told(sentence);
        assert!(told.iter().all(|one| one.ends_with("denied")), "{sentence} {told:?}");
    }
    // What follows without `nor` is a statement of its own.
    let told = told("Ghana did not attack Togo and condemned the raid on Benin.");
    assert!(told.iter().any(|one| one == "ACCUSE happened"), "{told:?}");
}

#[test]
fn what_may_not_be_is_open() {
    assert_eq!(told("Peru may not attend the summit with Chile."), ["not CONSULT hypothetical"]);
    assert_eq!(
        told("Serbia fears that Kosovo will not sign the agreement."),
        ["not AGREE hypothetical"]
    );
    assert_eq!(told("Peru could not attend the summit with Chile."), ["CONSULT denied"]);
}

#[test]
fn later_this_year_is_to_come() {
    for sentence in [
        "The two armies hold joint exercises with Japan later this year.",
        "Later this year, Kenya signs a treaty with Uganda.",
        "The president of France visits Algeria in the coming weeks.",
    ] {
        let record = events(sentence);
        assert_eq!(record.annotations.len(), 1, "{sentence}");
        assert_eq!(text(&record.annotations[0], "status"), "expected", "{sentence}");
    }
    // What was agreed on has happened, and not on the days of what it is about.
    let record = events("Peru agreed to meet Chile later this month.");
    assert_eq!(text(&record.annotations[0], "status"), "happened");
    assert_eq!(text(&record.annotations[0], "date"), "");
}

#[test]
fn reports_without_foundation_are_denied() {
    for sentence in [
        "Reports that Kenya had attacked Uganda are without foundation.",
        "Claims that Peru bombed Chile were baseless, the army said.",
        "The rumour that Serbia had closed the border with Kosovo was untrue.",
        "The reports that Angola had expelled the diplomats of Zambia are not true.",
    ] {
        assert!(told(sentence).iter().all(|one| one.ends_with("denied")), "{sentence}");
        assert!(!told(sentence).is_empty(), "{sentence}");
    }
    // What is merely reported stays open, and what is denied to be wrong, too.
    for sentence in [
        "Reports that Kenya had attacked Uganda are worrying.",
        "Reports that Kenya had attacked Uganda were not denied.",
    ] {
        assert_eq!(told(sentence)[0], "ASSAULT hypothetical", "{sentence}");
    }
}

#[test]
fn who_denies_what_it_did_denies_an_event() {
    assert_eq!(told("Iran denied that it had given Russia any drones."), ["AID denied"]);
    assert_eq!(told("Iran has denied that it sank a ship of Oman."), ["ASSAULT denied"]);
    assert_eq!(told("Libya denied it had carried out the raid on Chad."), ["ASSAULT denied"]);
}

#[test]
fn what_is_told_outright_is_foretold() {
    let labels = |sentence: &str| -> Vec<String> {
        forecasts(sentence).annotations.iter().map(|one| one.label.clone()).collect()
    };
    assert_eq!(labels("If the rains fail, Kenya will close the border."), ["foretold"]);
    assert_eq!(labels("Unless it is paid, Chad would leave the pact."), ["foretold"]);
    assert_eq!(labels("If the rains fail, Kenya may close the border."), ["possible"]);
    let record = stage::<Forecasts>(&paragraph("If the rains fail, Kenya will close the border."));
    assert!(!record.annotations[0].attributes.contains_key("low"));
}

#[test]
fn what_is_going_to_be_has_not_been() {
    assert_eq!(told("Armenia is going to leave the CSTO."), ["REJECT expected"]);
    assert_eq!(told("The Swedes are going to sign a treaty with Finland."), ["AGREE expected"]);
    assert_eq!(told("Kenya was going to attack Uganda."), ["ASSAULT hypothetical"]);
}

#[test]
fn nothing_depends_where_it_is_for_nothing() {
    for sentence in [
        "Hungary depends on Turkey for nothing.",
        "Poland relies on Chad for almost nothing at all.",
    ] {
        let ties = ties(sentence);
        assert!(ties.iter().all(|tie| tie.starts_with("not ")) && !ties.is_empty(), "{ties:?}");
    }
    assert_eq!(ties("Mali depends on Chad for water."), ["depends on: Mali -> Chad (happened)"]);
}

#[test]
fn who_insists_that_it_is_so_asks_for_nothing() {
    assert!(told("Peru insisted that the ship had entered its waters.").is_empty());
    assert!(told("Ghana insists that Togo is a friend of Benin.").is_empty());
    assert_eq!(told("Peru insisted that Chile return the ship."), ["REQUEST happened"]);
    assert_eq!(told("Peru insisted on the return of the ship by Chile."), ["REQUEST happened"]);
    // The month is no march.
    assert!(told("Denmark is expected to join in March.").is_empty());
}
