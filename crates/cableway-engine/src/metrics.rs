//! What the runs of one process have done and are doing, for who watches it from outside.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cableway_core::StageKind;
use serde::Serialize;

use crate::run::meter::{OCTAVES, Reading};
use crate::run::report::stage_reports;
use crate::run::window::Window;
use crate::run::worker::Shared;
use crate::run::{RunError, RunReport, StageReport};
use crate::trace::Depths;

/// What the runs of one process have done and are doing: counts, times and the depth of queues, as Prometheus
/// reads them, and whether all is well.
///
/// Give it to each run ([`RunOptions::metrics`](crate::RunOptions)); counts add up over the runs. It may be
/// read from any thread at any time. A run pays for it with nothing that it does not count anyway.
///
/// ```
/// let metrics = cableway_engine::Metrics::default();
/// assert!(metrics.prometheus().contains("cableway_runs_total{outcome=\"done\"} 0\n"));
/// assert!(metrics.health().is_well());
/// ```
#[derive(Default)]
pub struct Metrics(Mutex<State>);

#[derive(Default)]
struct State {
    /// What the stages did in runs that are over, in the order of their names.
    stages: BTreeMap<(StageKind, String), Reading>,
    current: Option<Current>,
    /// The stages of the last run.
    last_stages: Vec<StageReport>,
    runs: [u64; 4],
    worked_on: u64,
    unchanged: u64,
    incomplete: u64,
    bytes: u64,
    phase: Phase,
    last: Option<(LastRun, Instant)>,
    last_error: Vec<String>,
    problem: Option<String>,
    /// What else is counted: name, what it is, how many.
    counts: Vec<(&'static str, &'static str, u64)>,
}

