//! What goes to a process and what comes from it.

use std::io::{self, BufRead, BufReader, Read};
use std::process::ChildStdin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use cableway_core::StageError;
use cableway_plugin_abi as abi;

use crate::log;

/// A line of standard error that is longer comes in pieces.
const PIECE: u64 = 64 << 10;

/// As many bytes of messages are for the log, for one request.
const MOST_LOGGED: usize = 256 << 10;

/// What a message costs besides its bytes: its time and its place.
const A_MESSAGE: usize = 100;

pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StageError> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(body);
    thread.map(drop).map_err(|error| StageError::io("cannot start a thread", error))
}

/// The way to a process's standard input, which waits for nobody: a process that does not read must
/// not hold up the thread that asks it.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Input {
    pipe: ChildStdin,
    line: Vec<u8>,
    written: usize,
}

#[cfg(unix)]
impl Input {
    pub(super) fn new(pipe: ChildStdin) -> Result<Self, StageError> {
        rustix::io::ioctl_fionbio(&pipe, true)
            .map_err(|error| StageError::io("the process's input is of no use", error.into()))?;
        Ok(Self { pipe, line: Vec::new(), written: 0 })
    }

    /// Takes a line, of which nothing is written yet.
    pub(super) fn take(&mut self, line: Vec<u8>) {
        (self.line, self.written) = (line, 0);
    }

    /// Writes as much as fits within `patience`. True once all is written.
    pub(super) fn write(&mut self, patience: Duration) -> io::Result<bool> {
        use std::io::Write as _;

        use rustix::event::{PollFd, PollFlags, Timespec, poll};

        let mut has_waited = false;
        while let Some(rest) = self.line.get(self.written..).filter(|rest| !rest.is_empty()) {
            match self.pipe.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(bytes) => self.written += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if has_waited {
                        return Ok(false);
                    }
                    has_waited = true;
                    let time = Timespec::try_from(patience).map_err(io::Error::other)?;
                    // An error of the pipe shows when it is written to.
                    let _ = poll(&mut [PollFd::new(&self.pipe, PollFlags::OUT)], Some(&time));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// The way to a process's standard input: a thread that writes, because a process that does not read
/// must not hold up the thread that asks it.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Input {
    lines: SyncSender<Vec<u8>>,
    written: std::sync::mpsc::Receiver<io::Result<()>>,
}

#[cfg(not(unix))]
impl Input {
    pub(super) fn new(mut pipe: ChildStdin) -> Result<Self, StageError> {
        use std::io::Write as _;
        use std::sync::mpsc::sync_channel;

        let (lines, queue) = sync_channel::<Vec<u8>>(1);
        let (done, written) = sync_channel(1);
        spawn("plugin input", move || {
            for line in queue {
                if done.send(pipe.write_all(&line)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { lines, written })
    }

    /// Takes a line, once the one before is written.
    pub(super) fn take(&mut self, line: Vec<u8>) {
        // A thread that is gone shows when its word is waited for.
        let _ = self.lines.send(line);
    }

    /// Waits for the line to be written. True once it is.
    pub(super) fn write(&mut self, patience: Duration) -> io::Result<bool> {
        use std::sync::mpsc::RecvTimeoutError;

        match self.written.recv_timeout(patience) {
            Ok(outcome) => outcome.map(|()| true),
            Err(RecvTimeoutError::Timeout) => Ok(false),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// Hands on the lines of `output`, of `most` bytes each at the most, until it ends. What stands behind
/// the last line break is no line: whoever wrote it died over it.
pub(super) fn read_lines(
    output: impl Read,
    most: &AtomicU64,
    lines: &SyncSender<io::Result<String>>,
) {
    let mut output = BufReader::with_capacity(1 << 16, output);
    loop {
        let mut line = Vec::new();
        let most = most.load(Ordering::Relaxed);
        let read = output.by_ref().take(most).read_until(b'\n', &mut line);
        let line = match read {
            Ok(_) if line.last() == Some(&b'\n') => String::from_utf8(line).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                io::Error::other(format!("a line is not UTF-8: byte {at} is not"))
            }),
            Ok(_) if line.len() as u64 >= most => {
                let mib = most >> 20;
                Err(io::Error::other(format!("a line has more than {mib} MiB")))
            }
            Ok(_) => return,
            Err(error) => Err(error),
        };
        let is_bad = line.is_err();
        if lines.send(line).is_err() || is_bad {
            return;
        }
    }
}

/// Hands what comes from `errors` to the log, whatever it is, until it ends: a process whose errors
/// nobody reads would be stopped by them.
pub(super) fn log_lines(errors: impl Read, logged: &Logged) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        match errors.by_ref().take(PIECE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => logged.write(abi::LOG_WARN, String::from_utf8_lossy(&line).trim_end()),
        }
    }
}

/// What a process says in the log, which takes so much of it for each request.
#[derive(Debug)]
pub(super) struct Logged {
    /// What messages call the process.
    name: String,
    bytes: AtomicUsize,
}

impl Logged {
    pub(super) fn new(name: String) -> Arc<Self> {
        Arc::new(Self { name, bytes: AtomicUsize::new(0) })
    }

    /// Another request begins.
    pub(super) fn begin(&self) {
        self.bytes.store(0, Ordering::Relaxed);
    }

    pub(super) fn write(&self, level: u32, message: &str) {
        if !log::enabled(level) {
            // It is counted, and takes no place.
            return log::write(level, &self.name, message, "");
        }
        let bytes = message.len().min(log::MOST_CHARACTERS) + A_MESSAGE;
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) <= MOST_LOGGED {
            log::write(level, &self.name, message, "");
        } else if before <= MOST_LOGGED {
            // The first that does not fit; those behind it are past the mark.
            self.bytes.fetch_add(MOST_LOGGED, Ordering::Relaxed);
            let rest = "more than the log takes for one request: the rest is left out";
            log::write(abi::LOG_WARN, &self.name, rest, "");
        }
    }
}
