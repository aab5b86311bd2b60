//! Maps for the short words of tables: every word of every text is looked up in them, and none comes from anybody who would
//! want them to collide, as the tables are part of the program.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

/// A map with a hash that is made for short words.
pub(crate) type WordMap<K, V> = HashMap<K, V, FixedState>;

/// A set with the same hash.
pub(crate) type WordSet<K> = HashSet<K, FixedState>;
