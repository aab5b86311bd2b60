//! A folder to work in, and the stage run on it.

use std::fs;
use std::path::Path;

use cableway_core::{
    AnyStage, ConfigError, Context, Document, Ingest, Item, Limits, ListError, Registry, Setup,
    StageError, StageKind,
};
use serde_json::Value;
use tempfile::TempDir;

/// Words that are enough for a document.
pub(crate) const FERRY: &str = "The ferry sails again on Monday, the harbour office said.";

/// A folder that goes away with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A folder with files of these names, each with a sentence.
    pub(crate) fn with(names: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for name in names {
            folder.write(name, FERRY);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn setup(&self) -> Setup {
        Setup::new(self.path(), Limits { bytes: 1 << 20, ..Limits::default() })
    }

    pub(crate) fn stage(&self, config: Value) -> Box<dyn Ingest> {
        build(config, &self.setup()).unwrap()
    }

    /// The mistakes in a configuration.
    #[track_caller]
    pub(crate) fn mistakes(&self, config: Value) -> String {
        let error = build(config, &self.setup()).err().expect("no mistake was found");
        let alone = |problem| ConfigError { problems: vec![problem] }.to_string();
        error.problems.into_iter().map(alone).collect::<Vec<_>>().join("\n")
    }

    /// What the stage lists, a line each.
    pub(crate) fn list(&self, config: Value) -> String {
        self.list_with(&self.setup(), config)
    }

    pub(crate) fn list_with(&self, setup: &Setup, config: Value) -> String {
        let stage = build(config, setup).unwrap();
        let cancelled = std::sync::atomic::AtomicBool::new(false);
        let context = Context::new(*setup.limits(), &cancelled);
        let lines: Vec<String> = stage
            .items(&context)
            .map(|listed| match listed {
                Ok(item) => item.uri,
                Err(ListError::Item { uri, error }) => format!("{uri}: {}", chain(&error)),
                Err(ListError::Source(error)) => format!("END: {}", chain(&error)),
            })
            .collect();
        // The folder has another name in every run.
        lines.join("\n").replace(&self.path().display().to_string(), "[folder]")
    }

    /// What the stage makes of the one file that it lists: the document with the notes on it, or
    /// the error.
    pub(crate) fn read(&self, config: Value) -> (Result<Document, StageError>, Vec<String>) {
        let stage = self.stage(config);
        let context = Context::default();
        let items: Vec<Item> = stage.items(&context).map(Result::unwrap).collect();
        assert_eq!(items.len(), 1);
        self.read_item(stage.as_ref(), &items[0])
    }

    pub(crate) fn read_item(
        &self,
        stage: &dyn Ingest,
        item: &Item,
    ) -> (Result<Document, StageError>, Vec<String>) {
        let limits = *self.setup().limits();
        let cancelled = std::sync::atomic::AtomicBool::new(false);
        let context = Context::new(limits, &cancelled);
        let read = stage.read(item, &context).map(|mut documents| {
            assert_eq!(documents.len(), 1);
            documents.remove(0)
        });
        (read, context.take_notes())
    }

    /// What the stage makes of the bytes of a file: reader, text and notes, or the error.
    pub(crate) fn outcome(&self, config: Value) -> String {
        let (read, notes) = self.read(config);
        let outcome = match read {
            Ok(document) => {
                let source = document.source();
                let reader = source.reader.as_deref().unwrap_or("?");
                let media_type = source.media_type.as_deref().unwrap_or("?");
                format!("{reader} {media_type}: {}", document.text())
            }
            Err(error) => chain(&error),
        };
        let notes = notes.iter().map(|note| format!("note: {note}"));
        [outcome].into_iter().chain(notes).collect::<Vec<_>>().join("\n")
    }
}

fn build(config: Value, setup: &Setup) -> Result<Box<dyn Ingest>, ConfigError> {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    match registry.get(StageKind::Ingest, "files").unwrap().build(config, setup)? {
        AnyStage::Ingest(stage) => Ok(stage),
        other => panic!("not an ingest stage: {other:?}"),
    }
}

/// An error's kind, its message and those of its causes.
pub(crate) fn chain(error: &StageError) -> String {
    format!("{}: {}", error.kind(), error.chain().collect::<Vec<_>>().join(": "))
}
