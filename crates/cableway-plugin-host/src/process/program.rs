//! A program that offers stages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cableway_core::{ErrorKind, Limits, StageEntry, StageError};

use crate::PluginError;
use crate::callbacks::MOST_BYTES;
use crate::process::child::Process;
use crate::process::deadline::Deadline;
use crate::process::group::Group;
use crate::process::limits::confine;
use crate::process::protocol::{Answer, Hello, PROTOCOL, Request};
use crate::process::stage::entry;

/// What a program's processes may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramLimits {
    /// Bytes of memory (address space) of each process.
    pub memory: Option<u64>,
    /// How long one document may take it.
    pub time: Option<Duration>,
}

impl ProgramLimits {
    /// What to add to the story of an end that may come from a want of memory.
    pub(super) fn too_little(&self) -> String {
        self.memory.map_or_else(String::new, |bytes| {
            format!("; perhaps it wanted more memory than its `memory = {}` allows", bytes >> 20)
        })
    }
}

/// A program that offers stages by the protocol.
#[derive(Debug)]
pub struct Program {
    /// What to call it in messages.
    shown: PathBuf,
    command: Vec<String>,
    folder: PathBuf,
    limits: ProgramLimits,
    /// A line of more bytes is a fault, not an answer.
    most: Arc<AtomicU64>,
    /// Processes that nobody uses at present.
    idle: Mutex<Vec<Process>>,
}

impl Program {
    /// Starts `command` in `folder` and asks it for its stages, under the name `plugin`.
    ///
    /// # Errors
    /// When it cannot be started, or what it says of itself is wrong.
    pub fn start(
        plugin: &str,
        shown: &Path,
        command: Vec<String>,
        folder: &Path,
        limits: ProgramLimits,
    ) -> Result<Vec<StageEntry>, PluginError> {
        let program = Arc::new(Self {
            shown: shown.to_owned(),
            command,
            folder: folder.to_owned(),
            limits,
            most: Arc::new(AtomicU64::new(MOST_BYTES as u64)),
            idle: Mutex::default(),
        });
        let (process, hello) =
            program.spawn(Deadline::hello()).map_err(|error| program.unusable(&error))?;
        program.give_back(process);
        let wrong = |message| PluginError::new(shown, message);
        let Some(stages) = hello.stages.all() else {
            return Err(wrong("it has too many stages".to_owned()));
        };
        let mut entries: Vec<StageEntry> = Vec::new();
        for stage in stages {
            let made = entry(plugin, &hello.version, stage, &program).map_err(wrong)?;
            let same = |other: &&StageEntry| {
                other.info.kind == made.info.kind && other.info.id == made.info.id
            };
            if let Some(other) = entries.iter().find(same) {
                let id = other.info.id.split(':').next_back().unwrap_or_default();
                let message = format!("it has two {} stages called `{id}`", other.info.kind);
                return Err(wrong(message));
            }
            entries.push(made);
        }
        if entries.is_empty() {
            return Err(wrong("it has no stages".to_owned()));
        }
        Ok(entries)
    }

    fn unusable(&self, error: &StageError) -> PluginError {
        let words: Vec<String> = error.chain().collect();
        let unusable = PluginError::new(&self.shown, words.join(": "));
        match error.kind() {
            // It has said itself what is wrong.
            ErrorKind::Internal => unusable,
            ErrorKind::Crash => {
                unusable.with_hint("it ended before it said hello: start it by hand to see why")
            }
            ErrorKind::Io => unusable.with_hint("see to it that the program is there"),
            _ => unusable.with_hint("its first line must be a hello: see docs/process-plugins.md"),
        }
    }

    pub(super) fn limits(&self) -> ProgramLimits {
        self.limits
    }

    /// Lets it say as much at once as the limits of a run allow a stage to give.
    pub(super) fn allow(&self, limits: &Limits) {
        self.most.fetch_max(limits.bytes.saturating_mul(4), Ordering::Relaxed);
    }

    /// A process that has said hello. `deadline` is for one that has to be started.
    pub(super) fn process(&self, deadline: Deadline) -> Result<Process, StageError> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut process) = idle else {
                return self.spawn(deadline).map(|(process, _)| process);
            };
            // What ends while nobody asks it anything costs no document.
            if !process.has_ended() {
                return Ok(process);
            }
        }
    }

    /// Keeps a process for whoever asks next, unless it is of no more use.
    pub(super) fn give_back(&self, process: Process) {
        if process.is_sound() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(process);
        }
    }

    fn spawn(&self, deadline: Deadline) -> Result<(Process, Hello), StageError> {
        let Some((name, arguments)) = self.command.split_first() else {
            return Err(StageError::internal("there is no command to start"));
        };
        let mut command = Command::new(name);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        confine(&mut command, self.limits.memory);
        let group = Group::start(&mut command)
            .map_err(|error| StageError::io(format!("`{name}` cannot be started"), error))?;
        let shown = self.shown.to_string_lossy().into_owned();
        let mut process = Process::new(group, shown, self.limits, Arc::clone(&self.most))?;
        let host = concat!("cableway ", env!("CARGO_PKG_VERSION")).to_owned();
        match process.ask(&Request::Hello { protocol: PROTOCOL, host }, deadline)? {
            Answer::Hello(hello) if hello.protocol == PROTOCOL => Ok((process, hello)),
            Answer::Hello(hello) => Err(StageError::internal(format!(
                "it speaks version {} of the protocol, and this host version {PROTOCOL}",
                hello.protocol
            ))),
            Answer::Failed(failed) => Err(failed.into()),
            _ => Err(StageError::new(ErrorKind::Contract, "it said something else than hello")),
        }
    }
}
