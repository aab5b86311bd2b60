//! What speaks for an option and against it, and what the author makes of it.

use super::Choice;
use super::wording::{Wording, says};
use crate::syntax::{Analysis, Clause, Reading, Sentence, Tag};

/// What of a sentence tells an option, and so speaks neither for it nor against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing: it was told before.
    None,
    /// `Option one is to pay`: what `is` stands in behind the last token of the marker.
    Marker(usize),
    /// `It could pay`: the first clause.
    Clause,
}

/// Adds the clauses of a sentence that speak for an option or against it.
pub(super) fn weigh(reading: &Reading, analysis: &Analysis, choice: &mut Choice, opening: Opening) {
    if let Some((from, to, harm)) = slim_chance(reading, analysis) {
        let side = if harm { &mut choice.benefits } else { &mut choice.costs };
        side.extend(reading.span(from, to));
        return;
    }
    let mut said = Vec::new();
    weigh_clauses(reading, analysis, choice, opening, &mut said);
    turn(reading, &mut said);
    for one in said {
        let Some(span) = reading.span(one.from, one.to) else { continue };
        match one.verdict {
            Some(true) => choice.benefits.push(span),
            Some(false) => choice.costs.push(span),
            None => {}
        }
    }
}

/// Weighs each clause that tells a time; what a price is named for goes to the costs at once.
fn weigh_clauses(
    reading: &Reading,
    analysis: &Analysis,
    choice: &mut Choice,
    opening: Opening,
    said: &mut Vec<Said>,
) {
    let first_finite = analysis
        .clauses
        .iter()
        .position(|one| one.verb.finite)
        .filter(|at| relative(reading, &analysis.clauses[*at]).is_none());
    for (place, clause) in analysis.clauses.iter().enumerate() {
        let group = analysis.groups[clause.group];
        if !clause.verb.finite {
            continue;
        }
        let tells = match opening {
            Opening::None => false,
            Opening::Marker(last) => {
                clause.verb.lemma == "be" && (last + 1..=last + 4).contains(&group.first)
            }
            Opening::Clause => first_finite == Some(place),
        };
        // From the subject, where it stands right before, to the next verb that tells a time.
        let subject = clause.subject.first().map(|at| analysis.groups[*at]);
        let previous =
            place.checked_sub(1).map_or(0, |at| analysis.groups[analysis.clauses[at].group].last);
        // `the work, which would spare the staff`: what speaks for it begins behind `which`.
        let opener = relative(reading, clause);
        let first = subject
            .filter(|one| opener.is_none() && one.first > previous && one.first < group.first)
            .map_or(group.first, |one| one.first);
        // `require a trust that does not exist` is one matter; what follows a comma is another.
        let goes_on = |other: &Clause| {
            relative(reading, other)
                .is_some_and(|at| at > group.last && reading.word(at - 1) != ",")
        };
        let next = analysis.clauses[place + 1..]
            .iter()
            .find(|other| other.verb.finite && !goes_on(other))
            .map(|other| {
                let start = analysis.groups[other.group].first;
                let own = other.subject.first().map(|at| analysis.groups[*at].first);
                // A subject that stands before this verb is shared by both.
                own.filter(|own| (group.last + 1..start).contains(own)).unwrap_or(start)
            });
        let end =
            next.unwrap_or_else(|| analysis.groups.last().map_or(group.last, |one| one.last) + 1);
        let mut last = end.saturating_sub(1).max(group.last);
        while last > group.last
            && matches!(
                reading.tokens[last].tag,
                Tag::Mark | Tag::Coordinator | Tag::Relative | Tag::Subordinator
            )
        {
            last -= 1;
        }
        // `would end the quarrel but cost a fortune`: a gain and its price after one verb.
        let turn = (group.last + 1..last).find(|at| reading.lower(*at) == "but");
        let parts = match turn {
            Some(turn) => vec![(first, turn - 1), (turn + 1, last)],
            _ => vec![(first, last)],
        };
        if let Some(price) = (group.last + 1..last).find(|at| is_price(reading, *at)) {
            choice.costs.extend(reading.span(price, last));
            continue;
        }
        if tells {
            continue;
        }
        // `is not only costly but dangerous` denies nothing.
        let negated =
            clause.verb.negated && !(group.first..=last).any(|at| reading.lower(at) == "only");
        for (from, to) in parts {
            let of_it = clause.verb.modal.is_some()
                || subject.is_none_or(|one| {
                    matches!(reading.lower(one.first), "it" | "this" | "that" | "they")
                });
            let verdict = verdict(reading, from.max(group.first), to, negated);
            said.push(Said { from, to, verdict, of_it: of_it && !clause.verb.negated });
        }
    }
}

/// What a clause says of an option.
struct Said {
    from: usize,
    to: usize,
    /// True for it, false against it.
    verdict: Option<bool>,
    /// True where the clause is of the option, by its subject or its modal verb.
    of_it: bool,
}

