//! Runs the pipeline of one case, and takes what its snapshots are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use cableway_core::{AnyStage, Clock, Digest, Document, Network, Registry, StageKind};
use cableway_engine::{
    DeclaredStage, Diagnostics, LoadOptions, Pipeline, Plugins, Quarantined, Replacement,
    RunOptions, Severity, Sink, StageCache, StepInfo, declared_stages, load, output_folder,
    run_into,
};
use serde_json::{Value, json};

use crate::case::{Allowed, CASE_FILE, Case, Expect, Inputs, Redaction, Replace};
use crate::fingerprint::{Fingerprint, PluginFingerprint};
use crate::mock::{NoStage, stand_in};
use crate::redaction::{Filter, Found, Rule, filter_text, filter_values, redact};
use crate::rendering::render;
use crate::snapshot::{Header, Info, Snapshot};

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
    let environment = |name: &str| case.environment.get(name).cloned();
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

/// Makes sure that the pipeline has every stage that the case names.
fn names(case: &Case, declared: &[DeclaredStage]) -> Result<(), String> {
    use StageKind::{Classify, Export, Ingest, Summarize};
    let check = |key: &str, name: &str, kinds: &[StageKind]| {
        let known: Vec<&DeclaredStage> =
            declared.iter().filter(|stage| kinds.contains(&stage.kind)).collect();
        // Only a mock can name a stage by its kind, too.
        let is_it = |stage: &&DeclaredStage| {
            if key == "mock" { is_meant(stage, name) } else { stage.name == name }
        };
        if known.iter().any(is_it) {
            return Ok(());
        }
        let what = match kinds {
            [kind] => format!("{kind} stage"),
            [_, _, _] => "ingest, classify or summarize stage".to_owned(),
            _ => "stage".to_owned(),
        };
        let known: Vec<String> = known.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Err(format!("`{key}` names `{name}`, which is no {what} of its pipeline; known: {known}"))
    };
    for mock in &case.mocks {
        check("mock", &mock.stage, &[Ingest, Classify, Summarize, Export])?;
    }
    for name in &case.after {
        check("after", name, &[Ingest, Classify, Summarize])?;
    }
    for name in &case.exports {
        check("exports", name, &[Export])?;
    }
    if let Inputs::Named(named) = &case.inputs {
        for name in named.keys() {
            check("inputs", name, &[Ingest])?;
        }
    }
    Ok(())
}

/// The exports that run: those whose files are snapshots, and those that a mock stands in for.
fn exports(case: &Case, declared: &[DeclaredStage]) -> Vec<String> {
    let is_mocked = |stage: &&DeclaredStage| {
        stage.kind == StageKind::Export
            && !case.exports.contains(&stage.name)
            && case.mocks.iter().any(|mock| is_meant(stage, &mock.stage))
    };
    let mocked = declared.iter().filter(is_mocked).map(|stage| stage.name.clone());
    case.exports.iter().cloned().chain(mocked).collect()
}

/// What each ingest stage reads.
fn inputs(
    case: &Case,
    declared: &[DeclaredStage],
) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut inputs = match &case.inputs {
        Inputs::Named(named) => named.clone(),
        Inputs::First(paths) => {
            let mocked =
                |stage: &DeclaredStage| case.mocks.iter().any(|mock| is_meant(stage, &mock.stage));
            let ingest = || declared.iter().filter(|stage| stage.kind == StageKind::Ingest);
            let first =
                ingest().find(|stage| stage.config.get("paths").is_some() && !mocked(stage));
            match first {
                Some(stage) => [(stage.name.clone(), paths.clone())].into(),
                // What comes in is mocked, or wrong in a way that `check` tells.
                None if ingest().any(mocked) || case.expect == Expect::Diagnostics => {
                    BTreeMap::new()
                }
                // They may ask this machine, and nobody else.
                None if case.allows(Allowed::Loopback) => return Ok(BTreeMap::new()),
                None => {
                    return Err(
                        "no ingest stage of its pipeline has `paths` for the case's inputs: mock \
                         one, with `items`, or `allow = [\"loopback\"]` if it reads from this machine"
                            .to_owned(),
                    );
                }
            }
        }
    };
    // Those that are mocked list what the mock says.
    for stage in declared.iter().filter(|stage| stage.kind == StageKind::Ingest) {
        if case.mocks.iter().any(|mock| is_meant(stage, &mock.stage)) {
            inputs.remove(&stage.name);
        }
    }
    if inputs.is_empty() {
        // An empty map would let every stage read what the pipeline file says.
        if let Some(stage) = declared.iter().find(|stage| stage.kind == StageKind::Ingest) {
            inputs.insert(stage.name.clone(), Vec::new());
        }
    }
    Ok(inputs)
}

