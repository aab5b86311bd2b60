//! The built-in export stages: `jsonl`, whole records for machines; `csv`, one row a document for a
//! spreadsheet; `markdown`, a brief to read; `sqlite`, a database to query.
//!
//! All write through one module ([`output`]), which keeps the promise of
//! [`Export`](cableway_core::Export): the output appears at its place whole or not at all. A run that
//! fails, or is killed, leaves there what was there before. A database that is there is changed in place,
//! in one transaction ([`sqlite`]).
//!
//! ```
//! use cableway_core::{Registry, StageKind};
//!
//! let mut registry = Registry::new();
//! cableway_export::register(&mut registry);
//! assert!(registry.get(StageKind::Export, "markdown").is_some());
//! ```

mod column;
mod csv;
mod jsonl;
mod markdown;
mod output;
mod reading;
mod sqlite;

use cableway_core::Registry;

pub use self::csv::{Csv, CsvConfig, Formulas};
pub use jsonl::{Jsonl, JsonlConfig};
pub use markdown::{Markdown, MarkdownConfig};
pub use reading::{RecordFile, StoredRecord, WholeFile};
pub use sqlite::{Sqlite, SqliteConfig};

/// Enters the built-in export stages.
pub fn register(registry: &mut Registry) {
    registry.export::<Jsonl>().export::<Csv>().export::<Markdown>().export::<Sqlite>();
}
