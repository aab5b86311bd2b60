//! Runs that survive: what an interrupted run, a changed pipeline or a bad ledger does to the next run.

#![cfg(unix)]

mod archives;
mod bad_ledgers;
mod changing;
mod kept;
mod known_failures;
mod lines;
mod soak;
mod unreachable;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use crate::folder::{Folder, lines};

/// How long a run may take to get somewhere.
const PATIENCE: Duration = Duration::from_mins(1);

/// A text of its own for each number.
fn article(folder: &Folder, number: usize, word: &str) {
    let text = format!(
        "Ferry {number} {word}\n\nThe ferry to island {number} {word} on Monday, the harbour office said. \
         Tickets to island {number} cost {} crowns.\n",
        10 + number
    );
    folder.write(&format!("inbox/{number:04}.txt"), text);
}

/// How many documents each stage worked on in a run that ended with `code`.
#[track_caller]
fn worked(folder: &Folder, code: i32) -> BTreeMap<String, u64> {
    let ran = folder.run(&["run", "p.toml", "--log-format", "json"]);
    assert_eq!(ran.code, Some(code), "{}", ran.shown());
    lines(&ran.stderr)
        .iter()
        .map(|line| &line["fields"])
        .filter(|fields| fields["message"] == "stage done")
        .map(|fields| {
            let stage = fields["stage"].as_str().unwrap().to_owned();
            (stage, fields["documents"].as_u64().unwrap())
        })
        .collect()
}

/// The records of the last run.
#[track_caller]
fn records(folder: &Folder) -> Vec<serde_json::Value> {
    lines(&folder.read("out.jsonl").unwrap())
}

/// What a run gives that remembers nothing, and that nobody disturbs.
#[track_caller]
fn from_nothing(folder: &Folder) -> String {
    let other = Folder::new();
    copy(folder.path(), other.path());
    let ran = other.run(&["run", "p.toml"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.shown());
    other.read("out.jsonl").unwrap()
}

/// Copies pipeline and inputs, and nothing that runs left.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            if name != ".cableway" {
                copy(&entry.path(), &to.join(name));
            }
        } else if !name.contains("out.") && !name.contains("quarantine") {
            std::fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// How many items the ledger holds, as another program sees it; 0 before there is one.
fn items(folder: &Folder) -> u64 {
    let path = folder.path().join(".cableway/p.ledger");
    let count =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|ledger| {
            ledger.query_row("SELECT count(*) FROM items", [], |row| row.get::<_, i64>(0))
        });
    count.map_or(0, |count| count.try_into().unwrap())
}

/// Waits until `holds` is true of a run that goes on.
#[track_caller]
fn wait_until(run: &mut Child, what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert_eq!(run.try_wait().unwrap(), None, "the run ended before {what}");
        assert!(started.elapsed() < PATIENCE, "{what} does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
