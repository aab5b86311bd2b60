//! Lines of a file and mails of a mailbox: they are the same wherever they stand.

use std::fs;

use serde_json::Value;

use crate::folder::Folder;
use crate::survival::{from_nothing, worked};

/// Lines of JSON, or a mailbox, read and exported.
fn folder(stage: &str) -> Folder {
    let folder = Folder::new();
    let export =
        "[[classify]]\nuse = \"language\"\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n";
    folder.write("p.toml", format!("[[ingest]]\n{stage}\n{export}"));
    folder
}

const JSONL: &str = "name = \"lines\"\nuse = \"jsonl\"\npaths = [\"in.jsonl\"]\nfields = {text = \"t\", id = \"id\"}";

fn line(words: &str) -> String {
    format!("{{\"t\": \"The ferry to {words} sails again on Monday.\"}}\n")
}

/// The text and the place of each record.
fn places(records: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let words = |record: &Value| text(&record["text"]).split(' ').nth(3).unwrap().to_owned();
    records.iter().map(|record| (words(record), text(&record["source"]["part"]))).collect()
}

#[track_caller]
fn check(records: &[Value], expect: &[(&str, &str)]) {
    let found = places(records);
    let found: Vec<_> = found.iter().map(|(text, part)| (text.as_str(), part.as_str())).collect();
    assert_eq!(found, expect);
}

#[test]
fn a_line_that_is_taken_out_of_the_middle() {
    let folder = folder(&format!("{JSONL}\nremoved = \"keep\""));
    let lines = ["Aland", "Bornholm", "Corfu", "Djerba"].map(line);
    folder.write("in.jsonl", lines.concat());
    assert_eq!(folder.records(0).len(), 4);
    // One comes before them, and one goes.
    let [a, _, c, d] = &lines;
    folder.write("in.jsonl", format!("{}{a}{c}{d}", line("Elba")));
    let worked = worked(&folder, 0);
    assert_eq!((worked["lines"], worked["language"]), (1, 1), "{worked:?}");
    let now = [("Elba", "line 1"), ("Aland", "line 2"), ("Corfu", "line 3"), ("Djerba", "line 4")];
    let kept = ("Bornholm", "line 2");
    check(&folder.records(0), &[&now[..], &[kept]].concat());
    let ran = folder.run(&["run", "p.toml"]);
    assert!(ran.stderr.contains("all as in the last run"), "{}", ran.shown());

    // It is found by its place of now, and by its name.
    let uri = folder.records(0)[2]["source"]["uri"].as_str().unwrap().to_owned();
    assert!(uri.starts_with("in.jsonl#digest="), "{uri}");
    for input in ["in.jsonl#line=3", &uri] {
        let shown = folder.run(&["explain", "p.toml", input]).shown();
        assert!(shown.contains("Corfu") && shown.contains("(line 3, id "), "{shown}");
    }
    let verified = folder.run(&["verify", "out.jsonl"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());
}

/// What bears an id is replaced when it changes, whatever its place; what fails is told with its place of now.
#[test]
fn lines_that_bear_an_id_and_lines_that_fail() {
    let folder = folder(JSONL);
    let with_id = |words: &str| line(words).replace("{\"t\"", "{\"id\": 7, \"t\"");
    folder.write("in.jsonl", format!("{}{{\"t\": 1}}\n{}", with_id("Aland"), line("Corfu")));
    let records = folder.records(3);
    assert_eq!(records[0]["source"]["uri"], "in.jsonl#id=7");
    assert_eq!(records[0]["id"], "7");
    folder.write("in.jsonl", format!("{}\n{{\"t\": 1}}\n{}", line("Corfu"), with_id("Elba")));
    check(&folder.records(3), &[("Corfu", "line 1"), ("Elba", "line 4")]);
    let quarantine = folder.read("p.quarantine.jsonl").unwrap();
    assert!(quarantine.contains("\"part\":\"line 3\""), "{quarantine}");
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
    for command in [&["run", "p.toml"][..], &["quarantine", "list", "p.toml"]] {
        let shown = folder.run(command).shown();
        assert!(shown.contains("(line 3)"), "{shown}");
    }
}

/// Records have ids of their own: those of a file with another name are the same.
#[test]
fn a_file_of_records_that_gets_another_name() {
    let first = folder(JSONL);
    first.write("in.jsonl", ["Aland", "Corfu"].map(line).concat());
    first.records(0);
    let records = "name = \"lines\"\nuse = \"jsonl\"\npaths = [\"in\"]\nremoved = \"keep\"";
    let folder = folder(records);
    folder.write("in/one.jsonl", first.read("out.jsonl").unwrap());
    assert_eq!(folder.records(0).len(), 2);
    fs::rename(folder.path().join("in/one.jsonl"), folder.path().join("in/two.jsonl")).unwrap();
    assert_eq!(folder.records(0).len(), 2);
    let verified = folder.run(&["verify", "out.jsonl"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());
}

fn mail(number: usize, words: &str) -> String {
    format!(
        "From a@b.example Mon Mar  2 09:30:00 2026\nFrom: Ada <ada@desk.example>\nSubject: Ferry\n\
         Message-ID: <{number}@desk.example>\n\nThe ferry to {words} sails again on Monday.\n\n"
    )
}

#[test]
fn a_mail_that_is_deleted() {
    let folder = folder("use = \"files\"\npaths = [\"in.mbox\"]");
    let mails = [mail(1, "Aland"), mail(2, "Bornholm"), mail(3, "Corfu")];
    folder.write("in.mbox", mails.concat());
    let records = folder.records(0);
    assert_eq!(records[2]["source"]["uri"], "in.mbox!/3@desk.example");
    folder.write("in.mbox", mails[1..].concat());
    let worked = worked(&folder, 0);
    assert_eq!((worked["files"], worked["language"]), (0, 0), "{worked:?}");
    let now: Vec<Value> = folder.records(0);
    let parts: Vec<&Value> = now.iter().map(|record| &record["source"]["part"]).collect();
    assert_eq!(parts, ["mail 1", "mail 2"]);
    assert_eq!(
        now.iter().map(|record| &record["id"]).collect::<Vec<_>>(),
        [&records[1]["id"], &records[2]["id"]]
    );
    let shown = folder.run(&["explain", "p.toml", "in.mbox#mail=2"]).shown();
    assert!(shown.contains("Corfu"), "{shown}");
}

/// Nobody would miss the mails that are not there any more.
#[test]
fn a_mailbox_that_is_cut_off() {
    let folder = folder("use = \"files\"\npaths = [\"in.mbox\"]");
    let whole = mail(1, "Aland") + &mail(2, "Corfu");
    let end = mail(1, "Aland").len() + 20;
    folder.write("in.mbox", &whole[..end]);
    assert_eq!(folder.records(3).len(), 1);
    let told = format!(
        "in.mbox: ingest files (bad_input): the mailbox ends in the middle of a line at byte {end}, "
    );
    let quarantine = folder.quarantine();
    assert!(quarantine.starts_with(&told), "{quarantine}");
    folder.write("in.mbox", whole);
    assert_eq!(folder.records(0).len(), 2);
}
