//! `cargo xtask eval topics`: how often a model trained on four fifths of some labelled articles gives the
//! others the right label, and how many documents it labels in a second.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::pipeline::empty_folder;
use crate::bench::measure::run_once;
use crate::bench::report::machine;
use crate::process::{Failure, OnFile as _, Outcome, build_cableway, output};

/// In how many parts the articles are divided.
const FOLDS: usize = 5;
/// How often all articles are gone through where speed is measured.
const TIMES: usize = 40;
/// How often speed is measured; the median is told.
const ROUNDS: usize = 5;

/// What one fold, left out, came to.
struct Fold {
    evaluation: Value,
    training: Duration,
    /// The size of the model file in bytes.
    size: u64,
    features: u64,
}

pub(crate) fn topics(data: &Path, seed: u64) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-topics")?;
    let mut files = Vec::new();
    for file in fs::read_dir(&data).on("list", &data)? {
        let path = file.on("list", &data)?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Failure::new(format!("`{}` has no file *.jsonl", data.display())));
    }
    files.sort_unstable();
    println!("# Topics\n\n{}\n", machine());
    for file in files {
        measure(&cableway, &folder, &file, seed)?;
    }
    Ok(())
}

fn measure(cableway: &Path, folder: &Path, file: &Path, seed: u64) -> Outcome {
    let text = fs::read_to_string(file).on("read", file)?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let articles: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).on("read", file))
        .collect::<Outcome<_>>()?;
    let labels: Vec<&str> =
        articles.iter().map(|article| article["label"].as_str().unwrap_or_default()).collect();
    let length = |article: &Value| {
        ["title", "text"]
            .iter()
            .filter_map(|key| article[key].as_str())
            .map(str::len)
            .sum::<usize>()
    };
    let mean = articles.iter().map(length).sum::<usize>() / articles.len().max(1);
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    println!(
        "## {name}: {} articles, {mean} bytes of title and text on average, {FOLDS} folds (seed {seed})\n",
        articles.len()
    );
    let fold = folds(&labels, seed);
    let mut done = Vec::new();
    for left in 0..FOLDS {
        let part = |is_left: bool| -> String {
            let chosen = lines.iter().zip(&fold).filter(|(_, fold)| (**fold == left) == is_left);
            chosen.flat_map(|(line, _)| [*line, "\n"]).collect()
        };
        done.push(one_fold(cableway, folder, &part(false), &part(true))?);
    }
    println!("{}", figures(&done));
    println!("{}", speed(cableway, folder, &lines)?);
    Ok(())
}

/// Trains on the one, measures on the other. Nothing that is chosen has seen the other.
fn one_fold(cableway: &Path, folder: &Path, inside: &str, outside: &str) -> Outcome<Fold> {
    let path = |name: &str| -> PathBuf { folder.join(name) };
    for (name, text) in [("train.jsonl", inside), ("test.jsonl", outside)] {
        fs::write(path(name), text).on("write", &path(name))?;
    }
    let started = Instant::now();
    let mut command = Command::new(cableway);
    command
        .arg("train")
        .arg("--data")
        .arg(path("train.jsonl"))
        .arg("--out")
        .arg(path("topics.cwm"));
    output(&mut command)?;
    let training = started.elapsed();
    let mut command = Command::new(cableway);
    command.args(["eval", "--json", "--model"]).arg(path("topics.cwm"));
    let text = output(command.arg("--data").arg(path("test.jsonl")))?;
    let mut value: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("`cableway eval --json` gives no JSON: {error}")))?;
    Ok(Fold {
        evaluation: value["evaluation"].take(),
        training,
        size: fs::metadata(path("topics.cwm")).on("read", &path("topics.cwm"))?.len(),
        features: value["model"]["features"].as_u64().unwrap_or_default(),
    })
}

/// The fold of each article: those of each label are dealt out in an order that `seed` gives.
fn folds(labels: &[&str], seed: u64) -> Vec<usize> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, label) in labels.iter().enumerate() {
        groups.entry(label).or_default().push(place);
    }
    let mut state = seed;
    // SplitMix64; the little that is uneven in a remainder does not matter here.
    let mut below = |bound: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % bound
    };
    let mut fold = vec![0; labels.len()];
    let mut next = 0;
    for group in groups.values_mut() {
        for place in (1..group.len()).rev() {
            group.swap(place, below(place + 1));
        }
        for &article in group.iter() {
            fold[article] = next % FOLDS;
            next += 1;
        }
    }
    fold
}

