//! What can be typed to run a pipeline, once or for as long as there is something new.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::PipelineArguments;

/// Run a pipeline
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// How many documents to work on at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,
    /// Find out whether the output is always the same: run three times, in different ways, and compare
    /// every byte; nothing is written where the pipeline says
    #[arg(long)]
    pub(crate) check_determinism: bool,
    /// Work on everything anew, whatever earlier runs have done
    #[arg(long, conflicts_with = "check_determinism")]
    pub(crate) fresh: bool,
    /// Wait for another run of this pipeline to end; without it, such a run is an error
    #[arg(long, conflicts_with = "check_determinism")]
    pub(crate) wait: bool,
    #[command(flatten)]
    pub(crate) observe: Observe,
}

/// What a run lets others see of it.
#[derive(Debug, Default, Args)]
pub(crate) struct Observe {
    /// Write what the run did to this file as JSON; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "check_determinism")]
    pub(crate) report: Option<PathBuf>,
    /// Write what is done when to this file, in the form that Perfetto and Chrome open
    #[arg(long, value_name = "FILE", conflicts_with = "check_determinism")]
    pub(crate) trace: Option<PathBuf>,
    /// Serve health and Prometheus metrics at this address while the run goes on; a port alone is that of this
    /// machine, 127.0.0.1
    #[arg(long, value_name = "ADDR", value_parser = crate::monitor::parse, conflicts_with = "check_determinism")]
    pub(crate) metrics: Option<SocketAddr>,
}

/// Run a pipeline whenever there is something new, until it is stopped
///
/// Files are worked on as they come, and others (feeds, pages) asked from time to time. When the pipeline file
/// changes, or a file that it names, the new pipeline takes over; while there is a mistake in it the old one goes on.
/// docs/watch.md tells all.
#[derive(Debug, Args)]
#[command(
    after_help = "Ctrl-C, or the signal TERM, stops it: the run under way, if any, comes to its end first.\n\
                  A second one interrupts that run, a third ends at once.\n\
                  Exit codes: 0 stopped; 1 interrupted; 2 the pipeline file or the arguments are wrong."
)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArguments,
    /// How many documents to work on at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,
    /// Serve health and Prometheus metrics at this address; a port alone is that of this machine, 127.0.0.1
    #[arg(long, value_name = "ADDR", value_parser = crate::monitor::parse)]
    pub(crate) metrics: Option<SocketAddr>,
}
