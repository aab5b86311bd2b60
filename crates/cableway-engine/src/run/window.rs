//! Bounds what is in flight between the reader and the writer.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Places for items, limited by number and by bytes. One item is always let in, however large.
#[derive(Debug)]
pub(crate) struct Window {
    most_items: usize,
    most_bytes: usize,
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    items: usize,
    bytes: usize,
}

impl Window {
    pub(crate) fn new(most_items: usize, most_bytes: usize) -> Self {
        Self { most_items, most_bytes, held: Mutex::default(), changed: Condvar::new() }
    }

    /// How many items are in it, and their bytes.
    pub(crate) fn held(&self) -> (usize, usize) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        (held.items, held.bytes)
    }

    /// How many items may be in it at once.
    pub(crate) fn most_items(&self) -> usize {
        self.most_items
    }

    /// Takes a place for an item of `bytes`, waiting for one while there is none. False when
    /// `cancelled` says so first.
    pub(crate) fn enter(&self, bytes: usize, cancelled: impl Fn() -> bool) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while held.items > 0
            && (held.items >= self.most_items || held.bytes.saturating_add(bytes) > self.most_bytes)
        {
            if cancelled() {
                return false;
            }
            // The writer wakes us when a place is free; a cancelled run may have no writer left.
            let wait = self.changed.wait_timeout(held, Duration::from_millis(100));
            held = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
        held.items += 1;
        held.bytes = held.bytes.saturating_add(bytes);
        !cancelled()
    }

    /// Gives the place back.
    pub(crate) fn leave(&self, bytes: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.items = held.items.saturating_sub(1);
        held.bytes = held.bytes.saturating_sub(bytes);
        drop(held);
        self.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn a_full_window_waits_until_a_place_is_free() {
        let window = Arc::new(Window::new(2, 100));
        assert!(window.enter(10, || false));
        assert!(window.enter(10, || false));
        let entered = Arc::new(AtomicBool::new(false));
        let third = std::thread::spawn({
            let (window, entered) = (Arc::clone(&window), Arc::clone(&entered));
            move || {
                window.enter(10, || false);
                entered.store(true, Ordering::SeqCst);
            }
        });
        std::thread::sleep(Duration::from_millis(20));
        assert!(!entered.load(Ordering::SeqCst));
        window.leave(10);
        third.join().unwrap();
        assert!(entered.load(Ordering::SeqCst));
    }

    #[test]
    fn bytes_count_but_one_item_always_fits() {
        let window = Window::new(8, 100);
        assert!(window.enter(1_000, || false));
        assert!(!window.enter(1, || true));
        window.leave(1_000);
        assert!(window.enter(60, || false));
        assert!(window.enter(40, || false));
        assert!(!window.enter(1, || true));
    }
}
