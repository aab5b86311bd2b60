//! Which option a sentence speaks of by the words that tell it: `Leaving would cost more`, `A smaller quota is the lesser evil`.

use std::ops::Range;

use cableway_sdk::Span;

use super::wording::{Wording, says};
use crate::hash::WordMap;
use crate::syntax::Reading;
use crate::work::Work;

/// The letters that a word begins with which make it the same as another: `mediate` and `mediation`.
const STEM: usize = 5;

/// The words that tell options, by how they begin, each with its option; none where several have it.
#[derive(Debug, Default)]
pub(super) struct Told {
    stems: WordMap<String, Option<usize>>,
}

impl Told {
    /// Takes in the words of an option.
    pub(super) fn hear(&mut self, work: &Work, words: Span, option: usize) {
        let tokens = &work.reading.tokens;
        let first = tokens.partition_point(|token| token.start < words.start());
        let end = tokens.partition_point(|token| token.start < words.end());
        for at in first..end {
            let Some(stem) = stem(work, at) else { continue };
            self.stems
                .entry(stem.to_owned())
                .and_modify(|of| *of = of.filter(|of| *of == option))
                .or_insert(Some(option));
        }
    }

    /// The only option that words of a range tell.
    pub(super) fn named(&self, work: &Work, range: Range<usize>) -> Option<usize> {
        if self.stems.is_empty() {
            return None;
        }
        let mut named = range.filter_map(|at| self.stems.get(stem(work, at)?).copied()).flatten();
        let one = named.next()?;
        named.all(|other| other == one).then_some(one)
    }
}

/// How a noun or a verb begins, without its ending; nothing for other words and for the names of states.
fn stem(work: &Work, at: usize) -> Option<&str> {
    let reading: &Reading = &work.reading;
    let tag = reading.tokens[at].tag;
    let tells = tag.is_noun() || tag.is_verb();
    let whole = reading.lower(at);
    if !tells || whole.len() < 4 || says(reading, at, at, Wording::Vague) {
        return None;
    }
    let is_state =
        work.cast.at(at).is_some_and(|mention| work.cast.actors[mention.actor].state.is_some());
    if is_state {
        return None;
    }
    let bare = ["ing", "ed", "es", "s", "e"]
        .iter()
        .find_map(|end| whole.strip_suffix(end).filter(|bare| bare.len() > 3))
        .unwrap_or(whole);
    let end = bare.char_indices().nth(STEM).map_or(bare.len(), |(at, _)| at);
    Some(&bare[..end])
}
