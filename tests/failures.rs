//! Stages that fail, and what the run makes of it: retries, limits, stages left out, a run that stops.

use std::time::{Duration, Instant};

use crate::folder::{Folder, assert_shown, lines, repository};
use crate::plugins::build::{fixture, library, with_plugin};
use crate::plugins::programs::python;

/// A folder with three documents and a plugin in Python that fails for a while.
fn with_program(arguments: &str, stages: &str) -> Folder {
    let folder = Folder::with_pipeline(&format!(
        "[plugins.x]\ncommand = [\"python3\", \"flaky.py\", {arguments}]\n{stages}"
    ));
    folder.write("flaky.py", std::fs::read(repository().join("tests/fixtures/flaky.py")).unwrap());
    for (name, text) in
        [("a", "A fine day.\n"), ("b", "A BAD day.\n"), ("c", "A fine day again.\n")]
    {
        folder.write(&format!("inbox/{name}.txt"), text);
    }
    folder
}

/// The label that each document got.
fn labels(folder: &Folder) -> Vec<String> {
    let records = lines(&folder.read("out.jsonl").unwrap_or_default());
    let label = |record: &serde_json::Value| {
        let uri = record["source"]["uri"].as_str().unwrap().to_owned();
        format!("{uri}: {}", record["annotations"][0]["label"].as_str().unwrap_or("-"))
    };
    records.iter().map(label).collect()
}

