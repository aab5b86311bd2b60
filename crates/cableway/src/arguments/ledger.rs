//! What can be typed about what runs leave behind.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{PipelineArguments, Run};

/// Look after documents that a stage failed on
#[derive(Debug, Args)]
pub(crate) struct Quarantine {
    #[command(subcommand)]
    pub(crate) command: QuarantineCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    /// List the documents in quarantine, with the reasons and the number of runs that tried
    List(QuarantineList),
    /// Show a document in quarantine with the whole chain of causes
    Show(QuarantineShow),
    /// Run the pipeline, and try documents in quarantine again although nothing has changed
    Retry(QuarantineRetry),
    /// Let documents go: nobody hears of them again until they change
    Drop(QuarantineDrop),
    /// Make a snapshot case of a quarantined document: it fails until the document goes through
    ToTest(QuarantineToTest),
}

#[derive(Debug, Args)]
pub(crate) struct QuarantineList {
    /// The pipeline file
    #[arg(value_name = "PIPELINE")]
    pub(crate) pipeline: PathBuf,
    /// List those that were dropped, too
    #[arg(long)]
    pub(crate) dropped: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct QuarantineShow {
    /// The pipeline file
    #[arg(value_name = "PIPELINE")]
    pub(crate) pipeline: PathBuf,
    /// The document's URI or id, or part of one
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: String,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct QuarantineRetry {
    #[command(flatten)]
    pub(crate) run: Run,
    /// The document's URI or id, or part of one [default: all documents in quarantine]
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: Option<String>,
}

#[derive(Debug, Args)]
#[command(override_usage = "cableway quarantine drop [OPTIONS] <PIPELINE> <DOCUMENT|--all>")]
pub(crate) struct QuarantineDrop {
    /// The pipeline file
    #[arg(value_name = "PIPELINE")]
    pub(crate) pipeline: PathBuf,
    /// The document's URI or id, or part of one
    #[arg(value_name = "DOCUMENT", required_unless_present = "all")]
    pub(crate) document: Option<String>,
    /// All of them
    #[arg(long, conflicts_with = "document")]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct QuarantineToTest {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// The document's URI or id, or part of one [default: the first in the quarantine file]
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: Option<String>,
}

/// Look after what runs remember
///
/// The ledger lies in `.cableway` beside the pipeline file. It is the only copy of nothing but documents that are kept
/// although their source is gone: where it is lost, the next run works on everything anew.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    pub(crate) command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Tell what it holds, and whether the outputs are as the last run left them
    Status(LedgerOf),
    /// Forget what no output has any more, and give the room back
    Gc(LedgerOf),
    /// Read all of it, and tell what is wrong with it
    Verify(LedgerOf),
}

#[derive(Debug, Args)]
pub(crate) struct LedgerOf {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}
