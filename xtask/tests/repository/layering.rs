//! Who may import whom. The rules are those of ARCHITECTURE.md.

use toml::{Table, Value};

use crate::files::all;
use crate::nothing_wrong;

/// What a member may import.
#[derive(Clone, Copy, Debug)]
enum Imports {
    /// These members, and no other.
    Only(&'static [&'static str]),
    /// All members.
    Any,
}

const CORE: Imports = Imports::Only(&["cableway-core"]);

/// A plugin that ships is a plugin like any user's.
const SDK: Imports = Imports::Only(&["cableway-sdk"]);

/// Each member that there is, or will be, and which members it may import. Imports of tests and
/// benches count as well: a test that needs a higher crate belongs into that crate.
const RULES: [(&str, Imports); 19] = [
    ("cableway-core", Imports::Only(&[])),
    ("cableway-ingest", CORE),
    ("cableway-classify", CORE),
    ("cableway-summarize", CORE),
    ("cableway-export", CORE),
    ("cableway-engine", CORE),
    (
        "cableway",
        Imports::Only(&[
            "cableway-core",
            "cableway-engine",
            "cableway-ingest",
            "cableway-classify",
            "cableway-summarize",
            "cableway-export",
            "cableway-plugin-host",
            "cableway-testing",
        ]),
    ),
    (
        "cableway-testing",
        Imports::Only(&[
            "cableway-core",
            "cableway-engine",
            "cableway-ingest",
            "cableway-classify",
            "cableway-summarize",
            "cableway-export",
            "cableway-plugin-host",
        ]),
    ),
    ("cableway-plugin-host", Imports::Only(&["cableway-core", "cableway-plugin-abi"])),
    // The host lies below the SDK, whose test kit runs stages through it.
    (
        "cableway-sdk",
        Imports::Only(&["cableway-core", "cableway-plugin-abi", "cableway-plugin-host"]),
    ),
    ("cableway-atom", SDK),
    ("cableway-fixture", SDK),
    ("cableway-policy", SDK),
    ("cableway-readability", SDK),
    ("cableway-tests", Imports::Any),
    ("cableway-fuzz", Imports::Any),
    ("cableway-language-table", Imports::Only(&[])),
    // It is built before anything else that a newcomer asks for, and so must be small.
    ("xtask", Imports::Only(&[])),
    ("cableway-plugin-abi", Imports::Only(&[])),
];

/// What the core may import from outside: it knows no file, no thread, no TOML, no plugin.
const CORE_DEPENDENCIES: [&str; 10] = [
    "blake3",
    "foldhash",
    "insta",
    "proptest",
    "schemars",
    "serde",
    "serde_json",
    "smol_str",
    "thiserror",
    "unicode-segmentation",
];

/// The crates that may hold `unsafe` code, once they are there: those at the C interface.
const MAY_BE_UNSAFE: [&str; 3] =
    ["crates/cableway-plugin-abi", "crates/cableway-plugin-host", "crates/cableway-sdk"];

/// What is wrong with the dependencies of one manifest.
fn wrong_imports(path: &str, text: &str) -> Vec<String> {
    let Ok(manifest) = text.parse::<Table>() else {
        return vec![format!("{path}: no TOML")];
    };
    let Some(name) = manifest.get("package").and_then(|package| package.get("name")) else {
        return Vec::new();
    };
    let name = name.as_str().unwrap_or_default();
    let Some((_, imports)) = RULES.iter().find(|(member, _)| *member == name) else {
        return vec![format!("{path}: `{name}` has no rule in {}", file!())];
    };
    let mut problems = Vec::new();
    for dependency in dependencies(&manifest) {
        let is_member = dependency.starts_with("cableway") || dependency == "xtask";
        let allowed = match imports {
            Imports::Any => true,
            Imports::Only(members) => !is_member || members.contains(&dependency),
        };
        if !allowed {
            problems.push(format!("{path}: `{name}` must not import `{dependency}`"));
        }
        if name == "cableway-core" && !is_member && !CORE_DEPENDENCIES.contains(&dependency) {
            problems.push(format!("{path}: the core may not depend on `{dependency}`"));
        }
    }
    problems
}

