//! Lists items, on a thread of its own.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use cableway_core::{Context, ErrorKind, Item, Limits, ListError, Source, StageError};
use crossbeam_channel::Sender;

use crate::ledger::{LedgerError, NO_DIGEST, start};
use crate::run::attempt::args;
use crate::run::guard::guarded;
use crate::run::hidden::Hidden;
use crate::run::memory::{Told, may_pass, told};
use crate::run::quarantine::Quarantined;
use crate::run::report::Progress;
use crate::run::shuffle::Shuffle;
use crate::run::unlisted::{Befores, Whence};
use crate::run::window::Window;
use crate::run::worker::{Finished, Job, Message, Outcome, Pending, Shared, Work};

/// Lists items and hands them to the workers.
pub(crate) struct Reader {
    pub(crate) shared: Arc<Shared>,
    pub(crate) window: Arc<Window>,
    pub(crate) progress: Arc<Progress>,
    pub(crate) jobs: Sender<Job>,
    pub(crate) results: Sender<Message>,
    pub(crate) sequence: u64,
    /// A hash of the stage and URI of each item so far, where there is a ledger.
    pub(crate) uris: HashSet<u64>,
    /// The ingest stages that do not list: what they listed the last time counts.
    pub(crate) as_before: Vec<bool>,
    /// For each ingest stage, whether documents stay whose source is gone.
    pub(crate) keeps: Vec<bool>,
    pub(crate) hidden: Hidden,
    /// Holds jobs back, to hand them on in another order.
    pub(crate) shuffle: Option<Shuffle>,
}

impl Reader {
    pub(crate) fn list(mut self) {
        let shared = Arc::clone(&self.shared);
        for ingest in 0..shared.ingest.len() {
            if shared.cancelled.load(Ordering::Relaxed) {
                return;
            }
            if self.as_before.get(ingest).copied().unwrap_or(false) {
                if !self.work_again(ingest) {
                    return;
                }
                let sequence = self.sequence;
                self.sequence += 1;
                if self.results.send(Message::AsBefore { sequence, ingest }).is_err() {
                    return;
                }
                continue;
            }
            // Listing may panic like any stage; what it has listed by then does not count.
            let listed = guarded(|| {
                self.list_one(ingest);
                Ok(())
            });
            if let Err(error) = listed {
                // The writer may have given up already.
                let _ = self.results.send(Message::Source { step: ingest, error });
                return;
            }
            // A listing that was cut short is not at its end.
            if shared.cancelled.load(Ordering::Relaxed) {
                return;
            }
        }
        for ingest in 0..shared.ingest.len() {
            let listed_anew = !self.as_before.get(ingest).copied().unwrap_or(false);
            let has_hidden = self.hidden.has_any(ingest);
            if (self.keeps[ingest] || has_hidden) && listed_anew && !self.work_again(ingest) {
                return;
            }
        }
        if !self.hand_on_held() {
            return;
        }
        self.progress.all_listed.store(true, Ordering::Relaxed);
        let _ = self.results.send(Message::End { items: self.sequence });
    }

    fn list_one(&mut self, ingest: usize) {
        let shared = Arc::clone(&self.shared);
        let context = Context::new(
            // A listing may take as long as it needs: its limit is the number of its items.
            Limits { time: None, ..shared.limits },
            &shared.cancelled,
        );
        let mut started = Instant::now();
        for listed in shared.ingest[ingest].items(&context) {
            let time = started.elapsed();
            shared.meters[ingest].spent(time);
            if let Some(trace) = &shared.trace {
                trace.work(
                    ("list", shared.steps[ingest].name.as_str()),
                    started,
                    time,
                    &listed_args(&listed),
                );
            }
            if shared.cancelled.load(Ordering::Relaxed) || !self.hand_on(ingest, listed) {
                return;
            }
            started = Instant::now();
        }
    }

    /// False when the run is over.
    fn hand_on(&mut self, ingest: usize, listed: Result<Item, ListError>) -> bool {
        let bytes = listed.as_ref().map_or(0, |item| item.bytes.len());
        let (item, uri, error) = match listed {
            Ok(item) => (Some(item), String::new(), None),
            Err(ListError::Item { uri, error }) => (None, uri, Some(error)),
            Err(ListError::Source(error)) => {
                let _ = self.results.send(Message::Source { step: ingest, error });
                return false;
            }
        };
        // The window must not wait for what nobody has been told of.
        let is_full = self.shuffle.as_ref().is_some_and(|held| held.is_full(bytes));
        if is_full && !self.hand_on_held() {
            return false;
        }
        if !self.window.enter(bytes, || self.shared.cancelled.load(Ordering::Relaxed)) {
            return false;
        }
        let sequence = self.sequence;
        self.sequence += 1;
        self.progress.listed.fetch_add(1, Ordering::Relaxed);
        if let Some(item) = item {
            if item.transient {
                self.progress.transient.store(true, Ordering::Relaxed);
            }
            let remember = self.is_first(ingest, &item.uri);
            let (item, work) = (Arc::new(item), Work::Read);
            return self.send(Job {
                sequence,
                ingest,
                item,
                remember,
                again: None,
                bridged: false,
                work,
            });
        }
        let entry = self.not_listed(ingest, uri, error);
        let uri = entry.source.uri.clone();
        let remember = self.is_first(ingest, &uri);
        let pending = if remember { self.last_had(ingest, &uri, &entry.error) } else { Ok(None) };
        let finished = vec![Finished::Quarantined(Box::new(entry), 1, Vec::new())];
        let pending = match pending {
            Ok(pending) => pending,
            Err(error) => {
                let _ = self.results.send(Message::Ledger(error));
                return false;
            }
        };
        if let Some(pending) = pending {
            let item = Arc::new(Item::new(uri, Vec::new()));
            let (again, bridged, work) = (None, true, Work::Continue { pending, finished });
            return self.send(Job { sequence, ingest, item, remember, again, bridged, work });
        }
        if let Some(held) = &mut self.shuffle {
            held.pass();
        }
        let told = if remember {
            match self.befores(ingest, &uri) {
                Ok(befores) => told(&uri, NO_DIGEST, 0, &finished, &befores),
                Err(error) => {
                    let _ = self.results.send(Message::Ledger(error));
                    return false;
                }
            }
        } else {
            Told::Nothing
        };
        let (part, again) = (None, None);
        let outcome = Outcome { sequence, ingest, bytes, finished, told, part, again };
        self.shared.queues.result_waits();
        self.results.send(Message::Outcome(outcome)).is_ok()
    }

