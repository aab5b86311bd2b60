//! Finds the clause that a hedge belongs to, and what it says.

use cableway_sdk::{Document, Span};

use super::claim::{antecedent, claim, points_back};
use super::hedge::{self, Scale};
use super::stated;
use crate::clock::is_of_the_past;
use crate::dates::{When, day_of};
use crate::events::{Party, subjects};
use crate::horizons::horizon;
use crate::interview::{speaker_at, turns};
use crate::quotes::{according_to, pronoun_owner};
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, Governor, Modal, Reading, Tag};
use crate::work::Work;

/// A forecast.
#[derive(Clone, Debug)]
pub(super) struct Forecast {
    pub(super) claim: Span,
    pub(super) hedge: Span,
    pub(super) scale: Scale,
    pub(super) band: Option<(u8, u8)>,
    pub(super) negated: bool,
    pub(super) condition: Option<Span>,
    pub(super) horizon: Option<When>,
    /// Who says it; nobody but the author where there is none.
    pub(super) speaker: Option<Party>,
    /// True where its hedge stands apart from its claim: `This is unlikely.`
    points_back: bool,
}

/// All forecasts of the body.
pub(super) fn forecasts(work: &Work, document: &Document) -> Vec<Forecast> {
    let quoted = work.quotes(document);
    let turns = turns(work, document);
    let mut options: Vec<Span> = work.choices().iter().map(|one| one.words).collect();
    options.sort();
    let today = work.date.as_deref().and_then(day_of);
    let mut all = Vec::new();
    for (place, analysis) in work.analyses.iter().enumerate() {
        let sentence = &work.reading.sentences[place];
        let asks = work.reading.word(sentence.end - 1) == "?";
        if !sentence.kind.is_body() || asks {
            continue;
        }
        let condition = condition(&work.reading, analysis, sentence.first, sentence.end);
        let mut at = sentence.first;
        while at < sentence.end {
            let Some((found, last)) =
                hedged(&work.reading, analysis, at, sentence.end, condition.is_some())
            else {
                at += 1;
                continue;
            };
            let next = last + 1;
            if let Some(mut forecast) =
                complete(work, place, (sentence.first, sentence.end), found, condition)
            {
                forecast.horizon = today.and_then(|today| {
                    horizon(&work.reading, (sentence.first, sentence.end), today, |at| {
                        !is_of_the_past(&work.reading, analysis, at)
                    })
                });
                forecast.speaker = forecast.speaker.or_else(|| {
                    let inside = |span: Span| {
                        span.start() <= forecast.hedge.start() && forecast.hedge.end() <= span.end()
                    };
                    // Two may begin before it: one in marks, and one around those.
                    let next = quoted
                        .partition_point(|quote| quote.span.start() <= forecast.hedge.start());
                    let near = quoted[next.saturating_sub(3)..next].iter();
                    near.filter(|quote| inside(quote.span)).find_map(|quote| quote.speaker)
                });
                forecast.speaker = forecast
                    .speaker
                    .or_else(|| according_to(work, analysis))
                    .or_else(|| speaker_at(&turns, forecast.hedge.start()));
                // One claim counts once, with its first hedge.
                let is_again = |one: &Forecast| one.claim.overlaps(forecast.claim);
                // What somebody may choose to do is an option, and foretells nothing.
                let next = options.partition_point(|one| one.end() <= forecast.claim.start());
                let is_option = forecast.scale == Scale::Possible
                    && condition.is_none()
                    && options.get(next).is_some_and(|one| one.overlaps(forecast.claim));
                // `Peru may leave. We judge this unlikely.`: one claim, as sure as it is said to be at last.
                let is_surer = forecast.points_back
                    && all.last().is_some_and(|one| is_again(one) && one.band.is_none());
                if is_surer && let Some(before) = all.pop() {
                    forecast.claim = before.claim;
                    forecast.condition = forecast.condition.or(before.condition);
                    forecast.horizon = forecast.horizon.or(before.horizon);
                    forecast.negated |= before.negated;
                }
                if !is_option
                    && !all.iter().rev().take(4).any(|one| one.claim.overlaps(forecast.claim))
                {
                    all.push(forecast);
                }
            }
            at = next;
        }
    }
    all
}

