//! `cableway test`.

mod review;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::time::Instant;

use cableway_testing::capture::{Place, Stages};
use cableway_testing::create::{CreateError, first_case};
use cableway_testing::report::{Status, Style, to_html, to_json, to_junit, to_terminal};
use cableway_testing::snapshot::{Pending, pending_below};
use cableway_testing::suite::{self, Options, Ran, Unreferenced, Update};
use serde_json::json;

use crate::Exit;
use crate::arguments::{Test, TestCommand, TestList, TestSettle, TestUnreferenced, TestUpdate};
use crate::commands::{counted, report};
use crate::logging::{colour, error, say};
use crate::plugins::HostPlugins;
use crate::registry::registry;

/// Where cases lie unless the command says otherwise.
const CASES: &str = "tests/cases";

pub(crate) fn test(arguments: &Test) -> io::Result<Exit> {
    match &arguments.command {
        Some(TestCommand::Review(settle)) => review::review(settle),
        Some(TestCommand::Accept(settle)) => Ok(self::settle(settle, true)),
        Some(TestCommand::Reject(settle)) => Ok(self::settle(settle, false)),
        Some(TestCommand::List(list)) => self::list(list),
        None => match &arguments.init {
            Some(pipeline) => init(pipeline, arguments),
            None => run(arguments),
        },
    }
}

