//! What one stage does, counted while it does it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// How many powers of two the buckets go through, from one microsecond on: the last one ends at 67 seconds.
pub(crate) const OCTAVES: usize = 26;

/// The parts of an octave, of the same width.
const PARTS: usize = 4;

/// The first bucket is all below a microsecond, the last one all that takes longer than the others hold.
const BUCKETS: usize = 1 + OCTAVES * PARTS + 1;

/// What one stage did, counted by all workers. There is no lock: each count is right by itself, and all of
/// them are once nobody works any more.
#[derive(Debug)]
pub(crate) struct Meter {
    documents: AtomicU64,
    unchanged: AtomicU64,
    skipped: AtomicU64,
    failures: AtomicU64,
    retries: AtomicU64,
    bytes: AtomicU64,
    /// Of the calls that the buckets count.
    nanoseconds: AtomicU64,
    /// Of all else.
    besides: AtomicU64,
    slowest: AtomicU64,
    buckets: [AtomicU64; BUCKETS],
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            documents: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
            skipped: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            retries: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            nanoseconds: AtomicU64::new(0),
            besides: AtomicU64::new(0),
            slowest: AtomicU64::new(0),
            buckets: [const { AtomicU64::new(0) }; BUCKETS],
        }
    }
}

impl Meter {
    /// The stage has worked on `bytes` and given `documents`.
    pub(crate) fn worked(&self, time: Duration, bytes: usize, documents: u64) {
        self.documents.fetch_add(documents, Relaxed);
        self.took(time, bytes);
    }

    /// The stage has worked on `bytes`, whatever came of it.
    pub(crate) fn took(&self, time: Duration, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Relaxed);
        let nanoseconds = nanoseconds(time);
        self.nanoseconds.fetch_add(nanoseconds, Relaxed);
        self.buckets[bucket(nanoseconds)].fetch_add(1, Relaxed);
        // Most are not the slowest, and looking costs less than writing.
        if nanoseconds > self.slowest.load(Relaxed) {
            self.slowest.fetch_max(nanoseconds, Relaxed);
        }
    }

    /// The stage was busy with no document alone: it listed, or committed.
    pub(crate) fn spent(&self, time: Duration) {
        self.besides.fetch_add(nanoseconds(time), Relaxed);
    }

    /// Documents of which it is known from an earlier run what the stage says.
    pub(crate) fn unchanged(&self, documents: u64) {
        self.unchanged.fetch_add(documents, Relaxed);
    }

    /// A document that its condition kept from the stage.
    pub(crate) fn skipped(&self) {
        self.skipped.fetch_add(1, Relaxed);
    }

    /// A document that the stage failed on.
    pub(crate) fn failed(&self) {
        self.failures.fetch_add(1, Relaxed);
    }

    /// A document that the stage is tried on once more.
    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Relaxed);
    }

    /// All counts as they are now.
    pub(crate) fn reading(&self) -> Reading {
        let mut buckets = [0; BUCKETS];
        for (count, bucket) in buckets.iter_mut().zip(&self.buckets) {
            *count = bucket.load(Relaxed);
        }
        Reading {
            documents: self.documents.load(Relaxed),
            unchanged: self.unchanged.load(Relaxed),
            skipped: self.skipped.load(Relaxed),
            failures: self.failures.load(Relaxed),
            retries: self.retries.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            nanoseconds: self.nanoseconds.load(Relaxed),
            besides: self.besides.load(Relaxed),
            slowest: self.slowest.load(Relaxed),
            buckets,
        }
    }
}

/// What a meter said at one time, or what several said together.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) documents: u64,
    pub(crate) unchanged: u64,
    pub(crate) skipped: u64,
    pub(crate) failures: u64,
    pub(crate) retries: u64,
    pub(crate) bytes: u64,
    nanoseconds: u64,
    besides: u64,
    slowest: u64,
    buckets: [u64; BUCKETS],
}

impl Default for Reading {
    fn default() -> Self {
        Meter::default().reading()
    }
}

