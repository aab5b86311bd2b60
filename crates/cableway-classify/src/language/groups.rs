//! The languages that are told apart by their n-grams, by script, and how n-grams find their row in the
//! table. Also compiled into the program that makes the table, so that both agree.

/// Languages of one script, which one part of the table tells apart.
#[derive(Debug)]
pub(crate) struct Group {
    /// The languages in ISO 639-1, in the order of the table's lanes. The lane after the last one stands
    /// for text that is in none of them.
    pub(crate) codes: &'static [&'static str],
    /// The table has two to the power of this many rows for the group.
    pub(crate) bits: u32,
}

impl Group {
    /// Weights in a row: one for each language, one for none of them, and zeros up to a multiple of
    /// eight, which compilers turn into whole vectors.
    pub(crate) const fn lanes(&self) -> usize {
        (self.codes.len() + 1).next_multiple_of(8)
    }

    /// Weights in all rows together.
    pub(crate) const fn weights(&self) -> usize {
        self.lanes() << self.bits
    }
}

#[rustfmt::skip]
pub(crate) const LATIN: Group = Group {
    codes: &[
        "af", "az", "ca", "cs", "cy", "da", "de", "en", "eo", "es", "et", "eu", "fi", "fr", "ga", "hr",
        "hu", "id", "is", "it", "la", "lg", "lt", "lv", "mi", "nb", "nl", "nn", "pl", "pt", "ro", "sk",
        "sl", "sn", "so", "sq", "sr", "st", "sv", "sw", "tl", "tn", "tr", "ts", "vi", "xh", "yo", "zu",
    ],
    bits: 15,
};
pub(crate) const CYRILLIC: Group =
    Group { codes: &["be", "bg", "kk", "mk", "mn", "ru", "sr", "uk"], bits: 13 };
pub(crate) const ARABIC: Group = Group { codes: &["ar", "fa", "ur"], bits: 12 };
pub(crate) const DEVANAGARI: Group = Group { codes: &["hi", "mr"], bits: 12 };

/// All groups, in the order of the table.
pub(crate) const GROUPS: [&Group; 4] = [&LATIN, &CYRILLIC, &ARABIC, &DEVANAGARI];

/// The byte that stands for a weight of zero: bytes without a sign are added up faster.
#[allow(dead_code, reason = "only the program that makes the table needs it")]
pub(crate) const ZERO: f32 = 128.0;

/// The longest n-gram, in characters, the marks of a word's start and end counted.
const LONGEST: usize = 5;

/// Calls `visit` with the hash of every n-gram of a word, of one to five characters. `word` holds the
/// characters of the word, in lower case, between two zeros, which mark its start and its end.
pub(crate) fn grams(word: &[u32], mut visit: impl FnMut(u32)) {
    for start in 0..word.len() {
        let mut hash = 0x9e37_79b9_u32;
        for (place, &character) in word[start..].iter().take(LONGEST).enumerate() {
            hash = (hash ^ character).wrapping_mul(0x85eb_ca6b).rotate_left(13);
            // A mark alone says nothing.
            if place > 0 || character != 0 {
                visit((hash ^ hash >> 15).wrapping_mul(0xc2b2_ae35));
            }
        }
    }
}

/// The row of an n-gram in a table of two to the power of `bits` rows.
pub(crate) const fn row(hash: u32, bits: u32) -> usize {
    (hash >> (32 - bits)) as usize
}
