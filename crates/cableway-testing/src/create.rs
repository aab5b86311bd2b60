//! Makes cases of real input.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use cableway_core::{Document, StageKind};
use cableway_engine::{
    DeclaredStage, Diagnostics, LoadOptions, Quarantined, RunError, RunOptions, Sink, StepInfo,
    declared_stages, load, run_into,
};
use serde_json::{Value, json};

use crate::capture::{Place, Stages};
use crate::case::{CASE_FILE, INPUT};

/// A file that is larger is no input of a case that is made by itself, in bytes.
const LARGEST: u64 = 1 << 20;

/// How many documents may fail or be no file before no more are looked at.
const MOST_TRIED: usize = 200;

/// Why a case could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateError {
    /// The pipeline has mistakes.
    #[error("the pipeline has mistakes")]
    Pipeline(Diagnostics),
    /// The run that looks for input failed.
    #[error("{0}")]
    Run(RunError),
    /// No input can be copied.
    #[error("{0}")]
    Input(String),
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
}

/// What becomes an input of a case.
struct Input {
    stage: String,
    /// The file to copy, or its bytes.
    from: From,
}

enum From {
    File(PathBuf),
    /// What cannot be read a second time.
    Bytes {
        uri: String,
        media_type: Option<String>,
        bytes: Vec<u8>,
    },
}

/// Makes a case of the first `most` files that the pipeline reads, in `tests/cases` beside the pipeline
/// file. The case has no snapshot yet.
///
/// # Errors
/// When the pipeline has mistakes, no input of it is a file that can be copied, or something cannot be written.
pub fn first_case(
    pipeline: &Path,
    sets: &[String],
    most: usize,
    stages: Stages<'_>,
) -> Result<Place, CreateError> {
    let read = Mutex::new(BTreeSet::new());
    let environment = |name: &str| look_up(name, &read);
    let loaded = {
        let exports = Some(Vec::new());
        let options =
            LoadOptions { sets, environment: &environment, exports, ..LoadOptions::default() };
        load(pipeline, &options, stages.registry, stages.plugins).map_err(CreateError::Pipeline)?
    };
    let root = loaded.root.clone();
    let cancelled = Arc::new(AtomicBool::new(false));
    let mut taker = Taker {
        root,
        most: most.max(1),
        tried: 0,
        inputs: Vec::new(),
        seen: BTreeSet::new(),
        passed_over: None,
        cancelled: Arc::clone(&cancelled),
    };
    let run = RunOptions { workers: 1, cancelled, ..RunOptions::default() };
    match run_into(loaded, &run, &mut taker) {
        // It is cancelled when there is enough.
        Ok(_) | Err(RunError::Interrupted) => {}
        Err(error) => return Err(CreateError::Run(error)),
    }
    if taker.inputs.is_empty() {
        let why = taker.passed_over.unwrap_or_else(|| "it reads nothing".to_owned());
        return Err(CreateError::Input(format!(
            "no input of the pipeline can be copied: {why}; write a case by hand, with a mock (docs/testing.md)"
        )));
    }
    let stem = pipeline.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = read.into_inner().unwrap_or_default();
    write(pipeline, &stem, sets, &names, &[], &taker.inputs)
}

/// The variable of this process, which is remembered where there is one: without it, the pipeline has a default.
fn look_up(name: &str, read: &Mutex<BTreeSet<String>>) -> Option<String> {
    let value = std::env::var(name).ok()?;
    read.lock().map(|mut names| names.insert(name.to_owned())).ok();
    Some(value)
}

/// Looks for files to copy.
struct Taker {
    root: PathBuf,
    most: usize,
    tried: usize,
    inputs: Vec<Input>,
    seen: BTreeSet<PathBuf>,
    passed_over: Option<String>,
    cancelled: Arc<AtomicBool>,
}

