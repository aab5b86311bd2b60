//! Options and scenarios: which there are, whose they are, what speaks for and against each.

#[cfg(test)]
mod tests;

use cableway_sdk::{Annotation, Document, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::events::{is_known, name, subjects};
use crate::stage::{actor_ids, classify_stage};
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// Finds the options or scenarios that a text sets out.
///
/// One annotation `option` for each, labelled `option` or `scenario` with its number: `option 1`, `scenario 2`. The
/// first span is the words that open it; others are those that speak for it, against it, and that refer to it later:
/// `the second scenario` is option two where there is no scenario two. Attributes: `number`; `actor`, whose option it
/// is; `benefits` and `costs`, in the words of the text; `lean` of the author: `for`, `against`, `expected`.
#[derive(Debug)]
pub struct Options {}

/// What a pipeline may tell `options`: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionsConfig {}

classify_stage!(
    Options,
    OptionsConfig,
    "options",
    "finds options and scenarios, their benefits and costs, and which the author leans to",
    "option",
    annotations
);

/// An option or a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) kind: &'static str,
    pub(crate) number: u32,
    pub(crate) marker: Span,
    pub(crate) actor: Option<String>,
    pub(crate) benefits: Vec<Span>,
    pub(crate) costs: Vec<Span>,
    pub(crate) lean: Option<&'static str>,
    /// Words that refer to it later.
    pub(crate) later: Vec<Span>,
}

fn annotations(work: &Work, document: &Document) -> Vec<Annotation> {
    let ids = actor_ids(document);
    let words = |spans: &[Span]| -> Vec<String> {
        spans.iter().filter_map(|span| span.slice(&work.reading.text)).map(str::to_owned).collect()
    };
    let all = choices(work);
    all.iter()
        .map(|one| {
            let mut annotation = Annotation::new("option", format!("{} {}", one.kind, one.number))
                .with_span(one.marker)
                .with_spans(one.benefits.iter().chain(&one.costs).chain(&one.later).copied())
                .with_attribute("number", one.number)
                .with_attribute("benefits", words(&one.benefits))
                .with_attribute("costs", words(&one.costs));
            if let Some(actor) = &one.actor {
                annotation = annotation.with_attribute("actor", actor.clone());
                let known = ids.get(actor.as_str());
                if let Some(known) = known {
                    annotation = annotation.with_link("actor", *known);
                }
            }
            match one.lean {
                Some(lean) => annotation.with_attribute("lean", lean),
                None => annotation,
            }
        })
        .collect()
}

/// A marker in a sentence.
#[derive(Clone, Copy)]
struct Marker {
    kind: &'static str,
    number: u32,
    first: usize,
    last: usize,
    /// True where it opens an option rather than speak of one.
    opens: bool,
}

/// All options of the body, by number.
pub(crate) fn choices(work: &Work) -> Vec<Choice> {
    let reading = &work.reading;
    let mut all: Vec<Choice> = Vec::new();
    let mut current: Option<usize> = None;
    for (place, sentence) in reading.sentences.iter().enumerate() {
        if !sentence.kind.is_body() {
            continue;
        }
        let markers = markers(reading, sentence);
        let opened = markers
            .iter()
            .find(|marker| marker.opens && !all.iter().any(|one| one.number == marker.number));
        if let Some(marker) = opened
            && let Some(span) = reading.span(marker.first, marker.last)
        {
            current = Some(all.len());
            all.push(Choice {
                kind: marker.kind,
                number: marker.number,
                marker: span,
                actor: actor(work, &work.analyses[place]),
                benefits: Vec::new(),
                costs: Vec::new(),
                lean: None,
                later: Vec::new(),
            });
        } else if is_heading(reading, sentence) {
            current = None;
        }
        for marker in
            markers.iter().filter(|marker| opened.is_none_or(|opened| opened.first != marker.first))
        {
            let known = all.iter_mut().find(|one| one.number == marker.number);
            if let (Some(choice), Some(span)) = (known, reading.span(marker.first, marker.last)) {
                choice.later.push(span);
                choice.lean = lean(reading, sentence).or(choice.lean);
            }
        }
        let referred =
            markers.iter().find(|marker| opened.is_none_or(|opened| opened.first != marker.first));
        if let Some(choice) = current.and_then(|at| all.get_mut(at)).filter(|_| referred.is_none())
        {
            weigh(reading, &work.analyses[place], choice);
            choice.lean = lean(reading, sentence).or(choice.lean);
        }
    }
    all.sort_by_key(|one| one.number);
    // One marker alone sets out nothing to choose from.
    if all.len() < 2 { Vec::new() } else { all }
}

