//! Years, decades and centuries.

use super::super::lexicon::{Unit, Word};
use super::super::meaning::Meaning;
use super::super::token::Kind;
use super::number::full_year;
use super::{Grammar, Read, says_time};

impl Grammar<'_> {
    /// `the 1990s`, `the '40s`, `the seventies`, `the nineteen seventies`, `the two thousands`.
    pub(super) fn decade(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let figures = self.skip_mark(start, &['\'', '’', '‘']);
        if let Some(Kind::Digits { value, count: count @ (2 | 4) }) =
            self.tokens.get(figures).map(|token| token.kind)
        {
            let glued = self.skip_mark(figures + 1, &['\'', '’']);
            let is_s = self.is(glued, Word::Short('s'))
                && self.is_glued(figures + 1)
                && self.is_glued(glued);
            let fits = is_s
                && value % 10 == 0
                && (count == 4 && (1000..3000).contains(&value)
                    || count == 2 && (figures > at || self.casual));
            let start = i16::try_from(value).ok()?;
            return fits
                .then_some((Meaning::Decade { start, century_known: count == 4 }, glued + 1));
        }
        if let Some(Word::Decade(decade)) = self.word(start) {
            let start_year = i16::try_from(decade).ok()?;
            return (start > at).then_some((
                Meaning::Decade { start: start_year, century_known: false },
                start + 1,
            ));
        }
        let Some(Word::Number(century @ 10..=20)) = self.word(start) else {
            let two_thousand =
                self.is(start, Word::Number(2)) && self.is(start + 1, Word::Thousand);
            return self.two_thousands(start, two_thousand);
        };
        let next = if self.is_dash(start + 1) { start + 2 } else { start + 1 };
        let Some(Word::Decade(decade)) = self.word(next) else { return None };
        let start = i16::try_from(century * 100 + decade).ok()?;
        Some((Meaning::Decade { start, century_known: true }, next + 1))
    }

    /// `two thousands`, `two thousand and tens`
    fn two_thousands(&self, at: usize, two_thousand: bool) -> Read<Meaning> {
        if self.is(at, Word::Number(2))
            && self.slice(at + 1, at + 2).eq_ignore_ascii_case("thousands")
        {
            return Some((Meaning::Decade { start: 2000, century_known: true }, at + 2));
        }
        let next = self.skip(at + 2, &[Word::And]);
        let Some(Word::Decade(decade)) = self.word(next).filter(|_| two_thousand) else {
            return None;
        };
        Some((
            Meaning::Decade { start: 2000 + i16::try_from(decade).ok()?, century_known: true },
            next + 1,
        ))
    }

    /// `the 15th century`
    pub(super) fn century(&self, at: usize) -> Read<Meaning> {
        let (number, next) = self.ordinal(self.skip(at, &[Word::The]))?;
        let next = self.skip_mark(next, &['-']);
        let is_century = self.is(next, Word::Unit(Unit::Century)) && (1..=29).contains(&number);
        is_century.then_some((Meaning::Century(i16::try_from(number).ok()?), next + 1))
    }

    /// A year on its own, where the word before it says so.
    pub(super) fn year_alone(&self, at: usize) -> Read<Meaning> {
        if self.is(at, Word::Unit(Unit::Year)) {
            let (year, end) = self.year(at + 1).or_else(|| {
                let (year, end) = self.digits(at + 1, 3)?;
                Some((i16::try_from(year).ok().filter(|year| *year > 0)?, end))
            })?;
            return Some((Meaning::Year(year), end));
        }
        if self.is(at, Word::Fiscal) {
            let (year, end) = self.year(at + 1).or_else(|| {
                let (year, end) = self.digits(at + 1, 2)?;
                Some((full_year(year), end))
            })?;
            return Some((Meaning::Year(year), end));
        }
        let (year, end) = self.year(at)?;
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        let says_year =
            before.is_some_and(|word| says_time(word) || matches!(word, Word::About | Word::Or));
        let in_brackets = at > 0
            && self.is_mark(at - 1, '(')
            && (self.is_mark(end, ')') || self.is_mark(end, ','));
        // `in 2000 people`, `of 1500 metres`, `in 2019-20`.
        let is_unit = matches!(self.word(end), Some(Word::Unit(unit)) if unit != Unit::Week);
        let counts = is_unit || year % 100 == 0 && self.is_plural(end);
        let is_likely =
            (1900..=2100).contains(&year) || self.is(at.wrapping_sub(1), Word::In) || self.casual;
        ((says_year || in_brackets) && is_likely && !counts).then_some((Meaning::Year(year), end))
    }

    /// True for a word in small letters that looks like a plural: what a round number counts.
    fn is_plural(&self, at: usize) -> bool {
        let is_other = self.is(at, Word::Other) && !self.tokens[at].capital;
        let word = self.slice(at, at + 1);
        is_other && (word.len() > 4 && word.ends_with('s') || word == "people")
    }
}
