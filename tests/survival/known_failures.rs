//! What other pipelines are known to get wrong, each with a test that Cableway does not.

use std::fs;
use std::process::Command;

use rusqlite::Connection;

use crate::folder::{Folder, ran, repository};
use crate::plugins::programs::python;
use crate::survival::{article, from_nothing, items, records, wait_until, worked};

const DUPLICATES: &str = "[[classify]]\nuse = \"duplicates\"\n";
const LANGUAGE: &str = "[[classify]]\nuse = \"language\"\n";
const DATABASE: &str = "[[export]]\nuse = \"sqlite\"\npath = \"out.db\"\n";

/// A run on a disk that is full once a file has some kilobytes: the limit on the size of files stands in for it.
#[track_caller]
fn run_on_a_full_disk(folder: &Folder, kilobytes: u32) {
    let ran = folder.run_with_small_files(kilobytes * 2, &["run", "p.toml"]);
    assert_eq!(ran.code, Some(1), "{}", ran.shown());
}

/// The known failure: what a run has seen is noted before its output is safe, and the next run takes every document
/// for a duplicate of itself.
#[test]
fn a_failed_run_does_not_keep_a_document_from_being_tried_again() {
    let folder = Folder::with_pipeline(DUPLICATES);
    for number in 0..200 {
        // Two of three are the same as the one before, and say so.
        article(&folder, number, if number % 3 == 0 { "returns" } else { "sails" });
        if number % 3 == 2 {
            let one = folder.read(&format!("inbox/{:04}.txt", number - 1)).unwrap();
            folder.write(&format!("inbox/{number:04}.txt"), one);
        }
    }
    run_on_a_full_disk(&folder, 96);
    assert_eq!(folder.read("out.jsonl"), None);
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(records(&folder).len(), 200);
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
}

