//! What all stages promise, whatever the text.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cableway_core::{BlockKind, Context, Document, ErrorKind, Limits};
use proptest::prelude::*;
use serde_json::json;

use crate::{STAGES, document, paragraph, stage, summary};

/// A hundred thousand sentences of a small vocabulary, so that many share words.
fn long(sentences: usize) -> Document {
    use std::fmt::Write as _;
    let words = ["ferry", "harbour", "board", "island", "ticket", "winter", "price", "boat"];
    let mut text = String::new();
    for place in 0..sentences {
        let word = |step: usize| words[place * step % words.len()];
        let _ =
            write!(text, "The {} of day {place} saw a {} near the {}. ", word(3), word(5), word(7));
    }
    paragraph(&text)
}

#[test]
fn a_hundred_thousand_sentences_take_a_bounded_time() {
    let document = long(100_000);
    let started = Instant::now();
    assert_eq!(summary("lead", json!({}), &document).lines().count(), 3);
    let all = summary("lead", json!({"sentences": 1_000_000}), &document);
    assert_eq!(all.lines().count(), 100_000);
    let central = summary("lexrank", json!({"sentences": 1_000_000}), &document);
    assert!(central.ends_with("its first 1000 sentences"), "{central}");
    let salient = summary("salience", json!({"sentences": 1_000_000}), &document);
    assert!(salient.ends_with("its first 1000 sentences"), "{salient}");
    // Quadratic work on them all would take minutes in a debug build.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_cancelled_run_stops() {
    let cancelled = AtomicBool::new(true);
    for id in STAGES {
        let context = Context::new(Limits::default(), &cancelled);
        let error = stage(id, json!({})).unwrap().summarize(&long(10), &context).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{id}");
    }
}

#[test]
fn the_same_document_gives_the_same_summary() {
    let document = long(500);
    for id in STAGES {
        let first = summary(id, json!({"sentences": 20}), &document);
        for _ in 0..5 {
            assert_eq!(summary(id, json!({"sentences": 20}), &document), first, "{id}");
        }
    }
}

#[test]
fn a_sentence_of_a_megabyte() {
    let document =
        paragraph(&format!("The ferry sails on Monday again. The {}.", "ferry ".repeat(175_000)));
    let started = Instant::now();
    for id in STAGES {
        let given = summary(id, json!({}), &document);
        assert_eq!(given, "The ferry sails on Monday again.", "{id}");
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let alone = paragraph(&"ferry ".repeat(175_000));
    for id in STAGES {
        assert_eq!(
            summary(id, json!({}), &alone),
            "no summary\nnote: no summary: every sentence has more than 200 words",
            "{id}"
        );
    }
}

#[test]
fn no_summary_is_longer_than_the_budget() {
    let document = long(40);
    for id in STAGES {
        for most in [1, 8, 9, 10, 35, 100] {
            let given = stage(id, json!({"words": most})).unwrap();
            let given = given.summarize(&document, &Context::default()).unwrap();
            let words: usize = given
                .iter()
                .flat_map(|summary| &summary.sentences)
                .map(|sentence| sentence.text.split_whitespace().count())
                .sum();
            assert!(words <= most && (most < 12 || words > 0), "{id}: {words} of {most} words");
            let given = stage(id, json!({"characters": most * 6})).unwrap();
            let given = given.summarize(&document, &Context::default()).unwrap();
            let texts: Vec<&str> = given
                .iter()
                .flat_map(|summary| &summary.sentences)
                .map(|sentence| sentence.text.as_str())
                .collect();
            let characters = texts.join(" ").chars().count();
            assert!(characters <= most * 6 && (most < 12 || characters > 0), "{id}: {characters}");
        }
        assert_eq!(
            summary(id, json!({"words": 2}), &document),
            "no summary\nnote: no summary: no sentence fits into 2 words",
            "{id}"
        );
        let given = summary(id, json!({"words": 1000, "sentences": 2}), &document);
        assert_eq!(given.lines().count(), 2, "{id}");
    }
}

#[test]
fn captions_and_boilerplate_are_not_summarised() {
    let document = paragraph(
        "Mayor Lind (left) opens the new quay of the harbour. Scroll down for video of the new quay. \
         The new quay of the harbour was opened on Monday. Sign up for our newsletter on ferries and quays.",
    );
    for id in STAGES {
        let given = summary(id, json!({}), &document);
        assert_eq!(given, "The new quay of the harbour was opened on Monday.", "{id}");
    }
}

#[test]
fn marks_and_pictures_at_the_edges_of_sentences() {
    let text = "🚢🇳🇴 The ferry sails again on Monday, say the islanders 👩‍👩‍👧‍👦! E\u{301}mile said that the \
                cafe\u{301}s of the island will be open e\u{301}! The quay is closed until the tide turns e\u{301}.";
    for id in STAGES {
        let config = if id == "salience" { json!({"fill": true}) } else { json!({}) };
        let given = summary(id, config, &paragraph(text));
        assert_eq!(given.lines().count(), 3, "{id}: {given}");
        assert!(given.starts_with('🚢') && given.ends_with("e\u{301}."), "{id}: {given}");
    }
    for id in STAGES {
        let given = summary(id, json!({}), &paragraph("🚢 🚢 🚢 🚢 🚢!"));
        assert!(given.starts_with("no summary\nnote: "), "{id}: {given}");
    }
}

/// Words of a script without a list, so that nothing tells one sentence from another.
#[test]
fn the_same_text_stands_once() {
    for text in ["ᐃᓄᒃ ᐃᒡᓗ ᓄᓇ ᑕᕆᐅᖅ ᐃᖃᓗᒃ.", "The ferry sails to the islands."]
    {
        let document = document(&[(BlockKind::Paragraph, text); 3]);
        for id in STAGES {
            assert_eq!(summary(id, json!({}), &document), text, "{id}");
        }
    }
}

fn block() -> impl Strategy<Value = (BlockKind, String)> {
    let kind = prop_oneof![
        4 => Just(BlockKind::Paragraph),
        1 => Just(BlockKind::Standfirst),
        1 => Just(BlockKind::Caption),
        1 => Just(BlockKind::Table),
    ];
    let text = prop_oneof!["([A-Z][a-c]? [a-d é„“”.]{0,12}[.?!] ?){0,6}", any::<String>()];
    (kind, text)
}

proptest! {
    /// [`summary`] checks spans, order and blocks.
    #[test]
    fn any_document_can_be_summed_up(
        blocks in prop::collection::vec(block(), 0..6),
        sentences in 1_usize..5,
        min_words in 0_usize..3,
    ) {
        let blocks: Vec<_> = blocks.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        let document = document(&blocks);
        for id in STAGES {
            let config = json!({"sentences": sentences, "min_words": min_words});
            let context = Context::default();
            summary(id, config.clone(), &document);
            let given = stage(id, config).unwrap().summarize(&document, &context).unwrap();
            prop_assert!(given.is_none_or(|summary| (1..=sentences).contains(&summary.sentences.len())));
        }
    }

    #[test]
    fn any_settings_will_do(
        threshold in 0.0..=1.0,
        damping in 0.0..=1.0,
        position in 0.0..=1.0,
        redundancy in 0.0..=1.0,
    ) {
        let config = json!({
            "sentences": 2, "threshold": threshold, "damping": damping, "position": position,
            "redundancy": redundancy,
        });
        prop_assert!(!summary("lexrank", config, &long(12)).starts_with("no summary"));
    }
}
