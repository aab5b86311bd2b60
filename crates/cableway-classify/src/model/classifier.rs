//! A trained classifier: what it knows, and what it says of a document.

use cableway_core::{BlockKind, Digest, Document, Span};
use serde::{Deserialize, Serialize};

use super::calibrate::Sigmoid;
use super::reading::{Features, Part, Reading};
use super::space::Space;

/// What a model file says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The labels, sorted.
    pub labels: Vec<LabelInfo>,
    /// Whether every document that it was trained on had exactly one label. Probabilities then add up to
    /// 1, and the likeliest label is the answer; otherwise each label is judged alone.
    pub one_label: bool,
    /// Which features are read from a text.
    pub features: Features,
    /// How many bits of a feature's hash are kept.
    pub bits: u8,
    /// What an error cost, against large weights: the C of a support vector machine.
    pub cost: f64,
    /// How many documents it was trained on.
    pub documents: u32,
    /// The digest of the file that it was trained on.
    pub data: Digest,
    /// What the choice of folds and the order of documents depended on.
    pub seed: u64,
    /// How many folds settings and probabilities rest on.
    pub folds: usize,
    /// How good the chosen settings were on documents left out, 0 to 1: the share of right answers, or
    /// for documents with many labels the mean F1 of a document.
    pub quality: f64,
}

/// A label that a model can give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelInfo {
    /// The label.
    pub label: String,
    /// How many of the documents had it.
    pub documents: u32,
    pub(super) bias: f32,
    /// What the stored whole numbers are multiplied with.
    pub(super) scale: f32,
    pub(super) sigmoid: Sigmoid,
}

/// A trained classifier of texts, as `docs/model.md` describes it.
///
/// A document is the vector of its words and parts of words (TF-IDF), each label has a plane (a linear
/// support vector machine, one label against the rest), and the distance from it becomes a probability by
/// a sigmoid that was fitted to documents left out.
#[derive(Debug)]
pub struct Classifier {
    pub(super) info: ModelInfo,
    pub(super) space: Space,
    /// The weights as they are stored: for each feature one for each label.
    pub(super) stored: Vec<i16>,
    /// The same as numbers, each row led by the feature's rarity.
    rows: Vec<f32>,
}

/// A label and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evidence {
    pub(super) spans: Vec<Span>,
    /// The words that weighed most, as they stand where they come first, each with its share of all that
    /// spoke for the label; the heaviest first.
    pub(super) words: Vec<(String, f64)>,
}

/// The most places that are shown for one label.
const MOST_SPANS: usize = 100;

/// A word that weighs less than this share of the heaviest is no evidence worth showing.
const LEAST: f32 = 0.1;

impl Classifier {
    pub(super) fn new(info: ModelInfo, space: Space, stored: Vec<i16>) -> Self {
        let labels = info.labels.len();
        let mut rows = Vec::with_capacity(space.len() * (labels + 1));
        for feature in 0..space.len() {
            rows.push(space.rarity(feature as u32));
            let weights = stored.iter().skip(feature * labels).take(labels);
            rows.extend(info.labels.iter().zip(weights).map(|(l, &w)| f32::from(w) * l.scale));
        }
        Self { info, space, stored, rows }
    }

    /// What the model says of itself.
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// How many features it knows.
    pub fn size(&self) -> usize {
        self.space.len()
    }

    /// The probability of each label of [`ModelInfo::labels`], in that order, each within 0 and 1.
    pub fn probabilities(&self, document: &Document) -> Vec<f64> {
        let mut reading = Reading::default();
        self.read(document, &mut reading);
        self.weigh(&reading)
    }

    /// Reads a document for [`Classifier::weigh`].
    pub(super) fn read(&self, document: &Document, reading: &mut Reading) {
        let number = |hash| self.space.vocabulary.number(hash);
        reading.read(&parts(document), self.info.features, self.size(), &number);
    }

