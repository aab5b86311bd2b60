//! An item on its way from the reader through a worker to the writer.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use cableway_core::{Document, Item, StageError, TimeLimit};
use serde_json::value::RawValue;

use crate::ledger::{Known, LedgerError, Mark, Remembered};
use crate::run::attempt::{GoneWithout, Halfway};
use crate::run::memory::Told;
use crate::run::part::Part;
use crate::run::quarantine::Quarantined;

/// An item on its way to a worker.
pub(crate) struct Job {
    /// Its place in the order of listing.
    pub(crate) sequence: u64,
    /// Which ingest stage listed it.
    pub(crate) ingest: usize,
    pub(crate) item: Arc<Item>,
    /// Whether the ledger is asked for it, and told of it.
    pub(crate) remember: bool,
    /// What the ledger has of an item that is not listed now, and of which there are no bytes: the stages that have
    /// changed since are to work on it.
    pub(crate) again: Option<Arc<Known>>,
    /// It could not be had this time: its documents are those that the ledger has, and the failure is one of what it has
    /// come to.
    pub(crate) bridged: bool,
    pub(crate) work: Work,
}

pub(crate) enum Work {
    Read,
    /// What is left of an item whose worker had to be left behind.
    Continue {
        pending: VecDeque<Pending>,
        finished: Vec<Finished>,
    },
}

/// A document of an item that is being worked on.
#[expect(clippy::large_enum_variant, reason = "nearly all are documents")]
pub(crate) enum Pending {
    Document {
        document: Document,
        /// What it had after each stage so far; the ingest stage is the first.
        marks: Vec<Mark>,
    },
    /// One that goes on without the stage that hung on it.
    Halfway(Box<Halfway>),
    /// There is nothing left to do.
    Settled(Finished),
}

/// What became of an item.
pub(crate) struct Outcome {
    pub(crate) sequence: u64,
    pub(crate) ingest: usize,
    /// The bytes to give back to the window.
    pub(crate) bytes: usize,
    pub(crate) finished: Vec<Finished>,
    pub(crate) told: Told,
    /// Which part of its file the item is now.
    pub(crate) part: Option<Part>,
    /// For an item that is not listed now, what the ledger had of it.
    pub(crate) again: Option<Arc<Known>>,
}

pub(crate) enum Finished {
    Document(Done),
    /// With the number of stages that were at work on it: the last one failed.
    Quarantined(Box<Quarantined>, usize, Vec<Seen>),
    /// The same as an earlier run wrote it down.
    Remembered(Box<RawValue>, usize),
}

/// A document after all parallel stages.
pub(crate) struct Done {
    pub(crate) document: Box<Document>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) seen: Vec<Seen>,
    /// The stages that were left out because they failed, as far as this run has tried them.
    pub(crate) gone_without: Vec<GoneWithout>,
    /// One of them may go well the next time.
    pub(crate) retry: bool,
}

impl Finished {
    /// What an earlier run has made of an item; `None` of what belongs to no output.
    pub(crate) fn again(remembered: Remembered) -> Option<Self> {
        match remembered {
            Remembered::Document(document, marks) => {
                let (seen, gone_without) = (Vec::new(), Vec::new());
                Some(Self::Document(Done { document, marks, seen, gone_without, retry: false }))
            }
            Remembered::Failure { line, stages, .. } => Some(Self::Remembered(line, stages)),
            Remembered::Earlier(..) => None,
        }
    }
}

/// A document as it stood after a step that is watched.
pub(crate) struct Seen {
    pub(crate) step: usize,
    pub(crate) document: Document,
}

pub(crate) enum Message {
    Outcome(Outcome),
    /// The reader has listed this many items, and that is all.
    End {
        items: u64,
    },
    /// A source as a whole is of no use.
    Source {
        step: usize,
        error: StageError,
    },
    /// The items of an ingest stage are those that it listed the last time.
    AsBefore {
        sequence: u64,
        ingest: usize,
    },
    /// The ledger cannot be relied on.
    Ledger(LedgerError),
}

/// What a worker is busy with, for the watchdog to see and, if need be, to take away.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Option<Busy>>);

pub(crate) struct Busy {
    pub(crate) job: Job,
    /// The step at work.
    pub(crate) step: usize,
    /// When its time is over, and by which limit; `None` while it waits to be tried again.
    pub(crate) due: Option<(Instant, TimeLimit)>,
    /// The document before the step, where it may go on without it.
    pub(crate) halfway: Option<Box<Halfway>>,
    /// The document at work; none while the item is being read.
    pub(crate) source: Option<cableway_core::Source>,
    pub(crate) pending: VecDeque<Pending>,
    pub(crate) finished: Vec<Finished>,
}

impl Slot {
    /// Calls `change` on what the worker is busy with; `None` when it has been taken away.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut Busy) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(change)
    }

    pub(crate) fn take(&self) -> Option<Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Takes it away if it has been at work for longer than it may.
    pub(crate) fn take_if(&self, overdue: impl FnOnce(&Busy) -> bool) -> Option<Busy> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_if(|busy| overdue(busy))
    }

    pub(crate) fn set(&self, busy: Busy) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(busy);
    }
}
