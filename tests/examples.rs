//! The examples run as they stand.

use std::fs;
use std::path::Path;

use crate::folder::{Folder, assert_shown, lines, repository};

/// A copy of an example, without what earlier runs left in it.
pub(crate) fn copy_of(name: &str) -> Folder {
    let folder = Folder::new();
    copy(&repository().join("examples").join(name), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() == "out" {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What is worth knowing of each record, in few lines: a diff of it can be read.
fn digest(records: &str) -> String {
    let mut out = String::new();
    for record in lines(records) {
        let meta = &record["meta"];
        out.push_str(&format!("{}\n", record["source"]["uri"].as_str().unwrap()));
        for key in [
            "title",
            "standfirst",
            "authors",
            "publisher",
            "published",
            "modified",
            "language",
            "url",
            "section",
            "tags",
        ] {
            if let Some(value) = meta.get(key) {
                out.push_str(&format!("  {key}: {value}\n"));
            }
        }
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for block in record["blocks"].as_array().unwrap() {
            let kind = block["kind"].as_str().unwrap();
            match kinds.last_mut() {
                Some((last, count)) if last == kind => *count += 1,
                _ => kinds.push((kind.to_owned(), 1)),
            }
        }
        let kinds: Vec<String> =
            kinds.iter().map(|(kind, count)| format!("{kind}×{count}")).collect();
        out.push_str(&format!("  blocks: {}\n", kinds.join(" ")));
        for annotation in record["annotations"].as_array().into_iter().flatten() {
            out.push_str(&format!(
                "  {} {}: {} ({} spans)\n",
                annotation["stage"].as_str().unwrap(),
                annotation["label"].as_str().unwrap(),
                annotation["score"],
                annotation["spans"].as_array().map_or(0, Vec::len)
            ));
        }
        for summary in record["summaries"].as_array().into_iter().flatten() {
            for sentence in summary["sentences"].as_array().unwrap() {
                out.push_str(&format!(
                    "  {}: {}\n",
                    summary["stage"].as_str().unwrap(),
                    sentence["text"].as_str().unwrap()
                ));
            }
        }
        for note in record["notes"].as_array().into_iter().flatten() {
            out.push_str(&format!("  note: {}\n", note["message"].as_str().unwrap()));
        }
    }
    out
}

#[test]
fn quickstart() {
    let folder = copy_of("quickstart");
    let ran = folder.run(&["run", "pipeline.toml"]);
    assert_shown!("quickstart_screen", ran.shown());
    insta::assert_snapshot!(
        "quickstart_records",
        digest(&folder.read("out/records.jsonl").unwrap())
    );
    insta::assert_snapshot!("quickstart_brief", folder.read("out/brief.md").unwrap());
}

#[test]
fn policy_watch() {
    let folder = copy_of("policy-watch");
    let ran = folder.run(&["run", "pipeline.toml"]);
    assert_shown!("policy_watch_screen", ran.shown());
    insta::assert_snapshot!(
        "policy_watch_records",
        digest(&folder.read("out/records.jsonl").unwrap())
    );
}

#[test]
fn every_span_slices_to_what_it_stands_for() {
    for name in ["quickstart", "policy-watch"] {
        let folder = copy_of(name);
        folder.run(&["run", "pipeline.toml"]);
        let records = lines(&folder.read("out/records.jsonl").unwrap());
        assert!(records.len() >= 6);
        for record in records {
            let text = record["text"].as_str().unwrap();
            for summary in record["summaries"].as_array().into_iter().flatten() {
                for sentence in summary["sentences"].as_array().unwrap() {
                    let span = &sentence["spans"][0];
                    let at = |place: usize| usize::try_from(span[place].as_u64().unwrap()).unwrap();
                    assert_eq!(&text[at(0)..at(1)], sentence["text"].as_str().unwrap());
                }
            }
        }
    }
}

#[test]
fn a_new_project_runs_as_it_stands() {
    let folder = Folder::new();
    assert_shown!("new_screen", folder.run(&["new", "watch"]).shown());
    assert_shown!("new_run", folder.run(&["run", "watch/pipeline.toml"]).shown());
    insta::assert_snapshot!("new_brief", folder.read("watch/out/brief.md").unwrap());
    assert_shown!("new_again", folder.run(&["new", "watch"]).shown());
}

#[test]
fn a_pipeline_is_drawn() {
    let folder = copy_of("quickstart");
    assert_shown!("graph_mermaid", folder.run(&["graph", "pipeline.toml"]).stdout);
    assert_shown!("graph_dot", folder.run(&["graph", "pipeline.toml", "--format", "dot"]).stdout);
}

#[test]
fn a_document_is_explained() {
    let folder = Folder::new();
    folder.run(&["new", "watch"]);
    let ran = folder.run(&["explain", "watch/pipeline.toml", "watch/inbox/flood-wall.txt"]);
    assert_shown!("explain", ran.shown());
    folder
        .write("elsewhere.txt", "A ferry\n\nThe ferry sails on Monday, the harbour office said.\n");
    let ran = folder.run(&["explain", "watch/pipeline.toml", "elsewhere.txt"]);
    assert_shown!("explain_unlisted", ran.shown());
    let ran = folder.run(&["explain", "watch/pipeline.toml", "nowhere.txt"]);
    assert_shown!("explain_missing", ran.shown());
}
