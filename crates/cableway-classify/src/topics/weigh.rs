//! Whether what a document holds is enough for a topic.

use std::collections::BTreeMap;

use cableway_core::Span;

use super::matcher::{Findings, Found, MOST_PLACES, Place};
use super::near::close_together;
use super::rules::Topic;

/// A label has no more spans of evidence than this; its attributes count all.
const MOST_SPANS: usize = MOST_PLACES;

/// What speaks for a topic.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) points: f64,
    /// How often each term occurs.
    pub(crate) counts: BTreeMap<String, usize>,
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

/// What speaks for `topic`, if it is enough. `found` are its terms that the document holds.
pub(crate) fn weigh(topic: &Topic, found: &[Found], findings: &mut Findings) -> Option<Evidence> {
    let (any, all, none) = (topic.any.len(), topic.all.len(), topic.none.len());
    let below = |slot: usize| found.partition_point(|found| found.slot < slot);
    let (any_end, all_end, none_end) = (below(any), below(any + all), below(any + all + none));
    if all_end - any_end < all || none_end > all_end {
        return None;
    }
    let mut evidence = Evidence::default();
    let boost = |in_head| if in_head { topic.title_boost } else { 1.0 };
    for found in &found[..all_end] {
        let terms = if found.slot < any { topic.any.get(found.slot) } else { None };
        let Some(term) = terms.or_else(|| topic.all.get(found.slot.checked_sub(any)?)) else {
            continue;
        };
        let occurrence = &findings.occurrences[found.occurrence];
        evidence.add(&term.written, occurrence.count, term.weight * boost(occurrence.in_head));
        let places = occurrence.places.iter().take(MOST_SPANS).enumerate();
        evidence.spans.extend(places.map(|(rank, place)| (rank, place.span)));
    }
    let mut spoken_for = any_end > 0;
    let mut rest = &found[none_end..];
    let mut slot = any + all + none;
    for near in &topic.near {
        slot += near.needles.len();
        let (own, others) = rest.split_at(rest.partition_point(|found| found.slot < slot));
        rest = others;
        if own.len() < near.needles.len() {
            continue;
        }
        findings.count_words();
        let places: Vec<&[Place]> = own
            .iter()
            .map(|found| findings.occurrences[found.occurrence].places.as_slice())
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
    let needs_one = any > 0 || !topic.near.is_empty();
    // Ten times 0.1 is a little less than 1.
    let enough = evidence.points >= topic.threshold * (1.0 - 1e-9);
    (enough && (spoken_for || !needs_one)).then_some(evidence)
}
