//! Snapshots looked at in a terminal, by key.

use super::terminal::Terminal;
use super::{RULES, accept_all, add_case, desk, snapshot, test, told};
use crate::folder::Folder;

const CTRL_C: &str = "\u{3}";

/// A folder in which the accepted snapshots of these cases say `shipping`, and the new ones `weather`.
fn changed(cases: &[&str]) -> Folder {
    let folder = desk();
    for name in cases {
        add_case(&folder, name, "");
    }
    accept_all(&folder);
    folder.write("topics.toml", RULES.replace("shipping", "weather"));
    let count = format!("{} snapshots to look at", cases.len());
    test(&folder, &[], 1, &[&count]);
    folder
}

/// What the accepted snapshot of a case says, and whether another one waits.
fn state(folder: &Folder, case: &str) -> (&'static str, bool) {
    let accepted = folder.read(&snapshot(case, "records")).unwrap();
    let says = if accepted.contains("\"weather\"") { "new" } else { "old" };
    (says, folder.read(&format!("{}.new", snapshot(case, "records"))).is_some())
}

#[test]
fn one_by_one_until_ctrl_c() {
    let folder = changed(&["a", "b", "c", "d", "e"]);
    let mut terminal = Terminal::start(&folder, &["test", "review"]);
    terminal.wait_for("1 of 5 ── tests/cases/a/snapshots/records.snap");
    terminal.wait_for("topic flipped: `shipping` → `weather`");
    terminal.wait_for("first stage that differs: desk");
    terminal.wait_for("d the whole difference  w the whole snapshot");
    // What it is shown by, there and back.
    terminal.press("d");
    terminal.wait_for("d the first lines");
    terminal.press("w");
    let whole = terminal.wait_for("w what changed");
    assert!(whole.contains("\"schema\": \"cableway.record/1\""), "{whole}");
    terminal.press("w");
    terminal.wait_for("w the whole snapshot");
    // What is no key of the review is no answer.
    terminal.press("x");
    terminal.press("a");
    terminal.wait_for("2 of 5");
    terminal.press("r");
    terminal.wait_for("3 of 5");
    terminal.press("s");
    terminal.wait_for("4 of 5");
    terminal.wait_for("q end");
    terminal.press(CTRL_C);
    terminal.wait_for("2 snapshots still to look at");
    terminal.wait_for("1 accepted, 1 rejected, 1 skipped");
    assert_eq!(terminal.end(), Some(1));
    let states = ["a", "b", "c", "d", "e"].map(|case| state(&folder, case));
    assert_eq!(
        states,
        [("new", false), ("old", false), ("old", true), ("old", true), ("old", true)]
    );

    // The next review goes on where this one ended.
    let mut terminal = Terminal::start(&folder, &["test", "review"]);
    terminal.wait_for("1 of 3 ── tests/cases/c/snapshots/records.snap");
    terminal.wait_for("q end");
    terminal.press("q");
    terminal.wait_for("3 snapshots still to look at");
    assert_eq!(terminal.end(), Some(1));
    assert_eq!(state(&folder, "c"), ("old", true));

    let mut terminal = Terminal::start(&folder, &["test", "review"]);
    terminal.wait_for("q end");
    terminal.press("A");
    terminal.wait_for("3 accepted, 0 rejected, 0 skipped");
    assert_eq!(terminal.end(), Some(0));
    assert_eq!(state(&folder, "e"), ("new", false));
    // The rejected one is still another.
    test(&folder, &[], 1, &["differs  b · records", "1 differs", "4 passed"]);
}

#[test]
fn all_rejected_or_skipped() {
    let folder = changed(&["a", "b"]);
    let mut terminal = Terminal::start(&folder, &["test", "review"]);
    terminal.wait_for("q end");
    terminal.press("S");
    terminal.wait_for("0 accepted, 0 rejected, 2 skipped");
    assert_eq!(terminal.end(), Some(0));
    let mut terminal = Terminal::start(&folder, &["test", "review", "b"]);
    terminal.wait_for("1 of 1");
    terminal.wait_for("q end");
    terminal.press("R");
    terminal.wait_for("0 accepted, 1 rejected, 0 skipped");
    assert_eq!(terminal.end(), Some(0));
    assert_eq!([state(&folder, "a"), state(&folder, "b")], [("old", true), ("old", false)]);
}

#[test]
fn without_a_terminal() {
    let folder = changed(&["a", "b"]);
    told(
        &folder.run(&["test", "review"]),
        2,
        &[
            "a review needs a terminal; without one, use `cableway test list`, `accept` and `reject`",
        ],
    );
    assert_eq!(state(&folder, "a"), ("old", true));
}
