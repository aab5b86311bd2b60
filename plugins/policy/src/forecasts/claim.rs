//! What is foretold: the words of the claim in the sentence of its hedge, or in the one before that `this` points to.

use super::find::Found;
use super::hedge::Scale;
use super::stated;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Reading, Tag};
use crate::work::Work;

/// `…, two officials said.`: what a comma parts from the claim is who says it, up to the end of the sentence.
fn is_attribution(reading: &Reading, analysis: &Analysis, comma: usize, end: usize) -> bool {
    let mut after = analysis.clauses.iter().filter(|one| one.verb.head > comma);
    let Some(clause) = after.next().filter(|one| says(one.verb.lemma)) else { return false };
    let closes = (clause.verb.head + 1..end).all(|at| reading.tokens[at].tag == Tag::Mark);
    let subject = clause.subject.first().map(|group| analysis.groups[*group].first);
    closes && subject == Some(comma + 1)
}

/// The first and the last token of what is foretold.
pub(super) fn claim(
    reading: &Reading,
    analysis: &Analysis,
    (first, end): (usize, usize),
    found: Found,
    condition: Option<(usize, usize)>,
) -> Option<(usize, usize)> {
    if found.scale == Scale::Stated
        && let Some(claim) = of_number(reading, (first, end), found)
    {
        return Some(claim);
    }
    let clause = &analysis.clauses[found.clause];
    let group = analysis.groups[clause.group];
    let subject = clause.subject.first().map_or(group.first, |group| analysis.groups[*group].first);
    let mut from = if subject < group.first { subject } else { group.first };
    // `it is likely that X`, `we consider it unlikely that X`: what follows.
    let that = (found.last + 1..end.min(found.last + 3))
        .find(|at| reading.lower(*at) == "that" || reading.lower(*at) == "whether");
    if let Some(that) = that.filter(|that| reading.lower(*that) == "that") {
        from = that + 1;
    }
    if let Some((_, last)) = condition.filter(|(start, last)| *start <= from && from <= *last) {
        from = last + 1;
    }
    let stop = (found.last + 1..end).find(|at| {
        let here = reading.word(*at);
        let next = reading.lower(*at + 1);
        let opens_condition = condition.is_some_and(|(start, _)| start == *at);
        opens_condition
            || matches!(here, ";" | "”" | "\"" | "—")
            || here == "," && is_attribution(reading, analysis, *at, end)
            || here == ","
                && matches!(
                    next,
                    "but"
                        | "because"
                        | "which"
                        | "if"
                        | "unless"
                        | "since"
                        | "although"
                        | "so"
                        | "as"
                        | "and"
                        | "yet"
                        | "while"
                        | "who"
                        | "though"
                )
            || matches!(reading.lower(*at), "because" | "unless" | "if" | "while")
            || *at + 1 == end && reading.tokens[*at].tag == Tag::Mark
    });
    let mut to = stop.unwrap_or(end).checked_sub(1)?;
    while to > from && reading.tokens[to].tag == Tag::Mark {
        to -= 1;
    }
    let from = from.max(first);
    (from <= to).then_some((from, to))
}

/// `a 40 per cent chance that Peru leaves`, `the probability of a truce at 40 percent`: what hangs on the noun.
fn of_number(
    reading: &Reading,
    (first, end): (usize, usize),
    found: Found,
) -> Option<(usize, usize)> {
    let noun = stated::noun(reading, first, found.last + 1)?;
    let (from, stop) =
        if noun >= found.first { (found.last + 1, end) } else { (noun + 1, found.first) };
    let opens = match reading.lower(from) {
        "that" => true,
        // `a chance of winning` is the subject's.
        "of" => reading.tokens.get(from + 1).is_some_and(|next| next.tag != Tag::Gerund),
        _ => false,
    };
    if !opens {
        return None;
    }
    let closes = |at: &usize| {
        matches!(reading.word(*at), ";" | "," | "—" | "”" | "\"")
            || matches!(reading.lower(*at), "if" | "unless" | "because" | "while")
            || stop == found.first && (matches!(reading.lower(*at), "at" | "as") || *at + 1 == stop)
    };
    let mut to = (from + 1..stop).find(closes).unwrap_or(stop).checked_sub(1)?;
    while to > from && reading.tokens[to].tag == Tag::Mark {
        to -= 1;
    }
    (from < to).then_some((from + 1, to))
}

/// Where a hedge says nothing but what it thinks of something that was said before, `That is unlikely.`, `We judge this likely.`
pub(super) fn points_back(reading: &Reading, analysis: &Analysis, found: Found, to: usize) -> bool {
    let more = (found.last + 1..=to)
        .any(|at| !matches!(reading.tokens[at].tag, Tag::Mark | Tag::Adverb | Tag::Coordinator));
    if more || found.scale == Scale::Foretold || reading.tokens[found.first].tag == Tag::Modal {
        return false;
    }
    // `it` as a subject is a thing that was told of; as an object, `consider it unlikely`, it may be all that was told.
    let is_what_was_told =
        |at: usize| matches!(reading.lower(at), "this" | "that" | "these" | "both");
    let clause = &analysis.clauses[found.clause];
    let mut subject = clause.subject.iter().map(|group| analysis.groups[*group]);
    let by_subject = clause.verb.lemma == "be"
        && subject.next().is_some_and(|one| one.first == one.last && is_what_was_told(one.first));
    let before = (0..found.first).rev().find(|at| {
        !matches!(reading.lower(*at), "as" | "to" | "be") && reading.tokens[*at].tag != Tag::Adverb
    });
    by_subject
        || clause.verb.lemma != "be"
            && clause.verb.head < found.first
            && before.is_some_and(|at| is_what_was_told(at) || reading.lower(at) == "it")
}

/// What `this` points back to: what stands before in the same sentence, `…, but that is unlikely`, or the sentence before in
/// the same block.
pub(super) fn antecedent(
    work: &Work,
    analysis: &Analysis,
    place: usize,
    found: Found,
) -> Option<(usize, usize)> {
    let reading = &work.reading;
    let sentence = &reading.sentences[place];
    let clause = &analysis.clauses[found.clause];
    let group = analysis.groups[clause.group].first;
    let begins = clause.subject.first().map_or(group, |one| analysis.groups[*one].first.min(group));
    let joined = (sentence.first..begins)
        .rev()
        .find(|at| !matches!(reading.lower(*at), "but" | "and" | "though" | "although"))
        .filter(|at| matches!(reading.word(*at), "," | ";" | "—"))
        .filter(|at| analysis.clauses.iter().any(|one| one.verb.finite && one.verb.head < *at));
    let (first, mut last) = if let Some(mark) = joined {
        (sentence.first, mark - 1)
    } else {
        let before = reading.sentences.get(place.checked_sub(1)?)?;
        let start = reading.tokens.get(before.first)?.start;
        if work.block_end(start) <= reading.tokens[sentence.first].start {
            return None;
        }
        (before.first, before.end.checked_sub(1)?)
    };
    let opens = |at: usize| {
        reading.word(at) == ","
            || matches!(reading.lower(at), "but" | "and" | "so" | "yet" | "still" | "moreover")
    };
    let first = (first..last).find(|at| !opens(*at))?;
    while last > first && reading.tokens[last].tag == Tag::Mark {
        last -= 1;
    }
    (first < last).then_some((first, last))
}