/// All folds together, and each label.
fn figures(folds: &[Fold]) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let documents: f64 = folds.iter().map(|fold| number(&fold.evaluation["documents"])).sum();
    // Weighted by the documents of each fold.
    let mean = |of: &dyn Fn(&Value) -> f64| {
        let sum: f64 = folds
            .iter()
            .map(|fold| of(&fold.evaluation) * number(&fold.evaluation["documents"]))
            .sum();
        sum / documents
    };
    let mut labels: BTreeMap<&str, [f64; 3]> = BTreeMap::new();
    for label in folds.iter().filter_map(|fold| fold.evaluation["labels"].as_array()).flatten() {
        let sums = labels.entry(label["label"].as_str().unwrap_or_default()).or_default();
        for (sum, key) in sums.iter_mut().zip(["documents", "given", "right"]) {
            *sum += number(&label[key]);
        }
    }
    let f1 = |[wanted, given, right]: &[f64; 3]| 2.0 * right / (wanted + given).max(1.0);
    let macro_f1 = labels.values().map(f1).sum::<f64>() / labels.len().max(1) as f64;
    let each: Vec<String> =
        folds.iter().map(|fold| format!("{:.3}", number(&fold.evaluation["accuracy"]))).collect();
    let seconds: f64 = folds.iter().map(|fold| fold.training.as_secs_f64()).sum();
    let calibration = |key: &str| format!("{:.4}", mean(&|one| number(&one["calibration"][key])));
    let count = folds.len().max(1) as u64;
    let size = folds.iter().map(|fold| fold.size).sum::<u64>() / count / 1000;
    let features = folds.iter().map(|fold| fold.features).sum::<u64>() / count;
    let mut rows = vec![
        ("accuracy".to_owned(), format!("{:.4}", mean(&|one| number(&one["accuracy"])))),
        ("accuracy of each fold".to_owned(), each.join(", ")),
        ("macro F1".to_owned(), format!("{macro_f1:.4}")),
        ("calibration error (ECE)".to_owned(), calibration("ece")),
        ("Brier score".to_owned(), calibration("brier")),
        ("training, mean".to_owned(), format!("{:.1} s", seconds / count as f64)),
        ("model file, mean".to_owned(), format!("{size} kB, {features} features")),
    ];
    for (label, sums) in &labels {
        let [wanted, given, right] = sums;
        let rates = format!(
            "precision {:.3}, recall {:.3}, F1 {:.3}",
            right / given.max(1.0),
            right / wanted.max(1.0),
            f1(sums)
        );
        rows.push((format!("{label} ({wanted})"), rates));
    }
    let mut table = "| what | measured |\n|---|---:|\n".to_owned();
    for (name, value) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {name} | {value} |");
    }
    table
}

/// How many documents the stage labels in a second, with one worker; the model is that of the last fold.
fn speed(cableway: &Path, folder: &Path, lines: &[&str]) -> Outcome<String> {
    let corpus = folder.join("all.jsonl");
    fs::write(&corpus, format!("{}\n", lines.join("\n")).repeat(TIMES)).on("write", &corpus)?;
    let pipeline = folder.join("pipeline.toml");
    // JSON strings are TOML strings.
    let text = format!(
        "[[ingest]]\nuse = \"jsonl\"\npaths = [{}]\nfields = {{ text = \"text\", title = \"title\" }}\n\n\
         [[classify]]\nuse = \"model\"\nmodel = \"topics.cwm\"\n\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
        json!(corpus)
    );
    fs::write(&pipeline, text).on("write", &pipeline)?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let measured = run_once(cableway, &pipeline, 1)?;
        let stage = measured.stages.iter().find(|stage| stage.name == "model");
        let stage =
            stage.ok_or_else(|| Failure::new("the run does not tell of the stage `model`"))?;
        rates.push(measured.documents as f64 / stage.milliseconds * 1000.0);
    }
    rates.sort_unstable_by(f64::total_cmp);
    let rate = rates.get(ROUNDS / 2).copied().unwrap_or_default();
    Ok(format!(
        "Labels and evidence, by the time of the stage, one worker: {rate:.0} documents/s (median of {ROUNDS} \
         runs over {} documents; from {:.0} to {:.0}).\n",
        lines.len() * TIMES,
        rates.first().copied().unwrap_or_default(),
        rates.last().copied().unwrap_or_default(),
    ))
}

#[cfg(test)]
mod tests {
    use super::{FOLDS, folds};

    #[test]
    fn every_fold_has_its_share_of_every_label() {
        let labels: Vec<&str> = (0..97).map(|place| ["a", "b", "c"][place % 3]).collect();
        let fold = folds(&labels, 1);
        for left in 0..FOLDS {
            for label in ["a", "b", "c"] {
                let count = fold.iter().zip(&labels).filter(|(f, l)| **f == left && **l == label);
                assert!((6..=7).contains(&count.count()));
            }
        }
        assert_ne!(fold, folds(&labels, 2));
    }
}
