//! What is known of a date without the day on which it was written.

use super::holiday;
use super::lexicon::Unit;
use super::meaning::{Bound, Meaning, MonthOf, YearOf};
use super::resolve::{Resolved, resolve};

/// What is known without a reference, an X for each digit that is not: `XXXX-12-25`.
pub(super) fn open_form(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Day { year, month, day, weekday } => {
            let year = year.map_or("XXXX".to_owned(), |year| format!("{year:04}"));
            match (month, weekday) {
                (Some(month), _) => format!("{year}-{month:02}-{day:02}"),
                (None, _) => format!("{year}-XX-{day:02}"),
            }
        }
        Meaning::Weekday(weekday)
        | Meaning::WeekdayOfWeek(weekday, _)
        | Meaning::Weekdays(weekday, _) => format!("XXXX-WXX-{}", weekday.to_monday_one_offset()),
        Meaning::NthWeekday { month: MonthOf::Named(month, year), .. } => match year {
            YearOf::Known(year) => format!("{year:04}-{month:02}-XX"),
            _ => format!("XXXX-{month:02}-XX"),
        },
        Meaning::DayOfMonth { day, .. } => format!("XXXX-XX-{day:02}"),
        Meaning::Holiday { holiday, .. } => holiday::open_form(*holiday),
        Meaning::Period(Unit::Week | Unit::Weekend, _)
        | Meaning::Weekend
        | Meaning::WeekOf(_)
        | Meaning::NthWeek { .. } => "XXXX-WXX".to_owned(),
        Meaning::Period(Unit::Month, _) => "XXXX-XX".to_owned(),
        Meaning::Month { month, .. } | Meaning::MonthFrom { month, .. } => {
            format!("XXXX-{month:02}")
        }
        Meaning::Decade { start, .. } => format!("XX{start:02}"),
        Meaning::Quarter { number, .. } => {
            format!("XXXX-{:02}/XXXX-{:02}", number * 3 - 2, number * 3)
        }
        Meaning::Half { number, .. } => {
            format!("XXXX-{:02}/XXXX-{:02}", number * 6 - 5, number * 6)
        }
        Meaning::Season { season, .. } => format!("XXXX-{}", *season as i8),
        Meaning::WeekNumber { number, .. } => format!("XXXX-W{number:02}"),
        Meaning::Between(first, last) => format!("{}/{}", open_form(first), open_form(last)),
        Meaning::Open(Bound::Before | Bound::By | Bound::Until, of) => {
            format!("../{}", open_form(of))
        }
        Meaning::Open(_, of) => format!("{}/..", open_form(of)),
        Meaning::PartOf(_, of) => open_form(of),
        Meaning::FromMentioned { weekday: Some(weekday), .. } => {
            format!("XXXX-WXX-{}", weekday.to_monday_one_offset())
        }
        Meaning::FromMentioned { amount, is_period: true, .. } => match amount.unit() {
            Unit::Week | Unit::Weekend => "XXXX-WXX".to_owned(),
            Unit::Month => "XXXX-XX".to_owned(),
            Unit::Year => "XXXX".to_owned(),
            _ => "XXXX-XX-XX".to_owned(),
        },
        Meaning::Shift { amount, .. }
        | Meaning::Span { amount, .. }
        | Meaning::Within { amount, .. } => amount.iso(),
        Meaning::At(day, time) => match resolve(time, None) {
            Resolved::One(time) | Resolved::Two { past: time, .. } => {
                format!("{}{}", open_form(day), time.text)
            }
            _ => open_form(day),
        },
        _ => "XXXX-XX-XX".to_owned(),
    }
}
