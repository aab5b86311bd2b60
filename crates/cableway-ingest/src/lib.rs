//! The built-in ingest stages: `files`, articles as files; `jsonl`, articles as lines of JSON; `feed`,
//! articles as the entries of feeds; `web`, articles as pages of the net.
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
#[cfg(feature = "web")]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "web")]
mod http;
mod jsonl;
#[cfg(any(feature = "feed", feature = "web"))]
#[cfg_attr(not(feature = "feed"), expect(dead_code, reason = "sitemaps have no attributes"))]
mod markup;
mod media;
mod parts;
mod reader;
mod steady;
mod unpack;
mod walk;
#[cfg(feature = "web")]
mod web;

use cableway_core::Registry;

#[cfg(feature = "feed")]
pub use feed::{Feed, FeedConfig};
pub use files::{Files, FilesConfig};
#[cfg(feature = "web")]
pub use http::HttpConfig;
pub use jsonl::{FieldsConfig, JsonLines, JsonLinesConfig, Kept, TextFormat};
pub use media::MediaType;
#[cfg(feature = "web")]
pub use web::{Web, WebConfig};

/// Enters the built-in ingest stages.
pub fn register(registry: &mut Registry) {
    registry.ingest::<Files>().ingest::<JsonLines>();
    #[cfg(feature = "feed")]
    registry.ingest::<Feed>();
    #[cfg(feature = "web")]
    registry.ingest::<Web>();
}