impl Taker {
    fn take(&mut self, ingest: &StepInfo, uri: &str) {
        if self.inputs.len() >= self.most {
            return;
        }
        self.tried += 1;
        match file_of(&self.root, uri) {
            Ok(file) => {
                if self.seen.insert(file.clone()) {
                    self.inputs
                        .push(Input { stage: ingest.name.to_string(), from: From::File(file) });
                }
            }
            Err(why) => self.passed_over = Some(why),
        }
        if self.inputs.len() >= self.most || self.tried >= MOST_TRIED {
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }
}

impl Sink for Taker {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, ingest: &StepInfo, document: Document) {
        self.take(ingest, &document.source().uri);
    }

    fn quarantined(&mut self, _: &StepInfo, _: Quarantined) {
        self.tried += 1;
    }
}

/// The file that holds what is at `uri`, if it is a small one.
fn file_of(root: &Path, uri: &str) -> Result<PathBuf, String> {
    let whole = root.join(uri);
    let file = if whole.is_file() {
        whole
    } else {
        let outer = uri.split("!/").next().unwrap_or(uri);
        let outer = outer.split_once('#').map_or(outer, |(file, _)| file);
        root.join(outer)
    };
    let about = fs::metadata(&file).map_err(|_| format!("`{uri}` is not in a file here"))?;
    if !about.is_file() {
        return Err(format!("`{uri}` is not in a file here"));
    }
    if about.len() > LARGEST {
        return Err(format!("`{uri}` is in a file of {} bytes, more than {LARGEST}", about.len()));
    }
    Ok(file)
}

/// Makes a case of one entry of a quarantine file, which stands beside the pipeline file: until the
/// document goes through, the case fails.
///
/// # Errors
/// When the entry's input is to be had no more, or something cannot be written.
pub fn case_of_quarantined(
    pipeline: &Path,
    sets: &[String],
    entry: &Value,
) -> Result<Place, CreateError> {
    let read = Mutex::new(BTreeSet::new());
    let environment = |name: &str| look_up(name, &read);
    let declared = declared_stages(pipeline, sets, &environment).map_err(CreateError::Pipeline)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (uri, source) = (text(&entry["source"]["uri"]), &entry["source"]);
    let ingest = reader_of(&declared, entry, &uri)
        .ok_or_else(|| CreateError::Input("the pipeline has no ingest stage".to_owned()))?;
    let bytes = match (entry["content"].as_str(), entry["content_hex"].as_str()) {
        (Some(text), _) => Some(text.as_bytes().to_vec()),
        (None, Some(hex)) => Some(unhex(hex).ok_or_else(|| {
            CreateError::Input(format!("the bytes of `{uri}` in the quarantine file are damaged"))
        })?),
        (None, None) => None,
    };
    let from = match bytes {
        Some(bytes) => From::Bytes {
            uri: uri.clone(),
            media_type: source["media_type"].as_str().map(str::to_owned),
            bytes,
        },
        None => {
            let root = pipeline.parent().unwrap_or(Path::new(""));
            From::File(file_of(root, &uri).map_err(CreateError::Input)?)
        }
    };
    let id = text(&entry["id"]);
    let name = format!("quarantine-{}", id.chars().take(12).collect::<String>());
    let error = format!(
        "`{uri}` went to quarantine: stage `{}`: {}",
        text(&entry["stage"]["name"]),
        text(&entry["error"]["message"])
    );
    let inputs = [Input { stage: ingest.name.clone(), from }];
    let names = read.into_inner().unwrap_or_default();
    write(pipeline, &name, sets, &names, &[error], &inputs)
}

/// The ingest stage that listed the entry: the one that failed on it, or else the first whose `paths` may hold
/// a file, or the first.
fn reader_of<'a>(
    declared: &'a [DeclaredStage],
    entry: &Value,
    uri: &str,
) -> Option<&'a DeclaredStage> {
    let mut ingest = declared.iter().filter(|stage| stage.kind == StageKind::Ingest);
    if entry["stage"]["kind"] == "ingest" {
        let name = entry["stage"]["name"].as_str();
        if let Some(stage) = ingest.clone().find(|stage| Some(stage.name.as_str()) == name) {
            return Some(stage);
        }
    }
    let is_lines = uri.contains('#');
    let fits = |stage: &&DeclaredStage| {
        stage.config.get("paths").is_some() && (stage.id == "jsonl") == is_lines
    };
    ingest.clone().find(fits).or_else(|| ingest.next())
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        hex.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    digits
        .len()
        .is_multiple_of(2)
        .then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Writes a case's folder.
