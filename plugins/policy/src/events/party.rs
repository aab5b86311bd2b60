//! Who does something, and to whom.

use super::{Party, Type, beside, noun, takes_places};
use crate::actors::Kind;
use crate::syntax::{Analysis, Clause, Governor, GroupKind};
use crate::tables::tables;
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
fn object(work: &Work, analysis: &Analysis, group: usize) -> Option<Party> {
    let GroupKind::Noun { head } = analysis.groups.get(group)?.kind else { return None };
    linked(work, analysis, group, tables().role(work.reading.lower(head)).is_some())
}

fn linked(work: &Work, analysis: &Analysis, group: usize, people: bool) -> Option<Party> {
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
            && is_another(work.reading.lower(head))
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

/// Nouns for those who stand in some relation to their owner.
fn is_another(noun: &str) -> bool {
    matches!(
        noun,
        "neighbour"
            | "neighbours"
            | "neighbor"
            | "neighbors"
            | "ally"
            | "allies"
            | "partner"
            | "partners"
            | "rival"
            | "rivals"
            | "enemy"
            | "enemies"
            | "foe"
            | "foes"
            | "adversary"
            | "adversaries"
            | "opponent"
            | "opponents"
            | "critics"
            | "creditors"
            | "customers"
            | "suppliers"
            | "backers"
            | "patron"
    )
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

/// An object that is people of no named state: they are taken for the source's own, `sentenced an opposition leader`.
fn people_at_home(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
    sources: &[Party],
) -> Vec<Party> {
    let [source] = sources else { return Vec::new() };
    // `Beijing supports the government`: a government that supports one supports another's.
    let governs = source.actor.is_some_and(|actor| {
        matches!(work.cast.actors[actor].kind, Kind::State | Kind::Government)
    });
    let is_people = |group: &&usize| match analysis.groups[**group].kind {
        GroupKind::Noun { head } => {
            let noun = work.reading.lower(head);
            tables().role(noun).is_some() && !(governs && noun == "government")
        }
        _ => false,
    };
    let at_home = clause
        .objects
        .iter()
        .find(is_people)
        .and_then(|group| linked(work, analysis, *group, false));
    at_home
        .map(|party| Party { state: party.state.or(source.state), ..party })
        .into_iter()
        .collect()
}

/// Where a clause that opens a sentence as its condition ends: `If no agreement is reached by May, Iceland will …` says
/// nothing of Iceland before the comma.
fn condition_end(work: &Work, clause: &Clause) -> Option<usize> {
    let reading = &work.reading;
    let opener = clause.opener?;
    let sentence = &reading.sentences[reading.sentence_of(opener)?];
    if opener != sentence.first || !matches!(reading.lower(opener), "if" | "unless" | "should") {
        return None;
    }
    (clause.verb.head + 1..sentence.end).find(|at| reading.word(*at) == ",")
}

/// Where the next clause begins behind `and` or `but`, with a subject of its own or, where it is told
/// with whom or where people met, `met in Geneva and accused`, without: whoever it names takes no part in the one before.
fn next_clause(work: &Work, analysis: &Analysis, place: usize, kind: Type) -> Option<usize> {
    let clause = &analysis.clauses[place];
    let is_told =
        !takes_places(kind) && clause.objects.is_empty() && !clause.prepositional.is_empty();
    analysis.clauses[place + 1..].iter().find_map(|one| {
        let joins = |group: usize| {
            let before = analysis.groups[group].first.checked_sub(1)?;
            matches!(work.reading.lower(before), "and" | "but" | "yet").then_some(before)
        };
        let own = one.subject.first().copied().filter(|group| *group > clause.group);
        let Some(subject) = own else {
            let shares = one.verb.finite
                && is_told
                && clause.verb.finite
                && one.subject == clause.subject
                && one.governor == Some((Governor::Shared, place));
            return shares.then(|| joins(one.group)).flatten();
        };
        let is_own = one.verb.finite
            && one.opener.is_none()
            && one.governor.is_none()
            && !clause.objects.contains(&subject);
        is_own.then(|| joins(subject)).flatten()
    })
}

/// Where the words begin that tell what the object says, `denied reports that …`: whoever they name takes no part.
fn content_of_object(work: &Work, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let openers = analysis.clauses.iter().filter_map(|one| one.opener);
    openers
        .filter(|at| work.reading.lower(*at) == "that")
        .find(|at| clause.objects.iter().any(|group| analysis.groups[*group].last + 1 == *at))
}

/// Those to whom it is done, other than the doers: an object, who stands after a preposition, or whoever is
/// named further on in what the clause governs; those of another state come first.
#[expect(clippy::too_many_lines, reason = "one kind of candidate after the other")]
pub(super) fn recipients(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    sources: &[Party],
    (end, kind): (usize, Type),
) -> Vec<Party> {
    let clause = &analysis.clauses[place];
    let mut candidates: Vec<Party> = Vec::new();
    if clause.verb.passive {
        candidates.extend(subjects(work, analysis, clause).into_iter().filter(is_known));
    }
    let objects: Vec<Party> = clause
        .objects
        .iter()
        .filter_map(|group| object(work, analysis, *group))
        .filter(is_known)
        .collect();
    candidates.extend(&objects);
    let strikes = matches!(kind, Type::Assault | Type::Mobilize | Type::Threaten);
    for (preposition, group) in &clause.prepositional {
        let is_target = matches!(
            work.reading.lower(*preposition),
            "to" | "against"
                | "with"
                | "from"
                | "on"
                | "for"
                | "at"
                | "upon"
                | "over"
                | "between"
                | "of"
                | "about"
                | "into"
                | "among"
                | "by"
                | "toward"
                | "towards"
        );
        // `fired a missile from Ankara`: where a blow comes from is not where it goes.
        let is_origin = work.reading.lower(*preposition) == "from" && strikes;
        if is_target
            && !is_origin
            && let Some(party) = object(work, analysis, *group).filter(is_known)
        {
            candidates.push(party);
        }
    }
    let first =
        clause.subject.first().map_or(clause.verb.head, |group| analysis.groups[*group].first);
    let from = if clause.verb.passive { first.min(clause.verb.head) } else { clause.verb.head + 1 };
    let end = end.min(condition_end(work, clause).unwrap_or(end));
    let end = end.min(next_clause(work, analysis, place, kind).unwrap_or(end));
    let end = end.min(content_of_object(work, analysis, clause).unwrap_or(end));
    for mention in work.cast.within(from, end.saturating_sub(1)) {
        let state = work.cast.actors[mention.actor].state;
        candidates.push(Party { actor: Some(mention.actor), state, span: mention.span });
    }
    for (first, last, state) in work.cast.places_within(from, end) {
        let is_origin = strikes && *first > 0 && work.reading.lower(*first - 1) == "from";
        if takes_places(kind)
            && !is_origin
            && let Some(span) = work.reading.span(*first, *last)
        {
            candidates.push(Party { actor: None, state: *state, span });
        }
    }
    let is_other = |one: &Party| {
        !sources.iter().any(|source| {
            source.actor.is_some() && source.actor == one.actor || source.span == one.span
        })
    };
    let is_foreign = |one: &Party| {
        !sources.iter().any(|source| source.state.is_some() && source.state == one.state)
            && (one.state.is_some()
                || one
                    .actor
                    .is_some_and(|actor| work.cast.actors[actor].kind == Kind::Organisation))
    };
    let first = candidates
        .iter()
        .find(|one| is_other(one) && is_foreign(one))
        .or_else(|| candidates.iter().find(|one| is_other(one) && sources.len() < 2));
    let Some(first) = first.copied() else {
        return people_at_home(work, analysis, clause, sources);
    };
    // `accused Peru and Chile`: those who stand beside the first.
    let mut all = vec![first];
    if objects.contains(&first) {
        all.extend(objects.iter().filter(|one| **one != first && is_other(one) && is_foreign(one)));
    } else {
        let mut beside = candidates
            .iter()
            .filter(|one| is_other(one) && is_foreign(one) && one.span.start() > first.span.end());
        if let Some(next) = beside.next() {
            let between =
                work.reading.text.get(first.span.end()..next.span.start()).unwrap_or_default();
            if matches!(between.trim(), "and" | ", and" | "and the" | "or") {
                all.push(*next);
            }
        }
    }
    all
}
