//! Ledgers in a bad state, and what happens to them and to outputs behind the command's back.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::folder::{Folder, Ran, not_tested, ran};
use crate::survival::{article, from_nothing, items, records, wait_until, worked};

const LEDGER: &str = ".cableway/p.ledger";

/// A folder that a run has been in.
fn used() -> Folder {
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"language\"\n");
    for number in 0..40 {
        article(&folder, number, "returns");
    }
    assert_eq!(folder.records(0).len(), 40);
    // All of it is to be in the one file that the tests spoil.
    let ledger = Connection::open(folder.path().join(LEDGER)).unwrap();
    ledger.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    folder
}

/// The command line's words, without what is of this machine.
fn shown(ran: &Ran, folder: &Folder) -> String {
    ran.shown().replace(folder.path().to_str().unwrap(), "[folder]")
}

#[test]
fn a_ledger_of_a_newer_version() {
    let folder = used();
    let path = folder.path().join(LEDGER);
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let (ledger, output) = (fs::read(&path).unwrap(), folder.read("out.jsonl"));
    article(&folder, 40, "returns");
    let said = folder.run(&["run", "p.toml"]);
    insta::assert_snapshot!(shown(&said, &folder));
    assert!(fs::read(&path).unwrap() == ledger, "it is left alone");
    assert_eq!(folder.read("out.jsonl"), output);
    assert_eq!(folder.run(&["ledger", "verify", "p.toml"]).code, Some(1));
}

/// Spoils the ledger: `verify` must find it, and the run must set it aside, say so, and work on everything.
#[track_caller]
fn damaged(spoil: impl Fn(Vec<u8>) -> Vec<u8>) {
    let folder = used();
    let path = folder.path().join(LEDGER);
    let spoilt = spoil(fs::read(&path).unwrap());
    fs::write(&path, &spoilt).unwrap();
    article(&folder, 3, "sinks");
    let verified = folder.run(&["ledger", "verify", "p.toml"]);
    assert_eq!(verified.code, Some(1), "{}", verified.shown());
    let told = "sets the ledger aside and builds a new one";
    assert!(verified.stderr.contains(told), "what becomes of it: {}", verified.shown());
    let status = folder.run(&["ledger", "status", "p.toml"]);
    // It need not come upon what is damaged.
    assert_eq!(status.code == Some(0), !status.stderr.contains(told), "{}", status.shown());
    assert!(fs::read(&path).unwrap() == spoilt, "to look at it changes nothing");

    let said = folder.run(&["run", "p.toml"]);
    assert_eq!(said.code, Some(0), "{}", said.shown());
    assert!(said.stderr.starts_with("warning: the ledger"), "{}", said.shown());
    assert!(said.stderr.contains("p.ledger.damaged"), "{}", said.shown());
    // It may have been written to before the damage was found, but nothing of it is thrown away.
    let aside = fs::metadata(folder.path().join(".cableway/p.ledger.damaged")).unwrap();
    assert!(aside.len() >= spoilt.len() as u64);
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
    assert_eq!(folder.run(&["ledger", "verify", "p.toml"]).code, Some(0));
    assert_eq!(worked(&folder, 0)["language"], 0, "the new one is as good as the old one was");
}

#[test]
fn a_ledger_that_was_cut_off() {
    damaged(|bytes| bytes[..bytes.len() / 2].to_vec());
}

#[test]
fn a_ledger_with_a_hole() {
    damaged(|mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle - 8192..middle + 8192].fill(0);
        bytes
    });
}

#[test]
fn a_ledger_that_lost_its_beginning() {
    damaged(|mut bytes| {
        bytes[..4096].fill(0);
        bytes
    });
}

#[test]
fn a_ledger_that_is_no_database() {
    damaged(|_| b"This is a note about the ledger.\n".repeat(40));
}

