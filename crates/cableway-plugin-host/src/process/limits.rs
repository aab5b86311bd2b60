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
        (Signal::SYS, "SIGSYS", "it asked the system for what it may not"),
        (Signal::XCPU, "SIGXCPU", "it used more processor time than it may"),
        (Signal::XFSZ, "SIGXFSZ", "it wrote a file larger than it may"),
        (Signal::INT, "SIGINT", "somebody interrupted it"),
        (Signal::HUP, "SIGHUP", "its terminal was closed"),
        (Signal::QUIT, "SIGQUIT", "somebody asked it to end"),
        (Signal::ALARM, "SIGALRM", "an alarm that it had set went off"),
        (Signal::USR1, "SIGUSR1", "somebody sent it a signal that it does not know"),
        (Signal::USR2, "SIGUSR2", "somebody sent it a signal that it does not know"),
    ];
    match known.into_iter().find(|(signal, ..)| signal.as_raw() == number) {
        Some((_, name, why)) => format!("{name} ({why})"),
        None => format!("signal {number}"),
    }
}