/// The same where it is a stage that failed, and what has the same words came after it.
#[test]
fn a_failed_stage_does_not_keep_a_document_from_being_tried_again() {
    if !python() {
        return;
    }
    let folder = Folder::with_pipeline(&format!(
        "[plugins.x]\ncommand = [\"python3\", \"busy.py\"]\n[[classify]]\nuse = \"x:busy\"\n{DUPLICATES}"
    ));
    folder.write("busy.py", fs::read(repository().join("tests/fixtures/busy.py")).unwrap());
    folder.write("busy", "");
    for (name, word) in [("a", "calm"), ("b", "BUSY"), ("c", "BUSY")] {
        folder
            .write(&format!("inbox/{name}.txt"), format!("The office is {word} today, it said.\n"));
    }
    assert_eq!(folder.records(3).len(), 1);
    assert_eq!(folder.quarantine().matches("the desk is busy").count(), 2);
    fs::remove_file(folder.path().join("busy")).unwrap();
    let counted = worked(&folder, 0);
    // What failed is read again, and what did not is not.
    assert_eq!((counted["files"], counted["x:busy"], counted["duplicates"]), (2, 2, 3));
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
    let kinds = |record: &serde_json::Value| record["annotations"].as_array().unwrap().len();
    // The second one of the two repeats the first; the first repeats nobody.
    assert_eq!(records(&folder).iter().map(kinds).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(folder.read("p.quarantine.jsonl"), None);
}

/// The known failure: an upsert deletes the old version, and the run ends before the new one is written.
#[test]
fn the_old_version_stays_until_the_new_one_is_safe() {
    let folder = Folder::with_pipeline(DATABASE);
    for number in 0..100 {
        article(&folder, number, "returns");
    }
    assert_eq!(folder.records(0).len(), 100);
    let titles = |folder: &Folder| -> Vec<String> {
        let database = Connection::open(folder.path().join("out.db")).unwrap();
        let mut titles = database.prepare("SELECT title FROM documents ORDER BY uri").unwrap();
        let titles = titles.query_map([], |row| row.get(0)).unwrap();
        titles.collect::<Result<_, _>>().unwrap()
    };
    let (old_lines, old_titles) = (folder.read("out.jsonl").unwrap(), titles(&folder));
    for number in 0..100 {
        article(&folder, number, "sinks");
    }
    // The lines do not fit, and the database hears of nothing.
    run_on_a_full_disk(&folder, 40);
    assert_eq!(folder.read("out.jsonl").unwrap(), old_lines);
    assert_eq!(titles(&folder), old_titles);
    assert_eq!(folder.records(0).len(), 100);
    assert!(titles(&folder).iter().all(|title| title.ends_with("sinks")), "{:?}", titles(&folder));
}

/// The known failure: a generated number of the run is part of the key, and the cache never hits. Nor may time, place,
/// number of workers, environment or the order of files be part of it.
#[test]
fn nothing_of_a_run_is_in_the_keys_of_the_cache() {
    let folder = Folder::with_pipeline(LANGUAGE);
    for number in 0..9 {
        article(&folder, number, "returns");
    }
    assert_eq!(worked(&folder, 0)["language"], 9);
    assert_eq!(worked(&folder, 0)["language"], 0, "the second run hits");

    // Another place, other times of the files.
    let other = Folder::new();
    let all = folder.path().join(".");
    let copied = Command::new("cp").arg("-r").arg(all).arg(other.path()).status().unwrap();
    assert!(copied.success());
    let mut command = other.command(&["run", "p.toml", "--workers", "3"]);
    command.env("TZ", "Asia/Seoul").env("LANG", "de_DE.UTF-8");
    let ran = ran(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert!(
        ran.stderr.contains("9 documents in") && ran.stderr.contains("all as in the last run"),
        "{}",
        ran.shown()
    );
    assert_eq!(worked(&other, 0)["language"], 0);
}

/// The known failure: what comes from the cache is taken for done, and is missing from the output.
#[test]
fn documents_that_were_not_worked_on_are_still_in_the_output() {
    let folder = Folder::with_pipeline(&format!("{LANGUAGE}{DATABASE}"));
    for number in 0..9 {
        article(&folder, number, "returns");
    }
    folder.records(0);
    article(&folder, 9, "returns");
    let counted = worked(&folder, 0);
    assert_eq!((counted["language"], counted["jsonl"], counted["sqlite"]), (1, 10, 10));
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
    // Nothing has changed but that the output is gone.
    let before = folder.read("out.jsonl").unwrap();
    fs::remove_file(folder.path().join("out.jsonl")).unwrap();
    fs::remove_file(folder.path().join("out.db")).unwrap();
    assert_eq!(worked(&folder, 0)["language"], 0);
    // They come behind those that were found.
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&folder.read("out.jsonl").unwrap()), sorted(&before));
    let database = Connection::open(folder.path().join("out.db")).unwrap();
    let rows = database.query_row("SELECT count(*) FROM documents", [], |row| row.get(0));
    assert_eq!(rows, Ok(10));
}

/// Kills a run over one large file when a part of it is done, and counts what the next run works on.
#[track_caller]
fn killed_half_way(folder: &Folder, count: u64) {
    let mut run = folder.command(&["run", "p.toml", "--workers", "1"]).spawn().unwrap();
    wait_until(&mut run, "a part is done", || items(folder) > count / 8);
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(folder.read("out.jsonl"), None);
    let done = items(folder);
    assert!(done > 0 && done < count, "{done} of {count} were done: this shows nothing");
    let counted = worked(folder, 0);
    // What a killed run had worked on without having it written down is done again.
    assert_eq!(counted["language"], count - done);
    assert_eq!(records(folder).len() as u64, count);
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(folder));
}

/// The known failure: progress is kept for whole files, and a large one begins from nothing each time.
#[test]
fn one_large_file_goes_on_where_it_was_stopped() {
    let folder = Folder::with_pipeline(LANGUAGE);
    let pipeline = folder.read("p.toml").unwrap();
    let fields = "use = \"jsonl\"\nfields = { title = \"title\", text = \"text\" }";
    folder.write("p.toml", pipeline.replacen("use = \"files\"", fields, 1));
    let text =
        "The ferry sails again on Monday, the harbour office said, and the board expects guests. ";
    let lines: String = (0..1_500)
        .map(|number| {
            let text = text.repeat(8);
            format!(
                "{{\"title\": \"Ferry {number}\", \"text\": \"{text} It is number {number}.\"}}\n"
            )
        })
        .collect();
    folder.write("inbox/all.jsonl", lines);
    killed_half_way(&folder, 1_500);
}

