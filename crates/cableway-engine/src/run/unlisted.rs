//! Documents that may be had nowhere else: those of items that are not listed now, or cannot be had for now, and those
//! that a failure would replace although the pipeline keeps what it once had.

use std::collections::{HashSet, VecDeque};

use cableway_core::Digest;

use crate::ledger::{Before, Failure, Known, LedgerError, NO_DIGEST, Remembered, State, after};
use crate::pipeline::StepInfo;
use crate::run::memory::{Memory, parse, rest};
use crate::run::worker::Pending;

/// The documents of an item as they were before.
#[derive(Default)]
pub(crate) struct Befores {
    /// Made of the bytes that the item has now.
    now: Vec<Before>,
    /// Made of others.
    earlier: Vec<Before>,
}

impl Befores {
    /// The document that failed, as it was before.
    pub(crate) fn of_now(&self, failure: &Failure) -> Option<&Before> {
        self.now.iter().find(|before| is_of(before, failure))
    }

    /// What there is besides of the documents that failed; of all where nothing came of the item. `attached` are those
    /// that are kept with their failures, `delivered` the ids of the documents that have not failed.
    pub(crate) fn besides(
        &self,
        failures: &[Failure],
        attached: &[Option<&Before>],
        delivered: &HashSet<&str>,
    ) -> Vec<&Before> {
        let has_documents = !delivered.is_empty();
        let attached = attached.iter().flatten().map(|before| before.0.id().as_str());
        let mut ids: HashSet<&str> = delivered.iter().copied().chain(attached).collect();
        let all = self.now.iter().chain(&self.earlier);
        all.filter(|before| {
            let has_failed = || failures.iter().any(|failure| is_of(before, failure));
            (!has_documents || has_failed()) && ids.insert(before.0.id().as_str())
        })
        .collect()
    }
}

