//! What a pipeline may say about fetching.

use std::path::PathBuf;
use std::time::Duration;

use cableway_core::{Clock, ConfigError, KeyPath, Network, Place, Setup};
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

/// How pages are fetched: the keys that all stages share that fetch something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct HttpConfig {
    /// Whether addresses may be fetched that are not of the open internet: this machine, the local
    /// network, a cloud's own services. Leave it off where anybody else has a say in the addresses.
    #[serde(default)]
    pub allow_private: bool,
    /// Whether to heed what a server's `robots.txt` asks for.
    #[serde(default = "yes")]
    pub robots: bool,
    /// What to call oneself, such as `example-desk/1.0 (+https://example.org/about)`; the name before
    /// the `/` is looked for in `robots.txt`.
    #[serde(default = "user_agent")]
    #[schemars(length(min = 1), regex(pattern = r"^[A-Za-z_-]+[ -~]*$"))]
    pub user_agent: String,
    /// The least time between two requests to one server; where its `robots.txt` is heeded and asks for
    /// more (`Crawl-delay`), that much, up to 30 seconds.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 3600))]
    pub per_host_seconds: f64,
    /// How many requests to one server may be under way at once.
    #[serde(default = "two")]
    #[schemars(range(min = 1, max = 100))]
    pub per_host_connections: usize,
    /// How many requests may be under way at once.
    #[serde(default = "eight")]
    #[schemars(range(min = 1, max = 100))]
    pub connections: usize,
    /// How often to try again after a failure that may pass. The waits between double, from
    /// `per_host_seconds` on; a server's own `Retry-After` goes before them, up to two minutes.
    #[serde(default = "three")]
    #[schemars(range(max = 10))]
    pub retries: u32,
    /// The longest time for one request, from looking up its server to the last byte.
    #[serde(default = "thirty")]
    #[schemars(range(min = 0.01, max = 3600))]
    pub timeout_seconds: f64,
    /// How many redirects in a row to follow.
    #[serde(default = "ten")]
    #[schemars(range(max = 50))]
    pub max_redirects: usize,
    /// The folder where answers are kept, so that a page that has not changed is not sent again;
    /// without it, `.cableway/http` beside the pipeline file.
    #[serde(default)]
    pub cache: Option<String>,
    /// Whether to take everything from the cache, and ask nobody.
    #[serde(default)]
    pub offline: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            allow_private: false,
            robots: true,
            user_agent: user_agent(),
            per_host_seconds: one(),
            per_host_connections: two(),
            connections: eight(),
            retries: three(),
            timeout_seconds: thirty(),
            max_redirects: ten(),
            cache: None,
            offline: false,
        }
    }
}

fn yes() -> bool {
    true
}

fn user_agent() -> String {
    concat!("cableway/", env!("CARGO_PKG_VERSION")).to_owned()
}

fn one() -> f64 {
    1.0
}

fn two() -> usize {
    2
}

fn eight() -> usize {
    8
}

fn three() -> u32 {
    3
}

fn thirty() -> f64 {
    30.0
}

fn ten() -> usize {
    10
}

/// A configuration that has been checked, with all that comes from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(super) config: HttpConfig,
    pub(super) gap: Duration,
    pub(super) timeout: Duration,
    pub(super) cache: PathBuf,
    /// The most bytes of an answer.
    pub(super) limit: u64,
    pub(super) clock: Clock,
    /// Whom the run lets be asked.
    pub(super) network: Network,
}

impl Settings {
    /// Checks what the schema cannot.
    pub(crate) fn new(config: HttpConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let mut problems = ConfigError::default();
        let mut seconds = |key: &str, seconds: f64| {
            Duration::try_from_secs_f64(seconds).unwrap_or_else(|error| {
                let path = Place::Config(KeyPath::from(key));
                problems.add(path, format!("is no number of seconds: {error}"), None);
                Duration::ZERO
            })
        };
        let gap = seconds("per_host_seconds", config.per_host_seconds);
        let timeout = seconds("timeout_seconds", config.timeout_seconds);
        let agent = &config.user_agent;
        if agent.is_empty() || !agent.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            let path = Place::Config(KeyPath::from("user_agent"));
            let hint = Some("letters, digits and signs of ASCII".to_owned());
            problems.add(path, "cannot be sent", hint);
        }
        let cache = match &config.cache {
            Some(folder) => setup.resolve(folder),
            None => setup.root().join(".cableway").join("http"),
        };
        problems.or(Self {
            config,
            gap,
            timeout,
            cache,
            limit: setup.limits().bytes,
            clock: setup.clock(),
            network: setup.network(),
        })
    }

    /// How many requests may be under way at once.
    pub(crate) fn connections(&self) -> usize {
        self.config.connections.max(1)
    }
}

/// Reads an address that can be fetched: of a page, without the part that names a place in it.
///
/// # Errors
/// What is wrong with it, in words.
pub(crate) fn address(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(format!(
                "`{text}` is no full address: it must begin with `https://` or `http://`"
            ));
        }
        Err(error) => return Err(format!("`{text}` is no address: {error}")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme();
        return Err(format!("only `https://` and `http://` are fetched, not `{scheme}:`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // It would stand in every record.
        return Err("the address has a name or a password in it, which is not sent".to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}
