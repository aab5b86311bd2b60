//! From what an expression says, and the day on which it was written, to its values.

use jiff::civil::{Date, DateTime};

use super::edges::{bounded, edge, part_of};
use super::holiday;
use super::lexicon::{DayPart, Part, Unit};
use super::meaning::{Clock, Meaning, MonthOf, YearOf};
use super::open::open_form;
use super::shift::{business_days, moment, moved, shift, span};
use super::value::{Value, around, monday_of, plus, plus_days, plus_months, weekday_in_week};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// One value.
    One(Value),
    /// One in the past and one in the future (or present), where the words do not say which.
    Two { past: Value, future: Value },
    /// None, because the day on which it was written is not known or does not tell; what is known, with
    /// an X for each digit that is not.
    Open(String),
    /// None, because the calendar does not have such a day.
    Impossible(String),
}

/// How far the calendar is searched for the next 29 February, or Friday the 13th.
const MOST_YEARS: i16 = 8;

/// The values of `meaning` for somebody who writes at `reference`.
pub(super) fn resolve(meaning: &Meaning, reference: Option<DateTime>) -> Resolved {
    let open = || Resolved::Open(open_form(meaning));
    match (meaning, reference) {
        (Meaning::Day { year: Some(year), month: Some(month), day, .. }, _) => {
            match Date::new(*year, *month, *day) {
                Ok(day) => Resolved::One(Value::day(day)),
                Err(_) => Resolved::Impossible(open_form(meaning)),
            }
        }
        (Meaning::Between(first, last), _) => between(first, last, reference).unwrap_or_else(open),
        (Meaning::Open(bound, of), _) => {
            map(edge(of, reference), |value| Some(bounded(*bound, of, &value))).unwrap_or_else(open)
        }
        (Meaning::PartOf(part, of), _) => {
            map(resolve(of, reference), |value| Some(part_of(*part, value))).unwrap_or_else(open)
        }
        (Meaning::NthWeek { nth, of }, _) => {
            map(resolve(of, reference), |value| nth_week(*nth, of, &value)).unwrap_or_else(open)
        }
        (Meaning::WeekOf(day), _) => {
            map(resolve(day, reference), |value| Value::period(Unit::Week, value.first?))
                .unwrap_or_else(open)
        }
        (Meaning::At(day, time), _) => at(day, time, reference).unwrap_or_else(open),
        (Meaning::Shift { amount, sign, from: Some(from) }, _) => {
            map(resolve(from, reference), |value| shift(value.first?.at(0, 0, 0, 0), amount, *sign))
                .unwrap_or_else(open)
        }
        (Meaning::Within { amount, from: Some(from) }, _) => {
            map(resolve(from, reference), |value| {
                let first = value.first?;
                Some(Value::days(first, plus_days(moved(first, amount, 1)?, -1)?))
            })
            .unwrap_or_else(open)
        }
        _ => match absolute(meaning) {
            Some(value) => value,
            None => match reference {
                Some(reference) => relative(meaning, reference).unwrap_or_else(open),
                None => open(),
            },
        },
    }
}

/// What needs no reference.
fn absolute(meaning: &Meaning) -> Option<Resolved> {
    let value = match meaning {
        Meaning::Holiday { holiday, year: YearOf::Known(year) } => {
            Value::day(holiday::day(*holiday, *year)?)
        }
        Meaning::NthWeekday { nth, weekday, month: MonthOf::Named(month, YearOf::Known(year)) } => {
            return Some(nth_weekday(*year, *month, *nth, *weekday, meaning));
        }
        Meaning::Month { month, year: YearOf::Known(year) } => Value::month(*year, *month)?,
        Meaning::Year(year) => Value::period(Unit::Year, Date::new(*year, 1, 1).ok()?)?,
        Meaning::Decade { start, century_known: true } => {
            Value::period(Unit::Decade, Date::new(*start, 1, 1).ok()?)?
        }
        Meaning::Century(number) => {
            let first = Date::new(((number - 1) * 100).max(1), 1, 1).ok()?;
            Value::period(Unit::Century, first)?
        }
        Meaning::Quarter { number, year: YearOf::Known(year) } => {
            Value::months(*year, (number - 1) * 3 + 1, 3)?
        }
        Meaning::Half { number, year: YearOf::Known(year) } => {
            Value::months(*year, (number - 1) * 6 + 1, 6)?
        }
        Meaning::Season { season, year: YearOf::Known(year) } => {
            Value::named(format!("{year:04}-{}", *season as i8), None)
        }
        Meaning::WeekNumber { number, year: YearOf::Known(year) } => week_number(*year, *number)?,
        Meaning::Duration(amount) => Value::named(amount.iso(), None),
        Meaning::Every(amount) => Value::named(format!("R/{}", amount.iso()), None),
        Meaning::EveryWeekday(weekday) => {
            Value::named(format!("XXXX-WXX-{}", weekday.to_monday_one_offset()), None)
        }
        Meaning::DayPart(part) => Value::named(day_part(*part), None),
        Meaning::Time(clock) => return Some(clock_time(*clock)),
        _ => return None,
    };
    Some(Resolved::One(value))
}

