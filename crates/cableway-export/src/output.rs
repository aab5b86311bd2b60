//! Where an export writes to: a file that appears whole or not at all.
//!
//! What is written goes to a temporary file beside the target, `.NAME.XXXXXX.partial`, and takes the
//! target's place by a rename once it is on the disk. While a run lives it holds a lock on its
//! temporary file. So a temporary file that can be locked was left behind by a run that was killed,
//! and the next run removes it; those of runs that are still at work stay. A run that ends without a
//! commit removes its temporary file, and the folders that it made for it.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};
use std::path::{Path, PathBuf};

use cableway_core::{ConfigError, KeyPath, Setup, StageError};
use tempfile::NamedTempFile;

/// Large enough that a record seldom takes more than one call of the system.
const BUFFER: usize = 128 << 10;

/// How often a temporary file is made anew because another run took it for a leftover.
const MOST_TRIES: usize = 16;

/// The longest part of a target's name, in bytes, that goes into a temporary name: file systems
/// allow 255 for the whole.
const LONGEST_NAME: usize = 200;

const SUFFIX: &str = ".partial";

/// What stands behind a temporary name in that of its companion.
const COMPANION: &str = "-new";

/// How many random characters a temporary name has.
const RANDOM: usize = 6;

/// An output that is not seen before [`Output::commit`], unless it goes to standard output or to
/// what is no regular file (a pipe, a device): those take what is written at once.
#[derive(Debug)]
pub(crate) struct Output {
    /// The target, or none for standard output.
    path: Option<PathBuf>,
    /// The folders above the target that were not there, innermost first: without a commit none of
    /// them stays.
    missing: Vec<PathBuf>,
    state: State,
    /// How many bytes of what is written were taken by an attempt that failed with an error that may pass:
    /// the next attempt goes on behind them.
    taken: usize,
}

/// A temporary file beside its target.
#[derive(Debug)]
pub(crate) struct Beside<'a> {
    pub(crate) file: &'a File,
    pub(crate) path: &'a Path,
    pub(crate) target: &'a Path,
}

#[derive(Debug)]
enum State {
    /// Nothing was touched yet.
    Closed,
    /// Nothing was written, or it was given up.
    Failed,
    Done,
    Stdout(BufWriter<Stdout>),
    Straight(BufWriter<File>),
    Temporary(BufWriter<NamedTempFile>, PathBuf),
    /// In its place, but it is not yet sure that it stays there.
    Renamed(PathBuf),
}

impl Output {
    /// The output that `path` names, `-` for standard output. Touches nothing.
    pub(crate) fn new(path: &str, setup: &Setup) -> Result<Self, ConfigError> {
        let mistake = |message: &str| Err(ConfigError::at(KeyPath::from("path"), message));
        if path.trim().is_empty() {
            return mistake("must name a file, or be `-` for standard output");
        }
        if path.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(path).file_name().is_none()
        {
            return mistake("names a folder: add the name of the file to write");
        }
        let path = (path != "-").then(|| setup.resolve(path));
        // Found out now, because another output of the same run may make them first.
        let missing = path.iter().flat_map(|path| path.ancestors().skip(1));
        let missing = missing.take_while(|folder| {
            folder.try_exists().is_ok_and(|exists| !exists) && **folder != *""
        });
        let missing = missing.map(Path::to_owned).collect();
        Ok(Self { missing, path, state: State::Closed, taken: 0 })
    }

