//! `cargo xtask demo`: from a fresh clone to the first brief.

use std::fs;
use std::process::Command;

use crate::process::{Failure, OnFile as _, Outcome, build_cableway, root, run};

const PIPELINE: &str = "examples/quickstart/pipeline.toml";
const RESULTS: &str = "examples/quickstart/out";

/// Builds the command, runs the quickstart with it and shows the first article of its brief.
///
/// # Errors
/// When the build or the run fails.
pub fn demo() -> Outcome {
    println!("Building Cableway, optimised (a few minutes the first time, then a moment).");
    let cableway = build_cableway(true)?;

    println!("Running {PIPELINE}: a folder of articles becomes records.\n");
    run(Command::new(&cableway).args(["run", PIPELINE]).current_dir(root())).map_err(
        |failure| {
            let message = format!("{}: the demo has no results to show", failure.message);
            Failure { message, ..failure }
        },
    )?;

    println!("\nThe results lie in {RESULTS}:");
    let folder = root().join(RESULTS);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).on("list", &folder)? {
        names.push(entry.on("list", &folder)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    for name in &names {
        println!("  {name:<16} {}", what_it_is(name));
    }

    let brief = folder.join("brief.md");
    let text = fs::read_to_string(&brief).on("read", &brief)?;
    println!("\nThe first article of brief.md:\n\n{}", first_section(&text));
    println!("To see why it came out so: cableway explain {PIPELINE} inbox/NAME");
    println!("To start your own: cableway new DIR (the command is {})", cableway.display());
    Ok(())
}

fn what_it_is(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("jsonl") => {
            "one record a line: text, metadata, labels, summaries, each with its spans"
        }
        Some("csv") => "one line a document, for a spreadsheet",
        Some("md") => "the brief, for people: each sentence footnoted to its source",
        _ => "",
    }
}

/// A brief up to its second section, so with its title.
fn first_section(brief: &str) -> String {
    let mut lines = brief.lines();
    let mut section = Vec::new();
    let mut headings = 0;
    for line in lines.by_ref() {
        headings += usize::from(line.starts_with("## "));
        if headings == 2 {
            break;
        }
        section.push(line);
    }
    let mut text = section.join("\n").trim_end().to_owned();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::first_section;

    #[test]
    fn the_first_section_ends_before_the_second() {
        let brief = "# Brief\n\n## One\n\nA.[^1]\n\n[^1]: a\n\n## Two\n\nB.\n";
        assert_eq!(first_section(brief), "# Brief\n\n## One\n\nA.[^1]\n\n[^1]: a\n");
        assert_eq!(first_section("# Brief\n"), "# Brief\n");
    }
}
