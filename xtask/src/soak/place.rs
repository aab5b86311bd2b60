//! A folder with a pipeline, the command run in it, and what lies there afterwards.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::{Failure, OnFile as _, Outcome};
use crate::soak::database;

/// The pipeline file of every place.
pub(crate) const PIPELINE: &str = "p.toml";

/// The stages that are cheap, because it is not their work that is tried, and two exports.
pub(crate) const CHEAP: &str = r#"
[[classify]]
use = "language"

[[classify]]
use = "topics"
rules = "topics.toml"

[[classify]]
use = "duplicates"

[[summarize]]
use = "lead"

[[export]]
use = "jsonl"
path = "out/records.jsonl"

[[export]]
use = "csv"
path = "out/records.csv"
"#;
/// Where a place's inputs lie: no run writes there.
const INBOX: &str = "inbox";
/// Where the ledger lies.
const LEDGER: &str = ".cableway";
/// Where the soak itself writes what a run says.
const SAID: &str = "said.txt";

/// A folder with a pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) cableway: PathBuf,
    pub(crate) folder: PathBuf,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// None when a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard error.
    pub(crate) said: String,
    pub(crate) time: Duration,
}

/// What the files of a place hold, by their paths below it: outputs and quarantine, but neither inputs nor the
/// pipeline nor what the ledger holds. Of a database it is the content that counts.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

impl Place {
    /// The folder is made.
    pub(crate) fn new(cableway: &Path, folder: PathBuf) -> Outcome<Self> {
        fs::create_dir_all(&folder).on("make", &folder)?;
        Ok(Self { cableway: cableway.to_owned(), folder })
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> Outcome {
        let path = self.folder.join(name);
        fs::write(&path, text).on("write", &path)
    }

    /// The command with these arguments, which says what it says to a file.
    pub(crate) fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let mut command = self.program(&self.cableway)?;
        command.args(arguments);
        Ok(command)
    }

