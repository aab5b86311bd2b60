//! The words that every part of Cableway shares: what a document is, and what a stage is.
//!
//! A pipeline takes [`Item`]s (raw bytes with a URI) to [`Document`]s (one article each) and each
//! document through a row of stages of four kinds: [`Ingest`], [`Classify`], [`Summarize`] and
//! [`Export`]. A stage reads the document and adds to it. It never changes the text, nor what
//! another stage has added. That one rule buys three things: stages can be written apart, a
//! document can go through them on any thread, and every label and sentence can be traced back to
//! the words that it rests on.
//!
//! Two decisions hold this together:
//!
//! - **A [`Document`] is a checked [`Record`].** A record is plain data, the one wire form of a
//!   document: the JSON Lines export, plugins and snapshots all speak it. Whatever comes from
//!   outside is a record first; it becomes a document only when every [`Span`] in it slices its
//!   text, every label says something and every link leads somewhere. After that nobody need look
//!   again. The only ways to change a document ([`Document::add_annotations`],
//!   [`Document::add_summary`]) run the same check, so that a stage which breaks the rules is
//!   named, and its output is refused whole.
//! - **A stage is a type with a configuration type** ([`Stage`]). The configuration's JSON Schema is
//!   derived, so that checking, help, editor completion and documentation come from one place.
//!   Stages are found by name in a [`Registry`], which is filled by hand in one visible list.
//!
//! This crate knows no file, no thread, no TOML and no plugin.
//!
//! ```
//! use cableway_core::{BlockKind, Document};
//!
//! let mut builder = Document::builder("inbox/ferry.txt");
//! builder.block(BlockKind::Title, "Ferry returns");
//! let body = builder.block(BlockKind::Paragraph, "The ferry sails again on Monday.").unwrap();
//! let document = builder.build();
//!
//! assert_eq!(document.slice(body), Some("The ferry sails again on Monday."));
//! assert_eq!(document.body().count(), 1);
//! ```

mod attributes;
mod context;
mod date;
mod digest;
mod document;
mod error;
mod item;
mod json;
mod origin;
mod record;
mod registry;
mod score;
mod setup;
mod shared_text;
mod span;
mod stage;
pub mod text;

pub use attributes::{Attributes, Iter as AttributesIter};
pub use context::{Context, Limits, TimeLimit};
pub use date::{Date, DateError};
pub use digest::{Digest, DigestError, DocumentId};
pub use document::{Document, DocumentBuilder, Violation};
pub use error::{ConfigError, ConfigProblem, ErrorKind, KeyPath, Place, StageError};
pub use item::{Item, ListError};
pub use origin::Origin;
pub use record::{
    Annotation, Block, BlockKind, Link, Meta, Note, Record, SchemaTag, Sentence, Source, Summary,
    record_schema,
};
pub use registry::{AnyStage, Registry, RegistryError, StageEntry};
pub use score::{Score, ScoreError};
pub use setup::{Clock, Network, Setup};
pub use shared_text::Text;
pub use span::{Span, SpanError};
pub use stage::{
    Annotations, Classify, Export, Ingest, Reads, Stage, StageInfo, StageKind, StageName,
    StageNameError, Summarize,
};
