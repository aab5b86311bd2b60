//! Persons are not whom they belong to, and not of the state that they only speak of.

use cableway_policy::{Actors, Quotes};
use cableway_sdk::{BlockKind, Document};

use super::{deeds, mentions, paragraph, stage, text};

/// Who is said to speak first, and the code of the state.
fn speaker(sentence: &str) -> (String, String) {
    let record = stage::<Quotes>(&paragraph(sentence));
    let quote = &record.annotations[0];
    (text(quote, "speaker").to_owned(), text(quote, "iso").to_owned())
}

#[test]
fn an_adviser_is_not_the_advised() {
    for (sentence, who, state) in [
        ("Erdogan's adviser said that Sweden had broken its promise.", "Erdogan's adviser", "TR"),
        ("An adviser to President Macron said that Mali would leave.", "An adviser", "FR"),
        (
            "A former Peruvian general said that Chile would attack.",
            "A former Peruvian general",
            "PE",
        ),
        ("A friend of Orban said that the talks had failed.", "A friend", ""),
    ] {
        assert_eq!(speaker(sentence), (who.to_owned(), state.to_owned()), "{sentence}");
    }
    assert_eq!(
        deeds("The wife of President Lula criticised Bolivia."),
        ["ACCUSE The wife > Bolivia"]
    );
    assert_eq!(
        deeds("A former US ambassador accused Chad of lying."),
        ["ACCUSE A former US ambassador > Chad"]
    );
    assert_eq!(deeds("The US ambassador accused Chad of lying."), ["ACCUSE United States > Chad"]);
}

#[test]
fn a_post_stands_before_or_beside_a_name() {
    for sentence in [
        "The CIA's former director William Burns said that the order changed nothing.",
        "The former director of the CIA, William Burns, said that the order changed nothing.",
    ] {
        assert_eq!(speaker(sentence), ("William Burns".to_owned(), "US".to_owned()), "{sentence}");
        let record = stage::<Actors>(&paragraph(sentence));
        assert_eq!(mentions(&record, "Central Intelligence Agency").len(), 1, "{sentence}");
    }
    let sentence = "Putin's spokesman Dmitry Orlov said that the talks had failed.";
    assert_eq!(speaker(sentence), ("Dmitry Orlov".to_owned(), "RU".to_owned()));
}

#[test]
fn whom_one_accuses_is_not_ones_own_state() {
    for (text_of, state) in [
        ("The minister accused Chile of lying.", None),
        ("President Ana Quispe said that Israel should wait.", None),
        ("Prisoners rioted in East Timor.", Some("TL")),
        ("In Peru, the president accused the opposition of lying.", Some("PE")),
    ] {
        let mut builder = Document::builder("a.txt");
        builder.meta.language = Some("en".to_owned());
        builder.block(BlockKind::Paragraph, text_of);
        let record = stage::<cableway_policy::Events>(&builder.build());
        let source = &record.annotations[0].attributes["sources"][0];
        assert_eq!(source["iso"].as_str(), state, "{text_of}");
    }
}
