//! What policy commentary says: who acts, what has happened and what has not, what is likely.
//!
//! Each stage of this plugin is usable alone, and each thing that it says rests on words of the text. They
//! share one piece of work: a document is taken apart into words and sentences, sentences into groups and
//! clauses (`syntax`), and names are found and become actors (`actors`). What a stage says of events or forecasts
//! is read off the clauses, so that a launch that *may* happen, is *denied* or stands in an *if* is told apart
//! from one that happened. All knowledge of the world is in the readable tables of `data/`; the date of
//! publication is the only clock.
//!
//! `gold/` holds the commentaries that the stages are measured on.

mod actors;
mod dates;
mod events;
mod export;
mod forecasts;
mod hash;
mod horizons;
mod interview;
mod options;
mod quantities;
mod quotes;
mod relations;
mod stage;
mod syntax;
mod tables;
mod time_owner;
mod vocabulary;
mod work;

pub use actors::{Actors, ActorsConfig};
pub use events::{Events, EventsConfig};
pub use export::{
    Brief, BriefConfig, BriefFormat, Graph, GraphConfig, GraphFormat, Register, RegisterConfig,
};
pub use forecasts::{Forecasts, ForecastsConfig};
pub use options::{Options, OptionsConfig};
pub use quantities::{Quantities, QuantitiesConfig};
pub use quotes::{Quotes, QuotesConfig};
pub use relations::{Relations, RelationsConfig};

/// A document is thousands of short texts that live for one call; nothing that it gives crosses to the host uncopied.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

cableway_sdk::plugin! {
    classify: [Actors, Events, Relations, Forecasts, Options, Quotes, Quantities],
    export: [Brief, Graph, Register],
}
