//! The stage `keywords` through documents.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use std::fmt::Write as _;

use cableway_classify::{Keywords, KeywordsConfig};
use cableway_core::{
    Annotations, BlockKind, Classify as _, Context, Document, Limits, Setup, Stage as _, StageName,
};
use insta::assert_snapshot;
use proptest::prelude::*;

/// Title and paragraphs, one a line.
fn document(language: &str, text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = (!language.is_empty()).then(|| language.to_owned());
    for (place, line) in text.lines().enumerate() {
        let kind = if place == 0 { BlockKind::Title } else { BlockKind::Paragraph };
        builder.block(kind, line);
    }
    builder.build()
}

fn find(config: KeywordsConfig, document: &Document) -> (Annotations, Vec<String>) {
    let stage = Keywords::new(config, &Setup::new(".", Limits::default())).unwrap();
    let name: StageName = "keywords".parse().unwrap();
    let mut found = Annotations::new(name.clone());
    let context = Context::default();
    stage.classify(document, &mut found, &context).unwrap();
    document.clone().add_annotations(&name, &["keyword"], found.clone()).unwrap();
    (found, context.take_notes())
}

/// A line for each keyword with the number of its places; then the notes.
fn keywords(config: KeywordsConfig, language: &str, text: &str) -> String {
    let document = document(language, text);
    let (found, notes) = find(config, &document);
    let mut out = String::new();
    for keyword in found.as_slice() {
        for span in &keyword.spans {
            let words = document.slice(*span).unwrap();
            assert_eq!(words.to_lowercase(), keyword.label.to_lowercase());
        }
        let _ = writeln!(out, "{} ({})", keyword.label, keyword.attributes["count"]);
    }
    for note in notes {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

#[test]
fn english_news() {
    assert_snapshot!(keywords(KeywordsConfig::default(), "en", "\
Island ferry returns after eleven weeks
The island ferry sailed again on Monday, eleven weeks after a cracked shaft put it out of service. The Zandeport Harbour Board said that two boats would run each day until spring.
“We had to send the shaft to Morrow Yard, and Morrow Yard had a queue,” said Ada Lindqvist, who runs the line for the Harbour Board. Fares stay as they were.
Shopkeepers on the island had asked the Harbour Board for a spare shaft since 2019. A spare shaft costs 90,000 crowns; the island ferry lost twice that while it lay in dock.
“Next time we buy the spare shaft first,” Lindqvist said.
"));
}

#[test]
fn german_news() {
    assert_snapshot!(keywords(KeywordsConfig { count: 5, ..KeywordsConfig::default() }, "de", "\
Schleuse Altmoor bleibt gesperrt
Die Schleuse Altmoor bleibt bis Ostern gesperrt. Das teilte das Wasserstraßenamt am Dienstag mit. Taucher hatten Risse im Untertor gefunden.
Für die Binnenschiffer ist die Schleuse Altmoor der kürzeste Weg zum Hafen. Sie müssen nun über den Nordkanal fahren, was laut Wasserstraßenamt einen Tag kostet.
Das Untertor stammt von 1931. Ein neues Untertor kostet nach ersten Schätzungen vier Millionen Euro.
"));
}

#[test]
fn french_words_without_their_articles() {
    assert_snapshot!(keywords(KeywordsConfig { count: 3, ..KeywordsConfig::default() }, "fr", "\
Le bac de l’île
L’écluse de l’île ouvre lundi. L’écluse avait fermé en mars. Sans l’écluse, le bac de l’île ne passe pas.
"));
}

#[test]
fn no_list_of_function_words() {
    assert_snapshot!(keywords(
        KeywordsConfig { count: 3, ..KeywordsConfig::default() },
        "sv",
        "\
Färjan till ön
Färjan till ön går igen. Den gamla färjan låg på varvet hela våren, och varvet hade kö.
"
    ));
}

#[test]
fn scripts_without_spaces() {
    assert_snapshot!(keywords(KeywordsConfig::default(), "zh", "渡轮\n前往该岛的渡轮将于周一恢复航行，票价不会上涨。\n"), @"note: no keywords: the text's script writes no spaces between words");
}

#[test]
fn as_many_and_as_long_as_asked_for() {
    let text =
        "\nThe island ferry line and the island ferry line again. Morrow Yard and Zandeport.\n";
    assert_snapshot!(keywords(KeywordsConfig { count: 2, max_words: 1 }, "en", text), @r"
    island (2)
    ferry (2)
    ");
    assert_snapshot!(keywords(KeywordsConfig { count: 1, max_words: 5 }, "en", text), @"island ferry line (2)");
    let wrong = KeywordsConfig { count: 0, max_words: 9 };
    let error = Keywords::new(wrong, &Setup::new(".", Limits::default())).unwrap_err();
    assert_snapshot!(error, @"count: must be from 1 to 100; max_words: must be from 1 to 5");
}

#[test]
fn long_documents_are_cut() {
    let text = format!("Title\n{}", "ferry harbour tide ".repeat(10_000));
    let shown = keywords(KeywordsConfig::default(), "en", &text);
    assert!(
        shown.ends_with("note: long document: keywords rest on its first 20000 words\n"),
        "{shown}"
    );
}

#[test]
fn captions_and_notes_have_no_say() {
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Caption, "The island ferry. The island ferry.");
    builder.block(BlockKind::Note, "The island ferry.");
    assert!(find(KeywordsConfig::default(), &builder.build()).0.as_slice().is_empty());
}

#[test]
fn names_are_not_cut() {
    let text = "\
Council meets on ferry
The United Nations Security Council met on Monday, and Chief Inspector Alan Pitt Moore spoke. The ferry was late.
Critics of the United Nations Security Council stayed away, but Chief Inspector Alan Pitt Moore did not. The ferry sank.
The Very Long And Rather Old Harbour Board Fund Trust Office closed.";
    let labels = |max_words: usize| -> Vec<String> {
        let config = KeywordsConfig { count: 20, max_words };
        let (found, _) = find(config, &document("en", text));
        found.as_slice().iter().map(|keyword| keyword.label.clone()).collect()
    };
    let found = labels(3);
    assert!(found.contains(&"United Nations Security Council".to_owned()), "{found:?}");
    assert!(found.contains(&"Chief Inspector Alan Pitt Moore".to_owned()), "{found:?}");
    let parts = ["United", "Nations", "Security", "Chief", "Inspector", "Alan", "Harbour", "Trust"];
    for keyword in found.iter().filter(|keyword| keyword.split(' ').count() < 4) {
        assert!(!keyword.split(' ').any(|word| parts.contains(&word)), "{keyword}: {found:?}");
    }
    // One word is one word.
    assert!(labels(1).iter().all(|keyword| !keyword.contains(' ')));
}

proptest! {
    #[test]
    fn any_text_gives_sound_keywords(
        text in "[aA-Zé’' .\n港-]{0,120}|.{0,80}",
        language in "(en|fr|xx|)",
        count in 1..9_usize,
        max_words in 1..=5_usize,
    ) {
        let document = document(&language, &text);
        let config = KeywordsConfig { count, max_words };
        let (found, _) = find(config.clone(), &document);
        prop_assert!(found.as_slice().len() <= count);
        let scores: Vec<f64> = found.as_slice().iter().map(|one| one.score.unwrap().get()).collect();
        prop_assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
        let again = find(config, &document).0;
        prop_assert_eq!(found.as_slice(), again.as_slice());
    }
}
