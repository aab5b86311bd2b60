//! Who a noun group names, and who does something.

use super::{Party, Type, beside, noun};
use crate::actors::{Form, Kind, Mention};
use crate::syntax::{Analysis, Clause, GroupKind, Reading};
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
    let relation = bystander(work.reading.lower(head));
    let is_own = relation == Some(Bystander::Own);
    // `Peru's neighbours`, `its allies` are others than Peru.
    let is_owned = |mention: &Mention| {
        mention.last < head
            && (mention.form == Form::Pronoun
                || matches!(work.reading.lower(mention.last + 1), "'s" | "’s"))
    };
    let is_other = |mention: &&Mention| relation == Some(Bystander::Another) && is_owned(mention);
    if let Some(mention) = named.filter(|mention| !is_other(mention)) {
        let actor = &work.cast.actors[mention.actor];
        // `Putin's adviser`, `a former American envoy` are no longer, or never were, whom they belong to.
        let belongs = is_own && is_owned(mention)
            || mention.last < head && was_in_office(&work.reading, one.first, head);
        if belongs {
            return Some(Party { actor: None, state: actor.state, span });
        }
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
    if relation == Some(Bystander::Another) {
        return Some(Party { actor: None, state: None, span });
    }
    if (is_linked && (people || link == "of") || is_own && link == "to")
        && let Some(further) = party(work, analysis, group + 2)
        && (further.actor.is_some() || further.state.is_some())
    {
        if is_own || was_in_office(&work.reading, one.first, head) {
            return Some(Party { actor: None, state: further.state, span });
        }
        return Some(Party { span, ..further });
    }
    Some(Party { actor: None, state: None, span })
}

/// True for a state that does something itself or that something is done to: `The minister accused Chile` makes nobody Chilean.
fn is_opposite(work: &Work, analysis: &Analysis, mention: &Mention) -> bool {
    let place = analysis.groups.partition_point(|one| one.last < mention.last);
    let Some(group) = analysis.groups.get(place) else { return false };
    let GroupKind::Noun { head } = group.kind else { return false };
    if head > mention.last
        || !matches!(work.cast.actors[mention.actor].kind, Kind::State | Kind::Government)
    {
        return false;
    }
    let takes_part =
        |clause: &Clause| clause.objects.contains(&place) || clause.subject.contains(&place);
    let before = group.first.checked_sub(1).map_or("", |at| work.reading.lower(at));
    // `arrested an envoy of Egypt`, `seized villages of Chad`
    let of_object = || {
        before == "of"
            && place >= 2
            && analysis.clauses.iter().any(|clause| clause.objects.contains(&(place - 2)))
    };
    matches!(
        before,
        "to" | "against"
            | "with"
            | "between"
            | "by"
            | "on"
            | "and"
            | "from"
            | "near"
            | "into"
            | "toward"
            | "towards"
    ) || of_object()
        || analysis.clauses.iter().any(takes_part)
}

/// True for `a former minister`, `the ex-president`: words from `first` to a noun for an office that somebody has no more.
fn was_in_office(reading: &Reading, first: usize, head: usize) -> bool {
    (first..head).any(|at| matches!(reading.lower(at), "former" | "ex" | "late" | "retired"))
        && tables().role(reading.lower(head)).is_some()
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
/// rioted in East Timor`. The last argument is the first
/// token, and the one after the last, that count, and what is done.
pub(super) fn place_people(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    sources: &mut [Party],
    (first, end, kind): (usize, usize, Type),
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
        let mentions = work.cast.within(first, end.saturating_sub(1));
        let mut states = mentions.iter().filter_map(|one| work.cast.actors[one.actor].state);
        let only = states.next().filter(|only| states.all(|state| state == *only))?;
        // Who resigns or leaves does so at home.
        let is_home = |one: &Mention| {
            work.cast.actors[one.actor].state == Some(only)
                && (kind == Type::Retreat || !is_opposite(work, analysis, one))
        };
        mentions.iter().any(is_home).then_some(only)
    };
    source.state = acts_in.filter(|_| is_people).or_else(named);
}
