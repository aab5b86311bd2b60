//! What speaks for an option and against it, and what the author makes of it.

use super::Choice;
use super::wording::{Wording, says};
use cableway_sdk::Span;

use crate::syntax::{Analysis, Clause, Group, GroupKind, Reading, Tag};

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

/// Adds the clauses of a sentence that speak for an option or against it: all of them, or those within some words. `before` is what
/// the sentence before says of it, which `however` turns; what this one says at last is returned.
pub(super) fn weigh(
    reading: &Reading,
    analysis: &Analysis,
    choice: &mut Choice,
    opening: Opening,
    within: Option<Span>,
    before: Option<bool>,
) -> Option<bool> {
    let slim = slim_chances(reading, analysis);
    let mut said = clauses(reading, analysis, choice, (opening, within), &slim);
    for (from, to, harm) in slim {
        let at = said.partition_point(|one| one.from < from);
        said.insert(at, Said { from, to, verdict: Some(harm), of_it: true, shares: false });
    }
    let first = analysis.groups.first().map_or(0, |group| group.first);
    if let (Some(one), Some(before)) = (said.first_mut(), before)
        && one.verdict.is_none()
        && is_turned(reading, first, one.to)
    {
        one.verdict = Some(!before);
    }
    turn(reading, &mut said);
    for one in &said {
        let Some(span) = reading.span(one.from, one.to) else { continue };
        let Some(gain) = one.verdict else { continue };
        let side = if gain { &mut choice.benefits } else { &mut choice.costs };
        if !side.contains(&span) {
            side.push(span);
        }
    }
    said.last().and_then(|one| one.verdict)
}

/// `But it …`, `It would, however, …`, in the first clause of a sentence.
fn is_turned(reading: &Reading, first: usize, to: usize) -> bool {
    let begin = first.saturating_sub(2);
    (begin..=first).any(|at| {
        matches!(reading.lower(at), "but" | "yet" | "still")
            && (at == 0 || reading.tokens[at - 1].tag == Tag::Mark)
    }) || (first..=to + 2).any(|at| reading.lower(at) == "however")
}

/// The clauses that tell a time with what each says of an option; what a price is named for goes to its costs at once.
fn clauses(
    reading: &Reading,
    analysis: &Analysis,
    choice: &mut Choice,
    (opening, within): (Opening, Option<Span>),
    slim: &[(usize, usize, bool)],
) -> Vec<Said> {
    let mut said = Vec::new();
    let is_within = |at: usize| {
        let token = &reading.tokens[at];
        within.is_none_or(|span| span.start() <= token.start && token.end <= span.end())
    };
    let first_finite = analysis
        .clauses
        .iter()
        .position(|one| one.verb.finite && is_within(one.verb.head))
        .filter(|at| relative(reading, &analysis.clauses[*at]).is_none());
    let mut told_up_to = 0;
    for (place, clause) in analysis.clauses.iter().enumerate() {
        let group = analysis.groups[clause.group];
        let is_slim = slim.iter().any(|(from, to, _)| (*from..=*to).contains(&clause.verb.head));
        if !clause.verb.finite || is_slim || !is_within(clause.verb.head) {
            continue;
        }
        let is_told = || reading.tokens[group.first].start < choice.words.end();
        let tells = match opening {
            Opening::None => false,
            Opening::Marker(last) => {
                clause.verb.lemma == "be" && (last + 1..=last + 4).contains(&group.first)
            }
            Opening::Clause => first_finite == Some(place) && is_told(),
        };
        // From the subject, where it stands right before, to the next verb that tells a time.
        let subject = clause.subject.first().map(|at| analysis.groups[*at]);
        let previous =
            place.checked_sub(1).map_or(0, |at| analysis.groups[analysis.clauses[at].group].last);
        // `the work, which would spare the staff`: what speaks for it begins behind `which`.
        let opener = relative(reading, clause);
        let own = subject
            .filter(|one| opener.is_none() && one.first > previous && one.first < group.first);
        if is_part(reading, analysis, clause, own) || group.first < told_up_to {
            continue;
        }
        // `The first, sanctions, punishes the poor`
        let begins = own.filter(|one| reading.word(one.last + 1) != ",");
        let first = begins.map_or(group.first, |one| one.first);
        let last = end_of(reading, analysis, place);
        // `would end the quarrel but cost a fortune`, `would please the south and anger the north`.
        let turn = (group.last + 1..last).find(|at| matches!(reading.lower(*at), "but" | "yet"));
        let negated =
            clause.verb.negated && !(group.first..=last).any(|at| reading.lower(at) == "only");
        let parts = match turn.or_else(|| and_both(reading, group, last, negated)) {
            Some(turn) => vec![(first, turn - 1), (turn + 1, last)],
            _ => vec![(first, last)],
        };
        if let Some(price) = (group.last + 1..last).find(|at| is_price(reading, *at)) {
            // `would raise cash at the price of a quarrel`
            if !tells && verdict(reading, group.first, price - 1, negated) == Some(true) {
                choice.benefits.extend(reading.span(first, price - 1));
            }
            choice.costs.extend(reading.span(price, last));
            continue;
        }
        if tells {
            continue;
        }
        let of_it = clause.verb.modal.is_some() || subject.is_none_or(|one| is_it(reading, one));
        for (from, to) in parts {
            // `but merely puts off the day`: the verb is the next one's.
            if (from..=to).all(|at| reading.tokens[at].tag == Tag::Adverb) {
                continue;
            }
            let words = verdict(reading, from.max(group.first), to, negated);
            // `The price is high`, `Its appeal is small`
            let named = own.filter(|_| from == first).and_then(|one| {
                let links = matches!(clause.verb.lemma, "be" | "remain" | "lie" | "seem");
                of_subject(reading, one, to).filter(|_| links && !clause.verb.negated)
            });
            // `The danger is that the tailoring becomes a concession`
            let to = if named.is_some() && reading.lower(to + 1) == "that" {
                told_up_to = end_of_stretch(reading, analysis, to + 2);
                told_up_to
            } else {
                to
            };
            said.push(Said {
                from,
                to,
                verdict: named.or(words),
                of_it: of_it && !clause.verb.negated,
                shares: own.is_none() && opener.is_none(),
            });
        }
    }
    said
}