/// Whether `written`, a name or a kind and a name, means the stage.
fn is_meant(stage: &DeclaredStage, written: &str) -> bool {
    stage.name == written
        || written
            .split_once('.')
            .is_some_and(|(kind, name)| kind == stage.kind.as_str() && name == stage.name)
}

/// What stands in for the stages that are mocked; what is wrong with a mock is found when its stage is
/// made, and left in `broken`.
fn replacements<'a>(
    case: &'a Case,
    declared: &[DeclaredStage],
    root: &'a Path,
    broken: &'a Mutex<Vec<String>>,
) -> Result<BTreeMap<String, Replacement<'a>>, String> {
    let mut replacements = BTreeMap::new();
    let mut met: Vec<&DeclaredStage> = Vec::new();
    for mock in &case.mocks {
        let stage = declared.iter().find(|stage| is_meant(stage, &mock.stage));
        if met.iter().any(|other| is_meant(other, &mock.stage)) {
            return Err(format!("`{}` is mocked twice: put both into one `[[mock]]`", mock.stage));
        }
        met.extend(stage);
        let kind = stage.map(|stage| stage.kind);
        let make = move |kind: StageKind, real: Option<AnyStage>| {
            stand_in(mock, kind, root, real).unwrap_or_else(|problem| {
                broken.lock().map(|mut list| list.push(problem)).ok();
                NoStage::of(kind)
            })
        };
        let replacement = if kind == Some(StageKind::Ingest) {
            Replacement::around(move |info, real| make(info.kind, Some(real)))
        } else {
            Replacement::instead(move |info| make(info.kind, None))
        };
        replacements.insert(mock.stage.clone(), replacement);
    }
    Ok(replacements)
}

/// What a run gave.
struct Gathered {
    records: Vec<Value>,
    quarantined: Vec<String>,
    after: BTreeMap<String, Vec<Value>>,
    inputs: Digest,
    stages: Vec<Fingerprint>,
}

fn gather(pipeline: Pipeline, case: &Case, root: &Path) -> Result<Gathered, String> {
    let stages = pipeline.steps().iter().map(fingerprint).collect();
    let mut taker = Taker {
        wanted: &case.after,
        root,
        records: Vec::new(),
        quarantined: Vec::new(),
        after: BTreeMap::new(),
        seen: String::new(),
    };
    // Cases run side by side: each needs one core.
    let options = RunOptions { workers: 1, ..RunOptions::default() };
    run_into(pipeline, &options, &mut taker).map_err(|error| {
        format!("its run failed: {}", without_root(&error.chain().join(": "), root))
    })?;
    let Taker { records, quarantined, after, seen, .. } = taker;
    if records.is_empty() {
        return Err("its inputs give no document: see `inputs`".to_owned());
    }
    Ok(Gathered { records, quarantined, after, inputs: Digest::of(seen.as_bytes()), stages })
}

/// Takes documents and what becomes of them.
struct Taker<'a> {
    wanted: &'a [String],
    /// The case's folder.
    root: &'a Path,
    records: Vec<Value>,
    quarantined: Vec<String>,
    after: BTreeMap<String, Vec<Value>>,
    /// URIs and digests of what was read.
    seen: String,
}

