//! Keeps the ledger up to date while a run goes on, and finds out whether it has anything to say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cableway_core::Digest;

use crate::ledger::{
    Batch, Committed, Cursor, Known, Ledger, LedgerError, NO_DIGEST, Receipt, Remembered, Seen,
    State, delivery,
};
use crate::run::RunError;
use crate::run::aside;
use crate::run::memory::{Told, failure};
use crate::run::quarantine::Quarantined;
use crate::run::report::Removed;
use crate::run::worker::{Finished, Outcome, Shared};

/// The name under which the quarantine file stands among the commits: no export has it.
const QUARANTINE: &str = "";

/// The sequence that no run has.
const NO_SEQUENCE: Digest = NO_DIGEST;

/// How many URIs of documents that are gone are told.
const MOST_TOLD: usize = 5;

pub(crate) struct Recall<'a> {
    pub(crate) ledger: &'a mut Ledger,
    shared: Arc<Shared>,
    outputs: Vec<Output>,
    quarantine: PathBuf,
    /// What the last run that wrote put in place.
    committed: BTreeMap<String, Committed>,
    /// The items so far, in their order.
    order: Vec<i64>,
    /// Where in `order` the items of an ingest stage begin.
    parts: Vec<(usize, usize)>,
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
    /// What was listed and could not be had: a folder, maybe.
    unreadable: Vec<String>,
    /// Items that were worked on although they were not listed.
    refreshed: Seen,
    /// The documents that were not worked on.
    pub(crate) unchanged: u64,
    pub(crate) removed: Removed,
    /// What the user should know.
    pub(crate) notices: Vec<String>,
}

