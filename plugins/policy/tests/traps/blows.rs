//! What is struck stands somewhere; what is told of a past moment, by somebody without a name, has happened.

use super::real;

#[track_caller]
fn strikes(sentence: &str) {
    assert!(real(sentence).iter().any(|one| one == "ASSAULT"), "{sentence} {:?}", real(sentence));
}

#[test]
fn works_that_are_bombed_are_struck() {
    for sentence in [
        "Russia bombed the pipeline in Ukraine.",
        "Israel bombed a pipeline in Iran.",
        "Iran shelled the market in Erbil.",
        "Ukraine bombed the project in Crimea.",
        "Israel bombed wells in Gaza.",
        "Israel attacked the market in Gaza.",
        "Fire from Israel killed ten people in Gaza.",
        "Sudan bombarded a market in Darfur.",
        "The pipeline in Iraq was bombed by Turkey.",
    ] {
        strikes(sentence);
    }
}

#[test]
fn a_past_moment_is_no_condition() {
    for sentence in [
        "Until 2014 Russia attacked Ukraine.",
        "Peru attacked Chile before Bolivia attacked Peru.",
        "An anonymous official said that Iran had attacked Israel.",
    ] {
        strikes(sentence);
    }
    assert!(real("Once Kenya signs, Uganda will attack Rwanda.").is_empty());
}

#[test]
fn a_match_is_no_meeting() {
    let told = real("France met Brazil in the final.");
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(real("France met Brazil in Paris."), ["CONSULT"]);
}

#[test]
fn assume_nothing_opens_no_scene() {
    strikes("Assume nothing. Iran bombed Iraq on Monday. Iraq closed its border.");
    strikes("Picture the scene. Iran bombed Iraq on Monday.");
}
