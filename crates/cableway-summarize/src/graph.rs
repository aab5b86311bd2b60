//! Sentences as a graph: how similar they are, and how central each is.
//!
//! All sums run in a fixed order, so that the same sentences give the same ranks to the last bit.

use std::collections::HashMap;
use std::ops::Range;

use cableway_core::text::words;
use cableway_core::{Context, StageError};

use crate::budget::{Budget, Size};

/// The most words of one sentence that are compared: a longer one is no sentence, but must not cost
/// more than a limited time.
const MOST_WORDS: usize = 500;

/// The iteration ends when no sum of changes is larger than this, or after [`MOST_STEPS`].
const PRECISION: f64 = 1e-9;

/// Damping of 0.85 reaches [`PRECISION`] in fewer steps than this.
const MOST_STEPS: usize = 200;

/// How similar each sentence is to each other, kept only where they share a word that weighs
/// anything.
pub(crate) struct Graph {
    /// Where the neighbours of each sentence stand in `edges`, and the end.
    starts: Vec<usize>,
    /// For each sentence its neighbours in reading order, with their cosine.
    edges: Vec<(u32, f64)>,
}

impl Graph {
    /// Compares `sentences` by the idf-modified cosine of the paper (equation 1): the cosine of their
    /// vectors of term frequency × idf. `stop_words` do not count, and pairs below `threshold` are
    /// not joined.
    pub(crate) fn of<'a>(
        sentences: impl Iterator<Item = &'a str>,
        stop_words: &[&str],
        threshold: f64,
        context: &Context<'_>,
    ) -> Result<Self, StageError> {
        let vectors = Vectors::of(sentences, stop_words);
        let count = vectors.starts.len() - 1;
        let postings = vectors.postings();
        let mut graph = Self { starts: vec![0], edges: Vec::new() };
        let mut cosines = vec![0.0; count];
        for row in 0..count {
            context.check()?;
            for &(term, weight) in vectors.row(row) {
                for &(other, other_weight) in postings.of(term) {
                    cosines[other as usize] += weight * other_weight;
                }
            }
            for (other, cosine) in cosines.iter_mut().enumerate() {
                let value = std::mem::take(cosine);
                if other != row && value > 0.0 && value >= threshold {
                    graph.edges.push((other as u32, value));
                }
            }
            graph.starts.push(graph.edges.len());
        }
        Ok(graph)
    }

    fn neighbours(&self, place: usize) -> &[(u32, f64)] {
        let range = match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        };
        self.edges.get(range).unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// How central each sentence is: the stationary distribution of a walk that follows similarity
    /// with probability `damping` and else starts again at any sentence (equation 5, by the power
    /// method). Similarity counts `1 - position` times as much on the way to a later sentence as on
    /// the way to an earlier one.
    ///
    /// Other than in the paper, a sentence does not support itself, and a walk that finds no way on
    /// starts again: else a sentence that resembles no other would be as central as the average.
    pub(crate) fn ranks(
        &self,
        damping: f64,
        position: f64,
        context: &Context<'_>,
    ) -> Result<Vec<f64>, StageError> {
        let count = self.len();
        let onward = 1.0 - position;
        let leaving = |place: usize| {
            let weigh = |&(other, cosine): &(u32, f64)| {
                if other as usize > place { onward * cosine } else { cosine }
            };
            self.neighbours(place).iter().map(weigh).sum()
        };
        let sums: Vec<f64> = (0..count).map(leaving).collect();
        let mut ranks = vec![1.0 / count as f64; count];
        let mut shares = vec![0.0; count];
        for _ in 0..MOST_STEPS {
            context.check()?;
            for ((share, rank), sum) in shares.iter_mut().zip(&ranks).zip(&sums) {
                *share = if *sum > 0.0 { rank / sum } else { 0.0 };
            }
            let astray: f64 =
                ranks.iter().zip(&sums).filter(|(_, sum)| **sum <= 0.0).map(|(rank, _)| rank).sum();
            let restart = (1.0 - damping + damping * astray) / count as f64;
            let mut change = 0.0;
            for (place, rank) in ranks.iter_mut().enumerate() {
                let arrive = |&(other, cosine): &(u32, f64)| {
                    let share = cosine * shares[other as usize];
                    if (other as usize) < place { onward * share } else { share }
                };
                let given: f64 = self.neighbours(place).iter().map(arrive).sum();
                let next = restart + damping * given;
                change += (next - *rank).abs();
                *rank = next;
            }
            if change < PRECISION {
                break;
            }
        }
        Ok(ranks)
    }

    /// The places of the highest ranks that fit into `budget`, without those more similar than
    /// `redundancy` to one chosen before. Among equals the first in reading order goes first.
    pub(crate) fn choose(
        &self,
        ranks: &[f64],
        sizes: &[Size],
        budget: &Budget,
        redundancy: f64,
    ) -> Vec<usize> {
        // Ranks are compared at a precision that survives another machine's logarithm.
        let key = |&place: &usize| {
            let rank = ranks.get(place).copied().unwrap_or_default();
            (std::cmp::Reverse((rank * 1e8).round() as i64), place)
        };
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(key);
        let mut is_chosen = vec![false; self.len()];
        let mut chosen: Vec<usize> = Vec::new();
        let mut size = Size::default();
        for place in order {
            if chosen.len() == budget.sentences {
                break;
            }
            let longer = size.with(sizes.get(place).copied().unwrap_or_default());
            if !budget.holds(longer) {
                continue;
            }
            // The cosine of equal sentences may exceed 1 by a rounding.
            let repeats = self.neighbours(place).iter().any(|&(other, cosine)| {
                cosine > redundancy + PRECISION && is_chosen[other as usize]
            });
            if !repeats {
                size = longer;
                is_chosen[place] = true;
                chosen.push(place);
            }
        }
        chosen
    }
}

