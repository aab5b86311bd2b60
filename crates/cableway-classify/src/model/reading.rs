//! What texts are told apart by: words, pairs of words, beginnings and parts of words, each hashed.

use std::ops::Range;

use cableway_core::text::words;
use serde::{Deserialize, Serialize};

use crate::topics::is_unspaced;

/// Which parts of words are features besides the words themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Characters {
    /// None.
    None,
    /// The first four, five and six characters of longer words, which join the forms of a word.
    Starts,
    /// All runs of three, four and five characters, with the word's ends marked.
    Within,
}

/// Which features are read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    /// Whether two words that follow each other are a feature. In scripts that write no spaces two
    /// neighbouring characters always are.
    pub pairs: bool,
    /// Which parts of words are.
    pub characters: Characters,
    /// How often a word of title and standfirst counts; one of the body counts once.
    pub title_weight: u8,
}

/// A piece of text that is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    /// Where it starts in `Document::text`; `None` for a title that only the metadata gives.
    pub(super) at: Option<usize>,
    /// Whether it is title or standfirst.
    pub(super) is_title: bool,
}

/// A word or a pair of words, whatever its places.
#[derive(Debug)]
pub(super) struct Unit {
    hash: u64,
    /// How often it occurs, those of titles counted as [`Features::title_weight`] says.
    pub(super) count: u32,
    features: Range<usize>,
}

/// A place where a unit stands, in bytes of `Document::text`, end exclusive.
#[derive(Debug)]
pub(super) struct Occurrence {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The place of the unit in [`Reading::units`].
    pub(super) unit: usize,
}

/// A text as units and features. It is read into again and again, so that its tables are not made anew for
/// each document.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Hash table: place in `units` and 1, or 0.
    table: Vec<u32>,
    pub(super) units: Vec<Unit>,
    pub(super) occurrences: Vec<Occurrence>,
    /// Those of all units, one unit after the other.
    features: Vec<u32>,
    /// How often each feature occurs; zero but for those in `found`.
    counts: Vec<u32>,
    /// The features that occur, in the order of the text.
    pub(super) found: Vec<u32>,
    /// The word at hand, in lower case.
    folded: Vec<char>,
    /// How many words the text has.
    pub(super) words: usize,
}

