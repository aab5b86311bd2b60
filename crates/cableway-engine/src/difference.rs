//! Which stage gave something else.
//!
//! Stages only add to a document, and all that they add bears their name; the rest of a record is the
//! ingest stage's. So the stages whose output differs follow from two records alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cableway_core::StageKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pipeline::StepInfo;

/// A stage whose output differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDifference {
    /// The stage's kind.
    pub kind: StageKind,
    /// Its name; `None` for the ingest stage of a pipeline that has several, which records do not tell apart.
    pub stage: Option<String>,
    /// What differs: for an ingest stage fields of the record (`source`, `meta`, `text`, `blocks`), or
    /// `documents` and `order` where the records themselves are others; for the others `annotations` or
    /// `summaries`; for each of them `notes`.
    pub parts: Vec<String>,
}

/// The stage that comes first among those whose output differs, and where it does first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstDifference {
    /// The stage.
    #[serde(flatten)]
    pub stage: StageDifference,
    /// The place of the document in the older records, from 0; in the newer ones, where those have it alone.
    pub place: usize,
    /// Where that document comes from, as its record says.
    pub uri: String,
}

/// The fields of a record that stages after the first add to, and the kind of stage that does.
const ADDED: [(&str, Option<StageKind>); 3] = [
    ("annotations", Some(StageKind::Classify)),
    ("summaries", Some(StageKind::Summarize)),
    ("notes", None),
];

/// The other fields, in the order of the record.
const READ: [&str; 5] = ["id", "source", "meta", "text", "blocks"];

/// The stages whose output differs between two records of one document, in the order of running. `steps` are the
/// stages of the pipeline ([`Pipeline::steps`](crate::Pipeline::steps)); those that it does not have (any more)
/// come last, by name. The records may have been changed since they were written, as in a snapshot.
///
/// ```
/// use serde_json::json;
/// use cableway_engine::differing_stages;
///
/// let old = json!({"text": "Ahoy!", "annotations": [{"stage": "desk", "label": "ports"}]});
/// let new = json!({"text": "Ahoy!", "annotations": [{"stage": "desk", "label": "shipping"}]});
/// let differing = differing_stages(&[], &old, &new);
/// assert_eq!(differing[0].stage.as_deref(), Some("desk"));
/// assert_eq!(differing[0].parts, ["annotations"]);
/// ```
pub fn differing_stages(steps: &[StepInfo], old: &Value, new: &Value) -> Vec<StageDifference> {
    let mut found: BTreeMap<Rank, StageDifference> = BTreeMap::new();
    let mut add = |stage: Stage, part: &str| {
        let difference = found.entry(stage.rank(steps)).or_insert_with(|| StageDifference {
            kind: stage.kind,
            stage: stage.name,
            parts: Vec::new(),
        });
        difference.parts.push(part.to_owned());
    };
    for field in read_fields(old, new) {
        if old.get(field) != new.get(field) {
            add(Stage::ingest(steps), field);
        }
    }
    for (field, kind) in ADDED {
        let (old, new) = (by_stage(&old[field]), by_stage(&new[field]));
        let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        for name in names {
            if old.get(name) != new.get(name) {
                let kind = kind.unwrap_or_else(|| kind_of(steps, name));
                add(Stage { kind, name: Some(name.to_owned()) }, field);
            }
        }
    }
    found.into_values().collect()
}

/// Of the stages whose output differs between two rows of records, the one that runs first, and the first
/// document in which its output differs. Records of one id belong together; where ids are not unique, those of
/// one place do. A record that only one row has, and another order, are the ingest stage's doing, as far as
/// records tell: who knows of a failure knows more.
///
/// ```
/// use serde_json::json;
/// use cableway_engine::first_difference;
///
/// let record = |id: &str, label: &str| {
///     json!({"id": id, "source": {"uri": format!("inbox/{id}")}, "annotations": [{"stage": "desk", "label": label}]})
/// };
/// let old = [record("a", "ports"), record("b", "ports")];
/// let new = [record("a", "ports"), record("b", "shipping")];
/// let first = first_difference(&[], &old, &new).unwrap();
/// assert_eq!((first.place, first.uri.as_str()), (1, "inbox/b"));
/// assert_eq!(first_difference(&[], &old, &old), None);
/// ```
pub fn first_difference(
    steps: &[StepInfo],
    old: &[Value],
    new: &[Value],
) -> Option<FirstDifference> {
    let pairs = pairs(old, new);
    let mut first: Option<(Rank, FirstDifference)> = None;
    let mut last = 0;
    for (before, after) in pairs {
        let (place, record, stage) = match (before, after) {
            (Some(at), Some(then)) => {
                let moved = then < last;
                last = last.max(then);
                let differing = differing_stages(steps, &old[at], &new[then]).into_iter().next();
                let order = || moved.then(|| Stage::ingest(steps).differs("order"));
                let Some(stage) = differing.or_else(order) else { continue };
                (at, &old[at], stage)
            }
            (Some(at), None) => (at, &old[at], Stage::ingest(steps).differs("documents")),
            (None, Some(then)) => (then, &new[then], Stage::ingest(steps).differs("documents")),
            (None, None) => continue,
        };
        let own = Stage { kind: stage.kind, name: stage.stage.clone() }.rank(steps);
        if first.as_ref().is_none_or(|(rank, _)| own < *rank) {
            let uri = record["source"]["uri"].as_str().unwrap_or_default().to_owned();
            first = Some((own, FirstDifference { stage, place, uri }));
        }
    }
    first.map(|(_, first)| first)
}