/// `It would stop the smuggling, but would anger the farmers`: what stands against a cost is a gain, and the other way round.
fn turn(reading: &Reading, said: &mut [Said]) {
    for at in 1..said.len() {
        let (before, behind) = said.split_at_mut(at);
        let Some(left) = before.last_mut() else { continue };
        let right = &mut behind[0];
        let turns = left.to < right.from
            && (left.to + 1..right.from).any(|at| reading.lower(at) == "but")
            && reading.lower(left.from) != "not";
        if !turns || !left.of_it || !right.of_it {
            continue;
        }
        // `might split the rebels`: harm to somebody else.
        let elsewhere = || {
            (left.from..=left.to)
                .any(|at| matches!(reading.lower(at), "split" | "weaken" | "isolate"))
        };
        match (left.verdict, right.verdict) {
            (None, Some(false)) => left.verdict = Some(true),
            (Some(false), None | Some(false)) if elsewhere() => {
                left.verdict = Some(true);
                right.verdict = Some(false);
            }
            (None, Some(true)) => left.verdict = Some(false),
            (Some(gain), None) => right.verdict = Some(!gain),
            _ => {}
        }
    }
}

/// `There is little chance that banks would lend`: from where to where, and whether what is so unlikely is a harm.
fn slim_chance(reading: &Reading, analysis: &Analysis) -> Option<(usize, usize, bool)> {
    let (first, end) = (analysis.groups.first()?.first, analysis.groups.last()?.last);
    let noun = (first + 2..end).find(|at| {
        matches!(reading.lower(*at), "chance" | "hope" | "prospect" | "likelihood")
            && matches!(reading.lower(at - 1), "little" | "no" | "scant" | "slim")
            && matches!(reading.lower(at + 1), "that" | "of")
    })?;
    if reading.lower(first) != "there" {
        return None;
    }
    let last = (noun..=end).rev().find(|at| reading.tokens[*at].tag != Tag::Mark)?;
    // What others would have to pay or need is no harm that is spared.
    let harm = (noun + 2..=last).any(|at| {
        says(reading, at, last, Wording::Cost)
            && !matches!(reading.lower(at), "pay" | "need" | "needs" | "require" | "requires")
    });
    Some((first, last, harm))
}

/// `at the price of`, `at the risk of`.
fn is_price(reading: &Reading, at: usize) -> bool {
    reading.lower(at) == "at"
        && reading.lower(at + 1) == "the"
        && matches!(reading.lower(at + 2), "price" | "cost" | "expense" | "risk")
        && reading.lower(at + 3) == "of"
}

/// The `which` or `that` that opens a clause.
fn relative(reading: &Reading, clause: &Clause) -> Option<usize> {
    clause.opener.filter(|at| reading.tokens[*at].tag == Tag::Relative)
}

/// True for words that speak for something, false for words against it.
fn verdict(reading: &Reading, first: usize, last: usize, negated: bool) -> Option<bool> {
    let cheap = (first..last).any(|at| {
        reading.lower(at).starts_with("cost")
            && matches!(reading.lower(at + 1), "little" | "nothing")
    });
    let spares = (first..=last).any(|at| is_spared(reading, first, at));
    // `offends nobody` is a benefit, though `offends` is a cost.
    let negative = (first..=last).any(|at| {
        says(reading, at, last, Wording::Cost)
            && !says(reading, at, last, Wording::Benefit)
            && !is_spared(reading, first, at)
    });
    let positive = (first..=last).any(|at| says(reading, at, last, Wording::Benefit));
    match (cheap || spares && !negative, positive, negative) {
        (true, _, _) => Some(!spares || !negated),
        (_, true, false) => Some(!negated),
        (_, false, true) => Some(negated),
        // Both: what it costs weighs more than the gain that it is measured against.
        (_, true, true) => Some(false),
        _ => None,
    }
}

/// `no risk of`, `without the cost of`, `at little cost`: a burden that is spared speaks for what spares it.
fn is_spared(reading: &Reading, first: usize, at: usize) -> bool {
    let is_burden = says(reading, at, at, Wording::Burden);
    let skipped = |at: usize| {
        reading.tokens[at].tag == Tag::Adjective
            && !matches!(reading.lower(at), "little" | "less" | "fewer")
            || matches!(reading.lower(at), "the" | "any" | "a" | "of")
    };
    is_burden
        && (first..at).rev().find(|at| !skipped(*at)).is_some_and(|at| {
            matches!(
                reading.lower(at),
                "no" | "without" | "little" | "avoids" | "avoid" | "fewer" | "less"
            )
        })
}

/// What the author makes of an option in a sentence; `named` where the sentence names it.
pub(super) fn lean(reading: &Reading, sentence: &Sentence, named: bool) -> Option<&'static str> {
    let last = sentence.end - 1;
    let has = |wording: Wording| {
        // `In the best case` and `At best` are no advice.
        (sentence.first..sentence.end).any(|at| {
            says(reading, at, last, wording)
                && reading.lower(at + 1) != "case"
                && !(at > sentence.first && reading.lower(at - 1) == "at")
        })
    };
    let word = |word: &str| (sentence.first..sentence.end).any(|at| reading.lower(at) == word);
    let negated = word("not") || word("n't") || word("never");
    if has(Wording::For) || named && has(Wording::ForIt) {
        Some(if negated && !word("only") { "against" } else { "for" })
    } else if has(Wording::Expected) && (named || !is_forecast(reading, sentence)) {
        Some(if word("decreases") { "against" } else { "expected" }).filter(|_| !negated)
    } else if has(Wording::Against) || named && has(Wording::AgainstIt) {
        Some("against").filter(|_| !negated)
    } else {
        None
    }
}

/// `It is likely that the cable will be cut.`: says of something else how likely it is.
fn is_forecast(reading: &Reading, sentence: &Sentence) -> bool {
    let first = sentence.first;
    reading.lower(first) == "it"
        && (first..sentence.end.min(first + 6)).any(|at| reading.lower(at) == "that")
}
