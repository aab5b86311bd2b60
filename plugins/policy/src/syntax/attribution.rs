//! Who said it, where the words of saying stand behind.

use super::clause::{Clause, Governor};
use super::group::Group;
use super::token::Reading;
use super::verb_kind::says;

/// Finds who said a sentence that ends with the words of saying, `…, police said`.
pub(super) fn attribute(reading: &Reading, groups: &[Group], clauses: &mut [Clause]) {
    let word = |group: usize| groups.get(group).map_or("", |one| reading.lower(one.first));
    let Some(place) = clauses.iter().rposition(|one| {
        one.verb.finite
            && says(one.verb.lemma)
            && !one.verb.negated
            && one.opener.is_none()
            && one.governor.is_none_or(|(kind, _)| kind == Governor::Shared)
    }) else {
        return;
    };
    let clause = &clauses[place];
    let first = clause.subject.first().copied().unwrap_or(clause.group).min(clause.group);
    let after_mark =
        first.checked_sub(1).is_some_and(|at| matches!(word(at), "," | "\"" | "”" | "’" | "?"))
            || clause.group.checked_sub(1).is_some_and(|at| matches!(word(at), "\"" | "”"));
    // `…, its minister told reporters in Muscat`: whom it is told, and nothing that is told.
    let tells = clause.verb.lemma == "tell"
        && !clauses.iter().any(|one| one.governor.is_some_and(|(_, by)| by == place));
    if !after_mark
        || !tells
            && !clause.objects.is_empty()
            && clause.objects.iter().any(|at| *at > clause.group && !clause.subject.contains(at))
    {
        return;
    }
    let says_itself = clauses.iter().any(|one| one.governor == Some((Governor::Content, place)));
    if says_itself {
        return;
    }
    clauses[place].governor = None;
    for before in &mut clauses[..place] {
        if before.governor.is_none() && before.opener.is_none() {
            before.governor = Some((Governor::Content, place));
        }
    }
}
