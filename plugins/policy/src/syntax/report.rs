//! Clauses that somebody says or thinks, without `that` before them.

use super::lexicon::{self, may_be as m};
use super::tag::{Around, PROPER, Tag};
use super::token::Reading;
use crate::tables::{Reports, reports};

/// True for a verb of saying or thinking that a clause without `that` may follow: `officials said Iran attacked`. What comes
/// next is then no more words on the clause at hand.
pub(super) fn opens_report(
    reading: &Reading,
    possible: &[u32],
    token: usize,
    around: &Around,
) -> bool {
    if !around.finite || token + 2 >= around.end {
        return false;
    }
    let Some(kind) = reports(lexicon::lemma(reading.tokens[token].lemma)) else {
        return false;
    };
    // `… ,” said a minister expelled from Chile`: the subject stands behind.
    let mut before = (around.first..token).rev().map(|at| reading.tokens[at].tag);
    let helps = |tag: &Tag| tag.is_auxiliary() || matches!(tag, Tag::Adverb | Tag::Not | Tag::To);
    let has_subject = before.find(|tag| !helps(tag)).is_some_and(|tag| {
        tag.is_noun() || matches!(tag, Tag::Pronoun | Tag::Relative | Tag::Coordinator)
    });
    if !has_subject {
        return false;
    }
    // `said on Monday Sudan invaded`
    let at = if possible[token + 1] & m::PREPOSITION != 0 && possible[token + 2] & m::TIME != 0 {
        token + 3
    } else if possible[token + 1] & m::TIME != 0 {
        token + 2
    } else if possible[token + 1] & m::PREPOSITION != 0 && reading.lower(token) == "said" {
        // `said in a statement Sudan invaded`
        let noun = token + 2 + usize::from(possible[token + 2] & m::DETERMINER != 0);
        if possible.get(noun).is_some_and(|set| set & m::NOUN != 0) { noun + 1 } else { token + 1 }
    } else {
        token + 1
    };
    let Some(next) = possible.get(at).filter(|_| at < around.end) else { return false };
    match kind {
        Reports::Clause => {
            next & (m::DETERMINER | m::PRONOUN | m::NOUN | m::ADJECTIVE | m::NUMBER | PROPER) != 0
                && next & (m::PREPOSITION | m::TO | m::SUBORDINATOR) == 0
        }
        // `reported attacks carried out in Chile`: only a name begins a clause for certain.
        Reports::Both => *next == PROPER,
    }
}
