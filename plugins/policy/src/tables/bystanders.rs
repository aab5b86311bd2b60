//! The table `data/bystanders.tsv`: words for those who are named and take no part.

use std::sync::LazyLock;

use super::{list, rows};
use crate::hash::WordMap;

/// What such a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bystander {
    /// Spreads news: what is told there is not done to it.
    Medium,
    /// Begins, behind a comma, words on others.
    Aside,
    /// A participle whose `by` names who spreads what it is said of.
    Carrier,
    /// Stands in some relation to its owner, without being of its state.
    Another,
    /// A person of somebody, and not that somebody.
    Own,
    /// A post that a name may stand behind, and no office of a state.
    Post,
}

impl Bystander {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Medium, "medium"),
        (Self::Aside, "aside"),
        (Self::Carrier, "carrier"),
        (Self::Another, "another"),
        (Self::Own, "own"),
        (Self::Post, "post"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(kind, _)| *kind)
    }
}

static WORDS: LazyLock<WordMap<&'static str, Bystander>> = LazyLock::new(read);

fn read() -> WordMap<&'static str, Bystander> {
    let mut words = WordMap::default();
    for row in rows(include_str!("../../data/bystanders.tsv")) {
        // A kind that is misspelt is found by the tests below.
        let Some(kind) = Bystander::named(row[0]) else { continue };
        words.extend(list(&row, 1).map(|word| (word, kind)));
    }
    words
}

/// What a word in lower case is, if it is in the table.
pub(crate) fn bystander(word: &str) -> Option<Bystander> {
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::{Bystander, rows};

    #[test]
    fn every_row_has_a_kind_and_every_kind_a_row() {
        let rows: Vec<_> = rows(include_str!("../../data/bystanders.tsv")).collect();
        for row in &rows {
            assert!(Bystander::named(row[0]).is_some(), "{row:?}");
        }
        for (_, name) in Bystander::ALL {
            assert!(rows.iter().any(|row| row[0] == name), "{name}");
        }
    }
}
