//! What all three stages promise of the place that they write to.

use std::fs::{self, File};
use std::path::Path;

use cableway_core::{ErrorKind, Export};
use serde_json::json;
use tempfile::TempDir;

use crate::articles::bare;
use crate::stage;

const STAGES: [&str; 3] = ["jsonl", "csv", "markdown"];

#[track_caller]
fn export(id: &str, path: &str, base: &Path) -> Box<dyn Export> {
    stage(id, json!({ "path": path }), base).unwrap()
}

#[track_caller]
fn write_all(export: &mut dyn Export) {
    export.open().unwrap();
    export.write(&bare()).unwrap();
    export.commit().unwrap();
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// The message and the kind of what `open` says, with the folder's own path left out.
#[track_caller]
fn refused(path: &str, base: &Path) -> String {
    let mut export = export("jsonl", path, base);
    let error = export.open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.chain().count() > 1, "the cause is kept");
    drop(export);
    error.message().replace(&format!("{}/", base.display()), "")
}

#[test]
fn making_a_stage_touches_nothing() {
    for id in STAGES {
        let folder = TempDir::new().unwrap();
        drop(export(id, "a/b/out", folder.path()));
        assert_eq!(names(folder.path()), [""; 0], "{id}");
    }
}

#[test]
fn folders_are_made() {
    for id in STAGES {
        let folder = TempDir::new().unwrap();
        let mut export = export(id, "a/b/out", folder.path());
        write_all(&mut *export);
        drop(export);
        assert_eq!(names(folder.path()), ["a"], "{id}");
        assert_eq!(names(&folder.path().join("a/b")), ["out"], "{id}");
    }
}

#[test]
fn nothing_is_seen_before_the_commit() {
    for id in STAGES {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("out");
        fs::write(&target, "old").unwrap();
        let mut export = export(id, "out", folder.path());
        export.open().unwrap();
        for _ in 0..5000 {
            export.write(&bare()).unwrap();
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "old", "{id}");
        export.commit().unwrap();
        assert!(fs::metadata(&target).unwrap().len() > 5000, "{id}");
        assert_eq!(names(folder.path()), ["out"], "{id}");
    }
}

#[test]
fn without_a_commit_no_trace_is_left() {
    for id in STAGES {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("out"), "old").unwrap();
        for path in ["out", "a/b/new"] {
            let mut export = export(id, path, folder.path());
            export.open().unwrap();
            export.write(&bare()).unwrap();
            drop(export);
        }
        assert_eq!(names(folder.path()), ["out"], "{id}");
        assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "old", "{id}");
    }
}

/// Two outputs in one new folder, as in most pipelines: whichever goes first, the folder goes too.
#[test]
fn folders_for_several_outputs_go_with_the_last() {
    let folder = TempDir::new().unwrap();
    let mut exports =
        [export("jsonl", "a/b/1", folder.path()), export("csv", "a/2", folder.path())];
    for export in &mut exports {
        export.open().unwrap();
    }
    drop(exports);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn folders_of_others_stay() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let mut export = export("jsonl", "empty/out", folder.path());
    export.open().unwrap();
    drop(export);
    assert_eq!(names(folder.path()), ["empty"]);
}

#[test]
fn committed_twice_is_committed_once() {
    let folder = TempDir::new().unwrap();
    let mut export = export("jsonl", "out", folder.path());
    write_all(&mut *export);
    let first = fs::read(folder.path().join("out")).unwrap();
    export.commit().unwrap();
    assert_eq!(fs::read(folder.path().join("out")).unwrap(), first);
    let error = export.write(&bare()).unwrap_err();
    assert_eq!(error.chain().last().unwrap(), "the output is closed");
}

#[test]
fn a_folder_as_target_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("taken")).unwrap();
    insta::assert_snapshot!(refused("taken", folder.path()), @r#"cannot write to `taken`: it is a folder: add the name of the file to write"#);
    assert_eq!(names(folder.path()), ["taken"]);
}

#[test]
fn a_file_in_the_way_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "in the way").unwrap();
    insta::assert_snapshot!(refused("file/out", folder.path()), @r#"cannot write to `file/out`: a part of the path is a file, where there should be a folder"#);
    insta::assert_snapshot!(refused("file/a/out", folder.path()), @r#"cannot write to `file/a/out`: a part of the path is a file, where there should be a folder"#);
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "in the way");
}

