//! Finds the pipeline that writes an output.

use std::fs;
use std::path::{Path, PathBuf};

use cableway_core::StageKind;
use cableway_engine::{DeclaredStage, declared_stages};

use crate::arguments::Verify;

/// The one pipeline file in the output's folder, or else in the nearest folder above it, that writes this output.
pub(super) fn pipeline_of(output: &Path) -> Result<PathBuf, String> {
    let shown = output.display();
    let whole =
        fs::canonicalize(output).map_err(|error| format!("cannot find `{shown}`: {error}"))?;
    for folder in whole.ancestors().skip(1) {
        let mut found: Vec<PathBuf> =
            files(folder).into_iter().filter(|file| writes(file, &whole)).collect();
        match found.len() {
            0 => {}
            1 => return Ok(as_seen_from_here(found.remove(0))),
            _ => {
                let names: Vec<String> = found
                    .into_iter()
                    .map(|file| format!("`{}`", as_seen_from_here(file).display()))
                    .collect();
                return Err(format!(
                    "several pipelines write `{shown}`: name the one that knows its sources, with `--pipeline`; there \
                     are {}",
                    names.join(", ")
                ));
            }
        }
    }
    Err(format!(
        "no pipeline file in the folder of `{shown}`, or above it, writes this file: name the one that knows its \
         sources, with `--pipeline`"
    ))
}

/// The files in `folder` that may be pipelines, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    paths.sort();
    paths
}

/// What is known of an output from the pipeline at `file`, where it is no file of records: the stage that it is declared
/// to be written by, and the files of records that the same pipeline has written.
pub(super) fn written_by(file: &Path, arguments: &Verify) -> Option<(String, Vec<PathBuf>)> {
    let environment = |name: &str| std::env::var(name).ok();
    let whole = fs::canonicalize(&arguments.output).ok()?;
    let exports = declared_stages(file, &arguments.sets, &environment)
        .ok()?
        .into_iter()
        .filter(|stage| stage.kind == StageKind::Export);
    let (mut stage, mut records) = (None, Vec::new());
    for export in exports {
        let path = export.base.join(export.config["path"].as_str().unwrap_or_default());
        let Ok(path) = fs::canonicalize(path) else { continue };
        if matches!(export.id.as_str(), "jsonl" | "sqlite") && path.is_file() {
            records.push(as_seen_from_here(path));
        } else if path == whole {
            stage = Some(export.id);
        }
    }
    Some((stage?, records))
}

/// Whether the pipeline at `file` writes to `output`. What cannot be read as a pipeline does not.
fn writes(file: &Path, output: &Path) -> bool {
    let environment = |name: &str| std::env::var(name).ok();
    let stages = declared_stages(file, &[], &environment).unwrap_or_default();
    let is_target = |stage: &DeclaredStage| {
        let path = stage.config["path"].as_str().unwrap_or_default();
        fs::canonicalize(stage.base.join(path)).is_ok_and(|path| path == output)
    };
    // A file that others include has exports alone, mostly.
    stages.iter().any(|stage| stage.kind == StageKind::Ingest)
        && stages.iter().any(|stage| stage.kind == StageKind::Export && is_target(stage))
}

/// The path as short as it can be told here.
fn as_seen_from_here(file: PathBuf) -> PathBuf {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    match here.as_deref().map(|here| file.strip_prefix(here)) {
        Ok(Ok(short)) => short.to_owned(),
        _ => file,
    }
}
