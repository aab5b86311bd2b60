//! Runs of capitalised words, which are not to be cut.

use std::collections::HashSet;

use super::reading::{Case, Reading, Token};

/// Which words stand side by side in a name.
pub(super) struct Names {
    pairs: HashSet<(usize, usize)>,
}

impl Names {
    /// The pairs of the body; titles have capitals for other reasons.
    pub(super) fn of(reading: &Reading) -> Self {
        if reading.has_capital_nouns {
            return Self { pairs: HashSet::new() };
        }
        let small: HashSet<usize> = reading
            .tokens
            .iter()
            .filter(|token| token.case == Case::Lower)
            .map(|token| token.word)
            .collect();
        // A word that starts a sentence may be any; one that is never small is a part of the name.
        let in_name = |token: &Token| {
            is_capital(reading, token) && (!token.casual || !small.contains(&token.word))
        };
        let body = reading.tokens.get(reading.title_end..).unwrap_or_default();
        let pairs = body.windows(2).filter_map(|pair| {
            let [one, other] = pair else { return None };
            (other.joined && in_name(one) && in_name(other)).then_some((one.word, other.word))
        });
        Self { pairs: pairs.collect() }
    }

    /// True where the tokens from `first` to `end` begin or end inside a name.
    pub(super) fn is_cut(&self, reading: &Reading, first: usize, end: usize) -> bool {
        first > 0 && self.joins(reading, first - 1) || self.joins(reading, end - 1)
    }

    /// How many tokens the name has that begins at `first`; 1 inside a name, and where there is none.
    pub(super) fn length(&self, reading: &Reading, first: usize) -> usize {
        if first > 0 && self.joins(reading, first - 1) {
            return 1;
        }
        1 + (first..reading.tokens.len()).take_while(|&at| self.joins(reading, at)).count()
    }

    /// True where the token and the next one are of one name.
    fn joins(&self, reading: &Reading, at: usize) -> bool {
        let (Some(one), Some(other)) = (reading.tokens.get(at), reading.tokens.get(at + 1)) else {
            return false;
        };
        other.joined
            && is_capital(reading, one)
            && is_capital(reading, other)
            && self.pairs.contains(&(one.word, other.word))
    }
}

fn is_capital(reading: &Reading, token: &Token) -> bool {
    token.case != Case::Lower && !reading.words[token.word].is_stop
}
