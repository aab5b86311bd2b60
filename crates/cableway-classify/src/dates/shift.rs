//! Days and moments moved by amounts of time.

use jiff::civil::{Date, DateTime};

use super::lexicon::Unit;
use super::meaning::Amount;
use super::value::{Value, around, plus, plus_days, plus_months};

/// A moment to the second.
pub(super) fn moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The reference moved by an amount: a day, or a moment where the amount counts hours or less.
pub(super) fn shift(from: DateTime, amount: &Amount, sign: i32) -> Option<Value> {
    if !amount.unit().is_clock() {
        return moved(from.date(), amount, sign).map(Value::day);
    }
    let mut seconds = 0.0;
    let mut rest = Amount::default();
    for (count, unit) in &amount.parts {
        match unit {
            Unit::Second => seconds += count,
            Unit::Minute => seconds += count * 60.0,
            Unit::Hour => seconds += count * 3600.0,
            _ => rest.parts.push((*count, *unit)),
        }
    }
    let day = moved(from.date(), &rest, sign)?.to_datetime(from.time());
    let span = jiff::Span::new().try_seconds(seconds.round() as i64 * i64::from(sign)).ok()?;
    let end = day.checked_add(span).ok()?;
    Some(Value { text: moment(end), first: Some(end.date()), last: Some(end.date()) })
}

/// A day moved by an amount of days or more.
pub(super) fn moved(from: Date, amount: &Amount, sign: i32) -> Option<Date> {
    let (mut months, mut days) = (0.0, 0.0);
    for (count, unit) in &amount.parts {
        match unit {
            Unit::Century => months += count * 1200.0,
            Unit::Decade => months += count * 120.0,
            Unit::Year => months += count * 12.0,
            Unit::Quarter => months += count * 3.0,
            Unit::Month => months += count,
            Unit::Fortnight => days += count * 14.0,
            Unit::Week | Unit::Weekend => days += count * 7.0,
            _ => days += count,
        }
    }
    // Half a month is as many days as a person would count.
    let whole_months = months.trunc();
    days += (months - whole_months) * 30.0;
    let on = plus_months(from, whole_months as i32 * sign)?;
    plus_days(on, days.round() as i64 * i64::from(sign))
}

/// The amount of time before the reference, today outside, or after it, today outside.
pub(super) fn span(reference: DateTime, amount: &Amount, sign: i32) -> Option<Value> {
    let today = reference.date();
    if amount.unit().is_clock() {
        let other = shift(reference, amount, sign)?;
        let this = moment(reference);
        let text = if sign < 0 {
            format!("{}/{this}", other.text)
        } else {
            format!("{this}/{}", other.text)
        };
        return Some(Value::named(text, None));
    }
    if let [(count, unit @ (Unit::Decade | Unit::Century))] = amount.parts.as_slice() {
        let (first, last) = around(*unit, today)?;
        let count = *count as i32;
        return Some(if sign < 0 {
            Value::days(plus(*unit, first, -count)?, plus_days(first, -1)?)
        } else {
            Value::days(plus_days(last, 1)?, plus(*unit, last, count)?)
        });
    }
    Some(if sign < 0 {
        Value::days(moved(today, amount, -1)?, plus_days(today, -1)?)
    } else {
        Value::days(plus_days(today, 1)?, moved(today, amount, 1)?)
    })
}

pub(super) fn business_days(from: Date, days: i32) -> Option<Date> {
    // Five working days are a week; what is left is walked.
    let mut day = plus_days(from, i64::from(days / 5) * 7)?;
    let mut left = days % 5;
    while left != 0 {
        day = plus_days(day, i64::from(left.signum()))?;
        if day.weekday().to_monday_zero_offset() < 5 {
            left -= left.signum();
        }
    }
    Some(day)
}
