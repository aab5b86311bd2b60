//! Documents whose source is gone, and that stand in the ledger alone: what may cost them, and what is said of it.

use std::fs;

use rusqlite::Connection;

use crate::folder::{Folder, Ran};
use crate::survival::{article, records};

const DATABASE: &str = "[[export]]\nuse = \"sqlite\"\npath = \"out.db\"\n";

/// A folder whose runs have kept the documents of two files that are gone, beside three that are there.
fn keeping() -> Folder {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    let keep = "paths = [\"inbox\"]\nname = \"desk\"\nremoved = \"keep\"\n";
    folder.write("p.toml", pipeline.replace("paths = [\"inbox\"]\n", keep) + DATABASE);
    for number in 0..5 {
        article(&folder, number, "returns");
    }
    folder.records(0);
    for number in 0..2 {
        fs::remove_file(folder.path().join(format!("inbox/{number:04}.txt"))).unwrap();
    }
    assert_eq!(folder.records(0).len(), 5);
    assert_eq!(in_database(&folder, "out.db"), 5);
    folder
}

fn in_database(folder: &Folder, name: &str) -> i64 {
    let database = Connection::open(folder.path().join(name)).unwrap();
    database.query_row("SELECT count(*) FROM documents", [], |row| row.get(0)).unwrap()
}

#[track_caller]
fn run(folder: &Folder, pipeline: &str) -> Ran {
    let ran = folder.run(&["run", pipeline]);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    ran
}

/// Nothing of what the outputs held before is lost, and the run says where it is.
#[track_caller]
fn stands_aside(folder: &Folder, ran: &Ran, lines: &str) {
    assert_eq!((records(folder).len(), in_database(folder, "out.db")), (3, 3));
    assert_eq!(folder.read("out.jsonl.edited").as_deref(), Some(lines), "{}", ran.shown());
    assert_eq!(in_database(folder, "out.db.edited"), 5);
    for copy in ["`out.jsonl.edited`", "`out.db.edited`"] {
        let told = ran.stderr.lines().find(|line| line.contains(copy)).unwrap_or_default();
        let is_warning = told.starts_with("warning: ") && told.contains("whose source is gone");
        assert!(is_warning, "{}", ran.shown());
    }
}

#[test]
fn an_ingest_stage_that_gets_another_name() {
    let folder = keeping();
    let lines = folder.read("out.jsonl").unwrap();
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replace("\"desk\"", "\"office\""));
    let ran = run(&folder, "p.toml");
    stands_aside(&folder, &ran, &lines);
    let leaving = "2 documents whose source is gone left the outputs, because the pipeline has no ingest stage `desk`";
    assert!(ran.stderr.contains(leaving), "{}", ran.shown());
    // It is told when it happens, and no copies are made of what has nothing to lose.
    article(&folder, 5, "returns");
    let ran = run(&folder, "p.toml");
    assert!(!ran.stderr.contains("warning"), "{}", ran.shown());
    assert_eq!(folder.read("out.jsonl.edited-2"), None);

    // It was a mistake, and nothing is lost by it: not even what was removed meanwhile.
    fs::remove_file(folder.path().join("inbox/0002.txt")).unwrap();
    folder.write("p.toml", &pipeline);
    run(&folder, "p.toml");
    let kept =
        |name: &str| folder.read("out.jsonl").unwrap().contains(&format!("inbox/{name}.txt\""));
    for name in ["0000", "0001", "0002", "0003", "0004", "0005"] {
        assert!(kept(name), "{name}");
    }
    assert_eq!(in_database(&folder, "out.db"), 6);
    let verified = folder.run(&["ledger", "verify", "p.toml"]);
    assert_eq!(verified.code, Some(0), "{}", verified.shown());

    // `gc` forgets what a stage had that is no more.
    folder.write("p.toml", pipeline.replace("\"desk\"", "\"office\""));
    run(&folder, "p.toml");
    assert_eq!(folder.run(&["ledger", "gc", "p.toml"]).code, Some(0));
    folder.write("p.toml", &pipeline);
    run(&folder, "p.toml");
    assert_eq!(records(&folder).len(), 3);
}

#[test]
fn a_ledger_that_is_lost() {
    let folder = keeping();
    let lines = folder.read("out.jsonl").unwrap();
    fs::remove_dir_all(folder.path().join(".cableway")).unwrap();
    let ran = run(&folder, "p.toml");
    stands_aside(&folder, &ran, &lines);
}

