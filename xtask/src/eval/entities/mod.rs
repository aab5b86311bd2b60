//! `cargo xtask eval entities`: precision, recall and F1 of the stage `entities` on text in `CoNLL` columns.

mod conll;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use self::conll::{Name, Sentence, sentences};
use super::pipeline::{self, Refusals, empty_folder};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// What the report says of how it counts.
const RULE: &str = "\
Each sentence is a document of its own, its tokens with a space between them. A name is right where its first and
last token and its type are the same. `corporation` and `group` of the data count as organisation, `location` as
place, as do our states; `product` and `creative-work` are not looked for and left out, and so are our amounts.
Adjectives of states are not asked for (`demonyms = false`).
";

#[derive(Default)]
struct Counts {
    expected: usize,
    found: usize,
    right: usize,
}

pub(crate) fn entities(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&data).on("list", &data)? {
        let path = entry.on("list", &data)?.path();
        if path.extension().is_some_and(|extension| extension == "conll") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!("`{}` has no file `*.conll`", data.display())));
    }
    let cableway = build_cableway(false)?;
    println!("# Entities\n\n{RULE}");
    for file in files {
        let text = fs::read_to_string(&file).on("read", &file)?;
        let sentences = sentences(&text);
        let found = found(&cableway, &sentences)?;
        println!(
            "## {}: {} sentences\n",
            file.file_name().unwrap_or_default().to_string_lossy(),
            sentences.len()
        );
        println!("{}", table(&sentences, &found));
    }
    Ok(())
}

fn table(sentences: &[Sentence], found: &[Vec<Name>]) -> String {
    let mut types: BTreeMap<&str, Counts> = BTreeMap::new();
    for (sentence, found) in sentences.iter().zip(found) {
        for name in &sentence.names {
            types.entry(name.kind).or_default().expected += 1;
        }
        for name in found {
            let counts = types.entry(name.kind).or_default();
            counts.found += 1;
            counts.right += usize::from(sentence.names.contains(name));
        }
    }
    let mut all = Counts::default();
    for counts in types.values() {
        all.expected += counts.expected;
        all.found += counts.found;
        all.right += counts.right;
    }
    let mut table = String::from(
        "| type | names | found | precision | recall | F1 |\n|---|---:|---:|---:|---:|---:|\n",
    );
    for (kind, counts) in types.iter().map(|(kind, counts)| (*kind, counts)).chain([("all", &all)])
    {
        let share =
            |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let (precision, recall) =
            (share(counts.right, counts.found), share(counts.right, counts.expected));
        let f1 = share(2 * counts.right, counts.found + counts.expected);
        let _ = writeln!(
            table,
            "| {kind} | {} | {} | {precision:.3} | {recall:.3} | {f1:.3} |",
            counts.expected, counts.found
        );
    }
    table
}

/// The names that the command finds in each sentence.
fn found(cableway: &Path, sentences: &[Sentence]) -> Outcome<Vec<Vec<Name>>> {
    let folder = empty_folder(cableway, "eval-entities")?;
    let mut lines = String::new();
    for (place, sentence) in sentences.iter().enumerate() {
        let id = format!("sentence-{place:05}");
        let record = json!({"schema": "cableway.record/1", "id": id, "source": {"uri": id}, "text": sentence.text});
        let _ = writeln!(lines, "{record}");
    }
    let input = folder.join("sentences.jsonl");
    fs::write(&input, lines).on("write", &input)?;
    let stages = "[[ingest]]\nuse = \"jsonl\"\npaths = [\"sentences.jsonl\"]\n\n[[classify]]\nuse = \"entities\"\n\
                demonyms = false\n";
    let records = pipeline::records(cableway, &folder, stages, Refusals::Fail)?;
    if records.len() != sentences.len() {
        let message = format!("{} sentences gave {} records", sentences.len(), records.len());
        return Err(Failure::new(message));
    }
    Ok(sentences.iter().zip(&records).map(|(sentence, record)| names(sentence, record)).collect())
}

fn names(sentence: &Sentence, record: &Value) -> Vec<Name> {
    let mut names = Vec::new();
    for entity in record["annotations"].as_array().into_iter().flatten() {
        let kind = match entity["attributes"]["type"].as_str() {
            Some("person") => "person",
            Some("organisation") => "organisation",
            Some("place" | "state") => "place",
            _ => continue,
        };
        for span in entity["spans"].as_array().into_iter().flatten() {
            let byte = |at: usize| {
                span[at].as_u64().and_then(|byte| usize::try_from(byte).ok()).unwrap_or(0)
            };
            let (first, last) =
                (sentence.token_at(byte(0)), sentence.token_at(byte(1).saturating_sub(1)));
            names.push(Name { kind, first, last });
        }
    }
    names
}
