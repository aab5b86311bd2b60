//! A folder with files, the stage run on it, and what came out in a form that is easy to read.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cableway_core::{
    AnyStage, Context, Digest, Document, Ingest, Limits, ListError, Registry, Setup, StageError,
    StageKind,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// Words that are enough for a document.
pub(crate) const FERRY: &str = "The ferry sails again on Monday, the harbour office said.";

/// Small enough for a test to overstep.
pub(crate) const LIMIT: u64 = 1 << 20;

pub(crate) struct Bench {
    folder: TempDir,
    config: Value,
    limits: Limits,
}

impl Bench {
    /// A folder with these files, all of which are read.
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
            keep_as_seed(name, content);
        }
        let limits = Limits { bytes: LIMIT, ..Limits::default() };
        Self { folder, config: json!({"paths": ["."]}), limits }
    }

    /// The same with so many seconds for each item.
    pub(crate) fn within(mut self, seconds: u64) -> Self {
        self.limits.time = Some(Duration::from_secs(seconds));
        self
    }

    /// The same with one more option of the stage.
    pub(crate) fn set(mut self, key: &str, value: Value) -> Self {
        self.config[key] = value;
        self
    }

    fn stage(&self) -> Box<dyn Ingest> {
        let mut registry = Registry::new();
        cableway_ingest::register(&mut registry);
        let setup = Setup::new(self.folder.path(), self.limits);
        let entry = registry.get(StageKind::Ingest, "files").unwrap();
        match entry.build(self.config.clone(), &setup).unwrap() {
            AnyStage::Ingest(stage) => stage,
            other => panic!("not an ingest stage: {other:?}"),
        }
    }

    /// Everything that the stage lists and what it makes of it.
    pub(crate) fn shown(&self) -> String {
        let stage = self.stage();
        let cancelled = AtomicBool::new(false);
        let listing = Context::new(self.limits, &cancelled);
        let mut out = String::new();
        for listed in stage.items(&listing) {
            match listed {
                Ok(item) => {
                    let context = Context::new(self.limits, &cancelled);
                    match stage.read(&item, &context) {
                        Ok(documents) => {
                            for document in documents {
                                out.push_str(&outline(&document, item.part.as_deref()));
                            }
                        }
                        Err(error) => writeln!(out, "{}: {}", item.uri, chain(&error)).unwrap(),
                    }
                    for note in context.take_notes() {
                        writeln!(out, "  note: {note}").unwrap();
                    }
                }
                Err(ListError::Item { uri, error }) => {
                    writeln!(out, "{uri}: {}", chain(&error)).unwrap();
                }
                Err(ListError::Source(error)) => writeln!(out, "END: {}", chain(&error)).unwrap(),
            }
        }
        out
    }
}

/// Where `CABLEWAY_SEEDS` names a folder, keeps a file of a test there: what the fuzz targets begin with.
fn keep_as_seed(name: &str, content: &[u8]) {
    let Some(folder) = std::env::var_os("CABLEWAY_SEEDS") else { return };
    let target = match name.rsplit_once('.') {
        Some((_, "eml" | "mhtml")) => "mail",
        Some((_, form)) => form,
        None => "article",
    };
    let folder = Path::new(&folder).join(target);
    fs::create_dir_all(&folder).unwrap();
    let name = Digest::of(content).to_string().replace(':', "-");
    fs::write(folder.join(name), content).unwrap();
}

/// What one file gives.
pub(crate) fn shown(name: &str, content: &[u8]) -> String {
    Bench::with(&[(name, content)]).shown()
}

/// A document's source, metadata and blocks, a line each, and which part of its file its item is.
fn outline(document: &Document, part: Option<&str>) -> String {
    let checked = Document::try_from(document.record().clone());
    assert!(checked.is_ok(), "{checked:?}");
    let source = document.source();
    let (reader, retrieved) = (source.reader.as_deref().unwrap_or("?"), &source.retrieved);
    let mut out = format!("{} ({reader})", source.uri);
    if let Some(part) = part {
        write!(out, " is {part}").unwrap();
    }
    if let Some(retrieved) = retrieved {
        write!(out, " retrieved {}", retrieved.as_str()).unwrap();
    }
    out.push('\n');
    let meta = serde_json::to_value(document.meta()).unwrap();
    for (key, value) in meta.as_object().unwrap() {
        writeln!(out, "  {key} = {value}").unwrap();
    }
    for block in document.blocks() {
        let kind = serde_json::to_value(block.kind).unwrap();
        let text = document.slice(block.span).unwrap();
        writeln!(out, "  {}: {text}", kind.as_str().unwrap()).unwrap();
    }
    out
}

fn chain(error: &StageError) -> String {
    format!("{}: {}", error.kind(), error.chain().collect::<Vec<_>>().join(": "))
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// An archive with members of these names.
pub(crate) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, content) in members {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}
