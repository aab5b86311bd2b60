//! What a plugin's process may use, and how it ended.

use std::process::{Command, ExitStatus};

/// Puts `command` in a process group of its own, so that all that it starts can be ended with it, and
/// bounds its memory.
#[cfg(unix)]
pub(super) fn confine(command: &mut Command, memory: Option<u64>) {
    use std::os::unix::process::CommandExt as _;

    use rustix::process::{Resource, Rlimit, setrlimit};

    command.process_group(0);
    let Some(bytes) = memory else { return };
    let limit = move || {
        let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
        setrlimit(Resource::As, limit).map_err(std::io::Error::from)
    };
    // SAFETY: between fork and exec only system calls are made, no memory is allocated.
    unsafe { command.pre_exec(limit) };
}

#[cfg(not(unix))]
pub(super) fn confine(_: &mut Command, _: Option<u64>) {}

/// Ends a process and all that it has started.
pub(super) fn kill(child: &mut std::process::Child) {
    // The number of one that was waited for may by now be that of another process.
    #[cfg(unix)]
    if let Ok(None) = child.try_wait()
        && let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
    {
        // It may have ended by itself.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// How a process ended, in words: `was ended by SIGSEGV (it touched memory that is not its own)`.
pub fn ending(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;

        if let Some(number) = status.signal() {
            return format!("was ended by {}", signal(number));
        }
    }
    match status.code() {
        Some(code) => format!("ended itself with exit code {code}"),
        None => "ended".to_owned(),
    }
}

#[cfg(unix)]
fn signal(number: i32) -> String {
    use rustix::process::Signal;

    let known = [
        (Signal::SEGV, "SIGSEGV", "it touched memory that is not its own"),
        (
            Signal::ABORT,
            "SIGABRT",
            "it gave up: a panic that aborts, a failed assertion, no memory",
        ),
        (Signal::BUS, "SIGBUS", "it touched memory that is not there"),
        (Signal::ILL, "SIGILL", "it ran into an instruction that this machine does not have"),
        (Signal::FPE, "SIGFPE", "it divided by zero"),
        (Signal::KILL, "SIGKILL", "somebody ended it, perhaps the system for want of memory"),
        (Signal::TERM, "SIGTERM", "somebody asked it to end"),
        (Signal::PIPE, "SIGPIPE", "it wrote to where nobody reads"),
        (Signal::TRAP, "SIGTRAP", "it stopped itself"),
    ];
    match known.into_iter().find(|(signal, ..)| signal.as_raw() == number) {
        Some((_, name, why)) => format!("{name} ({why})"),
        None => format!("signal {number}"),
    }
}
