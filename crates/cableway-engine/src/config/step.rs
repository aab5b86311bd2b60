//! From the table of one stage to the stage, ready to work.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use cableway_core::{
    AnyStage, ConfigError, ConfigProblem, Digest, KeyPath, Setup, StageEntry, StageKind, StageName,
};
use serde_json::Value as Json;

use crate::condition::Condition;
use crate::config::asked::{Asked, Inputs, place, silenced};
use crate::config::cache::StageKey;
use crate::config::check::{Checker, problem_location};
use crate::config::layers::{StageDraft, display};
use crate::config::named::named_files;
use crate::config::node::{Entry, Node, Value};
use crate::config::options::{Replacement, StandIn};
use crate::config::outputs::Output;
use crate::config::stages::Loaded;
use crate::config::{overlay, schema};
use crate::diagnostic::{Diagnostic, Location, did_you_mean};
use crate::fingerprint::{Fingerprint, canonical};
use crate::ledger::LEDGER_FOLDER;
use crate::pipeline::{Made, Maker, Step, StepInfo};
use crate::run::quarantine;

/// A stage whose table fits its schema.
struct Fit<'t> {
    entry: &'t StageEntry,
    plugin: Option<&'t Loaded>,
    /// Its name, as other parts of the pipeline speak of it.
    called: String,
    node: Node,
    setup: Setup,
    fingerprint: Fingerprint,
}

impl<'a> Checker<'a> {
    /// Makes one stage, or reports all that is wrong with its table.
    pub(super) fn step(&mut self, mut draft: StageDraft, asked: &Asked<'a>) -> Option<Step> {
        let called = draft.name().map(str::to_owned);
        let (entry, plugin) = self.entry(&mut draft)?;
        let called = called.unwrap_or_else(|| entry.info.id.clone());
        let name = self.stage_name(&mut draft, entry);
        let when = self.when(&mut draft, entry);
        let policy = self.policy(&mut draft, entry);
        let listing = self.listing(&mut draft, entry);
        self.needs(&draft, entry);
        self.warn_of_uses(&draft, entry, when.as_ref().and_then(Option::as_ref));
        self.added.extend(entry.info.adds.iter().cloned());

        self.places.push((draft.kind, called.clone(), draft.location.clone()));
        let StageDraft { location, base, table, .. } = draft;
        let mut node = Node { value: Value::Table(table), location };
        let what = format!("of stage `{}`", entry.info.id);
        let setup = self.setup(base, entry.info.kind);
        if !schema::check(&mut node, &entry.schema, &what, &mut self.diagnostics) {
            // What else is wrong should not have to wait until this is mended.
            let sound = schema::sound_part(&node, &entry.schema);
            match sound.map(|config| entry.build(config, &setup)) {
                Some(Ok(AnyStage::Export(export))) => {
                    self.target(Path::new(&export.target()), &node.location);
                }
                Some(Ok(_)) | None => {}
                Some(Err(error)) => self.config_error(error, &node),
            }
            return None;
        }
        let condition = when.as_ref().and_then(Option::as_ref);
        let fingerprint = fingerprint(entry, plugin, &node, condition, setup.base());
        let fit = Fit { entry, plugin, called, node, setup, fingerprint };
        let (stage, maker) = self.stage(&fit, asked)?;
        if !fit.fingerprint.files.is_empty()
            && files(entry.info.kind, &fit.node, fit.setup.base()) != fit.fingerprint.files
        {
            let message = "a file that this stage names changed while it was read";
            let diagnostic = Diagnostic::error(fit.node.location.clone(), message);
            self.diagnostics.push(diagnostic.with_hint("run it again when nobody writes to it"));
            return None;
        }
        let info = StepInfo {
            name: name?,
            info: entry.info.clone(),
            when: when?.map(Arc::new),
            policy: policy?,
            fingerprint: fit.fingerprint,
        };
        Some(Step { info, stage, maker, listing })
    }

    /// The stage, with how to make it anew, or what stands in for it.
    fn stage(&mut self, fit: &Fit<'_>, asked: &Asked<'a>) -> Option<(Made, Option<Maker>)> {
        let info = &fit.entry.info;
        let inputs = match info.kind {
            StageKind::Ingest => asked.inputs(&fit.called),
            _ => Inputs::Own,
        };
        let stage = match asked.replacement(info.kind, &fit.called) {
            Some((Replacement(StandIn::Instead(make)), at)) => {
                return Some((self.of_kind(make(info), fit, at)?, None));
            }
            other => {
                let config = self.laid_over(fit, inputs)?;
                let maker = maker(fit, &config);
                let made = self.made(fit, config)?;
                if let Some((Replacement(StandIn::Around(make)), at)) = other {
                    return Some((self.of_kind(make(info, made.into()), fit, at)?, None));
                }
                (made, Some(maker))
            }
        };
        match (inputs, stage) {
            (Inputs::Nothing, (stage, _)) => Some((Made::new(silenced(stage.into()), info), None)),
            (_, stage) => Some(stage),
        }
    }

