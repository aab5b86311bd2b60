//! What workers ask the ledger, and what they hand over for it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use cableway_core::{Digest, ErrorKind, Item, StageError};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::config::Listing;
use crate::ledger::{
    Chain, Cursor, Failure, Finder, Known, Ledger, LedgerError, Packed, Parcel, Remembered, after,
    pack,
};
use crate::pipeline::StepInfo;
use crate::run::RunOptions;
use crate::run::quarantine::{Quarantined, line};
use crate::run::unlisted::Befores;
use crate::run::worker::{Finished, Pending, Shared};

/// The ledger as workers see it.
pub(crate) struct Memory {
    pub(crate) finder: Finder,
    /// The number of the chain of each ingest stage.
    pub(crate) numbers: Vec<i64>,
    /// How many stages of an ingest stage's chain are those of another chain, by its number.
    common: HashMap<(usize, i64), usize>,
    /// How many stages a chain has.
    stages: usize,
    /// True where the documents of this run are wanted even though nothing has changed.
    pub(crate) delivering: AtomicBool,
    /// Nothing that was worked on before counts.
    fresh: bool,
    /// What failed for a reason that may pass is tried again.
    tries_again: bool,
    /// For each ingest stage, whether documents stay whose source is gone.
    pub(crate) keeps: Vec<bool>,
    /// For each ingest stage, whether documents stay while their source cannot be had.
    pub(crate) bridges: Vec<bool>,
    /// For each ingest stage, whether it does not list now.
    pub(crate) as_before: Vec<bool>,
}

impl Memory {
    pub(crate) fn new(
        ledger: &mut Ledger,
        ingest: &[StepInfo],
        parallel: &[StepInfo],
        bytes: u64,
        options: &RunOptions,
    ) -> Result<Self, LedgerError> {
        let chains: Vec<Chain> =
            ingest.iter().map(|step| Chain::new(step, parallel, bytes)).collect();
        let numbers = chains.iter().map(|chain| ledger.chain(chain)).collect::<Result<_, _>>()?;
        let mut common = HashMap::new();
        for (number, known) in ledger.chains()? {
            for (place, chain) in chains.iter().enumerate() {
                common.insert((place, number), chain.common(&known));
            }
        }
        Ok(Self {
            finder: Finder::open(ledger.path(), options.workers)?,
            numbers,
            common,
            stages: parallel.len() + 1,
            delivering: AtomicBool::new(false),
            fresh: options.fresh,
            tries_again: options.tries_again,
            keeps: vec![false; ingest.len()],
            bridges: vec![false; ingest.len()],
            as_before: vec![false; ingest.len()],
        })
    }

    /// Says how each ingest stage is asked, and whether it does not list now.
    pub(crate) fn set_listings(&mut self, listings: &[Listing], as_before: &[bool]) {
        self.keeps = listings.iter().map(|listing| listing.keeps).collect();
        self.bridges = listings.iter().map(|listing| listing.bridges).collect();
        self.as_before = as_before.to_vec();
    }

    /// Whether all items of these chains were read by the ingest stage as it is now.
    pub(crate) fn has_read(&self, ingest: usize, chains: &[i64]) -> bool {
        !self.fresh && chains.iter().all(|chain| self.common(ingest, *chain) > 0)
    }

    /// How many stages of the ingest stage's chain are those of the chain of this number.
    pub(crate) fn common(&self, ingest: usize, chain: i64) -> usize {
        self.common.get(&(ingest, chain)).copied().unwrap_or(0)
    }

    /// Whether an item of this chain was worked on by the stages as they are now.
    fn is_current(&self, ingest: usize, chain: i64) -> bool {
        chain == self.numbers[ingest]
    }

    /// Items of the ingest stage that are not as the stages of now would have them, some at once from behind `after`
    /// on. Where documents are kept, those that failed are among
    /// them: they may have been well before.
    pub(crate) fn outdated_items(
        &self,
        step: &StepInfo,
        ingest: usize,
        after: &Cursor,
    ) -> Result<Vec<(Known, String)>, LedgerError> {
        let failed = self.keeps[ingest] && !self.as_before[ingest];
        let asked = (self.tries_again, failed);
        self.finder.others(step.name.as_str(), self.numbers[ingest], asked, after)
    }

