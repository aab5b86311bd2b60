//! Whether what an output says still holds: its spans and quotations, and its sources.
//!
//! Two passes. The first goes through the output and asks each record what it says of itself; of each it keeps
//! some bytes: a hash of its id, and where it stands. The second lets the pipeline's ingest stages list and read
//! their sources as a run does, in parallel and bounded, and looks for each document the record of its id, which is
//! read once more from its place. So neither the output nor its sources need fit into memory, and their order does
//! not matter.

mod again;
mod consistency;
mod records;
mod sources;
mod trouble;

use std::io;

use crate::ledger::{Ledger, LedgerError};
use crate::pipeline::Pipeline;
use crate::run::{RunError, RunOptions};
use records::Checked;

pub use trouble::{LostQuotation, Trouble, Verification, VerifyCounts, What};

/// The records of an output.
///
/// ```
/// use std::io;
/// use cableway_engine::{Records, Stored};
///
/// /// Records in memory.
/// struct Kept(Vec<String>, usize);
///
/// impl Records for Kept {
///     fn next(&mut self) -> io::Result<Option<Stored>> {
///         let place = self.1;
///         self.1 += 1;
///         let json = self.0.get(place).cloned();
///         let stored = |json| Stored {
///             place: place as u64,
///             line: None,
///             json: Ok(json),
///             contradictions: Vec::new(),
///         };
///         Ok(json.map(stored))
///     }
///
///     fn read(&mut self, place: u64) -> io::Result<String> {
///         self.0.get(place as usize).cloned().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
///     }
/// }
/// ```
pub trait Records {
    /// The next one in the order of the output; none at its end.
    ///
    /// # Errors
    /// When the output cannot be read.
    fn next(&mut self) -> io::Result<Option<Stored>>;

    /// The record at a place that [`Self::next`] gave, as JSON.
    ///
    /// # Errors
    /// When the output cannot be read, or has been changed.
    fn read(&mut self, place: u64) -> io::Result<String>;

    /// What is known of the output as a whole: nothing, where nothing can be wrong with it.
    ///
    /// # Errors
    /// When the output cannot be read.
    fn whole(&mut self) -> io::Result<Whole> {
        Ok(Whole::default())
    }
}

/// What is known of an output as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// What is wrong with it, in words.
    pub wrong: Vec<String>,
    /// What could not be checked, and why, in words: `whether …: the reason`.
    pub unchecked: Vec<String>,
}

/// A record as it stands in an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where it stands: for [`Records::read`]. Places ascend in the order of the output.
    pub place: u64,
    /// Its line, counted from 1, where the output has lines.
    pub line: Option<u64>,
    /// The record as JSON, or why what stands there cannot be one.
    pub json: Result<String, String>,
    /// What in the output contradicts the record beside it, in words.
    pub contradictions: Vec<String>,
}

/// How to verify.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// How to run the ingest stages.
    pub run: RunOptions,
    /// Whether records whose source is on the net count as gone where it is not found. Without it, nobody was asked;
    /// the pipeline should have been loaded so that its stages ask nobody.
    pub network: bool,
    /// Whether the pipeline's classify and summarize stages work on the sources, too, and what they say is compared
    /// with what the records say.
    pub stages: bool,
    /// The most troubles to tell; the others are counted.
    pub most: usize,
}

impl Default for VerifyOptions {
    /// 10,000 troubles, nothing of the net, no stages but those of ingest.
    fn default() -> Self {
        Self { run: RunOptions::default(), network: false, stages: false, most: 10_000 }
    }
}

/// Why nothing can be said of an output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It cannot be read.
    #[error("cannot read the output")]
    Output(#[from] io::Error),
    /// There is something in it, but not a single record.
    #[error("there is no record in it: {0}")]
    NoRecords(String),
    /// The sources cannot be gone through.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Checks the records of an output against themselves and against the sources of `pipeline`, whose other stages are
/// asked only where `options` say so. Writes nothing. `ledger` knows which documents are kept although their source is
/// gone; without it they count as gone.
///
/// Of each record: whether its spans slice its text and its links lead somewhere; whether a sentence that rests on one
/// span is what stands there, unless its stage mostly uses words of its own; whether its source still has the bytes
/// of its digest, and reads as its text, or at least as a text with every quotation in it; whether the same reader
/// gives the same about it. With [`VerifyOptions::stages`] also whether every annotation and every summary comes out
/// as it is.
///
/// # Errors
/// When the output cannot be read or holds no record, or the run is cancelled. What does not hold is no error.
///
/// ```no_run
/// # fn example(records: &mut dyn cableway_engine::Records) -> Result<(), Box<dyn std::error::Error>> {
/// use std::path::Path;
/// use cableway_core::{Network, Registry};
/// use cableway_engine::{LoadOptions, NoPlugins, VerifyOptions, load, verify};
///
/// let options = LoadOptions { network: Network::Refused, ..LoadOptions::default() };
/// let pipeline = load(Path::new("pipeline.toml"), &options, &Registry::new(), &NoPlugins)?;
/// let verification = verify(pipeline, records, None, &VerifyOptions::default())?;
/// println!("{} of {} sources are gone", verification.counts.gone, verification.counts.records);
/// # Ok(())
/// # }
/// ```
pub fn verify(
    pipeline: Pipeline,
    records: &mut dyn Records,
    ledger: Option<&Ledger>,
    options: &VerifyOptions,
) -> Result<Verification, VerifyError> {
    let mut checked = Checked::new(records, options)?;
    sources::look_for(pipeline, &mut checked, options)?;
    checked.finish(ledger)
}
