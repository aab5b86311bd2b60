//! Sources that change while they are read.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::folder::{Folder, ran};
use crate::survival::{from_nothing, records};

/// So many lines are there before anybody reads, each of the same length: to read them takes some time.
const LINES: usize = 100_000;
const LINE: &str = "The ferry sails again, they said.\n";

/// So many write at once, so that on a busy machine one of them has its turn while the file is read.
const WRITERS: usize = 4;

/// The file as it is at first.
fn begun(folder: &Folder) -> File {
    folder.write("inbox/log.txt", LINE.repeat(LINES));
    OpenOptions::new().append(true).open(folder.path().join("inbox/log.txt")).unwrap()
}

/// Somebody writes to a file for as long as a run reads it: the document waits in quarantine and is no mixture of two
/// states, the output of before stays, and a run after the last word has it whole.
#[test]
fn a_source_that_changes_while_it_is_read() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/quiet.txt", "Nobody writes here.\n");
    let mut seen = false;
    for _ in 0..40 {
        let file = begun(&folder);
        let done = AtomicBool::new(false);
        let run = std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                let mut file = file.try_clone().unwrap();
                let done = &done;
                scope.spawn(move || {
                    while !done.load(Ordering::Relaxed) {
                        file.write_all(LINE.as_bytes()).unwrap();
                        // Whoever has slept has its turn before others; and the file does not grow without bound.
                        std::thread::sleep(std::time::Duration::from_micros(100));
                    }
                });
            }
            let run = folder.command(&["run", "p.toml"]).output().unwrap();
            done.store(true, Ordering::Relaxed);
            ran(run)
        });
        seen = run.code == Some(3);
        if seen {
            let quarantine = folder.quarantine();
            assert!(
                quarantine.starts_with(
                    "inbox/log.txt: ingest files (io): has changed each of the 4 times"
                ),
                "{quarantine}"
            );
            let rest: Vec<_> = records(&folder).iter().map(|it| it["text"].clone()).collect();
            assert_eq!(rest, ["Nobody writes here."]);
            break;
        }
        // The system may have let the writer wait for long enough: then it is one of the states, whole.
        assert_eq!(run.code, Some(0), "{}", run.shown());
        is_whole(&folder);
    }
    assert!(seen, "no run met the writer: this shows nothing");
    // Nobody has to say that it is to be tried again.
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    is_whole(&folder);
    assert_eq!(folder.read("p.quarantine.jsonl"), None);
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
}

/// The text has lines as they were written, and nothing else.
#[track_caller]
fn is_whole(folder: &Folder) {
    let records = records(folder);
    let text = records[0]["text"].as_str().unwrap();
    let lines = text.matches(LINE.trim_end()).count();
    assert!(lines >= LINES, "{lines} lines");
    let rest = text.replace(LINE.trim_end(), "");
    assert!(rest.trim().is_empty(), "a line is torn: {rest:?}");
}
