//! What a change of configuration does to a corpus, as the command tells it.

use std::path::Path;

use serde_json::Value;

use crate::bad_articles::GOOD;
use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown};

const FLOOD: &str = "The river rises\n\nA flood is near, the weather service said. The ferry stays in the harbour.\n";
const MATCH: &str = "Rovers win again\n\nRovers beat Athletic on Saturday. The relay was lost.\n";

/// A pipeline that reads `inbox`, and would write `out.jsonl`.
fn pipeline(stages: &str) -> String {
    format!(
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n{stages}\n[[export]]\nuse = \"jsonl\"\npath = \
         \"out.jsonl\"\n"
    )
}

/// A stage of rules, which are written to `rules`.
fn desk(folder: &Folder, rules: &str, topics: &[(&str, &str)]) -> String {
    let text: String = topics
        .iter()
        .map(|(label, word)| format!("[[topic]]\nlabel = \"{label}\"\nany = [\"{word}\"]\n"))
        .collect();
    folder.write(rules, format!("threshold = 1.0\n{text}"));
    format!("[[classify]]\nname = \"desk\"\nuse = \"topics\"\nrules = \"{rules}\"\n")
}

/// A folder with three articles, and two pipelines that send one of them to another desk.
fn harbour() -> Folder {
    let folder = Folder::new();
    folder.write("inbox/a.txt", GOOD).write("inbox/b.txt", FLOOD).write("inbox/c.txt", MATCH);
    let old = desk(&folder, "old/topics.toml", &[("shipping", "ferry"), ("sport", "relay")]);
    let new = desk(
        &folder,
        "new/topics.toml",
        &[("shipping", "island"), ("weather", "flood"), ("sport", "relay")],
    );
    let lead = |sentences: u8| format!("[[summarize]]\nuse = \"lead\"\nsentences = {sentences}\n");
    folder
        .write("old.toml", pipeline(&(old + &lead(1))))
        .write("new.toml", pipeline(&(new + &lead(2))));
    folder
}

/// What the command says, after making sure that it wrote nothing. Lines of times are left out.
#[track_caller]
fn shown(folder: &Folder, arguments: &[&str]) -> String {
    let before = folder.names();
    let ran = folder.run(&[&["diff"], arguments].concat());
    assert_eq!(folder.names(), before);
    let shown = ran.shown();
    match shown.split_once("\ntime, added up") {
        Some((before, times)) => {
            assert!(times.contains("the whole run"), "{times}");
            before.to_owned()
        }
        None => shown,
    }
}

#[test]
fn labels_and_summaries_change() {
    let folder = harbour();
    assert_shown!(shown(&folder, &["old.toml", "new.toml", "--examples", "1"]));
}

