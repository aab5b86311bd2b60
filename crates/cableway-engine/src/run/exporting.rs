//! Says so when an export holds up the run.
//!
//! Exports are called one at a time on the thread of the run, and a thread cannot be stopped from outside. What can be
//! done is to tell the user whom the run waits for, and that to end it costs nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use crate::run::RunError;
use crate::run::worker::Shared;

/// The export that is at work, by its step, and since when.
#[derive(Debug, Default)]
pub(crate) struct Exporting(Mutex<Option<(usize, Instant)>>);

impl Exporting {
    /// Calls an export where others see it.
    pub(crate) fn during<T>(&self, step: usize, call: impl FnOnce() -> T) -> T {
        self.set(Some((step, Instant::now())));
        let result = call();
        self.set(None);
        result
    }

    fn set(&self, now: Option<(usize, Instant)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    fn get(&self) -> Option<(usize, Instant)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the exports until it is dropped.
pub(crate) struct Lookout {
    _end: Sender<()>,
}

impl Lookout {
    /// `None` where a document may take any time.
    pub(crate) fn start(shared: &Arc<Shared>) -> Result<Option<Self>, RunError> {
        let Some(most) = shared.limits.time else { return Ok(None) };
        let (end, ended) = bounded::<()>(0);
        let shared = Arc::clone(shared);
        let pause = (most / 4).clamp(Duration::from_millis(20), Duration::from_millis(500));
        let look = move || {
            let mut told = None;
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let Some((step, since)) = shared.exporting.get() else { continue };
                // Of one call it is told after the limit, and each time that it has lasted twice as long.
                let due = match told {
                    Some((of, due)) if of == since => due,
                    _ => most,
                };
                let lasted = since.elapsed();
                if lasted >= due {
                    told = Some((since, lasted.saturating_mul(2)));
                    tell(shared.label(step).0, lasted);
                }
            }
        };
        std::thread::Builder::new()
            .name("lookout".to_owned())
            .spawn(look)
            .map_err(RunError::Thread)?;
        Ok(Some(Self { _end: end }))
    }
}

fn tell(export: &str, lasted: Duration) {
    let seconds = lasted.as_secs_f64();
    tracing::warn!(
        "the export `{export}` has been at work for {seconds:.1} s, and all else waits for it. It cannot be stopped by \
         itself; to end the process (Ctrl-C twice) is safe, and the next run goes on from there"
    );
}
