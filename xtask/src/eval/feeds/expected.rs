//! What a feed's comment states about its first entry.

use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Link,
    Date,
}

impl Field {
    pub(super) const ALL: [Self; 3] = [Self::Title, Self::Link, Self::Date];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title of the entry",
            Self::Link => "link of the entry",
            Self::Date => "date of the entry",
        }
    }
}

/// One thing that a comment states.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) field: Field,
    pub(super) value: String,
}

/// The expressions in which comments state these things.
const EXPRESSIONS: [(&str, Field); 12] = [
    ("entries[0]['title']", Field::Title),
    ("entries[0]['title_detail']['value']", Field::Title),
    ("entries[0].title", Field::Title),
    ("entries[0]['link']", Field::Link),
    ("entries[0].link", Field::Link),
    ("entries[0]['links'][0]['href']", Field::Link),
    ("entries[0]['published']", Field::Date),
    ("entries[0]['published_parsed']", Field::Date),
    ("entries[0]['updated']", Field::Date),
    ("entries[0]['updated_parsed']", Field::Date),
    ("entries[0]['created']", Field::Date),
    ("entries[0]['created_parsed']", Field::Date),
];

/// What the comment in `feed` states with `==` and a text, or a tuple of numbers.
pub(super) fn statements(feed: &str) -> Vec<Expected> {
    let Some((_, after)) = feed.split_once("Expect:") else { return Vec::new() };
    let comment = after.split("-->").next().unwrap_or_default();
    let mut found = Vec::new();
    for (expression, field) in EXPRESSIONS {
        let Some((_, after)) = comment.split_once(&format!("{expression} == ")) else { continue };
        if let Some(value) = literal(after.trim_start()) {
            found.push(Expected { field, value });
        }
    }
    found
}

/// A text as Python writes it, or a tuple of numbers as `2004-01-01T19:48:21`.
fn literal(text: &str) -> Option<String> {
    if let Some(tuple) = text.strip_prefix('(') {
        let mut numbers = tuple.split(')').next()?.split(',').map(|n| n.trim().parse::<u32>());
        let mut next = || numbers.next()?.ok();
        let (year, month, day) = (next()?, next()?, next()?);
        let (hour, minute, second) = (next()?, next()?, next()?);
        return Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"));
    }
    let text = text.trim_start_matches(['u', 'b', 'r']);
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut value = String::new();
    let mut rest = text[1..].chars();
    loop {
        match rest.next()? {
            c if c == quote => return Some(value),
            '\\' => match rest.next()? {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                c @ ('u' | 'x') => {
                    let digits: String = rest.by_ref().take(if c == 'u' { 4 } else { 2 }).collect();
                    value.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                c => value.push(c),
            },
            c => value.push(c),
        }
    }
}

impl Expected {
    /// Whether the record says so.
    pub(super) fn holds(&self, record: Option<&Value>) -> bool {
        let Some(record) = record else { return false };
        let meta = |name: &str| record["meta"][name].as_str().unwrap_or_default();
        match self.field {
            // Records hold plain text.
            Field::Title => plain(&self.value) == plain(meta("title")),
            Field::Link => self.value == meta("url"),
            Field::Date => {
                [meta("published"), meta("modified")].iter().any(|date| same(&self.value, date))
            }
        }
    }
}

/// Whether `stated`, in any of the forms of feeds, is the date of a record: its day must be there, and
/// its time, at the record's own offset or at Greenwich.
fn same(stated: &str, date: &str) -> bool {
    if date.is_empty() {
        return false;
    }
    if stated == date {
        return true;
    }
    let (day, time) = date.split_at(date.len().min(10));
    let clock = time.get(1..9).or_else(|| time.get(1..6)).unwrap_or_default();
    let offset = time.get(9..).unwrap_or_default();
    let is_iso = stated.as_bytes().get(4) == Some(&b'-');
    if is_iso && matches!(offset, "" | "Z" | "+00:00") {
        return stated.starts_with(day) && (clock.is_empty() || stated.contains(clock));
    }
    if is_iso {
        return stated.starts_with(date.split(['+', 'Z']).next().unwrap_or(date))
            || shifted(date).as_deref() == Some(stated);
    }
    // Words: the year, the day of the month and the clock must be among them.
    let number = day.get(8..10).unwrap_or_default();
    stated.contains(day.get(..4).unwrap_or_default())
        && (stated.contains(number) || stated.contains(number.trim_start_matches('0')))
        && stated.contains(clock)
}

/// The date at Greenwich, within the same month.
fn shifted(date: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<i32>().ok();
    let (mut day, hour, minute) = (number(8..10)?, number(11..13)?, number(14..16)?);
    let sign = if date.get(19..20)? == "-" { 1 } else { -1 };
    let offset = sign * (number(20..22)? * 60 + number(23..25)?);
    let minutes = hour * 60 + minute + offset;
    day += minutes.div_euclid(1440);
    let minutes = minutes.rem_euclid(1440);
    Some(format!(
        "{}{day:02}T{:02}:{:02}{}",
        date.get(..8)?,
        minutes / 60,
        minutes % 60,
        date.get(16..19)?
    ))
}

/// Text without tags, on one line.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for (at, c) in html.char_indices() {
        match c {
            '<' if html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                is_tag = true;
            }
            '>' if is_tag => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    // The same characters by their numbers.
    for (number, name) in
        [("&#38;", "&amp;"), ("&#x26;", "&amp;"), ("&#60;", "&lt;"), ("&#x3c;", "&lt;")]
    {
        text = text.replace(number, name);
    }
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