impl Sink for Taker<'_> {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn watches(&self, step: &StepInfo) -> bool {
        self.wanted.iter().any(|name| name == step.name.as_str())
    }

    fn after(&mut self, step: &StepInfo, document: &Document) {
        self.after.entry(step.name.to_string()).or_default().push(record(document));
    }

    fn document(&mut self, _: &StepInfo, document: Document) {
        self.see(document.source());
        self.records.push(record(&document));
    }

    fn quarantined(&mut self, _: &StepInfo, entry: Quarantined) {
        self.see(&entry.source);
        let (uri, stage) = (&entry.source.uri, &entry.stage);
        let error = entry.error.chain().collect::<Vec<_>>().join(": ");
        let error = without_root(&error, self.root);
        self.quarantined.push(format!("{uri}: stage `{stage}`: {error}"));
        let mut fields = json!({"uri": uri, "stage": stage, "error": error});
        if let Some(document) = &entry.document {
            fields["id"] = json!(document.id());
        }
        self.records.push(json!({"quarantined": fields}));
    }
}

impl Taker<'_> {
    fn see(&mut self, source: &cableway_core::Source) {
        let digest = source.digest.map(|digest| digest.to_string()).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(self.seen, "{} {digest}", source.uri);
    }
}

fn record(document: &Document) -> Value {
    // A record is JSON by its type.
    serde_json::to_value(document.record()).unwrap_or_default()
}

/// A stage's fingerprint as snapshots keep it.
fn fingerprint(step: &StepInfo) -> Fingerprint {
    let found = &step.fingerprint;
    let files = found.files.iter().map(|(path, digest)| (path.clone(), digest.to_string()));
    Fingerprint {
        name: step.name.to_string(),
        kind: step.info.kind,
        stage: step.info.id.clone(),
        version: found.version.clone(),
        config: found.config.to_string(),
        files: files.collect(),
        plugin: found.plugin.as_ref().map(|plugin| PluginFingerprint {
            name: plugin.name.clone(),
            digest: plugin.digest().to_string(),
        }),
    }
}

/// The name of the snapshot of what this export wrote; where it wrote several files, each name begins with it.
pub(crate) fn export_snapshot(export: &str) -> String {
    format!("export-{}", export.replace(':', "+"))
}

/// The files that the case's exports wrote, by the name of their snapshot.
fn output_files(
    case: &Case,
    outputs: &Path,
) -> Result<BTreeMap<String, (String, Vec<u8>)>, String> {
    let mut files = BTreeMap::new();
    for export in &case.exports {
        let folder = output_folder(outputs, export);
        let mut found = Vec::new();
        list(&folder, &mut found)
            .map_err(|error| format!("cannot read what `{export}` wrote: {error}"))?;
        found.sort_unstable();
        let is_one = found.len() == 1;
        for path in found {
            let bytes = std::fs::read(&path)
                .map_err(|error| format!("cannot read what `{export}` wrote: {error}"))?;
            let base = export_snapshot(export);
            let below = path.strip_prefix(&folder).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let name = if is_one { base } else { format!("{base}-{}", parts.join("+")) };
            let extension = path.extension().map(|end| end.to_string_lossy().into_owned());
            files.insert(name, (extension.unwrap_or_else(|| "bin".to_owned()), bytes));
        }
    }
    Ok(files)
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Diagnostics without the folders of this machine.
fn plain(text: &str, root: &Path) -> String {
    without_root(text, root).trim_end().to_owned() + "\n"
}

/// `text` in which paths start from the case's folder: the same on every machine.
fn without_root(text: &str, root: &Path) -> String {
    let shown = root.display().to_string();
    let below = ["/", "\\"].map(|separator| format!("{shown}{separator}"));
    below.iter().fold(text.to_owned(), |text, below| text.replace(below, "")).replace(&shown, ".")
}

/// Makes snapshots of what a run gave.
struct Maker<'a> {
    place: &'a Place,
    case: &'a Case,
    rules: Vec<Rule>,
    filters: Vec<Filter>,
    found: Vec<Found>,
    matches: Vec<usize>,
}

