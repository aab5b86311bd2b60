//! Leaders and other persons: by the list, by a title, by what they say, by a part of their name.

use super::compound;
use super::describe::state_in;
use super::find::Found;
use super::holder::{holder, holder_before};
use super::{Actor, Form, Kind};
use crate::hash::WordMap;
use crate::syntax::group::is_time;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, GroupKind, Reading, Tag};
use crate::tables::{Bystander, Meaning, Role, Term, bystander, tables};

/// Who a name in the list of leaders is at a date: whoever is in office; else the last who was, as former;
/// else the first who will be, as a person. Without a date nobody is known.
pub(super) fn leader(meanings: &[Meaning], date: Option<&str>) -> Option<Actor> {
    let tables = tables();
    let day = day(date?);
    let terms = || {
        meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Term(place) => Some(&tables.terms[*place]),
            _ => None,
        })
    };
    let is_over = |term: &&Term| !term.to.is_empty() && term.to < day;
    let current = terms().find(|term| term.from <= day && !is_over(term));
    let (term, former) = match current {
        Some(term) => (term, false),
        None => match terms().filter(is_over).max_by_key(|term| term.to) {
            Some(term) => (term, true),
            None => (terms().min_by_key(|term| term.from)?, false),
        },
    };
    let in_office = current.is_some();
    let state = term.iso().and_then(|iso| tables.by_iso(iso));
    Some(Actor {
        name: term.name.into(),
        kind: if in_office || former { Kind::Leader } else { Kind::Person },
        state,
        office: in_office.then(|| term.office.to_owned()),
        former,
        entry: Some(
            format!(
                "leaders.tsv: {}, {} from {}{}",
                term.name,
                term.office,
                term.from,
                until(term)
            )
            .into(),
        ),
    })
}

fn until(term: &Term) -> String {
    if term.to.is_empty() { String::new() } else { format!(" to {}", term.to) }
}

/// The first day that a date may mean, with as many letters as the table's days.
fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

/// `Norwegian Fisheries Minister Torvald Hegstrand`: a noun for an office, and a name after it.
pub(super) fn titles(
    reading: &Reading,
    analysis: &Analysis,
    date: Option<&str>,
    found: &mut Vec<Found>,
) {
    for (place, group) in analysis.groups.iter().enumerate() {
        if !matches!(group.kind, GroupKind::Noun { .. }) {
            continue;
        }
        let mut start = group.first;
        // `Secretary of State Jane Doe` is two groups.
        if reading.word(start) == "State"
            && start >= 2
            && reading.word(start - 2) == "Secretary"
            && place >= 2
        {
            start = analysis.groups[place - 2].first;
        }
        // `Kosovo's Prime Minister Albin Kurti's plan` is three parts.
        let mut first = start;
        for at in start..=group.last + 1 {
            let ends = at > group.last || reading.tokens[at].tag == Tag::Possessive;
            if !ends {
                continue;
            }
            if let Some(last) = at.checked_sub(1).filter(|last| *last > first)
                && let Some(one) = title(reading, (start, first, last), date)
            {
                found.push(one);
            }
            first = at + 1;
        }
    }
}