    /// What stands in for a stage, where it is of its kind. `at` is the place that asks for it.
    fn of_kind(&mut self, stage: AnyStage, fit: &Fit<'_>, at: &Location) -> Option<Made> {
        let info = &fit.entry.info;
        if stage.kind() == info.kind {
            return Some(Made::new(stage, info));
        }
        let (name, kind, other) = (&fit.called, info.kind, stage.kind());
        let message = format!("what stands in for the {kind} stage `{name}` is of kind {other}");
        self.error(at.clone(), message);
        None
    }

    /// What the stage is made with besides its table.
    fn setup(&self, base: PathBuf, kind: StageKind) -> Setup {
        // Nobody else has to do with URIs, and stages that pipelines share must not know whose they are.
        let is_ingest = kind == StageKind::Ingest;
        let root = if is_ingest { &self.root } else { &self.folder };
        // A run that read what it keeps would have more to read each time.
        let kept =
            is_ingest.then(|| [quarantine::path_of(&self.file), self.folder.join(LEDGER_FOLDER)]);
        Setup::new(base, self.limits)
            .with_kept(kept.into_iter().flatten())
            .with_root(root)
            .with_clock(self.options.clock)
            .with_network(self.options.network)
    }

    /// The configuration with the inputs, and the place for outputs, that the options ask for.
    fn laid_over(&mut self, fit: &Fit<'_>, inputs: Inputs<'_>) -> Option<Json> {
        let (name, location) = (fit.called.as_str(), &fit.node.walk(["path"]).location);
        let mut config = fit.node.to_json();
        if let Inputs::Laid(entries) = inputs {
            if fit.entry.schema.pointer("/properties/paths").is_none() {
                let message =
                    format!("the stage `{name}` has no `paths` that files could take the place of");
                let hint = "mock the stage, or name another one";
                self.diagnostics
                    .push(Diagnostic::error(place("inputs", name), message).with_hint(hint));
                return None;
            }
            let entries: Option<Vec<String>> =
                entries.iter().map(|entry| overlay::input(&self.root, entry)).collect();
            let Some(entries) = entries else {
                let message = "the name of the folder that inputs start from is no UTF-8";
                self.error(place("inputs", name), message);
                return None;
            };
            config["paths"] = entries.into();
        }
        if let (StageKind::Export, Some(outputs)) = (fit.entry.info.kind, &self.options.outputs) {
            let Some(path) = config.get("path").and_then(Json::as_str) else {
                let message = format!(
                    "the export stage `{name}` has no `path`, so its output cannot be sent to another folder"
                );
                let hint = "give it a `path`, or leave the stage out";
                self.diagnostics.push(Diagnostic::error(location.clone(), message).with_hint(hint));
                return None;
            };
            match overlay::output(outputs, name, path) {
                Ok(path) => config["path"] = path.into(),
                Err(reason) => {
                    self.error(
                        location.clone(),
                        format!("the `path` of the stage `{name}` {reason}"),
                    );
                    return None;
                }
            }
        }
        Some(config)
    }

