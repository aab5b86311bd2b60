//! Finding names in texts: a trie over tokens, so that the longest name wins and none is found inside
//! another word.

use cableway_sdk::Span;

use crate::hash::{WordMap, WordSet};
use crate::syntax::Reading;
use crate::syntax::token::tokens;
use crate::vocabulary::asks;

/// What a name may stand for; numbers are places in [`super::Tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    State(usize),
    /// An adjective or the name of a people.
    Demonym(usize),
    /// A capital, which may stand for its government.
    Capital(usize),
    /// A building or office that stands for a government.
    Seat(usize),
    Organisation(usize),
    /// A city that stands for an organisation.
    OrganisationSeat(usize),
    Term(usize),
    /// A place in a state, or a phrase that means none.
    Place(Option<usize>),
}

/// All names, as a trie whose edges are tokens.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: WordMap<String, u32>,
    edges: WordMap<(u32, u32), u32>,
    meanings: Vec<Vec<Meaning>>,
    /// The first words, as a text has them in lower case.
    first: WordSet<String>,
}

impl Names {
    /// Enters a name.
    pub(crate) fn add(&mut self, name: &str, meaning: Meaning) {
        let Ok(span) = Span::new(0, name.len()) else { return };
        let mut parts = Vec::new();
        tokens(name, span, &mut parts);
        let mut node = 0;
        if self.meanings.is_empty() {
            self.meanings.push(Vec::new());
        }
        if let Some(part) = parts.first() {
            // With either apostrophe.
            let word = name[part.start..part.end].to_ascii_lowercase().replace('’', "'");
            self.first.insert(word.replace('\'', "’"));
            self.first.insert(word);
        }
        for part in parts {
            let word = name[part.start..part.end].replace('’', "'");
            let count = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(word).or_insert(count);
            let fresh = u32::try_from(self.meanings.len()).unwrap_or(u32::MAX);
            node = *self.edges.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.meanings.push(Vec::new());
            }
        }
        let list = &mut self.meanings[node as usize];
        if !list.contains(&meaning) {
            list.push(meaning);
        }
    }

    /// What a token that begins a name may be in lower case.
    pub(crate) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.first.iter().map(String::as_str)
    }

    /// The longest name that begins with a token, its last token and what it may stand for.
    pub(crate) fn longest(
        &self,
        reading: &Reading,
        first: usize,
        end: usize,
    ) -> Option<(usize, &[Meaning])> {
        let mut node = 0;
        let mut best = None;
        // Most words begin no name.
        if !reading.is_asked(first, asks::NAME) {
            return None;
        }
        for token in first..end {
            let word = reading.word(token);
            let number = if !word.is_ascii() && word.contains('’') {
                self.words.get(&word.replace('’', "'"))
            } else {
                self.words.get(word)
            };
            let Some(next) = number.and_then(|number| self.edges.get(&(node, *number))) else {
                break;
            };
            node = *next;
            let meanings = &self.meanings[node as usize];
            if !meanings.is_empty() {
                best = Some((token, meanings.as_slice()));
            }
        }
        best
    }
}
