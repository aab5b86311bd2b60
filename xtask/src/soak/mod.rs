//! `cargo xtask soak`: runs that are killed, that run out of disk, that see their input change, that are large
//! or long. Each part compares what comes out with what a run gives that nobody disturbed.
//!
//! The tests of the command run the same parts with smaller numbers ([`Scale::Short`]).

mod corpus;
mod database;
mod desk;
mod faults;
mod kill;
mod million;
mod place;
mod trial;
mod unchanged;
mod watch;
mod watched;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::PARTS;
use crate::bench::report;
use crate::process::{Failure, Outcome, build_cableway_with};

pub use faults::faults;
pub use kill::kill;
pub use million::million;
pub use unchanged::unchanged;
pub use watch::watch;

/// How much to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// What the project promises.
    Full,
    /// A minute's worth, and no figure that depends on the machine is a failure.
    Short,
}

/// What a part works with.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The built command. The plugin `atom` lies beside it.
    pub cableway: PathBuf,
    /// An empty folder, or that of an earlier soak.
    pub folder: PathBuf,
    /// How much to do.
    pub scale: Scale,
}

/// What a part found when all was well.
#[derive(Debug, Default)]
pub struct Report {
    /// Its figures, as Markdown.
    pub text: String,
    /// What could not be tried here, and why.
    pub skipped: Vec<String>,
}

/// Runs these parts, or all, with a release build, or the command that `CABLEWAY_BIN` names, and prints their
/// reports.
pub(crate) fn soak(parts: &[String], short: bool) -> Outcome {
    let cableway = match std::env::var_os("CABLEWAY_BIN") {
        Some(built) => built.into(),
        None => build_cableway_with(&["cableway-atom"], true)?,
    };
    let target = cableway.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let scale = if short { Scale::Short } else { Scale::Full };
    println!("{}", report::machine());
    let mut failed = Vec::new();
    for part in PARTS.into_iter().filter(|part| parts.is_empty() || parts.iter().any(|p| p == part))
    {
        let folder = target.join(if short { "soak-short" } else { "soak" }).join(part);
        let ground = Ground { cableway: cableway.clone(), folder, scale };
        let run: fn(&Ground) -> Outcome<Report> = match part {
            "kill" => kill,
            "unchanged" => unchanged,
            "faults" => faults,
            "million" => million,
            _ => watch,
        };
        let started = Instant::now();
        let outcome = run(&ground);
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Ok(report) => {
                println!("{}\n\n{part} took {seconds:.0} s.", report.text.trim_end());
                for skipped in report.skipped {
                    println!("**Not tried**: {skipped}.");
                }
                println!();
            }
            // What the other parts find is worth knowing, too.
            Err(failure) => {
                println!("## {part}: failed after {seconds:.0} s\n\n{}\n", failure.message);
                failed.push(part);
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("failed: {}", failed.join(", "))))
}

/// A table in Markdown: names on the left, figures on the right.
fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let marks: Vec<&str> =
        (0..header.len()).map(|place| if place == 0 { "---" } else { "---:" }).collect();
    let mut text = format!("| {} |\n|{}|\n", header.join(" | "), marks.join("|"));
    for row in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}
