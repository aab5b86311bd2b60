//! Opens the plugins that pipelines name.

use std::path::{Path, PathBuf};

use cableway_core::{ConfigError, KeyPath, Setup, StageEntry};
use cableway_engine::Plugins;
use cableway_plugin_host::PluginConfig;
use serde_json::Value;
use tracing::level_filters::LevelFilter;

/// The hidden command that serves a library in a process of its own.
pub(crate) const CHILD: &str = "plugin-process";

/// The hidden command that runs one test of `plugin check`.
pub(crate) const TEST: &str = "plugin-test";

/// Libraries by way of the system's loader, programs by the protocol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostPlugins;

impl Plugins for HostPlugins {
    fn schema(&self) -> Value {
        cableway_plugin_host::config_schema()
    }

    fn open(
        &self,
        name: &str,
        config: Value,
        setup: &Setup,
    ) -> Result<Vec<StageEntry>, ConfigError> {
        let config: PluginConfig = serde_json::from_value(config)
            .map_err(|error| ConfigError::at(KeyPath::whole(), error.to_string()))?;
        config.open(name, setup, &child_command())
    }

    fn files(&self, config: &Value, base: &Path) -> Vec<(String, PathBuf)> {
        let config = serde_json::from_value::<PluginConfig>(config.clone());
        let library = config.ok().and_then(|config| config.library(base));
        library.map(|(shown, path)| (shown.display().to_string(), path)).into_iter().collect()
    }
}

/// This command, as the child that serves a library.
pub(crate) fn child_command() -> Vec<String> {
    let own = std::env::current_exe()
        .map_or_else(|_| "cableway".to_owned(), |path| path.to_string_lossy().into_owned());
    vec![own, CHILD.to_owned(), LevelFilter::current().to_string()]
}
