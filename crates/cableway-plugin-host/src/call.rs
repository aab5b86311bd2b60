//! Calls into a plugin, and what the plugin may do during one.
//!
//! A plugin holds a [`abi::Call`] and hands it back to the host's functions, perhaps on another thread,
//! perhaps long after the call is over. So it points to a place that is never freed, and carries the
//! generation that the place had during the call.

use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use cableway_core::{
    Annotation, ConfigError, Context, Document, ErrorKind, Item, Limits, ListError, Sentence,
    StageError,
};
use cableway_plugin_abi as abi;
use serde_json::Value;

/// What a call is for: what the plugin may do in it.
#[derive(Debug, Default)]
pub(crate) enum Work {
    /// Nothing of the following.
    #[default]
    Plain,
    Create,
    Classify {
        /// The kinds of annotation that the stage declares.
        adds: Arc<[String]>,
    },
    Summarize,
    List {
        items: SyncSender<Result<Item, ListError>>,
    },
    Read,
    Target,
}

/// A call while it lasts: what it is about and what the plugin has given so far.
#[derive(Default)]
pub(crate) struct Live {
    pub(crate) work: Work,
    /// The document at work; lives longer than the call.
    document: Option<*const Document>,
    /// The context at work; lives longer than the call.
    context: Option<*const Context<'static>>,
    /// Set when a listing is no longer wanted.
    pub(crate) stop: Option<Arc<AtomicBool>>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) documents: Vec<Document>,
    pub(crate) problems: ConfigError,
    pub(crate) notes: Vec<String>,
    pub(crate) answer: Option<String>,
    /// What the plugin says went wrong, and why.
    pub(crate) errors: Vec<String>,
    /// Whether the plugin says that it may pass.
    pub(crate) retryable: bool,
    /// What the host has refused: the call has failed, whatever the plugin says.
    pub(crate) refused: Option<StageError>,
    /// The bytes that the plugin has handed over.
    pub(crate) given: usize,
    /// The document's record, once it was asked for.
    record: Option<Value>,
    /// Texts that were handed out and must stay until the call is over.
    lent: Vec<Box<str>>,
}

// SAFETY: the two pointers are to values that outlive the call, and are used only by the thread that
// holds the lock of the place: `Document` is `Sync`; of the context only `check` and `limits` are used:
// plain values, atomics, and a function that is `Sync`.
unsafe impl Send for Live {}

impl Live {
    /// In a box, because it is handed on several times in each call.
    pub(crate) fn new(work: Work) -> Box<Self> {
        Box::new(Self { work, ..Self::default() })
    }

    pub(crate) fn on(mut self: Box<Self>, document: &Document) -> Box<Self> {
        self.document = Some(std::ptr::from_ref(document));
        self
    }

    pub(crate) fn within(mut self: Box<Self>, context: &Context<'_>) -> Box<Self> {
        self.context = Some(std::ptr::from_ref(context).cast());
        self
    }

    pub(crate) fn document(&self) -> Option<&Document> {
        // SAFETY: `call` keeps the document borrowed until this value has left its place.
        self.document.map(|document| unsafe { &*document })
    }

    pub(crate) fn check(&self) -> Result<(), StageError> {
        if self.stop.as_ref().is_some_and(|stop| stop.load(std::sync::atomic::Ordering::Relaxed)) {
            return Err(StageError::new(ErrorKind::Cancelled, "the run was cancelled"));
        }
        // SAFETY: as for the document.
        self.context.map_or(Ok(()), |context| unsafe { &*context }.check())
    }

    pub(crate) fn limits(&self) -> Limits {
        // SAFETY: as for the document.
        self.context.map_or_else(Limits::default, |context| *unsafe { &*context }.limits())
    }

    /// The part of the document's record at a JSON Pointer, as JSON that lives as long as the call.
    pub(crate) fn part(&mut self, pointer: &str) -> Result<abi::Str, StageError> {
        let Some(document) = self.document() else {
            return Err(StageError::internal("there is no document in this call"));
        };
        let unwritable =
            |error| StageError::internal("the record cannot be written as JSON").with_source(error);
        if pointer.is_empty() {
            // It stays with the document, which outlives the call; it counts like what is lent below.
            let whole = abi::Str::new(document.json_without_text().map_err(unwritable)?);
            self.take(whole.length)?;
            return Ok(whole);
        }
        if self.record.is_none() {
            let whole = document.json_without_text().map_err(unwritable)?;
            self.record = Some(serde_json::from_str(whole).map_err(unwritable)?);
        }
        let Some(part) = self.record.as_ref().and_then(|record| record.pointer(pointer)) else {
            return Ok(abi::Str::NONE);
        };
        let text = part.to_string();
        // What is lent stays until the call is over, so that it counts like what is given.
        self.take(text.len())?;
        self.lent.push(text.into_boxed_str());
        // The pointer is taken where the text stays: moving a box takes back what was lent of it.
        Ok(self.lent.last().map_or(abi::Str::NONE, |text| abi::Str::new(text)))
    }

    /// How the call went.
    pub(crate) fn outcome(&mut self, status: abi::Status) -> Result<(), StageError> {
        if let Some(refused) = self.refused.take() {
            return Err(refused);
        }
        if status == abi::OK {
            return Ok(());
        }
        let mut reasons = std::mem::take(&mut self.errors).into_iter();
        let message = reasons.next().unwrap_or_else(|| {
            format!("the plugin failed with status {status} ({}) and gave no reason", kind(status))
        });
        let error = StageError::new(kind(status), message);
        let error = if self.retryable { error.retryable() } else { error };
        let causes: Vec<String> = reasons.collect();
        Err(match Cause::chain(causes) {
            Some(cause) => error.with_source(cause),
            None => error,
        })
    }
}

