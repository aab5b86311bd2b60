//! What was measured, as Markdown.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::bench::corpus::Corpus;
use crate::bench::measure::{Measured, median};
use crate::process::output;

/// Above the rows of [`memory`].
pub(crate) const MEMORY_HEADER: &str = "\
## Memory over small documents, two workers

| documents | form | MB | documents/s | peak memory |
|---:|---|---:|---:|---:|";

/// Where it was measured: figures mean nothing without it.
pub(crate) fn machine() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            line.split_once(':').map(|(_, name)| name.trim().to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let compiler = output(Command::new("rustc").arg("--version")).unwrap_or_default();
    format!(
        "Measured on {processor}, {cores} cores, {}, {}.\n",
        std::env::consts::OS,
        compiler.trim()
    )
}

/// One worker against two.
pub(crate) fn whole(corpus: &Corpus, rounds: &[Vec<Measured>; 2]) -> String {
    let [one, two] = rounds;
    let megabytes = one.first().map_or(0.0, |run| run.bytes as f64 / 1e6);
    let documents = corpus.documents as f64;
    let mut text = format!(
        "## Whole runs: {} documents as {}, {megabytes:.1} MB, medians of {} rounds\n\n\
         | workers | time | documents/s | MB/s | peak memory |\n|---:|---:|---:|---:|---:|\n",
        corpus.documents,
        corpus.form,
        one.len()
    );
    let seconds = [one, two]
        .map(|runs| median(&runs.iter().map(|run| run.time.as_secs_f64()).collect::<Vec<_>>()));
    // Writing to a string cannot fail.
    for (workers, (runs, seconds)) in rounds.iter().zip(seconds).enumerate() {
        let _ = writeln!(
            text,
            "| {} | {seconds:.2} s | {:.0} | {:.1} | {} |",
            workers + 1,
            documents / seconds,
            megabytes / seconds,
            memory_of(runs.iter().filter_map(|run| run.peak).max())
        );
    }
    let _ = writeln!(
        text,
        "\nTwo workers do {:.2} times the work of one. The records are the same bytes.\n",
        seconds[0] / seconds[1]
    );
    text.push_str(&stages(documents, megabytes, [one, two]));
    text
}

fn stages(documents: f64, megabytes: f64, runs: [&Vec<Measured>; 2]) -> String {
    let mut text = String::from(
        "Time of all workers added up; rates are by that time, so they are those of one core.\n\n\
         | stage | kind | documents/s, 1 worker | MB/s | share | documents/s, 2 workers | MB/s | share |\n\
         |---|---|---:|---:|---:|---:|---:|---:|\n",
    );
    let medians = runs.map(|runs| {
        let count = runs.first().map_or(0, |run| run.stages.len());
        (0..count)
            .map(|stage| {
                let times = runs.iter().filter_map(|run| run.stages.get(stage));
                median(&times.map(|stage| stage.milliseconds / 1e3).collect::<Vec<_>>())
            })
            .collect::<Vec<f64>>()
    });
    let totals = [0, 1].map(|place| medians[place].iter().sum::<f64>());
    let names = runs[0].first().map_or(&[][..], |run| run.stages.as_slice());
    for (place, stage) in names.iter().enumerate() {
        let _ = write!(text, "| {} | {} |", stage.name, stage.kind);
        for (medians, total) in medians.iter().zip(totals) {
            let seconds = medians.get(place).copied().unwrap_or_default().max(1e-9);
            let _ = write!(
                text,
                " {:.0} | {:.1} | {:.1} % |",
                documents / seconds,
                megabytes / seconds,
                100.0 * seconds / total
            );
        }
        text.push('\n');
    }
    text
}

/// A row of the table of memory.
pub(crate) fn memory(corpus: &Corpus, run: &Measured) -> String {
    format!(
        "| {} | {} | {:.1} | {:.0} | {} |",
        corpus.documents,
        corpus.form,
        run.bytes as f64 / 1e6,
        run.documents as f64 / run.time.as_secs_f64(),
        memory_of(run.peak)
    )
}

/// The time that a run takes over one article.
pub(crate) fn start(corpus: &Corpus, times: &[Duration], median: Duration) -> String {
    let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
    format!(
        "\n## A run over one document, as {}\n\n\
         From start to end, {} runs: median {:.1} ms, fastest {:.1} ms, slowest {:.1} ms.",
        corpus.form,
        times.len(),
        milliseconds(Some(&median)),
        milliseconds(times.iter().min()),
        milliseconds(times.iter().max())
    )
}

pub(crate) fn memory_of(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "not measured".to_owned(),
        |bytes| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Stage;

    fn run(seconds: u64, milliseconds: f64) -> Measured {
        let stage = Stage { name: "files".into(), kind: "ingest".into(), milliseconds };
        let time = Duration::from_secs(seconds);
        Measured {
            time,
            peak: Some(3 << 20),
            processor: None,
            documents: 100,
            bytes: 2_000_000,
            stages: vec![stage],
        }
    }

    #[test]
    fn rates_are_by_the_median_and_the_ratio_by_both() {
        let corpus =
            Corpus { name: String::new(), form: "files", documents: 100, ingest: String::new() };
        let rounds = [vec![run(4, 500.0), run(9, 900.0), run(4, 500.0)], vec![run(2, 250.0)]];
        let text = whole(&corpus, &rounds);
        assert!(text.contains("| 1 | 4.00 s | 25 | 0.5 | 3.0 MiB |"), "{text}");
        assert!(text.contains("| 2 | 2.00 s | 50 | 1.0 | 3.0 MiB |"), "{text}");
        assert!(text.contains("Two workers do 2.00 times"), "{text}");
        assert!(
            text.contains("| files | ingest | 200 | 4.0 | 100.0 % | 400 | 8.0 | 100.0 % |"),
            "{text}"
        );
    }

    #[test]
    fn what_was_not_measured_is_said_so() {
        assert_eq!(memory_of(None), "not measured");
    }
}
