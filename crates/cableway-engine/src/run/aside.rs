//! Copies of outputs that are about to lose what cannot be had again.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use crate::run::{RunError, in_place};

/// The copies that an output may have beside it.
const MOST_COPIES: u32 = 1_000;

/// Why a run without a ledger makes copies.
const UNKNOWN: &str =
    "may hold documents whose source is gone, which a run without a ledger does not know";

/// Copies the output at `path` to another name beside it, where no copy has the same bytes yet, and says where they
/// are. `why` goes on from the output's name.
pub(crate) fn copy(path: &Path, why: &'static str) -> Result<String, RunError> {
    let kept = keep(path).map_err(|error| failed(path, why, error))?;
    Ok(format!(
        "`{}` {why}: it is written anew, and what it held is kept in `{}`",
        path.display(),
        kept.display()
    ))
}

/// The same for a run that remembers nothing, each of which would do it: the first copy is the one that counts.
pub(crate) fn copy_once(path: &Path) -> Result<Option<String>, RunError> {
    let first = name_of(path, 1);
    Ok(match (path.is_file(), is_copy(&first, path)) {
        (false, _) => None,
        (true, false) => Some(copy(path, UNKNOWN)?),
        (true, true) => Some(format!(
            "`{}` {UNKNOWN}: it is written anew, and what it held once is still in `{}`",
            path.display(),
            first.display()
        )),
    })
}

/// The name at which the bytes of `path` are kept from now on: that of a copy which is there, or of a new one.
fn keep(path: &Path) -> io::Result<PathBuf> {
    let mut new = None;
    let mut number = 1;
    while number <= MOST_COPIES {
        let name = name_of(path, number);
        number += 1;
        if is_taken(&name) {
            if is_same(path, &name)? {
                return Ok(name);
            }
            continue;
        }
        // Whatever stands there by then stays: the next name will do.
        let copy = match new.take() {
            Some(copy) => copy,
            None => copied(path)?,
        };
        match put(copy, &name)? {
            None => return Ok(name),
            Some(copy) => new = Some(copy),
        }
    }
    let (first, last) = (name_of(path, 1), name_of(path, MOST_COPIES));
    let words = format!("all names from `{}` to `{}` are taken", first.display(), last.display());
    Err(io::Error::new(ErrorKind::AlreadyExists, words))
}

/// A copy under a temporary name beside `path`, on the disk.
fn copied(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut from = File::open(path)?;
    // Exports remove what such a name has in the next run, should this one be killed here, if nobody holds it.
    let mut copy = in_place::partial(path, in_place::Readers::Owner)?;
    let _ = copy.as_file().try_lock();
    io::copy(&mut from, copy.as_file_mut())?;
    // Its mode is that of the output. Where that cannot be kept, its owner alone may read it.
    let _ = copy.as_file().set_permissions(from.metadata()?.permissions());
    copy.as_file().sync_all()?;
    Ok(copy)
}

/// Gives the copy its name, durably, unless the name is taken: then the copy comes back.
fn put(copy: tempfile::NamedTempFile, name: &Path) -> io::Result<Option<tempfile::NamedTempFile>> {
    let copy = match copy.persist_noclobber(name) {
        Ok(_) => None,
        Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => Some(failed.file),
        // A file system that has no links, and cannot rename so: an empty file of our own takes the name.
        Err(failed)
            if matches!(
                failed.error.kind(),
                ErrorKind::Unsupported | ErrorKind::PermissionDenied
            ) =>
        {
            match File::create_new(name) {
                Ok(_) => match failed.file.persist(name) {
                    Ok(_) => None,
                    Err(failed) => {
                        let _ = fs::remove_file(name);
                        return Err(failed.error);
                    }
                },
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Some(failed.file),
                Err(error) => return Err(error),
            }
        }
        Err(failed) => return Err(failed.error),
    };
    if copy.is_none() {
        in_place::sync_folder(name)?;
    }
    Ok(copy)
}

/// Whether the two files hold the same bytes. What cannot be read of `copy` is something else.
fn is_same(path: &Path, copy: &Path) -> io::Result<bool> {
    let length = fs::metadata(path)?.len();
    // A link may lead to the output itself.
    if !fs::symlink_metadata(copy).is_ok_and(|found| found.is_file() && found.len() == length) {
        return Ok(false);
    }
    let Ok(other) = File::open(copy) else { return Ok(false) };
    let (mut one, mut other) = (BufReader::new(File::open(path)?), BufReader::new(other));
    loop {
        let bytes = one.fill_buf()?;
        let Ok(others) = other.fill_buf() else { return Ok(false) };
        let both = bytes.len().min(others.len());
        if both == 0 || bytes[..both] != others[..both] {
            return Ok(bytes.is_empty() && others.is_empty());
        }
        one.consume(both);
        other.consume(both);
    }
}

/// Whether `name` may be a copy of the output at `path`, whatever the output holds by now: no link, no folder, and not
/// the empty file that a copy which was killed may leave.
fn is_copy(name: &Path, path: &Path) -> bool {
    let is_empty = fs::metadata(path).is_ok_and(|output| output.len() == 0);
    fs::symlink_metadata(name).is_ok_and(|found| found.is_file() && (found.len() > 0 || is_empty))
}

/// Whether something has this name, though it be a link to nothing.
fn is_taken(name: &Path) -> bool {
    fs::symlink_metadata(name).is_ok()
}

fn failed(path: &Path, why: &'static str, error: io::Error) -> RunError {
    RunError::SetAside { path: path.to_owned(), why, error }
}

/// What to do where no copy can be made.
pub(super) fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room on its disk, or move it away if you want to keep it and remove it if not"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "allow it to be read and new files in its folder, or move it away if you want to keep it and remove it if not"
        }
        ErrorKind::AlreadyExists => "move its copies away, or remove those that you do not need",
        _ => "move it away if you want to keep it, remove it if not",
    }
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
