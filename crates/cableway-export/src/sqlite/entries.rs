//! What a run has written so far: some bytes a document, and the records that are new or changed in a file.

use cableway_core::{Digest, DocumentId};

use super::trouble::Trouble;

/// A document of the run. 40 bytes, the only thing that grows with the number of documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The document's number in the database.
    pub(super) number: i64,
    /// More of the digest that the number is made from: two ids of one number are told apart by it.
    check: u32,
    /// The length of its record in the file in bytes, 0 for one that is in the database already.
    pub(super) length: u32,
    /// Where its record starts in the file, in bytes.
    pub(super) start: u64,
    /// The first half of the record's digest.
    pub(super) digest: [u8; 16],
}

impl Entry {
    /// A document whose record is in the database already.
    pub(super) fn unchanged(id: &DocumentId, digest: [u8; 16]) -> Self {
        let (number, check) = number(id.as_str());
        Self { number, check, length: 0, start: 0, digest }
    }

    pub(super) fn is_unchanged(&self) -> bool {
        self.length == 0
    }
}

/// The number of the document `id`, and more of what it is made from.
///
/// It is made from the id alone, so that a database does not tell in which order, or in how many runs, its
/// documents came; and it is never below zero. Among a million documents two share a number once in some ten
/// million corpora.
pub(super) fn number(id: &str) -> (i64, u32) {
    let digest = Digest::of(id.as_bytes());
    let bytes = digest.as_bytes();
    let number = u64::from_be_bytes(std::array::from_fn(|at| bytes[at])) >> 1;
    (number.cast_signed(), u32::from_be_bytes(std::array::from_fn(|at| bytes[8 + at])))
}

/// Puts the documents in the order of their numbers. Of a document that was written several times the last
/// one stays. Two documents of one number are refused.
pub(super) fn order(entries: &mut Vec<Entry>) -> Result<(), Trouble> {
    // Stable: what was written later stands later.
    entries.sort_by_key(|entry| entry.number);
    let mut shared = None;
    entries.dedup_by(|later, earlier| {
        if later.number != earlier.number {
            return false;
        }
        if later.check != earlier.check {
            shared = Some(later.number);
        }
        *earlier = *later;
        true
    });
    match shared {
        None => Ok(()),
        Some(number) => Err(Trouble::Refused(format!(
            "two documents of the run have the number {number}, by a chance of one in millions: rename one of them"
        ))),
    }
}
