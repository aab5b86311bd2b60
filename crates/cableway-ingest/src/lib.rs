//! The built-in ingest stages: `files`, articles as files; `jsonl`, articles as lines of JSON; `feed`,
//! articles as the entries of feeds.
//!
//! All find their files through one module (`walk`), so that order, globs, links and hidden names
//! mean the same to them, and unpack them through another (`unpack`).
//!
//! ```
//! use cableway_core::{Registry, StageKind};
//!
//! let mut registry = Registry::new();
//! cableway_ingest::register(&mut registry);
//! assert!(registry.get(StageKind::Ingest, "files").is_some());
//! ```

mod charset;
#[cfg_attr(
    not(all(feature = "mail", feature = "warc", feature = "zip")),
    allow(dead_code, unused_variables, reason = "what the containers share is idle without them")
)]
mod container;
mod date;
#[cfg(feature = "feed")]
mod feed;
mod files;
mod jsonl;
mod media;
mod reader;
mod unpack;
mod walk;

use cableway_core::Registry;

#[cfg(feature = "feed")]
pub use feed::{Feed, FeedConfig};
pub use files::{Files, FilesConfig};
pub use jsonl::{FieldsConfig, JsonLines, JsonLinesConfig, Kept, TextFormat};
pub use media::MediaType;

/// Enters the built-in ingest stages.
pub fn register(registry: &mut Registry) {
    registry.ingest::<Files>().ingest::<JsonLines>();
    #[cfg(feature = "feed")]
    registry.ingest::<Feed>();
}
