//! `cargo xtask eval chain`: how fast the whole chain is, from HTML to JSON Lines, and which stage takes
//! how much of the time.

use std::fs;
use std::path::Path;

use super::pages::Pages;
use super::pipeline::empty_folder;
use crate::bench::measure::{Measured, median};
use crate::bench::report::{machine, memory_of};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// How often each page is read in the short and in the long run: the difference holds no start.
const TIMES: [usize; 2] = [2, 22];

/// How often both are run.
const ROUNDS: usize = 3;

/// What makes a classified, summarised, cited record of a page.
const STAGES: &str = r#"
[[classify]]
use = "language"
[[classify]]
use = "topics"
set = "iptc"
[[classify]]
use = "entities"
[[summarize]]
use = "salience"
"#;

/// The other built-in stages that work on one document at a time, for their speed.
const OTHERS: &str = r#"
[[classify]]
use = "dates"
[[classify]]
use = "keywords"
[[summarize]]
use = "lead"
[[summarize]]
use = "lexrank"
"#;

pub(crate) fn chain(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-chain")?;
    let pages = Pages::unpack(&cableway, &folder, &data)?;
    // The first run brings the pages and the command into the system's cache.
    pages.run(pages.len(), 1, STAGES)?;
    let all = format!("{STAGES}{OTHERS}");
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(Round {
            short: pages.run(pages.len() * TIMES[0], 1, STAGES)?,
            long: pages.run(pages.len() * TIMES[1], 1, STAGES)?,
            all: [
                pages.run(pages.len() * TIMES[0], 1, &all)?,
                pages.run(pages.len() * TIMES[1], 1, &all)?,
            ],
        });
    }
    print(&rounds)
}

struct Round {
    short: Measured,
    long: Measured,
    /// The same with all stages.
    all: [Measured; 2],
}

impl Round {
    /// Pages a second of one core: by the processor time of all threads.
    fn pages_per_second(&self) -> Option<f64> {
        let seconds = self.long.processor?.checked_sub(self.short.processor?)?.as_secs_f64();
        Some((self.long.documents - self.short.documents) as f64 / seconds)
    }
}

fn print(rounds: &[Round]) -> Outcome {
    let nothing = || Failure::new("nothing was measured");
    let first = rounds.first().ok_or_else(nothing)?;
    let count = |measured: &Measured| measured.documents as f64;
    let (short, long) = (&first.short, &first.long);
    let megabytes = (long.bytes - short.bytes) as f64 / 1e6;
    println!(
        "# The whole chain: HTML, language, topics (set `iptc`), entities, summary, JSON Lines\n\n{}",
        machine()
    );
    println!(
        "{} pages against {}, one worker; what the longer run took more, medians of {} rounds.\n",
        long.documents,
        short.documents,
        rounds.len()
    );
    println!("| by | pages/s | MB/s |\n|---|---:|---:|");
    let pages = count(long) - count(short);
    let row = |by: &str, speeds: &[f64]| {
        let speed = median(speeds);
        println!("| {by} | {speed:.0} | {:.1} |", megabytes * speed / pages);
    };
    let speeds: Vec<f64> = rounds.iter().filter_map(Round::pages_per_second).collect();
    if !speeds.is_empty() {
        row("processor time of the whole command", &speeds);
    }
    let speed = |round: &Round| {
        pages / round.long.time.saturating_sub(round.short.time).as_secs_f64().max(1e-9)
    };
    row(
        "the clock, with threads for reading and writing",
        &rounds.iter().map(speed).collect::<Vec<_>>(),
    );
    println!("\nThe longer run had a peak memory of {}.", memory_of(long.peak));

    println!("\n## Each stage\n\nAll stages that look at one document at a time, in one run.\n");
    println!("| stage | kind | documents/s |\n|---|---|---:|");
    let [short, long] = &first.all;
    for (place, stage) in long.stages.iter().enumerate() {
        let speed = |round: &Round| {
            let [short, long] = &round.all;
            let milliseconds =
                |run: &Measured| run.stages.get(place).map(|stage| stage.milliseconds);
            Some(1e3 * pages / (milliseconds(long)? - milliseconds(short)?).max(1e-9))
        };
        let speeds: Vec<f64> = rounds.iter().filter_map(speed).collect();
        println!("| {} | {} | {:.0} |", stage.name, stage.kind, median(&speeds));
    }
    let bytes = (long.bytes - short.bytes) as f64 / pages;
    println!("\nA page has {:.1} kB of HTML.", bytes / 1e3);
    Ok(())
}
