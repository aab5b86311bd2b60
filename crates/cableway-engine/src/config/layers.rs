//! From a pipeline file, what it includes and `--set`, to one draft in which nothing is checked yet
//! but the outermost shape.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cableway_core::StageKind;

use crate::config::environment::{Lookup, expand_table};
use crate::config::node::{Entry, Node, Table, Value, parse};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceText, did_you_mean};

/// Everything that the files say, laid over one another.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) name: Option<Node>,
    pub(crate) limits: Table,
    pub(crate) max_failures: Option<Node>,
    pub(crate) plugins: Vec<PluginDraft>,
    pub(crate) stages: Vec<StageDraft>,
}

impl Draft {
    /// Lays what a file says over what it includes. A stage that both have is one stage: it stays
    /// where the included file put it, and the including file's keys win.
    fn lay_over(&mut self, over: Self) {
        self.name = over.name.or(self.name.take());
        self.limits.merge(over.limits);
        self.max_failures = over.max_failures.or(self.max_failures.take());
        for plugin in over.plugins {
            match self.plugins.iter_mut().find(|own| own.name == plugin.name) {
                Some(own) => own.table.merge(plugin.table),
                None => self.plugins.push(plugin),
            }
        }
        for stage in over.stages {
            let same = self.stages.iter_mut().find(|own| {
                own.kind == stage.kind && own.name().is_some() && own.name() == stage.name()
            });
            match same {
                Some(own) => own.table.merge(stage.table),
                None => self.stages.push(stage),
            }
        }
    }
}

/// One `[plugins.NAME]` table.
#[derive(Debug)]
pub(crate) struct PluginDraft {
    pub(crate) name: String,
    pub(crate) name_location: Location,
    /// The folder of the file that has the table: its relative paths start there.
    pub(crate) base: PathBuf,
    pub(crate) location: Location,
    pub(crate) table: Table,
}

/// One `[[kind]]` table.
#[derive(Debug)]
pub(crate) struct StageDraft {
    pub(crate) kind: StageKind,
    /// The folder of the file that has the stage's table: its relative paths start there.
    pub(crate) base: PathBuf,
    pub(crate) location: Location,
    pub(crate) table: Table,
}

impl StageDraft {
    /// The name by which other files and `--set` speak of it: `name`, or else `use`.
    pub(crate) fn name(&self) -> Option<&str> {
        let entry = self.table.get("name").or_else(|| self.table.get("use"))?;
        entry.node.as_str()
    }
}

/// The keys that a pipeline file may have.
const KEYS: [&str; 9] = [
    "name",
    "include",
    "limits",
    "max_failures",
    "plugins",
    "ingest",
    "classify",
    "summarize",
    "export",
];

