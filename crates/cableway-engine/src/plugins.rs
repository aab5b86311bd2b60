//! Stages that come from somewhere else than the program: `[plugins.NAME]` in a pipeline file.

use std::path::{Path, PathBuf};

use cableway_core::{ConfigError, KeyPath, Setup, StageEntry};
use serde_json::{Value, json};

/// Opens plugins. The engine knows nothing of libraries and processes: it is handed this.
pub trait Plugins {
    /// The JSON Schema of a `[plugins.NAME]` table.
    fn schema(&self) -> Value;

    /// Opens the plugin that a pipeline calls `name`; `config` fits the schema. Each stage's id begins
    /// with the name and `:`.
    ///
    /// # Errors
    /// Why the plugin is of no use.
    fn open(
        &self,
        name: &str,
        config: Value,
        setup: &Setup,
    ) -> Result<Vec<StageEntry>, ConfigError>;

    /// The files that hold the plugin's code, as far as `config` leads to them in a way of its own (a
    /// library's name without its ending): what to call each, and where it is. Those that `config` names
    /// by a path from `base` are found without this.
    fn files(&self, config: &Value, base: &Path) -> Vec<(String, PathBuf)> {
        let _ = (config, base);
        Vec::new()
    }
}

/// Opens none: for programs that have all stages built in.
///
/// ```
/// use cableway_engine::{NoPlugins, Plugins as _};
/// use cableway_core::{Limits, Setup};
///
/// let setup = Setup::new(".", Limits::default());
/// assert!(NoPlugins.open("desk", serde_json::json!({}), &setup).is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NoPlugins;

impl Plugins for NoPlugins {
    fn schema(&self) -> Value {
        json!({"type": "object"})
    }

    fn open(&self, _: &str, _: Value, _: &Setup) -> Result<Vec<StageEntry>, ConfigError> {
        Err(ConfigError::at(KeyPath::whole(), "this program opens no plugins"))
    }
}
