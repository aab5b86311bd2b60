//! Tables of names: states, places, organisations, given names, and the words that tell a name's kind.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::reading::Reading;

/// What a listed name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// A state by its place in [`Lists::states`].
    State(usize),
    /// The adjective or the people of a state.
    Demonym(usize),
    Place,
    /// An organisation by its place in [`Lists::organisations`].
    Organisation(usize),
}

/// A state: its code in ISO 3166-1 and its name.
#[derive(Debug)]
pub(super) struct State {
    pub(super) iso: &'static str,
    pub(super) name: &'static str,
}

/// All tables, read once.
#[derive(Debug)]
pub(super) struct Lists {
    /// By the words as [`plain`] writes them.
    names: HashMap<Cow<'static, str>, Listed>,
    /// The most tokens of a listed name that starts with this word.
    longest: HashMap<Cow<'static, str>, usize>,
    pub(super) states: Vec<State>,
    pub(super) organisations: Vec<&'static str>,
    capitals: HashMap<&'static str, usize>,
    given: HashSet<&'static str>,
    words: HashMap<&'static str, Cue>,
}

/// What a word says about the name that it is in or beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Stands before a person's name: `President`.
    Title,
    /// Ends, or heads, the name of an organisation: `Ministry`.
    Organisation,
    /// Ends, or heads, the name of a place: `River`.
    Place,
    /// What a person does, in small letters behind the name: `said`.
    Speech,
    /// Stands in small letters before a place: `in`.
    Locative,
    /// No name: days, months, and words that news writes with a capital letter.
    Calendar,
    /// Opens a sentence, and begins no name: `Despite`.
    Opener,
    /// An acronym of no institution: `GMT`.
    Abbreviation,
    /// Part of a person's name, in small letters: `von`.
    Particle,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

impl Lists {
    /// What a name is, as it is written.
    pub(super) fn name(&self, name: &str) -> Option<Listed> {
        self.names.get(&plain(name)).copied()
    }

    /// How many tokens a listed name that starts with `word` may have; 0 where there is none.
    pub(super) fn longest(&self, word: &str) -> usize {
        self.longest.get(&plain(word)).copied().unwrap_or(0)
    }

    /// The state of which a city is the capital.
    pub(super) fn capital_of(&self, city: &str) -> Option<usize> {
        self.capitals.get(city).copied()
    }

    pub(super) fn is_given_name(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// What a word says, in small letters.
    pub(super) fn cue(&self, word: &str) -> Option<Cue> {
        self.words.get(word).copied()
    }

    fn read() -> Self {
        let mut lists = Self {
            names: HashMap::new(),
            longest: HashMap::new(),
            states: Vec::new(),
            organisations: Vec::new(),
            capitals: HashMap::new(),
            given: HashSet::new(),
            words: HashMap::new(),
        };
        for line in lines(include_str!("../../data/states.tsv")) {
            let mut fields = line.split('\t');
            let (Some(iso), Some(name)) = (fields.next(), fields.next()) else { continue };
            let state = lists.states.len();
            lists.states.push(State { iso, name });
            lists.enter(name, Listed::State(state));
            for other in entries(fields.next()) {
                lists.enter(other, Listed::State(state));
            }
            for demonym in entries(fields.next()) {
                lists.enter(demonym, Listed::Demonym(state));
            }
            for capital in entries(fields.next()) {
                lists.capitals.insert(capital, state);
                lists.enter(capital, Listed::Place);
            }
        }
        for place in lines(include_str!("../../data/places.txt")) {
            lists.enter(place, Listed::Place);
        }
        for line in lines(include_str!("../../data/organisations.tsv")) {
            let mut fields = line.split('\t');
            let Some(name) = fields.next() else { continue };
            let organisation = Listed::Organisation(lists.organisations.len());
            lists.organisations.push(name);
            lists.enter(name, organisation);
            for other in entries(fields.next()) {
                lists.enter(other, organisation);
            }
        }
        for text in [
            include_str!("../../data/given_names.txt"),
            include_str!("../../data/given_names_more.txt"),
        ] {
            lists.given.extend(lines(text).flat_map(str::split_whitespace));
        }
        for line in lines(include_str!("../../data/name_words.tsv")) {
            let Some((kind, words)) = line.split_once('\t') else { continue };
            let cue = match kind {
                "title" => Cue::Title,
                "organisation" => Cue::Organisation,
                "place" => Cue::Place,
                "speech" => Cue::Speech,
                "locative" => Cue::Locative,
                "calendar" => Cue::Calendar,
                "opener" => Cue::Opener,
                "abbreviation" => Cue::Abbreviation,
                _ => Cue::Particle,
            };
            lists.words.extend(words.split_whitespace().map(|word| (word, cue)));
        }
        lists
    }

    /// A name that two lists have stays what the first says.
    fn enter(&mut self, name: &'static str, what: Listed) {
        self.names.entry(plain(name)).or_insert(what);
        // As the tokens of texts, so that what a text can say is what is looked up.
        let reading = Reading::of_text(name);
        if let Some(first) = reading.tokens.first() {
            let first = name.get(first.start..first.end).unwrap_or_default();
            let longest = self.longest.entry(plain(first)).or_insert(0);
            *longest = (*longest).max(reading.tokens.len());
        }
    }
}

/// A name with plain apostrophes and hyphens, and one space between words.
fn plain(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !matches!(c, '’' | '‐' | '‑') && (c == ' ' || !c.is_whitespace());
    if name.chars().all(is_plain) && !name.contains("  ") {
        return Cow::Borrowed(name);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    Cow::Owned(words.join(" ").replace('’', "'").replace(['‐', '‑'], "-"))
}

/// The lines of a table without those that explain it.
fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn entries(field: Option<&'static str>) -> impl Iterator<Item = &'static str> {
    field.unwrap_or_default().split(';').filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_code_of_its_own() {
        let mut codes: Vec<&str> = LISTS.states.iter().map(|state| state.iso).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(count > 190);
        assert!(
            codes
                .iter()
                .all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
        );
    }

    #[test]
    fn names_are_found() {
        let korea = LISTS.name("DPRK");
        assert!(matches!(korea, Some(Listed::State(state)) if LISTS.states[state].iso == "KP"));
        assert!(matches!(LISTS.name("French"), Some(Listed::Demonym(_))));
        assert_eq!(LISTS.name("Seoul"), Some(Listed::Place));
        assert!(LISTS.is_given_name("Vladimir") && !LISTS.is_given_name("Will"));
        assert_eq!(LISTS.cue("ministry"), Some(Cue::Organisation));
        assert_eq!(LISTS.longest("United"), 4);
    }
}
