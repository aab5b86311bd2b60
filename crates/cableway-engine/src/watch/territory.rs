//! Whom a change of a file concerns.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cableway_core::{Ingest, Origin};

use crate::config::lexical;
use crate::ledger::LEDGER_FOLDER;
use crate::pipeline::Pipeline;
use crate::watch::Agendum;

/// What is, or was, at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// It is gone, and nobody knows.
    Unknown,
}

/// The files and folders of this machine that a pipeline reads, and those that it writes.
///
/// ```no_run
/// use std::path::Path;
/// use cableway_engine::{LoadOptions, NoPlugins, load, watch::{Sort, Territory}};
///
/// # let registry = cableway_core::Registry::new();
/// let pipeline = load(Path::new("p.toml"), &LoadOptions::default(), &registry, &NoPlugins)?;
/// let territory = Territory::new(&pipeline);
/// let inbox = std::path::absolute("inbox/new.html")?;
/// println!("the stages to ask: {:?}", territory.concerned(&inbox, Sort::File));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Territory {
    stages: Vec<(Agendum, Arc<dyn Ingest>, Origin)>,
    /// What the pipeline writes; all absolute.
    own: Vec<PathBuf>,
    ledger: PathBuf,
}

impl Territory {
    /// That of `pipeline`.
    pub fn new(pipeline: &Pipeline) -> Self {
        let stages = pipeline.steps.iter().zip(&pipeline.ingest).zip(&pipeline.listings);
        let stages = stages.map(|((step, ingest), listing)| {
            let origin = ingest.origin();
            let every = origin.elsewhere.then_some(listing.every);
            (Agendum { name: step.name.clone(), every }, Arc::clone(ingest), origin)
        });
        let targets = pipeline.export.iter().map(|export| PathBuf::from(export.target()));
        let own = targets.chain([pipeline.quarantine_path()]).map(|path| absolute(&path));
        let folder = pipeline.file.parent().unwrap_or(Path::new(""));
        Self {
            stages: stages.collect(),
            own: own.chain(pipeline.outputs.iter().map(|output| output.path.clone())).collect(),
            ledger: absolute(&folder.join(LEDGER_FOLDER)),
        }
    }

    /// The ingest stages, in the order of the pipeline, with how each is to be asked.
    pub fn agenda(&self) -> Vec<Agendum> {
        self.stages.iter().map(|(agendum, ..)| agendum.clone()).collect()
    }

    /// The stage that reads something which can be read once only, such as standard input.
    pub fn once(&self) -> Option<&Agendum> {
        self.stages.iter().find_map(|(agendum, _, origin)| origin.once.then_some(agendum))
    }

    /// Where the stages begin to look that are asked when something changes there; absolute.
    pub fn places(&self) -> impl Iterator<Item = &Path> {
        self.local().flat_map(|(_, _, origin)| origin.places.iter().map(PathBuf::as_path))
    }

    /// Whether one of these stages looks for files in the folder at `path`.
    pub fn enters(&self, path: &Path) -> bool {
        !path.starts_with(&self.ledger) && self.local().any(|(_, ingest, _)| ingest.enters(path))
    }

    /// The stages that may list something else now that something has happened to `path`, which is absolute: their
    /// places in [`Self::agenda`]. None where the pipeline itself writes there.
    pub fn concerned(&self, path: &Path, sort: Sort) -> Vec<usize> {
        if self.is_own(path) {
            return Vec::new();
        }
        let is_concerned = |(_, ingest, origin): &&(Agendum, Arc<dyn Ingest>, Origin)| {
            if origin.elsewhere {
                return false;
            }
            // The place itself, or a folder that it lies in.
            if origin.places.iter().any(|place| place.starts_with(path)) {
                return true;
            }
            let is_below = origin.places.iter().any(|place| path.starts_with(place));
            is_below && (ingest.reads(path) || (sort != Sort::File && ingest.enters(path)))
        };
        let numbered = self.stages.iter().enumerate();
        numbered.filter(|(_, stage)| is_concerned(stage)).map(|(number, _)| number).collect()
    }

    /// Whether the pipeline itself writes to `path`: an output, what belongs to one while it is written, the
    /// quarantine, the ledger.
    pub fn is_own(&self, path: &Path) -> bool {
        path.starts_with(&self.ledger) || self.own.iter().any(|own| belongs(path, own))
    }

    fn local(&self) -> impl Iterator<Item = &(Agendum, Arc<dyn Ingest>, Origin)> {
        self.stages.iter().filter(|(_, _, origin)| !origin.elsewhere)
    }
}

impl std::fmt::Debug for Territory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Territory").field("own", &self.own).finish_non_exhaustive()
    }
}

/// Whether `path` is `own`, lies in it, or is a file that is written beside it.
fn belongs(path: &Path, own: &Path) -> bool {
    if path.starts_with(own) {
        return true;
    }
    let names = (path.file_name().and_then(|name| name.to_str()), own.file_name());
    let (Some(name), Some(own_name)) = names else { return false };
    if path.parent() != own.parent() {
        return false;
    }
    let own_name = own_name.to_string_lossy();
    let beside = name.strip_prefix('.').and_then(|name| name.strip_prefix(&*own_name));
    let is_partial = beside.is_some_and(|end| end.starts_with('.') && end.ends_with(".partial"));
    // As SQLite calls what it keeps beside a database.
    let is_journal = name
        .strip_prefix(&*own_name)
        .is_some_and(|end| matches!(end, "-journal" | "-wal" | "-shm"));
    is_partial || is_journal
}

fn absolute(path: &Path) -> PathBuf {
    lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_an_output() {
        let own = Path::new("/desk/out/records.jsonl");
        for (name, expect) in [
            ("records.jsonl", true),
            (".records.jsonl.Ab12Cd.partial", true),
            ("records.jsonl-journal", true),
            ("records.jsonl/below", true),
            ("records.jsonl.edited", false),
            ("other.jsonl", false),
            (".other.jsonl.Ab12Cd.partial", false),
            ("", false),
        ] {
            assert_eq!(belongs(&Path::new("/desk/out").join(name), own), expect, "{name}");
        }
        assert!(!belongs(Path::new("/elsewhere/records.jsonl"), own));
    }
}
