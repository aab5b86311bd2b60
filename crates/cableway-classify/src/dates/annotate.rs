//! Expressions as annotations.

use cableway_core::{Annotation, Span};
use jiff::civil::DateTime;
use serde_json::{Map, Value as Json, json};

use super::grammar::{Expression, Grammar};
use super::lexicon::{Part, Unit};
use super::meaning::Meaning;
use super::mentioned::from_mentioned;
use super::resolve::{Resolved, resolve};
use super::token::Kind;
use super::value::Value;

/// The annotation of an expression in a block that starts at byte `base`, and its value. `anchor` is what
/// `three days later` counts from.
pub(super) fn annotation(
    grammar: &Grammar<'_>,
    expression: &Expression,
    base: usize,
    reference: Option<DateTime>,
    anchor: Option<&Value>,
) -> Option<(Annotation, Option<Value>)> {
    let (first, last) =
        (grammar.tokens.get(expression.first)?, grammar.tokens.get(expression.end - 1)?);
    let span = Span::new(base + first.start, base + last.end).ok()?;
    let meaning = &expression.meaning;
    let mut attributes: Vec<(&str, Json)> = vec![
        ("type", json!(kind(meaning))),
        ("granularity", json!(granularity(meaning))),
        ("relative", json!(is_relative(meaning))),
        ("rule", json!(rule(meaning))),
    ];
    if is_approximate(meaning) || grammar.is_about(expression.first) {
        attributes.push(("approximate", json!(true)));
    }
    let resolved = match anchor.and_then(|anchor| from_mentioned(meaning, anchor)) {
        Some(value) => Resolved::One(value),
        None => resolve(meaning, reference),
    };
    let mut chosen = None;
    let label = match resolved {
        Resolved::One(value) => {
            attributes.extend(days(&value));
            chosen.insert(value).text.clone()
        }
        Resolved::Two { past, future } => {
            let (value, other) = choose(grammar, expression, past, future, reference);
            attributes.extend(days(&value));
            let mut alternative = Map::from_iter([("value".to_owned(), json!(other.text))]);
            alternative.extend(days(&other).map(|(name, day)| (name.to_owned(), day)));
            attributes.push(("alternatives", json!([alternative])));
            chosen.insert(value).text.clone()
        }
        Resolved::Open(form) => {
            attributes.push(("unresolved", json!("depends on a day that is not known")));
            form
        }
        Resolved::Impossible(form) => {
            attributes.push(("unresolved", json!("the calendar has no such day")));
            form
        }
    };
    if let Some(other) = other_order(grammar, expression)
        && let Resolved::One(value) = resolve(&other, reference)
    {
        attributes.push(("other_order", json!(value.text)));
    }
    let mut found = Annotation::new("date", label).with_spans(vec![span]);
    found.attributes.extend(attributes);
    Some((found, chosen))
}

/// The first and the last day, for values that are more or less than a day.
fn days(value: &Value) -> impl Iterator<Item = (&'static str, Json)> + use<> {
    let start = value.first.map(|day| ("start", json!(day.to_string())));
    let end = value.last.map(|day| ("end", json!(day.to_string())));
    let is_day = value.first.is_some() && value.first == value.last && value.text.len() == 10;
    start.into_iter().chain(end).filter(move |_| !is_day)
}

/// The value that the words around speak for, and the other one.
fn choose(
    grammar: &Grammar<'_>,
    expression: &Expression,
    past: Value,
    future: Value,
    reference: Option<DateTime>,
) -> (Value, Value) {
    let is_future = match (&expression.meaning, reference) {
        // The time as it is written, and the decade that is over or on.
        (Meaning::Time(_) | Meaning::Decade { .. }, _) | (_, None) => false,
        (meaning, Some(reference)) => {
            let today = reference.date();
            let said = stated_weekday(meaning).and_then(|weekday| {
                let fits = |value: &Value| value.first.is_some_and(|day| day.weekday() == weekday);
                (fits(&past) != fits(&future)).then(|| fits(&future))
            });
            let is_today = future.first == Some(today) && future.last == Some(today);
            said.or(is_today.then_some(true))
                .or_else(|| grammar.is_future(expression.first, expression.end))
                .unwrap_or_else(|| {
                    let distance = |value: &Value| {
                        let day = value.first.or(value.last).unwrap_or(today);
                        today.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()).abs())
                    };
                    !is_weekday(meaning) && distance(&future) < distance(&past)
                })
        }
    };
    if is_future { (future, past) } else { (past, future) }
}

