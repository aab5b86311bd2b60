//! `cargo xtask eval metadata`: how often title, byline, site, language and date of a saved page are
//! exactly what its `expected-metadata.json` says.

mod compare;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use self::compare::{FIELDS, Field};
use super::pipeline::{self, Refusals, empty_folder};
use crate::bench::report::machine;
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// A page with what is expected of it and what the command read.
struct Page {
    name: String,
    expected: Value,
    /// Null where the page gave no document.
    record: Value,
}

pub(crate) fn metadata(data: &Path) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let cableway = build_cableway(true)?;
    let pages = pages(&cableway, &data)?;
    if pages.is_empty() {
        let message = format!("`{}` has no folder with an expected-metadata.json", data.display());
        return Err(Failure::new(message));
    }
    println!("# Metadata: {} pages\n\n{}", pages.len(), machine());
    println!("{}", figures(&pages));
    println!("{}", compare::RULE);
    for field in &FIELDS {
        println!("{}", mismatches(field, &pages));
    }
    Ok(())
}

/// All pages of the folder, by name, read by the command.
fn pages(cableway: &Path, data: &Path) -> Outcome<Vec<Page>> {
    let mut pages = Vec::new();
    for folder in fs::read_dir(data).on("list", data)? {
        let folder = folder.on("list", data)?.path();
        let file = folder.join("expected-metadata.json");
        if !file.is_file() {
            continue;
        }
        let text = fs::read_to_string(&file).on("read", &file)?;
        let expected = serde_json::from_str(&text).on("read", &file)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        pages.push(Page { name, expected, record: Value::Null });
    }
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    for record in records(cableway, &data.join("*/source.html"))? {
        let uri = record["source"]["uri"].as_str().unwrap_or_default();
        let name = uri.rsplit(['/', '\\']).nth(1).unwrap_or_default();
        if let Some(page) = pages.iter_mut().find(|page| page.name == name) {
            page.record = record;
        }
    }
    Ok(pages)
}

/// What the command reads out of the files.
fn records(cableway: &Path, files: &Path) -> Outcome<Vec<Value>> {
    let folder = empty_folder(cableway, "eval-metadata")?;
    // JSON strings are TOML strings.
    let stages = format!("[[ingest]]\nuse = \"files\"\npaths = [{}]\n", json!(files));
    // What is refused counts as empty.
    pipeline::records(cableway, &folder, &stages, Refusals::Count)
}

/// A table with a row for each field.
fn figures(pages: &[Page]) -> String {
    let mut table = String::from(
        "| field | exact, of all pages | exact, of the pages with one | other | missing | only ours |\n\
         |---|---:|---:|---:|---:|---:|\n",
    );
    for field in &FIELDS {
        let (mut exact, mut given, mut exact_given) = (0, 0, 0);
        let (mut other, mut missing, mut extra) = (0, 0, 0);
        for page in pages {
            let (expected, found) = field.of(&page.expected, &page.record);
            let same = expected == found;
            exact += usize::from(same);
            match (&expected, &found) {
                (Some(_), Some(_)) if !same => other += 1,
                (Some(_), None) => missing += 1,
                (None, Some(_)) => extra += 1,
                _ => {}
            }
            if expected.is_some() {
                given += 1;
                exact_given += usize::from(same);
            }
        }
        let _ = writeln!(
            table,
            "| {} | {} | {} | {other} | {missing} | {extra} |",
            field.name,
            share(exact, pages.len()),
            share(exact_given, given),
        );
    }
    table
}

/// `40/44 = .909`.
fn share(part: usize, whole: usize) -> String {
    let share = (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0);
    format!("{part}/{whole} = {}.{:03}", share / 1000, share % 1000)
}

/// The pages on which a field is another.
fn mismatches(field: &Field, pages: &[Page]) -> String {
    let mut list = format!("## {}\n\n", field.name);
    for page in pages {
        let (expected, found) = field.of(&page.expected, &page.record);
        if expected == found {
            continue;
        }
        let shown = |value: Option<String>| match value {
            Some(text) => format!("\"{}\"", text.chars().take(160).collect::<String>()),
            None => "nothing".to_owned(),
        };
        let _ = writeln!(list, "- {}: expected {}", page.name, shown(expected));
        let _ = writeln!(list, "  found {}", shown(found));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_counts_each_way_of_differing() {
        let page = |expected: Value, record: Value| Page { name: "p".into(), expected, record };
        let pages = [
            page(json!({"title": "A"}), json!({"meta": {"title": " A "}})),
            page(json!({"title": "A"}), json!({"meta": {"title": "B"}})),
            page(json!({"title": "A"}), Value::Null),
            page(json!({"title": null}), json!({"meta": {"title": "B"}})),
        ];
        let table = figures(&pages);
        let row = table.lines().find(|line| line.starts_with("| title")).unwrap_or_default();
        assert_eq!(row, "| title | 1/4 = 0.250 | 1/3 = 0.333 | 1 | 1 | 1 |");
    }
}
