//! Terms that stand close together.

use cableway_core::Span;

use super::matcher::Place;

/// Where terms stand close together, and how often they do.
#[derive(Debug, Default)]
pub(crate) struct Close {
    pub(crate) times: usize,
    /// At least once in the title or the standfirst.
    pub(crate) in_head: bool,
    /// The words of each of the first `most` times.
    pub(crate) windows: Vec<Vec<Span>>,
}

/// Finds the smallest stretches of text with a place of every term of `places`, no more than `within`
/// words long. Each place ends one stretch at most.
///
/// Two ends move through the text, each forward only (a sliding window), so that the time is that of
/// sorting the places.
pub(crate) fn close_together(places: &[&[Place]], within: u64, most: usize) -> Close {
    let mut all: Vec<(Place, usize)> = Vec::new();
    for (term, places) in places.iter().enumerate() {
        all.extend(places.iter().map(|place| (*place, term)));
    }
    all.sort_by_key(|(place, term)| (place.start, *term));
    let mut close = Close::default();
    let mut inside = vec![0_usize; places.len()];
    let mut missing = places.len();
    let mut latest: Vec<Option<Place>> = vec![None; places.len()];
    let mut left = 0;
    for &(place, term) in &all {
        missing -= usize::from(inside[term] == 0);
        inside[term] += 1;
        latest[term] = Some(place);
        // The first place may go when its term stands in the window once more.
        while let Some((_, first)) = all.get(left).filter(|(_, first)| inside[*first] > 1) {
            inside[*first] -= 1;
            left += 1;
        }
        let reaches = all.get(left).is_some_and(|(first, _)| place.word - first.word <= within);
        if missing > 0 || !reaches {
            continue;
        }
        close.times += 1;
        close.in_head |= super::query::Field::HEAD.covers(place.field);
        if close.windows.len() < most {
            close.windows.push(latest.iter().flatten().map(|place| place.span).collect());
        }
    }
    close
}
