//! Filters: a pattern in a text, and what stands in its place.

use std::borrow::Cow;

use regex::Regex;
use serde_json::Value;

/// A regular expression and what every match of it is replaced with.
///
/// In the replacement, `$1` and `${name}` stand for groups of the expression and `$$` for a dollar
/// sign.
///
/// ```
/// use cableway_testing::redaction::{Filter, filter_text};
///
/// let filters = [Filter::new(r"v\d+", "[version]")?, Filter::new("ferry", "boat")?];
/// let (text, counts) = filter_text(&filters, "ferry v12, ferry v3");
/// assert_eq!(text, "boat [version], boat [version]");
/// assert_eq!(counts, [2, 2]);
/// # Ok::<(), cableway_testing::redaction::FilterError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Filter {
    regex: Regex,
    replacement: String,
}

/// Why a text is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{regex}` is no regular expression: {message}")]
pub struct FilterError {
    /// The text.
    pub regex: String,
    /// What is wrong, in lower case and without a full stop, with the column where it is known.
    pub message: String,
}

impl Filter {
    /// A filter that puts `replacement` in the place of each match of `regex`.
    ///
    /// # Errors
    /// When `regex` is no regular expression of the crate `regex`, or too large a one.
    pub fn new(regex: &str, replacement: impl Into<String>) -> Result<Self, FilterError> {
        match Regex::new(regex) {
            Ok(compiled) => Ok(Self { regex: compiled, replacement: replacement.into() }),
            Err(error) => {
                Err(FilterError { regex: regex.to_owned(), message: in_one_line(&error) })
            }
        }
    }

    /// The expression, as it was given.
    pub fn regex(&self) -> &str {
        self.regex.as_str()
    }

    /// The text with all matches replaced, and how many there were.
    fn apply<'a>(&self, text: &'a str) -> (Cow<'a, str>, usize) {
        let count = self.regex.find_iter(text).count();
        if count == 0 {
            return (Cow::Borrowed(text), 0);
        }
        (self.regex.replace_all(text, self.replacement.as_str()), count)
    }
}

/// The message of the library is a drawing of several lines; here is its last, and the column.
fn in_one_line(error: &regex::Error) -> String {
    let drawing = error.to_string();
    let last = drawing.lines().last().unwrap_or_default();
    let message = last.strip_prefix("error: ").unwrap_or(last);
    // Each line of the drawing begins with four blanks, unless the expression has several lines.
    let mark = drawing.lines().find_map(|line| {
        let marks = line.trim();
        let is_mark = !marks.is_empty() && marks.chars().all(|c| c == '^');
        is_mark.then(|| line.chars().take_while(|c| *c == ' ').count())
    });
    match mark.and_then(|blanks| blanks.checked_sub(4)) {
        Some(blanks) if drawing.lines().count() == 4 => {
            format!("{message} at column {}", blanks + 1)
        }
        _ => message.to_owned(),
    }
}

/// `text` after all filters, in their order, each working on what the one before has left; and how
/// many matches each had.
pub fn filter_text(filters: &[Filter], text: &str) -> (String, Vec<usize>) {
    let mut text = text.to_owned();
    let mut counts = Vec::with_capacity(filters.len());
    for filter in filters {
        let (filtered, count) = filter.apply(&text);
        if let Cow::Owned(filtered) = filtered {
            text = filtered;
        }
        counts.push(count);
    }
    (text, counts)
}

/// Filters every text in `values`, but no field's name, so that records stay records; gives how many
/// matches each filter had.
///
/// A filter that changes the length of a document's `text` leaves its spans where they are.
pub fn filter_values(filters: &[Filter], values: &mut [Value]) -> Vec<usize> {
    let mut counts = vec![0; filters.len()];
    if filters.is_empty() {
        return counts;
    }
    let mut open: Vec<&mut Value> = values.iter_mut().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                let (filtered, found) = filter_text(filters, text);
                if found.iter().any(|count| *count > 0) {
                    *text = filtered;
                }
                counts.iter_mut().zip(found).for_each(|(count, more)| *count += more);
            }
            Value::Array(elements) => open.extend(elements),
            Value::Object(fields) => open.extend(fields.values_mut()),
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn filters_work_one_after_the_other() {
        let filters = [Filter::new("a", "b").unwrap(), Filter::new("(b+)", "<$1>").unwrap()];
        assert_eq!(filter_text(&filters, "aab c"), ("<bbb> c".to_owned(), vec![2, 1]));
        assert_eq!(filter_text(&filters, "c"), ("c".to_owned(), vec![0, 0]));
        assert_eq!(filter_text(&[], "c"), ("c".to_owned(), vec![]));
    }

    #[test]
    fn names_of_fields_stay() {
        let filters = [Filter::new("[ab]", "x").unwrap()];
        let mut values = [json!({"a": ["b", {"a": "aa"}], "c": 1}), json!("b")];
        assert_eq!(filter_values(&filters, &mut values), [4]);
        assert_eq!(values, [json!({"a": ["x", {"a": "xx"}], "c": 1}), json!("x")]);
    }

    #[track_caller]
    fn check_error(regex: &str, expect: &str) {
        assert_eq!(Filter::new(regex, "").unwrap_err().to_string(), expect);
    }

    #[test]
    fn mistakes_are_told_in_one_line() {
        check_error("a(b", "`a(b` is no regular expression: unclosed group at column 2");
        check_error("é[", "`é[` is no regular expression: unclosed character class at column 2");
        check_error(
            "*",
            "`*` is no regular expression: repetition operator missing expression at column 1",
        );
        let error = Filter::new("(x{1000}){1000}{1000}", "").unwrap_err();
        assert!(error.message.contains("size limit"), "{error}");
        assert!(!Filter::new("a\n(", "").unwrap_err().message.contains('\n'));
    }
}
