//! Ctrl-C and its like.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::mailbox::Mailbox;
use super::status::Shared;
use crate::Exit;
use crate::arguments::Logging;
use crate::logging::{is_for_people, say};

/// Ends the run under way.
#[derive(Debug, Default)]
pub(super) struct Interrupt {
    is_asked: AtomicBool,
    /// A run sets its own when it fails, so that each has another.
    run: Mutex<Arc<AtomicBool>>,
}

impl Interrupt {
    /// What ends the run that begins.
    pub(super) fn of_a_run(&self) -> Arc<AtomicBool> {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        *run = Arc::new(AtomicBool::new(self.is_asked()));
        Arc::clone(&run)
    }

    /// Whether somebody wants the run under way to end.
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed)
    }

    fn ask(&self) {
        let run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_asked.store(true, Ordering::Relaxed);
        run.store(true, Ordering::Relaxed);
    }
}

/// The first signal lets the run under way come to its end, the second interrupts it, the third ends at once.
pub(super) fn stop_on_signals(
    mailbox: &Arc<Mailbox>,
    interrupt: &Arc<Interrupt>,
    status: &Arc<Shared>,
    logging: &Logging,
) {
    let (mailbox, interrupt) = (Arc::clone(mailbox), Arc::clone(interrupt));
    let status = Arc::clone(status);
    let speaks = is_for_people(logging);
    let count = AtomicU32::new(0);
    let handler = move || match count.fetch_add(1, Ordering::Relaxed) {
        0 => {
            if speaks {
                say("stopping when the run under way, if any, is done\n");
            }
            status.stopping();
            mailbox.signal();
        }
        1 => interrupt.ask(),
        _ => {
            cableway_plugin_host::end_processes();
            std::process::exit(Exit::Failed as i32);
        }
    };
    if let Err(problem) = ctrlc::set_handler(handler) {
        tracing::warn!("signals will end the watch without cleaning up: {problem}");
    }
}
