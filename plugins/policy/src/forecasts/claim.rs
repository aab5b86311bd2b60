//! What is foretold: the words of the claim in the sentence of its hedge, or in the one before that `this` points to.

use super::denial::holds;
use super::hedge::Scale;
use super::hedged::Found;
use super::stated;
use super::whole::{begin, whole_subject};
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Reading, Tag};
use crate::work::Work;

/// `…, two officials said.`, `…, warned Ida Holm, a nurse`, `…, a pilot told reporters in Oslo`: what a comma parts from the claim
/// is who says it, up to the end of the sentence. The place of its clause.
fn attribution(reading: &Reading, analysis: &Analysis, comma: usize, end: usize) -> Option<usize> {
    let place = analysis.clauses.iter().position(|one| one.verb.head > comma)?;
    let clause = &analysis.clauses[place];
    if !says(clause.verb.lemma) || clause.verb.negated || !clause.verb.finite {
        return None;
    }
    let head = clause.verb.head;
    let is_inverted = analysis.groups[clause.group].first == comma + 1;
    let subject = clause.subject.first().map(|group| analysis.groups[*group].first);
    // Behind the verb stands who says it, or to whom and where; what is said stands before.
    let ends = if is_inverted {
        (head + 1..end).any(|at| reading.tokens[at].tag.is_noun())
    } else {
        let more = (head + 1..end).find(|at| reading.tokens[*at].tag != Tag::Mark);
        subject == Some(comma + 1)
            && (clause.verb.lemma == "tell"
                || more.is_none_or(|at| reading.tokens[at].tag == Tag::Preposition)
                    && !(head + 1..end - 1).any(|at| reading.word(at) == ","))
    };
    let is_last = analysis.clauses[place + 1..].iter().all(|one| !one.verb.finite);
    (ends && is_last && !reading.lower(head + 1).eq("that")).then_some(place)
}

/// The clause behind a claim that tells who says it.
pub(super) fn said_behind(
    reading: &Reading,
    analysis: &Analysis,
    (last, end): (usize, usize),
) -> Option<usize> {
    (last + 1..end)
        .filter(|at| reading.word(*at) == ",")
        .find_map(|at| attribution(reading, analysis, at, end))
}

/// The first and the last token of what is foretold.
pub(super) fn claim(
    reading: &Reading,
    analysis: &Analysis,
    (first, end): (usize, usize),
    found: Found,
    condition: Option<(usize, usize)>,
) -> Option<(usize, usize)> {
    let is_of_noun = found.scale == Scale::Stated && found.aside.is_none()
        || found.is_of_chance()
        || stated::is_probability(reading.lower(found.last));
    if is_of_noun && let Some(claim) = of_number(reading, analysis, (first, end), found) {
        return Some(claim);
    }
    let clause = &analysis.clauses[found.clause];
    let mut from = match held(reading, analysis, found) {
        Some(from) => from,
        None => whole_subject(reading, analysis, first, clause)
            .unwrap_or_else(|| begin(reading, analysis, first, clause)),
    };
    // `Nor is Peru going to pay`
    if reading.lower(found.first) == "nor" {
        from = found.first + 2;
    }
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
        let opens_aside = found.aside.is_some_and(|(first, _)| first == *at);
        // `the talks, which nobody wanted, will fail`
        let goes_on = || {
            matches!(next, "which" | "who" | "whose" | "where")
                && (*at + 2..end).find(|at| reading.word(*at) == ",").is_some_and(|at| {
                    reading.tokens.get(at + 1).is_some_and(|token| {
                        token.tag.is_verb()
                            || matches!(token.tag, Tag::Modal | Tag::Be | Tag::Have | Tag::Do)
                    })
                })
        };
        opens_condition
            || opens_aside
            || matches!(here, ";" | "”" | "\"" | "—")
            || here == "," && attribution(reading, analysis, *at, end).is_some()
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
                        | "not"
                )
                && !goes_on()
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