fn stated_weekday(meaning: &Meaning) -> Option<jiff::civil::Weekday> {
    match meaning {
        Meaning::Day { weekday, .. } => *weekday,
        Meaning::At(day, _) => stated_weekday(day),
        _ => None,
    }
}

/// True where all that is said is a day of the week.
fn is_weekday(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Weekday(_) => true,
        Meaning::At(day, _) | Meaning::Open(_, day) => is_weekday(day),
        _ => false,
    }
}

/// The other reading of `3/4/2020`.
fn other_order(grammar: &Grammar<'_>, expression: &Expression) -> Option<Meaning> {
    let kind = |on: usize| grammar.tokens.get(expression.first + on).map(|token| token.kind);
    let (Some(Kind::Digits { count: 1 | 2, .. }), Some(Kind::Mark(_)), Some(Kind::Digits { .. })) =
        (kind(0), kind(1), kind(2))
    else {
        return None;
    };
    match expression.meaning {
        Meaning::Day { year: Some(year), month: Some(month), day, weekday }
            if day <= 12 && day != month =>
        {
            Some(Meaning::Day { year: Some(year), month: Some(day), day: month, weekday })
        }
        _ => None,
    }
}

/// What sort of expression it is.
fn kind(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Day { .. }
        | Meaning::Weekday(_)
        | Meaning::WeekdayOfWeek(..)
        | Meaning::NthWeekday { .. }
        | Meaning::DayOfMonth { .. }
        | Meaning::Days(_)
        | Meaning::BusinessDays(_)
        | Meaning::Weekdays(..)
        | Meaning::Holiday { .. } => "date",
        Meaning::FromMentioned { is_period: true, .. } => "range",
        Meaning::Shift { amount, .. } | Meaning::FromMentioned { amount, .. } => {
            if amount.unit().is_clock() { "moment" } else { "date" }
        }
        Meaning::Now => "moment",
        Meaning::Time(_) => "time",
        Meaning::DayPart(_) => "time_range",
        Meaning::At(_, time) => match **time {
            Meaning::DayPart(_) => "moment_range",
            _ => "moment",
        },
        Meaning::Duration(_) => "duration",
        Meaning::Every(_) | Meaning::EveryWeekday(_) => "set",
        Meaning::Span { amount, .. } | Meaning::Within { amount, .. }
            if amount.unit().is_clock() =>
        {
            "moment_range"
        }
        Meaning::Between(first, _) | Meaning::Open(_, first) => match kind(first) {
            "time" | "time_range" => "time_range",
            "moment" | "moment_range" => "moment_range",
            _ => "range",
        },
        _ => "range",
    }
}

/// The unit in which the words measure.
fn granularity(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Shift { amount, .. }
        | Meaning::FromMentioned { amount, .. }
        | Meaning::Span { amount, .. }
        | Meaning::Within { amount, .. }
        | Meaning::Duration(amount)
        | Meaning::Every(amount) => amount.unit().name(),
        Meaning::Period(unit, _) | Meaning::Rest(unit) | Meaning::ToDate(unit) => unit.name(),
        Meaning::Weekend => Unit::Weekend.name(),
        Meaning::Month { .. } | Meaning::MonthFrom { .. } => Unit::Month.name(),
        Meaning::Year(_) => Unit::Year.name(),
        Meaning::Decade { .. } => Unit::Decade.name(),
        Meaning::Century(_) => Unit::Century.name(),
        Meaning::Quarter { .. } => Unit::Quarter.name(),
        Meaning::Half { .. } => "half_year",
        Meaning::Season { .. } => "season",
        Meaning::NthWeek { .. } | Meaning::WeekOf(_) | Meaning::WeekNumber { .. } => {
            Unit::Week.name()
        }
        Meaning::PartOf(_, of) | Meaning::Open(_, of) | Meaning::Between(of, _) => granularity(of),
        Meaning::At(_, time) => granularity(time),
        Meaning::Time(clock) => match (clock.minute, clock.second) {
            (_, Some(_)) => Unit::Second.name(),
            (Some(_), _) => Unit::Minute.name(),
            _ => Unit::Hour.name(),
        },
        Meaning::DayPart(_) => "day_part",
        _ => Unit::Day.name(),
    }
}

