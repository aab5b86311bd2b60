//! Which sentences are best together.

use cableway_core::{Context, StageError};

use super::lexicon::Lexicon;
use crate::budget::{Budget, Size};

/// A sentence that may be chosen.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) size: Size,
    /// What counts against it, from its place and its manner.
    pub(super) against: f64,
    /// Its words by number, each once, and how often it has them.
    pub(super) terms: Vec<(u32, u32)>,
}

/// A sentence that was chosen.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Its place among the candidates.
    pub(super) candidate: usize,
    /// How much less the summary would be worth without it.
    pub(super) adds: f64,
    /// The likeliest of the words that no other sentence of the summary has.
    pub(super) words: Vec<u32>,
}

/// So many words are told of each sentence.
const WORDS_TOLD: usize = 5;

/// What is taken off for the place of a sentence: nothing for the first, this for the eleventh and all
/// behind it.
pub(super) const LATE: f64 = 0.125;
/// The place from which on place makes no difference.
pub(super) const LATE_FROM: usize = 10;

/// How many words a person is thought to need for each sentence of the budget. A summary that
/// is much longer gains little by each word.
const WORDS_PER_SENTENCE: f64 = 22.0;

/// Up to so many sentences are exchanged for better ones after the first choice.
const MOST_EXCHANGED: usize = 20;
/// How often all of them are tried again.
const MOST_ROUNDS: usize = 4;

/// The best set found, and what it is worth.
pub(super) struct Choice<'c> {
    lexicon: &'c Lexicon<'c>,
    candidates: &'c [Candidate],
    budget: Budget,
    /// The words of the summary that a person would write within the budget.
    expected: f64,
    /// How often the chosen have each word.
    times: Vec<u32>,
    hits: f64,
    size: Size,
    against: f64,
    chosen: Vec<usize>,
    is_chosen: Vec<bool>,
}

impl<'c> Choice<'c> {
    /// Chooses places in `candidates`, in reading order.
    ///
    /// A set is worth the F1 that it would have with a summary by a person, going by how likely each
    /// word is to stand there: 2 · (expected shared words) / (its words + expected words of the
    /// person's), less the mean of what counts against its sentences. The set grows by the sentence
    /// that makes it best; then single sentences are exchanged as long as that makes it better.
    /// Of the sets that use enough of the budget ([`uses_enough`]; with `fill`, all of it) the best is
    /// taken, or the largest where none does. A word counts once, so that what was said is worth nothing said again.
    pub(super) fn make(
        lexicon: &'c Lexicon<'c>,
        candidates: &'c [Candidate],
        budget: Budget,
        fill: bool,
        context: &Context<'_>,
    ) -> Result<Vec<Chosen>, StageError> {
        let mut choice = Self {
            lexicon,
            candidates,
            budget,
            expected: expected_words(candidates, budget),
            times: vec![0; lexicon.entries.len()],
            hits: 0.0,
            size: Size::default(),
            against: 0.0,
            chosen: Vec::new(),
            is_chosen: vec![false; candidates.len()],
        };
        let most = budget.sentences.min(candidates.len());
        let mut best: Option<(i64, Vec<usize>)> = None;
        while choice.chosen.len() < most {
            context.check()?;
            let Some((next, _)) = choice.best_addition() else { break };
            choice.add(next);
            if choice.chosen.len() <= MOST_EXCHANGED {
                choice.exchange(context)?;
            }
            let worth = key(choice.worth());
            let enough = fill || uses_enough(choice.size, budget, most);
            if enough && (fill || best.as_ref().is_none_or(|(least, _)| worth > *least)) {
                best = Some((worth, choice.chosen.clone()));
            }
        }
        let chosen = best.map_or_else(|| choice.chosen.clone(), |(_, chosen)| chosen);
        Ok(choice.told(chosen))
    }

    /// Each of these in reading order, with what the set would lose without it and the words for
    /// which it stands alone, the likeliest first.
    fn told(&mut self, mut chosen: Vec<usize>) -> Vec<Chosen> {
        chosen.sort_unstable();
        self.set(&chosen);
        let whole = self.worth();
        let mut told = Vec::new();
        for &candidate in &chosen {
            let others: Vec<usize> =
                chosen.iter().copied().filter(|&other| other != candidate).collect();
            self.set(&others);
            let terms = self.candidates.get(candidate).map_or(&[][..], |of| &of.terms);
            let mut words: Vec<(i64, u32)> = terms
                .iter()
                .filter(|&&(term, _)| self.times[term as usize] == 0)
                .filter_map(|&(term, _)| Some((term, self.lexicon.entry(term)?)))
                .filter(|(_, entry)| !entry.is_function)
                .map(|(term, entry)| (key(entry.likely), term))
                .collect();
            words.sort_unstable_by_key(|&(likely, term)| (std::cmp::Reverse(likely), term));
            let words = words.into_iter().take(WORDS_TOLD).map(|(_, term)| term).collect();
            told.push(Chosen { candidate, adds: whole - self.worth(), words });
        }
        told
    }

