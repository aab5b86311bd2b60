//! The stages that a pipeline may name: those that are built in, and those of its plugins.

use cableway_core::{Limits, Place, Registry, Setup, StageEntry, StageKind, StageName};

use std::path::Path;

use crate::config::check::problem_location;
use crate::config::layers::PluginDraft;
use crate::config::node::{Node, Value};
use crate::config::schema;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugins::Plugins;

/// Two registries as one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages<'a> {
    pub(crate) built_in: &'a Registry,
    pub(crate) loaded: &'a Registry,
    /// The plugins that the pipeline names, whether they could be opened or not.
    pub(crate) plugins: &'a [String],
}

impl<'a> Stages<'a> {
    pub(crate) fn get(self, kind: StageKind, id: &str) -> Option<&'a StageEntry> {
        self.built_in.get(kind, id).or_else(|| self.loaded.get(kind, id))
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = &'a StageEntry> {
        self.built_in.entries().chain(self.loaded.entries())
    }
}

/// Opens the plugins of a pipeline. One that cannot be opened is a mistake like any other.
pub(crate) fn open(
    drafts: Vec<PluginDraft>,
    root: &Path,
    plugins: &dyn Plugins,
    diagnostics: &mut Diagnostics,
) -> Registry {
    let mut loaded = Registry::new();
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
        let setup = Setup::new(base, Limits::default()).with_root(root);
        let outcome = plugins.open(&name, node.to_json(), &setup).and_then(|entries| {
            for entry in entries {
                loaded.add(entry).map_err(|error| {
                    cableway_core::ConfigError::at(
                        cableway_core::KeyPath::whole(),
                        error.to_string(),
                    )
                })?;
            }
            Ok(())
        });
        for problem in outcome.err().into_iter().flat_map(|error| error.problems) {
            let whole = matches!(&problem.place, Place::Config(path) if path.segments().is_empty());
            let at =
                if whole { name_location.clone() } else { problem_location(problem.place, &node) };
            diagnostics
                .push(Diagnostic::error(at, problem.message).with_optional_hint(problem.hint));
        }
    }
    loaded
}