#[test]
fn a_name_that_is_too_long_is_refused() {
    let folder = TempDir::new().unwrap();
    let message = refused(&"n".repeat(300), folder.path());
    assert!(message.ends_with("the name is too long or not allowed: choose another `path`"));
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn the_longest_name_that_a_file_may_have_is_taken() {
    let folder = TempDir::new().unwrap();
    // Two bytes a character: the temporary name must be cut between them.
    let name = format!("n{}", "é".repeat(127));
    write_all(&mut *export("jsonl", &name, folder.path()));
    assert_eq!(names(folder.path()), [name]);
}

#[test]
fn the_target_is_told() {
    let base = Path::new("pipelines");
    assert_eq!(export("csv", "-", base).target(), "standard output");
    assert_eq!(Path::new(&export("csv", "out/a.csv", base).target()), base.join("out/a.csv"));
}

mod leftovers {
    use super::*;

    fn leave(folder: &Path, name: &str) -> File {
        fs::write(folder.join(name), "half").unwrap();
        File::open(folder.join(name)).unwrap()
    }

    #[test]
    fn of_killed_runs_are_removed() {
        let folder = TempDir::new().unwrap();
        drop(leave(folder.path(), ".out.Ab3xYz.partial"));
        let mut export = export("jsonl", "out", folder.path());
        write_all(&mut *export);
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn of_live_runs_stay() {
        let folder = TempDir::new().unwrap();
        let live = leave(folder.path(), ".out.Ab3xYz.partial");
        live.try_lock().unwrap();
        let mut export = export("jsonl", "out", folder.path());
        write_all(&mut *export);
        assert_eq!(names(folder.path()), [".out.Ab3xYz.partial", "out"]);
    }

    #[test]
    fn of_other_outputs_and_of_nobody_stay() {
        let folder = TempDir::new().unwrap();
        let others = [
            ".out.Ab3xYz.partial.bak",
            ".out.abc.partial",
            ".out.b.Ab3xYz.partial",
            ".other.Ab3xYz.partial",
            "out.Ab3xYz.partial",
        ];
        for name in others {
            leave(folder.path(), name);
        }
        write_all(&mut *export("jsonl", "out", folder.path()));
        let mut expected: Vec<&str> = others.into_iter().chain(["out"]).collect();
        expected.sort_unstable();
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn of_a_run_at_work_survive_another() {
        let folder = TempDir::new().unwrap();
        let mut slow = export("jsonl", "out", folder.path());
        slow.open().unwrap();
        slow.write(&bare()).unwrap();
        slow.write(&bare()).unwrap();
        write_all(&mut *export("jsonl", "out", folder.path()));
        slow.commit().unwrap();
        let text = fs::read_to_string(folder.path().join("out")).unwrap();
        assert_eq!(text.lines().count(), 2, "the last to commit is what stays");
        assert_eq!(names(folder.path()), ["out"]);
    }
}

#[cfg(unix)]
mod unix {
    use std::io::Read as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_are_those_of_any_new_file() {
        let folder = TempDir::new().unwrap();
        write_all(&mut *export("jsonl", "out", folder.path()));
        File::create(folder.path().join("usual")).unwrap();
        assert_eq!(mode(&folder.path().join("out")), mode(&folder.path().join("usual")));
    }

    #[test]
    fn permissions_of_an_old_output_are_kept() {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("out");
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        write_all(&mut *export("jsonl", "out", folder.path()));
        assert_eq!(mode(&target), 0o640);
    }

    #[test]
    fn a_link_is_written_through() {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("far")).unwrap();
        fs::write(folder.path().join("far/old"), "old").unwrap();
        symlink("far/old", folder.path().join("to_old")).unwrap();
        symlink("far/new", folder.path().join("to_new")).unwrap();
        symlink("to_new", folder.path().join("to_link")).unwrap();
        for (path, place) in [("to_old", "far/old"), ("to_link", "far/new")] {
            write_all(&mut *export("jsonl", path, folder.path()));
            let link = fs::symlink_metadata(folder.path().join(path)).unwrap();
            assert!(link.is_symlink(), "{path}");
            let text = fs::read_to_string(folder.path().join(place)).unwrap();
            assert!(text.contains("Nothing happened."), "{path}: {text}");
        }
        assert_eq!(names(&folder.path().join("far")), ["new", "old"]);
        assert_eq!(names(folder.path()), ["far", "to_link", "to_new", "to_old"]);
    }

    #[test]
    fn a_link_in_a_circle_is_refused() {
        let folder = TempDir::new().unwrap();
        symlink("b", folder.path().join("a")).unwrap();
        symlink("a", folder.path().join("b")).unwrap();
        let message = refused("a", folder.path());
        assert!(message.starts_with("cannot write to `a`: "), "{message}");
        assert_eq!(names(folder.path()), ["a", "b"]);
    }

    #[test]
    fn a_device_takes_what_is_written_at_once() {
        for id in STAGES {
            write_all(&mut *export(id, "/dev/null", Path::new(".")));
        }
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_pipe_takes_what_is_written_at_once() {
        let folder = TempDir::new().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        let mut export = export("csv", "pipe", folder.path());
        write_all(&mut *export);
        drop(export);
        assert_eq!(reader.join().unwrap().lines().count(), 2);
        assert_eq!(names(folder.path()), ["pipe"]);
    }

    #[test]
    fn a_pipe_whose_reader_has_gone_is_told() {
        let folder = TempDir::new().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn(move || drop(File::open(pipe).unwrap()));
        let mut export = export("jsonl", "pipe", folder.path());
        export.open().unwrap();
        reader.join().unwrap();
        export.write(&bare()).unwrap();
        let error = export.commit().unwrap_err();
        assert!(error.message().ends_with("whoever was reading it has stopped"), "{error}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        let mut export = export("jsonl", "/dev/full", Path::new("."));
        export.open().unwrap();
        export.write(&bare()).unwrap();
        let error = export.commit().unwrap_err();
        insta::assert_snapshot!(error.chain().collect::<Vec<_>>().join("\n"), @r#"
        cannot write to `/dev/full`: the disk is full: make room or choose another `path`
        No space left on device (os error 28)
        "#);
    }

    /// The folder goes away under a run: what is then left is an error, not half an output.
    #[test]
    fn a_folder_that_is_gone_at_the_commit_is_told() {
        let folder = TempDir::new().unwrap();
        let mut export = export("jsonl", "a/out", folder.path());
        export.open().unwrap();
        export.write(&bare()).unwrap();
        fs::remove_dir_all(folder.path().join("a")).unwrap();
        let error = export.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
