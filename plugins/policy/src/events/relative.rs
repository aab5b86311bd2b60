//! Clauses that say more of a noun: `Iran, which Israel bombed, threatened Iraq`.

use super::Party;
use super::party::party;
use crate::syntax::{Analysis, Clause, GroupKind, Tag};
use crate::work::Work;

/// A clause that hangs on a noun with `who`, `which`, `whom` or `whose`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relative {
    /// The group of the noun.
    pub(super) antecedent: usize,
    /// True where somebody else than the noun does it: `which Israel bombed`.
    pub(super) by_others: bool,
    pub(super) whose: bool,
    /// The token at which the verb of the noun begins, where it follows: whatever comes then is none of this clause.
    pub(super) end: Option<usize>,
}

/// Which noun a clause hangs on; `None` where it hangs on none.
pub(super) fn of(work: &Work, analysis: &Analysis, place: usize) -> Option<Relative> {
    let reading = &work.reading;
    let clause = &analysis.clauses[place];
    let opener = clause.opener.filter(|opener| reading.tokens[*opener].tag == Tag::Relative)?;
    let group = analysis.groups.partition_point(|one| one.last < opener);
    let is_noun = |at: usize| matches!(analysis.groups[at].kind, GroupKind::Noun { .. });
    let is_link = |at: usize| matches!(analysis.groups[at].kind, GroupKind::Preposition);
    // `in which`, `of whom`: what is done is not done to the noun.
    let is_linked = group.checked_sub(1).is_some_and(is_link);
    let mut antecedent = (0..group).rev().take(4).find(|at| is_noun(*at))?;
    while !is_linked && antecedent >= 2 && is_link(antecedent - 1) && is_noun(antecedent - 2) {
        antecedent -= 2;
    }
    let main = analysis.clauses[place + 1..].iter().find(|one| {
        one.verb.finite
            && one.opener != clause.opener
            && one.subject.first().is_some_and(|subject| *subject < group)
    });
    Some(Relative {
        antecedent,
        by_others: !is_linked && clause.subject.first().is_some_and(|subject| *subject > group),
        whose: reading.lower(opener) == "whose",
        end: main.map(|one| analysis.groups[one.group].first),
    })
}

/// Gives whoever is somebody's, `Chad, whose army attacked Sudan`, the state of the owner.
pub(super) fn own(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    place: usize,
    sources: &mut [Party],
) {
    let [source] = sources else { return };
    if source.actor.is_some() || source.state.is_some() || clause.opener.is_none() {
        return;
    }
    if let Some(relative) = of(work, analysis, place).filter(|one| one.whose && one.by_others) {
        source.state = party(work, analysis, relative.antecedent).and_then(|owner| owner.state);
    }
}
