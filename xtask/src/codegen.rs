//! `cargo xtask codegen`: what is written by the code itself: the published JSON Schemas and the
//! reference of all stages.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::process::{Failure, OnFile as _, Outcome, build_cableway, output, root};

/// Each schema, by the name that `cableway schema` gives it.
const SCHEMAS: [&str; 3] = ["record", "pipeline", "report"];

/// Where the reference of all stages lies.
const STAGES: &str = "docs/stages.md";

/// Writes the published schemas and the reference of all stages, or only looks whether they are up to date.
///
/// # Errors
/// When the command cannot be built, a file cannot be written, or `check_only` finds one that is not up to date.
pub fn codegen(check_only: bool) -> Outcome {
    let cableway = build_cableway(false)?;
    if check_only {
        return check(&cableway);
    }
    for (name, text) in generate(&cableway)? {
        let path = root().join(&name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).on("make", folder)?;
        }
        fs::write(&path, text).on("write", &path)?;
        println!("written: {name}");
    }
    Ok(())
}

/// Fails when a file in the repository is not what the code says.
pub(crate) fn check(cableway: &Path) -> Outcome {
    let mut stale = Vec::new();
    for (name, text) in generate(cableway)? {
        let kept = fs::read_to_string(root().join(&name)).unwrap_or_default();
        if let Some(difference) = difference(&kept, &text) {
            stale.push(format!("{name} is not up to date: {difference}"));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{}\n`cargo xtask codegen` writes it anew", stale.join("\n"))))
}

/// Each file's name and text.
fn generate(cableway: &Path) -> Outcome<Vec<(String, String)>> {
    let mut files = Vec::new();
    for name in SCHEMAS {
        files.push((format!("schemas/{name}.schema.json"), schema(cableway, name)?));
    }
    files.push((STAGES.to_owned(), stages(cableway)?));
    Ok(files)
}

fn schema(cableway: &Path, name: &str) -> Outcome<String> {
    let mut value = json(cableway, &["schema", name])?;
    // Some feature of some dependency may keep keys in the order of their making.
    value.sort_all_objects();
    Ok(format!("{value:#}\n"))
}

fn json(cableway: &Path, arguments: &[&str]) -> Outcome<Value> {
    let text = output(Command::new(cableway).args(arguments))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(format!("`cableway {}` gives no JSON: {error}", arguments.join(" ")))
    })
}

/// What `cableway stages NAME` says of each stage, in the order of a pipeline.
fn stages(cableway: &Path) -> Outcome<String> {
    let mut text = String::from(
        "# Stages\n\nAll stages that are built in, with what each reads, adds and can be told. \
         `cargo xtask codegen` writes this\npage from the code; `cableway stages NAME` shows the same \
         on a terminal.\n",
    );
    let mut seen: Vec<String> = Vec::new();
    for entry in json(cableway, &["stages", "--json"])?.as_array().into_iter().flatten() {
        let name = entry["stage"]["id"].as_str().unwrap_or_default();
        if seen.iter().any(|other| other == name) {
            // `jsonl` is two stages, which `cableway stages` shows together.
            continue;
        }
        seen.push(name.to_owned());
        let described = output(Command::new(cableway).args(["stages", name]))?;
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", described.trim_end());
    }
    Ok(text)
}

/// The first line in which two texts differ.
fn difference(kept: &str, made: &str) -> Option<String> {
    if kept == made {
        return None;
    }
    if kept.is_empty() {
        return Some("the file is missing, or empty".to_owned());
    }
    let (mut kept, mut made) = (kept.lines(), made.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (kept.next(), made.next()) {
            (None, None) => return Some("the ends of its lines differ".to_owned()),
            (old, new) if old == new => {}
            (old, new) => {
                let [old, new] = [old, new].map(|line| line.map_or("the end", str::trim));
                return Some(format!("line {number}\n  is         {old}\n  should be  {new}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[track_caller]
    fn check(kept: &str, made: &str, expect: Option<&str>) {
        assert_eq!(difference(kept, made).as_deref(), expect);
    }

    #[test]
    fn the_first_difference_is_shown() {
        check("{}\n", "{}\n", None);
        check("", "{}\n", Some("the file is missing, or empty"));
        check("{\n 1\n}", "{\n 2\n}", Some("line 2\n  is         1\n  should be  2"));
        check("{", "{\n}", Some("line 2\n  is         the end\n  should be  }"));
        check("{\r\n}", "{\n}", Some("the ends of its lines differ"));
    }
}
