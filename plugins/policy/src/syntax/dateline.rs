//! The line of place and day that opens a report inside its first paragraph: `LIMA, 3 March (Andean News) — The president …`.

use jiff::civil::Date;

use crate::dates::month;

/// The most bytes that such a line has.
const LONGEST: usize = 80;

/// Such a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    /// How many bytes of the paragraph it has, up to and with the dash.
    pub(super) end: usize,
    /// The day, where it has a year, too; none is guessed.
    pub(super) day: Option<Date>,
}

/// The place and day at the start of a paragraph.
pub(super) fn dateline(paragraph: &str) -> Option<Dateline> {
    if !paragraph.starts_with(char::is_uppercase) {
        return None;
    }
    let (dash, _) =
        paragraph.char_indices().take_while(|(at, _)| *at < LONGEST).find(|(at, c)| {
            matches!(c, '—' | '–' | '-') && paragraph[at + c.len_utf8()..].starts_with([' ', '-'])
        })?;
    let after = paragraph[dash..].find(|c: char| !matches!(c, '—' | '–' | '-' | ' '))?;
    let whole = &paragraph[..dash];
    // `(Andean News)` may stand before the day or behind it.
    let (line, rest) = match whole.split_once('(') {
        Some((line, rest)) => (line, Some(rest.split_once(')')?.1)),
        None => (whole, None),
    };
    let agency = rest.is_some();
    let words = || {
        let all = line.split([' ', ',', '.', '/']);
        all.chain(rest.unwrap_or_default().split([' ', ',', '.', '/']))
            .filter(|word| !word.is_empty())
    };
    let in_capitals = words().next().is_some_and(|word| {
        word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || c == '-')
    });
    let (mut the_month, mut the_day, mut the_year) = (None, None, None);
    let mut has_number = false;
    for word in words() {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if !is_number && !word.starts_with(char::is_uppercase) {
            return None;
        }
        has_number |= is_number;
        the_month = the_month.or_else(|| month(&word.to_ascii_lowercase()));
        match word.parse::<i16>() {
            Ok(year) if (1900..2100).contains(&year) => the_year = Some(year),
            Ok(day) => the_day = the_day.or(i8::try_from(day).ok()),
            Err(_) => {}
        }
    }
    // A name in capitals before a dash may be any; one before an agency or a day, or with a state behind it, is a place.
    let opens = the_month.is_some() && has_number || in_capitals && (agency || line.contains(','));
    let day = || Date::new(the_year?, the_month?, the_day?).ok();
    opens.then(|| Dateline { end: dash + after, day: day() })
}

#[cfg(test)]
mod tests {
    use super::dateline;

    fn end(paragraph: &str) -> usize {
        dateline(paragraph).map_or(0, |line| line.end)
    }

    #[track_caller]
    fn day(paragraph: &str, expect: Option<&str>) {
        let day = dateline(paragraph).and_then(|line| line.day).map(|day| day.to_string());
        assert_eq!(day.as_deref(), expect, "{paragraph}");
    }

    #[test]
    fn a_day_with_its_year_is_read() {
        day("LIMA, Oct 3 2024 (Andean News) - Peru left.", Some("2024-10-03"));
        day("LIMA (Andean News), 4 March 2023 — Peru left.", Some("2023-03-04"));
        day("Lima, Peru, Sept. 4, 2019 – Peru left.", Some("2019-09-04"));
        day("LIMA, 4 March — Peru left.", None);
        day("LIMA (Andean News) — Peru left.", None);
        day("LIMA, 31 February 2023 — Peru left.", None);
    }

    #[track_caller]
    fn check(paragraph: &str, rest: &str) {
        assert_eq!(&paragraph[end(paragraph)..], rest);
    }

    #[test]
    fn place_and_day_before_a_dash() {
        check("LIMA, 3 March (Andean News) — Peru left.", "Peru left.");
        check("Lima, Peru, Sept. 4, 2019 – Peru left.", "Peru left.");
        check("LIMA (Andean News) -- Peru left.", "Peru left.");
        check("LIMA, Peru — Peru left.", "Peru left.");
        check("LIMA (Andean News), 4 March 2023 — Peru left.", "Peru left.");
    }

    #[test]
    fn other_dashes_stay() {
        for paragraph in [
            "Peru — and Chile, on 3 March — left.",
            "NATO — an alliance — left.",
            "Peru left on 3 March — alone.",
            "Peru (on 3 March — alone) left.",
            "Élan — é",
            "3 March — a day.",
            "Peru, Chile —",
        ] {
            assert_eq!(end(paragraph), 0, "{paragraph}");
        }
    }
}
