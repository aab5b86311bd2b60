//! What a source hands over before anybody has read it.

use crate::error::StageError;

/// Raw bytes with a URI and, where the source knows it, a media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where the bytes come from. For a local file its path relative to the pipeline file, with `/`
    /// between the parts, so that records are the same on every machine. It names one item only:
    /// a part of a file adds what tells it from the others for good (the id that it bears, the digest of its
    /// content), so that it keeps its name when others come or go before it.
    pub uri: String,
    /// Which part of its file the item is now, in words: `line 3`, `mail 17`. It is there to find the item by, and no
    /// stage sees it: an item that moves is still the same. `None` for what is no part, or is named by its place.
    pub part: Option<String>,
    /// Where the bytes were found in the end, when a server sent whoever asked for `uri` on to another
    /// address. Relative addresses in a page are relative to this one.
    pub location: Option<String>,
    /// The media type that the source declares, with its parameters: `text/html; charset=utf-8`.
    pub media_type: Option<String>,
    /// When a remote source was asked for the bytes. Local files have none: the time at which a
    /// checkout was made says nothing about an article.
    pub retrieved: Option<crate::Date>,
    /// The bytes as the source gave them, still packed where they came packed.
    pub bytes: Vec<u8>,
    /// True when `uri` cannot be read a second time, as with standard input: then the bytes
    /// themselves go to quarantine, so that nothing is lost.
    pub transient: bool,
}

impl Item {
    /// An item that can be read again at its URI, with no declared media type.
    ///
    /// ```
    /// let item = cableway_core::Item::new("inbox/ferry.txt", b"The ferry sails.".to_vec());
    /// assert_eq!(item.media_type, None);
    /// ```
    pub fn new(uri: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            uri: uri.into(),
            part: None,
            location: None,
            media_type: None,
            retrieved: None,
            bytes,
            transient: false,
        }
    }
}

/// Why an ingest stage could not hand over the next item.
#[derive(Debug)]
pub enum ListError {
    /// This one item is lost (a file that may not be opened, a line that is too long): it goes to
    /// quarantine, and the run goes on.
    Item {
        /// What could not be handed over.
        uri: String,
        /// Why.
        error: StageError,
    },
    /// The source as a whole is of no use (a folder that does not exist): the run ends, and no
    /// output is replaced.
    Source(StageError),
}
