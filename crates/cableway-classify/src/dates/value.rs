//! Values of expressions: ISO 8601 text with the days that it covers.

use jiff::civil::{Date, Weekday};

use super::lexicon::Unit;

/// A value, with the first and last day that it covers, as far as it has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// ISO 8601, with the extensions of part 2: `2020-12`, `2020-12-21/2020-12-24`, `199X`.
    pub(super) text: String,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
}

impl Value {
    pub(super) fn day(day: Date) -> Self {
        Self { text: day.to_string(), first: Some(day), last: Some(day) }
    }

    /// From one day to another, both inside.
    pub(super) fn days(first: Date, last: Date) -> Self {
        Self { text: format!("{first}/{last}"), first: Some(first), last: Some(last) }
    }

    pub(super) fn named(text: impl Into<String>, days: Option<(Date, Date)>) -> Self {
        Self { text: text.into(), first: days.map(|days| days.0), last: days.map(|days| days.1) }
    }

    /// The week, weekend, month, quarter, year, decade or century with this day in it.
    pub(super) fn period(unit: Unit, day: Date) -> Option<Self> {
        let (first, last) = around(unit, day)?;
        let text = match unit {
            Unit::Week | Unit::Fortnight => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Unit::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Unit::Quarter => {
                format!(
                    "{:04}-{:02}/{:04}-{:02}",
                    first.year(),
                    first.month(),
                    last.year(),
                    last.month()
                )
            }
            Unit::Year => format!("{:04}", first.year()),
            Unit::Decade => format!("{:03}X", first.year() / 10),
            Unit::Century => format!("{:02}XX", first.year() / 100),
            _ => return Some(Self::days(first, last)),
        };
        Some(Self { text, first: Some(first), last: Some(last) })
    }

    pub(super) fn month(year: i16, month: i8) -> Option<Self> {
        Self::period(Unit::Month, Date::new(year, month, 1).ok()?)
    }

    /// So many whole months from the first of one.
    pub(super) fn months(year: i16, month: i8, count: i32) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let last = plus_months(first, count - 1)?.last_of_month();
        let text = format!("{year:04}-{month:02}/{:04}-{:02}", last.year(), last.month());
        Some(Self { text, first: Some(first), last: Some(last) })
    }
}

/// The first and last day of the period with this day in it; weeks start on Monday.
pub(super) fn around(unit: Unit, day: Date) -> Option<(Date, Date)> {
    let year = day.year();
    let years = |first: i16, count: i16| {
        Some((Date::new(first.max(1), 1, 1).ok()?, Date::new(first + count - 1, 12, 31).ok()?))
    };
    match unit {
        Unit::Week | Unit::Fortnight => {
            let monday = monday_of(day)?;
            Some((monday, plus_days(monday, 6)?))
        }
        Unit::Weekend => {
            let monday = monday_of(day)?;
            Some((plus_days(monday, 5)?, plus_days(monday, 6)?))
        }
        Unit::Month => Some((day.first_of_month(), day.last_of_month())),
        Unit::Quarter => {
            let first = Date::new(year, (day.month() - 1) / 3 * 3 + 1, 1).ok()?;
            Some((first, plus_months(first, 2)?.last_of_month()))
        }
        Unit::Year => years(year, 1),
        Unit::Decade => years(year / 10 * 10, 10),
        Unit::Century => years(year / 100 * 100, 100),
        _ => Some((day, day)),
    }
}

/// The same day so many periods on, or the last one of its month where that is shorter.
pub(super) fn plus(unit: Unit, day: Date, count: i32) -> Option<Date> {
    match unit {
        Unit::Week | Unit::Weekend => plus_days(day, i64::from(count) * 7),
        Unit::Fortnight => plus_days(day, i64::from(count) * 14),
        Unit::Month => plus_months(day, count),
        Unit::Quarter => plus_months(day, count.checked_mul(3)?),
        Unit::Year => plus_months(day, count.checked_mul(12)?),
        Unit::Decade => plus_months(day, count.checked_mul(120)?),
        Unit::Century => plus_months(day, count.checked_mul(1200)?),
        _ => plus_days(day, i64::from(count)),
    }
}

pub(super) fn plus_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok().filter(is_writable)
}

pub(super) fn plus_months(day: Date, months: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(months).ok()?).ok().filter(is_writable)
}

/// Years of four digits are all that a record may hold.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "for `Option::filter`")]
fn is_writable(day: &Date) -> bool {
    (1..=9999).contains(&day.year())
}

pub(super) fn monday_of(day: Date) -> Option<Date> {
    plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// Such a day of the week, in the week so many weeks from that of `day`.
pub(super) fn weekday_in_week(day: Date, weekday: Weekday, weeks: i32) -> Option<Date> {
    let on = i64::from(weeks) * 7 + i64::from(weekday.to_monday_zero_offset());
    plus_days(monday_of(day)?, on)
}
