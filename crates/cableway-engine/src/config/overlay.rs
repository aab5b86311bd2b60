//! Where a stage reads and writes when the options of loading say so.

use std::path::{Component, Path, PathBuf};

use crate::config::options::output_folder;

/// An entry of `paths` that starts from `root`; `None` where the folder's name is no UTF-8, which no
/// configuration can hold.
pub(crate) fn input(root: &Path, entry: &str) -> Option<String> {
    if entry == "-" || Path::new(entry).is_absolute() {
        return Some(entry.to_owned());
    }
    let root = std::path::absolute(root).ok()?;
    let folder = root.to_str()?.trim_end_matches('/');
    let plain = without_wildcards(folder);
    // As a pattern, the name of a folder means all that is in it only if it ends like one.
    let end = if plain != folder && root.join(entry).is_dir() { "/" } else { "" };
    Some(format!("{plain}/{entry}{end}"))
}

/// A folder's name as a pattern that means this folder alone.
fn without_wildcards(folder: &str) -> String {
    let is_wild = |c: char| matches!(c, '*' | '?' | '[' | '{') || (c == '\\' && !cfg!(windows));
    if !folder.contains(is_wild) {
        return folder.to_owned();
    }
    let mut out = String::with_capacity(folder.len() + 8);
    for c in folder.chars() {
        if is_wild(c) || c == '}' {
            out.extend(['[', c, ']']);
        } else {
            out.push(c);
        }
    }
    out
}

/// What becomes of the `path` of the export `stage` when it must write below `outputs`.
///
/// # Errors
/// In words, what is wrong with the path.
pub(crate) fn output(outputs: &Path, stage: &str, path: &str) -> Result<String, &'static str> {
    let mut below = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => below.push(name),
            Component::ParentDir => {
                below.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    if path == "-" {
        below = PathBuf::from("stdout");
    }
    if below.as_os_str().is_empty() {
        return Err("names no file");
    }
    if path.ends_with(std::path::is_separator) {
        // That it is a folder's name is the stage's to say.
        below.push("");
    }
    let whole = std::path::absolute(output_folder(outputs, stage).join(below));
    let whole = whole.ok().and_then(|whole| whole.to_str().map(str::to_owned));
    whole.ok_or("cannot be put below the folder for outputs, whose name is no UTF-8")
}

/// A path without `.` and `..`, as far as its words tell.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match (part, out.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn outputs_stay_below() {
        let check = |path: &str, expect: Result<&str, &'static str>| {
            let out = output(Path::new("/o"), "p:atom", path);
            assert_eq!(out, expect.map(str::to_owned), "{path}");
        };
        check("out.jsonl", Ok("/o/p+atom/out.jsonl"));
        check("./out/../a//b.csv", Ok("/o/p+atom/a/b.csv"));
        check("../../../etc/passwd", Ok("/o/p+atom/etc/passwd"));
        check("/etc/passwd", Ok("/o/p+atom/etc/passwd"));
        check("a/../../../b", Ok("/o/p+atom/b"));
        check("-", Ok("/o/p+atom/stdout"));
        check("out/", Ok("/o/p+atom/out/"));
        for path in ["", ".", "..", "/", "a/..", "../"] {
            check(path, Err("names no file"));
        }
    }

    #[test]
    fn inputs_start_from_the_root() {
        let check = |root: &str, entry: &str, expect: &str| {
            assert_eq!(input(Path::new(root), entry).as_deref(), Some(expect));
        };
        check("/case", "in/*.html", "/case/in/*.html");
        check("/", "in", "/in");
        check("/case {1}", "in", "/case [{]1[}]/in");
        check("/a*b\\", "in", "/a[*]b[\\]/in");
        check("/case", "/elsewhere", "/elsewhere");
        check("/case", "-", "-");
    }

    #[test]
    fn a_folder_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("case [1]");
        std::fs::create_dir_all(root.join("in")).unwrap();
        let entry = |entry: &str| {
            let whole = input(&root, entry).unwrap();
            whole.strip_prefix(folder.path().to_str().unwrap()).unwrap().to_owned()
        };
        assert_eq!(entry("in"), "/case [[]1]/in/");
        assert_eq!(entry("in/a.txt"), "/case [[]1]/in/a.txt");
    }

    #[test]
    fn plain_paths() {
        for (path, expect) in
            [("a/./b", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("../../a", "../../a")]
        {
            assert_eq!(lexical(Path::new(path)), Path::new(expect));
        }
    }
}
