//! The table `data/hedges.tsv`: words that say how sure somebody is.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::syntax::Reading;

/// Where a range of percent is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Intelligence Community Directive 203.
    Icd203,
    /// A survey of readers.
    Survey,
    /// The text itself, which gives a number.
    Stated,
    /// Nobody says how probable it is.
    Possible,
    /// Told outright to come, and how probable is left open.
    Foretold,
}

impl Scale {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Icd203 => "icd-203",
            Self::Survey => "survey",
            Self::Stated => "stated",
            Self::Possible => "possible",
            Self::Foretold => "foretold",
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Hedge {
    words: Vec<&'static str>,
    pub(super) scale: Scale,
    /// The lowest and the highest percent.
    pub(super) band: Option<(u8, u8)>,
}

/// The hedges by their first word, the longest first, so that `very likely` is found before `likely`.
static HEDGES: LazyLock<WordMap<&'static str, Vec<Hedge>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/hedges.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut all: WordMap<&'static str, Vec<Hedge>> = WordMap::default();
    for hedge in lines.map(read) {
        let list = all.entry(hedge.words[0]).or_default();
        list.push(hedge);
        list.sort_by_key(|hedge| std::cmp::Reverse(hedge.words.len()));
    }
    all
});

fn read(line: &'static str) -> Hedge {
    let columns: Vec<&str> = line.split('\t').collect();
    let number = |column: usize| columns.get(column).and_then(|number| number.parse().ok());
    Hedge {
        words: columns.first().copied().unwrap_or_default().split(' ').collect(),
        scale: match columns.get(1).copied() {
            Some("icd-203") => Scale::Icd203,
            Some("survey") => Scale::Survey,
            _ => Scale::Possible,
        },
        band: number(2).zip(number(3)),
    }
}

/// The longest hedge that begins at a token, and its last token.
pub(super) fn at(reading: &Reading, token: usize, end: usize) -> Option<(&'static Hedge, usize)> {
    let hedge = HEDGES.get(reading.lower(token))?.iter().find(|hedge| {
        token + hedge.words.len() <= end
            && hedge
                .words
                .iter()
                .enumerate()
                .all(|(place, word)| reading.lower(token + place) == *word)
    })?;
    Some((hedge, token + hedge.words.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::{HEDGES, Scale};

    #[test]
    fn only_words_with_a_scale_have_a_range() {
        for hedge in HEDGES.values().flatten() {
            let stated = matches!(hedge.scale, Scale::Icd203 | Scale::Survey);
            assert_eq!(hedge.band.is_some(), stated, "{hedge:?}");
            assert!(hedge.band.is_none_or(|(low, high)| low < high && high <= 100), "{hedge:?}");
        }
    }
}
