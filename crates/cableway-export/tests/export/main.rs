//! The export stages from the outside: a configuration and documents in, files out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

mod articles;
mod csv;
mod jsonl;
mod markdown;
mod output;
mod sqlite;

use std::fs;
use std::path::Path;

use cableway_core::{AnyStage, ConfigError, Document, Export, Limits, Registry, Setup, StageKind};
use serde_json::Value;
use tempfile::TempDir;

/// The export stage `id`, whose relative paths start from `base`.
fn stage(id: &str, config: Value, base: &Path) -> Result<Box<dyn Export>, ConfigError> {
    let mut registry = Registry::new();
    cableway_export::register(&mut registry);
    let entry = registry.get(StageKind::Export, id).unwrap();
    match entry.build(config, &Setup::new(base, Limits::default()))? {
        AnyStage::Export(stage) => Ok(stage),
        other => panic!("{other:?}"),
    }
}

/// What the stage makes of `documents`: `config` without `path`.
#[track_caller]
fn written(id: &str, mut config: Value, documents: &[Document]) -> String {
    let folder = TempDir::new().unwrap();
    config["path"] = "out".into();
    let mut stage = stage(id, config, folder.path()).unwrap();
    stage.open().unwrap();
    for document in documents {
        stage.write(document).unwrap();
    }
    stage.commit().unwrap();
    fs::read_to_string(folder.path().join("out")).unwrap()
}

/// All mistakes in a configuration, a line each, with their hints.
#[track_caller]
fn mistakes(id: &str, config: Value) -> String {
    let error = stage(id, config, Path::new(".")).err().expect("there is a mistake in it");
    let line = |problem: &cableway_core::ConfigProblem| {
        let alone = ConfigError { problems: vec![problem.clone()] };
        let hint = problem.hint.as_ref().map(|hint| format!(" ({hint})"));
        format!("{alone}{}", hint.unwrap_or_default())
    };
    error.problems.iter().map(line).collect::<Vec<_>>().join("\n")
}
