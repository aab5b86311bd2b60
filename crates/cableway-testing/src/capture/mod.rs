//! Runs the pipeline of one case, and takes what its snapshots are made of.

mod gathered;
mod maker;
mod named;
mod outputs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use cableway_core::{Clock, Network, Registry};
use cableway_engine::{
    Diagnostics, LoadOptions, Plugins, Severity, StageCache, declared_stages, load,
};

pub(crate) use self::gathered::fingerprint;
use self::gathered::gather;
use self::maker::Maker;
use self::named::{exports, inputs, names, replacements};
pub(crate) use self::outputs::export_snapshot;
use self::outputs::{output_files, without_root};
use crate::case::{Allowed, CASE_FILE, Case, Expect};
use crate::snapshot::Snapshot;

/// The name of the snapshot of the records after the last stage.
pub const RECORDS: &str = "records";

/// The name of the snapshot of what `check` says.
pub const DIAGNOSTICS: &str = "diagnostics";

/// The stages that a pipeline may have, and what opens its plugins. Cases run on many threads.
#[derive(Clone, Copy)]
pub struct Stages<'a> {
    /// Those that are built in.
    pub registry: &'a Registry,
    /// Opens the others.
    pub plugins: &'a (dyn Plugins + Sync),
}

/// A case where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The case's name: the way to its folder from the folder that was asked for.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
}

impl Place {
    /// Reads the case's file.
    ///
    /// # Errors
    /// In words, with the place in the file.
    pub fn case(&self) -> Result<Case, String> {
        let path = self.folder.join(CASE_FILE);
        let shown = path.display();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("cannot read `{shown}`: {error}"))?;
        Case::parse(&shown.to_string(), &text)
            .map_err(|mistakes| mistakes.render(false).trim_end().to_owned())
    }

    /// Where the snapshot of this name lies.
    pub fn snapshot(&self, name: &str) -> PathBuf {
        self.folder.join(crate::case::SNAPSHOTS).join(format!("{name}.snap"))
    }
}

/// What a case gave.
#[derive(Debug)]
pub struct Captured {
    /// The snapshots, by name.
    pub snapshots: BTreeMap<String, Snapshot>,
    /// What should not have happened, in words: unexpected warnings and documents in quarantine.
    pub unexpected: Vec<String>,
    /// What the case's author should know, such as redactions that match nothing.
    pub warnings: Vec<String>,
}

/// Runs the case. `cache` is shared by all cases of a process.
///
/// # Errors
/// In words, why no comparison can be made.
pub fn capture(
    place: &Place,
    case: &Case,
    stages: Stages<'_>,
    cache: &StageCache,
) -> Result<Captured, String> {
    let root = std::path::absolute(&place.folder)
        .map_err(|error| format!("cannot find `{}`: {error}", place.folder.display()))?;
    let file = root.join(&case.pipeline);
    let words = |diagnostics: &Diagnostics| plain(&diagnostics.render(false), &root);
    let environment = |name: &str| case.variable(name);
    let declared = declared_stages(&file, &case.sets, &environment);
    if let (Err(diagnostics), Expect::Records) = (&declared, case.expect) {
        return Err(format!("its pipeline cannot be read\n{}", words(diagnostics)));
    }
    let is_read = declared.is_ok();
    let declared = declared.unwrap_or_default();
    if is_read {
        names(case, &declared)?;
    }
    let outputs = tempfile::tempdir()
        .map_err(|error| format!("cannot make a temporary folder for its exports: {error}"))?;
    let broken_mocks = Mutex::new(Vec::new());
    let options = LoadOptions {
        sets: &case.sets,
        environment: &environment,
        clock: Clock::frozen(case.time()?),
        network: if case.allows(Allowed::Loopback) { Network::Loopback } else { Network::Refused },
        inputs: inputs(case, &declared)?,
        root: Some(root.clone()),
        outputs: Some(outputs.path().to_owned()),
        exports: Some(exports(case, &declared)),
        replacements: replacements(case, &declared, &root, &broken_mocks)?,
        cache: Some(cache),
    };
    let loaded = load(&file, &options, stages.registry, stages.plugins);
    let broken: Vec<String> =
        broken_mocks.lock().map(|mut list| std::mem::take(&mut *list)).unwrap_or_default();
    if let Some(first) = broken.into_iter().next() {
        return Err(first);
    }
    let maker = Maker::new(place, case)?;
    match (loaded, case.expect) {
        (Err(diagnostics), Expect::Records) => {
            Err(format!("its pipeline does not pass `cableway check`\n{}", words(&diagnostics)))
        }
        (Err(diagnostics), Expect::Diagnostics) => Ok(maker.diagnostics(&words(&diagnostics))),
        (Ok(_), Expect::Diagnostics) => Err(
            "its pipeline passes `cableway check`, and the case expects that it does not: mend \
                 one, or take `expect` out"
                .to_owned(),
        ),
        (Ok(pipeline), Expect::Records) => {
            let warned =
                pipeline.warnings.0.iter().any(|found| found.severity == Severity::Warning);
            let warnings = warned.then(|| words(&pipeline.warnings));
            let gathered = gather(pipeline, case, &root)?;
            maker.records(gathered, warnings, &output_files(case, outputs.path())?)
        }
    }
}

/// Diagnostics without the folders of this machine.
fn plain(text: &str, root: &Path) -> String {
    without_root(text, root).trim_end().to_owned() + "\n"
}
