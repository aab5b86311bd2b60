//! `cargo xtask eval duplicates`: copies of articles, changed to a known degree, and how many of them the
//! stage `duplicates` finds; then what it costs over 100,000 documents.

mod change;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::change::{CHANGES, Change, Random, words};
use super::pipeline::empty_folder;
use crate::bench::measure::{Measured, run_once};
use crate::bench::report::{machine, memory_of};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// The stage's own default.
const THRESHOLD: f64 = 0.7;
/// Words in a shingle, as the stage's default has it.
const SHINGLE: usize = 3;
/// Articles with fewer words are left out: their copies would differ by single words.
const FEWEST_WORDS: usize = 60;
/// Documents of the run that measures memory, and words in each.
const MANY: (usize, usize) = (100_000, 120);

pub(crate) fn duplicates(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let articles = articles(&data)?;
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-duplicates")?;

    println!("# Duplicates: {} articles\n\n{}", articles.len(), machine());
    println!(
        "| change | mean similarity | copies alike by {THRESHOLD} | found | other copies | found | \
         named another article | exact |\n|---|---:|---:|---:|---:|---:|---:|---:|"
    );
    for change in &CHANGES {
        println!("{}", measure(&cableway, &folder, &articles, change)?);
    }
    println!("\n{}", among_themselves(&cableway, &folder, &articles)?);
    println!("{}", cost(&cableway, &folder, &articles)?);
    Ok(())
}

/// The texts of all objects in the folder's files, each text once.
fn articles(data: &Path) -> Outcome<Vec<String>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for file in fs::read_dir(data).on("list", data)? {
        let path = file.on("list", data)?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    let (mut texts, mut seen) = (Vec::new(), HashSet::new());
    for file in files {
        for line in fs::read_to_string(&file).on("read", &file)?.lines() {
            let object: Value = serde_json::from_str(line).on("read", &file)?;
            let text = object["text"].as_str().unwrap_or_default();
            if words(text).len() >= FEWEST_WORDS && seen.insert(words(text)) {
                texts.push(text.to_owned());
            }
        }
    }
    if texts.is_empty() {
        return Err(Failure::new(format!("`{}` has no *.jsonl with a `text`", data.display())));
    }
    Ok(texts)
}

/// What the stage says of each document that has a label: the label, and the id of the original.
type Found = BTreeMap<String, (String, String)>;

/// Runs the stage over these documents, in this order.
fn run(cableway: &Path, folder: &Path, documents: &[(String, String)]) -> Outcome<Found> {
    let pipeline = write(folder, documents, true)?;
    run_once(cableway, &pipeline, 2)?;
    let out = folder.join("out.jsonl");
    let mut found = Found::new();
    for line in fs::read_to_string(&out).on("read", &out)?.lines() {
        let record: Value = serde_json::from_str(line).on("read", &out)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if let Some(label) = record["annotations"].as_array().and_then(|all| all.first()) {
            found.insert(
                text(&record["id"]),
                (text(&label["label"]), text(&label["attributes"]["of"])),
            );
        }
    }
    Ok(found)
}

/// Writes documents and a pipeline that reads them, with the stage or without it.
fn write(folder: &Path, documents: &[(String, String)], stage: bool) -> Outcome<PathBuf> {
    let mut lines = String::new();
    for (id, text) in documents {
        lines.push_str(&json!({"name": id, "text": text}).to_string());
        lines.push('\n');
    }
    let input = folder.join("in.jsonl");
    fs::write(&input, lines).on("write", &input)?;
    let mut text = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"in.jsonl\"]\n\
                    fields = { id = \"name\", text = \"text\" }\n\n\
                    [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        .to_owned();
    if stage {
        text.push_str("\n[[classify]]\nuse = \"duplicates\"\n");
    }
    let pipeline = folder.join("pipeline.toml");
    fs::write(&pipeline, text).on("write", &pipeline)?;
    Ok(pipeline)
}

fn original(place: usize) -> String {
    format!("article-{place}")
}

