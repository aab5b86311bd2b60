//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A file and what it says.
#[derive(Debug)]
pub(crate) struct File {
    /// From the workspace's folder, with `/` between its parts.
    pub(crate) path: String,
    /// Nothing where it is no UTF-8 text.
    pub(crate) text: String,
}

impl File {
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|own| own == extension)
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// All files of the repository. The folders are walked, git is not asked: so a file counts before it
/// is committed, and in an unpacked archive too.
pub(crate) fn all() -> Vec<File> {
    let mut files = Vec::new();
    walk(&root(), "", &mut files);
    assert!(files.iter().any(|file| file.path == "Cargo.toml"), "this is no workspace");
    files
}

fn walk(folder: &Path, shown: &str, files: &mut Vec<File>) {
    let entries = fs::read_dir(folder).expect("a folder of the repository can be listed");
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if shown.is_empty() { name.clone() } else { format!("{shown}/{name}") };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !is_made(&path, &name) {
                walk(&entry.path(), &path, files);
            }
        } else if kind.is_file() {
            // A snapshot test may take its own file away while we walk.
            let Ok(bytes) = fs::read(entry.path()) else { continue };
            let text = String::from_utf8(bytes).unwrap_or_default();
            files.push(File { path, text });
        }
    }
}

/// Folders whose content is made, not written, as in `.gitignore`.
fn is_made(path: &str, name: &str) -> bool {
    let is_hidden = name.starts_with('.') && ![".cargo", ".ci", ".github"].contains(&name);
    let is_target =
        path.starts_with("target") && !path.contains('/') || path == "xtask/language-table/target";
    let is_output = path.starts_with("examples/") && name == "out";
    let is_fuzzed =
        path.starts_with("fuzz/") && ["target", "corpus", "artifacts", "coverage"].contains(&name);
    is_hidden || is_target || is_output || is_fuzzed
}

#[test]
fn made_folders_are_left_out() {
    for (path, name, expect) in [
        ("target", "target", true),
        ("target-quick", "target-quick", true),
        (".git", ".git", true),
        (".ci", ".ci", false),
        ("examples/quickstart/out", "out", true),
        ("crates/cableway/src/out", "out", false),
        ("xtask/language-table/target", "target", true),
        ("fuzz/corpus", "corpus", true),
        ("fuzz/targets", "targets", false),
    ] {
        assert_eq!(is_made(path, name), expect, "{path}");
    }
}
