//! How well ties and options are found in `gold/first-sight.toml` and `gold/second-sight.toml`, each labelled before anybody
//! looked at what the rules say of it. `docs/benchmarks.md` has the figures of those first looks beside those of now.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "these are tests")]

use std::fs;
use std::path::Path;

use cableway_policy::{Options, Relations};
use cableway_sdk::serde_json::{Value, json};
use cableway_sdk::testing::classify;
use cableway_sdk::{Annotation, BlockKind, Document};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    published: String,
    relation: Vec<Ties>,
    option: Vec<Choices>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ties {
    text: String,
    ties: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choices {
    blocks: Vec<String>,
    options: Vec<String>,
}

const FILES: [&str; 2] = ["first-sight", "second-sight"];

fn labels(file: &str) -> Labels {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("gold/{file}.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn document(published: &str, blocks: &[String]) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some(published.parse().unwrap());
    for block in blocks {
        let (kind, text) = match (block.strip_prefix("## "), block.strip_prefix("- ")) {
            (Some(text), _) => (BlockKind::Heading, text),
            (_, Some(text)) => (BlockKind::ListItem, text),
            _ => (BlockKind::Paragraph, block.as_str()),
        };
        builder.block(kind, text);
    }
    builder.build()
}

/// Precision, recall and F1, and with `MISSES=1` each difference.
fn tell(what: &str, compared: &[(Vec<String>, Vec<String>)]) -> f64 {
    let (mut wanted, mut given, mut right) = (0, 0, 0);
    for (labelled, told) in compared {
        (wanted, given) = (wanted + labelled.len(), given + told.len());
        right += labelled.iter().filter(|one| told.contains(one)).count();
        if std::env::var_os("MISSES").is_some() && labelled != told {
            println!("labelled {labelled:?}\n    told {told:?}");
        }
    }
    let share = |of: usize| right as f64 / of.max(1) as f64;
    let f1 = 2.0 * right as f64 / (wanted + given).max(1) as f64;
    println!("| {what} | {wanted} | {:.3} | {:.3} | {f1:.3} |", share(given), share(wanted));
    f1
}

fn text<'a>(annotation: &'a Annotation, name: &str) -> &'a str {
    annotation.attributes.get(name).and_then(Value::as_str).unwrap_or("-")
}

fn plain(name: &str) -> &str {
    name.trim_start_matches("Government of ").trim_start_matches("the ")
}

#[test]
fn ties() {
    for file in FILES {
        let f1 = ties_of(file);
        assert!(f1 > 0.7, "{file}: {f1}");
    }
}

fn ties_of(file: &str) -> f64 {
    let labels = labels(file);
    let mut compared = Vec::new();
    for one in labels.relation {
        let document = document(&labels.published, std::slice::from_ref(&one.text));
        let record = classify::<Relations>(&json!({}), &document).unwrap();
        let mut told: Vec<String> = record
            .annotations
            .iter()
            .map(|tie| {
                let not = if tie.attributes["negated"] == true { "not " } else { "" };
                let (from, to) = (plain(text(tie, "from")), plain(text(tie, "to")));
                format!("{not}{}: {from} -> {to}", tie.label)
            })
            .collect();
        let mut labelled = one.ties;
        told.sort();
        labelled.sort();
        compared.push((labelled, told));
    }
    tell(&format!("{file}, relations: type, actors and negation"), &compared)
}

#[test]
fn options() {
    for file in FILES {
        let f1 = options_of(file);
        assert!(f1 > 0.7, "{file}: {f1}");
    }
}

fn options_of(file: &str) -> f64 {
    let labels = labels(file);
    let mut compared = Vec::new();
    for one in labels.option {
        let document = document(&labels.published, &one.blocks);
        let record = classify::<Options>(&json!({}), &document).unwrap();
        let mut rest = one.options.clone();
        // What is told and holds a label's actor and words is that label, any other is itself.
        let told: Vec<String> = record
            .annotations
            .iter()
            .map(|choice| {
                let words = choice.spans[0].slice(&record.text).unwrap();
                let whole = choice.attributes.get("words").and_then(Value::as_str).unwrap_or(words);
                let actor = plain(text(choice, "actor"));
                let found = rest.iter().position(|label| {
                    label.split_once(": ").is_some_and(|(who, what)| {
                        who == actor && (words.contains(what) || whole.contains(what))
                    })
                });
                found.map_or_else(|| format!("{actor}: {whole}"), |at| rest.remove(at))
            })
            .collect();
        compared.push((one.options, told));
    }
    tell(&format!("{file}, options: actor and words"), &compared)
}
