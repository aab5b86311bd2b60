//! Commands that the documentation names.

use std::collections::BTreeSet;

use crate::files::all;
use crate::nothing_wrong;

/// Words after a program's name in code, as in `cableway run`, that are no subcommand of it.
fn unknown_commands(
    path: &str,
    text: &str,
    program: &str,
    known: &BTreeSet<String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut in_block = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        // Outside a block, every second part stands between backquotes.
        let code: Vec<&str> = if in_block || line.starts_with("    ") {
            vec![line]
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        for code in code {
            for command in commands(code, program) {
                if !known.contains(command) {
                    problems
                        .push(format!("{path}:{}: there is no `{program} {command}`", number + 1));
                }
            }
        }
    }
    problems
}

/// The words that follow `program` where it stands as a command: at the start of the code, or after
/// a prompt or an operator of the shell, by itself or with its path.
fn commands<'a>(code: &'a str, program: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(program).filter_map(move |(at, _)| {
        let before = &code[..at];
        let folder = before.rsplit(' ').next().filter(|last| last.ends_with('/'));
        let before = before[..at - folder.map_or(0, str::len)].trim_end();
        let is_command = before.is_empty() || before.ends_with(['$', '|', ';', '&']);
        let after = code[at + program.len()..].strip_prefix(' ')?;
        let word = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
        (is_command && word.starts_with(|c: char| c.is_ascii_lowercase())).then_some(word)
    })
}

/// The subcommands that an `enum Command` of clap gives.
fn subcommands(source: &str) -> BTreeSet<String> {
    let body = source.split_once("enum Command {").map_or("", |(_, after)| after);
    let body = body.split_once("\n}").map_or("", |(body, _)| body);
    let variants = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = variants.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    let mut found: BTreeSet<String> = names
        .map(|line| {
            let name: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
            name.to_lowercase()
        })
        .collect();
    found.insert("help".to_owned());
    found
}

#[test]
fn documented_commands_exist() {
    let files = all();
    let source = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        subcommands(&file.unwrap_or_else(|| panic!("{path} is gone")).text)
    };
    let programs = [
        ("cableway", source("crates/cableway/src/arguments.rs")),
        ("cargo xtask", source("xtask/src/main.rs")),
    ];
    let mut problems = Vec::new();
    for file in &files {
        let is_document = file.has_extension("md") && !file.path.contains("/inbox/");
        // The history speaks of what was.
        if is_document && file.path != "CHANGELOG.md" {
            for (program, known) in &programs {
                problems.extend(unknown_commands(&file.path, &file.text, program, known));
            }
        }
    }
    nothing_wrong(&problems);
}

#[test]
fn subcommands_are_read_from_the_source() {
    let source = "enum Other {\n    No,\n}\nenum Command {\n    /// Help\n    New(New),\n    Check {\n        /// Deep\n        Json: bool,\n    },\n}\nenum Last {\n    No,\n}";
    let found: Vec<String> = subcommands(source).into_iter().collect();
    assert_eq!(found, ["check", "help", "new"]);
}

#[test]
fn unknown_commands_are_found() {
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let known = BTreeSet::from(["run".to_owned()]);
        let problems = unknown_commands("a.md", text, "cableway", &known);
        let places: Vec<&str> = problems.iter().map(|problem| &problem[5..]).collect();
        assert_eq!(places, expect, "{text}");
    }
    check("`cableway run a.toml`, and cableway walks; `cableway`; `use cableway walk`", &[]);
    check("so `cableway walk`", &["1: there is no `cableway walk`"]);
    check("```sh\n$ cableway run\nx | target/release/cableway run\n```", &[]);
    check("```sh\nx | target/cableway fly\n```", &["2: there is no `cableway fly`"]);
    check("```sh\n$ cableway fly\n```", &["2: there is no `cableway fly`"]);
    check("    target/release/cableway fly", &["1: there is no `cableway fly`"]);
    check("`cableway PIPELINE`, `cableway --help`", &[]);
}
