//! Options that stand side by side in sentences: `One option is … The other is …`, `Either … or …`, `In the best case, …`,
//! `It could … It could also …`.

use std::ops::Range;

use super::announced::announces_two;
use super::markers::{kind, ordinal};
use super::unmarked::{Opened, block_end, whose};
use crate::syntax::{Modal, Reading, Sentence, Tag};
use crate::work::Work;

/// No more sentences than these go on with what somebody could do.
const MOST: usize = 4;

/// What a sentence opens beside others; `begun` where a scenario stands before it.
pub(super) fn open(work: &Work, place: usize, begun: bool, left: Option<u32>) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    // `A: It can sign now, or it can wait.`
    if reading.word(sentence.first + 1) == ":" {
        return chain(work, place);
    }
    match reading.lower(sentence.first) {
        "either" => either(work, place),
        "under" | "with" | "without" if left.is_some_and(|left| left > 0) => under(work, place),
        "one" => one_and_other(reading, sentence),
        "the" if !begun => one_and_other(reading, sentence),
        "in" | "at" | "a" | "another" | "the" => {
            let found = scenario(work, place, begun);
            if found.is_empty() { one_and_other(reading, sentence) } else { found }
        }
        _ => chain(work, place),
    }
}

/// The words of a range, without marks and linking words at its ends.
fn opened(
    reading: &Reading,
    range: Range<usize>,
    kind: &'static str,
    rule: &'static str,
) -> Option<Opened> {
    let loose = |at: &usize| {
        matches!(
            reading.tokens[*at].tag,
            Tag::Mark | Tag::Be | Tag::To | Tag::Modal | Tag::Coordinator
        )
    };
    let first = range.clone().find(|at| !loose(at))?;
    let last = range.rev().find(|at| reading.tokens[*at].tag != Tag::Mark)?;
    let words = reading.span(first, last.max(first))?;
    Some(Opened { kind, words, actor: None, rule, alone: false, number: None })
}

/// `One way out is to wait; the other is to pay.`, `The other is to pay.`
fn one_and_other(reading: &Reading, sentence: &Sentence) -> Vec<Opened> {
    let rule = "one and the other";
    let first = sentence.first;
    let be = |from: usize| {
        (from..sentence.end.min(from + 6)).find(|at| reading.tokens[*at].tag == Tag::Be)
    };
    let others = |at: usize| {
        reading.lower(at) == "the"
            && reading.lower(at + 1) == "other"
            && matches!(reading.lower(at + 2), "is" | "would" | "was")
    };
    if first + 3 < sentence.end && others(first) {
        return opened(reading, first + 2..sentence.end, "option", rule).into_iter().collect();
    }
    let noun = reading.lower(first + 1);
    let names = reading.lower(first) == "one" && (noun == "way" || kind(noun).is_some());
    let Some(be) = be(first + 2).filter(|be| names && reading.tokens[be + 1].tag == Tag::To) else {
        return Vec::new();
    };
    let other = (be + 2..sentence.end.saturating_sub(3)).find(|at| others(*at));
    let kind = kind(noun).unwrap_or("option");
    let mut all = Vec::new();
    all.extend(opened(reading, be..other.unwrap_or(sentence.end), kind, rule));
    all.extend(other.and_then(|at| opened(reading, at + 2..sentence.end, kind, rule)));
    all
}

/// `Under a treaty, Kenya would pay.`, after two ways are announced.
fn under(work: &Work, place: usize) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    let comma = (sentence.first + 2..sentence.end.min(sentence.first + 8))
        .find(|at| reading.word(*at) == ",");
    if comma.is_none() {
        return Vec::new();
    }
    let rule = "way under which, after ways are announced";
    let one = opened(reading, sentence.first..sentence.end, "option", rule);
    let actor = whose(work, &work.analyses[place]);
    one.map(|one| Opened { actor, ..one }).into_iter().collect()
}

