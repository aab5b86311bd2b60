//! Whether what a document holds is enough for a topic.

use std::cell::Cell;
use std::collections::BTreeMap;

use cableway_core::Span;

use super::matcher::{Findings, MOST_PLACES, Place};
use super::near::close_together;
use super::query::{Evaluation, Kind, Node};
use super::rules::Topic;

/// A label has no more spans of evidence than this; its attributes count all.
const MOST_SPANS: usize = MOST_PLACES;

/// The characters of a query's part that name it in the evidence.
const MOST_NAME: usize = 120;

/// What speaks for a topic.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) points: f64,
    /// How often each term occurs.
    pub(crate) counts: BTreeMap<String, usize>,
    /// True where a query was not looked at to its end.
    pub(crate) cut_off: bool,
    /// Each with its place among the spans of its term.
    spans: Vec<(usize, Span)>,
}

impl Evidence {
    fn add(&mut self, name: &str, times: usize, points: f64) {
        self.points += points;
        *self.counts.entry(name.to_owned()).or_default() += times;
    }

    /// In the order of the text, each place once. Where there are too many, the first ones of every
    /// term, so that no frequent term keeps a rare one out.
    pub(crate) fn into_spans(mut self) -> Vec<Span> {
        let place = |span: Span| (span.start(), span.end());
        self.spans.sort_unstable_by_key(|(rank, span)| (place(*span), *rank));
        self.spans.dedup_by_key(|(_, span)| *span);
        if self.spans.len() > MOST_SPANS {
            self.spans.sort_unstable_by_key(|(rank, span)| (*rank, place(*span)));
            self.spans.truncate(MOST_SPANS);
            self.spans.sort_unstable_by_key(|(_, span)| place(*span));
        }
        self.spans.into_iter().map(|(_, span)| span).collect()
    }
}

/// What speaks for `topic`, if it is enough. `slots` are the numbers of its needles.
pub(crate) fn weigh(topic: &Topic, slots: &[usize], findings: &mut Findings) -> Option<Evidence> {
    if !hindrances(topic, slots, findings).is_empty() {
        return None;
    }
    let (evidence, spoken_for) = tally(topic, slots, findings);
    let needs_one = !(topic.any.is_empty() && topic.near.is_empty() && topic.queries.is_empty());
    // Ten times 0.1 is a little less than 1.
    let enough = evidence.points >= topic.threshold * (1.0 - 1e-9);
    (enough && (spoken_for || !needs_one)).then_some(evidence)
}

/// How near `topic` came, as a share of its threshold and in words, where it is not given though some
/// of it is there.
pub(crate) fn near_miss(
    topic: &Topic,
    slots: &[usize],
    findings: &mut Findings,
) -> Option<(f64, String)> {
    if weigh(topic, slots, findings).is_some() {
        return None;
    }
    let (evidence, _) = tally(topic, slots, findings);
    let mut reasons: Vec<String> = hindrances(topic, slots, findings)
        .into_iter()
        .map(|(list, term)| match list {
            List::All => format!("`all` asks for `{term}`"),
            List::None => format!("`none` forbids `{term}`"),
        })
        .collect();
    let mut first = topic.needles().count()
        - topic.queries.iter().map(|query| query.needles.len()).sum::<usize>();
    for query in &topic.queries {
        let own = first;
        first += query.needles.len();
        let shared = &*findings;
        let evaluation = Evaluation {
            occurrence: &|slot| shared.get(slots.get(own + slot).copied()?),
            most: MOST_SPANS,
            cut_off: Cell::new(false),
        };
        let parts = query.root.conjuncts();
        let (asked, forbidden): (Vec<&Node>, Vec<&Node>) =
            parts.into_iter().partition(|part| !matches!(part.kind, Kind::Not(_)));
        if !asked.is_empty() && asked.iter().all(|part| evaluation.holds(part)) {
            let blocks = forbidden.iter().filter(|part| !evaluation.holds(part));
            reasons.extend(blocks.map(|part| format!("`{}` blocks", shorten(&part.to_string()))));
        }
    }
    // Of what is not there at all there is nothing to say.
    if evidence.points <= 0.0 && !reasons.iter().any(|reason| reason.ends_with("blocks")) {
        return None;
    }
    let points = (evidence.points * 1e4).round() / 1e4;
    let share = evidence.points / topic.threshold;
    let reached = format!("not `{}`: {points} of {} points", topic.label, topic.threshold);
    reasons.insert(0, reached);
    Some((share, reasons.join("; ")))
}

