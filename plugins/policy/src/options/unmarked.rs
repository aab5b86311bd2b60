//! Options without a number: `could wait, pay or leave`, `The alternative is to pay`, what stands in a list under `Options`,
//! and what sentences that begin with `If` set side by side.

use cableway_sdk::Span;

use super::announced::is_numbered;
use super::markers::kind;
use crate::events::{is_known, name, subjects};
use crate::syntax::lexicon;
use crate::syntax::{Analysis, Clause, GroupKind, Modal, Reading, Sentence, Tag};
use crate::vocabulary::asks;
use crate::work::Work;

/// An option that no number opens.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) kind: &'static str,
    pub(super) words: Span,
    pub(super) actor: Option<String>,
    pub(super) rule: &'static str,
    /// True where it may stand alone: an alternative to what is done now.
    pub(super) alone: bool,
    /// Its number, where a label gives one.
    pub(super) number: Option<u32>,
}

/// What opens options in a sentence by itself: a list after `could`, a choice between two, an alternative.
pub(super) fn open(work: &Work, place: usize) -> Vec<Opened> {
    let (sentence, analysis) = (&work.reading.sentences[place], &work.analyses[place]);
    if sentence.asked & asks::OPTION == 0 {
        return listed(work, analysis);
    }
    let mut all = alternative(work, sentence, analysis);
    if all.is_empty() {
        all = choice_between(work, analysis);
    }
    if all.is_empty() {
        all = listed(work, analysis);
    }
    if all.is_empty() {
        all = either(work, sentence);
    }
    if all.is_empty() {
        all.extend(case(work, sentence).or_else(|| one_of_several(work, sentence)));
    }
    all
}

/// `Kenya could either raise taxes or sell the railway.`
fn either(work: &Work, sentence: &Sentence) -> Vec<Opened> {
    let reading = &work.reading;
    let find = |from: usize, word: &str| (from..sentence.end).find(|at| reading.lower(*at) == word);
    let Some(either) = find(sentence.first + 1, "either") else { return Vec::new() };
    let Some(or) = find(either + 2, "or") else { return Vec::new() };
    let may = matches!(reading.tokens[either - 1].tag, Tag::Modal | Tag::To);
    let last = (or + 1..sentence.end)
        .find(|at| matches!(reading.word(*at), "," | ";" | ":" | "—"))
        .unwrap_or(sentence.end);
    let last = (or + 1..last).rev().find(|at| reading.tokens[*at].tag != Tag::Mark);
    let is_verb = |at: usize| {
        lexicon::entry(reading.lower(at))
            .is_some_and(|entry| entry.may_be & lexicon::may_be::BASE != 0)
    };
    let is_someone = !matches!(reading.lower(either.saturating_sub(2)), "nobody" | "one" | "none");
    let acts = is_someone && is_verb(either + 1) && is_verb(or + 1);
    let (Some(last), true) = (last, may && acts) else { return Vec::new() };
    let before = work.cast.within(sentence.first, either - 1);
    let actor = before.first().map(|one| work.cast.actors[one.actor].name.to_string());
    let spans = [reading.span(either + 1, or - 1), reading.span(or + 1, last)];
    let opened = spans.into_iter().flatten().map(|words| Opened {
        kind: "option",
        words,
        actor: actor.clone(),
        rule: "either one or the other",
        alone: false,
        number: None,
    });
    opened.collect()
}

/// `One option is to wait. Another is to pay.`
fn one_of_several(work: &Work, sentence: &Sentence) -> Option<Opened> {
    let reading = &work.reading;
    let first = sentence.first;
    let named = kind(reading.lower(first + 1));
    let be = first + 1 + usize::from(named.is_some());
    let counts = match reading.lower(first) {
        "one" => named.is_some(),
        "another" | "others" => true,
        _ => false,
    };
    if !counts || be + 1 >= sentence.end || !matches!(reading.lower(be), "is" | "would") {
        return None;
    }
    let from = (be + 1..sentence.end)
        .find(|at| !matches!(reading.tokens[*at].tag, Tag::Be | Tag::To | Tag::Mark))?;
    let last = (from..sentence.end).rev().find(|at| reading.tokens[*at].tag != Tag::Mark)?;
    Some(Opened {
        kind: named.unwrap_or("option"),
        words: reading.span(from, last)?,
        actor: None,
        rule: "one of several",
        alone: false,
        number: None,
    })
}

/// `Best case: the truce holds.`
fn case(work: &Work, sentence: &Sentence) -> Option<Opened> {
    let reading = &work.reading;
    let first = sentence.first;
    let is_case = matches!(reading.lower(first), "best" | "worst" | "base" | "middle")
        && reading.lower(first + 1) == "case"
        && reading.word(first + 2) == ":"
        && first + 3 < sentence.end;
    let last = (first..sentence.end).rev().find(|at| reading.tokens[*at].tag != Tag::Mark)?;
    is_case.then_some(Opened {
        kind: "scenario",
        words: reading.span(first + 3, last)?,
        actor: None,
        rule: "case with a label",
        alone: false,
        number: None,
    })
}

