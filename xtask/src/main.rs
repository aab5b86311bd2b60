//! The everyday chores of Cableway, as `cargo xtask CHORE`.
//!
//! One module a chore, in plain Rust: there is no shell script to learn, and nothing to install but
//! a Rust toolchain. The crate imports no other member, so that it is built in a moment; what it
//! needs to know of Cableway it asks the built command.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to whoever runs it")]

mod bench;
mod codegen;
mod demo;
mod eval;
mod process;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    },
    /// Measure how well Cableway reads, on data that is not part of the project
    Eval {
        #[command(subcommand)]
        what: eval::What,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo => demo::demo(),
        Command::Test => test::test(),
        Command::Codegen { check } => codegen::codegen(check),
        Command::Bench { quick } => bench::bench(quick),
        Command::Eval { what } => eval::eval(&what),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
