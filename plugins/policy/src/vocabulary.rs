//! Which tables of the plugin ask for a word: each word of a text is looked up once, for all stages, and most are in none.

use std::sync::LazyLock;

use crate::hash::WordMap;
use crate::syntax::lexicon::{self, Entry};
use crate::{dates, events, forecasts, options, quantities, tables};

/// Who asks for a word, as a set of bits.
pub(crate) mod asks {
    /// The first words of hedges.
    pub(crate) const HEDGE: u16 = 1;
    /// The first words of numbers that give a probability.
    pub(crate) const PROBABILITY: u16 = 1 << 1;
    /// The first words of amounts.
    pub(crate) const AMOUNT: u16 = 1 << 2;
    /// The first words of dates.
    pub(crate) const DATE: u16 = 1 << 3;
    /// Words without which a sentence has no marker of an option, and announces none.
    pub(crate) const OPTION: u16 = 1 << 4;
    /// The first words of what speaks for or against an option.
    pub(crate) const WEIGHING: u16 = 1 << 5;
    /// Words that say how real something is.
    pub(crate) const STATUS: u16 = 1 << 6;
    /// The first words of names, in lower case.
    pub(crate) const NAME: u16 = 1 << 7;
    /// The last words of nouns for people.
    pub(crate) const ROLE: u16 = 1 << 8;

    /// What begins with a digit may be any number.
    pub(crate) const DIGITS: u16 = PROBABILITY | AMOUNT | DATE;
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    /// What it may be; nothing where the lexicon does not have it.
    pub(crate) entry: Option<Entry>,
    /// Who asks for it, one of [`asks`] each.
    pub(crate) asked: u16,
}

static WORDS: LazyLock<WordMap<String, Known>> = LazyLock::new(read);

fn read() -> WordMap<String, Known> {
    let mut words: WordMap<String, Known> = WordMap::default();
    for (word, entry) in lexicon::words() {
        words.entry(word.to_owned()).or_default().entry = Some(entry);
    }
    let mut enter = |bit: u16, list: &mut dyn Iterator<Item = &str>| {
        for word in list {
            words.entry(word.to_owned()).or_default().asked |= bit;
        }
    };
    enter(asks::HEDGE, &mut forecasts::first_words_of_hedges());
    enter(asks::PROBABILITY, &mut quantities::simple_words().chain(["even"]));
    enter(asks::AMOUNT, &mut quantities::first_words());
    enter(asks::DATE, &mut dates::first_words());
    enter(asks::OPTION, &mut options::words());
    enter(asks::WEIGHING, &mut options::first_words_of_weighing());
    enter(asks::STATUS, &mut events::words_of_status());
    enter(asks::NAME, &mut tables::tables().names.first_words());
    enter(asks::ROLE, &mut tables::tables().last_words_of_roles());
    words
}

/// Builds all tables now rather than at the first document.
pub(crate) fn warm() {
    LazyLock::force(&WORDS);
}

/// What is known of a word in lower case.
pub(crate) fn known(word: &str) -> Known {
    let mut known = WORDS.get(word).copied().unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        known.asked |= asks::DIGITS;
    }
    known
}
