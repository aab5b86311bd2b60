//! Outputs that cannot be written: a clear message, and never half a file.

use crate::folder::{Folder, assert_shown};

fn with_output(path: &str) -> Folder {
    let folder = Folder::new();
    folder.write("inbox/a.txt", "A ferry\n\nThe ferry sails on Monday, the harbour office said.\n");
    folder.write(
        "p.toml",
        format!("[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n[[export]]\nuse = \"jsonl\"\npath = \"{path}\"\n"),
    );
    folder
}

#[test]
#[cfg(target_os = "linux")]
fn the_disk_is_full() {
    let folder = with_output("/dev/full");
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.names(), ["inbox", "p.toml"]);
}

/// A disk that fills up in the middle of a file: the limit on the size of files stands in for it.
#[test]
#[cfg(target_os = "linux")]
fn the_disk_fills_up() {
    let folder = with_output("out.jsonl");
    folder.write("out.jsonl", "old\n");
    for place in 0..200 {
        let text = format!("Ferry {place}\n\n{}\n", "The ferry sails on Monday. ".repeat(100));
        folder.write(&format!("inbox/{place}.txt"), text);
    }
    assert_shown!(folder.run_with_small_files(64, &["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"));
    assert_eq!(folder.names(), ["inbox", "out.jsonl", "p.toml"], "nothing half-written is left");
}

#[test]
fn the_folder_cannot_be_made() {
    let folder = with_output("file/out.jsonl");
    folder.write("file", "in the way");
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
}

#[test]
#[cfg(unix)]
fn the_folder_is_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = with_output("locked/out.jsonl");
    let locked = folder.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    // Whoever may do everything may write here too: then there is a folder that nobody can write to.
    let read_only = std::fs::write(locked.join("probe"), "").is_err();
    let folder = if read_only { folder } else { with_output("/proc/cableway/out.jsonl") };
    let shown = folder.run(&["run", "p.toml"]).shown();
    assert!(shown.starts_with("exit code 1\n"), "{shown}");
    assert!(shown.contains("stage `jsonl`: cannot"), "{shown}");
    assert!(shown.contains("no output was replaced"), "{shown}");
}

#[test]
fn the_output_is_a_folder() {
    let folder = with_output("taken");
    std::fs::create_dir(folder.path().join("taken")).unwrap();
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.names(), ["inbox", "p.toml", "taken"]);
}

/// Neither `check` nor `run` touches an input, or lets the next run read what this one wrote.
#[test]
fn an_output_among_the_inputs() {
    let folder = with_output("inbox/a.txt");
    for command in ["check", "run"] {
        let shown = folder.run(&[command, "p.toml"]).shown();
        assert!(shown.contains("which the ingest stage `files` reads"), "{shown}");
    }
    assert!(folder.read("inbox/a.txt").unwrap().starts_with("A ferry"));
    assert_shown!(with_output("./x/../inbox/new/out.jsonl").run(&["check", "p.toml"]).shown());
    let everything = |more: &str| {
        let folder = with_output("out/records.jsonl");
        let text =
            folder.read("p.toml").unwrap().replace("[\"inbox\"]", &format!("[\".\"]\n{more}"));
        folder.write("p.toml", text);
        folder.run(&["check", "p.toml"]).code
    };
    assert_eq!(everything(""), Some(2));
    assert_eq!(everything("exclude = [\"out/\"]"), Some(0));
    assert_eq!(with_output("-").run(&["check", "p.toml"]).code, Some(0));
}

#[test]
fn two_exports_to_one_file() {
    let folder = with_output("out.jsonl");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline + "[[export]]\nuse = \"csv\"\npath = \"./out.jsonl\"\n");
    assert_shown!(folder.run(&["check", "p.toml"]).shown());
}

/// There is no room for a copy of what somebody else has written to the output: the limit on the size of files stands in
/// for a full disk.
#[test]
#[cfg(target_os = "linux")]
fn no_room_for_a_copy() {
    let folder = with_output("out.jsonl");
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    let edited = "edited by hand\n".repeat(100_000);
    folder.write("out.jsonl", &edited);
    assert_shown!(folder.run_with_small_files(2000, &["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some(&*edited));
    assert_eq!(folder.names(), ["inbox", "out.jsonl", "p.toml"], "nothing half-written is left");
    // With room enough, all goes on.
    assert_eq!(folder.run(&["run", "p.toml"]).code, Some(0));
    assert_eq!(folder.read("out.jsonl.edited").as_deref(), Some(&*edited));
}
