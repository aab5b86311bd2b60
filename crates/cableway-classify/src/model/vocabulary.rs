//! The features that a model knows, out of all that can be hashed.

/// The largest number of bits that a bucket may have: 2 MiB of memory.
pub(super) const MOST_BITS: u8 = 24;

/// A set of buckets, each with its rank. A bit for each bucket and the rank of each 64th make it small
/// enough to stay in the processor's own memory, where most features of a text end: a model does not know
/// them.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    bits: u8,
    sets: Vec<u64>,
    ranks: Vec<u32>,
    len: usize,
}

/// The bucket of a feature's hash: its upper `bits`.
pub(super) fn bucket(hash: u64, bits: u8) -> u32 {
    (hash >> (64 - u32::from(bits))) as u32
}

impl Vocabulary {
    /// The set of `buckets`, which ascend and have `bits` bits, 6 to [`MOST_BITS`].
    pub(super) fn new(bits: u8, buckets: &[u32]) -> Self {
        let mut sets = vec![0_u64; (1_usize << bits).div_ceil(64)];
        for &bucket in buckets {
            if let Some(set) = sets.get_mut(bucket as usize / 64) {
                *set |= 1 << (bucket % 64);
            }
        }
        let mut rank = 0;
        let ranks = sets
            .iter()
            .map(|set| {
                let before = rank;
                rank += set.count_ones();
                before
            })
            .collect();
        Self { bits, sets, ranks, len: buckets.len() }
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The number of the feature with this hash, less than [`Vocabulary::len`].
    pub(super) fn number(&self, hash: u64) -> Option<u32> {
        self.rank(bucket(hash, self.bits))
    }

    pub(super) fn rank(&self, bucket: u32) -> Option<u32> {
        let set = self.sets.get(bucket as usize / 64)?;
        let bit = 1_u64 << (bucket % 64);
        if set & bit == 0 {
            return None;
        }
        Some(self.ranks.get(bucket as usize / 64)? + (set & (bit - 1)).count_ones())
    }

    /// The buckets, ascending.
    pub(super) fn buckets(&self) -> impl Iterator<Item = u32> + '_ {
        self.sets.iter().enumerate().flat_map(|(place, &set)| {
            let mut left = set;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                if bit == 64 {
                    return None;
                }
                left &= left - 1;
                Some(place as u32 * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Vocabulary;

    proptest! {
        #[test]
        fn each_bucket_has_its_rank(buckets in prop::collection::btree_set(0_u32..1024, 0..200)) {
            let buckets: Vec<u32> = buckets.into_iter().collect();
            let vocabulary = Vocabulary::new(10, &buckets);
            prop_assert_eq!(vocabulary.buckets().collect::<Vec<_>>(), buckets.clone());
            for bucket in 0..1024 {
                let expect = buckets.binary_search(&bucket).ok().map(|rank| rank as u32);
                prop_assert_eq!(vocabulary.rank(bucket), expect);
                prop_assert_eq!(vocabulary.number(u64::from(bucket) << 54 | 7), expect);
            }
        }
    }
}
