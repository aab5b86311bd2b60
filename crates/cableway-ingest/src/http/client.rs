//! Fetches one address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use cableway_core::{Date, ErrorKind, Network, StageError};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use super::address::{Guarded, within_reach};
use super::answer::{self, Answer, Failure, Page};
use super::cache::{Cache, Head, Stored};
use super::pace::Pace;
use super::robots::{self, Rules};
use super::settings::{Settings, address};

/// Says that nobody wants the answer any more.
pub(crate) type Over<'a> = &'a dyn Fn() -> bool;

/// A server that asks for a longer wait is not waited for.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// The wait before the second attempt is no shorter than this.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);

/// More of an answer's head is not read; in bytes.
pub(super) const LONGEST_HEAD: usize = 64 << 10;

/// As many redirects lead to a `robots.txt` at most; the standard asks for five at least.
const REDIRECTS_TO_ROBOTS: usize = 5;

/// Rules are asked for again after this: the standard's bound.
const RULES_LIFE: Duration = Duration::from_hours(24);

/// The same where they could not be had.
const TROUBLE_LIFE: Duration = Duration::from_mins(1);

/// Fetches addresses, from any thread.
#[derive(Debug)]
pub(crate) struct Client {
    agent: ureq::Agent,
    settings: Settings,
    pace: Pace,
    cache: Cache,
    /// What each server asks of robots.
    rules: Mutex<HashMap<String, Arc<OnceLock<Asked>>>>,
}

/// A server's rules, or why they could not be had, so that nothing may be fetched.
#[derive(Debug)]
struct Asked {
    rules: Rules,
    trouble: Option<Trouble>,
    at: Instant,
}

impl Asked {
    /// Whether to ask again: who waits for feeds lives long.
    fn is_old(&self) -> bool {
        let life = if self.trouble.is_some() { TROUBLE_LIFE } else { RULES_LIFE };
        self.at.elapsed() > life
    }
}

/// Why nothing may be fetched from a server.
#[derive(Debug)]
enum Trouble {
    /// Its rules cannot be had.
    Rules(String),
    /// No more can anything else: it is not of the open internet.
    Private(String),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// What was fetched in the end: another address where there were redirects.
    pub(crate) url: String,
    /// As the server declares it.
    pub(crate) media_type: Option<String>,
    /// When the server sent the bytes: earlier than now where they have not changed since.
    pub(crate) retrieved: Option<Date>,
    /// As they came, which may be packed with gzip.
    pub(crate) bytes: Vec<u8>,
}

impl From<Stored> for Fetched {
    fn from(stored: Stored) -> Self {
        let Stored { head, bytes } = stored;
        let Head { url, media_type, retrieved, .. } = head;
        Self { url, media_type, retrieved, bytes }
    }
}

/// How an answer is looked for.
struct Wish<'a> {
    stored: Option<&'a Stored>,
    max_redirects: usize,
    heeds_robots: bool,
    limit: u64,
    over: Over<'a>,
}

impl Client {
    /// A client that has not asked for anything yet.
    pub(crate) fn new(settings: Settings) -> Self {
        let guarded = Guarded {
            allow_private: settings.config.allow_private,
            network: settings.network,
            except: None,
            inner: DefaultResolver::default(),
        };
        Self::with_resolver(settings, guarded)
    }

