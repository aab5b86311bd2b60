//! From a draft to a pipeline whose stages are ready to work.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cableway_core::{
    AnyStage, ConfigError, Limits, Place, Setup, StageEntry, StageKind, StageName,
};

use crate::condition::Condition;
use crate::config::layers::{Draft, StageDraft, display};
use crate::config::node::{Entry, Node, Table, Value};
use crate::config::schema;
use crate::config::stages::Stages;
use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceText, did_you_mean};
use crate::pipeline::{Pipeline, Step};

pub(crate) struct Checker<'a> {
    registry: Stages<'a>,
    file: PathBuf,
    root: PathBuf,
    limits: Limits,
    /// The kinds of annotation that the stages so far may have added.
    added: BTreeSet<String>,
    /// Where the exports so far write to.
    targets: Vec<(PathBuf, Location)>,
    diagnostics: Diagnostics,
    incomplete: bool,
}

impl<'a> Checker<'a> {
    /// `incomplete` says that part of a file could not be read: what seems to be missing may stand
    /// there, and is not asked for.
    pub(crate) fn new(
        registry: Stages<'a>,
        file: &Path,
        diagnostics: Diagnostics,
        incomplete: bool,
    ) -> Self {
        Self {
            registry,
            file: file.to_owned(),
            root: file.parent().unwrap_or(Path::new("")).to_owned(),
            limits: Limits::default(),
            added: BTreeSet::new(),
            targets: Vec::new(),
            diagnostics,
            incomplete,
        }
    }

    pub(crate) fn pipeline(mut self, draft: Draft) -> Result<Pipeline, Diagnostics> {
        let name = self.name(draft.name);
        self.limits(draft.limits);
        if !self.incomplete {
            self.first_and_last(&draft.stages);
        }
        let mut steps = Vec::new();
        let mut stages = draft.stages;
        // `sort_by_key` is stable: within a kind, the order of the file is the order of running.
        stages.sort_by_key(|stage| stage.kind);
        for stage in stages {
            steps.extend(self.step(stage));
        }
        if self.diagnostics.has_errors() {
            return Err(self.diagnostics);
        }
        Ok(Pipeline::new(name, self.file, self.root, self.limits, steps, self.diagnostics))
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

    fn step(&mut self, mut draft: StageDraft) -> Option<Step> {
        let entry = self.entry(&mut draft)?;
        let name = self.stage_name(&mut draft, entry);
        let when = self.when(&mut draft, entry);
        self.needs(&draft, entry);
        self.added.extend(entry.info.adds.iter().cloned());

        let location = draft.location;
        let mut node = Node { value: Value::Table(draft.table), location };
        let what = format!("of stage `{}`", entry.info.id);
        let setup = Setup::new(draft.base, self.limits).with_root(&self.root);
        if !schema::check(&mut node, &entry.schema, &what, &mut self.diagnostics) {
            // What else is wrong should not have to wait until this is mended.
            let sound = schema::sound_part(&node, &entry.schema);
            match sound.map(|config| entry.build(config, &setup)) {
                Some(Ok(stage)) => self.target(&stage, &node.location),
                Some(Err(error)) => self.config_error(error, &node),
                None => {}
            }
            return None;
        }
        let built = entry.build(node.to_json(), &setup);
        self.stage_warnings(&setup, &node);
        match built {
            Ok(stage) => {
                self.target(&stage, &node.location);
                Some(Step {
                    name: name?,
                    info: entry.info.clone(),
                    when: when?.map(Arc::new),
                    stage,
                })
            }
            Err(error) => {
                self.config_error(error, &node);
                None
            }
        }
    }

    /// Two exports that write to one place would each replace the other's output.
    fn target(&mut self, stage: &AnyStage, location: &Location) {
        let AnyStage::Export(export) = stage else { return };
        // Going through the components takes `./` out.
        let target = export.target();
        // `./out` and `out` are one place.
        let parts = Path::new(&target).components();
        let target: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
        match self.targets.iter().find(|(other, _)| *other == target) {
            Some((_, first)) => {
                let message = format!("two exports write to `{}`", display(&target));
                let diagnostic = Diagnostic::error(location.clone(), message)
                    .with_related(first.clone(), "the first")
                    .with_hint("give one of them another `path`");
                self.diagnostics.push(diagnostic);
            }
            None => self.targets.push((target, location.clone())),
        }
    }

    fn entry(&mut self, draft: &mut StageDraft) -> Option<&'a StageEntry> {
        let kind = draft.kind;
        let of_kind =
            |kind: StageKind| self.registry.entries().filter(move |entry| entry.info.kind == kind);
        let Some(used) = draft.table.take("use") else {
            let names: Vec<String> = of_kind(kind).map(|e| format!("`{}`", e.info.id)).collect();
            let hint = format!("add `use` = one of {}", names.join(", "));
            let message = format!("this {kind} stage does not say which stage it is");
            self.diagnostics
                .push(Diagnostic::error(draft.location.clone(), message).with_hint(hint));
            return None;
        };
        let Some(id) = used.node.as_str() else {
            let message = format!("`use` must be a string, not {}", used.node.type_name());
            self.error(used.node.location, message);
            return None;
        };
        if let Some(entry) = self.registry.get(kind, id) {
            // The name may still be needed: it defaults to `use`.
            if draft.table.get("name").is_none() {
                draft.table.0.insert(0, Entry { key: "name".to_owned(), ..used });
            }
            return Some(entry);
        }
        if let Some((plugin, stage)) = id.split_once(':')
            && !self.loaded_from(plugin)
        {
            // A plugin that could not be opened has been reported.
            if !self.registry.plugins.iter().any(|name| name == plugin) {
                let names = self.registry.plugins.iter().map(String::as_str);
                let hint = did_you_mean(plugin, names).unwrap_or_else(|| {
                    format!(
                        "`[plugins.{plugin}]` with its `path` says where the stage `{stage}` is"
                    )
                });
                let message = format!("there is no plugin called `{plugin}`");
                self.diagnostics
                    .push(Diagnostic::error(used.node.location, message).with_hint(hint));
            }
            return None;
        }
        let elsewhere =
            StageKind::ALL.into_iter().find(|other| self.registry.get(*other, id).is_some());
        let hint = match elsewhere {
            Some(other) => {
                Some(format!("`{id}` is a stage of another kind: put it under `[[{other}]]`"))
            }
            None => did_you_mean(id, of_kind(kind).map(|entry| entry.info.id.as_str())),
        };
        let message = format!("there is no {kind} stage called `{id}`");
        self.diagnostics
            .push(Diagnostic::error(used.node.location, message).with_optional_hint(hint));
        None
    }

