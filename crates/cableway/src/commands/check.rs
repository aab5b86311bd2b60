//! `cableway check`.

use std::io::{self, Write as _, stdout};
use std::path::{Path, PathBuf};

use cableway_engine::{Diagnostics, Ledger, LoadOptions, Pipeline, load, shared_outputs};

use crate::Exit;
use crate::arguments::Check;
use crate::commands::{counted, report};
use crate::logging::warn;
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn check(arguments: &Check) -> io::Result<Exit> {
    let registry = registry();
    let mut found = Diagnostics::default();
    let mut pipelines: Vec<Pipeline> = Vec::new();
    let mut files: Vec<&PathBuf> = Vec::new();
    for file in &arguments.files {
        // One that is named twice is one all the same.
        if files.iter().any(|other| same_file(other, file)) {
            continue;
        }
        files.push(file);
        let options = LoadOptions { sets: &arguments.sets, ..LoadOptions::default() };
        match load(file, &options, &registry, &HostPlugins) {
            Ok(pipeline) => {
                found.0.extend(pipeline.warnings.0.iter().cloned());
                pipelines.push(pipeline);
            }
            Err(diagnostics) => found.0.extend(diagnostics.0),
        }
    }
    found.0.extend(shared_outputs(&pipelines).0);
    let exit = if found.has_errors() { Exit::Wrong } else { Exit::Done };
    if arguments.json {
        writeln!(stdout(), "{:#}", found.to_json())?;
        return Ok(exit);
    }
    report(&found);
    if exit == Exit::Done {
        for (file, pipeline) in files.into_iter().zip(&pipelines) {
            warn_of_others(file, pipeline);
            let stages = counted(pipeline.steps().len() as u64, "stage");
            writeln!(stdout(), "{}: {stages}, no mistakes", file.display())?;
        }
    }
    Ok(exit)
}

fn same_file(one: &Path, other: &Path) -> bool {
    one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Says of outputs that another pipeline of the folder has written to, as its ledger tells.
pub(super) fn warn_of_others(file: &Path, pipeline: &Pipeline) {
    for (output, other) in Ledger::also_written(file, pipeline) {
        warn(&format!(
            "`{output}` was written by the pipeline `{other}`, too: if that is still in use, each replaces what the \
             other has written"
        ));
    }
}
