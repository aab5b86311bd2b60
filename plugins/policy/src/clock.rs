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
    let opened = (analysis.clauses[before].verb.head + 1..at).any(opens);
    Some(if opened && before + 1 < analysis.clauses.len() { before + 1 } else { before })
}

/// True where a day at a token is another one than that of a clause: when somebody said it, `said in November that …`, or when
/// was done what hangs on a noun, `the pact signed in 2014`, `the port that was closed in 2014`.
pub(crate) fn is_of_another(
    reading: &Reading,
    analysis: &Analysis,
    clause: usize,
    at: usize,
) -> bool {
    let Some(owner) = owner(reading, analysis, at).filter(|owner| *owner != clause) else {
        return false;
    };
    let other = &analysis.clauses[owner];
    let mut inner = clause;
    for _ in 0..4 {
        let Some((kind, governor)) = analysis.clauses[inner].governor else { break };
        if governor == owner && kind == Governor::Content {
            return says(other.verb.lemma);
        }
        inner = governor;
    }
    let is_relative =
        other.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative);
    let is_participle = !other.verb.finite
        && !other.verb.infinitive
        && reading.tokens[other.verb.head].tag == Tag::Participle;
    is_relative || is_participle
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
