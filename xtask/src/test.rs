//! `cargo xtask test`: everything that CI asks of a change.

use crate::codegen;
use crate::process::{Failure, Outcome, build_cableway_with, cargo, run, works};

/// What is built as a library that tests load.
const PLUGINS: [&str; 4] =
    ["cableway-atom", "cableway-fixture", "cableway-policy", "cableway-readability"];

/// Does all that CI asks of a change.
///
/// # Errors
/// With the first step that fails.
pub fn test() -> Outcome {
    needs_component("fmt", "rustfmt")?;
    needs_component("clippy", "clippy")?;

    step("format");
    run(&mut cargo(&["fmt", "--all", "--check"])).map_err(|failure| Failure {
        message: format!("{}: `cargo fmt --all` puts the format right", failure.message),
        ..failure
    })?;

    step("lints");
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    run(&mut cargo(&clippy))?;

    step("the command and the plugins");
    let cableway = build_cableway_with(&PLUGINS, false)?;

    step("schemas and reference");
    codegen::check(&cableway)?;

    // The tests come last, and nothing is written after them, so that what one sees in the end is
    // the test runner's own summary. Documentation tests go first, because cargo would end with
    // those of a crate that may have none.
    step("documentation tests");
    run(cargo(&["test", "--workspace", "--doc"]).env("CABLEWAY_BIN", &cableway))?;

    step("tests");
    let targets = ["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"];
    run(cargo(&targets).env("CABLEWAY_BIN", &cableway))
}

fn step(name: &str) {
    eprintln!("\n== {name}");
}

fn needs_component(subcommand: &str, component: &str) -> Outcome {
    if works(&mut cargo(&[subcommand, "--version"])) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`cargo {subcommand}` does not work here: `rustup component add {component}` installs it"
    )))
}
