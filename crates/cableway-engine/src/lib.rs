//! Pipeline file → checked pipeline → run.
//!
//! [`load`] reads a pipeline file and gives a [`Pipeline`] or all its mistakes; [`run`] runs it. The
//! engine knows stages only through the registry of `cableway-core`, so that any stage can be taken
//! out, and the rest still builds.
//!
//! A run is three parts, joined by queues with bounds:
//!
//! ```text
//! reader (one thread)      workers (as many as asked for)         writer (the caller's thread)
//! lists items, in order ─► read → classify → summarize ─────────► puts documents back in order,
//!                          one item at a time                     ordered stages, export
//! ```
//!
//! Two decisions shape it:
//!
//! - **What is in flight is bounded, by number and by bytes.** The reader takes a place before it
//!   hands on an item, and the writer gives it back when the item's documents have been written. So
//!   the buffer that puts documents back in order cannot grow, however slow one of them is, and a
//!   run over a million documents takes the memory of a run over a thousand.
//! - **A stage that goes wrong costs its document, not the run.** Errors, panics and output that
//!   breaks the rules send the document to quarantine with the reason. A stage that hangs cannot be
//!   stopped from outside, so its thread is left behind and another takes its place.
//!
//! Output depends on the input and the pipeline alone: documents are written in the order in which
//! they were listed, whatever the number of workers.

mod condition;
mod config;
mod determinism;
mod diagnostic;
mod difference;
mod explain;
mod failure;
mod fingerprint;
mod graph;
mod ledger;
mod metrics;
mod pipeline;
mod plugins;
mod report;
mod run;
mod schema;
mod trace;
mod verify;
pub mod watch;

pub use condition::{Condition, VARIABLES};
pub use config::{
    DeclaredPlugin, DeclaredStage, LoadOptions, Replacement, StageCache, declared_plugins,
    declared_stages, load, output_folder, shared_outputs,
};
pub use determinism::{Determinism, DeterminismError, RunDifference, RunPlace, check_determinism};
pub use diagnostic::{Diagnostic, Diagnostics, Location, Severity, SourceText};
pub use difference::{FirstDifference, StageDifference, differing_stages, first_difference};
pub use explain::{Explanation, StepOutcome, explain};
pub use failure::{FailurePolicy, OnError, StageLimits, failure_keys};
pub use fingerprint::{Fingerprint, PluginFingerprint};
pub use graph::{GraphFormat, graph};
pub use ledger::{
    Health, LEDGER_FOLDER, Ledger, LedgerError, LedgerOptions, LedgerStatus, OutputStatus,
    QuarantineEntry, Tidied, WatchHold,
};
pub use metrics::{LastRun, Metrics, Outcome, Phase, RunHealth};
pub use pipeline::{AgainError, FileUse, Pipeline, StepInfo};
pub use plugins::{NoPlugins, Plugins};
pub use report::{Report, report_schema};
pub use run::{
    Fate, Latency, Progress, Quarantined, Removed, RunError, RunOptions, RunReport, Sink,
    StageReport, Unreachable, run, run_into, run_with,
};
pub use schema::{listing_keys, pipeline_schema};
pub use trace::Trace;
pub use verify::{
    LostQuotation, Records, Stored, Trouble, Verification, VerifyCounts, VerifyError,
    VerifyOptions, What, Whole, verify,
};