/// What counts from the reference, or is nearest to it.
fn relative(meaning: &Meaning, reference: DateTime) -> Option<Resolved> {
    relative_day(meaning, reference).or_else(|| relative_period(meaning, reference))
}

fn relative_day(meaning: &Meaning, reference: DateTime) -> Option<Resolved> {
    let today = reference.date();
    let year = today.year();
    let year_from = |offset: i32| i16::try_from(i32::from(year) + offset).ok();
    let value = match meaning {
        Meaning::Day { month: Some(month), day, .. } => {
            return nearest(today, |year| Date::new(year, *month, *day).ok().map(Value::day))
                .or_else(|| Some(Resolved::Impossible(open_form(meaning))));
        }
        Meaning::Day { month: None, day, weekday, .. } => {
            return day_of_some_month(today, *day, *weekday);
        }
        Meaning::Weekday(weekday) => {
            let this = weekday_in_week(today, *weekday, 0)?;
            let (past, future) = if this < today {
                (this, plus_days(this, 7)?)
            } else {
                (plus_days(this, -7)?, this)
            };
            return Some(Resolved::Two { past: Value::day(past), future: Value::day(future) });
        }
        Meaning::WeekdayOfWeek(weekday, weeks) => {
            Value::day(weekday_in_week(today, *weekday, *weeks)?)
        }
        Meaning::NthWeekday { nth, weekday, month: MonthOf::From(months) } => {
            let month = plus_months(today.first_of_month(), *months)?;
            return Some(nth_weekday(month.year(), month.month(), *nth, *weekday, meaning));
        }
        Meaning::NthWeekday { nth, weekday, month: MonthOf::Named(month, _) } => {
            return nearest(today, |year| {
                let first = Date::new(year, *month, 1).ok()?;
                first.nth_weekday_of_month(*nth, *weekday).ok().map(Value::day)
            });
        }
        Meaning::DayOfMonth { day, months } => {
            let month = plus_months(today.first_of_month(), *months)?;
            match Date::new(month.year(), month.month(), *day) {
                Ok(day) => Value::day(day),
                Err(_) => {
                    let form = format!("{:04}-{:02}-{day:02}", month.year(), month.month());
                    return Some(Resolved::Impossible(form));
                }
            }
        }
        Meaning::Days(days) => Value::day(plus_days(today, i64::from(*days))?),
        Meaning::Now => Value::day(today),
        Meaning::BusinessDays(days) => Value::day(business_days(today, *days)?),
        Meaning::Weekdays(weekday, count) => {
            let this = weekday_in_week(today, *weekday, 0)?;
            let weeks = match count.signum() {
                1 if this > today => count - 1,
                -1 if this < today => count + 1,
                _ => *count,
            };
            Value::day(plus_days(this, i64::from(weeks) * 7)?)
        }
        Meaning::Shift { amount, sign, .. } => shift(reference, amount, *sign)?,
        Meaning::Holiday { holiday, year: YearOf::From(offset) } => {
            Value::day(holiday::day(*holiday, year_from(*offset)?)?)
        }
        Meaning::Holiday { holiday, .. } => {
            return nearest(today, |year| holiday::day(*holiday, year).map(Value::day));
        }
        _ => return None,
    };
    Some(Resolved::One(value))
}

