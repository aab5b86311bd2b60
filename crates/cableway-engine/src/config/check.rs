//! From a draft to a pipeline whose stages are ready to work.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cableway_core::{Limits, Place, StageKind};

use crate::config::asked::Asked;
use crate::config::layers::{Draft, StageDraft, display};
use crate::config::node::{Entry, Node, Table, Value};
use crate::config::options::LoadOptions;
use crate::config::order::Giver;
use crate::config::outputs::Output;
use crate::config::stages::Stages;
use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceText, did_you_mean};
use crate::pipeline::Pipeline;

pub(crate) struct Checker<'a> {
    pub(super) registry: Stages<'a>,
    pub(super) options: &'a LoadOptions<'a>,
    pub(super) file: PathBuf,
    /// The folder of the pipeline file.
    pub(super) folder: PathBuf,
    /// Where URIs start.
    pub(super) root: PathBuf,
    pub(super) limits: Limits,
    /// The kinds of annotation that the stages so far may have added.
    pub(super) added: BTreeSet<String>,
    /// Who gives which kind of annotation, of all stages.
    pub(super) givers: BTreeMap<String, Giver>,
    /// Where the stages so far stand.
    pub(super) places: Vec<(StageKind, String, Location)>,
    /// The files that the exports so far replace.
    pub(super) outputs: Vec<Output>,
    /// Where the exports so far write to.
    pub(super) targets: Vec<(PathBuf, Location)>,
    pub(super) diagnostics: Diagnostics,
    /// True where part of a file could not be read: what seems to be missing may stand there.
    pub(super) incomplete: bool,
}

impl<'a> Checker<'a> {
    /// `incomplete` says that part of a file could not be read: what seems to be missing may stand
    /// there, and is not asked for.
    pub(crate) fn new(
        registry: Stages<'a>,
        options: &'a LoadOptions<'a>,
        file: &Path,
        diagnostics: Diagnostics,
        incomplete: bool,
    ) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            registry,
            options,
            file: file.to_owned(),
            root: options.root.clone().unwrap_or_else(|| folder.clone()),
            folder,
            limits: Limits::default(),
            added: BTreeSet::new(),
            givers: BTreeMap::new(),
            places: Vec::new(),
            outputs: Vec::new(),
            targets: Vec::new(),
            diagnostics,
            incomplete,
        }
    }

    pub(crate) fn pipeline(mut self, draft: Draft) -> Result<Pipeline, Diagnostics> {
        let name = self.name(draft.name);
        self.limits(draft.limits);
        let max_failures = draft.max_failures.and_then(|node| self.max_failures(&node));
        if !self.incomplete {
            self.first_and_last(&draft.stages);
        }
        let mut stages = draft.stages;
        let asked = Asked::new(self.options, &stages, self.incomplete, &mut self.diagnostics);
        stages.retain(|stage| asked.takes_part(stage));
        let mut steps = Vec::new();
        self.in_order(&mut stages);
        for stage in stages {
            steps.extend(self.step(stage, &asked));
        }
        self.outputs_that_are_read(&steps);
        if self.diagnostics.has_errors() {
            return Err(self.diagnostics);
        }
        let mut pipeline =
            Pipeline::new(name, self.file, self.root, self.limits, steps, self.diagnostics);
        pipeline.max_failures = max_failures;
        pipeline.outputs = self.outputs;
        Ok(pipeline)
    }

    fn name(&mut self, node: Option<Node>) -> String {
        if let Some(node) = node {
            match node.as_str() {
                Some(name) if !name.trim().is_empty() => return name.to_owned(),
                // A value that is missing altogether has been reported as such.
                Some(_) if self.incomplete => {}
                Some(_) => self.error(node.location, "`name` must not be empty"),
                None => {
                    let message = format!("`name` must be a string, not {}", node.type_name());
                    self.error(node.location, message);
                }
            }
        }
        self.file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    fn limits(&mut self, table: Table) {
        for Entry { key, key_location, node } in table.0 {
            let text = match &node.value {
                Value::Integer(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                Value::String { text, from_environment: true } => text.clone(),
                _ => String::new(),
            };
            match key.as_str() {
                "bytes" => match text.parse() {
                    Ok(bytes) if bytes > 0 => self.limits.bytes = bytes,
                    _ => self.error(node.location, "`bytes` must be an integer of at least 1"),
                },
                "seconds" => match text.parse().map(Duration::try_from_secs_f64) {
                    Ok(Ok(time)) if !time.is_zero() => self.limits.time = Some(time),
                    _ => self.error(node.location, "`seconds` must be a number above 0"),
                },
                key => {
                    let hint = did_you_mean(key, ["bytes", "seconds"]);
                    self.diagnostics.push(
                        Diagnostic::error(key_location, format!("unknown key `{key}`"))
                            .with_optional_hint(hint),
                    );
                }
            }
        }
    }

    fn max_failures(&mut self, node: &Node) -> Option<u64> {
        let most = match &node.value {
            Value::Integer(number) => u64::try_from(*number).ok(),
            Value::String { text, from_environment: true } => text.trim().parse().ok(),
            _ => None,
        };
        if most.is_none() {
            let message = "`max_failures` must be an integer of at least 0";
            self.error(node.location.clone(), message);
        }
        most
    }

    fn first_and_last(&mut self, stages: &[StageDraft]) {
        let needed = [
            (StageKind::Ingest, "nothing comes in: the pipeline has no ingest stage"),
            (StageKind::Export, "nothing comes out: the pipeline has no export stage"),
        ];
        for (kind, message) in needed {
            if !stages.iter().any(|stage| stage.kind == kind) {
                let known: Vec<String> = self
                    .registry
                    .entries()
                    .filter(|entry| entry.info.kind == kind)
                    .map(|entry| format!("`{}`", entry.info.id))
                    .collect();
                let hint = format!("add `[[{kind}]]` with `use` = one of {}", known.join(", "));
                let message = format!("{}: {message}", display(&self.file));
                self.diagnostics.push(Diagnostic::global(message).with_hint(hint));
            }
        }
    }

    pub(super) fn error(&mut self, location: Location, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(location, message));
    }
}

/// Where a mistake stands that a stage, or a plugin, has found in the table `node`.
pub(crate) fn problem_location(place: Place, node: &Node) -> Location {
    match place {
        Place::Config(path) => {
            node.walk(path.segments().iter().map(String::as_str)).location.clone()
        }
        Place::File { path, text, range } => {
            // It is relative to the file that has the table, which is named as the user sees it.
            let folder = Path::new(&node.location.source.name).parent();
            let path = folder.map_or_else(|| path.clone(), |folder| folder.join(&path));
            let source = SourceText { name: display(&path), text };
            Location { source: Arc::new(source), range }
        }
    }
}
