//! The examples of the documentation are right: each is checked as its reader would.

use std::fs;

use crate::folder::{Folder, repository};
use crate::plugins::build::library;
use crate::plugins::programs::python;

/// The pages whose examples are meant for a pipeline's folder.
const PAGES: [&str; 13] = [
    "README.md",
    "docs/dates.md",
    "docs/entities.md",
    "docs/model.md",
    "docs/pipeline-file.md",
    "docs/plugins.md",
    "docs/process-plugins.md",
    "docs/sources.md",
    "docs/sqlite.md",
    "docs/testing.md",
    "docs/topics.md",
    "plugins/policy/README.md",
    "plugins/quotations/README.md",
];

const INGEST: &str = "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n\n";
const EXPORT: &str = "\n[[export]]\nuse = \"jsonl\"\npath = \"out/records.jsonl\"\n";

/// An example: its page and line, and what it says.
struct Example {
    place: String,
    text: String,
}

/// The examples in TOML of a page.
fn examples(page: &str) -> Vec<Example> {
    let text = fs::read_to_string(repository().join(page)).unwrap();
    let mut found: Vec<Example> = Vec::new();
    let mut is_inside = false;
    for (number, line) in text.lines().enumerate() {
        match line.trim() {
            "```toml" => {
                is_inside = true;
                found
                    .push(Example { place: format!("{page}:{}", number + 1), text: String::new() });
            }
            "```" => is_inside = false,
            _ if is_inside => found.last_mut().unwrap().text.push_str(&format!("{line}\n")),
            _ => {}
        }
    }
    found
}

/// A folder with all that the examples speak of, but for libraries.
fn scaffold() -> Folder {
    let folder = Folder::new();
    let read = |path: &str| fs::read(repository().join(path)).unwrap();
    folder.write(
        "inbox/ferry.txt",
        "The ferry sails again.\n\nThe harbour office said so on Monday.\n",
    );
    let rules = "[[topic]]\nlabel = \"shipping\"\nany = [\"ferry\"]\n";
    folder.write("topics.toml", rules).write("own.toml", rules).write("base.toml", EXPORT);
    folder.write("topics.cwm", read("examples/trained-topics/topics.cwm"));
    folder.write("stage.py", read("plugins/quotations/stage.py"));
    folder
}

/// A pipeline of the example, and what it leaves out.
fn whole(example: &str) -> String {
    // Keys without a table come first.
    let ingest = if example.contains("[[ingest]]") { "" } else { INGEST };
    let is_complete = example.contains("[[export]]") || example.contains("include =");
    let export = if is_complete { "" } else { EXPORT };
    if example.trim_start().starts_with('[') {
        format!("{ingest}{example}{export}")
    } else {
        format!("{example}\n{ingest}{export}")
    }
}

#[track_caller]
fn check(example: &Example) {
    let Example { place, text } = example;
    let table: toml::Table =
        toml::from_str(text).map_err(|error| format!("{place}: {error}")).unwrap();
    let folder = scaffold();
    let has = |key: &str| table.contains_key(key);
    if ["pipeline", "mock", "redact", "filter"].iter().any(|key| has(key)) {
        return check_case(&folder, place, text, has("pipeline"));
    }
    if has("topic") {
        folder.write("topics.toml", text);
        folder.write("p.toml", whole("[[classify]]\nuse = \"topics\"\nrules = \"topics.toml\"\n"));
    } else {
        // What their readers build, as it was built here.
        let policy = library("cableway_policy").display().to_string();
        let text = text.replace("target/release/libcableway_policy.so", &policy);
        folder.write("p.toml", whole(&text.replace("../../plugins/quotations/", "")));
    }
    let ran = folder.run(&["check", "p.toml"]);
    if text.contains("path = \"plugins/") {
        // Its reader has the library; all else is right.
        assert!(ran.stderr.contains("there is no"), "{place}: {}", ran.shown());
        assert!(ran.stderr.ends_with("\n1 error\n"), "{place}: {}", ran.shown());
        return;
    }
    assert_eq!(ran.code, Some(0), "{place}: {}", ran.shown());
    assert!(!ran.stderr.contains("warning"), "{place}: {}", ran.shown());
}

/// A case is right when there is something to compare.
#[track_caller]
fn check_case(folder: &Folder, place: &str, text: &str, is_whole: bool) {
    let pipeline = "pipeline = \"../../../pipeline.toml\"\n";
    folder.write("pipeline.toml", whole("[[classify]]\nuse = \"model\"\nmodel = \"topics.cwm\"\n"));
    let start = if is_whole { "" } else { pipeline };
    folder.write("tests/cases/a/case.toml", format!("{start}{text}"));
    folder.write(
        "tests/cases/a/input/ferry.html",
        "<html><body><article><p>The ferry sails again, v1.2 of the timetable says.</p></article></body></html>",
    );
    let ran = folder.run(&["test", "--update", "no"]);
    assert!(ran.stdout.contains("missing  a · records"), "{place}: {}", ran.shown());
    assert_eq!(ran.code, Some(1), "{place}: {}", ran.shown());
}

#[test]
fn every_example_in_toml_is_right() {
    let is_python_there = python();
    let mut count = 0;
    for page in PAGES {
        let found = examples(page);
        assert!(!found.is_empty(), "{page} has no example any more");
        for example in found {
            if example.text.contains("command = [\"python3\"") && !is_python_there {
                continue;
            }
            check(&example);
            count += 1;
        }
    }
    assert!(count > 15, "only {count} examples were found");
}

/// A page that gets its first example is to be listed above.
#[test]
fn no_page_is_left_out() {
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        let page = format!("docs/{}", path.file_name().unwrap().to_str().unwrap());
        if path.extension().is_some_and(|extension| extension == "md")
            && !PAGES.contains(&page.as_str())
        {
            assert!(examples(&page).is_empty(), "{page} has examples that are not checked");
        }
    }
}