fn relative_period(meaning: &Meaning, reference: DateTime) -> Option<Resolved> {
    let today = reference.date();
    let year = today.year();
    let year_from = |offset: i32| i16::try_from(i32::from(year) + offset).ok();
    let value = match meaning {
        Meaning::Period(unit, count) => {
            // From the first day, so that a month on from the 31st is the next month.
            let (first, _) = around(*unit, today)?;
            Value::period(*unit, plus(*unit, first, *count)?)?
        }
        Meaning::Weekend => {
            let weekend = |weeks: i64| Value::period(Unit::Weekend, plus_days(today, weeks * 7)?);
            let this = weekend(0)?;
            let has_begun = this.first.is_some_and(|first| first <= today);
            if has_begun {
                return Some(Resolved::One(this));
            }
            return Some(Resolved::Two { past: weekend(-1)?, future: this });
        }
        Meaning::Month { month, year: YearOf::From(offset) } => {
            Value::month(year_from(*offset)?, *month)?
        }
        Meaning::Month { month, .. } => {
            let this = Value::month(year, *month)?;
            let is_ahead = *month >= today.month();
            let other = Value::month(if is_ahead { year - 1 } else { year + 1 }, *month)?;
            let (past, future) = if is_ahead { (other, this) } else { (this, other) };
            return Some(Resolved::Two { past, future });
        }
        Meaning::MonthFrom { month, direction } => {
            let year = match direction {
                1 if *month <= today.month() => year + 1,
                -1 if *month >= today.month() => year - 1,
                _ => year,
            };
            Value::month(year, *month)?
        }
        Meaning::Decade { start, .. } => {
            let mut past = year / 100 * 100 + start;
            if past > year {
                past -= 100;
            }
            let decade = |start| Value::period(Unit::Decade, Date::new(start, 1, 1).ok()?);
            return Some(Resolved::Two { past: decade(past)?, future: decade(past + 100)? });
        }
        Meaning::Quarter { number, year: YearOf::From(offset) } => {
            Value::months(year_from(*offset)?, (number - 1) * 3 + 1, 3)?
        }
        Meaning::Half { number, year: YearOf::From(offset) } => {
            Value::months(year_from(*offset)?, (number - 1) * 6 + 1, 6)?
        }
        Meaning::Quarter { number, .. } => {
            return nearest(today, |year| Value::months(year, (number - 1) * 3 + 1, 3));
        }
        Meaning::Half { number, .. } => {
            return nearest(today, |year| Value::months(year, (number - 1) * 6 + 1, 6));
        }
        Meaning::Season { season, year: YearOf::From(offset) } => {
            Value::named(format!("{:04}-{}", year_from(*offset)?, *season as i8), None)
        }
        Meaning::WeekNumber { number, .. } => week_number(year, *number)?,
        Meaning::Rest(unit) => Value::days(today, around(*unit, today)?.1),
        Meaning::ToDate(unit) => Value::days(around(*unit, today)?.0, today),
        Meaning::Span { amount, sign } => return span(reference, amount, *sign).map(Resolved::One),
        Meaning::Within { amount, .. } if amount.unit().is_clock() => {
            let end = shift(reference, amount, 1)?;
            Value::named(format!("{}/{}", moment(reference), end.text), None)
        }
        Meaning::Within { amount, .. } => Value::days(today, moved(today, amount, 1)?),
        _ => return None,
    };
    Some(Resolved::One(value))
}

/// The last one that is over and the first one that is not, among one each year.
fn nearest(today: Date, of_year: impl Fn(i16) -> Option<Value>) -> Option<Resolved> {
    let is_over = |value: &Value| value.last.is_some_and(|last| last < today);
    let year = today.year();
    let future =
        (year - 1..=year + MOST_YEARS).filter_map(&of_year).find(|value| !is_over(value))?;
    let past = (year - MOST_YEARS..=year).rev().filter_map(&of_year).find(is_over)?;
    Some(Resolved::Two { past, future })
}

/// A day of which the month is not said.
fn day_of_some_month(
    today: Date,
    day: i8,
    weekday: Option<jiff::civil::Weekday>,
) -> Option<Resolved> {
    let month = |months: i32| {
        let first = plus_months(today.first_of_month(), months)?;
        let day = Date::new(first.year(), first.month(), day).ok()?;
        weekday.is_none_or(|weekday| day.weekday() == weekday).then_some(day)
    };
    if weekday.is_some()
        && let Some(this) = month(0)
    {
        return Some(Resolved::One(Value::day(this)));
    }
    // Any day of the month falls on any day of the week within fourteen months, the 31st within more.
    let future = (0..=40).filter_map(month).find(|day| *day >= today)?;
    let past = (-40..=0).rev().filter_map(month).find(|day| *day < today)?;
    Some(Resolved::Two { past: Value::day(past), future: Value::day(future) })
}

fn nth_weekday(
    year: i16,
    month: i8,
    nth: i8,
    weekday: jiff::civil::Weekday,
    meaning: &Meaning,
) -> Resolved {
    let first = Date::new(year, month, 1);
    match first.and_then(|first| first.nth_weekday_of_month(nth, weekday)) {
        Ok(day) => Resolved::One(Value::day(day)),
        Err(_) => Resolved::Impossible(open_form(meaning)),
    }
}

