//! What the author makes of an option.

use super::wording::{Wording, says};
use crate::syntax::{Reading, Sentence};

/// What the author makes of an option in a sentence; `named` where the sentence names it.
pub(super) fn lean(reading: &Reading, sentence: &Sentence, named: bool) -> Option<&'static str> {
    let last = sentence.end - 1;
    let has = |wording: Wording| {
        // `In the best case` and `At best` are no advice.
        (sentence.first..sentence.end).any(|at| {
            says(reading, at, last, wording)
                && reading.lower(at + 1) != "case"
                && !(at > sentence.first && reading.lower(at - 1) == "at")
        })
    };
    let word = |word: &str| (sentence.first..sentence.end).any(|at| reading.lower(at) == word);
    let negated = word("not") || word("n't") || word("never");
    if has(Wording::For) || named && has(Wording::ForIt) {
        Some(if negated && !word("only") { "against" } else { "for" })
    } else if has(Wording::Expected) && (named || !is_forecast(reading, sentence)) {
        Some(if word("decreases") { "against" } else { "expected" }).filter(|_| !negated)
    } else if has(Wording::Against) || named && has(Wording::AgainstIt) {
        Some("against").filter(|_| !negated)
    } else {
        None
    }
}

/// `It is likely that the cable will be cut.`: says of something else how likely it is.
fn is_forecast(reading: &Reading, sentence: &Sentence) -> bool {
    let first = sentence.first;
    reading.lower(first) == "it"
        && (first..sentence.end.min(first + 6)).any(|at| reading.lower(at) == "that")
}
