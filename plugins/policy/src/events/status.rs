//! Whether what a clause tells has happened.

use super::status_table::{Place, is, places};
use super::{Frame, Status};
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Modal, Reading, Tag};

/// The status of what a clause says, by its verb, by what opens it, by what it depends on, and by the text around it.
pub(crate) fn status(reading: &Reading, analysis: &Analysis, place: usize, frame: Frame) -> Status {
    if frame.asked {
        return Status::Hypothetical;
    }
    let clause = &analysis.clauses[place];
    let own = own(reading, analysis, clause);
    let outer = outer(reading, analysis, place);
    let told = match (own, outer) {
        // `denied that it had attacked`; what is not denied to be untrue is not told either.
        // `fears that Peru will not sign` denies nothing.
        (Status::Denied, outer) if outer != Some(Status::Hypothetical) => Status::Denied,
        (own, Some(outer)) => {
            let bends = matches!(own, Status::Happened | Status::Ongoing)
                || matches!(outer, Status::Denied | Status::Hypothetical);
            if bends { outer } else { own }
        }
        (own, None) => own,
    };
    let real = matches!(told, Status::Happened | Status::Ongoing);
    let told = if frame.untrue && (real && is_said(analysis, place) || is_rumoured(reading, clause))
    {
        Status::Denied
    } else if real && frame.hearsay && !is_said(analysis, place) {
        Status::Hypothetical
    } else {
        told
    };
    frame.bend(told, clause.verb.is_past() || clause.verb.modal == Some(Modal::Would))
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

fn own(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Status {
    let verb = &clause.verb;
    let if_clause = clause.opener.is_some_and(|opener| {
        matches!(
            reading.lower(opener),
            "if" | "unless"
                | "should"
                | "provided"
                | "lest"
                | "whether"
                | "until"
                | "before"
                | "once"
        )
    });
    let rumoured = is_rumoured(reading, clause);
    // `three choices: ignore Armenia, …`: a bare verb behind a colon is what somebody may do.
    let first = analysis.groups[clause.group].first;
    let is_listed = first.checked_sub(1).is_some_and(|before| reading.word(before) == ":")
        && reading.lower(verb.head) == verb.lemma;
    if rumoured && (is_refuted(reading, analysis, clause) || is_false_noun(reading, clause)) {
        return Status::Denied;
    }
    if is_listed || rumoured || if_clause || inverted_condition(reading, analysis, clause) {
        return Status::Hypothetical;
    }
    if is_negated(reading, analysis, clause) {
        // `may not sign` leaves it open, `could not sign` does not.
        let open = verb.modal == Some(Modal::May)
            && (analysis.groups[clause.group].first..verb.head)
                .any(|at| matches!(reading.lower(at), "may" | "might"));
        return if open { Status::Hypothetical } else { Status::Denied };
    }
    // `moved to close`, `opportunities to mediate`: meant, not done, unless the verb before says that it was.
    if verb.infinitive && !governor_does(analysis, clause) {
        return Status::Hypothetical;
    }
    if let Some(status) = after_preposition(reading, analysis, clause) {
        return status;
    }
    if verb.modal.is_none() && is_hearsay(reading, analysis, clause) {
        return Status::Hypothetical;
    }
    match verb.modal {
        Some(Modal::Will) => Status::Expected,
        Some(Modal::Would | Modal::May | Modal::Must) => Status::Hypothetical,
        None if verb.progressive && verb.present => Status::Ongoing,
        None => Status::Happened,
    }
}

/// `reports that China had invaded`, `the risk is that Peru leaves`
fn is_rumoured(reading: &Reading, clause: &Clause) -> bool {
    let Some(opener) = clause.opener.filter(|opener| reading.lower(*opener) == "that") else {
        return false;
    };
    // `The risk is that …`, `The danger now is that …`.
    let is_said_to_be = opener > 0 && matches!(reading.lower(opener - 1), "is" | "was");
    let back = if is_said_to_be { 2..=3 } else { 1..=1 };
    back.filter_map(|back| opener.checked_sub(back)).any(|noun| {
        matches!(
            reading.lower(noun),
            "report"
                | "reports"
                | "claim"
                | "claims"
                | "rumour"
                | "rumours"
                | "rumor"
                | "rumors"
                | "allegation"
                | "allegations"
                | "suggestion"
                | "idea"
                | "possibility"
                | "risk"
                | "danger"
                | "threat"
                | "fear"
                | "fears"
                | "prospect"
                | "hope"
                | "hopes"
                | "imagine"
                | "suppose"
                | "chance"
                | "likelihood"
                | "suspicion"
                | "theory"
                | "myth"
        )
    })
}

/// True for what is not done, by the verb or by who does nothing or what is done to nothing.
pub(super) fn is_negated(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    clause.verb.negated
        || subject_is_none(reading, analysis, clause)
        || object_is_none(reading, analysis, clause)
}

/// `false reports that Peru had attacked`
fn is_false_noun(reading: &Reading, clause: &Clause) -> bool {
    let noun = clause.opener.and_then(|opener| opener.checked_sub(1));
    noun.is_some_and(|noun| {
        (noun.saturating_sub(3)..noun)
            .rev()
            .take_while(|at| matches!(reading.tokens[*at].tag, Tag::Adjective | Tag::Participle))
            .any(|at| is(reading, at, Place::False))
    })
}

/// `allegedly attacked`, `has reportedly signed`, `Supposedly, Peru signed`
fn is_hearsay(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let group = analysis.groups[clause.group];
    let marks = |at: usize| is(reading, at, Place::Hearsay);
    let is_loose = |at: &usize| {
        matches!(reading.tokens[*at].tag, Tag::Adverb | Tag::Mark | Tag::Not) || marks(*at)
    };
    if (group.first..clause.verb.head).any(marks)
        || (0..group.first).rev().take(4).take_while(is_loose).any(marks)
        || (group.last + 1..reading.tokens.len()).take(2).take_while(is_loose).any(marks)
    {
        return true;
    }
    // Before the subject of what is no part of another clause.
    let first = clause.subject.first().map_or(group.first, |one| analysis.groups[*one].first);
    clause.verb.finite && (0..first).rev().take(3).take_while(is_loose).any(marks)
}

/// What those who tell it make of it: `A false report said that …`, `the minister wrongly claimed that …`, `an earlier version of
/// this article said that …`, `unverified accounts say that …`.
fn teller(reading: &Reading, analysis: &Analysis, by: &Clause) -> Option<Status> {
    if by.verb.negated {
        return None;
    }
    let group = analysis.groups[by.group];
    let from = group.first.saturating_sub(2);
    if (from..by.verb.head).any(|at| is(reading, at, Place::Falsely)) {
        return Some(Status::Denied);
    }
    let first = *by.subject.first()?;
    let subject = analysis.groups[first];
    let mut unconfirmed = false;
    let mut earlier = false;
    for at in subject.first..=subject.last {
        let marks = places(reading, at);
        earlier |= matches!(reading.lower(at), "earlier" | "previous" | "original" | "prior");
        if marks & Place::False.bit() != 0 || earlier && marks & Place::Edition.bit() != 0 {
            return Some(Status::Denied);
        }
        unconfirmed |= marks & Place::Unconfirmed.bit() != 0;
    }
    unconfirmed.then_some(Status::Hypothetical)
}

/// `Reports that Peru had attacked are without foundation`, `rejected claims that Peru had attacked`: what is rumoured is said
/// to be untrue.
fn is_refuted(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(noun) = clause.opener.and_then(|opener| opener.checked_sub(1)) else { return false };
    let refutes = |lemma| {
        matches!(lemma, "deny" | "reject" | "dismiss" | "refute" | "rebut" | "debunk" | "disprove")
    };
    analysis.clauses.iter().any(|one| {
        let verb = &one.verb;
        let before = verb.head < noun
            && refutes(verb.lemma)
            && !verb.passive
            && one.objects.iter().any(|group| analysis.groups[*group].last == noun);
        let after = verb.head > clause.verb.head
            && verb.finite
            && (verb.lemma == "be" && is_untrue(reading, one)
                || verb.passive && refutes(verb.lemma));
        before && !verb.negated || after && (verb.lemma == "be" || !verb.negated)
    })
}

/// True where the verb before says that what follows with `to` is done: `tried to hack`, `continued to shell`.
fn governor_does(analysis: &Analysis, clause: &Clause) -> bool {
    clause.governor.is_some_and(|(_, governor)| {
        let lemma = analysis.clauses[governor].verb.lemma;
        matches!(
            lemma,
            "attempt"
                | "try"
                | "manage"
                | "continue"
                | "begin"
                | "start"
                | "dare"
                | "rush"
                | "help"
                | "go"
                | "move"
                | "expect"
                | "plan"
                | "intend"
                | "schedule"
                | "be"
                | "prepare"
                | "threaten"
                | "proceed"
        )
    })
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
    let judged = clause.governor.is_some_and(|(_, by)| {
        matches!(
            analysis.clauses[by].verb.lemma,
            "accuse"
                | "suspect"
                | "convict"
                | "blame"
                | "condemn"
                | "criticise"
                | "criticize"
                | "thank"
                | "praise"
                | "punish"
                | "denounce"
                | "charge"
                | "sentence"
                | "jail"
        )
    });
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
fn subject_is_none(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let first = clause.subject.first().and_then(|group| analysis.groups.get(*group));
    first.is_some_and(|group| {
        // `no one` begins with its number.
        let before = group.first.checked_sub(1).map_or("", |at| reading.lower(at));
        before == "no"
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

/// `Should the talks resume`, `Were it to attack`, `Had they met`.
fn inverted_condition(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(first) = clause.subject.first().and_then(|group| analysis.groups.get(*group)) else {
        return false;
    };
    let Some(before) = first.first.checked_sub(1) else { return false };
    let starts =
        reading.sentence_of(before).is_some_and(|one| reading.sentences[one].first == before);
    (starts || before > 0 && matches!(reading.word(before - 1), "," | "“" | "\""))
        && matches!(reading.lower(before), "should" | "were" | "had")
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

/// What the clauses that this one depends on make of it.
fn outer(reading: &Reading, analysis: &Analysis, place: usize) -> Option<Status> {
    let mut at = place;
    let mut outer = None;
    for _ in 0..4 {
        let Some((kind, governor)) = analysis.clauses[at].governor else { break };
        let clause = &analysis.clauses[governor];
        if kind == Governor::Shared {
            break;
        }
        let here = match clause.verb.lemma {
            "deny" | "doubt" if !clause.verb.negated => Some(Status::Denied),
            "expect" | "predict" | "forecast" | "plan" | "intend" | "schedule" | "prepare"
            | "aim" => Some(Status::Expected),
            "fear" | "hope" | "want" | "wish" | "threaten" | "consider" | "urge" | "ask"
            | "demand" | "call" | "seek" | "propose" | "tempt" | "refuse" | "decline" | "fail" => {
                Some(Status::Hypothetical)
            }
            "avoid" | "risk" | "suggest" | "recommend" | "oppose" | "contemplate" | "favour"
            | "favor" | "delay" | "postpone" | "resist" | "mean" | "prevent" | "rule"
                if kind == Governor::Complement =>
            {
                Some(Status::Hypothetical)
            }
            "imagine" | "suppose" | "assume" | "pretend" => Some(Status::Hypothetical),
            // `nobody believes that`, `did not say that`; who does not know it does not make it untrue.
            lemma
                if kind == Governor::Content
                    && lemma != "be"
                    && (clause.verb.negated || subject_is_none(reading, analysis, clause)) =>
            {
                let factive = matches!(
                    lemma,
                    "know"
                        | "realise"
                        | "realize"
                        | "regret"
                        | "admit"
                        | "acknowledge"
                        | "deny"
                        | "doubt"
                        | "mention"
                        | "forget"
                        | "notice"
                        | "hide"
                        | "mind"
                );
                (!factive).then_some(Status::Hypothetical)
            }
            "be" if kind == Governor::Content && is_untrue(reading, clause) => Some(Status::Denied),
            // `is going to attack`
            "go" if clause.verb.progressive && analysis.clauses[at].verb.infinitive => {
                Some(if clause.verb.present { Status::Expected } else { Status::Hypothetical })
            }
            "be" if kind == Governor::Complement => {
                after_be_to(reading, analysis, clause, &analysis.clauses[at])
            }
            // `is likely to attack`; `is unlikely to`, `is ready to`.
            "be" => after_be(reading, clause),
            _ if kind == Governor::Content && teller(reading, analysis, clause).is_some() => {
                teller(reading, analysis, clause)
            }
            _ => match own(reading, analysis, clause) {
                Status::Happened | Status::Ongoing => None,
                // What somebody will not say is not said.
                other if kind == Governor::Complement => Some(other),
                _ => None,
            },
        };
        // `stopped bombing` ends it; `did not stop bombing` does not.
        let ends = kind == Governor::Complement
            && matches!(clause.verb.lemma, "stop" | "cease" | "quit" | "halt" | "end")
            && reading.tokens[analysis.clauses[at].verb.head].tag == Tag::Gerund;
        let here = match (ends, clause.verb.negated) {
            (true, negated) => (!negated).then_some(Status::Denied),
            (false, true) if kind == Governor::Complement => Some(Status::Denied),
            (false, _) => here,
        };
        // What is denied as a whole is not expected for what it says within.
        let is_denial = clause.verb.lemma == "deny" && here == Some(Status::Denied);
        outer = if is_denial { here } else { outer.or(here) };
        at = governor;
    }
    outer
}

/// `it is not true that`, `it is false that`, `is without foundation`
fn is_untrue(reading: &Reading, clause: &Clause) -> bool {
    let words = clause.verb.head + 1..clause.verb.head + 5;
    words.into_iter().any(|at| match reading.lower(at) {
        "true" | "clear" | "certain" | "case" | "proven" | "correct" | "accurate" => {
            clause.verb.negated
        }
        "false" | "untrue" | "unfounded" | "baseless" | "groundless" | "fabricated"
        | "invented" | "incorrect" | "nonsense" | "fiction" => !clause.verb.negated,
        "foundation" | "basis" | "merit" | "substance" | "truth" => {
            matches!(reading.lower(at - 1), "without" | "no" | "any") && !clause.verb.negated
        }
        _ => false,
    })
}

/// What follows `be` with `to`: `A second plan is to attack`, `it is time for Peru to leave`, `Kenya is to sign`.
fn after_be_to(
    reading: &Reading,
    analysis: &Analysis,
    be: &Clause,
    then: &Clause,
) -> Option<Status> {
    if let Some(status) = after_be(reading, be) {
        return Some(status);
    }
    if !then.verb.infinitive {
        return None;
    }
    if be.verb.modal.is_some() || is_planned(reading, analysis, be) {
        return Some(Status::Hypothetical);
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
        return Some(Status::Hypothetical);
    }
    let is_shared = reading.word(first) != "to" && first == then.verb.head;
    (is_to(analysis, be, then) || is_shared).then_some(Status::Expected)
}

/// `The second option is`, `their aim was`: its subject is what would be done.
pub(super) fn is_planned(reading: &Reading, analysis: &Analysis, be: &Clause) -> bool {
    be.subject.iter().any(|group| {
        let group = analysis.groups[*group];
        matches!(group.kind, GroupKind::Noun { head } if is(reading, head, Place::Plan))
            // `the cheapest is to …`
            || is(reading, group.last, Place::Plan)
            || reading.lower(group.first) == "what"
            // `Option one`, `Option B`
            || (group.first.saturating_sub(1)..group.last).any(|at| {
                is(reading, at, Place::Plan)
                    && (reading.tokens[at + 1].tag == Tag::Number
                        || reading.lower(at + 1) == "one"
                        || reading.word(at + 1).len() == 1)
            })
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
pub(super) fn after_be(reading: &Reading, clause: &Clause) -> Option<Status> {
    let words = clause.verb.head + 1..clause.verb.head + 5;
    words.into_iter().find_map(|at| match reading.lower(at) {
        "about" if reading.lower(at + 1) == "to" => Some(Status::Expected),
        "likely" | "due" | "set" | "certain" | "sure" | "bound" => Some(Status::Expected),
        "unlikely" | "able" | "free" | "ready" | "willing" | "possible" | "eager" | "keen"
        | "unable" => Some(Status::Hypothetical),
        _ => None,
    })
}
