//! `[plugins.NAME]`: what a pipeline says of a plugin, and what opens it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cableway_core::{ConfigError, KeyPath, Place, Setup, StageEntry};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::process::{Program, ProgramLimits};
use crate::{Library, Lock, PluginError};

/// Where a plugin is, and how it runs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PluginConfig {
    /// The library; without an ending, the system's own is meant (`desk` for `libdesk.so`).
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// The program and its arguments, such as `["python3", "stage.py"]`; it starts in the folder of the
    /// pipeline file.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub command: Option<Vec<String>>,
    /// Whether a library runs in the run's own process (none) or in one of its own (process).
    ///
    /// In a process of its own, a crash or a hang costs one document and not the run.
    #[serde(default)]
    pub isolation: Isolation,
    /// The memory that each process of the plugin may use, in MiB of address space.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub memory: Option<u64>,
    /// How many seconds the plugin's process may take for one document.
    #[serde(default)]
    #[schemars(range(min = 0.001))]
    pub seconds: Option<f64>,
}

/// Where a library runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Isolation {
    /// In the run's own process.
    #[default]
    None,
    /// In a process of its own.
    Process,
}

/// What a plugin is, once its table makes sense.
#[derive(Clone, Debug)]
pub enum Source {
    /// A library: the file, and what the user calls it.
    Library {
        /// The file.
        path: PathBuf,
        /// As the user wrote it.
        shown: PathBuf,
    },
    /// A program and its arguments.
    Program(Vec<String>),
}

/// The JSON Schema of a `[plugins.NAME]` table.
pub fn config_schema() -> serde_json::Value {
    schemars::schema_for!(PluginConfig).to_value()
}

impl PluginConfig {
    /// Which of the two the plugin is.
    ///
    /// # Errors
    /// When it is neither, or both, or has limits that nothing enforces.
    pub fn source(&self, base: &Path) -> Result<Source, ConfigError> {
        let mut problems = ConfigError::default();
        let isolated = self.isolation == Isolation::Process || self.command.is_some();
        for (key, is_set) in
            [("memory", self.memory.is_some()), ("seconds", self.seconds.is_some())]
        {
            if is_set && !isolated {
                let message = format!("`{key}` holds for a plugin in a process of its own");
                let hint = "add `isolation = \"process\"`".to_owned();
                problems.add(Place::Config(KeyPath::from(key)), message, Some(hint));
            }
        }
        let source = match (&self.path, &self.command) {
            (Some(path), None) => {
                Source::Library { path: library(&base.join(path)), shown: path.clone() }
            }
            (None, Some(command)) => Source::Program(command.clone()),
            (Some(_), Some(_)) => {
                let message = "a plugin is a library or a program: `path` or `command`, not both";
                return Err(ConfigError::at(KeyPath::from("command"), message));
            }
            (None, None) => {
                let mut problems = ConfigError::default();
                let hint = "add `path = \"…\"` for a library, or `command = [\"…\"]` for a program";
                problems.add(
                    Place::Config(KeyPath::whole()),
                    "the plugin has neither `path` nor `command`",
                    Some(hint.to_owned()),
                );
                return Err(problems);
            }
        };
        problems.or(source)
    }

    /// The library, where the plugin is one: what the user calls it, and where it is.
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    /// use cableway_plugin_host::PluginConfig;
    ///
    /// let config: PluginConfig = serde_json::from_str(r#"{"path": "desk.so"}"#)?;
    /// let (shown, path) = config.library(Path::new("/desk")).unwrap();
    /// assert_eq!((shown, path), (PathBuf::from("desk.so"), PathBuf::from("/desk/desk.so")));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn library(&self, base: &Path) -> Option<(PathBuf, PathBuf)> {
        let shown = self.path.clone()?;
        let path = library(&base.join(&shown));
        Some((shown, path))
    }

    /// Opens the plugin. `child` is the command that serves a library in a process of its own: the
    /// plugin's name and the path of the library are added to it.
    ///
    /// # Errors
    /// Why the plugin is of no use.
    pub fn open(
        &self,
        name: &str,
        setup: &Setup,
        child: &[String],
    ) -> Result<Vec<StageEntry>, ConfigError> {
        let limits = ProgramLimits {
            memory: self.memory.map(|mib| mib.saturating_mul(1 << 20)),
            time: self
                .seconds
                .map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)),
        };
        let folder =
            if setup.base().as_os_str().is_empty() { Path::new(".") } else { setup.base() };
        match self.source(setup.base())? {
            Source::Program(command) => {
                let shown = PathBuf::from(command.join(" "));
                Program::start(name, &shown, command, folder, limits)
                    .map_err(|error| at("command", error))
            }
            Source::Library { path, shown } => {
                let opened = || {
                    let lock = Lock::beside(setup.root())?;
                    let library = Library::check(name, &path, &shown, lock.as_ref())?;
                    if self.isolation == Isolation::None {
                        library.fits_this_process()?;
                        return library.open(name);
                    }
                    let mut command = child.to_vec();
                    command
                        .extend([name.to_owned(), library.copy().to_string_lossy().into_owned()]);
                    Program::start(name, &shown, command, folder, limits)
                };
                opened().map_err(|error| at("path", error))
            }
        }
    }
}

/// The file that `path` means: itself, or that name with the system's prefix and ending.
fn library(path: &Path) -> PathBuf {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.exists() || path.extension().is_some() || name.is_empty() {
        return path.to_owned();
    }
    path.with_file_name(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
}

fn at(key: &str, error: PluginError) -> ConfigError {
    let mut problems = ConfigError::default();
    let message = error.to_string();
    problems.add(Place::Config(KeyPath::from(key)), message, error.hint);
    problems
}
