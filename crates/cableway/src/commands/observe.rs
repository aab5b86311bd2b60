//! What a run lets others see of it: `--report`, `--trace` and `--metrics`.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _, stdout};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cableway_engine::{FileUse, Metrics, Pipeline, Report, RunError, RunOptions, RunReport, Trace};

use crate::Exit;
use crate::arguments::{Logging, Observe};
use crate::logging::{error, is_for_people, say, warn};
use crate::monitor::Monitor;

/// Where a report goes.
enum Place {
    Stdout,
    File(File, PathBuf),
}

/// What looks at a run.
pub(crate) struct Observed {
    metrics: Arc<Metrics>,
    trace: Option<(Arc<Trace>, PathBuf)>,
    report: Option<Place>,
    /// Ends with this.
    _monitor: Option<Monitor>,
}

impl Observed {
    /// Opens all that `arguments` ask for, so that what cannot be written is found before the work.
    pub(crate) fn begin(
        arguments: &Observe,
        pipeline: &Pipeline,
        logging: &Logging,
    ) -> Result<Self, Exit> {
        for (option, path) in [("report", &arguments.report), ("trace", &arguments.trace)] {
            if let Some(path) = path {
                refuse_if_used(option, path, pipeline)?;
            }
        }
        if let (Some(report), Some(trace)) = (&arguments.report, &arguments.trace)
            && report == trace
        {
            let message = format!(
                "`--report` and `--trace` both name `{}`: give each a file",
                report.display()
            );
            error(&message, &[]);
            return Err(Exit::Wrong);
        }
        let metrics = Arc::new(Metrics::default());
        let report = match &arguments.report {
            Some(path) if path.as_os_str() == "-" => Some(Place::Stdout),
            Some(path) => Some(Place::File(opened(path, false)?, path.clone())),
            None => None,
        };
        let trace = match &arguments.trace {
            Some(path) => Some((Arc::new(Trace::new(opened(path, true)?)), path.clone())),
            None => None,
        };
        let monitor = match arguments.metrics {
            Some(address) => Some(monitor(address, &metrics, logging)?),
            None => None,
        };
        Ok(Self { metrics, trace, report, _monitor: monitor })
    }

    /// Has the run that `options` are for be looked at.
    pub(crate) fn look_at(&self, options: &mut RunOptions) {
        options.metrics = Some(Arc::clone(&self.metrics));
        options.trace = self.trace.as_ref().map(|(trace, _)| Arc::clone(trace));
    }

    /// Writes what there is to say of a run that is over. False where that cannot be.
    pub(crate) fn end(
        self,
        pipeline: &str,
        file: &Path,
        outcome: &Result<RunReport, RunError>,
    ) -> bool {
        let mut done = true;
        if let Some((trace, path)) = &self.trace
            && let Err(problem) = trace.finish()
        {
            unwritten(path, &problem);
            done = false;
        }
        let Some(place) = self.report else { return done };
        let report = Report::new(pipeline, file, outcome, &self.metrics);
        let text = match serde_json::to_string_pretty(&report) {
            Ok(text) => text + "\n",
            Err(problem) => {
                error(&format!("the report cannot be written as JSON: {problem}"), &[]);
                return false;
            }
        };
        let (written, path) = match place {
            Place::Stdout => {
                (stdout().write_all(text.as_bytes()), PathBuf::from("standard output"))
            }
            Place::File(file, path) => (replace(file, &text), path),
        };
        if let Err(problem) = written {
            unwritten(&path, &problem);
            done = false;
        }
        done
    }
}

/// Refuses a file that the pipeline reads or writes itself.
fn refuse_if_used(option: &str, path: &Path, pipeline: &Pipeline) -> Result<(), Exit> {
    if path.as_os_str() == "-" {
        return Ok(());
    }
    // What a link leads to counts, too.
    let real = path.canonicalize().ok();
    let found = pipeline.use_of(path).or_else(|| pipeline.use_of(real.as_deref()?));
    let Some(found) = found else {
        return refuse_if_foreign(option, path);
    };
    let what = match found {
        FileUse::Read(stage) => format!("the ingest stage `{stage}` reads it"),
        FileUse::Written => "an export writes it".to_owned(),
    };
    error(&format!("`--{option} {}`: {what}; name another file", path.display()), &[]);
    Err(Exit::Wrong)
}

/// Refuses a file that holds something else than what such an option writes: rules, a pipeline, a ledger.
fn refuse_if_foreign(option: &str, path: &Path) -> Result<(), Exit> {
    let is_file = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0);
    // To look into a pipe would wait for whoever writes to it.
    if !is_file {
        return Ok(());
    }
    let mut begins = Vec::new();
    let read = File::open(path).and_then(|file| file.take(200).read_to_end(&mut begins));
    let words = String::from_utf8_lossy(&begins);
    // As a trace and a report of ours begin, whatever option wrote them.
    let is_own = words.contains("\"process_name\"") || words.contains("cableway.report/");
    if read.is_err() || is_own {
        return Ok(());
    }
    let file = path.display();
    let why = "there is a file that is no report or trace of a run; name another, or remove it";
    error(&format!("`--{option} {file}`: {why}"), &[]);
    Err(Exit::Wrong)
}

/// Starts the server at `address`, and says where it is.
pub(crate) fn monitor(
    address: SocketAddr,
    metrics: &Arc<Metrics>,
    logging: &Logging,
) -> Result<Monitor, Exit> {
    let monitor = Monitor::start(address, Arc::clone(metrics)).map_err(|problem| {
        error(&format!("cannot listen at {address} (`--metrics`): {problem}"), &[]);
        Exit::Failed
    })?;
    let address = monitor.address();
    if !address.ip().is_loopback() {
        warn(&format!(
            "`--metrics` listens at {address}, beyond this machine: whoever can reach it sees the names of \
             stages, counts and errors"
        ));
    }
    if is_for_people(logging) {
        say(&format!("metrics: http://{address}/metrics\n"));
    } else {
        tracing::info!(%address, "metrics");
    }
    Ok(monitor)
}

/// The file, made where it is not there yet. What a report's file holds stays until there is a new one.
fn opened(path: &Path, truncate: bool) -> Result<File, Exit> {
    OpenOptions::new().write(true).create(true).truncate(truncate).open(path).map_err(|problem| {
        unwritten(path, &problem);
        Exit::Failed
    })
}

fn replace(mut file: File, text: &str) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    // What is no file, such as a pipe, has nothing behind its end.
    if file.metadata()?.is_file() {
        file.set_len(text.len() as u64)?;
    }
    Ok(())
}

fn unwritten(path: &Path, problem: &io::Error) {
    error(&format!("cannot write `{}`: {problem}", path.display()), &[]);
}
