//! Hands jobs to the workers in another order than that of listing, to find out whether anything
//! depends on it.

use crate::run::worker::Job;

/// Jobs that are held back until they are enough to be shuffled.
pub(crate) struct Shuffle {
    held: Vec<Job>,
    /// The items that were listed since the first that is held. Each has a place in the run's window, which
    /// it keeps until all before it are done.
    items: usize,
    bytes: usize,
    most_items: usize,
    most_bytes: usize,
    numbers: Numbers,
}

impl Shuffle {
    /// Lets at most so many items, with so many bytes, be listed before it gives back what it holds; one
    /// may have more. They take up places in the run's window, of which some must be left for others.
    pub(crate) fn new(seed: u64, most_items: usize, most_bytes: usize) -> Self {
        let (held, numbers) = (Vec::new(), Numbers(seed));
        Self { held, items: 0, bytes: 0, most_items, most_bytes, numbers }
    }

    /// Whether what is held must be given back before an item of so many bytes is listed.
    pub(crate) fn is_full(&self, bytes: usize) -> bool {
        self.items >= self.most_items || self.bytes.saturating_add(bytes) > self.most_bytes
    }

    pub(crate) fn hold(&mut self, job: Job) {
        self.items += 1;
        self.bytes = self.bytes.saturating_add(job.item.bytes.len());
        self.held.push(job);
    }

    /// Counts an item that goes another way, behind those that are held.
    pub(crate) fn pass(&mut self) {
        if !self.held.is_empty() {
            self.items += 1;
        }
    }

    /// All that is held, shuffled.
    pub(crate) fn take(&mut self) -> Vec<Job> {
        (self.items, self.bytes) = (0, 0);
        let mut jobs = std::mem::take(&mut self.held);
        for place in (1..jobs.len()).rev() {
            jobs.swap(place, self.numbers.below(place + 1));
        }
        jobs
    }
}

/// A row of numbers that follows from a seed alone (splitmix64). Nothing secret rests on it.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is at least 1. All are as likely, to a part in billions.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cableway_core::Item;

    use super::*;
    use crate::run::worker::Work;

    fn order(seed: u64) -> Vec<u64> {
        let mut shuffle = Shuffle::new(seed, 40, 1_000);
        for sequence in 0..40 {
            assert!(!shuffle.is_full(10));
            let item = Arc::new(Item::new("a", vec![0; 10]));
            shuffle.hold(Job {
                sequence,
                ingest: 0,
                item,
                remember: false,
                again: None,
                bridged: false,
                work: Work::Read,
            });
        }
        assert!(shuffle.is_full(0));
        shuffle.take().into_iter().map(|job| job.sequence).collect()
    }

    #[test]
    fn the_order_follows_from_the_seed() {
        let one = order(1);
        assert_eq!(one, order(1));
        assert_ne!(one, order(2));
        let mut sorted = one.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..40).collect::<Vec<_>>());
        assert_ne!(one, sorted);
    }

    #[test]
    fn bytes_count_too() {
        let mut shuffle = Shuffle::new(1, 40, 100);
        assert!(shuffle.is_full(101));
        assert!(!shuffle.is_full(100));
        let item = Arc::new(Item::new("a", vec![0; 60]));
        shuffle.hold(Job {
            sequence: 0,
            ingest: 0,
            item,
            remember: false,
            again: None,
            bridged: false,
            work: Work::Read,
        });
        assert!(shuffle.is_full(41));
        shuffle.take();
        assert!(!shuffle.is_full(100));
    }
}
