//! `cableway run --check-determinism`.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};

use cableway_engine::{
    Determinism, DeterminismError, LoadOptions, RunDifference, RunOptions, RunPlace,
    check_determinism,
};

use crate::Exit;
use crate::arguments::{Logging, Run};
use crate::commands::run::{display, say_why};
use crate::commands::{counted, report};
use crate::logging::error;
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn check(arguments: &Run, options: &RunOptions, logging: &Logging) -> io::Result<Exit> {
    let load = LoadOptions { sets: &arguments.pipeline.sets, ..LoadOptions::default() };
    let mut shown = None;
    let mut started = |way: &str, progress: &_| {
        tracing::info!("run with {way}");
        // One bar at a time.
        drop(shown.take());
        shown = display(logging, progress);
    };
    let file = &arguments.pipeline.file;
    let outcome = check_determinism(file, &load, &registry(), &HostPlugins, options, &mut started);
    cableway_plugin_host::end_processes();
    drop(shown);
    match outcome {
        Ok(found) => {
            report(&found.warnings);
            stdout().write_all(words(&found).as_bytes())?;
            Ok(if found.difference.is_none() { Exit::Done } else { Exit::Failed })
        }
        Err(DeterminismError::Pipeline(diagnostics)) => {
            report(&diagnostics);
            Ok(Exit::Wrong)
        }
        Err(DeterminismError::Run { run, error: failure }) => {
            say_why(&failure);
            error(&format!("nothing can be said: the run with {run} gave no output"), &[]);
            Ok(Exit::Failed)
        }
        Err(failure) => {
            let causes: Vec<String> =
                std::error::Error::source(&failure).map(ToString::to_string).into_iter().collect();
            error(&failure.to_string(), &causes);
            Ok(Exit::Failed)
        }
    }
}

fn words(found: &Determinism) -> String {
    let documents = counted(found.documents, "document");
    if let Some(difference) = &found.difference {
        return differs(difference, found.documents + found.quarantined);
    }
    let files = counted(found.files, "file");
    let quarantined = match found.quarantined {
        0 => String::new(),
        count => format!(", {} in quarantine", counted(count, "document")),
    };
    format!("the same bytes: {documents}, {files}{quarantined} ({})\n", found.runs.join("; "))
}

fn differs(difference: &RunDifference, all: u64) -> String {
    let RunDifference { runs: [one, other], kind, stage, parts, place, said, documents } =
        difference;
    let parts = parts.join(", ");
    let place = match place {
        RunPlace::Document { number, uri } => format!("document {number}, {uri}"),
        RunPlace::File(name) => format!("the file {name}"),
    };
    let width = one.chars().count().max(other.chars().count()) + 1;
    let mut out = format!(
        "not the same bytes: the run with {one} and the one with {other} differ\n\
         the first stage that does: {kind} `{stage}` ({parts}), in {place}\n"
    );
    for (run, said) in [one, other].into_iter().zip(said) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {:<width$} {said}", format!("{run}:"));
    }
    if *documents > 0 {
        let differ = if *documents == 1 { "differs" } else { "differ" };
        let _ = writeln!(out, "{documents} of {} {differ}", counted(all, "document"));
    }
    out
}
