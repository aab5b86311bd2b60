//! The stage `web`.

mod addresses;

use std::iter;
use std::path::Path;
use std::sync::Arc;

use cableway_core::{
    ConfigError, Context, Document, Ingest, Item, KeyPath, ListError, Origin, Place, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use self::addresses::Addresses;
use crate::http::{self, Ahead, Client, HttpConfig, Settings, Work};
use crate::media::Forced;
use crate::reader;
use crate::unpack::unpack;

/// Reads pages of the net, one document each: addresses from the pipeline, from files and from
/// sitemaps.
///
/// Pages come in the order of their addresses, each once; a few are fetched ahead. A page that cannot
/// be had goes to quarantine.
#[derive(Debug)]
pub struct Web {
    urls: Vec<Url>,
    lists: Vec<List>,
    sitemaps: Vec<Url>,
    client: Arc<Client>,
    connections: usize,
    limit: u64,
}

/// A file of addresses.
#[derive(Debug)]
struct List {
    /// As the pipeline names it.
    written: String,
    path: std::path::PathBuf,
}

/// What a pipeline may tell `web`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebConfig {
    /// The addresses of pages: `https://…` or `http://…`.
    #[serde(default)]
    pub urls: Vec<String>,
    /// Files with an address a line; empty lines and those that begin with `#` are passed over.
    /// Relative to the pipeline file; `-` is standard input.
    #[serde(default)]
    pub lists: Vec<String>,
    /// The addresses of sitemaps, and of indexes of sitemaps: all pages that they name.
    #[serde(default)]
    pub sitemaps: Vec<String>,
    /// How to fetch.
    #[serde(flatten)]
    pub http: HttpConfig,
}

impl Stage for Web {
    type Config = WebConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "web", "reads pages of the net, a document each")
            .version("2")
            .remote()
    }

    fn new(config: WebConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        if config.urls.is_empty() && config.lists.is_empty() && config.sitemaps.is_empty() {
            let hint = Some("name at least one address, list or sitemap".to_owned());
            let message = "`urls`, `lists` and `sitemaps` are empty";
            problems.add(Place::Config(KeyPath::whole()), message, hint);
        }
        let urls = addresses("urls", &config.urls, &mut problems);
        let sitemaps = addresses("sitemaps", &config.sitemaps, &mut problems);
        let list = |written: String| List {
            path: if written == "-" { "-".into() } else { setup.resolve(&written) },
            written,
        };
        let lists = config.lists.into_iter().map(list).collect();
        match Settings::new(config.http, setup) {
            Ok(settings) => {
                let (connections, limit) = (settings.connections(), setup.limits().bytes);
                let client = Arc::new(Client::new(settings));
                problems.or(Self { urls, lists, sitemaps, client, connections, limit })
            }
            Err(mut error) => {
                problems.problems.append(&mut error.problems);
                Err(problems)
            }
        }
    }
}

/// Reads the addresses of a key.
pub(crate) fn addresses(key: &str, texts: &[String], problems: &mut ConfigError) -> Vec<Url> {
    let mut urls = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        match http::address(text) {
            Ok(url) => urls.push(url),
            Err(reason) => {
                problems.add(Place::Config(KeyPath::from(key).at(index)), reason, None);
            }
        }
    }
    urls
}

impl Ingest for Web {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let client = Arc::clone(&self.client);
        let work: Work<Result<Url, ListError>, Result<Item, ListError>> =
            Arc::new(move |url, over| {
                let url = url?;
                match client.fetch(&url, over) {
                    Ok(page) => Ok(Item {
                        location: Some(page.url).filter(|last| last != url.as_str()),
                        media_type: page.media_type,
                        retrieved: page.retrieved,
                        ..Item::new(url, page.bytes)
                    }),
                    Err(error) => Err(ListError::Item { uri: url.into(), error }),
                }
            });
        let size =
            |item: &Result<Item, ListError>| item.as_ref().map_or(0, |item| item.bytes.len());
        let addresses = Addresses::new(self, context);
        let mut ahead = Ahead::new(addresses, self.connections, work, size);
        Box::new(iter::from_fn(move || ahead.next(&|| context.check().is_err())))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let bytes = unpack(&item.bytes, context)?;
        reader::read(&bytes, item, Forced::default(), context)
    }

    fn origin(&self) -> Origin {
        let files = self.lists.iter().filter(|list| list.written != "-");
        let places = files.map(|list| std::path::absolute(&list.path).unwrap_or(list.path.clone()));
        let once = self.lists.iter().any(|list| list.written == "-");
        Origin { elsewhere: true, once, ..Origin::of_files(places) }
    }

    fn enters(&self, _: &Path) -> bool {
        false
    }
}
