//! Who holds a forecast.

use cableway_sdk::Span;

use super::claim::said_behind;
use super::denial::{holds, is_nobody};
use super::hedge::Scale;
use super::hedged::Found;
use crate::events::{Party, party, subjects};
use crate::quotes::{Quote, is_no_speaker, pronoun_owner};
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Governor};
use crate::work::Work;

/// Who holds it: whoever says it, expects it or puts a number to it. Nobody but the author where that is `I` or `nobody`.
pub(super) fn holder(work: &Work, analysis: &Analysis, found: Found, end: usize) -> Option<Party> {
    let clause = &analysis.clauses[found.clause];
    let gives = found.scale == Scale::Stated
        && matches!(clause.verb.lemma, "give" | "put" | "see" | "assign" | "rate" | "estimate");
    let by = match clause.governor {
        Some((Governor::Content, by)) if says(analysis.clauses[by].verb.lemma) => {
            &analysis.clauses[by]
        }
        _ if (gives || holds(clause.verb.lemma)) && !clause.verb.passive => clause,
        _ => match said_behind(&work.reading, analysis, (found.last, end)) {
            Some(place) => &analysis.clauses[place],
            None => return None,
        },
    };
    if is_nobody(&work.reading, analysis, by) {
        return None;
    }
    // `Option A foresees`, `The second scenario predicts`: nobody says it but the author.
    if is_no_speaker(work, analysis, by) {
        return None;
    }
    // `warned Ida Holm`: who says it stands behind.
    let is_behind = by.verb.head > found.last
        && by.subject.iter().all(|group| analysis.groups[*group].first < found.first);
    let party = if is_behind {
        analysis.groups.get(by.group + 1).and_then(|_| party(work, analysis, by.group + 1))
    } else {
        subjects(work, analysis, by).into_iter().next()
    }?;
    let words = party.span.slice(&work.reading.text).unwrap_or_default();
    // `I'd say` is one word more.
    let words = words.split(['\'', '’']).next().unwrap_or_default();
    let is_author = matches!(
        words,
        "I" | "We"
            | "we"
            | "There"
            | "there"
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