/// All that a manifest depends on, for whatever purpose or platform, by the package's own name.
fn dependencies(manifest: &Table) -> Vec<&str> {
    let mut tables = vec![manifest];
    let targets = manifest.get("target").and_then(Value::as_table);
    tables.extend(
        targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table)),
    );
    let mut found = Vec::new();
    for table in tables {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(list) = table.get(kind).and_then(Value::as_table) else { continue };
            found.extend(list.iter().map(|(key, value)| {
                value.get("package").and_then(Value::as_str).unwrap_or(key.as_str())
            }));
        }
    }
    found
}

/// Where a Rust file holds the keyword `unsafe`; words in comments and attributes do not count.
fn unsafe_code(path: &str, text: &str) -> Vec<String> {
    if MAY_BE_UNSAFE.iter().any(|member| path.starts_with(&format!("{member}/"))) {
        return Vec::new();
    }
    let keyword = concat!("un", "safe");
    let forms =
        [" {", " fn ", " impl ", " extern ", " trait "].map(|then| format!("{keyword}{then}"));
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            let code = line.split("//").next().unwrap_or_default();
            forms.iter().any(|form| code.contains(form.as_str()))
        })
        .map(|(number, _)| format!("{path}:{}: no {keyword} code here", number + 1))
        .collect()
}

#[test]
fn imports_go_one_way() {
    let manifests = all().into_iter().filter(|file| file.path.ends_with("Cargo.toml"));
    let problems: Vec<String> =
        manifests.flat_map(|file| wrong_imports(&file.path, &file.text)).collect();
    nothing_wrong(&problems);
}

#[test]
fn code_is_safe() {
    let sources = all().into_iter().filter(|file| file.has_extension("rs"));
    let problems: Vec<String> =
        sources.flat_map(|file| unsafe_code(&file.path, &file.text)).collect();
    nothing_wrong(&problems);
}

#[test]
fn a_wrong_import_is_found() {
    #[track_caller]
    fn check(name: &str, dependencies: &str, expect: &[&str]) {
        let text = format!("[package]\nname = \"{name}\"\n{dependencies}");
        assert_eq!(wrong_imports("Cargo.toml", &text), expect);
    }
    check("cableway-export", "[dependencies]\ncableway-core.workspace = true\ncsv = \"1\"", &[]);
    check(
        "cableway-export",
        "[dev-dependencies]\ncableway-engine.workspace = true",
        &["Cargo.toml: `cableway-export` must not import `cableway-engine`"],
    );
    check(
        "cableway-engine",
        "[target.'cfg(unix)'.dependencies]\nfiles = { package = \"cableway-ingest\", path = \"\" }",
        &["Cargo.toml: `cableway-engine` must not import `cableway-ingest`"],
    );
    check(
        "cableway-core",
        "[dependencies]\nserde = \"1\"\ntoml = \"1\"",
        &["Cargo.toml: the core may not depend on `toml`"],
    );
    check("cableway-tests", "[dependencies]\ncableway-engine.workspace = true", &[]);
    let unknown = wrong_imports("Cargo.toml", "[package]\nname = \"cableway-new\"");
    assert!(unknown[0].contains("`cableway-new` has no rule"), "{unknown:?}");
}

#[test]
fn unsafe_code_is_found() {
    let text = format!("//! {0} {{\nfn a() {{\n    {0} {{ b() }}\n}}", concat!("un", "safe"));
    assert_eq!(unsafe_code("crates/cableway-core/src/a.rs", &text).len(), 1);
    assert_eq!(unsafe_code("crates/cableway-plugin-host/src/a.rs", &text).len(), 0);
}