enum List {
    All,
    None,
}

/// The terms of `all` that do not occur, and those of `none` that do.
fn hindrances<'t>(topic: &'t Topic, slots: &[usize], findings: &Findings) -> Vec<(List, &'t str)> {
    let first = topic.any.len();
    let mut found = Vec::new();
    for (number, term) in topic.all.iter().chain(&topic.none).enumerate() {
        let occurs = slots.get(first + number).is_some_and(|slot| findings.get(*slot).is_some());
        let is_asked = number < topic.all.len();
        if occurs != is_asked {
            found.push((if is_asked { List::All } else { List::None }, term.written.as_str()));
        }
    }
    found
}

/// What speaks for `topic`, enough or not, and whether one of `any`, `near` and `query` does.
fn tally(topic: &Topic, slots: &[usize], findings: &mut Findings) -> (Evidence, bool) {
    let (any, all, none) = (topic.any.len(), topic.all.len(), topic.none.len());
    let needle = |slot: usize| slots.get(slot).copied().unwrap_or(usize::MAX);
    let occurs = |findings: &Findings, slot: usize| findings.get(needle(slot)).is_some();
    let mut evidence = Evidence::default();
    let boost = |in_head| if in_head { topic.title_boost } else { 1.0 };
    let mut spoken_for = false;
    for (slot, term) in topic.any.iter().chain(&topic.all).enumerate() {
        let Some(occurrence) = findings.get(needle(slot)) else { continue };
        spoken_for |= slot < any;
        evidence.add(&term.written, occurrence.count, term.weight * boost(occurrence.in_head()));
        let places = occurrence.places.iter().take(MOST_SPANS).enumerate();
        evidence.spans.extend(places.map(|(rank, place)| (rank, place.span)));
    }
    let mut first = any + all + none;
    for near in &topic.near {
        let own = first..first + near.needles.len();
        first = own.end;
        if !own.clone().all(|slot| occurs(findings, slot)) {
            continue;
        }
        findings.count_words();
        let places: Vec<&[Place]> = own
            .filter_map(|slot| findings.get(needle(slot)))
            .map(|occurrence| occurrence.places.as_slice())
            .collect();
        let close = close_together(&places, near.within, MOST_SPANS);
        if close.times > 0 {
            evidence.add(&near.name, close.times, near.weight * boost(close.in_head));
            for (rank, window) in close.windows.iter().enumerate() {
                evidence.spans.extend(window.iter().map(|span| (rank, *span)));
            }
            spoken_for = true;
        }
    }
    for query in &topic.queries {
        let own = first;
        first += query.needles.len();
        if query.counts_words && (own..first).any(|slot| occurs(findings, slot)) {
            findings.count_words();
        }
        let findings = &*findings;
        let evaluation = Evaluation {
            occurrence: &|slot| findings.get(needle(own + slot)),
            most: MOST_SPANS,
            cut_off: Cell::new(false),
        };
        if evaluation.holds(&query.root) {
            spoken_for = true;
            let mut in_head = false;
            for reason in evaluation.reasons(&query.root) {
                in_head |= reason.in_head;
                evidence.add(&shorten(&reason.name), reason.times, 0.0);
                for (rank, place) in reason.places.iter().enumerate() {
                    evidence.spans.extend(place.iter().map(|span| (rank, *span)));
                }
            }
            evidence.points += query.weight * boost(in_head);
        }
        evidence.cut_off |= evaluation.cut_off.get();
    }
    (evidence, spoken_for)
}

fn shorten(name: &str) -> String {
    match name.char_indices().nth(MOST_NAME) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}
