//! A hash for the short words of tables: every word of every text is looked up in them, and none comes from anybody
//! who would want them to collide, as the tables are part of the program.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map with the hash of Fowler, Noll and Vo (FNV-1a).
pub(crate) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// A set with the same hash.
pub(crate) type WordSet<K> = HashSet<K, BuildHasherDefault<Fnv>>;

/// The hash while it is made.
#[derive(Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
