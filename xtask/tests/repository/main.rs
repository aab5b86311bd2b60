//! What holds for the repository as a whole: who may import whom, and what must not lie about.
//!
//! Each check is a function over a path and a text that gives what is wrong, with a test of its own
//! that it can find something.

mod files;
mod layering;
mod licences;
mod links;
mod tidy;
mod words;

/// Fails with all that is wrong, one a line.
#[track_caller]
fn nothing_wrong(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