/// A short line without an end.
fn is_heading(reading: &Reading, sentence: &Sentence) -> bool {
    let last = reading.word(sentence.end - 1);
    sentence.end - sentence.first < 12 && !matches!(last, "." | "?" | "!" | "”" | "\"" | ")")
}

fn markers(reading: &Reading, sentence: &Sentence) -> Vec<Marker> {
    let mut all = Vec::new();
    for at in sentence.first..sentence.end {
        let word = reading.lower(at);
        let next = if at + 1 < sentence.end { reading.lower(at + 1) } else { "" };
        // `Option one`, `Scenario B`
        if let Some(kind) = kind(word)
            && let Some(number) = cardinal(next)
        {
            all.push(Marker {
                kind,
                number,
                first: at,
                last: at + 1,
                opens: at < sentence.first + 3,
            });
            continue;
        }
        // `The first option`, `the second scenario`, `The third is to`
        let Some(number) = ordinal(word)
            .filter(|_| at > sentence.first && matches!(reading.lower(at - 1), "the" | "a"))
        else {
            continue;
        };
        if let Some(kind) = kind(next) {
            all.push(Marker {
                kind,
                number,
                first: at - 1,
                last: at + 1,
                opens: at < sentence.first + 3,
            });
        } else if at == sentence.first + 1 && matches!(next, "is" | "would" | "was") {
            let to = reading.lower(at + 2) == "to";
            all.push(Marker { kind: "option", number, first: at - 1, last: at, opens: to });
        } else if !reading
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.tag.is_noun() || token.tag == Tag::Adjective)
        {
            all.push(Marker { kind: "option", number, first: at - 1, last: at, opens: false });
        }
    }
    all
}

fn kind(word: &str) -> Option<&'static str> {
    Some(match word {
        "option" | "choice" | "possibility" | "alternative" | "path" | "course" => "option",
        "scenario" => "scenario",
        _ => return None,
    })
}

fn cardinal(word: &str) -> Option<u32> {
    let words = ["one", "two", "three", "four", "five", "six"];
    let letters = ["a", "b", "c", "d", "e", "f"];
    let place = words
        .iter()
        .position(|one| *one == word)
        .or_else(|| letters.iter().position(|one| *one == word));
    let number = place.and_then(|place| u32::try_from(place + 1).ok());
    number.or_else(|| word.parse().ok().filter(|number| (1..10).contains(number)))
}

fn ordinal(word: &str) -> Option<u32> {
    let words = ["first", "second", "third", "fourth", "fifth", "sixth"];
    words.iter().position(|one| *one == word).and_then(|place| u32::try_from(place + 1).ok())
}

/// Whose option it is: who stands after `for` or does what the sentence says.
fn actor(work: &Work, analysis: &Analysis) -> Option<String> {
    let reading = &work.reading;
    let after_for = analysis.groups.windows(2).find_map(|pair| {
        let is_for = reading.lower(pair[0].first) == "for";
        let mention = work.cast.within(pair[1].first, pair[1].last).first().filter(|_| is_for)?;
        Some(work.cast.actors[mention.actor].name.clone())
    });
    after_for.or_else(|| {
        let clause = analysis.clauses.iter().find(|clause| clause.verb.finite)?;
        let party = subjects(work, analysis, clause).into_iter().find(is_known)?;
        Some(name(work, &party))
    })
}

