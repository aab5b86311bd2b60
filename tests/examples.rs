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

/// The folder that `POLICY_INBOX` names may hold texts of one kind alone.
#[test]
fn policy_watch_reads_another_inbox() {
    let folder = copy_of("policy-watch");
    folder.write("mine/a.txt", "A ferry\n\nThe ferry sails on Monday, the harbour office said.\n");
    let mut command = folder.command(&["run", "pipeline.toml", "-q"]);
    let ran = crate::folder::ran(command.env("POLICY_INBOX", "mine").output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(lines(&folder.read("out/records.jsonl").unwrap()).len(), 1);
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

#[test]
fn an_explanation_is_narrowed() {
    let folder = copy_of("quickstart");
    let input = fs::read_dir(folder.path().join("inbox")).unwrap();
    let mut names: Vec<String> =
        input.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let article = format!("inbox/{}", names[0]);
    let explained = |more: &[&str]| {
        let arguments = [&["explain", "pipeline.toml", article.as_str()], more].concat();
        folder.run(&arguments)
    };
    let headings = |more: &[&str]| {
        let ran = explained(more);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        let begins = ["ingest ", "classify ", "summarize "];
        let lines =
            ran.stdout.lines().filter(|line| begins.iter().any(|kind| line.starts_with(kind)));
        let names: Vec<&str> = lines.filter_map(|line| line.split(' ').nth(1)).collect();
        names.join(" ")
    };
    assert_eq!(headings(&[]), "files language desk keywords salience");
    assert_eq!(headings(&["--stage", "desk"]), "desk");
    assert_eq!(headings(&["--stage", "salience", "--stage", "files"]), "files salience");
    assert_eq!(headings(&["--kind", "topic"]), "desk");
    assert_eq!(headings(&["--kind", "topic", "--stage", "keywords", "--stage", "desk"]), "desk");
    let whole = explained(&[]).stdout;
    let narrow = explained(&["--stage", "desk"]).stdout;
    // What stays is what stood there; only the times are others.
    let without_times = |text: &str| {
        text.lines().filter(|line| !line.starts_with("classify ")).collect::<Vec<_>>().join("\n")
    };
    let part = without_times(narrow.split_once("\n\n").unwrap().1);
    assert!(part.contains("topic: ") && without_times(&whole).contains(&part), "{part}");
    assert_shown!("explain_no_such_stage", explained(&["--stage", "topics"]).shown());
    assert_shown!("explain_no_such_kind", explained(&["--kind", "event"]).shown());
    assert_shown!(
        "explain_a_kind_of_another_stage",
        explained(&["--kind", "topic", "--stage", "keywords"]).shown()
    );
    assert_shown!("explain_an_export", explained(&["--stage", "csv"]).shown());
}

/// Where a document fails before the stage that is asked for, that is told in its place.
#[test]
fn an_explanation_tells_what_failed_before() {
    let folder = Folder::with_pipeline(
        "[[classify]]\nuse = \"language\"\nlimits = { bytes = 3 }\n[[classify]]\nuse = \"keywords\"\n",
    );
    folder.write("inbox/a.txt", "A ferry sails.\n");
    let ran = folder.run(&["explain", "p.toml", "inbox/a.txt", "--stage", "keywords"]);
    assert_eq!(ran.code, Some(3), "{}", ran.shown());
    assert!(
        ran.stdout.contains("classify language") && ran.stdout.contains("failed"),
        "{}",
        ran.shown()
    );
}
