//! `cableway run`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, stderr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cableway_engine::{
    Fate, Ledger, LedgerError, LedgerOptions, Pipeline, Progress, RunError, RunOptions, RunReport,
    Unreachable, run_with,
};

use crate::Exit;
use crate::arguments::{Logging, Run};
use crate::commands::check::warn_of_others;
use crate::commands::observe::Observed;
use crate::commands::{counted, determinism, pipeline};
use crate::logging::{error, is_for_people, say, warn};
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
    options.fresh = arguments.fresh;
    let pipeline = match pipeline(&arguments.pipeline, &registry()) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    let observed = match Observed::begin(&arguments.observe, &pipeline, logging) {
        Ok(observed) => observed,
        Err(exit) => return Ok(exit),
    };
    observed.look_at(&mut options);
    warn_of_others(&arguments.pipeline.file, &pipeline);
    let name = pipeline.name.clone();
    stop_on_signal(&options);
    // Who was waited for until somebody ended that.
    let mut waited_for = None;
    let (outcome, has_begun) = match ledger(arguments, &options) {
        Ok(ledger) => (remembering(arguments, &options, logging, pipeline, ledger), true),
        Err(LedgerError::Held { holder, .. }) if arguments.wait => {
            waited_for = Some(holder);
            (Err(RunError::Interrupted), false)
        }
        // Whoever looks at the report must not take the last one for this run's.
        Err(problem) => (Err(RunError::Ledger(problem)), false),
    };
    // A stage that hangs keeps its process, which would go on behind the command's back.
    cableway_plugin_host::end_processes();
    let is_told = observed.end(&name, &arguments.pipeline.file, &outcome);
    match outcome {
        Ok(report) => {
            for notice in &report.notices {
                warn(notice);
            }
            if is_for_people(logging) {
                say(&summary(&report));
            } else {
                log(&report);
            }
            Ok(match report.quarantined {
                _ if !is_told => Exit::Failed,
                0 => Exit::Done,
                _ => Exit::Quarantined,
            })
        }
        Err(failure) => {
            match (&failure, waited_for) {
                (_, Some(holder)) => {
                    error(&format!("interrupted while waiting for {holder}: nothing was run"), &[]);
                }
                (RunError::Ledger(problem @ LedgerError::Held { .. }), None) => {
                    error(&format!("{problem}, or let this run wait with `--wait`"), &[]);
                }
                _ => say_why(&failure),
            }
            if let Some(rest) = what_is_left(&failure).filter(|_| has_begun) {
                error(&rest, &[]);
            }
            Ok(Exit::Failed)
        }
    }
}

