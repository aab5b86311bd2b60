//! What each command does.

pub(crate) mod check;
pub(crate) mod completions;
mod determinism;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod ledger;
pub(crate) mod new;
pub(crate) mod observe;
pub(crate) mod plugin;
pub(crate) mod quarantine;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod stages;
pub(crate) mod test;
pub(crate) mod train;
pub(crate) mod verify;
pub(crate) mod watch;

use cableway_core::Registry;
use cableway_engine::{Diagnostics, LoadOptions, Pipeline, Severity, load};

use crate::Exit;
use crate::arguments::PipelineArguments;
use crate::logging::{colour, quiet, say};
use crate::plugins::HostPlugins;

/// Reads the pipeline file, or says all that is wrong with it.
fn pipeline(arguments: &PipelineArguments, registry: &Registry) -> Result<Pipeline, Exit> {
    let options = LoadOptions { sets: &arguments.sets, ..LoadOptions::default() };
    match load(&arguments.file, &options, registry, &HostPlugins) {
        Ok(pipeline) => {
            if !quiet() {
                report(&pipeline.warnings);
            }
            Ok(pipeline)
        }
        Err(diagnostics) => {
            report(&diagnostics);
            Err(Exit::Wrong)
        }
    }
}

/// Shows mistakes, and how many there are.
fn report(diagnostics: &Diagnostics) {
    if diagnostics.0.is_empty() {
        return;
    }
    say(&diagnostics.render(colour()));
    let count = |severity| {
        diagnostics.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    };
    let parts = [
        counted(count(Severity::Error) as u64, "error"),
        counted(count(Severity::Warning) as u64, "warning"),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.starts_with("0 ")).collect();
    say(&format!("{}\n", parts.join(", ")));
}

/// A number with its noun: `1 document`, `2 documents`.
fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
