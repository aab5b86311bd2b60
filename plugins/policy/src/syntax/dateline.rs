//! The line of place and day that opens a report inside its first paragraph: `LIMA, 3 March (Andean News) — The president …`.

use crate::dates::month;

/// The most bytes that such a line has.
const LONGEST: usize = 80;

/// How many bytes at the start of a paragraph are its place and day, up to and with the dash; 0 where there are none.
pub(super) fn end(paragraph: &str) -> usize {
    if !paragraph.starts_with(char::is_uppercase) {
        return 0;
    }
    let dash = paragraph.char_indices().take_while(|(at, _)| *at < LONGEST).find(|(at, c)| {
        matches!(c, '—' | '–' | '-') && paragraph[at + c.len_utf8()..].starts_with([' ', '-'])
    });
    let Some((dash, _)) = dash else { return 0 };
    let after = paragraph[dash..].find(|c: char| !matches!(c, '—' | '–' | '-' | ' '));
    let Some(after) = after else { return 0 };
    let (line, agency) = match paragraph[..dash].split_once('(') {
        Some((line, rest)) => (line, rest.trim_end().ends_with(')')),
        None => (&paragraph[..dash], false),
    };
    if line.len() < dash && !agency {
        return 0;
    }
    let mut words = line.split([' ', ',', '.', '/']).filter(|word| !word.is_empty()).peekable();
    let in_capitals = words.peek().is_some_and(|word| {
        word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || c == '-')
    });
    let mut has_month = false;
    let mut has_number = false;
    for word in words {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if !is_number && !word.starts_with(char::is_uppercase) {
            return 0;
        }
        has_number |= is_number;
        has_month |= month(&word.to_ascii_lowercase()).is_some();
    }
    // A name in capitals before a dash may be any; one before an agency or a day, or with a state behind it, is a place.
    let opens = has_month && has_number || in_capitals && (agency || line.contains(','));
    if opens { dash + after } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::end;

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
