//! Readers: from decoded text to blocks and metadata.

pub(crate) mod byline;
pub(crate) mod html;
pub(crate) mod language;
