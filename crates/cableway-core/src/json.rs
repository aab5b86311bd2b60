//! A record as JSON, for as long as it does not change: the ledger, exports and plugins read the same.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;

use crate::{Annotation, Block, DocumentId, Meta, Note, Record, SchemaTag, Source, Summary};

/// A record as JSON, once somebody has asked for it. It is no part of what the document says: a copy begins without,
/// and two documents are equal with it and without.
#[derive(Debug, Default)]
pub(crate) struct Json {
    whole: OnceLock<Whole>,
    without_text: OnceLock<Box<str>>,
}

#[derive(Debug)]
struct Whole {
    json: Box<str>,
    /// Where the value of the key `text` stands, with its quotation marks.
    text: Range<usize>,
}

impl Json {
    /// The record, as `serde_json::to_string` has it.
    pub(crate) fn whole(&self, record: &Record) -> Result<&str, serde_json::Error> {
        self.get_or_write(record).map(|whole| &*whole.json)
    }

    /// The same with an empty text, and with the lists that are empty.
    pub(crate) fn without_text(&self, record: &Record) -> Result<&str, serde_json::Error> {
        if let Some(json) = self.without_text.get() {
            return Ok(json);
        }
        let Whole { json, text } = self.get_or_write(record)?;
        let (before, after) = (&json[..text.start], &json[text.end..json.len() - 1]);
        let mut json = [before, "\"\"", after].concat();
        let lists = [
            ("blocks", record.blocks.is_empty()),
            ("annotations", record.annotations.is_empty()),
            ("summaries", record.summaries.is_empty()),
            ("notes", record.notes.is_empty()),
        ];
        for (name, _) in lists.into_iter().filter(|(_, is_empty)| *is_empty) {
            json.push_str(&[",\"", name, "\":[]"].concat());
        }
        json.push('}');
        Ok(self.without_text.get_or_init(|| json.into()))
    }

    fn get_or_write(&self, record: &Record) -> Result<&Whole, serde_json::Error> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let whole = write(record)?;
        Ok(self.whole.get_or_init(|| whole))
    }
}

impl Clone for Json {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Json {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What stands before the text.
#[derive(Serialize)]
struct Head<'a> {
    schema: SchemaTag,
    id: &'a DocumentId,
    source: &'a Source,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: &'a Meta,
}

/// What stands behind it.
#[derive(Serialize)]
struct Tail<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    blocks: &'a [Block],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    annotations: &'a [Annotation],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    summaries: &'a [Summary],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [Note],
}

/// In three parts, so that one knows where the text stands.
fn write(record: &Record) -> Result<Whole, serde_json::Error> {
    // With all names, so that a field that is added to records is not forgotten here.
    let Record { schema, id, source, meta, text, blocks, annotations, summaries, notes } = record;
    let mut json = serde_json::to_string(&Head { schema: *schema, id, source, meta })?;
    json.pop();
    json.push_str(",\"text\":");
    let start = json.len();
    json.push_str(&serde_json::to_string(text)?);
    let end = json.len();
    let tail = serde_json::to_string(&Tail { blocks, annotations, summaries, notes })?;
    if tail != "{}" {
        json.push(',');
    }
    json.push_str(&tail[1..]);
    Ok(Whole { json: json.into(), text: start..end })
}

#[cfg(test)]
mod tests {
    use crate::{
        Annotation, Annotations, BlockKind, Document, Record, Sentence, Span, StageName, Summary,
    };

    fn document() -> Document {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, "The \"ferry\" sails.");
        builder.build()
    }

    /// What is kept is what the record is, whole and without its text.
    #[track_caller]
    fn holds(document: &Document) {
        let whole = serde_json::to_string(document.record()).unwrap();
        assert_eq!(document.json().unwrap(), whole);
        let json = document.json_without_text().unwrap();
        for list in ["blocks", "annotations", "summaries", "notes"] {
            assert!(json.contains(&format!("\"{list}\":[")), "{json}");
        }
        let mut without: Record = serde_json::from_str(json).unwrap();
        assert_eq!(without.text, "");
        without.text = document.record().text.clone();
        assert_eq!(without, *document.record());
    }

    #[test]
    fn a_record_is_written_once_and_again_after_each_change() {
        let mut document = document();
        holds(&document);
        let first = document.json().unwrap().as_ptr();
        assert_eq!(document.json().unwrap().as_ptr(), first, "it is written once");
        let copy = document.clone();
        assert_eq!(copy, document);
        holds(&copy);
        let stage: StageName = "topics".parse().unwrap();
        document.add_note(&stage, "short");
        holds(&document);
        let mut annotations = Annotations::new(stage.clone());
        annotations.push(Annotation::new("topic", "shipping"));
        document.add_annotations(&stage, &["topic"], annotations).unwrap();
        holds(&document);
        let words = vec![Span::new(0, 18).unwrap()];
        let summary = Summary::new(vec![Sentence::new("The \"ferry\" sails.", words)]);
        document.add_summary(&stage, summary).unwrap();
        holds(&document);
        document.source_mut().bytes = Some(18);
        holds(&document);
    }

    #[test]
    fn a_record_without_anything_behind_its_text() {
        let json =
            r#"{"schema": "cableway.record/1", "id": "x", "source": {"uri": "a"}, "text": ""}"#;
        let record: Record = serde_json::from_str(json).unwrap();
        holds(&Document::try_from(record).unwrap());
    }
}