/// A hedge where it stands.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) scale: Scale,
    band: Option<(u8, u8)>,
    pub(super) clause: usize,
}

/// A hedge that begins at a token and makes a forecast of its clause, with its last token.
fn hedged(
    reading: &Reading,
    analysis: &Analysis,
    at: usize,
    end: usize,
    has_condition: bool,
) -> Option<(Found, usize)> {
    if let Some((band, last)) = stated::at(reading, at, end) {
        let clause = clause_of(analysis, at, last)?;
        let verb = &analysis.clauses[clause].verb;
        // `There was a 40 per cent chance` is over.
        let over = verb.is_past() && matches!(verb.lemma, "be" | "have");
        let compares = at > 0 && matches!(reading.lower(at - 1), "by" | "than");
        let found = Found { first: at, last, scale: Scale::Stated, band: Some(band), clause };
        return (!over && !compares).then_some((found, last));
    }
    // `will` and `would` alone foretell something where it hangs on a condition.
    let bare = matches!(reading.lower(at), "will" | "would" | "wo")
        && reading.tokens[at].tag == Tag::Modal;
    let (scale, band, last) = match hedge::at(reading, at, end) {
        Some((hedge, last)) => (hedge.scale, hedge.band, last),
        None if bare => (Scale::Foretold, None, at),
        None => return None,
    };
    let clause = clause_of(analysis, at, last)?;
    let verb = &analysis.clauses[clause].verb;
    let found = Found { first: at, last, scale, band, clause };
    let is_modal = reading.tokens[at].tag == Tag::Modal;
    // `Norway could.` says nothing that may come; `missiles that could reach it` is what they can do.
    let is_able = matches!(reading.lower(at), "could" | "can")
        && clause_is_relative(reading, &analysis.clauses[clause]);
    if is_modal && (reading.tokens[verb.head].tag == Tag::Modal || is_able) {
        return None;
    }
    let in_condition = opener_is_condition(reading, &analysis.clauses[clause]);
    if in_condition
        || matches!(reading.lower(at), "may" | "might" | "could" | "would") && verb.perfect
    {
        return None;
    }
    // The month, and what is likely to be going on now: `is likely working`.
    let is_month = matches!(reading.lower(at), "may" | "might" | "could")
        && reading.tokens[at].tag != Tag::Modal;
    let is_now = reading.tokens.get(last + 1).is_some_and(|token| token.tag == Tag::Gerund);
    let needs_more = reading.lower(at).starts_with("expect") && last + 2 >= end;
    if is_month || is_now || needs_more {
        return None;
    }
    let relative = at > 0
        && matches!(reading.lower(at - 1), "more" | "less" | "least" | "increasingly" | "as");
    if relative {
        return None;
    }
    if bare && !matches!(hedge::at(reading, at, end), Some((_, last)) if last > at) {
        let hedged_inside =
            (at + 1..end.min(at + 4)).any(|place| hedge::at(reading, place, end).is_some());
        return (has_condition && is_modal && !hedged_inside).then_some((found, last));
    }
    if is_modal {
        return Some((found, last));
    }
    // What is likely to be so now: `are likely working`, `is possibly the best`.
    let is_adverb =
        matches!(reading.lower(last), "probably" | "possibly" | "certainly" | "perhaps")
            || verb.progressive;
    let is_present = verb.modal.is_none() && !verb.infinitive;
    if is_adverb && is_present && verb.lemma != "expect" {
        return None;
    }
    // `likely targets`: an adjective before its noun says nothing of what will be, unless something is called so.
    let before_noun = reading.tokens.get(last + 1).is_some_and(|token| token.tag.is_noun())
        && !matches!(reading.lower(last + 1), "possibility" | "outcome" | "that" | "risk");
    let says_be = verb.lemma == "be"
        || matches!(verb.lemma, "consider" | "expect" | "seem" | "look" | "judge" | "remain")
        || verb.modal.is_some()
        || verb.infinitive;
    (says_be && !(before_noun && verb.lemma == "be")).then_some((found, last))
}

