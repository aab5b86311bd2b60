//! How likely each word of a document is to stand in a summary of it.

use std::collections::HashMap;

use cableway_core::text::words;

/// The most words of one sentence that are counted. A longer one is no sentence ([`super`]), and must
/// not outvote the rest.
const MOST_WORDS: usize = 500;

/// The weights of a logistic regression. They were fitted on 100 articles of CNN and the Daily Mail
/// with 600 summaries by people, as the share of the summaries in which a word of the article stands;
/// fitted on 50 of one source alone, with 50 or with 550 summaries, they differ by less than 0.3. Only
/// five numbers, so that there is little to learn by heart. The weight of the title is set by hand,
/// because those articles have none.
mod weight {
    pub(super) const CONSTANT: f64 = -1.4;
    /// For the natural logarithm of how often the word stands in the document.
    pub(super) const FREQUENT: f64 = 0.69;
    /// For the logarithm of the sum, over the sentences that have it, of 1 / (1 + place / 3), where
    /// the first sentence has the place 0: often and early.
    pub(super) const EARLY: f64 = 0.96;
    /// For a number.
    pub(super) const NUMBER: f64 = 0.59;
    /// For the logarithm of the frequency of a function word: that they are frequent says less.
    pub(super) const FUNCTION: f64 = -0.38;
    /// For a word of the title.
    pub(super) const TITLE: f64 = 1.0;
}

/// In a language without a list of function words, those that stand in more than one of so many
/// sentences are taken for such; titles of people and subjects are seldom that frequent.
const FUNCTION_SENTENCES: usize = 4;
/// In fewer sentences than this, frequency says nothing of the language.
const FEW_SENTENCES: usize = 8;

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// As it is first written.
    pub(super) text: &'a str,
    /// How likely it is to stand in a summary, from 0 to 1.
    pub(super) likely: f64,
    /// True for a word that carries no subject.
    pub(super) is_function: bool,
    /// True where the standfirst has it.
    pub(super) in_standfirst: bool,
}

/// The words of a document by number, and which sentence has which.
#[derive(Debug)]
pub(super) struct Lexicon<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// The words of all sentences, one after another.
    terms: Vec<u32>,
    /// Where each sentence's words end.
    ends: Vec<usize>,
}

/// What is counted of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    times: u32,
    sentences: u32,
    early: f64,
    /// The last sentence that has it, from 1.
    last: usize,
}

impl<'a> Lexicon<'a> {
    /// Counts the words of `sentences`, all that the body has, in reading order.
    pub(super) fn of(
        sentences: &[&'a str],
        stop_words: &[&str],
        title: &str,
        standfirst: &str,
    ) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut counts: Vec<Count> = Vec::new();
        let mut texts: Vec<&'a str> = Vec::new();
        let (mut terms, mut ends) = (Vec::new(), Vec::with_capacity(sentences.len()));
        for (place, sentence) in sentences.iter().enumerate() {
            for word in words(sentence).take(MOST_WORDS) {
                let lower = word.text.to_lowercase();
                // Numbers are given in reading order, so that no order of a hash map reaches a sum.
                let number = *numbers.entry(lower).or_insert_with(|| {
                    counts.push(Count::default());
                    texts.push(word.text);
                    counts.len() as u32 - 1
                });
                let count = &mut counts[number as usize];
                count.times += 1;
                if count.last != place + 1 {
                    count.last = place + 1;
                    count.sentences += 1;
                    count.early += 1.0 / (1.0 + place as f64 / 3.0);
                }
                terms.push(number);
            }
            ends.push(terms.len());
        }
        let marked = |text: &str| {
            let mut marked = vec![false; counts.len()];
            for word in words(text) {
                if let Some(&number) = numbers.get(&word.text.to_lowercase()) {
                    marked[number as usize] = true;
                }
            }
            marked
        };
        let (in_title, in_standfirst) = (marked(title), marked(standfirst));
        let entries = (0..counts.len())
            .map(|number| {
                let (count, text) = (&counts[number], texts[number]);
                let is_function = if stop_words.is_empty() {
                    sentences.len() >= FEW_SENTENCES
                        && count.sentences as usize * FUNCTION_SENTENCES > sentences.len()
                } else {
                    stop_words.binary_search(&text.to_lowercase().as_str()).is_ok()
                };
                let likely = likely(count, text, is_function, in_title[number]);
                Entry { text, likely, is_function, in_standfirst: in_standfirst[number] }
            })
            .collect();
        Self { entries, terms, ends }
    }

    /// The words of the sentence at `place` by number, each once and in the order of their numbers,
    /// with how often it has them.
    pub(super) fn sentence(&self, place: usize) -> Vec<(u32, u32)> {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default();
        let words = self.terms.get(start.unwrap_or_default()..end).unwrap_or_default();
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        sorted.chunk_by(|one, other| one == other).map(|run| (run[0], run.len() as u32)).collect()
    }

    pub(super) fn entry(&self, term: u32) -> Option<&Entry<'a>> {
        self.entries.get(term as usize)
    }
}

fn likely(count: &Count, text: &str, is_function: bool, in_title: bool) -> f64 {
    let frequency = f64::from(count.times).ln();
    let mut sum =
        weight::CONSTANT + weight::FREQUENT * frequency + weight::EARLY * count.early.ln();
    if is_function {
        sum += weight::FUNCTION * frequency;
    } else if in_title {
        sum += weight::TITLE;
    }
    if text.starts_with(char::is_numeric) {
        sum += weight::NUMBER;
    }
    1.0 / (1.0 + (-sum).exp())
}
