//! Puts together what is foretold: claim, hedge, condition, days, speaker.

use std::cell::LazyCell;

use cableway_sdk::{Document, Span};
use jiff::civil::Date;

use super::claim::{antecedent, claim, points_back};
use super::condition::{condition_of, conditions, is_parted};
use super::denial::{Denial, denial, is_hardly};
use super::hedge::Scale;
use super::hedged::{Found, Rule, hedged};
use super::holder::{holder, quoted_speaker};
use crate::dates::{When, day_of};
use crate::events::Party;
use crate::horizons::horizon;
use crate::interview::{speaker_at, turns};
use crate::quotes::according_to;
use crate::syntax::{Analysis, Reading};
use crate::time_owner::is_of_the_past;
use crate::work::Work;

/// A forecast.
#[derive(Clone, Debug)]
pub(super) struct Forecast {
    pub(super) claim: Span,
    pub(super) hedge: Span,
    pub(super) scale: Scale,
    pub(super) band: Option<(u8, u8)>,
    pub(super) denial: Denial,
    pub(super) rule: Rule,
    pub(super) condition: Option<Span>,
    pub(super) horizon: Option<When>,
    /// Who says it; nobody but the author where there is none.
    pub(super) speaker: Option<Party>,
    /// True where its hedge stands apart from its claim: `This is unlikely.`
    points_back: bool,
}

impl Forecast {
    /// The lowest and the highest percent for that it comes about, every negation taken into account.
    pub(super) fn occurs(&self) -> Option<(u8, u8)> {
        let (low, high) = self.band?;
        Some(if self.denial == Denial::OfVerb { (100 - high, 100 - low) } else { (low, high) })
    }

    /// True where what is foretold is denied.
    pub(super) fn negated(&self) -> bool {
        self.denial != Denial::None
    }
}

/// How many forecasts before it one is compared with, so that a claim counts once: more hedges than these do not share one.
const SHARED: usize = 4;

/// All forecasts of the body.
pub(super) fn forecasts(work: &Work, document: &Document) -> Vec<Forecast> {
    let quoted = work.quotes(document);
    let turns = turns(work, document);
    let mut options: Vec<Span> = work.choices().iter().map(|one| one.words).collect();
    options.sort();
    let today = work.date.as_deref().and_then(day_of);
    let mut all: Vec<Forecast> = Vec::new();
    for (place, analysis) in work.analyses.iter().enumerate() {
        let sentence = &work.reading.sentences[place];
        let asks = work.reading.word(sentence.end - 1) == "?";
        if !sentence.kind.is_body() || asks {
            continue;
        }
        let whole = (sentence.first, sentence.end);
        // Most sentences have no hedge, and need neither.
        let conditions =
            LazyCell::new(|| conditions(&work.reading, analysis, sentence.first, sentence.end));
        let mut at = sentence.first;
        while at < sentence.end {
            let has_condition = || condition_of(&work.reading, analysis, &conditions, at).is_some();
            let Some(found) = hedged(&work.reading, analysis, at, whole, &has_condition) else {
                at += 1;
                continue;
            };
            at = found.aside.map_or(found.last, |(_, last)| last) + 1;
            if today
                .is_some_and(|today| was_able(&work.reading, analysis, whole, found.first, today))
            {
                continue;
            }
            // `If Peru leaves, …; a war is unlikely`: what stands behind a semicolon does not hang on it.
            let condition = condition_of(&work.reading, analysis, &conditions, found.first);
            let Some(mut forecast) = complete(work, place, whole, found, condition) else {
                continue;
            };
            forecast.horizon = reach(work, analysis, whole, (found, condition), &forecast, today);
            forecast.speaker = forecast
                .speaker
                .or_else(|| quoted_speaker(quoted, forecast.hedge))
                .or_else(|| according_to(work, analysis))
                .or_else(|| speaker_at(&turns, forecast.hedge.start()));
            // What somebody may choose to do is an option, and foretells nothing.
            let next = options.partition_point(|one| one.end() <= forecast.claim.start());
            let is_option = forecast.scale == Scale::Possible
                && forecast.condition.is_none()
                && options.get(next).is_some_and(|one| one.overlaps(forecast.claim));
            // `Peru may leave. We judge this unlikely.`: one claim, as sure as it is said to be at last.
            let is_surer = forecast.points_back
                && all
                    .last()
                    .is_some_and(|one| one.claim.overlaps(forecast.claim) && one.band.is_none());
            if is_surer && let Some(before) = all.pop() {
                forecast.claim = before.claim;
                forecast.condition = forecast.condition.or(before.condition);
                forecast.horizon = forecast.horizon.or(before.horizon);
                if forecast.denial == Denial::None {
                    forecast.denial = before.denial;
                }
            }
            // One claim counts once, with its first hedge.
            let is_again =
                all.iter().rev().take(SHARED).any(|one| one.claim.overlaps(forecast.claim));
            if !is_option && !is_again {
                all.push(forecast);
            }
        }
    }
    all
}

