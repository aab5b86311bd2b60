//! Weeks, months, quarters, seasons, years and what is longer, and parts of them.

use super::super::lexicon::{Part, Unit, Word};
use super::super::meaning::{Meaning, YearOf};
use super::super::token::Kind;
use super::{Grammar, Read, says_time};

impl Grammar<'_> {
    /// A period, whatever names it.
    pub(super) fn period(&self, at: usize) -> Read<Meaning> {
        let readings = [
            self.part_of(at),
            self.rest_of(at),
            self.week_of(at),
            self.whole_period(at),
            self.span(at),
            self.within(at),
        ];
        readings.into_iter().flatten().reduce(longer)
    }

    /// A period that may have parts.
    fn whole_period(&self, at: usize) -> Read<Meaning> {
        let readings = [
            self.month(at),
            self.relative(at),
            self.quarter(at),
            self.nth_week(at),
            self.season(at),
            self.week_number(at),
            self.decade(at),
            self.century(at),
            self.year_alone(at),
        ];
        readings.into_iter().flatten().reduce(longer)
    }

    /// `June 2016`, `2016 November`, `the month of June`, `last June`, `2016-11`.
    fn month(&self, at: usize) -> Read<Meaning> {
        if let Some(read) = self.numeric_month(at) {
            return Some(read);
        }
        let of = self.skip(at, &[Word::The]);
        if self.is(of, Word::Unit(Unit::Month)) && self.is(of + 1, Word::Of) {
            let (month, end) = self.month_with_year(of + 2)?;
            return Some((month, end));
        }
        if let Some((offset, next)) = self.offset(at)
            && let Some(month) = self.month_named(next)
        {
            return Some((Meaning::MonthFrom { month, direction: offset }, next + 1));
        }
        if let Some((year, next)) = self.year(at) {
            let next = self.skip_mark(next, &[',', '-']);
            let month = self.month_named(next)?;
            return Some((Meaning::Month { month, year: YearOf::Known(year) }, next + 1));
        }
        let (month, end) = self.month_with_year(at)?;
        let has_year = !matches!(month, Meaning::Month { year: YearOf::Open, .. });
        (has_year || self.is_month_alone(at)).then_some((month, end))
    }

    /// A month, with its year where that is said.
    fn month_with_year(&self, at: usize) -> Read<Meaning> {
        let month = self.month_named(at)?;
        let glued = self.skip_mark(at + 1, &['-', '/']);
        let year = self.year_behind(at + 1).or_else(|| self.year(glued)).or_else(|| {
            // `August 99` cannot be a day.
            let (number, end) =
                self.digits(at + 1, 2).filter(|(number, _)| (32..100).contains(number))?;
            // `March 32, 2020` is a slip.
            if self.year_behind(end).is_some() {
                return None;
            }
            Some((super::number::full_year(number), end))
        });
        if let Some((year, end)) = year {
            return Some((Meaning::Month { month, year: YearOf::Known(year) }, end));
        }
        let of = self.skip(at + 1, &[Word::Of]);
        if let Some((offset, unit)) = self.offset(of)
            && self.is(unit, Word::Unit(Unit::Year))
        {
            return Some((Meaning::Month { month, year: YearOf::From(offset) }, unit + 1));
        }
        Some((Meaning::Month { month, year: YearOf::Open }, at + 1))
    }

    /// True where the name of a month is one: not a verb, and not the name of a person or a thing.
    fn is_month_alone(&self, at: usize) -> bool {
        let Some(Word::Month(_, ambiguous)) = self.word(at) else { return false };
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        let says_time = before.is_some_and(|word| says_time(word) || word == Word::Every);
        let is_slip = self.digits(at + 1, 2).is_some_and(|(number, _)| number > 31);
        if is_slip {
            return false;
        }
        if ambiguous {
            let is_casual = self.casual && matches!(before, Some(Word::The | Word::Relative(_)));
            return (says_time && self.tokens[at].capital && before != Some(Word::To)) || is_casual;
        }
        let is_name = self.tokens.get(at + 1).is_some_and(|next| {
            next.kind == Kind::Word(Word::Other) && next.capital && !next.glued
        });
        says_time || !is_name
    }

    /// `this week`, `last year`, `the week after next`; in casual texts `the week`.
    fn relative(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        if let Some((unit, next)) = self.period_unit(start) {
            match (self.word(next), self.word(next + 1)) {
                (Some(Word::After), Some(Word::Relative(1))) => {
                    return Some((Meaning::Period(unit, 2), next + 2));
                }
                (Some(Word::Before), Some(Word::Relative(-1))) => {
                    return Some((Meaning::Period(unit, -2), next + 2));
                }
                (Some(Word::To), Some(Word::Date)) => {
                    return Some((Meaning::ToDate(unit), next + 2));
                }
                _ => {}
            }
            let is_of_other = self.is(next, Word::Of);
            let is_this = start > at && (self.casual || unit == Unit::Weekend) && !is_of_other;
            let meaning = if unit == Unit::Weekend && !self.casual {
                Meaning::Weekend
            } else {
                Meaning::Period(unit, 0)
            };
            return is_this.then_some((meaning, next));
        }
        let is_nameless =
            matches!(self.word(at), Some(Word::My | Word::Same | Word::That)) && self.casual;
        if is_nameless {
            let (unit, end) = self.period_unit(at + 1)?;
            return Some((Meaning::Period(unit, 0), end));
        }
        let (offset, next) = self.offset(at)?;
        let (unit, end) = self.period_unit(next)?;
        // `last year's` is that of the year too; `next week of` talks is another.
        Some((Meaning::Period(unit, offset), end))
    }

    /// A unit from weeks on, in the singular.
    fn period_unit(&self, at: usize) -> Read<Unit> {
        let unit = match self.word(at)? {
            Word::Unit(unit) if unit >= Unit::Week && unit != Unit::Fortnight => unit,
            Word::UnitOf(unit) if unit >= Unit::Week => unit,
            Word::Quarter => Unit::Quarter,
            _ => return None,
        };
        let is_plural = self.slice(at, at + 1).ends_with('s')
            && !matches!(self.word(at), Some(Word::UnitOf(_)));
        (!is_plural).then_some((unit, at + 1))
    }

    /// `Q3 2021`, `2016 H2`, `the third quarter of 2016`, `next year's fourth-quarter`.
    fn quarter(&self, at: usize) -> Read<Meaning> {
        if let Some((year, next)) = self.year(at).or_else(|| self.glued_year(at)) {
            let next = self.skip_mark(self.skip(next, &[Word::The]), &['-', ',']);
            let (number, is_half, end) = self.numbered_part(next)?;
            return Some((part_of_year(number, is_half, YearOf::Known(year)), end));
        }
        if let Some((offset, next)) = self.offset(at)
            && matches!(self.word(next), Some(Word::UnitOf(Unit::Year) | Word::Unit(Unit::Year)))
        {
            let (number, is_half, end) = self.numbered_part(next + 1)?;
            return Some((part_of_year(number, is_half, YearOf::From(offset)), end));
        }
        let (number, is_half, end) = self.numbered_part(at)?;
        if let Some((year, behind)) = self.year_behind(self.skip_mark(end, &['-', '/'])) {
            return Some((part_of_year(number, is_half, YearOf::Known(year)), behind));
        }
        let of = self.skip(self.skip(end, &[Word::Of, Word::In]), &[Word::The]);
        if let Some((offset, unit)) = self.offset(of)
            && self.is(unit, Word::Unit(Unit::Year))
        {
            return Some((part_of_year(number, is_half, YearOf::From(offset)), unit + 1));
        }
        // `the second half of the year`
        if of > end
            && self.is(of - 1, Word::The)
            && self.period_unit(of) == Some((Unit::Year, of + 1))
        {
            return Some((part_of_year(number, is_half, YearOf::From(0)), of + 1));
        }
        // `the first half` may be one of a match.
        (!is_half || matches!(self.word(at), Some(Word::Short('h'))))
            .then_some((part_of_year(number, is_half, YearOf::Open), end))
    }

    /// The year of `2016H2`.
    fn glued_year(&self, at: usize) -> Read<i16> {
        match self.tokens.get(at)?.kind {
            Kind::Digits { value, count: 4 } if self.is_glued(at + 1) => {
                let year = i16::try_from(value).ok().filter(|year| (1000..3000).contains(year))?;
                Some((year, at + 1))
            }
            _ => None,
        }
    }

    /// `Q3`, `H1`, `the third quarter`, `second half`.
    fn numbered_part(&self, at: usize) -> Option<(i8, bool, usize)> {
        if let Some(Word::Short(letter @ ('q' | 'h'))) = self.word(at) {
            let (number, end) = self.digits(at + 1, 1).filter(|_| self.is_glued(at + 1))?;
            let most = if letter == 'q' { 4 } else { 2 };
            return (1..=most).contains(&number).then_some((
                i8::try_from(number).ok()?,
                letter == 'h',
                end,
            ));
        }
        let start = self.skip(at, &[Word::The]);
        let (number, next) = self.ordinal(start)?;
        let next = self.skip_mark(next, &['-']);
        let (is_half, most) = match self.word(next)? {
            Word::Quarter => (false, 4),
            Word::Half => (true, 2),
            _ => return None,
        };
        (1..=most).contains(&number).then_some((i8::try_from(number).ok()?, is_half, next + 1))
    }

    /// `the last week of July`, `the third week of 2027`.
    fn nth_week(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let (nth, next) = self.nth(start)?;
        let next = self.is(next, Word::Unit(Unit::Week)).then_some(next + 1)?;
        let next = self.skip(next, &[Word::Of, Word::In]);
        let (of, end) = self
            .month_with_year(next)
            .or_else(|| {
                self.relative(self.skip(next, &[Word::The]))
                    .filter(|(of, _)| matches!(of, Meaning::Period(Unit::Month | Unit::Year, _)))
            })
            .or_else(|| self.year(next).map(|(year, end)| (Meaning::Year(year), end)))?;
        Some((Meaning::NthWeek { nth, of: Box::new(of) }, end))
    }

    /// `this summer`, `summer 2016`, `the spring of 1978`.
    fn season(&self, at: usize) -> Read<Meaning> {
        if let Some((offset, next)) = self.offset(at) {
            let Some(Word::Season(season)) = self.word(next) else { return None };
            return Some((Meaning::Season { season, year: YearOf::From(offset) }, next + 1));
        }
        let start = self.skip(at, &[Word::The]);
        let Some(Word::Season(season)) = self.word(start) else { return None };
        if let Some((year, end)) = self.year_behind(start + 1) {
            return Some((Meaning::Season { season, year: YearOf::Known(year) }, end));
        }
        let of = self.skip(start + 1, &[Word::Of]);
        if let Some((offset, unit)) = self.offset(of)
            && self.is(unit, Word::Unit(Unit::Year))
        {
            return Some((Meaning::Season { season, year: YearOf::From(offset) }, unit + 1));
        }
        let said = self.slice(start, start + 1);
        // `fall` is a verb, and `Summer` a name; `in the spring` is neither.
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        let after_word = matches!(
            before,
            Some(
                Word::In
                    | Word::During
                    | Word::Over
                    | Word::Since
                    | Word::Until
                    | Word::By
                    | Word::Part(_)
            )
        );
        let is_season = self.casual && start > at
            || after_word && (start > at || !said.eq_ignore_ascii_case("fall"));
        is_season.then_some((Meaning::Season { season, year: YearOf::Open }, start + 1))
    }

    fn week_number(&self, at: usize) -> Read<Meaning> {
        if !self.is(at, Word::Unit(Unit::Week)) || self.slice(at, at + 1).ends_with('s') {
            return None;
        }
        let (number, end) =
            self.digits(at + 1, 2).filter(|(number, _)| (1..=53).contains(number))?;
        let is_more = matches!(self.word(end), Some(Word::Unit(_) | Word::Other)) && !self.casual;
        let number = i8::try_from(number).ok()?;
        let (year, end) = match self.year_behind(end) {
            Some((year, end)) => (YearOf::Known(year), end),
            None => (YearOf::Open, end),
        };
        (!is_more).then_some((Meaning::WeekNumber { number, year }, end))
    }

    /// `the week of November 30th`, `the week starting on Monday`, `w/c 4 Feb`.
    fn week_of(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The, Word::A]);
        let next = if self.is(start, Word::Unit(Unit::Week)) {
            let next = start + 1;
            let behind = self.skip(next, &[Word::Of, Word::Starting, Word::From]);
            let behind =
                if behind == next && self.slice(next, next + 1).eq_ignore_ascii_case("beginning") {
                    next + 1
                } else {
                    behind
                };
            (behind > next).then(|| self.skip(behind, &[Word::On]))?
        } else {
            let is_short = self.is(start, Word::Short('w'))
                && self.is_mark(start + 1, '/')
                && self.is(start + 2, Word::Short('c'));
            is_short.then_some(start + 3)?
        };
        let (day, end) = self
            .calendar_day(next)
            .or_else(|| {
                self.named_day(next).filter(|_| matches!(self.word(next), Some(Word::Day(_))))
            })
            .or_else(|| {
                self.weekday_name(next, true).map(|(weekday, end)| (Meaning::Weekday(weekday), end))
            })
            .or_else(|| {
                let (day, end) = self.ordinal(self.skip(next, &[Word::The]))?;
                let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
                Some((Meaning::Day { year: None, month: None, day, weekday: None }, end))
            })?;
        Some((Meaning::WeekOf(Box::new(day)), end))
    }

    /// `the rest of the year`, `rest of week`
    fn rest_of(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        if !self.is(start, Word::Rest) {
            return None;
        }
        let next = self.skip(start + 1, &[Word::Of]);
        let next = self.skip(next, &[Word::The, Word::My, Word::Relative(0)]);
        let (unit, end) = self.period_unit(next)?;
        Some((Meaning::Rest(unit), end))
    }

    /// `early March`, `the end of next year`, `mid-2016`, `later this week`.
    fn part_of(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let (part, next) = match self.word(start)? {
            Word::Part(part) => (Some(part), start + 1),
            Word::Later | Word::Earlier => (None, start + 1),
            _ => return None,
        };
        let next = if self.is_dash(next) { next + 1 } else { next };
        let next = self.skip(next, &[Word::Of, Word::In]);
        let is_this = self.is(next, Word::The) && self.period_unit(next + 1).is_some();
        let (of, end) = if is_this {
            let (unit, end) = self.period_unit(next + 1)?;
            (Meaning::Period(unit, 0), end)
        } else {
            self.whole_period(next)
                .or_else(|| self.month_with_year(next))
                .or_else(|| self.year(next).map(|(year, end)| (Meaning::Year(year), end)))?
        };
        let meaning = match (part, self.word(start)?) {
            (Some(part), _) => Meaning::PartOf(part, Box::new(of)),
            (None, Word::Later) => match of {
                Meaning::Period(unit, 0) => Meaning::Rest(unit),
                of => Meaning::PartOf(Part::Late, Box::new(of)),
            },
            (None, _) => match of {
                Meaning::Period(unit, 0) => Meaning::ToDate(unit),
                of => Meaning::PartOf(Part::Early, Box::new(of)),
            },
        };
        // `the end of next year`, but the part alone without `the`: `early March`.
        Some((meaning, end))
    }

    /// `next 3 days`, `the last two decades`, `past few weeks`, `two weeks in the future`.
    fn span(&self, at: usize) -> Read<Meaning> {
        let start = self.skip(at, &[Word::The]);
        let (offset, next) = self.offset(start).filter(|(offset, _)| *offset != 0)?;
        if self.is(next, Word::A) {
            return None;
        }
        let (amount, end) = self.amount(next)?;
        Some((Meaning::Span { amount, sign: offset }, end))
    }

    /// `within 5 days`, `within the next three years`, `for 3 days from today`.
    fn within(&self, at: usize) -> Read<Meaning> {
        let next = match self.word(at)? {
            Word::Within => {
                let next = self.skip(at + 1, &[Word::The]);
                self.skip(next, &[Word::Relative(1), Word::Nearby(1)])
            }
            Word::For => at + 1,
            _ => return None,
        };
        let (amount, next) = self.amount(next)?;
        let from = self.skip(self.skip_mark(next, &[',']), &[Word::Starting]);
        let from_at = self.skip(from, &[Word::From, Word::After, Word::On]);
        if from_at > next
            && let Some((day, end)) = self.calendar_day(from_at).or_else(|| {
                self.named_day(from_at).filter(|_| matches!(self.word(from_at), Some(Word::Day(_))))
            })
        {
            return Some((Meaning::Within { amount, from: Some(Box::new(day)) }, end));
        }
        self.is(at, Word::Within).then_some((Meaning::Within { amount, from: None }, next))
    }
}

fn longer(best: (Meaning, usize), other: (Meaning, usize)) -> (Meaning, usize) {
    if other.1 > best.1 { other } else { best }
}

fn part_of_year(number: i8, is_half: bool, year: YearOf) -> Meaning {
    if is_half { Meaning::Half { number, year } } else { Meaning::Quarter { number, year } }
}
