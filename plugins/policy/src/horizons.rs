//! Until when a forecast reaches: words for a time to come, as days counted from the day of publication.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dates::{self, When};
use crate::syntax::Reading;

/// The time to come that the tokens from `first` up to `end` name, where it belongs to what is to come.
pub(crate) fn horizon(
    reading: &Reading,
    (first, end): (usize, usize),
    today: Date,
    belongs: impl Fn(usize) -> bool,
) -> Option<When> {
    (first..end).find_map(|at| {
        let when = named(reading, at, end, today)?;
        belongs(at).then_some(when)
    })
}

fn named(reading: &Reading, at: usize, end: usize, today: Date) -> Option<When> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let year =
        |place: usize| word(place).parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    let until = |last: Date| (last >= today).then_some(When { first: today, last });
    match word(at) {
        "before" | "until" | "by" => {
            let skip = usize::from(matches!(word(at + 1), "the"));
            // `by the end of 2026`, `by the end of the year`
            if word(at + 1 + skip) == "end" && word(at + 2 + skip) == "of" {
                let when = end_of(reading, at + 3 + skip, end, today)?;
                return until(when.last);
            }
            // `before the year is out`
            if matches!(word(at + 2 + skip), "is" | "was")
                && matches!(word(at + 3 + skip), "out" | "over")
            {
                return until(unit(word(at + 1 + skip), today)?.last);
            }
            if let Some((first, last)) = weekday(word(at + 1 + skip), today) {
                let reach = if word(at) == "by" { last } else { first.yesterday().ok()? };
                return until(reach);
            }
            if let Some(middle) = middle(reading, at + 1, end, today) {
                let reach = if word(at) == "by" { middle } else { middle.yesterday().ok()? };
                return until(reach);
            }
            if let Some(year) = year(at + 1) {
                let last = if word(at) == "by" { year } else { year - 1 };
                return until(Date::new(last, 12, 31).ok()?);
            }
            if let Some(day) = day(reading, at + 1, end, today) {
                let reach = if word(at) == "by" { day } else { day.yesterday().ok()? };
                return until(reach);
            }
            let when = period(reading, at + 1 + skip, end, today)?;
            let reach = if word(at) == "by" { when.last } else { when.first.yesterday().ok()? };
            until(reach)
        }
        "in" | "during" | "after" if year(at + 1).is_some() => {
            let year = year(at + 1)?;
            let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
            // `after 2030` has no end.
            (word(at) != "after" && last >= today).then_some(When { first: first.max(today), last })
        }
        // `on 17 September`, `on September 17`, `on Tuesday`
        "on" => {
            if let Some((first, last)) = weekday(word(at + 1), today) {
                return Some(When { first, last });
            }
            let day = day(reading, at + 1, end, today)?;
            Some(When { first: day, last: day })
        }
        "in" | "during" if let Some(found) = part_of_year(reading, at + 1, end, today) => {
            Some(found)
        }
        "in" if let Some(last) = span(reading, at + 1, end, today) => {
            Some(When { first: today, last })
        }
        "in" => {
            let skip = usize::from(word(at + 1) == "the");
            month(reading, at + 1 + skip, end, today)
        }
        // `over the next year`, but `$2 billion over a year`
        "over" if !(word(at + 1) == "the" && matches!(word(at + 2), "next" | "coming")) => None,
        "within" | "for" | "over" => {
            let skip = match (word(at + 1), word(at + 2)) {
                ("at", "least") | ("the", "next" | "coming") => 2,
                ("about" | "around" | "roughly", _) => 1,
                _ => 0,
            };
            let last = span(reading, at + 1 + skip, end, today)?;
            Some(When { first: today, last })
        }
        "next" | "coming" | "this" => match weekday(word(at + 1), today) {
            Some((first, last)) => Some(When { first, last }),
            None => period(reading, at, end, today),
        },
        "tomorrow" => {
            let day = today.tomorrow().ok()?;
            Some(When { first: day, last: day })
        }
        _ => None,
    }
}

/// The next such day after the one of publication, which is told as `today`; the weekend that is not over.
fn weekday(word: &str, today: Date) -> Option<(Date, Date)> {
    if word == "weekend" {
        let sunday = i64::from(6 - today.weekday().to_monday_zero_offset());
        let last = today.checked_add(sunday.days()).ok()?;
        return Some((last.yesterday().ok()?.max(today), last));
    }
    let day = today.nth_weekday(1, dates::weekday(word)?).ok()?;
    Some((day, day))
}

