//! Puts documents back in order, and decides whether they are wanted.
//!
//! Without a ledger every document is. With one, a run begins by only watching: as long as each item comes in
//! the place that it had, with what came of it then, the outputs are what they should be. At the first one that
//! does not, the documents of all items so far are taken from the ledger, and from there on each document goes to
//! the exports as it comes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::ledger::{Known, LedgerError, start};
use crate::metrics::depths;
use crate::run::aside;
use crate::run::delivery::{Counts, Delivered, Delivery, unrecorded};
use crate::run::memory::Told;
use crate::run::part::Part;
use crate::run::recall::{Kept, Recall, nothing_is_dropped};
use crate::run::window::Window;
use crate::run::worker::{Done, Finished, Message, Outcome, Shared};
use crate::run::{RunError, RunOptions};

pub(crate) struct Writer<'a> {
    shared: Arc<Shared>,
    delivery: Delivery<'a>,
    recall: Option<Recall<'a>>,
    /// For each ingest stage, whether documents stay whose source is gone.
    keeps: Vec<bool>,
    /// True from where on the documents are wanted.
    delivering: bool,
    pub(crate) bytes: u64,
    /// What the user should know of a run without a ledger.
    pub(crate) notices: Vec<String>,
}

/// What waits for its turn.
#[expect(clippy::large_enum_variant, reason = "nearly all are outcomes")]
enum Waiting {
    /// With whether it was worked on.
    Outcome(Outcome, Kept),
    AsBefore(usize),
}

