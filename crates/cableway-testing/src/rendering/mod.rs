//! Records as text that can be read, and read in a diff.
//!
//! A snapshot's contents are a sequence of JSON values, one for each record, in the form of
//! [`Record`](cableway_core::Record), with two changes that a diff asks for: a value that fits into
//! [`COLUMNS`] columns stands on one line, and the document's `text` is a list of its lines.
//!
//! Fields stand in the record's own order, and what no schema orders by name, so that equal records
//! are equal bytes.

mod order;
mod parse;

use serde_json::{Map, Value};

use self::order::Part;
pub use self::parse::{ParseError, parse};

/// How many characters a line may have before its value is broken into several lines. A text or a
/// number is never broken.
pub const COLUMNS: usize = 100;

/// Records, and entries for quarantined documents, as the contents of a snapshot.
///
/// [`parse`] is the inverse, for all values in record form: an object whose `text`, if it has one, is
/// a text. Scores stand as they do in the records.
///
/// ```
/// use cableway_testing::rendering::{parse, render};
/// use serde_json::json;
///
/// let record = json!({
///     "schema": "cableway.record/1",
///     "id": "b1a6",
///     "source": {"uri": "ferry.txt"},
///     "text": "Ferry returns\n\nIt sails on Monday.",
///     "blocks": [{"kind": "title", "span": [0, 13]}],
/// });
/// let text = render(std::slice::from_ref(&record));
/// assert_eq!(text, r#"{
///   "schema": "cableway.record/1",
///   "id": "b1a6",
///   "source": {"uri": "ferry.txt"},
///   "text": [
///     "Ferry returns",
///     "",
///     "It sails on Monday."
///   ],
///   "blocks": [{"kind": "title", "span": [0, 13]}]
/// }
/// "#);
/// assert_eq!(parse(&text)?, [record]);
/// # Ok::<(), cableway_testing::rendering::ParseError>(())
/// ```
pub fn render(records: &[Value]) -> String {
    let mut out = String::new();
    for record in records {
        match record {
            Value::Object(fields) if !fields.is_empty() => push_record(&mut out, fields),
            other => push(&mut out, other, Part::Free, 0, 0),
        }
        out.push('\n');
    }
    out
}

/// A record is always broken, so that each field has a line of its own.
fn push_record(out: &mut String, fields: &Map<String, Value>) {
    out.push('{');
    let fields = Part::Record.sorted(fields);
    for (place, (name, value)) in fields.iter().enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        let name_width = push_name(out, name, 1);
        match value {
            Value::String(text) if *name == "text" => push_lines(out, text),
            value => push(out, value, Part::Record.of_field(name), 1, name_width),
        }
    }
    out.push_str("\n}");
}

/// A text as the list of its lines.
fn push_lines(out: &mut String, text: &str) {
    out.push('[');
    for (place, line) in text.split('\n').enumerate() {
        out.push_str(if place == 0 { "\n    " } else { ",\n    " });
        push_text(out, line);
    }
    out.push_str("\n  ]");
}

/// Appends `value` at the depth `depth`, `before` characters after the line's indentation.
fn push(out: &mut String, value: &Value, part: Part, depth: usize, before: usize) {
    // A comma may follow.
    let room = COLUMNS.saturating_sub(2 * depth + before + 1);
    let start = out.len();
    if push_on_one_line(out, value, part, room, start).is_some() {
        return;
    }
    out.truncate(start);
    match value {
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                out.push_str(if place == 0 { "\n" } else { ",\n" });
                push_indentation(out, depth + 1);
                push(out, element, part, depth + 1, 0);
            }
            out.push('\n');
            push_indentation(out, depth);
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (place, (name, value)) in part.sorted(fields).into_iter().enumerate() {
                out.push_str(if place == 0 { "\n" } else { ",\n" });
                let name_width = push_name(out, name, depth + 1);
                push(out, value, part.of_field(name), depth + 1, name_width);
            }
            out.push('\n');
            push_indentation(out, depth);
            out.push('}');
        }
        Value::String(text) => push_text(out, text),
        plain => out.push_str(&plain.to_string()),
    }
}