/// `mid-March`, `the middle of March`: its fifteenth day.
fn middle(reading: &Reading, at: usize, end: usize, today: Date) -> Option<Date> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let from = match (word(at), word(at + 1), word(at + 2)) {
        ("mid", "-", _) => at + 2,
        ("mid", ..) => at + 1,
        ("the", "middle", "of") => at + 3,
        _ => return None,
    };
    let when = month(reading, from, end, today)?;
    Date::new(when.first.year(), when.first.month(), 15).ok()
}

/// `the first half of 2024`, `the third quarter of the year`.
fn part_of_year(reading: &Reading, at: usize, end: usize, today: Date) -> Option<When> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let months = match word(at + 2) {
        "half" => 6,
        "quarter" => 3,
        _ => return None,
    };
    let part = match word(at + 1) {
        "first" => 0,
        "second" => 1,
        "third" if months == 3 => 2,
        "fourth" | "last" if months == 3 => 3,
        _ => return None,
    };
    if word(at) != "the" || word(at + 3) != "of" {
        return None;
    }
    let year = match (word(at + 4), word(at + 5)) {
        ("the" | "this", "year") => today.year(),
        ("next", "year") => today.year() + 1,
        (year, _) => year.parse().ok().filter(|year| (2000..2100).contains(year))?,
    };
    let first = Date::new(year, part * months + 1, 1).ok()?;
    let last = Date::new(year, part * months + months, 1).ok()?.last_of_month();
    (last >= today).then_some(When { first: first.max(today), last })
}

/// `2026`, `the year`, `this year`, `next year`, `June`.
fn end_of(reading: &Reading, at: usize, end: usize, today: Date) -> Option<When> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    if let Ok(year) = word(at).parse::<i16>() {
        let last = Date::new(year, 12, 31).ok()?;
        return Some(When { first: today, last });
    }
    if word(at) == "the" && matches!(word(at + 1), "year" | "month" | "decade" | "week") {
        return unit(word(at + 1), today);
    }
    period(reading, at, end, today)
}

/// `this year`, `next month`, `this summer`, `the summer`, `next twelve months`, `May`.
fn period(reading: &Reading, at: usize, end: usize, today: Date) -> Option<When> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    match word(at) {
        "this" => season(word(at + 1), today).or_else(|| unit(word(at + 1), today)),
        "next" | "coming" => {
            if let Some(last) = span(reading, at + 1, end, today) {
                return Some(When { first: today, last });
            }
            let by = match word(at + 1) {
                "year" => 1.year(),
                "month" => 1.month(),
                "week" => 1.week(),
                "decade" => 10.years(),
                _ => return None,
            };
            whole(word(at + 1), today.checked_add(by).ok()?)
        }
        other => match season(other, today) {
            Some(when) => Some(when),
            None => month(reading, at, end, today),
        },
    }
}

/// The next such month that is not over, or the one of a year.
fn month(reading: &Reading, at: usize, end: usize, today: Date) -> Option<When> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let number = dates::month(word(at)).filter(|_| reading.is_capital(at))?;
    let named = word(at + 1).parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    let year =
        named.unwrap_or(if number >= today.month() { today.year() } else { today.year() + 1 });
    let first = Date::new(year, number, 1).ok()?;
    let last = first.last_of_month();
    (last >= today).then_some(When { first, last })
}

/// The rest of the year, month, week or decade at hand.
fn unit(word: &str, today: Date) -> Option<When> {
    whole(word, today).map(|when| When { first: today, last: when.last })
}

/// The whole of the year, month, week or decade that holds a day.
fn whole(word: &str, day: Date) -> Option<When> {
    let (first, last) = match word {
        "year" => (day.first_of_year(), day.last_of_year()),
        "month" => (day.first_of_month(), day.last_of_month()),
        "week" => {
            let back = i64::from(day.weekday().to_monday_zero_offset());
            let first = day.checked_sub(back.days()).ok()?;
            (first, first.checked_add(6.days()).ok()?)
        }
        "decade" => {
            let start = day.year() - day.year() % 10;
            (Date::new(start, 1, 1).ok()?, Date::new(start + 9, 12, 31).ok()?)
        }
        _ => return None,
    };
    Some(When { first, last })
}

/// A season of the northern half of the earth that is not over.
fn season(word: &str, today: Date) -> Option<When> {
    let (first_month, last_month) = match word {
        "spring" => (3, 5),
        "summer" => (6, 8),
        "autumn" | "fall" => (9, 11),
        "winter" => (12, 2),
        _ => return None,
    };
    (-1..=1).find_map(|add| {
        let year = today.year() + add;
        let first = Date::new(year, first_month, 1).ok()?;
        let last_year = if last_month < first_month { year + 1 } else { year };
        let last = Date::new(last_year, last_month, 1).ok()?.last_of_month();
        (last >= today).then_some(When { first, last })
    })
}

