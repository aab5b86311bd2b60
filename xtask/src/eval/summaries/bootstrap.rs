//! The paired bootstrap: whether one stage is better than another, or only had luck with the documents.

/// How often the documents are drawn anew.
pub(super) const ROUNDS: usize = 10_000;

/// Where the draws start, so that the same figures give the same answer.
const SEED: u64 = 2026;

/// One stage against another over the same documents.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The mean of the differences.
    pub(super) difference: f64,
    /// Where the middle 95 % of the means of drawn documents lie.
    pub(super) interval: (f64, f64),
    /// The share of draws in which the first is not better than the second.
    pub(super) p: f64,
}

/// Compares `ours` with `theirs`, which hold a figure for each document in the same order: P. Koehn,
/// "Statistical significance tests for machine translation evaluation", 2004.
pub(super) fn compare(ours: &[f64], theirs: &[f64]) -> Comparison {
    let differences: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    let count = differences.len().max(1);
    let mut random = Random(SEED);
    let mut means: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let drawn = (0..count).filter_map(|_| differences.get(random.below(count)));
            drawn.sum::<f64>() / count as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |thousandths: usize| means[(ROUNDS - 1) * thousandths / 1000];
    let not_better = means.iter().filter(|mean| **mean <= 0.0).count();
    Comparison {
        difference: differences.iter().sum::<f64>() / count as f64,
        interval: (at(25), at(975)),
        p: not_better as f64 / ROUNDS as f64,
    }
}

/// `SplitMix64` (G. L. Steele and others, 2014): enough for draws, and the same for ever.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // The upper half of the product: no remainder, and even to one part in 2^64.
        ((u128::from(bits) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sure_gain_and_none() {
        let theirs: Vec<f64> = (0..50).map(|place| f64::from(place % 7)).collect();
        let better: Vec<f64> = theirs.iter().map(|figure| figure + 1.0).collect();
        let sure = compare(&better, &theirs);
        assert!((sure.difference - 1.0).abs() < 1e-12 && sure.p == 0.0, "{sure:?}");
        let none = compare(&theirs, &theirs);
        assert!(none.difference.abs() < 1e-12 && (none.p - 1.0).abs() < 1e-12, "{none:?}");
        let mixed: Vec<f64> = theirs
            .iter()
            .enumerate()
            .map(|(place, f)| f + if place % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        let mixed = compare(&mixed, &theirs);
        assert!((0.3..0.7).contains(&mixed.p), "{mixed:?}");
        assert!(mixed.interval.0 < 0.0 && mixed.interval.1 > 0.0, "{mixed:?}");
    }
}
