//! Dates in figures: `2020-12-21`, `21/04/2016`, `4.22`, `2019-sep-1`.

use super::super::lexicon::Word;
use super::super::meaning::{Meaning, YearOf};
use super::super::token::Kind;
use super::number::full_year;
use super::{Grammar, Read};

impl Grammar<'_> {
    /// A date in figures; without a year only where something before it says that it is a date.
    pub(super) fn numeric(&self, at: usize) -> Read<Meaning> {
        let (first, first_count) = self.figure(at)?;
        let mark = self.separator(at + 1)?;
        if let Some(Word::Month(month, _)) = self.word(at + 2).filter(|_| first_count == 4) {
            self.separator(at + 3).filter(|other| *other == mark)?;
            let (day, end) = self.day_number(at + 4)?;
            let year = i16::try_from(first).ok();
            return Some((Meaning::Day { year, month: Some(month), day, weekday: None }, end));
        }
        let (second, second_count) = self.figure(at + 2)?;
        if second_count > 2 {
            return None;
        }
        if let Some((third, third_count, end)) = self.third(at + 3, mark) {
            let (year, one, other) = match (first_count, third_count) {
                (4, 1 | 2) => {
                    let year = i16::try_from(first).ok()?;
                    return whole(year, second, third).map(|day| (day, end));
                }
                (1 | 2, 4) => (i16::try_from(third).ok()?, first, second),
                (1 | 2, 2) if mark != '.' || self.casual => (full_year(third), first, second),
                _ => return None,
            };
            return self.ordered(Some(year), one, other).map(|day| (day, end));
        }
        let end = at + 3;
        let says_on = at > 0
            && match self.word(at - 1) {
                Some(Word::On | Word::Since | Word::Until | Word::By | Word::Weekday(..)) => true,
                Some(
                    Word::In | Word::From | Word::To | Word::Before | Word::After | Word::Every,
                ) => self.casual,
                _ => false,
            };
        let is_fraction = at > 0 && matches!(self.tokens[at - 1].kind, Kind::Digits { .. });
        let fits = match mark {
            '/' => says_on || self.casual && !is_fraction && !self.is(at.wrapping_sub(1), Word::At),
            _ => says_on && self.casual,
        };
        let fits = fits && first_count <= 2 && self.is_free_or_word_behind(end);
        fits.then(|| self.ordered(None, first, second)).flatten().map(|day| (day, end))
    }

    /// A month and a year in figures: `2016-11`, `11/2016`, `2015.3`.
    pub(super) fn numeric_month(&self, at: usize) -> Read<Meaning> {
        let (first, first_count) = self.figure(at)?;
        let Kind::Mark(mark @ ('/' | '-' | '.')) = self.tokens.get(at + 1)?.kind else {
            return None;
        };
        let spaced = !self.is_glued(at + 1) || !self.is_glued(at + 2);
        let Kind::Digits { value: second, count: second_count } = self.tokens.get(at + 2)?.kind
        else {
            return None;
        };
        let goes_on = self.tokens.get(at + 3).is_some_and(|token| token.glued)
            && !self.is_free_behind(at + 3);
        if goes_on || spaced && (!self.casual || mark == '.') {
            return None;
        }
        let (year, month) = match (first_count, second_count) {
            (4, 1 | 2) if mark != '.' || self.casual => (first, second),
            (1 | 2, 4) if mark != '.' => (second, first),
            _ => return None,
        };
        let year = i16::try_from(year).ok().filter(|year| (1000..3000).contains(year))?;
        let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        Some((Meaning::Month { month, year: YearOf::Known(year) }, at + 3))
    }

    fn figure(&self, at: usize) -> Option<(u32, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Digits { value, count } if matches!(count, 1 | 2 | 4) => Some((value, count)),
            _ => None,
        }
    }

    /// A mark between figures, with nothing between it and them.
    fn separator(&self, at: usize) -> Option<char> {
        let (token, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        match token.kind {
            Kind::Mark(mark @ ('/' | '-' | '.')) if token.glued && next.glued => Some(mark),
            _ => None,
        }
    }

    /// The third figure: after the same mark as before, or after a comma.
    fn third(&self, at: usize, mark: char) -> Option<(u32, usize, usize)> {
        let is_joined = self.separator(at) == Some(mark);
        let is_year = self.is_mark(at, ',') && self.is_glued(at) && self.is_glued(at + 1);
        if !is_joined && !is_year {
            return None;
        }
        let (value, count) = self.figure(at + 1)?;
        let goes_on = self.tokens.get(at + 2).is_some_and(|token| {
            token.glued
                && (matches!(token.kind, Kind::Digits { .. }) || self.separator(at + 2).is_some())
        });
        (!goes_on).then_some((value, count, at + 2))
    }

    /// A day from two figures, month first unless that cannot be or the other way is asked for.
    fn ordered(&self, year: Option<i16>, one: u32, other: u32) -> Option<Meaning> {
        let (month, day) = match (one, other) {
            (1..=12, 1..=12) if self.day_first => (other, one),
            (1..=12, 1..=31) => (one, other),
            (1..=31, 1..=12) => (other, one),
            _ => return None,
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Some(Meaning::Day { year, month: Some(month), day, weekday: None })
    }

    /// Unlike behind a bare number, any word may follow behind two figures.
    fn is_free_or_word_behind(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at).map(|token| (token.kind, token.glued)),
            Some((Kind::Word(_), false))
        ) || self.is_free_behind(at)
    }
}

fn whole(year: i16, month: u32, day: u32) -> Option<Meaning> {
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    Some(Meaning::Day { year: Some(year), month: Some(month), day, weekday: None })
}
