//! The built-in classify stages: `language`, `topics` by rules, `model` by examples, `keywords` by
//! statistics, `duplicates` across a run; and how a model is trained ([`train`]) and measured
//! ([`evaluate`]).
//!
//! Each label comes with the spans of the words that it rests on.

mod dates;
mod duplicates;
mod entities;
mod keywords;
mod language;
mod model;
mod topics;

use cableway_core::Registry;

pub use dates::{Dates, DatesConfig};
pub use duplicates::{Duplicates, DuplicatesConfig};
pub use entities::{Entities, EntitiesConfig, EntityType};
pub use keywords::{Keywords, KeywordsConfig};
pub use language::{Language, LanguageConfig};
pub use model::{
    Bin, Calibration, Characters, Classifier, DataError, Evaluation, Features, LabelFigures,
    LabelInfo, Labelled, LabelledSet, Model, ModelConfig, ModelError, ModelInfo, Rates,
    TrainOptions, Trained, Tried, evaluate, train,
};
pub use topics::{RuleSet, Topics, TopicsConfig};

/// Enters the built-in classify stages.
pub fn register(registry: &mut Registry) {
    registry
        .classify::<Language>()
        .classify::<Topics>()
        .classify::<Model>()
        .classify::<Keywords>()
        .classify::<Dates>()
        .classify::<Entities>()
        .classify::<Duplicates>();
}
