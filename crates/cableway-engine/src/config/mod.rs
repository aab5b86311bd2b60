//! Pipeline file → checked pipeline.

mod check;
mod environment;
mod layers;
mod node;
mod schema;

use std::path::Path;

use cableway_core::Registry;

use crate::Pipeline;
use crate::diagnostic::Diagnostics;

pub(crate) use layers::{display, plain};

/// Reads the pipeline file at `path`, with what it includes, lays `sets` (each `PATH=VALUE`, the
/// path as in `classify.desk.threshold`) over it, and makes its stages ready.
///
/// `environment` looks up the variables that `${VAR}` names.
///
/// # Errors
/// Every mistake at once, each with its place; warnings are in the list too. A pipeline with nothing
/// but warnings is fine: [`Pipeline::warnings`] has them.
///
/// ```
/// let folder = std::env::temp_dir().join("cableway-doc-load");
/// std::fs::create_dir_all(&folder)?;
/// let file = folder.join("pipeline.toml");
/// std::fs::write(&file, "nme = \"watch\"\n")?;
///
/// let registry = cableway_core::Registry::new();
/// let mistakes = cableway_engine::load(&file, &[], &|_| None, &registry).unwrap_err();
/// assert_eq!(mistakes.0[0].message, "unknown key `nme`");
/// assert_eq!(mistakes.0[0].hint.as_deref(), Some("did you mean `name`?"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn load(
    path: &Path,
    sets: &[String],
    environment: &dyn Fn(&str) -> Option<String>,
    registry: &Registry,
) -> Result<Pipeline, Diagnostics> {
    let mut loader = layers::Loader::new(environment);
    let mut draft = loader.file(path, &display(path), None);
    let unread = draft.stages.is_empty() && draft.name.is_none();
    for set in sets {
        loader.set(&mut draft, set);
    }
    let diagnostics = loader.finish();
    if unread && diagnostics.0.iter().any(|diagnostic| diagnostic.location.is_none()) {
        // The file could not even be read: that it has no stages would be noise.
        return Err(diagnostics);
    }
    check::Checker::new(registry, path, diagnostics).pipeline(draft)
}
