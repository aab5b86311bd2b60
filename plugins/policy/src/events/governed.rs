//! What the clauses that another depends on make of it: who denies it, who wants it, who is likely to do it.

use super::Status;
use super::status::{Ruled, own, subject_is_none};
use super::status_table::{Place, Why, effect, has, is, places};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading, Tag};

/// What the clauses that this one depends on make of it.
pub(super) fn outer(reading: &Reading, analysis: &Analysis, place: usize) -> Option<Ruled> {
    let mut at = place;
    let mut outer = None;
    for _ in 0..4 {
        let Some((kind, governor)) = analysis.clauses[at].governor else { break };
        let clause = &analysis.clauses[governor];
        if kind == Governor::Shared {
            break;
        }
        let here = governed(reading, analysis, (kind, clause), &analysis.clauses[at]);
        // `stopped bombing` ends it; `did not stop bombing` does not.
        let ends = kind == Governor::Complement
            && matches!(clause.verb.lemma, "stop" | "cease" | "quit" | "halt" | "end")
            && reading.tokens[analysis.clauses[at].verb.head].tag == Tag::Gerund;
        let here = match (ends, clause.verb.negated) {
            (true, negated) => (!negated).then_some((Status::Denied, None)),
            (false, true) if kind == Governor::Complement => Some((Status::Denied, None)),
            (false, _) => here,
        };
        // What is denied as a whole is not expected for what it says within.
        let is_denial =
            clause.verb.lemma == "deny" && here.is_some_and(|(status, _)| status == Status::Denied);
        outer = if is_denial { here } else { outer.or(here) };
        at = governor;
    }
    outer
}

/// What a clause makes of `then`, which depends on it.
fn governed(
    reading: &Reading,
    analysis: &Analysis,
    (kind, clause): (Governor, &Clause),
    then: &Clause,
) -> Option<Ruled> {
    let verb = &clause.verb;
    let lemma = verb.lemma;
    let by_table = |place: Place| {
        effect(lemma, place).map(|status| (status, Some(Why { place, token: verb.head })))
    };
    let plain = |status: Option<Status>| status.map(|status| (status, None));
    if lemma == "be" {
        return match kind {
            Governor::Content if is_untrue(reading, clause) => Some((Status::Denied, None)),
            Governor::Complement => after_be_to(reading, analysis, clause, then),
            _ => after_be(reading, clause),
        };
    }
    if kind == Governor::Complement && !then.verb.finite && foretells(reading, analysis, clause) {
        return plain(Some(Status::Hypothetical));
    }
    // `is going to attack`
    if lemma == "go" && verb.progressive && then.verb.infinitive {
        return plain(Some(if verb.present { Status::Expected } else { Status::Hypothetical }));
    }
    let of_verb = by_table(Place::Verb)
        .filter(|(status, _)| *status != Status::Denied || !is_undone(reading, analysis, clause));
    if of_verb.is_some() {
        return of_verb;
    }
    if kind == Governor::Complement
        && let Some(told) = by_table(Place::Complement)
    {
        return Some(told);
    }
    if kind == Governor::Content {
        // `nobody believes that`, `did not say that`; who does not know it does not make it untrue.
        if verb.negated || hardly_anybody(reading, analysis, clause) {
            return plain((!has(lemma, Place::Factive)).then_some(Status::Hypothetical));
        }
        // `If officials say Iran attacked Israel`: nobody has said so yet.
        let under = clause.opener.filter(|at| matches!(reading.lower(*at), "if" | "unless"));
        if let Some(token) = under.filter(|_| !has(lemma, Place::Factive)) {
            let place = Place::Condition;
            return Some((Status::Hypothetical, Some(Why { place, token })));
        }
        // `When ministers say that Chile attacked`: whenever that is.
        if is_habit(reading, clause) {
            return plain(Some(Status::Hypothetical));
        }
        return teller(reading, analysis, clause);
    }
    // What somebody will not say is not said.
    let own = own(reading, analysis, clause);
    let bends =
        kind == Governor::Complement && !matches!(own.0, Status::Happened | Status::Ongoing);
    bends.then_some(own)
}

