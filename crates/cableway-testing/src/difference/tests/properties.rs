//! What holds for any two sequences.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Records that are like each other, so that all sorts of changes come up.
fn any_record() -> impl Strategy<Value = Value> {
    let span = || {
        (0..6_usize, 1..4_usize).prop_map(|(start, length)| json!([start * 4, start * 4 + length]))
    };
    let spans = || proptest::collection::vec(span(), 0..3);
    let stage = || proptest::sample::select(vec!["desk", "model"]);
    let annotation = (stage(), "[ab]", "[kl]", 0..3_u8, spans(), 0..4_usize).prop_map(
        |(stage, label, kind, score, spans, link)| {
            json!({
                "stage": stage, "kind": kind, "label": label, "score": f64::from(score) / 2.0, "spans": spans,
                "attributes": {"score": f64::from(score)},
                "links": [{"role": "r", "to": format!("{stage}-{link}")}],
            })
        },
    );
    let sentence =
        ("[st]", spans()).prop_map(|(text, spans)| json!({"text": text, "spans": spans}));
    let summary = (stage(), proptest::collection::vec(sentence, 1..4))
        .prop_map(|(stage, sentences)| json!({"stage": stage, "sentences": sentences}));
    let block = (proptest::sample::select(vec!["title", "paragraph"]), span())
        .prop_map(|(kind, span)| json!({"kind": kind, "span": span}));
    let note =
        (stage(), "[xy]").prop_map(|(stage, message)| json!({"stage": stage, "message": message}));
    let title = proptest::option::of("[TU]")
        .prop_map(|title| title.map_or(json!({}), |title| json!({"title": title})));
    (
        proptest::sample::select(vec![TEXT, "The ferry waits. The port is open. The ferry stays."]),
        proptest::collection::vec(annotation, 0..4),
        proptest::collection::vec(summary, 0..3),
        proptest::collection::vec(block, 0..3),
        proptest::collection::vec(note, 0..3),
        title,
    )
        .prop_map(|(text, mut annotations, summaries, blocks, notes, meta)| {
            for (place, annotation) in annotations.iter_mut().enumerate() {
                annotation["id"] = format!("{}-{place}", text_of(annotation, "stage")).into();
            }
            json!({
                "schema": "cableway.record/1", "text": text, "annotations": annotations,
                "summaries": summaries, "blocks": blocks, "notes": notes, "meta": meta,
            })
        })
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn any_entry() -> impl Strategy<Value = Value> {
    (any_record(), "[abc]", proptest::bool::weighted(0.2)).prop_map(|(mut record, id, fails)| {
        if fails {
            return quarantined(&id, "desk", &json!("no"));
        }
        record["source"] = json!({"uri": format!("{id}.txt")});
        record["id"] = id.into();
        record
    })
}

proptest! {
    #[test]
    fn nothing_is_told_just_where_nothing_differs(
        old in proptest::collection::vec(any_entry(), 0..4),
        new in proptest::collection::vec(any_entry(), 0..4),
    ) {
        let options = Options::default();
        let changes = compare(&old, &new, &options);
        prop_assert_eq!(changes.is_empty(), old == new, "{:?}", changes);
        prop_assert!(compare(&old, &old, &options).is_empty());
        prop_assert_eq!(&compare(&old, &new, &options), &changes);
        for change in &changes {
            let words = change.to_string();
            prop_assert!(!words.is_empty() && !words.contains('\n'), "{}", words);
        }
    }

    /// One record against one like it: the hard case, since most of them is paired.
    #[test]
    fn any_two_records_differ_in_words_too(old in any_record(), new in any_record()) {
        let changes = compare(std::slice::from_ref(&old), std::slice::from_ref(&new), &Options::default());
        prop_assert_eq!(changes.is_empty(), old == new);
    }
}
