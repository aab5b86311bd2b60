//! What is told of annotations.

use serde_json::{Value, json};

use super::*;

#[test]
fn labels_come_and_go() {
    check_labels(
        &[],
        &[
            json!({"stage": "desk", "kind": "topic", "label": "port", "score": 0.5, "spans": [[21, 25]]}),
        ],
        &["desk: topic `port` gained, score 0.5, on “port”"],
    );
    check_labels(
        &[label("desk", "a", &json!([])), label("desk", "b", &json!([[4, 9], [39, 44]]))],
        &[label("desk", "a", &json!([]))],
        &["desk: topic `b` lost, on “ferry”, “ferry”"],
    );
}

#[test]
fn labels_flip() {
    // One of a kind.
    check_labels(
        &[label("desk", "a", &json!([[4, 9]]))],
        &[label("desk", "b", &json!([[21, 25]]))],
        &["desk: topic flipped: `a` → `b`, on “ferry” → “port”"],
    );
    // One of several, on the same words.
    check_labels(
        &[label("desk", "a", &json!([[4, 9]])), label("desk", "x", &json!([[10, 15]]))],
        &[
            label("desk", "b", &json!([[4, 9]])),
            label("desk", "y", &json!([])),
            label("desk", "z", &json!([])),
        ],
        &[
            "desk: topic flipped: `a` → `b`, on “ferry”",
            "desk: topic `x` lost, on “sails”",
            "desk: topic `y` gained",
            "desk: topic `z` gained",
        ],
    );
    // Not from one stage to another, nor from kind to kind.
    let mut other_kind = label("desk", "c", &json!([[4, 9]]));
    other_kind["kind"] = "actor".into();
    check_labels(
        &[label("desk", "a", &json!([[4, 9]]))],
        &[label("model", "b", &json!([[4, 9]])), other_kind],
        &[
            "desk: topic `a` lost, on “ferry”",
            "desk: actor `c` gained, on “ferry”",
            "model: topic `b` gained, on “ferry”",
        ],
    );
}

#[test]
fn the_order_of_labels_counts() {
    let [a, b, c] = ["a", "b", "c"].map(|name| label("desk", name, &json!([])));
    check_labels(
        &[a.clone(), b.clone(), c.clone()],
        &[b, c, a],
        &["desk: the same labels in another order"],
    );
}

#[test]
fn scores_have_a_tolerance() {
    let one = |score: Value| {
        let mut one = label("desk", "a", &json!([]));
        one["score"] = score;
        record("a", json!({"annotations": [one]}))
    };
    let options = Options { tolerance: 0.01, ..Options::default() };
    check(&[one(json!(0.5))], &[one(json!(0.51))], &options, &[]);
    check(
        &[one(json!(0.5))],
        &[one(json!(0.52))],
        &options,
        &["desk: score of topic `a`: 0.5 → 0.52"],
    );
    check(
        &[one(json!(0.5))],
        &[one(json!("[score]"))],
        &options,
        &["desk: score of topic `a`: 0.5 → “[score]”"],
    );
    check_labels(
        &[label("desk", "a", &json!([]))],
        &[json!({"stage": "desk", "kind": "topic", "label": "a", "score": 1.0, "spans": []})],
        &["desk: score of topic `a`: nothing → 1.0"],
    );
}

#[test]
fn evidence_moves_or_changes() {
    check_labels(
        &[label("desk", "a", &json!([[4, 9], [21, 25]]))],
        &[label("desk", "a", &json!([[21, 25], [39, 44]]))],
        &["desk: evidence of topic `a` moved: “ferry”, 4..9 → 39..44"],
    );
    check_labels(
        &[label("desk", "a", &json!([[4, 9]]))],
        &[label("desk", "a", &json!([[4, 9], [21, 25]]))],
        &["desk: evidence of topic `a`: gained “port”"],
    );
    check_labels(
        &[label("desk", "a", &json!([[4, 9], [10, 15]]))],
        &[label("desk", "a", &json!([[4, 15]]))],
        &["desk: evidence of topic `a`: lost “ferry”, “sails”, gained “ferry sails”"],
    );
    check_labels(
        &[label("desk", "a", &json!([[4, 9], [21, 25]]))],
        &[label("desk", "a", &json!([[21, 25], [4, 9]]))],
        &["desk: evidence of topic `a` moved: “port”, “ferry”, 4..9, 21..25 → 21..25, 4..9"],
    );
}