/// Both ends, each of the past or both of the future, in their order.
fn between(first: &Meaning, last: &Meaning, reference: Option<DateTime>) -> Option<Resolved> {
    let join = |one: &Value, other: &Value| {
        let in_order = match (one.first, other.last) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        in_order.then(|| Value {
            text: format!("{}/{}", plain(one, true), plain(other, false)),
            first: one.first,
            last: other.last,
        })
    };
    // `from the end of May to mid-June` begins with the last of May.
    let at = |end: &Meaning, part: Part| match end {
        Meaning::PartOf(said, _) if *said == part => edge(end, reference),
        _ => resolve(end, reference),
    };
    let (first, last) = (at(first, Part::End), at(last, Part::Start));
    let ((one_past, one_future), (other_past, other_future)) = (ends(&first)?, ends(&last)?);
    let past = join(one_past, other_past).or_else(|| join(one_past, other_future));
    let future = join(one_future, other_future).or_else(|| join(one_past, other_future));
    match (past, future) {
        (Some(past), Some(future)) if past != future => Some(Resolved::Two { past, future }),
        (Some(only), _) | (_, Some(only)) => Some(Resolved::One(only)),
        _ => None,
    }
}

/// An end of an interval may not be an interval itself.
pub(super) fn plain(value: &Value, is_first: bool) -> String {
    match (value.text.contains('/'), value.first, value.last) {
        (true, Some(first), Some(last)) => (if is_first { first } else { last }).to_string(),
        _ => value.text.clone(),
    }
}

fn ends(resolved: &Resolved) -> Option<(&Value, &Value)> {
    match resolved {
        Resolved::One(value) => Some((value, value)),
        Resolved::Two { past, future } => Some((past, future)),
        _ => None,
    }
}

/// Applies `change` to each value; none where it has none.
pub(super) fn map(resolved: Resolved, change: impl Fn(Value) -> Option<Value>) -> Option<Resolved> {
    match resolved {
        Resolved::One(value) => change(value).map(Resolved::One),
        Resolved::Two { past, future } => {
            let (past, future) = (change(past)?, change(future)?);
            Some(if past == future { Resolved::One(past) } else { Resolved::Two { past, future } })
        }
        Resolved::Impossible(form) => Some(Resolved::Impossible(form)),
        Resolved::Open(_) => None,
    }
}

/// A week of a month or year: the first is that with the first Thursday, as in ISO 8601.
fn nth_week(nth: i8, of: &Meaning, value: &Value) -> Option<Value> {
    let (first, last) = (value.first?, value.last?);
    let is_year = matches!(of, Meaning::Year(_) | Meaning::Period(Unit::Year, _));
    let start = if nth < 0 {
        let thursday =
            last.last_of_month().nth_weekday_of_month(-1, jiff::civil::Weekday::Thursday);
        monday_of(thursday.ok()?)?
    } else {
        let month = if is_year { Date::new(first.year(), 1, 1).ok()? } else { first };
        let thursday = month.nth_weekday_of_month(1, jiff::civil::Weekday::Thursday).ok()?;
        plus_days(monday_of(thursday)?, i64::from(nth - 1) * 7)?
    };
    Value::period(Unit::Week, start)
}

fn week_number(year: i16, number: i8) -> Option<Value> {
    let date = jiff::civil::ISOWeekDate::new(year, number, jiff::civil::Weekday::Monday).ok()?;
    Value::period(Unit::Week, date.date())
}

/// A day with a time: for each day one value, and for an hour that may be of the morning or the
/// evening the one as it is written.
fn at(day: &Meaning, time: &Meaning, reference: Option<DateTime>) -> Option<Resolved> {
    let clock = match time {
        Meaning::Time(clock) => iso_clock(*clock, 0),
        Meaning::DayPart(part) => day_part(*part).to_owned(),
        _ => return None,
    };
    map(resolve(day, reference), |value| {
        let day = value.first.filter(|first| value.last == Some(*first))?;
        Some(Value { text: format!("{day}{clock}"), first: Some(day), last: Some(day) })
    })
}

fn clock_time(clock: Clock) -> Resolved {
    let value = |hours| Value::named(iso_clock(clock, hours), None);
    if clock.certain {
        return Resolved::One(value(0));
    }
    let other = if clock.hour == 12 { -12 } else { 12 };
    Resolved::Two { past: value(0), future: value(other) }
}

fn iso_clock(clock: Clock, hours: i8) -> String {
    let hour = clock.hour + hours;
    match (clock.minute, clock.second) {
        (Some(minute), Some(second)) => format!("T{hour:02}:{minute:02}:{second:02}"),
        (Some(minute), None) => format!("T{hour:02}:{minute:02}"),
        _ => format!("T{hour:02}"),
    }
}

/// The codes that TIMEX3 has for parts of the day.
fn day_part(part: DayPart) -> &'static str {
    match part {
        DayPart::Morning => "TMO",
        DayPart::Afternoon => "TAF",
        DayPart::Evening => "TEV",
        DayPart::Night => "TNI",
    }
}