/// A run that is going on.
pub(crate) struct Current {
    pub(crate) shared: Arc<Shared>,
    pub(crate) window: Arc<Window>,
    pub(crate) started: Instant,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All went well.
    Done,
    /// It is done, but documents are in quarantine.
    Quarantined,
    /// It failed, and replaced no output.
    Failed,
    /// It was interrupted, and replaced no output.
    Interrupted,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Done, Self::Quarantined, Self::Failed, Self::Interrupted];

    /// How a run ended that gave `outcome`.
    pub fn of(outcome: &Result<RunReport, RunError>) -> Self {
        match outcome {
            Ok(report) if report.quarantined > 0 => Self::Quarantined,
            Ok(_) => Self::Done,
            Err(RunError::Interrupted) => Self::Interrupted,
            Err(_) => Self::Failed,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Quarantined => "quarantined",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What the process is busy with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// No run has begun.
    #[default]
    Starting,
    /// A run is going on.
    Running,
    /// The last run is over, and another one may come.
    Waiting,
    /// No run will come any more.
    Stopping,
}

/// Whether all is well, as JSON for who asks.
#[derive(Clone, Debug, Serialize)]
pub struct RunHealth {
    /// What the process is busy with.
    pub state: Phase,
    /// The last run that is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<LastRun>,
    /// Why the last run failed that did, outermost first; empty once a later one has not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_error: Vec<String>,
    /// What is wrong without a run having failed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A run that is over.
#[derive(Clone, Debug, Serialize)]
pub struct LastRun {
    /// How it ended.
    pub outcome: Outcome,
    /// The documents that went through.
    pub documents: u64,
    /// The documents in quarantine.
    pub quarantined: u64,
    /// How long it took.
    pub seconds: f64,
    /// How long ago it ended.
    pub seconds_ago: f64,
}

impl RunHealth {
    /// False from a run that failed on, until one does not.
    pub fn is_well(&self) -> bool {
        self.last_error.is_empty()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    pub(crate) fn begin(&self, current: Current) {
        let mut state = self.lock();
        state.turn(Phase::Running);
        state.current = Some(current);
    }

    /// Adds up what the run did. `time` is how long it took.
    pub(crate) fn end(&self, outcome: &Result<RunReport, RunError>, time: Duration) {
        let mut state = self.lock();
        let over = state.current.take();
        if let Some(Current { shared, .. }) = &over {
            for (step, meter) in shared.steps.iter().zip(&shared.meters) {
                let key = (step.info.kind, step.name.to_string());
                state.stages.entry(key).or_default().add(&meter.reading());
            }
            state.last_stages = stage_reports(&shared.steps, &shared.meters);
        }
        let ended = Outcome::of(outcome);
        state.turn(Phase::Waiting);
        state.runs[ended as usize] += 1;
        let mut last = LastRun {
            outcome: ended,
            documents: 0,
            quarantined: 0,
            seconds: time.as_secs_f64(),
            seconds_ago: 0.0,
        };
        match outcome {
            Ok(report) => {
                let all = report.documents + report.quarantined;
                state.worked_on += all.saturating_sub(report.unchanged);
                state.unchanged += report.unchanged;
                state.incomplete += report.incomplete;
                state.bytes += report.bytes;
                (last.documents, last.quarantined) = (report.documents, report.quarantined);
                state.last_error.clear();
            }
            Err(RunError::Interrupted) => {}
            Err(error) => state.last_error = error.chain(),
        }
        state.last = Some((last, Instant::now()));
        drop(state);
        // This may be the last of the stages, and ending a plugin's processes takes a while.
        drop(over);
    }

    /// Counts a run that failed before it began, such as for a ledger that cannot be opened.
    ///
    /// ```
    /// let metrics = cableway_engine::Metrics::default();
    /// metrics.failed(&["another run holds the ledger".to_owned()]);
    /// assert!(!metrics.health().is_well());
    /// ```
    pub fn failed(&self, error: &[String]) {
        let mut state = self.lock();
        state.turn(Phase::Waiting);
        state.runs[Outcome::Failed as usize] += 1;
        state.last_error = error.to_vec();
    }

    /// Says what the process is busy with, where that is not what the runs say. Once it is stopping, it stays so.
    pub fn set_phase(&self, phase: Phase) {
        self.lock().turn(phase);
    }

    /// Has what else the process counts be told as well: for each the middle of its name, as in
    /// `cableway_watch_NAME_total`, what it is, and how many there are so far.
    ///
    /// ```
    /// let metrics = cableway_engine::Metrics::default();
    /// metrics.set_counts(vec![("events", "Changes of files.", 3)]);
    /// assert!(metrics.prometheus().contains("\ncableway_watch_events_total 3\n"));
    /// ```
    pub fn set_counts(&self, counts: Vec<(&'static str, &'static str, u64)>) {
        self.lock().counts = counts;
    }

    /// Says what is wrong without a run having failed for it, such as mistakes in a pipeline file that has
    /// changed; `None` once nothing is.
    pub fn set_problem(&self, problem: Option<String>) {
        self.lock().problem = problem;
    }

    /// What each stage has done in the run that is going on, or else in the last one.
    pub fn stages(&self) -> Vec<StageReport> {
        let state = self.lock();
        match &state.current {
            Some(Current { shared, .. }) => stage_reports(&shared.steps, &shared.meters),
            None => state.last_stages.clone(),
        }
    }

    /// Whether all is well.
    pub fn health(&self) -> RunHealth {
        let state = self.lock();
        let last_run = state.last.as_ref().map(|(last, ended)| LastRun {
            seconds_ago: ended.elapsed().as_secs_f64(),
            ..last.clone()
        });
        RunHealth {
            state: state.phase,
            last_run,
            last_error: state.last_error.clone(),
            problem: state.problem.clone(),
        }
    }

    /// All of it in the text form of Prometheus, version 0.0.4.
    pub fn prometheus(&self) -> String {
        let state = self.lock();
        let mut stages = state.stages.clone();
        if let Some(Current { shared, .. }) = &state.current {
            for (step, meter) in shared.steps.iter().zip(&shared.meters) {
                let key = (step.info.kind, step.name.to_string());
                stages.entry(key).or_default().add(&meter.reading());
            }
        }
        let mut out = Exposition::default();
        out.head("cableway_build_info", "gauge", "The version of Cableway.");
        out.line("cableway_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
        state.runs(&mut out);
        for (name, help, count) in &state.counts {
            out.plain(&format!("cableway_watch_{name}_total"), "counter", help, count);
        }
        state.queues(&mut out);
        stage_counts(&mut out, &stages);
        stage_times(&mut out, &stages);
        out.0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How deep the queues of a run are.
pub(crate) fn depths(shared: &Shared, window: &Window) -> Depths {
    let (items, bytes) = window.held();
    let (jobs, results) = shared.queues.depths();
    Depths { jobs, results, items: items as u64, bytes: bytes as u64 }
}

impl State {
    fn turn(&mut self, phase: Phase) {
        if self.phase != Phase::Stopping {
            self.phase = phase;
        }
    }

    fn runs(&self, out: &mut Exposition) {
        out.head("cableway_runs_total", "counter", "Runs that are over, by how they ended.");
        for outcome in Outcome::ALL {
            let count = self.runs[outcome as usize];
            out.line("cableway_runs_total", &[("outcome", outcome.as_str())], count);
        }
        let counters = [
            ("documents", "Documents that complete runs have worked on.", self.worked_on),
            ("unchanged", "Documents that complete runs found as they were.", self.unchanged),
            ("incomplete", "Documents that went on without a stage that failed.", self.incomplete),
            ("bytes", "Bytes of items that complete runs have listed.", self.bytes),
        ];
        for (name, help, count) in counters {
            out.plain(&format!("cableway_{name}_total"), "counter", help, count);
        }
        let is_running = u8::from(self.current.is_some());
        out.plain("cableway_run_in_progress", "gauge", "1 while a run is going on.", is_running);
        let busy = self.current.as_ref().map_or(0.0, |run| run.started.elapsed().as_secs_f64());
        let help = "How long the run has been going on, 0 where none is.";
        out.plain("cableway_run_seconds", "gauge", help, busy);
        let Some((last, ended)) = &self.last else { return };
        let success = u8::from(matches!(last.outcome, Outcome::Done | Outcome::Quarantined));
        let help = "1 where the last run is complete, 0 where it failed or was interrupted.";
        out.plain("cableway_last_run_success", "gauge", help, success);
        let help = "How long the last run took.";
        out.plain("cableway_last_run_seconds", "gauge", help, last.seconds);
        let (help, age) = ("How long ago the last run ended.", ended.elapsed().as_secs_f64());
        out.plain("cableway_last_run_age_seconds", "gauge", help, age);
        let help = "Documents that the outputs of the last run hold.";
        out.plain("cableway_last_run_documents", "gauge", help, last.documents);
        let help = "Documents in quarantine at the end of the last run.";
        out.plain("cableway_last_run_quarantined", "gauge", help, last.quarantined);
    }

    fn queues(&self, out: &mut Exposition) {
        let depths =
            self.current.as_ref().map(|run| depths(&run.shared, &run.window)).unwrap_or_default();
        let (name, help) = ("cableway_queue_items", "Items that wait, by what they wait for.");
        out.head(name, "gauge", help);
        out.line(name, &[("queue", "workers")], depths.jobs);
        out.line(name, &[("queue", "writer")], depths.results);
        let help = "Items between the source and the outputs.";
        out.plain("cableway_in_flight_items", "gauge", help, depths.items);
        let help = "Bytes of these items.";
        out.plain("cableway_in_flight_bytes", "gauge", help, depths.bytes);
    }
}

type Stages = BTreeMap<(StageKind, String), Reading>;

fn stage_counts(out: &mut Exposition, stages: &Stages) {
    type Count = fn(&Reading) -> u64;
    let counts: [(&str, &str, Count); 6] = [
        ("documents", "Documents that the stage worked on; for ingest, gave.", |r| r.documents),
        ("unchanged", "Documents that the stage had worked on in an earlier run.", |r| r.unchanged),
        ("skipped", "Documents that its condition kept from the stage.", |r| r.skipped),
        ("errors", "Documents that the stage failed on.", |r| r.failures),
        ("retries", "Calls of the stage after errors that may pass.", |r| r.retries),
        ("bytes", "Bytes of text that the stage worked on; for ingest, of items.", |r| r.bytes),
    ];
    for (what, help, count) in counts {
        let name = format!("cableway_stage_{what}_total");
        out.head(&name, "counter", help);
        for ((kind, stage), reading) in stages {
            out.line(&name, &[("stage", stage), ("kind", kind.as_str())], count(reading));
        }
    }
    let name = "cableway_stage_busy_seconds_total";
    out.head(name, "counter", "Time that the stage took, with listing and commits.");
    for ((kind, stage), reading) in stages {
        let labels = [("stage", stage.as_str()), ("kind", kind.as_str())];
        out.line(name, &labels, reading.time().as_secs_f64());
    }
}

fn stage_times(out: &mut Exposition, stages: &Stages) {
    let name = "cableway_stage_seconds";
    out.head(
        name,
        "histogram",
        "Time of the stage for one document; for ingest, to read one item.",
    );
    for ((kind, stage), reading) in stages {
        let (stage, kind) = (("stage", stage.as_str()), ("kind", kind.as_str()));
        let bucket = format!("{name}_bucket");
        for octave in 0..=OCTAVES {
            let end = format!("{}", (1_u64 << octave) as f64 / 1e6);
            out.line(&bucket, &[stage, kind, ("le", &end)], reading.below(octave));
        }
        out.line(&bucket, &[stage, kind, ("le", "+Inf")], reading.calls());
        let sum = reading.measured().as_secs_f64();
        out.line(&format!("{name}_sum"), &[stage, kind], sum);
        out.line(&format!("{name}_count"), &[stage, kind], reading.calls());
    }
}

/// The text form, line by line.
#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn plain(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.line(name, &[], value);
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.0.push_str(name);
        for (place, (label, text)) in labels.iter().enumerate() {
            let before = if place == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{}\"", escaped(text));
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }
}

/// A label's value as the form has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::meter::Meter;

    #[test]
    fn labels_are_escaped() {
        let mut out = Exposition::default();
        out.line("x", &[("stage", "a\"b\\c\nd"), ("kind", "classify")], 1.5);
        assert_eq!(out.0, "x{stage=\"a\\\"b\\\\c\\nd\",kind=\"classify\"} 1.5\n");
    }

    #[test]
    fn a_histogram_counts_up_to_all() {
        let meter = Meter::default();
        for microseconds in [0, 1, 3, 900, 5_000_000, 100_000_000] {
            meter.worked(Duration::from_micros(microseconds), 100, 1);
        }
        let stages = [((StageKind::Classify, "desk".to_owned()), meter.reading())].into();
        let mut out = Exposition::default();
        stage_times(&mut out, &stages);
        let counts: Vec<u64> = out
            .0
            .lines()
            .filter(|line| line.contains("_bucket"))
            .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
            .collect();
        assert!(counts.is_sorted(), "{counts:?}");
        assert_eq!((counts[0], counts[1], counts[2], counts[10]), (1, 2, 3, 4));
        assert_eq!(
            counts[counts.len() - 2..],
            [5, 6],
            "what took longer than all is in +Inf alone"
        );
        assert!(out.0.contains("le=\"0.000001\"} 1\n"), "{}", out.0);
        assert!(
            out.0.contains("cableway_stage_seconds_sum{stage=\"desk\",kind=\"classify\"} 105.")
        );
        assert!(
            out.0.contains("cableway_stage_seconds_count{stage=\"desk\",kind=\"classify\"} 6\n")
        );
    }

    #[test]
    fn a_failed_run_is_told_until_one_does_not_fail() {
        let metrics = Metrics::default();
        let failed = Err(RunError::Stopped {
            stage: "desk".parse().unwrap(),
            uri: "a.txt".to_owned(),
            causes: vec!["no words".to_owned()],
            quarantine: None,
        });
        metrics.end(&failed, Duration::from_secs(1));
        let health = metrics.health();
        assert!(!health.is_well());
        assert_eq!(health.last_error[1], "no words");
        metrics.end(&Err(RunError::Interrupted), Duration::from_secs(1));
        assert!(!metrics.health().is_well(), "an interrupted run says nothing");
        let shown = metrics.prometheus();
        assert!(shown.contains("cableway_runs_total{outcome=\"failed\"} 1\n"), "{shown}");
        assert!(shown.contains("cableway_last_run_success 0\n"), "{shown}");
    }
}
