//! Runs of the built command for a measurement, and the records that they give.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::process::{Failure, OnFile as _, Outcome};

/// Whether a run may refuse documents: where they are counted, or count as empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Refusals {
    Fail,
    Count,
}

/// An empty folder for what a measurement writes, beside the folder of the built command.
pub(super) fn empty_folder(cableway: &Path, name: &str) -> Outcome<PathBuf> {
    let target = cableway.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let folder = target.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).on("remove", &folder)?;
    }
    fs::create_dir_all(&folder).on("make", &folder)?;
    Ok(folder)
}

/// Runs these stages, as they stand in a pipeline file, from `folder`, and gives the records.
///
/// The file is `pipeline.toml`, so what is refused lies in `pipeline.quarantine.jsonl`.
pub(super) fn records(
    cableway: &Path,
    folder: &Path,
    stages: &str,
    refusals: Refusals,
) -> Outcome<Vec<Value>> {
    let pipeline = folder.join("pipeline.toml");
    let text = format!("{stages}\n[[export]]\nuse = \"jsonl\"\npath = \"records.jsonl\"\n");
    fs::write(&pipeline, text).on("write", &pipeline)?;
    run(cableway, &pipeline, refusals)?;
    read_lines(&folder.join("records.jsonl"))
}

/// Runs a pipeline file.
pub(super) fn run(cableway: &Path, pipeline: &Path, refusals: Refusals) -> Outcome {
    let status = Command::new(cableway)
        .args(["run", "--quiet", "--fresh"])
        .arg(pipeline)
        .status()
        .map_err(|error| Failure::new(format!("cannot start the run: {error}")))?;
    // 3 says that documents were refused.
    match status.code() {
        Some(0) => Ok(()),
        Some(3) if refusals == Refusals::Count => Ok(()),
        _ => Err(Failure::new(format!("the run failed ({status})"))),
    }
}

/// The values of a file of JSON Lines.
pub(super) fn read_lines(path: &Path) -> Outcome<Vec<Value>> {
    let text = fs::read_to_string(path).on("read", path)?;
    text.lines().map(|line| serde_json::from_str(line).on("read", path)).collect()
}
