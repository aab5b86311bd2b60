//! What is foretold: the words of the claim in the sentence of its hedge, or in the one before that `this` points to.

use super::denial::holds;
use super::hedge::Scale;
use super::hedged::Found;
use super::stated;
use crate::syntax::verb_kind::says;
use crate::syntax::{Analysis, Clause, GroupKind, Reading, Tag};
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
    let is_of_noun = found.scale == Scale::Stated && found.aside.is_none()
        || found.is_of_chance()
        || stated::is_probability(reading.lower(found.last));
    if is_of_noun && let Some(claim) = of_number(reading, analysis, (first, end), found) {
        return Some(claim);
    }
    let clause = &analysis.clauses[found.clause];
    let mut from = match held(reading, analysis, found) {
        Some(from) => from,
        None => begin(reading, analysis, first, clause),
    };
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

/// Where a clause begins with its whole subject, `An invasion before 2030`, and not with what a preposition of time was taken for
/// the subject of.
fn begin(reading: &Reading, analysis: &Analysis, first: usize, clause: &Clause) -> usize {
    let group = analysis.groups[clause.group];
    let Some(subject) = clause.subject.first().map(|at| analysis.groups[*at]) else {
        return group.first;
    };
    if subject.first >= group.first {
        return group.first;
    }
    let is_time = |at: usize| {
        matches!(reading.lower(at), "before" | "after" | "since" | "until" | "by" | "during")
    };
    // `before the end of the year`: what hangs on what hangs on it.
    let mut head = subject.first;
    let mut opener = None;
    while let Some(at) = head.checked_sub(1).filter(|at| *at >= first) {
        if is_time(at) {
            opener = Some(at);
            break;
        }
        let links = matches!(reading.lower(at), "of" | "in" | "the" | "a" | "next" | "this");
        if !links && !reading.tokens[at].tag.is_noun() {
            break;
        }
        head = at;
    }
    let Some(opener) = opener else { return subject.first };
    if opener == first
        || !reading.tokens[opener - 1].tag.is_noun()
            && reading.tokens[opener - 1].tag != Tag::Number
    {
        let is_whole_sentence = opener == first
            || analysis.clauses.iter().any(|one| one.verb.finite && one.verb.head == opener - 1);
        if is_whole_sentence && opener != first {
            // `A ban that Norway proposed before the summit`: behind what says more of it.
            return of_relative(reading, analysis, first, opener).unwrap_or(subject.first);
        }
        // `After the election Chile will join`: two groups in one.
        let name = (subject.first + 1..=subject.last).find(|at| {
            reading.tokens[*at].tag == Tag::Proper && reading.tokens[*at - 1].tag == Tag::Noun
        });
        return name.unwrap_or(subject.first);
    }
    let stops = |at: &usize| {
        matches!(reading.word(*at), "," | ";" | ":" | "—" | "“" | "\"" | "(")
            || matches!(
                reading.lower(*at),
                "that" | "and" | "but" | "or" | "while" | "because" | "if"
            )
    };
    // `I think ratification before Christmas is likely`: behind the verb of those who hold it.
    let holds_it = |at: &usize| {
        analysis.clauses.iter().any(|one| {
            one.verb.head == *at
                && one.verb.finite
                && (says(one.verb.lemma) || holds(one.verb.lemma))
        })
    };
    let from =
        (first..opener).rev().find(|at| stops(at) || holds_it(at)).map_or(first, |at| at + 1);
    let has_verb = analysis
        .clauses
        .iter()
        .any(|one| one.verb.finite && (from..opener).contains(&one.verb.head));
    if has_verb {
        return subject.first;
    }
    // `Still, ` and `But ` are no part of it.
    (from..opener)
        .find(|at| !matches!(reading.tokens[*at].tag, Tag::Adverb | Tag::Coordinator | Tag::Mark))
        .unwrap_or(from)
}

/// The noun that a relative clause which ends before a token says more of.
fn of_relative(reading: &Reading, analysis: &Analysis, first: usize, end: usize) -> Option<usize> {
    let opener = (first + 1..end).rev().find(|at| {
        matches!(reading.lower(*at), "that" | "which" | "who")
            && reading.tokens[*at - 1].tag.is_noun()
    })?;
    let mut groups = analysis.groups.iter().filter(|one| one.first >= first && one.last < opener);
    let noun = groups.next_back().filter(|one| matches!(one.kind, GroupKind::Noun { .. }))?;
    Some(noun.first)
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
