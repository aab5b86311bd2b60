//! Documents to write.

use cableway_core::{
    Annotation, Annotations, BlockKind, Document, Score, Sentence, Span, StageName, Summary,
};

pub(crate) fn name(text: &str) -> StageName {
    text.parse().unwrap()
}

/// An article with all that the built-in stages give.
pub(crate) fn ferry() -> Document {
    let mut builder = Document::builder("inbox/ferry_line.html");
    builder.source.media_type = Some("text/html".into());
    builder.source.bytes = Some(2048);
    builder.meta.title = Some("Ferry line returns".into());
    builder.meta.standfirst = Some("After two years, ships cross the bay again".into());
    builder.meta.authors = vec!["Anna Berg".into(), "Jon Vale".into()];
    builder.meta.publisher = Some("Harbour Post".into());
    builder.meta.published = Some("2026-03-04T08:15:00+01:00".parse().unwrap());
    builder.meta.language = Some("en".into());
    builder.meta.url = Some("https://www.harbour-post.example/2026/ferry?id=7&copy=1".into());
    builder.meta.tags = vec!["transport".into(), "bay".into()];
    builder.block(BlockKind::Title, "Ferry line returns");
    builder.block(
        BlockKind::Paragraph,
        "The ferry sails again on Monday. Tickets cost €5, the board said.",
    );
    builder.block(BlockKind::Paragraph, "It had closed in May [2024].");
    let mut document = builder.build();
    annotate(&mut document, "language", &[("language", "en", 0.98)]);
    annotate(&mut document, "desk", &[("topic", "shipping", 0.75), ("topic", "prices", 0.25)]);
    annotate(&mut document, "keywords", &[("keyword", "ferry", 0.5), ("keyword", "bay", 0.25)]);
    summarize(
        &mut document,
        "lexrank",
        &["The ferry sails again on Monday.", "It had closed in May [2024]."],
    );
    document
}

/// An article of which nothing is known but its text.
pub(crate) fn bare() -> Document {
    let mut builder = Document::builder("inbox/a`b_c.txt");
    builder.block(BlockKind::Paragraph, "Nothing happened.");
    builder.build()
}

/// A document with this title, whose one paragraph is `text`, word for word its summary.
pub(crate) fn titled(title: &str, text: &str) -> Document {
    let mut builder = Document::builder("inbox/titled.txt");
    builder.meta.title = Some(title.into());
    let span = builder.block(BlockKind::Paragraph, text);
    let mut document = builder.build();
    if let Some(span) = span {
        let text = document.slice(span).unwrap().to_owned();
        let sentence = Sentence::new(text, vec![span]);
        document.add_summary(&name("lead"), Summary::new(vec![sentence])).unwrap();
    }
    document
}

/// Adds annotations of kind, label and score.
pub(crate) fn annotate(document: &mut Document, stage: &str, labels: &[(&str, &str, f64)]) {
    let mut annotations = Annotations::new(name(stage));
    for &(kind, label, score) in labels {
        annotations.push(Annotation::new(kind, label).with_score(Score::new(score).unwrap()));
    }
    let kinds: Vec<&str> = labels.iter().map(|(kind, ..)| *kind).collect();
    document.add_annotations(&name(stage), &kinds, annotations).unwrap();
}

/// Adds a summary of sentences that stand in the text as they are.
pub(crate) fn summarize(document: &mut Document, stage: &str, sentences: &[&str]) {
    let sentence = |text: &&str| {
        let start = document.text().find(text).unwrap();
        let spans = vec![Span::new(start, start + text.len()).unwrap()];
        Sentence::new(*text, spans)
    };
    let summary = Summary::new(sentences.iter().map(sentence).collect());
    document.add_summary(&name(stage), summary).unwrap();
}
