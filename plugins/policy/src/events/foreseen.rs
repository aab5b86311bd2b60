//! Deeds told in the present that have not happened: what somebody fears or pictures, what a scenario goes on with, what a plan
//! would bring, what comes after the day of publication.

use super::status_table::{Place, is};
use crate::syntax::{Analysis, Governor, Modal, Reading, Sentence, Tag};

/// The most tokens of the words that open a sentence: a scenario, a year.
const OPENING: usize = 8;

/// True where a sentence has, by its own words, deeds in the present that nobody did: `Their fear is simple: …`, `As soon as …`,
/// `Under the draft, …`, `a plan by which …`.
pub(super) fn tells_unreal(reading: &Reading, sentence: &Sentence) -> bool {
    opens_unreal(reading, sentence)
        || (sentence.first + 1..sentence.end).any(|at| match reading.word(at) {
            ":" => (sentence.first.max(at.saturating_sub(12))..at)
                .any(|at| is(reading, at, Place::Dread)),
            "which" => {
                matches!(reading.lower(at - 1), "by" | "in" | "under" | "whereby")
                    && (sentence.first.max(at.saturating_sub(5))..at - 1)
                        .any(|at| matches!(reading.lower(at), "a" | "an" | "any" | "no"))
            }
            _ => false,
        })
}

/// `The day Peru attacks`, `As soon as …`, `Whenever …`, `Under the terms of the draft, …`
fn opens_unreal(reading: &Reading, sentence: &Sentence) -> bool {
    let word = |nth: usize| {
        let at = sentence.first + nth;
        if at < sentence.end { reading.lower(at) } else { "" }
    };
    match word(0) {
        "whenever" => true,
        "as" => word(1) == "soon" && word(2) == "as",
        "the" => {
            let next = sentence.first + 2;
            matches!(word(1), "day" | "moment" | "minute" | "instant")
                && (reading.tokens.get(next).is_some_and(|one| one.tag == Tag::Proper)
                    || word(2) == "the")
        }
        "every" | "each" => word(1) == "time",
        "under" => (sentence.first..sentence.end.min(sentence.first + OPENING))
            .take_while(|at| reading.word(*at) != ",")
            .any(|at| {
                matches!(
                    reading.lower(at),
                    "plan" | "proposal" | "draft" | "blueprint" | "offer" | "scheme"
                )
            }),
        _ => false,
    }
}

/// True for a sentence on what may come, after which the present goes on with it: `Bolivia could turn on Paraguay`, `What would it
/// look like?`, `If the truce fails, …`.
pub(super) fn looks_ahead(reading: &Reading, sentence: &Sentence, analysis: &Analysis) -> bool {
    if reading.word(sentence.end - 1) == "?"
        && (sentence.first..sentence.end)
            .any(|at| matches!(reading.lower(at), "would" | "could" | "might"))
    {
        return true;
    }
    analysis.clauses.iter().any(|clause| {
        let is_main =
            clause.governor.is_none() || matches!(clause.governor, Some((Governor::Shared, _)));
        let may = matches!(clause.verb.modal, Some(Modal::Would | Modal::May))
            && is_main
            && !clause.verb.negated
            && !clause.verb.perfect;
        let opens =
            clause.opener.is_some_and(|at| reading.lower(at) == "if") && clause.verb.present;
        may || opens
    })
}

/// True where nothing in a sentence is told in the past.
pub(super) fn is_present(analysis: &Analysis) -> bool {
    analysis.clauses.iter().all(|clause| !clause.verb.finite || !clause.verb.is_past())
}

/// Words that say that it is so, and not only thought of: `Turkey bombs Syria almost daily`.
pub(super) fn is_standing(reading: &Reading, sentence: &Sentence) -> bool {
    (sentence.first..sentence.end).any(|at| is(reading, at, Place::Standing))
}

/// True where the first words name a year after the one of publication: `It is 2040.`, `In 2030 …`; and whether what comes
/// after is still in that year.
pub(super) fn later_year(
    reading: &Reading,
    sentence: &Sentence,
    published: Option<&str>,
) -> Option<bool> {
    let this: u32 = published?.get(..4)?.parse().ok()?;
    let year = |at: usize| {
        let word = reading.word(at);
        let number: u32 = (word.len() == 4).then(|| word.parse().ok()).flatten()?;
        (number > this && number <= this + 100).then_some(number)
    };
    let at = (sentence.first..sentence.end.min(sentence.first + OPENING))
        .take_while(|at| !matches!(reading.word(*at), "," | ";"))
        .find(|at| year(*at).is_some())?;
    let first = reading.lower(sentence.first);
    let is_time = matches!(first, "in" | "by" | "before" | "during");
    if is_time {
        // `By 2030 Kenya …`, `In the spring of 2026, …`: nothing but a time.
        let bare = (sentence.first + 1..at)
            .all(|at| reading.tokens[at].tag != Tag::Proper || at < sentence.first + 4);
        return bare.then_some(false);
    }
    let ends = matches!(reading.word(at + 1), "." | "," | ":" | ";");
    let second = reading.lower(sentence.first + 1);
    let names_it = match first {
        "it" => matches!(second, "is" | "'s" | "’s"),
        "the" => second == "year",
        "take" | "summer" | "spring" | "autumn" | "winter" => true,
        _ => is(reading, sentence.first, Place::Imagine),
    };
    (ends && names_it).then_some(true)
}

/// `A third scenario has …`, `The worst case is …`, `The other path is war.`, `Then there is the third possibility.`
pub(super) fn names_future(
    reading: &Reading,
    analysis: &Analysis,
    sentence: &Sentence,
    is_one_of_several: impl Fn(&str) -> bool,
) -> bool {
    if !is_present(analysis) {
        return false;
    }
    let end = sentence.end.min(sentence.first + OPENING);
    (sentence.first + 1..end).any(|at| {
        let before = reading.lower(at - 1);
        let here = reading.lower(at);
        let chosen = || {
            is_one_of_several(before) && before != "one"
                || matches!(before, "another" | "different" | "alternative")
                || reading.tokens[at - 1].tag == Tag::Adjective
                    && (before.ends_with("er") || before.ends_with("est"))
        };
        match here {
            "case" => matches!(before, "best" | "worst"),
            "path" | "road" => chosen() && sentence.end - sentence.first < OPENING,
            "world" | "development" | "option" | "prospect" => false,
            _ => is(reading, at, Place::Future) && !here.ends_with('s') && chosen(),
        }
    })
}

/// `There are three ways this ends`
pub(super) fn counts_ways(reading: &Reading, sentence: &Sentence) -> bool {
    let tokens = sentence.first..sentence.end.min(sentence.first + 8);
    let Some(at) = tokens.into_iter().find(|at| reading.lower(*at) == "ways") else { return false };
    reading.tokens[at - 1].tag == Tag::Number
        && (at..sentence.end).any(|at| {
            matches!(reading.lower(at), "end" | "ends" | "go" | "unfold" | "out" | "finish")
        })
}
