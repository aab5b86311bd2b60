//! Compares one snapshot of a case with what the case gives now.

use std::path::Path;

use serde_json::Value;

use crate::capture::{DIAGNOSTICS, Place, export_snapshot};
use crate::case::Case;
use crate::difference::{self, Change, Origin, compare_lines};
use crate::fingerprint::{changes, running_order};
use crate::report::{FirstStage, Outcome, Status};
use crate::snapshot::{Contents, Problem, Snapshot, SnapshotError};

/// The lines around a difference that are shown.
const CONTEXT: usize = 3;

/// Whether accepting another one is the way out of what is wrong with the snapshot at `path`: it is damaged, not
/// newer or out of reach.
pub(super) fn is_damaged(path: &Path, name: &str) -> bool {
    let read = Snapshot::read(path).map_err(|error| error.problem).and_then(|snapshot| {
        snapshot.header.case_info()?;
        if is_records(name) { snapshot.records().map(drop) } else { Ok(()) }
    });
    !matches!(read, Ok(()) | Err(Problem::Io { .. } | Problem::Newer { .. }))
}

/// Whether the snapshot `name` is the one of an export, `whole`, or of one of its files.
fn is_of_export(name: &str, whole: &str) -> bool {
    name.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether the snapshot of this name is one of records.
fn is_records(name: &str) -> bool {
    !name.starts_with("export-") && name != DIAGNOSTICS
}

/// What comes of comparing the snapshot at `path` with `now`. With `stage`, only what this stage says counts.
pub(super) fn compare(
    place: &Place,
    case: &Case,
    name: &str,
    path: &Path,
    now: &Snapshot,
    stage: Option<&str>,
) -> Outcome {
    let mut outcome = Outcome::new(&place.name, Status::Passed);
    outcome.snapshot = Some(name.to_owned());
    if !path.exists() {
        outcome.status = Status::Missing;
        let size = match &now.contents {
            Contents::Text(text) => format!("{} lines", text.lines().count()),
            Contents::Binary { bytes, .. } => format!("{} bytes", bytes.len()),
        };
        outcome.message = Some(format!("there is no snapshot yet; the new one has {size}"));
        return outcome;
    }
    let told = Snapshot::read(path).and_then(|accepted| {
        let problem = |problem| SnapshotError::new(path, problem);
        let info = accepted.header.case_info().map_err(problem)?;
        Ok((accepted, info))
    });
    let (accepted, info) = match told {
        Ok(told) => told,
        Err(error) => {
            outcome.status = Status::Broken;
            outcome.message = Some(error.to_string());
            return outcome;
        }
    };
    if accepted.matches(now) {
        return outcome;
    }
    if is_records(name) {
        match (accepted.records(), now.records()) {
            (Ok(old), Ok(new)) => outcome.changes = meaning(&old, &new, case),
            (Err(problem), _) | (_, Err(problem)) => {
                outcome.status = Status::Broken;
                outcome.message = Some(SnapshotError::new(path, problem).to_string());
                return outcome;
            }
        }
        if let Some(stage) = stage {
            outcome.changes.retain(|change| change.stage.as_str() == stage);
        }
        // A score within the tolerance, or another order where none counts, is no difference.
        if outcome.changes.is_empty() {
            return outcome;
        }
    } else if let Some(stage) = stage
        && !is_of_export(name, &export_snapshot(stage))
    {
        return outcome;
    }
    outcome.status = Status::Differs;
    if let (Some(old), Ok(Some(new))) = (info, now.header.case_info()) {
        let order = running_order(&old.stages, &new.stages);
        let told = difference::first_stage(&outcome.changes, &order).cloned();
        // What an export wrote does not say whose work differs: the first stage that changed is the likeliest.
        let stage = told.or_else(|| {
            let changed = changes(&old.stages, &new.stages).into_iter().next();
            changed.filter(|_| !is_records(name)).map(|(stage, _)| Origin::Stage(stage))
        });
        outcome.first_stage = stage.map(|stage| {
            let reasons = new.reasons_since(&old, &stage);
            FirstStage { stage, reasons }
        });
    }
    match (&accepted.contents, &now.contents) {
        (Contents::Text(old), Contents::Text(new)) => {
            outcome.text = compare_lines(old, new, CONTEXT);
        }
        (Contents::Binary { bytes: old, .. }, Contents::Binary { bytes: new, .. }) => {
            let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
            outcome.message = Some(format!(
                "{} bytes where {} were; the first difference is at byte {same}",
                new.len(),
                old.len()
            ));
        }
        (Contents::Text(_), Contents::Binary { .. }) => {
            outcome.message = Some("it was text and is no UTF-8 any more".to_owned());
        }
        (Contents::Binary { .. }, Contents::Text(_)) => {
            outcome.message = Some("it was no UTF-8 and is text now".to_owned());
        }
    }
    outcome
}

fn meaning(old: &[Value], new: &[Value], case: &Case) -> Vec<Change> {
    let options = difference::Options { unordered: case.unordered, tolerance: case.tolerance };
    difference::compare(old, new, &options)
}

/// The first stage in which two runs of one pipeline differ.
pub(super) fn first_stage(first: &Snapshot, second: &Snapshot, case: &Case) -> Option<Origin> {
    let (old, new) = (first.records().ok()?, second.records().ok()?);
    let found = meaning(&old, &new, case);
    let stages = first.header.case_info().ok().flatten()?.stages;
    difference::first_stage(&found, &running_order(&stages, &stages)).cloned()
}
