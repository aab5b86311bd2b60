//! Work that is done ahead of whoever asks for it, on a few threads, and handed over in order.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::pace::LOOK;

/// While this much waits to be asked for, no more is begun; in bytes.
const ENOUGH: usize = 64 << 20;

/// What the threads do: from a job to its outcome. It is told whether anybody still wants to know.
pub(crate) type Work<J, R> = Arc<dyn Fn(J, &dyn Fn() -> bool) -> R + Send + Sync>;

/// The outcomes of the jobs of `source`, in its order.
///
/// At any moment no more jobs are begun than there are threads twice over. Threads that are at work
/// when this is dropped end by themselves, soon.
pub(crate) struct Ahead<I: Iterator, R> {
    source: Option<I>,
    shared: Arc<Shared<I::Item, R>>,
    work: Work<I::Item, R>,
    size: fn(&R) -> usize,
    most_threads: usize,
    threads: usize,
    begun: u64,
    given: u64,
}

struct Shared<J, R> {
    state: Mutex<State<J, R>>,
    changed: Condvar,
}

struct State<J, R> {
    jobs: VecDeque<(u64, J)>,
    done: BTreeMap<u64, thread::Result<R>>,
    /// Of what is done and was not asked for yet.
    bytes: usize,
    is_over: bool,
}

impl<J, R> Shared<J, R> {
    fn lock(&self) -> MutexGuard<'_, State<J, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<I: Iterator, R> fmt::Debug for Ahead<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl<I, R> Ahead<I, R>
where
    I: Iterator,
    I::Item: Send + 'static,
    R: Send + 'static,
{
    /// `size` says how many bytes an outcome holds.
    pub(crate) fn new(
        source: I,
        most_threads: usize,
        work: Work<I::Item, R>,
        size: fn(&R) -> usize,
    ) -> Self {
        let (jobs, done) = (VecDeque::new(), BTreeMap::new());
        let state = Mutex::new(State { jobs, done, bytes: 0, is_over: false });
        Self {
            source: Some(source),
            shared: Arc::new(Shared { state, changed: Condvar::new() }),
            work,
            size,
            most_threads: most_threads.max(1),
            threads: 0,
            begun: 0,
            given: 0,
        }
    }

    /// The next outcome; `None` at the end, or when `over` says that nobody wants to know.
    pub(crate) fn next(&mut self, over: &dyn Fn() -> bool) -> Option<R> {
        self.begin();
        if self.begun == self.given {
            return None;
        }
        let mut state = self.shared.lock();
        loop {
            if let Some(outcome) = state.done.remove(&self.given) {
                self.given += 1;
                let outcome = match outcome {
                    Ok(outcome) => outcome,
                    // Here it is caught like any other of the listing.
                    Err(payload) => {
                        drop(state);
                        panic::resume_unwind(payload)
                    }
                };
                state.bytes = state.bytes.saturating_sub((self.size)(&outcome));
                return Some(outcome);
            }
            if over() {
                return None;
            }
            let woken = self.shared.changed.wait_timeout(state, LOOK);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Hands out as many jobs as may be under way.
    fn begin(&mut self) {
        let most = 2 * self.most_threads as u64;
        while self.begun - self.given < most {
            let is_enough = self.shared.lock().bytes > ENOUGH;
            if is_enough && self.begun > self.given {
                return;
            }
            let Some(job) = self.source.as_mut().and_then(Iterator::next) else {
                self.source = None;
                return;
            };
            self.shared.lock().jobs.push_back((self.begun, job));
            self.begun += 1;
            if self.threads < self.most_threads && self.start() {
                self.threads += 1;
            } else if self.threads == 0 {
                self.work_here();
            } else {
                self.shared.changed.notify_all();
            }
        }
    }

    /// False where the system gives no thread.
    fn start(&self) -> bool {
        let (shared, work, size) = (Arc::clone(&self.shared), Arc::clone(&self.work), self.size);
        let body = move || {
            let over = || shared.lock().is_over;
            let mut state = shared.lock();
            while !state.is_over {
                let Some((place, job)) = state.jobs.pop_front() else {
                    state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                    continue;
                };
                drop(state);
                let outcome = panic::catch_unwind(AssertUnwindSafe(|| work(job, &over)));
                state = shared.lock();
                state.bytes += outcome.as_ref().map_or(0, size);
                state.done.insert(place, outcome);
                shared.changed.notify_all();
            }
        };
        thread::Builder::new().name("fetch".to_owned()).spawn(body).is_ok()
    }

    fn work_here(&self) {
        let job = self.shared.lock().jobs.pop_front();
        if let Some((place, job)) = job {
            let outcome = (self.work)(job, &|| false);
            let mut state = self.shared.lock();
            state.bytes += (self.size)(&outcome);
            state.done.insert(place, Ok(outcome));
        }
    }
}

impl<I: Iterator, R> Drop for Ahead<I, R> {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn order_is_kept() {
        let work: Work<u64, u64> = Arc::new(|job, _| {
            thread::sleep(Duration::from_millis(7 * (job % 3)));
            job * 10
        });
        let mut ahead = Ahead::new(0..40, 4, work, |_| 1);
        let outcomes: Vec<u64> = std::iter::from_fn(|| ahead.next(&|| false)).collect();
        assert_eq!(outcomes, (0..40).map(|job| job * 10).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_begun_than_fits() {
        let work: Work<u64, usize> = Arc::new(|_, _| ENOUGH + 1);
        let mut ahead = Ahead::new(0..100, 2, work, |size| *size);
        for _ in 0..5 {
            assert!(ahead.next(&|| false).is_some());
            assert!(ahead.begun - ahead.given <= 4);
        }
    }

    #[test]
    fn a_panic_reaches_the_one_who_asks() {
        let work: Work<u64, u64> = Arc::new(|job, _| {
            assert_ne!(job, 1, "one too many");
            job
        });
        let mut ahead = Ahead::new(0..3, 2, work, |_| 0);
        assert_eq!(ahead.next(&|| false), Some(0));
        let caught = panic::catch_unwind(AssertUnwindSafe(|| ahead.next(&|| false)));
        assert!(caught.is_err());
        assert_eq!(ahead.next(&|| false), Some(2));
    }

    #[test]
    fn who_gives_up_does_not_wait() {
        let work: Work<u64, ()> = Arc::new(|_, over| {
            while !over() {
                thread::sleep(Duration::from_millis(5));
            }
        });
        let mut ahead = Ahead::new(0..9, 2, work, |()| 0);
        assert_eq!(ahead.next(&|| true), None);
    }
}
