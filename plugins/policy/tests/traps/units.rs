//! Amounts, their bounds and their units. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::{Events, Quantities};
use cableway_sdk::serde_json::json;

use super::{amounts, earlier, stage};

#[test]
fn a_bare_word_for_billions_is_no_amount_and_24_7_no_date() {
    let document = earlier(
        "The bill comes to tens of millions of dollars, not to the billions of Chad. They work 24/7.",
    );
    let record = stage::<Quantities>(&document);
    assert_eq!(record.annotations.len(), 1, "{:?}", record.annotations);
    let unit = &record.annotations[0].attributes["unit"];
    assert_eq!(unit, &json!("dollars"));
    assert!(
        stage::<Events>(&earlier("Kenya attacked Uganda, working 24/7."))
            .annotations
            .iter()
            .all(|one| !one.attributes.contains_key("date"))
    );
}

#[test]
fn at_least_three_types_is_three_or_more() {
    let record = stage::<Quantities>(&earlier("Kenya has at least three types of boats."));
    let amount = &record.annotations[0];
    assert_eq!((amount.label.as_str(), &amount.attributes["value"]), (">=", &json!(3.0)));
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