/// `There are two possibilities. Either the bill passes, or Kenya buys elsewhere.`
fn either(work: &Work, place: usize) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    let find =
        |word: &str| (sentence.first + 2..sentence.end).find(|at| reading.lower(*at) == word);
    let before = place.checked_sub(1).and_then(|at| {
        let near = block_end(work, at) > reading.tokens[sentence.first].start;
        announces_two(reading, &reading.sentences[at]).filter(|_| near)
    });
    let or = (sentence.first + 2..sentence.end)
        .rev()
        .find(|at| reading.lower(*at) == "or" && reading.word(*at - 1) == ",")
        .or_else(|| find("or"));
    let (Some(kind), Some(or)) = (before, or) else { return Vec::new() };
    // `, in which case the grain moves` says what comes of it.
    let end = (sentence.first + 2..or)
        .find(|at| reading.lower(*at) == "in" && reading.lower(at + 1) == "which")
        .unwrap_or(or);
    [sentence.first + 1..end, or + 1..sentence.end]
        .into_iter()
        .filter_map(|range| opened(reading, range, kind, "either one or the other"))
        .collect()
}

/// `In the best case, the truce holds.`, `A second, darker scenario has the fleets meet.`, `In the third, nothing is signed.`
fn scenario(work: &Work, place: usize, begun: bool) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    let first = sentence.first;
    let lower = |at: usize| if at < sentence.end { reading.lower(at) } else { "" };
    let starts = |at: usize, end: &str| {
        let next = reading.sentences.get(at);
        next.is_some_and(|next| {
            reading.lower(next.first) == "at" && reading.lower(next.first + 1) == end
        })
    };
    let told = match (lower(first), lower(first + 1)) {
        ("at", "best") => starts(place + 1, "worst").then_some((first + 2, None)),
        ("at", "worst") => {
            place.checked_sub(1).filter(|at| starts(*at, "best")).map(|_| (first + 2, None))
        }
        ("in", "the" | "a") => {
            let comma = (first + 3..sentence.end.min(first + 8)).find(|at| lower(*at) == ",");
            comma.and_then(|comma| {
                let number = ordinal(lower(first + 2)).filter(|_| begun && comma == first + 3);
                let graded = (first + 2..comma).any(|at| is_graded(lower(at)));
                let case = matches!(lower(comma - 1), "case" | "scenario") && graded;
                (case || number.is_some()).then_some((comma + 1, number))
            })
        }
        ("a" | "another" | "the", _) => (first + 1..sentence.end.min(first + 6))
            .find(|at| {
                let noun = lower(*at) == "scenario" || begun && lower(*at) == "one";
                noun && matches!(lower(at + 1), "has" | "sees" | "would" | "is")
            })
            .map(|noun| {
                let number = (first + 1..noun).find_map(|at| ordinal(lower(at)));
                let graded = (first + 1..noun).any(|at| is_graded(lower(at)));
                (noun, graded || number.is_some(), number)
            })
            .filter(|(noun, graded, _)| {
                (*graded || lower(first) == "another") && !is_judged(reading, sentence, noun + 2)
            })
            .map(|(noun, _, number)| (noun + 2, number)),
        _ => None,
    };
    let Some((from, number)) = told else { return Vec::new() };
    let rule = "case or scenario beside others";
    let one = opened(reading, from..sentence.end, "scenario", rule);
    one.map(|one| Opened { number, ..one }).into_iter().collect()
}

/// `The worst scenario is unlikely`: says something of a scenario, and tells none.
fn is_judged(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    at + 2 >= sentence.end || reading.tokens[at].tag == Tag::Adjective
}

/// `best`, `grimmer`, `most`: a word that sets one case against others.
fn is_graded(word: &str) -> bool {
    matches!(word, "best" | "worst" | "base" | "middle" | "most" | "more" | "least")
        || word.len() > 5
            && (word.ends_with("est") || word.ends_with("ier") || word.ends_with("er"))
}

