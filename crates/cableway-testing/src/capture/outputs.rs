//! What exports wrote, and what is taken out of texts that name files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cableway_engine::output_folder;

use crate::case::Case;

/// The name of the snapshot of what this export wrote; where it wrote several files, each name begins with it.
pub(crate) fn export_snapshot(export: &str) -> String {
    format!("export-{}", export.replace(':', "+"))
}

/// The files that the case's exports wrote, by the name of their snapshot.
pub(super) fn output_files(
    case: &Case,
    outputs: &Path,
) -> Result<BTreeMap<String, (String, Vec<u8>)>, String> {
    let mut files = BTreeMap::new();
    for export in &case.exports {
        let folder = output_folder(outputs, export);
        let mut found = Vec::new();
        list(&folder, &mut found)
            .map_err(|error| format!("cannot read what `{export}` wrote: {error}"))?;
        found.sort_unstable();
        let is_one = found.len() == 1;
        for path in found {
            let bytes = std::fs::read(&path)
                .map_err(|error| format!("cannot read what `{export}` wrote: {error}"))?;
            let base = export_snapshot(export);
            let below = path.strip_prefix(&folder).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let name = if is_one { base } else { format!("{base}-{}", parts.join("+")) };
            let extension = path.extension().map(|end| end.to_string_lossy().into_owned());
            files.insert(name, (extension.unwrap_or_else(|| "bin".to_owned()), bytes));
        }
    }
    Ok(files)
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// `text` in which paths start from the case's folder: the same on every machine.
pub(super) fn without_root(text: &str, root: &Path) -> String {
    let shown = root.display().to_string();
    let below = ["/", "\\"].map(|separator| format!("{shown}{separator}"));
    below.iter().fold(text.to_owned(), |text, below| text.replace(below, "")).replace(&shown, ".")
}