/// A cause of which only the words are known.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Cause {
    message: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    /// The causes, outermost first, as one.
    pub(crate) fn chain(messages: Vec<String>) -> Option<Self> {
        let mut last = None;
        for message in messages.into_iter().rev() {
            last = Some(Self { message, source: last.map(Box::new) });
        }
        last
    }
}

/// One after the other: a chain may be longer than the stack is deep.
impl Drop for Cause {
    fn drop(&mut self) {
        let mut next = self.source.take();
        while let Some(mut cause) = next {
            next = cause.source.take();
        }
    }
}

pub(crate) fn kind(status: abi::Status) -> ErrorKind {
    match status {
        abi::BAD_INPUT => ErrorKind::BadInput,
        abi::LIMIT => ErrorKind::Limit,
        abi::TIMEOUT => ErrorKind::Timeout,
        abi::CANCELLED => ErrorKind::Cancelled,
        abi::PANIC => ErrorKind::Panic,
        abi::CONTRACT => ErrorKind::Contract,
        abi::IO => ErrorKind::Io,
        _ => ErrorKind::Internal,
    }
}

pub(crate) fn status(kind: ErrorKind) -> abi::Status {
    match kind {
        ErrorKind::BadInput => abi::BAD_INPUT,
        ErrorKind::Limit => abi::LIMIT,
        ErrorKind::Timeout => abi::TIMEOUT,
        ErrorKind::Cancelled => abi::CANCELLED,
        ErrorKind::Panic => abi::PANIC,
        ErrorKind::Contract => abi::CONTRACT,
        ErrorKind::Io => abi::IO,
        _ => abi::INTERNAL,
    }
}

/// Where a call lives. Never freed, because a plugin may look at it at any time.
struct Place(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    generation: u64,
    live: Option<Box<Live>>,
}

/// Places that no thread uses at present.
static FREE: Mutex<Vec<&'static Place>> = Mutex::new(Vec::new());

/// The places of one thread, which gives them back when it ends.
struct Own(Vec<&'static Place>);

impl Drop for Own {
    fn drop(&mut self) {
        FREE.lock().unwrap_or_else(PoisonError::into_inner).append(&mut self.0);
    }
}

thread_local! {
    static OWN: RefCell<Own> = const { RefCell::new(Own(Vec::new())) };
}

impl Place {
    fn take() -> &'static Self {
        let own = OWN.try_with(|own| own.borrow_mut().0.pop()).ok().flatten();
        let free = || FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        // As many are made as there are calls at a time, at most.
        own.or_else(free).unwrap_or_else(|| Box::leak(Box::new(Self(Mutex::default()))))
    }

    fn put_back(&'static self) {
        if OWN.try_with(|own| own.borrow_mut().0.push(self)).is_err() {
            FREE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A panic under the lock has been caught, and the call has failed by it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls into a plugin. What `live` borrows must be borrowed by the caller for as long as this takes.
pub(crate) fn call(
    live: Box<Live>,
    body: impl FnOnce(abi::Call) -> abi::Status,
) -> (abi::Status, Box<Live>) {
    let place = Place::take();
    let generation = {
        let mut inner = place.lock();
        inner.generation += 1;
        inner.live = Some(live);
        inner.generation
    };
    let state = std::ptr::from_ref(place).cast_mut().cast::<c_void>();
    let status = body(abi::Call { state, generation });
    let live = {
        let mut inner = place.lock();
        // From here on nobody who holds the call gets in.
        inner.generation += 1;
        inner.live.take().unwrap_or_default()
    };
    place.put_back();
    (status, live)
}

/// A call as a plugin hands it back: perhaps over by now.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    place: Option<&'static Place>,
    generation: u64,
}

impl Held {
    /// What a plugin holds.
    ///
    /// # Safety
    /// `call` must be one that this host has made at some time, or have a NULL pointer.
    pub(crate) unsafe fn of(call: abi::Call) -> Self {
        // SAFETY: the caller's promise: the pointer is to a `Place`, which is never freed.
        let place = unsafe { call.state.cast::<Place>().cast_const().as_ref() };
        Self { place, generation: call.generation }
    }
}

/// Does what a plugin asks for, if the call that it names is still going on.
pub(crate) fn during(
    call: Held,
    body: impl FnOnce(&mut Live) -> Result<(), StageError>,
) -> abi::Status {
    let Some(place) = call.place else { return abi::CONTRACT };
    let mut inner = place.lock();
    if inner.generation != call.generation {
        tracing::warn!(target: "cableway::plugin", "a plugin used a call after it was over");
        return abi::CONTRACT;
    }
    let Some(live) = inner.live.as_mut() else { return abi::CONTRACT };
    // The call has failed already, and whatever else it gives is not kept: a flood ends cheaply.
    if let Some(refused) = &live.refused {
        return status(refused.kind());
    }
    // Unwinding into the plugin would end the process.
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(live)));
    let refused = match done {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(error)) => error,
        Err(_) => StageError::internal("the host failed at what the plugin asked for"),
    };
    let status = status(refused.kind());
    if live.refused.is_none() {
        live.refused = Some(refused);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain that was ended link within link would take the stack with it.
    #[test]
    fn a_chain_of_a_million_causes_ends() {
        drop(Cause::chain(vec![String::new(); 1_000_000]));
    }
}
