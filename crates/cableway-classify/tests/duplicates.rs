//! What the stage `duplicates` says of documents, one after the other.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_classify::{Duplicates, DuplicatesConfig};
use cableway_core::{
    Annotations, BlockKind, Classify as _, Context, Document, DocumentId, Limits, Setup,
    Stage as _, StageName,
};
use proptest::prelude::*;

/// Shows these documents to one stage, in order. For each: its label, the place of the original (`#0` is
/// the first), the similarity and the words under the spans; or the notes; or `original`.
fn duplicates(config: DuplicatesConfig, documents: &[Vec<(BlockKind, String)>]) -> Vec<String> {
    let stage = Duplicates::new(config, &Setup::new(".", Limits::default())).unwrap();
    let name: StageName = "duplicates".parse().unwrap();
    let uri = |place: usize| format!("{place}.txt");
    let ids: Vec<DocumentId> =
        (0..documents.len()).map(|place| DocumentId::from_uri(&uri(place))).collect();
    let mut shown = Vec::new();
    for (place, blocks) in documents.iter().enumerate() {
        let mut builder = Document::builder(uri(place));
        for (kind, text) in blocks {
            builder.block(*kind, text);
        }
        let mut document = builder.build();
        let context = Context::default();
        let mut found = Annotations::new(name.clone());
        stage.classify(&document, &mut found, &context).unwrap();
        shown.push(match found.as_slice().first() {
            Some(label) => {
                let of = label.attributes["of"].as_str().unwrap();
                let of = ids.iter().position(|id| id.as_str() == of).unwrap();
                let spans: Vec<&str> =
                    label.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
                let similarity = label.attributes["similarity"].as_f64().unwrap();
                assert!((label.score.unwrap().get() - similarity).abs() < 1e-9);
                format!("{} of #{of}, {similarity:.2}: {spans:?}", label.label)
            }
            None => match context.take_notes().join("; ") {
                notes if notes.is_empty() => "original".to_owned(),
                notes => notes,
            },
        });
        document.add_annotations(&name, &["duplicate"], found).unwrap();
    }
    shown
}

/// Documents of one paragraph.
fn paragraphs(texts: &[&str]) -> Vec<Vec<(BlockKind, String)>> {
    texts.iter().map(|text| vec![(BlockKind::Paragraph, (*text).to_owned())]).collect()
}

/// Thirty sentences about a port, which nobody else writes.
fn story() -> Vec<String> {
    let what = ["ferry", "dredger", "pilot boat", "tug", "barge", "lighter"];
    let place = ["north quay", "outer lock", "old basin", "fish market", "dry dock"];
    let story = (0..30).map(|n| {
        format!(
            "On day {n} the {} left the {} with {} crates.",
            what[n % 6],
            place[n % 5],
            n * 13 + 7
        )
    });
    story.collect()
}

fn label(shown: &str) -> &str {
    shown.split(':').next().unwrap_or_default()
}