    /// Any program, run here as the command is.
    pub(crate) fn program(&self, program: impl AsRef<OsStr>) -> Outcome<Command> {
        let said = self.folder.join(SAID);
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&said).on("make", &said)?);
        Ok(command)
    }

    /// Runs the pipeline to its end.
    pub(crate) fn run(&self) -> Outcome<Ran> {
        self.finish(self.command(&["run", PIPELINE])?)
    }

    /// Runs `command`, made by [`Self::command`], to its end.
    pub(crate) fn finish(&self, mut command: Command) -> Outcome<Ran> {
        let started = Instant::now();
        let status = command.status().map_err(|error| cannot_start(&error))?;
        let time = started.elapsed();
        Ok(Ran { code: status.code(), said: self.said()?, time })
    }

    /// Starts the run.
    pub(crate) fn start(&self) -> Outcome<Child> {
        self.command(&["run", PIPELINE])?.spawn().map_err(|error| cannot_start(&error))
    }

    /// What the latest command wrote to standard error.
    pub(crate) fn said(&self) -> Outcome<String> {
        let path = self.folder.join(SAID);
        let bytes = fs::read(&path).on("read", &path)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Fails unless the ledger says that it is whole.
    pub(crate) fn verify_ledger(&self) -> Outcome {
        let ran = self.finish(self.command(&["ledger", "verify", PIPELINE])?)?;
        ran.expect(&[0]).map(drop)
    }

    /// Forgets all that runs left here.
    pub(crate) fn clear(&self) -> Outcome {
        for path in self.made()? {
            remove(&path)?;
        }
        Ok(())
    }

    /// Copies all that runs left here to `kept`, so that it can be had again by [`Self::restore`].
    pub(crate) fn keep(&self, kept: &Path) -> Outcome {
        if kept.exists() {
            remove(kept)?;
        }
        fs::create_dir_all(kept).on("make", kept)?;
        for path in self.made()? {
            copy(&path, &kept.join(path.file_name().unwrap_or_default()))?;
        }
        Ok(())
    }

    /// Puts this place into the state that `kept` holds.
    pub(crate) fn restore(&self, kept: &Path) -> Outcome {
        self.clear()?;
        for entry in fs::read_dir(kept).on("list", kept)? {
            let entry = entry.on("list", kept)?;
            copy(&entry.path(), &self.folder.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// All that lies here but inputs, pipeline and rules.
    fn made(&self) -> Outcome<Vec<PathBuf>> {
        let mut made = Vec::new();
        for entry in fs::read_dir(&self.folder).on("list", &self.folder)? {
            let path = entry.on("list", &self.folder)?.path();
            let is_given = path.file_name().is_some_and(|name| name == INBOX || name == SAID)
                || path
                    .extension()
                    .is_some_and(|extension| extension == "toml" || extension == "so");
            if !is_given {
                made.push(path);
            }
        }
        Ok(made)
    }

    /// The bytes of all files in a folder of this place.
    pub(crate) fn size(&self, folder: &str) -> Outcome<u64> {
        let folder = self.folder.join(folder);
        if !folder.exists() {
            return Ok(0);
        }
        let mut bytes = 0;
        for entry in fs::read_dir(&folder).on("list", &folder)? {
            bytes += entry.and_then(|entry| entry.metadata()).on("look at", &folder)?.len();
        }
        Ok(bytes)
    }

    /// What lies here now.
    pub(crate) fn files(&self) -> Outcome<Files> {
        let mut files = Files::new();
        for path in self.made()? {
            self.collect(&path, &mut files)?;
        }
        Ok(files)
    }

    fn collect(&self, path: &Path, files: &mut Files) -> Outcome {
        let name = path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy().into_owned();
        if path.is_dir() {
            for entry in fs::read_dir(path).on("list", path)? {
                self.collect(&entry.on("list", path)?.path(), files)?;
            }
        } else if name.starts_with(LEDGER) {
            // The ledger's own content is what `ledger verify` looks after; what lies beside it is not.
            files.insert(name, Vec::new());
        } else if path.extension().is_some_and(|extension| extension == "db") {
            files.insert(name, database::content(path)?);
        } else {
            files.insert(name, fs::read(path).on("read", path)?);
        }
        Ok(())
    }
}

impl Ran {
    /// Fails unless the run ended with one of these codes and without a panic.
    pub(crate) fn expect(self, codes: &[i32]) -> Outcome<Self> {
        let as_expected = self.code.is_some_and(|code| codes.contains(&code));
        if as_expected && !self.said.contains("panicked") {
            return Ok(self);
        }
        let code = self.code.map_or_else(|| "a signal".to_owned(), |code| format!("code {code}"));
        Err(Failure::new(format!(
            "a run ended with {code}, {codes:?} was expected:\n{}",
            self.said
        )))
    }
}

/// What is not the same in `found` as in `expected`, a line each.
pub(crate) fn differences(found: &Files, expected: &Files) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, bytes) in found {
        match expected.get(name) {
            None => differences.push(format!("{name}: should not be there")),
            Some(expected) => {
                differences
                    .extend(difference(bytes, expected).map(|what| format!("{name}: {what}")));
            }
        }
    }
    let missing = expected.keys().filter(|name| !found.contains_key(*name));
    differences.extend(missing.map(|name| format!("{name}: is missing")));
    differences
}

/// Where two contents part.
pub(crate) fn difference(found: &[u8], expected: &[u8]) -> Option<String> {
    if found == expected {
        return None;
    }
    let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    let line = found[..same].split(|byte| *byte == b'\n').count();
    Some(format!(
        "{} bytes instead of {}, the same up to byte {same} in line {line}",
        found.len(),
        expected.len()
    ))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    if !from.is_dir() {
        fs::copy(from, to).on("copy", from)?;
        // The ledger knows outputs by their time, among other things.
        let time = fs::metadata(from).and_then(|found| found.modified()).on("look at", from)?;
        return File::options()
            .write(true)
            .open(to)
            .and_then(|to| to.set_modified(time))
            .on("date", to);
    }
    fs::create_dir_all(to).on("make", to)?;
    for entry in fs::read_dir(from).on("list", from)? {
        let entry = entry.on("list", from)?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Removes a file, or a folder and all that is in it.
pub(crate) fn remove(path: &Path) -> Outcome {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.on("remove", path)
}

pub(crate) fn cannot_start(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start the command: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_tell_where() {
        let files = |files: &[(&str, &str)]| -> Files {
            files
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
                .collect()
        };
        let expected = files(&[("a", "one\ntwo\n"), ("b", "x"), ("c", "same")]);
        let found = files(&[("a", "one\ntwx\n"), ("c", "same"), (".a.partial", "")]);
        assert_eq!(
            differences(&found, &expected),
            [
                ".a.partial: should not be there",
                "a: 8 bytes instead of 8, the same up to byte 6 in line 2",
                "b: is missing"
            ]
        );
        assert!(differences(&expected, &expected).is_empty());
    }
}
