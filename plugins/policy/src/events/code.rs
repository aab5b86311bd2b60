//! From clauses to events.

use super::circumstances::{place_of, timed};
use super::lexicon::by_table;
use super::noun;
use super::party::{self, doers, subjects};
use super::recipients::recipients;
use super::relative;
use super::status::{for_whom, is_negated, is_planned, status};
use super::{Event, Party, Status, Type};
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, Governor, Modal, Reading, Tag};
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

fn in_sentence(work: &Work, sentence: usize, analysis: &Analysis, all: &mut Vec<Event>) {
    let reading = &work.reading;
    let one = reading.sentences[sentence];
    let frame = work.frames()[sentence];
    let mut consumed = vec![false; analysis.clauses.len()];
    for place in 0..analysis.clauses.len() {
        if consumed[place] {
            continue;
        }
        let Some(coded) = coded(reading, analysis, place) else { continue };
        for used in coded.consumes {
            consumed[used] = true;
        }
        let clause = &analysis.clauses[place];
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
        if let Some(whom) = for_whom(reading, analysis, clause) {
            sources = joined(work, analysis, whom, clause.group);
        } else if is_told_as_plan(reading, analysis, clause) {
            sources.retain(party::is_known);
        }
        if !sources.iter().any(party::is_known)
            && let Some(others) = stand_ins(work, analysis, place)
        {
            sources = others;
        }
        relative::own(work, analysis, clause, place, &mut sources);
        party::place_people(
            work,
            analysis,
            place,
            &mut sources,
            (one.first, attribution_start(analysis, place).unwrap_or(one.end)),
        );
        // What a trailing `…, police said` names takes no part.
        let end = attribution_start(analysis, place).unwrap_or(one.end);
        let mut to = if coded.to_subject { subjects(work, analysis, clause) } else { Vec::new() };
        to.retain(party::is_known);
        if to.is_empty() {
            to = recipients(work, analysis, place, &sources, (end, coded.kind));
        }
        let is_background = is_background(clause, analysis, reading);
        if !sources.iter().chain(&to).any(party::is_known)
            || is_background
                && !(sources.iter().any(party::is_known) && to.iter().any(party::is_known))
        {
            continue;
        }
        let Some(group) = analysis.groups.get(clause.group) else { continue };
        let Some(trigger) = reading.span(group.first, group.last) else { continue };
        let past = clause.verb.is_past() || clause.verb.modal == Some(Modal::Would);
        let mut how = coded.status.unwrap_or_else(|| status(reading, analysis, place, frame));
        let conditional =
            matches!(how, Status::Announced | Status::Expected) && has_condition(reading, analysis);
        if frame.asked || conditional {
            how = Status::Hypothetical;
        }
        let how = frame.bend(how, past);
        let (how, when) = timed(work, &one, (analysis, place), coded.spoken, how);
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
            place: place_of(work, analysis, clause),
            rule: coded.rule,
        });
    }
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
        be.verb.lemma == "be" && is_planned(reading, analysis, be)
    })
}

/// What a clause was found to tell.
struct Coded {
    kind: Type,
    /// Where another rule than the verb's form says how real it is.
    status: Option<Status>,
    /// True where whoever says it does it: `said it would close`.
    spoken: bool,
    /// True where it is said to the subject: `said that Peru must`.
    to_subject: bool,
    /// True where a passive is none: `is committed to`.
    of_subject: bool,
    /// Clauses that are part of it.
    consumes: Vec<usize>,
    rule: String,
}