/// The same for the mails of one mailbox.
#[test]
fn one_large_mailbox_goes_on_where_it_was_stopped() {
    let folder = Folder::with_pipeline(LANGUAGE);
    let text =
        "The ferry sails again on Monday, the harbour office said, and the board expects guests.\n";
    let mails: String = (0..1_000)
        .map(|number| {
            format!(
                "From a@desk.example Mon Mar  2 09:30:00 2026\nFrom: Ada <a@desk.example>\nSubject: Ferry {number}\n\
                 Content-Type: text/plain\n\n{}It is number {number}.\n\n",
                text.repeat(8)
            )
        })
        .collect();
    folder.write("inbox/all.mbox", mails);
    killed_half_way(&folder, 1_000);
}

/// The known failure: what was removed at the source stays in the output for ever.
#[test]
fn documents_whose_source_is_gone_do_not_stay() {
    let folder = Folder::with_pipeline(DATABASE);
    for number in 0..5 {
        article(&folder, number, "returns");
    }
    assert_eq!(folder.records(0).len(), 5);
    fs::remove_file(folder.path().join("inbox/0002.txt")).unwrap();
    let ran = folder.run(&["run", "p.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert!(
        ran.stderr.contains("gone, and withdrawn: 1 source: inbox/0002.txt"),
        "{}",
        ran.shown()
    );
    let uris = |folder: &Folder| -> Vec<String> {
        let records = records(folder);
        records.iter().map(|record| record["source"]["uri"].as_str().unwrap().to_owned()).collect()
    };
    let rest = ["inbox/0000.txt", "inbox/0001.txt", "inbox/0003.txt", "inbox/0004.txt"];
    assert_eq!(uris(&folder), rest);
    let database = Connection::open(folder.path().join("out.db")).unwrap();
    let query = "SELECT count(*) FROM documents WHERE uri = 'inbox/0002.txt'";
    assert_eq!(database.query_row(query, [], |row| row.get(0)), Ok(0));
    drop(database);
}

/// Whoever wants to keep what is gone says so.
#[test]
fn documents_whose_source_is_gone_stay_where_the_pipeline_says_so() {
    let folder = Folder::with_pipeline("");
    for number in 0..5 {
        article(&folder, number, "returns");
    }
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replacen("paths =", "removed = \"keep\"\npaths =", 1));
    assert_eq!(folder.records(0).len(), 5);
    let before = folder.read("out.jsonl").unwrap();
    fs::remove_file(folder.path().join("inbox/0003.txt")).unwrap();
    let ran = folder.run(&["run", "p.toml"]);
    assert!(ran.stderr.contains("gone, and kept: 1 source: inbox/0003.txt"), "{}", ran.shown());
    // They come behind those that were found.
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&folder.read("out.jsonl").unwrap()), sorted(&before));
}

/// The known failure: the state was saved without a component, and the component never hears of what is in it.
#[test]
fn a_stage_that_was_added_runs_on_what_was_there_before() {
    let folder = Folder::with_pipeline(LANGUAGE);
    for number in 0..6 {
        article(&folder, number, "returns");
    }
    folder.records(0);
    let pipeline = folder.read("p.toml").unwrap();
    let added = pipeline.replacen(
        "[[export]]",
        "[[classify]]\nuse = \"keywords\"\n[[classify]]\nuse = \"duplicates\"\n[[summarize]]\nuse = \"lead\"\n[[export]]",
        1,
    );
    folder.write("p.toml", added + DATABASE);
    let counted = worked(&folder, 0);
    let of = ["files", "language", "keywords", "duplicates", "lead", "jsonl", "sqlite"];
    assert_eq!(of.map(|stage| counted[stage]), [0, 0, 6, 6, 6, 6, 6]);
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
    for record in records(&folder) {
        assert_eq!(record["summaries"][0]["stage"], "lead", "{record}");
    }
}
