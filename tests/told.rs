//! What commands say of quarantine, of others who run, and of files that are in the way.

#![cfg(unix)]

use std::fs;
use std::process::{Command, Stdio};

use crate::folder::{Folder, ran, repository};
use crate::plugins::programs::python;

/// One document that the stage breaks its promises on.
fn with_broken_promise(how: &str) -> Folder {
    let folder = Folder::with_pipeline(&format!(
        "[plugins.x]\ncommand = [\"python3\", \"bad.py\", \"{how}\"]\n[[classify]]\nuse = \"x:bad\"\n"
    ));
    folder.write("bad.py", fs::read(repository().join("tests/fixtures/bad.py")).unwrap());
    folder.write("inbox/a.txt", "A BAD day.\n");
    folder
}

/// What a stage did wrong stands in the cause: without it nobody knows what to mend.
#[test]
fn the_list_tells_the_whole_reason() {
    if !python() {
        return;
    }
    let folder = with_broken_promise("unknown_field");
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    let listed = folder.run(&["quarantine", "list", "p.toml"]);
    insta::assert_snapshot!(listed.shown());
}

/// Runs are counted in the list, calls in the file; both are called by their name.
#[test]
fn runs_that_tried_and_calls() {
    if !python() {
        return;
    }
    let folder = Folder::with_pipeline(
        "[plugins.x]\ncommand = [\"python3\", \"flaky.py\", \"classify\", \"100\"]\n\
         [[classify]]\nuse = \"x:flaky\"\nretries = 2\n",
    );
    folder.write("flaky.py", fs::read(repository().join("tests/fixtures/flaky.py")).unwrap());
    folder.write("inbox/a.txt", "A BAD day.\n");
    for _ in 0..2 {
        assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    }
    let shown = folder.run(&["quarantine", "show", "p.toml", "a.txt"]);
    let expected = "tried: by 2 runs, the last of them with 3 calls; the next run tries it again";
    assert!(shown.stdout.contains(expected), "{}", shown.shown());
    let listed = folder.run(&["quarantine", "list", "p.toml"]);
    let header = listed.stdout.lines().next().unwrap();
    assert!(header.ends_with("runs"), "{}", listed.shown());
    assert!(listed.stdout.lines().nth(1).unwrap().ends_with('2'), "{}", listed.shown());
}

/// What was dropped comes back with a word, and the end tells of the document that was named.
#[test]
fn trying_again_tells_of_what_was_named() {
    let folder = Folder::with_pipeline("");
    for name in ["a.html", "b.html", "c.html"] {
        folder.write(&format!("inbox/{name}"), format!("<script>{name}</script>"));
    }
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    let retry = |more: &[&str]| {
        let said = folder.run(&[&["quarantine", "retry", "p.toml"][..], more].concat());
        assert_eq!(said.code, Some(3), "{}", said.shown());
        said.stderr
    };
    let told = retry(&["b.html"]);
    let last = told.lines().last().unwrap();
    let expected = "tried again: inbox/b.html: in quarantine still: stage `files`: ";
    assert!(last.starts_with(expected) && !told.contains("dropped before"), "{told}");
    folder.write("inbox/b.html", "<p>The ferry sails again on Monday.</p>");
    let told = retry(&["b.html"]);
    assert!(told.ends_with("tried again: inbox/b.html: not in quarantine any more\n"), "{told}");

    for name in ["a.html", "c.html"] {
        assert_eq!(folder.run(&["quarantine", "drop", "p.toml", name]).code, Some(0));
    }
    let count = |more: &[&str]| {
        let listed = folder.run(&[&["quarantine", "list", "p.toml", "--json"][..], more].concat());
        let entries: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
        entries.as_array().unwrap().len()
    };
    assert_eq!((count(&[]), count(&["--dropped"])), (0, 2));
    assert!(folder.run(&["quarantine", "list", "p.toml"]).stderr.contains("nothing is in"));
    let told = retry(&[]);
    assert!(
        told.starts_with("2 documents dropped before: taken back, and tried again\n"),
        "{told}"
    );
    assert_eq!(count(&[]), 2);
}

