//! Cases, and when one is right.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::{OnFile as _, Outcome};

/// A file of the data.
pub(crate) struct File {
    pub(crate) name: &'static str,
    /// The types of expressions that its extractor finds; all where there are none.
    types: &'static [&'static str],
    /// True where values count.
    values: bool,
}

const fn file(name: &'static str, types: &'static [&'static str], values: bool) -> File {
    File { name, types, values }
}

/// The files, those of dates first.
pub(crate) const FILES: [File; 20] = [
    file("DateExtractor", &["date"], false),
    file("DateParser", &["date"], true),
    file("DatePeriodExtractor", &["range"], false),
    file("DatePeriodParser", &["range"], true),
    file("DurationExtractor", &["duration"], false),
    file("DurationParser", &["duration"], true),
    file("HolidayExtractor", &["date"], false),
    file("HolidayParser", &["date"], true),
    file("SetExtractor", &["set"], false),
    file("SetParser", &["set"], true),
    file("TimeExtractor", &["time"], false),
    file("TimeParser", &["time"], true),
    file("TimePeriodExtractor", &["time_range"], false),
    file("TimePeriodParser", &["time_range"], true),
    file("DateTimeExtractor", &["moment"], false),
    file("DateTimeParser", &["moment"], true),
    file("DateTimePeriodExtractor", &["moment_range"], false),
    file("DateTimePeriodParser", &["moment_range"], true),
    file("MergedExtractor", &[], false),
    file("MergedParser", &[], true),
];

/// A text with what is to be found in it.
pub(crate) struct Case {
    pub(crate) text: String,
    /// The moment on which it is read.
    pub(crate) reference: String,
    results: Vec<Value>,
}

/// The cases of a file that count, and how many do not.
pub(crate) fn read(path: &Path) -> Outcome<(Vec<Case>, usize)> {
    let text = fs::read_to_string(path).on("read", path)?;
    let all: Vec<Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).on("read", path)?;
    let number = all.len();
    let cases: Vec<Case> = all
        .into_iter()
        .filter(|case| {
            !case["NotSupported"].as_str().unwrap_or_default().to_lowercase().contains("dotnet")
        })
        .map(|case| Case {
            text: case["Input"].as_str().unwrap_or_default().to_owned(),
            reference: case["Context"]["ReferenceDateTime"]
                .as_str()
                .and_then(|moment| moment.get(..19))
                .unwrap_or("2016-11-07T00:00:00")
                .to_owned(),
            results: case["Results"].as_array().cloned().unwrap_or_default(),
        })
        .collect();
    let left_out = number - cases.len();
    Ok((cases, left_out))
}

/// An expression: its first character and the one behind it, its words, its values.
pub(crate) type Found = (usize, usize, String, BTreeSet<String>);

impl File {
    pub(crate) fn is_right(&self, case: &Case, record: &Value) -> bool {
        let (expected, found) = (self.expected(case), self.found(case, record));
        expected.len() == found.len()
            && expected.iter().zip(&found).all(|(expected, found)| {
                expected.0 == found.0
                    && expected.1 == found.1
                    && (!self.values || same_values(&expected.3, &found.3))
            })
    }

    /// What is to be found, by place. Places are counted in characters, ends outside.
    pub(crate) fn expected(&self, case: &Case) -> Vec<Found> {
        let results = case.results.iter().map(|result| {
            let number =
                |key: &str| result[key].as_u64().and_then(|value| usize::try_from(value).ok());
            let start = number("Start").unwrap_or(0);
            // `End` is inside, `Length` counts.
            let end = match (number("Length"), number("End")) {
                (Some(length), _) => start + length,
                (None, Some(end)) => end + 1,
                _ => start,
            };
            let text = result["Text"].as_str().unwrap_or_default().to_owned();
            (start, end, text, if self.values { values(result) } else { BTreeSet::new() })
        });
        let mut results: Vec<Found> = results.collect();
        results.sort();
        results
    }

