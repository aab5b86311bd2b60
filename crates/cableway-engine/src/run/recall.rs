//! Keeps the ledger up to date while a run goes on, and finds out whether it has anything to say.

mod outputs;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cableway_core::Digest;

use crate::ledger::{
    Batch, Committed, Cursor, Known, Ledger, LedgerError, NO_DIGEST, Remembered, Seen, State,
};
use crate::run::hidden::Hidden;
use crate::run::memory::{Told, failure};
use crate::run::part::Part;
use crate::run::quarantine::Quarantined;
use crate::run::report::{Fate, Removed, Unreachable};
use crate::run::worker::{Finished, Outcome, Shared};

/// The sequence that no run has.
const NO_SEQUENCE: Digest = NO_DIGEST;

pub(crate) struct Recall<'a> {
    pub(crate) ledger: &'a mut Ledger,
    shared: Arc<Shared>,
    outputs: Vec<outputs::Output>,
    quarantine: PathBuf,
    /// What the last run that wrote put in place.
    committed: BTreeMap<String, Committed>,
    /// The items so far, in their order.
    order: Vec<i64>,
    /// Where in `order` the items of an ingest stage begin.
    parts: Vec<(usize, usize)>,
    /// Where in `order` those begin that no stage lists now.
    unlisted: usize,
    /// The digest of the items so far and of what came of each.
    sequence: Digest,
    seen: Seen,
    /// How many items each ingest stage has listed.
    listed: Vec<u64>,
    /// The ingest stages that listed anew.
    anew: Vec<bool>,
    /// An item came that the ledger cannot tell from another one.
    unremembered: bool,
    gone: Vec<(i64, State)>,
    /// The items that this run was the first to keep in the outputs.
    newly_kept: Seen,
    /// What was listed and could not be had: a folder, maybe.
    hidden: Hidden,
    /// Items that were worked on although they were not listed.
    refreshed: Seen,
    /// The documents that were not worked on.
    pub(crate) unchanged: u64,
    pub(crate) removed: Removed,
    pub(crate) unreachable: Unreachable,
    /// What the user should know.
    pub(crate) notices: Vec<String>,
}

/// Whether an item was worked on, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It was not.
    Before,
    /// The same as the last time.
    Same,
    /// Something else.
    Other,
}

impl<'a> Recall<'a> {
    pub(crate) fn new(
        ledger: &'a mut Ledger,
        shared: Arc<Shared>,
        targets: Vec<(String, bool)>,
        quarantine: PathBuf,
        as_before: &[bool],
    ) -> Result<Self, LedgerError> {
        let committed = ledger.commits()?;
        let outputs = outputs::of(ledger, &shared, targets, &committed);
        let anew: Vec<bool> = as_before.iter().map(|as_before| !as_before).collect();
        for (step, _) in shared.steps.iter().zip(&anew).filter(|(_, anew)| **anew) {
            ledger.begin_listing(step.name.as_str())?;
        }
        Ok(Self {
            ledger,
            listed: vec![0; shared.ingest.len()],
            shared,
            outputs,
            quarantine,
            committed,
            order: Vec::new(),
            parts: Vec::new(),
            unlisted: usize::MAX,
            sequence: Digest::of(b""),
            seen: Seen::default(),
            anew,
            unremembered: false,
            gone: Vec::new(),
            newly_kept: Seen::default(),
            hidden: Hidden::default(),
            refreshed: Seen::default(),
            unchanged: 0,
            removed: Removed::default(),
            unreachable: Unreachable::default(),
            notices: Vec::new(),
        })
    }

    /// Keeps what a worker has made of an item, as soon as it is there.
    pub(crate) fn keep(&mut self, outcome: &mut Outcome) -> Result<Kept, LedgerError> {
        let shared = &self.shared;
        let (Told::New(parcel), Some(memory)) = (&outcome.told, &shared.memory) else {
            return Ok(Kept::Before);
        };
        let at = match &outcome.again {
            Some(known) if self.ledger.has_given_way(known)? => return Ok(Kept::Before),
            Some(known) => (known.state, known.position),
            None => (State::Listed, i64::try_from(outcome.sequence).unwrap_or(i64::MAX)),
        };
        let (known, is_other) = self.ledger.store(
            shared.steps[outcome.ingest].name.as_str(),
            memory.numbers[outcome.ingest],
            at,
            parcel,
        )?;
        if outcome.again.is_some() {
            self.refreshed.insert(known.id);
        } else if known.by_place {
            // It only looks so: it is listed under its name of then.
            self.ledger.listed(&known, at.1, parcel.part.as_deref())?;
        }
        if parcel.digest == NO_DIGEST && outcome.again.is_none() {
            let step = &shared.steps[outcome.ingest];
            // What cannot be had for good hides nothing.
            if parcel.retry && memory.hides(outcome.ingest, step) {
                self.hidden.add(outcome.ingest, parcel.uri.clone(), step.info.remote);
            }
            if parcel.documents > 0 {
                self.unreachable.add(&parcel.uri);
            }
        }
        outcome.told = Told::Known(known, true);
        Ok(if is_other { Kept::Other } else { Kept::Same })
    }

