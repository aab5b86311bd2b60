//! What a run did, as JSON for programs.

use std::path::Path;
use std::time::Duration;

use cableway_core::{Digest, StageKind};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::metrics::{Metrics, Outcome};
use crate::run::{Latency, RunError, RunReport, StageReport};

/// What a run did, for programs: `cableway.report/1`.
///
/// ```
/// use cableway_engine::{Metrics, Report, RunError};
///
/// let outcome = Err(RunError::Interrupted);
/// let report = Report::new("watch", "watch.toml".as_ref(), &outcome, &Metrics::default());
/// let json = serde_json::to_value(&report)?;
/// assert_eq!(json["outcome"], "interrupted");
/// assert_eq!(json.get("documents"), None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "Cableway run report")]
pub struct Report {
    /// The form of this report.
    #[schemars(extend("const" = "cableway.report/1"))]
    schema: &'static str,
    /// The version of Cableway.
    version: &'static str,
    pipeline: ReportedPipeline,
    outcome: Outcome,
    /// Why the run failed, outermost first; empty where it did not.
    error: Vec<String>,
    /// The counts of a complete run; absent where it failed, and replaced no output.
    #[serde(flatten)]
    counts: Option<Counts>,
    /// How long the run took.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    /// Each stage, in the order of running, as far as the run came.
    stages: Vec<ReportedStage>,
    /// The outputs, in the order of the pipeline file.
    outputs: Vec<ReportedOutput>,
    /// Where the quarantine lies, if there is something in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    quarantine: Option<String>,
    /// The first documents in quarantine, each with the reason.
    failures: Vec<String>,
    /// What the user should know besides.
    notices: Vec<String>,
}

/// What ran.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ReportedPipeline {
    name: String,
    /// The pipeline file, as the command was given it.
    file: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Counts {
    /// The documents that went through.
    documents: u64,
    /// The documents in quarantine.
    quarantined: u64,
    /// The documents that did without a stage, because it failed.
    incomplete: u64,
    /// The documents that were not worked on, because nothing has changed since they were.
    unchanged: u64,
    /// The items whose source is gone, and which are in no output any more.
    withdrawn: u64,
    /// The items whose source is gone since the last run, and whose documents stay, in the outputs or in quarantine, because the
    /// pipeline keeps them.
    kept: u64,
    /// The items whose source is gone since the last run, and which gave way to documents of the same ids from others.
    replaced: u64,
    /// The items that could not be had this time, and whose documents stay meanwhile.
    unreachable: u64,
    /// The bytes of the items that were listed.
    bytes: u64,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ReportedStage {
    name: String,
    /// `ingest`, `classify`, `summarize` or `export`.
    #[schemars(with = "String")]
    kind: StageKind,
    /// The stage that it uses.
    r#use: String,
    /// The digest of all that its output depends on besides the document.
    fingerprint: Digest,
    /// The documents that it worked on; for ingest, that it gave.
    documents: u64,
    /// The documents that it had worked on in an earlier run.
    unchanged: u64,
    /// The documents that its condition kept from it.
    skipped: u64,
    /// The documents that it failed on.
    failures: u64,
    /// How often it was called again after an error that may pass.
    retries: u64,
    /// The bytes of text that it worked on; for ingest, of the items that it read.
    bytes: u64,
    /// The time that it took, added up over all workers.
    seconds: f64,
    /// How long it took for one document; for ingest, to read one item.
    latency: ReportedLatency,
}

/// Seconds that so many calls did not exceed; but for the last, above the true ones by a quarter at most.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
struct ReportedLatency {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ReportedOutput {
    /// The export stage.
    stage: String,
    /// Where the output lies.
    target: String,
    /// False where it was left as it was, because it is what it would be.
    written: bool,
}

impl Report {
    /// The report of a run of the pipeline called `pipeline`, from `file`, that ended with `outcome` and was
    /// counted by `metrics`.
    pub fn new(
        pipeline: &str,
        file: &Path,
        outcome: &Result<RunReport, RunError>,
        metrics: &Metrics,
    ) -> Self {
        let stages = match outcome {
            Ok(report) => report.stages.clone(),
            Err(_) => metrics.stages(),
        };
        let exports = stages.iter().filter(|stage| stage.kind == StageKind::Export);
        let mut report = Self {
            schema: "cableway.report/1",
            version: env!("CARGO_PKG_VERSION"),
            pipeline: ReportedPipeline {
                name: pipeline.to_owned(),
                file: crate::config::display(file),
            },
            outcome: Outcome::of(outcome),
            error: Vec::new(),
            counts: None,
            seconds: metrics.health().last_run.map(|last| last.seconds),
            outputs: Vec::new(),
            quarantine: None,
            failures: Vec::new(),
            notices: Vec::new(),
            stages: stages.iter().map(ReportedStage::from).collect(),
        };
        let shown = |path: &Path| crate::config::display(path);
        match outcome {
            Ok(run) => {
                report.counts = Some(Counts {
                    documents: run.documents,
                    quarantined: run.quarantined,
                    incomplete: run.incomplete,
                    unchanged: run.unchanged,
                    withdrawn: run.removed.withdrawn,
                    kept: run.removed.kept + run.removed.quarantined,
                    replaced: run.removed.replaced,
                    unreachable: run.unreachable.kept,
                    bytes: run.bytes,
                });
                report.seconds = Some(run.elapsed.as_secs_f64());
                let output = |(stage, target): (&StageReport, &String)| ReportedOutput {
                    stage: stage.name.to_string(),
                    target: target.clone(),
                    written: run.delivered,
                };
                report.outputs = exports.zip(&run.outputs).map(output).collect();
                report.quarantine = run.quarantine.as_deref().map(shown);
                report.failures.clone_from(&run.failures);
                report.notices.clone_from(&run.notices);
            }
            Err(error) => {
                report.error = error.chain();
                if let RunError::Stopped { quarantine, .. }
                | RunError::TooManyFailures { quarantine, .. } = error
                {
                    report.quarantine = quarantine.as_deref().map(shown);
                }
                if let RunError::TooManyFailures { first, .. } = error {
                    report.failures.clone_from(first);
                    report.error.truncate(1);
                }
            }
        }
        report
    }
}

impl From<&StageReport> for ReportedStage {
    fn from(stage: &StageReport) -> Self {
        let Latency { p50, p90, p99, max } = stage.latency;
        let [p50, p90, p99, max] = [p50, p90, p99, max].map(|time: Duration| time.as_secs_f64());
        Self {
            name: stage.name.to_string(),
            kind: stage.kind,
            r#use: stage.id.clone(),
            fingerprint: stage.fingerprint,
            documents: stage.documents,
            unchanged: stage.unchanged,
            skipped: stage.skipped,
            failures: stage.failures,
            retries: stage.retries,
            bytes: stage.bytes,
            seconds: stage.time.as_secs_f64(),
            latency: ReportedLatency { p50, p90, p99, max },
        }
    }
}

/// The JSON Schema (draft 2020-12) of a run's report.
///
/// ```
/// let schema = cableway_engine::report_schema();
/// assert_eq!(schema["title"], "Cableway run report");
/// assert_eq!(schema["properties"]["schema"]["const"], "cableway.report/1");
/// ```
pub fn report_schema() -> Value {
    schemars::schema_for!(Report).to_value()
}
