//! From labelled documents to a classifier.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::calibrate::Sigmoid;
use super::classifier::{Classifier, LabelInfo, ModelInfo, parts};
use super::folds::folds;
use super::labelled::{DataError, Labelled, LabelledSet};
use super::linear::{Plane, Stop, solve};
use super::reading::{Characters, Features, Reading};
use super::space::{Counts, Space, bucket_of};

/// How many bits of a feature's hash are kept: with a million buckets a hundred thousand features seldom
/// meet.
const BITS: u8 = 20;

/// In how many documents a feature must occur: what occurs once tells one document, not its label.
const LEAST: u32 = 2;

/// Which features are tried. The first are those that are taken where others are not clearly better.
const FEATURES: [Features; 4] = [
    Features { pairs: false, characters: Characters::Starts, title_weight: 2 },
    Features { pairs: false, characters: Characters::None, title_weight: 2 },
    Features { pairs: true, characters: Characters::Starts, title_weight: 2 },
    Features { pairs: false, characters: Characters::Within, title_weight: 2 },
];

/// Which costs are tried, the first as above.
const COSTS: [f64; 3] = [1.0, 0.25, 4.0];

/// How a classifier is trained.
#[derive(Clone, Copy, Debug)]
pub struct TrainOptions {
    /// In how many parts the documents are divided, each of which is left out once; at least 2.
    pub folds: usize,
    /// What the division depends on.
    pub seed: u64,
    /// How many threads work; the result does not depend on it.
    pub threads: usize,
    /// How many features are kept, those of most documents first.
    pub most_features: usize,
    /// From how many documents settings are chosen, where there are more.
    pub choose_from: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { folds: 5, seed: 1, threads: 1, most_features: 200_000, choose_from: 10_000 }
    }
}

/// A classifier, and how its settings were chosen.
#[derive(Debug)]
pub struct Trained {
    /// The classifier.
    pub classifier: Classifier,
    /// Everything that was tried, in order; the chosen settings are those of
    /// [`ModelInfo::features`] and [`ModelInfo::cost`].
    pub tried: Vec<Tried>,
}

/// Settings and how good they were on documents left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// Which features.
    pub features: Features,
    /// What an error cost.
    pub cost: f64,
    /// As [`ModelInfo::quality`].
    pub quality: f64,
}

/// The documents as numbers.
struct Problem<'a> {
    documents: &'a [Labelled],
    names: Vec<String>,
    /// The labels of each document, as places in `names`.
    labels: Vec<Vec<usize>>,
    one_label: bool,
    options: TrainOptions,
}

