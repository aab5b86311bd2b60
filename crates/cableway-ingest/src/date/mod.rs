//! Dates as people and machines write them: the one parser of all readers.
//!
//! A date is read only where a text can mean one day alone (`03/04/2020` means two), and is never
//! more precise than the text: `December 2020` has no day, `9 a.m.` no minutes and so no time.
//! A number of four digits alone is a year from 1500 to 2199; `2200年` says itself that it is one.
//!
//! - [`read`] for a value that is meant to be a date (a header of a mail, a field of a feed or of a
//!   page), with an [`Order`] where the language or the country is known;
//! - [`field`] does the same, and leaves a note where the date is left out;
//! - [`parse`] for a text that may be a date or anything else;
//! - [`dates_of_line`] for a line of a text: `Published on December 21, 2020`;
//! - [`pdf`] and [`from_unix`] for the forms that need to be known for what they are.

mod calendar;
mod clock;
mod eastern;
mod fold;
mod line;
mod names;
mod numeric;
mod order;
mod parser;
mod token;

use std::fmt;

use cableway_core::{Context, Date};

pub(crate) use line::{LineDates, dates_of_line, dates_without_place};
pub(crate) use order::Order;

/// No date is longer than this, in bytes.
const LONGEST: usize = 120;

/// So much of a value is quoted in a note, in characters.
const QUOTED: usize = 60;

/// Why a text gives no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is none, or in a form that is not known here.
    NoDate,
    /// It can mean any of these, in their order.
    Ambiguous(Vec<Date>),
}

impl Unread {
    /// A remark for the record's notes: why `field`, given as `text`, is absent.
    pub(crate) fn note(&self, field: &str, text: &str) -> String {
        let quoted: String = text.chars().take(QUOTED).collect();
        let more = if quoted.len() < text.len() { "…" } else { "" };
        format!("`{field}` is left out: \"{quoted}{more}\" {self}")
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDate => f.write_str("is no date that is known here"),
            Self::Ambiguous(dates) => {
                for (place, date) in dates.iter().enumerate() {
                    f.write_str(if place == 0 { "can mean " } else { " or " })?;
                    write!(f, "{date}")?;
                }
                Ok(())
            }
        }
    }
}

/// The date that the whole of `text` gives, which is a value meant to be one.
///
/// ISO 8601 (calendar, week and ordinal dates, basic and extended), RFC 822, 850, 2822 and 3339,
/// `asctime`, seconds or milliseconds since 1970, and words in the languages of `names`.
pub(crate) fn read(text: &str, order: Order) -> Result<Date, Unread> {
    let text = text.trim();
    if text.len() >= 10 && text.bytes().all(|b| b.is_ascii_digit()) {
        return of_digits(text).ok_or(Unread::NoDate);
    }
    // Years of more than four digits, as ISO 8601 allows, are those of four with zeros before.
    let text = text
        .strip_prefix("+00")
        .filter(|rest| rest.as_bytes().get(4) == Some(&b'-'))
        .unwrap_or(text);
    let text = without_place_of_zone(text);
    // What databases and clocks hold before anything is put in is no date.
    let is_set =
        |date: &Date| date.as_str() > "1400" && !date.as_str().starts_with("1970-01-01T00:00:00");
    run(text, order, true)
        .and_then(|date| if is_set(&date) { Ok(date) } else { Err(Unread::NoDate) })
}

/// The same; where `text` gives no date but is there, the reason goes to the notes of `context`, with
/// `field` for what is absent.
pub(crate) fn field(field: &str, text: &str, order: Order, context: &Context<'_>) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    read(text, order).map_err(|unread| context.note(unread.note(field, text))).ok()
}

/// The date that the whole of `text` gives, which may be anything else as well; nothing where it can
/// mean several.
pub(crate) fn parse(text: &str) -> Option<Date> {
    run(text, Order::Unknown, false).ok()
}

/// The date of a PDF: `D:20201221093000+03'00'`, as far as it goes.
pub(crate) fn pdf(text: &str) -> Option<Date> {
    let text = text.trim().trim_start_matches("D:");
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, offset) = text.split_at(end);
    let field = |from: usize| digits.get(from..from + 2);
    let mut date = digits.get(..4)?.to_owned();
    for from in [4, 6] {
        let Some(part) = field(from) else { return read(&date, Order::Unknown).ok() };
        date.push('-');
        date.push_str(part);
    }
    if let (Some(hour), Some(minute)) = (field(8), field(10)) {
        date = format!("{date}T{hour}:{minute}");
        if let Some(second) = field(12) {
            date = format!("{date}:{second}");
        }
        // `+03'00'`, `+03'00`, `+03'` and `Z00'00'`.
        let offset = offset.replace('\'', "");
        date.push_str(if offset.starts_with('Z') { "Z" } else { &offset });
    }
    read(&date, Order::Unknown).ok()
}

/// The time so many seconds after the start of 1970, at Greenwich.
pub(crate) fn from_unix(seconds: i64) -> Option<Date> {
    let day = calendar::When::of_number(seconds.div_euclid(86_400))?;
    let (second, month, day_of_month) = (seconds.rem_euclid(86_400), day.month?, day.day?);
    let time = format!("{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
    format!("{:04}-{month:02}-{day_of_month:02}T{time}", day.year).parse().ok()
}

/// `text` without the name of a time zone behind a time, as the list of the IANA has it:
/// `2020-12-21T10:00 Europe/Berlin`. Its offset changes over the year, so the time stays without one.
fn without_place_of_zone(text: &str) -> &str {
    let Some(place) = text.trim_end_matches(']').rfind([' ', '[']) else { return text };
    let name = text[place + 1..].trim_end_matches(']');
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
    };
    let time = text[..place].trim_end();
    let is_zone = name.contains('/') && name.split('/').all(is_word);
    if is_zone && time.ends_with(|c: char| c.is_ascii_digit() || c == 'Z') { time } else { text }
}

/// Ten digits or more: a date and time without signs, or time since 1970.
fn of_digits(digits: &str) -> Option<Date> {
    match digits.len() {
        // From 2001 to 2030: later ones begin as a year does.
        10 if digits.starts_with('1') && digits < "19" => from_unix(digits.parse().ok()?),
        13 if digits.starts_with('1') => from_unix(digits.parse::<i64>().ok()? / 1000),
        12 | 14 => pdf(digits),
        _ => None,
    }
}

/// `short_years` says whether two digits may be a year in a date of numbers alone: where a date is
/// known to stand, but not where `1.2.20` may be the number of a chapter.
fn run(text: &str, order: Order, short_years: bool) -> Result<Date, Unread> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || !text.contains(char::is_numeric) {
        return Err(Unread::NoDate);
    }
    // Most dates of pages and feeds are in this form already.
    if text.len() >= 7
        && !text.ends_with("-00:00")
        && let Ok(date) = text.parse()
    {
        return Ok(date);
    }
    let folded = fold::fold(text);
    let tokens = token::tokens(&folded).ok_or(Unread::NoDate)?;
    parser::parse(&tokens, order, short_years)
}

#[cfg(test)]
mod tests;
