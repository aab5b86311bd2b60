//! Builds plugins for the tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::folder::{Folder, cableway, repository};

/// Compiles a C file to a library; messages of the compiler are a failure.
pub(crate) fn compile(source: &Path, target: &Path, flags: &[&str]) {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let include = repository().join("crates/cableway-plugin-abi/include");
    let output = Command::new(&compiler)
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-fPIC"])
        .args(flags)
        .arg("-I")
        .arg(include)
        .arg("-o")
        .arg(target)
        .arg(source)
        .arg("-lpthread")
        .output()
        .expect("a C compiler is at hand, as Rust's own linking needs one");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The fixture that misbehaves, built once with these flags.
fn fixture_with(name: &str, flags: &[&str]) -> Vec<u8> {
    let folder = Folder::new();
    let library = folder.path().join(name);
    compile(&repository().join("tests/fixtures/bad.c"), &library, flags);
    std::fs::read(library).unwrap()
}

/// The bytes of the fixture as it should be built.
pub(crate) fn fixture() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| fixture_with("bad.so", &["-shared"]))
}

/// The bytes of the fixture, built wrongly.
pub(crate) fn fixture_built(flags: &[&str]) -> Vec<u8> {
    fixture_with("bad.so", flags)
}

/// A library of the workspace, as it was built beside the command.
pub(crate) fn library(name: &str) -> PathBuf {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

    let library = cableway().with_file_name(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"));
    let package = name.replace('_', "-");
    assert!(
        library.exists(),
        "run `cargo build -p {package}` first: there is no {}",
        library.display()
    );
    library
}

/// A folder with a good and a bad document, the library as `bad.so`, and a pipeline that uses it.
pub(crate) fn with_plugin(library: &[u8], plugin: &str, stage: &str) -> Folder {
    let folder = Folder::with_pipeline(&format!(
        "[plugins.x]\npath = \"bad.so\"\n{plugin}\n[[classify]]\nuse = \"x:bad\"\n{stage}"
    ));
    folder.write("bad.so", library);
    folder.write("inbox/a.txt", "A fine day.\n");
    folder.write("inbox/b.txt", "A BADé day.\n");
    folder.write("inbox/c.txt", "A fine day again.\n");
    folder
}
