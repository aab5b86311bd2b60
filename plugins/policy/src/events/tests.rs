//! Sentences, and the events in them.

use std::fmt::Write as _;

use cableway_sdk::{BlockKind, Context, Document};

use super::{events, name};
use crate::work::Work;

/// `TYPE status: sources -> recipients [date] @place`, a line an event.
fn told(text: &str) -> String {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = "2021-03-03".parse().ok();
    builder.block(BlockKind::Paragraph, text);
    let document = builder.build();
    let work = Work::new(&document, &Context::default()).unwrap();
    let lines = events(&work).into_iter().map(|event| {
        let names = |parties: &[super::Party]| {
            parties.iter().map(|party| name(&work, party)).collect::<Vec<_>>().join("+")
        };
        let mut line = format!(
            "{} {}: {} -> {}",
            event.kind.as_str(),
            event.status.as_str(),
            names(&event.sources),
            names(&event.recipients)
        );
        if let Some(when) = event.when {
            write!(line, " [{when}]").unwrap();
        }
        if let Some(place) = event.place {
            write!(line, " @{}", document.slice(place).unwrap()).unwrap();
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(told(text), expect, "{text}");
}

#[test]
fn what_happened() {
    check(
        "Peru expelled two diplomats of Chile on March 1.",
        "SANCTION happened: Peru -> Government of Chile [2021-03-01]",
    );
    check(
        "Chilean troops were attacked by Peru.",
        "ASSAULT happened: Peru -> Armed forces of Chile",
    );
    check("Peru and Chile signed a treaty in Quito.", "AGREE happened: Peru+Chile ->  @Quito");
}

#[test]
fn dates_of_what_was_and_of_what_is_to_come() {
    check(
        "Peru suspended the treaty of 2018 on March 1.",
        "SANCTION happened: Peru ->  [2021-03-01]",
    );
    check("Peru plans to meet Chile in November.", "CONSULT expected: Peru -> Chile [2021-11]");
    check("Peru may attack Chile, as in 2015.", "ASSAULT hypothetical: Peru -> Chile");
}

#[test]
fn what_did_not() {
    check("Peru has not attacked Chile.", "ASSAULT denied: Peru -> Chile");
    check("Peru denied that it had attacked Chile.", "ASSAULT denied: Peru -> Chile");
    check("Peru and Chile agreed on nothing.", "AGREE denied: Peru+Chile -> ");
    check("Peru gave no aid to Chile.", "AID denied: Peru -> Chile");
    check("Peru has given precious little aid to Chile.", "AID denied: Peru -> Chile");
    check("No Peruvian soldiers attacked Chile.", "ASSAULT denied: Armed forces of Peru -> Chile");
}

#[test]
fn what_only_may() {
    check("Peru may attack Chile.", "ASSAULT hypothetical: Peru -> Chile");
    check("If Peru attacks Chile, the rain will stop.", "ASSAULT hypothetical: Peru -> Chile");
    check("Peru is about to attack Chile.", "ASSAULT expected: Peru -> Chile");
    check("Nobody believes that Peru attacked Chile.", "ASSAULT hypothetical: Peru -> Chile");
    check(
        "Reports that Peru had attacked Chile proved false.",
        "ASSAULT hypothetical: Peru -> Chile",
    );
    check("It is not true that Peru attacked Chile.", "ASSAULT denied: Peru -> Chile");
    check("Imagine that Peru attacks Chile.", "ASSAULT hypothetical: Peru -> Chile");
    check("Brazil did not know that Peru attacked Chile.", "ASSAULT happened: Peru -> Chile");
    check("Peru was to attack Chile.", "ASSAULT expected: Peru -> Chile");
    check("Will Peru attack Chile?", "ASSAULT hypothetical: Peru -> Chile");
}

#[test]
fn what_is_said_to_come() {
    check("Peru will give Chile a loan.", "AGREE expected: Peru -> Chile");
    check("Peru said it would close its border with Chile.", "THREATEN happened: Peru -> Chile");
    check("Peru said it would not accept aid from Chile.", "REJECT happened: Peru -> Chile");
    check("Peru said Chile must release the crew.", "REQUEST happened: Peru -> Chile");
}

#[test]
fn what_is_part_of_another() {
    check("Peru threatened to attack Chile.", "THREATEN happened: Peru -> Chile");
    check("Peru refused to meet Chile.", "REJECT happened: Peru -> Chile");
}

#[test]
fn who_only_tells_it_takes_no_part() {
    check("Peru criticised Chile, Kenya said.", "ACCUSE happened: Peru -> Chile");
}

#[test]
fn nothing_has_happened_after_the_publication() {
    // Published on 2021-03-03.
    check(
        "Peru signs a treaty with Chile on 5 May 2021.",
        "AGREE expected: Peru -> Chile [2021-05-05]",
    );
    check("Peru agreed with Chile to leave in January 2023.", "AGREE happened: Peru -> Chile");
    check("Peru meets Chile next month.", "CONSULT expected: Peru -> Chile [2021-04]");
    for year in ["2021", "2022", "2050"] {
        for verb in ["attacked", "attacks", "is attacking", "has attacked", "and Brazil attack"] {
            let line = told(&format!("Peru {verb} Chile in December {year}."));
            let is_real = line.contains("happened") || line.contains("ongoing");
            assert!(!(is_real && line.contains(year)), "{line}");
        }
    }
}

#[test]
fn what_stands_in_ing_after_a_preposition_is_no_fact() {
    check("Peru has boats capable of attacking Chile.", "ASSAULT hypothetical: Peru -> Chile");
    check("Peru left without attacking Chile.", "ASSAULT denied: Peru -> Chile");
    check("Peru never attacked Chile.", "ASSAULT denied: Peru -> Chile");
    check("Peru no longer supports Chile.", "SUPPORT denied: Peru -> Chile");
    check("Peru won after attacking Chile.", "ASSAULT happened: Peru -> Chile");
    check("Peru plans to rest and attack Chile.", "ASSAULT expected: Peru -> Chile");
}

#[test]
fn nouns_tell_events() {
    check(
        "Talks between Peru and Chile began on Monday.",
        "CONSULT happened: Peru -> Chile [2021-03-01]",
    );
    check("An attack by Peru on Chile killed nine people.", "ASSAULT happened: Peru -> Chile");
    check("Oil rose after a Peruvian raid on Chile.", "ASSAULT happened: Peru -> Chile");
    check("Talks between Peru and Chile have not begun.", "CONSULT denied: Peru -> Chile");
    check("Talks between Peru and Chile may begin soon.", "CONSULT hypothetical: Peru -> Chile");
    check("An attack by Peru on Chile was averted.", "ASSAULT denied: Peru -> Chile");
    check("The planned withdrawal of Peru was no surprise.", "RETREAT expected: Peru -> ");
    check("The invasion of Chile by Peru would take years.", "ASSAULT hypothetical: Peru -> Chile");
    check("There has been no meeting between Peru and Chile.", "CONSULT denied: Peru -> Chile");
    check(
        "Talks between Peru and Chile were to resume in May.",
        "CONSULT expected: Peru -> Chile [2021-05]",
    );
    // What is only spoken of is left open.
    check("The paper deals with an attack by Peru on Chile.", "");
}

#[test]
fn a_government_does_nothing_to_itself() {
    check(
        "Lima supports the government.",
        "SUPPORT happened: Government of Peru -> the government",
    );
}

#[test]
fn whoever_stands_behind_a_condition_has_no_part_in_it() {
    check(
        "If Peru expels its guests, Chile will close the bridge.",
        "SANCTION hypothetical: Peru -> ",
    );
}

#[test]
fn risks_and_choices_are_not_told_as_deeds() {
    check("The risk is that Peru rejects the plan of Chile.", "REJECT hypothetical: Peru -> Chile");
    check(
        "The danger now is that Peru expels the diplomats of Chile.",
        "SANCTION hypothetical: Peru -> Government of Chile",
    );
    assert!(
        !told("The West has three choices: reject Armenia, arm it or wait.").contains("happened")
    );
}

#[test]
fn what_was_ended_or_never_done_is_not_told_as_done() {
    for text in [
        "Peru stopped bombing Chile in May.",
        "Nor has Peru, whatever the rumours, offered aid to Chile.",
        "No one is proposing to send Chile a cent.",
        "Peru denied that it was preparing to withdraw its troops from Chile.",
    ] {
        let told = told(text);
        assert!(!told.contains("happened") && !told.contains("ongoing"), "{text}: {told}");
        assert!(!told.contains("expected"), "{text}: {told}");
    }
    assert!(told("Peru did not stop bombing Chile.").contains("happened"));
}
