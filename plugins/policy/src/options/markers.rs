//! Words that open an option or refer to one: `Option one`, `the second scenario`.

use crate::syntax::{Reading, Sentence, Tag};
use crate::vocabulary::asks;

/// A marker in a sentence.
#[derive(Clone, Copy)]
pub(super) struct Marker {
    /// `option` or `scenario`, or nothing where the words leave that out: `The second would …`.
    pub(super) kind: Option<&'static str>,
    pub(super) number: u32,
    pub(super) first: usize,
    pub(super) last: usize,
    /// True where it opens an option rather than speak of one.
    pub(super) opens: bool,
}

/// All markers of a sentence.
pub(super) fn markers(reading: &Reading, sentence: &Sentence) -> Vec<Marker> {
    let mut all = Vec::new();
    if sentence.asked & asks::OPTION == 0 {
        return all;
    }
    for at in sentence.first..sentence.end {
        if !reading.is_asked(at, asks::OPTION) {
            continue;
        }
        let word = reading.lower(at);
        let next = if at + 1 < sentence.end { reading.lower(at + 1) } else { "" };
        // `Option one`, `Scenario B`, `Plan A`
        let is_plan = word == "plan" && next.len() == 1 && reading.is_capital(at + 1);
        if let Some(kind) = kind(word).or(is_plan.then_some("option"))
            && let Some(number) = cardinal(next)
        {
            all.push(Marker {
                kind: Some(kind),
                number,
                first: at,
                last: at + 1,
                opens: at < sentence.first + 3,
            });
            continue;
        }
        // `First scenario: …`
        if at == sentence.first
            && reading.word(at + 2) == ":"
            && let (Some(number), Some(kind)) = (ordinal(word), kind(next))
        {
            all.push(Marker { kind: Some(kind), number, first: at, last: at + 1, opens: true });
            continue;
        }
        // `The first option`, `the second scenario`, `The third is to`
        let Some(number) = ordinal(word)
            .filter(|_| at > sentence.first && matches!(reading.lower(at - 1), "the" | "a"))
        else {
            continue;
        };
        // `The third way is a club`, `A third way is to wait`, but `in a third way`.
        let way = next == "way"
            && at == sentence.first + 1
            && (reading.lower(at - 1) == "the"
                || matches!(reading.lower(at + 2), "is" | "would")
                    && (at + 3..sentence.end.min(at + 5))
                        .any(|at| reading.tokens[at].tag == Tag::To));
        if let Some(kind) = kind(next).or(way.then_some("option")) {
            // `Critics say a third possibility exists: a force of neighbours.`
            let told = reading.lower(at - 1) == "a"
                && matches!(reading.lower(at + 2), "exists" | "remains" | "is")
                && reading.word(at + 3) == ":"
                && at + 5 < sentence.end;
            all.push(Marker {
                kind: Some(kind),
                number,
                first: at - 1,
                last: if told { at + 3 } else { at + 1 },
                opens: told || at < sentence.first + 3,
            });
        } else if at == sentence.first + 1 && matches!(next, "is" | "would" | "was") {
            let to = reading.lower(at + 2) == "to";
            all.push(Marker { kind: None, number, first: at - 1, last: at, opens: to });
        } else if !reading
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.tag.is_noun() || token.tag == Tag::Adjective)
        {
            all.push(Marker { kind: None, number, first: at - 1, last: at, opens: false });
        }
    }
    all
}

/// The words that [`kind`] knows.
pub(super) const KINDS: [&str; 9] = [
    "scenario",
    "option",
    "choice",
    "possibility",
    "alternative",
    "path",
    "course",
    "measure",
    "proposal",
];

pub(super) fn kind(word: &str) -> Option<&'static str> {
    let known = KINDS.contains(&word);
    known.then_some(if word == KINDS[0] { KINDS[0] } else { KINDS[1] })
}

pub(super) fn cardinal(word: &str) -> Option<u32> {
    let words = ["one", "two", "three", "four", "five", "six"];
    let letters = ["a", "b", "c", "d", "e", "f"];
    let place = words
        .iter()
        .position(|one| *one == word)
        .or_else(|| letters.iter().position(|one| *one == word));
    let number = place.and_then(|place| u32::try_from(place + 1).ok());
    number.or_else(|| word.parse().ok().filter(|number| (1..10).contains(number)))
}

/// The words that [`ordinal`] knows.
pub(super) const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];

pub(super) fn ordinal(word: &str) -> Option<u32> {
    ORDINALS.iter().position(|one| *one == word).and_then(|place| u32::try_from(place + 1).ok())
}