    /// What cannot be listed, for quarantine.
    fn not_listed(&mut self, ingest: usize, uri: String, error: Option<StageError>) -> Quarantined {
        self.shared.meters[ingest].failed();
        let step = &self.shared.steps[ingest];
        let error =
            error.unwrap_or_else(|| StageError::new(ErrorKind::Internal, "no reason given"));
        let hides = self.shared.memory.as_ref().is_some_and(|memory| memory.hides(ingest, step));
        if may_pass(&error) && hides {
            self.hidden.add(ingest, uri.clone(), step.info.remote);
        }
        Quarantined {
            source: Source { uri, ..Source::default() },
            item: None,
            document: None,
            kind: step.info.kind,
            stage: step.name.clone(),
            error,
            attempts: 1,
        }
    }

    /// What is left to do about the documents of an item that cannot be had for now, where they are to stay.
    fn last_had(
        &self,
        ingest: usize,
        uri: &str,
        error: &StageError,
    ) -> Result<Option<VecDeque<Pending>>, LedgerError> {
        match &self.shared.memory {
            Some(memory) if error.kind() != ErrorKind::Cancelled && may_pass(error) => {
                let step = &self.shared.steps[ingest];
                let Some((done, pending)) = memory.last_had((ingest, step), uri)? else {
                    return Ok(None);
                };
                let (stages, documents) = done;
                self.shared.unchanged(ingest, stages, documents);
                Ok(Some(pending))
            }
            _ => Ok(None),
        }
    }

    /// What the ledger has of an item that could not be had.
    fn befores(&self, ingest: usize, uri: &str) -> Result<Befores, LedgerError> {
        match &self.shared.memory {
            Some(memory) => {
                let stage = (ingest, &self.shared.steps[ingest]);
                memory.befores(stage, uri, Whence::Listed(&NO_DIGEST))
            }
            None => Ok(Befores::default()),
        }
    }

    /// Has the stages that have changed work on the items of the ingest stage that the ledger has and that are not
    /// listed now. False when the run is over.
    fn work_again(&mut self, ingest: usize) -> bool {
        let shared = Arc::clone(&self.shared);
        let Some(memory) = &shared.memory else { return true };
        let mut after = start();
        loop {
            let items = match memory.outdated_items(&shared.steps[ingest], ingest, &after) {
                Ok(items) => items,
                Err(error) => {
                    let _ = self.results.send(Message::Ledger(error));
                    return false;
                }
            };
            let Some((last, uri)) = items.last() else { return true };
            after = (last.position, uri.clone());
            for (known, uri) in items {
                // What is gone for good is worked on no more, unless it is kept.
                let stays = self.keeps[ingest]
                    || self.as_before.get(ingest).copied().unwrap_or(false)
                    || self.hidden.holds(ingest, &uri);
                // What is listed now is worked on as such.
                if !stays || !self.is_first(ingest, &uri) {
                    continue;
                }
                if !self.window.enter(0, || shared.cancelled.load(Ordering::Relaxed)) {
                    return false;
                }
                let sequence = self.sequence;
                self.sequence += 1;
                self.progress.listed.fetch_add(1, Ordering::Relaxed);
                let (item, again) = (Arc::new(Item::new(uri, Vec::new())), Some(Arc::new(known)));
                let (remember, bridged, work) = (true, false, Work::Read);
                let job = Job { sequence, ingest, item, remember, again, bridged, work };
                if !self.send(job) {
                    return false;
                }
            }
        }
    }

    /// Hands a job to the workers, or holds it back. False when the run is over.
    fn send(&mut self, job: Job) -> bool {
        self.shared.queues.job_waits();
        match &mut self.shuffle {
            Some(held) => {
                held.hold(job);
                true
            }
            None => self.jobs.send(job).is_ok(),
        }
    }

    /// Whether this is the first item of its URI that the stage lists: the ledger knows each by its URI. False
    /// where there is no ledger.
    fn is_first(&mut self, ingest: usize, uri: &str) -> bool {
        if self.shared.memory.is_none() {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        (ingest, uri).hash(&mut hasher);
        self.uris.insert(hasher.finish())
    }

    /// Hands on what was held back. False when the run is over.
    fn hand_on_held(&mut self) -> bool {
        let Some(shuffle) = &mut self.shuffle else { return true };
        shuffle.take().into_iter().all(|job| self.jobs.send(job).is_ok())
    }
}

/// What a trace says of an item that was listed.
fn listed_args(listed: &Result<Item, ListError>) -> serde_json::Value {
    match listed {
        Ok(item) => args(&item.uri, None),
        Err(ListError::Item { uri, error }) => args(uri, Some(error.kind())),
        Err(ListError::Source(error)) => args("", Some(error.kind())),
    }
}
