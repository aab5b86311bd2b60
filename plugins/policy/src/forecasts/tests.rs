//! Sentences, and what they foretell.

use cableway_sdk::{BlockKind, Context, Document};

use super::find::forecasts;
use crate::work::Work;

#[track_caller]
fn check(text: &str, expect: &str) {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = "2021-03-03".parse().ok();
    builder.block(BlockKind::Paragraph, text);
    let document = builder.build();
    let work = Work::new(&document, &Context::default()).unwrap();
    let told = forecasts(&work, &document).into_iter().map(|one| {
        let slice = |span| document.slice(span).unwrap().to_owned();
        let band = one.band.map_or_else(|| "-".to_owned(), |(low, high)| format!("{low}-{high}"));
        let negated = if one.negated() { " not" } else { "" };
        let condition = one.condition.map(|span| format!(" [{}]", slice(span))).unwrap_or_default();
        let until = one.horizon.map(|when| format!(" until {}", when.last)).unwrap_or_default();
        format!("{} {band}{negated}: {}{condition}{until}", slice(one.hedge), slice(one.claim))
    });
    assert_eq!(told.collect::<Vec<_>>().join("\n"), expect, "{text}");
}

#[test]
fn words_of_the_directive_have_a_range() {
    check("Peru will probably leave.", "probably 55-80: Peru will probably leave");
    check(
        "It is very likely that Peru leaves this year.",
        "very likely 80-95: Peru leaves this year until 2021-12-31",
    );
    check("Peru is unlikely to stay.", "unlikely 20-45: Peru is unlikely to stay");
}

#[test]
fn others_have_none() {
    check("Peru may leave, but Chile stays.", "may -: Peru may leave");
    check("Peru could leave if Chile stays.", "could -: Peru could leave [if Chile stays]");
}

#[test]
fn negation_is_in_or_around_the_words() {
    check("Peru is not likely to stay.", "not likely 20-45 not: Peru is not likely to stay");
    check(
        "Peru will almost certainly not stay.",
        "almost certainly 95-99 not: Peru will almost certainly not stay",
    );
}

#[test]
fn what_is_no_forecast() {
    check("Peru is likely working on it now.", "");
    check("The vote increases the likelihood of a truce.", "");
    check("Peru will sign the treaty.", "");
    check("Peru has waited since May.", "");
    check("Peru has ships that could reach Chile.", "");
    check("Peru could.", "");
    check("The third is the least likely.", "");
    check("Peru could stay, leave or wait.", "");
}

#[test]
fn a_condition_makes_one_of_will() {
    check("If Peru leaves, Chile will follow.", "will -: Chile will follow [If Peru leaves]");
}

#[test]
fn who_says_it_is_no_part_of_the_claim() {
    check("Peru may leave, two officials said.", "may -: Peru may leave");
    check(
        "Peru may leave, said two officials who left.",
        "may -: Peru may leave, said two officials who left",
    );
}