/// Where an export writes to, and what decides what it writes.
struct Output {
    name: String,
    target: String,
    /// The target as the ledger has it: the same whatever folder the run was started in.
    place: String,
    delivery: Digest,
    state: OutputState,
    /// What somebody else has written there is lost when it is written anew.
    replaces: bool,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OutputState {
    /// As the last run left it, and the export as it was then.
    AsLeft,
    /// As the last run left it, but another export would be at work on it now.
    Other,
    /// Somebody else has written to it.
    Edited,
    /// Gone, or never written, or no file.
    Unknown,
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
        let first = shared.steps.len() - targets.len();
        let ordered = &shared.steps[shared.ingest.len() + shared.parallel.len()..first];
        let outputs =
            targets.into_iter().zip(&shared.steps[first..]).map(|((target, replaces), step)| {
                let name = step.name.to_string();
                let delivery = delivery(ordered.iter().chain([step]));
                let place = ledger.place_of(&target);
                let state = target_state(committed.get(&name), &target, &place, &delivery);
                Output { name, target, place, delivery, state, replaces }
            });
        let outputs = outputs.collect();
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
            sequence: Digest::of(b""),
            seen: Seen::default(),
            anew,
            unremembered: false,
            gone: Vec::new(),
            unreadable: Vec::new(),
            refreshed: Seen::default(),
            unchanged: 0,
            removed: Removed::default(),
            notices: Vec::new(),
        })
    }

    /// Whether the documents are wanted whatever the items are: an output is missing, or is not what it would
    /// be.
    pub(crate) fn wants_documents(&self) -> bool {
        let is_in_order = |committed: &Committed| match (&committed.receipt, committed.quarantined)
        {
            (_, 0) => !self.quarantine.exists(),
            (Some(receipt), _) => receipt.holds(&self.quarantine),
            (None, _) => false,
        };
        let last = self.committed.get(QUARANTINE);
        last.is_none_or(|last| last.sequence == NO_SEQUENCE || !is_in_order(last))
            || self.outputs.iter().any(|output| output.state != OutputState::AsLeft)
    }

    /// For each export, whether nothing may be relied on that its output holds.
    pub(crate) fn renewals(&self) -> Vec<bool> {
        self.outputs.iter().map(|output| output.state != OutputState::AsLeft).collect()
    }

    /// Copies what is about to be replaced and cannot be had again: what somebody else has written to an output,
    /// and what an output holds of documents whose source is gone, where they are about to leave it though nobody has
    /// asked for that. `keeps` says whether the pipeline keeps such documents.
    pub(crate) fn copy_aside(&mut self, keeps: bool) -> Result<(), RunError> {
        let (stages, leaving) = self.ledger.kept_by_others(&self.sources())?;
        for output in &self.outputs {
            let path = Path::new(&output.target);
            let known = self.committed.get(&output.name).filter(|old| old.target == output.place);
            let why = match known {
                Some(Committed { receipt: Some(receipt), .. })
                    if output.replaces && path.is_file() && !receipt.holds(path) =>
                {
                    "was changed by somebody else since the last run"
                }
                None if keeps && path.is_file() => {
                    "is not known to the ledger, and may hold documents whose source is gone"
                }
                _ if leaving > 0 && path.is_file() => "holds documents whose source is gone",
                _ => continue,
            };
            self.notices.push(aside::copy(path, why)?);
        }
        if leaving > 0 {
            self.notices.push(aside::leaving(&stages, leaving));
        }
        Ok(())
    }

    /// Keeps what a worker has made of an item, as soon as it is there.
    pub(crate) fn keep(&mut self, outcome: &mut Outcome) -> Result<Kept, LedgerError> {
        let shared = &self.shared;
        let (Told::New(parcel), Some(memory)) = (&outcome.told, &shared.memory) else {
            return Ok(Kept::Before);
        };
        let at = match &outcome.again {
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
        }
        // What cannot be had for good hides nothing, and the pages of a site are not in one another.
        let hides = parcel.retry && !shared.steps[outcome.ingest].info.remote;
        if parcel.digest == NO_DIGEST && outcome.again.is_none() && hides {
            self.unreadable.push(parcel.uri.clone());
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
        self.sequence = Digest::of(&words);
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
        known: &Known,
        sequence: u64,
        kept: Kept,
    ) -> Result<(), LedgerError> {
        self.enter(ingest, known);
        self.listed[ingest] += 1;
        if kept != Kept::Before {
            return Ok(());
        }
        self.unchanged += u64::from(known.documents) + u64::from(known.failures);
        self.ledger.listed(known, i64::try_from(sequence).unwrap_or(i64::MAX))
    }

    /// Notes that an item came that the ledger does not know.
    pub(crate) fn enter_unremembered(&mut self) {
        self.unremembered = true;
    }

    /// The items so far: the ingest stage and the number of each, in their order.
    pub(crate) fn so_far(&self) -> impl Iterator<Item = (usize, i64)> + use<> {
        let (order, parts) = (self.order.clone(), self.parts.clone());
        let mut part = 0;
        order.into_iter().enumerate().map(move |(place, id)| {
            while parts.get(part + 1).is_some_and(|(start, _)| *start <= place) {
                part += 1;
            }
            (parts.get(part).map_or(0, |(_, ingest)| *ingest), id)
        })
    }

    /// What came of an item.
    pub(crate) fn load(&self, item: i64) -> Result<Vec<Finished>, LedgerError> {
        Ok(self.ledger.load(item)?.into_iter().filter_map(Finished::again).collect())
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
            let hidden = self.unreadable.iter().any(|above| lies_below(&uri, above));
            if hidden && known.state == State::Listed {
                stay.push(known);
                continue;
            }
            let is_kept = keeps && self.has_documents(&known)?;
            let state = if is_kept { State::Kept } else { State::Withdrawn };
            if known.state != state {
                self.gone.push((known.id, state));
                if is_kept || (!keeps && known.documents > 0) {
                    let removed = &mut self.removed;
                    *(if is_kept { &mut removed.kept } else { &mut removed.withdrawn }) += 1;
                    if removed.first.len() < MOST_TOLD {
                        removed.first.push(uri);
                    }
                }
            }
            if is_kept {
                stay.push(known);
            }
        }
        Ok((stay, last))
    }

    /// Whether there is a document in what came of the item, though it be one that waits for a stage to be mended.
    fn has_documents(&self, known: &Known) -> Result<bool, LedgerError> {
        if known.documents > 0 {
            return Ok(true);
        }
        let is_one =
            |entry: &Remembered| !matches!(entry, Remembered::Failure { before: None, .. });
        Ok(self.ledger.load(known.id)?.iter().any(is_one))
    }

    /// Whether the items are those of the last run that wrote, with the same outcomes in the same order.
    pub(crate) fn is_as_committed(&self) -> bool {
        let last = self.committed.get(QUARANTINE);
        last.is_some_and(|last| last.sequence == self.sequence && !self.unremembered)
    }

    /// What the last run that wrote has counted.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let last = self.committed.get(QUARANTINE);
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

    /// Tells the ledger that the outputs are about to be replaced.
    pub(crate) fn begin_commits(&mut self) -> Result<(), LedgerError> {
        self.ledger.flush()?;
        self.ledger.begin_commits()
    }

    /// Tells it that those from `place` on were not.
    pub(crate) fn end_commits(&mut self, place: usize) -> Result<(), LedgerError> {
        for output in self.outputs.get(place..).unwrap_or_default() {
            if let Some(committed) = self.committed.get(&output.name) {
                self.ledger.committed(&output.name, committed)?;
            }
        }
        self.ledger.flush()
    }

    /// Records that an export has put its output in place.
    pub(crate) fn committed(
        &mut self,
        place: usize,
        documents: u64,
        quarantined: u64,
    ) -> Result<(), LedgerError> {
        let output = &self.outputs[place];
        let committed = Committed {
            target: output.place.clone(),
            delivery: output.delivery,
            sequence: self.settled_sequence(),
            documents,
            quarantined,
            receipt: Receipt::of(Path::new(&output.target)),
        };
        self.ledger.committed(&output.name, &committed)
    }

    /// The same for the quarantine, and that the run is complete.
    pub(crate) fn complete(&mut self, delivered: Option<(u64, u64)>) -> Result<(), LedgerError> {
        if let Some((documents, quarantined)) = delivered {
            let committed = Committed {
                target: self.ledger.place_of(&self.quarantine.display().to_string()),
                delivery: Digest::of(b""),
                sequence: self.settled_sequence(),
                documents,
                quarantined,
                receipt: Receipt::of(&self.quarantine),
            };
            self.ledger.committed(QUARANTINE, &committed)?;
            let names: Vec<&str> = self.outputs.iter().map(|output| output.name.as_str()).collect();
            self.ledger.forget_commits_but(&[&names[..], &[QUARANTINE]].concat())?;
        }
        let complete = |ingest: &usize| self.anew[*ingest];
        let sources: Vec<(String, u64)> = (0..self.listed.len())
            .filter(complete)
            .map(|ingest| (self.source(ingest).to_owned(), self.listed[ingest]))
            .collect();
        self.ledger.finish(&self.sources(), &sources, &self.gone)?;
        if !self.ledger.is_in_place() {
            self.notices.push(format!(
                "the ledger `{}` was removed while the run was at work: the outputs are complete, and the next run \
                 works on everything anew",
                self.ledger.path().display()
            ));
        }
        Ok(())
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

fn target_state(
    committed: Option<&Committed>,
    target: &str,
    place: &str,
    delivery: &Digest,
) -> OutputState {
    let Some(committed) = committed.filter(|committed| committed.target == place) else {
        return OutputState::Unknown;
    };
    match &committed.receipt {
        Some(receipt) if receipt.holds(Path::new(target)) => {
            if committed.delivery == *delivery {
                OutputState::AsLeft
            } else {
                OutputState::Other
            }
        }
        Some(_) if Path::new(target).is_file() => OutputState::Edited,
        _ => OutputState::Unknown,
    }
}

/// Whether `uri` leads to something in what `above` leads to.
pub(crate) fn lies_below(uri: &str, above: &str) -> bool {
    uri.strip_prefix(above).is_some_and(|rest| rest.starts_with('/') || rest.starts_with("!/"))
}

/// What a run without a ledger takes for dropped.
pub(crate) fn nothing_is_dropped(_: &str, _: Option<&str>) -> bool {
    false
}
