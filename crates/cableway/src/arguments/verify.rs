//! What can be typed to verify an output.

use std::path::PathBuf;

use clap::Args;

/// Check that the digests, spans and quotations of an output still hold
///
/// Reads the sources once more and says of each record whether its source has the same bytes, whether its
/// text is read from them, and whether all that it quotes stands there; of a database also whether all its columns
/// say what the records say. Writes nothing. The exit code is 0 where everything holds, 1 where something does not.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The output: JSON Lines of records (export `jsonl`), or a database (export `sqlite`)
    #[arg(value_name = "OUTPUT")]
    pub(crate) output: PathBuf,
    /// The pipeline file that knows the sources [default: the one in the output's folder, or a folder above it,
    /// that writes this output]
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<PathBuf>,
    /// Lay a value over the pipeline file, such as ingest.files.hidden=true [repeatable]
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Ask sources on the net, too; without it, their records are only checked by themselves
    #[arg(long)]
    pub(crate) network: bool,
    /// Let all stages work on the sources again, too, and say which labels, attributes and summaries come out
    /// otherwise
    #[arg(long)]
    pub(crate) stages: bool,
    /// How many sources to read at once [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) workers: Option<u16>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}
