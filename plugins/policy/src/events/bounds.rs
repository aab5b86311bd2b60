//! Where the words of another clause begin, whose names take no part in the one before.

use crate::syntax::{Analysis, Clause};
use crate::work::Work;

/// `a week after gunmen killed an officer`: where the time begins that another clause gives, with a verb of its own. Whoever is
/// named in it takes no part.
pub(super) fn other_time(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    end: usize,
) -> Option<usize> {
    let reading = &work.reading;
    (clause.verb.head + 2..end).find(|at| {
        matches!(reading.lower(*at), "after" | "before" | "since")
            && matches!(
                reading.lower(at - 1),
                "minutes"
                    | "hour"
                    | "hours"
                    | "day"
                    | "days"
                    | "week"
                    | "weeks"
                    | "month"
                    | "months"
                    | "year"
                    | "years"
                    | "shortly"
                    | "soon"
                    | "long"
            )
            && analysis.clauses.iter().any(|one| {
                one.verb.finite
                    && one.verb.head > *at
                    && one.subject.first().is_some_and(|group| analysis.groups[*group].first > *at)
            })
    })
}

/// `Having armed the rebels, Peru attacked Chile`: the comma before the verb that such words stand beside.
pub(super) fn end_of_participle(work: &Work, analysis: &Analysis, place: usize) -> Option<usize> {
    let verb = analysis.clauses[place].verb;
    let main = analysis.clauses[place + 1..].iter().find(|one| one.verb.finite);
    let main = main.filter(|_| verb.perfect && !verb.finite && !verb.infinitive)?;
    (verb.head + 1..main.verb.head).rev().find(|at| work.reading.word(*at) == ",")
}