/// A stage as records know it.
struct Stage {
    kind: StageKind,
    name: Option<String>,
}

/// The place of a stage among all: that in the pipeline, then the name.
type Rank = (usize, StageKind, Option<String>);

impl Stage {
    /// The stage that documents come from.
    fn ingest(steps: &[StepInfo]) -> Self {
        let mut all = steps.iter().filter(|step| step.info.kind == StageKind::Ingest);
        let name = match (all.next(), all.next()) {
            (Some(only), None) => Some(only.name.to_string()),
            _ => None,
        };
        Self { kind: StageKind::Ingest, name }
    }

    fn rank(&self, steps: &[StepInfo]) -> Rank {
        let is_self = |step: &StepInfo| {
            step.info.kind == self.kind
                && self.name.as_ref().is_none_or(|name| step.name.as_str() == name)
        };
        let place = match steps.iter().position(is_self) {
            Some(place) => place,
            None if self.kind == StageKind::Ingest => 0,
            None => usize::MAX,
        };
        (place, self.kind, self.name.clone())
    }

    fn differs(self, part: &str) -> StageDifference {
        StageDifference { kind: self.kind, stage: self.name, parts: vec![part.to_owned()] }
    }
}

/// The kind of the stage of this name that has left a note.
fn kind_of(steps: &[StepInfo], name: &str) -> StageKind {
    let step = steps.iter().find(|step| step.name.as_str() == name);
    step.map_or(StageKind::Classify, |step| step.info.kind)
}

/// The fields that are the ingest stage's.
fn read_fields<'a>(old: &'a Value, new: &'a Value) -> Vec<&'a str> {
    let fields = [old, new].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
    let is_other = |field: &&str| {
        !READ.contains(field) && *field != "schema" && ADDED.iter().all(|(added, _)| added != field)
    };
    let others: BTreeSet<&str> = fields.map(String::as_str).filter(is_other).collect();
    READ.into_iter().chain(others).collect()
}

/// What each stage has added to a field, in its order.
fn by_stage(list: &Value) -> BTreeMap<&str, Vec<&Value>> {
    let mut stages: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for entry in list.as_array().into_iter().flatten() {
        stages.entry(entry["stage"].as_str().unwrap_or_default()).or_default().push(entry);
    }
    stages
}

/// Places of records that belong together, in the order of the older ones; then those of newer ones that
/// stand alone.
fn pairs(old: &[Value], new: &[Value]) -> Vec<(Option<usize>, Option<usize>)> {
    let (Some(olds), Some(news)) = (places(old), places(new)) else {
        let present = |place: usize, records: &[Value]| (place < records.len()).then_some(place);
        let all = 0..old.len().max(new.len());
        return all.map(|place| (present(place, old), present(place, new))).collect();
    };
    let id = |record: &Value| record["id"].as_str().unwrap_or_default().to_owned();
    let both =
        old.iter().enumerate().map(|(at, record)| (Some(at), news.get(&id(record)).copied()));
    let alone = new.iter().enumerate().filter(|(_, record)| !olds.contains_key(&id(record)));
    both.chain(alone.map(|(then, _)| (None, Some(then)))).collect()
}