    pub(super) fn weigh(&self, reading: &Reading) -> Vec<f64> {
        let mut sums = vec![0.0_f32; self.info.labels.len()];
        let mut square = 0.0;
        for &feature in &reading.found {
            let Some((rarity, weights)) = self.row(feature) else { continue };
            let value = rarity * self.space.damped(reading.count(feature));
            square += value * value;
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        let length = if square > 0.0 { square.sqrt() } else { 1.0 };
        let mut probabilities: Vec<f64> = sums
            .iter()
            .zip(&self.info.labels)
            .map(|(sum, label)| label.sigmoid.probability(f64::from(sum / length + label.bias)))
            .collect();
        if self.info.one_label {
            share_out(&mut probabilities);
        }
        probabilities
    }

    /// What spoke for the label in what was read: its `most` heaviest words.
    pub(super) fn evidence(
        &self,
        document: &Document,
        reading: &Reading,
        label: usize,
        most: usize,
    ) -> Evidence {
        // A feature's share of the score is divided among the units that it occurs in.
        let worth = |feature: u32| -> f32 {
            let count = reading.count(feature);
            self.row(feature).map_or(0.0, |(rarity, weights)| {
                let weight = weights.get(label).copied().unwrap_or(0.0);
                rarity * self.space.damped(count) * weight / count as f32
            })
        };
        let mut weights: Vec<(usize, f32)> = Vec::new();
        for (place, unit) in reading.units.iter().enumerate() {
            let sum: f32 = reading.features_of(unit).iter().map(|&feature| worth(feature)).sum();
            if sum > 0.0 {
                weights.push((place, sum * unit.count as f32));
            }
        }
        let total: f32 = weights.iter().map(|(_, weight)| weight).sum();
        // Stable: equals stay in the order of the text.
        weights.sort_by(|one, other| other.1.total_cmp(&one.1));
        let heaviest = weights.first().map_or(0.0, |(_, weight)| *weight);
        weights.retain(|(_, weight)| *weight >= heaviest * LEAST);
        weights.truncate(most);
        let mut words: Vec<(String, f64)> = Vec::new();
        let mut spans: Vec<Span> = Vec::new();
        for (unit, weight) in weights {
            let mut own = reading
                .occurrences
                .iter()
                .filter(|occurrence| occurrence.unit == unit)
                .filter_map(|occurrence| Span::new(occurrence.start, occurrence.end).ok());
            let Some(first) = own.next() else { continue };
            let word = document.slice(first).unwrap_or_default();
            let share = f64::from(weight / total);
            // Two pieces of one word (`l'Europe`) are the same words.
            match words.iter_mut().find(|(other, _)| other == word) {
                Some((_, sum)) => *sum += share,
                None => words.push((word.to_owned(), share)),
            }
            spans.push(first);
            spans.extend(own);
        }
        Evidence { spans: apart(spans), words }
    }

    /// The rarity of a feature and its weight for each label.
    fn row(&self, feature: u32) -> Option<(f32, &[f32])> {
        let width = self.info.labels.len() + 1;
        let start = feature as usize * width;
        let (rarity, weights) = self.rows.get(start..start + width)?.split_first()?;
        Some((*rarity, weights))
    }
}

/// In the order of the text, without those inside of others.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start(), std::cmp::Reverse(span.end())));
    let mut end = 0;
    spans.retain(|span| {
        let is_new = span.end() > end;
        end = end.max(span.end());
        is_new
    });
    spans.truncate(MOST_SPANS);
    spans
}

/// Makes probabilities add up to 1 (Zadrozny and Elkan 2002, "Transforming classifier scores into
/// accurate multiclass probability estimates").
pub(super) fn share_out(probabilities: &mut [f64]) {
    let sum: f64 = probabilities.iter().sum();
    if sum > 0.0 {
        for probability in probabilities {
            *probability /= sum;
        }
    }
}

/// What is read of a document: title and standfirst, from the metadata where the text has none, and body.
pub(super) fn parts(document: &Document) -> Vec<Part<'_>> {
    let mut parts = Vec::with_capacity(document.blocks().len() + 2);
    let given = [
        (BlockKind::Title, document.meta().title.as_deref()),
        (BlockKind::Standfirst, document.meta().standfirst.as_deref()),
    ];
    for (kind, text) in given {
        if let (None, Some(text)) = (document.block(kind), text) {
            parts.push(Part { text, at: None, is_title: true });
        }
    }
    for block in document.blocks() {
        let is_title = matches!(block.kind, BlockKind::Title | BlockKind::Standfirst);
        if !is_title && !block.kind.is_body() {
            continue;
        }
        if let Some(text) = document.slice(block.span) {
            parts.push(Part { text, at: Some(block.span.start()), is_title });
        }
    }
    parts
}
