//! What a second run does: nothing where nothing changed, and no more than it must where something did.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::bench::corpus::{Article, Random, articles};
use crate::bench::measure::median;
use crate::process::{Failure, OnFile as _, Outcome, root};
use crate::soak::place::{Files, PIPELINE as FILE, Place, differences, remove};
use crate::soak::{Ground, Report, Scale, corpus, table};

/// What a second run may take of the first one's time where nothing changed.
const MOST_SHARE: f64 = 0.05;

/// The stages of a desk: they work on each document by themselves, but for `duplicates`.
const STAGES: [&str; 8] =
    ["language", "topics", "entities", "dates", "keywords", "lead", "lexrank", "salience"];

const PIPELINE: &str = r#"
[[ingest]]
use = "files"
paths = ["inbox"]

[[classify]]
use = "language"

[[classify]]
use = "topics"
rules = "topics.toml"

[[classify]]
use = "entities"

[[classify]]
use = "dates"

[[classify]]
use = "keywords"

[[classify]]
use = "duplicates"

[[summarize]]
use = "lead"

[[summarize]]
use = "lexrank"

[[summarize]]
use = "salience"

[[export]]
use = "jsonl"
path = "out/records.jsonl"

[[export]]
use = "csv"
path = "out/records.csv"

[[export]]
use = "markdown"
path = "out/brief.md"

[[export]]
use = "sqlite"
path = "out/records.db"
"#;

/// Runs a pipeline over web pages again: after nothing changed, after a rule did, and after files did.
///
/// # Errors
/// When a run works on what did not change, or its outputs are not those of a run from nothing; in full also when
/// the second run takes more than 5 % of the first one's time.
pub fn unchanged(ground: &Ground) -> Outcome<Report> {
    let (pages, rounds) = if ground.scale == Scale::Full { (2_000, 5) } else { (12, 1) };
    let place = Place::new(&ground.cableway, ground.folder.join("place"))?;
    place.clear()?;
    let inbox = place.folder.join("inbox");
    if inbox.exists() {
        remove(&inbox)?;
    }
    let articles = articles()?;
    corpus::pages(&inbox, &articles, pages)?;
    place.write(FILE, PIPELINE)?;
    let rules = root().join("examples/quickstart/topics.toml");
    let rules = fs::read_to_string(&rules).on("read", &rules)?;
    place.write("topics.toml", &rules)?;

    let mut first = Vec::new();
    for _ in 0..rounds {
        place.clear()?;
        first.push(counted(&place)?);
    }
    let files = place.files()?;
    let dates = dates(&place, &files)?;
    let mut second = Vec::new();
    for _ in 0..rounds {
        second.push(counted(&place)?);
    }
    let mut wrong = differences(&place.files()?, &files);
    if self::dates(&place, &files)? != dates {
        wrong.push("the outputs were written anew though nothing had changed".to_owned());
    }
    check(&mut wrong, "nothing changed", second.last(), &[("files", 0)], 0);

    place.write("topics.toml", &rules.replace("threshold = 3.0", "threshold = 2.0"))?;
    let rule = as_from_nothing(&place, &mut wrong, "a rule changed")?;
    let before = [("files", 0), ("language", 0)];
    check(&mut wrong, "a rule changed", Some(&rule), &before, pages as u64);

    change_files(&place, &articles, pages)?;
    let three = as_from_nothing(&place, &mut wrong, "three files changed")?;
    check(&mut wrong, "three files changed", Some(&three), &[("files", 2)], 2);

    let time = |runs: &[Run]| median(&runs.iter().map(|run| run.time).collect::<Vec<Duration>>());
    let whole = time(&first);
    let rows = [
        ("first", whole, first.last()),
        ("nothing changed", time(&second), second.last()),
        ("a rule of `topics` changed", rule.time, Some(&rule)),
        ("a file added, one removed, one changed", three.time, Some(&three)),
    ]
    .map(|(name, time, run)| {
        let of = |stage| {
            run.and_then(|run| run.worked.get(stage)).map_or("?".to_owned(), u64::to_string)
        };
        let share = 100.0 * time.as_secs_f64() / whole.as_secs_f64();
        let (seconds, share) = (format!("{:.3} s", time.as_secs_f64()), format!("{share:.1} %"));
        vec![
            name.to_owned(),
            seconds,
            share,
            of("files"),
            of("language"),
            of("topics"),
            of("salience"),
        ]
    });
    let bytes: u64 = first.last().map_or(0, |run| run.bytes);
    let header = ["run", "time", "share", "pages read", "`language`", "`topics`", "`salience`"];
    let text = format!(
        "## Unchanged: {pages} web pages, {:.0} MB\n\nTimes are medians of {rounds}, where there are several.\n\n{}",
        bytes as f64 / 1e6,
        table(&header, &rows)
    );
    let share = time(&second).as_secs_f64() / whole.as_secs_f64();
    if ground.scale == Scale::Full && share > MOST_SHARE {
        wrong.push(format!("the second run takes {:.1} % of the first one's time", 100.0 * share));
    }
    if wrong.is_empty() {
        return Ok(Report { text, skipped: Vec::new() });
    }
    Err(Failure::new(format!("{text}\n{}", wrong.join("\n"))))
}

