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

static WORDS: LazyLock<WordMap<&'static str, Bystander>> = LazyLock::new(read);

fn read() -> WordMap<&'static str, Bystander> {
    let mut words = WordMap::default();
    for row in rows(include_str!("../../data/bystanders.tsv")) {
        let kind = match row[0] {
            "medium" => Bystander::Medium,
            "aside" => Bystander::Aside,
            "carrier" => Bystander::Carrier,
            "another" => Bystander::Another,
            "post" => Bystander::Post,
            _ => Bystander::Own,
        };
        words.extend(list(&row, 1).map(|word| (word, kind)));
    }
    words
}

/// What a word in lower case is, if it is in the table.
pub(crate) fn bystander(word: &str) -> Option<Bystander> {
    WORDS.get(word).copied()
}
