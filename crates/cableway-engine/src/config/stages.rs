//! The stages that a pipeline may name: those that are built in, and those of its plugins.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cableway_core::{
    ConfigError, Digest, KeyPath, Limits, Place, Registry, Setup, StageEntry, StageKind, StageName,
};
use serde_json::Value as Json;

use crate::config::cache::{PluginKey, StageCache};
use crate::config::check::problem_location;
use crate::config::environment;
use crate::config::layers::PluginDraft;
use crate::config::named::{file_digest, named_files};
use crate::config::node::{Node, Value};
use crate::config::schema;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fingerprint::{PluginFingerprint, canonical};
use crate::plugins::Plugins;

/// A plugin that has been opened.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) key: Arc<PluginKey>,
    pub(crate) registry: Arc<Registry>,
}

/// Several registries as one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages<'a> {
    pub(crate) built_in: &'a Registry,
    pub(crate) loaded: &'a [Loaded],
    /// The plugins that the pipeline names, whether they could be opened or not.
    pub(crate) plugins: &'a [String],
}

impl<'a> Stages<'a> {
    /// The stage of this kind and name, and the plugin that it comes from.
    pub(crate) fn get(
        self,
        kind: StageKind,
        id: &str,
    ) -> Option<(&'a StageEntry, Option<&'a Loaded>)> {
        let built_in = self.built_in.get(kind, id).map(|entry| (entry, None));
        built_in.or_else(|| {
            let mut plugins = self.loaded.iter();
            plugins.find_map(|plugin| Some((plugin.registry.get(kind, id)?, Some(plugin))))
        })
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = &'a StageEntry> {
        let loaded = self.loaded.iter().flat_map(|plugin| plugin.registry.entries());
        self.built_in.entries().chain(loaded)
    }
}

/// Opens the plugins of a pipeline. One that cannot be opened is a mistake like any other.
pub(crate) fn open(
    drafts: Vec<PluginDraft>,
    root: &Path,
    plugins: &dyn Plugins,
    cache: Option<&StageCache>,
    diagnostics: &mut Diagnostics,
) -> Vec<Loaded> {
    let mut loaded = Vec::new();
    let schema = plugins.schema();
    for PluginDraft { name, name_location, base, location, table } in drafts {
        if name.contains(':') || format!("{name}:x").parse::<StageName>().is_err() {
            let message = format!(
                "`{name}` cannot name a plugin: a name is a lower-case letter, then lower-case letters, \
                 digits, `-` and `_`"
            );
            diagnostics.push(Diagnostic::error(name_location, message));
            continue;
        }
        let mut node = Node { value: Value::Table(table), location };
        let what = format!("of plugin `{name}`");
        if !schema::check(&mut node, &schema, &what, diagnostics) {
            continue;
        }
        let config = node.to_json();
        let setup = Setup::new(base, Limits::default()).with_root(root);
        let files = || files(plugins, &node, &config, setup.base());
        let fingerprint = PluginFingerprint { name: name.clone(), files: files() };
        let key = PluginKey {
            fingerprint,
            config: canonical(&config),
            base: setup.base().to_owned(),
            root: root.to_owned(),
        };
        let opened = match cache {
            None => registry(plugins, &name, config.clone(), &setup),
            Some(cache) => cache.plugin(key.clone(), || {
                let registry = registry(plugins, &name, config.clone(), &setup)?;
                // What was opened is what the key says, unless a file has changed meanwhile.
                Ok((registry, files() == key.fingerprint.files))
            }),
        };
        match opened {
            Ok(registry) => loaded.push(Loaded { key: Arc::new(key), registry }),
            Err(error) => {
                for problem in error.problems {
                    let whole =
                        matches!(&problem.place, Place::Config(path) if path.segments().is_empty());
                    let at = if whole {
                        name_location.clone()
                    } else {
                        problem_location(problem.place, &node)
                    };
                    let hint = problem.hint.map(|hint| match environment::variable_in(&at) {
                        Some(variable) => {
                            format!(
                                "{hint}; the environment variable `{variable}` may name another one"
                            )
                        }
                        None => hint,
                    });
                    diagnostics
                        .push(Diagnostic::error(at, problem.message).with_optional_hint(hint));
                }
            }
        }
    }
    // As one registry of all of them would have it.
    loaded.sort_by(|one, other| one.key.fingerprint.name.cmp(&other.key.fingerprint.name));
    loaded
}

fn registry(
    plugins: &dyn Plugins,
    name: &str,
    config: Json,
    setup: &Setup,
) -> Result<Arc<Registry>, ConfigError> {
    let mut registry = Registry::new();
    for entry in plugins.open(name, config, setup)? {
        registry
            .add(entry)
            .map_err(|error| ConfigError::at(KeyPath::whole(), error.to_string()))?;
    }
    Ok(Arc::new(registry))
}

/// The files of a plugin: those that its table names, and what only those know that open it.
fn files(
    plugins: &dyn Plugins,
    node: &Node,
    config: &Json,
    base: &Path,
) -> BTreeMap<String, Digest> {
    let mut files = named_files(node, base, None);
    for (shown, path) in plugins.files(config, base) {
        if !files.contains_key(&shown)
            && let Ok(digest) = file_digest(&path)
        {
            files.insert(shown, digest);
        }
    }
    files
}
