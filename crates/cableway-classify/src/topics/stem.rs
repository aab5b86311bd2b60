//! Terms whose words are compared by their stems, in the language of the document.
//!
//! The stemmers are those of the Snowball project (crate `frostem`, made from its sources). A stem is no
//! part of its word, so that these terms cannot be found by their letters: the words of the document are
//! stemmed, each once, and looked up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cableway_core::text;
use frostem::Stemmer;

use super::fold::{BLOCK_END, Folded};

/// A term as words and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Phrase {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Word {
    text: String,
    /// Any beginning may stand before it, or any ending behind it: it has no stem then.
    lead: bool,
    open: bool,
    /// What stands between it and the word before.
    gap: String,
}

impl Word {
    fn has_stem(&self) -> bool {
        !self.lead && !self.open
    }

    fn allows(&self, word: &str) -> bool {
        match (self.lead, self.open) {
            (true, true) => word.contains(&self.text),
            (true, false) => word.ends_with(&self.text),
            _ => word.starts_with(&self.text),
        }
    }
}

impl Phrase {
    /// The phrase of a folded term, with `*` behind words that may have any ending; `None` where no word
    /// has a stem.
    pub(crate) fn new(folded: &str, lead: bool) -> Option<Self> {
        let mut words: Vec<Word> = Vec::new();
        let mut end = 0;
        for word in text::words(folded) {
            let between = folded.get(end..word.span.start())?;
            let gap = between.trim_start_matches('*').to_owned();
            if let Some(last) = words.last_mut() {
                last.open = between.starts_with('*');
            }
            let is_first = words.is_empty();
            let text = word.text.to_owned();
            words.push(Word { text, lead: lead && is_first, open: false, gap });
            end = word.span.end();
        }
        words.last_mut()?.open = folded.get(end..)?.starts_with('*');
        words.iter().any(Word::has_stem).then_some(Self { words })
    }
}

/// Languages in which rules are looked at for words of one stem.
pub(crate) const LANGUAGES: [&str; 7] = ["en", "de", "es", "fr", "it", "nl", "pt"];

impl Phrase {
    /// True if each text in `language` that holds this phrase holds `wide` too.
    pub(crate) fn implies(&self, wide: &Self, language: &str) -> bool {
        let Ok(stemmer) = Stemmer::try_from_name(language) else { return false };
        let is_same = |(own, wide): (&Word, &Word)| {
            let same_word = if own.has_stem() && wide.has_stem() {
                stemmer.stem(&own.text) == stemmer.stem(&wide.text)
            } else {
                (&own.text, own.lead, own.open) == (&wide.text, wide.lead, wide.open)
            };
            same_word && own.gap == wide.gap
        };
        self.words.len() == wide.words.len() && self.words.iter().zip(&wide.words).all(is_same)
    }
}

/// Finds the phrases of all topics.
#[derive(Debug, Default)]
pub(crate) struct Stems {
    /// Each with the number of its needle.
    phrases: Vec<(usize, Phrase)>,
    /// By language, each made when it is first met.
    indexes: Mutex<HashMap<String, Arc<Index>>>,
}

/// The phrases by the stem of one of their words: that which the fewest others have, so that thousands of
/// phrases with a common word are not looked at wherever it stands.
#[derive(Debug, Default)]
struct Index {
    /// The number of the phrase, and that of the word.
    by_anchor: HashMap<String, Vec<(usize, usize)>>,
    /// Of each phrase the stem of each word.
    stems: Vec<Vec<String>>,
}

