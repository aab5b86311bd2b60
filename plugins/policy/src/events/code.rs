//! From clauses to events.

use super::circumstances::{place_of, timed};
use super::conditional::were_to;
use super::figure::{origin, weapon_strikes};
use super::governed::{for_whom, plan};
use super::noun;
use super::party::{self, doers, subjects};
use super::recipients::{judged_deed, recipients};
use super::relative;
use super::status::{is_negated, ruled};
use super::told::{Coded, coded, speaker};
use super::unnamed;
use cableway_sdk::Span;

use super::{Event, Party, Status, Type};
use crate::syntax::{Analysis, Clause, Governor, Modal, Reading, Tag};
use crate::tables::tables;
use crate::work::Work;

/// All events of a document, in the order of the text.
pub(crate) fn events(work: &Work) -> Vec<Event> {
    let mut all = Vec::new();
    for (sentence, analysis) in work.analyses.iter().enumerate() {
        let one = &work.reading.sentences[sentence];
        if one.kind.is_body() {
            let frame = work.frames()[sentence];
            let before = all.len();
            in_sentence(work, sentence, analysis, &mut all);
            noun::in_sentence(work, sentence, analysis, before, &mut all);
            for event in &mut all[before..] {
                frame.bend_event(event);
            }
        }
    }
    all
}

#[expect(clippy::too_many_lines, reason = "what belongs to an event, one part after the other")]
fn in_sentence(work: &Work, sentence: usize, analysis: &Analysis, all: &mut Vec<Event>) {
    let reading = &work.reading;
    let one = reading.sentences[sentence];
    let frame = work.frames()[sentence];
    let mut consumed = vec![false; analysis.clauses.len()];
    for place in 0..analysis.clauses.len() {
        if consumed[place] {
            continue;
        }
        let Some(coded) = coded(work, analysis, place) else { continue };
        for used in &coded.consumes {
            consumed[*used] = true;
        }
        let clause = &analysis.clauses[place];
        let mut sources = sources(work, analysis, place, &coded);
        relative::own(work, analysis, clause, place, &mut sources);
        party::place_people(
            work,
            analysis,
            place,
            &mut sources,
            (one.first, attribution_start(analysis, place).unwrap_or(one.end), coded.kind),
        );
        // What a trailing `…, police said` names takes no part.
        let end = attribution_start(analysis, place).unwrap_or(one.end);
        let mut to = if coded.to_subject { subjects(work, analysis, clause) } else { Vec::new() };
        to.retain(party::is_known);
        if to.is_empty() {
            to = recipients(work, analysis, place, &sources, (end, coded.kind));
        }
        let is_background =
            is_background(clause, analysis, reading) && !weapon_strikes(work, analysis, clause);
        let is_named = sources.iter().chain(&to).any(party::is_known);
        if is_background && !(sources.iter().any(party::is_known) && to.iter().any(party::is_known))
        {
            continue;
        }
        if !is_named {
            let Some(others) = unnamed::parties(work, analysis, clause, coded.kind) else {
                continue;
            };
            (sources, to) = others;
        }
        let Some(group) = analysis.groups.get(clause.group) else { continue };
        let Some(trigger) = reading.span(group.first, group.last) else { continue };
        let past = clause.verb.is_past() || clause.verb.modal == Some(Modal::Would);
        let (mut how, mut why) = match coded.status {
            Some(status) => (status, None),
            None => ruled(reading, analysis, place, frame),
        };
        let conditional =
            matches!(how, Status::Announced | Status::Expected) && has_condition(reading, analysis);
        if frame.asked || conditional {
            (how, why) = (Status::Hypothetical, None);
        }
        let bent = frame.bend(how, past);
        if bent != how {
            why = frame.why;
        }
        let how = bent;
        let (how, mut when) = timed(work, &one, (analysis, place), coded.spoken, how);
        // `condemned the murder of a judge in Quito on 9 August`: where and when that was.
        let mut where_done = place_of(work, analysis, clause);
        if let Some(deed) = judged_deed(work, analysis, clause, coded.kind)
            && let Some(scene) = where_done
            && scene.start() > reading.tokens[deed].start
        {
            where_done = None;
            when = when.filter(|_| !is_followed_by_day(reading, scene));
        }
        // What nobody known may do is no event.
        if !is_named && !matches!(how, Status::Happened | Status::Ongoing) {
            continue;
        }
        all.push(Event {
            kind: coded.kind,
            status: how,
            negated: how == Status::Hypothetical && is_negated(reading, analysis, clause),
            past,
            sources,
            recipients: to,
            trigger,
            sentence,
            when,
            place: where_done,
            rule: coded.rule,
            why,
        });
    }
}

