//! The built-in summarize stages: `salience`, the sentences that together say most of what matters,
//! `lexrank`, the most central ones, and `lead`, the first.
//!
//! All are extractive: a sentence of a summary is a sentence of the document, word for word, and its
//! span says which. So nothing can be said that the document does not say, and every sentence leads
//! back to its place. They share what counts as a sentence worth choosing ([`candidate`]) and how
//! long a summary may be ([`budget`]), and differ only in the choice.
//!
//! ```
//! use cableway_core::{Registry, StageKind};
//!
//! let mut registry = Registry::new();
//! cableway_summarize::register(&mut registry);
//! assert!(registry.get(StageKind::Summarize, "salience").is_some());
//! ```

mod boilerplate;
mod budget;
mod candidate;
mod graph;
mod interview;
mod lead;
mod lexrank;
mod salience;

use cableway_core::Registry;

pub use lead::{Lead, LeadConfig};
pub use lexrank::{LexRank, LexRankConfig};
pub use salience::{Salience, SalienceConfig};

/// Enters the built-in summarize stages.
pub fn register(registry: &mut Registry) {
    registry.summarize::<Lead>().summarize::<LexRank>().summarize::<Salience>();
}