    /// Enters an item in its place.
    pub(crate) fn enter(&mut self, ingest: usize, known: &Known) {
        if self.parts.last().is_none_or(|(_, last)| *last != ingest) {
            self.parts.push((self.order.len(), ingest));
        }
        self.order.push(known.id);
        self.seen.insert(known.id);
        let mut words = [0; 32 + 8 + 16];
        words[..32].copy_from_slice(self.sequence.as_bytes());
        words[32..40].copy_from_slice(&known.id.to_le_bytes());
        words[40..].copy_from_slice(&known.outcome);
        self.sequence = match &known.part {
            None => Digest::of(&words),
            // It stands in the outputs.
            Some(part) => Digest::of(&[&words, part.as_bytes()].concat()),
        };
    }

    /// Enters an item that was not listed now, and says whether it was not worked on either.
    pub(crate) fn enter_again(&mut self, ingest: usize, known: &Known) -> bool {
        self.enter(ingest, known);
        let is_unchanged = !self.refreshed.contains(known.id);
        if is_unchanged {
            self.unchanged += u64::from(known.documents) + u64::from(known.failures);
        }
        is_unchanged
    }

    /// Enters an item that was listed now.
    pub(crate) fn enter_listed(
        &mut self,
        ingest: usize,
        mut known: Known,
        part: Option<&str>,
        sequence: u64,
        kept: Kept,
    ) -> Result<(), LedgerError> {
        if kept == Kept::Before {
            self.unchanged += u64::from(known.documents) + u64::from(known.failures);
            self.ledger.listed(&known, i64::try_from(sequence).unwrap_or(i64::MAX), part)?;
            known.part = part.map(str::to_owned);
        }
        self.enter(ingest, &known);
        self.listed[ingest] += 1;
        Ok(())
    }

    /// Notes that the items to come are such as no stage lists now.
    pub(crate) fn begin_unlisted(&mut self) {
        self.unlisted = self.order.len();
    }

    /// Notes that an item came that the ledger does not know.
    pub(crate) fn enter_unremembered(&mut self) {
        self.unremembered = true;
    }

    /// The items so far, in their order: the ingest stage and the number of each, and whether no stage lists it now.
    pub(crate) fn so_far(&self) -> impl Iterator<Item = (usize, i64, bool)> + use<> {
        let (order, parts, unlisted) = (self.order.clone(), self.parts.clone(), self.unlisted);
        let mut part = 0;
        order.into_iter().enumerate().map(move |(place, id)| {
            while parts.get(part + 1).is_some_and(|(start, _)| *start <= place) {
                part += 1;
            }
            (parts.get(part).map_or(0, |(_, ingest)| *ingest), id, place >= unlisted)
        })
    }

    /// What came of an item, and which part of its file it is.
    pub(crate) fn load(&self, item: i64) -> Result<(Vec<Finished>, Option<Part>), LedgerError> {
        let (remembered, uri, part) = self.ledger.load(item)?;
        let finished = remembered.into_iter().filter_map(Finished::again).collect();
        Ok((finished, Part::new(uri, part)))
    }

    /// The items of an ingest stage, as it listed them the last time, some at once from behind `after` on.
    pub(crate) fn listing(
        &self,
        ingest: usize,
        after: &Cursor,
    ) -> Result<Vec<(Known, String)>, LedgerError> {
        self.ledger.listing(self.source(ingest), after, 256)
    }

    /// Whether an ingest stage has items whose source is gone, or had them before.
    pub(crate) fn has_gone(&self, ingest: usize) -> Result<bool, LedgerError> {
        let source = self.source(ingest);
        let all_there = !self.anew[ingest]
            || self.listed[ingest] == self.ledger.count(source, State::Listed)?;
        Ok(!all_there || self.ledger.count(source, State::Kept)? > 0)
    }

