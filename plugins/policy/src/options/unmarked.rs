//! Options without a number: `could wait, pay or leave`, `The alternative is to pay`, what stands in a list under `Options`,
//! and what sentences that begin with `If` set side by side.

use cableway_sdk::{BlockKind, Span};

use super::markers::{cardinal, kind};
use crate::events::{is_known, name, subjects};
use crate::syntax::{Analysis, Clause, GroupKind, Modal, Reading, Sentence, Tag};
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
}

/// What was said of options to come: `Tbilisi has three options.`
#[derive(Clone, Debug, Default)]
pub(super) struct Announced {
    actor: Option<String>,
    /// How many are still to come, where the text says.
    left: Option<u32>,
    /// Where its block ends; list items may follow it.
    block_end: usize,
    open: bool,
    /// True under a heading or after a colon, which reach over the items after them.
    heading: bool,
}

impl Announced {
    /// Whose options they are.
    pub(super) fn actor(&self) -> Option<&str> {
        self.actor.as_deref().filter(|_| self.open)
    }

    /// Takes in what a sentence announces: `has three options`, a heading `What Norway can do`.
    pub(super) fn hear(&mut self, work: &Work, place: usize, is_heading: bool) -> bool {
        let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
        if is_heading {
            let about = is_about_options(reading, sentence);
            *self = Self {
                actor: named(work, sentence).filter(|_| about),
                open: about,
                heading: true,
                ..Self::default()
            };
            return about;
        }
        let Some(count) = counted(reading, sentence) else { return false };
        *self = Self {
            actor: whose(work, &work.analyses[place]).or_else(|| named(work, sentence)),
            left: (count > 0).then_some(count),
            block_end: block_end(work, place),
            open: true,
            heading: reading.word(sentence.end - 1) == ":",
        };
        true
    }

    /// What a sentence after an announcement opens.
    pub(super) fn next(&mut self, work: &Work, place: usize) -> Option<Opened> {
        let (reading, sentence) = (&work.reading, &work.reading.sentences[place]);
        if !self.open || self.left == Some(0) {
            return None;
        }
        let is_item = sentence.kind == BlockKind::ListItem;
        let first = reading.tokens[sentence.first].start;
        if !is_item && !self.heading && first >= self.block_end {
            self.open = false;
            return None;
        }
        let rule = if is_item || self.heading {
            // Only the first sentence of an item opens it.
            let starts = place == 0 || block_end(work, place - 1) <= first;
            let label = label_end(reading, sentence);
            (starts && (is_item || label.is_some() || is_numbered(reading, sentence)))
                .then_some("item under what announces options")?
        } else {
            let analysis = &work.analyses[place];
            let clause = analysis.clauses.iter().find(|one| one.verb.finite)?;
            let may = clause.verb.modal == Some(Modal::May) && !clause.verb.negated;
            let subject = clause.subject.first().map(|group| analysis.groups[*group].first)?;
            let stands = matches!(reading.lower(subject), "he" | "she" | "it" | "they" | "we")
                || whose(work, analysis).as_deref() == self.actor();
            (may && stands && subject < sentence.first + 3)
                .then_some("what may be done, after options are announced")?
        };
        self.left = self.left.map(|left| left - 1);
        let label = label_end(reading, sentence).is_some();
        let kind = if label && !is_item { "scenario" } else { "option" };
        let own = if label { named(work, sentence) } else { None };
        Some(Opened {
            kind,
            words: whole(reading, sentence)?,
            actor: own.or_else(|| self.actor.clone()),
            rule,
            alone: false,
        })
    }
}

/// `has two choices`, `There are several ways forward`, `Gavi's dilemma`: how many, 0 where that is not said.
fn counted(reading: &Reading, sentence: &Sentence) -> Option<u32> {
    (sentence.first + 1..sentence.end).find_map(|at| {
        let before = reading.lower(at - 1);
        match reading.lower(at) {
            "dilemma" => Some(2),
            "options" | "choices" | "alternatives" | "paths" | "courses" | "scenarios"
            | "possibilities" => {
                let count = cardinal(before).filter(|count| *count > 1);
                let vague = matches!(before, "several" | "some" | "few" | "following" | "these");
                count.or_else(|| vague.then_some(0))
            }
            "ways" if matches!(reading.lower(at + 1), "forward" | "out" | "ahead" | "to") => {
                let count = cardinal(before).filter(|count| *count > 1);
                count.or(Some(0))
            }
            _ => None,
        }
    })
}

/// A heading over options: `Options for Norway`, `What Norway can do`, `Scenarios for 2025`.
fn is_about_options(reading: &Reading, sentence: &Sentence) -> bool {
    let mut words = (sentence.first..sentence.end).map(|at| reading.lower(at));
    let has_noun = words.clone().any(|word| {
        matches!(word, "options" | "choices" | "scenarios" | "alternatives" | "possibilities")
    });
    let asks = words.next() == Some("what") && words.clone().any(|word| word == "do");
    has_noun || asks && words.any(|word| matches!(word, "can" | "could" | "should" | "might"))
}

/// `Best case: …`: the token of the colon, in the first words.
fn label_end(reading: &Reading, sentence: &Sentence) -> Option<usize> {
    let first = sentence.first + 1..sentence.end.min(sentence.first + 4);
    first.into_iter().find(|at| reading.word(*at) == ":" && at + 1 < sentence.end)
}

fn is_numbered(reading: &Reading, sentence: &Sentence) -> bool {
    reading.tokens[sentence.first].tag == Tag::Number
        && matches!(reading.word(sentence.first + 1), "." | ")" | ":")
}

/// What opens options in a sentence by itself: a list after `could`, a choice between two, an alternative.
pub(super) fn open(work: &Work, place: usize) -> Vec<Opened> {
    let (sentence, analysis) = (&work.reading.sentences[place], &work.analyses[place]);
    let mut all = alternative(work, sentence, analysis);
    if all.is_empty() {
        all = choice_between(work, analysis);
    }
    if all.is_empty() {
        all = listed(work, analysis);
    }
    all
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
    if !by_or || verbs.len() < 3 {
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
    if and == from || last <= and {
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
    vec![Opened { kind: "option", words, actor, rule: "alternative", alone: true }]
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
fn block_end(work: &Work, place: usize) -> usize {
    let sentence = &work.reading.sentences[place];
    let start = work.reading.tokens[sentence.first].start;
    work.block_end(start)
}

/// The words of a sentence, without its number, `Or`, and its full stop.
fn whole(reading: &Reading, sentence: &Sentence) -> Option<Span> {
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
fn named(work: &Work, sentence: &Sentence) -> Option<String> {
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
