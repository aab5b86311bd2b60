//! How long a summary may be.

use cableway_core::{ConfigError, Context, KeyPath};

/// The sentences of a summary where a pipeline says nothing.
const SENTENCES: usize = 3;

/// The most that a summary may have of each; all that are given hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) sentences: usize,
    pub(crate) words: usize,
    /// Of the sentences and a space between any two.
    pub(crate) characters: usize,
}

/// What a summary has so far, or what one sentence has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) sentences: usize,
    pub(crate) words: usize,
    pub(crate) characters: usize,
}

impl Budget {
    /// What a configuration says. Three sentences where it says nothing; a budget of words or
    /// characters alone does not limit the sentences.
    pub(crate) fn new(
        sentences: Option<usize>,
        words: Option<usize>,
        characters: Option<usize>,
    ) -> Self {
        let counted = if words.or(characters).is_some() { usize::MAX } else { SENTENCES };
        Self {
            sentences: sentences.unwrap_or(counted),
            words: words.unwrap_or(usize::MAX),
            characters: characters.unwrap_or(usize::MAX),
        }
    }

    /// Refuses a summary of nothing, for those who make a stage without the schema's check.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let zero =
            [("sentences", self.sentences), ("words", self.words), ("characters", self.characters)]
                .into_iter()
                .find(|&(_, most)| most == 0);
        match zero {
            Some((key, _)) => Err(ConfigError::at(KeyPath::from(key), "must be at least 1")),
            None => Ok(()),
        }
    }

    /// True where a summary of this size is not too long.
    pub(crate) fn holds(&self, size: Size) -> bool {
        size.sentences <= self.sentences
            && size.words <= self.words
            && size.characters <= self.characters
    }

    /// True where something other than the number of sentences can be too much.
    pub(crate) fn has_length(&self) -> bool {
        self.words < usize::MAX || self.characters < usize::MAX
    }

    /// Tells the reader of the record why there is no summary, though there are sentences.
    pub(crate) fn note_too_short(&self, context: &Context<'_>) {
        let limit = if self.words < usize::MAX {
            format!("{} words", self.words)
        } else {
            format!("{} characters", self.characters)
        };
        context.note(format!("no summary: no sentence fits into {limit}"));
    }
}

impl Size {
    /// The size of one sentence.
    pub(crate) fn of(text: &str, words: usize) -> Self {
        Self { sentences: 1, words, characters: text.chars().count() }
    }

    /// The size of this with `other` behind it.
    pub(crate) fn with(self, other: Self) -> Self {
        let space = usize::from(self.sentences > 0 && other.sentences > 0);
        Self {
            sentences: self.sentences + other.sentences,
            words: self.words + other.words,
            characters: self.characters + other.characters + space,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_gives_way_to_a_length() {
        assert_eq!(Budget::new(None, None, None).sentences, 3);
        assert_eq!(Budget::new(None, Some(50), None).sentences, usize::MAX);
        assert_eq!(Budget::new(Some(2), Some(50), None).sentences, 2);
    }

    #[test]
    fn sizes_add_up_with_spaces_between() {
        let (one, two) = (Size::of("Ωß.", 1), Size::of("e\u{301}!", 1));
        let both = Size { sentences: 2, words: 2, characters: 7 };
        assert_eq!(Size::default().with(one).with(two), both);
        assert!(Budget::new(None, None, Some(7)).holds(both));
        assert!(!Budget::new(None, None, Some(6)).holds(both));
    }
}
