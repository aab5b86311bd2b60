//! A record as JSON, for as long as it does not change: the ledger, exports and plugins read the same.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;
use serde::ser::Error as _;

use crate::{Annotation, Block, Meta, Note, Record, Source, Summary};

/// A record as JSON, once somebody has asked for it. It is no part of what the document says: a copy begins without,
/// and two documents are equal with it and without.
#[derive(Debug, Default)]
pub(crate) struct Json {
    whole: OnceLock<Whole>,
    without_text: OnceLock<Box<str>>,
    /// The record as it was before its source changed: the rest of it still holds.
    with_other_source: Option<Whole>,
}

#[derive(Debug)]
struct Whole {
    json: String,
    /// Where the value of the key `source` stands.
    source: Range<usize>,
    /// Where the value of the key `text` stands, with its quotation marks.
    text: Range<usize>,
}

impl Json {
    /// Keeps what a change of the source leaves as it is.
    pub(crate) fn forget_source(&mut self) {
        let before = self.whole.take().or(self.with_other_source.take());
        *self = Self { with_other_source: before, ..Self::default() };
    }

    /// The record, as `serde_json::to_string` has it.
    pub(crate) fn whole(&self, record: &Record) -> Result<&str, serde_json::Error> {
        self.get_or_write(record).map(|whole| whole.json.as_str())
    }

    /// The same with an empty text, and with the lists that are empty.
    pub(crate) fn without_text(&self, record: &Record) -> Result<&str, serde_json::Error> {
        if let Some(json) = self.without_text.get() {
            return Ok(json);
        }
        let Whole { json, text, .. } = self.get_or_write(record)?;
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
        let whole = match &self.with_other_source {
            Some(before) => before.with_source(&record.source)?,
            None => write(record)?,
        };
        Ok(self.whole.get_or_init(|| whole))
    }
}

impl Whole {
    /// The same record from another source.
    fn with_source(&self, source: &Source) -> Result<Self, serde_json::Error> {
        let value = serde_json::to_string(source)?;
        let (before, after) = (&self.json[..self.source.start], &self.json[self.source.end..]);
        let end = before.len() + value.len();
        let moved = |at: usize| at - self.source.end + end;
        Ok(Self {
            json: [before, &value, after].concat(),
            source: before.len()..end,
            text: moved(self.text.start)..moved(self.text.end),
        })
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

/// What stands behind the source and before the text.
#[derive(Serialize)]
struct Described<'a> {
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: &'a Meta,
}

/// What stands behind the text.
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

/// In parts, so that one knows where the source and the text stand.
fn write(record: &Record) -> Result<Whole, serde_json::Error> {
    // With all names, so that a field that is added to records is not forgotten here.
    let Record { schema, id, source, meta, text, blocks, annotations, summaries, notes } = record;
    // What a record with annotations comes to, mostly: the text again and half a line for each of them.
    let mut json = Vec::with_capacity(2 * text.len() + 384 * annotations.len() + 512);
    let key = |json: &mut Vec<u8>, key: &str| json.extend_from_slice(key.as_bytes());
    key(&mut json, "{\"schema\":");
    serde_json::to_writer(&mut json, schema)?;
    key(&mut json, ",\"id\":");
    serde_json::to_writer(&mut json, id)?;
    key(&mut json, ",\"source\":");
    let source_start = json.len();
    serde_json::to_writer(&mut json, source)?;
    let source = source_start..json.len();
    members(&mut json, &Described { meta })?;
    key(&mut json, ",\"text\":");
    let text_start = json.len();
    serde_json::to_writer(&mut json, text)?;
    let text = text_start..json.len();
    members(&mut json, &Tail { blocks, annotations, summaries, notes })?;
    json.push(b'}');
    let json = String::from_utf8(json).map_err(serde_json::Error::custom)?;
    Ok(Whole { json, source, text })
}

/// Writes the members of an object, each with a comma before it, into an object that is being written.
fn members(json: &mut Vec<u8>, object: &impl Serialize) -> Result<(), serde_json::Error> {
    let start = json.len();
    serde_json::to_writer(&mut *json, object)?;
    json.pop();
    if json.len() == start + 1 {
        json.pop();
    } else if let Some(brace) = json.get_mut(start) {
        *brace = b',';
    }
    Ok(())
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
        // Without its having been asked for in between, and after a copy.
        document.source_mut().part = Some("line 3".to_owned());
        document.source_mut().uri = "a much longer name.txt".to_owned();
        holds(&document);
        holds(&document.clone());
        document.source_mut().part = None;
        document.add_note(&stage, "shorter");
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
