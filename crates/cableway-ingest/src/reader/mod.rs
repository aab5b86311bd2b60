//! Readers: from decoded text to blocks and metadata.

pub(crate) mod html;