/// How an item came that failed.
#[derive(Clone, Copy)]
pub(crate) enum Whence<'a> {
    /// It was listed, with this digest.
    Listed(&'a Digest),
    /// It is not listed now; the ledger has this.
    Ledger(&'a Known),
    /// It was listed and cannot be had for now; the ledger has what it was the last time.
    Bridged,
}

impl Memory {
    /// What is left to do about the documents of an item that cannot be had for a reason that may pass: they are what
    /// its source gave the last time that it gave anything. With how many stages are as they were, and of how many
    /// documents. `None` where nothing is to stay.
    #[expect(clippy::type_complexity, reason = "the one caller takes it apart at once")]
    pub(crate) fn last_had(
        &self,
        (ingest, step): (usize, &StepInfo),
        uri: &str,
    ) -> Result<Option<((usize, u64), VecDeque<Pending>)>, LedgerError> {
        if !self.bridges[ingest] {
            return Ok(None);
        }
        let known = self.finder.find(step.name.as_str(), uri)?;
        let is_in_outputs = |known: &Known| matches!(known.state, State::Listed | State::Kept);
        let Some(known) = known.filter(is_in_outputs) else { return Ok(None) };
        let common = self.common_of_unlisted(ingest, &known);
        let tries_again = known.retry && self.tries_again();
        let mut has_documents = false;
        let mut pending = VecDeque::new();
        for entry in self.finder.load(&known)? {
            match entry {
                Remembered::Document(..) => {
                    has_documents = true;
                    pending.extend(rest(entry, common));
                }
                // That it could not be had the last time either.
                Remembered::Failure { stages: 1, .. } | Remembered::Earlier(..) => {}
                Remembered::Failure { stages, before: Some((document, marks)), .. }
                    if stages > common || tries_again =>
                {
                    has_documents = true;
                    let done = common.min(stages - 1).min(marks.len());
                    pending.extend(rest(Remembered::Document(document, marks), done));
                }
                Remembered::Failure { ref before, .. } => {
                    has_documents |= before.is_some();
                    pending.extend(rest(entry, common));
                }
            }
        }
        Ok(has_documents.then_some(((common, known.documents.into()), pending)))
    }

    /// What is left to do about an item that is not listed now: what the stages from the first one that has changed
    /// make of it. `None` where that would take its bytes.
    pub(crate) fn outdated(
        &self,
        ingest: usize,
        known: &Known,
    ) -> Result<Option<VecDeque<Pending>>, LedgerError> {
        let is_restored = self.is_restored(ingest, known);
        let tries_again = known.retry && self.tries_again();
        let common = self.common_of_unlisted(ingest, known);
        let (mut entries, mut earlier) = (Vec::new(), Vec::new());
        for entry in self.finder.load(known)? {
            match entry {
                Remembered::Earlier(document, marks) if is_restored => {
                    earlier.push((document, marks));
                }
                Remembered::Earlier(..) => {}
                entry => entries.push(entry),
            }
        }
        let mut pending = VecDeque::new();
        let again = |(document, marks): Before, done: usize| {
            let done = done.min(marks.len());
            rest(Remembered::Document(document, marks), done)
        };
        let is_failure = |entry: &Remembered| matches!(entry, Remembered::Failure { .. });
        let is_document = |entry: &Remembered| {
            matches!(entry, Remembered::Document(..) | Remembered::Failure { before: Some(_), .. })
        };
        // That the source could not be had matters no more when it is gone.
        if is_restored && known.digest == NO_DIGEST && entries.iter().any(is_document) {
            entries.retain(|entry| !matches!(entry, Remembered::Failure { stages: 1, .. }));
        }
        // Where nothing came of the item, all that it was stands for it, and no failure is left.
        let is_whole = !earlier.is_empty() && entries.iter().all(is_failure);
        if is_whole {
            pending.extend(earlier.drain(..).map(|before| again(before, common)));
        }
        for entry in entries {
            let (line, stages, before) = match entry {
                Remembered::Failure { line, stages, before } => (line, stages, before),
                entry => {
                    pending.push_back(rest(entry, common));
                    continue;
                }
            };
            match before {
                Some(before) if is_restored => pending.push_back(again(before, common)),
                Some(before) if stages > common || tries_again => {
                    pending.push_back(again(before, common.min(stages.saturating_sub(1))));
                }
                None if is_whole => {}
                before => {
                    let failure = parse(&line);
                    match earlier.iter().position(|earlier| is_of(earlier, &failure)) {
                        Some(place) => pending.push_back(again(earlier.remove(place), common)),
                        None => {
                            let entry = Remembered::Failure { line, stages, before };
                            pending.push_back(rest(entry, common));
                        }
                    }
                }
            }
        }
        Ok(pending.into_iter().collect())
    }

    /// The documents that the ledger has of an item, as they were before the stages that have changed, where a failure
    /// must not cost them: they can be had nowhere else, or may be so some day.
    pub(crate) fn befores(
        &self,
        (ingest, step): (usize, &StepInfo),
        uri: &str,
        whence: Whence<'_>,
    ) -> Result<Befores, LedgerError> {
        let found;
        let known = match whence {
            Whence::Ledger(known) => known,
            Whence::Listed(_) if !self.keeps[ingest] => return Ok(Befores::default()),
            Whence::Listed(_) | Whence::Bridged => {
                let source = step.name.as_str();
                let found_as = match (self.finder.find(source, uri)?, whence) {
                    (None, Whence::Listed(digest)) => {
                        self.finder.find_by_place(source, uri, digest)?
                    }
                    (known, _) => known,
                };
                match found_as {
                    Some(known) => {
                        found = known;
                        &found
                    }
                    None => return Ok(Befores::default()),
                }
            }
        };
        let common = self.common_of_unlisted(ingest, known);
        let before = |(document, marks): Before| {
            let done = common.min(marks.len());
            let document = after(*document, &marks, done)?;
            Some((Box::new(document), marks.into_iter().take(done).collect()))
        };
        let (is_restored, is_same) = match whence {
            Whence::Listed(digest) => (false, known.digest == *digest),
            Whence::Ledger(known) => (self.is_restored(ingest, known), true),
            Whence::Bridged => (false, true),
        };
        let mut befores = Befores::default();
        for entry in self.finder.load(known)? {
            let (found, is_of_now) = match entry {
                Remembered::Document(document, marks)
                | Remembered::Failure { before: Some((document, marks)), .. } => {
                    ((document, marks), is_same)
                }
                Remembered::Failure { .. } => continue,
                Remembered::Earlier(document, marks) => ((document, marks), is_restored),
            };
            let list = if is_of_now { &mut befores.now } else { &mut befores.earlier };
            list.extend(before(found));
        }
        Ok(befores)
    }

    /// How many stages are as they were. The ingest stage always is: it cannot read the item again.
    pub(crate) fn common_of_unlisted(&self, ingest: usize, known: &Known) -> usize {
        self.common(ingest, known.chain).max(1)
    }

    /// The digest of an item that is not listed now. What was made of an earlier version of it must not be taken for
    /// what the bytes give that failed.
    pub(crate) fn digest_of_unlisted(&self, ingest: usize, known: &Known) -> Digest {
        if self.is_restored(ingest, known) { NO_DIGEST } else { known.digest }
    }

    /// Whether the source of an item that failed is gone, so that what it was before comes back.
    fn is_restored(&self, ingest: usize, known: &Known) -> bool {
        self.keeps[ingest]
            && !self.as_before[ingest]
            && known.state == State::Listed
            && known.failures > 0
    }
}

fn is_of((document, _): &Before, failure: &Failure) -> bool {
    document.id().as_str() == failure.document || document.source().uri == failure.uri
}
