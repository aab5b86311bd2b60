//! The table `data/weighing.tsv`: words for and against an option.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::syntax::Reading;
use crate::vocabulary::asks;

/// What words say of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    Benefit,
    Cost,
    /// A cost that may be spared.
    Burden,
    For,
    Against,
    /// For one that the sentence names.
    ForIt,
    AgainstIt,
    Expected,
}

impl Wording {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Benefit, "benefit"),
        (Self::Cost, "cost"),
        (Self::Burden, "burden"),
        (Self::For, "for"),
        (Self::Against, "against"),
        (Self::ForIt, "for it"),
        (Self::AgainstIt, "against it"),
        (Self::Expected, "expected"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(wording, _)| *wording)
    }
}

/// The words behind the first, and what they say.
type Entry = (Vec<&'static str>, Wording);

/// All words by their first one.
static WORDINGS: LazyLock<WordMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut all: WordMap<&'static str, Vec<Entry>> = WordMap::default();
    for (kind, words) in rows() {
        // A kind that is misspelt is found by the tests below.
        let Some(wording) = Wording::named(kind) else { continue };
        for phrase in words.split(';') {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            all.entry(first).or_default().push((words.collect(), wording));
        }
    }
    all
});

/// The lines of the table: kind, words.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../data/weighing.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// The first words of all of them.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    WORDINGS.keys().copied()
}

/// True where words that say this of an option begin at a token and end up to another, which is included.
pub(super) fn says(reading: &Reading, at: usize, last: usize, wording: Wording) -> bool {
    if !reading.is_asked(at, asks::WEIGHING) {
        return false;
    }
    let Some(entries) = WORDINGS.get(reading.lower(at)) else { return false };
    entries.iter().any(|(rest, kind)| {
        *kind == wording
            && at + rest.len() <= last
            && rest.iter().zip(at + 1..).all(|(word, at)| reading.lower(at) == *word)
    })
}

#[cfg(test)]
mod tests {
    use super::{Wording, rows};

    #[test]
    fn every_row_has_a_kind_and_every_kind_a_row() {
        for (kind, words) in rows() {
            assert!(Wording::named(kind).is_some(), "{kind}");
            assert!(words.split(';').all(|phrase| !phrase.trim().is_empty()), "{kind}");
        }
        for (_, name) in Wording::ALL {
            assert!(rows().any(|(kind, _)| kind == name), "{name}");
        }
    }
}
