//! `cargo xtask codegen`: the published JSON Schemas, from the types that they describe.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::process::{Failure, OnFile as _, Outcome, build_cableway, output, root};

/// Each schema, by the name that `cableway schema` gives it.
const SCHEMAS: [&str; 2] = ["record", "pipeline"];

pub(crate) fn codegen(check_only: bool) -> Outcome {
    let cableway = build_cableway(false)?;
    if check_only {
        return check(&cableway);
    }
    for schema in SCHEMAS {
        let name = file_name(schema);
        let path = root().join(&name);
        fs::write(&path, generate(&cableway, schema)?).on("write", &path)?;
        println!("written: {name}");
    }
    Ok(())
}

/// Fails when a schema in the repository is not what the types say.
pub(crate) fn check(cableway: &Path) -> Outcome {
    let mut stale = Vec::new();
    for schema in SCHEMAS {
        let name = file_name(schema);
        let kept = fs::read_to_string(root().join(&name)).unwrap_or_default();
        if let Some(difference) = difference(&kept, &generate(cableway, schema)?) {
            stale.push(format!("{name} is not up to date: {difference}"));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{}\n`cargo xtask codegen` writes it anew", stale.join("\n"))))
}

fn file_name(schema: &str) -> String {
    format!("schemas/{schema}.schema.json")
}

fn generate(cableway: &Path, schema: &str) -> Outcome<String> {
    let text = output(Command::new(cableway).args(["schema", schema]))?;
    let mut value: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("`cableway schema {schema}` is no JSON: {error}")))?;
    // Some feature of some dependency may keep keys in the order of their making.
    value.sort_all_objects();
    Ok(format!("{value:#}\n"))
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
