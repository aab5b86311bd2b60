//! The stage `language` through documents.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_classify::{Language, LanguageConfig};
use cableway_core::{
    Annotations, BlockKind, Classify as _, Context, Document, Limits, Setup, Stage as _, StageName,
};
use proptest::prelude::*;

/// The label of a document with these blocks, or the note that says why there is none.
fn language(config: LanguageConfig, blocks: &[(BlockKind, &str)]) -> String {
    let stage = Language::new(config, &Setup::new(".", Limits::default())).unwrap();
    let mut builder = Document::builder("a.txt");
    for (kind, text) in blocks {
        builder.block(*kind, text);
    }
    let mut document = builder.build();
    let name: StageName = "language".parse().unwrap();
    let mut found = Annotations::new(name.clone());
    let context = Context::default();
    stage.classify(&document, &mut found, &context).unwrap();
    let shown = match found.as_slice().first() {
        Some(label) => {
            let words: Vec<&str> =
                label.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
            format!("{}: {words:?}", label.label)
        }
        None => context.take_notes().join("; "),
    };
    document.add_annotations(&name, &["language"], found).unwrap();
    shown
}

#[track_caller]
fn check(text: &str, expect: &str) {
    let shown = language(LanguageConfig::default(), &[(BlockKind::Paragraph, text)]);
    assert_eq!(shown.split(':').next(), Some(expect), "{shown}");
}

#[test]
fn languages_of_the_news() {
    check("The ferry to the island sails again on Monday, the harbour office said.", "en");
    check("Die Fähre zur Insel fährt am Montag wieder, teilte das Hafenamt am Abend mit.", "de");
    check("Le bac vers l’île reprend lundi, a annoncé hier soir le bureau du port.", "fr");
    check("El transbordador a la isla vuelve a salir el lunes, dijo la oficina del puerto.", "es");
    check("Il traghetto per l’isola riparte lunedì, ha detto ieri sera l’ufficio del porto.", "it");
    check("Паром на остров снова пойдёт в понедельник, сообщили вечером в управлении порта.", "ru");
    check("港务局周五晚间表示，前往该岛的渡轮将于周一恢复航行，票价不会上涨。", "zh");
    check("島へのフェリーは月曜日に再開すると港湾局が金曜日の夜に発表しました。", "ja");
}

#[test]
fn too_few_words_are_in_any_language() {
    let few = "no language";
    check("Ferry Ferry Ferry Ferry Ferry", few);
    check("Harbour office", few);
    check("https://www.harbour.example/the-ferry-sails-again-on-monday", few);
    check("www.harbour.example/the-ferry (mail@harbour.example) harbour.example/again", few);
    check("Ferry sails again: www.harbour.example/the-ferry", "en");
    // The script is enough.
    check("საქართველო საქართველო", "ka");
    check("港口管理局宣布渡轮", "zh");
}

#[test]
fn evidence_is_what_was_looked_at() {
    let shown = language(
        LanguageConfig::default(),
        &[
            (BlockKind::Title, "Ferry back"),
            (BlockKind::Paragraph, "The ferry sails again on Monday."),
            (BlockKind::Paragraph, "Tickets cost more than before."),
            (BlockKind::Caption, "Le vieux port"),
            (BlockKind::Paragraph, "The harbour office gave no reason."),
        ],
    );
    insta::assert_snapshot!(shown, @r#"en: ["The ferry sails again on Monday.\n\nTickets cost more than before.", "The harbour office gave no reason."]"#);
}

#[test]
fn without_prose_everything_is_looked_at() {
    let title = "The harbour is closed until further notice";
    let shown = language(LanguageConfig::default(), &[(BlockKind::Title, title)]);
    assert_eq!(shown, format!("en: [{title:?}]"));
}

#[test]
fn long_texts_are_sampled() {
    let paragraph =
        "The ferry to the island sails again on Monday, the harbour office said. ".repeat(20);
    let blocks: Vec<_> = (0..200).map(|_| (BlockKind::Paragraph, paragraph.as_str())).collect();
    let shown = language(LanguageConfig::default(), &blocks);
    assert!(shown.starts_with("en: "), "{shown}");
    assert!(shown.len() < 8_000, "{} bytes", shown.len());
}

#[test]
fn silence_has_a_reason() {
    let quiet =
        |config: LanguageConfig, text: &str| language(config, &[(BlockKind::Paragraph, text)]);
    insta::assert_snapshot!(
        [
            quiet(LanguageConfig::default(), "Ferry back"),
            quiet(LanguageConfig::default(), "12 345 / 67.8 – 2026"),
            quiet(LanguageConfig { min_confidence: 1.0, ..LanguageConfig::default() }, "Ferry fares again are up, harbour men say."),
            quiet(LanguageConfig { allow: vec!["de".into()], ..LanguageConfig::default() }, "港务局周五晚间表示，前往该岛的渡轮将于周一恢复航行，票价不会上涨。"),
        ]
        .join("\n"),
        @r"
    no language: the text has 9 letters, fewer than 10
    no language: the text has 0 letters, fewer than 10
    no language: `en` is the likeliest, but with a confidence of 0.83
    no language: the letters belong to none of those allowed
    "
    );
}

#[test]
fn only_known_languages_are_allowed() {
    let config = LanguageConfig {
        allow: vec!["en".into(), "deu".into(), "pt-BR".into(), "klingon".into()],
        min_confidence: 2.0,
        min_letters: 0,
    };
    let error = Language::new(config, &Setup::new(".", Limits::default())).unwrap_err();
    let shown: Vec<String> = error
        .problems
        .iter()
        .map(|problem| {
            let hint: String = problem.hint.iter().flat_map(|hint| hint.chars().take(24)).collect();
            format!("{} ({hint})", problem.message)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    `deu` is no language that is known here (did you mean `de`?)
    `pt-BR` is no language that is known here (did you mean `pt`?)
    `klingon` is no language that is known here (known are af, am, ar, as)
    must be at least 1 ()
    must be from 0 to 1 ()
    ");
}

proptest! {
    #[test]
    fn any_text_has_a_language_or_a_reason(text in any::<String>(), other in ".{0,60}") {
        for allow in [vec![], vec!["en".to_owned()], vec!["ja".to_owned(), "ru".to_owned()]] {
            let config = LanguageConfig { allow, min_letters: 1, min_confidence: 0.0 };
            let blocks = [(BlockKind::Paragraph, text.as_str()), (BlockKind::Title, other.as_str())];
            prop_assert!(!language(config, &blocks).is_empty());
        }
    }
}