/// `Nobody believes that`, `Few believe that`; `a few believe that` is some.
fn hardly_anybody(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let first = clause.subject.first().map(|group| analysis.groups[*group].first);
    subject_is_none(reading, analysis, clause)
        || first.is_some_and(|first| matches!(reading.lower(first), "few" | "hardly"))
}

/// `did not deny`, `There is no denying`
fn is_undone(reading: &Reading, analysis: &Analysis, by: &Clause) -> bool {
    let before = analysis.groups[by.group].first.checked_sub(1);
    by.verb.negated || before.is_some_and(|at| matches!(reading.lower(at), "no" | "without"))
}

/// `The darker scenario sees`, `the worst case has`: what it shows is not there yet.
fn foretells(reading: &Reading, analysis: &Analysis, by: &Clause) -> bool {
    has(by.verb.lemma, Place::Sees)
        && by.subject.iter().any(|group| match analysis.groups[*group].kind {
            GroupKind::Noun { head } => is(reading, head, Place::Foretells),
            _ => false,
        })
}

/// `when ministers say`, `whenever Peru attacks`: what is told so happens again and again.
pub(super) fn is_habit(reading: &Reading, clause: &Clause) -> bool {
    let verb = &clause.verb;
    verb.is_simple_present()
        // `when it comes to`
        && verb.lemma != "come"
        && clause.opener.is_some_and(|at| {
            // `at a time when Peru arms Chile`
            let before = at.checked_sub(1).map_or("", |at| reading.lower(at));
            is(reading, at, Place::Habit)
                && !matches!(before, "time" | "moment" | "day" | "days" | "year" | "years" | "age" | "even")
        })
}

/// What those who tell it make of it: `A false report said that …`, `the minister wrongly claimed that …`, `an earlier version of
/// this article said that …`, `unverified accounts say that …`.
fn teller(reading: &Reading, analysis: &Analysis, by: &Clause) -> Option<Ruled> {
    if by.verb.negated {
        return None;
    }
    let group = analysis.groups[by.group];
    let from = group.first.saturating_sub(2);
    let ruled =
        |status: Status, place: Place, token: usize| Some((status, Some(Why { place, token })));
    // `wrongly claimed that`, `claims falsely that`
    if let Some(at) = (from..by.verb.head + 2).find(|at| is(reading, *at, Place::Falsely)) {
        return ruled(Status::Denied, Place::Falsely, at);
    }
    let first = *by.subject.first()?;
    let subject = analysis.groups[first];
    let mut unconfirmed = None;
    let mut earlier = false;
    for at in subject.first..=subject.last {
        let marks = places(reading, at);
        earlier |= matches!(reading.lower(at), "earlier" | "previous" | "original" | "prior");
        if let Some(place) =
            [Place::False, Place::Lie].into_iter().find(|one| marks & one.bit() != 0)
        {
            return ruled(Status::Denied, place, at);
        }
        if earlier && marks & Place::Edition.bit() != 0 {
            return ruled(Status::Denied, Place::Edition, at);
        }
        if marks & Place::Unconfirmed.bit() != 0 {
            unconfirmed = ruled(Status::Hypothetical, Place::Unconfirmed, at);
        }
    }
    unconfirmed
}

/// `it is not true that`, `it is false that`, `is without foundation`
pub(super) fn is_untrue(reading: &Reading, clause: &Clause) -> bool {
    let words = clause.verb.head + 1..clause.verb.head + 5;
    words.into_iter().any(|at| match reading.lower(at) {
        "true" | "clear" | "certain" | "case" | "proven" | "correct" | "accurate" => {
            clause.verb.negated
        }
        "nonsense" | "fiction" => !clause.verb.negated,
        "foundation" | "basis" | "merit" | "substance" | "truth" => {
            matches!(reading.lower(at - 1), "without" | "no" | "any") && !clause.verb.negated
        }
        _ => !clause.verb.negated && is(reading, at, Place::False),
    })
}