#[test]
fn the_same_label_twice_is_told_apart_by_its_words() {
    check_labels(
        &[label("desk", "a", &json!([[4, 9]])), label("desk", "a", &json!([[21, 25]]))],
        &[label("desk", "a", &json!([[21, 25]]))],
        &["desk: topic `a` lost, on “ferry”"],
    );
    check_labels(
        &[label("desk", "a", &json!([[4, 9]])), label("desk", "a", &json!([[21, 25]]))],
        &[label("desk", "a", &json!([[10, 15]])), label("desk", "a", &json!([[21, 25]]))],
        &["desk: evidence of topic `a`: lost “ferry”, gained “sails”"],
    );
}

/// A word in front moves all spans: that is no doing of the stage that gave them.
#[test]
fn in_another_text_only_words_are_compared() {
    let old = json!({"annotations": [label("desk", "a", &json!([[4, 9]]))]});
    let new = json!({
        "text": format!("Today: {TEXT}"),
        "annotations": [label("desk", "a", &json!([[11, 16]]))],
    });
    check_one(
        old,
        new,
        &["ingest: text: “The ferry sails. The…” → “Today: The ferry sails. The…”"],
    );
}

#[test]
fn attributes_are_compared_one_by_one() {
    let one = |attributes: Value| {
        let mut one = label("desk", "a", &json!([]));
        one["attributes"] = attributes;
        one
    };
    check_labels(
        &[one(json!({"points": 1, "rule": "r", "x": [1, 2]}))],
        &[one(json!({"points": 2, "note": null, "x": [2, 3]}))],
        &[
            "desk: `note` of topic `a`: nothing → null",
            "desk: `points` of topic `a`: 1 → 2",
            "desk: `rule` of topic `a`: “r” → nothing",
            "desk: `x` of topic `a`: lost 1, gained 3",
        ],
    );
    let mut later = label("desk", "a", &json!([]));
    later["certainty"] = 1.into();
    check_labels(
        &[label("desk", "a", &json!([]))],
        &[later],
        &["desk: `certainty` of topic `a`: nothing → 1"],
    );
}

#[test]
fn links_are_compared_by_what_they_lead_to() {
    let one = |id: &str, name: &str, to: &[&str]| {
        let links: Vec<Value> = to.iter().map(|to| json!({"role": "source", "to": to})).collect();
        json!({"id": id, "stage": "desk", "kind": "topic", "label": name, "links": links})
    };
    // An id that shifts is no change.
    check_labels(
        &[one("d-1", "a", &[]), one("d-2", "b", &["d-1"])],
        &[one("d-1", "n", &[]), one("d-2", "a", &[]), one("d-3", "b", &["d-2"])],
        &["desk: topic `n` gained"],
    );
    check_labels(
        &[one("d-1", "a", &[]), one("d-2", "b", &["d-1"])],
        &[one("d-1", "a", &[]), one("d-2", "b", &["d-2"])],
        &["desk: links of topic `b`: “source: topic `a`” → “source: topic `b`”"],
    );
    check_labels(
        &[one("d-1", "a", &["d-1"])],
        &[one("d-1", "a", &[])],
        &["desk: links of topic `a`: “source: topic `a`” → nothing"],
    );
}

#[test]
fn ids_alone_are_told_where_nothing_else_is() {
    check_labels(
        &[json!({"id": "desk-1", "stage": "desk", "kind": "topic", "label": "a"})],
        &[json!({"id": "desk-2", "stage": "desk", "kind": "topic", "label": "a"})],
        &["desk: `annotations[0].id`: “desk-1” → “desk-2”"],
    );
}
