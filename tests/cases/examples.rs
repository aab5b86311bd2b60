//! The cases of the examples, as their readers run them.

use super::{files, test, told};
use crate::examples::copy_of;
use crate::folder::{Folder, ran};
use crate::plugins::build::library;

#[test]
fn the_examples_pass() {
    let policy = library("cableway_policy");
    for name in ["quickstart", "policy-watch", "trained-topics"] {
        let folder = copy_of(name);
        let before = files(&folder);
        let mut command = folder.command(&["test"]);
        let ran = ran(command.env("POLICY_PLUGIN", &policy).output().unwrap());
        let shown = told(&ran, 0, &[" passed in "]);
        assert!(!shown.contains("warning"), "{name}: {shown}");
        assert_eq!(files(&folder), before, "{name}: nothing is to be written");
    }
}

/// Whoever has not built the plugin is told how, and the example's other case passes without it.
#[test]
fn without_its_plugin_a_briefing_is_broken() {
    let folder = copy_of("policy-watch");
    let mut command = folder.command(&["test", "briefing-report"]);
    let ran = ran(command.env("POLICY_PLUGIN", "elsewhere.so").output().unwrap());
    told(&ran, 2, &["broken  ", "`${POLICY_PLUGIN}`: there is no such file", "build the plugin"]);
    test(&folder, &["languages"], 0, &["1 passed"]);
}

#[test]
fn a_new_project_passes() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["new", "watch"]).code, Some(0));
    test(&folder, &["watch"], 0, &["1 passed"]);
}
