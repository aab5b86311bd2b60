//! A program that offers stages, and its processes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cableway_core::{ErrorKind, StageEntry, StageError};
use cableway_plugin_abi as abi;

use crate::process::limits::{confine, ending, kill};
use crate::process::protocol::{Answer, Hello, PROTOCOL, Request};
use crate::process::stage::entry;
use crate::{PluginError, log};

/// A line that is longer is a fault, not an answer.
const MOST_LINE: u64 = 512 << 20;

/// How long a program may take to say hello.
const HELLO: Duration = Duration::from_secs(20);

/// How long it may take to make a stage, or to commit.
const PATIENCE: Duration = Duration::from_mins(5);

/// How long it may take to end once it is asked nothing more.
const FAREWELL: Duration = Duration::from_millis(500);

/// As much fits into a pipe that nobody reads from.
const PIPE: usize = 32 << 10;

/// What a program's processes may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramLimits {
    /// Bytes of memory (address space) of each process.
    pub memory: Option<u64>,
    /// How long one document may take it.
    pub time: Option<Duration>,
}

/// A program that offers stages by the protocol.
#[derive(Debug)]
pub struct Program {
    /// What to call it in messages.
    shown: PathBuf,
    command: Vec<String>,
    folder: PathBuf,
    limits: ProgramLimits,
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
            idle: Mutex::default(),
        });
        let (process, hello) = program.spawn().map_err(|error| {
            let words: Vec<String> = error.chain().collect();
            let unusable = PluginError::new(shown, words.join(": "));
            match error.kind() {
                // It has said itself what is wrong.
                ErrorKind::Internal => unusable,
                ErrorKind::Crash => {
                    unusable.with_hint("it ended before it said hello: start it by hand to see why")
                }
                ErrorKind::Io => unusable.with_hint("see to it that the program is there"),
                _ => unusable
                    .with_hint("its first line must be a hello: see docs/process-plugins.md"),
            }
        })?;
        program.give_back(process);
        let stages = hello.stages.into_iter();
        let mut entries: Vec<StageEntry> = Vec::new();
        for stage in stages {
            let wrong = |message| PluginError::new(shown, message);
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
            return Err(PluginError::new(shown, "it has no stages"));
        }
        Ok(entries)
    }

    pub(super) fn limits(&self) -> ProgramLimits {
        self.limits
    }

    /// A process that has said hello.
    pub(super) fn process(&self) -> Result<Process, StageError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(process) => Ok(process),
            None => self.spawn().map(|(process, _)| process),
        }
    }

    pub(super) fn give_back(&self, process: Process) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(process);
    }

    fn spawn(&self) -> Result<(Process, Hello), StageError> {
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
        let child = command
            .spawn()
            .map_err(|error| StageError::io(format!("`{name}` cannot be started"), error))?;
        let mut process = Process::new(child, self.shown.to_string_lossy().into_owned())?;
        let host = concat!("cableway ", env!("CARGO_PKG_VERSION")).to_owned();
        let deadline = Deadline::after(HELLO);
        process.send(&Request::Hello { protocol: PROTOCOL, host }, deadline)?;
        match process.reply(deadline)? {
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

/// Until when something may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    end: Instant,
    granted: Duration,
}

impl Deadline {
    pub(super) fn after(time: Duration) -> Self {
        let now = Instant::now();
        Self { end: now.checked_add(time).unwrap_or(now + PATIENCE), granted: time }
    }

    /// For what no document waits for.
    pub(super) fn patient() -> Self {
        Self::after(PATIENCE)
    }

    fn left(self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    fn over(self) -> StageError {
        let seconds = self.granted.as_secs_f64();
        let message = format!("the plugin's process took longer than {seconds} s and was ended");
        StageError::new(ErrorKind::Timeout, message)
    }
}

/// One process. It is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Process {
    /// What messages call it.
    name: String,
    child: Child,
    /// `None` once the process must not be asked any more.
    input: Option<ChildStdin>,
    lines: Receiver<std::io::Result<String>>,
    /// The instances that it has made, by the number of the stage that asked for them.
    pub(super) instances: Vec<u64>,
}

impl Process {
    fn new(mut child: Child, name: String) -> Result<Self, StageError> {
        let missing = || StageError::internal("the process has no pipes");
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(missing)?;
        let errors = child.stderr.take().ok_or_else(missing)?;
        // Few: a plugin that lists faster than the run takes items waits.
        let (sender, lines) = sync_channel(16);
        spawn("plugin output", move || {
            read_lines(BufReader::with_capacity(1 << 16, output), &sender);
        })?;
        let shown = name.clone();
        spawn("plugin errors", move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                log::write(abi::LOG_WARN, &shown, &line, "");
            }
        })?;
        Ok(Self { name, child, input, lines, instances: Vec::new() })
    }

    /// Sends a request.
    pub(super) fn send(&mut self, request: &Request, deadline: Deadline) -> Result<(), StageError> {
        let mut line = serde_json::to_vec(request).map_err(|error| {
            StageError::internal("the request cannot be written as JSON").with_source(error)
        })?;
        line.push(b'\n');
        let Some(mut input) = self.input.take() else {
            return Err(StageError::internal("the plugin's process is no longer there"));
        };
        if line.len() <= PIPE {
            // It fits into the pipe, which the process has emptied to answer the last request.
            if input.write_all(&line).is_err() {
                return Err(self.died());
            }
            self.input = Some(input);
            return Ok(());
        }
        // A process that does not read must not hold this thread up.
        let (done, written) = sync_channel(1);
        spawn("plugin input", move || {
            let outcome = input.write_all(&line);
            // Nobody waits any more when the process took too long.
            let _ = done.send(outcome.map(|()| input));
        })?;
        match written.recv_timeout(deadline.left()) {
            Ok(Ok(input)) => {
                self.input = Some(input);
                Ok(())
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.died()),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(deadline.over())
            }
        }
    }

    /// Waits for the reply to a request.
    pub(super) fn reply(&mut self, deadline: Deadline) -> Result<Answer, StageError> {
        let Some(answer) = self.next(deadline.left())? else {
            self.end();
            return Err(deadline.over());
        };
        if let Answer::Item(_) | Answer::Lost { .. } = answer {
            self.end();
            let message = "the plugin gave an item when it was not listing";
            return Err(StageError::new(ErrorKind::Contract, message));
        }
        Ok(answer)
    }

    /// What the process says next, but for messages, which go to the log; `None` where it says nothing
    /// within `time`.
    pub(super) fn next(&mut self, time: Duration) -> Result<Option<Answer>, StageError> {
        let until = Deadline::after(time);
        loop {
            let line = match self.lines.recv_timeout(until.left()) {
                Ok(Ok(line)) => line,
                Ok(Err(error)) => {
                    self.end();
                    let message = "what the plugin's process says cannot be read";
                    return Err(StageError::new(ErrorKind::Contract, message).with_source(error));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.died()),
                Err(RecvTimeoutError::Timeout) => return Ok(None),
            };
            match parse(&line) {
                Ok(Answer::Log { level, message }) => say(&level, &self.name, &message),
                Ok(answer) => return Ok(Some(answer)),
                Err(error) => {
                    self.end();
                    return Err(error);
                }
            }
        }
    }

    /// Ends the process: what it says from now on would be taken for the answer to another request.
    pub(super) fn end(&mut self) {
        self.input = None;
        kill(&mut self.child);
    }

    /// True as long as it can be asked.
    pub(super) fn is_sound(&self) -> bool {
        self.input.is_some()
    }

    /// Why it no longer answers.
    fn died(&mut self) -> StageError {
        self.input = None;
        // It may have closed its output and go on: then it is ended.
        let patience = Instant::now() + Duration::from_millis(500);
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if Instant::now() < patience => {
                    std::thread::sleep(Duration::from_millis(2));
                }
                _ => break None,
            }
        };
        let how = match status {
            Some(status) => ending(status),
            None => "closed its output".to_owned(),
        };
        self.end();
        StageError::new(ErrorKind::Crash, format!("the plugin's process {how}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that waits for a request ends by itself; but nobody waits for it to do so.
        // Without requests it ends by itself, which lets it clean up; but nobody waits long for it.
        if self.input.take().is_some() {
            let patience = Instant::now() + FAREWELL;
            while Instant::now() < patience {
                if let Ok(Some(_)) = self.child.try_wait() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        self.end();
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StageError> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(body);
    thread.map(drop).map_err(|error| StageError::io("cannot start a thread", error))
}

fn read_lines(mut output: impl std::io::BufRead, lines: &SyncSender<std::io::Result<String>>) {
    loop {
        let mut line = Vec::new();
        let read = output.by_ref().take(MOST_LINE).read_until(b'\n', &mut line);
        let line = match read {
            Ok(0) => return,
            Ok(_) if line.len() as u64 >= MOST_LINE => {
                Err(std::io::Error::other("a line has more than 512 MiB"))
            }
            Ok(_) => String::from_utf8(line).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                std::io::Error::other(format!("a line is not UTF-8: byte {at} is not"))
            }),
            Err(error) => Err(error),
        };
        let is_bad = line.is_err();
        if lines.send(line).is_err() || is_bad {
            return;
        }
    }
}

/// Checks that `line` is one that a plugin's process may say.
///
/// # Errors
/// What is wrong with it.
///
/// ```
/// use cableway_plugin_host::check_line;
///
/// assert!(check_line(r#"{"done": {"notes": ["no verbs"]}}"#).is_ok());
/// assert!(check_line("Hello!").is_err());
/// ```
pub fn check_line(line: &str) -> Result<(), StageError> {
    parse(line).map(drop)
}

fn parse(line: &str) -> Result<Answer, StageError> {
    serde_json::from_str(line).map_err(|error| {
        let shown: String = line.trim_end().chars().take(80).collect();
        let message = format!("the plugin's process said what is no answer: `{shown}`");
        StageError::new(ErrorKind::Contract, message).with_source(error)
    })
}

fn say(level: &str, name: &str, message: &str) {
    let level = match level {
        "error" => abi::LOG_ERROR,
        "warn" => abi::LOG_WARN,
        "info" => abi::LOG_INFO,
        "debug" => abi::LOG_DEBUG,
        _ => abi::LOG_TRACE,
    };
    log::write(level, name, message, "");
}
