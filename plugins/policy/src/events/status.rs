//! Whether what a clause tells has happened.

use super::conditional::{
    begins_item, goes_with_condition, goes_with_habit, inverted_condition, is_to_come, were_to,
};
use super::doubted::{doubted, is_mistaken};
use super::fancied::fancied;
use super::governed::{is_habit, is_untrue, outer};
use super::status_table::{Place, Why, has, is};
use super::{Frame, Status};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Modal, Reading, Tag};

/// How real something is, and the word of the table that says so, where one does.
pub(super) type Ruled = (Status, Option<Why>);

/// The status of what a clause says, by its verb, by what opens it, by what it depends on, and by the text around it.
pub(crate) fn status(reading: &Reading, analysis: &Analysis, place: usize, frame: Frame) -> Status {
    ruled(reading, analysis, place, frame).0
}

/// The same, with the word that decides it.
pub(super) fn ruled(reading: &Reading, analysis: &Analysis, place: usize, frame: Frame) -> Ruled {
    if frame.asked {
        return (Status::Hypothetical, None);
    }
    let clause = &analysis.clauses[place];
    let own = own(reading, analysis, clause);
    let outer = outer(reading, analysis, place);
    let told = match (own, outer) {
        // `denied that it had attacked`; what is not denied to be untrue is not told either.
        // `fears that Peru will not sign` denies nothing.
        ((Status::Denied, _), outer)
            if outer.is_none_or(|(status, _)| status != Status::Hypothetical) =>
        {
            match outer {
                Some((Status::Denied, why)) => (Status::Denied, own.1.or(why)),
                _ => own,
            }
        }
        (own, Some(outer)) => {
            let bends = matches!(own.0, Status::Happened | Status::Ongoing)
                || matches!(outer.0, Status::Denied | Status::Hypothetical);
            if bends { outer } else { own }
        }
        (own, None) => own,
    };
    let real = matches!(told.0, Status::Happened | Status::Ongoing);
    let said = is_said(analysis, place);
    let contradicted = || {
        is_mistaken(reading, analysis, clause)
            || frame.contradiction.is_some_and(|one| one.denies(analysis, place))
    };
    let told = if told.0 != Status::Denied && told.0 != Status::Expected && contradicted() {
        (Status::Denied, None)
    } else if frame.untrue && (real && said || rumour(reading, analysis, clause).is_some()) {
        (Status::Denied, frame.correction)
    } else if real && !said && frame.hearsay.is_some() {
        (Status::Hypothetical, frame.hearsay)
    } else {
        told
    };
    let bent = frame.bend(told.0, clause.verb.is_past() || clause.verb.modal == Some(Modal::Would));
    if bent == told.0 { told } else { (bent, frame.why) }
}

/// True for what somebody says, thinks or writes.
fn is_said(analysis: &Analysis, place: usize) -> bool {
    let mut at = place;
    for _ in 0..4 {
        match analysis.clauses[at].governor {
            Some((Governor::Content, _)) => return true,
            Some((_, governor)) => at = governor,
            None => break,
        }
    }
    false
}

