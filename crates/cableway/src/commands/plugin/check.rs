//! `cableway plugin check`.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cableway_core::{Limits, Setup, StageEntry};
use cableway_plugin_host::{
    Configs, Finding, Library, Outcome, Program, ProgramLimits, TESTS, conformance, take_stdout,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Exit;
use crate::arguments::{PluginCheck, PluginTest};
use crate::logging::{colour, error};
use crate::plugins::TEST;

/// What a test is told: it runs in a process of its own.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    test: String,
    plugin: Vec<String>,
    configs: Configs,
}

pub(crate) fn check(arguments: &PluginCheck) -> io::Result<Exit> {
    let mut configs = Configs::new();
    for given in &arguments.configs {
        let parsed = given.split_once('=').and_then(|(stage, json)| {
            Some((stage.to_owned(), serde_json::from_str::<Value>(json).ok()?))
        });
        let Some((stage, config)) = parsed else {
            error(
                &format!("`{given}` is no configuration: `STAGE={{\"key\": \"value\"}}` is"),
                &[],
            );
            return Ok(Exit::Wrong);
        };
        configs.insert(stage, config);
    }
    let patience = Duration::from_secs(arguments.seconds.into());
    let mut findings = Vec::new();
    for (test, _) in TESTS {
        let told = Told {
            test: test.to_owned(),
            plugin: arguments.plugin.clone(),
            configs: configs.clone(),
        };
        let found = run(&told, patience)?;
        // What does not load cannot be tried any further.
        let is_over = test == "load" && found.iter().any(|found| found.outcome == Outcome::Failed);
        findings.extend(found);
        if is_over {
            break;
        }
    }
    let failed = findings.iter().any(|finding| finding.outcome == Outcome::Failed);
    let text = if arguments.json {
        format!("{:#}\n", serde_json::json!(findings))
    } else {
        describe(&findings)
    };
    stdout().write_all(text.as_bytes())?;
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

/// Runs one test in a process of its own.
fn run(told: &Told, patience: Duration) -> io::Result<Vec<Finding>> {
    let finding = |message: String| {
        let outcome = Outcome::Failed;
        vec![Finding { test: told.test.clone(), stage: None, outcome, message }]
    };
    let own = std::env::current_exe()?;
    let mut command = Command::new(own);
    command
        .args([TEST, &serde_json::to_string(told)?])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let (Some(mut output), Some(mut errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Ok(finding("the test has no output".to_owned()));
    };
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = output.read_to_string(&mut text);
        // Nobody waits any more when the test took too long.
        let _ = sender.send(read.map(|_| text));
    });
    let said = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = errors.read_to_string(&mut text);
        text
    });
    let Ok(text) = receiver.recv_timeout(patience) else {
        end(&mut child);
        return Ok(finding(format!("it hangs: after {} s it was ended", patience.as_secs())));
    };
    let status = wait(&mut child)?;
    let said = said.join().unwrap_or_default();
    let Some(status) = status else {
        return Ok(finding("it does not end".to_owned()));
    };
    match serde_json::from_str::<Vec<Finding>>(text?.trim()) {
        Ok(findings) if status.success() => Ok(findings),
        _ => {
            let how = cableway_plugin_host::ending(status);
            let last = said.lines().last().unwrap_or_default();
            let last = if last.is_empty() { String::new() } else { format!(": {last}") };
            Ok(finding(format!("the process {how}{last}")))
        }
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Waits a little: the output is at its end already.
fn wait(child: &mut Child) -> io::Result<Option<std::process::ExitStatus>> {
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    end(child);
    Ok(None)
}

fn describe(findings: &[Finding]) -> String {
    let (green, red, reset) =
        if colour() { ("\u{1b}[32m", "\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "", "") };
    let mut out = String::new();
    for finding in findings {
        let (word, paint) = match finding.outcome {
            Outcome::Passed => ("passed", green),
            Outcome::Failed => ("FAILED", red),
            Outcome::LeftOut => ("left out", ""),
        };
        let about = TESTS.into_iter().find(|(name, _)| *name == finding.test);
        let about = about.map_or("", |(_, about)| about);
        let stage = finding.stage.as_ref().map_or_else(String::new, |stage| format!(" {stage}"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{paint}{word:<8}{reset}  {:<9}{stage}  {about}", finding.test);
        if !finding.message.is_empty() {
            let _ = writeln!(out, "          {}", finding.message);
        }
    }
    let count = |outcome| findings.iter().filter(|finding| finding.outcome == outcome).count();
    let _ = writeln!(
        out,
        "\n{} passed, {} failed, {} left out",
        count(Outcome::Passed),
        count(Outcome::Failed),
        count(Outcome::LeftOut)
    );
    out
}

/// One test, in this process.
pub(crate) fn test(arguments: &PluginTest) -> io::Result<Exit> {
    let mut output = take_stdout()?;
    let told: Told = serde_json::from_str(&arguments.told)?;
    let folder = std::env::temp_dir().join(format!("cableway-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let findings = conformance(&told.test, &|| open(&told.plugin), &told.configs, &folder);
    // It is a folder of this process alone.
    let _ = std::fs::remove_dir_all(&folder);
    output.write_all(serde_json::to_string(&findings)?.as_bytes())?;
    Ok(Exit::Done)
}

fn open(plugin: &[String]) -> Result<Vec<StageEntry>, String> {
    let words = |problem: cableway_plugin_host::PluginError| match problem.hint {
        Some(hint) => format!("{} ({hint})", problem.message),
        None => problem.message,
    };
    match plugin {
        [library] => {
            let path = Path::new(library);
            let library = Library::check("checked", path, path, None).map_err(words)?;
            library.fits_this_process().map_err(words)?;
            library.open("checked").map_err(words)
        }
        command => {
            let shown = PathBuf::from(command.join(" "));
            let limits = ProgramLimits::default();
            let setup = Setup::new(".", Limits::default());
            Program::start("checked", &shown, command.to_vec(), setup.base(), limits).map_err(words)
        }
    }
}
