//! Names of states and cities that are a part of another name: `China Daily`, `Chad Smith`, `the Jordan river`, `Gulf of Oman`.

use cableway_sdk::BlockKind;

use crate::syntax::group::is_time;
use crate::syntax::{Reading, Tag};
use crate::tables::{Compound, Meaning, is_compound, tables};

/// True where the name in the tokens from `first` to `last` is only a part of another one.
pub(super) fn is_part(reading: &Reading, first: usize, last: usize) -> bool {
    let Some(sentence) = reading.sentence_of(first).map(|one| reading.sentences[one]) else {
        return false;
    };
    let before = |back: usize| first.checked_sub(back).filter(|at| *at >= sentence.first);
    let opens = |at: usize| is_compound(reading.word(at), Compound::Before);
    // `Bank of China`, `Lake Chad`
    let follows = match before(1) {
        Some(at) if reading.word(at) == "of" => before(2).is_some_and(opens),
        Some(at) => opens(at),
        None => false,
    };
    if follows {
        return true;
    }
    let next = last + 1;
    if next >= sentence.end || !reading.word(next).starts_with(char::is_alphabetic) {
        return false;
    }
    is_compound(reading.lower(next), Compound::Land)
        || is_compound(reading.word(next), Compound::Body)
        || is_given(reading, first, last)
}

/// True for a name that is also a given name, before a word that can only be a family name: `Chad Smith`, but not `Chad
/// President Ana Diallo`. Headlines have capitals everywhere and tell nothing.
pub(super) fn is_given(reading: &Reading, first: usize, last: usize) -> bool {
    if first != last || !is_compound(reading.word(first), Compound::Given) {
        return false;
    }
    let Some(sentence) = reading.sentence_of(first).map(|one| reading.sentences[one]) else {
        return false;
    };
    let has_article = first > sentence.first && reading.tokens[first - 1].tag == Tag::Determiner;
    if has_article
        || matches!(sentence.kind, BlockKind::Title | BlockKind::Standfirst | BlockKind::Heading)
    {
        return false;
    }
    let is_name = |at: &usize| {
        reading.tokens[*at].tag == Tag::Proper
            && reading.is_capital(*at)
            && !is_time(reading.lower(*at))
    };
    let mut run = (last + 1..sentence.end).take_while(is_name).peekable();
    let tables = tables();
    run.peek().is_some()
        && run.all(|at| {
            tables.role(reading.lower(at)).is_none()
                && tables.names.longest(reading, at, sentence.end).is_none()
        })
}

/// The most languages before one and behind it that are looked over: a list without end is one of anything.
const LISTED: usize = 6;

/// True for an adjective that stands for a language: `wrote in French and English`, `speaks Russian`, `Turkish-speaking`, but not `in
/// French hands`.
pub(super) fn is_language(reading: &Reading, first: usize, last: usize) -> bool {
    let lower = |at: usize| reading.lower(at);
    if reading.word(last + 1) == "-" {
        return lower(last + 2) == "speaking";
    }
    // `the Turkish speaker of parliament` speaks for it.
    if matches!(lower(last + 1), "language" | "speaker" | "speakers") && lower(last + 2) != "of" {
        return true;
    }
    let belongs = |at: usize| {
        reading.tokens.get(at).is_some_and(|next| next.tag.is_noun() || next.tag == Tag::Adjective)
    };
    if first != last || belongs(last + 1) {
        return false;
    }
    // `in Spanish and English`, `in French, Arabic and English`: over the languages before and behind.
    let tables = tables();
    let is_named = |at: usize| {
        tables.names.longest(reading, at, at + 1).is_some_and(|(_, meanings)| {
            meanings.iter().any(|one| matches!(one, Meaning::Demonym(_)))
        })
    };
    let joins = |at: usize| matches!(lower(at), "and" | "or" | ",");
    let mut end = last;
    for _ in 0..LISTED {
        if !joins(end + 1) || !is_named(end + 2) {
            break;
        }
        end += 2;
        if belongs(end + 1) {
            return false;
        }
    }
    let mut begin = first;
    for _ in 0..LISTED {
        if begin < 2 || !joins(begin - 1) || !reading.is_capital(begin - 2) {
            break;
        }
        begin -= 2;
    }
    let Some(before) = begin.checked_sub(1) else { return false };
    match lower(before) {
        // `taught in Arabic`, `translated into Chinese`; `trust in Russian` is none of it.
        "in" | "into" => before.checked_sub(1).is_some_and(|at| !is_named(at)),
        "speak" | "speaks" | "spoke" | "speaking" | "fluent" | "learn" | "learns" | "taught"
        | "teaches" | "studied" => true,
        _ => false,
    }
}
