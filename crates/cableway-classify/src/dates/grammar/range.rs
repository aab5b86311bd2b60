//! From one day or period to another, amounts of time before and after, and open ends.

use super::super::lexicon::{Unit, Word};
use super::super::meaning::{Amount, Bound, Meaning, YearOf};
use super::super::token::Kind;
use super::{Grammar, Read};

impl Grammar<'_> {
    /// `two weeks ago`, `three days after Monday`, `two Sundays from now`.
    pub(super) fn shifted(&self, at: usize) -> Read<Meaning> {
        if let Some((days, next)) = self.business_days(at) {
            let (sign, end) = self.direction(next)?;
            return Some((Meaning::BusinessDays(days * sign), end));
        }
        if let Some((count, next)) = self.cardinal(at)
            && let Some(Word::Weekday(weekday, false) | Word::Weekdays(weekday)) = self.word(next)
        {
            let (sign, end) = self.direction(next + 1)?;
            return Some((Meaning::Weekdays(weekday, i32::try_from(count).ok()? * sign), end));
        }
        let (amount, next) = self.amount(at)?;
        if let Some((sign, end)) = self.direction(next) {
            // `ago` counts from the day of writing, `later` from what the text tells of.
            let is_told = matches!(self.word(next), Some(Word::Later | Word::Earlier));
            if is_told && !self.casual {
                let meaning =
                    Meaning::FromMentioned { amount, sign, weekday: None, is_period: false };
                return Some((meaning, end));
            }
            return Some((Meaning::Shift { amount, sign, from: None }, end));
        }
        let sign = match self.word(next)? {
            Word::After | Word::From => 1,
            Word::Before => -1,
            _ => return None,
        };
        let (from, end) = self.anchor(next + 1)?;
        Some((Meaning::Shift { amount, sign, from: Some(Box::new(from)) }, end))
    }

    /// `the next day`, `the following year`, `the previous Monday`: from a date that the text has named.
    pub(super) fn mentioned(&self, at: usize) -> Read<Meaning> {
        if self.casual || !self.is(at, Word::The) {
            return None;
        }
        let word = self.slice(at + 1, at + 2).to_ascii_lowercase();
        let sign = match word.as_str() {
            "next" | "following" => 1,
            "previous" => -1,
            _ => return None,
        };
        let meaning = |unit, weekday| Meaning::FromMentioned {
            amount: Amount::one(unit),
            sign,
            weekday,
            is_period: unit > Unit::Day,
        };
        if word != "next"
            && let Some((weekday, end)) = self.weekday_name(at + 2, true)
        {
            return Some((meaning(Unit::Day, Some(weekday)), end));
        }
        let Some(Word::Unit(unit)) = self.word(at + 2) else { return None };
        let is_single = !self.slice(at + 2, at + 3).ends_with('s');
        let fits = unit == Unit::Day || unit > Unit::Day && word != "next";
        (is_single && fits).then(|| (meaning(unit, None), at + 3))
    }

    /// `ago`, `later`, `from now`.
    fn direction(&self, at: usize) -> Read<i32> {
        match (self.word(at)?, self.word(at + 1)) {
            (Word::Ago, _) => Some((-1, at + 1)),
            (Word::Earlier, following) if following != Some(Word::Than) => Some((-1, at + 1)),
            (Word::Later, following) if following != Some(Word::Than) => Some((1, at + 1)),
            (Word::Hence, _) => Some((1, at + 1)),
            (Word::From | Word::After, Some(Word::Now)) => Some((1, at + 2)),
            _ => None,
        }
    }

    /// A day that something else is counted from.
    fn anchor(&self, at: usize) -> Read<Meaning> {
        let is_named =
            |read: &(Meaning, usize)| !matches!(self.word(read.1 - 1), Some(Word::Unit(_)));
        let weekday = || match self.word(at)? {
            Word::Weekday(weekday, false) => Some((Meaning::Weekday(weekday), at + 1)),
            _ => None,
        };
        self.calendar_day(at)
            .or_else(|| self.named_day(at).filter(is_named))
            .or_else(|| self.holiday(at))
            .or_else(weekday)
    }

    /// `in three weeks`, where that is a day and not how long something took.
    pub(super) fn in_amount(&self, at: usize) -> Read<Meaning> {
        if !self.is(at, Word::In) {
            return None;
        }
        if !self.casual && self.is_future(at, at) != Some(true) {
            return None;
        }
        if let Some((days, end)) = self.business_days(at + 1) {
            return Some((Meaning::BusinessDays(days), end));
        }
        let (amount, end) = self.amount(at + 1)?;
        // `in 3 days of talks`
        let goes_on = self.is(end, Word::Of) || self.is(end, Word::Ago);
        (!goes_on).then_some((Meaning::Shift { amount, sign: 1, from: None }, end))
    }

    /// Two ends with a word or a dash between them.
    pub(super) fn range(&self, at: usize) -> Read<Meaning> {
        let (start, joiners): (usize, &[Word]) = match self.word(at) {
            Some(Word::From) => (at + 1, &[Word::To, Word::Until, Word::Through]),
            Some(Word::Between) => (at + 1, &[Word::And, Word::To, Word::Through]),
            _ => (at, &[Word::To, Word::Until, Word::Through]),
        };
        let is_marked = start > at;
        self.range_of_numbers(start, joiners, is_marked)
            .or_else(|| self.month_with_range(at))
            .or_else(|| self.week_with_range(at))
            .or_else(|| self.range_of_ends(start, joiners, is_marked))
    }

    /// The place behind what joins two ends.
    fn joined(&self, at: usize, joiners: &[Word]) -> Option<usize> {
        match self.word(at) {
            Some(word) if joiners.contains(&word) => Some(at + 1),
            _ => self.is_dash(at).then_some(at + 1),
        }
    }

    /// `3 to 12 of September`, `4-22 January, 2017`, `4 till 23 of this month`.
    fn range_of_numbers(&self, start: usize, joiners: &[Word], is_marked: bool) -> Read<Meaning> {
        let first_at = self.skip(start, &[Word::The]);
        let (first, next) = self.day_number(first_at)?;
        let next = self.joined(next, joiners)?;
        let is_figure = |at: usize| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Digits { .. } | Kind::Ordinal(_))
            )
        };
        if !is_marked && !is_figure(first_at) {
            return None;
        }
        // `from 4 to January 22, 1995`
        if let Some((Meaning::Day { year, month: Some(month), day, .. }, end)) =
            self.month_named(next).and_then(|_| self.calendar_day(next)).filter(|_| is_marked)
        {
            return Some((between_days(year, month, first, day), end));
        }
        let (last, end) = self.day_number(self.skip(next, &[Word::The]))?;
        let end = self.skip_mark(end, &[',']);
        let of = self.skip(end, &[Word::Of, Word::In]);
        if let Some(month) = self.month_named(of) {
            let (year, end) = match self.year_behind(of + 1) {
                Some((year, end)) => (Some(year), end),
                None => (None, of + 1),
            };
            return Some((between_days(year, month, first, last), end));
        }
        let (months, unit) = self.offset(self.skip(of, &[Word::The]))?;
        let day = |day| Box::new(Meaning::DayOfMonth { day, months });
        self.is(unit, Word::Unit(Unit::Month))
            .then(|| (Meaning::Between(day(first), day(last)), unit + 1))
    }

    pub(super) fn month_named(&self, at: usize) -> Option<i8> {
        match self.word(at)? {
            Word::Month(month, _) => Some(month),
            _ => None,
        }
    }

    /// `November 19-20`, `November between 19 and 20`, `from November 15th through 19th`.
    fn month_with_range(&self, at: usize) -> Read<Meaning> {
        let opener = self.word(at).filter(|word| matches!(word, Word::From | Word::Between));
        let start = at + usize::from(opener.is_some());
        let month = self.month_named(start)?;
        let next = self.skip_mark(start + 1, &['.', ',']);
        let inner = self.word(next).filter(|word| matches!(word, Word::From | Word::Between));
        let next = self.skip(next + usize::from(inner.is_some()), &[Word::The]);
        let (first, next) = self.day_number(next)?;
        let joiners: &[Word] = match inner.or(opener) {
            Some(Word::Between) => &[Word::And, Word::To, Word::Through],
            _ => &[Word::To, Word::Until, Word::Through],
        };
        let next = self.joined(next, joiners)?;
        let (last, end) = self.day_number(self.skip(next, &[Word::The]))?;
        // `May 5 to 7 pm`, `May 5 - 10 June`
        if self.month_named(self.skip(end, &[Word::Of])).is_some()
            || matches!(self.word(end), Some(Word::Meridiem(_)))
            || self.is_mark(end, ':')
        {
            return None;
        }
        let (year, end) = match self.year_behind(end) {
            Some((year, end)) => (Some(year), end),
            None => (None, end),
        };
        Some((between_days(year, month, first, last), end))
    }

    /// `next week between Wednesday and Friday`
    fn week_with_range(&self, at: usize) -> Read<Meaning> {
        let (offset, next) = self.offset(at)?;
        if !self.is(next, Word::Unit(Unit::Week)) {
            return None;
        }
        let joiner = match self.word(next + 1)? {
            Word::Between => Word::And,
            Word::From => Word::To,
            _ => return None,
        };
        let (first, next) = self.weekday_name(next + 2, true)?;
        let next = self.is(next, joiner).then_some(next + 1)?;
        let (last, end) = self.weekday_name(next, true)?;
        let day = |weekday| Box::new(Meaning::WeekdayOfWeek(weekday, offset));
        Some((Meaning::Between(day(first), day(last)), end))
    }

    /// Any two ends. A word must come before them (`from`, `between`) unless they cannot be two things.
    fn range_of_ends(&self, start: usize, joiners: &[Word], is_marked: bool) -> Read<Meaning> {
        let (first, next) = self.end_of_range(start, is_marked)?;
        let middle = self.joined(next, joiners)?;
        let by_dash = self.is_dash(next);
        let (last, end) =
            self.end_of_range(middle, is_marked || by_dash && matches!(first, Meaning::Year(_)))?;
        let is_clock = |meaning: &Meaning| matches!(meaning, Meaning::Time(_));
        // `said on Tuesday to Monday's crowd`: two bare days of the week make a range when marked.
        let fits = is_clock(&first) == is_clock(&last)
            && (is_marked
                || by_dash
                || self.is(next, Word::Through)
                || !matches!(last, Meaning::Weekday(_))
                || !matches!(first, Meaning::Weekday(_))
                || self.casual);
        if !fits {
            return None;
        }
        let (first, last) = share(first, last);
        Some((Meaning::Between(Box::new(first), Box::new(last)), end))
    }

    fn end_of_range(&self, at: usize, is_marked: bool) -> Read<Meaning> {
        if self.is(at, Word::Now) {
            return is_marked.then_some((Meaning::Now, at + 1));
        }
        let year = || {
            let (year, end) = self.year(at)?;
            let is_two = self.is_dash(end) && !is_marked;
            // Without a word before it, `2014-2018` may be anything but two years near each other.
            let is_year = is_marked
                || is_two
                    && self
                        .year(end + 1)
                        .is_some_and(|(other, _)| other > year && other - year < 200);
            is_year.then_some((Meaning::Year(year), end))
        };
        let readings = [
            self.day(at).filter(|(meaning, _)| {
                !matches!(meaning, Meaning::Day { month: None, weekday: None, .. })
            }),
            self.period(at),
            year(),
            self.clock(at),
        ];
        readings
            .into_iter()
            .flatten()
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
    }

    /// `since 2014`, `before Tuesday`, `until the end of March`, `on or before 1/1/2016`.
    pub(super) fn bounded(&self, at: usize) -> Read<Meaning> {
        let (bound, next) = match self.word(at)? {
            Word::Since => (Bound::Since, at + 1),
            Word::Before => (Bound::Before, at + 1),
            Word::By => (Bound::By, at + 1),
            Word::Until => (Bound::Until, at + 1),
            Word::After => (Bound::After, at + 1),
            _ => return None,
        };
        let next = match (self.word(next), self.word(next + 1)) {
            (Some(Word::Or), Some(Word::On | Word::In)) => next + 2,
            _ => self.skip(next, &[Word::About]),
        };
        let bound = match (bound, next - at) {
            (Bound::Before | Bound::By, 3) => Bound::Until,
            (Bound::After, 3) => Bound::Since,
            (bound, _) => bound,
        };
        let (of, end) = self.end_of_range(next, true)?;
        Some((Meaning::Open(bound, Box::new(of)), end))
    }
}

