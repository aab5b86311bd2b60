//! What a case says of stages by their names.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use cableway_core::{AnyStage, StageKind};
use cableway_engine::{DeclaredStage, Replacement};

use crate::case::{Allowed, Case, Expect, Inputs};
use crate::mock::{NoStage, stand_in};

/// Makes sure that the pipeline has every stage that the case names.
pub(super) fn names(case: &Case, declared: &[DeclaredStage]) -> Result<(), String> {
    use StageKind::{Classify, Export, Ingest, Summarize};
    let check = |key: &str, name: &str, kinds: &[StageKind]| {
        let known: Vec<&DeclaredStage> =
            declared.iter().filter(|stage| kinds.contains(&stage.kind)).collect();
        // Only a mock can name a stage by its kind, too.
        let is_it = |stage: &&DeclaredStage| {
            if key == "mock" { is_meant(stage, name) } else { stage.name == name }
        };
        if known.iter().any(is_it) {
            return Ok(());
        }
        let what = match kinds {
            [kind] => format!("{kind} stage"),
            [_, _, _] => "ingest, classify or summarize stage".to_owned(),
            _ => "stage".to_owned(),
        };
        let known: Vec<String> = known.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Err(format!("`{key}` names `{name}`, which is no {what} of its pipeline; known: {known}"))
    };
    for mock in &case.mocks {
        check("mock", &mock.stage, &[Ingest, Classify, Summarize, Export])?;
    }
    for name in &case.after {
        check("after", name, &[Ingest, Classify, Summarize])?;
    }
    for name in &case.exports {
        check("exports", name, &[Export])?;
    }
    if let Inputs::Named(named) = &case.inputs {
        for name in named.keys() {
            check("inputs", name, &[Ingest])?;
        }
    }
    Ok(())
}

/// The exports that run: those whose files are snapshots, and those that a mock stands in for.
pub(super) fn exports(case: &Case, declared: &[DeclaredStage]) -> Vec<String> {
    let is_mocked = |stage: &&DeclaredStage| {
        stage.kind == StageKind::Export
            && !case.exports.contains(&stage.name)
            && case.mocks.iter().any(|mock| is_meant(stage, &mock.stage))
    };
    let mocked = declared.iter().filter(is_mocked).map(|stage| stage.name.clone());
    case.exports.iter().cloned().chain(mocked).collect()
}

/// What each ingest stage reads.
pub(super) fn inputs(
    case: &Case,
    declared: &[DeclaredStage],
) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut inputs = match &case.inputs {
        Inputs::Named(named) => named.clone(),
        Inputs::First(paths) => {
            let mocked =
                |stage: &DeclaredStage| case.mocks.iter().any(|mock| is_meant(stage, &mock.stage));
            let ingest = || declared.iter().filter(|stage| stage.kind == StageKind::Ingest);
            let first =
                ingest().find(|stage| stage.config.get("paths").is_some() && !mocked(stage));
            match first {
                Some(stage) => [(stage.name.clone(), paths.clone())].into(),
                // What comes in is mocked, or wrong in a way that `check` tells.
                None if ingest().any(mocked) || case.expect == Expect::Diagnostics => {
                    BTreeMap::new()
                }
                // They may ask this machine, and nobody else.
                None if case.allows(Allowed::Loopback) => return Ok(BTreeMap::new()),
                None => {
                    return Err(
                        "no ingest stage of its pipeline has `paths` for the case's inputs: mock \
                         one, with `items`, or `allow = [\"loopback\"]` if it reads from this machine"
                            .to_owned(),
                    );
                }
            }
        }
    };
    // Those that are mocked list what the mock says.
    for stage in declared.iter().filter(|stage| stage.kind == StageKind::Ingest) {
        if case.mocks.iter().any(|mock| is_meant(stage, &mock.stage)) {
            inputs.remove(&stage.name);
        }
    }
    if inputs.is_empty() {
        // An empty map would let every stage read what the pipeline file says.
        if let Some(stage) = declared.iter().find(|stage| stage.kind == StageKind::Ingest) {
            inputs.insert(stage.name.clone(), Vec::new());
        }
    }
    Ok(inputs)
}

/// Whether `written`, a name or a kind and a name, means the stage.
fn is_meant(stage: &DeclaredStage, written: &str) -> bool {
    stage.name == written
        || written
            .split_once('.')
            .is_some_and(|(kind, name)| kind == stage.kind.as_str() && name == stage.name)
}

/// What stands in for the stages that are mocked; what is wrong with a mock is found when its stage is
/// made, and left in `broken`.
pub(super) fn replacements<'a>(
    case: &'a Case,
    declared: &[DeclaredStage],
    root: &'a Path,
    broken: &'a Mutex<Vec<String>>,
) -> Result<BTreeMap<String, Replacement<'a>>, String> {
    let mut replacements = BTreeMap::new();
    let mut met: Vec<&DeclaredStage> = Vec::new();
    for mock in &case.mocks {
        let stage = declared.iter().find(|stage| is_meant(stage, &mock.stage));
        if met.iter().any(|other| is_meant(other, &mock.stage)) {
            return Err(format!("`{}` is mocked twice: put both into one `[[mock]]`", mock.stage));
        }
        met.extend(stage);
        let kind = stage.map(|stage| stage.kind);
        let make = move |kind: StageKind, real: Option<AnyStage>| {
            stand_in(mock, kind, root, real).unwrap_or_else(|problem| {
                broken.lock().map(|mut list| list.push(problem)).ok();
                NoStage::of(kind)
            })
        };
        let replacement = if kind == Some(StageKind::Ingest) {
            Replacement::around(move |info, real| make(info.kind, Some(real)))
        } else {
            Replacement::instead(move |info| make(info.kind, None))
        };
        replacements.insert(mock.stage.clone(), replacement);
    }
    Ok(replacements)
}