/// A single bit, where a document is kept.
#[test]
fn a_ledger_with_another_bit() {
    damaged(|mut bytes| {
        let copy = tempfile::NamedTempFile::new().unwrap();
        fs::write(copy.path(), &bytes).unwrap();
        let packed: Vec<u8> = Connection::open(copy.path())
            .unwrap()
            .query_row("SELECT data FROM outcomes ORDER BY item LIMIT 1", [], |row| row.get(0))
            .unwrap();
        // Long enough that nothing else is the same; but a page that is free now may have a copy.
        let is_there = |place: &usize| bytes[*place..*place + 64] == packed[..64];
        let places: Vec<usize> = (0..bytes.len() - 64).filter(is_there).collect();
        for place in places {
            bytes[place + 32] ^= 0x10;
        }
        bytes
    });
}

#[test]
fn a_database_of_another_program() {
    damaged(|_| {
        let folder = Folder::new();
        let path = folder.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE notes (text); INSERT INTO notes VALUES ('x')").unwrap();
        drop(other);
        fs::read(path).unwrap()
    });
}

/// What cannot be looked at is not gone for all that is known.
#[test]
fn documents_below_a_folder_that_cannot_be_read_are_not_withdrawn() {
    let folder = Folder::with_pipeline("");
    article(&folder, 0, "returns");
    for name in ["a", "b"] {
        folder
            .write(&format!("inbox/office/deep/{name}.txt"), format!("The ferry {name} sails.\n"));
    }
    folder.write("inbox/officer.txt", "The ferry of the officer sails.\n");
    let set = |path: &str, mode: u32| {
        let path = folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for path in ["", "inbox", "inbox/office", "inbox/office/deep"] {
        set(path, 0o777);
    }
    let as_somebody = || {
        let mut command = folder.command(&["run", "p.toml"]);
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        command.output().map(ran)
    };
    let Ok(first) = as_somebody() else {
        not_tested(
            "a folder that cannot be read: the built command is out of another user's reach",
        );
        return;
    };
    assert_eq!(first.code, Some(0), "{}", first.shown());
    let all = folder.read("out.jsonl").unwrap();
    assert_eq!(all.lines().count(), 4);

    set("inbox/office", 0o000);
    fs::remove_file(folder.path().join("inbox/officer.txt")).unwrap();
    let second = as_somebody().unwrap();
    let third = as_somebody().unwrap();
    // A stage that is added works on what cannot be looked at, too.
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", format!("{pipeline}\n[[classify]]\nuse = \"language\"\n"));
    let longer = as_somebody().unwrap();
    let is_known = |line: &str| line.contains(r#""kind":"language""#);
    let records = folder.read("out.jsonl").unwrap();
    assert!(records.lines().count() == 3 && records.lines().all(is_known), "{}", longer.shown());
    folder.write("p.toml", pipeline);
    as_somebody().unwrap();
    set("inbox/office", 0o777);
    for ran in [&second, &third] {
        assert_eq!(ran.code, Some(3), "{}", ran.shown());
        let why = "it is inbox/office: is a folder that cannot be opened";
        assert!(ran.stderr.contains(why), "{}", ran.shown());
    }
    assert!(
        second.stderr.contains("gone, and withdrawn: 1 source: inbox/officer.txt"),
        "{}",
        second.shown()
    );
    let (left, gone): (Vec<_>, Vec<_>) = {
        let now = folder.read("out.jsonl").unwrap();
        all.lines().map(str::to_owned).partition(|line| now.contains(line))
    };
    assert_eq!((left.len(), gone.len()), (3, 1), "{}", third.shown());
    let fourth = as_somebody().unwrap();
    assert_eq!(fourth.code, Some(0), "{}", fourth.shown());
    assert_eq!(folder.read("out.jsonl").unwrap(), from_nothing(&folder));
}

