//! Until when a plugin's process may take, and what to say when it has taken longer.

use std::time::{Duration, Instant};

use cableway_core::{Context, ErrorKind, StageError, TimeLimit};

/// How long a program may take to say hello.
const HELLO: Duration = Duration::from_secs(20);

/// How long it may take to make a stage, to commit, or for a document without any limit.
const PATIENCE: Duration = Duration::from_mins(5);

/// What a process is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Hello,
    Stage,
    Work,
    /// Work on a document whose time is over before that of the plugin.
    Document(TimeLimit),
    /// To be there again for a document, after another process has failed.
    Restart(TimeLimit),
}

/// Until when a process may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    end: Instant,
    granted: Duration,
    what: What,
}

impl Deadline {
    fn new(what: What, granted: Duration) -> Self {
        Self::ending(what, granted, granted)
    }

    fn ending(what: What, granted: Duration, left: Duration) -> Self {
        let now = Instant::now();
        Self { end: now.checked_add(left).unwrap_or(now + PATIENCE), granted, what }
    }

    /// For a hello.
    pub(super) fn hello() -> Self {
        Self::new(What::Hello, HELLO)
    }

    /// For making a stage.
    pub(super) fn stage() -> Self {
        Self::new(What::Stage, PATIENCE)
    }

    /// For a request that no document waits for.
    pub(super) fn patient() -> Self {
        Self::new(What::Work, PATIENCE)
    }

    /// For handing one document to an export, which knows no limits of the run.
    pub(super) fn write(seconds: Option<Duration>) -> Self {
        seconds.map_or_else(Self::patient, |seconds| Self::new(What::Work, seconds))
    }

    /// For a look at whether there is something to hear.
    pub(super) fn look() -> Self {
        Self::new(What::Work, Duration::from_millis(50))
    }

    /// For one document, which may take the plugin `seconds`, and all stages what `context` says.
    pub(super) fn document(seconds: Option<Duration>, context: &Context<'_>) -> Self {
        match (seconds, context.remaining()) {
            (Some(seconds), Some(left)) if left < seconds => Self::of_context(left, context),
            (Some(seconds), _) => Self::new(What::Work, seconds),
            (None, Some(left)) => Self::of_context(left, context),
            (None, None) => Self::patient(),
        }
    }

    fn of_context(left: Duration, context: &Context<'_>) -> Self {
        let limit = limit(left, context);
        Self::ending(What::Document(limit), limit.time(), left)
    }

    /// The same for a process that is started because a document at work needs one: it must not take
    /// longer than that document may.
    pub(super) fn within(self, context: &Context<'_>) -> Self {
        match context.remaining() {
            Some(left) if left < self.left() => {
                let limit = limit(left, context);
                Self::ending(What::Restart(limit), limit.time(), left)
            }
            _ => self,
        }
    }

    /// For waiting a while, no longer than this.
    pub(super) fn at_most(self, time: Duration) -> Duration {
        self.left().min(time)
    }

    fn left(self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    pub(super) fn is_over(self) -> bool {
        self.left().is_zero()
    }

    /// What to say when it is over.
    pub(super) fn error(self) -> StageError {
        let seconds = self.granted.as_secs_f64();
        let did = match self.what {
            What::Document(limit) => return limit.error(),
            What::Hello => format!("did not say hello within {seconds} s"),
            What::Stage => format!("did not make the stage within {seconds} s"),
            What::Work => format!("took longer than {seconds} s"),
            What::Restart(limit) => {
                format!("was not ready within the {seconds} s of a document ({})", limit.place())
            }
        };
        StageError::new(ErrorKind::Timeout, format!("the plugin's process {did} and was ended"))
    }
}

/// The limit that `left` is the rest of.
fn limit(left: Duration, context: &Context<'_>) -> TimeLimit {
    context.end().map_or(TimeLimit::Document(left), |(_, limit)| limit)
}
