//! What `cableway test` can be told, and how it tells what it found.

use serde_json::Value;

use super::{RULES, accept_all, add_case, desk, desk_case, files, snapshot, test, told};
use crate::folder::{Folder, Ran, ran};

fn changed() -> Folder {
    let folder = desk_case("");
    accept_all(&folder);
    folder.write("topics.toml", RULES.replace("shipping", "weather"));
    folder
}

fn in_ci(folder: &Folder, arguments: &[&str]) -> Ran {
    ran(folder.command(arguments).env("CI", "true").output().unwrap())
}

fn waits(folder: &Folder) -> bool {
    folder.read(&format!("{}.new", snapshot("a", "records"))).is_some()
}

#[test]
fn what_is_written_when() {
    let folder = changed();
    let before = files(&folder);
    test(&folder, &["--update", "no"], 1, &["differs  a · records"]);
    told(&in_ci(&folder, &["test"]), 1, &["differs  a · records"]);
    assert_eq!(files(&folder), before);
    told(&in_ci(&folder, &["test", "--update", "new"]), 1, &["1 snapshot to look at"]);
    assert!(waits(&folder));
    // In CI what waits is left alone; elsewhere it goes when it is no longer wanted.
    folder.write("topics.toml", RULES);
    told(&in_ci(&folder, &["test"]), 0, &["1 passed"]);
    assert!(waits(&folder));
    test(&folder, &["--update", "auto"], 0, &["1 passed"]);
    assert!(!waits(&folder));
    folder.write("topics.toml", RULES.replace("shipping", "weather"));
    test(&folder, &["--update", "auto"], 1, &["1 snapshot to look at"]);
    let written = format!("written: {}", snapshot("a", "records"));
    told(&in_ci(&folder, &["test", "--update", "always"]), 0, &["1 passed", &written]);
    assert!(!waits(&folder), "what waited is in its place");
    test(&folder, &[], 0, &["1 passed"]);
}

#[test]
fn each_status_has_its_code_and_is_told_to_programs() {
    let folder = desk();
    for name in ["broken", "differs", "gone", "missing", "passed"] {
        add_case(&folder, name, "");
    }
    accept_all(&folder);
    add_case(&folder, "broken", "clock = \"noon\"\n");
    std::fs::remove_file(folder.path().join("tests/cases/gone/case.toml")).unwrap();
    std::fs::remove_file(folder.path().join(snapshot("missing", "records"))).unwrap();
    let differing = folder.read("tests/cases/differs/input/ferry.txt").unwrap();
    folder.write("tests/cases/differs/input/ferry.txt", differing.replace("ferry", "tram"));
    let json = |ran: &Ran| serde_json::from_str::<Value>(&ran.stdout).unwrap();

    let arguments = ["test", "--json", "--junit", "out/junit.xml", "--report", "out/report.html"];
    let ran = folder.run(&arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.shown());
    let told_json = json(&ran);
    let outcomes = told_json["outcomes"].as_array().unwrap();
    let mut statuses: Vec<(&str, &str)> = outcomes
        .iter()
        .map(|outcome| (outcome["case"].as_str().unwrap(), outcome["status"].as_str().unwrap()))
        .collect();
    statuses.sort_unstable();
    let expected = [
        ("broken", "broken"),
        ("differs", "differs"),
        ("gone", "unreferenced"),
        ("missing", "missing"),
        ("passed", "passed"),
    ];
    assert_eq!(statuses, expected);
    assert_eq!(told_json["cases"], 4);
    assert_eq!(told_json["pending"].as_array().unwrap().len(), 2);

    let junit = folder.read("out/junit.xml").unwrap();
    for (_, status) in expected {
        let is_there = junit.contains(&format!("type=\"{status}\""));
        assert_eq!(is_there, status != "passed", "{status}: {junit}");
    }
    let report = folder.read("out/report.html").unwrap();
    assert!(
        report.starts_with("<!DOCTYPE html>") && report.contains("flipped")
            || report.contains("lost"),
        "{report}"
    );
    for foreign in ["src=\"http", "href=\"http", "@import", "url(http"] {
        assert!(!report.contains(foreign), "the page needs `{foreign}`");
    }

    // Without the broken one, the others are a matter of comparing.
    std::fs::remove_dir_all(folder.path().join("tests/cases/broken")).unwrap();
    test(&folder, &[], 1, &["1 differs", "1 missing", "1 unreferenced", "1 passed"]);
    for (filter, code) in [("differs", 1), ("missing", 1), ("passed", 0)] {
        test(&folder, &[filter], code, &[filter]);
    }
    folder.write("out/blocked", "a file");
    let ran = folder.run(&["test", "passed", "--junit", "out/blocked/junit.xml"]);
    told(&ran, 1, &["cannot write `out/blocked/junit.xml`"]);
}

