//! Links between the repository's own files.

use std::collections::BTreeSet;

use crate::files::all;
use crate::nothing_wrong;

/// Links of a Markdown text that lead to no file and no folder of the repository. `exists` is asked
/// with a path from the repository's folder.
fn dead_links(path: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, target) in links(text) {
        let target = target.split(['#', ' ']).next().unwrap_or_default();
        let is_local = !target.is_empty() && !target.contains(':');
        if is_local && !resolve(path, target).is_some_and(|target| exists(&target)) {
            problems.push(format!("{path}:{number}: the link to `{target}` leads nowhere"));
        }
    }
    problems
}

/// What stands in `](…)` and after `[name]: `, with the number of its line; code is left out.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second part stands between backquotes.
        for part in line.split('`').step_by(2) {
            for after in part.split("](").skip(1) {
                found.extend(after.split(')').next().map(|target| (number + 1, target)));
            }
        }
        let definition = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        found.extend(
            definition
                .filter(|(name, _)| !name.starts_with('^') && !name.contains(']'))
                .map(|(_, target)| (number + 1, target)),
        );
    }
    found
}

/// `target` as seen from the file `path`; nothing when it leaves the repository.
fn resolve(path: &str, target: &str) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn links_lead_somewhere() {
    let files = all();
    let mut there: BTreeSet<&str> = BTreeSet::new();
    for file in &files {
        there.insert(&file.path);
        there.extend(file.path.match_indices('/').map(|(at, _)| &file.path[..at]));
    }
    let written_by_us = files.iter().filter(|file| {
        // An inbox holds input, which may be as broken as input is.
        file.has_extension("md") && !file.path.contains("/inbox/")
    });
    let exists = |path: &str| path.is_empty() || there.contains(path);
    let problems: Vec<String> =
        written_by_us.flat_map(|file| dead_links(&file.path, &file.text, &exists)).collect();
    nothing_wrong(&problems);
}

#[test]
fn dead_links_are_found() {
    #[track_caller]
    fn check(text: &str, expect: usize) {
        let exists = |path: &str| ["docs/a.md", "README.md", "docs"].contains(&path);
        assert_eq!(dead_links("docs/b.md", text, &exists).len(), expect, "{text}");
    }
    check("[a](a.md) [a](a.md#part) [up](../README.md \"title\") [here](.)", 0);
    check("[away](https://example.org/x) [part](#part) [^1]: no.md", 0);
    check("[a](c.md)", 1);
    check("[out](../../README.md)", 1);
    check("`[a](c.md)`\n```\n[a](c.md)\n```\n[a](c.md)", 1);
    check("[a]: c.md\n[b]: a.md", 1);
}