    /// The stage, from the cache where it may be shared and is there.
    fn made(&mut self, fit: &Fit<'_>, config: Json) -> Option<Made> {
        let Fit { entry, setup, node, .. } = fit;
        let is_parallel = matches!(entry.info.kind, StageKind::Classify | StageKind::Summarize)
            && !entry.info.ordered;
        let outcome = match self.options.cache.filter(|_| is_parallel) {
            None => entry
                .build(config, setup)
                .map(|stage| (Made::new(stage, &entry.info), setup.take_warnings())),
            Some(cache) => {
                let key = StageKey {
                    kind: entry.info.kind,
                    id: entry.info.id.clone(),
                    plugin: fit.plugin.map(|plugin| Arc::clone(&plugin.key)),
                    config: canonical(&config),
                    base: setup.base().to_owned(),
                    root: setup.root().to_owned(),
                    bytes: setup.limits().bytes,
                    time: setup.limits().time,
                    clock: setup.clock(),
                    network: setup.network(),
                    files: fit.fingerprint.files.clone(),
                };
                let make = || {
                    let stage = Made::new(entry.build(config, setup)?, &entry.info);
                    // What was read is what the key says, unless a file has changed meanwhile.
                    let unchanged = named_files(node, setup.base(), None) == fit.fingerprint.files;
                    match stage {
                        Made::Parallel(worker) => Ok(((worker, setup.take_warnings()), unchanged)),
                        _ => Err(wrong_kind()),
                    }
                };
                cache.stage(key, make).map(|(worker, warnings)| (Made::Parallel(worker), warnings))
            }
        };
        match outcome {
            Ok((made, warnings)) => {
                self.stage_warnings(warnings, node);
                if let Made::Export(export) = &made {
                    let path = node.walk(["path"]);
                    if let Some(written) = path.as_str() {
                        let resolved = setup.resolve(written);
                        let output = Output::new(written, &resolved, path.location.clone());
                        self.outputs.extend(output);
                    }
                    match node.walk(["path"]).as_str().filter(|_| self.options.outputs.is_some()) {
                        // Each has a folder of its own now. In a run they would meet.
                        Some(path) => {
                            self.target(&overlay::lexical(&setup.resolve(path)), &node.location);
                        }
                        None => self.target(Path::new(&export.target()), &node.location),
                    }
                }
                Some(made)
            }
            Err(error) => {
                self.stage_warnings(setup.take_warnings(), node);
                self.config_error(error, node);
                None
            }
        }
    }

    /// Two exports that write to one place would each replace the other's output.
    fn target(&mut self, target: &Path, location: &Location) {
        // `./out` and `out` are one place.
        let parts = target.components();
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

    fn entry(&mut self, draft: &mut StageDraft) -> Option<(&'a StageEntry, Option<&'a Loaded>)> {
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
        if let Some(found) = self.registry.get(kind, id) {
            // The name may still be needed: it defaults to `use`.
            if draft.table.get("name").is_none() {
                draft.table.0.insert(0, Entry { key: "name".to_owned(), ..used });
            }
            return Some(found);
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
        self.registry.loaded.iter().any(|plugin| plugin.registry.entries().any(of_plugin))
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
        let from_environment =
            matches!(when.node.value, Value::String { from_environment: true, .. });
        let mut compiled = Condition::compile(source, self.added.iter().cloned().collect());
        if let Some((message, hint)) = self.asks_too_early(source) {
            compiled = Err((message, Some(hint)));
        }
        match compiled {
            Ok(condition) => {
                self.warn_of_language(&condition, &when.node.location);
                Some(Some(condition))
            }
            Err((message, hint)) => {
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

    fn stage_warnings(&mut self, warnings: Vec<ConfigProblem>, node: &Node) {
        for problem in warnings {
            let location = problem_location(problem.place, node);
            self.diagnostics.push(
                Diagnostic::error(location, problem.message)
                    .with_optional_hint(problem.hint)
                    .as_warning(),
            );
        }
    }
}

/// What the stage's output depends on besides the document.
fn fingerprint(
    entry: &StageEntry,
    plugin: Option<&Loaded>,
    node: &Node,
    when: Option<&Condition>,
    base: &Path,
) -> Fingerprint {
    let mut config = node.to_json();
    if let Some(when) = when {
        config["when"] = when.source.as_str().into();
    }
    Fingerprint {
        version: entry.info.version.clone(),
        config: Digest::of(canonical(&config).as_bytes()),
        files: files(entry.info.kind, node, base),
        plugin: plugin.map(|plugin| plugin.key.fingerprint.clone()),
    }
}

/// The files that a stage's table names, but for what it reads items from and what it writes.
fn files(kind: StageKind, node: &Node, base: &Path) -> BTreeMap<String, Digest> {
    let left_out = match kind {
        StageKind::Ingest => Some("paths"),
        StageKind::Export => Some("path"),
        _ => None,
    };
    named_files(node, base, left_out)
}

/// Makes the stage as it is made now, whatever the pipeline file says by then.
fn maker(fit: &Fit<'_>, config: &Json) -> Maker {
    let (entry, config, setup) = (fit.entry.clone(), config.clone(), fit.setup.clone());
    Arc::new(move || {
        let stage = entry.build(config.clone(), &setup);
        // They were told when the pipeline was loaded.
        setup.take_warnings();
        stage
    })
}

fn wrong_kind() -> ConfigError {
    ConfigError::at(KeyPath::whole(), "the stage is of another kind than it says")
}
