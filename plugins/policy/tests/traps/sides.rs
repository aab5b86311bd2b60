//! Whose an army is that the text names without its state, and whose a deed that somebody condemns.

use super::{deeds, events};

/// The codes of those in a role, of all events; `?` where the text tells no state.
fn states(text_of: &str, role: &str) -> Vec<String> {
    let record = events(text_of);
    let parties =
        record.annotations.iter().flat_map(|one| one.attributes[role].as_array().unwrap());
    parties.map(|party| party["iso"].as_str().unwrap_or("?").to_owned()).collect()
}

#[test]
fn the_army_that_a_state_helps_or_strikes_is_not_its_own() {
    for text in [
        "Egypt backs the army.",
        "Turkey supports the rebels and the army.",
        "Iran armed the army.",
        "Uganda attacked the army.",
        "Egypt accused the army of war crimes.",
        "Mozambique thanked the regime.",
    ] {
        assert_eq!(states(text, "recipients")[0], "?", "{text}");
    }
    for (text, iso) in [
        ("Egypt jailed judges.", "EG"),
        ("Turkey jailed soldiers.", "TR"),
        ("Kenya's police shot protesters.", "KE"),
    ] {
        assert_eq!(states(text, "recipients"), [iso], "{text}");
    }
}

#[test]
fn troops_are_not_of_the_state_that_they_strike_near_or_from() {
    for text in [
        "Troops attacked villages near Mali.",
        "The police arrested an envoy of Egypt.",
        "The army of the generals attacked Darfur with help from Egypt.",
        "Soldiers seized villages of Chad.",
    ] {
        assert_eq!(states(text, "sources"), ["?"], "{text}");
    }
    for (text, iso) in [
        ("Police in Peru arrested miners.", "PE"),
        ("Prisoners rioted in East Timor.", "TL"),
        ("Soldiers attacked villages in Mali.", "ML"),
    ] {
        assert_eq!(states(text, "sources"), [iso], "{text}");
    }
}

#[test]
fn where_a_deed_was_is_not_who_is_blamed_for_it() {
    for (text, told) in [
        ("Chile condemned the assassination of a judge in Quito on 9 August.", "ACCUSE Chile >"),
        ("Peru deplored the killing of ten miners near La Paz.", "ACCUSE Peru >"),
        ("Kenya condemned the coup in Niamey.", "ACCUSE Kenya >"),
    ] {
        assert_eq!(deeds(text), [told], "{text}");
        let record = events(text);
        assert!(!record.annotations[0].attributes.contains_key("place"), "{text}");
    }
    assert_eq!(deeds("Iran condemned the Israeli raid on Damascus.")[0], "ACCUSE Iran > Israel");
    assert_eq!(deeds("Iran condemned Israel in Geneva."), ["ACCUSE Iran > Israel"]);
}

#[test]
fn whom_a_relative_clause_speaks_of_is_the_noun_before_it() {
    for text in [
        "The deal ties Mozambique to a government that is accused of invading a neighbour.",
        "It would bind Kenya to a junta that has been condemned by the union.",
        "It ties Peru to a company that was accused by miners of fraud.",
    ] {
        assert_eq!(deeds(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(
        deeds("Rwanda, which was accused by the European Union of invading a neighbour, waits."),
        ["ACCUSE European Union > Rwanda"]
    );
}
