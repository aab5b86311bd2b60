//! Private copies of libraries. What is opened is a copy named by its content: a rebuild during a run
//! neither changes nor kills what runs, and what was checked is what is opened.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Where the copies lie, absolute: `$CABLEWAY_CACHE`, else the user's cache folder.
fn folder() -> io::Result<PathBuf> {
    let set =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("CABLEWAY_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("cableway")))
        .or_else(|| set("LOCALAPPDATA").map(|cache| cache.join("cableway")))
        .or_else(|| set("HOME").map(|home| home.join(".cache").join("cableway")))
        .unwrap_or_else(|| std::env::temp_dir().join("cableway"));
    let base = std::path::absolute(base)?;
    std::fs::create_dir_all(&base)?;
    // Without links, so that all folders on the way are those whose owners are looked at.
    Ok(std::fs::canonicalize(base)?.join("plugins"))
}

/// A copy of `bytes`, whose digest is `digest`, that nobody else can change.
pub(crate) fn private_copy(bytes: &[u8], digest: &str, original: &Path) -> io::Result<PathBuf> {
    let folder = folder()?;
    make_private(&folder)?;
    // A debugger's or profiler's user wants to see which plugin it is.
    let name = original.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = folder.join(digest);
    make_private(&own)?;
    let path = own.join(name.unwrap_or_else(|| "plugin".to_owned()));
    if std::fs::read(&path).is_ok_and(|kept| kept == bytes) {
        return Ok(path);
    }
    let mut file = tempfile::NamedTempFile::new_in(&own)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // Another run may have put the same bytes there; on Windows a library in use cannot be replaced.
    match file.persist(&path) {
        Ok(_) => Ok(path),
        Err(_) if std::fs::read(&path).is_ok_and(|kept| kept == bytes) => Ok(path),
        Err(error) => Err(error.error),
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};

    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if std::fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}
