//! Selectors: which values of a record a rule speaks of, in the grammar of insta.

use std::fmt;

/// Says which values are meant, as `.source.retrieved` or `.**.score`.
///
/// | part | means |
/// |---|---|
/// | `.key`, `["any key"]` | the field of that name |
/// | `[0]` | the element, counted from 0 |
/// | `[]` | every element |
/// | `[1:3]`, `[1:]`, `[:3]`, `[-1:]` | elements from the first number up to the second, which is not among them; a negative one counts from the end |
/// | `.*` | anything, one step deep |
/// | `.**` | any number of steps, none among them; once in a selector |
/// | `.` | the whole value |
/// | `,` | between selectors: what either of them selects |
///
/// This is the grammar of insta's selectors. Two things differ in what they match: field *names*
/// are not values here, so `.$key` selects a field of that name; and what stands behind `.**` must
/// be matched in full, so that `.**.a.b` does not select a `b` at the top.
///
/// ```
/// use cableway_testing::redaction::Selector;
///
/// assert!("[1:3], .**[\"a key\"]".parse::<Selector>().is_ok());
/// let error = ".meta.content-type".parse::<Selector>().unwrap_err();
/// assert_eq!(error.column, 14);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    alternatives: Vec<Vec<Segment>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Any,
    AnyDepth,
    Key(String),
    Index(u64),
    Range(Option<i64>, Option<i64>),
}

/// One step from a value to a value in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Key(&'a str),
    /// An element's place, from 0, and how many there are.
    Index(usize, usize),
}

/// Why a text is no selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{selector}` is no selector: {message} at column {column}")]
pub struct SelectorError {
    /// The text.
    pub selector: String,
    /// Which of its characters is wrong, from 1; one more than there are where something is missing.
    pub column: usize,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
}

impl Selector {
    /// Whether the value at `path` is meant.
    pub(super) fn matches(&self, path: &[Step<'_>]) -> bool {
        self.alternatives.iter().any(|segments| {
            match segments.iter().position(|segment| *segment == Segment::AnyDepth) {
                None => segments.len() == path.len() && all_match(segments, path),
                Some(place) => {
                    let (front, back) = (&segments[..place], &segments[place + 1..]);
                    // `.**` alone is everything below the top, and so is `.a.**` below `a`.
                    let at_least = front.len() + back.len().max(1);
                    path.len() >= at_least
                        && all_match(front, path)
                        && all_match(back, &path[path.len() - back.len()..])
                }
            }
        })
    }
}

fn all_match(segments: &[Segment], path: &[Step<'_>]) -> bool {
    segments.iter().zip(path).all(|(segment, step)| match (segment, step) {
        (Segment::Any | Segment::AnyDepth, _) => true,
        (Segment::Key(key), Step::Key(name)) => key == name,
        (Segment::Index(index), Step::Index(place, _)) => *index == *place as u64,
        (Segment::Range(start, end), Step::Index(place, length)) => {
            start.is_none_or(|start| *place as u64 >= from_start(start, *length))
                && end.is_none_or(|end| (*place as u64) < from_start(end, *length))
        }
        _ => false,
    })
}

/// A bound of a range as a place from 0.
fn from_start(bound: i64, length: usize) -> u64 {
    let size = bound.unsigned_abs();
    if bound < 0 { (length as u64).saturating_sub(size) } else { size }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let characters: Vec<char> = text.chars().collect();
        let mut parser = Parser { characters: &characters, at: 0 };
        let alternatives = parser.selectors().map_err(|message| SelectorError {
            selector: text.to_owned(),
            column: parser.at + 1,
            message: message.to_owned(),
        })?;
        Ok(Self { text: text.to_owned(), alternatives })
    }
}

/// Goes through the characters; where something is wrong, `at` stays there.
struct Parser<'a> {
    characters: &'a [char],
    at: usize,
}

type Parsed<T> = Result<T, &'static str>;

