//! What a stage is given to work with: limits, notes, and whether the work is still wanted.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::{ErrorKind, StageError};

/// What a stage may rely on while it works on one document.
pub struct Context<'a> {
    limits: Limits,
    cancelled: &'a AtomicBool,
    /// When the document's time is over.
    deadline: Option<Instant>,
    /// When that of this one stage is over, and how long it was.
    own: Option<(Instant, Duration)>,
    /// Answers [`Context::check`] where somebody else counts the time.
    ask: Option<&'a (dyn Fn() -> Result<(), StageError> + Sync)>,
    notes: RefCell<Vec<String>>,
    /// Remarks for who asks how a stage came to what it said; `None` where nobody does.
    remarks: Option<RefCell<Vec<String>>>,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Default for Context<'_> {
    /// No deadline, default limits: for tests and single calls.
    fn default() -> Self {
        Self::new(Limits::default(), &NEVER)
    }
}

impl<'a> Context<'a> {
    /// A context that ends when `cancelled` becomes true, or the time that `limits` grant is over.
    pub fn new(limits: Limits, cancelled: &'a AtomicBool) -> Self {
        let deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
        Self::until(limits, cancelled, deadline)
    }

    /// The same for a document that is at work already: its time is over at `deadline`, however long
    /// `limits` would grant.
    pub fn until(limits: Limits, cancelled: &'a AtomicBool, deadline: Option<Instant>) -> Self {
        Self {
            limits,
            cancelled,
            deadline,
            own: None,
            ask: None,
            notes: RefCell::default(),
            remarks: None,
        }
    }

    /// The same for a stage with a limit of its own: it grants `time`, which is over at `end`.
    ///
    /// ```
    /// # use std::time::{Duration, Instant};
    /// # use cableway_core::{Context, TimeLimit};
    /// let (end, time) = (Instant::now(), Duration::from_millis(500));
    /// let context = Context::default().for_stage(end, time);
    /// assert_eq!(context.end(), Some((end, TimeLimit::Stage(time))));
    /// assert!(context.check().is_err());
    /// ```
    #[must_use]
    pub fn for_stage(mut self, end: Instant, time: Duration) -> Self {
        self.own = Some((end, time));
        self
    }

    /// A context in which `ask` says whether the work is still wanted: for a stage whose run is in
    /// another process, or on the other side of the plugin interface. Any thread may ask.
    pub fn asking(limits: Limits, ask: &'a (dyn Fn() -> Result<(), StageError> + Sync)) -> Self {
        Self {
            limits,
            cancelled: &NEVER,
            deadline: None,
            own: None,
            ask: Some(ask),
            notes: RefCell::default(),
            remarks: None,
        }
    }

    /// The limits of the run.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// To be called in any loop that may run long. It is cheap, but not free: every few thousand
    /// steps is often enough.
    ///
    /// # Errors
    /// When the run was cancelled or the document's time is over; hand the error on.
    ///
    /// ```
    /// # use cableway_core::Context;
    /// let context = Context::default();
    /// assert!(context.check().is_ok());
    /// ```
    pub fn check(&self) -> Result<(), StageError> {
        if let Some(ask) = self.ask {
            return ask();
        }
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(StageError::new(ErrorKind::Cancelled, "the run was cancelled"));
        }
        match self.end() {
            Some((end, limit)) if Instant::now() >= end => Err(limit.error()),
            _ => Ok(()),
        }
    }

    /// When the time is over, the document's or the stage's own, whichever is first, and by which limit;
    /// `None` where there is none.
    pub fn end(&self) -> Option<(Instant, TimeLimit)> {
        let own = self.own.map(|(end, time)| (end, TimeLimit::Stage(time)));
        let whole = self.deadline.zip(self.limits.time.map(TimeLimit::Document));
        match (own, whole) {
            (Some(own), Some(whole)) => Some(if own.0 <= whole.0 { own } else { whole }),
            (own, whole) => own.or(whole),
        }
    }

    /// How much time is left; `None` where there is no limit.
    pub fn remaining(&self) -> Option<Duration> {
        self.end().map(|(end, _)| end.saturating_duration_since(Instant::now()))
    }

    /// Leaves a remark in the record, such as why something is absent.
    pub fn note(&self, message: impl Into<String>) {
        self.notes.borrow_mut().push(message.into());
    }

    /// The same for who wants to know how a stage came to what it said: then stages may leave remarks.
    ///
    /// ```
    /// # use cableway_core::Context;
    /// let context = Context::default().explaining();
    /// assert!(context.is_explaining());
    /// context.remark("1 of 2 points");
    /// assert_eq!(context.take_remarks(), ["1 of 2 points"]);
    /// ```
    #[must_use]
    pub fn explaining(mut self) -> Self {
        self.remarks = Some(RefCell::default());
        self
    }

    /// True where remarks are wanted, so that a stage finds out what no record needs.
    pub fn is_explaining(&self) -> bool {
        self.remarks.is_some()
    }

    /// Leaves a remark for who explains a document. It stands in no record, and is dropped in a run.
    pub fn remark(&self, message: impl Into<String>) {
        if let Some(remarks) = &self.remarks {
            remarks.borrow_mut().push(message.into());
        }
    }

    /// Takes the remarks of [`Self::remark`] left so far.
    pub fn take_remarks(&self) -> Vec<String> {
        self.remarks.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// Takes the remarks left so far.
    pub fn take_notes(&self) -> Vec<String> {
        self.notes.take()
    }
}

/// A limit of time, by who set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// Of a document, for all stages together: `seconds` under `[limits]`.
    Document(Duration),
    /// Of one stage for a document: `limits.seconds` of the stage.
    Stage(Duration),
}

impl TimeLimit {
    /// How long it is.
    pub fn time(self) -> Duration {
        match self {
            Self::Document(time) | Self::Stage(time) => time,
        }
    }

    /// Where it is set, for messages.
    pub fn place(self) -> &'static str {
        match self {
            Self::Document(_) => "`seconds` under [limits]",
            Self::Stage(_) => "`limits.seconds` of the stage",
        }
    }

    /// The error that says that it was not enough.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use cableway_core::TimeLimit;
    /// let error = TimeLimit::Document(Duration::from_secs(60)).error();
    /// assert_eq!(error.to_string(), "took longer than 60 s (`seconds` under [limits])");
    /// ```
    pub fn error(self) -> StageError {
        let (seconds, place) = (self.time().as_secs_f64(), self.place());
        StageError::new(ErrorKind::Timeout, format!("took longer than {seconds} s ({place})"))
    }
}

/// What one document may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that an item may have, packed or unpacked.
    pub bytes: u64,
    /// The longest time that all stages together may take for an item.
    pub time: Option<Duration>,
}

impl Default for Limits {
    /// 64 MiB and one minute.
    fn default() -> Self {
        Self { bytes: 64 << 20, time: Some(Duration::from_mins(1)) }
    }
}
