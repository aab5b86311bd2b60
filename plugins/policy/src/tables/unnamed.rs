//! The table `data/unnamed.tsv`: words of deeds that are events though nobody known did them.

use std::sync::LazyLock;

use super::{list, rows};
use crate::hash::WordMap;

/// What such a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// A verb of a blow.
    Blow,
    /// A verb of harm that may be an accident.
    Harm,
    /// A verb of force against people.
    Capture,
    /// A verb of what many do in the streets.
    March,
    /// A verb that ends talks.
    Sign,
    /// What is signed then.
    Document,
    /// A word before `agreement`.
    Treaty,
    /// A noun that counts those behind `of`.
    Many,
    /// A noun for a blow.
    Evidence,
}

impl Unnamed {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Blow, "blow"),
        (Self::Harm, "harm"),
        (Self::Capture, "capture"),
        (Self::March, "march"),
        (Self::Sign, "sign"),
        (Self::Document, "document"),
        (Self::Treaty, "treaty"),
        (Self::Many, "many"),
        (Self::Evidence, "evidence"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(kind, _)| *kind)
    }
}

static WORDS: LazyLock<WordMap<&'static str, Vec<Unnamed>>> = LazyLock::new(|| {
    let mut words: WordMap<&'static str, Vec<Unnamed>> = WordMap::default();
    for row in rows(include_str!("../../data/unnamed.tsv")) {
        // A kind that is misspelt is found by the tests below.
        let Some(kind) = Unnamed::named(row[0]) else { continue };
        for word in list(&row, 1) {
            words.entry(word).or_default().push(kind);
        }
    }
    words
});

/// True for a word of the table of this kind.
pub(crate) fn unnamed(word: &str, kind: Unnamed) -> bool {
    WORDS.get(word).is_some_and(|kinds| kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::{Unnamed, rows};

    #[test]
    fn every_row_has_a_kind_and_every_kind_a_row() {
        let rows: Vec<_> = rows(include_str!("../../data/unnamed.tsv")).collect();
        for row in &rows {
            assert!(Unnamed::named(row[0]).is_some(), "{row:?}");
        }
        for (_, name) in Unnamed::ALL {
            assert!(rows.iter().any(|row| row[0] == name), "{name}");
        }
    }
}