/// What a run has come to.
pub(crate) struct Complete {
    pub(crate) outputs: Vec<String>,
    pub(crate) counts: Counts,
    pub(crate) quarantine: Option<PathBuf>,
    /// False where nothing was written because nothing has changed.
    pub(crate) delivered: bool,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        shared: Arc<Shared>,
        delivery: Delivery<'a>,
        recall: Option<Recall<'a>>,
        keeps: Vec<bool>,
    ) -> Self {
        Self { shared, delivery, recall, keeps, delivering: false, bytes: 0, notices: Vec::new() }
    }

    pub(crate) fn recall(&self) -> Option<&Recall<'a>> {
        self.recall.as_ref()
    }

    /// Finds out before the work whether the outputs can be written, where they will be.
    pub(crate) fn open(&mut self, fresh: bool) -> Result<(), RunError> {
        if fresh || self.recall.as_ref().is_none_or(Recall::wants_documents) {
            self.begin_delivery()?;
        }
        Ok(())
    }

    /// Takes results until all items are done.
    pub(crate) fn receive(
        &mut self,
        results: &Receiver<Message>,
        window: &Window,
        options: &RunOptions,
    ) -> Result<(), RunError> {
        let mut waiting: BTreeMap<u64, Waiting> = BTreeMap::new();
        let mut next = 0;
        let mut end = None;
        while end != Some(next) {
            // A message that says why the run ended comes before the bare fact that it did.
            let message = match results.recv_timeout(Duration::from_millis(50)) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    if options.cancelled.load(Ordering::Relaxed) {
                        return Err(RunError::Interrupted);
                    }
                    if let Some(recall) = &mut self.recall {
                        recall.ledger.flush_if_due()?;
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Err(RunError::Interrupted),
            };
            match message {
                Message::Outcome(mut outcome) => {
                    // At once: however the run ends, this need not be done again.
                    let kept = match &mut self.recall {
                        Some(recall) => recall.keep(&mut outcome)?,
                        None => Kept::Other,
                    };
                    waiting.insert(outcome.sequence, Waiting::Outcome(outcome, kept));
                }
                Message::AsBefore { sequence, ingest } => {
                    waiting.insert(sequence, Waiting::AsBefore(ingest));
                }
                Message::End { items } => end = Some(items),
                Message::Source { step, error } => {
                    let stage = self.shared.steps[step].name.clone();
                    return Err(RunError::Stage { stage, error });
                }
                Message::Ledger(error) => return Err(error.into()),
            }
            while let Some(turn) = waiting.remove(&next) {
                if options.cancelled.load(Ordering::Relaxed) {
                    return Err(RunError::Interrupted);
                }
                match turn {
                    Waiting::Outcome(outcome, kept) => {
                        self.shared.queues.result_is_taken();
                        if let Some(trace) = &self.shared.trace {
                            trace.depths(|| depths(&self.shared, window));
                        }
                        window.leave(outcome.bytes);
                        self.outcome(outcome, kept)?;
                    }
                    Waiting::AsBefore(ingest) => self.as_before(ingest)?,
                }
                next += 1;
                options.progress.done.store(next, Ordering::Relaxed);
                let quarantined = self.delivery.counts.quarantined;
                options.progress.quarantined.store(quarantined, Ordering::Relaxed);
            }
        }
        self.settle()?;
        // The last moment at which nothing has been replaced.
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        Ok(())
    }

    fn outcome(&mut self, outcome: Outcome, kept: Kept) -> Result<(), RunError> {
        let Outcome { sequence, ingest, bytes, finished, told, part, again } = outcome;
        self.bytes += bytes as u64;
        for finished in &finished {
            if let Finished::Document(Done { document, gone_without, .. }) = finished {
                self.delivery.counts.without(&self.shared.steps, gone_without, document);
            }
        }
        if again.is_some() {
            // It is kept by now, and entered when all items of its stage are, or all that are listed.
            return Ok(());
        }
        let Some(recall) = &mut self.recall else {
            return self.deliver(ingest, finished, part.as_ref());
        };
        let (item, at_hand) = match told {
            Told::Known(known, at_hand) => {
                // What came before it is delivered first.
                if kept == Kept::Other && !self.delivering {
                    self.begin_delivery()?;
                }
                let Some(recall) = &mut self.recall else { return Ok(()) };
                let item = known.id;
                let words = part.as_ref().map(Part::words);
                recall.enter_listed(ingest, known, words, sequence, kept)?;
                (item, at_hand)
            }
            Told::Nothing | Told::New(_) => {
                recall.enter_unremembered();
                if !self.delivering {
                    self.begin_delivery()?;
                }
                return self.deliver(ingest, finished, part.as_ref());
            }
        };
        match (self.delivering, at_hand) {
            (false, _) => Ok(()),
            (true, true) => self.deliver(ingest, finished, part.as_ref()),
            (true, false) => self.deliver_item(ingest, item, false),
        }
    }

    /// The items of an ingest stage that lists nothing now: those of its last listing.
    fn as_before(&mut self, ingest: usize) -> Result<(), RunError> {
        let mut after = start();
        loop {
            let Some(recall) = &mut self.recall else { return Ok(()) };
            let items = recall.listing(ingest, &after)?;
            let Some((last, uri)) = items.last() else { return Ok(()) };
            after = (last.position, uri.clone());
            for (known, _) in &items {
                self.enter_again(ingest, known, false)?;
            }
        }
    }

    /// Enters an item that was not listed now, and delivers its documents where they are wanted. `is_gone` says that no
    /// listing has it any more.
    fn enter_again(&mut self, ingest: usize, known: &Known, is_gone: bool) -> Result<(), RunError> {
        if self.shared.cancelled.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        if let Some(recall) = &mut self.recall
            && recall.enter_again(ingest, known)
        {
            let stages = self.shared.parallel.len() + 1;
            self.shared.unchanged(ingest, stages, known.documents.into());
        }
        if self.delivering { self.deliver_item(ingest, known.id, is_gone) } else { Ok(()) }
    }

    /// What is left to do when all items have come: those whose source is gone.
    fn settle(&mut self) -> Result<(), RunError> {
        if let Some(recall) = &mut self.recall {
            recall.begin_unlisted();
        }
        for ingest in 0..self.keeps.len() {
            let Some(recall) = &mut self.recall else { return Ok(()) };
            let mut after = recall.has_gone(ingest)?.then(start);
            while let Some(place) = after {
                let Some(recall) = &mut self.recall else { return Ok(()) };
                let (stay, last) = recall.settle_gone(ingest, self.keeps[ingest], &place)?;
                for known in &stay {
                    self.enter_again(ingest, known, true)?;
                }
                after = last;
            }
        }
        let is_as_committed = self.recall.as_ref().is_none_or(|recall| {
            recall.is_as_committed() && !self.delivery.may_stop(recall.counts().1)
        });
        if !self.delivering && !is_as_committed {
            self.begin_delivery()?;
        }
        Ok(())
    }

    /// From now on the documents are wanted: opens the exports, and gives them the documents so far.
    fn begin_delivery(&mut self) -> Result<(), RunError> {
        self.delivering = true;
        let so_far = match &mut self.recall {
            None => None,
            Some(recall) => {
                recall.begin_delivery()?;
                for (export, renew) in self.delivery.exports.iter_mut().zip(recall.renewals()) {
                    if renew {
                        export.renew();
                    }
                }
                Some(recall.so_far())
            }
        };
        self.delivery.open()?;
        for (ingest, item, is_gone) in so_far.into_iter().flatten() {
            if self.shared.cancelled.load(Ordering::Relaxed) {
                return Err(RunError::Interrupted);
            }
            self.deliver_item(ingest, item, is_gone)?;
        }
        Ok(())
    }

    fn deliver_item(&mut self, ingest: usize, item: i64, is_gone: bool) -> Result<(), RunError> {
        let Some(recall) = &mut self.recall else { return Ok(()) };
        let (mut finished, part) = recall.load(item)?;
        if is_gone {
            // What its source was once gives way to what bears its id now: a file of records with another name.
            let all = finished.len();
            finished.retain(|finished| !self.delivery.has_come(finished));
            let gave_way = all - finished.len();
            if gave_way > 0 {
                let is_document = |one: &Finished| matches!(one, Finished::Document(_));
                recall.gave_way(item, gave_way as u64, !finished.iter().any(is_document));
            }
        }
        self.deliver(ingest, finished, part.as_ref())
    }

    fn deliver(
        &mut self,
        ingest: usize,
        finished: Vec<Finished>,
        part: Option<&Part>,
    ) -> Result<(), RunError> {
        for mut finished in finished {
            if let Some(part) = part {
                part.tell(&mut finished);
            }
            let Some(recall) = &mut self.recall else {
                let delivered = self.delivery.take(ingest, finished, &nothing_is_dropped)?;
                if let Delivered::Failed(entry) = delivered {
                    self.delivery.put_away(ingest, *entry, &nothing_is_dropped)?;
                }
                continue;
            };
            let ledger = &*recall.ledger;
            let is_dropped = |id: &str, digest: Option<&str>| ledger.is_dropped(id, digest);
            let delivered = self.delivery.take(ingest, finished, &is_dropped)?;
            if let Delivered::Failed(entry) = delivered {
                recall.late(&entry)?;
                let ledger = &*recall.ledger;
                let is_dropped = |id: &str, digest: Option<&str>| ledger.is_dropped(id, digest);
                self.delivery.put_away(ingest, *entry, &is_dropped)?;
            }
        }
        Ok(())
    }

    /// Puts every output in its place.
    pub(crate) fn commit(&mut self) -> Result<Complete, RunError> {
        let outputs = self.delivery.targets();
        let quarantine = self.delivery.quarantine_path().map(PathBuf::from);
        let Some(recall) = &mut self.recall else {
            // A sink sends outputs elsewhere.
            if self.keeps.contains(&true) && quarantine.is_some() {
                for output in &outputs {
                    let copied = aside::copy_once(Path::new(output))?;
                    self.notices.extend(copied);
                }
            }
            self.delivery.commit(|_, _| Ok(()))?;
            let quarantine = self.delivery.commit_quarantine()?;
            let counts = std::mem::take(&mut self.delivery.counts);
            return Ok(Complete { outputs, counts, quarantine, delivered: true });
        };
        if self.delivering {
            recall.copy_aside(self.keeps.contains(&true))?;
            recall.begin_commits()?;
            let mut done = 0;
            let committed = self.delivery.commit(|place, counts| {
                recall.committed(place, counts.documents, counts.quarantined)?;
                done = place + 1;
                Ok(())
            });
            if committed.is_err() {
                // The one that failed may be half-way; those behind it are as they were. Why it failed matters more
                // than what the ledger says of them.
                let _ = recall.end_commits(done + 1);
            }
            committed?;
            let quarantine = self.delivery.commit_quarantine()?;
            let counts = std::mem::take(&mut self.delivery.counts);
            recall
                .complete(Some((counts.documents, counts.quarantined)))
                .map_err(|error| unrecorded(error.into(), &outputs))?;
            return Ok(Complete { outputs, counts, quarantine, delivered: true });
        }
        recall.complete(None)?;
        let (documents, quarantined) = recall.counts();
        let first_failure = match quarantined {
            0 => None,
            _ => recall.first_failure()?,
        };
        let failures = first_failure.into_iter().collect();
        let own = std::mem::take(&mut self.delivery.counts);
        let counts = Counts { documents, quarantined, failures, ..own };
        let quarantine = quarantine.filter(|_| quarantined > 0);
        Ok(Complete { outputs, counts, quarantine, delivered: false })
    }
}

impl From<LedgerError> for RunError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}
