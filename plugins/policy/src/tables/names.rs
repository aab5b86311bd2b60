//! Finding names in texts: a trie over tokens, so that the longest name wins and none is found inside
//! another word.

use cableway_sdk::Span;

use crate::hash::WordMap;
use crate::syntax::Reading;
use crate::syntax::token::tokens;

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

/// The highest bit of a [`Firsts`].
const LAST: usize = 63;

/// A set of lengths for each byte.
#[derive(Debug)]
struct Firsts([u64; 256]);

impl Default for Firsts {
    fn default() -> Self {
        Self([0; 256])
    }
}

/// All names, as a trie whose edges are tokens.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: WordMap<String, u32>,
    edges: WordMap<(u32, u32), u32>,
    meanings: Vec<Vec<Meaning>>,
    /// For each byte that a name may begin with, the lengths of its first words: bit `n` for `n` bytes, the last bit for
    /// all that are longer.
    first: Firsts,
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
            // With either apostrophe; the curved one takes two bytes more.
            let word = name[part.start..part.end].replace('’', "'");
            let curved = word.len() + 2 * word.matches('\'').count();
            for length in [word.len(), curved] {
                self.first.0[usize::from(word.as_bytes()[0])] |= 1 << length.min(LAST);
            }
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

    /// False where no name begins with a word that has this first byte and this length.
    fn begins(&self, byte: u8, length: usize) -> bool {
        self.first.0[usize::from(byte)] & 1 << length.min(LAST) != 0
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
        // Most words begin no name, which their first letter and their length tell for less than a hash.
        let word = reading.word(first);
        if !word.bytes().next().is_some_and(|byte| self.begins(byte, word.len())) {
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