/// Adds the clauses of a sentence that speak for an option or against it.
fn weigh(reading: &Reading, analysis: &Analysis, choice: &mut Choice) {
    for (place, clause) in analysis.clauses.iter().enumerate() {
        let group = analysis.groups[clause.group];
        if !clause.verb.finite {
            continue;
        }
        // From the subject, where it stands right before, to the next verb that tells a time.
        let subject = clause.subject.first().map(|at| analysis.groups[*at]);
        let previous =
            place.checked_sub(1).map_or(0, |at| analysis.groups[analysis.clauses[at].group].last);
        let first = subject
            .filter(|one| one.first > previous && one.first < group.first)
            .map_or(group.first, |one| one.first);
        let next =
            analysis.clauses[place + 1..].iter().find(|other| other.verb.finite).map(|other| {
                let start = analysis.groups[other.group].first;
                other
                    .subject
                    .first()
                    .map_or(start, |at| analysis.groups[*at].first.min(start).max(group.last + 1))
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
        let Some(span) = reading.span(first, last) else { continue };
        match verdict(reading, group.first, last, clause.verb.negated) {
            Some(true) => choice.benefits.push(span),
            Some(false) => choice.costs.push(span),
            None => {}
        }
    }
}

/// True for words that speak for something, false for words against it.
fn verdict(reading: &Reading, first: usize, last: usize, negated: bool) -> Option<bool> {
    let cheap = (first..last).any(|at| {
        reading.lower(at).starts_with("cost")
            && matches!(reading.lower(at + 1), "little" | "nothing")
    });
    let negative = (first..=last).any(|at| {
        matches!(
            reading.lower(at),
            "cost"
                | "costs"
                | "costly"
                | "expensive"
                | "risk"
                | "risks"
                | "require"
                | "requires"
                | "lose"
                | "loses"
                | "loss"
                | "relinquish"
                | "relinquishing"
                | "price"
                | "drive"
                | "slow"
                | "slowest"
                | "dangerous"
                | "harm"
                | "need"
                | "needs"
                | "pay"
                | "sacrifice"
                | "weaken"
                | "weakens"
                | "fewer"
        )
    });
    let positive = (first..=last).any(|at| {
        matches!(
            reading.lower(at),
            "benefit"
                | "benefits"
                | "gain"
                | "gains"
                | "reassure"
                | "reassures"
                | "cheap"
                | "safe"
                | "strengthen"
                | "strengthens"
                | "independent"
                | "please"
                | "pleases"
                | "tempting"
                | "spare"
                | "spares"
                | "save"
                | "saves"
                | "improve"
                | "improves"
                | "advantage"
                | "attractive"
                | "popular"
                | "comfortable"
                | "protect"
        )
    });
    match (cheap, positive, negative) {
        (true, _, _) => Some(true),
        (_, true, false) => Some(!negated),
        (_, false, true) => Some(negated),
        // Both: what it costs weighs more than the gain that it is measured against.
        (_, true, true) => Some(false),
        _ => None,
    }
}

/// What the author makes of an option in a sentence.
fn lean(reading: &Reading, sentence: &Sentence) -> Option<&'static str> {
    let words: Vec<&str> = (sentence.first..sentence.end).map(|at| reading.lower(at)).collect();
    let has = |word: &str| words.contains(&word);
    let negated = has("not") || has("n't") || has("never");
    if has("recommend") || has("best") || has("better") || has("wisest") {
        Some(if negated && !has("only") { "against" } else { "for" })
    } else if has("probably") || has("likely") || has("likelihood") || has("likeliest") {
        Some(if has("decreases") { "against" } else { "expected" }).filter(|_| !negated)
    } else if has("worst") || has("mistake") {
        Some("against")
    } else {
        None
    }
}