#[test]
fn dropping_needs_a_document_or_all() {
    let folder = Folder::with_pipeline("");
    let dropped = folder.run(&["quarantine", "drop", "p.toml"]);
    assert_eq!(dropped.code, Some(2), "{}", dropped.shown());
    assert!(dropped.stderr.contains("<DOCUMENT|--all>"), "{}", dropped.shown());
}

/// `--wait` is an advice to `run` alone, and none to who waits.
#[test]
fn who_holds_the_ledger_and_what_to_do() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n").write("inbox/empty.html", "");
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    let path = folder.path().join(".cableway/p.ledger.lock");
    let lock = fs::File::options().write(true).open(path).unwrap();
    lock.lock().unwrap();
    let held = "error: the ledger `.cableway/p.ledger` is held by another run: wait for it to end";
    let said = folder.run(&["run", "p.toml"]);
    assert_eq!(said.stderr, format!("{held}, or let this run wait with `--wait`\n"));
    for others in [&["ledger", "gc", "p.toml"][..], &["quarantine", "drop", "p.toml", "--all"]] {
        let said = folder.run(others);
        assert_eq!((said.code, said.stderr), (Some(1), format!("{held}\n")), "{others:?}");
    }
    let wait = ["run", "p.toml", "--wait", "--report", "r.json"];
    let waiting = folder.command(&wait).stdin(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = waiting.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let said = ran(waiting.wait_with_output().unwrap());
    let expected = "warning: waiting for another run, which has the ledger\nerror: interrupted while waiting for another run: nothing was run\n";
    assert_eq!((said.code, said.stderr.as_str()), (Some(1), expected));
    let report: serde_json::Value = serde_json::from_str(&folder.read("r.json").unwrap()).unwrap();
    assert_eq!(report["outcome"], "interrupted", "{report:#}");
    assert_eq!(report["outputs"].as_array().map(Vec::len), Some(0), "{report:#}");
    // Who does not wait has failed.
    folder.run(&["run", "p.toml", "--report", "r.json"]);
    let report: serde_json::Value = serde_json::from_str(&folder.read("r.json").unwrap()).unwrap();
    assert_eq!(report["outcome"], "failed", "{report:#}");
}

/// The place of a mistake in a file of rules can be opened from where the user is.
#[test]
fn places_in_rules_are_seen_from_here() {
    let folder = Folder::new();
    folder.write(
        "desk/p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n[[classify]]\nuse = \"topics\"\nrules = \"rules/ours.toml\"\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    folder.write(
        "desk/rules/ours.toml",
        "[[topic]]\nlabel = \"travel\"\nany = [\"ferry\"]\nanny = 1\n",
    );
    folder.write("desk/inbox/a.txt", "A day.\n");
    let checked = folder.run(&["check", "desk/p.toml"]);
    assert_eq!(checked.code, Some(2), "{}", checked.shown());
    assert!(checked.stderr.contains("--> desk/rules/ours.toml:4:1"), "{}", checked.shown());
    // In the folder itself the name is the short one.
    let mut command = folder.command(&["check", "p.toml"]);
    let checked = ran(command.current_dir(folder.path().join("desk")).output().unwrap());
    assert!(checked.stderr.contains("--> rules/ours.toml:4:1"), "{}", checked.shown());
    // One that is included has its rules beside it.
    folder.write(
        "p.toml",
        "include = [\"desk/p.toml\"]\n[[ingest]]\nuse = \"files\"\npaths = [\"desk/inbox\"]\n",
    );
    let checked = folder.run(&["check", "p.toml"]);
    assert!(checked.stderr.contains("--> desk/rules/ours.toml:4:1"), "{}", checked.shown());
}

