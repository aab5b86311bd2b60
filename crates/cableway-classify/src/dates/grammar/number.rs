//! Numbers in digits and words.

use super::super::lexicon::Word;
use super::super::token::Kind;
use super::{Grammar, Read};

impl Grammar<'_> {
    /// Digits, this many at the most, that are no part of a longer number.
    pub(super) fn digits(&self, at: usize, most: usize) -> Read<u32> {
        match self.tokens.get(at)?.kind {
            Kind::Digits { value, count } if count <= most => Some((value, at + 1)),
            _ => None,
        }
    }

    /// 0 to 99 in words: `seven`, `twenty-one`, `twenty one`.
    pub(super) fn spelled(&self, at: usize) -> Read<u32> {
        let Some(Word::Number(tens)) = self.word(at) else { return None };
        if tens >= 20 {
            let next = if self.is_dash(at + 1) { at + 2 } else { at + 1 };
            if let Some(Word::Number(ones @ 1..=9)) = self.word(next) {
                return Some((tens + ones, next + 1));
            }
        }
        Some((tens, at + 1))
    }

    /// A whole number up to 9999 in digits, or up to thousands in words.
    pub(super) fn cardinal(&self, at: usize) -> Read<u32> {
        if let Some(read) = self.digits(at, 4) {
            return Some(read);
        }
        let (number, next) = match self.spelled(at) {
            Some(read) => read,
            None if self.is(at, Word::A)
                && matches!(self.word(at + 1), Some(Word::Hundred | Word::Thousand)) =>
            {
                (1, at + 1)
            }
            None => return None,
        };
        match self.word(next) {
            Some(Word::Hundred) => Some((number * 100, next + 1)),
            Some(Word::Thousand) => Some((number * 1000, next + 1)),
            _ => Some((number, next)),
        }
    }

    /// `21st`, `first`, `twenty-first`.
    pub(super) fn ordinal(&self, at: usize) -> Read<u32> {
        match self.tokens.get(at)?.kind {
            Kind::Ordinal(value) | Kind::Word(Word::Ordinal(value)) => Some((value, at + 1)),
            Kind::Word(Word::Second) => Some((2, at + 1)),
            Kind::Word(Word::Number(tens)) if tens >= 20 => {
                let next = if self.is_dash(at + 1) { at + 2 } else { at + 1 };
                match self.word(next) {
                    Some(Word::Ordinal(ones @ 1..=9)) => Some((tens + ones, next + 1)),
                    Some(Word::Second) => Some((tens + 2, next + 1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A number or ordinal from 1 to 31, for a day beside its month.
    pub(super) fn day_number(&self, at: usize) -> Read<i8> {
        let (number, next) =
            self.ordinal(at).or_else(|| self.digits(at, 2)).or_else(|| self.spelled(at))?;
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?;
        Some((day, next))
    }

    /// A year of four digits from 1000 to 2999, or in words.
    pub(super) fn year(&self, at: usize) -> Read<i16> {
        if let Some(Kind::Digits { value, count: 4 }) = self.tokens.get(at).map(|token| token.kind)
        {
            let stands_alone = !self.tokens.get(at + 1).is_some_and(|next| {
                next.glued
                    && (matches!(next.kind, Kind::Digits { .. } | Kind::Word(Word::Other))
                        || matches!(next.kind, Kind::Mark('%' | '.' | ','))
                            && self.tokens.get(at + 2).is_some_and(|after| {
                                after.glued && matches!(after.kind, Kind::Digits { .. })
                            }))
            });
            let year = i16::try_from(value).ok()?;
            return ((1000..3000).contains(&year) && stands_alone).then_some((year, at + 1));
        }
        self.spelled_year(at)
    }

    /// `two thousand and eighteen`, `nineteen seventy eight`, `nineteen zero one`, `nineteen hundred`.
    fn spelled_year(&self, at: usize) -> Read<i16> {
        let (first, next) = self.spelled(at)?;
        if self.is(next, Word::Thousand) && (1..=2).contains(&first) {
            let mut year = first * 1000;
            let mut end = next + 1;
            let after = self.skip(end, &[Word::And]);
            if let Some((rest, behind)) = self.spelled(after) {
                let is_year = !matches!(self.word(behind), Some(Word::Unit(_) | Word::Hundred));
                if is_year {
                    (year, end) = (year + rest, behind);
                }
            }
            return Some((i16::try_from(year).ok()?, end));
        }
        // The first half is a single word here: `twenty twenty`, not `twenty-one twenty`.
        let Some(Word::Number(century @ 10..=20)) = self.word(at) else { return None };
        let next = at + 1;
        if self.is(next, Word::Hundred) {
            return Some((i16::try_from(century * 100).ok()?, next + 1));
        }
        let (rest, end) = match self.word(next) {
            Some(Word::Number(0)) => {
                let Some(Word::Number(ones @ 1..=9)) = self.word(next + 1) else { return None };
                (ones, next + 2)
            }
            _ => self.spelled(next).filter(|(rest, _)| (10..=99).contains(rest))?,
        };
        Some((i16::try_from(century * 100 + rest).ok()?, end))
    }

    /// The year behind a day or month: `, 2016`, ` of 2016`, ` 2016`, ` '98`.
    pub(super) fn year_behind(&self, at: usize) -> Read<i16> {
        let next = self.skip_mark(at, &[',', '.']);
        let next = self.skip(next, &[Word::Of, Word::In]);
        if let Some(read) = self.year(next) {
            return Some(read);
        }
        let is_short = self.is_mark(next, '\'') || self.is_mark(next, '’');
        match self.tokens.get(next + 1).filter(|token| is_short && token.glued)?.kind {
            Kind::Digits { value, count: 2 } => Some((full_year(value), next + 2)),
            _ => None,
        }
    }
}

/// The year of two digits: those from 50 are of the twentieth century.
pub(super) fn full_year(two_digits: u32) -> i16 {
    let year = i16::try_from(two_digits).unwrap_or(0);
    if year >= 50 { 1900 + year } else { 2000 + year }
}
