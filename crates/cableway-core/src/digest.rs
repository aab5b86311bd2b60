//! Names made from content: the digest of an item's bytes, and a document's id.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The BLAKE3 digest of an item's, or a file's, bytes, written `blake3:` and 64 hexadecimal digits.
///
/// ```
/// use cableway_core::Digest;
///
/// let digest = Digest::of(b"The ferry sails again.");
/// assert_eq!(digest.to_string().parse(), Ok(digest));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of all that `reader` gives, which is never held in memory as a whole.
    ///
    /// ```
    /// use cableway_core::Digest;
    ///
    /// let bytes = b"The ferry sails again.";
    /// assert_eq!(Digest::of_reader(&bytes[..])?, Digest::of(bytes));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of `reader`.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        // From this size on, blocks are hashed side by side.
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(Self(*hasher.finalize().as_bytes())),
                Ok(bytes) => hasher.update(&buffer[..bytes]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
        }
    }

    /// The digest that is these 32 bytes, such as [`Self::as_bytes`] gave.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("blake3:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let hex = text.strip_prefix("blake3:").ok_or(DigestError)?;
        let hash = blake3::Hash::from_hex(hex).map_err(|_| DigestError)?;
        Ok(Self(*hash.as_bytes()))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "BLAKE3 digest of the item's bytes.",
            "type": "string",
            "pattern": "^blake3:[0-9a-f]{64}$"
        })
    }
}

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is `blake3:` and 64 hexadecimal digits")]
pub struct DigestError;

/// What a document is called across runs: made from where it comes from, never from what it says, so
/// that a changed article keeps its id.
///
/// Built-in stages make it with [`DocumentId::from_uri`]: 24 hexadecimal digits, the first 96 bits of
/// the BLAKE3 digest of the URI. A record from elsewhere may bring any other id that is one line of
/// 1 to 200 characters without white space.
///
/// ```
/// use cableway_core::DocumentId;
///
/// let id = DocumentId::from_uri("inbox/ferry.txt");
/// assert_eq!(id.as_str().len(), 24);
/// assert_ne!(id, DocumentId::from_uri("inbox/ferry.txt#2"));
/// assert!(DocumentId::new("two words").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

impl DocumentId {
    /// The id of the document at `uri`. A document inside a container (a line of a file, a message
    /// of a mailbox) has a URI of its own: the container's, `#`, and its place.
    pub fn from_uri(uri: &str) -> Self {
        let hash = blake3::hash(uri.as_bytes());
        Self(hash.to_hex()[..24].to_owned())
    }

    /// An id that was made elsewhere, or `None` where it is empty, holds white space or control
    /// characters, or is longer than 200 characters.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let fits = !id.is_empty()
            && id.chars().count() <= 200
            && !id.chars().any(|c| c.is_whitespace() || c.is_control());
        fits.then_some(Self(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = &'static str;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::new(id).ok_or("an id has 1 to 200 characters and no white space")
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

impl JsonSchema for DocumentId {
    fn schema_name() -> Cow<'static, str> {
        "DocumentId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Made from the URI, so that a changed article keeps its id.",
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "pattern": r"^\S+$"
        })
    }
}