/// The clause whose verb a hedge stands in or nearest to.
fn clause_of(analysis: &Analysis, first: usize, last: usize) -> Option<usize> {
    let within = analysis.clauses.iter().position(|clause| {
        let group = analysis.groups[clause.group];
        group.first <= first && last <= group.last
    });
    let just_after = || {
        analysis.clauses.iter().position(|clause| analysis.groups[clause.group].first == last + 1)
    };
    within
        .or_else(just_after)
        .or_else(|| {
            analysis
                .clauses
                .iter()
                .rposition(|clause| clause.verb.finite && clause.verb.head < first)
        })
        .or_else(|| analysis.clauses.iter().position(|clause| clause.verb.finite))
}

fn clause_is_relative(reading: &Reading, clause: &Clause) -> bool {
    clause.opener.is_some_and(|opener| reading.tokens[opener].tag == Tag::Relative)
}

fn opener_is_condition(reading: &Reading, clause: &Clause) -> bool {
    clause.opener.is_some_and(|opener| matches!(reading.lower(opener), "if" | "unless"))
}

/// The words of a condition in a sentence: `if …`, `unless …`, `should the talks resume`, `in that case`.
fn condition(
    reading: &Reading,
    analysis: &Analysis,
    first: usize,
    end: usize,
) -> Option<(usize, usize)> {
    let stops = |at: &usize| {
        matches!(reading.word(*at), "," | ";" | ":" | "." | "”" | "\"" | "?" | "—")
            || *at + 1 == end
    };
    for at in first..end {
        let opens = match reading.lower(at) {
            "if" => at == first || reading.lower(at - 1) != "as" && reading.lower(at - 1) != "even",
            "unless" => true,
            "should" | "were" => {
                at == first && analysis.clauses.iter().any(|clause| clause.verb.head > at)
            }
            "in" => reading.lower(at + 1) == "that" && reading.lower(at + 2) == "case",
            _ => false,
        };
        if !opens {
            continue;
        }
        let stop = (at + 1..end).find(stops)?;
        let last =
            if stop + 1 == end && reading.tokens[stop].tag != Tag::Mark { stop } else { stop - 1 };
        // `in that case Saudi Arabia would`
        let last = if reading.lower(at) == "in" { at + 2 } else { last };
        return Some((at, last));
    }
    None
}

fn complete(
    work: &Work,
    place: usize,
    (first, end): (usize, usize),
    found: Found,
    condition: Option<(usize, usize)>,
) -> Option<Forecast> {
    let reading = &work.reading;
    let analysis = &work.analyses[place];
    let clause = &analysis.clauses[found.clause];
    let (mut from, mut to) = claim(reading, analysis, (first, end), found, condition)?;
    let back = points_back(reading, analysis, found, to);
    if back {
        (from, to) = antecedent(work, analysis, place, found)?;
    }
    let claim = reading.span(from, to)?;
    let hedge = reading.span(found.first, found.last)?;
    let inner = analysis.clauses.iter().find(|one| one.verb.head > found.last && one.verb.finite);
    let negated = clause.verb.negated && reading.lower(found.first) != "not"
        || reading.lower(found.first) == "not"
        || reading.lower(found.last + 1) == "not"
        || reading.lower(found.last) == "hardly"
        || inner.is_some_and(|one| {
            one.verb.negated && one.verb.modal == Some(Modal::Will) && one.verb.head <= to
        });
    // Words that a negation before them turns round are in the table: `not likely`.
    let turned = found.first > first && reading.lower(found.first - 1) == "not";
    let (scale, band) = if turned { (Scale::Possible, None) } else { (found.scale, found.band) };
    let speaker = match clause.governor {
        Some((Governor::Content, by)) if says(analysis.clauses[by].verb.lemma) => {
            subjects(work, analysis, &analysis.clauses[by]).into_iter().next()
        }
        _ if clause.verb.lemma == "expect" && !clause.verb.passive => {
            subjects(work, analysis, clause).into_iter().next()
        }
        _ => None,
    };
    let is_author = speaker.is_some_and(|party| {
        let words = party.span.slice(&reading.text).unwrap_or_default();
        matches!(words, "I" | "We" | "we" | "It" | "it" | "one" | "One" | "you" | "You")
    });
    Some(Forecast {
        claim,
        hedge,
        scale,
        band,
        negated,
        condition: condition.and_then(|(from, to)| reading.span(from, to)),
        horizon: None,
        speaker: speaker.filter(|_| !is_author).map(|party| pronoun_owner(work, party)),
        points_back: back,
    })
}
