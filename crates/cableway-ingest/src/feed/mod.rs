//! The stage `feed`.
//!
//! A feed is cut while it is listed: each entry is an item of its own, so that entries are read in
//! parallel and a bad one costs itself. Three ways of writing feeds (RSS, Atom, CDF) go through one
//! tolerant tokeniser (`markup`), because feeds are broken more often than any other form; JSON
//! Feed goes through a parser of JSON.

mod content;
mod cut;
mod decode;
mod document;
mod elements;
mod entry;
mod json;
mod listing;
mod names;
mod parcel;

use cableway_core::{
    ConfigError, Context, Document, Ingest, Item, ListError, Setup, Stage, StageError, StageInfo,
    StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::cut::Format;
use self::listing::Listing;
use self::parcel::Parcel;
use crate::files;
use crate::unpack::unpack;
use crate::walk::Walk;

/// Reads feeds, a document each entry: RSS, Atom, CDF and JSON Feed, also packed with gzip or
/// Zstandard.
///
/// Broken feeds are read as far as they go. An entry's URI is that of its feed with `!/` and the name
/// that the feed gives it (`guid`, `id`), else its link.
#[derive(Debug)]
pub struct Feed {
    walk: Walk,
    allow_empty: bool,
    limit: u64,
}

/// What a pipeline may tell `feed`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedConfig {
    /// The files to read: each entry is a file, a folder (all that is in it, however deep), a glob
    /// such as `feeds/*.xml`, or `-` for standard input. Relative to the pipeline file.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// What to leave out, in the patterns of a `.gitignore`.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Whether an entry of `paths` may find nothing, and a feed may have no entries. Without it the
    /// one ends the run, and the other goes to quarantine.
    #[serde(default)]
    pub allow_empty: bool,
    /// Whether to read files, and folders, whose names start with a dot.
    #[serde(default)]
    pub hidden: bool,
}

impl Stage for Feed {
    type Config = FeedConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Ingest,
            "feed",
            "reads feeds (RSS, Atom, JSON Feed), a document each entry",
        )
        .version("1")
    }

    fn new(config: FeedConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let walk = Walk::new(setup, &config.paths, &config.exclude, config.hidden)?;
        Ok(Self { walk, allow_empty: config.allow_empty, limit: setup.limits().bytes })
    }
}

impl Ingest for Feed {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let found = self.walk.found(self.allow_empty, context);
        Box::new(found.flat_map(move |found| {
            let listing = found.and_then(|found| {
                let bytes = files::load(&found, self.limit);
                let listing = bytes.and_then(|bytes| {
                    let bytes = unpack(&bytes, context)?;
                    let source = listing::Source {
                        uri: found.uri.clone(),
                        transient: found.is_standard_input(),
                        ..listing::Source::default()
                    };
                    Listing::new(&bytes, source, self.allow_empty, context)
                });
                listing.map_err(|error| ListError::Item { uri: found.uri, error })
            });
            let (entries, failed) = match listing {
                Ok(listing) => (Some(listing), None),
                Err(error) => (None, Some(Err(error))),
            };
            entries.into_iter().flatten().chain(failed)
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let parcel = Parcel::from_bytes(&item.bytes)?;
        let entry = match parcel.format {
            Format::Json => json::read(&parcel.entry, &parcel.feed)?,
            format => entry::read(&parcel.entry, format, &parcel.feed),
        };
        context.check()?;
        Ok(vec![document::document(entry, &parcel, item, context)?])
    }
}
