//! The C library that lets calls fail, `faults.c`: built where there is a compiler, and told what to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{Failure, OnFile as _, Outcome};
use crate::soak::place::{Place, Ran};

const SOURCE: &str = include_str!("faults.c");

/// The call that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Write,
    Sync,
    Rename,
    /// For writing.
    Open,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The disk is full, and stays so.
    Full,
    /// The disk fails, once.
    Error,
    /// Half of what was to be written is.
    Short,
    /// Each call takes a millisecond.
    Slow,
}

/// Calls of one kind on files of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) call: Call,
    /// A part of the file's path.
    pub(crate) file: &'static str,
}

/// The built library.
#[derive(Debug)]
pub(crate) struct Shim {
    library: PathBuf,
    counts: PathBuf,
}

impl Call {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Sync => "sync",
            Self::Rename => "rename",
            Self::Open => "open",
        }
    }
}

impl How {
    fn name(self) -> &'static str {
        match self {
            Self::Full => "ENOSPC",
            Self::Error => "EIO",
            Self::Short => "short",
            Self::Slow => "slow",
        }
    }
}

impl Shim {
    /// Builds the library in `folder`; says why where that cannot be.
    pub(crate) fn build(folder: &Path) -> Outcome<Result<Self, String>> {
        if !cfg!(target_os = "linux") {
            return Ok(Err("calls can be made to fail on Linux only".to_owned()));
        }
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let source = folder.join("faults.c");
        let library = folder.join("faults.so");
        fs::write(&source, SOURCE).on("write", &source)?;
        let built = Command::new(&compiler)
            .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-fPIC", "-shared", "-o"])
            .args([&library, &source])
            .stdin(Stdio::null())
            .output();
        let Ok(built) = built else {
            return Ok(Err(format!("there is no C compiler `{compiler}`")));
        };
        if !built.status.success() {
            let words = String::from_utf8_lossy(&built.stderr);
            return Err(Failure::new(format!("`faults.c` cannot be compiled:\n{words}")));
        }
        Ok(Ok(Self { library, counts: folder.join("counts") }))
    }

    /// Runs the pipeline; from the `from`th call on that `target` tells, the first being 1, calls fail. Gives how
    /// the run ended, how many calls there were, and how many of them were hit.
    pub(crate) fn run(
        &self,
        place: &Place,
        target: Target,
        how: How,
        from: u64,
    ) -> Outcome<(Ran, u64, u64)> {
        fs::write(&self.counts, [0; 16]).on("write", &self.counts)?;
        let mut command = place.command(&["run", super::PIPELINE])?;
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAULT_CALL", target.call.name())
            .env("FAULT_PATH", target.file)
            .env("FAULT_FROM", from.to_string())
            .env("FAULT_HOW", how.name())
            .env("FAULT_COUNTS", &self.counts);
        if how == How::Error {
            command.env("FAULT_FOR", "1");
        }
        let ran = place.finish(command)?;
        let [count, hit] = self.counted()?;
        Ok((ran, count, hit))
    }

    /// Runs the pipeline while the clock of the day jumps forward and back by `seconds`. Gives how the run ended, and
    /// how often it looked at the clock.
    pub(crate) fn run_with_jumps(&self, place: &Place, seconds: i64) -> Outcome<(Ran, u64)> {
        fs::write(&self.counts, [0; 16]).on("write", &self.counts)?;
        let mut command = place.command(&["run", super::PIPELINE])?;
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAULT_CLOCK", seconds.to_string())
            .env("FAULT_COUNTS", &self.counts);
        let ran = place.finish(command)?;
        Ok((ran, self.counted()?[0]))
    }

    /// What the library has counted.
    fn counted(&self) -> Outcome<[u64; 2]> {
        let counts = fs::read(&self.counts).on("read", &self.counts)?;
        let count = |place: usize| {
            let bytes =
                counts.get(8 * place..8 * place + 8).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u64::from_ne_bytes)
        };
        Ok([count(0), count(1)])
    }
}
