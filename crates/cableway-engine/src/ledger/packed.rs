//! What came of an item, packed.
//!
//! A document is kept once, as it stands after the parallel stages, with the number of annotations,
//! summaries and notes after each stage: stages only ever add, so what it was after stage k is its beginning.
//!
//! An item that cannot be had for now has its failure, and then the documents that stay meanwhile. Where documents are
//! kept whose source is gone, those that the item had before it failed are kept beside the failure.

use std::fmt::Write as _;
use std::path::Path;

use cableway_core::{Digest, Document, Record};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::LedgerError;
use super::keys::{Key, key};

/// How many annotations, summaries and notes a document has after a stage.
pub(crate) type Mark = [u32; 3];

pub(crate) fn mark(document: &Document) -> Mark {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    [
        count(document.annotations().len()),
        count(document.summaries().len()),
        count(document.notes().len()),
    ]
}

/// What came of a document.
pub(crate) enum Remembered {
    Document(Box<Document>, Vec<Mark>),
    /// A line of the quarantine, and how many stages of the chain had been at work: the last one failed.
    Failure {
        line: Box<RawValue>,
        stages: usize,
        /// The document as it was before, where it cannot be read again.
        before: Option<Before>,
    },
    /// A document of an earlier version of the item, of which nothing came the last time. It is in no output, until the
    /// source is gone.
    Earlier(Box<Document>, Vec<Mark>),
}

/// A document as it was before something failed, with its marks.
pub(crate) type Before = (Box<Document>, Vec<Mark>);

#[derive(Deserialize)]
struct ReadEntry {
    #[serde(default)]
    m: Vec<Mark>,
    r: Option<Record>,
    f: Option<Box<RawValue>>,
    #[serde(default)]
    s: usize,
    #[serde(default)]
    e: bool,
}

/// The outcome of an item as JSON, to be packed: a list of what [`ReadEntry`] reads.
#[derive(Default)]
pub(crate) struct Packed(String);

/// A document, to be packed with its marks.
type Marked<'a> = (&'a Document, &'a [Mark]);

impl Packed {
    pub(crate) fn document(&mut self, document: Marked<'_>) -> serde_json::Result<()> {
        self.begin(Some(document))?;
        self.0.push('}');
        Ok(())
    }

    pub(crate) fn failure(
        &mut self,
        line: &RawValue,
        stages: usize,
        before: Option<&Before>,
    ) -> serde_json::Result<()> {
        self.begin(before.map(|(document, marks)| (&**document, &marks[..])))?;
        if before.is_some() {
            self.0.push(',');
        }
        // Writing to a string cannot fail.
        let _ = write!(self.0, "\"f\":{},\"s\":{stages}}}", line.get());
        Ok(())
    }

    pub(crate) fn earlier(&mut self, (document, marks): &Before) -> serde_json::Result<()> {
        self.begin(Some((document, marks)))?;
        self.0.push_str(",\"e\":true}");
        Ok(())
    }

    /// The record is put in as it stands with the document: whoever exports it next finds it there.
    fn begin(&mut self, document: Option<Marked<'_>>) -> serde_json::Result<()> {
        self.0.push(if self.0.is_empty() { '[' } else { ',' });
        self.0.push('{');
        if let Some((document, marks)) = document {
            let (marks, record) = (serde_json::to_string(marks)?, document.json()?);
            self.0.reserve(record.len() + marks.len() + 32);
            for part in ["\"m\":", &marks, ",\"r\":", record] {
                self.0.push_str(part);
            }
        }
        Ok(())
    }
}

/// The bytes of `outcome`, and the key of these bytes. The same outcome is the same bytes.
pub(crate) fn pack(Packed(mut json): Packed) -> (Vec<u8>, Key) {
    json.push_str(if json.is_empty() { "[]" } else { "]" });
    let data = lz4_flex::compress_prepend_size(json.as_bytes());
    let key = key(&Digest::of(&data));
    (data, key)
}