    pub(super) fn with_resolver(settings: Settings, resolver: Guarded) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // Each is looked at before it is followed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What a proxy connects to cannot be checked.
            .proxy(None)
            .timeout_global(Some(settings.timeout))
            .user_agent(&settings.config.user_agent)
            .accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .accept_encoding("gzip")
            .max_response_header_size(LONGEST_HEAD)
            .max_idle_connections(settings.connections())
            .max_idle_connections_per_host(settings.config.per_host_connections)
            .build();
        Self {
            agent: ureq::Agent::with_parts(config, DefaultConnector::default(), resolver),
            pace: Pace::new(settings.gap, settings.config.per_host_connections),
            cache: Cache::new(settings.cache.clone()),
            rules: Mutex::default(),
            settings,
        }
    }

    /// Fetches `url`, or takes it from the cache where the server says that it has not changed.
    ///
    /// # Errors
    /// When there is no answer, or none that can be used.
    pub(crate) fn fetch(&self, url: &Url, over: Over<'_>) -> Result<Fetched, StageError> {
        let stored = self.cache.get(url.as_str(), self.settings.limit);
        if self.settings.config.offline {
            return stored.map(Fetched::from).ok_or_else(|| {
                let message = "is not in the cache, and `offline` keeps it from being fetched";
                StageError::new(ErrorKind::Io, message)
            });
        }
        let wish = Wish {
            stored: stored.as_ref(),
            max_redirects: self.settings.config.max_redirects,
            heeds_robots: self.settings.config.robots,
            limit: self.settings.limit,
            over,
        };
        let found = self.follow(url, &wish)?;
        match (found, stored) {
            (Some((last, page)), _) => Ok(self.keep(url, &last, page)),
            (None, Some(stored)) => Ok(stored.into()),
            (None, None) => Err(StageError::bad_input(
                "the server says that the page has not changed, but nobody asked it so",
            )),
        }
    }

    /// Whether it asks nobody, as where an output is verified.
    pub(crate) fn asks_nobody(&self) -> bool {
        self.settings.network == Network::Refused
    }

    /// What an earlier run has fetched from `url`, as far as it is in the cache.
    pub(crate) fn kept(&self, url: &Url) -> Option<Fetched> {
        self.cache.get(url.as_str(), self.settings.limit).map(Fetched::from)
    }

    /// Puts an answer into the cache. That this fails costs time later on, and nothing else.
    fn keep(&self, asked: &Url, last: &Url, page: Page) -> Fetched {
        let mut head = Head::new(asked.as_str(), last.as_str(), &page.bytes);
        head.retrieved = Date::of_time(self.settings.clock.now());
        head.media_type = page.media_type;
        head.etag = page.etag;
        head.last_modified = page.last_modified;
        let stored = Stored { head, bytes: page.bytes };
        if page.may_be_kept
            && let Err(error) = self.cache.put(&stored)
        {
            let folder = self.settings.cache.display();
            tracing::warn!(%error, "cannot write to the cache `{folder}`");
        }
        stored.into()
    }

    /// Goes from redirect to redirect; `None` where nothing has changed.
    fn follow(&self, asked: &Url, wish: &Wish<'_>) -> Result<Option<(Url, Page)>, StageError> {
        let mut way = vec![asked.clone()];
        loop {
            let url = &way[way.len() - 1];
            let answer = within_reach(url, self.settings.network)
                .and_then(|()| self.permitted(url, wish))
                .and_then(|()| self.try_often(url, wish));
            let next = match answer {
                Ok(Answer::Page(page)) => return Ok(Some((url.clone(), page))),
                Ok(Answer::Unchanged) => return Ok(None),
                Ok(Answer::Redirect(next)) => next,
                Err(error) if way.len() == 1 => return Err(error),
                Err(error) => return Err(on_the_way(error, url)),
            };
            let next = url.join(&next).map_err(|error| error.to_string()).and_then(|next| {
                // A redirect may name a place in the page, and nothing worse.
                address(next.as_str())
            });
            let next = next.map_err(|reason| {
                StageError::bad_input(format!(
                    "is redirected to where nothing can be fetched: {reason}"
                ))
            })?;
            if way.contains(&next) {
                return Err(StageError::bad_input(format!(
                    "is redirected in a circle, to `{next}` again"
                )));
            }
            if way.len() > wish.max_redirects {
                return Err(StageError::limit(format!(
                    "is redirected more than {} times (`max_redirects`), at last to `{next}`",
                    wish.max_redirects
                )));
            }
            way.push(next);
        }
    }

    /// Asks until there is an answer, or no hope of one.
    fn try_often(&self, url: &Url, wish: &Wish<'_>) -> Result<Answer, StageError> {
        let host = url.host_str().unwrap_or_default();
        let mut wait = self.settings.gap.max(SHORTEST_WAIT);
        let mut attempt = 0;
        loop {
            let Some(turn) = self.pace.turn(host, wish.over) else { return Err(cancelled()) };
            let answer = self.once(url, wish);
            drop(turn);
            let Failure { error, may_pass, after } = match answer {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if (wish.over)() {
                return Err(cancelled());
            }
            if !may_pass {
                return Err(error);
            }
            // Who comes again later may have it: it is not gone.
            let error = error.retryable();
            if attempt == self.settings.config.retries {
                return Err(error);
            }
            let pause = after.unwrap_or_else(|| wait.min(LONGEST_WAIT));
            if pause > LONGEST_WAIT {
                let seconds = pause.as_secs();
                let message =
                    format!("asks to be left alone for {seconds} s, which is too long to wait");
                return Err(StageError::new(error.kind(), message).retryable().with_source(error));
            }
            self.pace.hold(host, pause);
            wait = wait.saturating_mul(2);
            attempt += 1;
        }
    }

    fn once(&self, url: &Url, wish: &Wish<'_>) -> Result<Answer, Failure> {
        let mut request = self.agent.get(url.as_str());
        let stored = wish.stored.map(|stored| &stored.head);
        let stored = stored.filter(|head| head.url == url.as_str());
        if let Some(tag) = stored.and_then(|head| head.etag.as_ref()) {
            request = request.header("if-none-match", tag);
        }
        if let Some(date) = stored.and_then(|head| head.last_modified.as_ref()) {
            request = request.header("if-modified-since", date);
        }
        let response =
            request.call().map_err(|error| answer::failure(error, self.settings.timeout))?;
        let now = self.settings.clock.now();
        answer::read(response, wish.limit, self.settings.timeout, now, wish.over)
    }

    /// Whether the server lets robots fetch `url`.
    fn permitted(&self, url: &Url, wish: &Wish<'_>) -> Result<(), StageError> {
        if !wish.heeds_robots {
            return Ok(());
        }
        let mut place = url.clone();
        place.set_path("/robots.txt");
        place.set_query(None);
        let known = {
            let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            let known = rules.entry(place.to_string()).or_default();
            if known.get().is_some_and(Asked::is_old) {
                *known = Arc::default();
            }
            Arc::clone(known)
        };
        let Asked { rules, trouble, .. } =
            known.get_or_init(|| self.ask_for_rules(&place, wish.over));
        if rules.allow(url) {
            return Ok(());
        }
        if (wish.over)() {
            return Err(cancelled());
        }
        Err(match trouble {
            None => StageError::bad_input(
                "the server's `robots.txt` asks robots to leave it alone (`robots = false` does not heed it)",
            ),
            Some(Trouble::Private(reason)) => StageError::bad_input(reason.as_str()),
            Some(Trouble::Rules(reason)) => StageError::new(
                ErrorKind::Io,
                format!(
                    "may not be fetched, for the server's `robots.txt` cannot be had: {reason}"
                ),
            ),
        })
    }

    fn ask_for_rules(&self, place: &Url, over: Over<'_>) -> Asked {
        let wish = Wish {
            stored: None,
            max_redirects: REDIRECTS_TO_ROBOTS,
            heeds_robots: false,
            // It may be packed, but hardly to more than this.
            limit: self.settings.limit,
            over,
        };
        let (rules, trouble) = match self.follow(place, &wish) {
            Ok(Some((_, page))) => {
                let bytes = answer::unpacked(&page.bytes, robots::LONGEST);
                let rules = Rules::read(&bytes, &self.settings.config.user_agent);
                if let Some(delay) = rules.delay() {
                    self.pace.slow(place.host_str().unwrap_or_default(), delay);
                }
                (rules, None)
            }
            // There is none.
            Err(error) if answer::is_refusal(&error) => (Rules::default(), None),
            Ok(None) => (Rules::default(), None),
            Err(error) => {
                let reason = error.chain().collect::<Vec<_>>().join(": ");
                let is_private = answer::is_private(&error);
                let trouble = if is_private { Trouble::Private } else { Trouble::Rules };
                (Rules::none_allowed(), Some(trouble(reason)))
            }
        };
        Asked { rules, trouble, at: Instant::now() }
    }
}

