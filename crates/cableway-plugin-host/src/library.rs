//! Opens a library as a plugin.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use cableway_core::StageEntry;
use cableway_plugin_abi as abi;

use crate::file::{Built, Panics, inspect};
use crate::trust::{Lock, check_owner, sha256};
use crate::{PluginError, cache, table};

/// A larger file is no plugin.
const MOST_BYTES: u64 = 1 << 30;

/// A library that has been checked, and none of whose code has run.
#[derive(Clone, Debug)]
pub struct Library {
    /// The file as the user wrote it.
    pub shown: PathBuf,
    /// What it was built for.
    pub built: Built,
    /// The SHA-256 of its bytes.
    pub digest: String,
    /// The private copy that is opened.
    copy: PathBuf,
}

impl Library {
    /// Checks the library at `path`, which messages call `shown`: that it is whole and of this
    /// platform, has a header of this interface, can be changed by nobody else, and has the digest
    /// that `lock` holds for `name`, where there is a lock.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(
        name: &str,
        path: &Path,
        shown: &Path,
        lock: Option<&Lock>,
    ) -> Result<Self, PluginError> {
        let cannot = |error: &std::io::Error| {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound if path.file_name() == shown.file_name() => {
                    "there is no such file".to_owned()
                }
                // What was looked for has the system's prefix and ending.
                std::io::ErrorKind::NotFound => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    format!("there is no such file, nor `{name}` beside it")
                }
                std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
                _ => error.to_string().to_lowercase(),
            };
            let hint = match error.kind() {
                std::io::ErrorKind::NotFound => match cargo_build(shown) {
                    Some(command) => format!("build the plugin (`{command}`), or correct `path`"),
                    None => "build the plugin, or correct `path`".to_owned(),
                },
                _ => "see to it that the file can be read".to_owned(),
            };
            PluginError::new(shown, reason).with_hint(hint)
        };
        let real = std::fs::canonicalize(path).map_err(|error| cannot(&error))?;
        let file = open_file(&real).map_err(|error| cannot(&error))?;
        // From here on the open file is what is looked at: another may come to lie at its path.
        let metadata = file.metadata().map_err(|error| cannot(&error))?;
        if !metadata.is_file() {
            let what = if metadata.is_dir() { "it is a folder" } else { "it is no file" };
            let hint = "`path` is that of a library: lib….so, lib….dylib or ….dll";
            return Err(PluginError::new(shown, what).with_hint(hint));
        }
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(PluginError::new(shown, "it has more than 1 GiB: that is no plugin"));
        }
        let built = inspect(&bytes).map_err(|unfit| PluginError {
            path: shown.to_owned(),
            message: unfit.message,
            hint: unfit.hint,
        })?;
        check_owner(&real, &metadata, shown)?;
        // By way of a link, the folders above the link too say which file it is.
        let given = std::path::absolute(path).map_err(|error| cannot(&error))?;
        check_owner(&given, &metadata, shown)?;
        let digest = sha256(&bytes);
        if let Some(lock) = lock {
            check_lock(name, shown, &digest, lock)?;
        }
        let copy = cache::private_copy(&bytes, &digest, &real).map_err(|error| {
            PluginError::new(shown, format!("no private copy of it can be made: {error}"))
                .with_hint("set CABLEWAY_CACHE to a folder that can be written to")
        })?;
        // Whoever could change the copy could change what runs.
        let kept = std::fs::metadata(&copy).map_err(|error| cannot(&error))?;
        check_owner(&copy, &kept, &copy)?;
        Ok(Self { shown: shown.to_owned(), built, digest, copy })
    }

    /// The private copy: what another process must open to have the same bytes.
    pub fn copy(&self) -> &Path {
        &self.copy
    }

    /// Opens the library in this process and asks it for its stages. It is never closed.
    ///
    /// # Errors
    /// When the system cannot load it, or what it says of itself is wrong.
    pub fn open(&self, name: &str) -> Result<Vec<StageEntry>, PluginError> {
        let entry = self.load()?;
        // SAFETY: the library stays loaded, and its header says that it keeps the rules of this
        // version of the interface. That cannot be proved: a library is native code, and whoever
        // lists it in a pipeline trusts it. `isolation = "process"` is for those who do not.
        unsafe { table::stages(name, entry) }.map_err(|message| {
            PluginError::new(&self.shown, message)
                .with_hint("`cableway plugin check` tries all that a plugin must do")
        })
    }

    /// Refuses a library whose panics would end this process.
    ///
    /// # Errors
    /// When it was built with `panic = "abort"`.
    pub fn fits_this_process(&self) -> Result<(), PluginError> {
        if self.built.panics == Panics::Abort {
            let message = "it was built with `panic = \"abort\"`: a panic would end the whole run";
            return Err(PluginError::new(&self.shown, message)
                .with_hint("build it without that setting, or give it `isolation = \"process\"`"));
        }
        Ok(())
    }

    fn load(&self) -> Result<abi::Entry, PluginError> {
        let cannot = |error: &libloading::Error| {
            // The words of the system are the cause of the crate's own.
            let cause = std::error::Error::source(error).map(ToString::to_string);
            let said = cause.unwrap_or_else(|| error.to_string());
            PluginError::new(&self.shown, loader_words(&said, &self.copy))
                .with_hint("`ldd` shows which libraries and symbols it asks for")
        };
        // SAFETY: loading runs the library's constructors, which is what the user asked for.
        let library = unsafe { open(&self.copy) }.map_err(|error| cannot(&error))?;
        let symbol = abi::ENTRY_SYMBOL.as_bytes();
        // SAFETY: the symbol has this type by the rules of the interface.
        let entry =
            unsafe { library.get::<abi::Entry>(symbol) }.map(|entry| *entry).map_err(|_| {
                PluginError::new(
                    &self.shown,
                    format!("it has a header, but no function `{}`", abi::ENTRY_SYMBOL),
                )
                .with_hint("build it again: the linker may have dropped the symbol")
            });
        // Closing a library that has threads or thread-local values cannot be done soundly.
        std::mem::forget(library);
        entry
    }
}

