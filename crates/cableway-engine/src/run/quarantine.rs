//! Keeps what a stage failed on, with the reason, so that nothing is lost.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cableway_core::{
    Digest, Document, DocumentId, ErrorKind, Item, Record, Source, StageError, StageKind, StageName,
};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tempfile::NamedTempFile;

use crate::run::in_place;

/// A document, or an item that no document could be made of, and why it is here.
#[derive(Debug)]
pub struct Quarantined {
    /// Where it comes from.
    pub source: Source,
    /// The item, where it is at hand: not for what could not be listed, nor for what failed after the
    /// parallel stages.
    pub item: Option<Arc<Item>>,
    /// The document as far as it had come; none where the item could not be read, or the stage hung.
    pub document: Option<Box<Document>>,
    /// The kind of the stage that failed.
    pub kind: StageKind,
    /// The stage that failed.
    pub stage: StageName,
    /// Why.
    pub error: StageError,
    /// How often the stage was called with it in this run, at least once: more than once where the errors
    /// were such as may pass.
    pub attempts: u32,
}

impl Quarantined {
    pub(crate) fn item(
        item: &Arc<Item>,
        kind: StageKind,
        stage: StageName,
        error: StageError,
    ) -> Self {
        let source = Source {
            uri: item.uri.clone(),
            media_type: item.media_type.clone(),
            bytes: u64::try_from(item.bytes.len()).ok(),
            digest: Some(Digest::of(&item.bytes)),
            retrieved: item.retrieved.clone(),
            reader: None,
            part: None,
        };
        Self {
            source,
            item: Some(Arc::clone(item)),
            document: None,
            kind,
            stage,
            error,
            attempts: 1,
        }
    }
}

impl Quarantined {
    /// The id of the document, or the one that it would have had.
    pub(crate) fn id(&self) -> DocumentId {
        match &self.document {
            Some(document) => document.id().clone(),
            None => DocumentId::from_uri(&self.source.uri),
        }
    }
}

/// One line of the quarantine file.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    id: DocumentId,
    source: &'a Source,
    stage: Stage<'a>,
    error: Error,
    /// How often the stage was called, where that was more than once.
    #[serde(skip_serializing_if = "is_one")]
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a Record>,
    /// The item itself, where its URI cannot be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    /// The same where it is no UTF-8 text: hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_hex: Option<String>,
}

#[derive(Serialize)]
struct Stage<'a> {
    kind: StageKind,
    name: &'a StageName,
}

#[derive(Serialize)]
struct Error {
    kind: ErrorKind,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
}

/// The line of the quarantine file that tells of `entry`.
pub(crate) fn line(entry: &Quarantined) -> serde_json::Result<Box<RawValue>> {
    let mut chain = entry.error.chain();
    let message = chain.next().unwrap_or_default();
    let item = entry.item.as_deref().filter(|item| item.transient);
    let content = item.map(|item| std::str::from_utf8(&item.bytes));
    let line = Line {
        schema: "cableway.quarantine/1",
        id: entry.id(),
        source: &entry.source,
        stage: Stage { kind: entry.kind, name: &entry.stage },
        error: Error { kind: entry.error.kind(), message, causes: chain.collect() },
        attempts: entry.attempts,
        record: entry.document.as_deref().map(Document::record),
        content: content.and_then(Result::ok),
        content_hex: match content {
            Some(Err(_)) => item.map(|item| hex(&item.bytes)),
            _ => None,
        },
    };
    serde_json::value::to_raw_value(&line)
}

/// What a line of the quarantine says, in a few words: the document and why it is there.
pub(crate) fn words(line: &Value) -> String {
    let uri = line["source"]["uri"].as_str().unwrap_or_default();
    let place = place(uri, line["source"]["part"].as_str());
    let error = &line["error"];
    let message = error["message"].as_str().unwrap_or_default();
    // Which promise a stage broke only the cause tells.
    let cause = (error["kind"] == ErrorKind::Contract.as_str())
        .then(|| error["causes"][0].as_str())
        .flatten()
        .map_or_else(String::new, |cause| format!(": {cause}"));
    format!("{place}: {message}{cause}")
}

/// Where a document comes from, in words: its URI, and which part of its file it is.
pub(crate) fn place(uri: &str, part: Option<&str>) -> String {
    part.map_or_else(|| uri.to_owned(), |part| format!("{uri} ({part})"))
}

/// Writes the quarantine file: at a temporary name first, in its place when the run is complete.
pub(crate) struct Writer {
    path: PathBuf,
    file: Option<BufWriter<NamedTempFile>>,
}

impl Writer {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes an entry as [`line`] gives it.
    pub(crate) fn write(&mut self, line: &RawValue) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                // It becomes a file like any other.
                let file = in_place::partial(&self.path, in_place::Readers::All)?;
                self.file.insert(BufWriter::new(file))
            }
        };
        file.write_all(line.get().as_bytes())?;
        file.write_all(b"\n")
    }

    /// Puts the file in its place; where nothing was quarantined, takes away that of the last run.
    pub(crate) fn commit(self) -> io::Result<Option<PathBuf>> {
        let Some(file) = self.file else {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(None),
            };
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        // Where that fails, the file is in its place all the same.
        let _ = in_place::sync_folder(&self.path);
        Ok(Some(self.path))
    }
}

/// Where the documents of the pipeline file at `pipeline` go that a stage fails on.
pub(crate) fn path_of(pipeline: &Path) -> PathBuf {
    let mut name = pipeline.file_stem().unwrap_or_default().to_os_string();
    name.push(".quarantine.jsonl");
    pipeline.with_file_name(name)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
