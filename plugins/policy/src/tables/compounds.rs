//! The table `data/compounds.tsv`: words that make another thing of the name of a state or city beside them.

use std::sync::LazyLock;

use super::{list, rows};
use crate::hash::WordMap;

/// What such a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compound {
    /// Behind the name: `the Jordan river`.
    Land,
    /// Behind the name: `China Daily`.
    Body,
    /// In front of the name, or of `of` in front of it: `Lake Chad`, `Gulf of Oman`.
    Before,
    /// A name that is also a given name of persons.
    Given,
    /// What only a place is said to be.
    Site,
    /// A verb that takes people from where they are.
    Mover,
}

static WORDS: LazyLock<WordMap<&'static str, Vec<Compound>>> = LazyLock::new(read);

fn read() -> WordMap<&'static str, Vec<Compound>> {
    let mut words: WordMap<&'static str, Vec<Compound>> = WordMap::default();
    for row in rows(include_str!("../../data/compounds.tsv")) {
        let kind = match row[0] {
            "land" => Compound::Land,
            "body" => Compound::Body,
            "before" => Compound::Before,
            "given" => Compound::Given,
            "site" => Compound::Site,
            _ => Compound::Mover,
        };
        for word in list(&row, 1) {
            words.entry(word).or_default().push(kind);
        }
    }
    words
}

/// True where a word is of a kind in the table.
pub(crate) fn is_compound(word: &str, kind: Compound) -> bool {
    WORDS.get(word).is_some_and(|kinds| kinds.contains(&kind))
}
