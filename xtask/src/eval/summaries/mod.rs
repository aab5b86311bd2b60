//! `cargo xtask eval summaries`: how much of what people wrote of an article stands in the summaries of
//! the built-in stages.

mod bootstrap;
mod rouge;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::rouge::{NAMES, Rouge, Scores};
use super::pipeline::{self, Refusals, empty_folder};
use crate::bench::report::machine;
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// Measured with the budget that the published figures have.
const SENTENCES: usize = 3;

/// The stages; the last is compared with the first.
const STAGES: [&str; 3] = ["lead", "lexrank", "salience"];

/// An article and what people made of it.
struct Article {
    text: String,
    /// The first is the publisher's own.
    references: Vec<String>,
}

/// Three figures for what a summary is worth against several references.
const AGAINST: [&str; 3] = ["publisher's", "best", "mean"];

/// The scores of one summary for each of [`AGAINST`].
type Figures = [Scores; 3];

pub(crate) fn summaries(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let sets = sets(&data)?;
    let cableway = build_cableway(true)?;
    println!("# Summaries of {SENTENCES} sentences\n\n{}", machine());
    println!(
        "F1 × 100 with stemming, as rouge-score 0.1.2 reckons it. `publisher's` is the first reference \
         alone, as the published figures for CNN/DailyMail are; where there are several, `best` is the \
         best of them for each measure (rouge-score's `score_multi`) and `mean` their mean. The last \
         words tell {} against {} in a paired bootstrap ({} rounds): the mean gain, its 95 % interval, \
         and in how many rounds there was none.\n",
        STAGES[2],
        STAGES[0],
        bootstrap::ROUNDS
    );
    for set in &sets {
        let articles = articles(set)?;
        let given = summarise(&cableway, set, &articles)?;
        println!("{}", report(set, &articles, &given));
    }
    Ok(())
}

/// The files of the folder, by name.
fn sets(data: &Path) -> Outcome<Vec<PathBuf>> {
    let mut sets = Vec::new();
    for file in fs::read_dir(data).on("list", data)? {
        let path = file.on("list", data)?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            sets.push(path);
        }
    }
    sets.sort();
    if sets.is_empty() {
        return Err(Failure::new(format!("`{}` has no .jsonl file", data.display())));
    }
    Ok(sets)
}

fn articles(set: &Path) -> Outcome<Vec<Article>> {
    let mut articles = Vec::new();
    for (place, line) in fs::read_to_string(set).on("read", set)?.lines().enumerate() {
        let article: Value = serde_json::from_str(line).on("read", set)?;
        let references: Vec<String> = article["references"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|reference| Some(a_sentence_a_line(reference.as_str()?)))
            .collect();
        let text = article["text"].as_str().unwrap_or_default().to_owned();
        if text.is_empty() || references.is_empty() {
            let message =
                format!("`{}`, line {}: needs `text` and `references`", set.display(), place + 1);
            return Err(Failure::new(message));
        }
        articles.push(Article { text, references });
    }
    Ok(articles)
}

/// The references are cut into tokens: a stop that stands alone ends a sentence. Only ROUGE-Lsum looks
/// at sentences.
fn a_sentence_a_line(reference: &str) -> String {
    let mut lines = String::new();
    for token in reference.split_whitespace() {
        lines.push_str(token);
        lines.push(if matches!(token, "." | "!" | "?") { '\n' } else { ' ' });
    }
    lines.trim_end().to_owned()
}

/// For each article the summaries of [`STAGES`], a sentence a line.
fn summarise(cableway: &Path, set: &Path, articles: &[Article]) -> Outcome<Vec<[String; 3]>> {
    let folder = empty_folder(cableway, "eval-summaries")?;
    // JSON strings are TOML strings.
    let mut stages = format!(
        "[[ingest]]\nuse = \"jsonl\"\npaths = [{}]\n[ingest.fields]\ntext = \"text\"\n",
        json!(set)
    );
    stages.push_str("\n[[classify]]\nuse = \"language\"\n");
    for stage in STAGES {
        let _ = write!(stages, "\n[[summarize]]\nuse = \"{stage}\"\nsentences = {SENTENCES}\n");
    }
    let records = pipeline::records(cableway, &folder, &stages, Refusals::Fail)?;
    let given: Vec<_> =
        records.iter().map(|record| STAGES.map(|stage| summary_of(record, stage))).collect();
    if given.len() != articles.len() {
        let message = format!("{} articles gave {} records", articles.len(), given.len());
        return Err(Failure::new(message));
    }
    Ok(given)
}

