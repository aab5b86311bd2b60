//! Under which licences the libraries are that end up in the built command and in plugins.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::files::root;
use crate::nothing_wrong;

/// Licences that let everybody do everything, and ask for no more than that their text be kept.
const PERMISSIVE: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences of data that go along where `NOTICE` names the library.
const WITH_A_NOTICE: [&str; 1] = ["CDLA-Permissive-2.0"];

/// Whether an SPDX expression can be met with licences that `is_fine` holds for: `A OR B`, `A/B` as it
/// was once written, `A AND B`, `A WITH B`, brackets. What is no such expression cannot.
fn can_be_met(expression: &str, is_fine: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    any_of(&mut rest, is_fine) == Some(true) && rest.is_empty()
}

fn any_of(words: &mut &[&str], is_fine: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut found = all_of(words, is_fine)?;
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        found |= all_of(words, is_fine)?;
    }
    Some(found)
}

fn all_of(words: &mut &[&str], is_fine: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut found = one(words, is_fine)?;
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        found &= one(words, is_fine)?;
    }
    Some(found)
}

fn one(words: &mut &[&str], is_fine: &dyn Fn(&str) -> bool) -> Option<bool> {
    let (first, rest) = words.split_first()?;
    *words = rest;
    if *first == "(" {
        let found = any_of(words, is_fine)?;
        let [")", rest @ ..] = *words else { return None };
        *words = rest;
        return Some(found);
    }
    // An exception allows more, not less.
    if let ["WITH", _, rest @ ..] = *words {
        *words = rest;
    }
    Some(is_fine(first))
}

/// What is wrong with the licence of the library `name`.
fn wrong_licence(name: &str, licence: Option<&str>, notice: &str) -> Option<String> {
    let Some(licence) = licence else { return Some(format!("{name}: says no licence")) };
    if can_be_met(licence, &|one| PERMISSIVE.contains(&one)) {
        return None;
    }
    if !can_be_met(licence, &|one| PERMISSIVE.contains(&one) || WITH_A_NOTICE.contains(&one)) {
        return Some(format!("{name}: is licensed under {licence}, which is not permissive"));
    }
    let is_named = notice.contains(&format!("`{name}`")) && notice.contains(licence);
    (!is_named).then(|| format!("{name}: is licensed under {licence}, and not named in NOTICE"))
}

/// What cargo knows of the members and all that they stand on, on this platform.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc can be asked");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("it says so");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo can be asked");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// The ids of all packages that a member needs for more than its tests.
fn needed(metadata: &Value) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let mut open: Vec<&str> =
        list(&metadata["workspace_members"]).filter_map(Value::as_str).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let dependencies = nodes.get(id).into_iter().flat_map(|node| list(&node["deps"]));
            let needed = dependencies
                .filter(|one| list(&one["dep_kinds"]).any(|kind| kind["kind"] != "dev"));
            open.extend(needed.filter_map(|one| one["pkg"].as_str()));
        }
    }
    found
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[test]
fn all_libraries_may_be_given_to_everybody() {
    let metadata = metadata();
    let needed = needed(&metadata);
    assert!(needed.len() > 50, "{needed:?}");
    let notice = std::fs::read_to_string(root().join("NOTICE")).unwrap();
    let packages = list(&metadata["packages"])
        .filter(|package| package["id"].as_str().is_some_and(|id| needed.contains(id)));
    let problems = packages.filter_map(|package| {
        wrong_licence(package["name"].as_str()?, package["license"].as_str(), &notice)
    });
    nothing_wrong(&problems.collect::<Vec<_>>());
}

#[test]
fn texts_that_go_along_are_there() {
    for licence in WITH_A_NOTICE {
        let name = format!("LICENSE-{licence}");
        let text = std::fs::read_to_string(root().join(&name)).unwrap();
        assert!(text.contains("Community Data License Agreement"), "{name} is another text");
    }
}

#[test]
fn expressions() {
    let is_fine = |licence: &str| ["MIT", "Zlib"].contains(&licence);
    for (expression, fine) in [
        ("MIT", true),
        ("MPL-2.0", false),
        ("MPL-2.0 OR MIT", true),
        ("MPL-2.0/MIT", true),
        ("MPL-2.0 AND MIT", false),
        ("(MPL-2.0 OR MIT) AND Zlib", true),
        ("MIT OR MPL-2.0 AND GPL-3.0", true),
        ("(MIT OR MPL-2.0) AND GPL-3.0", false),
        ("MIT WITH some-exception AND Zlib", true),
        ("(MIT", false),
        ("MIT Zlib", false),
        ("", false),
    ] {
        assert_eq!(can_be_met(expression, &is_fine), fine, "{expression}");
    }
}

#[test]
fn wrong_licences_are_found() {
    assert_eq!(wrong_licence("a", Some("MIT"), ""), None);
    assert!(wrong_licence("a", None, "").is_some());
    assert!(wrong_licence("a", Some("GPL-3.0"), "`a`: under GPL-3.0").is_some());
    let data = Some("CDLA-Permissive-2.0");
    assert!(wrong_licence("a", data, "`b`: under CDLA-Permissive-2.0").is_some());
    assert_eq!(wrong_licence("a", data, "`a`: under CDLA-Permissive-2.0"), None);
}
