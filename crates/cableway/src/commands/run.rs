//! `cableway run`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, stderr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cableway_engine::{Progress, RunError, RunOptions, RunReport};

use crate::Exit;
use crate::arguments::{Logging, Run};
use crate::commands::{counted, determinism, pipeline};
use crate::logging::{error, is_for_people, say};
use crate::progress::ProgressDisplay;
use crate::registry::registry;
use crate::table;

pub(crate) fn run(arguments: &Run, logging: &Logging) -> io::Result<Exit> {
    let mut options = RunOptions::default();
    if let Some(workers) = arguments.workers {
        options.workers = usize::from(workers);
    }
    if arguments.check_determinism {
        stop_on_signal(&options);
        return determinism::check(arguments, &options, logging);
    }
    let pipeline = match pipeline(&arguments.pipeline, &registry()) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    stop_on_signal(&options);
    let display = display(logging, &options.progress);
    let outcome = cableway_engine::run(pipeline, &options);
    // A stage that hangs keeps its process, which would go on behind the command's back.
    cableway_plugin_host::end_processes();
    drop(display);
    match outcome {
        Ok(report) => {
            if is_for_people(logging) {
                say(&summary(&report));
            } else {
                log(&report);
            }
            Ok(if report.quarantined > 0 { Exit::Quarantined } else { Exit::Done })
        }
        Err(failure) => {
            say_why(&failure);
            if let RunError::Export { committed, .. } = &failure {
                let rest = if committed.is_empty() {
                    "no output was replaced".to_owned()
                } else {
                    format!("already in place: {}", committed.join(", "))
                };
                error(&rest, &[]);
            }
            Ok(Exit::Failed)
        }
    }
}

/// Says why a run ended without output.
pub(super) fn say_why(failure: &RunError) {
    let chain = failure.chain();
    let (message, causes) =
        chain.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
    error(message, causes);
}

/// A progress bar, where somebody looks at it.
pub(super) fn display(logging: &Logging, progress: &Arc<Progress>) -> Option<ProgressDisplay> {
    let is_seen = is_for_people(logging) && stderr().is_terminal();
    is_seen.then(|| ProgressDisplay::start(Arc::clone(progress)))
}

/// The first Ctrl-C ends the run in good order; a second one at once.
pub(super) fn stop_on_signal(options: &RunOptions) {
    let cancelled = Arc::clone(&options.cancelled);
    let handler = move || {
        if cancelled.swap(true, Ordering::Relaxed) {
            cableway_plugin_host::end_processes();
            std::process::exit(Exit::Failed as i32);
        }
    };
    if let Err(problem) = ctrlc::set_handler(handler) {
        tracing::warn!("Ctrl-C will end the run without cleaning up: {problem}");
    }
}

fn summary(report: &RunReport) -> String {
    let mut text = table::render(report);
    let documents = counted(report.documents, "document");
    let seconds = report.elapsed.as_secs_f64().max(1e-6);
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "\n{documents} in {} ({:.0} a second)",
        table::time(report.elapsed),
        report.documents as f64 / seconds
    );
    for output in &report.outputs {
        let _ = writeln!(text, "  written: {output}");
    }
    if let Some(path) = &report.quarantine {
        let quarantined = counted(report.quarantined, "document");
        let _ = writeln!(text, "  in quarantine: {quarantined}, with reasons: {}", path.display());
        if let Some(first) = &report.first_quarantined {
            let which = if report.quarantined == 1 { "it" } else { "the first" };
            let _ = writeln!(text, "    {which} is {first}");
        }
    }
    text
}

fn log(report: &RunReport) {
    for stage in &report.stages {
        tracing::info!(
            stage = %stage.name,
            kind = %stage.kind,
            documents = stage.documents,
            skipped = stage.skipped,
            failures = stage.failures,
            milliseconds = stage.time.as_secs_f64() * 1e3,
            "stage done"
        );
    }
    tracing::info!(
        documents = report.documents,
        quarantined = report.quarantined,
        bytes = report.bytes,
        milliseconds = report.elapsed.as_secs_f64() * 1e3,
        outputs = ?report.outputs,
        "run done"
    );
}