#[test]
fn the_first_is_the_original_and_titles_do_not_count() {
    let text = "The ferry sails again on Monday, the harbour office said.".to_owned();
    let shown = duplicates(
        DuplicatesConfig::default(),
        &[
            vec![(BlockKind::Title, "Ferry back".into()), (BlockKind::Paragraph, text.clone())],
            vec![(BlockKind::Paragraph, "The lock is closed until noon.".into())],
            vec![(BlockKind::Title, "Island breathes again".into()), (BlockKind::Paragraph, text)],
            vec![
                (BlockKind::Paragraph, "THE FERRY sails again –".into()),
                (BlockKind::Caption, "The harbour".into()),
                (BlockKind::Paragraph, "on Monday (the harbour office said)".into()),
            ],
        ],
    );
    insta::assert_snapshot!(shown.join("\n"), @r#"
    original
    original
    exact of #0, 1.00: ["The ferry sails again on Monday, the harbour office said."]
    exact of #0, 1.00: ["THE FERRY sails again –\n\nThe harbour\n\non Monday (the harbour office said)"]
    "#);
}

#[test]
fn changed_copies_are_near() {
    let story = story();
    let whole = story.join(" ");
    let cut = story[..25].join(" ");
    let corrected = whole.replace("13 crates", "14 crates").replace("day 7 ", "day 8 ");
    let half = story[..12].join(" ");
    let shown = duplicates(
        DuplicatesConfig::default(),
        &paragraphs(&[&whole, &cut, &corrected, &half, &whole]),
    );
    let labels: Vec<&str> = shown.iter().map(|shown| label(shown)).collect();
    insta::assert_snapshot!(labels.join("\n"), @r"
    original
    near of #0, 0.85
    near of #0, 0.97
    original
    exact of #0, 1.00
    ");
}

/// A duplicate is no original: what is like it, but not like its original, begins a new group.
#[test]
fn originals_repeat_nothing() {
    let story = story();
    let shown = duplicates(
        DuplicatesConfig::default(),
        &paragraphs(&[&story.join(" "), &story[..24].join(" "), &story[..18].join(" ")]),
    );
    assert!(shown[1].starts_with("near of #0"), "{}", shown[1]);
    assert_eq!(shown[2], "original");
}

#[test]
fn the_threshold_and_the_shingle_decide() {
    let story = story();
    let documents = paragraphs(&[&story.join(" "), &story[..19].join(" ")]);
    let found = |threshold, shingle| {
        let shown = duplicates(DuplicatesConfig { threshold, shingle }, &documents);
        shown[1].starts_with("near")
    };
    assert!(!found(0.8, 3));
    assert!(found(0.5, 3));
    assert!(found(0.5, 1));
    assert!(!found(1.0, 8));
}

#[test]
fn short_and_empty_bodies() {
    let caption = vec![(BlockKind::Caption, "The harbour in the evening".to_owned())];
    let mut documents =
        paragraphs(&["Closed.", "closed", "Closed today", "Closed", "👍 … !", "👍"]);
    documents.extend([caption.clone(), caption, vec![]]);
    let shown = duplicates(DuplicatesConfig::default(), &documents);
    insta::assert_snapshot!(shown.join("\n"), @r#"
    original
    exact of #0, 1.00: ["closed"]
    original
    exact of #0, 1.00: ["Closed"]
    not compared with other documents: the body has no words
    not compared with other documents: the body has no words
    not compared with other documents: the body has no words
    not compared with other documents: the body has no words
    not compared with other documents: the body has no words
    "#);
}

#[test]
fn other_scripts_and_long_sentences() {
    let chinese = "港务局周五晚间表示，前往该岛的渡轮将于周一恢复航行，票价不会上涨。";
    let long = "ferry harbour island quay ".repeat(40_000);
    let with_end = format!("{long} at last");
    let combined = "Cafe\u{301} 👩‍👩‍👧 re\u{301}ouvert";
    let shown = duplicates(
        DuplicatesConfig::default(),
        &paragraphs(&[
            chinese,
            &chinese.replace("周一", "周二"),
            &long,
            &with_end,
            combined,
            &format!("{combined} 👍"),
        ]),
    );
    let labels: Vec<&str> = shown.iter().map(|shown| label(shown)).collect();
    insta::assert_snapshot!(labels.join("\n"), @r"
    original
    near of #0, 0.84
    original
    original
    original
    exact of #4, 1.00
    ");
}

#[test]
fn wrong_options() {
    let setup = Setup::new(".", Limits::default());
    let config = DuplicatesConfig { threshold: 0.2, shingle: 0 };
    let error = Duplicates::new(config, &setup).unwrap_err();
    let shown: Vec<String> = error.problems.iter().map(|problem| problem.message.clone()).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    must be from 0.5 to 1
    must be from 1 to 20
    ");
}

proptest! {
    #[test]
    fn any_text_repeats_itself_or_has_no_words(text in any::<String>(), other in ".{0,60}") {
        let shown = duplicates(DuplicatesConfig::default(), &paragraphs(&[&text, &other, &text]));
        let has_words = text.chars().any(char::is_alphanumeric);
        let right = if has_words { "exact of #0" } else { "not compared" };
        prop_assert!(shown[2].starts_with(right), "{}", shown[2]);
    }
}