/// `Ghana could devalue, borrow abroad or cut its spending.`
fn listed(work: &Work, analysis: &Analysis) -> Vec<Opened> {
    let reading = &work.reading;
    let Some(first) = analysis.clauses.iter().position(|one| {
        one.verb.modal == Some(Modal::May)
            && !one.verb.negated
            && !one.verb.passive
            && one.opener.is_none()
            && one.governor.is_none()
    }) else {
        return Vec::new();
    };
    let clause = &analysis.clauses[first];
    let actor = subjects(work, analysis, clause).into_iter().find(is_known);
    let Some(actor) = actor else { return Vec::new() };
    let actor = name(work, &actor);
    let mut verbs: Vec<&Clause> = vec![clause];
    let mut by_or = false;
    for next in &analysis.clauses[first + 1..] {
        let group = analysis.groups[next.group];
        let before =
            next.group.checked_sub(1).map_or("", |at| reading.lower(analysis.groups[at].first));
        let shares = next.verb.head == group.first
            && reading.tokens[next.verb.head].tag == Tag::Base
            && next.subject == clause.subject;
        if !shares || !matches!(before, "," | "or") {
            break;
        }
        by_or |= before == "or";
        verbs.push(next);
        if before == "or" {
            break;
        }
    }
    let either = (clause.verb.head.saturating_sub(2)..clause.verb.head)
        .any(|at| reading.lower(at) == "either");
    if !by_or || verbs.len() < 3 - usize::from(either) {
        return Vec::new();
    }
    let ends = |at: usize| {
        let stop = match verbs.get(at + 1) {
            Some(next) => analysis.groups[next.group].first - 1,
            None => end_of_phrase(reading, analysis, verbs[at].verb.head),
        };
        (verbs[at].verb.head..=stop)
            .rev()
            .find(|token| reading.tokens[*token].tag != Tag::Mark && reading.lower(*token) != "or")
            .unwrap_or(verbs[at].verb.head)
    };
    let spans = (0..verbs.len()).filter_map(|at| reading.span(verbs[at].verb.head, ends(at)));
    spans
        .map(|words| Opened {
            kind: "option",
            words,
            actor: Some(actor.clone()),
            rule: "list of what somebody may do",
            alone: false,
            number: None,
        })
        .collect()
}

/// The last token of what hangs on a verb: before the next comma, colon or end.
fn end_of_phrase(reading: &Reading, analysis: &Analysis, from: usize) -> usize {
    let last = analysis.groups.last().map_or(from, |group| group.last);
    let stop = (from + 1..=last).find(|at| matches!(reading.word(*at), "," | ";" | ":" | "—"));
    stop.map_or(last, |at| at - 1)
}

/// `has to choose between a loan and a default`, `faces a choice between …`.
fn choice_between(work: &Work, analysis: &Analysis) -> Vec<Opened> {
    let reading = &work.reading;
    let Some(between) = analysis.groups.iter().position(|group| {
        let before = group.first.checked_sub(1).map_or("", |at| reading.lower(at));
        reading.lower(group.first) == "between"
            && matches!(before, "choose" | "choice" | "chooses" | "decide")
    }) else {
        return Vec::new();
    };
    let from = analysis.groups[between].last + 1;
    let end = end_of_phrase(reading, analysis, from) + 1;
    let Some(and) = (from + 1..end.saturating_sub(1)).find(|at| reading.lower(*at) == "and") else {
        return Vec::new();
    };
    let last = if reading.tokens[end - 1].tag == Tag::Mark { end - 2 } else { end - 1 };
    // `choose between A and B`, and what somebody says in quotation marks.
    let marks = (analysis.groups[0].first..from)
        .filter(|at| matches!(reading.word(*at), "\"" | "“" | "”"))
        .count();
    let is_letter = reading.word(from).len() == 1 && reading.is_capital(from);
    // `forced to choose between the guns and the butter`, `refuses to choose between friends`: none is set out, unless somebody
    // has to or must.
    let verb = analysis.clauses.iter().find(|one| {
        one.verb.lemma == "choose"
            && analysis.groups[one.group].last + 1 == analysis.groups[between].first
    });
    let is_figure = verb.is_some_and(|one| {
        let group = analysis.groups[one.group];
        one.verb.negated
            || one.verb.is_past()
            || group.first > 0
                && reading.lower(group.first) == "to"
                && !matches!(reading.lower(group.first - 1), "has" | "have" | "needs" | "need")
    });
    if and == from || last <= and || marks % 2 == 1 || is_letter || is_figure {
        return Vec::new();
    }
    let actor = whose(work, analysis);
    let spans = [reading.span(from, and - 1), reading.span(and + 1, last)];
    let opened = spans.into_iter().flatten().map(|words| Opened {
        kind: "option",
        words,
        actor: actor.clone(),
        rule: "choice between two",
        alone: false,
        number: None,
    });
    opened.collect()
}

