//! What repeats: `every Monday`, `each two weeks`, `weekly`, `once a year`, `Sundays`.

use super::super::lexicon::{Unit, Word};
use super::super::meaning::{Amount, Meaning};
use super::{Grammar, Read};

impl Grammar<'_> {
    pub(super) fn repeated(&self, at: usize) -> Read<Meaning> {
        match self.word(at)? {
            Word::Every => {
                let next = self.skip(at + 1, &[Word::Other1]);
                if let Some((weekday, end)) = self.weekday_name(next, true) {
                    return Some((Meaning::EveryWeekday(weekday), end));
                }
                if let Some((unit, end)) = self.unit(next) {
                    return Some((Meaning::Every(Amount::one(unit)), end));
                }
                let (amount, end) = self.amount(next)?;
                Some((Meaning::Every(amount), end))
            }
            Word::Adverb(count, unit) => {
                let amount = Amount { parts: vec![(f64::from(count), unit)], vague: false };
                Some((Meaning::Every(amount), at + 1))
            }
            Word::Weekdays(weekday) => Some((Meaning::EveryWeekday(weekday), at + 1)),
            Word::Once => {
                let (unit, end) = self.unit(self.skip(at + 1, &[Word::A, Word::Every]))?;
                (end > at + 2 && unit >= Unit::Day)
                    .then_some((Meaning::Every(Amount::one(unit)), end))
            }
            _ => None,
        }
    }
}
