//! Words that leave open or deny a deed beside it: `no proof that`, `perhaps`, `or so the story goes`, `only on paper`.

use super::unreal::{real_in, unreal};

#[test]
fn what_nobody_is_sure_of_has_not_happened() {
    for text in [
        "There is no proof that Ghana has bombed Togo.",
        "The inspectors found little evidence that Peru had shelled Ecuador.",
        "The lawyers have not produced any proof that Mali attacked Niger.",
        "Perhaps Ghana attacked Togo.",
        "Laos has probably bombed Vietnam.",
        "Maybe, Chad has invaded Niger.",
        "Kenya attacked Uganda, or so the story goes.",
        "Critics say Ghana might as well have invaded Togo.",
        "The minister joked that Chile had invaded Peru.",
        "If talks collapse, Ghana attacks Togo at dawn.",
        "Unless Chad pays, Niger closes its border with Chad.",
        "Few believe that Ghana attacked Togo.",
        "The thought of Peru attacking Chile frightens investors.",
        "The council voted down a motion that Ghana withdraw from Togo.",
        "Not one Ghanaian ship was sunk by Togo.",
        "A blogger quipped that Oman had bombed Yemen.",
    ] {
        unreal(text);
    }
}

#[test]
fn what_is_only_thought_or_played_has_not_happened() {
    for text in [
        "Ghana bombed Togo only on paper.",
        "In theory, Serbia invaded Kosovo.",
        "Peru attacked Chile merely in the imagination of its generals.",
        "The generals rehearsed how Ghana attacks Togo.",
        "The officers simulated how Japan bombs China.",
        "The simulation ended when Ghana attacked Togo.",
        "According to the plot of the film, Ghana bombs Togo.",
        "According to the novel, Peru invades Bolivia.",
        "Ghana's draft resolution, under which Togo withdraws its troops, was not voted on.",
        "The mediators wrote a roadmap whereby Sudan lifts its sanctions on Chad.",
        "Ghana did everything but attack Togo.",
    ] {
        unreal(text);
    }
}

#[test]
fn those_who_are_wrong_tell_nothing_that_happened() {
    for text in [
        "Those who say that Ghana attacked Togo are wrong.",
        "The opposition claims falsely that Ghana bombed Togo.",
        "A hoax caller said Ghana had bombed Togo.",
        "In a parallel universe, Ghana invaded Togo.",
        "Anyone who claims Ghana bombed Togo is lying.",
        "A headline read that Ghana had attacked Togo; it was satire.",
        "A broadcaster said that Ghana had bombed Togo; it was a prank.",
    ] {
        unreal(text);
    }
}

#[test]
fn such_words_elsewhere_leave_a_deed_real() {
    for text in [
        "There is proof that Ghana bombed Togo.",
        "Ghana, which perhaps fears a boycott, bombed Togo.",
        "Ghana killed perhaps sixty soldiers of Togo.",
        "The deal by which Ghana withdrew from Togo is a year old.",
        "The generals described how Ghana attacked Togo.",
        "Ghana bombed Togo, and not only in words.",
        "Ghana did nothing but attack Togo.",
        "Ghana joked about the summit and then bombed Togo.",
        "In theory the army is neutral; Ghana attacked Togo all the same.",
        "Ghana attacked Togo only in the north.",
        "There is no denying that Ghana attacked Togo.",
        "There is no doubt that Ghana attacked Togo.",
        "No one was surprised that Ghana attacked Togo.",
        "If anything, Ghana attacks Togo more often now.",
        "A few believe what all can see, namely that Ghana attacked Togo.",
        "Those who live in Lomé saw that Ghana bombed Togo.",
        "People who fled say that Ghana bombed Togo.",
        "Ghana attacked Togo, as it may well do again.",
        "The meeting ended when Ghana attacked Togo.",
        "Ghana bombed Togo in the name of peace.",
        "Zambia signed the pact, which lives only on paper so far.",
        "Laos signed an accord with Thailand, but its courts exist only in theory.",
        "The trial opened when Chad arrested the envoy of Niger.",
        "The model was given up after Mali attacked Niger.",
        "The accord under which Oman pays Yemen was signed by Oman in May.",
        "The motion that Peru vetoed came from Chile.",
        "The picture that Chad released shocked Niger, and Chad attacked Niger.",
        "Even if critics complain, Ghana arms Togo.",
        "Togo has evidence that Ghana bombed its port.",
        "Ghana bombed Togo in May, or so many of its pilots told the court.",
        "In a universe of bans, Ghana imposed sanctions on Togo.",
        "Those who say that Ghana attacked Togo are right; others are wrong.",
        "Analysts who say that Ghana attacked Togo are wrong about the day.",
        "The demand that Mali rejected was an old one.",
        "In her mind there was no question: Ghana had bombed Togo.",
        "Probably the worst day came in May, when Ghana bombed Togo.",
        "Maybe nobody noticed, but Ghana bombed Togo.",
    ] {
        assert!(!real_in(text).is_empty(), "{text}");
    }
    let both = real_in("Ghana has not only threatened Togo but also bombed it.");
    assert_eq!(both, ["THREATEN", "ASSAULT"]);
}

#[test]
fn what_begins_an_item_of_a_list_is_what_may_be_done() {
    for text in [
        "Laos has three options: 1. arrest the smugglers; 2. sue Thailand; 3. sign a pact with Burma.",
        "Kenya could: - cut off talks with Uganda; - attack Somalia; - impose sanctions on Sudan.",
    ] {
        unreal(text);
    }
}

#[test]
fn who_doubts_promises_nothing() {
    for text in
        ["We doubt that Norway will help Moldova.", "It is doubtful that Ghana will help Togo."]
    {
        unreal(text);
    }
}

#[test]
fn names_that_are_joined_have_a_verb_in_the_plural() {
    for text in ["Norway and Sweden support Moldova.", "Peru and Chile back Bolivia firmly."] {
        assert_eq!(real_in(text), ["SUPPORT"], "{text}");
    }
}

#[test]
fn what_is_sent_to_somebody_is_no_threat() {
    let record = super::events("Austria will send 30 tanks to Moldova, the defence ministry said.");
    let told: Vec<_> =
        record.annotations.iter().map(|one| (&*one.label, super::text(one, "status"))).collect();
    assert_eq!(told, [("MOBILIZE", "announced")]);
}

#[test]
fn who_it_is_in_a_reason_is_left_open_between_two() {
    assert_eq!(real_in("Peru sanctioned Chile because it helps Bolivia."), ["SANCTION"]);
    assert_eq!(
        real_in("Peru left the pact because it accused Chile of fraud."),
        ["REJECT", "ACCUSE"]
    );
}