impl Parser<'_> {
    fn selectors(&mut self) -> Parsed<Vec<Vec<Segment>>> {
        let mut alternatives = vec![self.selector()?];
        loop {
            self.skip_blanks();
            if self.is_at_end() {
                return Ok(alternatives);
            }
            if !self.eat(",") {
                return Err("there must be `.`, `[`, `,` or the end");
            }
            self.skip_blanks();
            // A comma may stand at the end.
            if self.is_at_end() {
                return Ok(alternatives);
            }
            alternatives.push(self.selector()?);
        }
    }

    fn selector(&mut self) -> Parsed<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            self.skip_blanks();
            let start = self.at;
            if self.eat("[") {
                segments.push(self.subscript()?);
            } else if self.eat(".") {
                if let Some(key) = self.identifier() {
                    segments.push(Segment::Key(key));
                    continue;
                }
                self.skip_blanks();
                if self.eat("**") {
                    if segments.contains(&Segment::AnyDepth) {
                        self.at = start;
                        return Err("`.**` can stand once in a selector, and stands twice");
                    }
                    segments.push(Segment::AnyDepth);
                } else if self.eat("*") {
                    segments.push(Segment::Any);
                } else if segments.is_empty() && (self.is_at_end() || self.peek() == Some(',')) {
                    return Ok(segments);
                } else {
                    return Err("there must be a key, `*` or `**` after the dot (keys with signs \
                                are written `[\"a-key\"]`)");
                }
            } else if segments.is_empty() {
                return Err("a selector begins with `.` or `[`");
            } else {
                return Ok(segments);
            }
        }
    }

    /// What stands after `[`, and the bracket that ends it.
    fn subscript(&mut self) -> Parsed<Segment> {
        self.skip_blanks();
        if self.eat("]") {
            return Ok(Segment::Range(None, None));
        }
        if self.peek() == Some('"') {
            let key = self.quoted()?;
            self.closing_bracket()?;
            return Ok(Segment::Key(key));
        }
        if self.eat(":") {
            self.skip_blanks();
            let end = self.integer()?;
            self.closing_bracket()?;
            return Ok(Segment::Range(None, Some(end)));
        }
        let number_at = self.at;
        let start = self.integer()?;
        self.skip_blanks();
        if self.eat(":]") {
            return Ok(Segment::Range(Some(start), None));
        }
        if self.eat(":") {
            self.skip_blanks();
            let end = self.integer()?;
            self.closing_bracket()?;
            return Ok(Segment::Range(Some(start), Some(end)));
        }
        self.closing_bracket()?;
        u64::try_from(start).map(Segment::Index).map_err(|_| {
            self.at = number_at;
            "a place counts from 0 (the last element is `[-1:]`)"
        })
    }

    fn closing_bracket(&mut self) -> Parsed<()> {
        self.skip_blanks();
        if self.eat("]") { Ok(()) } else { Err("there must be `]`") }
    }

    /// A key in quotes. A backslash is dropped, and what stands after it is kept; a quote ends the
    /// key even then.
    fn quoted(&mut self) -> Parsed<String> {
        let quotes = self.at;
        self.at += 1;
        let mut key = String::new();
        let mut after_backslash = false;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(key),
                '\\' if !after_backslash => after_backslash = true,
                other => {
                    key.push(other);
                    after_backslash = false;
                }
            }
        }
        self.at = quotes;
        Err("the quotes that begin here do not end")
    }

    fn integer(&mut self) -> Parsed<i64> {
        let start = self.at;
        self.eat("-");
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        digits.parse().map_err(|_| {
            self.at = start;
            "there must be a number, a key in quotes, or `]`"
        })
    }

    /// A key without quotes: a letter, `_` or `$`, then letters, digits and `_`, as Unicode has them.
    fn identifier(&mut self) -> Option<String> {
        let first = self.peek()?;
        if !matches!(first, '_' | '$') && !unicode_ident::is_xid_start(first) {
            return None;
        }
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(unicode_ident::is_xid_continue) {
            self.at += 1;
        }
        Some(self.characters[start..self.at].iter().collect())
    }

    fn eat(&mut self, expected: &str) -> bool {
        let count = expected.chars().count();
        let next = self.characters.get(self.at..self.at + count);
        let is_next = next.is_some_and(|next| next.iter().copied().eq(expected.chars()));
        if is_next {
            self.at += count;
        }
        is_next
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn is_at_end(&self) -> bool {
        self.at == self.characters.len()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Segment {
        Segment::Key(key.to_owned())
    }

    #[track_caller]
    fn check(text: &str, expect: &[&[Segment]]) {
        assert_eq!(text.parse::<Selector>().unwrap().alternatives, expect, "{text}");
    }

    #[test]
    fn all_forms_are_read() {
        check(".", &[&[]]);
        check(".a.b_1", &[&[key("a"), key("b_1")]]);
        check(".$key._x.größe", &[&[key("$key"), key("_x"), key("größe")]]);
        check("[\"a b\"][0]", &[&[key("a b"), Segment::Index(0)]]);
        check("[]", &[&[Segment::Range(None, None)]]);
        check("[1:3]", &[&[Segment::Range(Some(1), Some(3))]]);
        check("[-2:]", &[&[Segment::Range(Some(-2), None)]]);
        check("[:-1]", &[&[Segment::Range(None, Some(-1))]]);
        check(".*.**.a", &[&[Segment::Any, Segment::AnyDepth, key("a")]]);
        check(".a, .b,", &[&[key("a")], &[key("b")]]);
        check(".,.a", &[&[], &[key("a")]]);
        check(
            " .a [ 0 ] . * [ 1 : 2 ] , .b ",
            &[
                &[key("a"), Segment::Index(0), Segment::Any, Segment::Range(Some(1), Some(2))],
                &[key("b")],
            ],
        );
        check(r#"["a\\b\c"]"#, &[&[key(r"a\bc")]]);
    }

    #[track_caller]
    fn check_error(text: &str, column: usize, message: &str) {
        let error = text.parse::<Selector>().unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }

    #[test]
    fn mistakes_have_a_column() {
        check_error("", 1, "a selector begins with");
        check_error("a", 1, "a selector begins with");
        check_error(".a-b", 3, "there must be `.`, `[`, `,` or the end");
        check_error(".a.", 4, "after the dot");
        check_error("..a", 2, "after the dot");
        check_error(".é.1", 4, "after the dot");
        check_error(".**.a.**", 6, "stands twice");
        check_error("[1", 3, "there must be `]`");
        check_error("[x]", 2, "a number, a key in quotes");
        check_error("[--1]", 2, "a number");
        check_error("[-1]", 2, "counts from 0");
        check_error("[99999999999999999999]", 2, "a number");
        check_error("[1:x]", 4, "a number");
        check_error("[\"a]", 2, "do not end");
        check_error(".a,,", 4, "a selector begins with");
        check_error(".***", 4, "the end");
        let error = "[x]".parse::<Selector>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`[x]` is no selector: there must be a number, a key in quotes, or `]` at column 2"
        );
    }

    #[test]
    fn ranges_count_from_either_end() {
        for (text, expect) in [
            ("[1:3]", [false, true, true, false]),
            ("[-1:]", [false, false, false, true]),
            ("[:-1]", [true, true, true, false]),
            ("[-9:1]", [true, false, false, false]),
            ("[3:1]", [false; 4]),
            ("[2]", [false, false, true, false]),
            ("[]", [true; 4]),
        ] {
            let selector: Selector = text.parse().unwrap();
            let found = [0, 1, 2, 3].map(|place| selector.matches(&[Step::Index(place, 4)]));
            assert_eq!(found, expect, "{text}");
        }
    }

    #[test]
    fn any_depth_is_none_or_more_steps() {
        let selector: Selector = ".a.**.b.c".parse().unwrap();
        for (keys, expect) in [
            (&["a", "b", "c"][..], true),
            (&["a", "x", "b", "c"], true),
            (&["a", "b", "c", "b", "c"], true),
            (&["a", "c"], false),
            (&["b", "c"], false),
            (&["a", "b", "c", "x"], false),
        ] {
            let path: Vec<Step<'_>> = keys.iter().map(|key| Step::Key(key)).collect();
            assert_eq!(selector.matches(&path), expect, "{keys:?}");
        }
        let everything: Selector = ".**".parse().unwrap();
        assert!(everything.matches(&[Step::Index(0, 1)]));
        assert!(!everything.matches(&[]));
    }
}
