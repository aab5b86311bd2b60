//! The command `cableway`: arguments to plain structs, one call into the libraries, words for what
//! comes back, an exit code.

mod arguments;
mod commands;
mod logging;
mod monitor;
mod plugins;
mod progress;
mod registry;
mod table;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};

/// A document is thousands of short texts, made in one thread and dropped in another.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All went well.
    Done = 0,
    /// The run failed, or was interrupted.
    Failed = 1,
    /// The pipeline file or the arguments are wrong. `clap` uses the same code.
    Wrong = 2,
    /// The run is done, but documents went to quarantine.
    Quarantined = 3,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A plugin's process speaks to its host alone.
    if !matches!(arguments.command, Command::PluginProcess(_)) {
        logging::start(&arguments.logging);
    }
    let outcome = match arguments.command {
        Command::New(new) => commands::new::new(&new),
        Command::Check(check) => commands::check::check(&check),
        Command::Run(run) => commands::run::run(&run, &arguments.logging),
        Command::Watch(watch) => Ok(commands::watch::watch(&watch, &arguments.logging)),
        Command::Explain(explain) => commands::explain::explain(&explain),
        Command::Test(test) => commands::test::test(&test),
        Command::Diff(diff) => commands::diff::diff(&diff, &arguments.logging),
        Command::Quarantine(quarantine) => {
            commands::quarantine::quarantine(quarantine, &arguments.logging)
        }
        Command::Ledger(ledger) => commands::ledger::ledger(&ledger),
        Command::Verify(verify) => commands::verify::verify(&verify, &arguments.logging),
        Command::Stages(stages) => commands::stages::stages(&stages),
        Command::Schema(schema) => commands::schema::schema(&schema),
        Command::Graph(graph) => commands::graph::graph(&graph),
        Command::Train(train) => commands::train::train(&train),
        Command::Eval(eval) => commands::eval::eval(&eval),
        Command::Plugin(plugin) => commands::plugin::plugin(&plugin),
        Command::PluginTest(test) => commands::plugin::test(&test),
        Command::PluginProcess(process) => commands::plugin::process(&process),
        Command::Completions(completions) => commands::completions::completions(&completions),
    };
    let exit = outcome.unwrap_or_else(|error| match error.kind() {
        // Whoever read our output has seen enough, as with `| head`.
        io::ErrorKind::BrokenPipe => Exit::Done,
        _ => {
            logging::error(&format!("cannot write to the terminal: {error}"), &[]);
            Exit::Failed
        }
    });
    ExitCode::from(exit as u8)
}
