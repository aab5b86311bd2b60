//! What is different in meaning between the records that a snapshot has and those that a run gave.
//!
//! Records are compared by id, and in them what each stage said: a label gained, lost or flipped, a
//! score beyond the tolerance, evidence that moved, a sentence in or out of a summary, metadata, text.
//! Each [`Change`] names the stage that it comes from. Stages only add to a document, so the first of
//! them whose output differs is where to look first; the others may only follow from it.
//!
//! [`compare`] finds nothing if and only if the two sequences say the same. Nothing in its result
//! depends on chance, or on the order in which objects keep their fields.

mod annotations;
mod change;
mod document;
mod evidence;
mod lines;
mod quote;
mod records;
mod sequence;
mod summaries;
mod value;
mod words;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use self::change::{Change, Origin, What};
pub use self::lines::{Hunk, Line, Sign, TextDifference, compare_lines};
pub(crate) use self::quote::printable;

/// What counts as a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// Whether records may stand in any order.
    pub unordered: bool,
    /// How far the `score` of an annotation, or an attribute of that name, may be from the one that is
    /// expected; 0 or more.
    pub tolerance: f64,
}

/// All changes of meaning from `expected` to `actual`: sequences of records in the form of
/// [`Record`](cableway_core::Record), and of entries `{"quarantined": {"uri", "stage", "error"}}` for
/// documents that failed.
///
/// Changes of one document stand together, in the order of `actual`; a document that is gone stands
/// where it was.
///
/// ```
/// use cableway_testing::difference::{Options, Origin, compare, first_stage};
/// use serde_json::json;
///
/// let record = |label: &str| json!({
///     "schema": "cableway.record/1",
///     "id": "b1a6",
///     "source": {"uri": "ferry.txt"},
///     "text": "The ferry sails.",
///     "annotations": [
///         {"id": "desk-1", "stage": "desk", "kind": "topic", "label": label, "spans": [[4, 9]]},
///     ],
/// });
/// let changes = compare(&[record("shipping")], &[record("sanctions")], &Options::default());
/// assert_eq!(changes[0].to_string(), "topic flipped: `shipping` → `sanctions`, on “ferry”");
/// let order = ["language".to_owned(), "desk".to_owned()];
/// assert_eq!(first_stage(&changes, &order), Some(&Origin::Stage("desk".to_owned())));
/// ```
pub fn compare(expected: &[Value], actual: &[Value], options: &Options) -> Vec<Change> {
    records::compare(expected, actual, options)
}

/// The first stage whose output differs, by the names of all stages in running order (see
/// [`running_order`](crate::fingerprint::running_order)); nothing where there are no changes.
///
/// Ingest stages run first, whatever their names. A stage that `order` does not name counts as the
/// last.
pub fn first_stage<'a>(changes: &'a [Change], order: &[String]) -> Option<&'a Origin> {
    let rank = |stage: &Origin| match stage {
        Origin::Ingest => 0,
        Origin::Stage(name) => {
            order.iter().position(|known| known == name).map_or(usize::MAX, |place| place + 1)
        }
    };
    changes.iter().map(|change| &change.stage).min_by_key(|stage| rank(stage))
}

/// The changes document by document, in their order.
pub fn by_document(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    changes.chunk_by(Change::is_of_one_document)
}
