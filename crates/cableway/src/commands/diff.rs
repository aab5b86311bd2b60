//! `cableway diff`.

use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::path::{Path, PathBuf};

use cableway_engine::RunOptions;
use cableway_testing::capture::Stages;
use cableway_testing::impact::{
    Impact, ImpactError, ImpactOptions, Side, measure, to_html, to_json, to_terminal,
};

use crate::Exit;
use crate::arguments::{Diff, Logging};
use crate::commands::report;
use crate::commands::run::{display, stop_on_signal};
use crate::logging::{colour, error};
use crate::plugins::HostPlugins;
use crate::registry::registry;

pub(crate) fn diff(arguments: &Diff, logging: &Logging) -> io::Result<Exit> {
    let mut run = RunOptions::default();
    if let Some(workers) = arguments.workers {
        run.workers = usize::from(workers);
    }
    stop_on_signal(&run);
    let side = |file: &Path, sets: &[String]| Side { file: file.to_owned(), sets: sets.to_vec() };
    let (old, new) =
        (side(&arguments.old, &arguments.sets_old), side(&arguments.new, &arguments.sets_new));
    let options = ImpactOptions {
        inputs: arguments.inputs.clone(),
        folder: PathBuf::from("."),
        examples: usize::from(arguments.examples),
        run,
    };
    let registry = registry();
    let stages = Stages { registry: &registry, plugins: &HostPlugins };
    let mut shown = None;
    let outcome = measure([&old, &new], &options, stages, &mut |which, progress| {
        tracing::info!("run the {which} pipeline");
        // One bar at a time.
        drop(shown.take());
        shown = display(logging, progress);
    });
    cableway_plugin_host::end_processes();
    drop(shown);
    match outcome {
        Ok(impact) => {
            impact.warnings.iter().for_each(report);
            tell(&impact, arguments)
        }
        Err(problem) => {
            say_no(&problem);
            Ok(Exit::Wrong)
        }
    }
}

fn tell(impact: &Impact, arguments: &Diff) -> io::Result<Exit> {
    if let Some(path) = &arguments.html
        && let Err(problem) = write(path, &to_html(impact, arguments.times))
    {
        error(&format!("cannot write `{}`", path.display()), &[problem.to_string()]);
        return Ok(Exit::Wrong);
    }
    if arguments.json {
        writeln!(stdout(), "{:#}", to_json(impact, arguments.times))?;
    } else {
        let color = stdout().is_terminal() && colour();
        stdout().write_all(to_terminal(impact, color).as_bytes())?;
    }
    Ok(if impact.is_nothing() { Exit::Done } else { Exit::Failed })
}

/// Says why no comparison can be made.
fn say_no(problem: &ImpactError) {
    match problem {
        ImpactError::Pipeline { diagnostics, .. } => report(diagnostics),
        ImpactError::Run { error: failure, .. } => {
            // The inputs are told as they were typed.
            let folder = std::env::current_dir().unwrap_or_default();
            let folder = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
            let chain = failure.chain().into_iter().map(|text| text.replace(&folder, ""));
            error(&problem.to_string(), &chain.collect::<Vec<_>>());
            return;
        }
        _ => {}
    }
    let cause = std::error::Error::source(problem).map(ToString::to_string);
    error(&problem.to_string(), &cause.into_iter().collect::<Vec<_>>());
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
