//! The cases of the examples, as their readers run them.

use super::{files, test};
use crate::examples::copy_of;
use crate::folder::Folder;

#[test]
fn the_examples_pass() {
    for name in ["quickstart", "policy-watch", "trained-topics"] {
        let folder = copy_of(name);
        let before = files(&folder);
        let shown = test(&folder, &[], 0, &[" passed in "]);
        assert!(!shown.contains("warning"), "{name}: {shown}");
        assert_eq!(files(&folder), before, "{name}: nothing is to be written");
    }
}

#[test]
fn a_new_project_passes() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["new", "watch"]).code, Some(0));
    test(&folder, &["watch"], 0, &["1 passed"]);
}