/// The ledger bears the pipeline's name, and can be given another one with it.
#[test]
fn a_pipeline_that_gets_another_name() {
    let folder = keeping();
    let lines = folder.read("out.jsonl").unwrap();
    let rename = |from: &str, to: &str| {
        fs::rename(folder.path().join(from), folder.path().join(to)).unwrap();
    };
    rename("p.toml", "q.toml");
    rename(".cableway/p.ledger", ".cableway/q.ledger");
    let ran = run(&folder, "q.toml");
    assert!(!ran.stderr.contains("warning"), "{}", ran.shown());
    assert_eq!(folder.read("out.jsonl").unwrap(), lines);

    rename("q.toml", "r.toml");
    let ran = run(&folder, "r.toml");
    stands_aside(&folder, &ran, &lines);
}

/// What is to go goes, and nobody makes copies of it.
#[test]
fn documents_that_are_withdrawn_on_purpose() {
    let folder = keeping();
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replace("\"keep\"", "\"withdraw\""));
    let ran = run(&folder, "p.toml");
    assert!(ran.stderr.contains("gone, and withdrawn: 2 sources"), "{}", ran.shown());
    assert_eq!(records(&folder).len(), 3);
    assert_eq!(folder.names(), ["inbox", "out.db", "out.jsonl", "p.toml"]);
}

/// What a run says of sources that are gone is true of those that gave way, and no count is more than there is.
#[test]
fn a_file_of_records_that_is_renamed() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"jsonl\"\npaths = [\"in/*.jsonl\"]\nremoved = \"keep\"\n\
         fields = { id = \"id\", text = \"text\" }\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let line = |id: u8| format!("{{\"id\": \"{id}\", \"text\": \"Day {id} of the ferry.\"}}\n");
    let lines = |ids: &[u8]| ids.iter().map(|id| line(*id)).collect::<String>();
    folder.write("in/a.jsonl", lines(&[1, 2, 3]));
    run(&folder, "p.toml");
    fs::rename(folder.path().join("in/a.jsonl"), folder.path().join("in/b.jsonl")).unwrap();
    folder.write("in/b.jsonl", lines(&[1, 2]));
    let ran = run(&folder, "p.toml");
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("gone")).collect();
    assert_eq!(
        told,
        [
            "  gone, and kept: 1 source: in/a.jsonl#id=3",
            "  gone, and there under another name: 2 sources: in/a.jsonl#id=1, in/a.jsonl#id=2",
        ]
    );
    assert_eq!(records(&folder).len(), 3);

    // Those that gave way are not counted with those that were not worked on again.
    folder.write("in/c.jsonl", "nonsense\n");
    let ran = folder.run(&["run", "p.toml", "--report", "report.json"]);
    assert!(
        ran.stderr.contains("with those in quarantine, 3 of 4 as in an earlier run"),
        "{}",
        ran.shown()
    );
    let unchanged = || {
        let report: serde_json::Value =
            serde_json::from_str(&folder.read("report.json").unwrap()).unwrap();
        report["unchanged"].as_u64()
    };
    assert_eq!(unchanged(), Some(3));
    let again = folder.run(&["run", "p.toml", "--report", "report.json"]);
    assert!(again.stderr.contains("all as in the last run"), "{}", again.shown());
    assert_eq!(unchanged(), Some(4));

    let explained = folder.run(&["explain", "p.toml", "in/a.jsonl#id=3"]);
    assert!(explained.stderr.contains("the ledger keeps its documents"), "{}", explained.shown());
    let never = folder.run(&["explain", "p.toml", "in/a.jsonl#id=7"]);
    assert!(!never.stderr.contains("keeps"), "{}", never.shown());
}

/// What goes while it is in quarantine is kept there, and in no output.
#[test]
fn a_source_that_goes_while_its_document_is_in_quarantine() {
    let folder =
        Folder::with_pipeline("[[classify]]\nuse = \"keywords\"\nlimits = { bytes = 100 }\n");
    let pipeline = folder.read("p.toml").unwrap();
    let pipeline = pipeline.replace("[\"inbox\"]\n", "[\"inbox\"]\nremoved = \"keep\"\n");
    folder.write("p.toml", &pipeline);
    folder.write("inbox/a.txt", "A ferry sails out.\n").write("inbox/b.txt", "A wall.\n");
    run(&folder, "p.toml");
    let strict = pipeline.replace("bytes = 100", "bytes = 10").replace("keywords", "language");
    folder.write("p.toml", &strict);
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(3));
    fs::remove_file(folder.path().join("inbox/a.txt")).unwrap();
    let ran = folder.run(&["run", "p.toml"]);
    let told = "gone, and kept in quarantine: 1 source: inbox/a.txt";
    assert!(ran.stderr.contains(told) && !ran.stderr.contains("and kept:"), "{}", ran.shown());
    folder.write("p.toml", strict.replace("bytes = 10", "bytes = 100"));
    run(&folder, "p.toml");
    assert_eq!(records(&folder).len(), 2);
}