    /// Where the output goes, in words for the user.
    pub(crate) fn target(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => "standard output".to_owned(),
        }
    }

    /// Makes the temporary file, and the folders that it needs.
    pub(crate) fn open(&mut self) -> Result<(), StageError> {
        self.taken = 0;
        let Some(path) = &self.path else {
            self.state = State::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()));
            return Ok(());
        };
        let state = match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => OpenOptions::new()
                .write(true)
                .open(path)
                .map(|file| State::Straight(BufWriter::with_capacity(BUFFER, file))),
            Ok(_) => fs::canonicalize(path).and_then(|target| temporary(&target)),
            Err(error) if error.kind() == ErrorKind::NotFound => temporary(&follow_links(path)),
            Err(error) => Err(error),
        };
        match state {
            Ok(state) => self.state = state,
            Err(error) => {
                self.state = State::Failed;
                return Err(self.error(error));
            }
        }
        Ok(())
    }

    /// Writes `bytes`, and opens the output first where nobody has. After an error that may pass, the
    /// next call must be for the same bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StageError> {
        if matches!(self.state, State::Closed) {
            self.open()?;
        }
        let writer: &mut dyn Write = match &mut self.state {
            State::Stdout(writer) => writer,
            State::Straight(writer) => writer,
            State::Temporary(writer, _) => writer,
            State::Closed | State::Failed | State::Renamed(_) | State::Done => {
                return Err(self.error(io::Error::other("the output is closed")));
            }
        };
        let written = write_on(writer, bytes, &mut self.taken);
        written.map_err(|error| self.error(error))
    }

    /// Puts what was written in its place, durably. After an error the place is as it was before; after
    /// one that may pass, the next call goes on where this one ended.
    pub(crate) fn commit(&mut self) -> Result<(), StageError> {
        if matches!(self.state, State::Closed) {
            self.open()?;
        }
        self.state = match std::mem::replace(&mut self.state, State::Failed) {
            State::Stdout(mut writer) => {
                let flushed = writer.flush();
                self.keep(flushed, State::Stdout(writer))?;
                State::Done
            }
            State::Straight(mut writer) => {
                let flushed = writer.flush();
                self.keep(flushed, State::Straight(writer))?;
                State::Done
            }
            State::Temporary(mut writer, target) => {
                let synced = sync(&mut writer, &target);
                let writer = self.keep(synced, State::Temporary(writer, target))?;
                self.rename(writer)?
            }
            State::Renamed(target) => {
                let folders = self.missing.iter().try_for_each(|folder| sync_folder(folder));
                let synced = sync_folder(&target).and(folders);
                self.keep(synced, State::Renamed(target))?;
                State::Done
            }
            State::Done => State::Done,
            State::Closed | State::Failed => {
                return Err(self.error(io::Error::other("the output is closed")));
            }
        };
        if matches!(self.state, State::Renamed(_)) { self.commit() } else { Ok(()) }
    }

    /// `state` where what was tried went well. Where it may still go well, `state` is where the next
    /// attempt begins.
    fn keep(&mut self, tried: io::Result<()>, state: State) -> Result<State, StageError> {
        let Err(error) = tried else { return Ok(state) };
        let error = self.error(error);
        if error.is_retryable() {
            self.state = state;
        }
        Err(error)
    }

    /// Gives the file its final name.
    fn rename(&mut self, state: State) -> Result<State, StageError> {
        let State::Temporary(writer, target) = state else { return Ok(state) };
        let file = match writer.into_inner() {
            Ok(file) => file,
            Err(error) => {
                let (error, writer) = error.into_parts();
                return self.keep(Err(error), State::Temporary(writer, target));
            }
        };
        // The open file holds the lock until the name is no longer a temporary one.
        match file.persist(&target) {
            Ok(_) => Ok(State::Renamed(target)),
            Err(failed) => {
                let writer = BufWriter::with_capacity(BUFFER, failed.file);
                self.keep(Err(failed.error), State::Temporary(writer, target))
            }
        }
    }

    /// The temporary file, complete as far as it was written, for an export that uses it beside its target and
    /// puts another file there.
    pub(crate) fn beside(&mut self) -> Result<Beside<'_>, StageError> {
        if let State::Temporary(writer, _) = &mut self.state
            && let Err(error) = writer.flush()
        {
            return Err(self.error(error));
        }
        match &self.state {
            State::Temporary(writer, target) => {
                let file = writer.get_ref();
                Ok(Beside { file: file.as_file(), path: file.path(), target })
            }
            _ => Err(self.error(io::Error::other("what is there is no regular file"))),
        }
    }

    /// Another file that belongs to a temporary one, which is removed with it where a run was killed.
    pub(crate) fn companion(temporary: &Path) -> PathBuf {
        let mut name = temporary.as_os_str().to_owned();
        name.push(COMPANION);
        name.into()
    }

    /// Removes the temporary file and keeps the folders, because something else is at the target's place.
    pub(crate) fn close(&mut self) -> Result<(), StageError> {
        self.state = State::Done;
        let synced = self.missing.iter().try_for_each(|folder| sync_folder(folder));
        synced.map_err(|error| self.error(error))
    }

    fn error(&self, error: io::Error) -> StageError {
        let target = match &self.path {
            Some(path) => format!("`{}`", path.display()),
            None => "standard output".to_owned(),
        };
        let advice = match error.kind() {
            ErrorKind::PermissionDenied => {
                "it is not allowed: change the permissions or the `path`"
            }
            ErrorKind::ReadOnlyFilesystem => "the disk is read-only: choose another `path`",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "the disk is full: make room or choose another `path`"
            }
            ErrorKind::IsADirectory => "it is a folder: add the name of the file to write",
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                "a part of the path is a file, where there should be a folder"
            }
            ErrorKind::InvalidFilename => {
                "the name is too long or not allowed: choose another `path`"
            }
            ErrorKind::BrokenPipe => "whoever was reading it has stopped",
            _ => "see the cause, or choose another `path`",
        };
        StageError::io(format!("cannot write to {target}: {advice}"), error)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if matches!(self.state, State::Closed | State::Done) {
            return;
        }
        // The temporary file goes first, then the folders that were made for it, as long as they are
        // empty.
        self.state = State::Closed;
        let _ = self.missing.iter().try_for_each(fs::remove_dir);
    }
}

