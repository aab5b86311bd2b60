//! What the plugin `policy` takes, loaded as any user's library: over texts put together from its own commentaries.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::bench::measure::{Measured, median, run_once};
use crate::process::{Failure, OnFile as _, Outcome, root};

/// The words of a document, at least.
const WORDS: usize = 1_000;

const INGEST: &str = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"policy.jsonl\"]\n\
    fields = { title = \"title\", text = \"text\", published = \"published\" }\n\
    [[export]]\nuse = \"jsonl\"\npath = \"out/policy.jsonl\"\n";

const STAGES: [&str; 7] =
    ["actors", "events", "quotes", "forecasts", "relations", "options", "quantities"];

const EXPORTS: [(&str, &str); 4] = [
    ("brief", "brief.html"),
    ("brief", "brief.md"),
    ("graph", "graph.gexf"),
    ("register", "register.csv"),
];

/// Measures runs without the plugin, with its stages, and with its exports too, by turns and with one worker.
///
/// # Errors
/// When a run fails, or loses documents.
pub(crate) fn policy(
    cableway: &Path,
    folder: &Path,
    documents: usize,
    rounds: usize,
) -> Outcome<String> {
    let words = corpus(&folder.join("policy.jsonl"), documents)?;
    let library = cableway.with_file_name(format!(
        "{}cableway_policy{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    let plugin = format!("[plugins.policy]\npath = {}\n", json!(library));
    // Writing to a string cannot fail.
    let (mut stages, mut exports) = (String::new(), String::new());
    for stage in STAGES {
        let _ = writeln!(stages, "[[classify]]\nuse = \"policy:{stage}\"");
    }
    for (place, (stage, file)) in EXPORTS.iter().enumerate() {
        let named = format!("name = \"e{place}\"\nuse = \"policy:{stage}\"");
        let _ = writeln!(exports, "[[export]]\n{named}\npath = \"out/{file}\"");
    }
    let pipelines = [
        ("without", INGEST.to_owned()),
        ("stages", format!("{INGEST}{stages}{plugin}")),
        ("all", format!("{INGEST}{stages}{exports}{plugin}")),
    ];
    let mut runs: [Vec<Measured>; 3] = Default::default();
    for _ in 0..rounds {
        for ((name, text), runs) in pipelines.iter().zip(&mut runs) {
            runs.push(one(cableway, &folder.join(format!("policy-{name}.toml")), text, documents)?);
        }
    }
    Ok(table(documents, words, &runs))
}

fn one(cableway: &Path, pipeline: &Path, text: &str, documents: usize) -> Outcome<Measured> {
    fs::write(pipeline, text).on("write", pipeline)?;
    let measured = run_once(cableway, pipeline, 1)?;
    if measured.documents == documents as u64 {
        return Ok(measured);
    }
    Err(Failure::new(format!("{} of {documents} documents came through", measured.documents)))
}

/// Writes documents put together from the paragraphs of the commentaries, and says how many words they have.
fn corpus(path: &Path, documents: usize) -> Outcome<usize> {
    let gold = root().join("plugins/policy/gold");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&gold).on("list", &gold)? {
        let file = entry.on("list", &gold)?.path();
        if file.extension().is_some_and(|extension| extension == "txt") {
            files.push(file);
        }
    }
    files.sort_unstable();
    let mut paragraphs = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).on("read", file)?;
        paragraphs.extend(text.split("\n\n").skip(1).map(str::trim).map(str::to_owned));
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    if paragraphs.is_empty() {
        return Err(Failure::new("there is no commentary in plugins/policy/gold"));
    }
    let mut out = BufWriter::new(File::create(path).on("make", path)?);
    let mut all = 0;
    for number in 0..documents {
        // Other paragraphs in another order each time.
        let (mut next, step) = (number * 7 + number / paragraphs.len(), 1 + number % 5);
        let (mut text, mut words) = (String::new(), 0);
        while words < WORDS {
            let paragraph = &paragraphs[next % paragraphs.len()];
            words += paragraph.split_whitespace().count();
            text.push_str(paragraph);
            text.push_str("\n\n");
            next += step;
        }
        all += words;
        let title = format!("Commentary {number}");
        let line = json!({"title": title, "text": text, "published": "2026-09-14"});
        writeln!(out, "{line}").on("write", path)?;
    }
    out.flush().on("write", path)?;
    Ok(all)
}

fn table(documents: usize, words: usize, runs: &[Vec<Measured>; 3]) -> String {
    let per_second = |seconds: f64| format!("{:.0}", documents as f64 / seconds);
    let calls = |run: &Measured| {
        let own = run.stages.iter().filter(|stage| {
            STAGES.iter().any(|name| stage.name.strip_prefix("policy:") == Some(name))
        });
        own.map(|stage| stage.milliseconds).sum::<f64>() / 1_000.0
    };
    let exported = |run: &Measured| {
        let own = run
            .stages
            .iter()
            .filter(|stage| (0..EXPORTS.len()).any(|place| stage.name == format!("e{place}")));
        own.map(|stage| stage.milliseconds).sum::<f64>() / 1_000.0
    };
    let best = |seconds: Vec<f64>| seconds.into_iter().fold(f64::INFINITY, f64::min);
    let processor = |runs: &[Measured]| {
        let times: Vec<_> = runs.iter().filter_map(|run| run.processor).collect();
        (!times.is_empty()).then(|| median(&times).as_secs_f64())
    };
    let mut lines = format!(
        "## The plugin policy\n\n{documents} documents of {} words, one worker.\n\n\
         | what | documents/s |\n|---|---:|\n\
         | the seven stages, by the clock of the run, the best of {} rounds | {} |\n\
         | the three exports, the brief in both forms, the same | {} |\n\
         | stages and exports, the same | {} |\n",
        words / documents.max(1),
        runs[1].len(),
        per_second(best(runs[1].iter().map(calls).collect())),
        per_second(best(runs[2].iter().map(exported).collect())),
        per_second(best(runs[2].iter().map(|run| calls(run) + exported(run)).collect())),
    );
    if let [Some(without), Some(stages), Some(all)] = runs.each_ref().map(|runs| processor(runs)) {
        for (what, seconds) in [
            (
                "the seven stages, processor time of a run with them less one without",
                stages - without,
            ),
            (
                "the three exports, the brief in both forms: a run with them less one without",
                all - stages,
            ),
            ("all of it", all - without),
        ] {
            let _ = writeln!(lines, "| {what} | {} |", per_second(seconds));
        }
    }
    lines
}
