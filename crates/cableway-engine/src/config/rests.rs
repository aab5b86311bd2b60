//! The files that a pipeline rests on.

use std::path::{Path, PathBuf};

use cableway_core::StageKind;

use crate::config::layers::{Loader, display};
use crate::config::named::nameable_files;
use crate::config::node::{Node, Value};
use crate::config::options::LoadOptions;
use crate::plugins::Plugins;

/// The files that the pipeline file at `path` is made of (itself, what it includes), those that its stages and
/// plugins may name, and those of its plugins, as far as it can be read. They need not exist: a text in a table may
/// be the name of a file that is to come.
pub(crate) fn rests_on(
    path: &Path,
    options: &LoadOptions<'_>,
    plugins: &dyn Plugins,
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut loader = Loader::new(options.environment);
    let mut draft = loader.file(path, &display(path), None);
    for set in options.sets {
        loader.set(&mut draft, set);
    }
    let mut named = Vec::new();
    for stage in draft.stages {
        let left_out = match stage.kind {
            StageKind::Ingest => Some("paths"),
            StageKind::Export => Some("path"),
            _ => None,
        };
        let node = Node { value: Value::Table(stage.table), location: stage.location };
        named.extend(nameable_files(&node, &stage.base, left_out));
    }
    for plugin in draft.plugins {
        let node = Node { value: Value::Table(plugin.table), location: plugin.location };
        named.extend(nameable_files(&node, &plugin.base, None));
        let files = plugins.files(&node.to_json(), &plugin.base);
        named.extend(files.into_iter().map(|(_, path)| path));
    }
    (loader.files().to_vec(), named)
}