/// `In 1999 a shell could cost a month's pay`, `Ten years ago nobody could leave`: `could` of what somebody was able to do once.
/// `In 2019 Peru left and could come back` tells of another time.
fn was_able(
    reading: &Reading,
    analysis: &Analysis,
    (first, end): (usize, usize),
    could: usize,
    today: Date,
) -> bool {
    let at = could;
    if reading.lower(at) != "could" {
        return false;
    }
    let year =
        |at: usize| reading.word(at).parse().ok().filter(|year| (1000..=9999).contains(year));
    let is_over = |at: usize| year(at).is_some_and(|year: i16| year < today.year());
    let begins = |at: usize, words: &[&str]| {
        words.iter().zip(at..).all(|(word, at)| reading.lower(at) == *word)
    };
    let is_of_other = |marker: usize| {
        let verb = |one: &crate::syntax::Clause| {
            one.verb.finite && (marker..could).contains(&one.verb.head)
        };
        analysis.clauses.iter().any(verb)
    };
    (first..end).filter(|at| !is_of_other(*at)).any(|at| {
        matches!(reading.lower(at), "in" | "until" | "before" | "by") && is_over(at + 1)
            || reading.lower(at) == "ago"
            || begins(at, &["at", "the", "time"])
            || begins(at, &["back", "then"])
            || begins(at, &["in", "those", "days"])
    })
}

/// The days that a forecast reaches over: those that its claim names, or else the rest of its sentence, but for what belongs to
/// another clause.
fn reach(
    work: &Work,
    analysis: &Analysis,
    (first, end): (usize, usize),
    (found, condition): (Found, Option<(usize, usize)>),
    forecast: &Forecast,
    today: Option<Date>,
) -> Option<When> {
    let reading = &work.reading;
    let today = today?;
    let past = |at: usize| is_of_the_past(reading, analysis, at);
    let token = |byte: usize| reading.tokens.partition_point(|token| token.end <= byte);
    let (from, to) = (token(forecast.claim.start()), token(forecast.claim.end()));
    // What is foretold in another sentence has its days there.
    if !(first..end).contains(&from) {
        return horizon(reading, (first, end), today, |at| !past(at));
    }
    let own = horizon(reading, (from, to.min(end)), today, |at| !past(at));
    own.or_else(|| {
        horizon(reading, (first, end), today, |at| {
            let parted = if at < found.first {
                // What opens a sentence is said of all of it.
                let opens = analysis.clauses.first().is_none_or(|one| at < one.verb.head)
                    && !(at..found.first).any(|at| reading.word(at) == ";");
                !opens && is_parted(reading, analysis, at, found.first)
            } else {
                is_parted(reading, analysis, found.first, at)
            };
            // `If Peru leaves tomorrow` gives the day of that, not of what comes of it.
            let conditional = matches!(reading.lower(at), "tomorrow" | "on")
                && condition.is_some_and(|(from, to)| (from..=to).contains(&at));
            !past(at) && !parted && !conditional
        })
    })
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
    let (mut from, mut to) = claim(reading, analysis, (first, end), found, condition)?;
    let back = points_back(reading, analysis, found, to);
    if back {
        (from, to) = antecedent(work, analysis, place, found)?;
    }
    let claim = reading.span(from, to)?;
    let hedge_last = found.aside.map_or(found.last, |(_, last)| last);
    let hedge = reading.span(found.first, hedge_last)?;
    let (denial, is_turned) = denial(reading, analysis, (first, to), found);
    if denial == Denial::OfSaying {
        return None;
    }
    // Words that a negation before them turns round are in the table: `not likely`.
    let (scale, band) = match (is_turned, found.turned) {
        (false, _) => (found.scale, found.band),
        // `not at all likely` and `hardly likely` are less than that.
        (true, Some(band))
            if !found
                .first
                .checked_sub(1)
                .is_some_and(|at| reading.lower(at) == "all" || is_hardly(reading, at)) =>
        {
            (found.scale, Some(band))
        }
        (true, _) => (Scale::Possible, None),
    };
    let speaker = holder(work, analysis, found, end);
    Some(Forecast {
        claim,
        hedge,
        scale,
        band,
        denial,
        rule: found.rule,
        condition: condition.and_then(|(from, to)| reading.span(from, to)),
        horizon: None,
        speaker,
        points_back: back,
    })
}