/// True where the words count from the day of publication, rather than name a date.
fn is_relative(meaning: &Meaning) -> bool {
    use super::meaning::{MonthOf, YearOf};
    match meaning {
        Meaning::Weekday(_)
        | Meaning::WeekdayOfWeek(..)
        | Meaning::DayOfMonth { .. }
        | Meaning::Days(_)
        | Meaning::BusinessDays(_)
        | Meaning::Weekdays(..)
        | Meaning::Period(..)
        | Meaning::Weekend
        | Meaning::MonthFrom { .. }
        | Meaning::Rest(_)
        | Meaning::ToDate(_)
        | Meaning::Span { .. }
        | Meaning::Now => true,
        Meaning::Shift { from, .. } | Meaning::Within { from, .. } => {
            from.as_deref().is_none_or(is_relative)
        }
        Meaning::NthWeekday { month, .. } => {
            matches!(month, MonthOf::From(_) | MonthOf::Named(_, YearOf::From(_)))
        }
        Meaning::Holiday { year, .. }
        | Meaning::Month { year, .. }
        | Meaning::Quarter { year, .. }
        | Meaning::Half { year, .. }
        | Meaning::Season { year, .. } => matches!(year, YearOf::From(_)),
        Meaning::NthWeek { of, .. }
        | Meaning::WeekOf(of)
        | Meaning::PartOf(_, of)
        | Meaning::Open(_, of) => is_relative(of),
        Meaning::At(day, _) => is_relative(day),
        Meaning::Between(first, last) => is_relative(first) || is_relative(last),
        _ => false,
    }
}

fn is_approximate(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Shift { amount, .. }
        | Meaning::FromMentioned { amount, .. }
        | Meaning::Span { amount, .. }
        | Meaning::Within { amount, .. }
        | Meaning::Duration(amount) => amount.vague,
        Meaning::PartOf(..) => true,
        // The end of March is a day.
        Meaning::Open(_, of) if is_edge(of) => false,
        Meaning::Between(first, last) => is_approximate(first) || is_approximate(last),
        Meaning::Open(_, of) => is_approximate(of),
        _ => false,
    }
}

fn is_edge(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::PartOf(Part::Start | Part::End, _))
}

/// The name of the pattern, for people who ask why.
fn rule(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Day { month: Some(_), .. } => "calendar_day",
        Meaning::Day { .. } => "day_of_month",
        Meaning::Weekday(_) => "weekday",
        Meaning::WeekdayOfWeek(..) => "weekday_of_week",
        Meaning::NthWeekday { .. } => "nth_weekday",
        Meaning::DayOfMonth { .. } => "day_of_relative_month",
        Meaning::Days(_) => "named_day",
        Meaning::BusinessDays(_) => "business_days",
        Meaning::Weekdays(..) => "weekdays_from",
        Meaning::Shift { .. } => "shift",
        Meaning::FromMentioned { .. } => "from_mentioned",
        Meaning::Holiday { .. } => "holiday",
        Meaning::Period(..) | Meaning::Weekend => "relative_period",
        Meaning::Month { .. } => "month",
        Meaning::MonthFrom { .. } => "relative_month",
        Meaning::Year(_) => "year",
        Meaning::Decade { .. } => "decade",
        Meaning::Century(_) => "century",
        Meaning::Quarter { .. } => "quarter",
        Meaning::Half { .. } => "half_year",
        Meaning::Season { .. } => "season",
        Meaning::NthWeek { .. } => "nth_week",
        Meaning::WeekOf(_) => "week_of",
        Meaning::WeekNumber { .. } => "week_number",
        Meaning::Rest(_) => "rest_of_period",
        Meaning::ToDate(_) => "period_to_date",
        Meaning::PartOf(..) => "part_of_period",
        Meaning::Span { .. } => "span",
        Meaning::Within { .. } => "within",
        Meaning::Between(..) => "between",
        Meaning::Open(..) => "open_range",
        Meaning::Now => "now",
        Meaning::Time(_) => "time",
        Meaning::DayPart(_) => "day_part",
        Meaning::At(..) => "day_and_time",
        Meaning::Duration(_) => "duration",
        Meaning::Every(_) => "every",
        Meaning::EveryWeekday(_) => "every_weekday",
    }
}