/// A run, and how many documents each stage worked on.
struct Run {
    time: Duration,
    worked: BTreeMap<String, u64>,
    bytes: u64,
}

fn counted(place: &Place) -> Outcome<Run> {
    let ran = place.finish(place.command(&["run", FILE, "--log-format", "json"])?)?.expect(&[0])?;
    let mut run = Run { time: ran.time, worked: BTreeMap::new(), bytes: 0 };
    for entry in ran.said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let fields = &entry["fields"];
        if fields["message"] == "stage done" {
            let stage = fields["stage"].as_str().unwrap_or_default().to_owned();
            run.worked.insert(stage, fields["documents"].as_u64().unwrap_or(u64::MAX));
        } else if fields["message"] == "run done" {
            run.bytes = fields["bytes"].as_u64().unwrap_or_default();
        }
    }
    Ok(run)
}

/// Runs, and compares the outputs with those of a run from nothing.
fn as_from_nothing(place: &Place, wrong: &mut Vec<String>, what: &str) -> Outcome<Run> {
    let run = counted(place)?;
    let found = place.files()?;
    let kept = place.folder.with_file_name("kept");
    place.keep(&kept)?;
    place.clear()?;
    counted(place)?;
    let expected = place.files()?;
    place.restore(&kept)?;
    let differences = differences(&found, &expected);
    wrong.extend(differences.iter().map(|difference| format!("{what}: {difference}")));
    Ok(run)
}

/// `before` are the stages that come first, with what they should have worked on; all others should have worked on
/// `after` documents.
fn check(
    wrong: &mut Vec<String>,
    what: &str,
    run: Option<&Run>,
    before: &[(&str, u64)],
    after: u64,
) {
    for stage in ["files"].into_iter().chain(STAGES) {
        let expected =
            before.iter().find(|(name, _)| *name == stage).map_or(after, |(_, count)| *count);
        let worked = run.and_then(|run| run.worked.get(stage)).copied();
        if worked != Some(expected) {
            wrong.push(format!(
                "{what}: `{stage}` worked on {worked:?} documents instead of {expected}"
            ));
        }
    }
}

/// When each output was written.
fn dates(place: &Place, files: &Files) -> Outcome<Vec<SystemTime>> {
    let outputs = files.keys().filter(|name| name.starts_with("out/"));
    outputs
        .map(|name| {
            let path = place.folder.join(name);
            fs::metadata(&path).and_then(|found| found.modified()).on("look at", &path)
        })
        .collect()
}

/// Removes one file, changes another and adds a third.
fn change_files(place: &Place, articles: &[Article], pages: usize) -> Outcome {
    let inbox = place.folder.join("inbox");
    remove(&corpus::path(&inbox, 3, "html"))?;
    let articles: Vec<&Article> =
        articles.iter().filter(|article| article.extension == "html").collect();
    for (number, seed) in [(5, 1), (pages, 2)] {
        let path = corpus::path(&inbox, number, "html");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).on("make", folder)?;
        }
        let page = corpus::page(&articles, number, &mut Random::new(seed));
        fs::write(&path, page).on("write", &path)?;
    }
    Ok(())
}
