//! Times of day, alone and with a day.

use super::super::lexicon::{DayPart, Word};
use super::super::meaning::{Clock, Meaning};
use super::super::token::Kind;
use super::{Grammar, Read};

impl Grammar<'_> {
    /// A time of day, or a part of the day.
    pub(super) fn time(&self, at: usize) -> Read<Meaning> {
        self.clock(at).or_else(|| self.day_part(at))
    }

    /// `this morning`, `tonight`, `in the afternoon`: a part of some day.
    fn day_part(&self, at: usize) -> Read<Meaning> {
        if self.is(at, Word::Tonight) {
            return Some((on_day(0, DayPart::Night), at + 1));
        }
        if let Some((offset, next)) = self.offset(at)
            && let Some(Word::DayPart(part)) = self.word(next)
        {
            return Some((on_day(offset, part), next + 1));
        }
        if self.is(at, Word::In)
            && self.is(at + 1, Word::The)
            && let Some(Word::DayPart(part)) = self.word(at + 2)
        {
            return Some((Meaning::DayPart(part), at + 3));
        }
        None
    }

    /// `5 p.m.`, `17:30`, `half past eight`, `seven o'clock`, `noon`.
    pub(super) fn clock(&self, at: usize) -> Read<Meaning> {
        if let Some((clock, end)) = self.hours_as_time(at) {
            let before = at.checked_sub(1).and_then(|before| self.word(before));
            let says_time = matches!(
                before,
                Some(
                    Word::At
                        | Word::By
                        | Word::From
                        | Word::To
                        | Word::Until
                        | Word::Since
                        | Word::Before
                        | Word::After
                        | Word::Between
                )
            );
            return says_time.then_some((Meaning::Time(clock), end));
        }
        if let Some((clock, end)) = self.fixed_time(at) {
            return Some((Meaning::Time(clock), end));
        }
        if let Some((clock, end)) = self.past_the_hour(at) {
            return Some((Meaning::Time(clock), end));
        }
        let (hour, minute, second, next) = self.figures(at)?;
        let (clock, end, is_said) = self.with_meridiem(hour, minute, second, next);
        (is_said || minute.is_some()).then_some((Meaning::Time(clock), end))
    }

    /// `1400 hours`, which is a time of day behind `at` and its like, and unclear otherwise.
    pub(super) fn hours_as_time(&self, at: usize) -> Read<Clock> {
        let Kind::Digits { value, count: 4 } = self.tokens.get(at)?.kind else { return None };
        let (hour, minute) = (value / 100, value % 100);
        let is_time = hour < 24 && minute < 60;
        let is_hours = self.slice(at + 1, at + 2).eq_ignore_ascii_case("hours");
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        let clock = Clock { hour, minute: Some(minute), second: None, certain: true };
        (is_time && is_hours).then_some((clock, at + 2))
    }

    fn fixed_time(&self, at: usize) -> Read<Clock> {
        let start = match self.digits(at, 2) {
            Some((12, next)) => next,
            _ => at,
        };
        let hour = match self.word(start)? {
            Word::Noon => 12,
            Word::Midnight => 0,
            _ => return None,
        };
        Some((Clock { hour, minute: None, second: None, certain: true }, start + 1))
    }

    /// `half past eight`, `a quarter to nine`, `twenty minutes past three`.
    fn past_the_hour(&self, at: usize) -> Read<Clock> {
        let start = self.skip(at, &[Word::A]);
        let (minutes, next) = match self.word(start) {
            Some(Word::Half) => (30, start + 1),
            Some(Word::Quarter) => (15, start + 1),
            _ => {
                let (minutes, next) = self.digits(at, 2).or_else(|| self.spelled(at))?;
                match self.word(next) {
                    Some(Word::Unit(super::super::lexicon::Unit::Quarter)) => {
                        (minutes * 15, next + 1)
                    }
                    Some(Word::Unit(super::super::lexicon::Unit::Minute)) => (minutes, next + 1),
                    _ => (minutes, next),
                }
            }
        };
        let (is_to, next) = match self.word(next)? {
            Word::Nearby(-1) => (false, next + 1),
            // `5 to 7` is a range more often than a time.
            Word::To
                if start > at
                    || matches!(self.word(next - 1), Some(Word::Unit(_) | Word::Quarter)) =>
            {
                (true, next + 1)
            }
            _ => return None,
        };
        let (hour, minute, _, next) = self.figures(next).or_else(|| {
            let (hour, next) = self.spelled(next).filter(|(hour, _)| (1..=24).contains(hour))?;
            Some((i8::try_from(hour).ok()?, None, None, next))
        })?;
        if minute.is_some() || minutes >= 60 {
            return None;
        }
        let minutes = i8::try_from(minutes).ok()?;
        let (hour, minute) = if is_to { ((hour + 23) % 24, 60 - minutes) } else { (hour, minutes) };
        let (clock, end, _) = self.with_meridiem(hour, Some(minute), None, next);
        Some((clock, end))
    }

    /// `5`, `5:30`, `17:30:15`, or the hour in words where `o'clock` or `pm` is behind it.
    fn figures(&self, at: usize) -> Option<(i8, Option<i8>, Option<i8>, usize)> {
        let Some((hour, next)) = self.digits(at, 2) else {
            let (hour, next) = self.spelled(at).filter(|(hour, _)| (1..=12).contains(hour))?;
            return Some((i8::try_from(hour).ok()?, None, None, next));
        };
        let hour = i8::try_from(hour).ok().filter(|hour| (0..=24).contains(hour))? % 24;
        let part = |at: usize| -> Option<i8> {
            let is_joined = (self.is_mark(at, ':')
                || self.is_mark(at, '.') && self.is_meridiem(at + 2))
                && self.is_glued(at)
                && self.is_glued(at + 1);
            match self.tokens.get(at + 1).filter(|_| is_joined)?.kind {
                Kind::Digits { value, count: 2 } if value < 60 => i8::try_from(value).ok(),
                _ => None,
            }
        };
        let Some(minute) = part(next) else { return Some((hour, None, None, next)) };
        let Some(second) = part(next + 2) else {
            return Some((hour, Some(minute), None, next + 2));
        };
        Some((hour, Some(minute), Some(second), next + 4))
    }

    fn is_meridiem(&self, at: usize) -> bool {
        matches!(self.word(at), Some(Word::Meridiem(_)))
            || matches!(self.word(at), Some(Word::A | Word::Short('p')))
                && self.is_mark(at + 1, '.')
    }

    /// The time with `p.m.`, `o'clock`, `in the evening` behind it, where it stands; and whether any of
    /// these does.
    fn with_meridiem(
        &self,
        hour: i8,
        minute: Option<i8>,
        second: Option<i8>,
        at: usize,
    ) -> (Clock, usize, bool) {
        let mut next = at;
        let mut is_said = false;
        if self.is(next, Word::OClock) {
            (next, is_said) = (next + 1, true);
        }
        let half = self.meridiem(next).or_else(|| self.half_of_day(next));
        let (is_late, next) = match half {
            Some((is_late, next)) => (Some(is_late), next),
            None => (None, next),
        };
        let hour = match is_late {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let certain = is_late.is_some() || hour > 12 || hour == 0;
        (Clock { hour, minute, second, certain }, next, is_said || is_late.is_some())
    }

    fn meridiem(&self, at: usize) -> Read<bool> {
        match self.word(at)? {
            Word::Meridiem(is_late) => Some((is_late, at + 1)),
            word @ (Word::A | Word::Short('p')) => {
                let text = self.slice(at, at + 1);
                let is_letter = text.eq_ignore_ascii_case("a") || text.eq_ignore_ascii_case("p");
                let next = self.skip_mark(at + 1, &['.']);
                if !is_letter || !self.is(next, Word::Short('m')) || next == at + 1 && !self.casual
                {
                    return None;
                }
                // The full stop may end the sentence as well, and stays with the time.
                let end = if next > at + 1 { self.skip_mark(next + 1, &['.']) } else { next + 1 };
                Some((word != Word::A, end))
            }
            _ => None,
        }
    }

    /// `in the evening`, `at night`.
    fn half_of_day(&self, at: usize) -> Read<bool> {
        let next = match self.word(at)? {
            Word::In if self.is(at + 1, Word::The) => at + 2,
            Word::At => at + 1,
            _ => return None,
        };
        let Some(Word::DayPart(part)) = self.word(next) else { return None };
        Some((part != DayPart::Morning, next + 1))
    }

    /// A day with a time: `Tuesday at 5 p.m.`, `3pm tomorrow`, `Friday morning`, `2020-12-21T09:30`.
    pub(super) fn moment(&self, at: usize) -> Read<Meaning> {
        if let Some((day, next)) = self.day(at) {
            if let Some(Word::DayPart(part)) = self.word(self.skip(next, &[Word::In, Word::The])) {
                let skipped = self.skip(self.skip(next, &[Word::In]), &[Word::The]);
                if let Some(Word::DayPart(_)) = self.word(skipped) {
                    return Some((at_time(day, Meaning::DayPart(part)), skipped + 1));
                }
            }
            let skipped = self.skip(self.skip_mark(next, &[',']), &[Word::In]);
            if self.is(skipped, Word::The)
                && let Some(Word::DayPart(part)) = self.word(skipped + 1)
            {
                return Some((at_time(day, Meaning::DayPart(part)), skipped + 2));
            }
            let mut time_at = self.skip_mark(next, &[',']);
            time_at = self.skip(time_at, &[Word::At, Word::Short('t'), Word::By]);
            let (time, end) = self.clock(time_at)?;
            return Some((at_time(day, time), end));
        }
        let (time, next) = self.time(at)?;
        if !matches!(time, Meaning::Time(_)) {
            return None;
        }
        let day_at = self.skip(self.skip_mark(next, &[',']), &[Word::On]);
        if let Some((Meaning::At(day, _), end)) = self.day_part(day_at) {
            return Some((Meaning::At(day, Box::new(time)), end));
        }
        let (day, end) = self.day(day_at)?;
        Some((at_time(day, time), end))
    }
}

fn at_time(day: Meaning, time: Meaning) -> Meaning {
    Meaning::At(Box::new(day), Box::new(time))
}

fn on_day(offset: i32, part: DayPart) -> Meaning {
    at_time(Meaning::Days(offset), Meaning::DayPart(part))
}
