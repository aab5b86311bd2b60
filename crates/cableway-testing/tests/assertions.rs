//! The macros, as an author of stages uses them.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cableway_testing::assertions::{assert_cases, built_in, record_after};
use cableway_testing::{assert_case, assert_record_snapshot};

#[test]
fn the_cases_of_an_example() {
    assert_case!("../../examples/quickstart/tests/cases");
    assert_case!("../../examples/quickstart/tests/cases/harbour", &built_in());
}

#[test]
fn a_stage_by_itself() {
    assert_record_snapshot!(
        "use = \"lead\"\nsentences = 1",
        "The ferry sails again.\n\nTickets cost as much as they did before the storm."
    );
}

/// What a test that fails would say.
fn message_of(failing: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(failing)).expect_err("it should fail");
    payload.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn a_case_that_differs_fails_with_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let root = folder.path().to_str().unwrap();
    let message = message_of(|| assert_cases(root, ".", &built_in()));
    assert!(message.contains("no case lies in `.`"), "{message}");
    write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"in\"]\n[[export]]\nuse = \"jsonl\"\npath = \"o\"\n",
    );
    write("cases/a/case.toml", "pipeline = \"../../p.toml\"\n");
    write("cases/a/input/ferry.txt", "The ferry sails again.\n");
    // Whoever has everything written gets no failure for it.
    if !matches!(std::env::var("INSTA_UPDATE").as_deref(), Ok("always" | "force")) {
        let message = message_of(|| assert_cases(root, "cases", &built_in()));
        assert!(message.contains("missing  a · records"), "{message}");
    }
    write("cases/a/case.toml", "pipelin = \"../../p.toml\"\n");
    let message = message_of(|| assert_cases(root, "cases", &built_in()));
    assert!(message.contains("broken  a") && message.contains("`pipelin`"), "{message}");
}

#[test]
fn a_stage_that_cannot_be_shown_fails() {
    let message = message_of(|| drop(record_after("use = \"leed\"", "A text.")));
    assert_eq!(message, "no built-in classify or summarize stage is called `leed`");
    let message = message_of(|| drop(record_after("use = \"lead\"\nsentence = 1", "A text.")));
    assert!(message.contains("sentence"), "{message}");
}
