//! Reads JSON that was written by hand or cut off, as far as it goes.

use serde_json::Value;

/// No object of use lies deeper than this, and `serde_json` goes no deeper.
const DEEPEST: usize = 120;

/// Reads a script; where that fails, again without what often breaks one: comments around it, raw
/// line breaks and quotation marks in strings, commas before a closing bracket, text after the end, an
/// end that is missing.
pub(super) fn parse(script: &str) -> Option<Value> {
    let script = unwrapped(script);
    if script.is_empty() {
        return None;
    }
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    let mended = Mender::mend(script);
    first_value(&mended.whole()).or_else(|| first_value(&mended.up_to_the_last_comma()?))
}

/// What is behind the first value is no part of it.
fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()
}

fn unwrapped(script: &str) -> &str {
    let mut script = script.trim();
    for start in ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "\u{feff}"] {
        script = script.strip_prefix(start).unwrap_or(script).trim_start();
    }
    for end in ["-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", "//", ";"] {
        script = script.strip_suffix(end).unwrap_or(script).trim_end();
    }
    script
}

#[derive(Default)]
struct Mender {
    out: String,
    /// The brackets that close what is open, the innermost last.
    open: Vec<char>,
    /// The last comma outside of a string: where it stands, and what was open.
    comma: Option<(usize, Vec<char>)>,
    in_string: bool,
}

impl Mender {
    fn mend(script: &str) -> Self {
        let mut mender = Self::default();
        let mut escaped = false;
        for (at, c) in script.char_indices() {
            if !mender.in_string {
                mender.outside(c);
                continue;
            }
            match c {
                _ if c.is_control() => {
                    // A line may not end behind a backslash.
                    if escaped {
                        mender.out.pop();
                    }
                    mender.out.push(' ');
                    escaped = false;
                    continue;
                }
                '\'' if escaped => {
                    // `\'` is no escape of JSON.
                    mender.out.pop();
                    escaped = false;
                }
                '"' if !escaped && ends_string(&script[at + 1..]) => mender.in_string = false,
                '"' if !escaped => mender.out.push('\\'),
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
            if c == '"' {
                escaped = false;
            }
            mender.out.push(c);
        }
        if escaped && mender.in_string {
            mender.out.pop();
        }
        mender
    }

    fn outside(&mut self, c: char) {
        match c {
            '"' => self.in_string = true,
            '{' => self.open.push('}'),
            '[' => self.open.push(']'),
            ',' if self.open.len() <= DEEPEST => {
                self.comma = Some((self.out.len(), self.open.clone()));
            }
            '}' | ']' => {
                let kept = self.out.trim_end();
                if kept.ends_with(',') {
                    self.out.truncate(kept.len() - 1);
                }
                self.open.pop();
            }
            _ => {}
        }
        self.out.push(c);
    }

    /// All of it, with what is open closed.
    fn whole(&self) -> String {
        let mut out = self.out.clone();
        if self.in_string {
            out.push('"');
        }
        out.extend(self.open.iter().rev());
        out
    }

    /// All before the last comma: what follows it was cut off in the middle.
    fn up_to_the_last_comma(&self) -> Option<String> {
        let (at, open) = self.comma.as_ref()?;
        let mut out = self.out.get(..*at)?.to_owned();
        out.extend(open.iter().rev());
        Some(out)
    }
}

/// Whether a quotation mark before `rest` ends a string: what may follow one follows.
fn ends_string(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([',', ':', '}', ']'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(script: &str, expect: &str) {
        let found = parse(script).map_or("nothing".to_owned(), |value| value.to_string());
        assert_eq!(found, expect, "{script}");
    }

    #[test]
    fn what_is_cut_off() {
        check(r#"{"a": "b", "c": "d"#, r#"{"a":"b","c":"d"}"#);
        check(r#"{"a": ["b", {"c": "d""#, r#"{"a":["b",{"c":"d"}]}"#);
        check(r#"{"a": "b", "c":"#, r#"{"a":"b"}"#);
        check(r#"{"a": "b", "c"#, r#"{"a":"b"}"#);
        check(r#"{"a": "b\"#, r#"{"a":"b"}"#);
        check(r#"{"a":"#, "nothing");
    }

    #[test]
    fn what_is_written_by_hand() {
        check("{\"a\": \"one\ntwo\"}", r#"{"a":"one two"}"#);
        check(r#"{"a": "he said "no" to it", "b": 1}"#, r#"{"a":"he said \"no\" to it","b":1}"#);
        check(r#"{"a": [1, 2,], }"#, r#"{"a":[1,2]}"#);
        check(r#"{"a": "it\'s"}"#, r#"{"a":"it's"}"#);
        check(r#"<!-- {"a": 1}; -->"#, r#"{"a":1}"#);
        check(r#"{"a": 1} {"b": 2}"#, r#"{"a":1}"#);
    }

    #[test]
    fn depth_costs_no_more_than_its_bytes() {
        check(&"[".repeat(200_000), "nothing");
        check(&"[,".repeat(200_000), "nothing");
        check(&"{\"a\":".repeat(200_000), "nothing");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn broken_json_is_read_without_panic(text in "([{}\\[\\],:\"\\\\]|[a-z\n]|true|1){0,40}") {
            let _ = parse(&text);
        }
    }
}
