//! Not too much of one server: how many requests at once, and how long between two.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often somebody who waits looks whether the run is over.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// Keeps count for all servers.
#[derive(Debug)]
pub(super) struct Pace {
    gap: Duration,
    at_once: usize,
    hosts: Mutex<HashMap<String, Host>>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Host {
    active: usize,
    /// What the server itself asks for, where it asks for more than we leave anyway.
    gap: Duration,
    /// No request before this.
    next: Option<Instant>,
}

/// The right to one request; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    host: String,
}

impl Pace {
    pub(super) fn new(gap: Duration, at_once: usize) -> Self {
        Self { gap, at_once: at_once.max(1), hosts: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits until `host` may be asked; `None` as soon as `over` says that nobody wants to know.
    pub(super) fn turn(&self, host: &str, over: &dyn Fn() -> bool) -> Option<Turn<'_>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if over() {
                return None;
            }
            let now = Instant::now();
            let state = hosts.entry(host.to_owned()).or_default();
            let wait =
                state.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now));
            if wait.is_zero() && state.active < self.at_once {
                state.active += 1;
                state.next = now.checked_add(self.gap.max(state.gap));
                return Some(Turn { pace: self, host: host.to_owned() });
            }
            let wait = if wait.is_zero() { LOOK } else { wait.min(LOOK) };
            let woken = self.freed.wait_timeout(hosts, wait);
            hosts = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Leaves at least `gap` between any two requests to `host` from now on.
    pub(super) fn slow(&self, host: &str, gap: Duration) {
        {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let state = hosts.entry(host.to_owned()).or_default();
            state.gap = state.gap.max(gap);
        }
        self.hold(host, gap);
    }

    /// Leaves `host` alone for at least `time`.
    pub(super) fn hold(&self, host: &str, time: Duration) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let state = hosts.entry(host.to_owned()).or_default();
        state.next = state.next.max(Instant::now().checked_add(time));
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut hosts = self.pace.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = hosts.get_mut(&self.host) {
            state.active = state.active.saturating_sub(1);
        }
        drop(hosts);
        self.pace.freed.notify_all();
    }
}
