//! Exported files of two runs.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use cableway_core::StageKind;

use crate::config::output_folder;
use crate::determinism::{Found, RunPlace, excerpts};
use crate::pipeline::StepInfo;

/// The files below `folder`, by their path from there with `/` between the parts; none where there is no
/// such folder.
pub(super) fn below(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        let entries = match fs::read_dir(&inside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                files.insert(crate::config::display(name), path);
            }
        }
    }
    Ok(files)
}

/// The first export, in the order of running, whose files differ.
pub(super) fn difference(
    one: &Path,
    other: &Path,
    steps: &[StepInfo],
) -> io::Result<Option<Found>> {
    for step in steps.iter().filter(|step| step.info.kind == StageKind::Export) {
        let stage = step.name.as_str();
        let (one, other) = (output_folder(one, stage), output_folder(other, stage));
        let (mut ones, mut others) = (below(&one)?, below(&other)?);
        let mut names: Vec<String> = ones.keys().chain(others.keys()).cloned().collect();
        names.sort();
        names.dedup();
        for name in names {
            let said = match (ones.remove(&name), others.remove(&name)) {
                (Some(one), Some(other)) => match differing_lines(&one, &other)? {
                    Some(said) => said,
                    None => continue,
                },
                (one, _) => {
                    let words = |is_there| if is_there { "a file" } else { "no such file" };
                    [words(one.is_some()), words(one.is_none())].map(str::to_owned)
                }
            };
            return Ok(Some(Found {
                kind: StageKind::Export,
                stage: stage.to_owned(),
                parts: vec!["file".to_owned()],
                place: RunPlace::File(name),
                said,
                documents: 0,
            }));
        }
    }
    Ok(None)
}

/// The first lines in which two files differ.
fn differing_lines(one: &Path, other: &Path) -> io::Result<Option<[String; 2]>> {
    let (mut ones, mut others) =
        (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let (mut one, mut other) = (Vec::new(), Vec::new());
    loop {
        one.clear();
        other.clear();
        let read = ones.read_until(b'\n', &mut one)? + others.read_until(b'\n', &mut other)?;
        if one != other {
            let [one, other] =
                [&one, &other].map(|line| String::from_utf8_lossy(line).into_owned());
            return Ok(Some(excerpts(one.trim_end(), other.trim_end())));
        }
        if read == 0 {
            return Ok(None);
        }
    }
}