/// Trains a classifier. The same documents in the same order, options and version give the same
/// classifier, to the byte, whatever the number of threads.
///
/// Features and cost are those that do best on documents left out ([`TrainOptions::folds`]); others than
/// the first tried must be better by more than one standard error of the difference. The probabilities
/// come from the same scores of documents left out.
///
/// # Errors
/// When there are fewer than two labels (or one, on all documents), or a label has fewer documents
/// with it, or without it, than there are folds.
pub fn train(set: &LabelledSet, options: TrainOptions) -> Result<Trained, DataError> {
    let problem = Problem::new(&set.documents, options)?;
    // Settings are chosen from a part that has every label in the same share.
    let parts = problem.labels.len().div_ceil(options.choose_from.max(1));
    let part = folds(&problem.labels, problem.names.len(), parts, options.seed);
    let sample: Vec<usize> = (0..part.len()).filter(|&document| part[document] == 0).collect();
    let mut tried: Vec<(Tried, Vec<f64>)> = Vec::new();
    for features in FEATURES {
        let counts = problem.counts(&sample, features);
        let scores = problem.left_out(&sample, &counts, &COSTS);
        for (cost, scores) in COSTS.iter().zip(scores) {
            let qualities = problem.qualities(&sample, &scores);
            let quality = mean(&qualities);
            tried.push((Tried { features, cost: *cost, quality }, qualities));
        }
    }
    let chosen = tried[choose(&tried)].0;
    let all: Vec<usize> = (0..problem.labels.len()).collect();
    let counts = problem.counts(&all, chosen.features);
    let scores = problem.left_out(&all, &counts, &[chosen.cost]);
    let sigmoids = problem.sigmoids(scores.first().map_or(&[], Vec::as_slice));
    let classifier = problem.finish(set, &counts, chosen, &sigmoids);
    Ok(Trained { classifier, tried: tried.into_iter().map(|(tried, _)| tried).collect() })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The settings to take: the best, unless the first are about as good, within one standard error of the
/// difference. So that chance does not choose where there are few documents.
fn choose(tried: &[(Tried, Vec<f64>)]) -> usize {
    let mut best = 0;
    for (place, (one, qualities)) in tried.iter().enumerate().skip(1) {
        let (first, base) = &tried[0];
        let differences: Vec<f64> = qualities.iter().zip(base).map(|(a, b)| a - b).collect();
        let difference = mean(&differences);
        let squares = differences.iter().map(|d| (d - difference).powi(2)).sum::<f64>();
        let error = squares.sqrt() / differences.len() as f64;
        let is_better = one.quality - first.quality > error;
        if is_better && one.quality > tried[best].0.quality {
            best = place;
        }
    }
    best
}

impl<'a> Problem<'a> {
    fn new(documents: &'a [Labelled], options: TrainOptions) -> Result<Self, DataError> {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for label in documents.iter().flat_map(|document| &document.labels) {
            *sizes.entry(label).or_default() += 1;
        }
        let names: Vec<String> = sizes.keys().map(|&name| name.to_owned()).collect();
        let folds = options.folds.max(2);
        let all = documents.len();
        if names.is_empty() {
            return Err(DataError::one("no document has a label: there is nothing to learn"));
        }
        let mut mistakes = Vec::new();
        for (name, &size) in &sizes {
            if size == all {
                let more = if names.len() == 1 { "only " } else { "" };
                mistakes.push(format!(
                    "all {all} documents have the {more}label `{name}`: to learn what it means takes \
                     documents without it, such as those of another label"
                ));
            } else if size < folds {
                mistakes.push(format!(
                    "the label `{name}` has {}, fewer than the {folds} folds: find more, leave it out, \
                     or take fewer folds (2 at least)",
                    count(size, "document")
                ));
            } else if all - size < folds {
                mistakes.push(format!(
                    "only {} without the label `{name}`, fewer than the {folds} folds: find more, or \
                     take fewer folds (2 at least)",
                    count(all - size, "document")
                ));
            }
        }
        if !mistakes.is_empty() {
            return Err(DataError { mistakes });
        }
        let place = |label: &String| names.binary_search(label).ok();
        let labels: Vec<Vec<usize>> =
            documents.iter().map(|d| d.labels.iter().filter_map(place).collect()).collect();
        let one_label = labels.iter().all(|own| own.len() == 1);
        Ok(Self { documents, names, labels, one_label, options: TrainOptions { folds, ..options } })
    }

    /// The counts of features of these documents.
    fn counts(&self, documents: &[usize], features: Features) -> Vec<Counts> {
        const CHUNK: usize = 256;
        let chunks: Vec<&[usize]> = documents.chunks(CHUNK).collect();
        let counted = parallel(chunks.len(), self.options.threads, |chunk| {
            let mut reading = Reading::default();
            let count = |&document: &usize| {
                let parts = parts(&self.documents[document].document);
                reading.read(&parts, features, 1 << BITS, &bucket_of(BITS));
                let mut counts: Vec<(u32, u32)> =
                    reading.found.iter().map(|&bucket| (bucket, reading.count(bucket))).collect();
                counts.sort_unstable();
                Counts(counts)
            };
            chunks[chunk].iter().map(count).collect::<Vec<_>>()
        });
        counted.into_iter().flatten().collect()
    }

    fn space<'c>(&self, counts: impl ExactSizeIterator<Item = &'c Counts>) -> Space {
        Space::of(counts, BITS, self.options.most_features, LEAST)
    }

    fn planes(&self, matrix: &super::linear::Matrix, rows: &[usize], cost: f64) -> Vec<Plane> {
        (0..self.names.len())
            .map(|label| {
                let positive: Vec<bool> =
                    rows.iter().map(|&row| self.labels[row].contains(&label)).collect();
                solve(matrix, &positive, cost, self.options.seed, Stop::default())
            })
            .collect()
    }

    /// For each cost, the scores of each of `documents`, label after label, from planes that were made
    /// without its fold: neither features nor their rarity come from it.
    fn left_out(&self, documents: &[usize], counts: &[Counts], costs: &[f64]) -> Vec<Vec<f64>> {
        let own: Vec<Vec<usize>> = documents.iter().map(|&d| self.labels[d].clone()).collect();
        let width = self.names.len();
        let count = self.options.folds;
        let fold = folds(&own, width, count, self.options.seed);
        let by_fold = parallel(count, self.options.threads, |left| {
            let (mut inside, mut outside) = (Vec::new(), Vec::new());
            for (place, &fold) in fold.iter().enumerate() {
                if fold == left { outside.push(place) } else { inside.push(place) }
            }
            let chosen: Vec<&Counts> = inside.iter().map(|&place| &counts[place]).collect();
            let space = self.space(chosen.iter().copied());
            let matrix = space.matrix(chosen.iter().copied());
            let tested = space.matrix(outside.iter().map(|&place| &counts[place]));
            let rows: Vec<usize> = inside.iter().map(|&place| documents[place]).collect();
            let scores: Vec<Vec<f64>> = costs
                .iter()
                .map(|&cost| {
                    let planes = self.planes(&matrix, &rows, cost);
                    (0..tested.rows())
                        .flat_map(|row| {
                            planes.iter().map(|p| p.score(&tested, row)).collect::<Vec<_>>()
                        })
                        .collect()
                })
                .collect();
            (outside, scores)
        });
        let mut all = vec![vec![0.0; documents.len() * width]; costs.len()];
        for (outside, scores) in by_fold {
            for (to, from) in all.iter_mut().zip(scores) {
                for (&place, scores) in outside.iter().zip(from.chunks(width)) {
                    to[place * width..(place + 1) * width].copy_from_slice(scores);
                }
            }
        }
        all
    }

    /// How good the scores of each document are, 0 to 1.
    fn qualities(&self, documents: &[usize], scores: &[f64]) -> Vec<f64> {
        let quality = |(&document, scores): (&usize, &[f64])| {
            let truth = &self.labels[document];
            if self.one_label {
                let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
                return if best.is_some_and(|best| truth.contains(&best)) { 1.0 } else { 0.0 };
            }
            let given: Vec<usize> =
                (0..scores.len()).filter(|&place| scores[place] > 0.0).collect();
            let right = given.iter().filter(|label| truth.contains(label)).count();
            match given.len() + truth.len() {
                0 => 1.0,
                both => 2.0 * right as f64 / both as f64,
            }
        };
        documents.iter().zip(scores.chunks(self.names.len())).map(quality).collect()
    }

    fn sigmoids(&self, scores: &[f64]) -> Vec<Sigmoid> {
        let width = self.names.len();
        (0..width)
            .map(|label| {
                let own: Vec<f64> = scores.iter().copied().skip(label).step_by(width).collect();
                let has = |labels: &Vec<usize>| labels.contains(&label);
                Sigmoid::fit(&own, &self.labels.iter().map(has).collect::<Vec<_>>())
            })
            .collect()
    }

    /// The classifier made from all documents.
    fn finish(
        &self,
        set: &LabelledSet,
        counts: &[Counts],
        chosen: Tried,
        sigmoids: &[Sigmoid],
    ) -> Classifier {
        let space = self.space(counts.iter());
        let matrix = space.matrix(counts.iter());
        let positive = |label: usize| -> Vec<bool> {
            self.labels.iter().map(|own| own.contains(&label)).collect()
        };
        let width = self.names.len();
        let planes = parallel(width, self.options.threads, |label| {
            let seed = self.options.seed;
            quantised(&solve(&matrix, &positive(label), chosen.cost, seed, Stop::default()))
        });
        let mut stored = vec![0; space.len() * width];
        let mut labels = Vec::with_capacity(width);
        for (label, (plane, sigmoid)) in planes.iter().zip(sigmoids).enumerate() {
            for (feature, &weight) in plane.weights.iter().enumerate() {
                stored[feature * width + label] = weight;
            }
            labels.push(LabelInfo {
                label: self.names[label].clone(),
                documents: positive(label).iter().filter(|has| **has).count() as u32,
                bias: plane.bias,
                scale: plane.scale,
                sigmoid: *sigmoid,
            });
        }
        let info = ModelInfo {
            labels,
            one_label: self.one_label,
            features: chosen.features,
            bits: BITS,
            cost: chosen.cost,
            documents: self.labels.len() as u32,
            data: set.digest,
            seed: self.options.seed,
            folds: self.options.folds,
            // Ten decimals are more than it is worth.
            quality: (chosen.quality * 1e10).round() / 1e10,
        };
        Classifier::new(info, space, stored)
    }
}

