//! `cargo xtask eval dates`: how many cases of microsoft/Recognizers-Text the stage `dates` gets right.

mod cases;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use self::cases::{Case, FILES, File, read};
use super::pipeline::{self, Refusals, empty_folder};
use crate::process::{Failure, OnFile as _, Outcome, build_cableway};

/// What the report says of how it counts.
const RULE: &str = "\
A case is right where the expressions found are those expected, no more and no less, and each has exactly
the same words at the same place. In the files of extractors that is all; expressions of other types than
those of the file do not count, in what is expected as in what is found. In the files of parsers the values
must be the same too: that of the past and that of the future, for dates, ranges (start and end), durations
and sets. The data mixes ends of ranges that lie inside with ends that lie outside: the last day, or the day
behind it, counts as the same. A case without a date of reference is read as of 2016-11-07. Left out are cases
that no implementation of Recognizers is to get right (dotnet, its first, among `NotSupported`).
";

pub(crate) fn dates(data: &Path, show: bool) -> Outcome {
    let data = fs::canonicalize(data).on("find", data)?;
    let cableway = build_cableway(false)?;
    println!("# Dates\n\n{RULE}");
    println!("| file | cases | left out | right, `casual` | right, as by default |");
    println!("|---|---:|---:|---:|---:|");
    let mut wrong = String::new();
    for file in &FILES {
        let path = data.join(format!("{}.json", file.name));
        if !path.is_file() {
            return Err(Failure::new(format!("`{}` is not there", path.display())));
        }
        let (cases, left_out) = read(&path)?;
        let casual = records(&cableway, &cases, true)?;
        let strict = records(&cableway, &cases, false)?;
        println!(
            "| {} | {} | {left_out} | {} | {} |",
            file.name,
            cases.len(),
            share(count(file, &cases, &casual), cases.len()),
            share(count(file, &cases, &strict), cases.len()),
        );
        if show {
            for (case, record) in
                cases.iter().zip(&casual).filter(|(case, record)| !file.is_right(case, record))
            {
                let _ = writeln!(wrong, "{}: {:?} ({})", file.name, case.text, case.reference);
                let _ = writeln!(wrong, "  expected {}", json!(file.expected(case)));
                let _ = writeln!(wrong, "  found    {}", json!(file.found(case, record)));
            }
        }
    }
    println!("{wrong}");
    Ok(())
}

fn count(file: &File, cases: &[Case], records: &[Value]) -> usize {
    cases.iter().zip(records).filter(|(case, record)| file.is_right(case, record)).count()
}

/// `40/44 = .909`.
fn share(part: usize, whole: usize) -> String {
    let share = (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0);
    format!("{part}/{whole} = {}.{:03}", share / 1000, share % 1000)
}

/// What the command makes of the cases, in their order.
fn records(cableway: &Path, cases: &[Case], casual: bool) -> Outcome<Vec<Value>> {
    let folder = empty_folder(cableway, "eval-dates")?;
    let mut lines = String::new();
    for (place, case) in cases.iter().enumerate() {
        let record = json!({
            "schema": "cableway.record/1",
            "id": format!("case-{place:05}"),
            "source": {"uri": format!("case-{place:05}")},
            "meta": {"published": case.reference},
            "text": case.text,
        });
        let _ = writeln!(lines, "{record}");
    }
    let input = folder.join("cases.jsonl");
    fs::write(&input, lines).on("write", &input)?;
    let stages = format!(
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"cases.jsonl\"]\n\n[[classify]]\nuse = \"dates\"\n\
         casual = {casual}\n"
    );
    let records = pipeline::records(cableway, &folder, &stages, Refusals::Fail)?;
    if records.len() != cases.len() {
        let message = format!("{} cases gave {} records", cases.len(), records.len());
        return Err(Failure::new(message));
    }
    Ok(records)
}