#[test]
fn scores_within_the_tolerance_and_any_order() {
    let folder = desk_case("tolerance = 0.4\nunordered = true\n");
    folder.write("tests/cases/a/input/storm.txt", super::STORM);
    accept_all(&folder);
    // Another weight, another score; and the same documents in another order.
    folder.write(
        "topics.toml",
        RULES.replace("[\"ferry\"]", "[\"ferry\", \"repairs\"]").replace("1.0", "0.9"),
    );
    let path = snapshot("a", "records");
    let kept = folder.read(&path).unwrap();
    assert!(kept.contains("\"score\": 0.5"), "{kept}");
    let [head, body] = kept
        .rsplitn(2, "---\n")
        .collect::<Vec<_>>()
        .try_into()
        .map(|[b, h]: [&str; 2]| [h, b])
        .unwrap();
    let at = body.find("\n}\n{").or_else(|| body.find("\n}\n\n{")).unwrap() + 3;
    let swapped = format!("{head}---\n{}\n{}", body[at..].trim(), body[..at].trim());
    folder.write(&path, format!("{swapped}\n"));
    folder.write("topics.toml", RULES);
    test(&folder, &[], 0, &["1 passed"]);
    add_case(&folder, "a", "");
    test(&folder, &[], 1, &["differs  a · records"]);
    folder.write(&path, kept.replace("\"score\": 0.5", "\"score\": 0.7"));
    test(&folder, &[], 1, &["score of topic `shipping`: 0.7 → 0.5"]);
    add_case(&folder, "a", "tolerance = 0.4\n");
    test(&folder, &[], 0, &["1 passed"]);
}

#[test]
fn the_first_case_of_real_input() {
    let folder = desk();
    folder.write("inbox/more/ferry.txt", "Another ferry, in another folder.\n");
    folder.write("inbox/broken.txt", b"\x89PNG\r\n\x1a\n\0\0");
    let arguments = ["--init", "pipeline.toml", "--set", "summarize.lead.sentences=2"];
    test(&folder, &arguments, 0, &["made the case `pipeline`"]);
    let case = folder.read("tests/cases/pipeline/case.toml").unwrap();
    assert!(case.contains("set = [\"summarize.lead.sentences=2\"]"), "{case}");
    assert_eq!(
        std::fs::read_dir(folder.path().join("tests/cases/pipeline/input")).unwrap().count(),
        3
    );
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    test(&folder, &[], 0, &["1 passed"]);
    test(
        &folder,
        &["--init", "pipeline.toml", "--inputs", "1"],
        0,
        &["made the case `pipeline-2`"],
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("tests/cases/pipeline-2/input")).unwrap().count(),
        1
    );

    let empty = Folder::with_pipeline("");
    test(&empty, &["--init", "p.toml"], 1, &["error"]);
    test(&empty, &["--init", "none.toml"], 2, &["none.toml"]);
    assert_eq!(empty.names(), ["p.toml"], "nothing half-made is left");
}
