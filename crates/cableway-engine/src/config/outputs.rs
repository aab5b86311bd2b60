//! Exports that write where an ingest stage reads.

use std::path::{Path, PathBuf};

use cableway_core::StageKind;

use crate::config::check::Checker;
use crate::config::overlay;
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::pipeline::{Made, Pipeline, Step};

/// A file that an export replaces, and where the pipeline says so.
#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) path: PathBuf,
    /// The path as the pipeline has it.
    written: String,
    location: Location,
}

impl Output {
    /// None where the output is no file.
    pub(super) fn new(written: &str, resolved: &Path, location: Location) -> Option<Self> {
        // Patterns and outputs are compared as absolute paths, whether or not the files are there.
        let path = (written != "-").then(|| overlay::lexical(resolved))?;
        let path = std::path::absolute(&path).unwrap_or(path);
        Some(Self { path, written: written.to_owned(), location })
    }
}

/// The mistakes in `pipelines` as a whole: outputs that two of them write to. Each would replace what the other
/// has written.
///
/// ```
/// assert!(cableway_engine::shared_outputs(&[]).0.is_empty());
/// ```
pub fn shared_outputs(pipelines: &[Pipeline]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let mut seen: Vec<&Output> = Vec::new();
    for pipeline in pipelines {
        for output in &pipeline.outputs {
            let Some(first) = seen.iter().find(|first| first.path == output.path) else {
                continue;
            };
            let message = format!(
                "two pipelines write to `{}`: each would replace what the other has written",
                output.written
            );
            let diagnostic = Diagnostic::error(output.location.clone(), message)
                .with_related(first.location.clone(), "the first")
                .with_hint("give one of them another `path`");
            diagnostics.push(diagnostic);
        }
        seen.extend(&pipeline.outputs);
    }
    diagnostics
}

impl Checker<'_> {
    /// Refuses exports whose output an ingest stage of the same pipeline would read: the export would
    /// replace an input, or the next run would read what this one wrote.
    pub(super) fn outputs_that_are_read(&mut self, steps: &[Step]) {
        for output in &self.outputs {
            let reader = steps.iter().find(
                |step| matches!(&step.stage, Made::Ingest(ingest) if ingest.reads(&output.path)),
            );
            let Some(reader) = reader else { continue };
            let name = &reader.info.name;
            let message = format!(
                "this export writes to `{}`, which the ingest stage `{name}` reads",
                output.written
            );
            let mut diagnostic = Diagnostic::error(output.location.clone(), message).with_hint(
                "give it another `path`, or leave the output out of the inputs: `exclude = [\"out/\"]`",
            );
            let called = |(kind, of, _): &&(StageKind, String, Location)| {
                *kind == StageKind::Ingest && of == name.as_str()
            };
            if let Some((.., location)) = self.places.iter().find(called) {
                diagnostic = diagnostic.with_related(location.clone(), "which reads it");
            }
            self.diagnostics.push(diagnostic);
        }
    }
}
