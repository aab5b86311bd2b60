//! A process and all that it starts, as one thing to be ended.
//!
//! On Unix each process leads a group of its own. A group is ended before its leader is waited for:
//! until then the leader's number cannot become that of another process.

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The processes that are there, by number.
#[derive(Debug, Default)]
struct Live {
    leaders: BTreeSet<u32>,
    /// No more may be started: this process is about to end.
    is_over: bool,
}

static LIVE: Mutex<Live> = Mutex::new(Live { leaders: BTreeSet::new(), is_over: false });

fn live() -> MutexGuard<'static, Live> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the processes of all plugins and all that they have started, and lets no more be started. For a
/// command that is about to end: nobody else would end a process that hangs.
pub fn end_processes() {
    let mut live = live();
    live.is_over = true;
    for leader in &live.leaders {
        kill_group(*leader);
    }
}

#[cfg(unix)]
fn kill_group(leader: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        // All of it may have ended by itself.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_: u32) {}

/// A process that leads a group.
#[derive(Debug)]
pub(super) struct Group {
    leader: Child,
    /// How the leader ended, once it was waited for.
    gone: Option<ExitStatus>,
}

impl Group {
    /// Starts `command`, which must have been confined.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        // Held meanwhile: no process may be started behind the back of what ends them all.
        let mut live = live();
        if live.is_over {
            return Err(io::Error::other("the command is about to end"));
        }
        let leader = command.spawn()?;
        live.leaders.insert(leader.id());
        Ok(Self { leader, gone: None })
    }

    /// Its standard input, output and errors, once.
    pub(super) fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout, ChildStderr)> {
        let Child { stdin, stdout, stderr, .. } = &mut self.leader;
        Some((stdin.take()?, stdout.take()?, stderr.take()?))
    }

    /// True once the leader is over, by itself or not. Those whom it started may go on.
    #[cfg(unix)]
    pub(super) fn has_ended(&mut self) -> bool {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

        if self.is_gone() {
            return true;
        }
        let Some(leader) = i32::try_from(self.leader.id()).ok().and_then(Pid::from_raw) else {
            return false;
        };
        // It is looked at, and not waited for.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        matches!(waitid(WaitId::Pid(leader), options), Ok(Some(_)))
    }

    #[cfg(not(unix))]
    pub(super) fn has_ended(&mut self) -> bool {
        self.is_gone() || matches!(self.leader.try_wait(), Ok(Some(_)))
    }

    /// True once the group has been ended.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.is_some()
    }

    /// Ends the leader and all that it has started. What comes back is how the leader ended: by
    /// itself, if it had.
    pub(super) fn end(&mut self) -> Option<ExitStatus> {
        if self.gone.is_none() {
            kill_group(self.leader.id());
            // It has perhaps left its group.
            let _ = self.leader.kill();
            live().leaders.remove(&self.leader.id());
            self.gone = self.leader.wait().ok();
        }
        self.gone
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
