//! Copies of outputs that are about to lose what cannot be had again.

use std::fs;
use std::path::{Path, PathBuf};

/// Copies the output at `path` to another name beside it, and says so.
pub(crate) fn copy(path: &Path, why: &str) -> std::io::Result<String> {
    let copy = (1..=1_000)
        .map(|number| name_of(path, number))
        .find(|copy| !copy.exists())
        .unwrap_or_else(|| name_of(path, 1));
    fs::copy(path, &copy)?;
    Ok(format!(
        "`{}` {why}: it is written anew, and what it held is kept in `{}`",
        path.display(),
        copy.display()
    ))
}

/// The same for a run that remembers nothing, each of which would do it: the first copy is the one that counts.
pub(crate) fn copy_once(path: &Path) -> std::io::Result<Option<String>> {
    let why = "may hold documents whose source is gone, which a run without a ledger does not know";
    let copy = name_of(path, 1);
    Ok(match (path.is_file(), copy.exists()) {
        (false, _) => None,
        (true, false) => Some(self::copy(path, why)?),
        (true, true) => Some(format!(
            "`{}` {why}: it is written anew, and what it held once is still in `{}`",
            path.display(),
            copy.display()
        )),
    })
}

/// Says which documents leave the outputs because the ingest stages that keep them are not in the pipeline any more.
pub(crate) fn leaving(stages: &[String], documents: u64) -> String {
    let names: Vec<String> = stages.iter().map(|name| format!("`{name}`")).collect();
    let (stages, have) = match names.len() {
        1 => ("stage", "has its"),
        _ => ("stages", "have their"),
    };
    let (count, they) = match documents {
        1 => ("1 document".to_owned(), "it is"),
        _ => (format!("{documents} documents"), "they are"),
    };
    let names = names.join(", ");
    format!(
        "{count} whose source is gone left the outputs, because the pipeline has no ingest {stages} {names} any more; \
         {they} back when the {stages} {have} name again, until `cableway ledger gc`"
    )
}

fn name_of(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(if number == 1 { ".edited".to_owned() } else { format!(".edited-{number}") });
    path.with_file_name(name)
}
