//! The everyday chores of Cableway, as `cargo xtask CHORE`.
//!
//! The chores themselves are in the library beside this file.

#![expect(clippy::print_stderr, reason = "a chore talks to whoever runs it")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{What, bench, codegen, demo, eval, test};

/// The everyday chores of Cableway.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build Cableway, run the quickstart and show the first brief
    Demo,
    /// Check format, lints and schemas, then run all tests: what CI runs
    Test,
    /// Write the published JSON Schemas and the reference of all stages
    Codegen {
        /// Write nothing, and fail where a file is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Measure the parts and whole runs, and print tables for docs/benchmarks.md
    Bench {
        /// Smaller numbers and fewer rounds, to see that it works
        #[arg(long)]
        quick: bool,
        /// Only what the plugin `policy` takes
        #[arg(long)]
        policy: bool,
    },
    /// Measure how well Cableway reads, on data that is not part of the project
    Eval {
        #[command(subcommand)]
        what: What,
    },
    /// Kill runs, take the disk away, change things meanwhile: nothing may be lost or doubled
    Soak {
        /// What to do [default: all]
        #[arg(value_name = "PART", value_parser = xtask::PARTS)]
        parts: Vec<String>,
        /// Smaller numbers, as the tests have them
        #[arg(long)]
        short: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo => demo(),
        Command::Test => test(),
        Command::Codegen { check } => codegen(check),
        Command::Bench { quick, policy } => bench(quick, policy),
        Command::Eval { what } => eval(&what),
        Command::Soak { parts, short } => xtask::soak(&parts, short),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