impl Reading {
    /// Adds what another meter said.
    pub(crate) fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.failures += other.failures;
        self.retries += other.retries;
        self.bytes += other.bytes;
        self.nanoseconds += other.nanoseconds;
        self.besides += other.besides;
        self.slowest = self.slowest.max(other.slowest);
        for (own, count) in self.buckets.iter_mut().zip(other.buckets) {
            *own += count;
        }
    }

    /// The time of all calls that were measured.
    pub(crate) fn measured(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds)
    }

    /// All time that the stage took.
    pub(crate) fn time(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.saturating_add(self.besides))
    }

    /// How many times were measured.
    pub(crate) fn calls(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// How many of them were shorter than 2^`octave` microseconds.
    pub(crate) fn below(&self, octave: usize) -> u64 {
        self.buckets.iter().take(1 + octave * PARTS).sum()
    }

    /// A time than which the part `share` of those that were measured is not longer: above the true one by a
    /// quarter at most.
    pub(crate) fn quantile(&self, share: f64) -> Duration {
        let rank = (share * self.calls() as f64).ceil().max(1.0);
        let mut seen = 0;
        for (place, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen as f64 >= rank {
                return Duration::from_nanos(end(place).min(self.slowest));
            }
        }
        Duration::from_nanos(self.slowest)
    }

    /// The longest time.
    pub(crate) fn slowest(&self) -> Duration {
        Duration::from_nanos(self.slowest)
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The bucket for a time.
fn bucket(nanoseconds: u64) -> usize {
    // In quarters of a microsecond, so that the parts of the first octave are whole numbers.
    let quarters = nanoseconds.saturating_mul(PARTS as u64) / 1_000;
    let Some(octave) = quarters.checked_ilog2().and_then(|log| log.checked_sub(2)) else {
        return 0;
    };
    let part = (quarters >> octave) as usize - PARTS;
    (1 + octave as usize * PARTS + part).min(BUCKETS - 1)
}

/// The nanoseconds at which a bucket ends.
fn end(bucket: usize) -> u64 {
    let Some(place) = bucket.checked_sub(1) else { return 1_000 };
    if bucket == BUCKETS - 1 {
        return u64::MAX;
    }
    let (octave, part) = (place / PARTS, place % PARTS);
    ((PARTS + part + 1) as u64 * 1_000 / PARTS as u64) << octave
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(nanoseconds: impl IntoIterator<Item = u64>) -> Reading {
        let meter = Meter::default();
        for nanoseconds in nanoseconds {
            meter.worked(Duration::from_nanos(nanoseconds), 10, 1);
        }
        meter.reading()
    }

    #[test]
    fn each_time_is_in_the_bucket_that_holds_it() {
        for nanoseconds in (0..40).map(|power| 1_u64 << power).flat_map(|n| [n - 1, n, n + n / 3]) {
            let place = bucket(nanoseconds);
            assert!(nanoseconds < end(place), "{nanoseconds} in {place}");
            assert!(place == 0 || end(place - 1) <= nanoseconds, "{nanoseconds} in {place}");
        }
        assert_eq!(bucket(999), 0);
        assert_eq!(bucket(1_000), 1);
        assert_eq!(bucket(60_000_000_000), BUCKETS - 2, "a minute");
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn buckets_are_a_quarter_wide_at_most() {
        for place in 2..BUCKETS - 1 {
            let (start, end) = (end(place - 1), end(place));
            assert!(start < end && end * 4 <= start * 5, "{start} {end}");
        }
    }

    #[test]
    fn quantiles_are_near_the_truth() {
        let reading = reading((1..=1_000).map(|place| place * 10_000));
        let check = |share: f64, true_nanoseconds: u64| {
            let found = u64::try_from(reading.quantile(share).as_nanos()).unwrap();
            assert!((true_nanoseconds..=true_nanoseconds * 5 / 4).contains(&found), "{found}");
        };
        check(0.5, 5_000_000);
        check(0.9, 9_000_000);
        check(0.99, 9_900_000);
        assert_eq!(reading.quantile(1.0), Duration::from_millis(10));
        assert_eq!(reading.slowest(), Duration::from_millis(10));
        assert_eq!(Reading::default().quantile(0.5), Duration::ZERO);
    }

    #[test]
    fn readings_add_up() {
        let (mut one, other) = (reading([500, 1_500]), reading([3_000_000]));
        one.add(&other);
        assert_eq!((one.documents, one.bytes, one.calls()), (3, 30, 3));
        assert_eq!((one.below(0), one.below(1), one.below(OCTAVES)), (1, 2, 3));
        assert_eq!(one.slowest(), Duration::from_millis(3));
        assert_eq!(one.measured(), Duration::from_micros(3_002));
    }
}
