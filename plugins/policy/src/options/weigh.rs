//! What speaks for an option and against it, and what the author makes of it.

use super::Choice;
use crate::syntax::{Analysis, Clause, Reading, Sentence, Tag};

/// Adds the clauses of a sentence that speak for an option or against it.
pub(super) fn weigh(reading: &Reading, analysis: &Analysis, choice: &mut Choice) {
    for (place, clause) in analysis.clauses.iter().enumerate() {
        let group = analysis.groups[clause.group];
        if !clause.verb.finite {
            continue;
        }
        // From the subject, where it stands right before, to the next verb that tells a time.
        let subject = clause.subject.first().map(|at| analysis.groups[*at]);
        let previous =
            place.checked_sub(1).map_or(0, |at| analysis.groups[analysis.clauses[at].group].last);
        // `the work, which would spare the staff`: what speaks for it begins behind `which`.
        let opener = relative(reading, clause);
        let first = subject
            .filter(|one| opener.is_none() && one.first > previous && one.first < group.first)
            .map_or(group.first, |one| one.first);
        // `require a trust that does not exist` is one matter; what follows a comma is another.
        let goes_on = |other: &Clause| {
            relative(reading, other)
                .is_some_and(|at| at > group.last && reading.word(at - 1) != ",")
        };
        let next = analysis.clauses[place + 1..]
            .iter()
            .find(|other| other.verb.finite && !goes_on(other))
            .map(|other| {
                let start = analysis.groups[other.group].first;
                let own = other.subject.first().map(|at| analysis.groups[*at].first);
                // A subject that stands before this verb is shared by both.
                own.filter(|own| (group.last + 1..start).contains(own)).unwrap_or(start)
            });
        let end =
            next.unwrap_or_else(|| analysis.groups.last().map_or(group.last, |one| one.last) + 1);
        let mut last = end.saturating_sub(1).max(group.last);
        while last > group.last
            && matches!(
                reading.tokens[last].tag,
                Tag::Mark | Tag::Coordinator | Tag::Relative | Tag::Subordinator
            )
        {
            last -= 1;
        }
        // `would end the quarrel but cost a fortune`: a gain and its price after one verb.
        let turn = (group.last + 1..last).find(|at| reading.lower(*at) == "but");
        let parts = match turn {
            Some(turn) => vec![(first, turn - 1), (turn + 1, last)],
            _ => vec![(first, last)],
        };
        for (from, to) in parts {
            let Some(span) = reading.span(from, to) else { continue };
            match verdict(reading, from.max(group.first), to, clause.verb.negated) {
                Some(true) => choice.benefits.push(span),
                Some(false) => choice.costs.push(span),
                None => {}
            }
        }
    }
}

/// The `which` or `that` that opens a clause.
fn relative(reading: &Reading, clause: &Clause) -> Option<usize> {
    clause.opener.filter(|at| reading.tokens[*at].tag == Tag::Relative)
}

/// True for words that speak for something, false for words against it.
fn verdict(reading: &Reading, first: usize, last: usize, negated: bool) -> Option<bool> {
    let cheap = (first..last).any(|at| {
        reading.lower(at).starts_with("cost")
            && matches!(reading.lower(at + 1), "little" | "nothing")
    });
    let spares = (first..=last).any(|at| is_spared(reading, first, at));
    let negative = (first..=last).any(|at| {
        if is_spared(reading, first, at) {
            return false;
        }
        matches!(
            reading.lower(at),
            "cost"
                | "costs"
                | "costly"
                | "expensive"
                | "risk"
                | "risks"
                | "require"
                | "requires"
                | "lose"
                | "loses"
                | "loss"
                | "relinquish"
                | "relinquishing"
                | "price"
                | "drive"
                | "slow"
                | "slowest"
                | "dangerous"
                | "harm"
                | "need"
                | "needs"
                | "pay"
                | "sacrifice"
                | "weaken"
                | "weakens"
                | "fewer"
        )
    });
    let positive = (first..=last).any(|at| {
        matches!(
            reading.lower(at),
            "benefit"
                | "benefits"
                | "gain"
                | "gains"
                | "reassure"
                | "reassures"
                | "cheap"
                | "safe"
                | "strengthen"
                | "strengthens"
                | "independent"
                | "please"
                | "pleases"
                | "tempting"
                | "spare"
                | "spares"
                | "save"
                | "saves"
                | "improve"
                | "improves"
                | "advantage"
                | "attractive"
                | "popular"
                | "comfortable"
                | "protect"
        )
    });
    match (cheap || spares && !negative, positive, negative) {
        (true, _, _) => Some(!spares || !negated),
        (_, true, false) => Some(!negated),
        (_, false, true) => Some(negated),
        // Both: what it costs weighs more than the gain that it is measured against.
        (_, true, true) => Some(false),
        _ => None,
    }
}

/// `no risk of`, `without the cost of`, `at little cost`: a burden that is spared speaks for what spares it.
fn is_spared(reading: &Reading, first: usize, at: usize) -> bool {
    let is_burden = matches!(
        reading.lower(at),
        "cost" | "costs" | "risk" | "risks" | "loss" | "harm" | "price" | "need"
    );
    let skipped = |at: usize| {
        reading.tokens[at].tag == Tag::Adjective
            && !matches!(reading.lower(at), "little" | "less" | "fewer")
            || matches!(reading.lower(at), "the" | "any" | "a" | "of")
    };
    is_burden
        && (first..at).rev().find(|at| !skipped(*at)).is_some_and(|at| {
            matches!(
                reading.lower(at),
                "no" | "without" | "little" | "avoids" | "avoid" | "fewer" | "less"
            )
        })
}

/// What the author makes of an option in a sentence.
pub(super) fn lean(reading: &Reading, sentence: &Sentence) -> Option<&'static str> {
    let words: Vec<&str> = (sentence.first..sentence.end).map(|at| reading.lower(at)).collect();
    let has = |word: &str| words.contains(&word);
    let negated = has("not") || has("n't") || has("never");
    let two = |one: &str, then: &[&str]| {
        words.windows(2).any(|pair| pair[0] == one && then.contains(&pair[1]))
    };
    // `the least bad` is the best there is.
    let least = two(
        "least",
        &["bad", "worst", "harmful", "dangerous", "costly", "risky", "painful", "damaging"],
    );
    if least || has("recommend") || has("best") || has("better") || has("wisest") {
        Some(if negated && !has("only") { "against" } else { "for" })
    } else if has("probably") || has("likely") || has("likelihood") || has("likeliest") {
        Some(if has("decreases") { "against" } else { "expected" }).filter(|_| !negated)
    } else if has("worst") || has("mistake") {
        Some("against")
    } else {
        None
    }
}
