//! What has happened while nobody looked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use cableway_engine::watch::Sort;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind};

/// Of more changes than this nobody keeps account: all files are listed then.
const MOST: usize = 4_096;

/// Takes what the system and signals say, from any thread, until somebody looks.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    mail: Mutex<Mail>,
    arrived: Condvar,
}

/// What has happened.
#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) changes: BTreeMap<PathBuf, Change>,
    /// Some changes were lost.
    pub(super) lost: bool,
    /// How many signals asked for the end.
    pub(super) signals: u32,
    /// How many events the system has told of.
    pub(super) events: u64,
}

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) sort: Sort,
    /// Whether it came or went, rather than held something else.
    pub(super) came_or_went: bool,
}

impl Mailbox {
    /// Waits for something to happen, until `end`.
    pub(super) fn take(&self, end: Instant) -> Mail {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let is_empty = mail.changes.is_empty() && !mail.lost && mail.signals == 0;
            if !is_empty || left.is_zero() {
                return std::mem::take(&mut *mail);
            }
            let woken = self.arrived.wait_timeout(mail, left);
            mail = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A signal asks for the end.
    pub(super) fn signal(&self) {
        self.put(|mail| mail.signals += 1);
    }

    /// The system tells of something.
    pub(super) fn event(&self, event: &notify::Result<Event>) {
        match event {
            Err(error) => {
                tracing::debug!(%error, "changes may be lost");
                self.put(|mail| mail.lost = true);
            }
            Ok(event) if event.need_rescan() => {
                tracing::debug!("the system has lost changes");
                self.put(|mail| mail.lost = true);
            }
            Ok(event) => {
                let Some(change) = change(event.kind) else { return };
                self.put(|mail| {
                    mail.events += 1;
                    if mail.changes.len() + event.paths.len() > MOST {
                        mail.changes.clear();
                        mail.lost = true;
                    }
                    if mail.lost {
                        return;
                    }
                    for path in &event.paths {
                        mail.changes
                            .entry(path.clone())
                            .and_modify(|before| before.came_or_went |= change.came_or_went)
                            .and_modify(|before| before.sort = change.sort)
                            .or_insert(change);
                    }
                });
            }
        }
    }

    fn put(&self, put: impl FnOnce(&mut Mail)) {
        put(&mut self.mail.lock().unwrap_or_else(PoisonError::into_inner));
        self.arrived.notify_all();
    }
}

/// What an event says; nothing where somebody has only looked.
fn change(kind: EventKind) -> Option<Change> {
    let (sort, came_or_went) = match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Data(_)) => (Sort::File, false),
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => {
            (Sort::File, true)
        }
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => {
            (Sort::Folder, true)
        }
        EventKind::Modify(ModifyKind::Metadata(_)) => (Sort::Unknown, false),
        _ => (Sort::Unknown, true),
    };
    Some(Change { sort, came_or_went })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::event::{DataChange, Flag, RenameMode};

    use super::*;

    fn event(mailbox: &Mailbox, kind: EventKind, path: &str) {
        mailbox.event(&Ok(Event::new(kind).add_path(path.into())));
    }

    fn take(mailbox: &Mailbox) -> Mail {
        mailbox.take(Instant::now())
    }

    #[test]
    fn who_only_looks_changes_nothing() {
        let mailbox = Mailbox::default();
        event(&mailbox, EventKind::Access(AccessKind::Open(AccessMode::Any)), "a");
        event(&mailbox, EventKind::Access(AccessKind::Close(AccessMode::Read)), "a");
        assert_eq!(take(&mailbox).events, 0);
    }

    #[test]
    fn many_changes_of_one_file_are_one() {
        let mailbox = Mailbox::default();
        event(&mailbox, EventKind::Create(CreateKind::File), "a");
        event(&mailbox, EventKind::Modify(ModifyKind::Data(DataChange::Any)), "a");
        event(&mailbox, EventKind::Modify(ModifyKind::Name(RenameMode::To)), "b");
        let mail = take(&mailbox);
        let changes: Vec<_> = mail
            .changes
            .iter()
            .map(|(path, change)| (path.to_str().unwrap(), change.sort, change.came_or_went))
            .collect();
        assert_eq!(changes, [("a", Sort::File, true), ("b", Sort::Unknown, true)]);
        assert_eq!((mail.events, take(&mailbox).changes.len()), (3, 0));
    }

    #[test]
    fn what_is_too_much_or_lost_is_told_as_such() {
        let mailbox = Mailbox::default();
        for number in 0..=MOST {
            event(&mailbox, EventKind::Create(CreateKind::File), &number.to_string());
        }
        let mail = take(&mailbox);
        assert!(mail.lost && mail.changes.is_empty());
        // An overflow comes without a path.
        mailbox.event(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(take(&mailbox).lost);
        mailbox.event(&Err(notify::Error::generic("broken")));
        assert!(take(&mailbox).lost);
    }

    #[test]
    fn somebody_who_waits_is_woken() {
        let mailbox = Mailbox::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| mailbox.take(Instant::now() + Duration::from_mins(1)));
            mailbox.signal();
            assert_eq!(waiting.join().unwrap().signals, 1);
        });
    }
}