/// The place of each id; `None` where they are not unique, as after a redaction.
fn places(records: &[Value]) -> Option<HashMap<String, usize>> {
    let mut places = HashMap::with_capacity(records.len());
    for (place, record) in records.iter().enumerate() {
        if places.insert(record["id"].as_str()?.to_owned(), place).is_some() {
            return None;
        }
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use cableway_core::{Digest, StageInfo};
    use serde_json::json;

    use super::*;
    use crate::fingerprint::Fingerprint;

    fn steps(names: &[(StageKind, &str)]) -> Vec<StepInfo> {
        let step = |(kind, name): &(StageKind, &str)| StepInfo {
            name: name.parse().unwrap(),
            info: StageInfo::new(*kind, *name, ""),
            when: None,
            policy: crate::FailurePolicy::default(),
            fingerprint: Fingerprint {
                version: String::new(),
                config: Digest::of(b""),
                files: BTreeMap::new(),
                plugin: None,
            },
        };
        names.iter().map(step).collect()
    }

    fn usual() -> Vec<StepInfo> {
        use StageKind::{Classify, Ingest, Summarize};
        steps(&[(Ingest, "files"), (Classify, "zones"), (Classify, "desk"), (Summarize, "desk")])
    }

    fn record() -> Value {
        json!({
            "schema": "cableway.record/1", "id": "a", "source": {"uri": "a.txt"}, "text": "Ahoy!",
            "annotations": [{"stage": "zones", "label": "sea"}, {"stage": "desk", "label": "ports"}],
            "summaries": [{"stage": "desk", "sentences": []}],
            "notes": [{"stage": "files", "message": "short"}],
        })
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Value), expect: &[&str]) {
        let mut new = record();
        change(&mut new);
        let shown: Vec<String> = differing_stages(&usual(), &record(), &new)
            .into_iter()
            .map(|stage| {
                let name = stage.stage.unwrap_or_default();
                format!("{} {name}: {}", stage.kind, stage.parts.join(" "))
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn the_stage_follows_from_what_differs() {
        check(|_| {}, &[]);
        check(|new| new["text"] = json!("Ahoi!"), &["ingest files: text"]);
        check(|new| new["meta"] = json!({"title": "A"}), &["ingest files: meta"]);
        check(|new| new["flavour"] = json!("salt"), &["ingest files: flavour"]);
        check(|new| new["annotations"][1]["label"] = json!("x"), &["classify desk: annotations"]);
        check(|new| new["summaries"] = json!([]), &["summarize desk: summaries"]);
        check(|new| new["notes"][0]["message"] = json!("x"), &["ingest files: notes"]);
        // That stages stand in another order is no difference in what they say.
        check(|new| new["annotations"].as_array_mut().unwrap().reverse(), &[]);
        check(
            |new| {
                new["source"]["uri"] = json!("b");
                new["notes"] = json!([{"stage": "zones", "message": "x"}]);
                new["annotations"].as_array_mut().unwrap().push(json!({"stage": "gone"}));
                new["annotations"][1]["label"] = json!("x");
            },
            &[
                "ingest files: source notes",
                "classify zones: notes",
                "classify desk: annotations",
                "classify gone: annotations",
            ],
        );
    }

    #[test]
    fn the_first_stage_wins_over_the_first_document() {
        let with = |id: &str, key: &str, value: Value| {
            let mut record = record();
            record["id"] = json!(id);
            record[key] = value;
            record
        };
        let old: Vec<Value> = ["a", "b", "c"].map(|id| with(id, "id", json!(id))).into();
        let first = |new: &[Value]| first_difference(&usual(), &old, new);
        assert_eq!(first(&old), None);
        let none = json!([]);
        let zones =
            json!([{"stage": "zones", "label": "lake"}, {"stage": "desk", "label": "ports"}]);
        let new = [
            with("a", "summaries", none.clone()),
            with("b", "annotations", zones),
            with("c", "summaries", none),
        ];
        let found = first(&new).unwrap();
        assert_eq!((found.place, found.stage.stage.as_deref()), (1, Some("zones")));

        let missing = first(&[old[0].clone(), old[2].clone()]).unwrap();
        assert_eq!((missing.place, missing.stage.parts), (1, vec!["documents".to_owned()]));
        let added = [old[0].clone(), with("d", "id", json!("d")), old[1].clone(), old[2].clone()];
        let added = first(&added).unwrap();
        assert_eq!((added.place, added.stage.parts), (1, vec!["documents".to_owned()]));
        let moved = first(&[old[1].clone(), old[0].clone(), old[2].clone()]).unwrap();
        assert_eq!((moved.place, moved.stage.parts), (1, vec!["order".to_owned()]));
    }

    #[test]
    fn records_whose_ids_say_nothing_go_by_their_place() {
        let of = |text: &str| json!({"id": "[id]", "text": text});
        let found = first_difference(&usual(), &[of("a"), of("b")], &[of("a"), of("c")]).unwrap();
        assert_eq!((found.place, found.stage.parts), (1, vec!["text".to_owned()]));
    }

    #[test]
    fn of_several_ingest_stages_none_is_named() {
        let steps = steps(&[(StageKind::Ingest, "a"), (StageKind::Ingest, "b")]);
        let differing = differing_stages(&steps, &json!({"text": "a"}), &json!({"text": "b"}));
        assert_eq!((differing[0].kind, &differing[0].stage), (StageKind::Ingest, &None));
    }
}