/// The sentences as vectors of length 1.
struct Vectors {
    /// Where each sentence's terms start in `terms`, and the end.
    starts: Vec<usize>,
    /// Term and weight, in the order of the terms' numbers.
    terms: Vec<(u32, f64)>,
    /// How many different terms there are.
    vocabulary: usize,
}

impl Vectors {
    fn of<'a>(sentences: impl Iterator<Item = &'a str>, stop_words: &[&str]) -> Self {
        // All words in lower case, one after another: one allocation, not one for each word.
        let mut lower = String::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        for sentence in sentences {
            for word in words(sentence).take(MOST_WORDS) {
                let start = lower.len();
                if word.text.is_ascii() {
                    lower.push_str(word.text);
                    if let Some(added) = lower.get_mut(start..) {
                        added.make_ascii_lowercase();
                    }
                } else {
                    lower.extend(word.text.chars().flat_map(char::to_lowercase));
                }
                places.push(start..lower.len());
            }
            ends.push(places.len());
        }
        // Numbers are given in reading order, so that no order of a hash map reaches a sum.
        let mut numbers: HashMap<&str, u32> = HashMap::with_capacity(places.len());
        let mut stopped: Vec<bool> = Vec::new();
        let terms: Vec<u32> = places
            .iter()
            .map(|place| {
                let word = lower.get(place.clone()).unwrap_or_default();
                *numbers.entry(word).or_insert_with(|| {
                    stopped.push(stop_words.binary_search(&word).is_ok());
                    stopped.len() as u32 - 1
                })
            })
            .collect();
        Self::weigh(&terms, &ends, &stopped)
    }

    /// Weighs each sentence's terms by frequency × ln(sentences / sentences with the term), and drops
    /// those that weigh nothing.
    fn weigh(terms: &[u32], ends: &[usize], stopped: &[bool]) -> Self {
        let mut counts: Vec<(u32, f64)> = Vec::with_capacity(terms.len());
        let mut counted: Vec<usize> = Vec::with_capacity(ends.len());
        let mut with_term = vec![0_u32; stopped.len()];
        let mut sorted: Vec<u32> = Vec::new();
        let mut start = 0;
        for &end in ends {
            sorted.clear();
            sorted.extend_from_slice(terms.get(start..end).unwrap_or_default());
            sorted.sort_unstable();
            for run in sorted.chunk_by(|one, other| one == other) {
                with_term[run[0] as usize] += 1;
                counts.push((run[0], run.len() as f64));
            }
            counted.push(counts.len());
            start = end;
        }
        let sentences = ends.len() as f64;
        let idf = |(&with, &stopped): (&u32, &bool)| {
            if stopped { 0.0 } else { (sentences / f64::from(with)).ln() }
        };
        let idfs: Vec<f64> = with_term.iter().zip(stopped).map(idf).collect();
        let mut vectors = Self {
            starts: vec![0],
            terms: Vec::with_capacity(counts.len()),
            vocabulary: idfs.len(),
        };
        start = 0;
        for end in counted {
            let weighed = counts[start..end]
                .iter()
                .map(|&(term, count)| (term, count * idfs[term as usize]))
                .filter(|&(_, weight)| weight > 0.0);
            let from = vectors.terms.len();
            vectors.terms.extend(weighed);
            let row = &mut vectors.terms[from..];
            let length = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
            for (_, weight) in row {
                *weight /= length;
            }
            vectors.starts.push(vectors.terms.len());
            start = end;
        }
        vectors
    }

    fn row(&self, place: usize) -> &[(u32, f64)] {
        self.terms.get(self.starts[place]..self.starts[place + 1]).unwrap_or_default()
    }

    /// For each term the sentences that have it.
    fn postings(&self) -> Postings {
        let mut starts = vec![0; self.vocabulary + 1];
        for &(term, _) in &self.terms {
            starts[term as usize + 1] += 1;
        }
        for term in 0..self.vocabulary {
            starts[term + 1] += starts[term];
        }
        let mut next = starts.clone();
        let mut list = vec![(0, 0.0); self.terms.len()];
        for place in 0..self.starts.len() - 1 {
            for &(term, weight) in self.row(place) {
                list[next[term as usize]] = (place as u32, weight);
                next[term as usize] += 1;
            }
        }
        Postings { starts, list }
    }
}

/// An inverted index: sentences are compared only where they share a term.
struct Postings {
    starts: Vec<usize>,
    list: Vec<(u32, f64)>,
}

impl Postings {
    fn of(&self, term: u32) -> &[(u32, f64)] {
        let term = term as usize;
        self.list.get(self.starts[term]..self.starts[term + 1]).unwrap_or_default()
    }
}
