//! Clauses that hang on a condition, whatever opens it: `Should the talks resume`, `Were it to attack`, `If talks collapse, …`.

use cableway_sdk::BlockKind;

use super::governed::is_habit;
use crate::syntax::{Analysis, Clause, Governor, GroupKind, Reading, Tag};

/// `Whenever Peru attacks, Chile closes its border`, `If Mali expels envoys, France recalls its own`: told in the present, it
/// happens as often as what it comes with.
pub(super) fn goes_with_habit(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let clauses = &analysis.clauses;
    if clauses.len() < 2 {
        return false;
    }
    let first = analysis.groups.first().map_or(0, |group| group.first);
    // It opens the sentence, or follows at once.
    let goes_with = |(at, one): (usize, &Clause)| {
        let stands = one.opener.is_some_and(|opener| opener <= first + 1)
            || at > 0 && clauses[at - 1].group == clause.group;
        stands && !matches!(one.governor, Some((Governor::Content, _))) && is_habit(reading, one)
    };
    is_told_in_present(clause) && clauses.iter().enumerate().any(goes_with)
}

/// `If talks collapse, Peru attacks`: told in the present, it hangs on what the sentence begins with.
pub(super) fn goes_with_condition(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(first) = analysis.groups.first().map(|group| group.first) else { return false };
    matches!(reading.lower(first), "if" | "unless")
        && is_told_in_present(clause)
        // `If anything, Peru attacks more often.`
        && !matches!(reading.lower(first + 1), "anything" | "ever" | "not" | "only" | "so")
}

/// `- sue Peru`, `2. sign a treaty`: a bare verb that begins an item of a list is what somebody may do, or is told to.
pub(super) fn begins_item(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(sentence) = reading.sentence_of(clause.verb.head).map(|at| reading.sentences[at])
    else {
        return false;
    };
    let first = analysis.groups[clause.group].first;
    // Its label: `2.`, `(b)`, `-`.
    let is_label = |at: &usize| {
        reading.tokens[*at].tag == Tag::Number
            || matches!(reading.word(*at), "." | ")" | "(" | "-" | "–" | "—" | "•" | "*")
    };
    let label = (sentence.first..first).rev().take_while(is_label).last().unwrap_or(first);
    let before = label.checked_sub(1).filter(|at| *at >= sentence.first);
    let opens = match before {
        None => sentence.kind == BlockKind::ListItem || label < first,
        Some(at) => label < first && matches!(reading.word(at), ";" | ":"),
    };
    // What stands before the label is no subject.
    let own = |group: &usize| {
        let group = analysis.groups[*group];
        group.first >= label && reading.tokens[group.last].tag != Tag::Number
    };
    opens
        && !clause.verb.passive
        && reading.lower(clause.verb.head) == clause.verb.lemma
        && !clause.subject.iter().any(own)
}

/// True for a clause in the simple present that nothing opens.
fn is_told_in_present(clause: &Clause) -> bool {
    clause.verb.is_simple_present()
        && clause.opener.is_none()
        && clause.governor.is_none_or(|(kind, _)| kind == Governor::Shared)
}

/// `until Peru leaves`, `would leave before Peru left`; not `until Peru left`, `before the war Peru left`.
pub(super) fn is_to_come(analysis: &Analysis, clause: &Clause, opener: usize) -> bool {
    let subject = clause.subject.first().map_or(clause.group, |group| *group);
    let opens_noun = analysis.groups[..subject]
        .iter()
        .any(|one| one.first > opener && matches!(one.kind, GroupKind::Noun { .. }));
    let is_open = |one: &Clause| one.verb.modal.is_some();
    !opens_noun && (!clause.verb.is_past() || analysis.clauses.iter().any(is_open))
}

/// `Were Peru to attack`, `…, were it to leave`: the clause of `were`.
pub(super) fn were_to(reading: &Reading, analysis: &Analysis, clause: &Clause) -> Option<usize> {
    let (_, by) = clause.governor.filter(|_| clause.verb.infinitive)?;
    let at = analysis.clauses[by].verb.head;
    if reading.lower(at) != "were" || matches!(reading.lower(at + 1), "to" | "not") {
        return None;
    }
    let opens = |at: usize| {
        reading.sentence_of(at).is_some_and(|one| reading.sentences[one].first == at)
            || at > 0 && matches!(reading.word(at - 1), "," | ";" | "“" | "\"")
    };
    let is_first = opens(at)
        || at > 0 && matches!(reading.lower(at - 1), "and" | "but" | "or") && opens(at - 1);
    is_first.then_some(by)
}

/// `Should the talks resume`, `Were it to attack`, `Had they met`.
pub(super) fn inverted_condition(reading: &Reading, analysis: &Analysis, clause: &Clause) -> bool {
    let Some(first) = clause.subject.first().and_then(|group| analysis.groups.get(*group)) else {
        return false;
    };
    let Some(before) = first.first.checked_sub(1) else { return false };
    let starts =
        reading.sentence_of(before).is_some_and(|one| reading.sentences[one].first == before);
    (starts || before > 0 && matches!(reading.word(before - 1), "," | "“" | "\""))
        && matches!(reading.lower(before), "should" | "were" | "had")
}
