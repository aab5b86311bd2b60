//! The stage, as it is and through the plugin interface: `classify` runs both and compares.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_readability::Readability;
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::{classify, text};
use cableway_sdk::{BlockKind, Document, Record};

const EASY: &str = "The cat sat. It ran to us. We fed it. It was fed. It was good. The day was hot. \
     We sat in the sun. The cat sat too. We ate. The cat had milk. It was a fine day. We went in at six.";

fn run(config: &Value, document: &Document) -> Record {
    classify::<Readability>(config, document).unwrap()
}

fn english(words: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.block(BlockKind::Paragraph, words);
    builder.block(
        BlockKind::Caption,
        "Photographic representation of organisational responsibilities",
    );
    builder.build()
}

#[test]
fn easy_text() {
    let record = run(&json!({"min_words": 10}), &english(EASY));
    insta::assert_json_snapshot!(record.annotations);
}

#[test]
fn hard_text() {
    let hard = "Notwithstanding considerable institutional disagreement, the interdepartmental commission \
         nevertheless recommended comprehensive harmonisation of administrative responsibilities, whereupon \
         the participating governments reluctantly authorised supplementary expenditure. Subsequently \
         parliamentary representatives questioned the commission's constitutional legitimacy.";
    let record = run(&json!({"min_words": 10, "hardest": 1}), &english(hard));
    let annotation = &record.annotations[0];
    assert_eq!(annotation.label, "very_hard");
    assert_eq!(annotation.spans.len(), 1);
    assert!(annotation.spans[0].slice(&record.text).unwrap().starts_with("Notwithstanding"));
}

#[test]
fn other_languages_have_no_flesch() {
    let record =
        run(&json!({"min_words": 5}), &text("Die Fähre fährt am Montag wieder. Das ist gut."));
    assert!(record.annotations[0].attributes.contains_key("lix"));
    assert!(!record.annotations[0].attributes.contains_key("flesch_reading_ease"));
}

#[test]
fn too_few_words_are_not_judged() {
    let record = run(&json!({}), &text("Short."));
    assert!(record.annotations.is_empty());
    assert_eq!(record.notes[0].message, "1 words are too few to judge: 50 are needed");
}