/// A row of the table: all articles, then a changed copy of each.
fn measure(
    cableway: &Path,
    folder: &Path,
    articles: &[String],
    change: &Change,
) -> Outcome<String> {
    let mut random = Random::new(1);
    let mut documents: Vec<(String, String)> =
        articles.iter().enumerate().map(|(place, text)| (original(place), text.clone())).collect();
    let mut similarities = Vec::new();
    for (place, text) in articles.iter().enumerate() {
        let other = &articles[(place + 1 + random.below(articles.len() - 1)) % articles.len()];
        let copy = change.apply(text, other, &mut random);
        similarities.push(similarity(text, &copy));
        documents.push((format!("copy-{place}"), copy));
    }
    let found = run(cableway, folder, &documents)?;
    let (mut alike, mut alike_found, mut others, mut others_found) = (0, 0, 0, 0);
    let (mut wrong, mut exact) = (0, 0);
    for (place, similarity) in similarities.iter().enumerate() {
        let label = found.get(&format!("copy-{place}"));
        // What repeats an earlier article is labelled with that one.
        let first =
            found.get(&original(place)).map_or_else(|| original(place), |(_, of)| of.clone());
        let right = label.is_some_and(|(_, of)| *of == first);
        wrong += usize::from(label.is_some() && !right);
        exact += usize::from(label.is_some_and(|(label, _)| label == "exact"));
        if *similarity >= THRESHOLD {
            alike += 1;
            alike_found += usize::from(right);
        } else {
            others += 1;
            others_found += usize::from(right);
        }
    }
    let mean = similarities.iter().sum::<f64>() / similarities.len() as f64;
    let share = |part: usize, whole: usize| match whole {
        0 => "–".to_owned(),
        _ => format!("{:.3}", part as f64 / whole as f64),
    };
    Ok(format!(
        "| {} | {mean:.3} | {alike} | {} | {others} | {} | {wrong} | {exact} |",
        change.name,
        share(alike_found, alike),
        share(others_found, others),
    ))
}

/// The articles that are said to repeat another article, and how alike they are.
fn among_themselves(cableway: &Path, folder: &Path, articles: &[String]) -> Outcome<String> {
    let documents: Vec<_> =
        articles.iter().enumerate().map(|(place, text)| (original(place), text.clone())).collect();
    let texts: BTreeMap<&str, &str> =
        documents.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let found = run(cableway, folder, &documents)?;
    let mut shown = format!("Articles said to repeat another one: {}\n", found.len());
    for (id, (label, of)) in &found {
        let text = |id: &str| texts.get(id).copied().unwrap_or_default();
        let _ = writeln!(
            shown,
            "- {id}, {label} of {of}: alike by {:.3}",
            similarity(text(id), text(of))
        );
    }
    Ok(shown)
}

/// Peak memory and time of a run over many documents with words of the articles, with the stage and
/// without it.
fn cost(cableway: &Path, folder: &Path, articles: &[String]) -> Outcome<String> {
    let vocabulary: Vec<&str> = articles.iter().flat_map(|text| text.split_whitespace()).collect();
    let mut random = Random::new(2);
    let mut documents = Vec::new();
    for place in 0..MANY.0 {
        let text: Vec<&str> =
            (0..MANY.1).map(|_| vocabulary[random.below(vocabulary.len())]).collect();
        // Any id that is not Cableway's own would be kept as it is.
        documents.push((format!("many {place}"), text.join(" ")));
    }
    let mut runs: Vec<Measured> = Vec::new();
    for stage in [false, true] {
        let pipeline = write(folder, &documents, stage)?;
        runs.push(run_once(cableway, &pipeline, 1)?);
    }
    let [without, with] = &runs[..] else { return Err(Failure::new("a run is missing")) };
    let more = with.peak.unwrap_or(0).saturating_sub(without.peak.unwrap_or(0));
    let stage = with.stages.iter().find(|stage| stage.name == "duplicates");
    let seconds = stage.map_or(0.0, |stage| stage.milliseconds / 1000.0);
    Ok(format!(
        "{} documents of {} words: peak memory {} without the stage, {} with it, {:.0} bytes a document; \
         {:.0} documents/s in the stage\n",
        with.documents,
        MANY.1,
        memory_of(without.peak),
        memory_of(with.peak),
        more as f64 / MANY.0 as f64,
        MANY.0 as f64 / seconds,
    ))
}

/// The share of shingles that both have, of all that either has.
fn similarity(one: &str, other: &str) -> f64 {
    let set = |text: &str| -> HashSet<Vec<String>> {
        words(text).windows(SHINGLE).map(<[String]>::to_vec).collect()
    };
    let (one, other) = (set(one), set(other));
    one.intersection(&other).count() as f64 / one.union(&other).count().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_counts_shingles() {
        assert!((similarity("a b c d", "A, b: c d!") - 1.0).abs() < 1e-9);
        // Two shingles against two, of which one is the same.
        assert!((similarity("a b c d", "a b c e") - 1.0 / 3.0).abs() < 1e-9);
        assert!(similarity("a b c", "d e f").abs() < 1e-9);
    }
}
