//! What stands in the outputs: whether it is what it should be, and that it was put there.

use std::collections::BTreeMap;
use std::path::Path;

use cableway_core::Digest;

use super::{NO_SEQUENCE, Recall};
use crate::ledger::{Committed, Ledger, LedgerError, Receipt, delivery};
use crate::run::worker::Shared;
use crate::run::{RunError, aside};

/// The name under which the quarantine file stands among the commits: no export has it.
pub(super) const QUARANTINE: &str = "";

/// Where an export writes to, and what decides what it writes.
pub(super) struct Output {
    pub(super) name: String,
    target: String,
    /// The target as the ledger has it: the same whatever folder the run was started in.
    place: String,
    delivery: Digest,
    state: OutputState,
    /// What somebody else has written there is lost when it is written anew.
    replaces: bool,
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

/// The outputs of a run whose exports write to `targets`, with whether each replaces what it finds there.
pub(super) fn of(
    ledger: &Ledger,
    shared: &Shared,
    targets: Vec<(String, bool)>,
    committed: &BTreeMap<String, Committed>,
) -> Vec<Output> {
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
    outputs.collect()
}

impl Recall<'_> {
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