    /// Whether what may go well this time is tried again.
    pub(crate) fn tries_again(&self) -> bool {
        self.tries_again
    }

    /// Whether what the stage cannot have for now hides what is in it: on the net, where the pipeline keeps what cannot be
    /// had.
    pub(crate) fn hides(&self, ingest: usize, step: &StepInfo) -> bool {
        !step.info.remote || self.bridges[ingest]
    }

    /// Ends all looking up.
    pub(crate) fn close(&self) {
        self.finder.close();
    }

    /// What is known of `item`, whose digest is `digest`.
    fn find(
        &self,
        step: &StepInfo,
        item: &Item,
        digest: &Digest,
    ) -> Result<Option<Known>, LedgerError> {
        if self.fresh {
            return Ok(None);
        }
        let known = self.finder.find(step.name.as_str(), &item.uri)?;
        Ok(known.filter(|known| known.digest == *digest))
    }
}

/// What the ledger is told of an item.
pub(crate) enum Told {
    /// Nothing: there is no ledger, or it is not to remember this.
    Nothing,
    /// It knows all of it. False where the documents are not at hand.
    Known(Known, bool),
    /// This is new.
    New(Box<Parcel>),
}

/// What is to be done about an item.
pub(crate) enum ToDo {
    /// Everything.
    All,
    /// Nothing, and nobody needs its documents so far.
    Nothing(Known),
    /// Nothing; these are its documents.
    Deliver(Known, Vec<Finished>),
    /// The stages from the first one that has changed.
    /// With whether something of the item may go well another time.
    Rest(VecDeque<Pending>, bool),
}

impl Shared {
    /// Finds out what is to be done about `item`.
    pub(crate) fn look(
        &self,
        memory: &Memory,
        ingest: usize,
        item: &Item,
        digest: &Digest,
    ) -> Result<ToDo, LedgerError> {
        let Some(known) = memory.find(&self.steps[ingest], item, digest)? else {
            return Ok(ToDo::All);
        };
        let common = memory.common(ingest, known.chain);
        if (known.retry && memory.tries_again) || common == 0 {
            return Ok(ToDo::All);
        }
        let is_same = common == memory.stages && memory.is_current(ingest, known.chain);
        if is_same {
            self.unchanged(ingest, memory.stages, known.documents.into());
        }
        if is_same && !memory.delivering.load(Ordering::Relaxed) {
            return Ok(ToDo::Nothing(known));
        }
        let remembered = memory.finder.load(&known)?;
        if is_same {
            let finished = remembered.into_iter().filter_map(Finished::again).collect();
            return Ok(ToDo::Deliver(known, finished));
        }
        let is_of_now = |entry: &Remembered| !matches!(entry, Remembered::Earlier(..));
        let pending: Option<VecDeque<Pending>> =
            remembered.into_iter().filter(is_of_now).map(|entry| rest(entry, common)).collect();
        if pending.is_some() {
            self.unchanged(ingest, common, known.documents.into());
        }
        Ok(pending.map_or(ToDo::All, |pending| ToDo::Rest(pending, known.retry)))
    }

    /// Counts documents that the first `stages` stages have worked on in an earlier run; the ingest stage is
    /// the first.
    pub(crate) fn unchanged(&self, ingest: usize, stages: usize, documents: u64) {
        let parallel = self.ingest.len()..self.ingest.len() + stages.saturating_sub(1);
        for step in std::iter::once(ingest).chain(parallel) {
            self.meters[step].unchanged(documents);
        }
    }
}

/// What the ledger is told of an item that was worked on. `befores` are its documents as they were before, where
/// they may be had nowhere else.
pub(crate) fn told(
    uri: &str,
    digest: Digest,
    bytes: usize,
    finished: &[Finished],
    befores: &Befores,
) -> Told {
    match parcel(uri, digest, bytes, finished, befores) {
        Ok(Some(parcel)) => Told::New(Box::new(parcel)),
        Ok(None) => Told::Nothing,
        Err(error) => {
            tracing::warn!(uri, %error, "cannot be remembered");
            Told::Nothing
        }
    }
}