#[test]
fn the_same_pipeline() {
    let folder = copy_of("quickstart");
    let shown = shown(&folder, &["pipeline.toml", "pipeline.toml"]);
    insta::assert_snapshot!(shown, @r"
    exit code 0
    --- stdout
    pipeline.toml → pipeline.toml
    no difference in 12 documents
    ");
}

#[test]
fn one_file_with_values_laid_over_it() {
    let folder = harbour();
    let arguments = [
        "old.toml",
        "old.toml",
        "--set-old",
        "summarize.lead.sentences=2",
        "--set-new",
        "summarize.lead.sentences=1",
    ];
    assert_shown!(shown(&folder, &arguments));
}

/// The same bytes each time, with any number of workers; times only where they are asked for.
#[test]
fn for_programs() {
    let folder = harbour();
    let json = |arguments: &[&str]| {
        let ran = folder.run(&[&["diff", "old.toml", "new.toml", "--json"], arguments].concat());
        assert_eq!(ran.code, Some(1), "{}", ran.shown());
        ran.stdout
    };
    let one = json(&["--workers", "1"]);
    assert_eq!(json(&["--workers", "7"]), one);
    insta::assert_snapshot!(one);
    let timed: Value = serde_json::from_str(&json(&["--times"])).unwrap();
    let names: Vec<&str> = timed["times"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["files", "desk", "lead", "the whole run"]);
    assert!(timed["times"][1]["old"].as_f64().unwrap() > 0.0);
}

#[test]
fn as_a_page() {
    let folder = harbour();
    let ran = folder.run(&["diff", "old.toml", "new.toml", "--html", "report/diff.html"]);
    assert_eq!(ran.code, Some(1));
    let page = folder.read("report/diff.html").unwrap();
    assert!(page.contains("Labels of <code>desk</code>: topic") && page.contains("shipping"));
    assert!(!page.contains("<script") && !page.contains("://"));
    folder.run(&["diff", "old.toml", "new.toml", "--html", "again.html"]);
    assert_eq!(folder.read("again.html").unwrap(), page);
}

/// Pipelines in two folders, over one corpus in a third.
#[test]
fn input_from_this_folder() {
    let folder = harbour();
    for name in ["old", "new"] {
        let rules = "[[classify]]\nname = \"desk\"\nuse = \"topics\"\nrules = \"topics.toml\"\n";
        folder.write(&format!("{name}/p.toml"), pipeline(rules));
    }
    let arguments =
        ["old/p.toml", "new/p.toml", "--input", "inbox/a.txt", "inbox/b.*", "--examples", "1"];
    let ran = shown(&folder, &arguments);
    assert_shown!(&ran);
    assert!(!Path::new(&folder.path().join("old/out.jsonl")).exists());
}

#[test]
fn they_read_different_documents() {
    let folder = Folder::new();
    folder.write("one/a.txt", GOOD).write("one/b.txt", FLOOD).write("one/c.txt", MATCH);
    let read = |paths: &str| {
        format!(
            "[[ingest]]\nuse = \"files\"\npaths = {paths}\n[[export]]\nuse = \"jsonl\"\npath = \"o.jsonl\"\n"
        )
    };
    folder.write("old.toml", read("[\"one/a.txt\", \"one/b.txt\"]"));
    folder.write("new.toml", read("[\"one/c.txt\", \"one/b.txt\"]"));
    assert_shown!(shown(&folder, &["old.toml", "new.toml"]));
}

/// The same documents in another order are the same.
#[test]
fn the_order_does_not_count() {
    let folder = harbour();
    let read = |paths: &str| {
        format!(
            "[[ingest]]\nuse = \"files\"\npaths = {paths}\n[[export]]\nuse = \"jsonl\"\npath = \"o.jsonl\"\n"
        )
    };
    folder.write("a.toml", read("[\"inbox/a.txt\", \"inbox/b.txt\", \"inbox/c.txt\"]"));
    folder.write("b.toml", read("[\"inbox/c.txt\", \"inbox/a.txt\", \"inbox/b.txt\"]"));
    let ran = folder.run(&["diff", "a.toml", "b.toml", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["documents"]["compared"], 3);
}

#[test]
fn a_document_fails_in_one_of_them() {
    let folder = harbour();
    folder.write("inbox/d.txt", b"\x89PNG\r\n\x1a\n\0\0");
    folder.write("inbox/e.txt", "The ferry waits. ".repeat(300));
    let limited = |stages: &str| format!("[limits]\nbytes = 4000\n{}", pipeline(stages));
    folder.write("p.quarantine.jsonl", "old");
    folder.write("q.toml", limited("")).write("p.toml", pipeline(""));
    assert_shown!("a_document_fails_in_the_new", shown(&folder, &["p.toml", "q.toml"]));
    assert_shown!("a_document_fails_in_the_old", shown(&folder, &["q.toml", "p.toml"]));
    assert_eq!(folder.read("p.quarantine.jsonl").unwrap(), "old");
}

#[test]
fn a_stage_is_taken_out() {
    let folder = harbour();
    let lead = "[[summarize]]\nuse = \"lead\"\nsentences = 1\n";
    folder.write("a.toml", pipeline(lead)).write("b.toml", pipeline(""));
    assert_shown!("a_stage_is_taken_out", shown(&folder, &["a.toml", "b.toml", "--examples", "1"]));
    assert_shown!("a_stage_is_put_in", shown(&folder, &["b.toml", "a.toml", "--examples", "1"]));
}

#[test]
fn a_stage_has_another_name() {
    let folder = harbour();
    let old = folder.read("old.toml").unwrap();
    folder.write("renamed.toml", old.replace("name = \"desk\"", "name = \"city-desk\""));
    insta::assert_snapshot!(shown(&folder, &["old.toml", "renamed.toml"]));
}

#[test]
fn what_cannot_be_compared() {
    let folder = harbour();
    folder.write("wrong.toml", pipeline("[[classify]]\nuse = \"langage\"\n"));
    let nothing = "[[ingest]]\nuse = \"files\"\npaths = [\"none\"]\nallow_empty = true\n[[export]]\nuse = \"jsonl\"\npath = \"o\"\n";
    folder.write("nothing.toml", nothing);
    folder.write("feed.toml", "[[ingest]]\nuse = \"web\"\nurls = [\"https://localhost/\"]\n[[export]]\nuse = \"jsonl\"\npath = \"o\"\n");
    let mut all = String::new();
    for arguments in [
        &["wrong.toml", "new.toml"][..],
        &["old.toml", "wrong.toml"],
        &["old.toml", "new.toml", "--set-new", "summarize.lead.sentences=no"],
        &["old.toml", "missing.toml"],
        &["old.toml", "new.toml", "--input", "elsewhere/*.txt"],
        &["old.toml", "new.toml", "--input", "-"],
        &["nothing.toml", "nothing.toml"],
        &["old.toml", "feed.toml", "--input", "inbox"],
        &["old.toml"],
        &["old.toml", "new.toml", "--html", "inbox/a.txt/x.html"],
    ] {
        all.push_str(&format!("$ cableway diff {}\n", arguments.join(" ")));
        all.push_str(&shown(&folder, arguments));
        all.push('\n');
    }
    assert_shown!(all);
}
