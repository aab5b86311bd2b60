//! The summarize stages from the outside: a configuration and a document in, a summary out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod lead;
mod lexrank;
mod promises;
mod salience;

use cableway_core::{
    AnyStage, BlockKind, ConfigError, Context, Document, Limits, Registry, Setup, StageKind,
    Summarize,
};
use serde_json::Value;

const STAGES: [&str; 3] = ["lead", "lexrank", "salience"];

/// The summarize stage `id`.
fn stage(id: &str, config: Value) -> Result<Box<dyn Summarize>, ConfigError> {
    let mut registry = Registry::new();
    cableway_summarize::register(&mut registry);
    let entry = registry.get(StageKind::Summarize, id).unwrap();
    match entry.build(config, &Setup::new(".", Limits::default()))? {
        AnyStage::Summarize(stage) => Ok(stage),
        other => panic!("{other:?}"),
    }
}

/// What is wrong with a configuration.
#[track_caller]
fn mistake(id: &str, config: Value) -> String {
    stage(id, config).err().expect("there is a mistake in it").to_string()
}

/// A document in English of these blocks.
fn document(blocks: &[(BlockKind, &str)]) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".into());
    for (kind, text) in blocks {
        builder.block(*kind, text);
    }
    builder.build()
}

/// A document of one paragraph.
fn paragraph(text: &str) -> Document {
    document(&[(BlockKind::Paragraph, text)])
}

/// The sentences of the summary and the notes, a line each. Checks what every extractive summary
/// promises: its sentences are those of a paragraph, word for word, in reading order, once each.
#[track_caller]
fn summary(id: &str, config: Value, document: &Document) -> String {
    let context = Context::default();
    let summary = stage(id, config).unwrap().summarize(document, &context).unwrap();
    let mut lines = Vec::new();
    let mut end = 0;
    for sentence in summary.iter().flat_map(|summary| &summary.sentences) {
        let &[span] = sentence.spans.as_slice() else { panic!("{sentence:?}") };
        assert_eq!(document.slice(span), Some(sentence.text.as_str()));
        assert!(span.start() >= end, "sentences stand in reading order: {sentence:?}");
        end = span.end();
        let block = document.blocks().iter().find(|block| block.span.contains(span));
        assert_eq!(block.map(|block| block.kind), Some(BlockKind::Paragraph), "{sentence:?}");
        lines.push(sentence.text.clone());
    }
    match summary {
        Some(summary) => {
            document.clone().add_summary(&id.parse().unwrap(), summary).unwrap();
        }
        None => lines.push("no summary".to_owned()),
    }
    lines.extend(context.take_notes().into_iter().map(|note| format!("note: {note}")));
    lines.join("\n")
}