impl Stems {
    pub(crate) fn new(phrases: Vec<(usize, Phrase)>) -> Self {
        Self { phrases, indexes: Mutex::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// True where words of texts in `language` can be compared by their stems.
    pub(crate) fn knows(language: Option<&str>) -> bool {
        Stemmer::try_from_name(primary(language)).is_ok()
    }

    ///Calls `hit` with the number of the needle and the folded bytes of each place of a phrase, in the
    /// order of the text. Without a language that has a stemmer, words must be as they are written.
    pub(crate) fn find(
        &self,
        folded: &Folded,
        language: Option<&str>,
        mut hit: impl FnMut(usize, usize, usize),
    ) {
        let primary = primary(language);
        let stemmer = Stemmer::try_from_name(primary).ok();
        let stem =
            |word: &str| stemmer.map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned());
        let index = self.index(stemmer.map_or("", |_| primary), &stem);
        let mut seen: HashMap<&str, Stemmed<'_>> = HashMap::new();
        let mut block_start = 0;
        for block in folded.text.split(BLOCK_END) {
            let words: Vec<_> = text::words(block).collect();
            for word in &words {
                seen.entry(word.text).or_insert_with(|| {
                    let stem = stem(word.text);
                    let phrases = index.by_anchor.get(&stem).map_or(&[][..], Vec::as_slice);
                    Stemmed { stem, phrases }
                });
            }
            for (place, word) in words.iter().enumerate() {
                let phrases = seen.get(word.text).map_or(&[][..], |stemmed| stemmed.phrases);
                for &(number, anchor) in phrases {
                    let Some((needle, phrase)) = self.phrases.get(number) else { continue };
                    let stems = index.stems.get(number).map_or(&[][..], Vec::as_slice);
                    let Some(from) = place.checked_sub(anchor) else { continue };
                    let found = phrase.stands(block, words.get(from..), stems, &seen);
                    if let Some((start, end)) = found {
                        hit(*needle, block_start + start, block_start + end);
                    }
                }
            }
            block_start += block.len() + BLOCK_END.len_utf8();
        }
    }

    fn index(&self, language: &str, stem: &dyn Fn(&str) -> String) -> Arc<Index> {
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = indexes.get(language) {
            return Arc::clone(index);
        }
        let mut index = Index::default();
        let mut shared: HashMap<String, usize> = HashMap::new();
        for (_, phrase) in &self.phrases {
            let stems: Vec<String> = phrase.words.iter().map(|word| stem(&word.text)).collect();
            for stem in &stems {
                *shared.entry(stem.clone()).or_default() += 1;
            }
            index.stems.push(stems);
        }
        for (number, ((_, phrase), stems)) in self.phrases.iter().zip(&index.stems).enumerate() {
            let words = phrase.words.iter().zip(stems).enumerate();
            let with_stem = words.filter(|(_, (word, _))| word.has_stem());
            let rarest = with_stem.min_by_key(|(_, (_, stem))| shared.get(*stem));
            if let Some((anchor, (_, stem))) = rarest {
                index.by_anchor.entry(stem.clone()).or_default().push((number, anchor));
            }
        }
        let index = Arc::new(index);
        indexes.insert(language.to_owned(), Arc::clone(&index));
        index
    }
}

/// The language of a tag such as `de-CH`.
fn primary(language: Option<&str>) -> &str {
    language.unwrap_or("").split(['-', '_']).next().unwrap_or("")
}

/// A word of a document.
struct Stemmed<'a> {
    stem: String,
    /// The phrases that it is the anchor of.
    phrases: &'a [(usize, usize)],
}

impl Phrase {
    /// The bytes of `block` that it stands at, if `words` begin with its own.
    fn stands(
        &self,
        block: &str,
        words: Option<&[text::Word<'_>]>,
        stems: &[String],
        seen: &HashMap<&str, Stemmed<'_>>,
    ) -> Option<(usize, usize)> {
        let words = words?.get(..self.words.len())?;
        let mut end = None;
        for (number, (own, word)) in self.words.iter().zip(words).enumerate() {
            if let Some(end) = end
                && block.get(end..word.span.start()) != Some(own.gap.as_str())
            {
                return None;
            }
            let fits = if own.has_stem() {
                stems.get(number) == seen.get(word.text).map(|stemmed| &stemmed.stem)
            } else {
                own.allows(word.text)
            };
            if !fits {
                return None;
            }
            end = Some(word.span.end());
        }
        Some((words.first()?.span.start(), end?))
    }
}
