//! What a plugin offers.

use core::ffi::c_void;

use crate::{Call, Document, Host, Item, Status, Str};

/// Brings documents in: has `list` and `read`.
pub const INGEST: u32 = 1;
/// Says something about a document: has `work`.
pub const CLASSIFY: u32 = 2;
/// Says a document shorter: has `work`.
pub const SUMMARIZE: u32 = 3;
/// Takes documents out: has `open`, `work`, `commit` and `target`.
pub const EXPORT: u32 = 4;

/// One instance may be called by many threads at a time.
pub const CONCURRENT: u32 = 1;
/// [`Document::blocks`] is wanted.
pub const READS_BLOCKS: u32 = 2;
/// Asks for parts of the record with [`Host::record`]. It says what the stage depends on; the host
/// answers in any case.
pub const READS_RECORD: u32 = 4;
/// [`Document::blocks`], [`Document::published`] and [`Document::labels`] are wanted. Since 1.3.
pub const READS_LABELS: u32 = 8;

/// A stage, as a table that lives as long as the process. Functions that its kind does not have are
/// NULL.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// The size of this table in bytes, as the plugin knew it.
    pub size: usize,
    /// [`INGEST`], [`CLASSIFY`], [`SUMMARIZE`] or [`EXPORT`].
    pub kind: u32,
    /// A sum of [`CONCURRENT`], [`READS_BLOCKS`], [`READS_LABELS`] and [`READS_RECORD`].
    pub flags: u32,
    /// What a pipeline file calls it, after the plugin's name and `:`.
    pub id: Str,
    /// A JSON object: `summary` (what it does, as the rest of a sentence that begins with its name),
    /// `version`, and where they apply `needs`, `uses`, `adds` (lists of annotation kinds) and
    /// `ordered`.
    pub description: Str,
    /// The JSON Schema of the configuration: an object.
    pub schema: Str,
    /// `[any]` Makes an instance. `config` is a JSON object that fits the schema; `setup` is one with
    /// `base` (the folder that relative paths start from), `root` (the folder that URIs start from),
    /// `bytes` and, where there is such a limit, `milliseconds`; in a test, perhaps `now` (the time that it
    /// is, in milliseconds since the beginning of 1970) and `network` (`loopback` or `refused`).
    pub create: Option<
        unsafe extern "C" fn(
            call: Call,
            config: Str,
            setup: Str,
            instance: *mut *mut c_void,
        ) -> Status,
    >,
    /// `[serial]` Takes an instance back. Not called during any other call for it.
    pub destroy: Option<unsafe extern "C" fn(instance: *mut c_void)>,
    /// `[any]` classify and summarize; `[serial]` export: works on one document.
    pub work: Option<
        unsafe extern "C" fn(
            instance: *mut c_void,
            call: Call,
            document: *const Document,
        ) -> Status,
    >,
    /// `[serial]` Hands all items of the source over with [`Host::item`], in an order that depends on
    /// the source alone.
    pub list: Option<unsafe extern "C" fn(instance: *mut c_void, call: Call) -> Status>,
    /// `[any]` Turns an item into documents with [`Host::document`].
    pub read: Option<
        unsafe extern "C" fn(instance: *mut c_void, call: Call, item: *const Item) -> Status,
    >,
    /// `[serial]` Gets ready to write; may be NULL.
    pub open: Option<unsafe extern "C" fn(instance: *mut c_void, call: Call) -> Status>,
    /// `[serial]` Puts the complete output in its place. An instance that is destroyed without it
    /// leaves that place as it was.
    pub commit: Option<unsafe extern "C" fn(instance: *mut c_void, call: Call) -> Status>,
    /// `[serial]` Says with [`Host::answer`] where the output lies.
    pub target: Option<unsafe extern "C" fn(instance: *mut c_void, call: Call) -> Status>,
}

// SAFETY: the table is never written to, and lives as long as the process.
unsafe impl Sync for Stage {}
// SAFETY: as above.
unsafe impl Send for Stage {}

/// What a plugin is, as a table that lives as long as the process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Plugin {
    /// The size of this table in bytes, as the plugin knew it.
    pub size: usize,
    /// The plugin's version.
    pub version: Str,
    /// Its stages; none of the pointers is NULL.
    pub stages: *const *const Stage,
    /// How many stages there are.
    pub stage_count: usize,
}

// SAFETY: the table is never written to, and lives as long as the process.
unsafe impl Sync for Plugin {}
// SAFETY: as above.
unsafe impl Send for Plugin {}

/// `[main]` The entry symbol: gives the plugin's table, or NULL where the plugin cannot work with
/// this host, with the reason to [`Host::log`].
pub type Entry = unsafe extern "C" fn(host: *const Host) -> *const Plugin;
