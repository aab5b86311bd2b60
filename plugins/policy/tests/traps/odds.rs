//! How probable a text says something is, and what it says that of.

use cableway_policy::Forecasts;
use cableway_sdk::{BlockKind, Document};

use super::{document, paragraph, stage, text};

/// `scale low-high: claim`.
fn told_of(document: &Document) -> Vec<String> {
    let record = stage::<Forecasts>(document);
    let told = record.annotations.iter().map(|one| {
        let number =
            |name: &str| one.attributes.get(name).map_or("?".to_owned(), ToString::to_string);
        let claim = one.spans[0].slice(&record.text).unwrap();
        format!("{} {}-{}: {claim}", one.label, number("low"), number("high"))
    });
    told.collect()
}

fn told(text_of: &str) -> Vec<String> {
    told_of(&paragraph(text_of))
}

#[test]
fn numbers_of_the_author_are_kept_as_stated() {
    assert_eq!(
        told("We put the probability of a truce at 60–70 percent."),
        ["stated 60-70: a truce"]
    );
    assert_eq!(
        told("There is a 40 per cent chance that Peru leaves the pact."),
        ["stated 40-40: Peru leaves the pact"]
    );
    assert_eq!(
        told("Peru is 70 percent likely to leave the pact."),
        ["stated 70-70: Peru is 70 percent likely to leave the pact"]
    );
    assert_eq!(
        told("We see one chance in four that the talks resume."),
        ["stated 25-25: the talks resume"]
    );
    assert_eq!(
        told("There is a one-in-five risk of a coup, because the army is unpaid."),
        ["stated 20-20: a coup"]
    );
    let record = stage::<Forecasts>(&paragraph("There is a 5% chance that Peru leaves."));
    assert_eq!(text(&record.annotations[0], "rule"), "probability in numbers");
    assert_eq!(text(&record.annotations[0], "hedge"), "5% chance");
}

#[test]
fn shares_and_comparisons_are_no_probability() {
    for sentence in [
        "A pact raises the chance of a truce by 40 percent.",
        "Prices rose by 40 percent in one year.",
        "Some 40 percent of the voters stayed at home.",
        "There was a 40 percent chance that Peru would leave.",
    ] {
        assert_eq!(told(sentence), Vec::<String>::new(), "{sentence}");
    }
}

#[test]
fn this_is_likely_says_it_of_the_sentence_before() {
    assert_eq!(
        told("The rebels in Chad take the capital. We judge this unlikely."),
        ["icd-203 20-45: The rebels in Chad take the capital"]
    );
    assert_eq!(
        told("Peru might leave the pact. That is very unlikely."),
        ["icd-203 5-20: Peru might leave the pact"]
    );
    assert_eq!(
        told("Peru may leave the pact, but this is unlikely."),
        ["icd-203 20-45: Peru may leave the pact"]
    );
}

#[test]
fn this_without_a_sentence_before_is_left_out() {
    assert_eq!(told("That is unlikely."), Vec::<String>::new());
    let blocks = [
        (BlockKind::Paragraph, "Peru left the pact."),
        (BlockKind::Paragraph, "We consider it very likely."),
    ];
    assert_eq!(told_of(&document(&blocks)), Vec::<String>::new());
    // `it` may be a thing, and what follows is a claim of its own.
    assert_eq!(
        told("This plan is the best for Peru. We judge that it is likely."),
        ["icd-203 55-80: it is likely"]
    );
    assert_eq!(told("It is likely that Peru leaves."), ["icd-203 55-80: Peru leaves"]);
}

#[test]
fn perhaps_before_an_amount_is_no_forecast() {
    for sentence in [
        "Repairing the canal would cost perhaps $3 billion.",
        "The audit in Peru will take perhaps two years.",
        "Peru would need possibly some 400 engineers.",
        "Perhaps a dozen ships will be sold.",
        "The wall would keep out perhaps half of them.",
        "The new port will employ perhaps as many as 900 people.",
    ] {
        assert_eq!(told(sentence), Vec::<String>::new(), "{sentence}");
    }
    // What is foretold for another reason is, and `perhaps` may still be said of all of it.
    assert_eq!(
        told("If Chile left, a new pact would take perhaps three years."),
        ["foretold ?-?: a new pact would take perhaps three years"]
    );
    for sentence in [
        "Peru will perhaps leave the pact.",
        "Perhaps one day Peru will leave the pact.",
        "Perhaps 2030 will be the year of the treaty.",
    ] {
        assert_eq!(told(sentence).len(), 1, "{sentence}");
    }
}

#[test]
fn i_put_it_at_a_number_says_it_of_what_stands_before() {
    assert_eq!(
        told("Peru may leave the pact. I put it at one in six."),
        ["stated 17-17: Peru may leave the pact"]
    );
    assert_eq!(
        told("The rebels will take the port this year. We put that at about 30 percent."),
        ["stated 30-30: The rebels will take the port this year"]
    );
    let blocks = [
        (BlockKind::Paragraph, "Q: Will the harbour strike come back?"),
        (BlockKind::Paragraph, "A: I put it at one in four over the next six months. It rained."),
    ];
    let told = told_of(&document(&blocks));
    assert_eq!(told, ["stated 25-25: Will the harbour strike come back"]);
    // What is counted is not what may come.
    for text in ["Half the fleet is lost. I put it at 30 percent.", "I put it at one in six."] {
        assert_eq!(self::told(text), Vec::<String>::new(), "{text}");
    }
}
