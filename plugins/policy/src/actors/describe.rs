//! Actors that the text describes: a noun for people together with a state.

use std::collections::HashMap;

use super::find::Found;
use super::{Actor, Form, Kind};
use crate::syntax::{Analysis, Group, GroupKind, Reading, Tag};
use crate::tables::{Compound, Meaning, Role, is_compound, tables, with_article};
use crate::vocabulary::asks;

/// What a noun for people is called together with its state.
fn described(role: Role, noun: &str, place: usize, entry: String) -> Option<Actor> {
    let tables = tables();
    let name = with_article(tables.states[place].name);
    let (kind, name) = match role {
        Role::Government => (Kind::Government, format!("Government of {name}")),
        Role::Legislature => (Kind::Organisation, format!("Parliament of {name}")),
        Role::Court => (Kind::Organisation, format!("Courts of {name}")),
        Role::Military => (Kind::Organisation, format!("Armed forces of {name}")),
        Role::Police => (Kind::Organisation, format!("Police of {name}")),
        Role::Intelligence => (Kind::Organisation, format!("Intelligence services of {name}")),
        Role::Rebels | Role::Civilians => (Kind::Group, format!("{noun} of {name}")),
        Role::Leader | Role::Minister => return None,
    };
    Some(Actor {
        name: name.into(),
        kind,
        state: Some(place),
        office: None,
        former: false,
        entry: Some(entry.into()),
    })
}

/// The last token of a group that is a noun for people, and its role; two words before one.
fn role_at_end(reading: &Reading, first: usize, last: usize) -> Option<(usize, Role)> {
    if !reading.is_asked(last, asks::ROLE) {
        return None;
    }
    let tables = tables();
    let one = reading.lower(last);
    if last > first {
        let two = format!("{} {one}", reading.lower(last - 1));
        if let Some(role) = tables.role(&two) {
            return Some((last - 1, role));
        }
    }
    tables.role(one).map(|role| (last, role))
}

/// `the Norwegian foreign ministry`, `rebels in Chad`, `the government of Peru`: a noun for people with a state.
pub(super) fn descriptions(reading: &Reading, analysis: &Analysis, found: &mut Vec<Found>) {
    let tables = tables();
    for (place, group) in analysis.groups.iter().enumerate() {
        let GroupKind::Noun { head } = group.kind else { continue };
        // `Ministry of Foreign Affairs`: the words after `of` belong to the name.
        let (last, ministry) = ministry_end(reading, analysis, place, head);
        let Some((start, role)) = role_at_end(reading, group.first, head) else { continue };
        if matches!(role, Role::Leader | Role::Minister) {
            continue;
        }
        let noun = reading.lower(start);
        // `Rwanda-backed rebels`: whose they are not.
        if let Some(first) = sided(reading, group.first, start) {
            let Some(name) = reading.span(first, head).and_then(|span| span.slice(&reading.text))
            else {
                continue;
            };
            let actor = Actor {
                name: name.to_owned().into(),
                kind: Kind::Group,
                state: None,
                office: None,
                former: false,
                entry: Some(format!("roles.tsv: {noun}").into()),
            };
            let why = "noun for people whom somebody helps";
            found.push(Found { first, last: head, form: Form::Description, rule: why, actor });
            continue;
        }
        let inside = state_in(reading, group.first, start.saturating_sub(1), start > group.first);
        let after = || {
            let of = if ministry { last + 1 } else { head + 1 };
            // Soldiers in Niger need not be Niger's.
            let is_linked = match reading.lower(of) {
                "of" => true,
                // `withdrew troops from Kabul`
                "from" => !is_moved(analysis, place),
                "in" => !matches!(role, Role::Military | Role::Police | Role::Intelligence),
                _ => false,
            };
            let end = reading.sentences.get(reading.sentence_of(head)?)?.end;
            let from = if reading.lower(of + 1) == "the" { of + 2 } else { of + 1 };
            let (name_end, meanings) =
                is_linked.then(|| tables.names.longest(reading, from, end))??;
            let state = meanings.iter().find_map(|meaning| match meaning {
                Meaning::State(place) | Meaning::Capital(place) => Some(*place),
                _ => None,
            })?;
            Some((state, name_end))
        };
        let (state, last) = match (inside, after()) {
            (Some(state), _) => (state, last),
            (None, Some((state, end))) => (state, end),
            (None, None) => continue,
        };
        let entry = format!("roles.tsv: {noun}");
        if let Some(actor) = described(role, noun, state, entry) {
            let why = "noun for people together with a state";
            let first = (group.first..start)
                .find(|at| match reading.tokens[*at].tag {
                    Tag::Number => false,
                    Tag::Determiner => reading.lower(*at) == "the",
                    _ => true,
                })
                .unwrap_or(start);
            found.push(Found { first, last, form: Form::Description, rule: why, actor });
        }
    }
}

