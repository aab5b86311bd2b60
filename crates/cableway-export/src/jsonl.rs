//! The stage `jsonl`.

use cableway_core::{
    ConfigError, Document, Export, Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::output::Output;

/// Writes each document as its record, one line of JSON each.
///
/// Keys stand in the order of the schema `cableway.record/1`, and the same document is the same bytes.
///
/// ```
/// use cableway_core::{Document, Export as _, Limits, Record, Setup, Stage as _};
/// use cableway_export::{Jsonl, JsonlConfig};
///
/// let folder = tempfile::tempdir()?;
/// let setup = Setup::new(folder.path(), Limits::default());
/// let mut records = Jsonl::new(JsonlConfig { path: "out/records.jsonl".into() }, &setup)?;
/// records.open()?;
/// records.write(&Document::builder("ferry.txt").build())?;
/// records.commit()?;
///
/// let line = std::fs::read_to_string(folder.path().join("out/records.jsonl"))?;
/// let record: Record = serde_json::from_str(&line)?;
/// assert_eq!(record.source.uri, "ferry.txt");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Jsonl {
    output: Output,
    /// Kept from document to document: a line is built in memory, then written at once.
    line: Vec<u8>,
}

/// What a pipeline may tell `jsonl`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JsonlConfig {
    /// The file to write, relative to the pipeline file; `-` is standard output.
    pub path: String,
}

impl Stage for Jsonl {
    type Config = JsonlConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "jsonl", "writes each document as a line of JSON")
            .version("1")
    }

    fn new(config: JsonlConfig, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { output: Output::new(&config.path, setup)?, line: Vec::new() })
    }
}

impl Export for Jsonl {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.line.clear();
        let json = document.json().map_err(|error| {
            let message = format!("document `{}` cannot be written as JSON", document.id());
            StageError::internal(message).with_source(error)
        })?;
        self.line.extend_from_slice(json.as_bytes());
        self.line.push(b'\n');
        self.output.write(&self.line)
    }

    fn commit(&mut self) -> Result<(), StageError> {
        self.output.commit()
    }

    fn target(&self) -> String {
        self.output.target()
    }
}
