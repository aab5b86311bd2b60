//! Dates in sentences, as days. The date of publication is the only clock: a day and a month without a year are
//! the latest that are not after it, a day of the week is the last one.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::syntax::{Reading, Sentence};
use crate::vocabulary::asks;

/// A stretch of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl When {
    fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { first, last: first.last_of_month() })
    }

    fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self { first, last: first.last_of_year() })
    }
}

impl fmt::Display for When {
    /// ISO 8601: a day, a month, a year, or two days with `/` between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        if first == last {
            write!(f, "{first}")
        } else if first.day() == 1 && last == first.last_of_month() {
            write!(f, "{:04}-{:02}", first.year(), first.month())
        } else if first == first.first_of_year() && last == first.last_of_year() {
            write!(f, "{:04}", first.year())
        } else {
            write!(f, "{first}/{last}")
        }
    }
}

/// A date that a sentence names, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The first and the last token.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) when: When,
}

/// The dates of a verb's sentence that belong to it: by the rank that `belonging` gives the token they begin at, none where
/// it gives none; of one rank the nearest first, and those beyond a semicolon last.
pub(crate) fn near(
    reading: &Reading,
    sentence: &Sentence,
    verb: usize,
    published: Option<&str>,
    belonging: impl Fn(usize) -> Option<u8>,
) -> Vec<When> {
    let mut all = dates(reading, sentence, published);
    // `the agreement of 2018` is no date of what is done to it, and `since 2018` is none of one deed.
    all.retain(|one| {
        one.first == sentence.first || !matches!(reading.lower(one.first - 1), "of" | "since")
    });
    let distance = |one: &Named| {
        let between = if one.first > verb { verb..one.first } else { one.last.min(verb)..verb };
        let far = between.clone().any(|at| reading.word(at) == ";");
        (far, between.len())
    };
    let mut ranked: Vec<(u8, (bool, usize), When)> = all
        .iter()
        .filter_map(|one| Some((belonging(one.first)?, distance(one), one.when)))
        .collect();
    ranked.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    ranked.into_iter().map(|(_, _, when)| when).collect()
}

/// All dates that a sentence names.
pub(crate) fn dates(reading: &Reading, sentence: &Sentence, published: Option<&str>) -> Vec<Named> {
    let clock = published.and_then(day_of);
    let mut all = Vec::new();
    if sentence.asked & asks::DATE == 0 {
        return all;
    }
    let mut at = sentence.first;
    while at < sentence.end {
        let begins = reading.is_asked(at, asks::DATE);
        match begins.then(|| named(reading, at, sentence.end, clock)).flatten() {
            Some((last, when)) => {
                all.push(Named { first: at, last, when });
                at = last + 1;
            }
            None => at += 1,
        }
    }
    all
}

/// The day of publication.
pub(crate) fn day_of(published: &str) -> Option<Date> {
    published.get(..10)?.parse().ok()
}

#[expect(clippy::too_many_lines, reason = "one form of dates after the other")]
fn named(reading: &Reading, at: usize, end: usize, clock: Option<Date>) -> Option<(usize, When)> {
    let word = |place: usize| if place < end { reading.lower(place) } else { "" };
    let number = |place: usize| word(place).parse::<i16>().ok();
    let year = |place: usize| {
        number(place).filter(|year| (1900..2100).contains(year) && word(place).len() == 4)
    };
    let day = |place: usize| {
        let digits = word(place).trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        digits
            .parse::<i8>()
            .ok()
            .filter(|day| (1..=31).contains(day) && reading.word(place + 1) != "%")
    };
    let capital = reading.is_capital(at);
    // `March 10`, `March 10, 2023`, `March 2023`, `March`.
    if let Some(month) = month(word(at)).filter(|_| capital) {
        if let Some(day) = day(at + 1).filter(|_| year(at + 1).is_none()) {
            let comma = usize::from(word(at + 2) == ",");
            if let Some(year) = year(at + 2 + comma) {
                return Some((at + 2 + comma, When::day(Date::new(year, month, day).ok()?)));
            }
            return Some((at + 1, When::day(latest_day(clock?, month, day)?)));
        }
        if let Some(year) = year(at + 1) {
            return Some((at + 1, When::month(year, month)?));
        }
        // `may` is mostly no month, and neither is `march`: those must stand after a word for time.
        let certain = !matches!(word(at), "may" | "march")
            || at > 0
                && matches!(
                    reading.lower(at - 1),
                    "in" | "since"
                        | "last"
                        | "by"
                        | "until"
                        | "before"
                        | "of"
                        | "late"
                        | "early"
                        | "mid"
                );
        return certain.then(|| latest_month(clock?, month).map(|when| (at, when))).flatten();
    }
    // `10 March`, `10 March 2023`.
    if let Some(month) = month(word(at + 1)).filter(|_| reading.is_capital(at + 1))
        && let Some(day) = day(at).filter(|_| year(at).is_none())
    {
        if let Some(year) = year(at + 2) {
            return Some((at + 2, When::day(Date::new(year, month, day).ok()?)));
        }
        return Some((at + 1, When::day(latest_day(clock?, month, day)?)));
    }
    if let Some(weekday) = weekday(word(at)).filter(|_| capital) {
        let day = clock?;
        let back = i64::from(
            (day.weekday().to_monday_zero_offset() - weekday.to_monday_zero_offset()).rem_euclid(7),
        );
        return Some((at, When::day(day.checked_sub(back.days()).ok()?)));
    }
    let before = if at > 0 { reading.lower(at - 1) } else { "" };
    if let Some(year) = year(at)
        && matches!(
            before,
            "in" | "since"
                | "of"
                | "by"
                | "before"
                | "until"
                | "after"
                | "during"
                | "from"
                | "and"
                | "early"
                | "late"
        )
    {
        return Some((at, When::year(year)?));
    }
    let relative = match (word(at), word(at + 1)) {
        ("today" | "tonight", _) => (at, When::day(clock?)),
        ("yesterday", _) => (at, When::day(clock?.yesterday().ok()?)),
        ("tomorrow", _) => (at, When::day(clock?.tomorrow().ok()?)),
        // `later this year` begins tomorrow.
        ("later", "this") => {
            let whole = match word(at + 2) {
                "year" => When::year(clock?.year())?,
                "month" => When::month(clock?.year(), clock?.month())?,
                "week" => week(clock?, 0)?,
                _ => return None,
            };
            let first = clock?.tomorrow().ok()?;
            (at + 2, When { first: first.min(whole.last), last: whole.last })
        }
        ("this", "year") => (at + 1, When::year(clock?.year())?),
        ("last", "year") => (at + 1, When::year(clock?.year() - 1)?),
        ("next", "year") => (at + 1, When::year(clock?.year() + 1)?),
        ("this", "month") => (at + 1, When::month(clock?.year(), clock?.month())?),
        ("last", "month") => (at + 1, month_from(clock?, -1)?),
        ("next", "month") => (at + 1, month_from(clock?, 1)?),
        ("this", "week") => (at + 1, week(clock?, 0)?),
        ("last", "week") => (at + 1, week(clock?, -7)?),
        ("next", "week") => (at + 1, week(clock?, 7)?),
        _ => return None,
    };
    Some(relative)
}

