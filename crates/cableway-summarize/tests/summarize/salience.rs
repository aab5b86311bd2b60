use cableway_core::BlockKind::{Paragraph, Standfirst, Title};
use cableway_core::{Context, Document};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{document, mistake, paragraph, stage, summary};

/// News as it is written: what happened, a voice, the past.
fn news() -> Document {
    document(&[
        (Title, "Ferry to the islands sails again"),
        (
            Paragraph,
            "Winter had been long and quiet here. The ferry to the islands will \
                     sail again from Monday, the harbour board said. “I can hardly believe it, and we have \
                     waited so long,” said Mara Okoye, a teacher.",
        ),
        (
            Paragraph,
            "The ferry was taken out of service in May after a storm damaged its engine. Who will pay \
                     for the new engine? The harbour board wants the state to pay 4.5 million for the engine.",
        ),
        (
            Paragraph,
            "Gulls sat on the quay all day. The islands have 2,100 inhabitants and a school. They also have a \
                     small museum of fishing, which opens in the summer.",
        ),
    ])
}

#[test]
fn the_sentences_that_matter_together() {
    assert_snapshot!(summary("salience", json!({}), &news()), @r#"
    Winter had been long and quiet here.
    The ferry to the islands will sail again from Monday, the harbour board said.
    The ferry was taken out of service in May after a storm damaged its engine.
    "#);
    assert_snapshot!(summary("salience", json!({"sentences": 1}), &news()), @r#"The ferry to the islands will sail again from Monday, the harbour board said."#);
    assert_snapshot!(summary("salience", json!({"words": 45}), &news()), @r#"
    Winter had been long and quiet here.
    The ferry to the islands will sail again from Monday, the harbour board said.
    The ferry was taken out of service in May after a storm damaged its engine.
    "#);
    assert_snapshot!(summary("salience", json!({"sentences": 5, "fill": true}), &news()), @r#"
    Winter had been long and quiet here.
    The ferry to the islands will sail again from Monday, the harbour board said.
    “I can hardly believe it, and we have waited so long,” said Mara Okoye, a teacher.
    The ferry was taken out of service in May after a storm damaged its engine.
    The harbour board wants the state to pay 4.5 million for the engine.
    "#);
}

#[test]
fn each_sentence_says_why_it_is_there() {
    let summary = stage("salience", json!({})).unwrap().summarize(&news(), &Context::default());
    let sentences = summary.unwrap().unwrap().sentences;
    let reasons: Vec<String> =
        sentences.iter().map(|sentence| json!(sentence.attributes).to_string()).collect();
    assert_snapshot!(reasons.join("\n"), @r#"
    {"adds":0.007,"against":["short"],"sentence":1,"words":["long","Winter","quiet"]}
    {"adds":0.057,"sentence":2,"words":["islands","again","harbour","board","sail"]}
    {"adds":0.026,"sentence":4,"words":["engine","service","storm","damaged"]}
    "#);
}

#[test]
fn the_standfirst_is_not_said_again() {
    let body = "The ferry to the islands will now sail again from Monday. The harbour board met on Friday \
                to talk about the price of tickets. Tickets to the islands will cost a fifth more than before.";
    let with = document(&[
        (Standfirst, "The ferry to the islands will sail again, from Monday."),
        (Paragraph, body),
    ]);
    let without = document(&[(Paragraph, body)]);
    let config = json!({"fill": true});
    assert!(summary("salience", config.clone(), &without).contains("now sail again"));
    let given = summary("salience", config, &with);
    assert!(!given.contains("now sail again"), "{given}");
    assert_eq!(given.lines().count(), 2, "{given}");
}

/// Alone, the summary must not begin with a vote of which nobody knows what it was about.
#[test]
fn without_the_lead_a_summary_makes_sense() {
    let body = "The harbour board voted to close the old quay to ferries in May. The vote was 13 to none after \
                a long and heated meeting at the harbour. It came after months of talks on the state of the quay. \
                Mayor Lind said that ferries would use the new quay in the harbour until the winter.";
    let with = document(&[
        (Standfirst, "The harbour board voted to close the old quay to ferries in May."),
        (Paragraph, body),
    ]);
    let config = json!({"sentences": 1});
    assert!(summary("salience", config.clone(), &with).starts_with("Mayor Lind"));
    let all = stage("salience", json!({"sentences": 3, "fill": true})).unwrap();
    let all = all.summarize(&with, &Context::default()).unwrap().unwrap().sentences;
    assert_eq!(json!(all[0].attributes["against"]), json!(["takes up what the standfirst says"]));
    assert!(!all[2].attributes.contains_key("against"));
    let without = document(&[(Paragraph, body)]);
    assert!(summary("salience", config, &without).starts_with("The harbour board voted"));
}

#[test]
fn a_length_is_used_up() {
    let words = |budget: Value| -> usize {
        let given = stage("salience", budget).unwrap();
        let given = given.summarize(&news(), &Context::default()).unwrap().unwrap();
        given.sentences.iter().map(|sentence| sentence.text.split_whitespace().count()).sum()
    };
    for most in [30, 40, 50, 60] {
        let used = words(json!({"words": most}));
        assert!(used * 5 >= most * 4 && used <= most, "{used} of {most}");
        let used = words(json!({"characters": most * 6}));
        assert!(used * 5 >= most * 4, "{used} of {most}");
    }
    // What is there is all.
    assert!(words(json!({"words": 1000})) > 60);
}

#[test]
fn what_was_said_counts_no_more() {
    let document = paragraph(
        "The harbour board will close the old quay to all ferries. Traders on the island fear for their \
         summer sales. To all ferries the old quay will close, the harbour board says.",
    );
    let given = summary("salience", json!({"sentences": 2}), &document);
    assert!(given.contains("Traders"), "{given}");
    assert_eq!(given.matches("old quay").count(), 1, "{given}");
}

#[test]
fn nothing_to_sum_up() {
    for text in ["", "Ferry", "Short.", "… !!! —"] {
        let given = summary("salience", json!({}), &paragraph(text));
        assert!(given.starts_with("no summary\nnote: no summary: no "), "{text}: {given}");
    }
}

/// The same three facts, in languages with lists, without, and in scripts of other kinds: the story
/// is the ferry, not the gulls.
#[test]
fn any_language_that_can_be_cut_into_sentences() {
    let check = |language: &str, text: &str, expect: &str| {
        let mut builder = Document::builder("a.txt");
        builder.meta.language = Some(language.into());
        builder.block(Paragraph, text);
        assert_eq!(
            summary("salience", json!({"sentences": 1}), &builder.build()),
            expect,
            "{language}"
        );
    };
    check(
        "de",
        "Möwen saßen am Montag auf dem Kai im Regen. Die Fähre zu den Inseln fährt am Montag wieder. Die \
         Fähre war nach einem Sturm vor den Inseln beschädigt.",
        "Die Fähre zu den Inseln fährt am Montag wieder.",
    );
    check(
        "cy",
        "Eisteddai gwylanod ar y cei yn y glaw. Bydd y fferi i'r ynysoedd yn hwylio eto ddydd Llun. \
         Difrodwyd y fferi i'r ynysoedd gan storm.",
        "Bydd y fferi i'r ynysoedd yn hwylio eto ddydd Llun.",
    );
    check(
        "ja",
        "かもめが桟橋に座っていた。島へのフェリーは月曜日に再び運航する。島へのフェリーは嵐で壊れていた。島の人々は島へのフェリーを待っていた。",
        "島へのフェリーは嵐で壊れていた。",
    );
    check(
        "ar",
        "جلست النوارس على الرصيف تحت المطر. تبحر العبارة إلى الجزر من جديد يوم الاثنين. تضررت العبارة إلى الجزر بسبب العاصفة.",
        "تبحر العبارة إلى الجزر من جديد يوم الاثنين.",
    );
}

#[test]
fn what_cannot_be_asked_for() {
    assert_snapshot!(mistake("salience", json!({"sentences": 0})), @r#"sentences: must be at least 1"#);
    assert_snapshot!(mistake("salience", json!({"words": 0})), @r#"words: must be at least 1"#);
    assert_snapshot!(mistake("salience", json!({"characters": 0})), @r#"characters: must be at least 1"#);
}