impl Reading {
    /// Reads `parts`. `number` tells the number of a feature, less than `size`, from its hash; a feature
    /// without one is passed over.
    pub(super) fn read(
        &mut self,
        parts: &[Part<'_>],
        features: Features,
        size: usize,
        number: &impl Fn(u64) -> Option<u32>,
    ) {
        self.clear(size);
        for part in parts {
            let weight = if part.is_title { u32::from(features.title_weight) } else { 1 };
            // The hash of the word before, where it ends, and whether it is of a script without spaces.
            let mut before: Option<(u64, usize, usize, bool)> = None;
            for word in words(part.text) {
                self.words += 1;
                let place = |at: usize| part.at.map(|start| start + at);
                let (start, end) = (word.span.start(), word.span.end());
                let is_plain = is_plain(word.text);
                let unspaced = !is_plain && word.text.chars().next().is_some_and(is_unspaced);
                // `l'Europe` and `Europe's` hold words; the evidence is the whole.
                for piece in pieces(word.text, is_plain) {
                    let Some(hash) = hash_of(piece, is_plain) else { continue };
                    let (unit, is_new) = self.unit(hash, weight);
                    if is_new {
                        self.describe_word(piece, hash, features.characters, number);
                    }
                    self.occurs(unit, place(start), place(end));
                    if let Some((other, first, last, was_unspaced)) = before
                        && (features.pairs || unspaced && was_unspaced && last == start)
                    {
                        let pair = mix(other.rotate_left(23) ^ hash ^ PAIR);
                        let (unit, is_new) = self.unit(pair, weight);
                        if is_new {
                            self.describe(|_, out| out.extend(number(pair)));
                        }
                        self.occurs(unit, place(first), place(end));
                    }
                    before = Some((hash, start, end, unspaced));
                }
            }
        }
        for unit in &self.units {
            for &feature in &self.features[unit.features.clone()] {
                let Some(count) = self.counts.get_mut(feature as usize) else { continue };
                if *count == 0 {
                    self.found.push(feature);
                }
                *count = count.saturating_add(unit.count);
            }
        }
    }

    fn clear(&mut self, size: usize) {
        for &feature in &self.found {
            self.counts[feature as usize] = 0;
        }
        self.counts.resize(size, 0);
        self.found.clear();
        self.units.clear();
        self.occurrences.clear();
        self.features.clear();
        self.words = 0;
        if self.table.len() > 1 << 16 {
            self.table = Vec::new();
        }
        self.table.fill(0);
    }

    /// How often a feature occurs.
    pub(super) fn count(&self, feature: u32) -> u32 {
        self.counts.get(feature as usize).copied().unwrap_or(0)
    }

    /// The features of a unit.
    pub(super) fn features_of(&self, unit: &Unit) -> &[u32] {
        self.features.get(unit.features.clone()).unwrap_or_default()
    }

    /// The place of the unit with this hash, and whether it is new: then it has no features yet.
    fn unit(&mut self, hash: u64, weight: u32) -> (usize, bool) {
        if self.table.len() <= self.units.len() * 2 {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(place) = self.table[slot].checked_sub(1) {
            let unit = &mut self.units[place as usize];
            if unit.hash == hash {
                unit.count = unit.count.saturating_add(weight);
                return (place as usize, false);
            }
            slot = (slot + 1) & mask;
        }
        let place = self.units.len();
        self.table[slot] = place as u32 + 1;
        let none = self.features.len();
        self.units.push(Unit { hash, count: weight, features: none..none });
        (place, true)
    }

    /// Gives the newest unit its features.
    fn describe(&mut self, features: impl FnOnce(&[char], &mut Vec<u32>)) {
        features(&self.folded, &mut self.features);
        if let Some(unit) = self.units.last_mut() {
            unit.features.end = self.features.len();
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        self.table.clear();
        self.table.resize(size, 0);
        for (place, unit) in self.units.iter().enumerate() {
            let mut slot = unit.hash as usize & (size - 1);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = place as u32 + 1;
        }
    }

    fn occurs(&mut self, unit: usize, start: Option<usize>, end: Option<usize>) {
        if let (Some(start), Some(end)) = (start, end) {
            self.occurrences.push(Occurrence { start, end, unit });
        }
    }

    /// Gives the newest unit, which is the word `piece`, its features.
    fn describe_word(
        &mut self,
        piece: &str,
        hash: u64,
        characters: Characters,
        number: &impl Fn(u64) -> Option<u32>,
    ) {
        self.folded.clear();
        if characters != Characters::None {
            self.folded.extend(piece.chars().flat_map(char::to_lowercase));
        }
        self.describe(|folded, out| {
            out.extend(number(hash));
            match characters {
                Characters::None => {}
                Characters::Starts => starts(folded, |hash| out.extend(number(hash))),
                Characters::Within => runs(folded, |hash| out.extend(number(hash))),
            }
        });
    }
}

/// True for a word, as most are, of ASCII letters and digits without an apostrophe.
fn is_plain(word: &str) -> bool {
    !word.bytes().any(|byte| !byte.is_ascii() || byte == b'\'')
}

/// What apostrophes part a word into.
fn pieces(word: &str, is_plain: bool) -> impl Iterator<Item = &str> {
    let (whole, parts) = if is_plain { (Some(word), "") } else { (None, word) };
    // An empty part has no hash.
    whole.into_iter().chain(parts.split(['\'', '’']))
}

/// The hash of a word in lower case; `None` where it is empty.
fn hash_of(piece: &str, is_plain: bool) -> Option<u64> {
    let state = if is_plain {
        let lower = piece.bytes().map(|byte| u32::from(byte.to_ascii_lowercase()));
        lower.fold(SEED, step)
    } else {
        piece.chars().flat_map(char::to_lowercase).map(u32::from).fold(SEED, step)
    };
    (!piece.is_empty()).then(|| mix(state))
}

/// The first four, five and six characters of a longer word.
fn starts(word: &[char], mut give: impl FnMut(u64)) {
    let mut state = SEED;
    for (place, &c) in word.iter().take(6).enumerate() {
        state = step(state, c.into());
        if place >= 3 && word.len() > place + 1 {
            give(mix(state ^ START));
        }
    }
}

/// All runs of three, four and five characters of a word, whose ends are characters too.
fn runs(word: &[char], mut give: impl FnMut(u64)) {
    let length = word.len() + 2;
    let at = |place: usize| {
        let inside = place.checked_sub(1).and_then(|place| word.get(place));
        u32::from(inside.copied().unwrap_or(WORD_END))
    };
    for start in 0..length {
        let mut state = SEED ^ WITHIN;
        for place in start..length.min(start + 5) {
            state = step(state, at(place));
            if place >= start + 2 {
                give(mix(state));
            }
        }
    }
}

// So that a word, the start of one and a part of one are different features; any numbers do.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const START: u64 = 0x517c_c1b7_2722_0a95;
const WITHIN: u64 = 0x2545_f491_4f6c_dd1d;
const PAIR: u64 = 0x9e6c_63d0_876a_46b3;
/// Stands for the ends of a word; no word holds it.
const WORD_END: char = ' ';

/// One step of FNV-1a over characters in place of bytes.
fn step(state: u64, c: u32) -> u64 {
    (state ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The last step of `MurmurHash3`, by Austin Appleby: every bit of the hash depends on all bits of the
/// state.
fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::{Characters, Features, Part, Reading};
    use crate::model::space::bucket_of;

    const WORDS: Features =
        Features { pairs: false, characters: Characters::None, title_weight: 3 };

    fn counts(text: &str, features: Features, is_title: bool) -> Vec<(u32, u32)> {
        let mut reading = Reading::default();
        let part = Part { text, at: Some(0), is_title };
        // Twice, since what is left of the first time must not be seen.
        for _ in 0..2 {
            reading.read(&[part], features, 1 << 20, &bucket_of(20));
        }
        let mut counts: Vec<(u32, u32)> =
            reading.found.iter().map(|&feature| (feature, reading.count(feature))).collect();
        counts.sort_unstable();
        counts
    }

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(counts(one, WORDS, false), counts(other, WORDS, false));
    }

    #[test]
    fn words_are_the_same_in_any_case_and_order() {
        same("The Ferry sails", "SAILS the ferry");
        same("l'Europe", "L’EUROPE!");
        same("Straße ÉTÉ", "été STRAßE");
    }

    #[test]
    fn words_are_counted_and_those_of_titles_more() {
        let found = |is_title| counts("ferry, ferry", WORDS, is_title)[0].1;
        assert_eq!((found(false), found(true)), (2, 6));
    }

    #[test]
    fn kinds_of_features() {
        let number = |text: &str, pairs, characters| {
            counts(text, Features { pairs, characters, title_weight: 1 }, false).len()
        };
        assert_eq!(number("two words", false, Characters::None), 2);
        assert_eq!(number("two words", true, Characters::None), 3);
        // `sanc`, `sanct`, `sancti`; a word of four characters has no beginning besides itself.
        assert_eq!(number("sanctions ship", false, Characters::Starts), 2 + 3);
        // ` shi`, `shi`, …: the six characters with the ends have 4 + 3 + 2 runs.
        assert_eq!(number("ship", false, Characters::Within), 1 + 9);
        // Four characters, three pairs of neighbours.
        assert_eq!(number("渡轮今天", false, Characters::None), 4 + 3);
        assert_eq!(number("渡轮 今天", false, Characters::None), 4 + 2);
    }
}
