//! Single days.

use jiff::civil::Weekday;

use super::super::holiday;
use super::super::lexicon::{Unit, Word};
use super::super::meaning::{Meaning, MonthOf, YearOf};
use super::super::token::Kind;
use super::{Grammar, Read};

impl Grammar<'_> {
    /// A day, whatever names it.
    pub(super) fn day(&self, at: usize) -> Read<Meaning> {
        let readings = [
            self.calendar_day(at),
            self.weekday_with_number(at),
            self.weekday_of_week(at),
            self.nth_weekday(at),
            self.day_of_month(at),
            self.named_day(at),
            self.shifted(at),
            self.in_amount(at),
            self.holiday(at),
            self.weekday(at),
            self.bare_number(at),
        ];
        readings
            .into_iter()
            .flatten()
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
    }

    /// A day with its month: in figures, or `21 December 2020`, `Dec. 21, 2020`.
    pub(super) fn calendar_day(&self, at: usize) -> Read<Meaning> {
        self.numeric(at).or_else(|| self.day_month(at)).or_else(|| self.month_day(at))
    }

    fn day_month(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let is_digits = matches!(self.tokens.get(start)?.kind, Kind::Digits { .. });
        let (day, next) = match self.digits(start, 2) {
            Some((number, next)) => {
                (i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?, next)
            }
            None => {
                let (number, next) = self.ordinal(start)?;
                (i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?, next)
            }
        };
        let joined = self.skip_mark(next, &['-', '/', '.', ',']);
        let with_of = self.skip(joined, &[Word::Of]);
        let Some(Word::Month(month, ambiguous)) = self.word(with_of) else { return None };
        // `3 may` may be people who may; `3 May` is not.
        let sure = !ambiguous
            || !is_digits
            || with_of > next
            || self.tokens[with_of].capital
            || self.casual;
        if !sure {
            return None;
        }
        let end = with_of + 1;
        let mark = joined > next && !self.is_mark(next, '.');
        let (year, end) =
            match self.year_glued(end).filter(|_| mark).or_else(|| self.year_behind(end)) {
                Some((year, end)) => (Some(year), end),
                None => (None, end),
            };
        Some((Meaning::Day { year, month: Some(month), day, weekday: None }, end))
    }

    /// The year of `1-jan-16`.
    fn year_glued(&self, at: usize) -> Read<i16> {
        if !self.is_dash(at) && !self.is_mark(at, '/') || !self.is_glued(at + 1) {
            return None;
        }
        let two = match self.tokens.get(at + 1)?.kind {
            Kind::Digits { value, count: 2 } => Some((super::number::full_year(value), at + 2)),
            _ => None,
        };
        two.or_else(|| self.year(at + 1))
    }

    fn month_day(&self, at: usize) -> Read<Meaning> {
        let Some(Word::Month(month, _)) = self.word(at) else { return None };
        let mut next = self.skip_mark(at + 1, &['.', ',', '-', '/']);
        next = self.skip(next, &[Word::The]);
        let is_figure = matches!(self.tokens.get(next)?.kind, Kind::Digits { .. });
        let (day, end) = self.day_number(next)?;
        // `May 5 pm`, `May 3:30`, `June 20 %`, `April 4.5`.
        let is_other = match self.tokens.get(end).map(|token| (token.kind, token.glued)) {
            Some((Kind::Mark(':' | '%'), true) | (Kind::Word(Word::Meridiem(_)), _)) => true,
            Some((Kind::Mark('.'), true)) if is_figure => self.is_digit_glued(end + 1),
            Some((Kind::Word(word), true)) if is_figure => word != Word::Other || !self.casual,
            _ => false,
        };
        if is_other {
            return None;
        }
        let (year, end) = match self.year_behind(end) {
            Some((year, behind)) => (Some(year), behind),
            None => (None, end),
        };
        Some((Meaning::Day { year, month: Some(month), day, weekday: None }, end))
    }

    pub(super) fn is_digit_glued(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.glued && matches!(token.kind, Kind::Digits { .. }))
    }

    /// A day of the week with a date or the number of the day: `Monday, January 12`, `Friday the 15th`,
    /// `this Friday (June 15)`.
    fn weekday_with_number(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::Relative(0), Word::Relative(1), Word::Relative(-1)]);
        let (weekday, next) = self.weekday_name(start, true)?;
        let next = self.skip_mark(next, &['.']);
        let is_open = self.is_mark(next, '(');
        let inner = self.skip_mark(next, &['(', ',', '-']);
        let inner = self.skip(inner, &[Word::On]);
        if let Some((Meaning::Day { year, month, day, .. }, end)) = self.calendar_day(inner) {
            let end = if is_open { self.skip_mark(end, &[')']) } else { end };
            return Some((Meaning::Day { year, month, day, weekday: Some(weekday) }, end));
        }
        let (day, end) = if self.is(next, Word::The) {
            self.day_number(next + 1)?
        } else {
            let (number, end) = self.ordinal(next)?;
            (i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?, end)
        };
        self.is_free_behind(end)
            .then_some((Meaning::Day { year: None, month: None, day, weekday: Some(weekday) }, end))
    }

    /// A day of the week by name. The short forms that are other words too need a full stop, a capital
    /// letter, or words around them that speak of time (`in_date`).
    pub(super) fn weekday_name(&self, at: usize, in_date: bool) -> Read<Weekday> {
        let Some(Word::Weekday(weekday, ambiguous)) = self.word(at) else { return None };
        let is_sure = !ambiguous
            || in_date
            || self.is_mark(at + 1, '.') && self.tokens[at].capital
            || at > 0 && self.is(at - 1, Word::On);
        is_sure.then_some((weekday, at + 1))
    }

    fn weekday(&self, at: usize) -> Read<Meaning> {
        if let Some((weekday, end)) = self.weekday_name(at, false) {
            return Some((Meaning::Weekday(weekday), end));
        }
        let (offset, next) = self.offset(at)?;
        let next = self.skip(next, &[Word::Nearby(1)]);
        let (weekday, end) = self.weekday_name(next, true)?;
        Some((Meaning::WeekdayOfWeek(weekday, offset), end))
    }

    /// `this`, `next`, `last`, `coming`, `past`.
    pub(super) fn offset(&self, at: usize) -> Read<i32> {
        // `the following week` counts from what the text tells of.
        let word = self.slice(at, at + 1);
        let is_told =
            word.eq_ignore_ascii_case("following") || word.eq_ignore_ascii_case("previous");
        if is_told && !self.casual {
            return None;
        }
        match self.word(at)? {
            Word::Relative(offset) => match self.word(at + 1) {
                // `this coming Monday`, `this past week`
                Some(Word::Nearby(nearby)) if offset == 0 => Some((nearby, at + 2)),
                _ => Some((offset, at + 1)),
            },
            Word::Nearby(offset) => Some((offset, at + 1)),
            _ => None,
        }
    }

    /// `Friday next week`, `Tuesday of next week`, `next week on Friday`, `last week Sunday`.
    fn weekday_of_week(&self, at: usize) -> Read<Meaning> {
        if let Some((weekday, next)) = self.weekday_name(at, true) {
            let next = self.skip_mark(next, &[',', '.']);
            let next = self.skip(next, &[Word::Of, Word::In]);
            let (offset, next) = self.offset(self.skip(next, &[Word::The]))?;
            return self
                .is(next, Word::Unit(Unit::Week))
                .then_some((Meaning::WeekdayOfWeek(weekday, offset), next + 1));
        }
        let (offset, next) = self.offset(at)?;
        if !self.is(next, Word::Unit(Unit::Week)) {
            return None;
        }
        let next = self.skip_mark(next + 1, &[',']);
        let (weekday, end) = self.weekday_name(self.skip(next, &[Word::On]), true)?;
        Some((Meaning::WeekdayOfWeek(weekday, offset), end))
    }

    /// `the first Friday of July`, `the last Monday in this month`, `third Tuesday`.
    fn nth_weekday(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let (nth, next) = self.nth(start)?;
        let (weekday, end) = self.weekday_name(next, true)?;
        let of = self.skip(end, &[Word::Of, Word::In, Word::During]);
        if of > end {
            if let Some(Word::Month(month, _)) = self.word(of) {
                let (year, end) = match self.year_behind(of + 1) {
                    Some((year, end)) => (YearOf::Known(year), end),
                    None => (YearOf::Open, of + 1),
                };
                let month = MonthOf::Named(month, year);
                return Some((Meaning::NthWeekday { nth, weekday, month }, end));
            }
            let relative = self.skip(of, &[Word::The]);
            let (offset, unit) = self.offset(relative).unwrap_or((0, relative));
            if unit > of && self.is(unit, Word::Unit(Unit::Month)) {
                let month = MonthOf::From(offset);
                return Some((Meaning::NthWeekday { nth, weekday, month }, unit + 1));
            }
        }
        // Alone it is one of this month; `last Friday` is another thing.
        (start == at && nth > 0)
            .then_some((Meaning::NthWeekday { nth, weekday, month: MonthOf::From(0) }, end))
    }

    /// First to fifth, or last (-1).
    pub(super) fn nth(&self, at: usize) -> Read<i8> {
        if self.is(at, Word::Relative(-1)) {
            return Some((-1, at + 1));
        }
        let (number, next) = self.ordinal(at)?;
        (1..=5).contains(&number).then_some((i8::try_from(number).ok()?, next))
    }

    /// `20th of next month`
    fn day_of_month(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let (number, next) = self.ordinal(start)?;
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?;
        let of = self.skip(next, &[Word::Of, Word::In]);
        let (months, unit) = self.offset(self.skip(of, &[Word::The])).or_else(|| {
            // `the 20th of the month`
            self.is(of, Word::The).then_some((0, of + 1))
        })?;
        self.is(unit, Word::Unit(Unit::Month))
            .then_some((Meaning::DayOfMonth { day, months }, unit + 1))
    }

    /// `today`, `the day before yesterday`; in casual texts `the day`, `next day`.
    pub(super) fn named_day(&self, at: usize) -> Read<Meaning> {
        if let Some(Word::Day(offset)) = self.word(at) {
            return Some((Meaning::Days(offset), at + 1));
        }
        let start = self.skip(at, &[Word::The]);
        let is_day = |at| self.is(at, Word::Unit(Unit::Day)) && !self.is_glued(at);
        if is_day(start) {
            match (self.word(start + 1), self.word(start + 2)) {
                (Some(Word::Before), Some(Word::Day(-1))) => {
                    return Some((Meaning::Days(-2), start + 3));
                }
                (Some(Word::After), Some(Word::Day(1))) => {
                    return Some((Meaning::Days(2), start + 3));
                }
                _ => {}
            }
            let is_today = self.casual && start > at && !self.is(start + 1, Word::Of);
            return is_today.then_some((Meaning::Days(0), start + 1));
        }
        if self.is(at, Word::My) && is_day(at + 1) {
            return self.casual.then_some((Meaning::Days(0), at + 2));
        }
        let (offset, next) = self.offset(start)?;
        let is_said = self.casual || offset == 0;
        (is_said && is_day(next) && !self.is(next + 1, Word::Of))
            .then_some((Meaning::Days(offset), next + 1))
    }

    pub(super) fn holiday(&self, at: usize) -> Read<Meaning> {
        let (found, next) = holiday::find(self, at)?;
        let behind = self.skip(next, &[Word::Of, Word::In]);
        if let Some((year, end)) = self.year(self.skip_mark(behind, &[','])) {
            return Some((Meaning::Holiday { holiday: found, year: YearOf::Known(year) }, end));
        }
        if let Some((offset, unit)) = self.offset(behind)
            && self.is(unit, Word::Unit(Unit::Year))
        {
            return Some((
                Meaning::Holiday { holiday: found, year: YearOf::From(offset) },
                unit + 1,
            ));
        }
        Some((Meaning::Holiday { holiday: found, year: YearOf::Open }, next))
    }

    /// The token's words, for the table of holidays.
    pub(in super::super) fn words_at(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        matches!(token.kind, Kind::Word(_)).then(|| self.text.get(token.start..token.end)).flatten()
    }

    /// `the 27th`, and in casual texts `the 27` and `on 15`: the number of a day alone.
    fn bare_number(&self, at: usize) -> Read<Meaning> {
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        let says_day = matches!(
            before,
            Some(Word::On | Word::By | Word::Since | Word::Until | Word::Before | Word::After)
        ) || self.casual && matches!(before, Some(Word::For));
        let start = self.skip(at, &[Word::The]);
        let ordinal = self.ordinal(start);
        let is_figure = matches!(self.tokens.get(start)?.kind, Kind::Ordinal(_));
        let (number, end) = match ordinal {
            Some(read) if is_figure || self.casual => read,
            _ if self.casual && (start > at || before == Some(Word::On)) => {
                self.digits(start, 2).or_else(|| self.spelled(start).filter(|_| start > at))?
            }
            _ => return None,
        };
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?;
        let is_day = says_day && self.is_free_behind(end) && !self.is(end, Word::And);
        is_day.then_some((Meaning::Day { year: None, month: None, day, weekday: None }, end))
    }
}
