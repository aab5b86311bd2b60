//! Copies of outputs that lose what cannot be had again.

use std::fs;

use cableway_engine::{RunError, RunOptions};

use crate::desk::Desk;
use crate::two_ferries;

/// The names in the folder that begin with that of the first output, sorted.
fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.trim_start_matches('.').starts_with("out.txt"))
        .collect();
    names.sort();
    names
}

/// Writes `text` over the first output, runs, and says what the run says of it.
#[track_caller]
fn told(desk: &Desk, text: &str) -> String {
    desk.write("out.txt", text);
    let notices = desk.run().notices;
    assert_eq!(notices.len(), 1, "{notices:?}");
    notices.concat()
}

#[test]
fn what_is_kept_already_is_not_copied_again() {
    let desk = two_ferries();
    desk.run();
    for (text, copy) in [
        ("edited", "out.txt.edited`"),
        ("edited", "out.txt.edited`"),
        ("Edited", "out.txt.edited-2`"),
        ("edited", "out.txt.edited`"),
        ("edited twice", "out.txt.edited-3`"),
        ("Edited", "out.txt.edited-2`"),
    ] {
        let told = told(&desk, text);
        assert!(told.ends_with(copy), "{text}: {told}");
    }
    let copies = ["out.txt", "out.txt.edited", "out.txt.edited-2", "out.txt.edited-3"];
    assert_eq!(names(&desk), copies);
    let held = copies[1..].iter().map(|name| fs::read_to_string(desk.path(name)).unwrap());
    assert_eq!(held.collect::<Vec<_>>(), ["edited", "Edited", "edited twice"]);
    assert_eq!(desk.outputs(), desk.expected());
}

/// Files of more than one buffer, which differ in their last byte alone.
#[test]
fn long_copies_are_compared_to_the_end() {
    let desk = two_ferries();
    desk.run();
    let long = "x".repeat(100_000);
    assert!(told(&desk, &format!("{long}1")).ends_with("out.txt.edited`"));
    assert!(told(&desk, &format!("{long}2")).ends_with("out.txt.edited-2`"));
    assert!(told(&desk, &format!("{long}1")).ends_with("out.txt.edited`"));
}

/// A folder of the name, and a link that leads nowhere: nothing is written into them or through them.
#[test]
#[cfg(unix)]
fn what_has_the_name_of_a_copy_stays_as_it_is() {
    let desk = two_ferries();
    desk.run();
    fs::create_dir(desk.path("out.txt.edited")).unwrap();
    std::os::unix::fs::symlink("nowhere", desk.path("out.txt.edited-2")).unwrap();
    assert!(told(&desk, "edited").ends_with("out.txt.edited-3`"));
    assert!(!desk.path("nowhere").exists());
    assert_eq!(fs::read_dir(desk.path("out.txt.edited")).unwrap().count(), 0);
}

#[test]
fn an_output_stays_where_all_names_of_copies_are_taken() {
    let desk = two_ferries();
    desk.run();
    for number in 1..=1_000 {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        desk.write(&format!("out.txt.edited{end}"), "another");
    }
    desk.write("out.txt", "edited");
    let failure = desk.run_as(&RunOptions::default()).unwrap_err();
    assert!(matches!(failure, RunError::SetAside { .. }), "{failure:?}");
    let [words, cause] = &failure.chain()[..] else { panic!("{failure:?}") };
    for part in ["out.txt` was changed by somebody else", "move its copies away", "run again"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(cause.contains("out.txt.edited-1000` are taken"), "{cause}");
    assert_eq!(desk.outputs()[0].as_deref(), Some("edited"));
    assert_eq!(names(&desk).len(), 1_001, "nothing half-written is left");
    desk.remove("out.txt.edited-7");
    assert!(desk.run().notices.concat().ends_with("out.txt.edited-7`"));
    assert_eq!(desk.outputs(), desk.expected());
}

/// Whoever might read the output may read the copy, and nobody else.
#[test]
#[cfg(unix)]
fn a_copy_may_be_read_by_whoever_could_read_the_output() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = two_ferries();
    desk.run();
    for (mode, copy) in [(0o640, "out.txt.edited"), (0o444, "out.txt.edited-2")] {
        desk.write("out.txt", copy);
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(desk.path("out.txt"), permissions).unwrap();
        let _ = desk.run_as(&RunOptions::default());
        let found = fs::metadata(desk.path(copy)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{copy}");
        fs::set_permissions(desk.path("out.txt"), fs::Permissions::from_mode(0o644)).unwrap();
    }
}