/// `the accident the policy ought to prevent`, `a trust that does not exist`: says more of a noun, and so is part of the clause before;
/// nobody does what `nothing` is the subject of.
fn is_part(reading: &Reading, analysis: &Analysis, clause: &Clause, own: Option<Group>) -> bool {
    let Some(opener) = clause.opener.filter(|at| *at > 0) else {
        return own.is_some_and(|one| {
            is_of_noun(reading, analysis, one)
                || matches!(reading.lower(one.first), "nothing" | "nobody" | "no")
        });
    };
    reading.tokens[opener].tag == Tag::Relative && reading.word(opener - 1) != ","
        || reading.lower(opener) == "that" && reading.tokens[opener - 1].tag.is_noun()
}

/// True for a pronoun that may stand for an option.
fn is_it(reading: &Reading, subject: Group) -> bool {
    matches!(reading.lower(subject.first), "it" | "this" | "that" | "they" | "these")
}

/// The `and` between a gain and its price: `would please the south and anger the north`.
fn and_both(reading: &Reading, group: Group, last: usize, negated: bool) -> Option<usize> {
    let and = (group.last + 1..last)
        .find(|at| reading.lower(*at) == "and" && reading.tokens[at + 1].tag != Tag::Determiner)?;
    let left = verdict(reading, group.first, and - 1, negated)?;
    let right = verdict(reading, and + 1, last, negated)?;
    (left != right).then_some(and)
}

