//! Stages that misbehave at work: it costs the one document, and the others come through.

use std::fmt::Write as _;

use crate::folder::{Folder, lines};
use crate::plugins::build::{fixture, library, with_plugin};
use crate::plugins::files::with_header;

/// What became of three documents, of which the second is the one that the stage fails on.
fn outcome(how: &str, plugin: &str) -> String {
    outcome_in(&with_plugin(fixture(), plugin, &format!("how = \"{how}\"\n")))
}

pub(crate) fn outcome_in(folder: &Folder) -> String {
    let ran = folder.run(&["run", "p.toml", "-q", "--workers", "1"]);
    let mut out = String::new();
    let code = ran.code.map_or_else(|| "signal".to_owned(), |code| code.to_string());
    writeln!(out, "exit code {code}").unwrap();
    out.push_str(&ran.stderr);
    for record in lines(&folder.read("out.jsonl").unwrap_or_default()) {
        let labels: Vec<&str> = record["annotations"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|annotation| annotation["label"].as_str())
            .collect();
        writeln!(out, "{}: {}", record["source"]["uri"].as_str().unwrap(), labels.join(", "))
            .unwrap();
    }
    out + &folder.quarantine()
}

#[test]
fn what_no_stage_may_give() {
    let mut out = String::new();
    for how in [
        "invalid_utf8",
        "span_outside",
        "span_reversed",
        "span_in_character",
        "nan",
        "empty_label",
        "undeclared",
        "short_annotation",
        "null_text",
        "bad_attributes",
        "nameless_attribute",
        "infinite_attribute",
        "unknown_attribute",
        "many_attributes",
        "sentence",
        "flood",
        "silent_failure",
        "failure",
    ] {
        let here = outcome(how, "");
        let isolated = outcome(how, "isolation = \"process\"\n");
        assert_eq!(here, isolated, "{how}: a process of its own makes no difference");
        writeln!(out, "== {how}\n{here}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn what_a_stage_may_do() {
    insta::assert_snapshot!("annotations_from_a_thread", outcome("thread", ""));
    insta::assert_snapshot!("a_call_that_is_over", outcome("late", ""));
    for how in ["thread", "late"] {
        let isolated = outcome(how, "isolation = \"process\"\n");
        assert_eq!(isolated, outcome(how, ""), "{how}: a process of its own makes no difference");
    }
    insta::assert_snapshot!(
        "prints_in_a_process_of_its_own",
        outcome("print", "isolation = \"process\"\n")
    );
}

#[test]
#[cfg(unix)]
fn crashes_cost_one_document_in_a_process_of_its_own() {
    let mut out = String::new();
    for (how, plugin) in [
        ("exit", ""),
        ("abort", ""),
        ("segv", ""),
        ("memory", "memory = 500\n"),
        ("hang", "seconds = 0.5\n"),
    ] {
        let isolated = format!("isolation = \"process\"\n{plugin}");
        writeln!(out, "== {how}\n{}", outcome(how, &isolated)).unwrap();
    }
    insta::assert_snapshot!(out);
}

/// What has no isolation can still hang: the run's own limit ends the wait.
#[test]
fn a_hang_in_the_runs_own_process() {
    let folder = with_plugin(fixture(), "", "how = \"hang\"\n");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", format!("[limits]\nseconds = 0.5\n{pipeline}"));
    insta::assert_snapshot!(outcome_in(&folder));
}

/// A plugin whose panics end its process is welcome in a process of its own.
#[test]
fn panics_that_abort_are_kept_apart() {
    let library = with_header(17, 2);
    let folder = with_plugin(&library, "isolation = \"process\"\n", "how = \"abort\"\n");
    insta::assert_snapshot!(outcome_in(&folder));
}

#[test]
fn panics_of_a_stage_in_rust() {
    let mut out = String::new();
    for how in ["classify", "thread", "destroy"] {
        for isolation in ["none", "process"] {
            let folder = panicking(how, isolation);
            writeln!(out, "== {how}, isolation {isolation}\n{}", outcome_in(&folder)).unwrap();
        }
    }
    for isolation in ["none", "process"] {
        let shown = panicking("new", isolation).run(&["check", "p.toml"]).shown();
        writeln!(out, "== new, isolation {isolation}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn events_of_a_plugin_reach_the_log() {
    for isolation in ["none", "process"] {
        let ran = panicking("destroy", isolation).run(&["run", "p.toml", "-v"]);
        let said = ran.stderr.contains("looked at a document") && ran.stderr.contains("is_bad");
        assert!(said, "{isolation}: {}", ran.shown());
    }
}

fn panicking(how: &str, isolation: &str) -> Folder {
    let library = std::fs::read(library("cableway_fixture")).unwrap();
    let plugin = format!("isolation = \"{isolation}\"\n");
    with_plugin(&library, &plugin, &format!("how = \"{how}\"\n"))
}