/// `17 September`, `September 17`, with or without a year: the next such day.
fn day(reading: &Reading, at: usize, end: usize, today: Date) -> Option<Date> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let month = |place: usize| dates::month(word(place)).filter(|_| reading.is_capital(place));
    let number = |place: usize| {
        let digits = word(place).trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
    };
    let (month, day) = match month(at) {
        Some(month) => (month, number(at + 1)?),
        None => (month(at + 1)?, number(at)?),
    };
    let comma = usize::from(word(at + 2) == ",");
    let year = word(at + 2 + comma).parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    if let Some(year) = year {
        return Date::new(year, month, day).ok().filter(|day| *day >= today);
    }
    (0..8)
        .find_map(|add| Date::new(today.year() + add, month, day).ok().filter(|day| *day >= today))
}

/// The last day of `five years`, `two months`, `a decade`, `24 to 48 hours`, counted from today.
fn span(reading: &Reading, at: usize, end: usize, today: Date) -> Option<Date> {
    const NUMBERS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let many = |place: usize| match word(place) {
        "a" | "an" => Some(1),
        other => NUMBERS
            .iter()
            .position(|number| *number == other)
            .and_then(|number| i64::try_from(number).ok())
            .or_else(|| other.parse().ok().filter(|many| (1..1000).contains(many))),
    };
    // Of `two to three weeks` the last day counts.
    let (many, at) = match (many(at)?, word(at + 1)) {
        (_, "to" | "–" | "-" | "or") if many(at + 2).is_some() => (many(at + 2)?, at + 2),
        (one, _) => (one, at),
    };
    let by = match word(at + 1).trim_end_matches('s') {
        // A day that has begun counts whole.
        "hour" => ((many + 23) / 24).days(),
        "day" => many.days(),
        "week" => many.weeks(),
        "month" => many.months(),
        "year" => many.years(),
        "decade" => (10 * many).years(),
        _ => return None,
    };
    today.checked_add(by).ok()
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Document};
    use jiff::civil::date;

    use super::horizon;
    use crate::syntax::Reading;

    #[track_caller]
    fn check(words: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, &format!("It will rain {words}."));
        let document = builder.build();
        let reading = Reading::new(&document);
        let found = horizon(&reading, (0, reading.tokens.len()), date(2021, 3, 3), |_| true);
        let told = found.map(|when| format!("{}/{}", when.first, when.last)).unwrap_or_default();
        assert_eq!(told, expect, "{words}");
    }

    #[test]
    fn counted_from_the_day_of_publication() {
        check("by the end of the year", "2021-03-03/2021-12-31");
        check("before 2024", "2021-03-03/2023-12-31");
        check("in November", "2021-11-01/2021-11-30");
        check("in January", "2022-01-01/2022-01-31");
        check("within five years", "2021-03-03/2026-03-03");
        check("for at least a decade", "2021-03-03/2031-03-03");
        check("this decade", "2021-03-03/2029-12-31");
        check("next year", "2022-01-01/2022-12-31");
        check("this summer", "2021-06-01/2021-08-31");
        check("this winter", "2021-12-01/2022-02-28");
        check("before December", "2021-03-03/2021-11-30");
        check("later this year", "2021-03-03/2021-12-31");
        check("within two weeks", "2021-03-03/2021-03-17");
        check("within the next 24 to 48 hours", "2021-03-03/2021-03-05");
        check("in two to three months", "2021-03-03/2021-06-03");
        check("on 17 September", "2021-09-17/2021-09-17");
        check("on Sept. 17", "2021-09-17/2021-09-17");
        check("by February 2", "2021-03-03/2022-02-02");
        check("on 17 September 2020", "");
        check("on 3 roads", "");
        check("by Wednesday", "2021-03-03/2021-03-10");
        check("on Tuesday", "2021-03-09/2021-03-09");
        check("before Monday", "2021-03-03/2021-03-07");
        check("this weekend", "2021-03-06/2021-03-07");
        check("tomorrow", "2021-03-04/2021-03-04");
        check("by mid-April", "2021-03-03/2021-04-15");
        check("before the year is out", "2021-03-03/2021-12-31");
        check("in the second half of 2021", "2021-07-01/2021-12-31");
        check("in the third quarter of next year", "2022-07-01/2022-09-30");
        check("some day", "");
        check("in 2019", "");
    }
}
