//! What can go wrong in a stage, with the chain of causes kept.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What sort of trouble a [`StageError`] is; written to the quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input is not what the stage can work on.
    BadInput,
    /// The input is larger than a limit allows.
    Limit,
    /// The stage ran out of the time that a document may take.
    Timeout,
    /// The run was cancelled while the stage was at work.
    Cancelled,
    /// The stage panicked: a defect in it.
    Panic,
    /// The process that the stage ran in died.
    Crash,
    /// The stage returned what no stage may return, such as a span outside the text.
    Contract,
    /// The world outside failed: a file, a disk, a network.
    Io,
    /// Anything else: a defect, or something for which no kind exists.
    Internal,
}

impl ErrorKind {
    /// The kind as it stands in the quarantine: `bad_input`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadInput => "bad_input",
            Self::Limit => "limit",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::Panic => "panic",
            Self::Crash => "crash",
            Self::Contract => "contract",
            Self::Io => "io",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a stage could not do its work on a document.
///
/// The message is for people who did not write the stage: what was wrong and, where it helps, what
/// to do next, in lower case and without a full stop. The cause is kept and can be walked with
/// [`StageError::chain`].
///
/// An error that may pass, such as a server that is busy, is [`retryable`](Self::retryable): the engine
/// calls the stage again, a while later. That is no matter of its kind.
///
/// ```
/// use cableway_core::{ErrorKind, StageError};
///
/// let cause = "x".parse::<u8>().unwrap_err();
/// let error = StageError::bad_input("the line count is no number").with_source(cause);
/// assert_eq!(error.kind(), ErrorKind::BadInput);
/// assert_eq!(error.chain().count(), 2);
/// assert!(!error.is_retryable());
/// ```
#[derive(Debug)]
pub struct StageError {
    kind: ErrorKind,
    message: String,
    retryable: bool,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StageError {
    /// An error of any kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retryable: false, source: None }
    }

    /// The input is not what the stage can work on.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::BadInput, message)
    }

    /// The input is larger than a limit allows.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Limit, message)
    }

    /// The world outside failed. The error is retryable where `source` is one that passes: interrupted,
    /// would block, busy, timed out, or a file of a network that was put in another place meanwhile.
    ///
    /// ```
    /// use std::io::{Error, ErrorKind};
    /// use cableway_core::StageError;
    ///
    /// let passes = |kind: ErrorKind| StageError::io("cannot be read", Error::from(kind)).is_retryable();
    /// assert!(passes(ErrorKind::ResourceBusy) && passes(ErrorKind::StaleNetworkFileHandle));
    /// assert!(!passes(ErrorKind::NotFound) && !passes(ErrorKind::StorageFull));
    /// ```
    pub fn io(message: impl Into<String>, source: std::io::Error) -> Self {
        use std::io::ErrorKind as Cause;
        let retryable = matches!(
            source.kind(),
            Cause::Interrupted
                | Cause::WouldBlock
                | Cause::TimedOut
                | Cause::ResourceBusy
                | Cause::StaleNetworkFileHandle
        );
        let error = Self::new(ErrorKind::Io, message).with_source(source);
        Self { retryable, ..error }
    }

    /// A defect, or something for which no kind exists.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error, which may pass: the same call may go well a while later. The engine then calls the
    /// stage again with the same document, as often as the stage's `retries` allow.
    ///
    /// ```
    /// use cableway_core::{ErrorKind, StageError};
    ///
    /// let busy = StageError::new(ErrorKind::Io, "the model server is busy").retryable();
    /// assert!(busy.is_retryable());
    /// ```
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The same error, which does not pass: trying again would do harm, or be of no use.
    #[must_use]
    pub fn lasting(mut self) -> Self {
        self.retryable = false;
        self
    }

    /// Whether the same call may go well a while later.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// What sort of trouble it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message alone, without its causes.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The message and those of all causes, outermost first.
    pub fn chain(&self) -> impl Iterator<Item = String> + '_ {
        let mut next: Option<&(dyn Error + 'static)> = Some(self);
        std::iter::from_fn(move || {
            let error = next?;
            next = error.source();
            Some(error.to_string())
        })
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for StageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|error| error as &(dyn Error + 'static))
    }
}

/// A way to a value inside a stage's configuration: keys and array positions, outermost first.
///
/// ```
/// let path = cableway_core::KeyPath::from("paths").at(2);
/// assert_eq!(path.to_string(), "paths[2]");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPath(Vec<String>);

impl KeyPath {
    /// The configuration as a whole.
    pub fn whole() -> Self {
        Self::default()
    }

    /// The value at `key` of the table that this path leads to.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(key.into());
        self
    }

    /// The element `index`, counted from zero, of the array that this path leads to.
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        self.key(index.to_string())
    }

    /// The keys and positions, outermost first; a position is its number as text.
    pub fn segments(&self) -> &[String] {
        &self.0
    }
}

impl From<&str> for KeyPath {
    fn from(key: &str) -> Self {
        Self::whole().key(key)
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, segment) in self.0.iter().enumerate() {
            if segment.bytes().all(|b| b.is_ascii_digit()) {
                write!(f, "[{segment}]")?;
            } else if place == 0 {
                f.write_str(segment)?;
            } else {
                write!(f, ".{segment}")?;
            }
        }
        Ok(())
    }
}

/// Where a mistake in a configuration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the stage's own table of the pipeline file.
    Config(KeyPath),
    /// In a file that the configuration names, such as a rules file.
    File {
        /// The file, as it should be shown.
        path: PathBuf,
        /// What it says, to quote the line from.
        text: Arc<str>,
        /// The bytes of `text` that are wrong.
        range: Range<usize>,
    },
}

/// One mistake in a stage's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Where.
    pub place: Place,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// All mistakes in a stage's configuration at once: a user should not have to run `check` five times
/// to find five of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigError {
    /// The mistakes, in the order in which they were found.
    pub problems: Vec<ConfigProblem>,
}

impl ConfigError {
    /// A single mistake at `path`.
    ///
    /// ```
    /// use cableway_core::{ConfigError, KeyPath};
    ///
    /// let error = ConfigError::at(KeyPath::from("sentences"), "must be at least 1");
    /// assert_eq!(error.to_string(), "sentences: must be at least 1");
    /// ```
    pub fn at(path: KeyPath, message: impl Into<String>) -> Self {
        let mut error = Self::default();
        error.add(Place::Config(path), message, None);
        error
    }

    /// Adds a mistake.
    pub fn add(&mut self, place: Place, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(ConfigProblem { place, message: message.into(), hint });
    }

    /// `value` when there is no mistake, else all of them.
    ///
    /// # Errors
    /// When there is at least one mistake.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.problems.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.problems.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            match &problem.place {
                Place::Config(path) if path.segments().is_empty() => {}
                Place::Config(path) => write!(f, "{path}: ")?,
                Place::File { path, .. } => write!(f, "{}: ", path.display())?,
            }
            f.write_str(&problem.message)?;
        }
        Ok(())
    }
}

impl Error for ConfigError {}
