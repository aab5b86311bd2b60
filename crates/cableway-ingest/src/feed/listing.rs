//! The entries of a feed as items.

use std::ops::Range;

use cableway_core::{Context, Date, Item, ListError, StageError};

use super::cut::{self, Format, Head};
use super::parcel::{MEDIA_TYPE, Parcel};
use super::{decode, entry, json};
use crate::parts::{self, Names};

/// A longer id of an entry is no part of a URI; in bytes.
const LONGEST_ID: usize = 500;

/// Where a feed comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub(super) uri: String,
    /// As the source declares it.
    pub(super) media_type: Option<String>,
    pub(super) retrieved: Option<Date>,
    /// True for standard input.
    pub(super) transient: bool,
    /// What relative addresses start from, unless the feed says another.
    pub(super) base: Option<String>,
}

/// Gives one entry after the other.
#[derive(Debug)]
pub(super) struct Listing {
    source: Source,
    text: String,
    format: Format,
    head: Head,
    entries: std::vec::IntoIter<Range<usize>>,
    notes: Vec<String>,
    is_cut_off: bool,
    names: Names,
}

impl Listing {
    /// Cuts the feed in `bytes`.
    pub(super) fn new(
        bytes: &[u8],
        source: Source,
        allow_empty: bool,
        context: &Context<'_>,
    ) -> Result<Self, StageError> {
        if bytes.trim_ascii().is_empty() {
            return Err(StageError::bad_input("the file is empty"));
        }
        let text = decode::text(bytes, source.media_type.as_deref(), context)?.into_owned();
        let (format, mut head, entries, is_cut_off) = if json::is_json(&text) {
            let cut = json::cut(&text)?;
            let start = text.as_ptr() as usize;
            // Each is a part of the text.
            let place = |entry: &&str| {
                let at = entry.as_ptr() as usize - start;
                at..at + entry.len()
            };
            let entries: Vec<Range<usize>> = cut.entries.iter().map(place).collect();
            (Format::Json, cut.head, entries, cut.is_cut_off)
        } else {
            let cut = cut::cut(&text, source.base.is_some(), context)?;
            (cut.format, cut.head, cut.entries, cut.is_cut_off)
        };
        if entries.is_empty() && !allow_empty {
            return Err(StageError::bad_input(
                "the feed has no entries; where that may be, set `allow_empty`",
            ));
        }
        let base = head.base.take();
        head.base = match (base, &source.base) {
            (Some(base), own) => Some(entry::resolve(own.as_deref(), &base).unwrap_or(base)),
            (None, Some(own)) => Some(own.clone()),
            (None, None) => head.link.clone().filter(|link| link.contains("://")),
        };
        let notes = context.take_notes();
        let entries = entries.into_iter();
        Ok(Self { source, text, format, head, entries, notes, is_cut_off, names: Names::default() })
    }

    /// A name for an entry within its feed, which no other has.
    fn name(&mut self, markup: &str) -> String {
        let entry = match self.format {
            Format::Json => json::read(markup, &self.head).unwrap_or_default(),
            format => entry::read(markup, format, &self.head),
        };
        let name = entry.id.filter(|id| id.len() <= LONGEST_ID).unwrap_or_else(|| {
            parts::of_content(entry.title.as_deref().unwrap_or(markup).as_bytes())
        });
        self.names.give(name)
    }
}

impl Iterator for Listing {
    type Item = Result<Item, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.entries.next()?;
        let markup = self.text[place].to_owned();
        let name = self.name(&markup);
        let uri = format!("{}!/{name}", self.source.uri);
        let mut notes = self.notes.clone();
        let is_last = self.entries.len() == 0;
        if self.is_cut_off && is_last {
            notes.push(if self.format == Format::Json {
                "the feed is cut off, or no JSON any more, after this entry".to_owned()
            } else {
                "the feed ends in the middle of this entry, which may have lost a part".to_owned()
            });
        }
        let parcel = Parcel {
            format: self.format,
            feed: self.head.clone(),
            entry: markup,
            notes,
            page: None,
        };
        Some(match parcel.to_bytes() {
            Ok(bytes) => Ok(Item {
                media_type: Some(MEDIA_TYPE.to_owned()),
                retrieved: self.source.retrieved.clone(),
                transient: self.source.transient,
                ..Item::new(uri, bytes)
            }),
            Err(error) => Err(ListError::Item { uri, error }),
        })
    }
}
