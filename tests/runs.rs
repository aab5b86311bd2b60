//! Runs that go well, in the ways that users run them.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown, lines, outline, ran};

#[test]
fn any_number_of_workers_gives_the_same_bytes() {
    let outputs = |workers: &str| {
        let folder = copy_of("quickstart");
        let ran = folder.run(&["run", "pipeline.toml", "--workers", workers]);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        ["out/records.jsonl", "out/records.csv", "out/brief.md"]
            .map(|name| folder.read(name).unwrap())
    };
    let one = outputs("1");
    assert!(lines(&one[0]).len() >= 12);
    for workers in ["2", "7"] {
        assert_eq!(outputs(workers), one, "{workers} workers");
    }
}

#[test]
fn standard_input() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"-\"]\n[[export]]\nuse = \"jsonl\"\npath = \"-\"\n",
    );
    let mut child =
        folder.command(&["run", "p.toml", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let page = b"<title>The lock</title><h1>The lock</h1><p>The lock is closed until noon, the harbour office said.</p>";
    child.stdin.take().unwrap().write_all(page).unwrap();
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let records = lines(&ran.stdout);
    assert_eq!(records[0]["source"]["uri"], "stdin");
    insta::assert_snapshot!(outline(&records[0]), @r"
    title: The lock
    paragraph: The lock is closed until noon, the harbour office said.
    ");
}

#[test]
fn packed_articles_read_like_others() {
    let folder = Folder::with_pipeline("");
    let text = "The lock\n\nThe lock is closed until noon, the harbour office said on Monday.\n";
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    folder.write("inbox/a.txt", text).write("inbox/b.txt.gz", packer.finish().unwrap());
    let records = folder.records(0);
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["text"], records[1]["text"]);
    assert_ne!(records[0]["id"], records[1]["id"]);
}

#[test]
fn values_from_the_command_line_and_the_environment() {
    let folder = copy_of("policy-watch");
    let counts = |folder: &Folder| -> Vec<usize> {
        lines(&folder.read("out/records.jsonl").unwrap())
            .iter()
            .flat_map(|record| record["summaries"].as_array().cloned().unwrap_or_default())
            .filter(|summary| summary["stage"] == "opening")
            .map(|summary| summary["sentences"].as_array().unwrap().len())
            .collect()
    };
    folder.run(&["run", "pipeline.toml"]);
    let as_written = counts(&folder);
    assert!(as_written.len() > 2 && as_written.iter().all(|count| *count == 2), "{as_written:?}");
    folder.run(&["run", "pipeline.toml", "--set", "summarize.opening.sentences=1"]);
    assert_eq!(counts(&folder), vec![1; as_written.len()]);

    fs::rename(folder.path().join("inbox"), folder.path().join("elsewhere")).unwrap();
    let ran = folder
        .command(&["run", "pipeline.toml"])
        .env("POLICY_INBOX", "elsewhere")
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(counts(&folder), as_written);
}

#[test]
fn quiet_runs_say_nothing() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "The lock\n\nThe lock is closed until noon, the office said.\n");
    let ran = folder.run(&["run", "p.toml", "--quiet"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
}

/// The log for programs: one JSON object a line, with the stage and the document of each event.
#[test]
fn the_log_is_json_where_it_is_asked_for() {
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"language\"\n");
    folder.write("inbox/a.txt", "The lock\n\nThe lock is closed until noon, the office said.\n");
    folder.write("inbox/b.txt", "");
    let ran = folder.run(&["run", "p.toml", "--log-format", "json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.shown());
    let events = lines(&ran.stderr);
    let messages: Vec<String> = events
        .iter()
        .map(|event| {
            let text = |key: &str| {
                event[key].as_str().or(event["fields"][key].as_str()).unwrap_or("-").to_owned()
            };
            format!("{} {} [{}]", text("level"), text("message"), text("stage"))
        })
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
    assert_eq!(ran.stdout, "");
}

#[test]
fn what_a_document_did_can_be_followed() {
    let folder = Folder::with_pipeline("[[summarize]]\nuse = \"lead\"\n");
    folder.write("inbox/a.txt", "The lock\n\nThe lock is closed until noon, the office said.\n");
    let ran = folder.run(&["run", "p.toml", "-vv"]);
    assert_eq!(ran.code, Some(0));
    for part in ["document", "inbox/a.txt", "microseconds"] {
        assert!(ran.stderr.contains(part), "no `{part}` in\n{}", ran.stderr);
    }
}

/// A second run without trouble takes away the quarantine of the first.
#[test]
fn quarantine_is_of_the_last_run() {
    let folder = Folder::with_pipeline("");
    folder
        .write("inbox/a.txt", "")
        .write("inbox/b.txt", "The lock\n\nThe lock is closed, the office said.\n");
    assert_eq!(folder.records(3).len(), 1);
    assert_eq!(folder.quarantine(), "inbox/a.txt: ingest files (bad_input): the file is empty\n");
    folder.write("inbox/a.txt", "The ferry\n\nThe ferry sails again, the office said.\n");
    assert_eq!(folder.records(0).len(), 2);
    assert_eq!(folder.names(), ["inbox", "out.jsonl", "p.toml"]);
}

#[test]
fn the_table_counts_what_each_stage_did() {
    let folder = Folder::with_pipeline("[[summarize]]\nuse = \"lead\"\nwhen = \"length > 100\"\n");
    folder.write("inbox/a.txt", "Short\n\nThe lock is closed, the office said.\n");
    folder.write(
        "inbox/b.txt",
        format!("Long\n\n{}\n", "The lock is closed, the office said. ".repeat(9)),
    );
    folder.write("inbox/c.txt", "");
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
}

/// Records that go in come out the same, but for where they were found.
#[test]
fn records_can_be_read_again() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "The lock\n\nThe lock is closed until noon, the office said.\n");
    let first = folder.records(0);
    fs::rename(folder.path().join("out.jsonl"), folder.path().join("first.jsonl")).unwrap();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"first.jsonl\"]\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let second = folder.records(0);
    for key in ["id", "text", "blocks", "meta"] {
        assert_eq!(first[0][key], second[0][key], "{key}");
    }
}

