//! The host's functions, as the plugin uses them.

use std::sync::atomic::{AtomicPtr, Ordering};

use cableway_core::{ErrorKind, Place, StageError};
use cableway_plugin_abi as abi;

static HOST: AtomicPtr<abi::Host> = AtomicPtr::new(std::ptr::null_mut());

/// Remembers the host.
///
/// # Safety
/// `host` must be the table that the host gave to the entry function.
pub(crate) unsafe fn set(host: *const abi::Host) {
    HOST.store(host.cast_mut(), Ordering::Release);
}

/// The host; `None` in a process that has none, as in a unit test.
pub(crate) fn get() -> Option<&'static abi::Host> {
    let host = HOST.load(Ordering::Acquire);
    // SAFETY: `set` was given a table that lives as long as the process.
    unsafe { host.as_ref() }
}

/// One call of the host, and what may be asked of the host during it.
#[derive(Clone, Copy)]
pub(crate) struct Call(pub(crate) abi::Call);

// SAFETY: a call may be handed to other threads while it lasts: the host's functions take a lock.
unsafe impl Sync for Call {}

/// What a host of this version has. One that lacks it would have refused this plugin.
fn missing() -> abi::Status {
    abi::CONTRACT
}

impl Call {
    /// The error for a status that the host gave: it knows what is wrong, and says so itself.
    fn outcome(status: abi::Status) -> Result<(), StageError> {
        if status == abi::OK {
            return Ok(());
        }
        Err(StageError::new(kind(status), "the host refused what the stage gave"))
    }

    pub(crate) fn check(self) -> Result<(), StageError> {
        // SAFETY: a function of the host's table, called during a call, here and below.
        let status = get().and_then(|host| host.check).map_or(abi::OK, |f| unsafe { f(self.0) });
        match status {
            abi::OK => Ok(()),
            abi::TIMEOUT => Err(StageError::new(ErrorKind::Timeout, "the document's time is over")),
            status => Err(StageError::new(kind(status), "the run was cancelled")),
        }
    }

    /// Says what went wrong, with its causes.
    pub(crate) fn error(self, error: &StageError) {
        let Some(say) = get().and_then(|host| host.error) else { return };
        for message in error.chain() {
            // SAFETY: as above; the text lives until the function returns.
            unsafe { say(self.0, abi::Str::new(&message)) };
        }
        if error.is_retryable()
            && let Some(say) = get().and_then(|host| host.retryable)
        {
            // SAFETY: as above.
            unsafe { say(self.0) };
        }
    }

    pub(crate) fn problem(self, place: &Place, message: &str, hint: Option<&str>) {
        let Some(host) = get() else { return };
        let hint = hint.map_or(abi::Str::NONE, abi::Str::new);
        match place {
            Place::Config(path) => {
                let Some(say) = host.problem else { return };
                let pointer: String = path
                    .segments()
                    .iter()
                    .flat_map(|segment| ["/".to_owned(), escaped(segment)])
                    .collect();
                // SAFETY: as above.
                unsafe { say(self.0, abi::Str::new(&pointer), abi::Str::new(message), hint) };
            }
            Place::File { path, text, range } => {
                let Some(say) = host.problem_in_file else { return };
                let path = path.to_string_lossy();
                let span = abi::Span { start: range.start, end: range.end };
                let (path, text) = (abi::Str::new(&path), abi::Str::new(text));
                // SAFETY: as above.
                unsafe { say(self.0, path, text, span, abi::Str::new(message), hint) };
            }
        }
    }

    pub(crate) fn note(self, message: &str) -> Result<(), StageError> {
        let note = get().and_then(|host| host.note);
        // SAFETY: as above.
        Self::outcome(note.map_or_else(missing, |f| unsafe { f(self.0, abi::Str::new(message)) }))
    }

    /// The record of the document at work, with an empty text.
    pub(crate) fn record(&self) -> Result<&str, StageError> {
        let mut value = abi::Str::NONE;
        let record = get().and_then(|host| host.record);
        let status = record.map_or_else(missing, |f| {
            // SAFETY: as above; `value` can be written to.
            unsafe { f(self.0, abi::Str::new(""), &raw mut value) }
        });
        Self::outcome(status)?;
        // SAFETY: the host keeps the text until the call is over, and promises UTF-8.
        Ok(unsafe { text(value) })
    }

    pub(crate) fn annotate(self, annotation: &abi::Annotation) -> Result<(), StageError> {
        let annotate = get().and_then(|host| host.annotate);
        let number = std::ptr::null_mut();
        // SAFETY: as above; what the annotation points to lives until the function returns.
        Self::outcome(annotate.map_or_else(missing, |f| unsafe { f(self.0, annotation, number) }))
    }

    pub(crate) fn sentence(self, text: &str, spans: &[abi::Span]) -> Result<(), StageError> {
        let sentence = get().and_then(|host| host.sentence);
        Self::outcome(sentence.map_or_else(missing, |f| {
            // SAFETY: as above.
            unsafe { f(self.0, abi::Str::new(text), spans.as_ptr(), spans.len()) }
        }))
    }

    pub(crate) fn item(self, item: &abi::Item) -> Result<(), StageError> {
        let hand_over = get().and_then(|host| host.item);
        // SAFETY: as above.
        Self::outcome(hand_over.map_or_else(missing, |f| unsafe { f(self.0, item) }))
    }

    pub(crate) fn lost(self, uri: &str, error: &StageError) -> Result<(), StageError> {
        let lost = get().and_then(|host| host.lost);
        let words: Vec<String> = error.chain().collect();
        let message = words.join(": ");
        let (uri, status) = (abi::Str::new(uri), status(error.kind()));
        Self::outcome(lost.map_or_else(missing, |f| {
            // SAFETY: as above.
            unsafe { f(self.0, uri, status, abi::Str::new(&message)) }
        }))
    }

    pub(crate) fn document(self, text: &str, record: &str) -> Result<(), StageError> {
        let document = get().and_then(|host| host.document);
        Self::outcome(document.map_or_else(missing, |f| {
            // SAFETY: as above.
            unsafe { f(self.0, abi::Str::new(text), abi::Str::new(record)) }
        }))
    }

    pub(crate) fn answer(self, text: &str) -> Result<(), StageError> {
        let answer = get().and_then(|host| host.answer);
        // SAFETY: as above.
        Self::outcome(answer.map_or_else(missing, |f| unsafe { f(self.0, abi::Str::new(text)) }))
    }
}

/// A segment of a JSON Pointer (RFC 6901).
fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// Text that the host hands over.
///
/// # Safety
/// It must stay as it is for `'a`, and be UTF-8, as the host promises.
pub(crate) unsafe fn text<'a>(text: abi::Str) -> &'a str {
    // SAFETY: the host promises UTF-8 of this length.
    unsafe { std::str::from_utf8_unchecked(bytes(text.data, text.length)) }
}

/// Bytes, or other values, that the host hands over.
///
/// # Safety
/// They must stay as they are for `'a`.
pub(crate) unsafe fn bytes<'a, T>(data: *const T, length: usize) -> &'a [T] {
    if data.is_null() {
        return &[];
    }
    // SAFETY: the host promises as many values as it says.
    unsafe { std::slice::from_raw_parts(data, length) }
}

fn kind(status: abi::Status) -> ErrorKind {
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
