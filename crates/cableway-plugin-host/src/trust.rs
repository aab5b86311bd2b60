//! Whether a library is the one that the user means: who may write it, and what its digest is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::PluginError;

/// The name of the file that holds the digests of the plugins that a pipeline may open. It lies
/// beside the pipeline file.
pub const LOCK_FILE: &str = "cableway.lock";

/// The SHA-256 of `bytes` as 64 hexadecimal digits.
///
/// ```
/// assert!(cableway_plugin_host::sha256(b"").starts_with("e3b0c442"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What `cableway.lock` says: which plugins a pipeline may open.
///
/// ```
/// use cableway_plugin_host::Lock;
///
/// let mut lock = Lock::default();
/// lock.plugins.insert("policy".into(), "e3b0…".into());
/// assert_eq!(Lock::parse(&lock.to_toml())?, lock);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The SHA-256 of each plugin's file, by the plugin's name.
    #[serde(default)]
    pub plugins: BTreeMap<String, String>,
}

impl Lock {
    /// Reads the lock beside a pipeline; `None` where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read: a lock that is passed over would be none.
    pub fn beside(root: &Path) -> Result<Option<Self>, PluginError> {
        let path = root.join(LOCK_FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(PluginError::new(LOCK_FILE, format!("cannot be read: {error}")));
            }
        };
        let lock = Self::parse(&text).map_err(|message| {
            PluginError::new(LOCK_FILE, message).with_hint("`cableway plugin lock` writes it anew")
        })?;
        Ok(Some(lock))
    }

    /// Reads the text of a lock.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    /// The text of the lock.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# The SHA-256 of each plugin. A plugin with another one, or with none here, is not opened.\n\
             # `cableway plugin lock` writes this file.\n\n[plugins]\n",
        );
        for (name, digest) in &self.plugins {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} = \"{digest}\"");
        }
        text
    }
}

/// Refuses a file that others than its owner, the superuser and the user at work can change, itself
/// or by way of a folder above it.
#[cfg(unix)]
pub(crate) fn check_owner(path: &Path, shown: &Path) -> Result<(), PluginError> {
    use std::os::unix::fs::MetadataExt as _;

    let user = rustix::process::geteuid().as_raw();
    let group = rustix::process::getegid().as_raw();
    for (place, part) in path.ancestors().enumerate() {
        let Ok(metadata) = std::fs::metadata(part) else { continue };
        let what = if place == 0 {
            "the file".to_owned()
        } else {
            format!("the folder `{}`", part.display())
        };
        if metadata.uid() != user && metadata.uid() != 0 {
            return Err(PluginError::new(
                shown,
                format!("{what} belongs to another user, who could change it"),
            )
            .with_hint("copy the plugin to a place of your own"));
        }
        let mode = metadata.mode();
        // In a folder with the sticky bit everybody may make files, and change only their own.
        let sticky = place > 0 && mode & 0o1000 != 0;
        let by_all = mode & 0o002 != 0;
        // A group of the user's own is no other: that is how many systems set up their users.
        let by_group = mode & 0o020 != 0 && metadata.gid() != group && metadata.gid() != 0;
        if (by_all || by_group) && !sticky {
            let who = if by_all { "everybody" } else { "a group" };
            let flag = if by_all { "o-w" } else { "g-w" };
            return Err(PluginError::new(shown, format!("{what} can be changed by {who}"))
                .with_hint(format!("`chmod {flag} {}`", part.display())));
        }
    }
    Ok(())
}

/// Elsewhere than on Unix the system's own rules have to do.
#[cfg(not(unix))]
pub(crate) fn check_owner(_: &Path, _: &Path) -> Result<(), PluginError> {
    Ok(())
}
