//! Ctrl-C, in the middle of a run.

#![cfg(unix)]

use std::process::Command;
use std::time::{Duration, Instant};

use crate::folder::{Folder, ran};

/// Ctrl-C while standard input is still open: the run cannot be over by itself.
#[test]
fn ctrl_c_ends_the_run_and_replaces_nothing() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"-\"]\nfields = { text = \"body\" }\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    folder.write("out.jsonl", "old\n");
    let mut command = folder.command(&["run", "p.toml"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, b"{\"body\": \"The ferry sails again.\"}\n").unwrap();
    // The output's temporary file shows that the run is under way.
    let started = Instant::now();
    while folder.names().len() < 3 {
        assert!(started.elapsed() < Duration::from_secs(20), "no run: {:?}", folder.names());
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ran = ran(child.wait_with_output().unwrap());
    insta::assert_snapshot!(ran.shown(), @r"
    exit code 1
    --- stderr
    error: the run was interrupted: no output was written, those of earlier runs are as they were
    ");
    assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"));
    assert_eq!(folder.names(), ["out.jsonl", "p.toml"], "nothing half-written is left");
}

/// Nobody reads from the pipe that the export writes to: the run says whom it waits for, and ends when it is told to.
#[test]
fn an_export_that_hangs_is_named_and_can_be_ended() {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    let second = "[[export]]\nname = \"wire\"\nuse = \"jsonl\"\npath = \"pipe\"\n";
    folder.write("p.toml", format!("[limits]\nseconds = 0.2\n{pipeline}{second}"));
    folder.write("inbox/a.txt", "The ferry sails again on Monday.\n");
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let mut command = folder.command(&["run", "p.toml"]);
    let mut child = command.spawn().unwrap();
    let mut told = String::new();
    let mut words = std::io::BufReader::new(child.stderr.take().unwrap());
    // Twice, after the limit and later.
    for _ in 0..2 {
        std::io::BufRead::read_line(&mut words, &mut told).unwrap();
    }
    let named = "the export `wire` has been at work for";
    assert!(told.contains("WARN") && told.matches(named).count() == 2, "{told}");
    let interrupt = || {
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    };
    interrupt();
    std::thread::sleep(Duration::from_millis(100));
    interrupt();
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{}", ran.shown());
    assert_eq!(folder.read("out.jsonl"), None);

    folder.write("p.toml", pipeline);
    assert_eq!(folder.records(0).len(), 1);
    assert_eq!(folder.run(&["ledger", "verify", "p.toml"]).code, Some(0));
}
