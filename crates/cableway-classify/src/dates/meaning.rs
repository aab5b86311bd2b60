//! What an expression says, before anybody knows the date on which it was written.

use std::fmt::Write as _;

use jiff::civil::Weekday;

use super::lexicon::{DayPart, Part, Season, Unit};

/// What an expression of time says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A day by number; what is not said is absent.
    Day {
        year: Option<i16>,
        month: Option<i8>,
        day: i8,
        weekday: Option<Weekday>,
    },
    /// A day of the week, and no more.
    Weekday(Weekday),
    /// A day of the week so many weeks from that of the reference.
    WeekdayOfWeek(Weekday, i32),
    /// The first, second … or last (-1) such day of a month.
    NthWeekday {
        nth: i8,
        weekday: Weekday,
        month: MonthOf,
    },
    /// A day of a month so many months from that of the reference.
    DayOfMonth {
        day: i8,
        months: i32,
    },
    /// So many days from the reference.
    Days(i32),
    /// So many working days from the reference.
    BusinessDays(i32),
    /// So many such days of the week from the reference.
    Weekdays(Weekday, i32),
    /// An amount before (-1) or after (1) another day, the reference where there is none.
    Shift {
        amount: Amount,
        sign: i32,
        from: Option<Box<Meaning>>,
    },
    /// An amount, or the next (1) or previous (-1) period or day of the week, from a date that the text has named.
    FromMentioned {
        amount: Amount,
        sign: i32,
        weekday: Option<Weekday>,
        /// True for a period: `the following year`, rather than `a year later`.
        is_period: bool,
    },
    /// A holiday, by its place in the table.
    Holiday {
        holiday: usize,
        year: YearOf,
    },
    /// A week, weekend, month, quarter, year, decade or century, counted from that of the reference.
    Period(Unit, i32),
    /// `the weekend`: the last one or that of this week.
    Weekend,
    Month {
        month: i8,
        year: YearOf,
    },
    /// The nearest such month before (-1), within (0) or after (1) the year's part that is over.
    MonthFrom {
        month: i8,
        direction: i32,
    },
    Year(i16),
    /// The ten years that begin with this one; where the century is not said, with two digits.
    Decade {
        start: i16,
        century_known: bool,
    },
    /// The hundred years of which this is the number: the 21st began in 2000, as people say.
    Century(i16),
    Quarter {
        number: i8,
        year: YearOf,
    },
    Half {
        number: i8,
        year: YearOf,
    },
    Season {
        season: Season,
        year: YearOf,
    },
    /// The first, second … or last (-1) week of a month or year.
    NthWeek {
        nth: i8,
        of: Box<Meaning>,
    },
    /// The week in which a day is.
    WeekOf(Box<Meaning>),
    WeekNumber {
        number: i8,
        year: YearOf,
    },
    /// From the reference to the end of its week, month or year.
    Rest(Unit),
    /// From the start of the period to the reference.
    ToDate(Unit),
    PartOf(Part, Box<Meaning>),
    /// The amount of time before (-1) or after (1) the reference.
    Span {
        amount: Amount,
        sign: i32,
    },
    /// From the reference on for that long.
    Within {
        amount: Amount,
        from: Option<Box<Meaning>>,
    },
    Between(Box<Meaning>, Box<Meaning>),
    /// With an open end.
    Open(Bound, Box<Meaning>),
    Now,
    Time(Clock),
    /// A part of the day, on any day.
    DayPart(DayPart),
    /// A day with a time or a part of the day.
    At(Box<Meaning>, Box<Meaning>),
    Duration(Amount),
    /// What repeats: every amount, or on every such day.
    Every(Amount),
    EveryWeekday(Weekday),
}

/// Which year is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    /// Not said.
    Open,
    /// This one.
    Known(i16),
    /// So many years from the reference.
    From(i32),
}

/// Which month is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MonthOf {
    Named(i8, YearOf),
    /// So many months from the reference.
    From(i32),
}

/// Which side of a day or period is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Before,
    /// `by`: at the latest on a day, or as a period begins.
    By,
    Until,
    After,
    Since,
}

/// How much time, unit by unit, at most one entry for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Amount {
    pub(super) parts: Vec<(f64, Unit)>,
    /// `a few`, `about`
    pub(super) vague: bool,
}

impl Amount {
    pub(super) fn one(unit: Unit) -> Self {
        Self { parts: vec![(1.0, unit)], vague: false }
    }

    /// The smallest unit, which says how precise the amount is.
    pub(super) fn unit(&self) -> Unit {
        self.parts.iter().map(|(_, unit)| *unit).min().unwrap_or(Unit::Day)
    }

    /// As ISO 8601 says it: `P1M21D`, `PT2.5H`.
    pub(super) fn iso(&self) -> String {
        let sum = |units: &[(Unit, f64)]| -> f64 {
            let parts = self.parts.iter().filter_map(|(count, unit)| {
                units.iter().find(|(known, _)| known == unit).map(|(_, factor)| count * factor)
            });
            parts.sum()
        };
        let date = [
            ('Y', sum(&[(Unit::Year, 1.0), (Unit::Decade, 10.0), (Unit::Century, 100.0)])),
            ('M', sum(&[(Unit::Month, 1.0), (Unit::Quarter, 3.0)])),
            ('W', sum(&[(Unit::Week, 1.0), (Unit::Fortnight, 2.0), (Unit::Weekend, 1.0)])),
            ('D', sum(&[(Unit::Day, 1.0)])),
        ];
        let clock = [
            ('H', sum(&[(Unit::Hour, 1.0)])),
            ('M', sum(&[(Unit::Minute, 1.0)])),
            ('S', sum(&[(Unit::Second, 1.0)])),
        ];
        let mut text = String::from("P");
        let write = |text: &mut String, parts: &[(char, f64)]| {
            for (letter, count) in parts.iter().filter(|(_, count)| *count > 0.0) {
                let _ = write!(text, "{count}{letter}");
            }
        };
        write(&mut text, &date);
        if clock.iter().any(|(_, count)| *count > 0.0) {
            text.push('T');
            write(&mut text, &clock);
        }
        text
    }
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 23.
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// False where the hour may be one of the morning or one of the evening.
    pub(super) certain: bool,
}
