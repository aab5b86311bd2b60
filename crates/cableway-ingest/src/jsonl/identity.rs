//! What tells a line from the others of its file, wherever it stands.

use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::fields;
use crate::parts;

/// The name of `line`: the id in the field at `path` where there is one, else the digest of what it says.
pub(super) fn name(line: &[u8], path: Option<&str>) -> String {
    match path.and_then(|path| id(line, path)) {
        Some(id) => format!("id={}", parts::of_id(&id)),
        None => format!("digest={}", parts::of_content(line.trim_ascii())),
    }
}

/// The id that `line` bears. A line that is torn bears none, since nobody knows what it would have been.
fn id(line: &[u8], path: &str) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let object = Only(path).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    fields::text(&object, path).ok()?
}

/// Reads no more of an object than the field that a path begins with: the others of an article are long.
#[derive(Clone, Copy)]
struct Only<'a>(&'a str);

impl Only<'_> {
    fn wants(self, key: &str) -> bool {
        let path = self.0;
        match path.strip_prefix('/') {
            Some(pointer) => {
                let first = pointer.split('/').next().unwrap_or_default();
                first == key || first.replace("~1", "/").replace("~0", "~") == key
            }
            // A key may itself have dots.
            None => key == path || path.split('.').next() == Some(key),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Only<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Only<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key_seed(Key(self))? {
            match key {
                Some(key) => {
                    object.insert(key, fields.next_value()?);
                }
                None => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Object(object))
    }
}

/// A key, where it is wanted.
struct Key<'a>(Only<'a>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<String>;

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        reader: D,
    ) -> Result<Option<String>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Option<String>, E> {
        Ok(self.0.wants(key).then(|| key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[track_caller]
    fn check(line: &str, path: &str, expect: Option<&str>) {
        let named = name(line.as_bytes(), Some(path));
        match expect {
            Some(id) => assert_eq!(named, format!("id={id}")),
            None => {
                assert_eq!(named, name(line.as_bytes(), None));
                assert!(named.starts_with("digest="), "{named}");
            }
        }
    }

    #[test]
    fn ids_by_their_path() {
        check(r#"{"id": "a", "text": "x"}"#, "id", Some("a"));
        check(r#"{"text": {"id": "b"}, "id": 7}"#, "id", Some("7"));
        check(r#"{"meta": {"id": "a"}}"#, "meta.id", Some("a"));
        check(r#"{"meta.id": "a", "meta": {"id": "b"}}"#, "meta.id", Some("a"));
        check(r#"{"meta": {"a/b": "c"}, "x": 1}"#, "/meta/a~1b", Some("c"));
        check(r#"{"a/b": "c"}"#, "/a~1b", Some("c"));
        check(r#"{"id": "a", "id": "b"}"#, "id", Some("b"));
        check(r#"{"\u0069d": " a\tb "}"#, "id", Some("a%20b"));
    }

    #[test]
    fn lines_that_bear_no_id() {
        for line in [
            r#"{"text": "x"}"#,
            r#"{"id": null}"#,
            r#"{"id": ""}"#,
            r#"{"id": ["a"]}"#,
            r#"{"id": "a", "text": "#,
            r#"{"id": "a"} {"id": "b"}"#,
            r#"["id"]"#,
            "id",
            "",
        ] {
            check(line, "id", None);
        }
        assert_eq!(name(b"\xff", Some("id")), name(b" \xff\t", None));
        assert_ne!(name(b"{}", None), name(b"{ }", None));
    }
}
