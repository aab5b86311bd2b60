//! Whether the output is always the same, as the command tells it.

use std::fs;

use crate::examples::copy_of;
use crate::folder::Folder;
use crate::plugins::programs::{folder, python};

/// What the command says of `p.toml`, after making sure that nothing was written.
fn checked(folder: &Folder, arguments: &[&str]) -> String {
    let before = folder.names();
    let arguments = [&["run", "p.toml", "--check-determinism"], arguments].concat();
    let shown = folder.run(&arguments).shown();
    assert_eq!(folder.names(), before);
    shown
}

/// The same for what differs, without what was said, which is another each time.
macro_rules! assert_differs {
    ($shown:expr) => {
        insta::with_settings!({
            filters => vec![(r"(?m)^  (\d+ workers?[^:]*: +).*$", "  $1[said]")],
        }, {
            insta::assert_snapshot!($shown);
        });
    };
}

#[test]
fn the_same_bytes() {
    let folder = copy_of("quickstart");
    let ran = folder.run(&["run", "pipeline.toml", "--check-determinism", "--workers", "5"]);
    insta::assert_snapshot!(ran.shown(), @r"
    exit code 0
    --- stdout
    the same bytes: 12 documents, 3 files (1 worker; 5 workers; 5 workers, shuffled)
    ");
    assert!(!folder.path().join("out").exists());
}

/// A plugin of which each process says something else.
#[test]
fn a_stage_that_says_something_else_each_time() {
    if !python() {
        return;
    }
    let folder = folder("classify", "unsteady", "");
    folder.write("out.jsonl", "old").write("p.quarantine.jsonl", "old");
    let shown = checked(&folder, &[]);
    assert!(shown.contains("\"kind\":\"words\""), "{shown}");
    assert_differs!(shown);
    assert_eq!(folder.read("out.jsonl").unwrap(), "old");
    assert_eq!(folder.read("p.quarantine.jsonl").unwrap(), "old");
}

/// What it fails on counts as well: the reasons are compared.
#[test]
fn documents_in_quarantine() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.txt", "A fine day.\n").write("inbox/b.txt", b"\x89PNG\r\n\x1a\n\0\0");
    insta::assert_snapshot!(checked(&folder, &[]), @r"
    exit code 0
    --- stdout
    the same bytes: 1 document, 1 file, 1 document in quarantine (1 worker; 4 workers; 4 workers, shuffled)
    ");
}

#[test]
fn what_cannot_be_checked() {
    let mut shown = String::new();
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"langage\"\n");
    shown.push_str(&checked(&folder, &[]));
    let folder = Folder::with_pipeline("");
    shown.push_str(&checked(&folder, &[]));
    folder.write("inbox/a.txt", "A fine day.\n");
    shown.push_str(&checked(&folder, &["--set", "ingest.files.paths=[\"-\"]"]));
    insta::assert_snapshot!(shown);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