    /// What the stage found, in the same form.
    pub(crate) fn found(&self, case: &Case, record: &Value) -> Vec<Found> {
        let characters = |bytes: u64| {
            let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
            // The data counts in UTF-16.
            case.text.get(..bytes).map_or(0, |text| text.encode_utf16().count())
        };
        let annotations = record["annotations"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<Found> = annotations
            .iter()
            .filter(|annotation| {
                let kind = annotation["attributes"]["type"].as_str().unwrap_or_default();
                self.types.is_empty() || self.types.contains(&kind)
            })
            .map(|annotation| {
                let span = &annotation["spans"][0];
                let (start, end) = (span[0].as_u64().unwrap_or(0), span[1].as_u64().unwrap_or(0));
                let text = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let text =
                    text.and_then(|(start, end)| case.text.get(start..end)).unwrap_or_default();
                let values = if self.values { own_values(annotation) } else { BTreeSet::new() };
                (characters(start), characters(end), text.to_owned(), values)
            })
            .collect();
        found.sort();
        found
    }
}

/// The values of an expected result, each as text: a day, `start/end`, a duration, a time.
fn values(result: &Value) -> BTreeSet<String> {
    let given =
        result["Value"]["values"].as_array().or_else(|| result["Resolution"]["values"].as_array());
    if let Some(given) = given {
        let shown = given.iter().map(|value| {
            let text = |key: &str| value[key].as_str().map(iso_moment);
            match (text("start"), text("end"), text("value")) {
                (None, None, Some(value)) if value == "not resolved" => {
                    text("timex").unwrap_or_default()
                }
                (None, None, Some(_)) if value["type"] == "duration" => {
                    text("timex").unwrap_or_default()
                }
                (None, None, Some(value)) => value,
                (None, None, None) => String::new(),
                (start, end, _) => {
                    format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default())
                }
            }
        });
        return shown.filter(|value| !value.is_empty()).collect();
    }
    let timex = result["Value"]["Timex"].as_str().unwrap_or_default();
    let kind = result["Type"].as_str().unwrap_or_default();
    if matches!(kind, "duration" | "set") {
        return BTreeSet::from([timex.to_owned()]);
    }
    let mut values = BTreeSet::new();
    for key in ["PastResolution", "FutureResolution"] {
        let resolution = &result["Value"][key];
        let text = |key: &str| resolution[key].as_str().map(iso_moment);
        let ends = |start: &str, end: &str| (text(start), text(end));
        let of_clock = [("startTime", "endTime"), ("startDateTime", "endDateTime")];
        let of_clock = of_clock.into_iter().map(|(start, end)| ends(start, end));
        if let Some((Some(start), Some(end))) = of_clock.into_iter().find(|ends| ends.0.is_some()) {
            values.insert(clock_range(timex, &start, &end));
            continue;
        }
        let value = match ends("startDate", "endDate") {
            (None, None) => text("date").or_else(|| text("time")).or_else(|| text("dateTime")),
            (start, end) => {
                Some(format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default()))
            }
        };
        // The first of January of the year 1 stands for none.
        values.extend(value.filter(|value| !value.contains("0001-01-01")));
    }
    values
}

/// A range of times: `start/end`, or the day with the code of its part, as in `2016-11-07TMO`.
fn clock_range(timex: &str, start: &str, end: &str) -> String {
    match ["TMO", "TAF", "TEV", "TNI"].iter().find(|code| timex.ends_with(**code)) {
        Some(code) => format!("{}{code}", start.split('T').next().unwrap_or_default()),
        None => format!("{start}/{end}"),
    }
}

/// The values of an annotation, in the same form.
fn own_values(annotation: &Value) -> BTreeSet<String> {
    let attributes = &annotation["attributes"];
    let label = annotation["label"].as_str().unwrap_or_default();
    if attributes.get("unresolved").is_some() {
        return BTreeSet::new();
    }
    let kind = attributes["type"].as_str().unwrap_or_default();
    let value = |text: &str, value: &Value| {
        let day = |key: &str| value[key].as_str().unwrap_or_default();
        match kind {
            "range" if value.get("start").is_some() || value.get("end").is_some() => {
                format!("{}/{}", day("start"), day("end"))
            }
            "range" => String::new(),
            "set" => text.strip_prefix("R/").unwrap_or(text).to_owned(),
            "time" => full_time(text),
            "moment" => full_moment(text),
            "time_range" | "moment_range" => {
                text.split('/').map(full_moment).collect::<Vec<_>>().join("/")
            }
            _ => text.to_owned(),
        }
    };
    let mut values = BTreeSet::from([value(label, attributes)]);
    // For a time the data gives the reading as it stands, unless all readings are listed.
    for other in attributes["alternatives"].as_array().into_iter().flatten() {
        values.insert(value(other["value"].as_str().unwrap_or_default(), other));
    }
    values.remove("");
    values
}