/// Where `Rwanda-backed rebels`, `Iran-aligned militias`, `French-speaking voters` begin: with a name that a hyphen joins to what says
/// more of it.
fn sided(reading: &Reading, first: usize, noun: usize) -> Option<usize> {
    let hyphen = (first + 1..noun)
        .rev()
        .find(|at| reading.word(*at) == "-" && reading.tokens[*at].joined)?;
    let side = reading.lower(hyphen + 1);
    // `US-led forces` are those of who leads them, too.
    let is_side =
        hyphen + 1 < noun && side != "led" && (side.ends_with("ed") || side.ends_with("ing"));
    let from = first + usize::from(reading.tokens[first].tag == Tag::Determiner);
    let is_name = reading.is_capital(hyphen - 1);
    (is_side && is_name && from < hyphen).then_some(from)
}

/// True for those who are taken from somewhere: what follows with `from` tells where they were.
fn is_moved(analysis: &Analysis, group: usize) -> bool {
    analysis.clauses.iter().any(|clause| {
        clause.objects.contains(&group) && is_compound(clause.verb.lemma, Compound::Mover)
    })
}

/// Where `Ministry of Foreign Affairs` ends.
fn ministry_end(
    reading: &Reading,
    analysis: &Analysis,
    place: usize,
    head: usize,
) -> (usize, bool) {
    let is_ministry = matches!(reading.lower(head), "ministry" | "department" | "office");
    let next = analysis.groups.get(place + 2);
    match next {
        Some(Group { last, kind: GroupKind::Noun { head: of }, .. })
            if is_ministry
                && reading.lower(head + 1) == "of"
                && matches!(
                    reading.lower(*of),
                    "affairs"
                        | "defence"
                        | "defense"
                        | "finance"
                        | "interior"
                        | "economy"
                        | "justice"
                        | "trade"
                ) =>
        {
            (*last, true)
        }
        _ => (head, false),
    }
}

/// The state that words from `first` to `last` name as an adjective or a possessor.
pub(super) fn state_in(reading: &Reading, first: usize, last: usize, any: bool) -> Option<usize> {
    let tables = tables();
    if !any {
        return None;
    }
    let mut at = first;
    let mut state = None;
    while at <= last {
        if let Some((end, meanings)) = tables.names.longest(reading, at, last + 1) {
            let here = meanings.iter().find_map(|meaning| match meaning {
                Meaning::State(place) | Meaning::Demonym(place) | Meaning::Place(Some(place)) => {
                    Some(*place)
                }
                Meaning::Capital(place) => Some(*place),
                _ => None,
            });
            state = here.or(state);
            at = end + 1;
        } else {
            at += 1;
        }
    }
    state
}

/// `the ministry` after `the ministry of Peru`: the same one, where there is no other of its kind.
pub(super) fn bare_descriptions(reading: &Reading, analyses: &[Analysis], kept: &mut Vec<Found>) {
    let mut known: HashMap<String, Option<(String, usize)>> = HashMap::new();
    for (place, one) in kept.iter().enumerate() {
        if one.form != Form::Description || one.actor.kind != Kind::Government {
            continue;
        }
        let noun = one
            .actor
            .entry
            .as_deref()
            .and_then(|entry| entry.strip_prefix("roles.tsv: "))
            .unwrap_or_default();
        known
            .entry(noun.to_owned())
            .and_modify(|owner| {
                if owner.as_ref().is_some_and(|(name, _)| *name != one.actor.name) {
                    *owner = None;
                }
            })
            .or_insert_with(|| Some((one.actor.name.to_string(), place)));
    }
    let mut more = Vec::new();
    for group in analyses.iter().flat_map(|analysis| &analysis.groups) {
        let GroupKind::Noun { head } = group.kind else { continue };
        let is_bare = head == group.first + 1 && reading.lower(group.first) == "the";
        let next = kept.partition_point(|one| one.last < group.first);
        if !is_bare || kept.get(next).is_some_and(|one| one.first <= head) {
            continue;
        }
        if let Some(Some((_, owner))) = known.get(reading.lower(head))
            && kept[*owner].first < group.first
        {
            let actor = kept[*owner].actor.clone();
            let rule = "the same noun as before, and only one actor is called so";
            more.push(Found {
                first: group.first,
                last: head,
                form: Form::Description,
                rule,
                actor,
            });
        }
    }
    kept.append(&mut more);
}
