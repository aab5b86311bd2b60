//! One process of a program: what it is asked, what it says, and how it ends.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use cableway_core::{ErrorKind, StageError};
use cableway_plugin_abi as abi;

use crate::process::deadline::Deadline;
use crate::process::frame::{self, Frame};
use crate::process::group::Group;
use crate::process::limits::ending;
use crate::process::pipes::{Input, Logged, log_lines, read_lines, spawn};
use crate::process::program::ProgramLimits;
use crate::process::protocol::{Answer, Request};

/// How long it may take to end once it is asked nothing more, or has closed its output.
const FAREWELL: Duration = Duration::from_millis(500);

/// How often to see whether a process that says nothing is still there.
const LOOK: Duration = Duration::from_millis(50);

/// How often to hear what a process says that does not read on.
const LISTEN: Duration = Duration::from_millis(2);

/// One process. It is ended when this is dropped.
#[derive(Debug)]
pub(super) struct Process {
    group: Group,
    /// `None` once the process must not be asked any more.
    input: Option<Input>,
    lines: Receiver<std::io::Result<String>>,
    logged: Arc<Logged>,
    limits: ProgramLimits,
    /// The number of the last request.
    asked: u64,
    /// The instances that it has made, by the number of the stage that asked for them.
    pub(super) instances: Vec<u64>,
}

impl Process {
    pub(super) fn new(
        mut group: Group,
        name: String,
        limits: ProgramLimits,
        most: Arc<AtomicU64>,
    ) -> Result<Self, StageError> {
        let Some((input, output, errors)) = group.pipes() else {
            return Err(StageError::internal("the process has no pipes"));
        };
        // One is read while another is taken: a plugin that lists faster than the run takes items
        // waits.
        let (sender, lines) = sync_channel(1);
        spawn("plugin output", move || read_lines(output, &most, &sender))?;
        let logged = Logged::new(name);
        let log = Arc::clone(&logged);
        spawn("plugin errors", move || log_lines(errors, &log))?;
        let input = Some(Input::new(input)?);
        Ok(Self { group, input, lines, logged, limits, asked: 0, instances: Vec::new() })
    }

