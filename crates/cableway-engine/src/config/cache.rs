//! Stages and plugins that several pipelines of one process share.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cableway_core::{Clock, ConfigProblem, Digest, Network, Registry, StageKind};

use crate::fingerprint::PluginFingerprint;
use crate::pipeline::Worker;

/// Keeps what takes long to make ready, so that the next pipeline that asks for the same gets it at
/// once: opened plugins, and classify and summarize stages that work in parallel. Whoever loads many
/// pipelines that have stages in common, as tests do, makes one and hands it to each
/// [`load`](crate::load) by way of [`LoadOptions::cache`](crate::LoadOptions::cache), with the same registry.
///
/// The same are two stages of one table, folder, plugin, limits, clock and network policy, whose files
/// (those that the table names) have the same bytes. What a stage reads besides, such as the files of a folder
/// that the table names, is taken to stay as it is for as long as the cache lives. Such stages work on each
/// document by itself, so that none can tell with whom it is shared. Stages of the other kinds, and those that see
/// the documents in order, are made for each pipeline. Warnings are kept with the stage.
///
/// ```
/// use cableway_engine::{LoadOptions, StageCache};
///
/// let cache = StageCache::new();
/// let options = LoadOptions { cache: Some(&cache), ..LoadOptions::default() };
/// # drop(options);
/// ```
#[derive(Default)]
pub struct StageCache {
    plugins: Kept<PluginKey, Arc<Registry>>,
    stages: Kept<StageKey, (Worker, Vec<ConfigProblem>)>,
}

impl StageCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets what nobody has asked for since this was last called: whoever loads a pipeline again and again while
    /// its files change keeps what the last one shares with the one before.
    ///
    /// ```
    /// cableway_engine::StageCache::new().forget_unused();
    /// ```
    pub fn forget_unused(&self) {
        self.plugins.forget_unused();
        self.stages.forget_unused();
    }

    /// The stages of a plugin, opened with `open` where nobody has.
    pub(crate) fn plugin<E>(
        &self,
        key: PluginKey,
        open: impl FnOnce() -> Result<(Arc<Registry>, bool), E>,
    ) -> Result<Arc<Registry>, E> {
        self.plugins.get(key, open)
    }

    /// A stage and its warnings, made with `make` where nobody has.
    pub(crate) fn stage<E>(
        &self,
        key: StageKey,
        make: impl FnOnce() -> Result<((Worker, Vec<ConfigProblem>), bool), E>,
    ) -> Result<(Worker, Vec<ConfigProblem>), E> {
        self.stages.get(key, make)
    }
}

impl fmt::Debug for StageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StageCache").finish_non_exhaustive()
    }
}

/// What makes two openings of a plugin the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PluginKey {
    pub(crate) fingerprint: PluginFingerprint,
    /// Its table, as JSON of one form.
    pub(crate) config: String,
    pub(crate) base: PathBuf,
    pub(crate) root: PathBuf,
}

/// What makes two stages the same.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct StageKey {
    pub(crate) kind: StageKind,
    pub(crate) id: String,
    pub(crate) plugin: Option<Arc<PluginKey>>,
    /// Its table, as JSON of one form.
    pub(crate) config: String,
    pub(crate) base: PathBuf,
    pub(crate) root: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) time: Option<Duration>,
    pub(crate) clock: Clock,
    pub(crate) network: Network,
    pub(crate) files: BTreeMap<String, Digest>,
}

/// Values by key, each made by one thread while others that want it wait.
struct Kept<K, V>(Mutex<HashMap<K, Use<V>>>);

/// A place, and whether somebody has asked for it lately.
struct Use<V> {
    place: Place<V>,
    is_used: bool,
}

/// Where a value is, or will be.
type Place<V> = Arc<Mutex<Option<V>>>;

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// The value of `key`. `make` says besides whether it may be kept.
    fn get<E>(&self, key: K, make: impl FnOnce() -> Result<(V, bool), E>) -> Result<V, E> {
        let place = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let used =
                places.entry(key).or_insert_with(|| Use { place: Arc::default(), is_used: true });
            used.is_used = true;
            Arc::clone(&used.place)
        };
        // A thread that panicked here has left nothing behind.
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = &*place {
            return Ok(value.clone());
        }
        let (value, may_be_kept) = make()?;
        if may_be_kept {
            *place = Some(value.clone());
        }
        Ok(value)
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    fn forget_unused(&self) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, used| std::mem::take(&mut used.is_used));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let kept: Kept<u8, u8> = Kept::default();
        let get = |key, value| kept.get(key, || Ok::<_, ()>((value, true)));
        assert_eq!((get(1, 1), get(2, 1)), (Ok(1), Ok(1)));
        kept.forget_unused();
        assert_eq!(get(1, 2), Ok(1));
        kept.forget_unused();
        assert_eq!((get(1, 3), get(2, 3)), (Ok(1), Ok(3)));
    }

    #[test]
    fn what_is_kept_is_made_once() {
        let kept: Kept<u8, u8> = Kept::default();
        assert_eq!(kept.get(1, || Err("not yet")), Err("not yet"));
        assert_eq!(kept.get(1, || Ok::<_, ()>((2, false))), Ok(2));
        assert_eq!(kept.get(1, || Ok::<_, ()>((3, true))), Ok(3));
        assert_eq!(kept.get(1, || Ok::<_, ()>((4, true))), Ok(3));
        assert_eq!(kept.get(2, || Ok::<_, ()>((5, true))), Ok(5));
    }

    #[test]
    fn many_threads_wait_for_the_one_that_makes_it() {
        let kept: Kept<u8, u8> = Kept::default();
        let made = std::sync::atomic::AtomicU8::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let value = kept.get(1, || {
                        std::thread::sleep(Duration::from_millis(5));
                        let count = made.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                        Ok::<_, ()>((count, true))
                    });
                    assert_eq!(value, Ok(1));
                });
            }
        });
    }
}
