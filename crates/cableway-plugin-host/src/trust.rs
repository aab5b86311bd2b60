//! Whether a library is the one that the user means: who may write it, and what its digest is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::Read as _;
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
    /// When it is there and cannot be read, or can be changed by others: a lock that is passed over
    /// would be none.
    pub fn beside(root: &Path) -> Result<Option<Self>, PluginError> {
        let path = root.join(LOCK_FILE);
        let unreadable =
            |error: std::io::Error| PluginError::new(LOCK_FILE, format!("cannot be read: {error}"));
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        // A lock that others can change protects nobody.
        let real = std::fs::canonicalize(&path).map_err(unreadable)?;
        check_owner(&real, &file.metadata().map_err(unreadable)?, Path::new(LOCK_FILE))?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(unreadable)?;
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
            "# The SHA-256 of each library. One with another, or with none here, is not opened; programs\n\
             # (`command`) are not locked.\n\
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
/// or by way of a folder above it. `path` is absolute; `file` is what the open file says of itself.
#[cfg(unix)]
pub(crate) fn check_owner(path: &Path, file: &Metadata, shown: &Path) -> Result<(), PluginError> {
    check_part("the file", path, file, false, shown)?;
    path.ancestors().skip(1).try_for_each(|folder| {
        let what = format!("the folder `{}`", folder.display());
        // What cannot be looked at is not trusted.
        let metadata = std::fs::metadata(folder)
            .map_err(|error| PluginError::new(shown, format!("{what} tells nothing: {error}")))?;
        check_part(&what, folder, &metadata, true, shown)
    })
}

#[cfg(unix)]
fn check_part(
    what: &str,
    part: &Path,
    metadata: &Metadata,
    is_folder: bool,
    shown: &Path,
) -> Result<(), PluginError> {
    use std::os::unix::fs::MetadataExt as _;

    let user = rustix::process::geteuid().as_raw();
    let group = rustix::process::getegid().as_raw();
    if metadata.uid() != user && metadata.uid() != 0 {
        return Err(PluginError::new(
            shown,
            format!("{what} belongs to another user, who could change it"),
        )
        .with_hint("copy the plugin to a place of your own"));
    }
    let mode = metadata.mode();
    // In a folder with the sticky bit everybody may make files, and change only their own.
    let sticky = is_folder && mode & 0o1000 != 0;
    let by_all = mode & 0o002 != 0;
    // Where each user has a group of their own, it has the user's number: then nobody else is in it.
    let own_group = metadata.gid() == 0 || (metadata.gid() == group && group == user);
    let by_group = mode & 0o020 != 0 && !own_group;
    if (by_all || by_group) && !sticky {
        let who = if by_all { "everybody" } else { "a group" };
        let flag = if by_all { "o-w" } else { "g-w" };
        return Err(PluginError::new(shown, format!("{what} can be changed by {who}"))
            .with_hint(format!("`chmod {flag} {}`", part.display())));
    }
    Ok(())
}

/// Elsewhere than on Unix the system's own rules have to do.
#[cfg(not(unix))]
pub(crate) fn check_owner(_: &Path, _: &Metadata, _: &Path) -> Result<(), PluginError> {
    Ok(())
}
