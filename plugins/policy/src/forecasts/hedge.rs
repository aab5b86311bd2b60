//! The table `data/hedges.tsv`: words that say how sure somebody is.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::quantities::simple;
use crate::syntax::Reading;
use crate::vocabulary::asks;

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
    /// Told outright to come, `is bound to`, or under a condition; how probable is left open.
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
    /// Its words as the table has them.
    pub(super) line: &'static str,
    words: Vec<&'static str>,
    pub(super) scale: Scale,
    /// The lowest and the highest percent.
    pub(super) band: Option<(u8, u8)>,
    /// True where the words deny what they are said of.
    pub(super) denies: bool,
    /// True where they say how great a chance is, and are no hedge of anything else.
    pub(super) of_chance: bool,
    /// True where a verb must follow: `is going to leave`.
    pub(super) opens_verb: bool,
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
    let column = |column: usize| columns.get(column).copied().unwrap_or_default();
    let number = |at: usize| column(at).parse().ok();
    let words: Vec<&str> = column(0).split(' ').collect();
    Hedge {
        line: column(0),
        scale: match column(1) {
            "icd-203" => Scale::Icd203,
            "survey" => Scale::Survey,
            "foretold" => Scale::Foretold,
            _ => Scale::Possible,
        },
        band: number(2).zip(number(3)),
        denies: column(4) == "denies",
        of_chance: column(4) == "of a chance",
        opens_verb: column(1) == "foretold" && words.last() == Some(&"to"),
        words,
    }
}

impl Hedge {
    /// What the table has for the same words after `not`.
    pub(super) fn turned(&self) -> Option<(u8, u8)> {
        let list = HEDGES.get("not")?;
        list.iter().find(|one| one.words[1..] == self.words[..])?.band
    }

    /// The last token of these words, which begin at a token: `is not going to` is `is going to`, too.
    fn end(&self, reading: &Reading, token: usize, end: usize) -> Option<usize> {
        let mut at = token;
        for (place, word) in self.words.iter().enumerate() {
            if *word == "*" {
                let next = self.words.get(place + 1)?;
                at = (at + 1..end.min(at + 1 + GAP)).find(|at| reading.lower(*at) == *next)?;
                continue;
            }
            let is_be = matches!(self.words[0], "is" | "are");
            if place == 1 && is_be && is_not(reading.lower(at)) {
                at += 1;
            }
            let here = reading.lower(at);
            if at >= end || here != *word && !(*word == "not" && is_not(here)) {
                return None;
            }
            at += 1;
        }
        Some(at - 1)
    }
}

/// `would cost perhaps $2 billion`, `possibly two years`, `perhaps as many as 200 of them`: what stands behind the words is an
/// amount, which they give roughly.
fn is_of_amount(reading: &Reading, last: usize, end: usize) -> bool {
    let word = |at: usize| if at < end { reading.lower(at) } else { "" };
    let is_light = |word: &str| {
        matches!(
            word,
            "about" | "around" | "roughly" | "some" | "as" | "much" | "many" | "up" | "to"
        )
    };
    let mut at = last + 1;
    while is_light(word(at)) {
        at += 1;
    }
    match word(at) {
        "$" | "€" | "£" | "¥" | "us" | "half" => true,
        "a" | "an" => matches!(
            word(at + 1),
            "hundred"
                | "thousand"
                | "million"
                | "billion"
                | "dozen"
                | "third"
                | "quarter"
                | "fifth"
                | "tenth"
        ),
        // `perhaps one day`
        "one" => matches!(
            word(at + 1),
            "hundred" | "thousand" | "million" | "billion" | "in" | "or" | "percent" | "per" | "%"
        ),
        number => {
            // `Perhaps 2030 will be the year`
            let is_year =
                number.len() == 4 && (number.starts_with("20") || number.starts_with("19"));
            let counts = reading.tokens.get(at + 1).is_some_and(|next| next.tag.is_noun());
            simple(number).is_some() && (!is_year || counts)
        }
    }
}

/// The most words that a `*` stands for.
const GAP: usize = 5;

fn is_not(word: &str) -> bool {
    matches!(word, "not" | "n't" | "n’t")
}

/// What a token that begins a hedge may be in lower case.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    HEDGES.keys().copied().chain(["n't", "n’t"])
}

/// The longest hedge that begins at a token, and its last token; `perhaps` before an amount is none.
pub(super) fn at(reading: &Reading, token: usize, end: usize) -> Option<(&'static Hedge, usize)> {
    // Most words begin none.
    if !reading.is_asked(token, asks::HEDGE) {
        return None;
    }
    let word = reading.lower(token);
    let mut hedges = HEDGES.get(if is_not(word) { "not" } else { word })?.iter();
    let found = hedges.find_map(|hedge| Some((hedge, hedge.end(reading, token, end)?)));
    let (hedge, last) = found?;
    let is_rough = matches!(hedge.line, "perhaps" | "possibly") && is_of_amount(reading, last, end);
    (!is_rough).then_some((hedge, last))
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