/// Appends `value` without a line break; `None` as soon as more than `room` characters stand after
/// `start`, with some of them left behind.
fn push_on_one_line(
    out: &mut String,
    value: &Value,
    part: Part,
    room: usize,
    start: usize,
) -> Option<()> {
    match value {
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                push_on_one_line(out, element, part, room, start)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (place, (name, value)) in part.sorted(fields).into_iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                push_text(out, name);
                out.push_str(": ");
                push_on_one_line(out, value, part.of_field(name), room, start)?;
            }
            out.push('}');
        }
        // A text too long for the line has at least as many bytes; it need not be escaped to know.
        Value::String(text) if text.len() > 4 * room => return None,
        Value::String(text) => push_text(out, text),
        plain => out.push_str(&plain.to_string()),
    }
    let written = out.get(start..).unwrap_or_default();
    let fits = written.len() <= room || written.chars().count() <= room;
    fits.then_some(())
}

/// Appends a field's name on a line of its own, and gives its length in characters.
fn push_name(out: &mut String, name: &str, depth: usize) -> usize {
    push_indentation(out, depth);
    let start = out.len();
    push_text(out, name);
    out.push_str(": ");
    out.get(start..).unwrap_or_default().chars().count()
}

fn push_indentation(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Appends `text` as JSON.
fn push_text(out: &mut String, text: &str) {
    out.push_str(&Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use cableway_core::{
        Annotation, Block, BlockKind, Link, Meta, Note, Record, Sentence, Source, Span, Summary,
    };
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(record: &Value, expect: &str) {
        let text = render(std::slice::from_ref(record));
        assert_eq!(text, expect);
        assert_eq!(parse(&text).unwrap(), std::slice::from_ref(record));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(render(&[]), "");
        assert_eq!(parse("").unwrap(), [] as [Value; 0]);
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let words = "w".repeat(COLUMNS);
        check(
            &json!({"schema": "x", "spans": [[1, 2], [3, 4]], "long": [words, {"b": 1, "a": null}]}),
            &format!(
                "{{\n  \"schema\": \"x\",\n  \"long\": [\n    \"{words}\",\n    {{\"a\": null, \"b\": 1}}\n  ],\n  \
                 \"spans\": [[1, 2], [3, 4]]\n}}\n"
            ),
        );
    }

    #[test]
    fn the_last_column_is_used_and_no_more() {
        // `  "a": ["w…"],` has 11 characters around the word, and a comma.
        for (length, lines) in [(COLUMNS - 12, 1), (COLUMNS - 11, 3)] {
            let record = json!({"schema": 1, "z": ["é".repeat(length)]});
            let text = render(&[record]);
            assert_eq!(text.lines().count(), 3 + lines, "{text}");
            let longest = text.lines().map(|line| line.chars().count()).max();
            assert_eq!(longest, Some(if lines == 1 { COLUMNS - 1 } else { length + 6 }));
        }
    }

    #[test]
    fn a_text_is_its_lines() {
        check(
            &json!({"schema": 1, "text": "one\r\n\ntwo\n", "blocks": []}),
            "{\n  \"schema\": 1,\n  \"text\": [\n    \"one\\r\",\n    \"\",\n    \"two\",\n    \"\"\n  ],\n  \
             \"blocks\": []\n}\n",
        );
        check(
            &json!({"schema": 1, "text": ""}),
            "{\n  \"schema\": 1,\n  \"text\": [\n    \"\"\n  ]\n}\n",
        );
    }

    #[test]
    fn only_the_text_of_a_record_is_split() {
        check(
            &json!({"schema": 1, "summaries": [{"stage": "lead", "sentences": [{"text": "a\nb"}]}]}),
            "{\n  \"schema\": 1,\n  \"summaries\": [{\"stage\": \"lead\", \"sentences\": [{\"text\": \"a\\nb\"}]}]\n}\n",
        );
    }

    #[test]
    fn quarantined_documents_have_an_order_too() {
        check(
            &json!({"quarantined": {"error": "no text", "stage": "desk", "uri": "a.txt"}}),
            "{\n  \"quarantined\": {\"uri\": \"a.txt\", \"stage\": \"desk\", \"error\": \"no text\"}\n}\n",
        );
    }

    /// The order of fields is that in which the core writes them, for each field that there is.
    #[test]
    fn fields_stand_as_in_a_record() {
        let span = Span::new(0, 5).unwrap();
        let mut annotation = Annotation::new("topic", "shipping").with_span(span);
        annotation.id = "desk-1".to_owned();
        annotation.score = Some(0.5.try_into().unwrap());
        annotation.links.push(Link { role: "same_as".to_owned(), to: "desk-1".to_owned() });
        annotation = annotation.with_attribute("zone", 1).with_attribute("area", 2);
        let sentence = Sentence::new("Ferry", vec![span]).with_attribute("rank", 1);
        let summary = Summary::new(vec![sentence]);
        let date = || Some("2026-03-02".parse().unwrap());
        let text = || Some("x".to_owned());
        let record = Record {
            schema: cableway_core::SchemaTag,
            id: cableway_core::DocumentId::from_uri("a.txt"),
            source: Source {
                uri: "a.txt".to_owned(),
                media_type: text(),
                bytes: Some(5),
                digest: Some(cableway_core::Digest::of(b"Ferry")),
                retrieved: date(),
                reader: text(),
                part: text(),
            },
            meta: Meta {
                title: text(),
                standfirst: text(),
                authors: vec!["A".to_owned()],
                publisher: text(),
                published: date(),
                modified: date(),
                language: text(),
                url: text(),
                section: text(),
                tags: vec!["t".to_owned()],
            },
            text: "Ferry".to_owned().into(),
            blocks: vec![Block { kind: BlockKind::Title, span }],
            annotations: vec![annotation],
            notes: vec![Note { stage: summary.stage.clone(), message: "m".to_owned() }],
            summaries: vec![summary],
        };
        let value = serde_json::to_value(&record).unwrap();
        let rendered = render(&[value]);
        // Without white space, and with the text as one text, it is what the core writes.
        let compact: String = rendered.split_whitespace().collect();
        let compact = compact.replace("\"text\":[\"Ferry\"]", "\"text\":\"Ferry\"");
        assert_eq!(compact, serde_json::to_string(&record).unwrap());
    }

    /// JSON of any shape, with numbers that survive being written and read.
    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1_000_000_i32..1_000_000).prop_map(|score| Value::from(f64::from(score) / 1e4)),
            "[a-zé–😀\"\\\\\u{0}\u{7f}\r\n\t\u{2028}: ]{0,120}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                fields(inner).prop_map(Value::Object),
            ]
        })
    }

    fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
        let name = prop_oneof!["[a-z\"\n ]{0,8}", Just("text".to_owned()), Just("span".to_owned())];
        proptest::collection::vec((name, value), 0..6).prop_map(|list| list.into_iter().collect())
    }

    fn record() -> impl Strategy<Value = Value> {
        (fields(json_value()), "[a-z é\r\n\"]{0,60}").prop_map(|(mut fields, text)| {
            fields.insert("schema".to_owned(), "cableway.record/1".into());
            fields.insert("text".to_owned(), text.into());
            Value::Object(fields)
        })
    }

    proptest! {
        #[test]
        fn what_is_rendered_is_parsed(records in proptest::collection::vec(record(), 0..4)) {
            let text = render(&records);
            prop_assert_eq!(parse(&text).unwrap(), records.clone());
            // No line but one of a single text or number is too long.
            for line in text.lines().filter(|line| line.chars().count() > COLUMNS) {
                let plain = line.trim().trim_end_matches(',');
                let value = plain.split_once("\": ").map_or(plain, |(_, value)| value);
                let is_plain = |text: &str| {
                    serde_json::from_str::<Value>(text).is_ok_and(|v| !v.is_array() && !v.is_object())
                };
                prop_assert!(is_plain(plain) || is_plain(value), "{}", line);
            }
        }
    }
}
