//! A folder to work in, and the command run in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The built command: as `CABLEWAY_BIN` says, or else beside this test program.
pub(crate) fn cableway() -> PathBuf {
    if let Some(path) = std::env::var_os("CABLEWAY_BIN") {
        return path.into();
    }
    let own = std::env::current_exe().unwrap();
    let built =
        own.ancestors().nth(2).unwrap().join(format!("cableway{}", std::env::consts::EXE_SUFFIX));
    assert!(built.exists(), "run `cargo build -p cableway` first: there is no {}", built.display());
    built
}

/// The root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A folder that goes away with the test.
pub(crate) struct Folder(TempDir);

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Everything that a user sees, with what changes from run to run made plain.
    pub(crate) fn shown(&self) -> String {
        let code = self.code.map_or_else(|| "signal".to_owned(), |code| code.to_string());
        let mut out = format!("exit code {code}\n");
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                out.push_str(&format!("--- {name}\n{text}"));
            }
        }
        out
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a pipeline that reads `inbox` and writes `out.jsonl`, with `middle` between.
    pub(crate) fn with_pipeline(middle: &str) -> Self {
        let folder = Self::new();
        folder.write(
            "p.toml",
            format!(
                "[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n{middle}\n[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
            ),
        );
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path().join(name)).ok()
    }

    /// The names of everything in the folder but for what runs remember, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != ".cableway")
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cableway());
        command
            .args(arguments)
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .env("CABLEWAY_CACHE", env!("CARGO_TARGET_TMPDIR"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // Where it is set, `cableway test` writes nothing.
            .env_remove("CI")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// The same where no file may have more than so many blocks of 512 bytes, which stands in for a full disk.
    #[cfg(unix)]
    pub(crate) fn run_with_small_files(&self, blocks: u32, arguments: &[&str]) -> Ran {
        // The signal that comes with the limit would end the command: it is to see the error instead.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).arg(cableway()).args(arguments);
        ran(command.current_dir(self.path()).env("NO_COLOR", "1").output().unwrap())
    }

    /// The records that `cableway run p.toml` wrote, after making sure that it ended with `code`.
    #[track_caller]
    pub(crate) fn records(&self, code: i32) -> Vec<Value> {
        let ran = self.run(&["run", "p.toml"]);
        assert_eq!(ran.code, Some(code), "{}", ran.shown());
        lines(&self.read("out.jsonl").unwrap())
    }

    /// A line for each quarantined document: where it comes from, the stage, the reason.
    pub(crate) fn quarantine(&self) -> String {
        lines(&self.read("p.quarantine.jsonl").unwrap_or_default())
            .iter()
            .map(|line| {
                let error = &line["error"];
                let causes = error["causes"].as_array().into_iter().flatten();
                let chain: Vec<&str> = [&error["message"]]
                    .into_iter()
                    .chain(causes)
                    .filter_map(Value::as_str)
                    .collect();
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                format!(
                    "{}: {} {} ({}): {}\n",
                    text(&line["source"]["uri"]),
                    text(&line["stage"]["kind"]),
                    text(&line["stage"]["name"]),
                    text(&error["kind"]),
                    chain.join(" <- ")
                )
            })
            .collect()
    }
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The blocks of a record, one line each: `kind: text`, and its notes.
pub(crate) fn outline(record: &Value) -> String {
    let text = record["text"].as_str().unwrap();
    let mut out = String::new();
    for block in record["blocks"].as_array().into_iter().flatten() {
        let at = |place: usize| usize::try_from(block["span"][place].as_u64().unwrap()).unwrap();
        out.push_str(&format!("{}: {}\n", block["kind"].as_str().unwrap(), &text[at(0)..at(1)]));
    }
    for note in record["notes"].as_array().into_iter().flatten() {
        out.push_str(&format!(
            "note of {}: {}\n",
            note["stage"].as_str().unwrap(),
            note["message"].as_str().unwrap()
        ));
    }
    out
}

/// Snapshots what a user sees, with times, shares and rates made plain.
macro_rules! assert_shown {
    ($($argument:tt)*) => {
        insta::with_settings!({
            filters => vec![
                (r" +\d+\.\d+ m?s", " [time]"),
                (r" +\d+ %", " [share]"),
                (r"failed +time +share", "failed [time] [share]"),
                (r"\d+ a second", "[rate] a second"),
                (r#""[^"]*/\.([a-z.]+)\.\w{6}\.partial""#, "\"[folder]/.$1.[random].partial\""),
            ],
        }, {
            insta::assert_snapshot!($($argument)*);
        });
    };
}
pub(crate) use assert_shown;

/// Says that something could not be tested here, past what the test runner captures. Where
/// `CABLEWAY_TEST_ALL` is set, that is a failure.
pub(crate) fn not_tested(what: &str) {
    assert!(std::env::var_os("CABLEWAY_TEST_ALL").is_none(), "not tested: {what}");
    // A test that cannot speak has still done what it could.
    let _ = writeln!(std::io::stderr(), "not tested: {what}");
}