/// What [`pack`] packed. `expected` is its key.
pub(crate) fn unpack(
    ledger: &Path,
    data: &[u8],
    expected: &Key,
) -> Result<Vec<Remembered>, LedgerError> {
    if key(&Digest::of(data)) != *expected {
        return Err(LedgerError::damaged(ledger, "an outcome is not what was written"));
    }
    // From here on the bytes are ours.
    let broken = || LedgerError::damaged(ledger, "an outcome cannot be read");
    let json = lz4_flex::decompress_size_prepended(data).map_err(|_| broken())?;
    let entries: Vec<ReadEntry> = serde_json::from_slice(&json).map_err(|_| broken())?;
    entries
        .into_iter()
        .map(|entry| {
            let document =
                entry.r.map(|record| (Box::new(Document::from_checked(record)), entry.m));
            match (document, entry.f) {
                (Some((document, marks)), None) if entry.e => {
                    Ok(Remembered::Earlier(document, marks))
                }
                (Some((document, marks)), None) => Ok(Remembered::Document(document, marks)),
                (before, Some(line)) => Ok(Remembered::Failure { line, stages: entry.s, before }),
                (None, None) => Err(broken()),
            }
        })
        .collect()
}

/// The document as it was after the first stages, as many as `stages`; `None` where its marks do not say.
pub(crate) fn after(document: Document, marks: &[Mark], stages: usize) -> Option<Document> {
    let [annotations, summaries, notes] = *marks.get(stages.checked_sub(1)?)?;
    let mut record = document.into_record();
    record.annotations.truncate(annotations as usize);
    record.summaries.truncate(summaries as usize);
    record.notes.truncate(notes as usize);
    Some(Document::from_checked(record))
}

/// What a worker has for the ledger.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) uri: String,
    /// Which part of its file the item is now.
    pub(crate) part: Option<String>,
    pub(crate) digest: Digest,
    pub(crate) bytes: u64,
    pub(crate) data: Vec<u8>,
    pub(crate) outcome: Key,
    pub(crate) documents: u32,
    pub(crate) failures: Vec<Failure>,
    /// What failed may go well the next time.
    pub(crate) retry: bool,
}

/// A document that went to quarantine.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) document: String,
    pub(crate) uri: String,
    pub(crate) stage: String,
    pub(crate) kind: String,
    pub(crate) line: Box<RawValue>,
}

#[cfg(test)]
mod tests {
    use cableway_core::StageName;

    use super::*;

    fn document() -> Document {
        let mut document = Document::builder("ferry.txt").build();
        let name: StageName = "files".parse().unwrap();
        document.add_note(&name, "read");
        document.add_note(&"desk".parse().unwrap(), "looked at");
        document
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let document = document();
        let line = RawValue::from_string("{\"id\":\"x\"}".into()).unwrap();
        let mut packed = Packed::default();
        let marks = [[0, 0, 1], [0, 0, 2]];
        packed.document((&document, &marks)).unwrap();
        packed.failure(&line, 2, None).unwrap();
        let before = (Box::new(document.clone()), marks.to_vec());
        packed.failure(&line, 3, Some(&before)).unwrap();
        packed.earlier(&before).unwrap();
        let (data, key) = pack(packed);
        let outcome = unpack(Path::new("x"), &data, &key).unwrap();
        let [
            Remembered::Document(read, read_marks),
            Remembered::Failure { line: read_line, stages: 2, before: None },
            Remembered::Failure { stages: 3, before: Some((read_before, before_marks)), .. },
            Remembered::Earlier(read_earlier, earlier_marks),
        ] = &outcome[..]
        else {
            panic!("other entries came out")
        };
        assert_eq!(read.record(), document.record());
        assert_eq!(read_marks[..], marks);
        assert_eq!(read_line.get(), line.get());
        assert_eq!((read_before.record(), &before_marks[..]), (document.record(), &marks[..]));
        assert_eq!((read_earlier.record(), earlier_marks), (document.record(), before_marks));
        let early = after(Document::clone(read), read_marks, 1).unwrap();
        assert_eq!(early.notes().len(), 1);
        assert!(after(early, read_marks, 3).is_none());
    }

    #[test]
    fn a_byte_that_differs_is_found() {
        let document = document();
        let mut packed = Packed::default();
        packed.document((&document, &[])).unwrap();
        let (mut data, key) = pack(packed);
        for at in 0..data.len() {
            data[at] ^= 1;
            assert!(unpack(Path::new("x"), &data, &key).is_err(), "byte {at}");
            data[at] ^= 1;
        }
        assert!(unpack(Path::new("x"), &data, &key).is_ok());
    }
}
