//! The table `data/weighing.tsv`: words for and against an option.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::syntax::Reading;

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

/// The words behind the first, and what they say.
type Entry = (Vec<&'static str>, Wording);

/// All words by their first one.
static WORDINGS: LazyLock<WordMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut all: WordMap<&'static str, Vec<Entry>> = WordMap::default();
    let lines = include_str!("../../data/weighing.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    for (kind, words) in rows {
        let wording = match kind {
            "benefit" => Wording::Benefit,
            "cost" => Wording::Cost,
            "burden" => Wording::Burden,
            "for" => Wording::For,
            "against" => Wording::Against,
            "for it" => Wording::ForIt,
            "against it" => Wording::AgainstIt,
            _ => Wording::Expected,
        };
        for phrase in words.split(';') {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            all.entry(first).or_default().push((words.collect(), wording));
        }
    }
    all
});

/// True where words that say this of an option begin at a token and end up to another, which is included.
pub(super) fn says(reading: &Reading, at: usize, last: usize, wording: Wording) -> bool {
    let Some(entries) = WORDINGS.get(reading.lower(at)) else { return false };
    entries.iter().any(|(rest, kind)| {
        *kind == wording
            && at + rest.len() <= last
            && rest.iter().zip(at + 1..).all(|(word, at)| reading.lower(at) == *word)
    })
}
