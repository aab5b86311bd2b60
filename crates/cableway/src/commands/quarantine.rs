//! `cableway quarantine`.

use std::fs;
use std::io::{self, Write as _, stdout};

use cableway_testing::create::case_of_quarantined;
use serde_json::Value;

use crate::Exit;
use crate::arguments::{Quarantine, QuarantineCommand, QuarantineToTest};
use crate::commands::test::create_error;
use crate::logging::error;

pub(crate) fn quarantine(arguments: &Quarantine) -> io::Result<Exit> {
    match &arguments.command {
        QuarantineCommand::ToTest(arguments) => to_test(arguments),
    }
}

fn to_test(arguments: &QuarantineToTest) -> io::Result<Exit> {
    let pipeline = &arguments.pipeline.file;
    let mut name = pipeline.file_stem().unwrap_or_default().to_os_string();
    name.push(".quarantine.jsonl");
    let path = pipeline.with_file_name(name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(problem) => {
            let message = match problem.kind() {
                io::ErrorKind::NotFound => format!(
                    "there is no `{}`: nothing is in quarantine since the last run of `{}`",
                    path.display(),
                    pipeline.display()
                ),
                _ => format!("cannot read `{}`: {problem}", path.display()),
            };
            error(&message, &[]);
            return Ok(Exit::Wrong);
        }
    };
    let mut entries = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_meant = |entry: &Value| {
        let Some(document) = &arguments.document else { return true };
        [&entry["id"], &entry["source"]["uri"]]
            .iter()
            .any(|field| field.as_str().is_some_and(|text| text.contains(document.as_str())))
    };
    let Some(entry) = entries.find(is_meant) else {
        let what = arguments.document.as_deref().unwrap_or("document");
        error(&format!("`{}` has no `{what}`", path.display()), &[]);
        return Ok(Exit::Wrong);
    };
    match case_of_quarantined(pipeline, &arguments.pipeline.sets, &entry) {
        Ok(place) => {
            let folder = place.folder.display();
            writeln!(
                stdout(),
                "made the case `{}`: {folder}\nit fails until the document goes through: `cableway test {folder}`",
                place.name
            )?;
            Ok(Exit::Done)
        }
        Err(problem) => Ok(create_error(problem)),
    }
}
