//! What denies a forecast: a negation of its verb, of its hedge, or of those who hold it.

use super::hedged::Found;
use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Clause, Governor, Modal, Reading, Tag};

/// What a forecast denies, and what its range counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denial {
    /// `will probably leave`: nothing is denied.
    None,
    /// `will probably not leave`: the range is the one of staying.
    OfVerb,
    /// `is not likely to leave`, `nobody expects that it leaves`: the range, where there is one, is the one of leaving.
    OfHedge,
    /// `did not say that it is likely`: nobody foretells anything.
    OfSaying,
}

/// How many verbs up those are looked for who hold what is foretold: `Nobody says that he thinks …`
const HOLDERS: usize = 3;

/// What denies a forecast, and whether it turns the hedge's own words: `do not think that it is likely`.
pub(super) fn denial(
    reading: &Reading,
    analysis: &Analysis,
    (first, to): (usize, usize),
    found: Found,
) -> (Denial, bool) {
    let clause = &analysis.clauses[found.clause];
    let before = found.first.checked_sub(1).filter(|at| *at >= first);
    let is_not = |at: usize| matches!(reading.lower(at), "not" | "n't" | "n’t");
    let inner = analysis.clauses.iter().find(|one| one.verb.head > found.last && one.verb.finite);
    let of_inner = inner.is_some_and(|one| {
        one.verb.negated && one.verb.modal == Some(Modal::Will) && one.verb.head <= to
    });
    let holder = by_holder(reading, analysis, found)
        .or_else(|| is_not_the_case(reading, (first, found.first)).then_some(Denial::OfHedge));
    if holder == Some(Denial::OfSaying) {
        return (Denial::OfSaying, false);
    }
    let by_whom = holder.is_some();
    // `is not very likely`, but `will not` where the hedge is an adverb behind it: `is not, probably, …`.
    // `not at all likely` is less than `not likely`, and has no range.
    let at_all = before.filter(|at| reading.lower(*at) == "all").and_then(|at| at.checked_sub(2));
    let before_hedge =
        before.is_some_and(|at| is_not(at) || is_hardly(reading, at)) || at_all.is_some_and(is_not);
    let own =
        found.denies || is_not(found.first) || before_hedge || none_is_so(reading, analysis, found);
    let of_verb = reading.lower(found.last) == "hardly"
        || is_not(found.last + 1)
        || clause.verb.negated && !own && !(by_whom && holds(clause.verb.lemma))
        || of_inner;
    let turned = by_whom || before_hedge || none_is_so(reading, analysis, found);
    // `do not think that it is unlikely` denies what denies.
    let twice = turned
        && matches!(reading.lower(found.last), "unlikely" | "improbable" | "impossible" | "remote");
    let denial = match (of_verb, (own || by_whom) && !twice) {
        (true, false) => Denial::OfVerb,
        (_, true) => Denial::OfHedge,
        (false, false) => Denial::None,
    };
    (denial, turned)
}

/// Words that leave next to nothing of what stands behind them: `hardly likely`.
pub(super) fn is_hardly(reading: &Reading, at: usize) -> bool {
    matches!(reading.lower(at), "hardly" | "scarcely" | "barely")
}

/// `It is not the case that …`, `It is not true that …`, before a hedge.
fn is_not_the_case(reading: &Reading, (first, end): (usize, usize)) -> bool {
    let that = (first + 1..end).find(|at| {
        reading.lower(*at) == "that" && matches!(reading.lower(*at - 1), "case" | "true")
    });
    that.is_some_and(|that| {
        (first..that).any(|at| matches!(reading.lower(at), "not" | "n't" | "n’t" | "hardly"))
    })
}

/// What those deny who hold a forecast, up the verbs that it depends on.
fn by_holder(reading: &Reading, analysis: &Analysis, found: Found) -> Option<Denial> {
    let of = |clause: &Clause| {
        let denied = clause.verb.negated || is_nobody(reading, analysis, clause);
        match clause.verb.lemma {
            "doubt" => (!denied).then_some(Denial::OfHedge),
            lemma if holds(lemma) => denied.then_some(Denial::OfHedge),
            lemma if speaks(lemma) => denied.then_some(Denial::OfSaying),
            _ => None,
        }
    };
    let clause = &analysis.clauses[found.clause];
    // `considers a coup likely`; but `will believe` foretells that somebody believes.
    let is_own = clause.verb.head <= found.first || clause.verb.head == found.last;
    if is_own
        && holds(clause.verb.lemma)
        && clause.verb.lemma != "doubt"
        && let Some(denial) = of(clause)
    {
        return Some(denial);
    }
    let mut at = found.clause;
    for _ in 0..HOLDERS {
        let (kind, by) = analysis.clauses[at].governor?;
        if kind == Governor::Content
            && let Some(denial) = of(&analysis.clauses[by])
        {
            return Some(denial);
        }
        at = by;
    }
    None
}

/// Verbs of holding something to be so, whose negation is one of what is held.
pub(super) fn holds(lemma: &str) -> bool {
    matches!(
        lemma,
        "think"
            | "believe"
            | "expect"
            | "consider"
            | "see"
            | "imagine"
            | "foresee"
            | "judge"
            | "assess"
            | "anticipate"
            | "predict"
            | "deem"
            | "doubt"
            | "rate"
    )
}

/// The farthest from a subject's last noun that the word stands which denies it, in tokens.
const FAR: usize = 6;

/// `Nobody`, `Few analysts`, `No observer in Lima`, `None of them`, `Hardly anyone`.
pub(super) fn is_nobody(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(group) = clause.subject.first().map(|at| analysis.groups[*at]) else { return false };
    let denies = |at: usize| {
        matches!(
            reading.lower(at),
            "nobody" | "none" | "few" | "no" | "neither" | "hardly" | "scarcely" | "nothing"
        )
    };
    let belongs = |at: usize| {
        let tag = reading.tokens[at].tag;
        tag.is_noun() || matches!(tag, Tag::Preposition | Tag::Determiner | Tag::Adjective)
    };
    denies(group.first)
        || (group.first.saturating_sub(FAR)..group.first)
            .rev()
            .take_while(|at| denies(*at) || belongs(*at))
            .any(denies)
}

/// `No treaty is likely`: what is said not to be likely is a treaty.
fn none_is_so(reading: &Reading, analysis: &Analysis, found: Found) -> bool {
    let clause = &analysis.clauses[found.clause];
    // `is likely to leave` is one group with its verb.
    let is_so = clause.verb.lemma == "be" && found.last > clause.verb.head
        || found.first.checked_sub(1).is_some_and(|at| reading.tokens[at].tag == Tag::Be);
    is_so && clause.verb.modal.is_none() && is_nobody(reading, analysis, clause)
}

/// `Nothing else is likely.`: says of no thing that it will not be.
pub(super) fn is_of_nothing(reading: &Reading, analysis: &Analysis, found: Found) -> bool {
    let clause = &analysis.clauses[found.clause];
    let subject = clause.subject.first().map_or("", |at| reading.lower(analysis.groups[*at].first));
    matches!(subject, "nothing" | "anything" | "everything")
        && clause.verb.lemma == "be"
        && !matches!(reading.lower(found.last + 1), "to" | "that")
}
