//! Deeds whose doers the text does not name: which of them are events.

use super::{deeds, events, real, text};

/// What a text tells of that begins with a sentence on two states.
fn told(sentence: &str) -> Vec<String> {
    deeds(&format!("Haiti is far from Peru. {sentence}"))
}

#[test]
fn a_deed_is_told_though_nobody_known_did_it() {
    for (sentence, expect) in [
        ("Gunmen massacred at least 70 people in Pont-Sondé.", "ASSAULT Gunmen > 70 people"),
        (
            "Rebels shelled the town overnight and shot six soldiers.",
            "ASSAULT Rebels > six soldiers",
        ),
        ("Hundreds of civilians were killed by militiamen.", "ASSAULT militiamen > Hundreds"),
        ("The airport of Batken was shelled in May.", "ASSAULT  > The airport @ 2022-05"),
        ("A ceasefire was signed on 28 July.", "AGREE  >  @ 2022-07-28"),
        ("A peace agreement was reached in Doha.", "AGREE  >"),
        ("Eleven fishermen were arrested.", "COERCE  > Eleven fishermen"),
        ("Police arrested forty demonstrators.", "COERCE Police > forty demonstrators"),
        ("Thousands of farmers marched through the streets.", "PROTEST Thousands >"),
        ("Ten civilians were killed in an airstrike.", "ASSAULT  > Ten civilians"),
    ] {
        assert_eq!(told(sentence), [expect], "{sentence}");
    }
    let place =
        events("Haiti is far from Peru. Gunmen massacred at least 70 people in Pont-Sondé.");
    assert_eq!(text(&place.annotations[0], "place"), "Pont-Sondé");
}

#[test]
fn what_may_be_no_deed_at_all_is_none() {
    for sentence in [
        "The film was killed by its critics.",
        "The bill was killed in committee.",
        "Three people were killed in a bus crash.",
        "Two hundred people died in floods.",
        "They signed the contract.",
        "The singer was killed in a road accident.",
        "The company signed a deal with a bank.",
        "The contract was signed in May by the singer.",
        "A landslide killed ten miners.",
        "Critics attacked the plan.",
        "Ten people might be killed.",
        "Gunmen may have shot ten people.",
        "If a ceasefire is signed, the talks resume.",
        "Nobody was killed and no ceasefire was signed.",
        "Workers feared that people would be killed.",
        "The students marched their teachers home.",
    ] {
        let text = format!("Haiti is far from Peru. {sentence}");
        assert_eq!(real(&text), Vec::<String>::new(), "{sentence}");
    }
    // Without a state in the text.
    assert_eq!(deeds("Police arrested forty demonstrators."), Vec::<String>::new());
}

#[test]
fn what_is_said_of_a_thing_is_not_done_by_who_has_it() {
    for sentence in ["Mexico bought goods banned in Chile.", "Peru sold ships seized in Chile."] {
        assert_eq!(deeds(sentence), Vec::<String>::new(), "{sentence}");
    }
}
