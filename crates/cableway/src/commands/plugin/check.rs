//! `cableway plugin check`.

use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use cableway_core::{Limits, Setup, StageEntry};
use cableway_plugin_host::{
    AT, Configs, Finding, HANG, Library, Outcome, PANICS, Panics, PluginConfig, Program,
    ProgramLimits, Source, TESTS, conformance, take_stdout,
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
    /// Where exports write.
    folder: PathBuf,
    /// After so many seconds the test ends itself and what it has started.
    seconds: u64,
}

/// How a test ends that was still at work when its time was over.
const TOO_LATE: u8 = 99;

/// So much longer than its own time a test may take to end.
const GRACE: Duration = Duration::from_secs(5);

/// More is no list of findings.
const MOST_OUTPUT: u64 = 16 << 20;

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
    let folder = tempfile::tempdir()?;
    let mut findings = Vec::new();
    for (test, _) in TESTS {
        let told = Told {
            test: test.to_owned(),
            plugin: arguments.plugin.clone(),
            configs: configs.clone(),
            folder: folder.path().join(test),
            seconds: arguments.seconds.into(),
        };
        std::fs::create_dir(&told.folder)?;
        let found = run(&told)?;
        // What does not load, or never ends, cannot be tried any further.
        let is_over = ["load", HANG].contains(&test)
            && found.iter().any(|found| found.outcome == Outcome::Failed);
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
fn run(told: &Told) -> io::Result<Vec<Finding>> {
    let finding = |message: String| {
        let outcome = Outcome::Failed;
        vec![Finding { test: told.test.clone(), stage: None, outcome, message }]
    };
    // What the test was at work on.
    let at = || {
        let sample = std::fs::read_to_string(told.folder.join(AT)).unwrap_or_default();
        if sample.is_empty() { String::new() } else { format!(", at the sample `{sample}`") }
    };
    // Whether it would ever have come to an end, nobody can know.
    let hangs = || {
        finding(format!(
            "it hangs, or takes longer than {} s{}: it was ended; where the machine is busy, or the plugin slow to start, \
             `--seconds N` before the plugin waits longer",
            told.seconds,
            at()
        ))
    };
    let own = std::env::current_exe()?;
    let mut command = Command::new(own);
    command
        .args([TEST, &serde_json::to_string(told)?])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Ok(finding("the test has no output".to_owned()));
    };
    // Threads of their own, that nobody waits for: a process that the plugin has started may keep the
    // pipes open.
    let said = last_line(errors);
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = output.take(MOST_OUTPUT).read_to_string(&mut text);
        let _ = sender.send(read.map(|_| text));
    });
    let Some(status) = wait(&mut child, Duration::from_secs(told.seconds) + GRACE)? else {
        return Ok(hangs());
    };
    if status.code() == Some(TOO_LATE.into()) {
        return Ok(hangs());
    }
    let text = receiver.recv_timeout(GRACE).unwrap_or_else(|_| Ok(String::new()));
    let last = || {
        let last = said.recv_timeout(Duration::from_millis(500)).unwrap_or_default();
        if last.is_empty() { String::new() } else { format!("; it said last: {last}") }
    };
    match serde_json::from_str::<Vec<Finding>>(text?.trim()) {
        Ok(mut findings) if status.success() => {
            for finding in &mut findings {
                if told.test == "load" && finding.outcome == Outcome::Failed {
                    finding.message.push_str(&last());
                }
            }
            Ok(findings)
        }
        _ => {
            let how = cableway_plugin_host::ending(status);
            Ok(finding(format!("the process {how}{}{}", at(), last())))
        }
    }
}

/// The last line that comes from `source`, cut where it is very long, once the source is at its end.
fn last_line(source: impl io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut source = BufReader::new(source);
        let (mut last, mut line) = (String::new(), Vec::new());
        loop {
            line.clear();
            match source.by_ref().take(4_000).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            let text = String::from_utf8_lossy(&line);
            if !text.trim().is_empty() {
                text.trim().clone_into(&mut last);
            }
        }
        let _ = sender.send(last);
    });
    receiver
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// How the test ended; `None` for one that had to be ended.
fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let until = Instant::now() + patience;
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
    let patience = Duration::from_secs(told.seconds);
    std::thread::spawn(move || {
        std::thread::sleep(patience);
        cableway_plugin_host::end_processes();
        std::process::exit(TOO_LATE.into());
    });
    let findings = if told.test == PANICS && aborts(&told.plugin) {
        let message = "it was built with `panic = \"abort\"`: a panic ends its process, and it needs \
                       `isolation = \"process\"`";
        let finding = Finding {
            test: told.test.clone(),
            stage: None,
            outcome: Outcome::LeftOut,
            message: message.to_owned(),
        };
        vec![finding]
    } else {
        conformance(&told.test, &|| open(&told.plugin), &told.configs, &told.folder)
    };
    if told.test == "load" && findings.iter().any(|finding| finding.outcome == Outcome::Failed) {
        // What a program said last is on its way to the log.
        std::thread::sleep(Duration::from_millis(200));
    }
    output.write_all(serde_json::to_string(&findings)?.as_bytes())?;
    Ok(Exit::Done)
}

/// The file that a library's name means, as in a pipeline.
fn library_at(name: &str) -> Result<(PathBuf, PathBuf), String> {
    let config: PluginConfig = serde_json::from_value(serde_json::json!({ "path": name }))
        .map_err(|error| error.to_string())?;
    match config.source(Path::new("")) {
        Ok(Source::Library { path, shown }) => Ok((path, shown)),
        Ok(Source::Program(_)) => Err("it is a program".to_owned()),
        Err(problems) => Err(problems.to_string()),
    }
}

/// True for a library whose panics end the process.
fn aborts(plugin: &[String]) -> bool {
    let [library] = plugin else { return false };
    let Ok((path, shown)) = library_at(library) else { return false };
    Library::check("checked", &path, &shown, None)
        .is_ok_and(|library| library.built.panics == Panics::Abort)
}

fn open(plugin: &[String]) -> Result<Vec<StageEntry>, String> {
    let words = |problem: cableway_plugin_host::PluginError| match problem.hint {
        Some(hint) => format!("{} ({hint})", problem.message),
        None => problem.message,
    };
    match plugin {
        [library] => {
            let (path, shown) = library_at(library)?;
            let checked = Library::check("checked", &path, &shown, None).map_err(|mut problem| {
                if path.extension().is_some_and(|ending| ending == "py") {
                    let hint = format!("a program is checked as `plugin check python3 {library}`");
                    problem.hint = Some(hint);
                }
                words(problem)
            });
            checked?.open("checked").map_err(words)
        }
        [first, second, ..] if first.ends_with(std::env::consts::DLL_SUFFIX) => {
            let advice = if second.starts_with('-') {
                format!("what stands behind it is taken for some: put `{second}` before it")
            } else {
                "check one at a time".to_owned()
            };
            Err(format!("`{first}` is a library, and takes no arguments: {advice}"))
        }
        command => {
            let shown = PathBuf::from(command.join(" "));
            let limits = ProgramLimits::default();
            let setup = Setup::new(".", Limits::default());
            Program::start("checked", &shown, command.to_vec(), setup.base(), limits).map_err(words)
        }
    }
}
