//! Lines that say when an article was written: `Published on December 21, 2020`.

use cableway_core::Date;

use super::{LONGEST, Order, Unread, parse, run};

/// The dates of a line that gives dates and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineDates {
    /// The date of a line without a label too.
    pub(crate) published: Option<Date>,
    pub(crate) modified: Option<Date>,
    /// The dates that can mean several days while the language is not known.
    pub(crate) unclear: Vec<Unclear>,
}

/// A date that can mean several days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unclear {
    /// Whether it is that of a change.
    pub(crate) modified: bool,
    /// As it stands in the line.
    pub(crate) text: String,
}

/// What stands before a date of publication, longest first where one begins with another.
const PUBLISHED: [&str; 19] = [
    "first published on",
    "first published",
    "published on",
    "published at",
    "published",
    "posted on",
    "posted",
    "date",
    "veröffentlicht am",
    "veröffentlicht",
    "erschienen am",
    "publié le",
    "publiée le",
    "paru le",
    "publicado el",
    "publicado em",
    "publicado",
    "pubblicato il",
    "gepubliceerd op",
];

/// What stands before the date of the last change.
const MODIFIED: [&str; 20] = [
    "last updated on",
    "last updated at",
    "last updated",
    "last modified on",
    "last modified",
    "updated on",
    "updated at",
    "updated",
    "modified on",
    "modified",
    "zuletzt aktualisiert am",
    "aktualisiert am",
    "aktualisiert",
    "stand",
    "mis à jour le",
    "mise à jour le",
    "actualizado el",
    "atualizado em",
    "aggiornato il",
    "bijgewerkt op",
];

/// The dates of `line`, where it holds nothing but dates, their labels, a place before them
/// (`London, 4 May 2021`) and the time that reading takes.
///
/// A line with a date that can mean several days is one too.
pub(crate) fn dates_of_line(line: &str) -> Option<LineDates> {
    dates_of(line, true)
}

/// The same, but with no place: what stands before the date may be a name (`Quill, 4 May 2021`).
pub(crate) fn dates_without_place(line: &str) -> Option<LineDates> {
    dates_of(line, false)
}

fn dates_of(line: &str, with_place: bool) -> Option<LineDates> {
    if line.len() > 2 * LONGEST || !line.contains(char::is_numeric) {
        return None;
    }
    let mut dates = LineDates::default();
    for part in parts(line) {
        // A dash leads on to the text: `LONDON, 4 May 2021 –`.
        let part = part.trim().trim_end_matches(['-', '–', '—']).trim();
        let part = part.trim_matches(['(', ')']).trim();
        if part.is_empty() || is_reading_time(part) {
            continue;
        }
        let (modified, rest) = label(part);
        let labelled = rest.len() < part.len();
        let slot = if modified { &mut dates.modified } else { &mut dates.published };
        let found = match run(rest, Order::Unknown, labelled) {
            Err(Unread::NoDate) if with_place => run(after_place(rest)?, Order::Unknown, labelled),
            found => found,
        };
        match found {
            // A bare number is a year in metadata, but not in a text.
            Ok(date) if date.as_str().len() < 7 => return None,
            Ok(date) if slot.is_none() => *slot = Some(date),
            Err(Unread::Ambiguous(_)) if slot.is_none() => {
                dates.unclear.push(Unclear { modified, text: rest.to_owned() });
            }
            Ok(_) | Err(_) => return None,
        }
    }
    (dates != LineDates::default()).then_some(dates)
}

fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '·', '•', ';', '\n'])
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "))
        .flat_map(split_before_label)
}

/// Cuts `4 May 2021, updated 5 May 2021` in two.
fn split_before_label(part: &str) -> impl Iterator<Item = &str> {
    let cut = [", updated", ", last updated", " (updated", " Updated", " Last updated"]
        .iter()
        .filter_map(|label| part.find(label).map(|at| at + 1))
        .filter(|&at| at > 1)
        .min();
    let (first, second) = cut.map_or((part, ""), |at| part.split_at(at));
    [first.trim_end_matches([',', ' ', '(']), second].into_iter()
}

/// Whether the label in front says that it is the date of a change, and what follows the label.
fn label(part: &str) -> (bool, &str) {
    for (modified, labels) in [(true, &MODIFIED[..]), (false, &PUBLISHED[..])] {
        for label in labels {
            if let Some(rest) = strip_ignoring_case(part, label)
                && rest.starts_with([' ', ':', '\u{a0}'])
            {
                return (modified, rest.trim_start_matches([' ', ':', '\u{a0}']));
            }
        }
    }
    (false, part)
}

/// `text` without `prefix`, which is in lower case.
fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in prefix.chars() {
        let found = rest.next()?;
        if found != expected && !found.to_lowercase().eq([expected]) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// What follows `London, ` or `NEW YORK, `.
fn after_place(text: &str) -> Option<&str> {
    let (place, rest) = text.split_once(',')?;
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '’' | '\''))
    };
    let named = place.split_whitespace().count() <= 3 && place.split_whitespace().all(is_name);
    named.then_some(rest)
}

/// True for `5 min read`.
fn is_reading_time(part: &str) -> bool {
    part.len() <= 20
        && part.starts_with(|c: char| c.is_ascii_digit())
        && part.contains("min")
        && part.trim_end_matches('.').ends_with(['d', 'n', 's'])
        && parse(part).is_none()
}
