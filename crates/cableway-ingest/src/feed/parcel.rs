//! An entry on its way from the listing to the reading: all that reading it needs.

use cableway_core::StageError;
use serde::{Deserialize, Serialize};

use super::cut::{Format, Head};

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
}

impl Parcel {
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
