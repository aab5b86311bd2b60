//! Which event of PLOVER a clause tells, by its verb, by what it governs and by who says it.

use super::figure::{Figure, figure, weapon_strikes};
use super::governed::outer;
use super::lexicon::by_table;
use super::status_table::{Place, effect};
use super::{Status, Type};
use crate::actors::Kind;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, Governor, Modal, Reading, Tag};
use crate::work::Work;

/// What a clause was found to tell.
pub(super) struct Coded {
    pub(super) kind: Type,
    /// Where another rule than the verb's form says how real it is.
    pub(super) status: Option<Status>,
    /// True where whoever says it does it: `said it would close`.
    pub(super) spoken: bool,
    /// True where it is said to the subject: `said that Peru must`.
    pub(super) to_subject: bool,
    /// True where a passive is none: `is committed to`.
    pub(super) of_subject: bool,
    /// Clauses that are part of it.
    pub(super) consumes: Vec<usize>,
    pub(super) rule: String,
}

/// `will send 40 tanks to Peru`, but not `to the border with Peru`: what an actor is sent need not be against it.
fn is_sent_to_actor(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    matches!(clause.verb.lemma, "send" | "dispatch")
        && clause.prepositional.iter().any(|(word, group)| {
            let group = analysis.groups[*group];
            work.reading.lower(*word) == "to"
                && !work.cast.within(group.first, group.last).is_empty()
        })
}

#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, in the order in which they apply"
)]
pub(super) fn coded(work: &Work, analysis: &Analysis, place: usize) -> Option<Coded> {
    let reading = &work.reading;
    let clause = &analysis.clauses[place];
    // `Should Peru attack, …`: what stands alone there tells nothing.
    if clause.verb.lemma.is_empty() {
        return None;
    }
    let complements = complements(analysis, place);
    let plain = by_table(work, analysis, clause);
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
    // Who denies that it will do something says the reverse.
    let by_speaker = speaker(analysis, place).filter(|by| {
        let lemma = analysis.clauses[*by].verb.lemma;
        says(lemma) && effect(lemma, Place::Verb) != Some(Status::Denied)
    });
    // `said that Peru must return the ship`
    if clause.verb.modal == Some(Modal::Must) && by_speaker.is_some() && !clause.verb.negated {
        let mut coded = told(Type::Request, format!("what is said must be done: `{lemma}`"));
        (coded.spoken, coded.to_subject, coded.status) = (true, true, Some(Status::Happened));
        return Some(coded);
    }
    let of_complement =
        || complements.iter().find_map(|at| by_table(work, analysis, &analysis.clauses[*at]));
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
    let Some(line) = plain else {
        if leaves(work, analysis, clause) {
            return Some(told(Type::Reject, format!("what one belongs to: `{lemma}`")));
        }
        let strikes = weapon_strikes(work, analysis, clause);
        return strikes.then(|| told(Type::Assault, format!("what flies: `{lemma}`")));
    };
    // Who fights beside somebody or for him strikes others.
    let is_ally = |(at, group): &(usize, usize)| {
        matches!(reading.lower(*at), "beside" | "alongside")
            // `fought for a decade`
            || reading.lower(*at) == "for" && {
                let one = analysis.groups[*group];
                !work.cast.within(one.first, one.last).is_empty()
            }
            || matches!(at.checked_sub(1).map_or("", |at| reading.lower(at)), "together")
            || reading.lower(analysis.groups[*group].first) == "side"
            || reading.lower(analysis.groups[*group].last) == "side"
    };
    let beside = || {
        clause.objects.is_empty() && clause.prepositional.iter().any(is_ally)
            || matches!(reading.lower(clause.verb.head + 1), "beside" | "side")
    };
    if lemma == "fight" && beside() {
        return None;
    }
    let figure =
        if line.nouns.is_empty() { figure(work, analysis, clause, line.kind) } else { Figure::No };
    match figure {
        Figure::No => {}
        Figure::Blame => return Some(told(Type::Accuse, format!("words: `{lemma}` an idea"))),
        Figure::Nothing => return None,
    }
    // `insisted that the ship had left` asks for nothing.
    let tells = |one: &Clause| {
        one.governor == Some((Governor::Content, place))
            && one.verb.finite
            && one.verb.modal.is_none()
            && reading.tokens[analysis.groups[one.group].first].tag != Tag::Base
    };
    if lemma == "insist" && analysis.clauses.iter().any(tells) {
        return None;
    }
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
        // `We doubt that Peru will help`: nobody says that it will.
        let doubted = outer(reading, analysis, place)
            .is_some_and(|(status, _)| matches!(status, Status::Denied | Status::Hypothetical));
        let certain = !doubted && (clause.verb.modal == Some(Modal::Will) || by_speaker.is_some());
        if certain && is_own_word {
            let (meant, what) = if clause.verb.negated && kind.is_cooperative() {
                (Some(Type::Reject), ", which somebody says will not be done")
            } else if clause.verb.negated {
                (None, "")
            } else if by_speaker.is_some() && has_unless(reading, analysis, place) {
                (Some(Type::Threaten), ", unless something is done")
            } else if kind.is_cooperative() && kind != Type::Agree {
                (Some(Type::Agree), ", which somebody says will be done")
            } else if kind.is_hostile()
                && by_speaker.is_some()
                && !(kind == Type::Mobilize && is_sent_to_actor(work, analysis, clause))
            {
                (Some(Type::Threaten), ", which somebody says will be done")
            } else {
                (None, "")
            };
            // `announced that it would leave the pact`
            if meant.is_none() && by_speaker.is_some() && !clause.verb.negated {
                let mut coded = told(kind, rule(", which somebody says of itself"));
                coded.status = Some(Status::Announced);
                return Some(coded);
            }
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

/// `left ECOWAS`, `quits the African Union`
fn leaves(work: &Work, analysis: &Analysis, clause: &Clause) -> bool {
    let verb = &clause.verb;
    let is_club = |group: &usize| {
        let one = analysis.groups[*group];
        let named = work.cast.within(one.first, one.last).first();
        named.is_some_and(|named| {
            work.cast.actors[named.actor].kind == Kind::Organisation && named.last == one.last
        })
    };
    matches!(verb.lemma, "leave" | "quit" | "exit")
        && !verb.passive
        && clause.objects.first().is_some_and(is_club)
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
        // `admitted having armed and attacked`: the second is a deed of its own, unless both are part of something else.
        let is_second = governor == place
            && clause.verb.perfect
            && !clause.verb.finite
            && analysis.groups[clause.group].first == clause.verb.head;
        if depends && !is_second && kind != Governor::Shared && governor < at {
            all.push(at);
        }
    }
    all
}

/// The clause of saying that this one is the content of.
pub(super) fn speaker(analysis: &Analysis, place: usize) -> Option<usize> {
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

/// Verbs of ending something that others do.
fn stops(lemma: &str) -> bool {
    matches!(
        lemma,
        "suspend" | "close" | "stop" | "shut" | "leave" | "halt" | "cease" | "vacate" | "disband"
    )
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