/// A run says before its work that another pipeline writes the same file.
#[test]
fn two_pipelines_that_are_run_and_write_to_one_file() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n");
    folder.write("q.toml", folder.read("p.toml").unwrap());
    let first = folder.run(&["run", "p.toml"]);
    assert!(!first.stderr.contains("warning"), "{}", first.shown());
    let second = folder.run(&["run", "q.toml"]);
    assert_eq!(second.code, Some(0), "{}", second.shown());
    let expected =
        "warning: `out.jsonl` was written by the pipeline `p`, too: if that is still in use";
    assert!(second.stderr.contains(expected), "{}", second.shown());
}

/// A report where articles are read would be one of them the next time; one over an output would end it.
#[test]
fn a_report_is_no_input_and_no_output() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n");
    let mut said = String::new();
    for option in ["--report", "--trace"] {
        for file in ["inbox/report.html", "./inbox/new/../report.txt", "out.jsonl"] {
            let run = folder.run(&["run", "p.toml", option, file]);
            assert_eq!(run.code, Some(2), "{}", run.shown());
            said.push_str(&run.stderr);
        }
    }
    insta::assert_snapshot!(said);
    assert_eq!(folder.names(), ["inbox", "p.toml"]);
    assert_eq!(fs::read_dir(folder.path().join("inbox")).unwrap().count(), 1);
    // Twice: what such an option wrote may be written over.
    for _ in 0..2 {
        let run =
            folder.run(&["run", "p.toml", "--report", "report.json", "--trace", "trace.json"]);
        assert_eq!(run.code, Some(0), "{}", run.shown());
    }
}

/// A mistake in the name of a report costs nobody a file.
#[test]
fn a_report_takes_no_other_files_place() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n");
    folder.write("rules.toml", "[[rule]]\nlabel = \"day\"\n");
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    let mut files = vec!["p.toml", "rules.toml", ".cableway/p.ledger"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("inbox/a.txt", folder.path().join("link.json")).unwrap();
        files.push("link.json");
    }
    for file in files {
        let before = fs::read(folder.path().join(file)).unwrap();
        for option in ["--report", "--trace"] {
            let run = folder.run(&["run", "p.toml", option, file]);
            assert_eq!(run.code, Some(2), "{}", run.shown());
            assert!(run.stderr.contains("name another"), "{}", run.shown());
        }
        assert_eq!(fs::read(folder.path().join(file)).unwrap(), before, "{file}");
    }
}

/// A report and a trace cannot be one file.
#[test]
fn a_report_and_a_trace_of_one_name() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n");
    let ran = folder.run(&["run", "p.toml", "--report", "seen.json", "--trace", "seen.json"]);
    assert_eq!(ran.code, Some(2), "{}", ran.shown());
    assert!(
        ran.stderr.contains("`--report` and `--trace` both name `seen.json`"),
        "{}",
        ran.shown()
    );
    assert!(!folder.path().join("seen.json").exists());
}

/// What was dropped is counted with nothing, and the end of a failure is no withdrawal of a document.
#[test]
fn counts_beside_what_was_dropped_and_what_never_was() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A day.\n");
    folder.write("inbox/b.pdf", "%PDF-1.4 x");
    std::os::unix::fs::symlink("nowhere", folder.path().join("inbox/l.txt")).unwrap();
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    fs::remove_file(folder.path().join("inbox/l.txt")).unwrap();
    let ran = folder.run(&["run", "p.toml"]);
    assert!(!ran.shown().contains("withdrawn"), "{}", ran.shown());
    assert_eq!(folder.run(&["quarantine", "drop", "p.toml", "b.pdf"]).code, Some(0));
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    folder.write("inbox/c.txt", "Another day.\n");
    let ran = folder.run(&["run", "p.toml", "--report", "r.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    let report: serde_json::Value = serde_json::from_str(&folder.read("r.json").unwrap()).unwrap();
    assert_eq!((&report["documents"], &report["unchanged"]), (&2.into(), &1.into()), "{report:#}");
}
