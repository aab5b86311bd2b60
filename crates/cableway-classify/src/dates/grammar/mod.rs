//! Patterns over tokens: where an expression of time starts, how far it goes, what it says.
//!
//! Each pattern is a function from a place to what it read there and the place behind it. None looks
//! more than a few tokens ahead, and what was read is not read again: the time is linear in the text.

mod amount;
mod clock;
mod day;
mod number;
mod numeric;
mod period;
mod range;
mod repeat;
mod years;

use super::lexicon::{Word, is_future_cue, is_past_cue, is_weak_past_cue};
use super::meaning::Meaning;
use super::token::{Kind, Token};

/// How far from an expression a word may stand that says whether it is over, in tokens.
const CUE_WORDS: usize = 12;

/// What was read, and the place of the first token behind it.
type Read<T> = Option<(T, usize)>;

/// An expression of time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    /// Its tokens.
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}

/// Tokens with the options that say what is read.
pub(super) struct Grammar<'t> {
    pub(super) tokens: &'t [Token],
    /// Read also what means a date only where people make appointments: `on 15`, `the 27`, `4.22`.
    pub(super) casual: bool,
    /// Read `3/4/2020` as the third of April.
    pub(super) day_first: bool,
    /// Holidays, to look their words up in.
    pub(super) text: &'t str,
}

impl Grammar<'_> {
    /// All expressions, from the left, the longest at each place.
    pub(super) fn expressions(&self) -> Vec<Expression> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.expression(at) {
                Some((meaning, end)) if end > at => {
                    let first = self.start_of(at, &meaning);
                    found.push(Expression { first, end, meaning });
                    at = end;
                }
                _ => at += 1,
            }
        }
        found
    }

    /// The longest expression that starts at `at`; of two of one length, that of the earlier pattern.
    fn expression(&self, at: usize) -> Read<Meaning> {
        let token = self.tokens.get(at)?;
        if token.kind == Kind::Word(Word::Other)
            && !super::holiday::may_start(self.slice(at, at + 1))
        {
            return None;
        }
        let glued_before = token.glued && at > 0 && self.is_glue(at - 1);
        if glued_before {
            return None;
        }
        let readings = [
            self.mentioned(at),
            self.bounded(at),
            self.range(at),
            self.moment(at),
            self.day(at),
            self.period(at),
            self.repeated(at),
            self.time(at),
            self.duration(at),
        ];
        readings
            .into_iter()
            .flatten()
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
    }

    /// `on` belongs to an expression that goes on with the week: `on Friday next week`.
    fn start_of(&self, at: usize, meaning: &Meaning) -> usize {
        let has_week = matches!(meaning, Meaning::WeekdayOfWeek(..))
            && matches!(self.word(at), Some(Word::Weekday(..)));
        if has_week && at > 0 && self.word(at - 1) == Some(Word::On) { at - 1 } else { at }
    }

    /// True where the token makes one piece with what is glued to it: then nothing starts behind it.
    fn is_glue(&self, at: usize) -> bool {
        match self.tokens[at].kind {
            Kind::Digits { .. } | Kind::Ordinal(_) | Kind::Word(_) => true,
            // `6,107.31`, `10-15`, `$4`, `#21`, `a/b`, `x_1`; but not `friday(jun-15)` or `"May 5"`.
            Kind::Mark('.' | ',' | '/' | '-' | ':') => {
                self.tokens[at].glued
                    && at > 0
                    && matches!(self.tokens[at - 1].kind, Kind::Digits { .. })
            }
            Kind::Mark(c) => matches!(c, '$' | '€' | '£' | '¥' | '#' | '_' | '@' | '%' | '+' | '&'),
        }
    }

    pub(super) fn word(&self, at: usize) -> Option<Word> {
        match self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    fn is(&self, at: usize, word: Word) -> bool {
        self.word(at) == Some(word)
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    /// True where the word before `first` says that it is not exact: `about two years ago`.
    pub(super) fn is_about(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else { return false };
        self.is(before, Word::About)
            || ["nearly", "almost", "some"]
                .iter()
                .any(|word| self.slice(before, first).eq_ignore_ascii_case(word))
    }

    /// A hyphen or a dash.
    fn is_dash(&self, at: usize) -> bool {
        ['-', '–', '—', '‐', '‑'].iter().any(|dash| self.is_mark(at, *dash))
    }

    fn is_glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// The place behind one of these words, or the same place.
    fn skip(&self, at: usize, words: &[Word]) -> usize {
        match self.word(at) {
            Some(word) if words.contains(&word) => at + 1,
            _ => at,
        }
    }

    /// The place behind one of these marks, or the same place.
    pub(super) fn skip_mark(&self, at: usize, marks: &[char]) -> usize {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Mark(mark)) if marks.contains(&mark) => at + 1,
            _ => at,
        }
    }

    /// True where a word in the same sentence before `at`, or else behind it, says that what is told is
    /// still to come; false where it says that it is over; nothing where no word does.
    pub(super) fn is_future(&self, first: usize, end: usize) -> Option<bool> {
        let cue = |at: usize| {
            let lower = self.words_at(at)?.to_ascii_lowercase();
            if is_future_cue(&lower) { Some(true) } else { is_past_cue(&lower).then_some(false) }
        };
        let is_stop = |at: &usize| {
            matches!(
                self.tokens.get(*at).map(|token| token.kind),
                None | Some(Kind::Mark('.' | ';' | '!' | '?' | '"' | '“' | '”'))
            )
        };
        let before = (first.saturating_sub(CUE_WORDS)..first).rev().take_while(|at| !is_stop(at));
        let behind = (end..end + CUE_WORDS).take_while(|at| !is_stop(at));
        // `Economists expect a rate cut`: what may be a noun tells only where nothing else does.
        let is_weak = |at: usize| {
            let is_past = is_weak_past_cue(&self.words_at(at)?.to_ascii_lowercase());
            is_past.then_some(false)
        };
        let mut places = before.chain(behind);
        places.clone().find_map(cue).or_else(|| places.find_map(is_weak))
    }

    /// The words from one place to another.
    fn slice(&self, first: usize, end: usize) -> &str {
        let (Some(first), Some(last)) = (self.tokens.get(first), self.tokens.get(end - 1)) else {
            return "";
        };
        self.text.get(first.start..last.end).unwrap_or_default()
    }

    /// True where the words go on with nothing that would make a number mean another thing: an end,
    /// a mark, or a word with a part in expressions of time or sentences.
    fn is_free_behind(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| token.kind) {
            None => true,
            Some(Kind::Mark(mark)) => {
                let goes_on = self.tokens.get(at + 1).is_some_and(|next| {
                    next.glued && matches!(next.kind, Kind::Digits { .. } | Kind::Ordinal(_))
                });
                !(matches!(mark, '%' | '$' | '°' | '’' | '\'') || goes_on)
            }
            Some(Kind::Word(word)) => {
                word != Word::Other && !matches!(word, Word::Unit(_))
                    || [
                        "with", "when", "where", "because", "if", "but", "while", "as", "who",
                        "that", "which", "is", "was",
                    ]
                    .contains(&self.slice(at, at + 1).to_ascii_lowercase().as_str())
            }
            Some(_) => false,
        }
    }
}

/// True for a word before a month or a year that makes it one: `in May`, `since 1990`.
fn says_time(word: Word) -> bool {
    matches!(
        word,
        Word::In
            | Word::Since
            | Word::By
            | Word::Until
            | Word::During
            | Word::From
            | Word::To
            | Word::Of
            | Word::Before
            | Word::After
            | Word::Between
            | Word::Through
            | Word::And
            | Word::Part(_)
    )
}
