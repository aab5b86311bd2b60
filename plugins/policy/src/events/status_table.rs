//! The table `data/status.tsv`: words that say how real it is what a sentence tells.

use std::sync::LazyLock;

use super::Status;
use crate::hash::WordMap;
use crate::syntax::Reading;
use crate::vocabulary::asks;

/// Where a word stands that says so, and what it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Place {
    Scene,
    Game,
    Fictional,
    Imagine,
    Future,
    Conceivable,
    Dread,
    Standing,
    Plan,
    Judged,
    Hearsay,
    Unconfirmed,
    False,
    Falsely,
    Edition,
    Nearly,
    Correction,
    Verb,
    Complement,
    Factive,
    Does,
    Blames,
    Condition,
    Tale,
    Refutes,
    Adjective,
    Attribute,
    Undergoes,
    Befell,
    Deed,
    Moment,
    Disputes,
    Account,
    Foretells,
    Sees,
    Habit,
    Ground,
    Terms,
    Thought,
    Maybe,
    Plays,
    Lie,
    Bond,
    Takes,
}

impl Place {
    const ALL: [(Self, &'static str); 44] = [
        (Self::Scene, "scene"),
        (Self::Game, "game"),
        (Self::Fictional, "fictional"),
        (Self::Imagine, "imagine"),
        (Self::Future, "future"),
        (Self::Conceivable, "conceivable"),
        (Self::Dread, "dread"),
        (Self::Standing, "standing"),
        (Self::Plan, "plan"),
        (Self::Judged, "judged"),
        (Self::Hearsay, "hearsay"),
        (Self::Unconfirmed, "unconfirmed"),
        (Self::False, "false"),
        (Self::Falsely, "falsely"),
        (Self::Edition, "edition"),
        (Self::Nearly, "nearly"),
        (Self::Correction, "correction"),
        (Self::Verb, "verb"),
        (Self::Complement, "complement"),
        (Self::Factive, "factive"),
        (Self::Does, "does"),
        (Self::Blames, "blames"),
        (Self::Condition, "condition"),
        (Self::Tale, "tale"),
        (Self::Refutes, "refutes"),
        (Self::Adjective, "adjective"),
        (Self::Attribute, "attribute"),
        (Self::Undergoes, "undergoes"),
        (Self::Befell, "befell"),
        (Self::Deed, "deed"),
        (Self::Moment, "moment"),
        (Self::Disputes, "disputes"),
        (Self::Account, "account"),
        (Self::Foretells, "foretells"),
        (Self::Sees, "sees"),
        (Self::Habit, "habit"),
        (Self::Ground, "ground"),
        (Self::Terms, "terms"),
        (Self::Thought, "thought"),
        (Self::Maybe, "maybe"),
        (Self::Plays, "plays"),
        (Self::Lie, "lie"),
        (Self::Bond, "bond"),
        (Self::Takes, "takes"),
    ];

    pub(super) const fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// What the table says of a word.
#[derive(Debug, Default)]
struct Entry {
    /// One bit for each place where it says something by itself.
    alone: u64,
    /// The same for what it says behind another word: `war game`.
    after: Vec<(&'static str, u64)>,
    /// What it makes of what is told, in each of these places.
    effects: Vec<(Place, Option<Status>)>,
}

static WORDS: LazyLock<WordMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut words: WordMap<&'static str, Entry> = WordMap::default();
    for (effect, place, list) in rows() {
        let Some((place, _)) = Place::ALL.iter().find(|(_, name)| *name == place) else { continue };
        let effect = EFFECTS.into_iter().find(|status| status.as_str() == effect);
        for word in list.split(';') {
            let last = word.rsplit_once(' ').map_or(word, |(_, last)| last);
            words.entry(last).or_default().effects.push((*place, effect));
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

/// What a line may make of what is told, beside `real`.
const EFFECTS: [Status; 3] = [Status::Denied, Status::Hypothetical, Status::Expected];

/// The lines of the table: effect, place, words.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let text = include_str!("../../data/status.tsv");
    text.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut columns = row.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

/// The words that [`places`] knows.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.keys().copied()
}

/// One bit for each place in which the table has a word, with the word before it where that counts.
pub(super) fn places(reading: &Reading, token: usize) -> u64 {
    if !reading.is_asked(token, asks::STATUS) {
        return 0;
    }
    let Some(entry) = WORDS.get(reading.lower(token)) else { return 0 };
    let before = |(word, bit): &(&str, u64)| {
        let stands = token > 0 && reading.lower(token - 1) == *word;
        if stands { *bit } else { 0 }
    };
    entry.after.iter().map(before).fold(entry.alone, |all, bit| all | bit)
}

/// True where the table has a word in a place.
pub(super) fn is(reading: &Reading, token: usize, place: Place) -> bool {
    places(reading, token) & place.bit() != 0
}

/// True where the table has a verb, by its base form, in a place.
pub(super) fn has(word: &str, place: Place) -> bool {
    WORDS.get(word).is_some_and(|entry| entry.alone & place.bit() != 0)
}

/// What a word makes, in a place, of what is told; nothing where it leaves that real, or is not there.
pub(super) fn effect(word: &str, place: Place) -> Option<Status> {
    let effects = &WORDS.get(word)?.effects;
    effects.iter().find(|(one, _)| *one == place).and_then(|(_, effect)| *effect)
}

/// The word of the table that decides how real something is: where it stands there, and its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Why {
    pub(super) place: Place,
    pub(super) token: usize,
}

impl Why {
    /// The rule in words: `status.tsv: tale reports`.
    pub(super) fn told(self, reading: &Reading) -> String {
        let place =
            Place::ALL.iter().find(|(one, _)| *one == self.place).map_or("", |(_, name)| name);
        format!("status.tsv: {place} {}", reading.lower(self.token))
    }
}

#[cfg(test)]
mod tests {
    use super::{EFFECTS, Place, Status, rows};

    #[test]
    fn every_line_has_an_effect_and_a_place_and_every_place_a_line() {
        for (_, name) in Place::ALL {
            assert!(rows().any(|(_, place, _)| place == name), "{name}");
        }
        let effects = EFFECTS.map(Status::as_str);
        for (effect, place, words) in rows() {
            assert!(effect == "real" || effects.contains(&effect), "{effect}");
            assert!(Place::ALL.iter().any(|(_, name)| *name == place), "{place}");
            assert!(words.split(';').all(|word| !word.is_empty()), "{place}");
        }
    }
}