/// Who does it: those who say so, the subject, whoever stands after `by`, or whom a pronoun stands for.
fn sources(work: &Work, analysis: &Analysis, place: usize, coded: &Coded) -> Vec<Party> {
    let clause = &analysis.clauses[place];
    let reading = &work.reading;
    let speaker = speaker(analysis, place);
    let mut sources = match coded.spoken.then_some(speaker).flatten() {
        Some(by) => subjects(work, analysis, &analysis.clauses[by]),
        None => doers(work, analysis, clause),
    };
    if coded.spoken && !sources.iter().any(party::is_known) {
        sources = doers(work, analysis, clause);
    }
    if coded.of_subject {
        sources = subjects(work, analysis, clause);
    }
    // `A second option is for Peru to leave`: no option does anything.
    // `Were Peru to leave`
    if let Some(were) = were_to(reading, analysis, clause) {
        sources = joined(work, analysis, analysis.clauses[were].group + 1, clause.group);
    } else if let Some(whom) = for_whom(reading, analysis, clause) {
        sources = joined(work, analysis, whom, clause.group);
    } else if is_told_as_plan(reading, analysis, clause) {
        sources.retain(party::is_known);
    }
    if !sources.iter().any(party::is_known)
        && let Some(from) = origin(work, analysis, clause)
    {
        sources = vec![from];
    }
    if !sources.iter().any(party::is_known)
        && let Some(others) = stand_ins(work, analysis, place, coded.kind)
    {
        sources = others;
    }
    sources
}

/// Those from one noun group up to another: `for Peru and Chile to leave`.
fn joined(work: &Work, analysis: &Analysis, first: usize, end: usize) -> Vec<Party> {
    let named = (first..end).filter_map(|group| party::party(work, analysis, group));
    named.filter(party::is_known).take(2).collect()
}

/// `The first option is to leave`, `it is time to leave`
fn is_told_as_plan(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let governor = clause.governor.filter(|_| clause.verb.infinitive);
    governor.is_some_and(|(_, by)| {
        let be = &analysis.clauses[by];
        be.verb.lemma == "be" && plan(reading, analysis, be).is_some()
    })
}

/// True for deeds that are done to whoever is in a place; one may meet or agree anywhere.
pub(super) fn takes_places(kind: Type) -> bool {
    !matches!(kind, Type::Agree | Type::Consult | Type::Support | Type::Cooperate)
}

/// Who does what somebody says of `they`, `it`, `their forces`; whose statement demands something.
fn stand_ins(work: &Work, analysis: &Analysis, place: usize, deed: Type) -> Option<Vec<Party>> {
    let clause = &analysis.clauses[place];
    let first = clause.subject.first().map(|group| analysis.groups[*group].first)?;
    let stands_for = matches!(
        work.reading.lower(first),
        "it" | "they" | "he" | "she" | "its" | "their" | "his" | "her"
    );
    let mut at = place;
    for _ in 0..4 {
        let (kind, governor) = analysis.clauses[at].governor?;
        // `arrested men suspected of attacking Chile`: it is they who may have done it.
        let by = &analysis.clauses[governor].verb;
        if by.passive && matches!(by.lemma, "suspect" | "accuse") {
            return None;
        }
        // `sold ships seized in Chile`
        let is_of_thing = clause.verb.passive
            && deed.is_hostile()
            && clause.group.checked_sub(1).is_some_and(|before| {
                let one = analysis.groups[before];
                analysis.clauses[governor].objects.contains(&before)
                    && tables().role(work.reading.lower(one.last)).is_none()
            });
        let is_statement = kind == Governor::Complement
            && !clause.verb.finite
            && !clause.verb.infinitive
            && !is_of_thing;
        if kind == Governor::Content && stands_for && governor < at || is_statement {
            let others = subjects(work, analysis, &analysis.clauses[governor]);
            if others.iter().any(party::is_known) {
                return Some(others);
            }
        }
        at = governor;
    }
    None
}

/// True where a sentence has an `if` or an `unless`.
fn has_condition(reading: &Reading, analysis: &Analysis) -> bool {
    let opens = |opener: usize| matches!(reading.lower(opener), "if" | "unless");
    analysis.clauses.iter().any(|clause| clause.opener.is_some_and(opens))
}

/// True for what is told beside the main thing: after `who`, `after`, `since`, or a participle.
fn is_background(clause: &Clause, analysis: &Analysis, reading: &Reading) -> bool {
    // `the treaty, which Peru signed` has a subject of its own.
    let is_relative =
        clause.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative);
    let has_own = is_relative
        && clause
            .subject
            .first()
            .is_some_and(|group| clause.opener < analysis.groups.get(*group).map(|one| one.first));
    let opened = clause
        .opener
        .is_some_and(|opener| !matches!(reading.lower(opener), "that" | "if" | "unless"))
        && !has_own;
    opened || !clause.verb.finite && !clause.verb.infinitive
}

/// `in Quito on 9 August`: a day with its number stands behind a place.
fn is_followed_by_day(reading: &Reading, scene: Span) -> bool {
    let next = reading.tokens.partition_point(|token| token.start < scene.end());
    matches!(reading.lower(next), "on" | "in")
        && (next + 1..next + 3)
            .any(|at| reading.tokens.get(at).is_some_and(|token| token.tag == Tag::Number))
}

/// Where the words of saying at the end of a sentence begin.
fn attribution_start(analysis: &Analysis, place: usize) -> Option<usize> {
    let by = speaker(analysis, place).filter(|by| *by > place)?;
    let clause = &analysis.clauses[by];
    let first = clause.subject.first().copied().unwrap_or(clause.group).min(clause.group);
    analysis.groups.get(first).map(|group| group.first)
}

/// The names of parties, for tests and for evaluation.
pub(crate) fn name(work: &Work, party: &Party) -> String {
    match party.actor {
        Some(actor) => work.cast.actors[actor].name.to_string(),
        None => party.span.slice(&work.reading.text).unwrap_or_default().to_owned(),
    }
}
