//! The words that an annotation or a sentence rests on, and whatever else stands beside them.

use serde_json::Value;

use super::Options;
use super::change::What;
use super::sequence::missing;
use super::value::{both, fields_of, list_of, same_field, sorted, words};

/// Spans and the words under them.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) spans: &'a [Value],
    pub(super) words: Vec<String>,
}

impl<'a> Evidence<'a> {
    /// The evidence of an annotation or a sentence of a document with this text.
    pub(super) fn new(owner: &'a Value, text: &str) -> Self {
        let spans = list_of(owner, "spans");
        Self { spans, words: spans.iter().map(|span| words(span, text)).collect() }
    }

    /// Whether both rest on the same words at the same place. In another text only the words can be
    /// compared.
    pub(super) fn is_same(&self, other: &Self, text_is_same: bool) -> bool {
        self.words == other.words && (!text_is_same || self.spans == other.spans)
    }
}

/// Tells whether the words are others, or the same elsewhere.
pub(super) fn compare_evidence(
    old: &Evidence<'_>,
    new: &Evidence<'_>,
    text_is_same: bool,
    of: impl Fn() -> String,
    add: &mut dyn FnMut(What),
) {
    if old.is_same(new, text_is_same) {
        return;
    }
    let (lost, gained) = (missing(&old.words, &new.words), missing(&new.words, &old.words));
    if lost.is_empty() && gained.is_empty() {
        // Those that stayed where they were are not told.
        let rest = |spans: &[Value], others: &[Value]| -> Vec<Value> {
            spans.iter().filter(|span| !others.contains(span)).cloned().collect()
        };
        let (mut from, mut to) = (rest(old.spans, new.spans), rest(new.spans, old.spans));
        let at = |span: &Value| new.spans.iter().position(|own| own == span);
        let mut words: Vec<String> =
            to.iter().filter_map(at).filter_map(|place| new.words.get(place).cloned()).collect();
        if to.is_empty() {
            // Only their order is another.
            (from, to, words) = (old.spans.to_vec(), new.spans.to_vec(), new.words.clone());
        }
        add(What::EvidenceMoved { of: of(), words, from, to });
    } else {
        add(What::EvidenceChanged { of: of(), lost, gained });
    }
}

/// Tells which attributes have another value, and which of the fields that are not `known`, such as
/// those of a later version.
pub(super) fn compare_attributes(
    old: &Value,
    new: &Value,
    known: &[&str],
    of: impl Fn() -> String,
    options: &Options,
    add: &mut dyn FnMut(What),
) {
    let mut compare = |old: &[(&String, &Value)], new: &[(&String, &Value)]| {
        for (name, from, to) in both(old, new) {
            let is_same = match (from, to) {
                (Some(from), Some(to)) => same_field(name, from, to, options.tolerance),
                _ => false,
            };
            if !is_same {
                let (name, from, to) = (name.to_owned(), from.cloned(), to.cloned());
                add(What::AttributeChanged { of: of(), name, from, to });
            }
        }
    };
    compare(&fields_of(old, "attributes"), &fields_of(new, "attributes"));
    let others = |owner| -> Vec<(&String, &Value)> {
        let is_other = |name: &str| name != "attributes" && !known.contains(&name);
        sorted(owner).into_iter().filter(|field| is_other(field.0)).collect()
    };
    compare(&others(old.as_object()), &others(new.as_object()));
}