#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, in the order in which they apply"
)]
fn coded(reading: &Reading, analysis: &Analysis, place: usize) -> Option<Coded> {
    let clause = &analysis.clauses[place];
    let complements = complements(analysis, place);
    let plain = by_table(reading, analysis, clause);
    let lemma = clause.verb.lemma;
    let told = |kind: Type, rule: String| Coded {
        kind,
        status: None,
        spoken: false,
        to_subject: false,
        of_subject: false,
        consumes: complements.clone(),
        rule,
    };
    let by_speaker = speaker(analysis, place).filter(|by| says(analysis.clauses[*by].verb.lemma));
    // `said that Peru must return the ship`
    if clause.verb.modal == Some(Modal::Must) && by_speaker.is_some() && !clause.verb.negated {
        let mut coded = told(Type::Request, format!("what is said must be done: `{lemma}`"));
        (coded.spoken, coded.to_subject, coded.status) = (true, true, Some(Status::Happened));
        return Some(coded);
    }
    let of_complement =
        || complements.iter().find_map(|at| by_table(reading, analysis, &analysis.clauses[*at]));
    // `is ready to talk`, `is prepared to lift the ban`, `is committed to opening up`
    if is_willing(reading, clause)
        && (of_complement().is_some_and(|of| of.kind.is_cooperative()) || lemma == "commit")
    {
        let kind = if clause.verb.negated { Type::Reject } else { Type::Agree };
        let mut coded = told(kind, "willing to do what helps".to_owned());
        (coded.status, coded.of_subject) = (Some(Status::Happened), true);
        return Some(coded);
    }
    if lemma == "prepare"
        && !clause.verb.passive
        && of_complement().is_some_and(|of| of.kind.is_hostile())
    {
        return Some(told(Type::Mobilize, "prepares to do what harms".to_owned()));
    }
    if lemma == "order"
        && complements.first().is_some_and(|at| stops(analysis.clauses[*at].verb.lemma))
    {
        return Some(told(Type::Coerce, "orders to stop".to_owned()));
    }
    let line = plain?;
    // `is alleged to have attacked` accuses nobody more than `reportedly attacked`.
    if lemma == "allege" && clause.verb.passive && !complements.is_empty() {
        return None;
    }
    // `demonstrated new missiles` is no protest, `opportunities to mediate` no mediation.
    let shows = line.kind == Type::Protest && line.nouns.is_empty() && !clause.objects.is_empty();
    let hangs_on_noun = clause.verb.infinitive && clause.governor.is_none();
    if shows || hangs_on_noun {
        return None;
    }
    let kind = line.kind;
    let rule = |what: &str| format!("events.tsv: {} {lemma}{what}", kind.as_str());
    // `threatened to attack` under `agree`-like verbs is a threat.
    if matches!(lemma, "vow" | "promise" | "pledge")
        && kind == Type::Agree
        && of_complement().is_some_and(|of| of.kind.is_hostile() && of.kind != Type::Mobilize)
    {
        return Some(told(Type::Threaten, rule(" to do what harms")));
    }
    // `attempt`, `try` and their like leave the deed to their complement; here is that complement.
    let is_own_word = by_speaker.is_some_and(|by| speaks_of_itself(reading, analysis, by, place))
        || by_speaker.is_none_or(|by| by > place);
    if matches!(clause.verb.modal, Some(Modal::Will | Modal::Would))
        && !clause.verb.passive
        && clause.opener.is_none_or(|opener| reading.lower(opener) == "that")
    {
        let certain = clause.verb.modal == Some(Modal::Will) || by_speaker.is_some();
        if certain && is_own_word {
            let (meant, what) = if clause.verb.negated && kind.is_cooperative() {
                (Some(Type::Reject), ", which somebody says will not be done")
            } else if clause.verb.negated {
                (None, "")
            } else if by_speaker.is_some() && has_unless(reading, analysis, place) {
                (Some(Type::Threaten), ", unless something is done")
            } else if kind.is_cooperative() && kind != Type::Agree {
                (Some(Type::Agree), ", which somebody says will be done")
            } else if kind.is_hostile() && by_speaker.is_some() {
                (Some(Type::Threaten), ", which somebody says will be done")
            } else {
                (None, "")
            };
            if let Some(meant) = meant {
                let mut coded = told(meant, rule(what));
                coded.status =
                    Some(if by_speaker.is_some() { Status::Announced } else { Status::Expected });
                if by_speaker.is_some() && meant != Type::Agree {
                    coded.status = Some(Status::Happened);
                }
                coded.spoken =
                    by_speaker.is_some_and(|by| speaks_of_itself(reading, analysis, by, place));
                return Some(coded);
            }
        }
    }
    let mut coded = told(kind, rule(""));
    if !takes_complement(kind) {
        coded.consumes.retain(|at| {
            let clause = &analysis.clauses[*at];
            clause.governor == Some((Governor::Complement, place))
        });
    }
    Some(coded)
}