pub(super) fn own(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Ruled {
    let verb = &clause.verb;
    let condition = clause.opener.filter(|opener| {
        is(reading, *opener, Place::Condition)
            || is(reading, *opener, Place::Moment) && is_to_come(analysis, clause, *opener)
            || is_habit(reading, clause)
    });
    // `claims falsely that Peru left`
    let falsely = clause.opener.filter(|that| reading.lower(*that) == "that");
    let falsely = falsely.and_then(|that| that.checked_sub(1));
    let falsely = falsely.filter(|at| is(reading, *at, Place::Falsely));
    if falsely.is_some() {
        return by(Status::Denied, Place::Falsely, falsely);
    }
    let tale = rumour(reading, analysis, clause);
    // `three choices: ignore Armenia, …`: a bare verb behind a colon is what somebody may do.
    let first = analysis.groups[clause.group].first;
    let is_listed = first.checked_sub(1).is_some_and(|before| reading.word(before) == ":")
        && reading.lower(verb.head) == verb.lemma;
    let untrue = |noun| is_refuted(reading, analysis, clause, noun) || is_false_noun(reading, noun);
    if tale.is_some_and(untrue) {
        return by(Status::Denied, Place::Tale, tale);
    }
    if tale.is_some() && !is_listed {
        return by(Status::Hypothetical, Place::Tale, tale);
    }
    if is_listed
        || begins_item(reading, analysis, clause)
        || condition.is_some()
        || goes_with_condition(reading, analysis, clause)
        || goes_with_habit(reading, analysis, clause)
        || inverted_condition(reading, analysis, clause)
        || were_to(reading, analysis, clause).is_some()
    {
        return by(Status::Hypothetical, Place::Condition, condition);
    }
    if is_negated(reading, analysis, clause) {
        // `may not sign` leaves it open, `could not sign` does not.
        let open = verb.modal == Some(Modal::May)
            && (analysis.groups[clause.group].first..verb.head)
                .any(|at| matches!(reading.lower(at), "may" | "might"));
        return (if open { Status::Hypothetical } else { Status::Denied }, None);
    }
    let nearly = nearly(reading, analysis, clause);
    if nearly.is_some() {
        return by(Status::Denied, Place::Nearly, nearly);
    }
    if let Some(told) =
        doubted(reading, analysis, clause).or_else(|| fancied(reading, analysis, clause))
    {
        return told;
    }
    // `moved to close`, `opportunities to mediate`: meant, not done, unless the verb before says that it was.
    if verb.infinitive && !governor_does(analysis, clause) {
        return (Status::Hypothetical, None);
    }
    if let Some(status) = after_preposition(reading, analysis, clause) {
        return (status, None);
    }
    let hearsay = hearsay(reading, analysis, clause).filter(|_| verb.modal.is_none());
    if hearsay.is_some() {
        return by(Status::Hypothetical, Place::Hearsay, hearsay);
    }
    let status = match verb.modal {
        None if is_kept_up(reading, analysis, clause) => Status::Ongoing,
        Some(Modal::Will) => Status::Expected,
        Some(Modal::Would | Modal::May | Modal::Must) => Status::Hypothetical,
        None if verb.progressive && verb.present => Status::Ongoing,
        None => Status::Happened,
    };
    (status, None)
}

/// A status, and the word of the table that says so.
fn by(status: Status, place: Place, token: Option<usize>) -> Ruled {
    (status, token.map(|token| Why { place, token }))
}

/// `reports that China had invaded`, `the risk is that Peru leaves`
fn rumour(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let opener = clause.opener.filter(|opener| reading.lower(*opener) == "that")?;
    // `The risk is that …`, `The danger now is that …`.
    let is_said_to_be = opener > 0 && matches!(reading.lower(opener - 1), "is" | "was");
    let mut back = if is_said_to_be { 2..=3 } else { 1..=1 };
    let near = back.find_map(|back| {
        let noun = opener.checked_sub(back)?;
        is(reading, noun, Place::Tale).then_some(noun)
    });
    // `The proposal that Turkey vetoed was French`: it is what was vetoed, and no tale.
    let near = near.filter(|_| !lacks_object(reading, analysis, clause, opener));
    near.or_else(|| tale_of_sentence(reading, analysis, opener))
}

/// True where what `that` opens has no object, a verb that wants one, and another verb or the end behind it.
fn lacks_object(reading: &Reading, analysis: &Analysis, clause: &Clause, that: usize) -> bool {
    let first = analysis.clauses.iter().find(|one| one.verb.head > that);
    let Some(first) = first.filter(|one| one.objects.is_empty() && !one.verb.passive) else {
        return false;
    };
    let next = reading.tokens.get(first.verb.head + 1).map(|token| token.tag);
    let ends = next.is_none_or(|tag| tag.is_verb() || tag.is_auxiliary() || tag == Tag::Mark);
    ends && has(first.verb.lemma, Place::Takes) && clause.verb.head >= first.verb.head
}

/// `The claim by a broadcaster, that Peru had left, …`: what the sentence speaks of, with words of its own before the comma.
fn tale_of_sentence(reading: &Reading, analysis: &Analysis, opener: usize) -> Option<usize> {
    let first = analysis.groups.iter().take(3).find_map(|group| match group.kind {
        GroupKind::Noun { head } => Some(head),
        _ => None,
    })?;
    let follows = first < opener
        && is(reading, first, Place::Tale)
        && opener.checked_sub(1).is_some_and(|before| reading.word(before) == ",");
    let is_relative =
        |one: &Clause| one.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative);
    let says_else = || {
        analysis
            .clauses
            .iter()
            .any(|one| one.verb.finite && one.verb.head < opener && !is_relative(one))
    };
    (follows && !says_else()).then_some(first)
}

