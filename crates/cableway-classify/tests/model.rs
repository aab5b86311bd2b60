//! The model through its public face: files that are damaged, texts of any kind.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use std::sync::LazyLock;

use cableway_classify::{
    Classifier, LabelledSet, Model, ModelConfig, ModelError, TrainOptions, evaluate, train,
};
use cableway_core::{
    Annotations, BlockKind, Classify, Context, Digest, Document, Limits, Setup, Stage as _,
    StageName,
};
use proptest::prelude::*;

/// Documents of two labels whose words differ.
fn labelled() -> LabelledSet {
    let mut data = String::new();
    for place in 0..10 {
        for (label, words) in
            [("sea", "ferry harbour tide l'île"), ("soil", "plough wheat 小麦 ячмень")]
        {
            let line = format!(
                "{{\"label\": \"{label}\", \"text\": \"Day {place}: {words}, {words}.\"}}\n"
            );
            data.push_str(&line);
        }
    }
    LabelledSet::read(data.as_bytes()).unwrap()
}

static BYTES: LazyLock<Vec<u8>> =
    LazyLock::new(|| train(&labelled(), TrainOptions::default()).unwrap().classifier.to_bytes());

/// The file with a digest that fits what is in it.
fn signed(mut content: Vec<u8>) -> Vec<u8> {
    let digest = Digest::of(&content);
    content.extend(digest.as_bytes());
    content
}

fn document(title: &str, text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.title = Some("ferry and wheat".to_owned());
    builder.block(BlockKind::Title, title);
    builder.block(BlockKind::Paragraph, text);
    builder.block(BlockKind::Caption, "A ferry.");
    builder.build()
}

fn stage(config: &str) -> Model {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.cwm"), &*BYTES).unwrap();
    let config: ModelConfig = serde_json::from_str(config).unwrap();
    Model::new(config, &Setup::new(folder.path(), Limits::default())).unwrap()
}

#[test]
fn a_file_is_the_model_again() {
    let model = Classifier::from_bytes(&BYTES).unwrap();
    assert_eq!(model.to_bytes(), *BYTES);
    let info = model.info();
    assert_eq!((info.documents, info.labels.len(), info.one_label), (20, 2, true));
    assert_eq!(info.data, labelled().digest);
    let set = labelled();
    assert!((evaluate(&model, &set, None).unwrap().accuracy - 1.0).abs() < 1e-9);
}

#[test]
fn probabilities_of_one_label_add_up() {
    let model = Classifier::from_bytes(&BYTES).unwrap();
    for text in ["ferry", "wheat", "ferry wheat", "nothing known", ""] {
        let sum: f64 = model.probabilities(&document("", text)).iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{text}: {sum}");
    }
}

#[test]
fn captions_are_not_read() {
    let model = Classifier::from_bytes(&BYTES).unwrap();
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, "The wheat and the plough.");
    let bare = model.probabilities(&builder.clone().build());
    builder.block(BlockKind::Caption, "ferry harbour tide");
    assert_eq!(model.probabilities(&builder.build()), bare);
}

#[test]
fn every_byte_counts() {
    for place in 0..BYTES.len() {
        let mut bytes = BYTES.clone();
        bytes[place] ^= 0x20;
        let error = Classifier::from_bytes(&bytes).unwrap_err();
        let expect = match place {
            0..8 => ModelError::Foreign,
            8 => ModelError::Newer(33),
            9..12 => return_version(&bytes),
            _ => ModelError::Damaged,
        };
        assert_eq!(error, expect, "byte {place}");
        assert_eq!(
            Classifier::from_bytes(&BYTES[..place]).unwrap_err(),
            if place == 0 { ModelError::Foreign } else { ModelError::Damaged },
            "cut off at {place}"
        );
    }
}

fn return_version(bytes: &[u8]) -> ModelError {
    ModelError::Newer(u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]))
}

#[test]
fn lengths_that_lie_allocate_nothing() {
    // The largest numbers where lengths and counts stand, each with a digest that fits.
    let content = &BYTES[..BYTES.len() - 32];
    let information = u32::from_le_bytes(content[12..16].try_into().unwrap()) as usize;
    for at in [12, 16 + information] {
        let mut forged = content.to_vec();
        forged[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        let error = Classifier::from_bytes(&signed(forged)).unwrap_err();
        assert!(matches!(error, ModelError::Nonsense(_)), "{error:?}");
    }
}

proptest! {
    #[test]
    fn forged_models_are_refused_or_work(
        changes in prop::collection::vec((12_usize..1 << 16, any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut content = BYTES[..BYTES.len() - 32].to_vec();
        for (at, byte) in changes {
            let length = content.len();
            content[12 + at % (length - 12)] = byte;
        }
        if let Some(cut) = cut {
            content.truncate(cut.index(content.len()));
        }
        if let Ok(model) = Classifier::from_bytes(&signed(content)) {
            let found = model.probabilities(&document("Ferry", "wheat and barley"));
            prop_assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{found:?}");
        }
    }

    #[test]
    fn any_bytes_are_no_model(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Classifier::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_lines_are_read_or_refused(text in "[\\[\\]{}:,\"\\\\a-z0-9 \n]{0,80}") {
        if let Err(error) = LabelledSet::read(text.as_bytes()) {
            prop_assert!(!error.mistakes.is_empty());
        }
    }

    #[test]
    fn evidence_slices_at_word_ends(
        title in "\\PC{0,20}",
        parts in prop::collection::vec(prop::sample::select(vec![
            "ferry", "FERRY’s", "l'île", "wheat", "小麦", "ячмень", "e\u{301}", "👩‍👩‍👧", " ", ", ", "\n", "'", "İ",
        ]), 0..30),
    ) {
        static STAGE: LazyLock<Model> =
            LazyLock::new(|| stage(r#"{"model": "m.cwm", "min_words": 0, "max_labels": 2}"#));
        let document = document(&title, &parts.concat());
        let mut found = Annotations::new("model".parse::<StageName>().unwrap());
        STAGE.classify(&document, &mut found, &Context::default()).unwrap();
        let words: Vec<(usize, usize)> = cableway_core::text::words(document.text())
            .map(|word| (word.span.start(), word.span.end()))
            .collect();
        for annotation in found.as_slice() {
            prop_assert!(annotation.score.is_some());
            for span in &annotation.spans {
                prop_assert!(span.slice(document.text()).is_some());
                prop_assert!(words.iter().any(|(start, _)| *start == span.start()), "{span}");
                prop_assert!(words.iter().any(|(_, end)| *end == span.end()), "{span}");
            }
        }
    }
}
