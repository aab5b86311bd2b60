//! An entry on its way from the listing to the reading: all that reading it needs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cableway_core::{Date, StageError};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::cut::{Format, Head};
use super::entry::{self, Entry};
use super::json;

/// The media type of an entry's item.
pub(super) const MEDIA_TYPE: &str = "application/vnd.cableway.feed-entry+json";

/// The bytes of an item: a line of JSON, so that what went to quarantine can be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parcel {
    pub(super) format: Format,
    /// What the feed says of itself.
    #[serde(default, skip_serializing_if = "Head::is_empty")]
    pub(super) feed: Head,
    /// The entry as the feed writes it.
    pub(super) entry: String,
    /// What was noted about the feed as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<String>,
    /// What the entry's link leads to, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<Page>,
}

/// A page as a server gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Page {
    /// Where it was found.
    pub(super) url: String,
    /// Whether that is another address than the entry's link.
    #[serde(default)]
    pub(super) is_moved: bool,
    pub(super) media_type: Option<String>,
    pub(super) retrieved: Option<Date>,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(super) bytes: Vec<u8>,
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(deserializer)?).map_err(de::Error::custom)
}

impl Parcel {
    /// What the entry says.
    pub(super) fn entry(&self) -> Result<Entry, StageError> {
        match self.format {
            Format::Json => json::read(&self.entry, &self.feed),
            format => Ok(entry::read(&self.entry, format, &self.feed)),
        }
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, StageError> {
        serde_json::to_vec(self).map_err(|error| {
            StageError::internal("the entry cannot be handed on").with_source(error)
        })
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StageError> {
        serde_json::from_slice(bytes).map_err(|error| {
            StageError::internal("the item is no entry of a feed").with_source(error)
        })
    }
}
