//! `cargo xtask eval feeds`: what Cableway reads out of feedparser's test feeds, each of which says in
//! a comment what a parser must give.
//!
//! A file states one thing, and has nothing else: an entry of a link alone is no article, and gives no
//! document. So each entry is given a few words at its end before title, link and date are looked at;
//! that every file gives documents or a clear error is seen on the files as they are.

mod expected;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::expected::{Expected, Field};
use super::pipeline::{self, Refusals, empty_folder};
use crate::process::{OnFile as _, Outcome, build_cableway};

/// So many misses are shown of each field.
const SHOWN: usize = 12;

/// The folders of the data; all files of the first state what must come out.
const FOLDERS: [&str; 4] = ["wellformed", "illformed", "encoding", "json"];

/// The first record of each file, by the file's path in the data.
type Records = BTreeMap<String, Value>;

pub(crate) fn feeds(data: &Path, peer: Option<&Path>) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let mut files = Vec::new();
    for folder in FOLDERS {
        walk(&data, folder, &mut files)?;
    }
    let cableway = build_cableway(true)?;
    let folder = empty_folder(&cableway, "eval-feeds")?;

    println!("# Feeds: {} files\n", files.len());
    let (records, errors) = run(&cableway, &folder.join("whole"), &data, &files, false)?;
    report_outcomes(&files, &records, &errors);

    let stated: Vec<String> =
        files.iter().filter(|f| f.starts_with("wellformed/")).cloned().collect();
    let (records, _) = run(&cableway, &folder.join("worded"), &data, &stated, true)?;
    let mut all = vec![("cableway".to_owned(), records)];
    if let Some(peer) = peer {
        let name = peer.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        all.push((name, first_records(pipeline::read_lines(peer)?)));
    }
    report_fields(&data, &stated, &all)
}

/// All files below `folder` of the data, by their paths, sorted.
fn walk(data: &Path, folder: &str, files: &mut Vec<String>) -> Outcome {
    let path = data.join(folder);
    let mut entries: Vec<PathBuf> = fs::read_dir(&path)
        .on("list", &path)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort_unstable();
    for entry in entries {
        let name = format!("{folder}/{}", entry.file_name().unwrap_or_default().to_string_lossy());
        if entry.is_dir() {
            walk(data, &name, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

/// Reads `files`, each a copy in `folder`; the first record of each, and the error of each that has
/// one.
fn run(
    cableway: &Path,
    folder: &Path,
    data: &Path,
    files: &[String],
    with_words: bool,
) -> Outcome<(Records, BTreeMap<String, String>)> {
    for file in files {
        let (from, to) = (data.join(file), folder.join(file));
        let parent = to.parent().unwrap_or(folder);
        fs::create_dir_all(parent).on("make", parent)?;
        let bytes = fs::read(&from).on("read", &from)?;
        let bytes = if with_words { worded(&bytes) } else { bytes };
        fs::write(&to, bytes).on("write", &to)?;
    }
    let stages = format!("[[ingest]]\nuse = \"feed\"\npaths = {}\n", json!(files));
    let records = pipeline::records(cableway, folder, &stages, Refusals::Count)?;
    let mut errors = BTreeMap::new();
    let quarantine = folder.join("pipeline.quarantine.jsonl");
    let refused = if quarantine.exists() { pipeline::read_lines(&quarantine)? } else { Vec::new() };
    for entry in refused {
        let error = entry["error"]["message"].as_str().or(entry["error"].as_str());
        errors.insert(file_of(&entry), error.unwrap_or_default().to_owned());
    }
    Ok((first_records(records), errors))
}

fn first_records(all: Vec<Value>) -> Records {
    let mut records = Records::new();
    for record in all {
        records.entry(file_of(&record)).or_insert(record);
    }
    records
}

/// The file that a record, or an entry of the quarantine, comes from.
fn file_of(record: &Value) -> String {
    let uri = record["source"]["uri"].as_str().unwrap_or_default();
    uri.split("!/").next().unwrap_or(uri).to_owned()
}

/// The feed with a few words at the end of each entry.
fn worded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 100);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some(name) = rest.strip_prefix(b"</") {
            let end = name.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b':'));
            let name = &name[..end.unwrap_or(name.len())];
            let local = name.rsplit(|b| *b == b':').next().unwrap_or(name).to_ascii_lowercase();
            if local == b"item" || local == b"entry" {
                let prefix = &name[..name.len() - local.len()];
                for part in [&b"<"[..], prefix, b"summary>A few words.</", prefix, b"summary>"] {
                    out.extend_from_slice(part);
                }
            }
        }
        out.push(bytes[at]);
        at += 1;
    }
    out
}

fn report_outcomes(files: &[String], records: &Records, errors: &BTreeMap<String, String>) {
    println!("| folder | files | give documents | give an error alone | give neither |");
    println!("|---|---|---|---|---|");
    for folder in FOLDERS {
        let own = || files.iter().filter(|file| file.split('/').next() == Some(folder));
        let gives = own().filter(|file| records.contains_key(*file)).count();
        let fails = own().filter(|f| !records.contains_key(*f) && errors.contains_key(*f)).count();
        let all = own().count();
        println!("| {folder} | {all} | {gives} | {fails} | {} |", all - gives - fails);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, error) in errors {
        if !records.contains_key(file) {
            *counts.entry(error).or_default() += 1;
        }
    }
    println!("\n| files | error |\n|---|---|");
    for (error, count) in counts {
        println!("| {count} | {error} |");
    }
    println!();
}

fn report_fields(data: &Path, files: &[String], all: &[(String, Records)]) -> Outcome {
    let mut statements: Vec<(&String, Expected)> = Vec::new();
    for file in files {
        let path = data.join(file);
        let text = String::from_utf8_lossy(&fs::read(&path).on("read", &path)?).into_owned();
        statements.extend(expected::statements(&text).into_iter().map(|stated| (file, stated)));
    }
    println!(
        "| | stated | {} |",
        all.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(" | ")
    );
    println!("|---|---|{}", "---|".repeat(all.len()));
    for field in Field::ALL {
        let own = || statements.iter().filter(|(_, stated)| stated.field == field);
        let given = all.iter().map(|(_, records)| {
            let right = own().filter(|(file, stated)| stated.holds(records.get(*file))).count();
            right.to_string()
        });
        println!(
            "| {} | {} | {} |",
            field.name(),
            own().count(),
            given.collect::<Vec<_>>().join(" | ")
        );
    }
    for field in Field::ALL {
        let missed = statements
            .iter()
            .filter(|(file, stated)| stated.field == field && !stated.holds(all[0].1.get(*file)));
        for (file, stated) in missed.take(SHOWN) {
            let meta = all[0].1.get(*file).map_or(Value::Null, |record| record["meta"].clone());
            println!(
                "\nmissed: {} of {file}\n  stated: {}\n  found:  {meta}",
                field.name(),
                stated.value
            );
        }
    }
    Ok(())
}
