//! What must not lie about, and what must be there.

use toml::{Table, Value};

use crate::files::{File, all, root};
use crate::nothing_wrong;

/// The most lines of a Rust file: a longer one has two subjects.
const LINES: usize = 700;

/// Marks of work that is not done. They are put together here, so as not to be found.
const MARKS: [&str; 5] = [
    concat!("to", "do!"),
    concat!("un", "implemented!"),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("db", "g!("),
];

/// Folders of one machine.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("C:\\", "Users")];

/// The keys that a member takes from the workspace.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

fn unfinished(path: &str, text: &str) -> Vec<String> {
    lines_with(path, text, &MARKS, "work that is not done")
}

fn machine_paths(path: &str, text: &str) -> Vec<String> {
    lines_with(path, text, &MACHINE_PATHS, "a path of one machine")
}

fn lines_with(path: &str, text: &str, words: &[&str], what: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(word) = words.iter().find(|word| line.contains(**word)) {
            problems.push(format!("{path}:{}: `{word}` is {what}", number + 1));
        }
    }
    problems
}

fn too_long(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines <= LINES {
        return Vec::new();
    }
    vec![format!("{path}: {lines} lines, more than {LINES}: it has more than one subject")]
}

/// What a member says for itself that all members say as one.
fn not_inherited(path: &str, text: &str) -> Vec<String> {
    let Ok(manifest) = text.parse::<Table>() else {
        return vec![format!("{path}: no TOML")];
    };
    let Some(package) = manifest.get("package") else { return Vec::new() };
    let from_workspace = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
    };
    let mut problems = Vec::new();
    for key in INHERITED {
        if !from_workspace(package.get(key)) {
            problems.push(format!("{path}: `{key}.workspace = true` is missing"));
        }
    }
    let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
    if lints.and_then(Value::as_bool) != Some(true) {
        problems.push(format!("{path}: `[lints] workspace = true` is missing"));
    }
    problems
}

/// A snapshot that nobody has looked at.
fn unread_snapshot(path: &str) -> Vec<String> {
    let is_new = path.ends_with(".snap.new") || path.ends_with(".pending-snap");
    if is_new { vec![format!("{path}: read it, then accept or reject it")] } else { Vec::new() }
}

/// Checks every file that `wanted` accepts.
fn each(wanted: impl Fn(&File) -> bool, check: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let files = all();
    let files = files.iter().filter(|file| wanted(file));
    files.flat_map(|file| check(&file.path, &file.text)).collect()
}

#[test]
fn work_is_done() {
    nothing_wrong(&each(|file| file.has_extension("rs") || file.has_extension("toml"), unfinished));
}

#[test]
fn files_have_one_subject() {
    nothing_wrong(&each(|file| file.has_extension("rs"), too_long));
}

#[test]
fn members_speak_as_one() {
    // Two are no members: the fuzz targets need another compiler, and the program that makes the table
    // of languages needs models that nobody else does.
    let is_member = |file: &File| {
        file.path.ends_with("Cargo.toml")
            && !["fuzz/", "xtask/language-table/"]
                .iter()
                .any(|folder| file.path.starts_with(folder))
    };
    nothing_wrong(&each(is_member, not_inherited));
}

#[test]
fn snapshots_were_read() {
    nothing_wrong(&each(|_| true, |path, _| unread_snapshot(path)));
}

#[test]
fn no_machine_is_special() {
    nothing_wrong(&each(|_| true, machine_paths));
}

#[test]
fn both_licences_are_there() {
    for (name, words) in
        [("LICENSE-MIT", "Permission is hereby granted"), ("LICENSE-APACHE", "Apache License")]
    {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        assert!(text.contains(words), "{name} is another text");
    }
}

#[test]
fn unfinished_work_is_found() {
    for mark in MARKS {
        let problems = unfinished("a.rs", &format!("fn a() {{\n    {mark}\n}}"));
        assert_eq!(problems, [format!("a.rs:2: `{mark}` is work that is not done")]);
    }
    assert!(unfinished("a.rs", "let method = 1; // a todo list is fine").is_empty());
}

#[test]
fn machine_paths_are_found() {
    let text = format!("path = \"{}anna/articles\"", MACHINE_PATHS[0]);
    assert_eq!(machine_paths("a.toml", &text).len(), 1);
    assert!(machine_paths("a.toml", "path = \"articles\"").is_empty());
}

#[test]
fn long_files_are_found() {
    assert!(too_long("a.rs", &"\n".repeat(LINES)).is_empty());
    assert_eq!(too_long("a.rs", &"\n".repeat(LINES + 1)).len(), 1);
}

#[test]
fn members_of_their_own_mind_are_found() {
    let good = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                rust-version.workspace = true\nlicense.workspace = true\n\
                publish.workspace = true\n[lints]\nworkspace = true";
    assert!(not_inherited("Cargo.toml", good).is_empty());
    let own_licence = good.replace("license.workspace = true", "license = \"MIT\"");
    assert_eq!(
        not_inherited("Cargo.toml", &own_licence),
        ["Cargo.toml: `license.workspace = true` is missing"]
    );
    let own_lints = good.replace("[lints]\nworkspace = true", "");
    assert_eq!(not_inherited("Cargo.toml", &own_lints).len(), 1);
}

#[test]
fn unread_snapshots_are_found() {
    assert_eq!(unread_snapshot("crates/a/src/snapshots/b.snap.new").len(), 1);
    assert!(unread_snapshot("crates/a/src/snapshots/b.snap").is_empty());
}
