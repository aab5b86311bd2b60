//! What both stages promise, whatever the text.

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
        prop_assert_ne!(summary("lexrank", config, &long(12)), "no summary");
    }
}
