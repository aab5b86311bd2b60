//! What the form of a verb says: passive, negated, after `may`. Of what ends in a number two sentences each were written before anybody
//! looked at what they give.

use cableway_policy::{Events, Relations};
use cableway_sdk::serde_json::json;

use super::{earlier, real, stage, text, ties};

#[test]
fn a_passive_that_is_negated_is_both() {
    let record =
        stage::<Relations>(&earlier("Uganda is not particularly feared by the Kenyan leadership."));
    let tie = &record.annotations[0];
    assert_eq!([text(tie, "from"), text(tie, "to")], ["Government of Kenya", "Uganda"]);
    assert_eq!(tie.attributes["negated"], json!(true));
}

#[test]
fn what_stands_after_may_has_not_happened() {
    let record = stage::<Events>(&earlier(
        "Kenya may launch a missile during the first months of the year. The launch of a rocket by Uganda would remind \
         Kenya of its neighbour.",
    ));
    for event in &record.annotations {
        assert!(!matches!(text(event, "status"), "happened" | "ongoing"), "{event:?}");
    }
}

#[test]
fn to_show_weapons_is_no_protest() {
    let record = stage::<Events>(&earlier(
        "At a parade, Kenya demonstrated both old and new types of boats to Uganda.",
    ));
    assert!(
        record.annotations.iter().all(|one| one.label != "PROTEST"),
        "{:?}",
        record.annotations
    );
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