/// True for what is not done, by the verb or by who does nothing or what is done to nothing.
pub(super) fn is_negated(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    clause.verb.negated
        || subject_is_none(reading, analysis, clause)
        || object_is_none(reading, analysis, clause)
}

/// `false reports that Peru had attacked`
fn is_false_noun(reading: &Reading, noun: usize) -> bool {
    (noun.saturating_sub(3)..noun)
        .rev()
        .take_while(|at| matches!(reading.tokens[*at].tag, Tag::Adjective | Tag::Participle))
        .any(|at| is(reading, at, Place::False))
}

/// `allegedly attacked`, `has reportedly signed`, `Supposedly, Peru signed`
fn hearsay(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let group = analysis.groups[clause.group];
    let marks = |at: &usize| is(reading, *at, Place::Hearsay);
    let is_loose = |at: &usize| {
        matches!(reading.tokens[*at].tag, Tag::Adverb | Tag::Mark | Tag::Not) || marks(at)
    };
    let before =
        |end: usize, many: usize| (0..end).rev().take(many).take_while(is_loose).find(marks);
    // Before the subject of what is no part of another clause.
    let first = clause.subject.first().map_or(group.first, |one| analysis.groups[*one].first);
    (group.first..clause.verb.head)
        .find(marks)
        .or_else(|| before(group.first, 4))
        .or_else(|| (group.last + 1..reading.tokens.len()).take(2).take_while(is_loose).find(marks))
        .or_else(|| before(first, 3).filter(|_| clause.verb.finite))
}

/// `Reports that Peru had attacked are without foundation`, `rejected claims that Peru had attacked`: what is rumoured is said
/// to be untrue.
fn is_refuted(reading: &Reading, analysis: &Analysis, clause: &Clause, noun: usize) -> bool {
    let refutes = |lemma| has(lemma, Place::Refutes);
    analysis.clauses.iter().any(|one| {
        let verb = &one.verb;
        let before = verb.head < noun
            && refutes(verb.lemma)
            && !verb.passive
            && one.objects.iter().any(|group| analysis.groups[*group].last == noun);
        let after = verb.head > clause.verb.head
            && verb.finite
            && (matches!(verb.lemma, "be" | "prove" | "remain" | "turn")
                && (is_untrue(reading, one)
                    || reading.lower(verb.head + 1) == "wrong" && !verb.negated)
                || verb.passive && refutes(verb.lemma));
        before && !verb.negated || after && (!verb.passive || !verb.negated)
    })
}

/// True where the verb before says that what follows with `to` is done: `tried to hack`, `continued to shell`.
fn governor_does(analysis: &Analysis, clause: &Clause) -> bool {
    clause
        .governor
        .is_some_and(|(_, governor)| has(analysis.clauses[governor].verb.lemma, Place::Does))
}

