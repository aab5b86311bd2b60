//! What a scenario shows, what happens whenever something else does, and what goes on while a text looks ahead.

use super::{deeds, not_real, real};

#[test]
fn what_a_scenario_shows_is_not_there() {
    for text in [
        "The darker scenario sees Sudan attacking Chad.",
        "A third variant would have Turkey invading Syria.",
        "One scenario foresees Iran arming Yemen and Oman expelling its envoys.",
        "The gloomiest forecast has Russia annexing Belarus and shelling Poland.",
        "The model shows China invading Taiwan.",
        "Their simulation had Pakistan striking a base in India.",
    ] {
        not_real(text, "hypothetical");
    }
    assert_eq!(real("The pictures show Sudan attacking Chad."), ["ASSAULT"]);
}

#[test]
fn a_dream_come_true_is_no_dream() {
    for text in [
        "In a dream come true, Peru left the war behind. Peru and Chile signed a treaty.",
        "It was a dream come true: Kosovo signed the agreement with Serbia.",
        "For Lisbon the nightmare came true, and Spain signed a pact with Morocco.",
    ] {
        assert_eq!(real(text), ["AGREE"], "{text}");
    }
}

#[test]
fn what_happens_whenever_something_else_does() {
    for text in [
        "When ministers of Peru say that Chile attacked them, nobody listens.",
        "Whenever Turkey bombs Syria, Iran condemns it.",
        "Each time Kenya expels an envoy, Somalia recalls its own.",
        "If Mali expels envoys, France recalls its ambassador.",
        "Whenever Moscow cuts deliveries, Minsk asks Beijing for loans.",
        "France recalls its ambassador when Mali expels envoys.",
    ] {
        not_real(text, "hypothetical");
    }
    for (text, told) in [
        ("When Turkey bombed Syria, Iran condemned it.", ["ASSAULT", "ACCUSE"].as_slice()),
        ("When Iran met Iraq in May, Tehran accused Turkey of spying.", &["CONSULT", "ACCUSE"]),
        ("When his term ended in March, Peru signed the treaty with Chile.", &["AGREE"]),
        ("Egypt backs the truce, which ends when winter comes.", &["SUPPORT"]),
        ("Peru asks Chile if winter is near.", &["REQUEST"]),
        ("Peru bombed Chile at a time when Lima talks to Bolivia.", &["ASSAULT", "CONSULT"]),
    ] {
        assert_eq!(real(text), told, "{text}");
    }
}

#[test]
fn what_is_kept_up_goes_on() {
    for (text, told) in [
        ("Turkey keeps shelling Syria.", "ASSAULT Turkey > Syria"),
        ("Kenya continues supplying Somalia with food.", "AID Kenya > Somalia"),
        ("Turkey kept shelling Syria.", "ASSAULT Turkey > Syria"),
    ] {
        assert_eq!(deeds(text), [told], "{text}");
        assert_eq!(real(text).len(), 1, "{text}");
    }
    // Though the text looks ahead.
    let told =
        "Peru could attack Chile. It will wait this year, because Peru is busy arming Bolivia.";
    assert_eq!(real(told), ["AID"]);
    not_real(
        "Egypt could attack Chad. Sudan closes its border with Chad because Egypt bombs the airfield.",
        "hypothetical",
    );
    not_real("If Egypt attacks Chad, it is busy bombing Libya.", "hypothetical");
}