/// What follows `be` with `to`: `A second plan is to attack`, `it is time for Peru to leave`, `Kenya is to sign`.
fn after_be_to(
    reading: &Reading,
    analysis: &Analysis,
    be: &Clause,
    then: &Clause,
) -> Option<Ruled> {
    if let Some(told) = after_be(reading, be) {
        return Some(told);
    }
    if !then.verb.infinitive {
        return None;
    }
    if let Some(token) = plan(reading, analysis, be) {
        return Some((Status::Hypothetical, Some(Why { place: Place::Plan, token })));
    }
    if be.verb.modal.is_some() {
        return Some((Status::Hypothetical, None));
    }
    let first = analysis.groups[then.group].first;
    // `It was wrong for Peru to leave`, `Peru was the first to leave` judge what was done.
    let judged = (be.verb.head + 1..first).any(|at| is(reading, at, Place::Judged));
    if judged && !be.verb.present {
        return None;
    }
    let subject =
        be.subject.first().map_or("", |group| reading.lower(analysis.groups[*group].first));
    if for_whom(reading, analysis, then).is_some() || subject == "it" {
        return Some((Status::Hypothetical, None));
    }
    let is_shared = reading.word(first) != "to" && first == then.verb.head;
    (is_to(analysis, be, then) || is_shared).then_some((Status::Expected, None))
}

/// `The second option is`, `their aim was`: its subject is what would be done.
pub(super) fn plan(reading: &Reading, analysis: &Analysis, be: &Clause) -> Option<usize> {
    let is_plan = |at: &usize| is(reading, *at, Place::Plan);
    be.subject.iter().find_map(|group| {
        let group = analysis.groups[*group];
        let GroupKind::Noun { head } = group.kind else { return None };
        // `Option one`, `Option B`
        let labelled = || {
            (group.first.saturating_sub(1)..group.last).find(|at| {
                is_plan(at)
                    && (reading.tokens[at + 1].tag == Tag::Number
                        || reading.lower(at + 1) == "one"
                        || reading.word(at + 1).len() == 1)
            })
        };
        // `the cheapest is to …`, `what remains is to …`
        [head, group.last]
            .into_iter()
            .find(is_plan)
            .or_else(|| (reading.lower(group.first) == "what").then_some(group.first))
            .or_else(labelled)
    })
}

/// `for the government of Peru to leave`: the group of who would do what follows with `to`.
pub(super) fn for_whom(reading: &Reading, analysis: &Analysis, then: &Clause) -> Option<usize> {
    let mut at = then.group.checked_sub(1).filter(|_| then.verb.infinitive)?;
    let is_noun = |at: usize| matches!(analysis.groups[at].kind, GroupKind::Noun { .. });
    for _ in 0..3 {
        if !is_noun(at) || at == 0 {
            return None;
        }
        match reading.lower(analysis.groups[at - 1].first) {
            "for" => return Some(at),
            "of" | "in" | "and" if at > 1 => at -= 2,
            _ => return None,
        }
    }
    None
}

/// `was to attack`: the infinitive stands right after.
pub(super) fn is_to(analysis: &Analysis, be: &Clause, then: &Clause) -> bool {
    let next = analysis.groups[be.group].last + 1;
    then.verb.infinitive && analysis.groups[then.group].first == next
}

/// What an adjective after `be` makes of what follows it.
pub(super) fn after_be(reading: &Reading, clause: &Clause) -> Option<Ruled> {
    let words = clause.verb.head + 1..clause.verb.head + 5;
    words.into_iter().find_map(|token| {
        if reading.lower(token) == "about" && reading.lower(token + 1) == "to" {
            return Some((Status::Expected, None));
        }
        let place = Place::Adjective;
        effect(reading.lower(token), place).map(|status| (status, Some(Why { place, token })))
    })
}
