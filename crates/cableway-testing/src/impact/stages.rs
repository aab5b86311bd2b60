//! Which stage of the new pipeline is which of the old one.

use cableway_core::StageKind;
use serde::Serialize;
use serde_json::Value;

use crate::fingerprint::{Fingerprint, Reason, changes};

/// A stage of either pipeline, or of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageChange {
    /// Its kind.
    pub kind: StageKind,
    /// Its name; that in the new pipeline, if it has two.
    pub name: String,
    /// Its name in the old pipeline, where it was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// What it uses.
    #[serde(rename = "use")]
    pub stage: String,
    /// What of it is not as it was in the old pipeline.
    pub reasons: Vec<Reason>,
}

/// A stage that is the same under another name: the only one of its kind and use that one pipeline has and the
/// other has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renamed {
    kind: StageKind,
    old: String,
    new: String,
    /// Whether the old pipeline has a stage of another kind under this name: notes do not tell them apart.
    is_shared: bool,
}

/// The stages that were renamed.
pub(super) fn renamed(old: &[Fingerprint], new: &[Fingerprint]) -> Vec<Renamed> {
    let is_in = |all: &[Fingerprint], stage: &Fingerprint| {
        all.iter().any(|other| other.kind == stage.kind && other.name == stage.name)
    };
    let gone: Vec<_> = old.iter().filter(|stage| !is_in(new, stage)).collect();
    let come: Vec<_> = new.iter().filter(|stage| !is_in(old, stage)).collect();
    let alike = |a: &Fingerprint, b: &Fingerprint| a.kind == b.kind && a.stage == b.stage;
    let mut found = Vec::new();
    for before in &gone {
        let rivals = gone.iter().filter(|other| alike(other, before)).count();
        let mut candidates = come.iter().filter(|other| alike(other, before));
        if let (1, Some(after), None) = (rivals, candidates.next(), candidates.next()) {
            found.push(Renamed {
                kind: before.kind,
                old: before.name.clone(),
                new: after.name.clone(),
                is_shared: old
                    .iter()
                    .any(|other| other.name == before.name && other.kind != before.kind),
            });
        }
    }
    found
}

/// The fingerprints under their new names.
pub(super) fn under_new_names(stages: &mut [Fingerprint], renamed: &[Renamed]) {
    for stage in stages {
        if let Some(name) = new_name(renamed, stage.kind, &stage.name) {
            stage.name = name.to_owned();
        }
    }
}

/// The new name of a stage that has another one.
pub(super) fn new_name<'a>(renamed: &'a [Renamed], kind: StageKind, old: &str) -> Option<&'a str> {
    let one = renamed.iter().find(|one| one.kind == kind && one.old == old)?;
    Some(&one.new)
}

/// All stages, in the order of running: those of the new pipeline, then those that it has no more. `old` are
/// under their new names.
pub(super) fn stage_changes(
    old: &[Fingerprint],
    new: &[Fingerprint],
    renamed: &[Renamed],
) -> Vec<StageChange> {
    let same = |a: &Fingerprint, b: &Fingerprint| a.kind == b.kind && a.name == b.name;
    let moved = changes(old, new);
    let mut found = Vec::new();
    for stage in new {
        let mut reasons = match old.iter().find(|other| same(other, stage)) {
            Some(before) => stage.changes_since(before),
            None => vec![Reason::Added],
        };
        let is_moved = moved
            .iter()
            .any(|(name, reasons)| *name == stage.name && reasons.contains(&Reason::Reordered));
        if is_moved && !reasons.contains(&Reason::Added) {
            reasons.push(Reason::Reordered);
        }
        found.push(StageChange {
            kind: stage.kind,
            name: stage.name.clone(),
            renamed_from: renamed
                .iter()
                .find(|one| one.kind == stage.kind && one.new == stage.name)
                .map(|one| one.old.clone()),
            stage: stage.stage.clone(),
            reasons,
        });
    }
    for stage in old.iter().filter(|stage| !new.iter().any(|other| same(stage, other))) {
        found.push(StageChange {
            kind: stage.kind,
            name: stage.name.clone(),
            renamed_from: None,
            stage: stage.stage.clone(),
            reasons: vec![Reason::Removed],
        });
    }
    found
}

/// Puts the new names into a record of the old run, so that nothing but the name's change is no change.
pub(super) fn rename_in(record: &mut Value, renamed: &[Renamed]) {
    for (list, kind) in [("annotations", StageKind::Classify), ("summaries", StageKind::Summarize)]
    {
        for value in list_in(record, list) {
            for one in renamed.iter().filter(|one| one.kind == kind) {
                if value["stage"] == one.old.as_str() {
                    value["stage"] = one.new.as_str().into();
                }
            }
            rename_ids(value, kind, renamed);
        }
    }
    for note in list_in(record, "notes") {
        if let Some(one) =
            renamed.iter().find(|one| !one.is_shared && note["stage"] == one.old.as_str())
        {
            note["stage"] = one.new.as_str().into();
        }
    }
}

/// Ids of annotations are made of the stage's name and a number.
fn rename_ids(value: &mut Value, kind: StageKind, renamed: &[Renamed]) {
    let rename = |id: &mut Value| {
        let Some((name, number)) = id.as_str().and_then(|id| id.rsplit_once('-')) else { return };
        if let Some(new) = new_name(renamed, StageKind::Classify, name) {
            *id = format!("{new}-{number}").into();
        }
    };
    if kind == StageKind::Classify
        && let Some(id) = value.get_mut("id")
    {
        rename(id);
    }
    for link in list_in(value, "links") {
        if let Some(to) = link.get_mut("to") {
            rename(to);
        }
    }
}

fn list_in<'a>(value: &'a mut Value, name: &str) -> &'a mut [Value] {
    value.get_mut(name).and_then(Value::as_array_mut).map_or(&mut [], Vec::as_mut_slice)
}