/// A plane in whole numbers.
struct Quantised {
    weights: Vec<i16>,
    scale: f32,
    bias: f32,
}

/// Sixteen bits a weight: the error is at most a 65,000th of the largest.
fn quantised(plane: &Plane) -> Quantised {
    let largest = plane.weights.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
    let scale = (largest / f64::from(i16::MAX)) as f32;
    let whole = |&weight: &f64| {
        if scale > 0.0 { (weight / f64::from(scale)).round() as i16 } else { 0 }
    };
    Quantised { weights: plane.weights.iter().map(whole).collect(), scale, bias: plane.bias as f32 }
}

/// What `work` gives for each number less than `tasks`, in order, from `threads` threads.
fn parallel<T: Send>(tasks: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(tasks));
    let go_on = || {
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= tasks {
                return;
            }
            let result = work(task);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((task, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, tasks.max(1)) {
            scope.spawn(go_on);
        }
        go_on();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(task, _)| *task);
    done.into_iter().map(|(_, result)| result).collect()
}

fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{COSTS, FEATURES, Tried, choose, parallel};

    fn tried(qualities: &[f64]) -> (Tried, Vec<f64>) {
        let quality = qualities.iter().sum::<f64>() / qualities.len() as f64;
        (Tried { features: FEATURES[0], cost: COSTS[0], quality }, qualities.to_vec())
    }

    #[test]
    fn chance_does_not_choose() {
        let first: Vec<f64> = (0..100).map(|place| f64::from(u8::from(place < 80))).collect();
        // Right where the first was wrong, and wrong where it was right, so many times.
        let other = |gains: usize, losses: usize| {
            let changed = |(place, &quality): (usize, &f64)| match place {
                place if place < losses => 0.0,
                place if place >= 100 - gains => 1.0,
                _ => quality,
            };
            tried(&first.iter().enumerate().map(changed).collect::<Vec<_>>())
        };
        // Two more of a hundred are within one standard error of ten changes (3.2), ten are not.
        assert_eq!(choose(&[tried(&first), other(6, 4)]), 0);
        assert_eq!(choose(&[tried(&first), other(6, 4), other(10, 0), other(5, 0)]), 2);
    }

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        for threads in [0, 1, 3, 50] {
            assert_eq!(
                parallel(20, threads, |task| task * 2),
                (0..40).step_by(2).collect::<Vec<_>>()
            );
        }
        assert!(parallel(0, 4, |task| task).is_empty());
    }
}
