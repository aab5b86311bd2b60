//! The stage, as it is and through the plugin interface: `export` runs both and compares.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use cableway_atom::Atom;
use cableway_sdk::serde_json::json;
use cableway_sdk::testing::export;
use cableway_sdk::{
    Annotation, Annotations, BlockKind, Document, Sentence, Span, StageName, Summary,
};

fn article() -> Document {
    let mut builder = Document::builder("inbox/ferry.txt");
    builder.meta.title = Some("Ferry <returns> & sails".to_owned());
    builder.meta.authors = vec!["Ida Holm".to_owned(), "Per Lund".to_owned()];
    builder.meta.published = Some("2026-03-04T08:15:00+01:00".parse().unwrap());
    builder.meta.url = Some("https://harbour.example/ferry?a=1&b=2".to_owned());
    builder.block(BlockKind::Paragraph, "The ferry sails.\u{b} Nobody knows why.");
    let mut document = builder.build();
    let desk: StageName = "desk".parse().unwrap();
    let mut annotations = Annotations::new(desk.clone());
    annotations.push(Annotation::new("topic", "shipping"));
    annotations.push(Annotation::new("mood", "calm"));
    document.add_annotations(&desk, &["topic", "mood"], annotations).unwrap();
    let spans = vec![Span::new(0, 16).unwrap()];
    let summary = Summary::new(vec![Sentence::new("The ferry sails.", spans)]);
    document.add_summary(&"lead".parse().unwrap(), summary).unwrap();
    document
}

#[test]
fn a_feed() {
    let mut plain = Document::builder("inbox/plain.txt");
    plain.block(BlockKind::Paragraph, "No title, no date.");
    let mut day = Document::builder("inbox/day.txt");
    day.meta.title = Some("A day".to_owned());
    day.meta.publisher = Some("The Harbour Post".to_owned());
    day.meta.modified = Some("2026-05-06".parse().unwrap());
    day.block(BlockKind::Paragraph, "Of that day.");
    let files = export::<Atom>(
        |_| json!({"path": "feed.xml", "title": "Harbour", "id": "https://desk.example/feed"}),
        &[article(), plain.build(), day.build()],
    )
    .unwrap();
    assert_eq!(files.len(), 1, "nothing else is left in the folder");
    insta::assert_snapshot!(String::from_utf8_lossy(&files["feed.xml"]));
}

#[test]
fn an_empty_feed_is_a_feed() {
    let config = json!({"path": "deep/feed.xml", "title": "Harbour", "id": "urn:x"});
    assert!(
        export::<Atom>(|_| config.clone(), &[]).unwrap().is_empty(),
        "it lies in a folder below"
    );
    let config = json!({"path": "feed.xml", "title": "Harbour", "id": "urn:x"});
    let files = export::<Atom>(|_| config.clone(), &[]).unwrap();
    insta::assert_snapshot!(String::from_utf8_lossy(&files["feed.xml"]));
}

#[test]
fn a_feed_needs_a_name() {
    let refused = export::<Atom>(|_| json!({"path": "a", "title": " ", "id": "urn:x"}), &[]);
    insta::assert_snapshot!(refused.unwrap_err(), @"title: must not be empty");
}