/// `Ireland could raise the levy, or it could wait. It could also close two harbours.`
fn chain(work: &Work, place: usize) -> Vec<Opened> {
    let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
    let analysis = &work.analyses[place];
    let Some(clause) = analysis.clauses.iter().find(|one| one.verb.finite) else {
        return Vec::new();
    };
    let verb = clause.verb.head;
    // `can` is said of what somebody is able to do, too; beside what it can do also, it is what may be done.
    let can = clause.verb.modal == Some(Modal::May)
        || reading.lower(analysis.groups[clause.group].first) == "can";
    let may = can
        && !clause.verb.negated
        && !clause.verb.passive
        && clause.opener.is_none()
        && clause.governor.is_none();
    let subject = clause.subject.first().map(|at| analysis.groups[*at]);
    let Some(subject) = subject.filter(|one| may && one.first < sentence.first + 3) else {
        return Vec::new();
    };
    let is_pronoun = matches!(reading.lower(subject.first), "it" | "they");
    // What goes on with one before is taken with it.
    let adds = (sentence.first..sentence.end.min(verb))
        .any(|at| matches!(reading.lower(at), "or" | "also" | "instead" | "even"));
    let named = if is_pronoun {
        subject_before(work, place).or_else(|| asked_of(work, place)).filter(|_| !adds)
    } else {
        work.cast.within(subject.first, subject.last).first().map(|one| one.actor)
    };
    let Some(named) = named else { return Vec::new() };
    let goes_on = |at: usize, end: usize| {
        at + 2 < end
            && matches!(reading.lower(at), "it" | "they" | "he" | "she")
            && matches!(reading.lower(at + 1), "could" | "might" | "can")
            && !matches!(reading.lower(at + 2), "not" | "be" | "have")
    };
    let mut ranges = Vec::new();
    let mut from = verb;
    for at in verb + 1..sentence.end {
        if reading.lower(at) == "or" && goes_on(at + 1, sentence.end) {
            ranges.push(from..at);
            from = at + 3;
        }
    }
    ranges.push(from..sentence.end);
    for next in reading.sentences.iter().skip(place + 1).take(MOST) {
        let by_or = usize::from(reading.lower(next.first) == "or");
        let start = next.first + by_or;
        let adds = by_or == 1 || matches!(reading.lower(start + 2), "also" | "instead" | "even");
        let near = block_end(work, place) > reading.tokens[next.first].start;
        if !near || !adds || !goes_on(start, next.end) {
            break;
        }
        // `It can also sell the grid, or turn to the bank.`
        let or = (start + 3..next.end.saturating_sub(1))
            .find(|at| reading.lower(*at) == "or" && reading.tokens[*at + 1].tag == Tag::Base);
        ranges.push(start + 2..or.unwrap_or(next.end));
        ranges.extend(or.map(|or| or + 1..next.end));
    }
    if ranges.len() < 2 {
        return Vec::new();
    }
    let actor = work.cast.actors[named].name.to_string();
    let light = |at: usize| {
        matches!(reading.lower(at), "also" | "even" | "instead" | "at" | "least" | "either")
    };
    let parts = ranges.into_iter().filter_map(|range| {
        let start = range.clone().find(|at| !light(*at))?;
        let one = opened(reading, start..range.end, "option", "what somebody could do, and also")?;
        Some(Opened { actor: Some(actor.clone()), ..one })
    });
    parts.collect()
}

/// The only actor of a question, which stands before as a paragraph of its own, on what somebody should do: `What should Chile do?`
fn asked_of(work: &Work, place: usize) -> Option<usize> {
    let (reading, before) = (&work.reading, place.checked_sub(1)?);
    let question = reading.sentences.get(before)?;
    let has = |words: &[&str]| {
        (question.first..question.end).any(|at| words.contains(&reading.lower(at)))
    };
    let start = reading.tokens[reading.sentences[place].first].start;
    let asks = reading.word(question.end - 1) == "?"
        && has(&["should", "can", "could", "must"])
        && block_end(work, before) <= start;
    let mut named = work.cast.within(question.first, question.end - 1).iter();
    let first = named.next().filter(|_| asks)?.actor;
    named.all(|one| one.actor == first).then_some(first)
}

/// The actor that is the subject of the sentence before, in the same block.
pub(super) fn subject_before(work: &Work, place: usize) -> Option<usize> {
    let before = place.checked_sub(1)?;
    let start = work.reading.tokens[work.reading.sentences[place].first].start;
    let analysis = &work.analyses[before];
    let clause = analysis.clauses.iter().find(|one| one.verb.finite)?;
    let group = analysis.groups[*clause.subject.first()?];
    let mention = work.cast.within(group.first, group.last).first()?;
    (block_end(work, before) > start).then_some(mention.actor)
}
