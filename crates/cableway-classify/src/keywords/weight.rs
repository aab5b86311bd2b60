//! How little a word or a phrase could be missed: YAKE's features. Lower is better, as in the paper.

use std::collections::HashSet;

use super::reading::{Case, Reading};

/// The weight of each word, by its number in [`Reading::words`].
///
/// After R. Campos, V. Mangaravite, A. Pasquali, A. Jorge, C. Nunes and A. Jatowt, "YAKE! Keyword
/// extraction from single documents using multiple local features", Information Sciences 509 (2020),
/// equations 1 to 6.
pub(crate) fn word_weights(reading: &Reading) -> Vec<f64> {
    let mut facts: Vec<Facts> = reading.words.iter().map(|_| Facts::default()).collect();
    for (place, token) in reading.tokens.iter().enumerate() {
        let facts = &mut facts[token.word];
        facts.count += 1.0;
        facts.sentences.push(token.sentence);
        if !token.casual {
            match token.case {
                Case::Acronym => facts.acronyms += 1.0,
                Case::Capital => facts.capitals += 1.0,
                Case::Lower => {}
            }
        }
        let neighbour = |other: Option<usize>| {
            let other = reading.tokens.get(other?)?;
            (other.sentence == token.sentence).then_some(other.word)
        };
        if let Some(left) = neighbour(place.checked_sub(1)) {
            facts.left.insert(left);
            facts.lefts += 1.0;
        }
        if let Some(right) = neighbour(Some(place + 1)) {
            facts.right.insert(right);
            facts.rights += 1.0;
        }
    }
    let spread = Spread::of(reading, &facts);
    facts.iter().map(|facts| facts.weight(&spread)).collect()
}

/// The weight of a phrase of these words that occurs `count` times (equation 7). Function words
/// inside it count for nothing.
pub(crate) fn phrase_weight(
    words: &[usize],
    count: usize,
    reading: &Reading,
    weights: &[f64],
) -> f64 {
    let (mut product, mut sum) = (1.0, 0.0);
    for &word in words {
        if !reading.words[word].is_stop {
            product *= weights[word];
            sum += weights[word];
        }
    }
    product / (count as f64 * (1.0 + sum))
}

/// What is known of a word.
#[derive(Default)]
struct Facts {
    count: f64,
    acronyms: f64,
    capitals: f64,
    /// The sentences it stands in, with repetition, in order.
    sentences: Vec<usize>,
    left: HashSet<usize>,
    lefts: f64,
    right: HashSet<usize>,
    rights: f64,
}

/// What is known of all words together.
struct Spread {
    mean: f64,
    deviation: f64,
    most: f64,
    sentences: f64,
}

impl Spread {
    fn of(reading: &Reading, facts: &[Facts]) -> Self {
        let counts: Vec<f64> = facts
            .iter()
            .zip(&reading.words)
            .filter(|(_, word)| !word.is_stop)
            .map(|(facts, _)| facts.count)
            .collect();
        let number = counts.len().max(1) as f64;
        let mean = counts.iter().sum::<f64>() / number;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / number;
        let most = facts.iter().map(|facts| facts.count).fold(1.0, f64::max);
        Self { mean, deviation: variance.sqrt(), most, sentences: reading.sentences.max(1) as f64 }
    }
}

impl Facts {
    fn weight(&self, spread: &Spread) -> f64 {
        let case = self.acronyms.max(self.capitals) / (1.0 + self.count.ln());
        let position = (3.0 + self.median_sentence()).ln().ln();
        let frequency = self.count / (spread.mean + spread.deviation).max(1.0);
        let share = |distinct: usize, all: f64| if all > 0.0 { distinct as f64 / all } else { 0.0 };
        let scatter = share(self.left.len(), self.lefts) + share(self.right.len(), self.rights);
        let relatedness = 1.0 + scatter * self.count / spread.most;
        let mut sentences = self.sentences.clone();
        sentences.dedup();
        let spread_out = sentences.len() as f64 / spread.sentences;
        relatedness * position / (case + frequency / relatedness + spread_out / relatedness)
    }

    fn median_sentence(&self) -> f64 {
        let middle = self.sentences.len() / 2;
        match (self.sentences.get(middle), self.sentences.len() % 2) {
            (Some(&upper), 0) => (self.sentences[middle - 1] + upper) as f64 / 2.0,
            (Some(&median), _) => median as f64,
            (None, _) => 0.0,
        }
    }
}
