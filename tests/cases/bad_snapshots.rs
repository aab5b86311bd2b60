//! Snapshots that are not as they were written.

use super::{PLUGIN, accept_all, add_case, desk_case, desk_with, snapshot, test, with_plugin};
use crate::folder::Folder;
use crate::plugins::programs::python;

/// A case whose accepted snapshot has been changed.
fn damaged(change: impl Fn(String) -> String) -> Folder {
    let folder = desk_case("");
    accept_all(&folder);
    let path = snapshot("a", "records");
    folder.write(&path, change(folder.read(&path).unwrap()));
    folder
}

/// The snapshot is told to be damaged, and accepting the output anew is the way out.
#[track_caller]
fn is_told_and_mended(change: impl Fn(String) -> String, words: &[&str]) {
    let folder = damaged(&change);
    let shown = test(&folder, &[], 2, words);
    assert!(shown.contains("broken  a · records"), "{shown}");
    assert!(shown.contains("`tests/cases/a/snapshots/records.snap`"), "{shown}");
    test(&folder, &["list"], 0, &["broken", "1 snapshot to look at"]);
    test(&folder, &["accept"], 0, &["accepted"]);
    test(&folder, &[], 0, &["1 passed"]);
    let folder = damaged(change);
    test(&folder, &["--update", "no"], 2, words);
    test(&folder, &["list"], 0, &["0 snapshots to look at"]);
    test(&folder, &["--update", "always"], 0, &["1 passed"]);
    test(&folder, &[], 0, &["1 passed"]);
}

#[test]
fn marks_of_a_merge_conflict() {
    is_told_and_mended(
        |text| {
            text.replace(
                "{\n  \"schema\"",
                "<<<<<<< ours\n{\n=======\n{\n>>>>>>> theirs\n  \"schema\"",
            )
        },
        &[", line ", "a mark of a merge conflict, `<<<<<<<`: settle the conflict, or accept"],
    );
}

#[test]
fn edited_by_hand() {
    is_told_and_mended(
        |text| {
            text.replace("\"schema\": \"cableway.record/1\",", "\"schema\" \"cableway.record/1\",")
        },
        &[", line ", "its contents are no records", "accept the output anew"],
    );
    is_told_and_mended(
        |text| {
            text.replace(
                "info:\n  schema: cableway.snapshot/1\n  case: a",
                "info:\n  schema: cableway.snapshot/1\n  case: [a]",
            )
        },
        &["`info` of its header"],
    );
    is_told_and_mended(
        |text| text[4..].to_owned(),
        &["it is no snapshot: its first line is not `---`"],
    );
    is_told_and_mended(
        |text| text.lines().take(4).map(|line| format!("{line}\n")).collect(),
        &["its header has no end"],
    );
    // What can still be read is compared.
    let folder = damaged(|text| text.replace("\"shipping\"", "\"trains\""));
    test(
        &folder,
        &[],
        1,
        &["topic flipped: `trains` → `shipping`", "nothing that is known of it changed"],
    );
}

#[test]
fn made_by_a_newer_version() {
    let newer = |text: String| text.replace("cableway.snapshot/1", "cableway.snapshot/2");
    let folder = damaged(newer);
    let path = snapshot("a", "records");
    let kept = folder.read(&path);
    let words = ["it was written as `cableway.snapshot/2`", "update Cableway"];
    test(&folder, &[], 2, &words);
    test(&folder, &["--update", "always"], 2, &words);
    assert_eq!(folder.read(&path), kept, "this version would know less");
}

#[test]
fn a_folder_that_cannot_be_written_to() {
    // Rights do not bind everybody; that no folder can be where a file is, does.
    let folder = desk_case("");
    folder.write("tests/cases/a/snapshots", "in the way");
    let words = [
        "broken  a · records",
        "records.snap",
        "cannot write it",
        "a file stands where its folder must be",
    ];
    test(&folder, &[], 2, &words);
    test(&folder, &["--update", "always"], 2, &words);
    test(&folder, &["--update", "no"], 1, &["missing  a · records"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt as _;

    let folder = desk_case("");
    accept_all(&folder);
    let snapshots = folder.path().join("tests/cases/a/snapshots");
    let bind = |mode| set_permissions(&snapshots, Permissions::from_mode(mode)).unwrap();
    bind(0o555);
    if write(snapshots.join("probe"), "").is_ok() {
        bind(0o755);
        crate::folder::not_tested("a read-only folder: rights do not bind this user");
        return;
    }
    test(&folder, &[], 0, &["1 passed"]);
    folder.write("topics.toml", super::RULES.replace("shipping", "weather"));
    let words = ["broken  a · records", "cannot write it", "give yourself the right to"];
    test(&folder, &[], 2, &words);
    test(&folder, &["--update", "no"], 1, &["differs  a · records"]);
    bind(0o755);
    test(&folder, &[], 1, &["differs  a · records"]);
}

#[test]
fn what_is_no_text_is_kept_beside() {
    if !python() {
        return;
    }
    let folder = desk_with(&with_plugin("export", "bytes", "path = \"out.png\""));
    folder.write("own.py", PLUGIN);
    add_case(&folder, "a", "exports = [\"own:bytes\"]\n");
    test(&folder, &[], 1, &["missing  a · export-own+bytes", "the new one has 6 bytes"]);
    test(&folder, &["accept"], 0, &["2 snapshots"]);
    test(&folder, &[], 0, &["2 passed"]);
    let kept = folder.path().join(format!("{}.png", snapshot("a", "export-own+bytes")));
    assert_eq!(std::fs::read(&kept).unwrap(), b"PNG\xff\xfe\0");
    assert!(folder.read("out.png").is_none(), "it writes nowhere else");

    folder.write("own.py", PLUGIN.replace(r"\xfe\x00", r"\xfd\x00more"));
    test(&folder, &["--stage", "lead"], 0, &["2 passed"]);
    test(&folder, &["--stage", "own:bytes"], 1, &["differs  a · export-own+bytes", "1 passed"]);
    let words = [
        "differs  a · export-own+bytes",
        "10 bytes where 6 were; the first difference is at byte 4",
    ];
    test(&folder, &[], 1, &words);
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    assert_eq!(std::fs::read(&kept).unwrap(), b"PNG\xff\xfd\0more");
    std::fs::remove_file(&kept).unwrap();
    test(&folder, &[], 2, &["broken  a · export-own+bytes", "are not there: restore the file"]);
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    folder.write("own.py", PLUGIN.replace(r"PNG\xff\xfe\x00", "now it is text"));
    test(&folder, &[], 1, &["it was no UTF-8 and is text now"]);
    test(&folder, &["--update", "always"], 0, &["2 passed"]);
    assert!(!kept.exists(), "what is text lies in the snapshot itself");
    folder.write("own.py", PLUGIN);
    test(&folder, &[], 1, &["it was text and is no UTF-8 any more"]);
    test(&folder, &["accept"], 0, &["1 snapshot"]);
    // What nothing asks for goes as a whole.
    add_case(&folder, "a", "");
    test(&folder, &["--unreferenced", "delete"], 0, &["deleted: "]);
    assert!(!kept.exists(), "the file beside it goes, too");
}
