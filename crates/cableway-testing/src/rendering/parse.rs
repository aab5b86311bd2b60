//! The contents of a snapshot as records again.

use serde_json::Value;

/// Why a text is no sequence of records, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// The line of the text, from 1.
    pub line: usize,
    /// The byte of the line, from 1.
    pub column: usize,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
}

/// Reads what [`render`](super::render) wrote. White space, and in which order fields stand, does not
/// matter; a `text` that is one text is as good as a list of lines.
///
/// # Errors
/// When the text is no sequence of JSON objects, or one of them is neither a record (it has a
/// `schema`) nor an entry for a quarantined document, or a `text` is a list of something else than
/// texts.
///
/// ```
/// let error = cableway_testing::rendering::parse("{\"schema\": \"x\"}\n{\"id\": 1").unwrap_err();
/// assert_eq!((error.line, error.column), (2, 8));
/// ```
pub fn parse(text: &str) -> Result<Vec<Value>, ParseError> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut records = Vec::new();
    loop {
        let start = values.byte_offset();
        let Some(value) = values.next() else { return Ok(records) };
        let mut value = value.map_err(|error| from_json(&error))?;
        let problem = |message: &str| {
            // White space may stand before the value.
            let before = text.get(..start).unwrap_or_default();
            let rest = text.get(start..).unwrap_or_default();
            let blank = rest.len() - rest.trim_start().len();
            let before = text.get(..before.len() + blank).unwrap_or_default();
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            ParseError {
                line: before.matches('\n').count() + 1,
                column: before.len() - line_start + 1,
                message: message.to_owned(),
            }
        };
        let Some(fields) = value.as_object_mut() else {
            return Err(problem("a record is an object in braces, and this is none"));
        };
        if !fields.contains_key("schema") && !fields.contains_key("quarantined") {
            return Err(problem("this is neither a record (it has no `schema`) nor `quarantined`"));
        }
        if let Some(Value::Array(lines)) = fields.get("text") {
            let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
            let Some(lines) = lines else {
                return Err(problem("the `text` of this record is no list of lines"));
            };
            let text = lines.join("\n");
            fields.insert("text".to_owned(), text.into());
        }
        records.push(value);
    }
}

fn from_json(error: &serde_json::Error) -> ParseError {
    // The message of the library ends with the place, which is told apart here.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    ParseError { line: error.line(), column: error.column(), message }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, line: usize, column: usize, message: &str) {
        let error = parse(text).unwrap_err();
        assert_eq!((error.line, error.column, error.message.as_str()), (line, column, message));
    }

    #[test]
    fn a_text_may_stay_one_text() {
        let record = json!({"schema": 1, "text": "a\nb"});
        assert_eq!(parse(&record.to_string()).unwrap(), [record]);
    }

    #[test]
    fn mistakes_have_a_place() {
        check("{\"schema\": 1}\n[1]", 2, 1, "a record is an object in braces, and this is none");
        check(
            "{\"schema\": 1}\n\n  {\"id\": 1}",
            3,
            3,
            "this is neither a record (it has no `schema`) nor `quarantined`",
        );
        check(
            "{\"schema\": 1, \"text\": [1]}",
            1,
            1,
            "the `text` of this record is no list of lines",
        );
        check("{\"schema\": 1,\n\"id\": }", 2, 7, "expected value");
        check("{\"schema\": 1", 1, 12, "EOF while parsing an object");
        check("nothing", 1, 2, "expected ident");
    }
}
