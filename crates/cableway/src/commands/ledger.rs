//! `cableway ledger`.

use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_core::StageKind;
use cableway_engine::{Ledger, LedgerError, LedgerOptions, LedgerStatus, declared_stages};

use crate::Exit;
use crate::arguments::{Ledger as Arguments, LedgerCommand, PipelineArguments};
use crate::commands::{counted, report};
use crate::logging::{error, say, warn};

/// What becomes of a damaged ledger, and what goes with it.
const SET_ASIDE: &str = "sets the ledger aside and builds a new one, for which it works on everything anew. Lost with it: \
     documents whose source is gone and that are kept (what the outputs hold of them is copied beside them first, as \
     `NAME.edited`), and what `quarantine drop` has let go";

pub(crate) fn ledger(arguments: &Arguments) -> io::Result<Exit> {
    let (LedgerCommand::Status(of) | LedgerCommand::Gc(of) | LedgerCommand::Verify(of)) =
        &arguments.command;
    let file = &of.pipeline.file;
    if !file.is_file() {
        error(&format!("there is no file `{}`", file.display()), &[]);
        return Ok(Exit::Wrong);
    }
    if !Ledger::path_of(file).exists() {
        let message = format!(
            "there is no ledger of `{0}`: run it first, with `cableway run {0}`",
            file.display()
        );
        error(&message, &[]);
        return Ok(Exit::Wrong);
    }
    let outcome = match &arguments.command {
        LedgerCommand::Status(_) => status(file, of.json),
        LedgerCommand::Gc(_) => gc(&of.pipeline, of.json),
        LedgerCommand::Verify(_) => verify(file, of.json),
    };
    match outcome {
        Ok(exit) => exit,
        Err(problem) => {
            say_why(&problem);
            Ok(Exit::Failed)
        }
    }
}

/// The ledger, to be written to, and what there is to be said of its opening.
pub(super) fn opened(pipeline: &Path) -> Result<Ledger, LedgerError> {
    let mut ledger = Ledger::open(pipeline, &LedgerOptions::default())?;
    for notice in ledger.take_notices() {
        warn(&notice);
    }
    Ok(ledger)
}

/// Says what is wrong with a ledger, and of a damaged one what becomes of it.
pub(super) fn say_why(problem: &LedgerError) {
    error(&problem.to_string(), &[]);
    if matches!(problem, LedgerError::Damaged { .. }) {
        say(&format!("the next run {SET_ASIDE}\n"));
    }
}

fn status(file: &Path, json: bool) -> Result<io::Result<Exit>, LedgerError> {
    let Some(ledger) = Ledger::look(file)? else { return Ok(Ok(Exit::Wrong)) };
    let status = ledger.status()?;
    Ok(if json { write_json(&status) } else { write_status(&status) }.map(|()| Exit::Done))
}

fn write_status(status: &LedgerStatus) -> io::Result<()> {
    let mut out = stdout();
    let megabytes = status.bytes as f64 / f64::from(1 << 20);
    writeln!(out, "{} ({megabytes:.1} MiB)", status.path.display())?;
    writeln!(out, "  items: {}, documents: {}", status.items, status.documents)?;
    writeln!(out, "  in quarantine: {}, dropped: {}", status.quarantined, status.dropped)?;
    writeln!(
        out,
        "  source is gone: {} kept, and {} withdrawn, which `cableway ledger gc` forgets",
        status.kept, status.withdrawn
    )?;
    for output in &status.outputs {
        let how = match output.as_left {
            Some(true) => "as the last run left it",
            Some(false) => "not as the last run left it: the next one writes it anew",
            None => "written by every run",
        };
        let documents = counted(output.documents, "document");
        writeln!(out, "  {}: {}, {documents}, {how}", output.export, output.target)?;
    }
    Ok(())
}

fn gc(pipeline: &PipelineArguments, json: bool) -> Result<io::Result<Exit>, LedgerError> {
    let environment = |name: &str| std::env::var(name).ok();
    let stages = match declared_stages(&pipeline.file, &pipeline.sets, &environment) {
        Ok(stages) => stages,
        Err(diagnostics) => {
            report(&diagnostics);
            return Ok(Ok(Exit::Wrong));
        }
    };
    let sources = stages.into_iter().filter(|stage| stage.kind == StageKind::Ingest);
    let sources: Vec<String> = sources.map(|stage| stage.name).collect();
    let tidied = opened(&pipeline.file)?.tidy(&sources)?;
    Ok(if json {
        write_json(&tidied)
    } else {
        let items = counted(tidied.items, "item");
        writeln!(stdout(), "forgotten: {items}; the file is {} bytes shorter", tidied.bytes)
    }
    .map(|()| Exit::Done))
}

fn verify(file: &Path, json: bool) -> Result<io::Result<Exit>, LedgerError> {
    let Some(ledger) = Ledger::look(file)? else { return Ok(Ok(Exit::Wrong)) };
    let health = ledger.verify()?;
    let is_well = health.problems.is_empty();
    let written = if json {
        write_json(&health)
    } else {
        for problem in &health.problems {
            error(problem, &[]);
        }
        let (items, documents) =
            (counted(health.items, "item"), counted(health.documents, "document"));
        let problems = counted(health.problems.len() as u64, "problem");
        say(&format!("checked: {items}, {documents}; {problems}\n"));
        if health.damaged {
            say(&format!("a run that comes upon what is damaged {SET_ASIDE}\n"));
        }
        Ok(())
    };
    Ok(written.map(|()| if is_well { Exit::Done } else { Exit::Failed }))
}

fn write_json(value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(stdout(), value)?;
    writeln!(stdout())
}