/// True for deeds that are done to whoever is in a place; one may meet or agree anywhere.
pub(super) fn takes_places(kind: Type) -> bool {
    !matches!(kind, Type::Agree | Type::Consult | Type::Support | Type::Cooperate)
}

/// True where what follows with `to` is part of the event.
fn takes_complement(kind: Type) -> bool {
    matches!(
        kind,
        Type::Agree
            | Type::Request
            | Type::Reject
            | Type::Threaten
            | Type::Concede
            | Type::Accuse
            | Type::Mobilize
            | Type::Support
            | Type::Retreat
            | Type::Protest
    )
}

/// The clauses that follow with `to`, or tell what is agreed, refused, demanded.
fn complements(analysis: &Analysis, place: usize) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for (at, clause) in analysis.clauses.iter().enumerate() {
        let Some((kind, governor)) = clause.governor else { continue };
        let depends = governor == place || all.contains(&governor);
        if depends && kind != Governor::Shared && governor < at {
            all.push(at);
        }
    }
    all
}

/// The clause of saying that this one is the content of.
fn speaker(analysis: &Analysis, place: usize) -> Option<usize> {
    let (kind, by) = analysis.clauses[place].governor?;
    (kind == Governor::Content).then_some(by)
}

/// True where who speaks and who acts are one: `Hungary said it will`, `Peru, … he will`.
fn speaks_of_itself(reading: &Reading, analysis: &Analysis, by: usize, place: usize) -> bool {
    let Some(subject) =
        analysis.clauses[place].subject.first().map(|group| analysis.groups[*group])
    else {
        return false;
    };
    let is_pronoun =
        matches!(reading.lower(subject.first), "it" | "they" | "he" | "she" | "we" | "i");
    is_pronoun && by < place
        || analysis.clauses[by].subject.first().map(|group| analysis.groups[*group].first)
            == Some(subject.first)
        || is_pronoun && by > place && matches!(reading.lower(subject.first), "we" | "i")
}

/// Who does what somebody says of `they`, `it`, `their forces`; whose statement demands something.
fn stand_ins(work: &Work, analysis: &Analysis, place: usize) -> Option<Vec<Party>> {
    let clause = &analysis.clauses[place];
    let first = clause.subject.first().map(|group| analysis.groups[*group].first)?;
    let stands_for = matches!(
        work.reading.lower(first),
        "it" | "they" | "he" | "she" | "its" | "their" | "his" | "her"
    );
    let mut at = place;
    for _ in 0..4 {
        let (kind, governor) = analysis.clauses[at].governor?;
        let is_statement =
            kind == Governor::Complement && !clause.verb.finite && !clause.verb.infinitive;
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

/// Verbs of ending something that others do.
fn stops(lemma: &str) -> bool {
    matches!(
        lemma,
        "suspend" | "close" | "stop" | "shut" | "leave" | "halt" | "cease" | "vacate" | "disband"
    )
}

/// True where a sentence has an `if` or an `unless`.
fn has_condition(reading: &Reading, analysis: &Analysis) -> bool {
    let opens = |opener: usize| matches!(reading.lower(opener), "if" | "unless");
    analysis.clauses.iter().any(|clause| clause.opener.is_some_and(opens))
}

/// True where `unless` follows a verb: what is said to come is a threat then.
fn has_unless(reading: &Reading, analysis: &Analysis, place: usize) -> bool {
    let first = analysis.clauses[place].verb.head;
    let last = analysis.groups.last().map_or(first, |group| group.last);
    (first..last).any(|at| reading.lower(at) == "unless")
}

fn is_willing(reading: &Reading, clause: &Clause) -> bool {
    let verb = &clause.verb;
    let by_verb = verb.passive && matches!(verb.lemma, "prepare" | "commit");
    let by_adjective = verb.lemma == "be"
        && (verb.head + 1..verb.head + 4)
            .any(|at| matches!(reading.lower(at), "ready" | "willing" | "prepared" | "committed"));
    by_verb || by_adjective
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