/// Reads pipeline files.
pub(crate) struct Loader<'a> {
    lookup: Lookup<'a>,
    diagnostics: Diagnostics,
    /// True when part of a file could not be read: what seems to be missing may stand there.
    incomplete: bool,
    /// The files being read, outermost first: to find include loops.
    open: Vec<(PathBuf, String)>,
    /// Every file that was to be read, whether it could be or not.
    files: Vec<PathBuf>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(lookup: Lookup<'a>) -> Self {
        Self {
            lookup,
            diagnostics: Diagnostics::default(),
            incomplete: false,
            open: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The files that were to be read, whether they could be or not.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The mistakes so far, and whether part of a file could not be read.
    pub(crate) fn finish(self) -> (Diagnostics, bool) {
        (self.diagnostics, self.incomplete)
    }

    /// Reads the file at `path` and what it includes. `shown` is what to call it, `from` the place
    /// that asked for it.
    pub(crate) fn file(&mut self, path: &Path, shown: &str, from: Option<&Location>) -> Draft {
        let Some((real, text)) = self.read(path, shown, from) else {
            self.incomplete = true;
            return Draft::default();
        };
        let source = Arc::new(SourceText { name: shown.to_owned(), text: text.into() });
        let before = self.diagnostics.0.len();
        let mut table = parse(&source, &mut self.diagnostics);
        let sound = self.diagnostics.0.len() == before;
        self.incomplete |= !sound;
        expand_table(&mut table, self.lookup, &mut self.diagnostics);

        self.open.push((real, shown.to_owned()));
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut draft = Draft::default();
        if let Some(include) = table.take("include") {
            for (path, location) in self.include_paths(&include) {
                let shown = Path::new(shown).with_file_name("").join(&path);
                let below = self.file(&folder.join(&path), &display(&shown), Some(&location));
                draft.lay_over(below);
            }
        }
        let own = self.own(table, &folder, sound);
        draft.lay_over(own);
        self.open.pop();
        draft
    }

    /// Lays `PATH=VALUE` from the command line over the draft.
    pub(crate) fn set(&mut self, draft: &mut Draft, argument: &str) {
        let quoted_argument = quoted_names(argument);
        let argument = quoted_argument.as_str();
        // A value that is no TOML is taken as a string, so that a shell needs no second quotes.
        let quoted = argument.split_once('=').map(|(path, value)| {
            format!("{path}={}", toml::Value::String(value.trim().to_owned()))
        });
        let is_toml = toml::de::DeTable::parse(argument).is_ok();
        let text = if is_toml { argument.to_owned() } else { quoted.unwrap_or_default() };
        let source = Arc::new(SourceText { name: "--set".to_owned(), text: text.into() });
        if source.text.is_empty() {
            let text = argument.into();
            let source = Arc::new(SourceText { name: "--set".to_owned(), text });
            let location = Location { source, range: 0..argument.len() };
            self.diagnostics.push(
                Diagnostic::error(location, "an override is `PATH=VALUE`")
                    .with_hint("such as `--set classify.desk.threshold=0.4`"),
            );
            return;
        }
        let table = parse(&source, &mut self.diagnostics);
        for entry in table.0 {
            self.set_entry(draft, entry);
        }
    }

    fn set_entry(&mut self, draft: &mut Draft, entry: Entry) {
        let Some(kind) = kind_of(&entry.key) else {
            match (entry.key.as_str(), entry.node.value) {
                ("name", value) => {
                    draft.name = Some(Node { value, location: entry.node.location });
                }
                ("max_failures", value) => {
                    draft.max_failures = Some(Node { value, location: entry.node.location });
                }
                ("limits", Value::Table(table)) => draft.limits.merge(table),
                ("plugins", Value::Table(table)) => self.set_plugins(draft, table),
                _ => {
                    let known = KEYS.into_iter().filter(|key| *key != "include");
                    let message = format!("nothing called `{}` can be set", entry.key);
                    let hint = did_you_mean(&entry.key, known);
                    self.diagnostics.push(
                        Diagnostic::error(entry.key_location, message).with_optional_hint(hint),
                    );
                }
            }
            return;
        };
        let Value::Table(stages) = entry.node.value else {
            let message = format!("`{kind}` must be followed by the name of a stage and a key");
            self.diagnostics.push(
                Diagnostic::error(entry.key_location, message)
                    .with_hint(format!("such as `--set {kind}.NAME.KEY=VALUE`")),
            );
            return;
        };
        for stage in stages.0 {
            let names: Vec<String> = draft
                .stages
                .iter()
                .filter(|draft| draft.kind == kind)
                .filter_map(|draft| draft.name().map(str::to_owned))
                .collect();
            let target = draft
                .stages
                .iter_mut()
                .find(|draft| draft.kind == kind && draft.name() == Some(&stage.key));
            match (target, stage.node.value) {
                (Some(target), Value::Table(over)) => target.table.merge(over),
                (Some(_), _) => self.diagnostics.push(
                    Diagnostic::error(stage.key_location, "a stage is set key by key")
                        .with_hint(format!("such as `--set {kind}.{}.KEY=VALUE`", stage.key)),
                ),
                (None, _) => {
                    let message = format!("there is no {kind} stage called `{}`", stage.key);
                    let hint = did_you_mean(&stage.key, names.iter().map(String::as_str));
                    self.diagnostics.push(
                        Diagnostic::error(stage.key_location, message).with_optional_hint(hint),
                    );
                }
            }
        }
    }

    fn set_plugins(&mut self, draft: &mut Draft, table: Table) {
        for entry in table.0 {
            let names: Vec<String> = draft.plugins.iter().map(|own| own.name.clone()).collect();
            let own = draft.plugins.iter_mut().find(|own| own.name == entry.key);
            match (own, entry.node.value) {
                (Some(own), Value::Table(over)) => own.table.merge(over),
                (Some(_), _) => self.diagnostics.push(
                    Diagnostic::error(entry.key_location, "a plugin is set key by key").with_hint(
                        format!("such as `--set plugins.{}.isolation=process`", entry.key),
                    ),
                ),
                (None, _) => {
                    let message = format!("there is no plugin called `{}`", entry.key);
                    let hint = did_you_mean(&entry.key, names.iter().map(String::as_str));
                    self.diagnostics.push(
                        Diagnostic::error(entry.key_location, message).with_optional_hint(hint),
                    );
                }
            }
        }
    }

    fn read(
        &mut self,
        path: &Path,
        shown: &str,
        from: Option<&Location>,
    ) -> Option<(PathBuf, String)> {
        self.files.push(path.to_owned());
        let mut report = |message: String, hint: Option<&str>| {
            let diagnostic = match from {
                Some(location) => Diagnostic::error(location.clone(), message),
                None => Diagnostic::global(message),
            };
            self.diagnostics.push(diagnostic.with_optional_hint(hint.map(str::to_owned)));
        };
        let content = std::fs::canonicalize(path).and_then(|real| {
            let bytes = std::fs::read(&real)?;
            Ok((real, bytes))
        });
        let (real, bytes) = match content {
            Ok(content) => content,
            Err(error) => {
                let hint = match error.kind() {
                    std::io::ErrorKind::NotFound if from.is_none() => {
                        Some("`cableway new DIR` makes a pipeline to start from")
                    }
                    std::io::ErrorKind::IsADirectory => {
                        Some("name the file in it, such as `pipeline.toml`")
                    }
                    _ => None,
                };
                report(format!("cannot read `{shown}`: {}", plain(&error)), hint);
                return None;
            }
        };
        if let Some(at) = self.open.iter().position(|(open, _)| *open == real) {
            let names = self.open[at..].iter().map(|(_, name)| name.as_str());
            let chain: Vec<&str> = names.chain([shown]).collect();
            report(
                format!("these files include one another: {}", chain.join(" → ")),
                Some("move what they share to a file that includes none of them"),
            );
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some((real, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let message = format!("`{shown}` is not UTF-8 text: byte {at} is not");
                report(message, Some("a pipeline file is TOML, which is always UTF-8"));
                None
            }
        }
    }

    fn include_paths(&mut self, include: &Entry) -> Vec<(PathBuf, Location)> {
        let nodes = match &include.node.value {
            Value::Array(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(&include.node),
        };
        let mut paths = Vec::new();
        for node in nodes {
            match (node.as_str(), &include.node.value) {
                (Some(path), Value::Array(_)) => paths.push((path.into(), node.location.clone())),
                _ => self.diagnostics.push(
                    Diagnostic::error(node.location.clone(), "`include` is a list of paths")
                        .with_hint("such as `include = [\"base.toml\"]`"),
                ),
            }
        }
        paths
    }

    /// What one file says by itself. In a file whose syntax is broken, keys may have come loose from
    /// their tables: those are then passed over.
    fn own(&mut self, table: Table, folder: &Path, sound: bool) -> Draft {
        let mut draft = Draft::default();
        for entry in table.0 {
            match (entry.key.as_str(), entry.node.value) {
                ("name", value) => {
                    draft.name = Some(Node { value, location: entry.node.location });
                }
                ("max_failures", value) => {
                    draft.max_failures = Some(Node { value, location: entry.node.location });
                }
                ("limits", Value::Table(table)) => draft.limits = table,
                ("limits", _) => self.diagnostics.push(
                    Diagnostic::error(entry.node.location, "`limits` is a table")
                        .with_hint("write `[limits]`, then its keys below"),
                ),
                ("plugins", Value::Table(table)) => self.own_plugins(&mut draft, table, folder),
                ("plugins", _) => self.diagnostics.push(
                    Diagnostic::error(entry.node.location, "`plugins` is a table")
                        .with_hint("write `[plugins.NAME]`, then its keys below"),
                ),
                (key, value) => match kind_of(key) {
                    Some(kind) => {
                        let node = Node { value, location: entry.node.location };
                        self.own_stages(&mut draft, kind, node, folder);
                    }
                    None if sound => self.diagnostics.push(unknown_key(key, entry.key_location)),
                    None => {}
                },
            }
        }
        draft
    }

    fn own_plugins(&mut self, draft: &mut Draft, table: Table, folder: &Path) {
        for Entry { key, key_location, node } in table.0 {
            match node.value {
                Value::Table(table) => draft.plugins.push(PluginDraft {
                    name: key,
                    name_location: key_location,
                    base: folder.to_owned(),
                    location: node.location,
                    table,
                }),
                _ => self.diagnostics.push(
                    Diagnostic::error(key_location, format!("plugin `{key}` is a table"))
                        .with_hint(format!("write `[plugins.{key}]`, then its keys below")),
                ),
            }
        }
    }

    fn own_stages(&mut self, draft: &mut Draft, kind: StageKind, node: Node, folder: &Path) {
        let hint = format!("write `[[{kind}]]`, with two brackets, above each stage's keys");
        let Value::Array(nodes) = node.value else {
            let message = format!("`{kind}` is a list of tables, not {}", node.type_name());
            self.diagnostics.push(Diagnostic::error(node.location, message).with_hint(hint));
            return;
        };
        for node in nodes {
            let type_name = node.type_name();
            let Value::Table(table) = node.value else {
                let message = format!("a stage is a table, not {type_name}");
                self.diagnostics
                    .push(Diagnostic::error(node.location, message).with_hint(hint.clone()));
                continue;
            };
            let location = node.location;
            let stage = StageDraft { kind, base: folder.to_owned(), location, table };
            let same = stage.name().and_then(|name| {
                draft.stages.iter().find(|s| s.kind == kind && s.name() == Some(name))
            });
            if let Some(first) = same {
                let name = stage.name().unwrap_or_default();
                let place = name_location(&stage).clone();
                self.diagnostics.push(
                    Diagnostic::error(place, format!("two {kind} stages are called `{name}`"))
                        .with_related(name_location(first).clone(), "the first")
                        .with_hint("give one of them a `name` of its own"),
                );
                continue;
            }
            draft.stages.push(stage);
        }
    }
}

/// An override in which the names of plugins' stages are quoted, as TOML asks for: a shell would take
/// the quotes away.
fn quoted_names(argument: &str) -> String {
    let Some((path, value)) = argument.split_once('=') else { return argument.to_owned() };
    if path.contains(['"', '\'']) || !path.contains(':') {
        return argument.to_owned();
    }
    let quoted = |part: &str| {
        if part.contains(':') { format!("\"{}\"", part.trim()) } else { part.to_owned() }
    };
    let parts: Vec<String> = path.split('.').map(quoted).collect();
    format!("{}={value}", parts.join("."))
}

fn unknown_key(key: &str, location: Location) -> Diagnostic {
    Diagnostic::error(location, format!("unknown key `{key}`"))
        .with_optional_hint(did_you_mean(key, KEYS))
}

fn name_location(stage: &StageDraft) -> &Location {
    let entry = stage.table.get("name").or_else(|| stage.table.get("use"));
    entry.map_or(&stage.location, |entry| &entry.node.location)
}

fn kind_of(key: &str) -> Option<StageKind> {
    StageKind::ALL.into_iter().find(|kind| kind.as_str() == key)
}

/// A path with `/` between its parts on every system, so that messages are the same.
pub(crate) fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What the system says went wrong, without its number, in lower case.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
