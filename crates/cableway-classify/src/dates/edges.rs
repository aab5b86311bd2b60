//! Parts of periods, and intervals with one end.

use jiff::civil::{Date, DateTime};

use super::lexicon::Part;
use super::meaning::{Bound, Meaning};
use super::resolve::{Resolved, map, plain, resolve};
use super::value::{Value, plus_days, plus_months};

/// The day that words for the edge of a period mean as one end of an interval: `the end of March` is
/// 31 March, `mid-April` the middle one. All else is what it is.
pub(super) fn edge(meaning: &Meaning, reference: Option<DateTime>) -> Resolved {
    let Meaning::PartOf(part @ (Part::Start | Part::Mid | Part::End), of) = meaning else {
        return resolve(meaning, reference);
    };
    let day = |value: Value| {
        let (first, last) = (value.first?, value.last?);
        let days = i64::from(first.until(last).ok()?.get_days());
        Some(Value::day(match part {
            Part::Start => first,
            Part::Mid => plus_days(first, days / 2)?,
            _ => last,
        }))
    };
    let resolved = resolve(of, reference);
    map(resolved.clone(), day).unwrap_or(resolved)
}

/// What lies on one side of a value. Words and days say the same: the label is the first or last day
/// inside, or a longer period that begins or ends with it.
pub(super) fn bounded(bound: Bound, of: &Meaning, value: &Value) -> Value {
    let has_time = value.text.contains('T');
    let day_or = |day: Option<Date>, is_first: bool| match day {
        Some(day) => day.to_string(),
        None => plain(value, is_first),
    };
    let on = |day: Option<Date>, days: i64| day.and_then(|day| plus_days(day, days));
    match bound {
        Bound::Since => {
            let text = format!("{}/..", plain(value, true));
            Value { text, first: value.first, last: None }
        }
        Bound::After if !has_time => {
            let starts = matches!(of, Meaning::PartOf(Part::Start, _));
            let after = if starts { value.first } else { on(value.last, 1) };
            Value { text: format!("{}/..", day_or(after, false)), first: after, last: None }
        }
        Bound::Before if !has_time => {
            let ends = matches!(of, Meaning::PartOf(Part::End, _));
            let before = if ends { value.last } else { on(value.first, -1) };
            Value { text: format!("../{}", day_or(before, true)), first: None, last: before }
        }
        Bound::By if !has_time && !matches!(of, Meaning::PartOf(..)) => Value {
            text: format!("../{}", day_or(value.first, true)),
            first: None,
            last: value.first,
        },
        Bound::After => {
            let text = format!("{}/..", plain(value, false));
            Value { text, first: value.last, last: None }
        }
        Bound::Before | Bound::By | Bound::Until => {
            let text = format!("../{}", plain(value, false));
            Value { text, first: None, last: value.last }
        }
    }
}

/// The first or second half of a period, or its middle half.
pub(super) fn part_of(part: Part, value: Value) -> Value {
    let (Some(first), Some(last)) = (value.first, value.last) else { return value };
    let days = match first.until(last) {
        Ok(span) => i64::from(span.get_days()) + 1,
        Err(_) => return value,
    };
    let from = |days: i64| plus_days(first, days).unwrap_or(first);
    // The halves of a year, a quarter or a decade begin with a month.
    let half = if days > 80 {
        let months = i32::from(last.year() - first.year()) * 12
            + i32::from(last.month() - first.month())
            + 1;
        plus_months(first, months / 2).unwrap_or(first)
    } else if days <= 7 {
        from((days + 1) / 2 - i64::from(days == 7))
    } else {
        from(days / 2)
    };
    match part {
        Part::Early | Part::Start => Value::days(first, plus_days(half, -1).unwrap_or(half)),
        Part::Late | Part::End => Value::days(half, last),
        Part::Mid => Value::days(from(days / 4), plus_days(last, -(days / 4)).unwrap_or(last)),
    }
}