/// What runs keep is no input of theirs, whatever the patterns say: a quarantine that is read would never heal.
#[test]
fn what_a_run_keeps_is_no_input() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"*.jsonl\"]\nfields = { id = \"id\", text = \"text\" }\n\
         [[ingest]]\nuse = \"files\"\npaths = [\"**/*\"]\nhidden = true\nexclude = [\"*.jsonl\", \"*.toml\", \"out/\"]\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out/out.jsonl\"\n",
    );
    folder.write("notes/.a.txt", "A ferry sails.\n");
    folder.write("a.jsonl", "{\"id\": \"1\", \"text\": \"One day.\"}\nnonsense\n");
    for _ in 0..3 {
        let ran = folder.run(&["run", "p.toml", "-q"]);
        assert_eq!(ran.code, Some(3), "{}", ran.shown());
        let quarantine = folder.read("p.quarantine.jsonl").unwrap();
        assert_eq!(lines(&quarantine).len(), 1, "{quarantine}");
        assert_eq!(lines(&folder.read("out/out.jsonl").unwrap()).len(), 2);
    }
    folder.write("a.jsonl", "{\"id\": \"1\", \"text\": \"One day.\"}\n");
    let healed = folder.run(&["run", "p.toml", "-q"]);
    assert_eq!(
        (healed.code, folder.read("p.quarantine.jsonl")),
        (Some(0), None),
        "{}",
        healed.shown()
    );

    // Who names it outright is told why nothing comes of it; that of another pipeline is a file like any other.
    folder.write("a.jsonl", "nonsense\n");
    folder.run(&["run", "p.toml", "-q"]);
    let stage = |name: &str| {
        format!(
            "[[ingest]]\nuse = \"jsonl\"\npaths = [\"{name}.quarantine.jsonl\"]\n\
             fields = {{ text = \"error.message\" }}\n[[export]]\nuse = \"jsonl\"\npath = \"failures.jsonl\"\n"
        )
    };
    folder.write("other.toml", stage("p"));
    assert_eq!(folder.run(&["run", "other.toml", "-q"]).code, Some(0));
    assert_eq!(lines(&folder.read("failures.jsonl").unwrap()).len(), 1);
    folder.write("p.toml", stage("p"));
    let ran = folder.run(&["run", "p.toml", "-q"]);
    assert_eq!(ran.code, Some(1), "{}", ran.shown());
    assert!(ran.stderr.contains("what the pipeline itself keeps"), "{}", ran.shown());
}

/// Nor where another way leads to it.
#[cfg(unix)]
#[test]
fn what_a_run_keeps_is_no_input_through_a_link() {
    let folder = Folder::new();
    folder.write("desk/a.jsonl", "nonsense\n");
    folder.write(
        "desk/p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"../desk/*.jsonl\"]\nfields = { text = \"text\" }\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out/out.jsonl\"\n",
    );
    std::os::unix::fs::symlink("desk", folder.path().join("link")).unwrap();
    for _ in 0..3 {
        let ran = folder.run(&["run", "link/p.toml", "-q"]);
        assert_eq!(ran.code, Some(3), "{}", ran.shown());
        let quarantine = folder.read("desk/p.quarantine.jsonl").unwrap();
        assert_eq!(lines(&quarantine).len(), 1, "{quarantine}");
    }
}
