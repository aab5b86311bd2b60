//! What a plugin may ask of the host.

use core::ffi::c_void;

use crate::{Annotation, Item, Span, Status, Str};

/// Something is broken.
pub const LOG_ERROR: u32 = 1;
/// Something is doubtful.
pub const LOG_WARN: u32 = 2;
/// What is going on.
pub const LOG_INFO: u32 = 3;
/// For those who look for a fault.
pub const LOG_DEBUG: u32 = 4;
/// Everything.
pub const LOG_TRACE: u32 = 5;

/// Stands for one call of the host into the plugin. It is good until that call returns; whoever uses
/// it later gets [`CONTRACT`](crate::CONTRACT).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The host's own.
    pub state: *mut c_void,
    /// The host's own.
    pub generation: u64,
}

/// The host's functions: one table, valid for as long as the process runs. All may be called on any
/// thread, many at a time; but those that take a [`Call`] only during that call.
///
/// Each gives [`OK`](crate::OK) or, where the host refuses, a [`Status`] that the plugin should
/// return at once. What is refused fails the call, whatever the plugin returns.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// The size of this table in bytes, as the host knew it.
    pub size: usize,
    /// [`ABI_MAJOR`](crate::ABI_MAJOR) of the host.
    pub abi_major: u16,
    /// [`ABI_MINOR`](crate::ABI_MINOR) of the host.
    pub abi_minor: u16,
    /// Zero.
    pub reserved: u32,
    /// The host's name and version.
    pub version: Str,
    /// `[any]` 1 where anybody listens to messages of this level, else 0.
    pub log_enabled: Option<unsafe extern "C" fn(level: u32) -> i32>,
    /// `[any]` Says something: who, what, and further fields as a JSON object (or absent).
    pub log: Option<unsafe extern "C" fn(level: u32, target: Str, message: Str, fields: Str)>,
    /// `[any]` A table that this version of the interface does not have, such as
    /// `cableway.example/1`; NULL where the host does not have it either.
    pub extension: Option<unsafe extern "C" fn(name: Str) -> *const c_void>,
    /// `[any]` [`OK`](crate::OK) as long as the work is wanted, else [`CANCELLED`](crate::CANCELLED)
    /// or [`TIMEOUT`](crate::TIMEOUT). To be asked in any loop that may run long.
    pub check: Option<unsafe extern "C" fn(call: Call) -> Status>,
    /// `[any]` What went wrong, for people who did not write the plugin. A second call gives the cause
    /// of the first, and so on.
    pub error: Option<unsafe extern "C" fn(call: Call, message: Str) -> Status>,
    /// `[any]` During `create`: a mistake in the configuration. `pointer` is a JSON Pointer
    /// (RFC 6901) into it; `hint` may be absent.
    pub problem:
        Option<unsafe extern "C" fn(call: Call, pointer: Str, message: Str, hint: Str) -> Status>,
    /// `[any]` During `create`: a mistake in a file that the configuration names. `path` is what to
    /// call it, `text` all that it says, `span` the bytes of it that are wrong; `hint` may be absent.
    pub problem_in_file: Option<
        unsafe extern "C" fn(
            call: Call,
            path: Str,
            text: Str,
            span: Span,
            message: Str,
            hint: Str,
        ) -> Status,
    >,
    /// `[any]` Leaves a remark in the record, such as why something is absent.
    pub note: Option<unsafe extern "C" fn(call: Call, message: Str) -> Status>,
    /// `[any]` A part of the document's record as JSON, by JSON Pointer: `/meta/title`; an empty
    /// pointer is the whole record with an empty text. `value` is valid until the call returns, and
    /// absent where the record has no such part.
    pub record: Option<unsafe extern "C" fn(call: Call, pointer: Str, value: *mut Str) -> Status>,
    /// `[any]` During `work` of a classify stage: adds an annotation. `number` receives its number
    /// from 1, for links; it may be NULL.
    pub annotate: Option<
        unsafe extern "C" fn(call: Call, annotation: *const Annotation, number: *mut u32) -> Status,
    >,
    /// `[any]` During `work` of a summarize stage: adds a sentence and the words that it rests on.
    pub sentence: Option<
        unsafe extern "C" fn(
            call: Call,
            text: Str,
            spans: *const Span,
            span_count: usize,
        ) -> Status,
    >,
    /// `[any]` During `list`: hands over the next item. It may wait until there is room.
    pub item: Option<unsafe extern "C" fn(call: Call, item: *const Item) -> Status>,
    /// `[any]` During `list`: an item that cannot be handed over, and why.
    pub lost:
        Option<unsafe extern "C" fn(call: Call, uri: Str, kind: Status, message: Str) -> Status>,
    /// `[any]` During `read`: a document. `record` is its record as JSON; its `text` may be left out
    /// there and is `text` then.
    pub document: Option<unsafe extern "C" fn(call: Call, text: Str, record: Str) -> Status>,
    /// `[any]` During `target`: the answer.
    pub answer: Option<unsafe extern "C" fn(call: Call, text: Str) -> Status>,
    /// `[any]` What goes wrong in this call may pass: the host may make the same call again, a while
    /// later. The plugin still returns the status of its failure. Since 1.2.
    pub retryable: Option<unsafe extern "C" fn(call: Call) -> Status>,
}

// SAFETY: the table is never written to, and its functions may be called on any thread.
unsafe impl Sync for Host {}
// SAFETY: as above; the text that it points to lives as long as the process.
unsafe impl Send for Host {}
