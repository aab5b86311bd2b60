//! Web archives (WARC): the pages, texts and documents that a crawl brought home.
//!
//! The records are taken apart here rather than by a crate: those that there are read a record of any
//! length into memory, and stop for good at the first that is damaged.

mod http;
mod records;
mod stream;

use std::io::BufRead;

use cableway_core::StageError;

use self::records::{Head, Records};
use super::{Container, Lost, Member, Work};
use crate::media::{self, MediaType};
use crate::parts::Names;

/// What an answer may have in front of its payload, in bytes.
const MOST_HEADERS: u64 = 256 << 10;

/// True where a web archive begins.
pub(super) fn begins(start: &[u8]) -> bool {
    start.starts_with(b"WARC/")
}

/// An open archive.
pub(super) struct Warc<R: BufRead> {
    records: Records<R>,
    names: Names,
}

impl<R: BufRead> Warc<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { records: Records::new(reader), names: Names::default() }
    }

    /// The member that the next record is; `None` where it is none that is wanted.
    fn member(&mut self, head: &Head, work: &mut Work<'_>) -> Result<Option<Member>, StageError> {
        let is_answer = match head.kind.as_str() {
            "response" => head.media_type.starts_with("application/http"),
            // A file that was fetched without HTTP, and text that was made of a page.
            "resource" | "conversion" => false,
            _ => return self.records.skip(work).map(|()| None),
        };
        if head.kind == "response" && !is_answer {
            return self.records.skip(work).map(|()| None);
        }
        if !(work.wanted)(&head.name) {
            return self.records.skip(work).map(|()| None);
        }
        let limit = work.limit.saturating_add(if is_answer { MOST_HEADERS } else { 0 });
        if head.length > limit {
            self.records.skip(work)?;
            return Err(StageError::limit(format!(
                "has {} bytes, which is more than {} (`bytes` under [limits])",
                head.length, work.limit
            )));
        }
        let bytes = self.records.body(work)?;
        let (media_type, bytes) = if is_answer {
            let Some(answer) = http::answer(&bytes)? else { return Ok(None) };
            // What is no article need not be unpacked.
            if !may_be_article(answer.media_type.as_deref()) {
                return Ok(None);
            }
            (answer.media_type.clone(), answer.payload(work)?)
        } else {
            (Some(head.media_type.clone()).filter(|kind| !kind.is_empty()), bytes)
        };
        if bytes.is_empty() || !is_article(media_type.as_deref(), &bytes) {
            return Ok(None);
        }
        let retrieved = head.date.as_deref().and_then(|date| date.parse().ok());
        let name = self.names.give(head.name.clone());
        let part = Some(format!("record {}", self.records.number()));
        Ok(Some(Member { name, part, bytes, media_type, retrieved }))
    }
}

/// What a media type is without its parameters.
fn essence(media_type: Option<&str>) -> String {
    let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether the declared type is one that a reader reads, or says nothing.
fn may_be_article(media_type: Option<&str>) -> bool {
    let essence = essence(media_type);
    MediaType::of_name(&essence).is_some() || says_nothing(&essence)
}

fn says_nothing(essence: &str) -> bool {
    matches!(essence, "" | "application/octet-stream" | "binary/octet-stream" | "unknown/unknown")
}

/// Whether a payload is one that a reader reads. A crawl brings pictures, scripts and much else; it would
/// be no help to have each of them refused.
fn is_article(media_type: Option<&str>, bytes: &[u8]) -> bool {
    let essence = essence(media_type);
    MediaType::of_name(&essence).is_some() || says_nothing(&essence) && media::shows_article(bytes)
}

impl<R: BufRead> Container for Warc<R> {
    fn next(&mut self, work: &mut Work<'_>) -> Option<Result<Member, Lost>> {
        while work.context.check().is_ok() {
            let head = match self.records.head(work) {
                Ok(Some(head)) => head,
                Ok(None) => return None,
                Err(error) => return Some(Err(self.lost(None, error, work))),
            };
            match self.member(&head, work) {
                Ok(Some(member)) => return Some(Ok(member)),
                Ok(None) => {}
                Err(error) => return Some(Err(self.lost(Some(head.name), error, work))),
            }
        }
        None
    }
}

impl<R: BufRead> Warc<R> {
    /// The loss of the record that `name` is of, or of the one that is read. Only a spent budget ends the
    /// archive: behind a damaged record others may be whole.
    fn lost(&mut self, name: Option<String>, error: StageError, work: &Work<'_>) -> Lost {
        if work.budget.is_spent() {
            return Lost { name: None, error };
        }
        let name = name.unwrap_or_else(|| self.records.number().to_string());
        Lost { name: Some(self.names.give(name)), error }
    }
}
