//! Options in blocks of text.

use cableway_sdk::{BlockKind, Context, Document};

use super::choices;
use crate::work::Work;

#[track_caller]
fn check(blocks: &[&str], expect: &str) {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = "2021-03-03".parse().ok();
    for block in blocks {
        builder.block(BlockKind::Paragraph, block);
    }
    let document = builder.build();
    let work = Work::new(&document, &Context::default()).unwrap();
    let slice = |spans: &[cableway_sdk::Span]| {
        spans.iter().map(|span| document.slice(*span).unwrap()).collect::<Vec<_>>().join("/")
    };
    let told = choices(&work).into_iter().map(|one| {
        format!(
            "{} {} {}: +{} -{} {} ({})",
            one.kind,
            one.number,
            one.actor.as_deref().unwrap_or("-"),
            slice(&one.benefits),
            slice(&one.costs),
            one.lean.unwrap_or("-"),
            slice(&one.later)
        )
    });
    assert_eq!(told.collect::<Vec<_>>().join("\n"), expect);
}

#[test]
fn the_second_scenario_is_option_two() {
    check(
        &[
            "Option one is for Peru to leave. It would be costly.",
            "Option two is for Peru to stay. That does not require money.",
            "The vote raises the odds of the second scenario.",
        ],
        "option 1 Peru: + -It would be costly - ()\n\
         option 2 Peru: +That does not require money - expected (the second scenario)",
    );
}

#[test]
fn a_single_marker_sets_out_nothing() {
    check(&["The first option is for Peru to leave."], "");
}

#[test]
fn what_may_be_done_after_options_are_announced() {
    check(
        &[
            "Peru has two options. It could stay, which would be costly. Or it could leave. It rained.",
        ],
        "option 1 Peru: + -would be costly - ()\noption 2 Peru: + - - ()",
    );
}

#[test]
fn a_list_of_verbs_and_a_choice_between_two() {
    check(
        &["Peru could stay, leave or wait."],
        "option 1 Peru: + - - ()\noption 2 Peru: + - - ()\noption 3 Peru: + - - ()",
    );
    check(
        &["Peru must choose between war and peace."],
        "option 1 Peru: + - - ()\noption 2 Peru: + - - ()",
    );
    check(&["The rain could stop, start or go on."], "");
    check(&["Peru stayed, left or waited."], "");
}

#[test]
fn an_alternative_may_stand_alone() {
    check(&["Peru waits. The alternative is to leave."], "option 1 -: + - - ()");
    check(&["The alternative press of Peru is small."], "");
}

#[test]
fn conditions_side_by_side() {
    check(
        &["If Peru leaves, Chile stays. If it stays, Chile leaves."],
        "scenario 1 -: + - - ()\nscenario 2 -: + - - ()",
    );
    check(&["If Peru leaves, Chile stays. It rains."], "");
}

#[test]
fn numbered_paragraphs_after_a_colon() {
    check(
        &[
            "Peru has two ways to proceed:",
            "1. Ratify the treaty. It rains.",
            "2. Leave.",
            "It snows.",
        ],
        "option 1 Peru: + - - ()\noption 2 Peru: + - - ()",
    );
    check(&["1. Ratify the treaty.", "2. Leave."], "");
}

#[test]
fn what_is_said_far_from_an_option_is_not_weighed_for_it() {
    check(
        &[
            "Option one is for Peru to stay.",
            "Option two is for Peru to leave.",
            "It would be costly.",
            "Oil would be cheap.",
        ],
        "option 1 Peru: + - - ()\noption 2 Peru: + -It would be costly - ()",
    );
}

#[test]
fn a_gain_and_its_price_stand_apart() {
    check(
        &[
            "Option one is for Peru to leave. It would spare the budget but cost time.",
            "Option two is for Peru to ask Chile for help, which would please voters but require a trust that does not exist.",
        ],
        "option 1 Peru: +It would spare the budget -cost time - ()\n\
         option 2 Peru: +would please voters -require a trust that does not exist - ()",
    );
}

#[test]
fn what_is_likely_undoes_no_advice() {
    check(
        &[
            "Option one is to leave. Option two is to stay.",
            "The first option is the best. Leaving increases the likelihood of rain.",
        ],
        "option 1 -: + - for (The first option)\noption 2 -: + - - ()",
    );
}
