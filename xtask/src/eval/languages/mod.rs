//! `cargo xtask eval languages`: how often the stage `language` names the language of a single sentence,
//! out of all languages that it knows, and how fast.

mod figures;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use self::figures::Figures;
use super::pipeline::{self, Refusals, empty_folder};
use crate::bench::report::machine;
use crate::process::{Failure, OnFile as _, Outcome, build_cableway, cargo, output};

/// What the stage said of one sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    /// The language that the sentence is in: the name of its file.
    pub(super) truth: String,
    /// The stage's label; `None` where it gave none.
    pub(super) label: Option<String>,
    /// The label's score.
    pub(super) confidence: f64,
}

pub(crate) fn languages(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let sentences = sentences(&data)?;
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-languages")?;
    let labelled = label(&cableway, &folder, &sentences)?;

    let figures = Figures::of(&labelled);
    println!("# Languages: {} sentences\n\n{}", labelled.len(), machine());
    println!("{figures}");
    // The command reads and writes documents besides: the stage's own speed is a benchmark's to tell.
    let mut bench = cargo(&["bench", "--package", "cableway-classify", "--bench", "language"]);
    println!("{}", output(bench.env("CABLEWAY_SENTENCES", &data))?);
    Ok(())
}

/// The lines of each file `<code>.txt`, by code.
fn sentences(data: &Path) -> Outcome<BTreeMap<String, Vec<String>>> {
    let mut sentences = BTreeMap::new();
    for file in fs::read_dir(data).on("list", data)? {
        let path = file.on("list", data)?.path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).on("read", &path)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        sentences.insert(code, lines.map(str::to_owned).collect());
    }
    if sentences.is_empty() {
        return Err(Failure::new(format!("`{}` has no file <code>.txt", data.display())));
    }
    Ok(sentences)
}

/// Runs the command over all sentences, each a document. The pipeline names no languages to choose from.
fn label(
    cableway: &Path,
    folder: &Path,
    sentences: &BTreeMap<String, Vec<String>>,
) -> Outcome<Vec<Sentence>> {
    let mut lines = String::new();
    for (code, texts) in sentences {
        for (place, text) in texts.iter().enumerate() {
            let line = json!({"name": format!("{code}/{place}"), "text": text});
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    }
    let input = folder.join("sentences.jsonl");
    fs::write(&input, lines).on("write", &input)?;
    let stages = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"sentences.jsonl\"]\n\
                fields = { id = \"name\", text = \"text\" }\n\n\
                [[classify]]\nuse = \"language\"\n";
    let mut labelled = Vec::new();
    for record in pipeline::records(cableway, folder, stages, Refusals::Fail)? {
        let id = record["id"].as_str().unwrap_or_default();
        let truth = id.split('/').next().unwrap_or_default().to_owned();
        let found = record["annotations"].as_array().into_iter().flatten();
        let found = found.into_iter().find(|annotation| annotation["kind"] == "language");
        labelled.push(Sentence {
            truth,
            label: found.and_then(|found| Some(found["label"].as_str()?.to_owned())),
            confidence: found.and_then(|found| found["score"].as_f64()).unwrap_or(0.0),
        });
    }
    let expected: usize = sentences.values().map(Vec::len).sum();
    if labelled.len() != expected {
        let message = format!("{expected} sentences gave {} records", labelled.len());
        return Err(Failure::new(message));
    }
    Ok(labelled)
}
