//! The table `data/status.tsv`: words that say how real it is what a sentence tells.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::syntax::Reading;

/// Where a word stands that says so, and what it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Place {
    Scene,
    Game,
    Fictional,
    Imagine,
    Future,
    Conceivable,
    Plan,
    Judged,
    Hearsay,
    Unconfirmed,
    False,
    Falsely,
    Edition,
    Correction,
}

impl Place {
    const ALL: [(Self, &'static str); 14] = [
        (Self::Scene, "scene"),
        (Self::Game, "game"),
        (Self::Fictional, "fictional"),
        (Self::Imagine, "imagine"),
        (Self::Future, "future"),
        (Self::Conceivable, "conceivable"),
        (Self::Plan, "plan"),
        (Self::Judged, "judged"),
        (Self::Hearsay, "hearsay"),
        (Self::Unconfirmed, "unconfirmed"),
        (Self::False, "false"),
        (Self::Falsely, "falsely"),
        (Self::Edition, "edition"),
        (Self::Correction, "correction"),
    ];

    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// What the table says of a word.
#[derive(Debug, Default)]
struct Entry {
    /// One bit for each place where it says something by itself.
    alone: u32,
    /// The same for what it says behind another word: `war game`.
    after: Vec<(&'static str, u32)>,
}

static WORDS: LazyLock<WordMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut words: WordMap<&'static str, Entry> = WordMap::default();
    for (_, place, list) in rows() {
        let Some((place, _)) = Place::ALL.iter().find(|(_, name)| *name == place) else { continue };
        for word in list.split(';') {
            match word.rsplit_once(' ') {
                Some((before, last)) => {
                    words.entry(last).or_default().after.push((before, place.bit()));
                }
                None => words.entry(word).or_default().alone |= place.bit(),
            }
        }
    }
    words
});

/// The lines of the table: effect, place, words.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let text = include_str!("../../data/status.tsv");
    text.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut columns = row.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

/// One bit for each place in which the table has a word, with the word before it where that counts.
pub(super) fn places(reading: &Reading, token: usize) -> u32 {
    let Some(entry) = WORDS.get(reading.lower(token)) else { return 0 };
    let before = |(word, bit): &(&str, u32)| {
        let stands = token > 0 && reading.lower(token - 1) == *word;
        if stands { *bit } else { 0 }
    };
    entry.after.iter().map(before).fold(entry.alone, |all, bit| all | bit)
}

/// True where the table has a word in a place.
pub(super) fn is(reading: &Reading, token: usize, place: Place) -> bool {
    places(reading, token) & place.bit() != 0
}

#[cfg(test)]
mod tests {
    use super::{Place, WORDS, rows};
    use crate::events::Status;

    #[test]
    fn every_line_has_an_effect_and_a_place() {
        let effects = [Status::Denied, Status::Hypothetical, Status::Expected].map(Status::as_str);
        for (effect, place, words) in rows() {
            assert!(effect == "real" || effects.contains(&effect), "{effect}");
            assert!(Place::ALL.iter().any(|(_, name)| *name == place), "{place}");
            assert!(words.split(';').all(|word| !word.is_empty()), "{place}");
        }
        assert!(WORDS.len() > 150);
    }
}
