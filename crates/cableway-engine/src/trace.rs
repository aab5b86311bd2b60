//! What a run does when, in the form that Chrome's and Perfetto's viewers open.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The least time between two entries of the queues' depths.
const BETWEEN_DEPTHS: Duration = Duration::from_millis(5);

/// Writes what a run does, as it goes: in Chrome's trace event format, a JSON array of events. Open it at
/// <https://ui.perfetto.dev> or in `chrome://tracing`.
///
/// There is an event for each document and stage, with the thread that was at work; for each item that is
/// listed; for each export's commit; and for the depth of the queues. Nothing is kept in memory. Dropping it
/// ends the array, so that the file is whole also when the run fails.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use cableway_engine::Trace;
///
/// #[derive(Clone, Default)]
/// struct Shared(Arc<Mutex<Vec<u8>>>);
///
/// impl std::io::Write for Shared {
///     fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
///         self.0.lock().unwrap().write(bytes)
///     }
///     fn flush(&mut self) -> std::io::Result<()> {
///         Ok(())
///     }
/// }
///
/// let written = Shared::default();
/// let trace = Trace::new(written.clone());
/// trace.finish()?;
/// let events: Vec<serde_json::Value> = serde_json::from_slice(&written.0.lock().unwrap())?;
/// assert_eq!(events[0]["name"], "process_name");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Trace {
    started: Instant,
    state: Mutex<State>,
}

struct State {
    /// `None` once it is finished, or could not be written.
    writer: Option<Box<dyn Write + Send>>,
    error: Option<io::Error>,
    threads: HashMap<ThreadId, u64>,
    depths: Option<Instant>,
}

/// How much waits in which queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Depths {
    /// Items that no worker has taken yet.
    pub(crate) jobs: u64,
    /// Items that were worked on, and that the writer has not taken yet.
    pub(crate) results: u64,
    /// Items in flight altogether, and their bytes.
    pub(crate) items: u64,
    pub(crate) bytes: u64,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").finish_non_exhaustive()
    }
}

impl Trace {
    /// A trace that goes to `writer`. Time begins now.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        let trace = Self {
            started: Instant::now(),
            state: Mutex::new(State {
                writer: Some(Box::new(BufWriter::with_capacity(64 << 10, writer))),
                error: None,
                threads: HashMap::new(),
                depths: None,
            }),
        };
        let name =
            json!({"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "cableway"}});
        trace.lock().write("[\n", &name);
        trace
    }

    /// Ends the array. What is traced afterwards is left out.
    ///
    /// # Errors
    /// When not all of it could be written.
    pub fn finish(&self) -> io::Result<()> {
        let mut state = self.lock();
        state.end();
        state.error.take().map_or(Ok(()), Err)
    }

    /// What a stage did from `since` on, for so long.
    pub(crate) fn work(
        &self,
        (name, kind): (&str, &str),
        since: Instant,
        time: Duration,
        args: &Value,
    ) {
        let at = microseconds(since.saturating_duration_since(self.started));
        let mut state = self.lock();
        let thread = state.thread();
        let event = json!({
            "name": name, "cat": kind, "ph": "X", "ts": at, "dur": microseconds(time),
            "pid": 1, "tid": thread, "args": args
        });
        state.write(",\n", &event);
    }

    /// How deep the queues are, every few milliseconds at most.
    pub(crate) fn depths(&self, depths: impl FnOnce() -> Depths) {
        let now = Instant::now();
        let mut state = self.lock();
        if state.depths.is_some_and(|last| now.duration_since(last) < BETWEEN_DEPTHS) {
            return;
        }
        state.depths = Some(now);
        let Depths { jobs, results, items, bytes } = depths();
        let at = microseconds(now.saturating_duration_since(self.started));
        let counters = [
            ("items", json!({"waiting": jobs, "worked on": results, "in flight": items})),
            ("bytes", json!({"in flight": bytes})),
        ];
        for (name, args) in counters {
            let event = json!({"name": name, "ph": "C", "ts": at, "pid": 1, "args": args});
            state.write(",\n", &event);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The number of this thread, which is introduced when it first has something to tell.
    fn thread(&mut self) -> u64 {
        let current = std::thread::current();
        if let Some(number) = self.threads.get(&current.id()) {
            return *number;
        }
        let number = self.threads.len() as u64 + 1;
        self.threads.insert(current.id(), number);
        let name = format!("{} {number}", current.name().unwrap_or("thread"));
        let event = json!({
            "name": "thread_name", "ph": "M", "pid": 1, "tid": number, "args": {"name": name}
        });
        self.write(",\n", &event);
        number
    }

    fn write(&mut self, before: &str, event: &Value) {
        let Some(writer) = &mut self.writer else { return };
        let written = writer
            .write_all(before.as_bytes())
            .and_then(|()| serde_json::to_writer(&mut *writer, event).map_err(io::Error::from));
        if let Err(error) = written {
            self.error = Some(error);
            self.writer = None;
        }
    }

    fn end(&mut self) {
        let Some(mut writer) = self.writer.take() else { return };
        if let Err(error) = writer.write_all(b"\n]\n").and_then(|()| writer.flush()) {
            self.error = Some(error);
        }
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        // Who wants to know of an error finishes it.
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner).end();
    }
}

/// With three digits behind the point: the format's times are microseconds.
fn microseconds(time: Duration) -> f64 {
    (time.as_nanos() as f64) / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_trace_that_cannot_be_written_says_so_at_its_end() {
        let trace = Trace::new(Full);
        let args = json!({"uri": "x".repeat(100_000)});
        trace.work(("desk", "classify"), Instant::now(), Duration::ZERO, &args);
        assert_eq!(trace.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn a_trace_that_is_dropped_is_whole() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let trace = Trace::new(file.reopen().unwrap());
        for place in 0..3 {
            let args = json!({"uri": format!("inbox/{place}.txt")});
            trace.work(("desk", "classify"), Instant::now(), Duration::from_micros(7), &args);
            trace.depths(|| Depths { jobs: 1, ..Depths::default() });
        }
        drop(trace);
        let text = std::fs::read_to_string(file.path()).unwrap();
        let events: Vec<Value> = serde_json::from_str(&text).unwrap();
        let of = |phase: &str| events.iter().filter(|event| event["ph"] == phase).count();
        assert_eq!((of("M"), of("X"), of("C")), (2, 3, 2), "{text}");
        let work = events.iter().find(|event| event["ph"] == "X").unwrap();
        assert_eq!((&work["dur"], &work["tid"]), (&json!(7.0), &json!(1)));
    }
}
