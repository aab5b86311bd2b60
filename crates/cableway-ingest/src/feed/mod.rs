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
#[cfg(feature = "web")]
mod remote;

use std::path::Path;

use cableway_core::{
    ConfigError, Context, Document, Ingest, Item, ListError, Origin, Setup, Stage, StageError,
    StageInfo, StageKind,
};
#[cfg(feature = "web")]
use cableway_core::{KeyPath, Place};
use schemars::JsonSchema;
use serde::Deserialize;

use self::listing::Listing;
use self::parcel::Parcel;
use crate::files;
#[cfg(feature = "web")]
use crate::http::{Client, HttpConfig, Settings};
use crate::unpack::unpack;
use crate::walk::Walk;

/// Reads feeds, a document each entry: RSS, Atom, CDF and JSON Feed, also packed with gzip or
/// Zstandard.
///
/// Broken feeds are read as far as they go. An entry's URI is that of its feed with `!/` and the name
/// that the feed gives it (`guid`, `id`), else its link.
#[derive(Debug)]
pub struct Feed {
    /// None where the pipeline names no files.
    walk: Option<Walk>,
    allow_empty: bool,
    limit: u64,
    #[cfg(feature = "web")]
    net: Net,
}

/// What is fetched, and how.
#[cfg(feature = "web")]
#[derive(Debug)]
struct Net {
    urls: Vec<url::Url>,
    full: bool,
    client: std::sync::Arc<Client>,
    connections: usize,
}

/// What a pipeline may tell `feed`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedConfig {
    /// The files to read: each entry is a file, a folder (all that is in it, however deep), a glob
    /// such as `feeds/*.xml`, or `-` for standard input. Relative to the pipeline file.
    #[serde(default)]
    pub paths: Vec<String>,
    /// The addresses of feeds to fetch, after the files.
    #[cfg(feature = "web")]
    #[serde(default)]
    pub urls: Vec<String>,
    /// Whether to fetch the page that each entry leads to and take the text from there; what the page
    /// does not say of itself, the feed does.
    #[cfg(feature = "web")]
    #[serde(default)]
    pub full: bool,
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
    /// How to fetch.
    #[cfg(feature = "web")]
    #[serde(flatten)]
    pub http: HttpConfig,
}

impl Stage for Feed {
    type Config = FeedConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Ingest,
            "feed",
            "reads feeds (RSS, Atom, JSON Feed), a document each entry",
        )
        .version("2")
        .window()
        .remote()
    }

    fn new(config: FeedConfig, setup: &Setup) -> Result<Self, ConfigError> {
        #[cfg(feature = "web")]
        let has_urls = !config.urls.is_empty();
        #[cfg(feature = "web")]
        if config.paths.is_empty() && !has_urls {
            let mut problems = ConfigError::default();
            let hint = Some("name at least one file or address".to_owned());
            let message = "`paths` and `urls` are empty";
            problems.add(Place::Config(KeyPath::whole()), message, hint);
            return Err(problems);
        }
        #[cfg(not(feature = "web"))]
        let has_urls = false;
        let walk = if config.paths.is_empty() && has_urls {
            None
        } else {
            Some(Walk::new(setup, &config.paths, &config.exclude, config.hidden)?)
        };
        let (allow_empty, limit) = (config.allow_empty, setup.limits().bytes);
        #[cfg(feature = "web")]
        let net = Net::new(&config.urls, config.full, config.http, setup)?;
        Ok(Self {
            walk,
            allow_empty,
            limit,
            #[cfg(feature = "web")]
            net,
        })
    }
}

#[cfg(feature = "web")]
impl Net {
    fn new(
        urls: &[String],
        full: bool,
        http: HttpConfig,
        setup: &Setup,
    ) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let urls = crate::web::addresses("urls", urls, &mut problems);
        let settings = Settings::new(http, setup);
        let settings = match problems.or(()) {
            Ok(()) => settings?,
            Err(mut problems) => {
                problems.problems.extend(settings.err().unwrap_or_default().problems);
                return Err(problems);
            }
        };
        let connections = settings.connections();
        Ok(Self { urls, full, client: Client::new(settings).into(), connections })
    }
}

impl Feed {
    /// The entries of the feeds that are files.
    fn in_files<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> impl Iterator<Item = Result<Item, ListError>> + 'a {
        let found = self.walk.iter().flat_map(move |walk| walk.found(self.allow_empty, context));
        found.flat_map(move |found| {
            entries_of(found.and_then(|found| {
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
            }))
        })
    }
}

/// The entries of a feed, or the one reason why there are none.
fn entries_of(
    listing: Result<Listing, ListError>,
) -> impl Iterator<Item = Result<Item, ListError>> {
    let (entries, failed) = match listing {
        Ok(listing) => (Some(listing), None),
        Err(error) => (None, Some(Err(error))),
    };
    entries.into_iter().flatten().chain(failed)
}

impl Ingest for Feed {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let entries = self.in_files(context);
        #[cfg(feature = "web")]
        let entries = {
            let net = &self.net;
            let fetched = net.urls.iter().flat_map(move |url| {
                let listing = remote::listing(&net.client, url, self.allow_empty, context);
                entries_of(listing.map_err(|error| ListError::Item { uri: url.to_string(), error }))
            });
            let entries = entries.chain(fetched);
            if net.full {
                return remote::with_pages(entries, &net.client, net.connections, context);
            }
            entries
        };
        Box::new(entries)
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let mut parcel = Parcel::from_bytes(&item.bytes)?;
        let page = parcel.page.take();
        context.check()?;
        let document = document::document(parcel.entry()?, &parcel, item, context);
        #[cfg(feature = "web")]
        if let Some(page) = page {
            return Ok(vec![remote::full(page, document, &parcel.notes, &item.uri, context)?]);
        }
        #[cfg(not(feature = "web"))]
        drop(page);
        Ok(vec![document?])
    }

    fn reads(&self, path: &Path) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.reads(path))
    }

    fn origin(&self) -> Origin {
        let origin = self.walk.as_ref().map(Walk::origin).unwrap_or_default();
        #[cfg(feature = "web")]
        let origin = Origin { elsewhere: self.net.full || !self.net.urls.is_empty(), ..origin };
        origin
    }

    fn enters(&self, path: &Path) -> bool {
        self.walk.as_ref().is_some_and(|walk| walk.enters(path))
    }
}
