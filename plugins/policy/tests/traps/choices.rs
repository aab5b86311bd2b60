//! What speaks for an option, and which one the author is for.

use cableway_policy::Options;
use cableway_sdk::Record;

use super::{paragraph, stage, text};

fn options(text_of: &str) -> Record {
    stage::<Options>(&paragraph(text_of))
}

/// The leans of all options; empty for none.
fn leans(text_of: &str) -> Vec<String> {
    options(text_of).annotations.iter().map(|one| text(one, "lean").to_owned()).collect()
}

/// How many benefits and costs the first option has.
fn weighed(text_of: &str) -> (usize, usize) {
    let record = options(text_of);
    let count = |name: &str| {
        record.annotations[0]
            .attributes
            .get(name)
            .and_then(|one| one.as_array())
            .map_or(0, Vec::len)
    };
    (count("benefits"), count("costs"))
}

#[test]
fn what_is_spared_is_no_cost() {
    let other = "Option two is to leave.";
    assert_eq!(
        weighed(&format!("Option one is to stay. It carries no risk of war. {other}")),
        (1, 0)
    );
    assert_eq!(
        weighed(&format!("Option one is to stay. It comes without any cost. {other}")),
        (1, 0)
    );
    assert_eq!(
        weighed(&format!("Option one is to stay. It carries a risk of war. {other}")),
        (0, 1)
    );
}

#[test]
fn the_author_leans_to_what_is_recommended_or_least_bad() {
    assert_eq!(
        leans(
            "Option A is to stay. Option B is to wait. Option C is to leave. We recommend Option C."
        ),
        ["", "", "for"]
    );
    assert_eq!(
        leans("Option one is to stay. Option two is to leave. The first is the least bad."),
        ["for", ""]
    );
    assert_eq!(
        leans("Option one is to stay. Option two is to leave. The first is the worst."),
        ["against", ""]
    );
}

#[test]
fn no_more_than_ninety_nine_are_kept_and_each_has_its_own_number() {
    let numbers = |count: usize| {
        let record = options(&"If Peru waits, Chile signs. ".repeat(count));
        let numbers = record.annotations.iter().map(|one| one.attributes["number"].as_u64());
        let more = record.annotations.iter().map(|one| one.attributes.contains_key("more"));
        (numbers.flatten().collect::<Vec<_>>(), more.collect::<Vec<_>>())
    };
    let (few, more) = numbers(99);
    assert_eq!((few, more), ((1..=99).collect(), vec![false; 99]));
    let (many, more) = numbers(130);
    assert_eq!(many, (1..=99).collect::<Vec<_>>());
    assert_eq!(more.iter().position(|more| *more), Some(98));
}
