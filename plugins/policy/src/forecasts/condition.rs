//! The condition that a forecast is told under.

use crate::syntax::{Analysis, Reading, Tag};

/// The words of a condition in a sentence: `if …`, `unless …`, `should the talks resume`, `in that case`.
pub(super) fn condition(
    reading: &Reading,
    analysis: &Analysis,
    first: usize,
    end: usize,
) -> Option<(usize, usize)> {
    let stops = |at: &usize| {
        matches!(reading.word(*at), "," | ";" | ":" | "." | "”" | "\"" | "?" | "—")
            || *at + 1 == end
    };
    for at in first..end {
        let opens = match reading.lower(at) {
            "if" => at == first || reading.lower(at - 1) != "as" && reading.lower(at - 1) != "even",
            "unless" => true,
            "should" | "were" => {
                at == first && analysis.clauses.iter().any(|clause| clause.verb.head > at)
            }
            "in" => reading.lower(at + 1) == "that" && reading.lower(at + 2) == "case",
            _ => false,
        };
        if !opens {
            continue;
        }
        let stop = (at + 1..end).find(stops)?;
        let last =
            if stop + 1 == end && reading.tokens[stop].tag != Tag::Mark { stop } else { stop - 1 };
        // `in that case Saudi Arabia would`
        let last = if reading.lower(at) == "in" { at + 2 } else { last };
        return Some((at, last));
    }
    None
}
