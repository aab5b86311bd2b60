//! Headers as YAML, in the very form in which insta writes them: a header that went through insta's
//! tools has the same bytes as before.

use std::fmt::Write as _;

use serde_json::Number;

use super::node::Node;

/// Words that YAML, or some readers of it, take for something else than texts.
const WORDS: [&str; 22] = [
    "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on",
    "On", "ON", "off", "Off", "OFF", "null", "Null", "NULL", "~",
];

/// A table as lines of YAML in block style, each field of it on lines of its own. An empty one is `{}`.
pub(super) fn to_yaml(fields: &[(String, Node)]) -> String {
    let mut out = String::new();
    push_table(&mut out, fields, 0);
    out.push('\n');
    out
}

/// Appends a table whose first field stands where the text ends, and the others at `depth`.
fn push_table(out: &mut String, fields: &[(String, Node)], depth: usize) {
    if fields.is_empty() {
        out.push_str("{}");
    }
    for (place, (name, value)) in fields.iter().enumerate() {
        if place > 0 {
            push_line_start(out, depth);
        }
        push_text(out, name);
        out.push(':');
        match value {
            Node::List(elements) if !elements.is_empty() => {
                push_line_start(out, depth + 1);
                push_list(out, elements, depth + 1);
            }
            Node::Table(fields) if !fields.is_empty() => {
                push_line_start(out, depth + 1);
                push_table(out, fields, depth + 1);
            }
            value => {
                out.push(' ');
                push_value(out, value, depth);
            }
        }
    }
}

fn push_list(out: &mut String, elements: &[Node], depth: usize) {
    if elements.is_empty() {
        out.push_str("[]");
    }
    for (place, element) in elements.iter().enumerate() {
        if place > 0 {
            push_line_start(out, depth);
        }
        out.push_str("- ");
        push_value(out, element, depth + 1);
    }
}

/// Appends a value that begins where the text ends, with further lines of it at `depth`.
fn push_value(out: &mut String, value: &Node, depth: usize) {
    match value {
        Node::Null => out.push('~'),
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Number(number) => push_number(out, number),
        Node::Text(text) => push_text(out, text),
        Node::List(elements) => push_list(out, elements, depth),
        Node::Table(fields) => push_table(out, fields, depth),
    }
}

/// Decimals are never written with an exponent: readers do not agree on what `1e7` is.
fn push_number(out: &mut String, number: &Number) {
    match number.as_f64() {
        Some(value) if number.is_f64() => {
            let text = value.to_string();
            out.push_str(&text);
            if !text.contains('.') {
                out.push_str(".0");
            }
        }
        _ => out.push_str(&number.to_string()),
    }
}

fn push_line_start(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn push_text(out: &mut String, text: &str) {
    if needs_quotes(text) {
        push_quoted(out, text);
    } else {
        out.push_str(text);
    }
}

/// Whether a text without quotes would be another one, or none, to some reader of YAML.
fn needs_quotes(text: &str) -> bool {
    let is_sign = |c: char| {
        matches!(c, ':' | '{' | '}' | '[' | ']' | ',' | '#' | '`' | '"' | '\'' | '\\')
            || is_special(c)
    };
    let looks_like_number = || {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        text.parse::<f64>().is_ok()
            || ["0x", "0o"].iter().any(|start| digits.starts_with(start))
            // Digits with dashes between them are a number to readers of old YAML.
            || (digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '_' | '.'))
                && digits.contains('_'))
    };
    let is_dash = |c: char| {
        matches!(c, '&' | '*' | '?' | '|' | '-' | '<' | '>' | '=' | '!' | '%' | '@' | '.' | ' ')
    };
    text.is_empty()
        || text.starts_with(is_dash)
        || text.ends_with(' ')
        || text.contains(is_sign)
        || WORDS.contains(&text)
        || looks_like_number()
}

/// Characters that must be escaped, or that some readers of YAML take for an end of the line.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if is_special(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Vec<(String, Node)> {
        match serde_json::from_str(json).unwrap() {
            Node::Table(fields) => fields,
            other => panic!("{other:?} is no table"),
        }
    }

    #[track_caller]
    fn check(json: &str, expect: &str) {
        assert_eq!(to_yaml(&fields(json)), expect);
    }

    #[test]
    fn fields_stand_in_their_order() {
        check("{}", "{}\n");
        check(r#"{"b": 1, "a": null, "c": true}"#, "b: 1\na: ~\nc: true\n");
    }

    #[test]
    fn lists_and_tables_are_blocks() {
        check(
            r#"{"a": {"b": [1, {"c": 2, "d": [3, []]}, [4, 5], {}]}, "e": {}, "f": []}"#,
            "a:\n  b:\n    - 1\n    - c: 2\n      d:\n        - 3\n        - []\n    - - 4\n      - 5\n    - {}\n\
             e: {}\nf: []\n",
        );
    }

    #[test]
    fn texts_have_quotes_where_they_must() {
        for text in [
            "a",
            "a b",
            "topics.toml",
            "2026-03-02",
            "größe",
            "a-b_c",
            "1.2.3-beta",
            "0.1.0",
            "12ab",
            "x y",
        ] {
            assert!(!needs_quotes(text), "{text}");
        }
        for text in [
            "",
            " a",
            "a ",
            "-a",
            ".a",
            "a:b",
            "a, b",
            "#",
            "yes",
            "null",
            "~",
            "1",
            "1.10",
            "1e5",
            "0x1f",
            "0o7",
            "1_000",
            "+1",
            "inf",
            "NaN",
            "a\nb",
            "a\u{85}b",
            "a\u{2028}b",
        ] {
            assert!(needs_quotes(text), "{text}");
        }
        check(r#"{"a": "b: \"c\"\n\\\u0001\u0085"}"#, "a: \"b: \\\"c\\\"\\n\\\\\\u0001\\u0085\"\n");
    }

    #[test]
    fn decimals_have_no_exponent() {
        check(
            r#"{"a": 0.5, "b": 1.0, "c": 1e-7, "d": 1e20}"#,
            "a: 0.5\nb: 1.0\nc: 0.0000001\nd: 100000000000000000000.0\n",
        );
    }
}