fn month_from(clock: Date, by: i64) -> Option<When> {
    let day = clock.checked_add(by.months()).ok()?;
    When::month(day.year(), day.month())
}

/// The week, from Monday to Sunday, so many days from the one at hand.
fn week(clock: Date, by: i64) -> Option<When> {
    let back = i64::from(clock.weekday().to_monday_zero_offset());
    let first = clock.checked_sub(back.days()).ok()?.checked_add(by.days()).ok()?;
    Some(When { first, last: first.checked_add(6.days()).ok()? })
}

/// The latest such day that is not after the clock.
fn latest_day(clock: Date, month: i8, day: i8) -> Option<Date> {
    (0..8).find_map(|back| {
        let year = clock.year().checked_sub(back)?;
        Date::new(year, month, day).ok().filter(|day| *day <= clock)
    })
}

fn latest_month(clock: Date, month: i8) -> Option<When> {
    let year = if date(clock.year(), month, 1) <= clock { clock.year() } else { clock.year() - 1 };
    When::month(year, month)
}

/// The months.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What a date may begin with in words, in lower case.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    const SHORT: [&str; 20] = [
        "jan", "jan.", "feb", "feb.", "apr", "apr.", "jun", "jun.", "jul", "jul.", "aug", "aug.",
        "sep", "sep.", "sept", "sept.", "oct", "oct.", "nov", "nov.",
    ];
    let others = [
        "dec",
        "dec.",
        "today",
        "tonight",
        "yesterday",
        "tomorrow",
        "later",
        "this",
        "last",
        "next",
    ];
    MONTHS.into_iter().chain(SHORT).chain(others).chain(DAYS.map(|(word, _)| word))
}

/// The days of the week.
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The number of a month by its name, or by the beginning of it that stands for it: `Sept.`
pub(crate) fn month(word: &str) -> Option<i8> {
    let short = word.trim_end_matches('.');
    let is_short = short.len() == 3 && short != "may" && short != "mar" || short == "sept";
    let place =
        MONTHS.iter().position(|month| *month == word || is_short && month.starts_with(short))?;
    i8::try_from(place + 1).ok()
}

/// The day of the week that a word in lower case names.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    DAYS.iter().find(|(day, _)| *day == word).map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Document};

    use super::dates;
    use crate::syntax::Reading;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, text);
        let document = builder.build();
        let reading = Reading::new(&document);
        let found = dates(&reading, &reading.sentences[0], Some("2021-03-03"));
        let found: Vec<String> = found.iter().map(|one| one.when.to_string()).collect();
        assert_eq!(found.join(" "), expect, "{text}");
    }

    #[test]
    fn the_publication_is_the_only_clock() {
        check("They met on October 10.", "2020-10-10");
        check("They met on March 3 and on 4 March.", "2021-03-03 2020-03-04");
        check("They met on Monday, yesterday and today.", "2021-03-01 2021-03-02 2021-03-03");
        check("They met in May 2019 and in July.", "2019-05 2020-07");
        check("They met in 2018, last week.", "2018 2021-02-22/2021-02-28");
        check("They met on Sept. 17 and on 4 Dec. 2019.", "2020-09-17 2019-12-04");
        check("They met in Sept. 2019 and on Feb 2.", "2019-09 2021-02-02");
        check("It may rain 24/7, the march of 300 men.", "");
    }
}
