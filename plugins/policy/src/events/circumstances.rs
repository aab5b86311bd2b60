//! When and where something happened, and whether the text only imagines it.

use super::Status;
use crate::dates::{self, When};
use crate::horizons::horizon;
use crate::syntax::{Analysis, Clause, GroupKind, Reading, Sentence};
use crate::time_owner;
use crate::work::Work;

/// When it was or will be, and how real that leaves it. The date of what happened is the one nearest to the verb, and never one
/// after publication: what is told in the present of such a day is expected, `signs the treaty next month`, and in `agreed to leave
/// by 2030` it is the day of something else. A `spoken` deed is done by saying so, and on the day of that. The date of what is to come is a time that is to come.
pub(super) fn timed(
    work: &Work,
    sentence: &Sentence,
    (analysis, place): (&Analysis, usize),
    spoken: bool,
    how: Status,
) -> (Status, Option<When>) {
    let reading = &work.reading;
    let clause = &analysis.clauses[place];
    let date = work.date.as_deref();
    let today = date.and_then(dates::day_of);
    let to_come = || {
        horizon(reading, (sentence.first, sentence.end), today?, |at| {
            !time_owner::is_of_the_past(reading, analysis, at)
        })
    };
    match how {
        Status::Happened | Status::Ongoing | Status::Denied => {
            let all = dates::near(reading, sentence, clause.verb.head, date, |at| {
                if spoken { Some(0) } else { time_owner::belonging(reading, analysis, place, at) }
            });
            let is_future = |when: &When| today.is_some_and(|today| when.first > today);
            let is_present = clause.verb.present && !clause.verb.perfect;
            let is_to_come = || is_to_come(reading, clause.verb.head + 1, sentence.end);
            if is_present
                && how != Status::Denied
                && (all.first().is_some_and(is_future) || all.is_empty() && is_to_come())
            {
                return (Status::Expected, to_come().or_else(|| all.first().copied()));
            }
            (how, all.into_iter().find(|when| !is_future(when)))
        }
        Status::Announced | Status::Expected | Status::Hypothetical => (how, to_come()),
    }
}

/// `in the coming weeks`, `later this year`, `in the next few days` behind a verb, before what begins anew.
fn is_to_come(reading: &Reading, from: usize, end: usize) -> bool {
    let mut words = (from..end).take_while(|at| !matches!(reading.lower(*at), ";" | "but" | ":"));
    words.any(|at| match reading.lower(at) {
        "coming" | "next" => {
            (at + 1..end.min(at + 3)).any(|at| is_unit(reading.lower(at).trim_end_matches('s')))
        }
        "later" => reading.lower(at + 1) == "this" && is_unit(reading.lower(at + 2)),
        _ => false,
    })
}

fn is_unit(word: &str) -> bool {
    matches!(word, "hour" | "day" | "week" | "month" | "year" | "decade")
}

/// The words for where it happened: what follows `in` or `at` and is a place or a state.
pub(super) fn place_of(
    work: &Work,
    analysis: &Analysis,
    clause: &Clause,
) -> Option<cableway_sdk::Span> {
    clause.prepositional.iter().find_map(|(preposition, group)| {
        let is_where = matches!(work.reading.lower(*preposition), "in" | "at" | "near" | "outside");
        let one = analysis.groups.get(*group).filter(|_| is_where)?;
        let GroupKind::Noun { head } = one.kind else { return None };
        let is_place = work.cast.place_within(one.first, one.last).is_some()
            || work.cast.at(head).is_some_and(|mention| {
                work.cast.actors[mention.actor].kind == crate::actors::Kind::State
            })
            || work.reading.is_capital(head)
                && !crate::syntax::group::is_time(work.reading.lower(head));
        let first = if work.reading.lower(one.first) == "the" { one.first + 1 } else { one.first };
        // `the Gulf of Riga` is one name.
        let named = (work.reading.lower(one.last + 1) == "of")
            .then(|| analysis.groups.get(group + 2))
            .flatten()
            .filter(|next| next.first == one.last + 2 && work.reading.is_capital(next.first));
        let last = named.map_or(one.last, |next| next.last);
        is_place.then(|| work.reading.span(first.min(one.last), last)).flatten()
    })
}
