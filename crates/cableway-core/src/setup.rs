//! What a stage is made with, besides its own configuration: where paths start, limits, the time and
//! the net.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::{ConfigProblem, Limits, Place};

/// Tells what time it is: the system's time, or one that never changes, so that a test says what is
/// written.
///
/// ```
/// use std::time::SystemTime;
/// use cableway_core::Clock;
///
/// let clock = Clock::frozen(SystemTime::UNIX_EPOCH);
/// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH);
/// assert_eq!(Clock::system().moment(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clock(Option<SystemTime>);

impl Clock {
    /// The clock of the system.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `moment`.
    pub const fn frozen(moment: SystemTime) -> Self {
        Self(Some(moment))
    }

    /// What time it is.
    pub fn now(self) -> SystemTime {
        self.0.unwrap_or_else(SystemTime::now)
    }

    /// The moment at which it stands still; `None` for the clock of the system.
    pub fn moment(self) -> Option<SystemTime> {
        self.0
    }

    /// The moment at which it stands still, in whole milliseconds since the beginning of 1970, below
    /// zero before it: the form in which it crosses to plugins. `None` for the clock of the system.
    ///
    /// ```
    /// use cableway_core::Clock;
    ///
    /// assert_eq!(Clock::frozen_at_milliseconds(-1_500).milliseconds(), Some(-1_500));
    /// ```
    pub fn milliseconds(self) -> Option<i64> {
        let whole = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.0.map(|moment| match moment.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => whole(after),
            Err(before) => -whole(before.duration()),
        })
    }

    /// A clock that stands still so many milliseconds after the beginning of 1970, or before it. A
    /// moment that the system has no time for gives the clock of the system.
    pub fn frozen_at_milliseconds(milliseconds: i64) -> Self {
        let apart = Duration::from_millis(milliseconds.unsigned_abs());
        Self(if milliseconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(apart)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(apart)
        })
    }
}

/// Whom a stage may ask over the net. Whoever runs a pipeline decides; a stage that goes out to the net
/// obeys.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Everybody, as far as the stage's own configuration says so.
    #[default]
    Allowed,
    /// This machine alone, by a loopback address, and no server of names.
    Loopback,
    /// Nobody.
    Refused,
}

impl Network {
    /// Whether `address` may be asked.
    ///
    /// ```
    /// use cableway_core::Network;
    ///
    /// let (own, other) = ("127.0.0.1".parse().unwrap(), "192.0.2.1".parse().unwrap());
    /// assert!(Network::Loopback.allows(own) && !Network::Loopback.allows(other));
    /// assert!(Network::Allowed.allows(other) && !Network::Refused.allows(own));
    /// ```
    pub fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Allowed => true,
            // An address of version 4 may come in the clothes of version 6.
            Self::Loopback => address.to_canonical().is_loopback(),
            Self::Refused => false,
        }
    }

    /// Whether anybody may be asked where the host `name` is. `localhost`, and what ends with
    /// `.localhost`, each system knows by itself.
    ///
    /// ```
    /// use cableway_core::Network;
    ///
    /// assert!(Network::Loopback.allows_name("LocalHost"));
    /// assert!(!Network::Loopback.allows_name("example.org"));
    /// ```
    pub fn allows_name(self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        match self {
            Self::Allowed => true,
            Self::Loopback => name == "localhost" || name.ends_with(".localhost"),
            Self::Refused => false,
        }
    }

    /// The policy as it is written: `loopback`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Loopback => "loopback",
            Self::Refused => "refused",
        }
    }
}

/// What a stage is made with, besides its own configuration.
#[derive(Clone, Debug)]
pub struct Setup {
    base: PathBuf,
    root: PathBuf,
    limits: Limits,
    clock: Clock,
    network: Network,
    kept: Vec<PathBuf>,
    warnings: Arc<Mutex<Vec<ConfigProblem>>>,
}

impl Setup {
    /// A setup in which relative paths, and URIs, start from `base`.
    pub fn new(base: impl Into<PathBuf>, limits: Limits) -> Self {
        let base = base.into();
        Self {
            root: base.clone(),
            base,
            limits,
            clock: Clock::system(),
            network: Network::Allowed,
            kept: Vec::new(),
            warnings: Arc::default(),
        }
    }

    /// The same with another clock, so that a test says what time it is.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use cableway_core::{Clock, Limits, Setup};
    ///
    /// let clock = Clock::frozen(SystemTime::UNIX_EPOCH);
    /// let setup = Setup::new(".", Limits::default()).with_clock(clock);
    /// assert_eq!(setup.clock().now(), SystemTime::UNIX_EPOCH);
    /// ```
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Tells when a remote source was asked for an item, and nothing else: no output depends on the
    /// time.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The same where only some may be asked over the net.
    ///
    /// ```
    /// use cableway_core::{Limits, Network, Setup};
    ///
    /// let setup = Setup::new(".", Limits::default()).with_network(Network::Refused);
    /// assert_eq!(setup.network(), Network::Refused);
    /// ```
    #[must_use]
    pub fn with_network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Whom the stage may ask over the net.
    pub fn network(&self) -> Network {
        self.network
    }

    /// The same with URIs that start from `root`.
    #[must_use]
    pub fn with_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = root.into();
        self
    }

    /// The same where runs keep these files and folders for themselves.
    ///
    /// ```
    /// use std::path::Path;
    /// use cableway_core::{Limits, Setup};
    ///
    /// let setup = Setup::new(".", Limits::default()).with_kept([".cableway"]);
    /// assert_eq!(setup.kept(), [Path::new(".cableway")]);
    /// ```
    #[must_use]
    pub fn with_kept<P: Into<PathBuf>>(mut self, kept: impl IntoIterator<Item = P>) -> Self {
        self.kept = kept.into_iter().map(Into::into).collect();
        self
    }

    /// The files and folders that runs of the pipeline keep for themselves, such as its quarantine: no ingest stage
    /// takes what is there for input.
    pub fn kept(&self) -> &[PathBuf] {
        &self.kept
    }

    /// The folder of the file that has the stage's table: its relative paths start here.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The folder of the pipeline file that is run: the URIs of local files start here. It differs
    /// from [`Setup::base`] for a stage that another pipeline file includes.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The limits of the run.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Tells the user of something that a stage can work with, but that is probably not what was meant,
    /// such as a rule that no document can fulfil. A stage's place to do so is [`Stage::new`](crate::Stage::new).
    ///
    /// ```
    /// use cableway_core::{KeyPath, Limits, Place, Setup};
    ///
    /// let setup = Setup::new(".", Limits::default());
    /// setup.warn(Place::Config(KeyPath::from("rules")), "this rule can never match", None);
    /// assert_eq!(setup.take_warnings().len(), 1);
    /// ```
    pub fn warn(&self, place: Place, message: impl Into<String>, hint: Option<String>) {
        let problem = ConfigProblem { place, message: message.into(), hint };
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    /// Takes the warnings given so far, in the order in which they were given.
    pub fn take_warnings(&self) -> Vec<ConfigProblem> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A path as the user wrote it, taken from [`Setup::base`].
    pub fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        self.base.join(path)
    }
}
