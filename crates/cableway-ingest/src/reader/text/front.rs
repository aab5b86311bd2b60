//! The short lines between a title and the day of publication.

use super::facts::{Fact, fact_of_line};
use super::shape::{is_one_sentence, is_prose, starts_small, words};
use crate::date::LineDates;

/// No more lines than these stand there, besides those that state one thing.
const MOST: usize = 3;

/// The longest of them in bytes.
const LONGEST: usize = 300;

/// The most words of a line that is no sentence: a series, an institute, whom an interview is with.
const LONGEST_LABEL: usize = 14;

/// The most words of a title of several sentences.
const SHORT: usize = 14;

/// What stands between a title and the line that gives the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Front {
    /// How many lines state nothing that is known.
    pub(crate) lines: usize,
    /// Which of them is the standfirst, counted from 0.
    pub(crate) standfirst: Option<usize>,
}

/// What stands before the first line that gives a day; `None` where no such line is near, where more
/// than one sentence stands alone before it, or where nothing follows it.
///
/// `lines` are those behind the title, `None` for what is no plain line.
pub(crate) fn front(mut lines: impl Iterator<Item = Option<String>>) -> Option<Front> {
    let mut seen = 0;
    let mut prose = None;
    let mut longest = (0, None);
    loop {
        let line = lines.next()??;
        match fact_of_line(&line) {
            Some(Fact::Dates(dates) | Fact::Byline(_, dates)) if has_day(&dates) => break,
            Some(_) => {}
            None if seen == MOST || line.len() > LONGEST => return None,
            None => {
                let count = words(&line, LONGEST);
                if is_prose(&line) {
                    if prose.replace(seen).is_some() {
                        return None;
                    }
                } else if count < 2 || is_one_sentence(&line) && count > LONGEST_LABEL {
                    return None;
                }
                if count > longest.0 {
                    longest = (count, Some(seen));
                }
                seen += 1;
            }
        }
    }
    // A day with nothing behind it closes a text.
    lines.next()?;
    Some(Front { lines: seen, standfirst: prose.or(longest.1) })
}

/// True where a line gives the day of publication, if in several readings.
fn has_day(dates: &LineDates) -> bool {
    dates.published.is_some() || dates.unclear.iter().any(|one| !one.modified)
}

/// True for a short question or exclamation, or for a few short sentences (`It Sails. Who Pays?`), which may be a title where a
/// day stands under them.
pub(super) fn speaks(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '’', '»', '\'']);
    let is_title = if is_one_sentence(text) {
        end.ends_with(['?', '!']) && words(text, 21) <= 20
    } else {
        is_prose(text) && words(text, SHORT + 1) <= SHORT
    };
    is_title && !starts_small(text)
}