/// A title and a name in the tokens from `first` to `head`; the group that they stand in begins at `start`.
fn title(
    reading: &Reading,
    (start, first, head): (usize, usize, usize),
    date: Option<&str>,
) -> Option<Found> {
    let tables = tables();
    let (office, role) = office(reading, first, head)?;
    if office >= head || !(office + 1..=head).all(|at| is_name_part(reading, at)) {
        return None;
    }
    // `Secretary-General Ana Diallo`: the second half of a noun is no name.
    let is_half = reading.word(office + 1) == "-" && reading.tokens[office + 1].joined;
    let name_first = match reading.lower(office + 1) {
        "of" => office + 3,
        _ if is_half => office + 3,
        _ => office + 1,
    };
    if name_first > head {
        return None;
    }
    let skipped = |at: &usize| {
        matches!(
            reading.tokens[*at].tag,
            Tag::Determiner | Tag::Number | Tag::Coordinator | Tag::Mark
        ) || is_time(reading.lower(*at))
    };
    let first = (first..office).find(|at| !skipped(at)).unwrap_or(office);
    let listed = [office, name_first].into_iter().find_map(|from| {
        let (end, meanings) = tables.names.longest(reading, from, head + 1)?;
        if end == head { leader(meanings, date) } else { None }
    });
    let former = (start..office).any(|at| matches!(reading.lower(at), "former" | "ex" | "late"));
    let name = reading.span(name_first, head).and_then(|span| span.slice(&reading.text))?;
    let is_leader = matches!(role, Some(Role::Leader | Role::Minister));
    let actor = listed.unwrap_or_else(|| Actor {
        name: name.to_owned().into(),
        kind: if is_leader { Kind::Leader } else { Kind::Person },
        state: state_of_owner(reading, start, office),
        office: is_leader.then(|| reading.lower(office).to_owned()),
        former,
        entry: role.map(|_| format!("roles.tsv: {}", reading.lower(office)).into()),
    });
    Some(Found { first, last: head, form: Form::Title, rule: "title before a name", actor })
}

/// The last noun for an office in a group that has a name behind it; `None` for its role where it is `Mr.`.
fn office(reading: &Reading, first: usize, head: usize) -> Option<(usize, Option<Role>)> {
    let tables = tables();
    (first..head).rev().find_map(|at| {
        let lower = reading.lower(at);
        if matches!(
            lower,
            "mr."
                | "mrs."
                | "ms."
                | "dr."
                | "mr"
                | "mrs"
                | "ms"
                | "gen."
                | "lt."
                | "col."
                | "sheikh"
        ) {
            return Some((at, None));
        }
        tables
            .role(lower)
            .filter(|role| {
                matches!(role, Role::Leader | Role::Minister) || matches!(lower, "judge" | "leader")
            })
            .map(|role| (at, Some(role)))
            .or((lower == "leader").then_some((at, Some(Role::Leader))))
            .or_else(|| is_post(lower).then_some((at, None)))
    })
}

/// True for nouns that stand before or beside a name and are no office of a state: `director`, `adviser`.
pub(crate) fn is_post(noun: &str) -> bool {
    matches!(bystander(noun), Some(Bystander::Post | Bystander::Own))
}

/// The state that words from `first` to `last` name, or the one of the leader or body in them: `Putin's spokesman`.
pub(super) fn state_of_owner(reading: &Reading, first: usize, last: usize) -> Option<usize> {
    state_in(reading, first, last, true).or_else(|| {
        let tables = tables();
        (first..last).find_map(|at| {
            let (_, meanings) = tables.names.longest(reading, at, last)?;
            meanings.iter().find_map(|meaning| match meaning {
                Meaning::Organisation(place) => tables.by_iso(tables.organisations[*place].iso),
                Meaning::Term(place) => {
                    tables.terms[*place].iso().and_then(|iso| tables.by_iso(iso))
                }
                _ => None,
            })
        })
    })
}

fn is_name_part(reading: &Reading, token: usize) -> bool {
    reading.is_capital(token)
        || matches!(
            reading.lower(token),
            "of" | "al" | "el" | "bin" | "von" | "der" | "de" | "van" | "-" | "da" | "del" | "'"
        )
}