fn run(arguments: &Test) -> io::Result<Exit> {
    let (roots, filter) = match targets(&arguments.paths) {
        Ok(targets) => targets,
        Err(exit) => return Ok(exit),
    };
    let places = match suite::find(&roots) {
        Ok(places) => places,
        Err(problem) => {
            error("cannot look for cases", &[problem.to_string()]);
            return Ok(Exit::Failed);
        }
    };
    if places.is_empty() {
        let roots: Vec<String> = roots.iter().map(|root| format!("`{}`", root.display())).collect();
        error(
            &format!(
                "no case lies in {}: `cableway test --init PIPELINE` makes the first one",
                roots.join(", ")
            ),
            &[],
        );
        return Ok(Exit::Wrong);
    }
    let Some(options) = options(arguments, filter) else { return Ok(Exit::Wrong) };
    let started = Instant::now();
    let registry = registry();
    let stages = Stages { registry: &registry, plugins: &HostPlugins };
    let ran = suite::run(&places, stages, &options);
    cableway_plugin_host::end_processes();
    if ran.cases == 0 {
        let filter = options.filter.unwrap_or_default();
        error(&format!("no case has `{filter}` in its name"), &[]);
        return Ok(Exit::Wrong);
    }
    if let Some(stage) = &arguments.stage
        && !ran.has_stage
        && ran.report.count(Status::Broken) == 0
    {
        error(&format!("no case has a pipeline with a stage `{stage}`"), &[]);
        return Ok(Exit::Wrong);
    }
    if let Err(problem) = reports(arguments, &ran) {
        error(&problem, &[]);
        return Ok(Exit::Failed);
    }
    if arguments.json {
        let mut json = to_json(&ran.report);
        json["cases"] = ran.cases.into();
        json["pending"] = paths(&ran.pending);
        json["written"] = paths(&ran.written);
        writeln!(stdout(), "{json:#}")?;
    } else {
        let style = Style {
            color: stdout().is_terminal() && colour(),
            verbose: arguments.all,
            all: arguments.all,
            took: Some(started.elapsed()),
        };
        stdout().write_all(to_terminal(&ran.report, style).as_bytes())?;
        stdout().write_all(next_step(&ran).as_bytes())?;
    }
    Ok(if ran.report.count(Status::Broken) > 0 {
        Exit::Wrong
    } else if ran.report.has_passed() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// How to run, or nothing where the arguments contradict each other.
fn options(arguments: &Test, filter: Option<String>) -> Option<Options> {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let update = match arguments.update {
        TestUpdate::Auto if is_ci => Update::No,
        TestUpdate::Auto | TestUpdate::New => Update::New,
        TestUpdate::Always => Update::Always,
        TestUpdate::No => Update::No,
    };
    let unreferenced = match arguments.unreferenced {
        TestUnreferenced::Reject => Unreferenced::Reject,
        TestUnreferenced::Warn => Unreferenced::Warn,
        TestUnreferenced::Delete => Unreferenced::Delete,
        TestUnreferenced::Ignore => Unreferenced::Ignore,
    };
    if unreferenced == Unreferenced::Delete && (filter.is_some() || arguments.stage.is_some()) {
        error("`--unreferenced delete` needs all cases: leave the filter and `--stage` out", &[]);
        return None;
    }
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let workers = arguments.workers.map_or_else(cores, usize::from);
    Some(Options { filter, stage: arguments.stage.clone(), update, unreferenced, workers })
}

/// Writes the reports that were asked for.
fn reports(arguments: &Test, ran: &Ran) -> Result<(), String> {
    let write = |path: &Path, text: &str| {
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(path, text))
            .map_err(|problem| format!("cannot write `{}`: {problem}", path.display()))
    };
    if let Some(path) = &arguments.junit {
        write(path, &to_junit(&ran.report))?;
    }
    if let Some(path) = &arguments.report {
        write(path, &to_html(&ran.report))?;
    }
    Ok(())
}

/// What to do with what was written.
fn next_step(ran: &Ran) -> String {
    let mut text = String::new();
    if !ran.pending.is_empty() {
        let count = counted(ran.pending.len() as u64, "snapshot");
        text =
            format!("{count} to look at: `cableway test review`, or `accept`, `reject`, `list`\n");
    }
    for path in &ran.written {
        let what = if path.exists() { "written" } else { "deleted" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{what}: {}", path.display());
    }
    text
}

fn paths(paths: &[PathBuf]) -> serde_json::Value {
    json!(paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>())
}

/// Folders to look in, and a text that names of cases must hold: an argument that is no path.
fn targets(given: &[String]) -> Result<(Vec<PathBuf>, Option<String>), Exit> {
    let (found, others): (Vec<&String>, Vec<&String>) =
        given.iter().partition(|text| Path::new(text).exists());
    if let [_, second, ..] = others[..] {
        error(&format!("there is no folder `{second}`, and only one filter may be given"), &[]);
        return Err(Exit::Wrong);
    }
    if let Some(file) = found.iter().find(|path| Path::new(path).is_file()) {
        let hint = format!(
            "`{file}` is a file, and cases lie in folders: `cableway test --init {file}` makes the first \
             case of a pipeline"
        );
        error(&hint, &[]);
        return Err(Exit::Wrong);
    }
    let mut roots: Vec<PathBuf> = found.into_iter().map(PathBuf::from).collect();
    if roots.is_empty() {
        roots.push(if Path::new(CASES).is_dir() { CASES.into() } else { ".".into() });
    }
    Ok((roots, others.first().map(|text| (*text).clone())))
}

fn init(pipeline: &Path, arguments: &Test) -> io::Result<Exit> {
    let registry = registry();
    let stages = Stages { registry: &registry, plugins: &HostPlugins };
    let place = match first_case(pipeline, &arguments.sets, usize::from(arguments.inputs), stages) {
        Ok(place) => place,
        Err(problem) => return Ok(create_error(problem)),
    };
    writeln!(stdout(), "made the case `{}`: {}\n", place.name, place.folder.display())?;
    let options = Options { unreferenced: Unreferenced::Ignore, workers: 1, ..Options::default() };
    let ran = suite::run(std::slice::from_ref(&place), stages, &options);
    cableway_plugin_host::end_processes();
    if ran.report.count(Status::Broken) > 0 {
        stdout().write_all(to_terminal(&ran.report, Style::default()).as_bytes())?;
        return Ok(Exit::Wrong);
    }
    let folder = place.folder.display();
    writeln!(
        stdout(),
        "look at its snapshot with `cableway test review {folder}`, or take it as it is with `cableway test \
         accept {folder}`"
    )?;
    Ok(Exit::Done)
}

/// Says why a case could not be made.
pub(crate) fn create_error(problem: CreateError) -> Exit {
    match problem {
        CreateError::Pipeline(diagnostics) => {
            report(&diagnostics);
            Exit::Wrong
        }
        problem => {
            let cause = std::error::Error::source(&problem).map(ToString::to_string);
            error(&problem.to_string(), &cause.into_iter().collect::<Vec<_>>());
            Exit::Failed
        }
    }
}

/// The snapshots that wait, with their cases.
fn waiting(given: &[String]) -> Result<Vec<(Place, Pending)>, Exit> {
    let (roots, filter) = targets(given)?;
    let mut found = Vec::new();
    for root in &roots {
        match pending_below(root) {
            Ok(pending) => found.extend(pending),
            Err(problem) => {
                error(&problem.to_string(), &[]);
                return Err(Exit::Failed);
            }
        }
    }
    let named = found.into_iter().map(|pending| (suite::place_of(&pending), pending));
    let kept = named
        .filter(|(place, _)| filter.as_ref().is_none_or(|text| place.name.contains(text.as_str())));
    let mut kept: Vec<(Place, Pending)> = kept.collect();
    kept.sort_by_key(|(_, pending)| pending.path());
    kept.dedup_by_key(|(_, pending)| pending.path());
    Ok(kept)
}

fn settle(arguments: &TestSettle, accept: bool) -> Exit {
    let waiting = match waiting(&arguments.paths) {
        Ok(waiting) => waiting,
        Err(exit) => return exit,
    };
    if waiting.is_empty() {
        say("no snapshot waits\n");
        return Exit::Done;
    }
    let mut exit = Exit::Done;
    let mut done = 0;
    for (_, pending) in waiting {
        let outcome = if accept { pending.accept() } else { pending.reject().map(drop) };
        match outcome {
            Ok(()) => {
                done += 1;
                let what = if accept { "accepted" } else { "rejected" };
                say(&format!("{what}: {}\n", pending.accepted_path().display()));
            }
            Err(problem) => {
                error(&problem.to_string(), &[]);
                exit = Exit::Failed;
            }
        }
    }
    say(&format!("{}\n", counted(done, "snapshot")));
    exit
}

fn list(arguments: &TestList) -> io::Result<Exit> {
    let waiting = match waiting(&arguments.paths) {
        Ok(waiting) => waiting,
        Err(exit) => return Ok(exit),
    };
    if arguments.json {
        let entries: Vec<_> = waiting
            .iter()
            .map(|(place, pending)| {
                let outcome = suite::outcome_of(place, pending);
                json!({
                    "case": place.name,
                    "pending": pending.path().display().to_string(),
                    "accepted": pending.accepted_path().display().to_string(),
                    "outcome": outcome,
                })
            })
            .collect();
        writeln!(stdout(), "{:#}", json!(entries))?;
    } else {
        for (place, pending) in &waiting {
            let outcome = suite::outcome_of(place, pending);
            writeln!(
                stdout(),
                "{:<8} {}  {}",
                outcome.status,
                outcome.title(),
                pending.path().display()
            )?;
        }
        say(&format!("{} to look at\n", counted(waiting.len() as u64, "snapshot")));
    }
    Ok(Exit::Done)
}
