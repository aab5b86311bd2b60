//! Who a noun group names, and who does something.

use super::{Party, beside, noun};
use crate::actors::Kind;
use crate::syntax::{Analysis, Clause, GroupKind};
use crate::tables::{Bystander, bystander, tables};
use crate::work::Work;

/// Whoever a noun group names: the actor that its head is, or that it names on the way, or that hangs on it
/// with a preposition; the state of a place in it, where there is no actor.
pub(crate) fn party(work: &Work, analysis: &Analysis, group: usize) -> Option<Party> {
    let one = analysis.groups.get(group)?;
    let GroupKind::Noun { head } = one.kind else { return None };
    if let Some(person) = beside::person(work, analysis, group) {
        return Some(person);
    }
    // `an attack on Taiwan` is not Taiwan's.
    let is_target = noun::is_target(work.reading.lower(head), work.reading.lower(one.last + 1));
    if is_target && work.cast.within(one.first, one.last).is_empty() {
        return Some(Party {
            actor: None,
            state: None,
            span: work.reading.span(one.first, one.last)?,
        });
    }
    linked(work, analysis, group, true)
}

/// The same for what something is done to: a treaty in Quito is not Quito's, people in Quito are.
pub(super) fn object(work: &Work, analysis: &Analysis, group: usize) -> Option<Party> {
    let GroupKind::Noun { head } = analysis.groups.get(group)?.kind else { return None };
    linked(work, analysis, group, tables().role(work.reading.lower(head)).is_some())
}

pub(super) fn linked(
    work: &Work,
    analysis: &Analysis,
    group: usize,
    people: bool,
) -> Option<Party> {
    let one = analysis.groups.get(group)?;
    let GroupKind::Noun { head } = one.kind else { return None };
    let span = work.reading.span(one.first, one.last)?;
    let mentions = work.cast.within(one.first, one.last);
    let named = mentions
        .iter()
        .find(|mention| mention.first <= head && head <= mention.last)
        .or_else(|| mentions.first());
    // `Peru's neighbours`, `its allies` are others than Peru.
    let other = |mention: &crate::actors::Mention| {
        mention.last < head
            && (mention.form == crate::actors::Form::Pronoun
                || matches!(work.reading.lower(mention.last + 1), "'s" | "’s"))
            && bystander(work.reading.lower(head)) == Some(Bystander::Another)
    };
    if let Some(mention) = named.filter(|mention| !other(mention)) {
        let actor = &work.cast.actors[mention.actor];
        return Some(Party { actor: Some(mention.actor), state: actor.state, span: mention.span });
    }
    if let Some(state) = work.cast.place_within(one.first, one.last) {
        return Some(Party { actor: None, state: Some(state), span });
    }
    let link = work.reading.lower(one.last + 1);
    let is_linked = matches!(
        link,
        "of" | "in"
            | "from"
            | "throughout"
            | "on"
            | "near"
            | "within"
            | "outside"
            | "across"
            | "at"
    );
    if is_linked
        && (people || link == "of")
        && let Some(further) = party(work, analysis, group + 2)
        && (further.actor.is_some() || further.state.is_some())
    {
        return Some(Party { span, ..further });
    }
    Some(Party { actor: None, state: None, span })
}

/// True for whoever can do something.
pub(crate) fn is_known(party: &Party) -> bool {
    party.actor.is_some() || party.state.is_some()
}

/// Those who do what a clause says: its subject, or who stands after `by` where it is passive.
pub(super) fn doers(work: &Work, analysis: &Analysis, clause: &Clause) -> Vec<Party> {
    if clause.verb.passive {
        return agents(work, analysis, clause);
    }
    subjects(work, analysis, clause)
}

pub(crate) fn subjects(work: &Work, analysis: &Analysis, clause: &Clause) -> Vec<Party> {
    clause.subject.iter().filter_map(|group| party(work, analysis, *group)).collect()
}

fn agents(work: &Work, analysis: &Analysis, clause: &Clause) -> Vec<Party> {
    let by = clause
        .prepositional
        .iter()
        .filter(|(preposition, _)| work.reading.lower(*preposition) == "by");
    by.filter_map(|(_, group)| party(work, analysis, *group)).filter(is_known).collect()
}

/// Gives people without a state the one where they act, or the only one that the sentence names: `Prisoners
/// rioted in East Timor`. `within` is the first token, and the one after the last, that count.
pub(super) fn place_people(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    sources: &mut [Party],
    (first, end): (usize, usize),
) {
    let clause = &analysis.clauses[place];
    let group = clause.subject.first().and_then(|group| analysis.groups.get(*group));
    let Some(GroupKind::Noun { head }) = group.map(|group| group.kind) else { return };
    let [source] = sources else { return };
    let is_unplaced_person = source.actor.is_some_and(|actor| {
        let actor = &work.cast.actors[actor];
        actor.state.is_none() && matches!(actor.kind, Kind::Leader | Kind::Person)
    });
    let is_people = source.actor.is_none() && tables().role(work.reading.lower(head)).is_some();
    if source.state.is_some() || clause.verb.passive || !(is_people || is_unplaced_person) {
        return;
    }
    let acts_in = clause.prepositional.iter().find_map(|(preposition, group)| {
        let is_where =
            matches!(work.reading.lower(*preposition), "in" | "at" | "throughout" | "across");
        is_where.then(|| linked(work, analysis, *group, true)?.state).flatten()
    });
    let named = || {
        let mentions = work.cast.within(first, end.saturating_sub(1)).iter();
        let mut states = mentions.filter_map(|one| work.cast.actors[one.actor].state);
        let only = states.next()?;
        states.all(|state| state == only).then_some(only)
    };
    source.state = acts_in.filter(|_| is_people).or_else(named);
}