fn write(
    pipeline: &Path,
    name: &str,
    sets: &[String],
    environment: &BTreeSet<String>,
    remarks: &[String],
    inputs: &[Input],
) -> Result<Place, CreateError> {
    let parent = pipeline.parent().unwrap_or(Path::new("")).join("tests").join("cases");
    let mut folder = parent.join(name);
    let mut number = 1;
    while folder.exists() {
        number += 1;
        folder = parent.join(format!("{name}-{number}"));
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| CreateError::Write { path, error }
    };
    let input = folder.join(INPUT);
    fs::create_dir_all(&input).map_err(failed(&input))?;
    let file = pipeline.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut text = String::new();
    for remark in remarks {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {}", remark.replace('\n', " "));
    }
    let _ = writeln!(text, "pipeline = {}", toml_text(&format!("../../../{file}")));
    if !sets.is_empty() {
        let sets: Vec<String> = sets.iter().map(|set| toml_text(set)).collect();
        let _ = writeln!(text, "set = [{}]", sets.join(", "));
    }
    let mut by_stage: Vec<(String, Vec<String>)> = Vec::new();
    let mut items = Vec::new();
    for (place, input_file) in inputs.iter().enumerate() {
        let (bytes, base) = match &input_file.from {
            From::File(path) => {
                let bytes = fs::read(path).map_err(|error| {
                    CreateError::Input(format!("cannot read `{}`: {error}", path.display()))
                })?;
                (bytes, path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            }
            From::Bytes { bytes, .. } => (bytes.clone(), "item".to_owned()),
        };
        // Two files of one name may come from two folders.
        let name = if input.join(&base).exists() { format!("{place}-{base}") } else { base };
        let to = input.join(&name);
        fs::write(&to, bytes).map_err(failed(&to))?;
        let path = format!("{INPUT}/{name}");
        if let From::Bytes { uri, media_type, .. } = &input_file.from {
            items.push((input_file.stage.clone(), uri.clone(), media_type.clone(), path));
            continue;
        }
        let path = literal(&path);
        match by_stage.iter_mut().find(|(stage, _)| *stage == input_file.stage) {
            Some((_, paths)) => paths.push(path),
            None => by_stage.push((input_file.stage.clone(), vec![path])),
        }
    }
    if !environment.is_empty() {
        text.push_str("\n# The pipeline reads these; values of the environment are not copied, they may be secret.\n[environment]\n");
        for name in environment {
            let _ = writeln!(text, "{} = \"\"", toml_text(name));
        }
    }
    if !by_stage.is_empty() {
        text.push_str("\n[inputs]\n");
        for (stage, paths) in by_stage {
            let paths: Vec<String> = paths.iter().map(|path| toml_text(path)).collect();
            let _ = writeln!(text, "{} = [{}]", toml_text(&stage), paths.join(", "));
        }
    }
    for (stage, uri, media_type, path) in items {
        let media_type = media_type
            .map(|media_type| format!(", media_type = {}", toml_text(&media_type)))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "\n[[mock]]\nstage = {}\nitems = [{{ uri = {}, file = {}{media_type} }}]",
            toml_text(&stage),
            toml_text(&uri),
            toml_text(&path)
        );
    }
    let path = folder.join(CASE_FILE);
    fs::write(&path, text).map_err(failed(&path))?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Place { name, folder })
}

/// The glob that means this path alone.
fn literal(path: &str) -> String {
    let escape = |c: char| match c {
        '*' | '?' | '[' | '{' | '}' => format!("[{c}]"),
        c => c.to_string(),
    };
    path.chars().map(escape).collect()
}

/// A text in TOML: JSON's strings are TOML's, too, but for one escape that JSON does not need.
fn toml_text(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}
