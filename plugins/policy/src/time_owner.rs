//! Which verb a time in a sentence belongs to.

use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Governor, Reading, Tag};

/// The clause that a time at a token belongs to: the one of the verb before it, over a `that` or `if` between them the
/// next one; the first where it opens the sentence.
fn owner(reading: &Reading, analysis: &Analysis, at: usize) -> Option<usize> {
    let before = analysis.clauses.iter().rposition(|one| one.verb.head < at);
    let Some(before) = before else {
        return analysis.clauses.iter().position(|one| one.verb.finite);
    };
    let opens = |token: usize| {
        matches!(reading.lower(token), "that" | "if" | "unless" | "when" | "whether")
    };
    // `…; on Monday Chile left`: a day that opens the next clause.
    let next = analysis.clauses.get(before + 1).and_then(|one| one.subject.first());
    let is_before_next = next.is_some_and(|group| analysis.groups[*group].first > at);
    let opens_next = (at.saturating_sub(2)..at)
        .any(|token| matches!(reading.lower(token), ";" | "and" | "but" | "while" | "whereas"));
    if is_before_next && opens_next {
        return Some(before + 1);
    }
    let opened = (analysis.clauses[before].verb.head + 1..at).any(opens);
    Some(if opened && before + 1 < analysis.clauses.len() { before + 1 } else { before })
}

/// How near a day at a token is to a clause: 0 for its own, 1 for the one of a clause that it goes on from, `None` for
/// another one.
pub(crate) fn belonging(
    reading: &Reading,
    analysis: &Analysis,
    clause: usize,
    at: usize,
) -> Option<u8> {
    let owner = owner(reading, analysis, at).unwrap_or(clause);
    if owner == clause {
        return Some(0);
    }
    (!is_of_another(reading, analysis, (clause, owner), at)).then_some(1)
}

/// True where a day at a token is another one than that of a clause: when somebody said it, `said in November that …`, when
/// was done what hangs on a noun, `the pact signed in 2014`, `the port that was closed in 2014`, or what stands beside or under
/// it with a subject of its own, `Since Chad left in 2014, …`.
fn is_of_another(
    reading: &Reading,
    analysis: &Analysis,
    (clause, owner): (usize, usize),
    at: usize,
) -> bool {
    let (own, other) = (&analysis.clauses[clause], &analysis.clauses[owner]);
    let mut inner = clause;
    for _ in 0..4 {
        let Some((kind, governor)) = analysis.clauses[inner].governor else { break };
        if governor == owner {
            if kind == Governor::Content {
                return says(other.verb.lemma);
            }
            return false;
        }
        inner = governor;
    }
    let head = other.verb.head;
    if !other.verb.finite {
        // `accused Peru of planning an attack on 5 May`; `by closing the port on 5 May` tells of the same day.
        let before = analysis.groups[other.group].first.checked_sub(1);
        let is_gerund = reading.tokens[head].tag == Tag::Gerund
            && before.is_some_and(|at| {
                reading.tokens[at].tag == Tag::Preposition
                    && !matches!(reading.lower(at), "by" | "in")
            });
        let is_participle = !other.verb.infinitive
            && (reading.tokens[head].tag == Tag::Participle || reading.lower(head) == "done");
        return is_gerund || is_participle;
    }
    if let Some(opener) = other.opener
        && other.opener != own.opener
    {
        return !matches!(reading.lower(opener), "when" | "while" | "as");
    }
    // `Peru attacked in May, and Chile left`
    own.verb.finite
        && (at > head || clause < owner)
        && other.opener == own.opener
        && !own.subject.is_empty()
        && !other.subject.is_empty()
        && own.subject != other.subject
        && !governs(analysis, clause, owner)
}

/// True where one clause depends on another.
fn governs(analysis: &Analysis, clause: usize, dependent: usize) -> bool {
    let mut at = dependent;
    for _ in 0..4 {
        let Some((_, governor)) = analysis.clauses[at].governor else { return false };
        if governor == clause {
            return true;
        }
        at = governor;
    }
    false
}

/// True where a time at a token is one of what was: `warned in November that …`, and so none of what is to come.
pub(crate) fn is_of_the_past(reading: &Reading, analysis: &Analysis, at: usize) -> bool {
    let Some(owner) = owner(reading, analysis, at) else { return false };
    let clause = &analysis.clauses[owner];
    // `if Peru left in May`; `a vote was scheduled for May`.
    let is_imagined = clause
        .opener
        .is_some_and(|opener| matches!(reading.lower(opener), "if" | "unless" | "when" | "until"));
    let is_of_plans = matches!(
        clause.verb.lemma,
        "expect"
            | "plan"
            | "schedule"
            | "set"
            | "foresee"
            | "predict"
            | "forecast"
            | "fear"
            | "project"
    );
    clause.verb.finite && clause.verb.is_past() && !is_imagined && !is_of_plans
}
