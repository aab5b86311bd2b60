//! Amounts of time: `3 days`, `two and a half hours`, `1 month and 21 days`.

use super::super::lexicon::{Unit, Word};
use super::super::meaning::{Amount, Meaning};
use super::super::token::Kind;
use super::{Grammar, Read};

/// The most parts of an amount: years, months, weeks, days, hours, minutes, seconds.
const MOST_PARTS: usize = 7;

impl Grammar<'_> {
    /// One or more numbers with their units, largest or smallest first.
    pub(super) fn amount(&self, at: usize) -> Read<Amount> {
        let (mut amount, mut end) = self.part_of_amount(at)?;
        while amount.parts.len() < MOST_PARTS {
            let mut next = end;
            next = self.skip_mark(next, &[',']);
            next = self.skip(next, &[Word::And]);
            // Without a number, `and a day` is as likely another thing.
            if matches!(self.word(next), Some(Word::A | Word::Half | Word::Vague(_))) {
                break;
            }
            let Some((more, behind)) = self.part_of_amount(next) else { break };
            if more
                .parts
                .iter()
                .any(|(_, unit)| amount.parts.iter().any(|(_, known)| known == unit))
            {
                break;
            }
            amount.parts.extend(more.parts);
            end = behind;
        }
        Some((amount, end))
    }

    /// A number and a unit.
    fn part_of_amount(&self, at: usize) -> Read<Amount> {
        let (count, vague, next) = self.count(at)?;
        let (unit, mut end) = self.unit(next)?;
        let mut count = count;
        // `an hour and a half`, `an hour and half`
        if self.is(end, Word::And) {
            let half = self.skip(end + 1, &[Word::A]);
            if self.is(half, Word::Half) && self.unit(half + 1).is_none() {
                (count, end) = (count + 0.5, half + 1);
            }
        }
        Some((Amount { parts: vec![(count, unit)], vague }, end))
    }

    /// How many: digits, words, `a`, `half a`, `two and a half`, `a couple of`, `few`.
    pub(super) fn count(&self, at: usize) -> Option<(f64, bool, usize)> {
        if let Some(Word::Vague(count)) = self.word(self.skip(at, &[Word::A])) {
            let next = self.skip(self.skip(at, &[Word::A]) + 1, &[Word::Of]);
            return Some((f64::from(count), true, next));
        }
        if let Some((whole, next)) = self.decimal(at) {
            if self.is(next, Word::And) && self.is(self.skip(next + 1, &[Word::A]), Word::Half) {
                return Some((whole + 0.5, false, self.skip(next + 1, &[Word::A]) + 1));
            }
            let next = if self.is_dash(next) { next + 1 } else { next };
            return Some((whole, false, next));
        }
        let next = self.skip(at, &[Word::A]);
        if self.is(next, Word::Half) {
            let mut behind = self.skip(next + 1, &[Word::A, Word::Of]);
            behind = if self.is_dash(behind) { behind + 1 } else { behind };
            return Some((0.5, false, behind));
        }
        (next > at).then_some((1.0, false, next))
    }

    /// A number with a fraction.
    fn decimal(&self, at: usize) -> Read<f64> {
        if let Some(Kind::Digits { value, count: 1..=6 }) =
            self.tokens.get(at).map(|token| token.kind)
        {
            let fraction = self
                .tokens
                .get(at + 2)
                .filter(|token| self.is_mark(at + 1, '.') && self.is_glued(at + 1) && token.glued);
            if let Some(Kind::Digits { value: part, count: part_count @ 1..=6 }) =
                fraction.map(|token| token.kind)
            {
                // Read as text, so that 123.45 is the number that its digits are.
                let number = format!("{value}.{part:0part_count$}").parse().ok()?;
                return Some((number, at + 3));
            }
            return Some((f64::from(value), at + 1));
        }
        let (value, end) = self.cardinal(at)?;
        Some((f64::from(value), end))
    }

    /// A unit of time behind a number.
    pub(super) fn unit(&self, at: usize) -> Read<Unit> {
        match self.word(at)? {
            Word::Unit(unit) => Some((unit, at + 1)),
            Word::Second => Some((Unit::Second, at + 1)),
            Word::Quarter => Some((Unit::Quarter, at + 1)),
            // `3h` alone; `3 h` may be anything.
            Word::Short('h') if self.is_glued(at) => Some((Unit::Hour, at + 1)),
            _ => None,
        }
    }

    /// `business days`
    pub(super) fn business_days(&self, at: usize) -> Read<i32> {
        let (count, next) = self.cardinal(at)?;
        let is_days = self.is(next, Word::Business) && self.is(next + 1, Word::Unit(Unit::Day));
        is_days.then_some((i32::try_from(count).ok()?, next + 2))
    }

    /// An amount of time on its own.
    pub(super) fn duration(&self, at: usize) -> Read<Meaning> {
        if let Some(Word::All | Word::Another) = self.word(at) {
            let next = if self.is_dash(at + 1) { at + 2 } else { at + 1 };
            let (unit, end) = self.unit(next)?;
            return Some((Meaning::Duration(Amount::one(unit)), end));
        }
        if let Some((days, end)) = self.business_days(at) {
            let amount = Amount { parts: vec![(f64::from(days), Unit::Day)], vague: false };
            return Some((Meaning::Duration(amount), end));
        }
        let (amount, end) = self.amount(at)?;
        // `a 34-year-old man` has an age, and `1400 hours` may be a time of day.
        let behind = if self.is_dash(end) { end + 1 } else { end };
        if self.slice(behind, behind + 1).eq_ignore_ascii_case("old")
            || self.hours_as_time(at).is_some()
        {
            return None;
        }
        let counts = amount.parts.iter().all(|(count, _)| *count > 0.0);
        // `a second` is an ordinal, `a quarter` a share, `a weekend` a day of rest.
        let is_time = match (self.word(at), amount.parts.as_slice()) {
            (Some(Word::A | Word::Half), [(_, Unit::Second | Unit::Quarter | Unit::Weekend)]) => {
                false
            }
            (_, [(count, Unit::Quarter)]) => *count >= 2.0 && self.casual,
            _ => true,
        };
        (counts && is_time).then_some((Meaning::Duration(amount), end))
    }
}
