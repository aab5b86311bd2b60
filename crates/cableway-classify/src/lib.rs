//! The built-in classify stages: `language`, `topics` by rules, `keywords` by statistics, `duplicates`
//! across a run.
//!
//! Each label comes with the spans of the words that it rests on.

mod dates;
mod duplicates;
mod entities;
mod keywords;
mod language;
mod topics;

use cableway_core::Registry;

pub use dates::{Dates, DatesConfig};
pub use duplicates::{Duplicates, DuplicatesConfig};
pub use entities::{Entities, EntitiesConfig, EntityType};
pub use keywords::{Keywords, KeywordsConfig};
pub use language::{Language, LanguageConfig};
pub use topics::{RuleSet, Topics, TopicsConfig};

/// Enters the built-in classify stages.
pub fn register(registry: &mut Registry) {
    registry
        .classify::<Language>()
        .classify::<Topics>()
        .classify::<Keywords>()
        .classify::<Dates>()
        .classify::<Entities>()
        .classify::<Duplicates>();
}
