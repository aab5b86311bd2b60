//! Dates in numbers alone, where which is the day and which the month is the question.

use super::Order;
use super::calendar::{self, When};
use super::parser::{Parser, Parts, of_two_digits, small};

impl Parser<'_> {
    /// `2020-12-21`, `2020/12`, `20201221`, `2020-W52-1`, `2020-356`, `21.12.2020`, `21/12/2020`.
    pub(super) fn numeric(&mut self) -> Option<Parts> {
        let first = self.number()?;
        match first.len() {
            8 => {
                let field = |range: std::ops::Range<usize>| first.get(range)?.parse().ok();
                let (year, month, day) = (field(0..4)?, field(4..6)?, field(6..8)?);
                Some(Parts::one(When::new(year, month, day)))
            }
            7 => {
                let year = first[..4].parse().ok().filter(|year| (1500..=2199).contains(year))?;
                Some(Parts::one(calendar::of_year(year, first[4..].parse().ok()?)?))
            }
            4 => self.year_first(first),
            1 | 2 => self.day_or_month_first(first),
            _ => None,
        }
    }

    fn year_first(&mut self, digits: &str) -> Option<Parts> {
        let year: u32 = digits.parse().ok()?;
        let separator = ['-', '/', '.'].into_iter().find(|&sign| self.glued_sign(sign));
        if let Some(parts) = self.attempt(|parser| parser.week(year)) {
            return Some(parts);
        }
        let Some(separator) = separator else {
            // Four digits alone are a year only where they are a likely one.
            let likely = (1500..=2199).contains(&year);
            return likely.then_some(Parts::one(When { year, month: None, day: None }));
        };
        let second = self.number()?;
        if second.len() == 3 && separator == '-' {
            return Some(Parts::one(calendar::of_year(year, second.parse().ok()?)?));
        }
        let mut found = When { year, month: Some(small(second)?), day: None };
        if self.glued_sign(separator) {
            found.day = Some(small(self.number()?)?);
        }
        if year < 1500 && separator != '-' {
            return self.of_other_calendar(found);
        }
        Some(Parts::one(found))
    }

    /// `1399/10/01`: a year of the Persian calendar, or of the Islamic one, which is another day.
    fn of_other_calendar(&self, found: When) -> Option<Parts> {
        let persian = self.order == Order::Persian;
        let day = calendar::of_persian(found.year, found.month?, found.day?)?;
        persian.then(|| Parts::one(day))
    }

    /// `W52-1`, `W521` after a year. A week alone is no date of a record.
    fn week(&mut self, year: u32) -> Option<Parts> {
        if !self.word_is("w") || !self.is_glued() {
            return None;
        }
        let digits = self.number()?;
        let (week, day) = match digits.len() {
            3 => (&digits[..2], &digits[2..]),
            2 if self.glued_sign('-') => (digits, self.number()?),
            _ => return None,
        };
        Some(Parts::one(calendar::of_week(year, small(week)?, small(day)?)?))
    }

    /// `21.12.2020`, `12/21/2020`, and what means two days: `03/04/2020`.
    fn day_or_month_first(&mut self, first: &str) -> Option<Parts> {
        let separator = ['.', '/', '-'].into_iter().find(|&sign| self.sign(sign))?;
        let second = self.number().filter(|second| second.len() <= 2)?;
        if !self.sign(separator) {
            return None;
        }
        let third = self.number()?;
        let (a, b) = (small(first)?, small(second)?);
        let mut days = Vec::new();
        let mut add = |year, month, day| {
            let day = When::new(year, month, day);
            let may_be = (1..=12).contains(&month) && day.day.is_some_and(|day| day <= 31);
            if may_be && !days.contains(&day) {
                days.push(day);
            }
        };
        let year = match third.len() {
            4 => third.parse().ok()?,
            2 if self.short_years => of_two_digits(third)?,
            _ => return None,
        };
        // With full stops the day stands first everywhere; elsewhere it is a habit of the country.
        let day_first = separator == '.' || self.order == Order::DayFirst;
        if self.order != Order::MonthFirst || separator == '.' || a > 12 {
            add(year, b, a);
        }
        if !day_first || (b > 12 && separator != '.') {
            add(year, a, b);
        }
        // Two digits at the end may be the day, where no habit is known.
        if third.len() == 2 && matches!(self.order, Order::Unknown | Order::Persian) {
            add(of_two_digits(first)?, b, small(third)?);
        }
        (!days.is_empty()).then_some(Parts::several(days))
    }
}
