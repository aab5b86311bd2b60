//! As much of a document as a stage is sent.

use cableway_core::{
    Annotation, Attributes, Document, Meta, Reads, Record, SchemaTag, Source, StageInfo, Text,
};

/// As much of a document as a stage reads.
pub(super) fn excerpt(document: &Document, info: &StageInfo) -> Box<Record> {
    let StageInfo { reads, needs, uses, .. } = info;
    let (record, reads) = (document.record(), *reads);
    if reads == Reads::Record {
        return Box::new(record.clone());
    }
    let language = document.language().map(str::to_owned);
    let with_labels = reads == Reads::Labels;
    let published = record.meta.published.clone().filter(|_| with_labels);
    let wanted =
        |one: &&Annotation| with_labels && (needs.contains(&one.kind) || uses.contains(&one.kind));
    let annotations = record.annotations.iter().filter(wanted).map(bare).collect();
    Box::new(Record {
        schema: SchemaTag,
        id: record.id.clone(),
        source: Source { uri: record.source.uri.clone(), ..Source::default() },
        meta: Meta { language, published, ..Meta::default() },
        text: Text::from(document.text()),
        blocks: if reads == Reads::Text { Vec::new() } else { record.blocks.clone() },
        annotations,
        summaries: Vec::new(),
        notes: Vec::new(),
    })
}

/// An annotation without its score, attributes and links.
fn bare(annotation: &Annotation) -> Annotation {
    Annotation {
        id: annotation.id.clone(),
        stage: annotation.stage.clone(),
        kind: annotation.kind.clone(),
        label: annotation.label.clone(),
        score: None,
        spans: annotation.spans.clone(),
        attributes: Attributes::new(),
        links: Vec::new(),
    }
}
