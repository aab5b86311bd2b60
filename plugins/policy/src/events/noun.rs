//! Events that nouns tell of: `talks between Peru and Chile`, `the launch of a missile by Peru`, `an attack on Chile`.
//!
//! A noun says less than a verb of whether something was. It counts as happened only where its sentence leaves no doubt: as the
//! subject of what was, after `after`, or as what somebody condemned or began.

use std::sync::LazyLock;

use super::circumstances::{place_of, timed};
use super::governed::{after_be, is_to};
use super::party::{is_known, party};
use super::status::{Ruled, ruled};
use super::status_table::{Place, Why, effect, has};
use super::{Event, Frame, Party, Status, Type};
use crate::hash::WordMap;
use crate::syntax::{Analysis, Clause, GroupKind, Reading};
use crate::work::Work;

/// One line of the table.
#[derive(Debug)]
struct Line {
    kind: Type,
    targets: Vec<&'static str>,
    doers: Vec<&'static str>,
}

static NOUNS: LazyLock<WordMap<&'static str, Line>> = LazyLock::new(|| {
    let mut nouns = WordMap::default();
    let text = include_str!("../../data/event-nouns.tsv");
    for row in text.lines().filter(|row| !row.starts_with('#')) {
        let mut columns = row.split('\t');
        let name = columns.next().unwrap_or_default();
        let Some((kind, _)) = Type::ALL.iter().find(|(_, one)| *one == name) else { continue };
        let mut list = || columns.next().unwrap_or_default().split(';').collect::<Vec<_>>();
        let (words, targets, doers) = (list(), list(), list());
        for word in words {
            let line = Line { kind: *kind, targets: targets.clone(), doers: doers.clone() };
            nouns.insert(word, line);
        }
    }
    nouns
});

/// True where a preposition behind a noun that tells an event stands before who it is done to.
pub(super) fn is_target(noun: &str, preposition: &str) -> bool {
    let line = NOUNS.get(noun);
    line.is_some_and(|line| {
        matches!(preposition, "on" | "of" | "against") && line.targets.contains(&preposition)
    })
}

/// Adds the events that nouns of a sentence tell of, but for types that its verbs told of.
pub(super) fn in_sentence(
    work: &Work,
    sentence: usize,
    analysis: &Analysis,
    before: usize,
    all: &mut Vec<Event>,
) {
    let reading = &work.reading;
    let one = &reading.sentences[sentence];
    for (place, group) in analysis.groups.iter().enumerate() {
        let GroupKind::Noun { head } = group.kind else { continue };
        let Some(line) = NOUNS.get(reading.lower(head)) else { continue };
        let is_one = |event: &Event| event.kind == line.kind;
        let by_actor = |parties: &[Party]| parties.iter().any(|one| one.actor.is_some());
        // `The deployment of NATO troops has arrived`: the verb says less of who does it.
        let told = all[before..].iter().position(is_one);
        if all[before..].iter().any(|event| is_one(event) && by_actor(&event.sources)) {
            continue;
        }
        let Some((sources, recipients)) = parties(work, analysis, place, head, line) else {
            continue;
        };
        // A deed that nobody known did says less as well.
        let is_unnamed =
            |event: &Event| !event.sources.iter().chain(&event.recipients).any(is_known);
        let says_less = told.is_some_and(|at| {
            is_moved(line.kind) && by_actor(&sources) || is_unnamed(&all[before + at])
        });
        if told.is_some() && !says_less {
            continue;
        }
        let standing = standing(reading, analysis, work.frames()[sentence], place, head);
        let Some(((how, why), at)) = standing else { continue };
        if let Some(told) = told {
            all.remove(before + told);
        }
        let Some(trigger) = reading.span(group.first, head) else { continue };
        let clause = &analysis.clauses[at];
        let (status, when) = timed(work, one, (analysis, at), false, how);
        all.push(Event {
            kind: line.kind,
            status,
            negated: false,
            past: clause.verb.is_past(),
            sources,
            recipients,
            trigger,
            sentence,
            when,
            place: place_of(work, analysis, clause),
            rule: format!("event-nouns.tsv: {} {}", line.kind.as_str(), reading.lower(head)),
            why,
        });
    }
    all[before..].sort_by_key(|event| event.trigger);
}

/// What whoever does it moves by: its verb may name only those who are moved.
fn is_moved(kind: Type) -> bool {
    matches!(kind, Type::Mobilize | Type::Retreat)
}

