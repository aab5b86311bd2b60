//! `cableway quarantine to-test`.

use super::{RULES, desk, desk_with, snapshot, test, told, with_plugin};
use crate::folder::Folder;
use crate::plugins::programs::python;

/// The name of the one case that was made.
fn made(folder: &Folder) -> String {
    let cases = std::fs::read_dir(folder.path().join("tests/cases")).unwrap();
    let names: Vec<String> =
        cases.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names.into_iter().next().unwrap()
}

#[test]
fn a_file_that_a_stage_fails_on() {
    if !python() {
        return;
    }
    // A plugin that cannot bear storms.
    let good = super::PLUGIN;
    let bad = good.replace(
        "        label = \"calm\"\n",
        "        label = \"calm\"\n        if \"on its way\" in body[\"document\"][\"text\"]:\n            raise SystemExit(7)\n",
    );
    assert_ne!(good, bad);
    let folder = desk_with(&with_plugin("classify", "mark", ""));
    folder.write("own.py", &bad);
    assert_eq!(folder.run(&["run", "pipeline.toml"]).code, Some(3));
    let to_test = ["quarantine", "to-test", "pipeline.toml", "inbox/storm.txt"];
    let ran = folder.run(&to_test);
    told(&ran, 0, &["made the case `quarantine-", "it fails until the document goes through"]);
    let case = made(&folder);
    let text = folder.read(&format!("tests/cases/{case}/case.toml")).unwrap();
    assert!(
        text.starts_with("# `inbox/storm.txt` went to quarantine: stage `own:mark`: "),
        "{text}"
    );
    assert_eq!(
        folder.read(&format!("tests/cases/{case}/input/storm.txt")).as_deref(),
        Some(super::STORM)
    );

    test(&folder, &[], 2, &["went to quarantine", "input/storm.txt: stage `own:mark`"]);
    test(&folder, &["list"], 0, &["0 snapshots to look at"]);
    folder.write("own.py", good);
    test(&folder, &[], 1, &["missing  quarantine-"]);
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    test(&folder, &[], 0, &["1 passed"]);
    assert!(folder.read(&snapshot(&case, "records")).unwrap().contains("input/storm.txt"));

    // Once more is another case.
    folder.write("own.py", &bad);
    folder.run(&["run", "pipeline.toml"]);
    told(&folder.run(&to_test), 0, &[&format!("made the case `{case}-2`")]);
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = desk();
    folder.write("inbox/[1]{2}.txt", b"\x89PNG\r\n\x1a\n\0\0");
    assert_eq!(folder.run(&["run", "pipeline.toml"]).code, Some(3));
    told(&folder.run(&["quarantine", "to-test", "pipeline.toml"]), 0, &["made the case"]);
    let case = made(&folder);
    test(&folder, &[], 2, &["went to quarantine", "input/[1]{2}.txt"]);
    // Whoever sends it sends a text at last.
    folder.write(&format!("tests/cases/{case}/input/[1]{{2}}.txt"), super::FERRY);
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    assert!(folder.read(&snapshot(&case, "records")).unwrap().contains("shipping"));
}

#[test]
fn nothing_to_make_a_case_of() {
    let folder = desk();
    let to_test = ["quarantine", "to-test", "pipeline.toml"];
    told(&folder.run(&to_test), 2, &["there is no `pipeline.quarantine.jsonl`"]);
    folder.write("inbox/picture.txt", b"\x89PNG\r\n\x1a\n\0\0");
    folder.run(&["run", "pipeline.toml"]);
    let ran = folder.run(&[&to_test[..], &["zeppelin"]].concat());
    told(&ran, 2, &["`pipeline.quarantine.jsonl` has no `zeppelin`"]);
    std::fs::remove_file(folder.path().join("inbox/picture.txt")).unwrap();
    told(&folder.run(&to_test), 1, &["`inbox/picture.txt` is not in a file here"]);
    folder.write("topics.toml", RULES);
    assert!(!folder.path().join("tests").exists(), "nothing half-made is left");
}
