//! Finds cases, and snapshots.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::capture::Place;
use crate::case::{CASE_FILE, SNAPSHOTS};

/// The cases at and below each of `roots`, by name.
///
/// A case's name is the way to its folder from the root; where the root is the case's own folder, the folder's
/// name. Folders whose names begin with a dot, folders called `target`, and what lies in a case's folder are not
/// looked into.
///
/// # Errors
/// When a folder cannot be read.
pub fn find(roots: &[PathBuf]) -> io::Result<Vec<Place>> {
    let mut places = Vec::new();
    for root in roots {
        if root.join(CASE_FILE).is_file() {
            let whole = fs::canonicalize(root)?;
            let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
            places.push(Place { name, folder: root.clone() });
        } else {
            below(root, root, &mut places)?;
        }
    }
    places.sort_by(|a, b| (&a.name, &a.folder).cmp(&(&b.name, &b.folder)));
    places.dedup_by(|a, b| {
        a.folder == b.folder || fs::canonicalize(&a.folder).ok() == fs::canonicalize(&b.folder).ok()
    });
    Ok(places)
}

fn below(root: &Path, folder: &Path, places: &mut Vec<Place>) -> io::Result<()> {
    for path in folders(folder)? {
        if path.join(CASE_FILE).is_file() {
            let way = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = way.iter().map(|part| part.to_string_lossy()).collect();
            places.push(Place { name: parts.join("/"), folder: path });
        } else {
            below(root, &path, places)?;
        }
    }
    Ok(())
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with('.') || name == "target";
        // Links are not followed: they may lead round in a circle.
        if entry.file_type()?.is_dir() && !is_hidden {
            found.push(entry.path());
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// All snapshots of cases, and those in folders beside them whose case is gone, with the name that the case has
/// or had. Where a neighbour is not among the cases, not all were asked for, and only their own are looked at.
pub(super) fn snapshots(places: &[Place]) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut parents = BTreeSet::new();
    let mut known = BTreeSet::new();
    for place in places {
        known.insert(place.folder.clone());
        parents.extend(place.folder.parent().map(Path::to_owned));
        in_folder(&place.name, &place.folder, &mut found);
    }
    for parent in parents {
        let (cases, others): (Vec<PathBuf>, Vec<PathBuf>) = folders(&parent)
            .unwrap_or_default()
            .into_iter()
            .partition(|folder| folder.join(CASE_FILE).exists());
        // Where only some of the cases were asked for, their neighbours are nobody's business.
        if cases.iter().all(|case| known.contains(case)) {
            for folder in others {
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                in_folder(&name, &folder, &mut found);
            }
        }
    }
    found
}

fn in_folder(name: &str, folder: &Path, found: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder.join(SNAPSHOTS)) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "snap"));
    paths.sort_unstable();
    found.extend(paths.into_iter().map(|path| (name.to_owned(), path)));
}