/// Persons whom the text alone tells of: a name of two words or more that says something, or that is
/// explained: `Tomás Iriburu, an analyst`.
pub(super) fn speakers(reading: &Reading, analysis: &Analysis, found: &mut Vec<Found>) {
    for (place, group) in analysis.groups.iter().enumerate() {
        let GroupKind::Noun { head } = group.kind else { continue };
        let is_name = head > group.first
            && (group.first..=head).all(|at| {
                reading.is_capital(at)
                    && reading.tokens[at].tag == Tag::Proper
                    && reading.word(at).len() > 1
            })
            && head - group.first < 4;
        let is_listed = || {
            tables().names.longest(reading, group.first, head + 1).is_some()
                && !compound::is_given(reading, group.first, group.first)
        };
        if !is_name || is_listed() {
            continue;
        }
        let speaks = analysis
            .clauses
            .iter()
            .any(|clause| clause.subject.contains(&place) && says(clause.verb.lemma));
        let next = reading.lower(head + 1);
        let explained = next == ","
            && matches!(reading.lower(head + 2), "a" | "an" | "the" | "who" | "which")
            || head > group.first
                && group.first >= 1
                && reading.lower(group.first - 1) == ","
                && next == ",";
        if !speaks && !explained {
            continue;
        }
        let name = reading
            .span(group.first, head)
            .and_then(|span| span.slice(&reading.text))
            .unwrap_or_default();
        let is_institution = [
            "Bank",
            "Agency",
            "Party",
            "Council",
            "Commission",
            "Ministry",
            "Court",
            "Office",
            "Group",
            "Institute",
            "Organization",
            "Organisation",
            "Forum",
            "Treaty",
            "Sea",
            "Church",
            "Times",
            "Post",
            "News",
            "Press",
        ]
        .iter()
        .any(|word| name.contains(word));
        if is_institution {
            continue;
        }
        let known = holder(reading, analysis, place, name)
            .or_else(|| holder_before(reading, analysis, place, name));
        if let Some(actor) = known {
            let rule = "a name beside an office";
            found.push(Found { first: group.first, last: head, form: Form::Name, rule, actor });
            continue;
        }
        let actor = Actor {
            name: name.to_owned().into(),
            kind: Kind::Person,
            state: None,
            office: None,
            former: false,
            entry: None,
        };
        let rule = if speaks { "a name that says something" } else { "a name that is explained" };
        found.push(Found { first: group.first, last: head, form: Form::Name, rule, actor });
    }
}

/// `Hegstrand` after `Fisheries Minister Torvald Hegstrand`: the last word of a name that stood before.
pub(super) fn short_names(reading: &Reading, kept: &mut Vec<Found>) {
    let mut last_names: WordMap<&str, Option<usize>> = WordMap::default();
    for (place, one) in kept.iter().enumerate() {
        let is_person = matches!(one.actor.kind, Kind::Leader | Kind::Person);
        if !is_person || one.last == one.first || !one.actor.name.contains(' ') {
            continue;
        }
        let last = reading.word(one.last);
        last_names
            .entry(last)
            .and_modify(|owner| {
                if owner.is_some_and(|owner| kept[owner].actor.name != one.actor.name) {
                    *owner = None;
                }
            })
            .or_insert(Some(place));
    }
    let mut more = Vec::new();
    let mut next = 0;
    for token in 0..reading.tokens.len() {
        while next < kept.len() && kept[next].last < token {
            next += 1;
        }
        if kept.get(next).is_some_and(|one| one.first <= token)
            || reading.tokens[token].tag != Tag::Proper
        {
            continue;
        }
        let Some(Some(owner)) = last_names.get(reading.word(token)) else { continue };
        let stands_alone =
            reading.tokens.get(token + 1).is_none_or(|after| after.tag != Tag::Proper)
                && (token == 0 || reading.tokens[token - 1].tag != Tag::Proper);
        if kept[*owner].first < token && stands_alone {
            let actor = kept[*owner].actor.clone();
            let rule = "last word of a name that stood before";
            more.push(Found { first: token, last: token, form: Form::Short, rule, actor });
        }
    }
    // A title before a short name, `Mr. Vucic`, is whoever has the name.
    let is_short = |one: &Found| one.form == Form::Title && !one.actor.name.contains(' ');
    if kept.iter().any(is_short) {
        let full: WordMap<&str, Actor> = kept
            .iter()
            .filter(|one| {
                one.actor.name.contains(' ')
                    && matches!(one.actor.kind, Kind::Leader | Kind::Person)
            })
            .map(|one| (reading.word(one.last), one.actor.clone()))
            .collect();
        for one in kept.iter_mut().filter(|one| is_short(one)) {
            if let Some(actor) = full.get(one.actor.name.as_ref()) {
                one.actor = actor.clone();
            }
        }
    }
    kept.append(&mut more);
}