#[test]
fn a_program_says_that_its_failure_may_pass() {
    if !python() {
        return;
    }
    let stage = "[[classify]]\nuse = \"x:flaky\"\n";
    let folder = with_program("\"classify\", \"2\"", stage);
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    let expected = ["inbox/a.txt: calm", "inbox/b.txt: calm", "inbox/c.txt: calm"];
    assert_eq!(labels(&folder), expected);

    let folder = with_program("\"classify\", \"2\"", &format!("{stage}retries = 1\n"));
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    insta::assert_snapshot!(folder.quarantine(), @r"
    inbox/a.txt: classify x:flaky (io): the desk is busy
    inbox/b.txt: classify x:flaky (io): the desk is busy
    inbox/c.txt: classify x:flaky (io): the desk is busy
    ");
    let entries = lines(&folder.read("p.quarantine.jsonl").unwrap());
    assert!(entries.iter().all(|entry| entry["attempts"] == 2), "{entries:?}");
}

/// In C and in Rust, in the run's own process and in another: one, as it counts its calls.
#[test]
fn a_library_says_that_its_failure_may_pass() {
    let rust = std::fs::read(library("cableway_fixture")).unwrap();
    for library in [fixture(), rust.as_slice()] {
        for isolation in ["", "isolation = \"process\"\n"] {
            let folder = with_plugin(library, isolation, "how = \"busy\"\n");
            let ran = folder.run(&["run", "p.toml", "--workers", "1"]);
            assert_eq!(ran.code, Some(0), "{}{}", ran.shown(), folder.quarantine());

            let folder = with_plugin(library, isolation, "how = \"busy\"\nretries = 1\n");
            assert_eq!(folder.run(&["run", "p.toml", "--workers", "1"]).code, Some(3));
            let quarantine = folder.quarantine();
            assert_eq!(quarantine, "inbox/b.txt: classify x:bad (io): the weather desk is busy\n");
        }
    }
}

/// The export has each document once, whatever was tried again.
#[test]
fn an_export_that_fails_for_a_while_is_waited_for() {
    if !python() {
        return;
    }
    for request in ["open", "write", "commit"] {
        let arguments = format!("\"export\", \"2\", \"{request}\"");
        let folder = with_program(&arguments, "[[export]]\nuse = \"x:flaky\"\n");
        let ran = folder.run(&["run", "p.toml"]);
        assert_eq!(ran.code, Some(0), "{request}: {}", ran.shown());
        let written = folder.read("flaky.out").unwrap();
        assert_eq!(written, "inbox/a.txt\ninbox/b.txt\ninbox/c.txt\n", "{request}");
    }
}

#[test]
fn an_export_that_stays_dead_ends_the_run() {
    if !python() {
        return;
    }
    let mut shown = String::new();
    for request in ["open", "write", "commit"] {
        let arguments = format!("\"export\", \"99\", \"{request}\"");
        let folder = with_program(&arguments, "[[export]]\nuse = \"x:flaky\"\n");
        folder.write("out.jsonl", "old\n");
        folder.write("flaky.out", "old\n");
        let started = Instant::now();
        shown.push_str(&folder.run(&["run", "p.toml"]).shown());
        assert!(started.elapsed() >= Duration::from_millis(300), "it was waited for");
        assert_eq!(folder.read("flaky.out").as_deref(), Some("old\n"), "{request}");
        assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"), "{request}");
    }
    insta::assert_snapshot!(shown);
}

/// The rest of the run waits for it, and goes on where it was.
#[test]
fn an_export_that_is_slow_gets_all_documents() {
    if !python() {
        return;
    }
    let folder = with_program("\"export\", \"1\"", "[[export]]\nuse = \"x:flaky\"\n");
    for number in 0..200 {
        folder.write(&format!("inbox/n{number:03}.txt"), format!("Ferry {number} sails.\n"));
    }
    let output = folder.command(&["run", "p.toml"]).env("SLOW", "0.005").output().unwrap();
    let ran = crate::folder::ran(output);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(folder.read("flaky.out").unwrap().lines().count(), 203);
}

/// A pipeline whose classify stage `desk` fails on one of three documents.
fn failing(keys: &str) -> Folder {
    let folder = with_plugin(fixture(), "", &format!("name = \"desk\"\nhow = \"failure\"\n{keys}"));
    folder.write("out.jsonl", "old\n");
    folder
}

#[test]
fn a_stage_may_be_left_out() {
    let folder = failing("on_error = \"skip-stage\"\n");
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(labels(&folder), ["inbox/a.txt: fine", "inbox/b.txt: -", "inbox/c.txt: fine"]);
    let record = &lines(&folder.read("out.jsonl").unwrap())[1];
    insta::assert_snapshot!(record["notes"].to_string(), @r#"[{"message":"failed (bad_input), so it has added nothing: the weather model is missing: no such file: model.bin","stage":"desk"}]"#);
    assert_eq!(folder.read("p.quarantine.jsonl"), None);

    let explained = folder.run(&["explain", "p.toml", "inbox/b.txt"]);
    assert_eq!(explained.code, Some(0));
    let shown = explained.stdout.split("classify desk").nth(1).unwrap();
    let words: Vec<&str> = shown.lines().skip(1).collect();
    insta::assert_snapshot!(words.join("\n"), @r"
      failed (bad_input): the weather model is missing: no such file: model.bin
      the document goes on without the stage (`on_error`)
    ");
}

#[test]
fn a_failure_may_stop_the_run() {
    let folder = failing("on_error = \"stop\"\n");
    insta::assert_snapshot!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"));
    insta::assert_snapshot!(folder.quarantine(), @"inbox/b.txt: classify desk (bad_input): the weather model is missing <- no such file: model.bin");
}

#[test]
fn too_many_failures_stop_the_run() {
    let folder = failing("");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", format!("max_failures = 1\n{pipeline}"));
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3), "one may fail");
    folder.write("out.jsonl", "old\n");
    folder.write("inbox/bb.txt", "Another BADé day.\n");
    insta::assert_snapshot!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"));
    assert_eq!(folder.quarantine().lines().count(), 2, "nothing is lost");
    // One run may say otherwise.
    assert_eq!(folder.run(&["run", "p.toml", "--set", "max_failures=2"]).code, Some(3));
}

#[test]
fn a_stage_that_hangs_is_held_to_its_own_limit() {
    for (keys, code) in [("", 3), ("on_error = \"skip-stage\"\n", 0)] {
        let keys = format!("how = \"hang\"\nlimits = {{ seconds = 0.3 }}\n{keys}");
        let folder = with_plugin(fixture(), "", &keys);
        let ran = folder.run(&["run", "p.toml", "-q"]);
        assert_eq!(ran.code, Some(code), "{}", ran.shown());
        let said = folder.quarantine() + &folder.read("out.jsonl").unwrap();
        assert!(said.contains("took longer than 0.3 s (`limits.seconds` of the stage)"), "{said}");
    }
    // A process of its own is ended.
    let keys = "how = \"hang\"\nlimits = { seconds = 0.3 }\n";
    let folder = with_plugin(fixture(), "isolation = \"process\"\n", keys);
    assert_eq!(folder.run(&["run", "p.toml", "-q"]).code, Some(3));
    insta::assert_snapshot!(folder.quarantine(), @"inbox/b.txt: classify x:bad (timeout): took longer than 0.3 s (`limits.seconds` of the stage)");
}
