//! The text of a document, owned or lent.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text of a [`Document`](crate::Document), which never changes.
///
/// It is a `String`, but for documents that a plugin is shown: there it is the host's own text, which
/// is not copied for the plugin. Whatever is made from it (a clone, a `String`) is a copy.
///
/// ```
/// use cableway_core::Text;
///
/// let text = Text::from("The ferry sails.");
/// assert_eq!(text.find("ferry"), Some(4));
/// ```
pub struct Text(Repr);

enum Repr {
    Owned(String),
    /// Lent: never handed out with this lifetime, nor cloned. See [`Text::lent`].
    Lent(&'static str),
}

impl Text {
    /// A text that is not copied.
    ///
    /// The plugin interface calls this with text that does not live for ever, and so relies on two
    /// things that hold for every `Text`: what it hands out lives no longer than the `Text` itself, and
    /// a clone of it owns a copy.
    pub fn lent(text: &'static str) -> Self {
        Self(Repr::Lent(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Owned(text) => text,
            Repr::Lent(text) => text,
        }
    }

    /// The text on its own; a copy where it was lent.
    pub fn into_string(self) -> String {
        match self.0 {
            Repr::Owned(text) => text,
            Repr::Lent(text) => text.to_owned(),
        }
    }
}

impl Clone for Text {
    fn clone(&self) -> Self {
        Self(Repr::Owned(self.as_str().to_owned()))
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Repr::Owned(String::new()))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Repr::Owned(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Repr::Owned(text.to_owned()))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.into_string()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn a_clone_of_lent_text_is_a_copy() {
        let words = "The ferry sails.";
        let lent = Text::lent(words);
        assert!(std::ptr::eq(lent.as_ptr(), words.as_ptr()), "nothing is copied");
        let copy = lent.clone();
        assert!(!std::ptr::eq(copy.as_ptr(), words.as_ptr()));
        assert_eq!(copy, lent);
        assert!(!std::ptr::eq(lent.into_string().as_ptr(), words.as_ptr()));
    }
}
