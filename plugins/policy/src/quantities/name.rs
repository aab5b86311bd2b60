//! Numbers that name something and count nothing: `Article 4`, `Estlink 2`, `+44 20 7946 0000`.

use std::sync::LazyLock;

use super::is_year;
use crate::hash::WordSet;
use crate::syntax::group::is_time;
use crate::syntax::{Reading, Sentence, Tag};
use crate::tables::{Meaning, tables};

/// The nouns of `data/numbered.txt`.
static NUMBERED: LazyLock<WordSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/numbered.txt").lines();
    let words = lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    words.collect()
});

/// The most tokens of a name of a state or of an organisation that are looked at before a number.
const NAME: usize = 4;

/// True where the number at a token is one of a telephone or of a name; `counted` is the noun that it may be the number of.
pub(super) fn is_of_name(
    reading: &Reading,
    at: usize,
    sentence: &Sentence,
    counted: Option<usize>,
) -> bool {
    let word = reading.word(at);
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        // `one China`, `one Korea`
        return word.eq_ignore_ascii_case("one")
            && counted.is_some_and(|noun| reading.tokens[noun].tag == Tag::Proper);
    }
    is_telephone(reading, at, sentence)
        || is_address(reading, at, sentence)
        || at > sentence.first && is_behind_name(reading, at, sentence, counted)
}

/// `030 1234567`, `+44 20 7946 0000`: digits beside digits, a zero or a plus before them.
fn is_telephone(reading: &Reading, at: usize, sentence: &Sentence) -> bool {
    let word = reading.word(at);
    let is_digits = |at: usize| {
        (sentence.first..sentence.end).contains(&at)
            && reading.word(at).bytes().all(|byte| byte.is_ascii_digit())
            && !is_year(reading.word(at))
    };
    word.len() > 1 && word.starts_with('0') && word.bytes().all(|byte| byte.is_ascii_digit())
        || at > 0 && (is_digits(at - 1) || reading.word(at - 1) == "+")
        || is_digits(at) && is_digits(at + 1)
}

/// `10 Downing Street`
fn is_address(reading: &Reading, at: usize, sentence: &Sentence) -> bool {
    let names = (at + 1..sentence.end.min(at + 4)).take_while(|at| reading.is_capital(*at));
    names.skip(1).any(|at| {
        matches!(reading.word(at), "Street" | "Road" | "Avenue" | "Square" | "Lane" | "Boulevard")
    })
}

/// `Article 4`, `Nord Stream 2`, `Leopard 2 tanks`; but `gave Ukraine 31 tanks`, `In Lima 300 people`.
fn is_behind_name(
    reading: &Reading,
    at: usize,
    sentence: &Sentence,
    counted: Option<usize>,
) -> bool {
    let before = at - 1;
    let is_name = reading.is_capital(before)
        && (before > sentence.first || counted.is_none())
        && matches!(reading.tokens[before].tag, Tag::Proper | Tag::Noun);
    let is_numbered = NUMBERED.contains(reading.lower(before));
    if is_numbered && (counted.is_none() || reading.is_capital(before)) {
        return true;
    }
    let measures = counted.is_some_and(|noun| is_time(reading.lower(noun)));
    is_name
        && !measures
        && reading.word(at).len() <= 4
        && (counted.is_none() || !is_known(reading, before, sentence))
}

/// True where the name of a state, a place, an organisation or a leader ends at a token.
fn is_known(reading: &Reading, last: usize, sentence: &Sentence) -> bool {
    let first = sentence.first.max((last + 1).saturating_sub(NAME));
    (first..=last).any(|from| {
        tables().names.longest(reading, from, last + 1).is_some_and(|(to, meanings)| {
            to == last && meanings.iter().any(|one| !matches!(one, Meaning::Place(None)))
        })
    })
}
