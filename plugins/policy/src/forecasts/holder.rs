//! Who holds a forecast.

use cableway_sdk::Span;

use super::denial::{holds, is_nobody};
use super::hedge::Scale;
use super::hedged::Found;
use crate::events::{Party, subjects};
use crate::quotes::{Quote, pronoun_owner};
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Governor};
use crate::work::Work;

/// Who holds it: whoever says it, expects it or puts a number to it. Nobody but the author where that is `I` or `nobody`.
pub(super) fn holder(work: &Work, analysis: &Analysis, found: Found) -> Option<Party> {
    let clause = &analysis.clauses[found.clause];
    let gives = found.scale == Scale::Stated
        && matches!(clause.verb.lemma, "give" | "put" | "see" | "assign" | "rate" | "estimate");
    let by = match clause.governor {
        Some((Governor::Content, by)) if says(analysis.clauses[by].verb.lemma) => {
            &analysis.clauses[by]
        }
        _ if (gives || holds(clause.verb.lemma)) && !clause.verb.passive => clause,
        _ => return None,
    };
    if is_nobody(&work.reading, analysis, by) {
        return None;
    }
    let party = subjects(work, analysis, by).into_iter().next()?;
    let words = party.span.slice(&work.reading.text).unwrap_or_default();
    let is_author = matches!(
        words,
        "I" | "We"
            | "we"
            | "It"
            | "it"
            | "one"
            | "One"
            | "you"
            | "You"
            | "Everybody"
            | "everybody"
            | "Everyone"
            | "anyone"
            | "this"
            | "This"
    );
    (!is_author).then(|| pronoun_owner(work, party))
}

/// Who says what stands in the quotation that holds a hedge.
pub(super) fn quoted_speaker(quoted: &[Quote], hedge: Span) -> Option<Party> {
    // Two may begin before it: one in marks, and one around those.
    let next = quoted.partition_point(|quote| quote.span.start() <= hedge.start());
    quoted[next.saturating_sub(3)..next]
        .iter()
        .filter(|quote| quote.span.start() <= hedge.start() && hedge.end() <= quote.span.end())
        .find_map(|quote| quote.speaker)
}
