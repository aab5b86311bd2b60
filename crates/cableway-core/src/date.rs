//! Dates as a text gives them: no more precise than it says.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A date, or a date and time, in the profile of ISO 8601 that records use.
///
/// `2020`, `2020-12` and `2020-12-21` say no more than the source did; `2020-12-21T09:30:00+03:00`
/// keeps the source's own offset, and has none where the source gave none. Seconds may be left
/// out. Years run from 0001 to 9999.
///
/// Dates of the same precision and offset sort as their text does.
///
/// ```
/// use cableway_core::Date;
///
/// let date: Date = "2020-12-21".parse()?;
/// assert_eq!(date.as_str(), "2020-12-21");
/// assert!("2021-02-29".parse::<Date>().is_err());
/// assert!("21 December 2020".parse::<Date>().is_err());
/// # Ok::<(), cableway_core::DateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(String);

impl Date {
    /// The date as ISO 8601 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A moment, to the second and in UTC; none outside of the years 0001 to 9999.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(951_827_696);
    /// let date = cableway_core::Date::of_time(moment).unwrap();
    /// assert_eq!(date.as_str(), "2000-02-29T12:34:56Z");
    /// ```
    pub fn of_time(moment: SystemTime) -> Option<Self> {
        let seconds = match moment.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).ok()?,
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).ok()?;
                -whole - i64::from(before.subsec_nanos() > 0)
            }
        };
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        // Counted from the first of March of the year 0, so that a leap day ends its year; 400 years
        // always have the same number of days.
        let days = days + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        let year = 400 * era + year + next;
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        let second = second % 60;
        if !(1..=9999).contains(&year) {
            return None;
        }
        Some(Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")))
    }

    /// The day without the time, where the date is precise to the day: `2020-12-21`.
    pub fn day(&self) -> Option<&str> {
        self.0.get(..10)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        if is_iso(text) { Ok(Self(text.to_owned())) } else { Err(DateError(text.to_owned())) }
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        if is_iso(&text) { Ok(Self(text)) } else { Err(DateError(text)) }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "ISO 8601, as precise as the source: YYYY, YYYY-MM, YYYY-MM-DD, or YYYY-MM-DDThh:mm[:ss[.f]] with the source's own offset (Z or ±hh:mm), where it gave one.",
            "type": "string",
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$"
        })
    }
}

/// A text that is no ISO 8601 date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no ISO 8601 date such as 2020-12-21 or 2020-12-21T09:30:00Z")]
pub struct DateError(String);

fn is_iso(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    match time {
        None => is_date(date),
        Some(time) => date.len() == 10 && is_date(date) && is_time_with_offset(time),
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let year = parts.next().and_then(|part| number(part, 4, 1..=9999));
    let month = parts.next().map(|part| number(part, 2, 1..=12));
    let day = parts.next().map(|part| number(part, 2, 1..=31));
    if parts.next().is_some() {
        return false;
    }
    match (year, month, day) {
        (Some(_), None | Some(Some(_)), None) => true,
        (Some(year), Some(Some(month)), Some(Some(day))) => day <= days_in(year, month),
        _ => false,
    }
}

fn is_time_with_offset(text: &str) -> bool {
    if let Some(time) = text.strip_suffix('Z') {
        return is_time(time);
    }
    match text.rfind(['+', '-']) {
        Some(at) => {
            let offset = &text[at + 1..];
            is_time(&text[..at]) && offset.len() == 5 && is_time(offset)
        }
        None => is_time(text),
    }
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let hours = parts.next().and_then(|part| number(part, 2, 0..=23));
    let minutes = parts.next().and_then(|part| number(part, 2, 0..=59));
    let seconds = parts.next();
    // 60 is a leap second.
    let seconds_fit = seconds.is_none_or(|part| {
        let (whole, fraction) = part.split_once('.').unwrap_or((part, "0"));
        number(whole, 2, 0..=60).is_some()
            && (1..=9).contains(&fraction.len())
            && fraction.bytes().all(|b| b.is_ascii_digit())
    });
    hours.is_some() && minutes.is_some() && seconds_fit && parts.next().is_none()
}

fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let shaped = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| text.parse().ok()).flatten().filter(|value| range.contains(value))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, valid: bool) {
        assert_eq!(text.parse::<Date>().is_ok(), valid, "{text}");
    }

    #[test]
    fn precision_is_the_sources() {
        for text in ["2020", "2020-12", "2020-12-21", "2020-12-21T09:30", "2024-02-29"] {
            check(text, true);
        }
        for text in ["", "20", "2020-13", "2020-00", "2023-02-29", "2020-12-21-01", "2020-12-21 "] {
            check(text, false);
        }
    }

    #[test]
    fn moments() {
        let check = |seconds: i64, expect: Option<&str>| {
            let distance = std::time::Duration::from_secs(seconds.unsigned_abs());
            let epoch = SystemTime::UNIX_EPOCH;
            let moment = if seconds < 0 { epoch - distance } else { epoch + distance };
            let date = Date::of_time(moment);
            assert_eq!(date.as_ref().map(Date::as_str), expect, "{seconds}");
            assert!(date.is_none_or(|date| is_iso(date.as_str())));
        };
        check(0, Some("1970-01-01T00:00:00Z"));
        check(-1, Some("1969-12-31T23:59:59Z"));
        check(1_078_012_800, Some("2004-02-29T00:00:00Z"));
        check(4_107_542_400, Some("2100-03-01T00:00:00Z"));
        check(253_402_300_799, Some("9999-12-31T23:59:59Z"));
        check(253_402_300_800, None);
        check(-62_135_596_800, Some("0001-01-01T00:00:00Z"));
        check(-62_135_596_801, None);
    }

    #[test]
    fn times_and_offsets() {
        for text in [
            "2020-12-21T09:30:00Z",
            "2020-12-21T09:30:00.123456789Z",
            "2020-12-21T23:59:60-11:00",
            "2020-12-21T09:30+03:00",
        ] {
            check(text, true);
        }
        for text in [
            "2020T09:30",
            "2020-12T09:30",
            "2020-12-21T",
            "2020-12-21T9:30",
            "2020-12-21T24:00",
            "2020-12-21T09:30:00.",
            "2020-12-21T09:30:00+3:00",
            "2020-12-21T09:30:00+0300",
            "２０２０-12-21",
        ] {
            check(text, false);
        }
    }
}
