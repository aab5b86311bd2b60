//! ROUGE as the package `rouge-score` 0.1.2 reckons it with `use_stemmer=True`: F1 of single words, of
//! pairs, of the longest common subsequence, and of that sentence by sentence (C.-Y. Lin, "ROUGE: a
//! package for automatic evaluation of summaries", 2004). A test compares the two on a sample.

use std::collections::{BTreeSet, HashMap};

use nltk_porter::{Mode, PorterStemmer};

/// What is measured, in the order of [`Scores`].
pub(super) const NAMES: [&str; 4] = ["ROUGE-1", "ROUGE-2", "ROUGE-L", "ROUGE-Lsum"];

/// F1 of the four, from 0 to 1.
pub(super) type Scores = [f64; 4];

/// Words of up to this length are left as they are.
const NOT_STEMMED: usize = 3;

/// Cuts texts into stems and compares them.
pub(super) struct Rouge {
    stemmer: PorterStemmer,
}

impl Rouge {
    pub(super) fn new() -> Self {
        Self { stemmer: PorterStemmer::new(Mode::Nltk) }
    }

    /// Compares a summary with one reference; in both, a line is a sentence.
    pub(super) fn score(&self, reference: &str, summary: &str) -> Scores {
        let (reference, summary) = (self.sentences(reference), self.sentences(summary));
        let (all, ours) = (reference.concat(), summary.concat());
        let pairs = |words: &[String]| -> Vec<[String; 2]> {
            words.windows(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect()
        };
        [
            of_counts(&all, &ours),
            of_counts(&pairs(&all), &pairs(&ours)),
            f1(common(&all, &ours).len(), all.len(), ours.len()),
            by_sentence(&reference, &summary),
        ]
    }

    fn sentences(&self, text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| self.words(line)).collect()
    }

    /// Runs of the letters a to z and digits, stemmed: the package knows no other letters.
    fn words(&self, text: &str) -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(
                |word| {
                    if word.len() > NOT_STEMMED { self.stemmer.stem(word) } else { word.to_owned() }
                },
            )
            .collect()
    }
}

fn f1(hits: usize, reference: usize, summary: usize) -> f64 {
    let all = reference + summary;
    if all == 0 { 0.0 } else { 2.0 * hits as f64 / all as f64 }
}

fn counts<T: Eq + std::hash::Hash>(items: &[T]) -> HashMap<&T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

fn of_counts<T: Eq + std::hash::Hash>(reference: &[T], summary: &[T]) -> f64 {
    let wanted = counts(reference);
    let given = counts(summary);
    let hits = wanted.iter().map(|(item, &count)| count.min(given.get(item).copied().unwrap_or(0)));
    f1(hits.sum(), reference.len(), summary.len())
}

/// For each sentence of the reference, the words that it shares, in order, with any sentence of the
/// summary; no word of either side counts twice.
fn by_sentence(reference: &[Vec<String>], summary: &[Vec<String>]) -> f64 {
    let (all, ours) = (reference.concat(), summary.concat());
    let (mut left, mut left_in_ours) = (counts(&all), counts(&ours));
    let mut hits = 0;
    for sentence in reference {
        let shared: BTreeSet<usize> =
            summary.iter().flat_map(|other| common(sentence, other)).collect();
        for word in shared.into_iter().filter_map(|place| sentence.get(place)) {
            let (Some(here), Some(there)) = (left.get_mut(word), left_in_ours.get_mut(word)) else {
                continue;
            };
            if *here > 0 && *there > 0 {
                hits += 1;
                *here -= 1;
                *there -= 1;
            }
        }
    }
    f1(hits, all.len(), ours.len())
}

/// The places in `reference` of one longest subsequence that it shares with `summary`; of several,
/// the one that the package finds.
fn common(reference: &[String], summary: &[String]) -> Vec<usize> {
    let width = summary.len() + 1;
    let mut lengths = vec![0_u32; (reference.len() + 1) * width];
    for (i, word) in reference.iter().enumerate() {
        for (j, other) in summary.iter().enumerate() {
            lengths[(i + 1) * width + j + 1] = if word == other {
                lengths[i * width + j] + 1
            } else {
                lengths[i * width + j + 1].max(lengths[(i + 1) * width + j])
            };
        }
    }
    let (mut i, mut j) = (reference.len(), summary.len());
    let mut places = Vec::new();
    while i > 0 && j > 0 {
        if reference[i - 1] == summary[j - 1] {
            i -= 1;
            j -= 1;
            places.push(i);
        } else if lengths[i * width + j - 1] > lengths[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Texts of our own with what rouge-score 0.1.2 (NLTK 3.10.4) prints of them.
    const SAMPLE: &str = include_str!("rouge-sample.json");

    #[test]
    fn the_sample_has_the_scores_of_the_package() {
        let sample: Vec<Value> = serde_json::from_str(SAMPLE).expect("it is JSON");
        let rouge = Rouge::new();
        assert!(sample.len() >= 10, "{}", sample.len());
        for case in sample {
            let text = |name: &str| case[name].as_str().expect("it is there").to_owned();
            let scores = rouge.score(&text("reference"), &text("summary"));
            for (score, name) in scores.iter().zip(NAMES) {
                let theirs = case["scores"][name].as_f64().expect("it is there");
                let difference = (score * 100.0 - theirs).abs();
                assert!(difference < 0.001, "{name}: {score}, not {theirs}, for {case}");
            }
        }
    }

    #[test]
    fn nothing_shares_nothing() {
        let rouge = Rouge::new();
        assert!(rouge.score("", "").iter().all(|&score| score == 0.0));
        assert!(rouge.score("The ferry sails.", "").iter().all(|&score| score == 0.0));
    }
}
