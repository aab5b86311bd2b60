//! When a field is the one that is expected.

use serde_json::Value;

/// What is told beside the figures.
pub(super) const RULE: &str = "\
A field is exact where both texts are the same after runs of white space have become one space and the
ends are trimmed; nothing expected is met by nothing found. Besides:

- byline: `By` in front is dropped, and both sides are cut at commas, semicolons, `&` and `and`: the
  names must be the same in the same order. A byline that is a date stays a mismatch.
- language: without regard to case.
- published: the same time to the second, with the same offset; a blank for the `T`, a fraction of
  zeros and an offset without its colon change nothing. `published, day` compares the day alone.
- excerpt, for information: the standfirst. What is expected falls back on the first paragraph, which
  a record never takes for a standfirst.
";

/// A field of both sides.
pub(super) struct Field {
    pub(super) name: &'static str,
    expected: &'static str,
    found: fn(&Value) -> Option<String>,
    normal: fn(&str) -> String,
}

pub(super) const FIELDS: [Field; 7] = [
    Field {
        name: "title",
        expected: "title",
        found: |meta| text(&meta["title"]),
        normal: one_line,
    },
    Field { name: "byline", expected: "byline", found: authors, normal: names },
    Field {
        name: "site",
        expected: "siteName",
        found: |meta| text(&meta["publisher"]),
        normal: one_line,
    },
    Field {
        name: "language",
        expected: "lang",
        found: |meta| text(&meta["language"]),
        normal: |tag| tag.trim().to_lowercase(),
    },
    Field {
        name: "published",
        expected: "publishedTime",
        found: |meta| text(&meta["published"]),
        normal: time,
    },
    Field {
        name: "published, day",
        expected: "publishedTime",
        found: |meta| text(&meta["published"]),
        normal: |given| given.trim().chars().take(10).collect(),
    },
    Field {
        name: "excerpt",
        expected: "excerpt",
        found: |meta| text(&meta["standfirst"]),
        normal: one_line,
    },
];

impl Field {
    /// What is expected and what is found, ready to be compared.
    pub(super) fn of(&self, expected: &Value, record: &Value) -> (Option<String>, Option<String>) {
        let normal = |text: String| Some((self.normal)(&text)).filter(|text| !text.is_empty());
        let expected = text(&expected[self.expected]).and_then(normal);
        (expected, (self.found)(&record["meta"]).and_then(normal))
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn authors(meta: &Value) -> Option<String> {
    let names: Vec<&str> = meta["authors"].as_array()?.iter().filter_map(Value::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names(byline: &str) -> String {
    let line = one_line(byline);
    let line = match line.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => &line[3..],
        _ => &line,
    };
    let line = line.replace(" and ", ", ").replace(" & ", ", ").replace(';', ",");
    let names = line.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" + ")
}

fn time(given: &str) -> String {
    let mut given = given.trim().replacen(' ', "T", 1);
    // `+0100` is `+01:00`.
    let offset = given.len().saturating_sub(5);
    let is_offset = given.get(offset..).is_some_and(|end| {
        end.starts_with(['+', '-']) && end[1..].bytes().all(|b| b.is_ascii_digit())
    });
    if is_offset && given.contains('T') {
        given.insert(offset + 3, ':');
    }
    // A fraction that is not zero is kept.
    let Some((head, tail)) = given.split_once('.') else { return given };
    let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    let (fraction, offset) = tail.split_at(end);
    match fraction.trim_end_matches('0') {
        "" => format!("{head}{offset}"),
        fraction => format!("{head}.{fraction}{offset}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_lists_of_names() {
        for byline in ["By Ada Quill and Ben Roe", "Ada Quill,  Ben Roe", "ada quill & Ben Roe"] {
            assert!(names(byline).eq_ignore_ascii_case("Ada Quill + Ben Roe"), "{byline}");
        }
        assert_ne!(names("Ben Roe, Ada Quill"), names("Ada Quill, Ben Roe"));
        assert_ne!(names("Ada Quill, News Editor"), names("Ada Quill"));
        assert_eq!(names("Byron Hall"), "Byron Hall");
    }

    #[test]
    fn times_are_compared_to_the_second() {
        assert_eq!(time("2017-11-03 03:01:00.000000"), time("2017-11-03T03:01:00"));
        assert_eq!(time("2017-11-03T03:01:00.500Z"), "2017-11-03T03:01:00.5Z");
        assert_eq!(time("2017-11-03T03:01:00+0100"), "2017-11-03T03:01:00+01:00");
        assert_ne!(time("2017-11-03T03:01:00Z"), time("2017-11-03T03:01:00"));
    }
}
