//! From counts of features to vectors: what each feature is worth.

use super::linear::Matrix;
use super::vocabulary::{Vocabulary, bucket};

/// How many counts have their damped form in a table: more are rare.
const TABLED: usize = 64;

/// How often each bucket occurs in a document, by bucket.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts(pub(super) Vec<(u32, u32)>);

/// The features that are known, and how rare each is.
///
/// A feature that occurs n times in a document has the value (1 + ln n) · idf, where idf is
/// ln((1 + N) / (1 + d)) + 1 for a feature of d out of N documents (Salton and Buckley 1988,
/// "Term-weighting approaches in automatic text retrieval"); a document's vector is made one long.
#[derive(Clone, Debug, Default)]
pub(super) struct Space {
    pub(super) vocabulary: Vocabulary,
    /// In how many documents each feature occurs.
    pub(super) frequencies: Vec<u32>,
    rarities: Vec<f32>,
    damped: Vec<f32>,
}

impl Space {
    /// The space of these features, each with the number of documents that it occurs in.
    pub(super) fn new(vocabulary: Vocabulary, frequencies: Vec<u32>, documents: u32) -> Self {
        let all = 1.0 + f64::from(documents);
        let rarity = |&found: &u32| ((all / (1.0 + f64::from(found))).ln() + 1.0) as f32;
        let rarities = frequencies.iter().map(rarity).collect();
        let damped = (0..TABLED as u32).map(damp).collect();
        Self { vocabulary, frequencies, rarities, damped }
    }

    /// The space of `documents`: of the features that occur in `least` or more, the `most` that occur in
    /// most.
    pub(super) fn of<'a>(
        documents: impl ExactSizeIterator<Item = &'a Counts>,
        bits: u8,
        most: usize,
        least: u32,
    ) -> Self {
        let mut found = vec![0_u32; 1 << bits];
        let all = documents.len() as u32;
        for (bucket, _) in documents.flat_map(|counts| &counts.0) {
            found[*bucket as usize] += 1;
        }
        let mut kept: Vec<u32> =
            (0..found.len() as u32).filter(|&bucket| found[bucket as usize] >= least).collect();
        if kept.len() > most {
            // Stable: equals stay in the order of their buckets.
            kept.sort_by_key(|&bucket| std::cmp::Reverse(found[bucket as usize]));
            kept.truncate(most);
            kept.sort_unstable();
        }
        let frequencies = kept.iter().map(|&bucket| found[bucket as usize]).collect();
        Self::new(Vocabulary::new(bits, &kept), frequencies, all)
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// How rare a feature is.
    pub(super) fn rarity(&self, feature: u32) -> f32 {
        self.rarities.get(feature as usize).copied().unwrap_or(0.0)
    }

    /// What a feature that occurs `count` times is worth, rarity aside.
    pub(super) fn damped(&self, count: u32) -> f32 {
        self.damped.get(count as usize).copied().unwrap_or_else(|| damp(count))
    }

    /// The vectors of documents, one a row.
    pub(super) fn matrix<'a>(&self, documents: impl Iterator<Item = &'a Counts>) -> Matrix {
        let mut matrix = Matrix::new(self.len());
        let mut row: Vec<(u32, f32)> = Vec::new();
        for counts in documents {
            row.clear();
            row.extend(counts.0.iter().filter_map(|&(bucket, count)| {
                let feature = self.vocabulary.rank(bucket)?;
                Some((feature, self.damped(count) * self.rarity(feature)))
            }));
            let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
            matrix.push(row.iter().map(|&(feature, value)| (feature, value / length)));
        }
        matrix
    }
}

fn damp(count: u32) -> f32 {
    if count == 0 { 0.0 } else { (1.0 + f64::from(count).ln()) as f32 }
}

/// The counts of what has been read, where `bits` are those of a bucket.
pub(super) fn bucket_of(bits: u8) -> impl Fn(u64) -> Option<u32> {
    move |hash| Some(bucket(hash, bits))
}
