//! A plugin works whichever compiler built it: one written on the interface alone is built by the
//! compiler of this project, and by Debian's, which is years older.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::folder::{Folder, not_tested, repository};

/// A Rust compiler.
struct Compiler {
    program: PathBuf,
    /// Where it was unpacked to, unless it is installed.
    prefix: Option<PathBuf>,
}

impl Compiler {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        if let Some(prefix) = &self.prefix {
            let libraries = ["usr/lib", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"];
            let libraries = std::env::join_paths(libraries.map(|path| prefix.join(path))).unwrap();
            command.env("LD_LIBRARY_PATH", libraries).arg("--sysroot").arg(prefix.join("usr"));
        }
        command
    }

    fn version(&self) -> Option<String> {
        let output = self.command().arg("--version").output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(version)
    }

    /// Builds the crate of the interface and the plugin on it, as Cargo would.
    fn build(&self, target: &Path, version: &str, panics: &str) {
        let sources = repository().join("crates/cableway-plugin-abi");
        let build = |kind: &str, name: &str, source: &str| {
            let output = self
                .command()
                .env("COMPILER", version)
                .args(["--edition", "2021", "-C", "opt-level=1", "-D", "warnings"])
                .arg(format!("-Cpanic={panics}"))
                .args(["--crate-type", kind, "--crate-name", name, "-L"])
                .arg(target)
                .arg("--out-dir")
                .arg(target)
                .args(if kind == "cdylib" {
                    ["--extern", "cableway_plugin_abi"]
                } else {
                    ["-C", "debuginfo=0"]
                })
                .arg(sources.join(source))
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        build("rlib", "cableway_plugin_abi", "src/lib.rs");
        build("cdylib", "capitals", "tests/plugin/capitals.rs");
    }
}

fn library_name() -> String {
    format!("{}capitals{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// Builds the plugin, checks it, and runs it in this process and in one of its own.
fn works(compiler: &Compiler) {
    let version = compiler.version().expect("the compiler says its version");
    let library = library_name();
    let folder = Folder::new();
    compiler.build(folder.path(), &version, "unwind");

    let checked = folder.run(&["plugin", "check", &library]);
    assert_eq!(checked.code, Some(0), "{}", checked.shown());
    folder.write("inbox/a.txt", "The WHO spoke.\n").write("inbox/b.txt", "MAYDAY.\n");
    for isolation in ["none", "process"] {
        folder.write(
            "p.toml",
            format!(
                "[[ingest]]\nuse = \"files\"\npaths = [\"inbox/*\"]\n\
                 [plugins.old]\npath = \"{library}\"\nisolation = \"{isolation}\"\n\
                 [[classify]]\nuse = \"old:capitals\"\nshortest = 3\n\
                 [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
            ),
        );
        let records = folder.records(3);
        assert_eq!(records.len(), 1, "the other document is the one that the stage panics on");
        let marks = &records[0]["annotations"];
        assert_eq!(marks.as_array().unwrap().len(), 1, "{version}: {marks}");
        assert_eq!((&marks[0]["label"], &marks[0]["spans"]), (&"WHO".into(), &json!([[4, 7]])));
        assert!(folder.quarantine().contains("old:capitals"), "{}", folder.quarantine());
        let wrong = folder.run(&["check", "p.toml", "--set", "classify.old:capitals.shortest=100"]);
        assert_eq!(wrong.code, Some(2), "{}", wrong.shown());
        assert!(wrong.stderr.contains("no word is so long"), "{}", wrong.stderr);
    }
}

#[test]
fn this_compiler() {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    works(&Compiler { program: program.into(), prefix: None });
}

/// A library whose panics abort: refused without a process of its own, where one costs its document.
#[test]
fn a_library_that_aborts() {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compiler = Compiler { program: program.into(), prefix: None };
    let folder = Folder::new();
    compiler.build(folder.path(), "rustc", "abort");
    folder.write("inbox/a.txt", "The WHO spoke.\n").write("inbox/b.txt", "MAYDAY.\n");
    let library = library_name();
    folder.write(
        "p.toml",
        format!(
            "[[ingest]]\nuse = \"files\"\npaths = [\"inbox/*\"]\n[plugins.old]\npath = \"{library}\"\n\
             [[classify]]\nuse = \"old:capitals\"\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
        ),
    );
    let refused = folder.run(&["check", "p.toml"]);
    assert_eq!(refused.code, Some(2), "{}", refused.shown());
    assert!(refused.stderr.contains("panic = \"abort\""), "{}", refused.shown());
    let isolated = ["run", "p.toml", "-q", "--set", "plugins.old.isolation=\"process\""];
    assert_eq!(folder.run(&isolated).code, Some(3));
    assert!(folder.quarantine().contains("SIGABRT"), "{}", folder.quarantine());
}

#[test]
fn debians_compiler() {
    match debians() {
        Ok(compiler) => {
            // Past what the test runner captures: which compiler it was is part of the result.
            let said = format!("tested with {}", compiler.version().unwrap_or_default());
            let _ = writeln!(std::io::stderr(), "{said}");
            works(&compiler);
        }
        Err(reason) => not_tested(&format!("Debian's compiler: {reason}")),
    }
}

/// Debian's compiler: the installed one; else its packages, unpacked beside the builds, which changes
/// nothing of the machine and takes no rights.
fn debians() -> Result<Compiler, String> {
    let installed = Compiler { program: "/usr/bin/rustc".into(), prefix: None };
    if installed.version().is_some() {
        return Ok(installed);
    }
    let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("debian-rustc");
    let unpacked = Compiler { program: prefix.join("usr/bin/rustc"), prefix: Some(prefix.clone()) };
    if unpacked.version().is_some() {
        return Ok(unpacked);
    }
    let partly = prefix.with_extension("part");
    let _ = fs::remove_dir_all(&partly);
    fs::create_dir_all(&partly).map_err(|error| error.to_string())?;
    // A machine without a network should not wait for one.
    let patience = ["-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=0"];
    // What the compiler needs besides what is installed: a line each, that begins with the address.
    let needed = ["install", "--yes", "--no-install-recommends", "--print-uris", "rustc"];
    let lines = said(Command::new("apt-get").arg("-qq").args(needed))?;
    let packages: Vec<&str> =
        lines.lines().filter_map(|line| line.split(' ').nth(1)?.split('_').next()).collect();
    said(
        Command::new("apt-get").current_dir(&partly).args(patience).arg("download").args(packages),
    )?;
    for package in fs::read_dir(&partly).map_err(|error| error.to_string())?.flatten() {
        said(Command::new("dpkg-deb").arg("--extract").arg(package.path()).arg(&partly))?;
    }
    let _ = fs::remove_dir_all(&prefix);
    fs::rename(&partly, &prefix).map_err(|error| error.to_string())?;
    let version = unpacked.version();
    version.map(|_| unpacked).ok_or_else(|| "the unpacked compiler does not start".to_owned())
}

/// What a command prints; why it failed in its own first words.
fn said(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program}: {}", reason.lines().next().unwrap_or("it failed")))
}
