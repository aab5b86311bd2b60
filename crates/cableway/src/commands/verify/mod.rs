//! `cableway verify`.

mod find;
mod words;

use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_core::{Network, Registry, StageKind};
use cableway_engine::{
    Ledger, LoadOptions, Pipeline, Records, RunOptions, Stored, Verification, VerifyError,
    VerifyOptions, Whole, declared_stages, load, verify as engine_verify,
};
use cableway_export::{RecordFile, WholeFile};

use crate::Exit;
use crate::arguments::{Logging, Verify};
use crate::commands::report;
use crate::commands::run::{display, stop_on_signal};
use crate::logging::{error, warn};
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn verify(arguments: &Verify, logging: &Logging) -> io::Result<Exit> {
    let output = &arguments.output;
    let mut records = match RecordFile::open(output) {
        Ok(records) => Output(records),
        Err(problem) => {
            error(problem.message(), &problem.chain().skip(1).collect::<Vec<_>>());
            return Ok(Exit::Wrong);
        }
    };
    let file = match &arguments.pipeline {
        Some(file) => file.clone(),
        None => match find::pipeline_of(output) {
            Ok(file) => file,
            Err(message) => {
                error(&message, &[]);
                return Ok(Exit::Wrong);
            }
        },
    };
    let registry = registry();
    let pipeline = match pipeline(&file, arguments, &registry) {
        Ok(pipeline) => pipeline,
        Err(exit) => return Ok(exit),
    };
    let mut run = RunOptions::default();
    if let Some(workers) = arguments.workers {
        run.workers = workers.into();
    }
    stop_on_signal(&run);
    let shown = display(logging, &run.progress);
    let options = VerifyOptions {
        run,
        network: arguments.network,
        stages: arguments.stages,
        ..VerifyOptions::default()
    };
    let ledger = Ledger::look(&file).unwrap_or_else(|problem| {
        warn(&format!("{problem}; documents that are kept count as gone"));
        None
    });
    let outcome = engine_verify(pipeline, &mut records, ledger.as_ref(), &options);
    cableway_plugin_host::end_processes();
    drop(shown);
    match outcome {
        Ok(verification) => tell(&verification, &file, arguments),
        Err(problem) => Ok(say_no(&problem, arguments, &file)),
    }
}

/// Reads the pipeline file, so that sources which are not there are told of each record and end nothing.
fn pipeline(file: &Path, arguments: &Verify, registry: &Registry) -> Result<Pipeline, Exit> {
    let environment = |name: &str| std::env::var(name).ok();
    let mut sets = arguments.sets.clone();
    // What is wrong with the file is told below.
    for stage in declared_stages(file, &sets, &environment).unwrap_or_default() {
        let entry = registry.get(stage.kind, &stage.id);
        let may_be_empty =
            entry.is_some_and(|entry| entry.schema.pointer("/properties/allow_empty").is_some());
        if stage.kind == StageKind::Ingest && may_be_empty {
            sets.push(format!("ingest.{}.allow_empty=true", stage.name));
        }
    }
    let options = LoadOptions {
        sets: &sets,
        network: if arguments.network { Network::Allowed } else { Network::Refused },
        exports: Some(Vec::new()),
        ..LoadOptions::default()
    };
    match load(file, &options, registry, &HostPlugins) {
        Ok(pipeline) => Ok(pipeline),
        Err(diagnostics) => {
            report(&diagnostics);
            Err(Exit::Wrong)
        }
    }
}

fn tell(verification: &Verification, file: &Path, arguments: &Verify) -> io::Result<Exit> {
    if arguments.json {
        let mut value = serde_json::json!({
            "schema": "cableway.verify/1",
            "output": arguments.output.display().to_string(),
            "pipeline": file.display().to_string(),
        });
        let more = serde_json::to_value(verification)?;
        if let (Some(value), Some(more)) = (value.as_object_mut(), more.as_object()) {
            value.extend(more.clone());
        }
        writeln!(stdout(), "{value:#}")?;
    } else {
        let text = words::report(verification, &arguments.output, file);
        stdout().write_all(text.as_bytes())?;
    }
    Ok(if verification.holds { Exit::Done } else { Exit::Failed })
}

fn say_no(problem: &VerifyError, arguments: &Verify, pipeline: &Path) -> Exit {
    let output = &arguments.output;
    match problem {
        // How its first line fails to be JSON is nothing that helps.
        VerifyError::NoRecords(_)
            if let Some((stage, records)) = find::written_by(pipeline, arguments) =>
        {
            let given = arguments.pipeline.as_deref();
            error(&words::no_records_by(&stage, output, &records, given), &[]);
            Exit::Wrong
        }
        VerifyError::NoRecords(reason) => {
            let message = format!(
                "`{}` holds no record: what can be verified is the output of an export `jsonl` or `sqlite`",
                output.display()
            );
            error(&message, std::slice::from_ref(reason));
            Exit::Wrong
        }
        VerifyError::Output(problem) => {
            let message = format!("cannot read `{}`", output.display());
            error(&message, &[problem.to_string()]);
            Exit::Wrong
        }
        VerifyError::Run(cableway_engine::RunError::Interrupted) => {
            error("interrupted: nothing can be said", &[]);
            Exit::Failed
        }
        VerifyError::Run(failure) => {
            let chain = failure.chain();
            error(&chain[0], &chain[1..]);
            Exit::Failed
        }
        _ => {
            let cause = std::error::Error::source(problem).map(ToString::to_string);
            error(&problem.to_string(), &cause.into_iter().collect::<Vec<_>>());
            Exit::Failed
        }
    }
}

/// A file of records as the engine reads it.
struct Output(RecordFile);

impl Records for Output {
    fn next(&mut self) -> io::Result<Option<Stored>> {
        let stored = self.0.next()?;
        Ok(stored.map(|record| Stored {
            place: record.place,
            line: record.line,
            json: record.json,
            contradictions: record.contradictions,
        }))
    }

    fn read(&mut self, place: u64) -> io::Result<String> {
        self.0.read(place)
    }

    fn whole(&mut self) -> io::Result<Whole> {
        let WholeFile { wrong, unchecked } = self.0.whole()?;
        Ok(Whole { wrong, unchecked })
    }
}
