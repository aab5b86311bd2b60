//! The condition that a forecast is told under, and where what belongs to one clause ends.

use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Reading, Tag};

/// The words of the conditions in a sentence: `if …`, `unless …`, `should the talks resume`, `in that case`.
pub(super) fn conditions(
    reading: &Reading,
    analysis: &Analysis,
    first: usize,
    end: usize,
) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
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
        let Some(stop) = (at + 1..end).find(stops) else { break };
        let last =
            if stop + 1 == end && reading.tokens[stop].tag != Tag::Mark { stop } else { stop - 1 };
        // `in that case Saudi Arabia would`
        let last = if reading.lower(at) == "in" { at + 2 } else { last };
        all.push((at, last));
    }
    all
}

/// The condition that what stands at a token hangs on: the last one before it, if nothing but commas parts them, or else the
/// first one behind it that belongs to no clause of its own: `A strike is likely, and the mine would close if wages fell`.
pub(super) fn condition_of(
    reading: &Reading,
    analysis: &Analysis,
    all: &[(usize, usize)],
    at: usize,
) -> Option<(usize, usize)> {
    let before = all.iter().rev().find(|(start, _)| *start <= at);
    let parted = |(_, last): &&(usize, usize)| (*last..at).any(|at| reading.word(at) == ";");
    before.filter(|one| !parted(one)).copied().or_else(|| {
        let next = all.iter().find(|(start, _)| *start > at)?;
        (!is_parted(reading, analysis, at, next.0)).then_some(*next)
    })
}

/// True where between two tokens a clause begins with a subject of its own, or one that tells what somebody says: `…, and Peru`,
/// `…, while Peru`, `…, and if`, `… and said that`.
pub(super) fn is_parted(reading: &Reading, analysis: &Analysis, from: usize, to: usize) -> bool {
    (from + 1..to).any(|at| {
        if reading.word(at) == ";" {
            return true;
        }
        let joins = reading.tokens[at].tag == Tag::Coordinator
            || matches!(reading.lower(at), "while" | "whereas" | "although" | "though" | "so");
        joins
            && (at + 1 == to
                || at + 2 == to && reading.lower(at + 1) == "that"
                || analysis.clauses.iter().any(|one| {
                    let subject = one.subject.first().map(|group| analysis.groups[*group].first);
                    one.verb.finite
                        && (at + 1..to).contains(&one.verb.head)
                        && (subject.is_some_and(|subject| subject > at) || speaks(one.verb.lemma))
                }))
    })
}