    /// What the set is worth now.
    fn worth(&self) -> f64 {
        worth(self.hits, self.size, self.against, self.expected)
    }

    /// The candidate that would make the set best, with what it would then be worth. Among equals the
    /// first goes first.
    fn best_addition(&self) -> Option<(usize, i64)> {
        let mut best: Option<(usize, i64)> = None;
        for (place, candidate) in self.candidates.iter().enumerate() {
            let size = self.size.with(candidate.size);
            if self.is_chosen[place] || !self.budget.holds(size) {
                continue;
            }
            let hits = self.hits + self.gain(candidate);
            let worth = key(worth(hits, size, self.against + candidate.against, self.expected));
            if best.is_none_or(|(_, most)| worth > most) {
                best = Some((place, worth));
            }
        }
        best
    }

    /// The words that `candidate` would share with a person's summary and that are not there yet.
    fn gain(&self, candidate: &Candidate) -> f64 {
        let gain = |&(term, times): &(u32, u32)| {
            let before = self.times[term as usize];
            self.share(term, before + times) - self.share(term, before)
        };
        candidate.terms.iter().map(gain).sum()
    }

    /// What a word that the set has so often counts for: function words stand in a summary more than
    /// once, others are hardly worth a second time.
    fn share(&self, term: u32, times: u32) -> f64 {
        match (self.lexicon.entry(term), times) {
            (None, _) | (_, 0) => 0.0,
            (Some(entry), 1) => entry.likely,
            (Some(entry), _) if entry.is_function => {
                entry.likely + 0.5 * entry.likely * entry.likely
            }
            (Some(entry), _) => entry.likely,
        }
    }

    fn add(&mut self, place: usize) {
        let Some(candidate) = self.candidates.get(place) else { return };
        self.hits += self.gain(candidate);
        for &(term, times) in &candidate.terms {
            self.times[term as usize] += times;
        }
        self.is_chosen[place] = true;
        self.size = self.size.with(candidate.size);
        self.against += candidate.against;
        self.chosen.push(place);
    }

    /// Makes the set anew of these, so that no rounding of what was taken out stays behind.
    fn set(&mut self, chosen: &[usize]) {
        for &place in &self.chosen {
            let Some(candidate) = self.candidates.get(place) else { continue };
            for &(term, _) in &candidate.terms {
                self.times[term as usize] = 0;
            }
            self.is_chosen[place] = false;
        }
        (self.hits, self.size, self.against) = (0.0, Size::default(), 0.0);
        self.chosen.clear();
        for &place in chosen {
            self.add(place);
        }
    }

    /// Exchanges single sentences as long as the set gets better.
    fn exchange(&mut self, context: &Context<'_>) -> Result<(), StageError> {
        for _ in 0..MOST_ROUNDS {
            let now = key(self.worth());
            let whole = self.chosen.clone();
            let mut best: Option<(Vec<usize>, i64)> = None;
            for out in 0..whole.len() {
                context.check()?;
                let mut without = whole.clone();
                without.remove(out);
                self.set(&without);
                let Some((place, worth)) = self.best_addition() else { continue };
                if worth > best.as_ref().map_or(now, |(_, worth)| *worth) {
                    without.push(place);
                    best = Some((without, worth));
                }
            }
            match best {
                Some((better, _)) => self.set(&better),
                None => {
                    self.set(&whole);
                    break;
                }
            }
        }
        Ok(())
    }
}

fn worth(hits: f64, size: Size, against: f64, expected: f64) -> f64 {
    if size.sentences == 0 {
        return 0.0;
    }
    2.0 * hits / (size.words as f64 + expected) - against / size.sentences as f64
}

/// Values are compared at a precision that survives another machine's logarithm.
fn key(worth: f64) -> i64 {
    (worth * 1e8).round() as i64
}

/// True where a set is large enough for its budget: two thirds of the sentences that it may have, `most`
/// at most, or four fifths of the words or the characters. Of several limits one is enough, because the
/// others cannot be used up then.
fn uses_enough(size: Size, budget: Budget, most: usize) -> bool {
    let part = |used: usize, limit: usize| limit < usize::MAX && 5 * used >= 4 * limit;
    let counted = budget.sentences < usize::MAX || !budget.has_length();
    counted && size.sentences >= most - most / 3
        || part(size.words, budget.words)
        || part(size.characters, budget.characters)
}

fn expected_words(candidates: &[Candidate], budget: Budget) -> f64 {
    let words: usize = candidates.iter().map(|candidate| candidate.size.words).sum();
    let characters: usize = candidates.iter().map(|candidate| candidate.size.characters).sum();
    let mut expected = words as f64;
    if budget.sentences < usize::MAX {
        expected = expected.min(budget.sentences as f64 * WORDS_PER_SENTENCE);
    }
    if budget.words < usize::MAX {
        expected = expected.min(budget.words as f64);
    }
    if budget.characters < usize::MAX && characters > 0 {
        expected = expected.min(budget.characters as f64 * words as f64 / characters as f64);
    }
    expected.max(1.0)
}