/// `is busy supplying Peru`, `keeps shelling Peru`, `continues to arm Peru`: it is going on.
fn is_kept_up(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some((Governor::Complement, by)) = clause.governor.filter(|_| !clause.verb.finite) else {
        return false;
    };
    let by = &analysis.clauses[by].verb;
    let first = analysis.groups[clause.group].first;
    by.finite
        && by.present
        && !by.perfect
        && !by.negated
        && by.modal.is_none()
        && match by.lemma {
            "be" => first > 0 && reading.lower(first - 1) == "busy",
            "keep" | "continue" => first <= by.head + 2,
            _ => false,
        }
}

/// `capable of hitting`, `instead of talking`, `the risk of losing`: what stands in `-ing` after a preposition is no fact, but
/// for `after attacking`, `by attacking`, and what somebody is accused of or thanked for.
fn after_preposition(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<Status> {
    let first = analysis.groups[clause.group].first;
    let before = first.checked_sub(1)?;
    let is_gerund = !clause.verb.finite
        && !clause.verb.infinitive
        && reading.tokens[first].tag == Tag::Gerund
        && matches!(reading.tokens[before].tag, Tag::Preposition | Tag::To);
    if !is_gerund {
        return None;
    }
    let judged =
        clause.governor.is_some_and(|(_, by)| has(analysis.clauses[by].verb.lemma, Place::Blames));
    match reading.lower(before) {
        "without" | "than" => Some(Status::Denied),
        "of" if before > 0 && reading.lower(before - 1) == "instead" => Some(Status::Denied),
        "of" | "for" if judged => None,
        "of" | "for" | "to" | "from" | "about" | "on" | "at" | "against" | "before" | "into"
        | "towards" | "toward" => Some(Status::Hypothetical),
        _ => None,
    }
}

/// `no sanctions have been imposed`, `nobody attacked`.
pub(super) fn subject_is_none(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let first = clause.subject.first().and_then(|group| analysis.groups.get(*group));
    first.is_some_and(|group| {
        // `no one` begins with its number, `not one` and `not a single one` with what follows.
        let before = group.first.checked_sub(1).map_or("", |at| reading.lower(at));
        let not_one = before == "one"
            && group.first.checked_sub(2).is_some_and(|at| reading.lower(at) == "not")
            || before == "not" && reading.lower(group.first + 1) == "single";
        before == "no"
            || not_one
            || matches!(
                reading.lower(group.first),
                "no" | "nobody" | "none" | "neither" | "nothing"
            )
    })
}

/// `gave no aid`, `provided precious little aid`, `agree on nothing`
fn object_is_none(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    // `depends on Peru for nothing`
    let nothing = clause.objects.is_empty()
        && clause.prepositional.iter().any(|(_, group)| {
            matches!(reading.lower(analysis.groups[*group].first), "nothing" | "nobody" | "none")
        });
    if nothing {
        return true;
    }
    clause.objects.iter().any(|group| {
        let group = analysis.groups[*group];
        matches!(group.kind, GroupKind::Noun { head } if is_none(reading, group.first, head))
    })
}

/// `nearly attacked`, `has all but left`; `almost every day` and `almost certainly attacked` say something else.
fn nearly(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let head = clause.verb.head;
    let from = analysis.groups[clause.group].first.saturating_sub(1);
    (from..head).find(|at| {
        is(reading, *at, Place::Nearly)
            && (at + 1 == head || reading.tokens[at + 1].tag.is_auxiliary())
    })
}

/// `precious little aid`, `no influence`, `too few talks`: as good as none.
pub(crate) fn is_none(reading: &Reading, first: usize, head: usize) -> bool {
    (first..head).any(|at| match reading.lower(at) {
        "no" | "neither" => true,
        "little" | "few" => matches!(
            at.checked_sub(1).map_or("", |at| reading.lower(at)),
            "precious" | "very" | "too" | "so" | "but"
        ),
        _ => false,
    })
}
