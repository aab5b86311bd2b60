//! Words of a document inside a sentence of ours.

use serde_json::Value;

/// How many characters of a text are shown.
const LENGTH: usize = 80;

/// How many texts of a list are shown.
const TEXTS: usize = 4;

/// `text` in quotation marks, on one line, without its end where it is long.
pub(super) fn quote(text: &str) -> String {
    format!("“{}”", shown(text))
}

/// Several texts in quotation marks.
pub(super) fn quotes(texts: &[String]) -> String {
    let mut shown: Vec<String> = texts.iter().take(TEXTS).map(|text| quote(text)).collect();
    if texts.len() > TEXTS {
        shown.push(format!("and {} more", texts.len() - TEXTS));
    }
    shown.join(", ")
}

/// The elements of a list: texts in quotation marks, spans as `start..end`, others as JSON.
pub(super) fn elements(values: &[Value]) -> String {
    let element = |value: &Value| match value {
        Value::String(text) => quote(text),
        Value::Array(span) => match span.as_slice() {
            [Value::Number(start), Value::Number(end)] => format!("{start}..{end}"),
            _ => shown(&value.to_string()),
        },
        other => shown(&other.to_string()),
    };
    let mut shown: Vec<String> = values.iter().take(TEXTS).map(element).collect();
    if values.len() > TEXTS {
        shown.push(format!("and {} more", values.len() - TEXTS));
    }
    shown.join(", ")
}

/// `text` on one line, with single blanks, without what a terminal would obey, and without its end
/// where it is long.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut left = LENGTH;
    let mut after_blank = true;
    for c in text.trim().chars() {
        if c.is_whitespace() && after_blank {
            continue;
        }
        if left == 0 {
            out.truncate(out.trim_end().len());
            out.push('…');
            break;
        }
        left -= 1;
        after_blank = c.is_whitespace();
        out.push(if after_blank { ' ' } else { printable(c) });
    }
    out
}

/// `c`, or a mark in place of what controls a terminal or turns the direction of writing.
pub(crate) fn printable(c: char) -> char {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns { '\u{fffd}' } else { c }
}

/// A number and what is counted, in the plural where it is not one.
pub(super) fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// Where two texts differ, with some words around it on either side; an ellipsis stands for the rest.
/// What they share at either end is left out, so that the difference is in what is kept of both.
pub(super) fn excerpts(old: &str, new: &str) -> (String, String) {
    let shared = |a: &str, b: &str| -> usize {
        a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = shared(old, new);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    (excerpt(old, start, end), excerpt(new, start, end))
}

/// `text` without most of its first `start` and last `end` bytes.
fn excerpt(text: &str, start: usize, end: usize) -> String {
    /// How many characters of what is left out are kept.
    const AROUND: usize = 20;
    let (front, rest) = text.split_at(start);
    let (middle, back) = rest.split_at(rest.len() - end);
    let mut out = String::new();
    match front.char_indices().rev().nth(AROUND) {
        // From the next word on, where there is one.
        Some((at, _)) => {
            let kept = &front[at..];
            out.push('…');
            out.push_str(kept.split_once(char::is_whitespace).map_or(kept, |(_, words)| words));
        }
        None => out.push_str(front),
    }
    let room = LENGTH.saturating_sub(out.chars().count() + AROUND);
    match middle.char_indices().nth(room) {
        Some((at, _)) => {
            out.push_str(&middle[..at]);
            out.push('…');
            return out;
        }
        None => out.push_str(middle),
    }
    match back.char_indices().nth(AROUND) {
        Some((at, _)) => {
            let kept = &back[..at];
            out.push_str(kept.rsplit_once(char::is_whitespace).map_or(kept, |(words, _)| words));
            out.push('…');
        }
        None => out.push_str(back),
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_shown_on_one_line() {
        assert_eq!(quote(" a \n\t b\u{1b}[31m\u{202e} "), "“a b\u{fffd}[31m\u{fffd}”");
        assert_eq!(shown(&"é".repeat(LENGTH)), "é".repeat(LENGTH));
        assert_eq!(shown(&"é".repeat(LENGTH + 1)), format!("{}…", "é".repeat(LENGTH)));
        assert_eq!(
            shown(&format!("{} b", "a".repeat(LENGTH - 1))),
            format!("{}…", "a".repeat(LENGTH - 1))
        );
    }

    #[test]
    fn lists_are_cut() {
        let texts: Vec<String> = (1..=6).map(|number| number.to_string()).collect();
        assert_eq!(quotes(&texts), "“1”, “2”, “3”, “4”, and 2 more");
        assert_eq!(
            elements(&[json!([1, 2]), json!("a"), json!([1]), json!(null)]),
            "1..2, “a”, [1], null"
        );
        assert_eq!(elements(&[]), "");
        assert_eq!(elements(&vec![json!(1); 5]), "1, 1, 1, 1, and 1 more");
    }

    #[test]
    fn excerpts_are_of_what_differs() {
        let long = "zero one two three four five six seven eight nine";
        let other = long.replace("five", "fünf");
        assert_eq!(
            excerpts(long, &other),
            (
                "…one two three four five six seven eight…".to_owned(),
                "…one two three four fünf six seven eight…".to_owned()
            )
        );
        assert_eq!(excerpts("", "a"), (String::new(), "a".to_owned()));
        assert_eq!(excerpts("aa", "aaa"), ("aa".to_owned(), "aaa".to_owned()));
    }

    proptest! {
        #[test]
        fn excerpts_differ_where_texts_do(old in "[aé ]{0,90}", new in "[aé ]{0,90}") {
            let (a, b) = excerpts(&old, &new);
            prop_assert!(a.chars().count() <= LENGTH + 3 && b.chars().count() <= LENGTH + 3);
            prop_assert!(old != new || a == b);
        }
    }
}