/// Who does it and to whom: an owner, and those that hang on the noun by prepositions.
fn parties(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    head: usize,
    line: &Line,
) -> Option<(Vec<Party>, Vec<Party>)> {
    let reading = &work.reading;
    let group = analysis.groups[place];
    let (mut sources, mut recipients): (Vec<Party>, Vec<Party>) = (Vec::new(), Vec::new());
    let owner = work.cast.within(group.first, head).iter().find(|one| one.last < head);
    if let Some(one) = owner {
        let state = work.cast.actors[one.actor].state;
        sources.push(Party { actor: Some(one.actor), state, span: one.span });
    }
    let mut at = place + 1;
    while matches!(analysis.groups.get(at).map(|one| one.kind), Some(GroupKind::Preposition))
        && matches!(analysis.groups.get(at + 1).map(|one| one.kind), Some(GroupKind::Noun { .. }))
    {
        let preposition = reading.lower(analysis.groups[at].first);
        let named = party(work, analysis, at + 1).filter(is_known);
        at += 2;
        let Some(named) = named else { continue };
        let first_word =
            |group: usize| analysis.groups.get(group).map_or("", |one| reading.lower(one.first));
        if preposition == "between" {
            let second = (first_word(at) == "and").then(|| party(work, analysis, at + 1)).flatten();
            return Some((vec![named], vec![second.filter(is_known)?]));
        }
        if preposition == "by" || line.doers.contains(&preposition) && sources.is_empty() {
            sources.push(named);
        } else if line.targets.contains(&preposition) && recipients.is_empty() {
            recipients.push(named);
        }
    }
    let alone = matches!(
        line.kind,
        Type::Mobilize | Type::Retreat | Type::Protest | Type::Assault | Type::Coerce
    );
    let enough = !sources.is_empty() && (alone || !recipients.is_empty());
    enough.then_some((sources, recipients))
}

/// How real it is, and the clause that says so; nothing where that is open.
fn standing(
    reading: &Reading,
    analysis: &Analysis,
    frame: Frame,
    place: usize,
    head: usize,
) -> Option<(Ruled, usize)> {
    let holds = |clause: &Clause| {
        clause.subject.contains(&place)
            || clause.objects.contains(&place)
            || clause.prepositional.iter().any(|(_, group)| *group == place)
    };
    let at = analysis.clauses.iter().position(holds)?;
    let clause = &analysis.clauses[at];
    let of_clause = ruled(reading, analysis, at, frame);
    let is_subject = clause.subject.contains(&place);
    let by_table = |place: Place, word: &str, token: usize| {
        effect(word, place).map(|status| (status, Some(Why { place, token })))
    };
    let described = (analysis.groups[place].first..head).find_map(|at| match reading.lower(at) {
        "no" | "neither" => Some((Status::Denied, None)),
        word => by_table(Place::Attribute, word, at),
    });
    if let Some(how) = described.filter(|_| !frame.asked) {
        return Some((how, at));
    }
    let real = matches!(of_clause.0, Status::Happened | Status::Ongoing);
    if !real {
        // Of what only may be, its object is open too.
        let open = if is_subject { of_clause } else { (Status::Hypothetical, of_clause.1) };
        return (is_subject || of_clause.0 == Status::Hypothetical).then_some((open, at));
    }
    let verb = &clause.verb;
    let exists = verb.lemma == "be"
        && clause
            .subject
            .first()
            .is_none_or(|group| reading.lower(analysis.groups[*group].first) == "there");
    let undergoes =
        by_table(Place::Undergoes, verb.lemma, verb.head).filter(|_| verb.passive && is_subject);
    let plain = |status: Status| Some((status, None));
    let told = if undergoes.is_some() {
        undergoes
    } else if is_subject {
        match verb.lemma {
            "be" if analysis.clauses.iter().any(|then| is_to(analysis, clause, then)) => {
                plain(Status::Expected)
            }
            "be" => {
                after_be(reading, clause).or((!verb.present).then_some((Status::Happened, None)))
            }
            _ if verb.present && !verb.perfect => {
                verb.progressive.then_some((Status::Ongoing, None))
            }
            _ => plain(Status::Happened),
        }
    } else if exists {
        Some(of_clause)
    } else {
        circumstance(reading, analysis, clause, place).map(|status| (status, None))
    };
    told.map(|how| (how, at))
}

/// `left after talks with Peru`, `condemned the attack on Peru`.
fn circumstance(
    reading: &Reading,
    analysis: &Analysis,
    clause: &Clause,
    place: usize,
) -> Option<Status> {
    let by = clause.prepositional.iter().find(|(_, group)| *group == place);
    let before = analysis.groups[place].first.checked_sub(1)?;
    if by.is_some() {
        let certain = matches!(
            reading.lower(before),
            "after" | "following" | "since" | "during" | "amid" | "despite" | "in"
        );
        return certain.then_some(Status::Happened);
    }
    let past = !clause.verb.present || clause.verb.perfect;
    let factive = has(clause.verb.lemma, Place::Befell);
    (factive && past && clause.verb.finite).then_some(Status::Happened)
}
