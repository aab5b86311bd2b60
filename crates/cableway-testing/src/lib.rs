//! Snapshot cases: what a pipeline gave once, kept beside it, and compared with what it gives now.
//!
//! A pipeline changes when a rule, a model, a plugin or a library does. A case keeps its output as a
//! snapshot, in the files of [insta](https://insta.rs), so that insta's tools work on them, too. When the
//! output is another one, the case says what that means (a label flipped, a sentence out of the
//! summary), in which stage it began, and what of that stage changed since.
//!
//! Two decisions hold this together:
//!
//! - **Meaning is compared, not text.** A snapshot's text is for people and for their diffs; it can be
//!   read back into records ([`rendering`]), and [`difference`] compares those. So a tolerance, or an
//!   order that does not matter, is a matter of comparing, and needs no edited snapshot.
//! - **The snapshot knows what made it.** Its header carries a [`fingerprint`] of each stage, so that the
//!   first stage whose output differs can be named together with what changed in it, long after.
//!
//! [`suite`] finds cases, runs them side by side ([`capture`]) and compares; [`create`] makes cases of real
//! input. The other modules run nothing: they work on texts and JSON, and [`snapshot`] alone touches files.
//!
//! Authors of stages write [`assert_case!`] and [`assert_record_snapshot!`] in their tests.

#[cfg(feature = "built-in")]
pub mod assertions;
pub mod capture;
pub mod case;
pub mod create;
pub mod difference;
pub mod fingerprint;
pub mod impact;
mod mock;
pub mod redaction;
pub mod rendering;
pub mod report;
pub mod snapshot;
pub mod suite;

#[cfg(feature = "built-in")]
#[doc(hidden)]
pub use insta;