/// The last token of what a clause says: before the next verb that tells a time, with its subject.
fn end_of(reading: &Reading, analysis: &Analysis, place: usize) -> usize {
    let group = analysis.groups[analysis.clauses[place].group];
    // `require a trust that does not exist` is one matter; what follows a comma is another.
    let goes_on = |other: &Clause| {
        relative(reading, other).is_some_and(|at| at > group.last && reading.word(at - 1) != ",")
            || other.subject.first().is_some_and(|at| {
                let own = analysis.groups[*at];
                own.first > group.last && is_of_noun(reading, analysis, own)
            })
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
    let end = next.unwrap_or_else(|| analysis.groups.last().map_or(group.last, |one| one.last) + 1);
    let mut last = end.saturating_sub(1).max(group.last);
    while last > group.last
        && matches!(
            reading.tokens[last].tag,
            Tag::Mark | Tag::Coordinator | Tag::Relative | Tag::Subordinator
        )
    {
        last -= 1;
    }
    last
}

/// True for a subject right behind a noun, without a mark or a word between: `the cargo | they cannot see`.
fn is_of_noun(reading: &Reading, analysis: &Analysis, subject: Group) -> bool {
    let Some(before) = subject.first.checked_sub(1) else { return false };
    let opens = matches!(
        reading.tokens[subject.first].tag,
        Tag::Determiner | Tag::Pronoun | Tag::Possessive | Tag::Proper
    );
    opens
        && reading.lower(subject.first) != "one"
        && reading.tokens[before].tag.is_noun()
        && analysis.groups.iter().any(|one| {
            one.last == before && one.first <= before && matches!(one.kind, GroupKind::Noun { .. })
        })
}

/// What a clause says of an option.
struct Said {
    from: usize,
    to: usize,
    /// True for it, false against it.
    verdict: Option<bool>,
    /// True where the clause is of the option, by its subject or its modal verb.
    of_it: bool,
    /// True where its subject is the one of the clause before.
    shares: bool,
}

/// `It would stop the smuggling, but would anger the farmers`: what stands against a cost is a gain, and the other way round.
fn turn(reading: &Reading, said: &mut [Said]) {
    for at in 1..said.len() {
        let (before, behind) = said.split_at_mut(at);
        let Some(left) = before.last_mut() else { continue };
        let right = &mut behind[0];
        let joins = |words: &[&str]| {
            left.to < right.from
                && (left.to + 1..right.from).any(|at| words.contains(&reading.lower(at)))
        };
        let is_however = (right.from..=right.to).any(|at| reading.lower(at) == "however");
        let is_contrast = (is_however || joins(&["but", "yet", "though", "although"]))
            && !matches!(reading.lower(left.from), "not" | "although" | "though");
        if !is_contrast {
            // `is cheaper and could begin in weeks`
            if joins(&["and"]) && right.shares && right.of_it && right.verdict.is_none() {
                right.verdict = left.verdict;
            }
            continue;
        }
        // `might split the rebels`: harm to somebody else.
        let elsewhere = || {
            (left.from..=left.to)
                .any(|at| matches!(reading.lower(at), "split" | "weaken" | "isolate"))
        };
        match (left.verdict, right.verdict) {
            (None, Some(cost)) if left.of_it && right.of_it => left.verdict = Some(!cost),
            (Some(false), None | Some(false)) if left.of_it && right.of_it && elsewhere() => {
                left.verdict = Some(true);
                right.verdict = Some(false);
            }
            (Some(gain), None) => right.verdict = Some(!gain),
            _ => {}
        }
    }
}

/// `there is little chance that banks would lend`: from where to where each stands, and true where what is so unlikely is a harm.
fn slim_chances(reading: &Reading, analysis: &Analysis) -> Vec<(usize, usize, bool)> {
    let mut all = Vec::new();
    let (Some(first), Some(last)) = (analysis.groups.first(), analysis.groups.last()) else {
        return all;
    };
    let (begin, end) = (first.first, last.last);
    for noun in begin + 2..end {
        let is_slim = matches!(reading.lower(noun), "chance" | "hope" | "prospect" | "likelihood")
            && matches!(reading.lower(noun - 1), "little" | "no" | "scant" | "slim")
            && matches!(reading.lower(noun + 1), "that" | "of");
        let there = (begin..noun).rev().take(4).find(|at| reading.lower(*at) == "there");
        let Some(there) = there.filter(|_| is_slim) else { continue };
        let to = end_of_stretch(reading, analysis, noun + 2);
        // What others would have to pay or need is no harm that is spared.
        let harm = (noun + 2..=to).any(|at| {
            says(reading, at, to, Wording::Cost)
                && !matches!(reading.lower(at), "pay" | "need" | "needs" | "require" | "requires")
        });
        all.push((there, to, harm));
    }
    all
}

/// The last token before a mark or before what is added by `, and` or `, but`.
fn end_of_stretch(reading: &Reading, analysis: &Analysis, from: usize) -> usize {
    let end = analysis.groups.last().map_or(from, |one| one.last);
    let stop = (from..=end).find(|at| {
        matches!(reading.word(*at), ";" | "—")
            || reading.word(*at) == "," && matches!(reading.lower(at + 1), "but" | "and" | "yet")
    });
    let to = stop.map_or(end, |at| at - 1);
    (from..=to).rev().find(|at| reading.tokens[*at].tag != Tag::Mark).unwrap_or(from)
}

/// What a subject says by itself, `The price is high`, `The risk is small`.
fn of_subject(reading: &Reading, subject: Group, to: usize) -> Option<bool> {
    let GroupKind::Noun { head } = subject.kind else { return None };
    let is_good = says(reading, head, head, Wording::Merit);
    if !is_good && !says(reading, head, head, Wording::Trouble) {
        return None;
    }
    let is_small = (subject.last + 1..=to).any(|at| says(reading, at, to, Wording::Small));
    Some(is_good != is_small)
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
    let is_cost = |at: usize| says(reading, at, last, Wording::Cost);
    let is_gain = |at: usize| {
        says(reading, at, last, Wording::Benefit)
            || says(reading, at, last, Wording::Earn)
                && (at + 1..=last.min(at + 4)).any(|at| says(reading, at, last, Wording::Good))
    };
    // `the least attractive`, `less safe`
    let is_less =
        |at: usize| at > first && matches!(reading.lower(at - 1), "least" | "less" | "hardly");
    // `offends nobody`, `harms no one`
    let is_of_nobody = |at: usize| {
        at < last
            && (matches!(reading.lower(at + 1), "nobody" | "none" | "nothing")
                || reading.lower(at + 1) == "no" && reading.lower(at + 2) == "one")
    };
    let mut negative = false;
    let mut positive = false;
    for at in first..=last {
        if is_gain(at) {
            if is_less(at) { negative = true } else { positive = true }
        } else if is_cost(at) && !is_spared(reading, first, at) {
            if is_of_nobody(at) || is_less(at) { positive = true } else { negative = true }
        }
    }
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
