//! How long many small snapshot cases take.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::corpus::Article;
use crate::bench::measure::median;
use crate::process::{Failure, OnFile as _, Outcome, run};

/// The pipeline of the cases: stages that take long to make ready among them.
const PIPELINE: &str = r#"
[[ingest]]
use = "files"
paths = ["inbox"]
[[classify]]
use = "language"
[[classify]]
use = "topics"
set = "iptc"
[[classify]]
use = "entities"
[[summarize]]
use = "salience"
[[export]]
use = "jsonl"
path = "records.jsonl"
"#;

/// Makes `count` cases of one paragraph each below `folder`, accepts what they give, and measures `rounds` runs over
/// all of them.
pub(crate) fn cases(
    cableway: &Path,
    folder: &Path,
    articles: &[Article],
    count: usize,
    rounds: usize,
) -> Outcome<String> {
    let folder = folder.join("cases");
    fs::create_dir_all(&folder).on("make", &folder)?;
    let corpus = crate::bench::corpus::small_files(&folder, "texts", articles, count)?;
    let mut texts = Vec::new();
    collect(&folder.join("texts"), &mut texts)?;
    let pipeline = folder.join("pipeline.toml");
    fs::write(&pipeline, PIPELINE).on("write", &pipeline)?;
    for (number, text) in texts.iter().enumerate() {
        let case = folder.join(format!("tests/cases/{number:04}"));
        let input = case.join("input");
        fs::create_dir_all(&input).on("make", &input)?;
        let to = input.join("article.txt");
        fs::rename(text, &to).on("move", &to)?;
        let file = case.join("case.toml");
        fs::write(&file, "pipeline = \"../../../pipeline.toml\"\n").on("write", &file)?;
    }
    let command = |update: &str| {
        let mut command = Command::new(cableway);
        command.args(["test", "--update", update]).current_dir(&folder).stdout(Stdio::null());
        command
    };
    run(&mut command("always"))?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        let status = command("no").status();
        times.push(started.elapsed());
        if !status.is_ok_and(|status| status.success()) {
            return Err(Failure::new("cases that were just accepted do not pass"));
        }
    }
    let time: Duration = median(&times);
    Ok(format!(
        "## Snapshot cases\n\n{} cases of one paragraph each, through `language`, `topics` (set `iptc`), `entities` and \
         `salience`, by `cableway test`: {:.2} s, {:.2} ms a case (median of {rounds} rounds, {} cores).\n",
        corpus.documents,
        time.as_secs_f64(),
        time.as_secs_f64() * 1e3 / corpus.documents as f64,
        std::thread::available_parallelism().map_or(1, usize::from)
    ))
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).on("list", folder)? {
        let path = entry.on("list", folder)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(())
}
