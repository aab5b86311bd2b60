//! What the options of loading ask for, stage by stage.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use cableway_core::{
    AnyStage, Context, Document, Ingest, Item, ListError, Origin, StageError, StageKind,
};

use crate::config::layers::StageDraft;
use crate::config::options::{LoadOptions, Replacement};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceText, did_you_mean};

/// What the options ask for, by kind and name of the stage.
pub(crate) struct Asked<'a> {
    options: &'a LoadOptions<'a>,
    replacements: HashMap<(StageKind, String), (&'a Replacement<'a>, Location)>,
}

/// What an ingest stage lists.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inputs<'a> {
    /// What its table says.
    Own,
    /// Nothing.
    Nothing,
    /// These entries in place of its `paths`.
    Laid(&'a [String]),
}

impl<'a> Asked<'a> {
    /// Finds the stages that the options name. A name that none has is a mistake, unless part of the
    /// pipeline could not be read: the stage may stand there.
    pub(crate) fn new(
        options: &'a LoadOptions<'a>,
        stages: &[StageDraft],
        incomplete: bool,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut all = Self { options, replacements: HashMap::new() };
        let named = |kind: StageKind| {
            let of_kind = stages.iter().filter(move |stage| stage.kind == kind);
            of_kind.filter_map(StageDraft::name)
        };
        let mut missing = |field: &str, kind: StageKind, name: &str| {
            if !incomplete && !named(kind).any(|known| known == name) {
                let message = format!("there is no {kind} stage called `{name}`");
                let hint = did_you_mean(name, named(kind));
                diagnostics
                    .push(Diagnostic::error(place(field, name), message).with_optional_hint(hint));
            }
        };
        for name in options.inputs.keys() {
            missing("inputs", StageKind::Ingest, name);
        }
        for name in options.exports.iter().flatten() {
            missing("exports", StageKind::Export, name);
        }
        for (written, replacement) in &options.replacements {
            let at = place("replacements", written);
            let of = stages.iter().filter(|stage| is_meant(stage, written));
            let kinds: HashSet<StageKind> = of.map(|stage| stage.kind).collect();
            let mut kinds: Vec<StageKind> = kinds.into_iter().collect();
            kinds.sort_unstable();
            let name = written.rsplit('.').next().unwrap_or_default();
            match kinds[..] {
                [kind] => {
                    all.replacements.insert((kind, name.to_owned()), (replacement, at));
                }
                [] if incomplete => {}
                [] => {
                    let mut known = known(stages, written.contains('.'));
                    // The kind is wrong more often than the name.
                    let same = |known: &String| known.rsplit('.').next() == Some(name);
                    if known.iter().any(same) {
                        known.retain(same);
                    }
                    let hint = did_you_mean(written, known.iter().map(String::as_str));
                    let message = format!("there is no stage called `{written}`");
                    diagnostics.push(Diagnostic::error(at, message).with_optional_hint(hint));
                }
                [..] => {
                    let ways: Vec<String> =
                        kinds.iter().map(|kind| format!("`{kind}.{written}`")).collect();
                    let message = format!("stages of {} kinds are called `{written}`", kinds.len());
                    let hint = format!("write {}", ways.join(" or "));
                    diagnostics.push(Diagnostic::error(at, message).with_hint(hint));
                }
            }
        }
        all
    }

    /// What stands in for the stage, and where that is said.
    pub(crate) fn replacement(
        &self,
        kind: StageKind,
        name: &str,
    ) -> Option<(&'a Replacement<'a>, &Location)> {
        let (replacement, at) = self.replacements.get(&(kind, name.to_owned()))?;
        Some((replacement, at))
    }

    pub(crate) fn inputs(&self, name: &str) -> Inputs<'a> {
        match self.options.inputs.get(name) {
            None if self.options.inputs.is_empty() => Inputs::Own,
            None => Inputs::Nothing,
            Some(entries) if entries.is_empty() => Inputs::Nothing,
            Some(entries) => Inputs::Laid(entries),
        }
    }

    /// Whether the stage is part of the pipeline.
    pub(crate) fn takes_part(&self, stage: &StageDraft) -> bool {
        let Some(exports) = &self.options.exports else { return true };
        stage.kind != StageKind::Export
            || exports.iter().any(|name| stage.name() == Some(name.as_str()))
    }
}

/// Whether `written`, a name or a kind and a name, means the stage.
fn is_meant(stage: &StageDraft, written: &str) -> bool {
    let name = match written.split_once('.') {
        Some((kind, name)) if kind == stage.kind.as_str() => name,
        Some(_) => return false,
        None => written,
    };
    stage.name() == Some(name)
}

/// What stages can be called, with their kinds or without.
fn known(stages: &[StageDraft], with_kinds: bool) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for stage in stages {
        let name = stage.name().unwrap_or_default();
        let name = if with_kinds { format!("{}.{name}", stage.kind) } else { name.to_owned() };
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// A name in a field of the options, as a place that a message can show.
pub(crate) fn place(field: &str, name: &str) -> Location {
    let source = SourceText { name: field.to_owned(), text: name.into() };
    Location { source: Arc::new(source), range: 0..name.len() }
}

/// Lists nothing, in the place of a stage that would.
pub(crate) fn silenced(stage: AnyStage) -> AnyStage {
    match stage {
        AnyStage::Ingest(stage) => AnyStage::Ingest(Box::new(Silenced(stage))),
        other => other,
    }
}

struct Silenced(Box<dyn Ingest>);

impl Ingest for Silenced {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(std::iter::empty())
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        self.0.read(item, context)
    }

    fn origin(&self) -> Origin {
        Origin::default()
    }
}