/// What the ledger is to keep of what came of an item; `None` where that says nothing of the item, but
/// only of the end of the run.
fn parcel(
    uri: &str,
    digest: Digest,
    bytes: usize,
    finished: &[Finished],
    befores: &Befores,
) -> serde_json::Result<Option<Parcel>> {
    let mut failures = Vec::new();
    let mut retry = false;
    for finished in finished {
        match finished {
            Finished::Document(done) => retry |= done.retry,
            Finished::Quarantined(entry, ..) => {
                let kind = entry.error.kind();
                if kind == ErrorKind::Cancelled {
                    return Ok(None);
                }
                retry |= may_pass(&entry.error);
                failures.push(failure(entry)?);
            }
            Finished::Remembered(line, _) => failures.push(parse(line)),
        }
    }
    let delivered = finished.iter().filter_map(|finished| match finished {
        Finished::Document(done) => Some(done.document.id().as_str()),
        _ => None,
    });
    let delivered: HashSet<&str> = delivered.collect();
    let stages = finished.iter().filter_map(|finished| match finished {
        Finished::Document(_) => None,
        Finished::Quarantined(_, stages, _) | Finished::Remembered(_, stages) => Some(*stages),
    });
    // An item that could not be read has not failed as one of its documents.
    let attached: Vec<_> = failures
        .iter()
        .zip(stages)
        .map(|(failure, stages)| befores.of_now(failure).filter(|_| stages > 1))
        .collect();
    let mut packed = Packed::default();
    let mut lines = failures.iter().zip(&attached);
    let mut documents = 0;
    for finished in finished {
        match finished {
            Finished::Document(done) => {
                packed.document((&done.document, &done.marks))?;
                documents += 1;
            }
            Finished::Quarantined(_, stages, _) | Finished::Remembered(_, stages) => {
                if let Some((failure, before)) = lines.next() {
                    packed.failure(&failure.line, *stages, *before)?;
                }
            }
        }
    }
    for before in befores.besides(&failures, &attached, &delivered) {
        packed.earlier(before)?;
    }
    let (data, outcome) = pack(packed);
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let uri = uri.to_owned();
    let part = None;
    Ok(Some(Parcel { uri, part, digest, bytes, data, outcome, documents, failures, retry }))
}

/// What is left to do about a document of which `common` stages are as they were; `None` where it has to be
/// read again.
pub(super) fn rest(entry: Remembered, common: usize) -> Option<Pending> {
    match entry {
        Remembered::Document(document, marks) => {
            let document = after(*document, &marks, common)?;
            let marks = marks.into_iter().take(common).collect();
            Some(Pending::Document { document, marks })
        }
        Remembered::Failure { line, stages, .. } if stages <= common => {
            Some(Pending::Settled(Finished::Remembered(line, stages)))
        }
        Remembered::Failure { .. } => None,
        Remembered::Earlier(document, marks) => rest(Remembered::Document(document, marks), common),
    }
}

/// Whether what failed for this reason may go well another time.
pub(crate) fn may_pass(error: &StageError) -> bool {
    error.is_retryable() || may_go_well(error.kind())
}

/// Whether the next run should try again what failed in this way. The others depend on the input and the
/// stages alone.
pub(crate) fn may_go_well(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::BadInput | ErrorKind::Limit | ErrorKind::Contract)
}

pub(crate) fn failure(entry: &Quarantined) -> serde_json::Result<Failure> {
    Ok(Failure {
        document: entry.id().to_string(),
        uri: entry.source.uri.clone(),
        stage: entry.stage.to_string(),
        kind: entry.error.kind().as_str().to_owned(),
        line: line(entry)?,
    })
}

/// The same from a line that an earlier run has written.
pub(super) fn parse(line: &RawValue) -> Failure {
    let value: Value = serde_json::from_str(line.get()).unwrap_or_default();
    let text = |pointer: &str| {
        value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Failure {
        document: text("/id"),
        uri: text("/source/uri"),
        stage: text("/stage/name"),
        kind: text("/error/kind"),
        line: line.to_owned(),
    }
}
