//! Snapshot cases, from the first to the last command.

mod bad_cases;
mod bad_snapshots;
mod examples;
mod mocks;
mod options;
mod quarantined;
#[cfg(unix)]
mod review;
mod story;
#[cfg(unix)]
mod terminal;

use std::path::Path;

use crate::folder::{Folder, Ran};

/// Ferries are shipping.
pub(crate) const RULES: &str =
    "threshold = 1.0\n[[topic]]\nlabel = \"shipping\"\nany = [\"ferry\"]\n";

/// What each `case.toml` begins with.
const PIPELINE: &str = "pipeline = \"../../../pipeline.toml\"\n";

const FERRY: &str =
    "The ferry sails again.\n\nA storm had torn away its landing stage. Repairs took long.\n";
const STORM: &str =
    "A storm is on its way.\n\nThe harbour office closes the bridge at noon. Stay at home.\n";

/// A pipeline of one stage of each kind that reads two files, with `middle` behind its classify stage.
fn desk_with(middle: &str) -> Folder {
    let folder = Folder::new();
    folder.write(
        "pipeline.toml",
        format!(
            "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n\n\
             [[classify]]\nname = \"desk\"\nuse = \"topics\"\nrules = \"topics.toml\"\n\n{middle}\n\
             [[summarize]]\nuse = \"lead\"\nsentences = 1\n\n\
             [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        ),
    );
    folder
        .write("topics.toml", RULES)
        .write("inbox/ferry.txt", FERRY)
        .write("inbox/storm.txt", STORM);
    folder
}

/// The same without anything in between.
fn desk() -> Folder {
    desk_with("")
}

/// Adds a case of one input that says this, too.
fn add_case(folder: &Folder, name: &str, more: &str) {
    folder.write(&format!("tests/cases/{name}/case.toml"), format!("{PIPELINE}{more}"));
    folder.write(&format!("tests/cases/{name}/input/ferry.txt"), FERRY);
}

/// A pipeline with one case `a` that says this, too.
fn desk_case(more: &str) -> Folder {
    let folder = desk();
    add_case(&folder, "a", more);
    folder
}

/// The path of the snapshot of a case.
fn snapshot(case: &str, name: &str) -> String {
    format!("tests/cases/{case}/snapshots/{name}.snap")
}

/// Makes sure of the exit code, and that everything of `words` is on the screen; gives back what is.
#[track_caller]
fn told(ran: &Ran, code: i32, words: &[&str]) -> String {
    let shown = ran.shown();
    assert_eq!(ran.code, Some(code), "{shown}");
    for word in words {
        assert!(shown.contains(word), "`{word}` is not there:\n{shown}");
    }
    shown
}

/// Runs `cableway test` with arguments in between.
#[track_caller]
fn test(folder: &Folder, arguments: &[&str], code: i32, words: &[&str]) -> String {
    let arguments = [&["test"], arguments].concat();
    told(&folder.run(&arguments), code, words)
}

/// Takes everything as it is.
#[track_caller]
fn accept_all(folder: &Folder) {
    let ran = folder.run(&["test", "--update", "always"]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    test(folder, &[], 0, &["passed"]);
}

/// All files below a folder, as paths from it.
fn files(folder: &Folder) -> Vec<String> {
    fn below(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(root, &path, found);
            } else {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    below(folder.path(), folder.path(), &mut found);
    found.sort();
    found
}

/// A plugin in Python with three stages: `mark` gives each document the label `calm` and tells what time it is and
/// whom it may ask; `chance` gives a label by chance; `bytes` writes what is no text.
const PLUGIN: &str = r#"
import json, os, sys

STAGES = [
    {"kind": "classify", "id": "mark", "summary": "marks", "adds": ["mark"], "reads": "text"},
    {"kind": "classify", "id": "chance", "summary": "guesses", "adds": ["mark"], "reads": "text"},
    {"kind": "export", "id": "bytes", "summary": "writes bytes", "reads": "text"},
]
for stage in STAGES:
    stage["schema"] = {"type": "object", "additionalProperties": False, "properties": {}}
STAGES[2]["schema"] = {"type": "object", "required": ["path"], "additionalProperties": False,
                       "properties": {"path": {"type": "string"}}}
made = {}
for line in sys.stdin.buffer:
    request = json.loads(line)
    number = request.pop("id")
    what, body = next(iter(request.items()))
    reply = {"done": {}}
    if what == "hello":
        reply = {"hello": {"protocol": 1, "version": "1", "stages": STAGES}}
    elif what == "create":
        made[body["instance"]] = body
    elif what == "classify":
        setup = made[body["instance"]]["setup"]
        label = "calm"
        if made[body["instance"]]["stage"] == "chance":
            label = os.urandom(8).hex()
        seen = {"now": setup.get("now"), "network": setup.get("network")}
        reply = {"done": {"annotations": [{"kind": "mark", "label": label, "attributes": seen}]}}
    elif what == "target":
        reply = {"done": {"target": made[body["instance"]]["config"]["path"]}}
    elif what == "commit":
        path = made[body["instance"]]["config"]["path"]
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"PNG\xff\xfe\x00")
    print(json.dumps({"id": number, **reply}), flush=True)
"#;

/// The table of the plugin, and one stage of it.
fn with_plugin(kind: &str, stage: &str, keys: &str) -> String {
    format!(
        "[plugins.own]\ncommand = [\"python3\", \"own.py\"]\n\n[[{kind}]]\nuse = \"own:{stage}\"\n{keys}\n"
    )
}
