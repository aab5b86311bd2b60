//! Runs other programs, cargo first of all.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Why a chore did not succeed.
#[derive(Debug)]
pub struct Failure {
    /// For whoever ran the chore.
    pub message: String,
    /// The exit code: that of the program that failed, where one did.
    pub code: u8,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }
}

/// What a chore gives.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Says what could not be done to a file.
pub(crate) trait OnFile<T> {
    /// `doing` is the verb: `read`, `write`.
    fn on(self, doing: &str, path: &Path) -> Outcome<T>;
}

impl<T, E: Display> OnFile<T> for Result<T, E> {
    fn on(self, doing: &str, path: &Path) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("cannot {doing} `{}`: {error}", path.display())))
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    // Cargo says at run time where the crate lies; the compiled-in place serves when the program is
    // started by hand.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_owned)
}

/// The cargo that started us, in the folder of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Runs `command` with our own input and outputs; fails, with its exit code, when it does.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Err(Failure { message: format!("`{}` failed ({status})", shown(command)), code })
}

/// Runs `command` and gives what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let message = format!("`{}` failed ({})", shown(command), output.status);
        return Err(Failure::new(message));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("`{}` wrote no UTF-8 text", shown(command))))
}

/// Whether `command` can be run at all; it writes nothing.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Builds the command `cableway` and gives its path.
pub(crate) fn build_cableway(release: bool) -> Outcome<PathBuf> {
    build_cableway_with(&[], release)
}

/// The same, and the libraries of these packages beside it.
pub(crate) fn build_cableway_with(packages: &[&str], release: bool) -> Outcome<PathBuf> {
    let mut command =
        cargo(&["build", "--package", "cableway", "--message-format=json-render-diagnostics"]);
    for package in packages {
        command.args(["--package", package]);
    }
    if release {
        command.arg("--release");
    }
    // Cargo knows where its target folder is, and what the program is called on this system.
    let messages = output(&mut command)?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "cableway")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| Failure::new("cargo built `cableway`, but does not say where it lies"))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start `{}`: {error}", shown(command)))
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_stem().unwrap_or(command.get_program()).to_os_string();
    for argument in command.get_args() {
        text.push(OsString::from(" "));
        text.push(argument);
    }
    text.to_string_lossy().into_owned()
}