/// Where a link to what is not there yet leads to; `path` itself where it is no link.
fn follow_links(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    // No system follows more; those that lead in a circle were found out before.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&target) else { break };
        target = folder_of(&target).join(next);
    }
    target
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new temporary file that will become `target`, and the folders that it needs.
fn temporary(target: &Path) -> io::Result<State> {
    let folder = folder_of(target);
    fs::create_dir_all(folder)?;
    let prefix = prefix(target);
    remove_leftovers(folder, &prefix);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        // Without this the output would be its owner's alone; the umask is still taken off.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    for _ in 0..MOST_TRIES {
        let file = builder.tempfile_in(folder)?;
        match file.as_file().try_lock() {
            // Between making and locking another run may have taken it for a leftover.
            Err(TryLockError::WouldBlock) => {}
            Ok(()) if !file.path().exists() => {}
            // A file system without locks: nothing is ever removed there, so nothing is lost.
            Ok(()) | Err(TryLockError::Error(_)) => {
                let writer = BufWriter::with_capacity(BUFFER, file);
                return Ok(State::Temporary(writer, target.to_owned()));
            }
        }
    }
    Err(io::Error::other("other runs keep removing the temporary file"))
}

fn prefix(target: &Path) -> String {
    let name = target.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let mut length = name.len().min(LONGEST_NAME);
    while !name.is_char_boundary(length) {
        length -= 1;
    }
    format!(".{}.", name.get(..length).unwrap_or_default())
}

/// Removes the temporary files that runs left behind which were killed. What cannot be looked at or
/// removed stays: it does no harm.
fn remove_leftovers(folder: &Path, prefix: &str) {
    let is_ours = |name: &str| {
        let random = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(SUFFIX));
        random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_leftover = entry.file_name().to_str().is_some_and(is_ours)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_leftover {
            continue;
        }
        // The lock is held until the file is removed, so that no run can take it up meanwhile.
        if let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(Output::companion(&entry.path()));
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes `bytes` from `taken` on, which counts what the writer has taken and is 0 again once that is all.
fn write_on(writer: &mut dyn Write, bytes: &[u8], taken: &mut usize) -> io::Result<()> {
    while let Some(rest) = bytes.get(*taken..).filter(|rest| !rest.is_empty()) {
        match writer.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => *taken += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    *taken = 0;
    Ok(())
}

/// Makes what was written last, at its temporary name.
fn sync(writer: &mut BufWriter<NamedTempFile>, target: &Path) -> io::Result<()> {
    writer.flush()?;
    let file = writer.get_ref().as_file();
    if let Ok(old) = fs::metadata(target) {
        // Who may read the output is the user's choice. Where it cannot be kept, the usual will do.
        let _ = file.set_permissions(old.permissions());
    }
    file.sync_all()
}

/// Makes the rename itself last.
#[cfg(unix)]
pub(crate) fn sync_folder(target: &Path) -> io::Result<()> {
    match File::open(folder_of(target)).and_then(|folder| folder.sync_all()) {
        // Some file systems cannot, and folders that may be written to but not read exist.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, and then fails once.
    struct Stubborn {
        kept: Vec<u8>,
        takes: usize,
        failed: bool,
    }

    impl Write for Stubborn {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.takes == 0 && !self.failed {
                self.failed = true;
                return Err(ErrorKind::WouldBlock.into());
            }
            let count = if self.failed { bytes.len() } else { bytes.len().min(self.takes) };
            self.takes = self.takes.saturating_sub(count);
            self.kept.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_was_taken_is_not_written_twice() {
        for takes in 0..12 {
            let mut writer = Stubborn { kept: Vec::new(), takes, failed: false };
            let mut taken = 0;
            let mut failures = 0;
            for line in ["first\n", "second\n"] {
                while let Err(error) = write_on(&mut writer, line.as_bytes(), &mut taken) {
                    assert_eq!(error.kind(), ErrorKind::WouldBlock);
                    failures += 1;
                }
            }
            assert_eq!((writer.kept.as_slice(), failures), (&b"first\nsecond\n"[..], 1), "{takes}");
        }
    }
}