/// Somebody who may read the folder, and write nothing in it.
#[test]
fn a_folder_that_can_only_be_read() {
    let folder = used();
    let before = folder.read("out.jsonl").unwrap();
    article(&folder, 40, "returns");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("stdout.toml", pipeline.replace("\"out.jsonl\"", "\"-\""));
    let everybody = |mode: u32| {
        let mut paths = vec![folder.path().to_owned()];
        while let Some(path) = paths.pop() {
            let mode = if path.is_dir() { mode | (mode & 0o444) >> 2 } else { mode };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            if path.is_dir() {
                paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
    };
    everybody(0o444);
    let as_somebody = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        // Whoever may do everything may write here too.
        if rustix::process::geteuid().is_root() {
            command.uid(65_534).gid(65_534);
        }
        command.output().map(ran)
    };
    let outcomes = [&["run", "p.toml"], &["run", "stdout.toml"]].map(|line| as_somebody(line));
    let status = as_somebody(&["ledger", "status", "p.toml"]);
    everybody(0o644);
    let ([Ok(to_file), Ok(to_stdout)], Ok(status)) = (outcomes, status) else {
        not_tested(
            "a folder that can only be read: the built command is out of another user's reach",
        );
        return;
    };
    // There is nowhere to put the output.
    assert_eq!(to_file.code, Some(1), "{}", to_file.shown());
    assert!(to_file.stderr.contains("cannot write to `out.jsonl`"), "{}", to_file.shown());
    assert_eq!(folder.read("out.jsonl").unwrap(), before);
    // There is nowhere to put a ledger: the run goes on without, and says so.
    assert_eq!(to_stdout.code, Some(0), "{}", to_stdout.shown());
    assert!(to_stdout.stderr.contains("this run remembers nothing"), "{}", to_stdout.shown());
    assert_eq!(to_stdout.stdout, from_nothing(&folder));
    assert_eq!(status.code, Some(0), "{}", status.shown());
    assert_eq!(folder.names(), ["inbox", "out.jsonl", "p.toml", "stdout.toml"]);
}

/// A run that reads JSON Lines from a pipe, so that it goes on for as long as the test wants.
fn waiting(folder: &Folder, output: &str) -> Child {
    folder.write(
        "p.toml",
        format!(
            "[[ingest]]\nuse = \"jsonl\"\npaths = [\"-\"]\nfields = {{ text = \"text\" }}\n\
             [[export]]\nuse = \"jsonl\"\npath = \"{output}\"\n"
        ),
    );
    let mut command = folder.command(&["run", "p.toml"]);
    command.stdin(Stdio::piped()).spawn().unwrap()
}

fn say(run: &mut Child, line: usize) {
    let input = run.stdin.as_mut().unwrap();
    writeln!(input, "{{\"text\": \"The ferry to island {line} sails again on Monday.\"}}").unwrap();
}

#[track_caller]
fn end(mut run: Child) -> Ran {
    drop(run.stdin.take());
    ran(run.wait_with_output().unwrap())
}

#[test]
fn a_ledger_that_is_deleted_while_a_run_is_at_work() {
    let folder = Folder::new();
    let mut run = waiting(&folder, "out.jsonl");
    say(&mut run, 1);
    wait_until(&mut run, "the first document is in the ledger", || items(&folder) > 0);
    fs::remove_dir_all(folder.path().join(".cableway")).unwrap();
    say(&mut run, 2);
    let ran = end(run);
    // It may go on without, or end with the reason; but there is no half of an output, and the next run works.
    let said = shown(&ran, &folder);
    assert!(!said.contains("panicked"), "{said}");
    match ran.code {
        Some(0) => assert_eq!(records(&folder).len(), 2, "{said}"),
        Some(1) => assert!(folder.read("out.jsonl").is_none() && said.contains("ledger"), "{said}"),
        _ => panic!("{said}"),
    }
    let mut run = waiting(&folder, "out.jsonl");
    say(&mut run, 1);
    say(&mut run, 3);
    let ran = end(run);
    assert_eq!(ran.code, Some(0), "{}", ran.shown());
    assert_eq!(records(&folder).len(), 2);
    assert_eq!(folder.run(&["ledger", "verify", "p.toml"]).code, Some(0));
}

#[test]
fn an_output_that_was_edited_by_hand() {
    let folder = used();
    let output = folder.read("out.jsonl").unwrap();
    let edited = output.replacen("returns", "sinks", 1);
    folder.write("out.jsonl", &edited);
    let status = folder.run(&["ledger", "status", "p.toml"]);
    assert!(status.stdout.contains("not as the last run left it"), "{}", status.shown());
    let verified = folder.run(&["ledger", "verify", "p.toml"]);
    assert_eq!(verified.code, Some(1), "{}", verified.shown());
    assert!(!verified.stderr.contains("aside"), "the ledger is sound: {}", verified.shown());
    let said = folder.run(&["run", "p.toml"]);
    assert_eq!(said.code, Some(0), "{}", said.shown());
    assert!(said.stderr.contains("out.jsonl.edited"), "{}", said.shown());
    assert_eq!(folder.read("out.jsonl").unwrap(), output);
    assert_eq!(folder.read("out.jsonl.edited").unwrap(), edited, "nobody's work is lost");
    let again = folder.run(&["run", "p.toml"]);
    assert!(again.stderr.contains("all as in the last run"), "{}", again.shown());
}

#[test]
fn a_ledger_that_another_program_has_locked() {
    let folder = used();
    article(&folder, 40, "returns");
    let before = folder.read("out.jsonl").unwrap();
    let other = Connection::open(folder.path().join(LEDGER)).unwrap();
    // In WAL mode, readers would go on beside a writer; the run writes.
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let said = folder.run(&["run", "p.toml"]);
    insta::assert_snapshot!(shown(&said, &folder));
    assert_eq!(folder.read("out.jsonl").unwrap(), before);
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert_eq!(folder.records(0).len(), 41);
}

#[test]
fn two_runs_at_once() {
    let folder = Folder::new();
    let mut first = waiting(&folder, "out.jsonl");
    say(&mut first, 1);
    wait_until(&mut first, "the first document is in the ledger", || items(&folder) > 0);
    let second = folder.run(&["run", "p.toml"]);
    assert_eq!(second.code, Some(1), "{}", second.shown());
    let holder = format!("is held by another run (process {})", first.id());
    assert!(second.stderr.contains(&holder), "{}", second.shown());
    assert!(second.stderr.contains("--wait"), "{}", second.shown());
    assert_eq!(folder.run(&["ledger", "status", "p.toml"]).code, Some(0), "one may look");

    let mut third = folder.command(&["run", "p.toml", "--wait"]);
    let third = third.stdin(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(folder.read("out.jsonl"), None, "it does wait");
    let ran_first = end(first);
    assert_eq!(ran_first.code, Some(0), "{}", ran_first.shown());
    let ran_third = ran(third.wait_with_output().unwrap());
    assert!(matches!(ran_third.code, Some(0 | 3)), "{}", ran_third.shown());
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(folder.run(&["ledger", "verify", "p.toml"]).code, Some(0));
}

#[test]
fn two_pipelines_that_write_to_one_file() {
    let folder = Folder::with_pipeline("");
    article(&folder, 1, "returns");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("other.toml", pipeline.replace("\"out.jsonl\"", "\"inbox/../out.jsonl\""));
    let both = folder.run(&["check", "p.toml", "other.toml"]);
    insta::assert_snapshot!(shown(&both, &folder));
    // Each by itself is fine; but the second one is told when it finds what the first one wrote.
    folder.records(0);
    let alone = folder.run(&["check", "other.toml"]);
    assert_eq!(alone.code, Some(0), "{}", alone.shown());
    assert!(alone.stderr.contains("was written by the pipeline `p`, too"), "{}", alone.shown());
}
