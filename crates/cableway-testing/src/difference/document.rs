//! What the ingest stage gave: source, metadata, text and blocks; and the notes of all stages.

use serde_json::Value;

use super::change::{Origin, What};
use super::quote::excerpts;
use super::sequence::{pair, stretches};
use super::value::{both, fields_of, list_of, same, text_of, words};

/// What differs in `source` and `meta`.
pub(super) fn compare_metadata(old: &Value, new: &Value, add: &mut dyn FnMut(Origin, What)) {
    let owned = |value: Option<&Value>| value.cloned();
    let is_same = |from: Option<&Value>, to: Option<&Value>| match (from, to) {
        (Some(from), Some(to)) => same(from, to),
        (from, to) => from.is_none() && to.is_none(),
    };
    for (field, from, to) in both(&fields_of(old, "source"), &fields_of(new, "source")) {
        if !is_same(from, to) {
            let (field, from, to) = (field.to_owned(), owned(from), owned(to));
            add(Origin::Ingest, What::SourceChanged { field, from, to });
        }
    }
    for (field, from, to) in both(&fields_of(old, "meta"), &fields_of(new, "meta")) {
        if !is_same(from, to) {
            let (field, from, to) = (field.to_owned(), owned(from), owned(to));
            add(Origin::Ingest, What::MetadataChanged { field, from, to });
        }
    }
}

/// A block's kind and words.
type Block = (String, String);

/// What differs in the text and its blocks.
pub(super) fn compare_text(old: &Value, new: &Value, add: &mut dyn FnMut(Origin, What)) {
    let (old_text, new_text) = (text_of(old, "text"), text_of(new, "text"));
    let blocks = |record: &Value, text: &str| -> Vec<Block> {
        list_of(record, "blocks")
            .iter()
            .map(|block| {
                let span = block.get("span").unwrap_or(&Value::Null);
                (text_of(block, "kind").to_owned(), words(span, text))
            })
            .collect()
    };
    let (old_blocks, new_blocks) = (blocks(old, old_text), blocks(new, new_text));
    let mut text_is_told = false;
    for stretch in stretches(&old_blocks, &new_blocks) {
        if stretch.is_same {
            continue;
        }
        let (before, after) = (&old_blocks[stretch.old], &new_blocks[stretch.new]);
        for place in 0..before.len().max(after.len()) {
            for what in compare_block(before.get(place), after.get(place)) {
                text_is_told |= !matches!(what, What::BlockKindChanged { .. });
                add(Origin::Ingest, what);
            }
        }
    }
    if old_text != new_text {
        if !text_is_told {
            let (from, to) = excerpts(old_text, new_text);
            add(Origin::Ingest, What::TextChanged { from, to });
        }
    } else if old_blocks == new_blocks {
        let spans = list_of(old, "blocks").iter().zip(list_of(new, "blocks"));
        for ((old, new), (kind, words)) in spans.zip(new_blocks) {
            if old.get("span") != new.get("span") {
                add(Origin::Ingest, What::BlockMoved { kind, words });
            }
        }
    }
}

/// What became of a block that has another one, or none, in its place.
fn compare_block(before: Option<&Block>, after: Option<&Block>) -> Vec<What> {
    let removed =
        |(kind, words): &Block| What::BlockRemoved { kind: kind.clone(), words: words.clone() };
    let added =
        |(kind, words): &Block| What::BlockAdded { kind: kind.clone(), words: words.clone() };
    match (before, after) {
        (Some(before), Some(after)) if before.0 == after.0 => {
            let (from, to) = excerpts(&before.1, &after.1);
            vec![What::TextChanged { from, to }]
        }
        (Some(before), Some(after)) if before.1 == after.1 => {
            let (from, to) = (before.0.clone(), after.0.clone());
            vec![What::BlockKindChanged { from, to, words: after.1.clone() }]
        }
        (before, after) => before.map(removed).into_iter().chain(after.map(added)).collect(),
    }
}

/// Which notes are gone, and which are new, stage by stage.
pub(super) fn compare_notes(old: &Value, new: &Value, add: &mut dyn FnMut(Origin, What)) {
    let (old, new) = (list_of(old, "notes"), list_of(new, "notes"));
    let key =
        |note: &Value| (text_of(note, "stage").to_owned(), text_of(note, "message").to_owned());
    let pairs =
        pair(old.iter().map(|note| Some(key(note))), new.iter().map(|note| Some(key(note))));
    for (place, note) in old.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.0 == place) {
            let (stage, note) = key(note);
            add(Origin::Stage(stage), What::NoteOut { note });
        }
    }
    for (place, note) in new.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.1 == place) {
            let (stage, note) = key(note);
            add(Origin::Stage(stage), What::NoteIn { note });
        }
    }
}
