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
    /// A noun whose clause speaks for an option or against it: `The appeal is …`, `The danger is …`.
    Merit,
    Trouble,
    /// How little there is of one of these.
    Small,
    /// A verb that speaks for an option where a good follows it, `brings jobs`, and such a good.
    Earn,
    Good,
    /// A noun that any option may be called by.
    Vague,
}

impl Wording {
    const ALL: [(Self, &'static str); 14] = [
        (Self::Benefit, "benefit"),
        (Self::Cost, "cost"),
        (Self::Burden, "burden"),
        (Self::For, "for"),
        (Self::Against, "against"),
        (Self::ForIt, "for it"),
        (Self::AgainstIt, "against it"),
        (Self::Expected, "expected"),
        (Self::Merit, "merit"),
        (Self::Trouble, "trouble"),
        (Self::Small, "small"),
        (Self::Earn, "earn"),
        (Self::Good, "good"),
        (Self::Vague, "vague"),
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

/// How many words a `*` stands for at most.
const BETWEEN: usize = 3;

/// True where words that say this of an option begin at a token and end up to another, which is included.
pub(super) fn says(reading: &Reading, at: usize, last: usize, wording: Wording) -> bool {
    if !reading.is_asked(at, asks::WEIGHING) {
        return false;
    }
    let Some(entries) = WORDINGS.get(reading.lower(at)) else { return false };
    entries.iter().any(|(rest, kind)| *kind == wording && follows(reading, rest, at + 1, last))
}

/// True where words stand from a token on, up to another.
fn follows(reading: &Reading, rest: &[&str], at: usize, last: usize) -> bool {
    match rest.split_first() {
        None => true,
        Some((&"*", rest)) => (at + 1..=at + BETWEEN).any(|at| follows(reading, rest, at, last)),
        Some((word, rest)) => {
            at <= last && reading.lower(at) == *word && follows(reading, rest, at + 1, last)
        }
    }
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
