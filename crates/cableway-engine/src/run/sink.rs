//! Takes what a run gives, without a file.

use cableway_core::Document;

use crate::pipeline::StepInfo;
use crate::run::quarantine::Quarantined;

/// Is told what becomes of every document of a run, in ingest order and on the thread that runs the
/// pipeline: see [`run_into`](crate::run_into). Every method does nothing if it is not written.
///
/// ```
/// use cableway_core::Document;
/// use cableway_engine::{Quarantined, Sink, StepInfo};
///
/// /// Counts.
/// #[derive(Default)]
/// struct Tally {
///     documents: u64,
///     quarantined: u64,
/// }
///
/// impl Sink for Tally {
///     fn takes_quarantine(&self) -> bool {
///         true
///     }
///
///     fn document(&mut self, _: &StepInfo, _: Document) {
///         self.documents += 1;
///     }
///
///     fn quarantined(&mut self, _: &StepInfo, _: Quarantined) {
///         self.quarantined += 1;
///     }
/// }
/// ```
pub trait Sink {
    /// Whether the run leaves the quarantine to the sink: the quarantine file is neither written nor
    /// removed then.
    fn takes_quarantine(&self) -> bool {
        false
    }

    /// Whether to show each document as it stands after this stage (ingest, classify or summarize), too.
    /// Each such stage costs a copy of the document. Asked once for each stage, before the run.
    fn watches(&self, step: &StepInfo) -> bool {
        let _ = step;
        false
    }

    /// A document after `step`, one of those that the sink watches: also where the condition of the stage
    /// kept it from it, and where a later stage failed on it. Those of one document come in the order of
    /// running, and before what becomes of it. A document that a stage hangs on is not shown at all.
    fn after(&mut self, step: &StepInfo, document: &Document) {
        let _ = (step, document);
    }

    /// A document after all stages; the exports have it. `ingest` is the stage that read it.
    fn document(&mut self, ingest: &StepInfo, document: Document) {
        let _ = (ingest, document);
    }

    /// A document that a stage failed on, or an item that no document could be made of. `ingest` is the
    /// stage that listed it.
    fn quarantined(&mut self, ingest: &StepInfo, entry: Quarantined) {
        let _ = (ingest, entry);
    }
}

/// Lets everything go.
pub(crate) struct NoSink;

impl Sink for NoSink {}