    /// True where the plugin was opened and has a stage.
    fn loaded_from(&self, plugin: &str) -> bool {
        let of_plugin = |entry: &StageEntry| {
            entry.info.id.split_once(':').is_some_and(|(name, _)| name == plugin)
        };
        self.registry.loaded.entries().any(of_plugin)
    }

    fn stage_name(&mut self, draft: &mut StageDraft, entry: &StageEntry) -> Option<StageName> {
        let node = draft.table.take("name")?.node;
        let Some(text) = node.as_str() else {
            let message = format!("`name` must be a string, not {}", node.type_name());
            self.error(node.location, message);
            return None;
        };
        match text.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                let hint = format!("such as `name = \"{}\"`", entry.info.id.replace(':', "-"));
                let diagnostic = Diagnostic::error(node.location.clone(), error.to_string());
                self.diagnostics.push(diagnostic.with_hint(hint));
                None
            }
        }
    }

    /// `None` when there is a condition and it is no good.
    #[expect(clippy::option_option, reason = "no condition and a bad one are not the same")]
    fn when(&mut self, draft: &mut StageDraft, entry: &StageEntry) -> Option<Option<Condition>> {
        let Some(when) = draft.table.take("when") else { return Some(None) };
        if entry.info.kind == StageKind::Ingest {
            self.diagnostics.push(
                Diagnostic::error(when.key_location, "an ingest stage cannot have a `when`")
                    .with_hint("there is no document yet to ask about: put it on a later stage"),
            );
            return None;
        }
        let Some(source) = when.node.as_str() else {
            let message = format!("`when` must be a string, not {}", when.node.type_name());
            self.error(when.node.location, message);
            return None;
        };
        match Condition::compile(source, self.added.iter().cloned().collect()) {
            Ok(condition) => Some(Some(condition)),
            Err((message, hint)) => {
                let from_environment =
                    matches!(when.node.value, Value::String { from_environment: true, .. });
                let (message, hint) = if from_environment {
                    ("the environment makes this no usable condition".to_owned(), None)
                } else {
                    (message, hint)
                };
                let diagnostic = Diagnostic::error(when.node.location.clone(), message);
                self.diagnostics.push(diagnostic.with_optional_hint(hint));
                None
            }
        }
    }

    fn needs(&mut self, draft: &StageDraft, entry: &StageEntry) {
        for need in entry.info.needs.iter().filter(|need| !self.added.contains(*need)) {
            let givers: Vec<String> = self
                .registry
                .entries()
                .filter(|giver| giver.info.adds.contains(need))
                .map(|giver| format!("`{}`", giver.info.id))
                .collect();
            let message =
                format!("`{}` needs `{need}`, which no earlier stage gives", entry.info.id);
            let hint = (!givers.is_empty()).then(|| {
                format!("put a stage that gives it before this one: {}", givers.join(", "))
            });
            self.diagnostics
                .push(Diagnostic::error(draft.location.clone(), message).with_optional_hint(hint));
        }
    }

    fn config_error(&mut self, error: ConfigError, node: &Node) {
        for problem in error.problems {
            let location = problem_location(problem.place, node);
            self.diagnostics.push(
                Diagnostic::error(location, problem.message).with_optional_hint(problem.hint),
            );
        }
    }

    fn stage_warnings(&mut self, setup: &Setup, node: &Node) {
        for problem in setup.take_warnings() {
            let location = problem_location(problem.place, node);
            self.diagnostics.push(
                Diagnostic::error(location, problem.message)
                    .with_optional_hint(problem.hint)
                    .as_warning(),
            );
        }
    }

    fn error(&mut self, location: Location, message: impl Into<String>) {
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
            let source = SourceText { name: display(&path), text };
            Location { source: Arc::new(source), range }
        }
    }
}