/// The ledger of the pipeline. `None` where its folder cannot be written to: the run goes on without.
fn ledger(arguments: &Run, options: &RunOptions) -> Result<Option<Ledger>, LedgerError> {
    match opened(arguments, options) {
        Ok(ledger) => Ok(Some(ledger)),
        Err(problem) if problem.is_read_only() => {
            warn(&format!("{problem}; this run remembers nothing, and works on everything"));
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}

/// The ledger, waited for where that is asked for, and what there is to be said of its opening.
fn opened(arguments: &Run, options: &RunOptions) -> Result<Ledger, LedgerError> {
    let file = &arguments.pipeline.file;
    let mut opened = Ledger::open(file, &LedgerOptions::default());
    if let (Err(LedgerError::Held { holder, .. }), true) = (&opened, arguments.wait) {
        warn(&format!("waiting for {holder}, which has the ledger"));
        opened = Ledger::open(file, &LedgerOptions { wait: Some(&*options.cancelled) });
    }
    let mut ledger = opened?;
    for notice in ledger.take_notices() {
        warn(&notice);
    }
    Ok(ledger)
}

/// Runs the pipeline with the ledger. One that turns out to be damaged is set aside, and the run begins anew.
fn remembering(
    arguments: &Run,
    options: &RunOptions,
    logging: &Logging,
    pipeline: Pipeline,
    ledger: Option<Ledger>,
) -> Result<RunReport, RunError> {
    let _display = display(logging, &options.progress);
    let Some(mut ledger) = ledger else { return cableway_engine::run(pipeline, options) };
    let outcome = run_with(pipeline, options, &mut ledger);
    let Err(RunError::Ledger(LedgerError::Damaged { reason, .. })) = &outcome else {
        return outcome;
    };
    drop(ledger);
    warn(&Ledger::set_aside(&arguments.pipeline.file, reason)?);
    let Ok(pipeline) = super::pipeline(&arguments.pipeline, &registry()) else { return outcome };
    // The first run has set it when it failed. Signals are to end the second one as they would the first.
    options.cancelled.store(false, Ordering::Relaxed);
    // Another run may have taken it meanwhile.
    match opened(arguments, options) {
        Ok(mut ledger) => run_with(pipeline, options, &mut ledger),
        Err(LedgerError::Held { .. }) if arguments.wait => Err(RunError::Interrupted),
        Err(problem) => Err(problem.into()),
    }
}

/// What a run that failed has left behind, where its message does not say so.
fn what_is_left(failure: &RunError) -> Option<String> {
    Some(match failure {
        RunError::Export { committed, .. } | RunError::Unrecorded { committed, .. }
            if !committed.is_empty() =>
        {
            format!("already in place: {}", committed.join(", "))
        }
        RunError::Stopped { quarantine: Some(path), .. }
        | RunError::TooManyFailures { quarantine: Some(path), .. } => {
            format!("no output was replaced; what failed is in quarantine: {}", path.display())
        }
        RunError::Export { .. }
        | RunError::Stopped { .. }
        | RunError::TooManyFailures { .. }
        | RunError::SetAside { .. }
        | RunError::Ledger(_) => "no output was replaced".to_owned(),
        _ => return None,
    })
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

/// What becomes of sources that are gone, as users are told.
pub(super) const FATES: [(Fate, &str); 4] = [
    (Fate::Withdrawn, "withdrawn"),
    (Fate::Kept, "kept"),
    (Fate::Quarantined, "kept in quarantine"),
    (Fate::Replaced, "there under another name"),
];

fn summary(report: &RunReport) -> String {
    let has_worked = report.delivered || report.stages.iter().any(|stage| stage.documents > 0);
    let mut text = if has_worked { table::render(report) + "\n" } else { String::new() };
    let documents = counted(report.documents, "document");
    let seconds = report.elapsed.as_secs_f64().max(1e-6);
    let how = match (report.unchanged, report.delivered) {
        (0, _) => format!(" ({:.0} a second)", report.documents as f64 / seconds),
        (_, false) => ", all as in the last run".to_owned(),
        (unchanged, true) if report.quarantined == 0 => {
            format!(", {unchanged} as in an earlier run and not worked on again")
        }
        // What failed and was not tried again is counted, too.
        (unchanged, true) => format!(
            "; with those in quarantine, {unchanged} of {} as in an earlier run and not worked on again",
            report.documents + report.quarantined
        ),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{documents} in {}{how}", table::time(report.elapsed));
    for output in &report.outputs {
        let what = if report.delivered { "written" } else { "as it was" };
        let _ = writeln!(text, "  {what}: {output}");
    }
    for (fate, what) in FATES {
        let (count, first) = (report.removed.count(fate), report.removed.first(fate));
        if count > 0 {
            let gone = counted(count, "source");
            let more = if count > first.len() as u64 { ", ..." } else { "" };
            let _ = writeln!(text, "  gone, and {what}: {gone}: {}{more}", first.join(", "));
        }
    }
    let Unreachable { kept, first } = &report.unreachable;
    if *kept > 0 {
        let sources = counted(*kept, "source");
        let more = if *kept > first.len() as u64 { ", ..." } else { "" };
        let first = first.join(", ");
        let _ = writeln!(text, "  could not be had, and kept for now: {sources}: {first}{more}");
    }
    if let Some(first) = &report.first_incomplete {
        let incomplete = counted(report.incomplete, "document");
        let which = if report.incomplete == 1 { "it" } else { "the first" };
        let _ = writeln!(
            text,
            "  without a stage that failed: {incomplete} (`on_error`)\n    {which} is {first}"
        );
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

pub(super) fn log(report: &RunReport) {
    for stage in &report.stages {
        tracing::info!(
            stage = %stage.name,
            kind = %stage.kind,
            documents = stage.documents,
            skipped = stage.skipped,
            failures = stage.failures,
            retries = stage.retries,
            milliseconds = stage.time.as_secs_f64() * 1e3,
            "stage done"
        );
    }
    tracing::info!(
        documents = report.documents,
        quarantined = report.quarantined,
        incomplete = report.incomplete,
        bytes = report.bytes,
        milliseconds = report.elapsed.as_secs_f64() * 1e3,
        outputs = ?report.outputs,
        "run done"
    );
}