/// Where what is held begins: behind a verb of holding it to be so, `expect Peru to leave`, `consider a ban unlikely`.
fn held(reading: &Reading, analysis: &Analysis, found: Found) -> Option<usize> {
    let clause = &analysis.clauses[found.clause];
    let head = clause.verb.head;
    if !holds(clause.verb.lemma) || clause.verb.passive || head > found.last {
        return None;
    }
    let from = head + 1;
    let is_more = reading.tokens.get(from).is_some_and(|token| token.tag != Tag::Mark);
    let points = matches!(reading.lower(from), "it" | "this" | "that" | "these" | "so" | "such");
    (is_more && !points).then_some(from)
}

/// `a 40 per cent chance that Peru leaves`, `the probability of a truce at 40 percent`, `give a truce a 40 per cent chance`:
/// what hangs on the noun.
fn of_number(
    reading: &Reading,
    analysis: &Analysis,
    (first, end): (usize, usize),
    found: Found,
) -> Option<(usize, usize)> {
    let noun = stated::noun(reading, first, found.last + 1)?;
    let (from, stop) =
        if noun >= found.first { (found.last + 1, end) } else { (noun + 1, found.first) };
    // `a real chance, which nobody can measure, that Peru leaves`
    let aside = || (from + 2..stop).find(|at| reading.word(*at) == ",").map(|at| at + 1);
    let is_aside =
        reading.word(from) == "," && matches!(reading.lower(from + 1), "which" | "however");
    let from = aside().filter(|_| is_aside).unwrap_or(from);
    let clause = &analysis.clauses[found.clause];
    let gives = matches!(clause.verb.lemma, "give" | "assign" | "offer");
    let opens = match reading.lower(from) {
        "that" => true,
        "to" => gives,
        // `a chance of winning` is the subject's.
        "of" => reading.tokens.get(from + 1).is_some_and(|next| next.tag != Tag::Gerund),
        _ => false,
    };
    if !opens && gives && noun >= found.first && clause.verb.head < found.first {
        // Between the verb and the article of the number.
        let article = found.first.checked_sub(1)?;
        let to = if matches!(reading.lower(article), "a" | "an" | "the") {
            article - 1
        } else {
            article
        };
        let from = clause.verb.head + 1;
        return (from <= to).then_some((from, to));
    }
    if !opens {
        return None;
    }
    let links =
        |at: usize| matches!(reading.lower(at), "at" | "as") || reading.tokens[at].tag == Tag::Be;
    let closes = |at: &usize| {
        matches!(reading.word(*at), ";" | "," | "—" | "”" | "\"")
            || matches!(reading.lower(*at), "if" | "unless" | "because" | "while")
            || stop == found.first && (links(*at) && *at + 3 >= stop || *at + 1 == stop)
    };
    let mut to = (from + 1..stop).find(closes).unwrap_or(stop).checked_sub(1)?;
    while to > from && reading.tokens[to].tag == Tag::Mark {
        to -= 1;
    }
    (from < to).then_some((from + 1, to))
}

/// Where a hedge says nothing but what it thinks of something that was said before, `That is unlikely.`, `We judge this likely.`
pub(super) fn points_back(reading: &Reading, analysis: &Analysis, found: Found, to: usize) -> bool {
    // `I put it at one in five over the next year.`
    if found.scale == Scale::Stated && stated::is_put(reading, found.first) {
        return true;
    }
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
        // An interviewer's question is a paragraph of its own.
        let is_asked = found.scale == Scale::Stated && reading.word(before.end - 1) == "?";
        if work.block_end(start) <= reading.tokens[sentence.first].start && !is_asked {
            return None;
        }
        (before.first, before.end.checked_sub(1)?)
    };
    let opens = |at: usize| {
        reading.word(at) == ","
            || matches!(reading.lower(at), "but" | "and" | "so" | "yet" | "still" | "moreover")
    };
    // `Q: Is there a way out?`
    let label = if reading.word(first + 1) == ":" { first + 2 } else { first };
    let first = (label..last).find(|at| !opens(*at))?;
    while last > first && reading.tokens[last].tag == Tag::Mark {
        last -= 1;
    }
    (first < last).then_some((first, last))
}