    /// Of some items of an ingest stage, from behind `after` on, those whose documents stay although their source is gone,
    /// and where the next ones begin. The others that are gone are noted as withdrawn.
    pub(crate) fn settle_gone(
        &mut self,
        ingest: usize,
        keeps: bool,
        after: &Cursor,
    ) -> Result<Batch<Known>, LedgerError> {
        let (gone, last) = self.ledger.gone(self.source(ingest), &self.seen, after)?;
        let mut stay = Vec::new();
        for (known, uri) in gone {
            // Of what never was a document there is nothing to keep; what lies below something that cannot be had now is
            // not gone for all that is known.
            if known.state == State::Listed && self.hidden.holds(ingest, &uri) {
                if known.documents > 0 {
                    self.unreachable.add(&uri);
                }
                stay.push(known);
                continue;
            }
            let is_kept = keeps && self.has_documents(&known)?;
            let state = if is_kept { State::Kept } else { State::Withdrawn };
            if known.state != state {
                self.gone.push((known.id, state));
                let fate = match (is_kept, known.documents > 0) {
                    (true, true) => Some(Fate::Kept),
                    (true, false) => Some(Fate::Quarantined),
                    (false, true) => Some(Fate::Withdrawn),
                    (false, false) => None,
                };
                if fate == Some(Fate::Kept) {
                    self.newly_kept.insert(known.id);
                }
                if let Some(fate) = fate {
                    self.removed.add(known.id, fate, uri);
                }
            }
            if is_kept {
                stay.push(known);
            }
        }
        Ok((stay, last))
    }

    /// Notes that documents of an item that is not listed now gave way to others of the same ids; `is_whole` says that
    /// none of its own is left.
    pub(crate) fn gave_way(&mut self, item: i64, documents: u64, is_whole: bool) {
        if !self.refreshed.contains(item) {
            self.unchanged = self.unchanged.saturating_sub(documents);
        }
        if is_whole && self.newly_kept.contains(item) {
            self.removed.replace(item);
        }
    }

    /// Whether there is a document in what came of the item, though it be one that waits for a stage to be mended.
    fn has_documents(&self, known: &Known) -> Result<bool, LedgerError> {
        if known.documents > 0 {
            return Ok(true);
        }
        let is_one =
            |entry: &Remembered| !matches!(entry, Remembered::Failure { before: None, .. });
        Ok(self.ledger.load(known.id)?.0.iter().any(is_one))
    }

    /// Whether the items are those of the last run that wrote, with the same outcomes in the same order.
    pub(crate) fn is_as_committed(&self) -> bool {
        let last = self.committed.get(outputs::QUARANTINE);
        last.is_some_and(|last| last.sequence == self.sequence && !self.unremembered)
    }

    /// What the last run that wrote has counted.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let last = self.committed.get(outputs::QUARANTINE);
        last.map_or((0, 0), |last| (last.documents, last.quarantined))
    }

    /// The first document in quarantine, and why, where this run did not come upon it itself.
    pub(crate) fn first_failure(&self) -> Result<Option<String>, LedgerError> {
        self.ledger.first_failure()
    }

    /// From now on the documents are wanted.
    pub(crate) fn begin_delivery(&mut self) -> Result<(), LedgerError> {
        if let Some(memory) = &self.shared.memory {
            memory.delivering.store(true, Ordering::Relaxed);
        }
        self.ledger.begin_delivery()
    }

    /// Keeps a failure of one of the last stages.
    pub(crate) fn late(&mut self, entry: &Quarantined) -> Result<(), LedgerError> {
        match failure(entry) {
            Ok(failure) => self.ledger.late(&failure),
            Err(error) => {
                tracing::warn!(%error, "a failure cannot be remembered");
                Ok(())
            }
        }
    }

    /// A sequence that no run has where not all items are remembered.
    fn settled_sequence(&self) -> Digest {
        if self.unremembered { NO_SEQUENCE } else { self.sequence }
    }

    /// The ingest stages.
    fn sources(&self) -> Vec<String> {
        (0..self.listed.len()).map(|ingest| self.source(ingest).to_owned()).collect()
    }

    fn source(&self, ingest: usize) -> &str {
        self.shared.steps[ingest].name.as_str()
    }
}

/// What a run without a ledger takes for dropped.
pub(crate) fn nothing_is_dropped(_: &str, _: Option<&str>) -> bool {
    false
}