fn cancelled() -> StageError {
    StageError::new(ErrorKind::Cancelled, "the run was cancelled")
}

/// The error with the address to which a redirect led.
fn on_the_way(error: StageError, url: &Url) -> StageError {
    let outer = StageError::new(error.kind(), format!("is redirected to `{url}`, which failed"));
    let outer = if error.is_retryable() { outer.retryable() } else { outer };
    outer.with_source(error)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::thread;

    use cableway_core::{Limits, Setup};

    use super::*;
    use crate::http::HttpConfig;

    /// A server on loopback that sends everybody to `place`, and counts for the open internet.
    fn fetched_by_way_of(place: &str, network: Network) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        let answer =
            format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\nconnection: close\r\n\r\n");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        fetch(&format!("http://{server}/"), false, Some(server), network)
    }

    fn fetch(url: &str, robots: bool, except: Option<SocketAddr>, network: Network) -> String {
        let folder = tempfile::tempdir().unwrap();
        let config = HttpConfig { robots, retries: 0, ..HttpConfig::default() };
        let setup = Setup::new(folder.path(), Limits::default()).with_network(network);
        let settings = Settings::new(config, &setup).unwrap();
        let inner = DefaultResolver::default();
        let client = Client::with_resolver(
            settings,
            Guarded { allow_private: false, network, except, inner },
        );
        let error = client.fetch(&Url::parse(url).unwrap(), &|| false).unwrap_err();
        error.chain().collect::<Vec<_>>().join(": ")
    }

    #[test]
    fn a_private_address_is_said_to_be_one() {
        for robots in [false, true] {
            assert_eq!(
                fetch("http://127.0.0.1:9/a", robots, None, Network::Allowed),
                "is not fetched without `allow_private`: the address 127.0.0.1 is not one of the open internet"
            );
        }
    }

    #[test]
    fn no_redirect_leads_to_the_local_network() {
        for (place, address) in [
            ("http://127.0.0.1:9/", "127.0.0.1"),
            ("http://169.254.169.254/latest/", "169.254.169.254"),
            ("http://10.0.0.1/", "10.0.0.1"),
            ("//[::ffff:192.168.0.1]/", "::ffff:192.168.0.1"),
            ("http://[fd00:ec2::254]/", "fd00:ec2::254"),
            ("http://0x7f000001/", "127.0.0.1"),
        ] {
            let error = fetched_by_way_of(place, Network::Allowed);
            assert!(error.starts_with("is redirected to `http://"), "{error}");
            let reason =
                format!("`allow_private`: the address {address} is not one of the open internet");
            assert!(error.ends_with(&reason), "{error}");
        }
    }
    /// The rules of the run go before those of the pipeline, and nobody is asked where a name leads.
    #[test]
    fn a_run_without_the_net() {
        insta::assert_snapshot!(
            fetch("http://name.invalid/a", false, None, Network::Refused),
            @"is not fetched: this run may not ask `name.invalid`, nor anybody else over the net. Mock the stage, or allow the addresses of this machine and let a server answer there"
        );
        let refused = fetch("http://127.0.0.1:9/", false, None, Network::Refused);
        assert!(
            refused.starts_with("is not fetched: this run may not ask `127.0.0.1`"),
            "{refused}"
        );
    }

    #[test]
    fn a_run_that_may_reach_its_own_machine() {
        insta::assert_snapshot!(
            fetched_by_way_of("http://name.invalid/a", Network::Loopback),
            @"is redirected to `http://name.invalid/a`, which failed: is not fetched: this run may ask nobody but this machine, and `name.invalid` is none of its addresses. Mock the stage, or let a server on `127.0.0.1` answer"
        );
        for place in ["http://192.0.2.1/", "http://[2001:db8::1]/"] {
            let error = fetched_by_way_of(place, Network::Loopback);
            assert!(error.contains("may ask nobody but this machine"), "{error}");
        }
        // What the pipeline says holds besides.
        for place in ["http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9/"] {
            let error = fetched_by_way_of(place, Network::Loopback);
            assert!(error.contains("without `allow_private`"), "{error}");
        }
    }
}
