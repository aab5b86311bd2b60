//! Dates that count from one that the text has named: `three days later`, `the following year`.

use jiff::civil::{Date, Weekday};

use super::lexicon::Unit;
use super::meaning::Meaning;
use super::shift::moved;
use super::value::{Value, around, plus, plus_days};

/// True for what later words may count from: a day, or a month or another period by itself.
pub(super) fn is_anchor(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Day { .. }
        | Meaning::Weekday(_)
        | Meaning::WeekdayOfWeek(..)
        | Meaning::NthWeekday { .. }
        | Meaning::DayOfMonth { .. }
        | Meaning::Days(_)
        | Meaning::Weekdays(..)
        | Meaning::Shift { .. }
        | Meaning::FromMentioned { .. }
        | Meaning::Holiday { .. }
        | Meaning::Period(..)
        | Meaning::Month { .. }
        | Meaning::MonthFrom { .. }
        | Meaning::Year(_) => true,
        Meaning::At(day, _) => is_anchor(day),
        _ => false,
    }
}

/// The value that counts from `anchor`; none where that is less precise than what is counted.
pub(super) fn from_mentioned(meaning: &Meaning, anchor: &Value) -> Option<Value> {
    let Meaning::FromMentioned { amount, sign, weekday, is_period } = meaning else { return None };
    let (first, last) = (anchor.first?, anchor.last?);
    if let Some(weekday) = weekday {
        return (first == last).then(|| next(first, *weekday, *sign)).flatten().map(Value::day);
    }
    let unit = amount.unit();
    if *is_period {
        let (start, end) = around(unit, first)?;
        let is_within = last <= end;
        return is_within.then(|| Value::period(unit, plus(unit, start, *sign)?)).flatten();
    }
    if unit.is_clock() {
        return None;
    }
    if first == last {
        return moved(first, amount, *sign).map(Value::day);
    }
    // `in 2014 … two years later` is 2016; `in 2014 … three days later` is unknown.
    let whole = [Unit::Month, Unit::Year]
        .into_iter()
        .find(|unit| around(*unit, first) == Some((first, last)))?;
    (unit >= whole).then(|| Value::period(whole, moved(first, amount, *sign)?)).flatten()
}

fn next(from: Date, weekday: Weekday, sign: i32) -> Option<Date> {
    (1..=7)
        .filter_map(|days| plus_days(from, days * i64::from(sign)))
        .find(|day| day.weekday() == weekday)
}