fn summary_of(record: &Value, stage: &str) -> String {
    let summaries = record["summaries"].as_array().into_iter().flatten();
    let sentences = summaries
        .filter(|summary| summary["stage"] == stage)
        .filter_map(|summary| summary["sentences"].as_array())
        .flatten();
    let lines: Vec<&str> = sentences.filter_map(|sentence| sentence["text"].as_str()).collect();
    lines.join("\n")
}

fn figures(rouge: &Rouge, references: &[String], summary: &str) -> Figures {
    let all: Vec<Scores> =
        references.iter().map(|reference| rouge.score(reference, summary)).collect();
    let column = |measure: usize| all.iter().map(move |scores| scores[measure]);
    let each = |what: &dyn Fn(usize) -> f64| [what(0), what(1), what(2), what(3)];
    [
        all.first().copied().unwrap_or_default(),
        each(&|measure| column(measure).fold(0.0, f64::max)),
        each(&|measure| column(measure).sum::<f64>() / all.len().max(1) as f64),
    ]
}

/// Two tables: the stages' means, and the last against the first.
fn report(set: &Path, articles: &[Article], given: &[[String; 3]]) -> String {
    let rouge = Rouge::new();
    let scored: [Vec<Figures>; 3] = [0, 1, 2].map(|stage| {
        let pairs = articles.iter().zip(given);
        pairs.map(|(article, given)| figures(&rouge, &article.references, &given[stage])).collect()
    });
    let most = articles.iter().map(|article| article.references.len()).max().unwrap_or(0);
    let against = if most > 1 { AGAINST.len() } else { 1 };
    let name = set.file_stem().unwrap_or_default().to_string_lossy();
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let mut text = format!(
        "## {name}: {} articles of {} bytes on average, up to {most} references\n\n\
         | stage | against | {} | words |\n|---|---|---:|---:|---:|---:|---:|\n",
        articles.len(),
        bytes / articles.len().max(1),
        NAMES.join(" | ")
    );
    let means = |stage: usize, kind: usize, measure: usize| -> Vec<f64> {
        scored[stage].iter().map(|figures| figures[kind][measure] * 100.0).collect()
    };
    let mean = |figures: &[f64]| figures.iter().sum::<f64>() / figures.len().max(1) as f64;
    for (kind, reference) in AGAINST.iter().enumerate().take(against) {
        for (stage, name) in STAGES.iter().enumerate() {
            let words: Vec<f64> =
                given.iter().map(|given| given[stage].split_whitespace().count() as f64).collect();
            let _ = write!(text, "| {name} | {reference} |");
            for measure in 0..NAMES.len() {
                let _ = write!(text, " {:.2} |", mean(&means(stage, kind, measure)));
            }
            let _ = writeln!(text, " {:.0} |", mean(&words));
        }
    }
    let _ = writeln!(
        text,
        "\n| gain of {} over {} | against | gain | 95 % | p |\n|---|---|---:|---:|---:|",
        STAGES[2], STAGES[0]
    );
    for (kind, reference) in AGAINST.iter().enumerate().take(against) {
        for (measure, name) in NAMES.iter().enumerate() {
            let compared = bootstrap::compare(&means(2, kind, measure), &means(0, kind, measure));
            let (low, high) = compared.interval;
            let _ = writeln!(
                text,
                "| {name} | {reference} | {:+.2} | {low:+.2} to {high:+.2} | {:.4} |",
                compared.difference, compared.p
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_references_count_by_the_first_the_best_and_the_mean() {
        let references = ["nothing alike".to_owned(), "the ferry sails".to_owned()];
        let [first, best, mean] = figures(&Rouge::new(), &references, "the ferry sails");
        assert_eq!((first[0], best[0], mean[0]), (0.0, 1.0, 0.5));
    }

    #[test]
    fn a_stop_that_stands_alone_ends_a_sentence() {
        assert_eq!(
            a_sentence_a_line("it sails . who knows ? nobody"),
            "it sails .\nwho knows ?\nnobody"
        );
        assert_eq!(a_sentence_a_line("the u.s. fleet"), "the u.s. fleet");
    }

    #[test]
    fn summaries_are_found_by_their_stage() {
        let record = json!({"summaries": [
            {"stage": "lead", "sentences": [{"text": "One."}, {"text": "Two."}]},
            {"stage": "lexrank", "sentences": [{"text": "Three."}]},
        ]});
        assert_eq!(summary_of(&record, "lead"), "One.\nTwo.");
        assert_eq!(summary_of(&record, "salience"), "");
    }
}