/// `The alternative is to pay its neighbour.`
fn alternative(work: &Work, sentence: &Sentence, analysis: &Analysis) -> Vec<Opened> {
    let reading = &work.reading;
    let first = sentence.first;
    let noun =
        (first + 1..sentence.end.min(first + 4)).find(|at| kind(reading.lower(*at)).is_some());
    let Some(noun) = noun else { return Vec::new() };
    let other = match (reading.lower(first), reading.lower(noun)) {
        ("the" | "an" | "its" | "their", "alternative") | ("another", _) => true,
        ("the" | "one", _) => matches!(reading.lower(first + 1), "other" | "only" | "possible"),
        _ => false,
    };
    let links = analysis.clauses.iter().find(|one| one.verb.finite).is_some_and(|clause| {
        clause.verb.lemma == "be"
            && !clause.verb.negated
            && analysis.groups[clause.group].first <= noun + 3
    });
    let Some(words) = whole(reading, sentence).filter(|_| other && links) else {
        return Vec::new();
    };
    let actor = named(work, sentence);
    vec![Opened { kind: "option", words, actor, rule: "alternative", alone: true, number: None }]
}

/// What the sentence before an alternative says may be done.
pub(super) fn before_alternative(work: &Work, place: usize) -> Option<Opened> {
    let in_block = |at: &usize| {
        let end = block_end(work, *at);
        end > work.reading.tokens[work.reading.sentences[place].first].start
    };
    (place.saturating_sub(2)..place).rev().take_while(in_block).find_map(|at| {
        let (sentence, analysis) = (&work.reading.sentences[at], &work.analyses[at]);
        let clause = analysis.clauses.iter().find(|one| one.verb.finite)?;
        let may = clause.verb.modal == Some(Modal::May) && !clause.verb.negated;
        let actor = whose(work, analysis).filter(|_| may && !clause.verb.passive)?;
        Some(Opened {
            kind: "option",
            words: whole(&work.reading, sentence)?,
            actor: Some(actor),
            rule: "what may be done, before its alternative",
            alone: false,
            number: None,
        })
    })
}

/// Sentences of one block that begin with `If` and set what may come side by side.
pub(super) fn conditions(work: &Work, place: usize) -> Vec<Opened> {
    let reading = &work.reading;
    let opens = |at: usize| {
        let sentence = reading.sentences.get(at)?;
        let condition = reading.lower(sentence.first) == "if" && sentence.kind.is_body();
        let asks = reading.word(sentence.end - 1) == "?";
        let comma = (sentence.first..sentence.end).find(|at| reading.word(*at) == ",")?;
        (condition && !asks).then(|| reading.span(sentence.first + 1, comma - 1)).flatten()
    };
    let starts = opens(place).is_some()
        && !(place > 0 && opens(place - 1).is_some() && is_one_block(work, place - 1));
    let mut all = Vec::new();
    let mut at = place;
    while let Some(words) = opens(at).filter(|_| starts) {
        all.push(Opened {
            kind: "scenario",
            words,
            actor: None,
            rule: "conditions side by side",
            alone: false,
            number: None,
        });
        if !is_one_block(work, at) {
            break;
        }
        at += 1;
    }
    if all.len() < 2 { Vec::new() } else { all }
}

/// True where the next sentence stands in the same block.
fn is_one_block(work: &Work, place: usize) -> bool {
    let Some(next) = work.reading.sentences.get(place + 1) else { return false };
    block_end(work, place) > work.reading.tokens[next.first].start
}

/// Where the block of a sentence ends, in bytes.
pub(super) fn block_end(work: &Work, place: usize) -> usize {
    let sentence = &work.reading.sentences[place];
    let start = work.reading.tokens[sentence.first].start;
    work.block_end(start)
}

/// The words of a sentence, without its number, `Or`, and its full stop.
pub(super) fn whole(reading: &Reading, sentence: &Sentence) -> Option<Span> {
    let mut first = sentence.first;
    if is_numbered(reading, sentence) {
        first += 2;
    } else if matches!(reading.lower(first), "or" | "alternatively" | "-" | "•") {
        first += 1;
    }
    if reading.word(first) == "," {
        first += 1;
    }
    let mut last = sentence.end - 1;
    while last > first && reading.tokens[last].tag == Tag::Mark {
        last -= 1;
    }
    reading.span(first, last)
}

/// The only actor that a sentence names first.
pub(super) fn named(work: &Work, sentence: &Sentence) -> Option<String> {
    let mentions = work.cast.within(sentence.first, sentence.end - 1);
    mentions.first().map(|one| work.cast.actors[one.actor].name.to_string())
}

/// The subject of the first verb that tells a time; an owner within it, `Gavi's dilemma`, too; or who stands after `for`.
pub(super) fn whose(work: &Work, analysis: &Analysis) -> Option<String> {
    let clause = analysis.clauses.iter().find(|clause| clause.verb.finite)?;
    let party = subjects(work, analysis, clause).into_iter().find(is_known);
    let for_whom = || {
        analysis.groups.windows(2).find_map(|pair| {
            let is_for = work.reading.lower(pair[0].first) == "for"
                && matches!(pair[1].kind, GroupKind::Noun { .. });
            let mention =
                work.cast.within(pair[1].first, pair[1].last).first().filter(|_| is_for)?;
            Some(work.cast.actors[mention.actor].name.to_string())
        })
    };
    party.map(|party| name(work, &party)).or_else(for_whom)
}
