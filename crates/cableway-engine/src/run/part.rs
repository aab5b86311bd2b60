//! Which part of its file an item is: a line, a mail.
//!
//! An item is what it is wherever it stands, so that no stage sees its place, and the ledger keeps it beside what the
//! stages made of it. It is put into documents and failures on their way to the outputs.

use cableway_core::{Document, Item, Source};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::run::job::{Done, Finished};

/// An item that is a part of a file.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The item.
    uri: String,
    /// The place in words: `line 3`.
    words: String,
}

impl Part {
    pub(crate) fn new(uri: String, words: Option<String>) -> Option<Self> {
        words.map(|words| Self { uri, words })
    }

    pub(crate) fn of(item: &Item) -> Option<Self> {
        item.part.clone().map(|words| Self { uri: item.uri.clone(), words })
    }

    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// Says it in what came of the item.
    pub(crate) fn tell(&self, finished: &mut Finished) {
        match finished {
            Finished::Document(Done { document, .. }) => self.tell_document(document),
            Finished::Quarantined(entry, ..) => {
                if self.is_source(&entry.source.uri) {
                    entry.source.part = Some(self.words.clone());
                }
                if let Some(document) = &mut entry.document {
                    self.tell_document(document);
                }
            }
            Finished::Remembered(line, _) => {
                if let Some(told) = self.told_in(line) {
                    *line = told;
                }
            }
        }
    }

    /// Says it in a document of the item.
    pub(crate) fn tell_document(&self, document: &mut Document) {
        if self.is_source(&document.source().uri) {
            document.source_mut().part = Some(self.words.clone());
        }
    }

    /// Says it in a line of the quarantine that is about to be shown.
    pub(crate) fn tell_in(&self, line: &mut Value) {
        let source = &mut line["source"];
        if source["uri"].as_str().is_some_and(|uri| self.is_source(uri)) {
            source["part"] = self.words.clone().into();
        }
    }

    /// A line of the quarantine that says it, byte for byte as one that is written anew; `None` where it stays as it is.
    fn told_in(&self, line: &RawValue) -> Option<Box<RawValue>> {
        let Line { source, record } = serde_json::from_str(line.get()).ok()?;
        let words = format!(",\"part\":{}", serde_json::to_string(&self.words).ok()?);
        let mut told = line.get().to_owned();
        let inner = record.and_then(|record| serde_json::from_str::<Inner<'_>>(record.get()).ok());
        // From behind, so that what is left keeps its place.
        for source in [inner.map(|record| record.source), Some(source)].into_iter().flatten() {
            let parsed: Source = serde_json::from_str(source.get()).ok()?;
            if self.is_source(&parsed.uri) {
                let start = source.get().as_ptr() as usize - line.get().as_ptr() as usize;
                // Before the brace that closes it: no field of a source comes behind this one.
                told.insert_str(start + source.get().len() - 1, &words);
            }
        }
        RawValue::from_string(told).ok()
    }

    /// A record that lies in the file may have come from elsewhere in the first place, where this place says nothing.
    fn is_source(&self, uri: &str) -> bool {
        uri.strip_prefix(&self.uri)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("!/") || rest.starts_with('#'))
    }
}

/// What a line of the quarantine says of the places that it names.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    source: &'a RawValue,
    #[serde(borrow, default)]
    record: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Inner<'a> {
    #[serde(borrow)]
    source: &'a RawValue,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cableway_core::{ErrorKind, StageError, StageKind};

    use super::*;
    use crate::run::quarantine::{Quarantined, line};

    /// What the ledger remembers of a failure is written as if it had just happened.
    #[test]
    fn a_line_that_is_remembered_says_the_same_as_a_new_one() {
        let part = Part::new("a.jsonl#id=1".to_owned(), Some("line \"3\"".to_owned())).unwrap();
        let item = Arc::new(Item::new("a.jsonl#id=1", b"{}".to_vec()));
        let error = || StageError::new(ErrorKind::BadInput, "is {\"source\":{}}");
        for uri in [None, Some("a.jsonl#id=1"), Some("a.jsonl#id=1!/x"), Some("https://b.example")]
        {
            let entry = || {
                let name = "jsonl".parse().unwrap();
                let mut entry = Quarantined::item(&item, StageKind::Ingest, name, error());
                if let Some(uri) = uri {
                    let document = Document::builder(uri).build();
                    entry.source = document.source().clone();
                    entry.document = Some(Box::new(document));
                }
                entry
            };
            let mut remembered = Finished::Remembered(line(&entry()).unwrap(), 1);
            part.tell(&mut remembered);
            let mut new = Finished::Quarantined(Box::new(entry()), 1, Vec::new());
            part.tell(&mut new);
            let (Finished::Remembered(remembered, _), Finished::Quarantined(new, ..)) =
                (remembered, new)
            else {
                panic!("they are what they were")
            };
            assert_eq!(remembered.get(), line(&new).unwrap().get());
            let is_elsewhere = uri == Some("https://b.example");
            assert_eq!(remembered.get().contains("line \\\"3\\\""), !is_elsewhere, "{uri:?}");
        }
    }
}
