//! What is told before whoever says it: `The bank will not lend, an official told reporters.`

use super::speaker::{is_no_speaker, pronoun_owner, speaking};
use super::{Quote, is_author};
use crate::events::party;
use crate::syntax::verb_kind::speaks;
use crate::syntax::{Analysis, Governor, Tag};
use crate::work::Work;

/// What stands before the comma of a sentence that ends with words of saying.
pub(super) fn said_before(work: &Work, place: usize, analysis: &Analysis) -> Option<Quote> {
    let reading = &work.reading;
    let sentence = &reading.sentences[place];
    let by = analysis.clauses.iter().rposition(|one| one.verb.finite)?;
    let clause = &analysis.clauses[by];
    let is_told = |at: usize| {
        let one = &analysis.clauses[at];
        one.governor == Some((Governor::Content, by)) && one.verb.finite
    };
    let negated = clause.verb.negated || clause.verb.modal.is_some();
    if !speaks(clause.verb.lemma) || negated || !(0..by).any(is_told) {
        return None;
    }
    // `warned Ida Holm`: who says it stands behind.
    let verb = analysis.groups[clause.group].first;
    let is_inverted = reading.word(verb.checked_sub(1)?) == ",";
    let comma = if is_inverted {
        verb - 1
    } else {
        analysis.groups[*clause.subject.first()?].first.checked_sub(1)?
    };
    let is_after = comma > sentence.first && comma < verb && reading.word(comma) == ",";
    if !is_after || is_no_speaker(work, analysis, clause) {
        return None;
    }
    let first = (sentence.first..comma)
        .find(|at| !matches!(reading.tokens[*at].tag, Tag::Coordinator | Tag::Mark))?;
    let speaker = if is_inverted {
        party(work, analysis, clause.group + 1)
    } else if is_author(work, analysis, clause) {
        return None;
    } else {
        speaking(work, analysis, clause)
    };
    Some(Quote {
        span: reading.span(first, comma - 1)?,
        direct: false,
        speaker: speaker.map(|party| pronoun_owner(work, party)),
        rule: "content of",
        verb: Some(clause.verb.lemma),
    })
}