impl<'a> Maker<'a> {
    fn new(place: &'a Place, case: &'a Case) -> Result<Self, String> {
        let rules: Vec<Rule> =
            case.redactions.iter().map(Redaction::rule).collect::<Result<_, _>>()?;
        let filters: Vec<Filter> =
            case.filters.iter().map(Replace::filter).collect::<Result<_, _>>()?;
        let (found, matches) = (vec![Found::default(); rules.len()], vec![0; filters.len()]);
        Ok(Self { place, case, rules, filters, found, matches })
    }

    fn diagnostics(mut self, text: &str) -> Captured {
        let text = self.filtered(text);
        let snapshot = Snapshot::text(Self::header("what `check` says", None), text);
        let warnings = self.warnings();
        Captured {
            snapshots: [(DIAGNOSTICS.to_owned(), snapshot)].into(),
            unexpected: Vec::new(),
            warnings,
        }
    }

    fn records(
        mut self,
        gathered: Gathered,
        pipeline_warnings: Option<String>,
        files: &BTreeMap<String, (String, Vec<u8>)>,
    ) -> Result<Captured, String> {
        let Gathered { mut records, quarantined, after, inputs, stages } = gathered;
        let info = Info::new(&self.place.name, inputs.to_string(), stages);
        let mut snapshots = BTreeMap::new();
        let last = "the records after the last stage";
        self.redacted(&mut records);
        let header = Self::header(last, Some(&info));
        snapshots.insert(RECORDS.to_owned(), Snapshot::text(header, render(&records)));
        for name in &self.case.after {
            let mut records = after.get(name).cloned().unwrap_or_default();
            self.redacted(&mut records);
            let key = format!("after-{}", name.replace(':', "+"));
            let header = Self::header(&format!("the records after `{name}`"), Some(&info));
            snapshots.insert(key, Snapshot::text(header, render(&records)));
        }
        for (key, (extension, bytes)) in files {
            let header = Self::header("what an export wrote", Some(&info));
            let bytes = match std::str::from_utf8(bytes) {
                Ok(text) => self.filtered(text).into_bytes(),
                Err(_) => bytes.clone(),
            };
            let snapshot = Snapshot::of_bytes(header, bytes, extension)
                .map_err(|problem| format!("`{key}`: {problem}"))?;
            snapshots.insert(key.clone(), snapshot);
        }
        let mut unexpected = Vec::new();
        if let (Some(words), false) = (pipeline_warnings, self.case.allows(Allowed::Warnings)) {
            unexpected.push(format!(
                "its pipeline is checked with warnings; mend them, or write `allow = [\"warnings\"]`\n{}",
                words.trim_end()
            ));
        }
        if !self.case.allows(Allowed::Quarantine) {
            let tell = |words: String| {
                format!("went to quarantine, which the case does not `allow`: {words}")
            };
            unexpected.extend(quarantined.into_iter().map(tell));
        }
        let warnings = self.warnings();
        Ok(Captured { snapshots, unexpected, warnings })
    }

    fn header(expression: &str, info: Option<&Info>) -> Header {
        let mut header = Header::default();
        header.expression = Some(expression.to_owned());
        if let Some(info) = info {
            // Plain data always fits.
            header.set_info(info).ok();
        }
        header
    }

    fn redacted(&mut self, records: &mut [Value]) {
        for (sum, found) in self.found.iter_mut().zip(redact(&self.rules, records)) {
            *sum += found;
        }
        for (sum, count) in self.matches.iter_mut().zip(filter_values(&self.filters, records)) {
            *sum += count;
        }
    }

    fn filtered(&mut self, text: &str) -> String {
        let (text, counts) = filter_text(&self.filters, text);
        for (sum, count) in self.matches.iter_mut().zip(counts) {
            *sum += count;
        }
        text
    }

    fn warnings(&self) -> Vec<String> {
        let redactions = self.rules.iter().zip(&self.found);
        let redactions = redactions.filter_map(|(rule, found)| rule.warning(*found));
        let filters = self.filters.iter().zip(&self.matches).filter(|(_, matches)| **matches == 0);
        let filters = filters.map(|(filter, _)| {
            format!("the filter `{}` matches nothing: correct it, or take it out", filter.regex())
        });
        let unique: BTreeSet<String> = redactions.chain(filters).collect();
        unique.into_iter().collect()
    }
}
