//! Dates as people and machines write them.
//!
//! A date is read only where a text can mean one day alone (`03/04/2020` means two), and is never
//! more precise than the text: `December 2020` has no day, `9 a.m.` no minutes and so no time.

mod line;
mod names;
mod parser;
mod token;

use cableway_core::Date;

pub(crate) use line::{LineDates, dates_of_line};

/// No date is longer than this, in bytes.
const LONGEST: usize = 120;

/// The date that the whole of `text` gives: ISO 8601 in its usual variants, RFC 2822, `ctime`, or
/// words in English, German, French, Spanish, Italian, Portuguese and Dutch.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    // Most dates of pages and feeds are in this form already.
    if text.len() >= 7
        && let Ok(date) = text.parse()
    {
        return Some(date);
    }
    let lower = text.to_lowercase();
    let tokens = token::tokens(&lower)?;
    parser::parse(&tokens)
}

#[cfg(test)]
mod tests;