/// Two days of one month.
fn between_days(year: Option<i16>, month: i8, first: i8, last: i8) -> Meaning {
    let day = |day| Box::new(Meaning::Day { year, month: Some(month), day, weekday: None });
    Meaning::Between(day(first), day(last))
}

/// A year that only the last end says belongs to the first too: `from May 3 to June 7, 2016`.
fn share(first: Meaning, last: Meaning) -> (Meaning, Meaning) {
    if let Meaning::PartOf(part, of) = first {
        let (of, last) = share(*of, last);
        return (Meaning::PartOf(part, Box::new(of)), last);
    }
    let whole = match &last {
        Meaning::PartOf(_, of) => of,
        last => last,
    };
    let known = match whole {
        Meaning::Day { year: Some(year), .. }
        | Meaning::Month { year: YearOf::Known(year), .. } => *year,
        _ => return (first, last),
    };
    let later_month = match whole {
        Meaning::Day { month: Some(month), .. } | Meaning::Month { month, .. } => *month,
        _ => 12,
    };
    let first = match first {
        Meaning::Day { year: None, month: Some(month), day, weekday } => {
            let year = if month > later_month { known - 1 } else { known };
            Meaning::Day { year: Some(year), month: Some(month), day, weekday }
        }
        Meaning::Month { month, year: YearOf::Open } => {
            let year = if month > later_month { known - 1 } else { known };
            Meaning::Month { month, year: YearOf::Known(year) }
        }
        other => other,
    };
    (first, last)
}