fn full_moment(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) => format!("{day}{}", full_time(&format!("T{time}"))),
        None => text.to_owned(),
    }
}

/// `T17` as `T17:00:00`.
fn full_time(text: &str) -> String {
    match text.len() {
        3 => format!("{text}:00:00"),
        6 => format!("{text}:00"),
        _ => text.to_owned(),
    }
}

/// `2016-11-07 12:30:00` and `12:30:00` as ISO 8601 has them.
fn iso_moment(text: &str) -> String {
    match text.split_once(' ') {
        Some((day, time)) if time.contains(':') => format!("{day}T{time}"),
        None if text.len() == 8 && text.as_bytes()[2] == b':' => format!("T{text}"),
        _ => text.to_owned(),
    }
}

/// True where the values are the same but for ends of ranges that lie one day on.
fn same_values(expected: &BTreeSet<String>, found: &BTreeSet<String>) -> bool {
    // A bare time is expected as it stands; that it may be of the evening too is no mistake.
    let bare_time = expected.len() == 1 && expected.iter().all(|value| value.starts_with('T'));
    if bare_time {
        return expected.is_subset(found);
    }
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| {
            if expected == found {
                return true;
            }
            let (Some((start, end)), Some((own_start, own_end))) =
                (expected.split_once('/'), found.split_once('/'))
            else {
                return false;
            };
            start == own_start && (end == own_end || next_day(own_end).as_deref() == Some(end))
        })
}

/// The day behind a day.
fn next_day(day: &str) -> Option<String> {
    let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let most = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (year, month, day) = match (month, day) {
        (12, 31) => (year + 1, 1, 1),
        (month, day) if day == most => (year, month + 1, 1),
        (month, day) => (year, month, day + 1),
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn case(text: &str, results: &Value) -> Case {
        let results = results.as_array().cloned().unwrap_or_default();
        Case { text: text.to_owned(), reference: "2016-11-07T00:00:00".to_owned(), results }
    }

    #[test]
    fn words_and_values_must_be_the_same() {
        let dates = file("DateParser", &["date"], true);
        let result = json!([{"Text": "Friday", "Start": 3, "Length": 6, "Value": {
            "FutureResolution": {"date": "2016-11-11"}, "PastResolution": {"date": "2016-11-04"}}}]);
        let case = case("on Friday", &result);
        let record = |label: &str, other: &str, start: usize| {
            json!({"annotations": [{"label": label, "spans": [[start, 9]], "attributes": {
                "type": "date", "alternatives": [{"value": other}]}}]})
        };
        assert!(dates.is_right(&case, &record("2016-11-04", "2016-11-11", 3)));
        assert!(!dates.is_right(&case, &record("2016-11-04", "2016-11-11", 0)));
        assert!(!dates.is_right(&case, &record("2016-11-04", "2016-11-18", 3)));
        assert!(!dates.is_right(&case, &json!({"annotations": []})));
    }

    #[test]
    fn ranges_of_times_have_both_ends_or_a_code() {
        assert_eq!(clock_range("(T17,T18,PT1H)", "T17:00:00", "T18:00:00"), "T17:00:00/T18:00:00");
        let start = "2016-11-07T08:00:00";
        assert_eq!(clock_range("2016-11-07TMO", start, "2016-11-07T12:00:00"), "2016-11-07TMO");
        let own = json!({"label": "T17/T18:30", "attributes": {"type": "time_range"}});
        assert_eq!(own_values(&own), BTreeSet::from(["T17:00:00/T18:30:00".to_owned()]));
    }

    #[test]
    fn an_end_may_lie_inside_or_outside() {
        let of = |text: &str| BTreeSet::from([text.to_owned()]);
        assert!(same_values(&of("2016-02-01/2016-03-01"), &of("2016-02-01/2016-02-29")));
        assert!(same_values(&of("2016-12-01/2016-12-31"), &of("2016-12-01/2016-12-31")));
        assert!(!same_values(&of("2016-02-01/2016-03-01"), &of("2016-02-01/2016-02-28")));
    }
}