    /// Sends a request and waits for the reply. A process that fails at it is not used again.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        deadline: Deadline,
    ) -> Result<Answer, StageError> {
        self.send(request, deadline)?;
        match self.next(deadline)? {
            Some(Answer::Item(_) | Answer::Lost { .. }) => {
                Err(self.broke("gave an item when it was not listing"))
            }
            Some(answer) => Ok(answer),
            None => Err(self.late(deadline)),
        }
    }

    /// Sends a request.
    pub(super) fn send(&mut self, request: &Request, deadline: Deadline) -> Result<(), StageError> {
        let line = frame::line(Some(self.asked + 1), request).map_err(|error| {
            StageError::internal("the request cannot be written as JSON").with_source(error)
        })?;
        let Some(mut input) = self.input.take() else {
            return Err(StageError::internal("the plugin's process is no longer there"));
        };
        self.asked += 1;
        self.logged.begin();
        input.take(line);
        let written = self.write(&mut input, deadline);
        if written.is_ok() {
            self.input = Some(input);
        }
        written
    }

    fn write(&mut self, input: &mut Input, deadline: Deadline) -> Result<(), StageError> {
        loop {
            match input.write(deadline.at_most(LISTEN)) {
                Ok(false) => {}
                // One that no longer reads has perhaps said why: the answer is listened for all the same.
                Ok(true) | Err(_) => return Ok(()),
            }
            // It may not read on before somebody has heard what it says.
            match self.lines.try_recv() {
                Ok(line) => {
                    if self.hear(line)?.is_some() {
                        return Err(self.broke("answered a request before it had read it"));
                    }
                }
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) if self.group.has_ended() => return Ok(()),
                Err(TryRecvError::Empty) => {}
            }
            if deadline.is_over() {
                return Err(self.late(deadline));
            }
        }
    }

    /// What the process says next to the last request, but for messages, which go to the log; `None`
    /// where it says nothing in time.
    pub(super) fn next(&mut self, deadline: Deadline) -> Result<Option<Answer>, StageError> {
        loop {
            match self.lines.recv_timeout(deadline.at_most(LOOK)) {
                Ok(line) => {
                    if let Some(answer) = self.hear(line)? {
                        return Ok(Some(answer));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.died()),
                Err(RecvTimeoutError::Timeout) if self.group.is_gone() => return Err(self.died()),
                Err(RecvTimeoutError::Timeout) => {
                    // What it has started may keep its output open, and say nothing. What it had said
                    // itself is still to come.
                    if self.group.has_ended() {
                        self.group.end();
                        continue;
                    }
                }
            }
            if deadline.is_over() {
                return Ok(None);
            }
        }
    }

    /// The answer in a line; `None` for a message, which goes to the log.
    fn hear(&mut self, line: std::io::Result<String>) -> Result<Option<Answer>, StageError> {
        let line = line.map_err(|error| {
            self.end();
            let message = "what the plugin's process says cannot be read";
            StageError::new(ErrorKind::Contract, message).with_source(error)
        })?;
        match parse(&line) {
            Ok(Frame { body: Answer::Log { level, message }, .. }) => {
                self.logged.write(self::level(&level), &message);
                Ok(None)
            }
            Ok(Frame { id: Some(id), body }) if id == self.asked => Ok(Some(body)),
            Ok(Frame { id: Some(id), .. }) => {
                let asked = self.asked;
                Err(self.broke(&format!("answered request {id} when it was asked request {asked}")))
            }
            Ok(Frame { id: None, .. }) => {
                Err(self.broke("gave an answer without the `id` of its request"))
            }
            Err(error) => {
                self.end();
                Err(error)
            }
        }
    }

    /// What it says for the log from now on is counted anew.
    pub(super) fn begin(&self) {
        self.logged.begin();
    }

    /// Ends a process that does not keep to the protocol.
    pub(super) fn broke(&mut self, what: &str) -> StageError {
        self.end();
        StageError::new(ErrorKind::Contract, format!("the plugin's process {what}"))
    }

    /// Ends a process that took too long.
    fn late(&mut self, deadline: Deadline) -> StageError {
        self.end();
        deadline.error()
    }

    /// Ends the process: what it says from now on would be taken for the answer to another request.
    fn end(&mut self) {
        self.input = None;
        self.group.end();
    }

    /// True as long as it can be asked.
    pub(super) fn is_sound(&self) -> bool {
        self.input.is_some() && !self.group.is_gone()
    }

    /// True once it is over.
    pub(super) fn has_ended(&mut self) -> bool {
        self.group.has_ended()
    }

    /// Waits for it to end by itself. False if it does not.
    fn ends(&mut self) -> bool {
        let patience = Instant::now() + FAREWELL;
        while !self.group.has_ended() {
            if Instant::now() >= patience {
                return false;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        true
    }

    /// Why it no longer answers.
    fn died(&mut self) -> StageError {
        self.input = None;
        // One that has closed its output and goes on is ended.
        let by_itself = self.ends();
        let how = match self.group.end() {
            Some(status) if by_itself => ending(status) + &self.limits.too_little(),
            _ => "closed its output and was ended".to_owned(),
        };
        StageError::new(ErrorKind::Crash, format!("the plugin's process {how}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Without requests it ends by itself, which lets it clean up; but nobody waits long for it.
        if self.input.take().is_some() {
            self.ends();
        }
        self.group.end();
    }
}

/// What a line says.
pub(super) fn parse(line: &str) -> Result<Frame<Answer>, StageError> {
    serde_json::from_str(line).map_err(|error| {
        let shown: String = line.trim_end().chars().take(80).collect();
        let message = format!("the plugin's process said what is no answer: `{shown}`");
        StageError::new(ErrorKind::Contract, message).with_source(error)
    })
}

fn level(name: &str) -> u32 {
    match name {
        "error" => abi::LOG_ERROR,
        "warn" => abi::LOG_WARN,
        "info" => abi::LOG_INFO,
        "debug" => abi::LOG_DEBUG,
        _ => abi::LOG_TRACE,
    }
}