/// Opens a file without waiting: a pipe of that name has no writer, perhaps.
fn open_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

fn check_lock(name: &str, shown: &Path, digest: &str, lock: &Lock) -> Result<(), PluginError> {
    match lock.plugins.get(name) {
        Some(locked) if locked == digest => Ok(()),
        Some(locked) => {
            let short = |digest: &str| digest.chars().take(12).collect::<String>();
            let message = format!(
                "it is not the one that `cableway.lock` names: its SHA-256 is {}…, not {}…",
                short(digest),
                short(locked)
            );
            Err(PluginError::new(shown, message).with_hint(
                "if you changed it, `cableway plugin lock` writes the lock anew; if not, find out who did",
            ))
        }
        None => Err(PluginError::new(shown, format!("`cableway.lock` does not name `{name}`"))
            .with_hint("`cableway plugin lock` writes the lock anew")),
    }
}

#[cfg(unix)]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

    // All symbols at once: one that is missing would otherwise end the run when it is first used.
    // SAFETY: the caller's promise.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's promise.
    unsafe { libloading::Library::new(path) }
}

/// What the system's loader says, without the name of the private copy.
fn loader_words(said: &str, copy: &Path) -> String {
    let copy = copy.to_string_lossy();
    let said = said.replace(&format!("{copy}: "), "").replace(&*copy, "the library");
    if let Some((_, symbol)) = said.split_once("undefined symbol: ") {
        let symbol = symbol.split([',', ' ', ')']).next().unwrap_or(symbol);
        return format!("it asks for `{symbol}`, which no library here has");
    }
    if let Some(at) = said.find("version `GLIBC_") {
        let wanted = said[at + 9..].split('\'').next().unwrap_or_default();
        return format!("it was built for a newer system: it asks for {wanted}");
    }
    format!("the system cannot load it: {said}")
}
/// The command that makes the library at `path`, where it would lie in Cargo's target folder. A package's name mostly
/// has `-` where that of its library has `_`.
fn cargo_build(path: &Path) -> Option<String> {
    let mut folders = path.parent()?.iter().rev();
    let profile = folders.next()?;
    let release = match profile.to_str()? {
        "release" => "--release ",
        "debug" => "",
        _ => return None,
    };
    let stem = path.file_stem()?.to_str()?;
    let package = stem.strip_prefix(std::env::consts::DLL_PREFIX)?.replace('_', "-");
    (folders.next()? == "target").then(|| format!("cargo build {release}-p {package}"))
}
