//! Verbs of the sixteen types of PLOVER with what they govern, and who does them.

use super::deeds;

#[track_caller]
fn check(sentence: &str, expect: &[&str]) {
    assert_eq!(deeds(sentence), expect, "{sentence}");
}

#[test]
fn ways_are_closed_and_opened() {
    check("Peru has shut its frontier with Ecuador.", &["SANCTION Peru > Ecuador"]);
    check("Kenya closed its market to Ugandan milk.", &["SANCTION Kenya > Uganda"]);
    check("Finland turned away Russian trucks.", &["SANCTION Finland > Russia"]);
    check("Bolivia halted the sale of gas to Argentina.", &["SANCTION Bolivia > Argentina"]);
    check("Slovenia called off a meeting with Croatia.", &["SANCTION Slovenia > Croatia"]);
    check("Chile reopened its market to Peruvian fish.", &["CONCEDE Chile > Peru"]);
    check("The shop closed its doors in Lagos, Nigeria.", &[]);
    check("Peru shut out the noise.", &[]);
    check("A newspaper of Chile reopened its office.", &[]);
}

#[test]
fn what_others_want_is_blocked() {
    check("Turkey blocked a statement of NATO on Cyprus.", &["REJECT Turkey > NATO"]);
    check("Cuba snubbed the invitation of Spain.", &["REJECT Cuba > Spain"]);
    check("India blocked Pakistani channels.", &["COERCE India > Pakistan"]);
    check("Mexico nationalised a Spanish mine.", &["COERCE Mexico > Spain"]);
    check("Ghana gave way to Togo over the islands.", &["CONCEDE Ghana > Togo"]);
    check("Kenya skipped a beat.", &[]);
}

#[test]
fn only_those_who_bear_arms_invade_by_coming() {
    check(
        "Ugandan troops entered Juba on 3 February.",
        &["ASSAULT Armed forces of Uganda > Juba @ 2023-02-03"],
    );
    check("Rwandan soldiers crossed into Burundi.", &["ASSAULT Armed forces of Rwanda > Burundi"]);
    check("Chadian soldiers overran the town of Birao.", &["ASSAULT Armed forces of Chad >"]);
    check("Indian soldiers left the atoll.", &["RETREAT Armed forces of India >"]);
    check("Denmark brought its troops home from Iraq.", &["RETREAT Denmark > Iraq"]);
    check("Chinese police arrived in Fiji.", &["MOBILIZE Police of China > Fiji"]);
    check("The Brazilian president arrived in Peru.", &["CONSULT Brazil > Peru"]);
    check("Tourists entered Egypt.", &[]);
    check("Niger entered the tunnel.", &[]);
    check("The United States reached the final.", &[]);
}

#[test]
fn support_is_said_more_than_once() {
    check(
        "Chile condemned the raid on Peru and reaffirmed its support for Bolivia.",
        &["ACCUSE Chile > Peru", "SUPPORT Chile > Bolivia"],
    );
    check("Kenya reiterated its solidarity with Mali.", &["SUPPORT Kenya > Mali"]);
    check("Kenya reaffirmed its rights.", &[]);
}

#[test]
fn help_has_more_than_one_verb() {
    check("Germany paid for a hospital in Niger.", &["AID Germany > Niger"]);
    check("Laos admitted three refugees from Myanmar.", &["AID Laos > refugees of Myanmar"]);
    check(
        "Azerbaijan trained officers of Pakistan.",
        &["COOPERATE Azerbaijan > Armed forces of Pakistan"],
    );
    check(
        "Estonia and Finland held joint patrols in January.",
        &["COOPERATE Estonia and Finland >  @ 2023-01"],
    );
}
