//! The C interface between Cableway and its plugins. Authors in Rust never see it: they depend on
//! `cableway-sdk`. Authors in C include `include/cableway.h`, which says the same as this crate.
//!
//! A plugin is a shared library with two symbols:
//!
//! 1. `cableway_header`, a [`Header`] without pointers in a section of its own. The host reads it
//!    *from the file*, so that a plugin of another time is refused before any of its code runs.
//! 2. `cableway_plugin_entry`, an [`Entry`]: takes the host's table, gives the plugin's.
//!
//! # Rules
//!
//! - **Tables grow at their end only.** Each begins with its own size in bytes as its maker knew it. A
//!   field that lies beyond the size is absent; so is a function that is NULL.
//! - **No memory changes hands.** What a function is given is valid until it returns; whoever wants it
//!   longer copies it. What a plugin hands to a callback is copied and checked before that returns.
//! - **Text is UTF-8** with a length and without a closing NUL. The host promises it for what it
//!   hands over, and checks it in what it is handed.
//! - **Nothing unwinds** across the interface: a plugin catches its panics and exceptions itself.
//! - **Threads** are named at each function: `[main]` is called on one thread, at load; `[serial]` for
//!   one instance never by two threads at a time; `[any]` by many threads at a time, unless the stage
//!   leaves out [`CONCURRENT`], which makes them `[serial]`.
//! - A plugin does not call `exit`, `chdir` or `setlocale`, installs no signal handler and leaves
//!   standard input and output alone.
//!
//! This crate uses nothing but `core`, and no feature of Rust younger than 1.63.
#![no_std]
// Tables of pointers are shared between threads. (A reason inside the attribute needs Rust 1.81.)
#![allow(unsafe_code)]
// Older compilers have no `size_of` in their prelude.
#![allow(unused_qualifications)]

mod header;
mod host;
mod stage;
mod values;

pub use header::{Header, MAGIC, PANIC_ABORT, PANIC_NONE, PANIC_UNWIND, SECTION, fixed_text};
pub use host::{Call, Host, LOG_DEBUG, LOG_ERROR, LOG_INFO, LOG_TRACE, LOG_WARN};
pub use stage::{
    CLASSIFY, CONCURRENT, EXPORT, Entry, INGEST, Plugin, READS_BLOCKS, READS_LABELS, READS_RECORD,
    SUMMARIZE, Stage,
};
pub use values::{
    ATTRIBUTE_BOOLEAN, ATTRIBUTE_INTEGER, ATTRIBUTE_JSON, ATTRIBUTE_NUMBER, ATTRIBUTE_TEXT,
    Annotation, Attribute, BLOCK_BYLINE, BLOCK_CAPTION, BLOCK_CODE, BLOCK_CREDIT, BLOCK_DATELINE,
    BLOCK_HEADING, BLOCK_LIST_ITEM, BLOCK_NOTE, BLOCK_PARAGRAPH, BLOCK_QUOTATION, BLOCK_STANDFIRST,
    BLOCK_TABLE, BLOCK_TITLE, Block, Document, HAS_SCORE, Item, Label, Link, Span, Str, TRANSIENT,
};

/// The part of the version that must be the same on both sides.
pub const ABI_MAJOR: u16 = 1;

/// The part of the version that counts what was appended: a host serves plugins of its own or a
/// lower one.
pub const ABI_MINOR: u16 = 3;

/// The name of the entry symbol.
pub const ENTRY_SYMBOL: &str = "cableway_plugin_entry";

/// The name of the header's symbol.
pub const HEADER_SYMBOL: &str = "cableway_header";

/// How a call went. Any other number is taken for [`INTERNAL`].
pub type Status = i32;

/// Done.
pub const OK: Status = 0;
/// The input is not what the stage can work on.
pub const BAD_INPUT: Status = 1;
/// The input is larger than a limit allows.
pub const LIMIT: Status = 2;
/// The document's time is over.
pub const TIMEOUT: Status = 3;
/// The run was cancelled.
pub const CANCELLED: Status = 4;
/// The plugin panicked.
pub const PANIC: Status = 5;
/// The other side broke a rule of this interface.
pub const CONTRACT: Status = 6;
/// The world outside failed: a file, a disk, a network.
pub const IO: Status = 7;
/// Anything else.
pub const INTERNAL: Status = 8;
/// The configuration is wrong; the mistakes were given to [`Host::problem`].
pub const CONFIG: Status = 9;
/// A single item is lost and was given to [`Host::lost`]; the list goes on.
pub const LOST: Status = 10;
