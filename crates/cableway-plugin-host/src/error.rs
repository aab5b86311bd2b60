//! Why a plugin is of no use.

use std::path::{Path, PathBuf};

/// Why a plugin cannot be opened: which file, what is wrong with it, what to do.
///
/// ```
/// use cableway_plugin_host::PluginError;
///
/// let error = PluginError::new("libdesk.so", "the file is empty").with_hint("build it again");
/// assert_eq!(error.to_string(), "`libdesk.so`: the file is empty");
/// assert_eq!(error.hint.as_deref(), Some("build it again"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {message}", path.display())]
pub struct PluginError {
    /// The file, or the program, as the user wrote it.
    pub path: PathBuf,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl PluginError {
    /// What is wrong with the plugin at `path`.
    pub fn new(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self { path: path.as_ref().to_owned(), message: message.into(), hint: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
