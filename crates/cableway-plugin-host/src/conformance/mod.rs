//! What every plugin must do, as tests. `cableway plugin check` runs each in a process of its own,
//! because a plugin that fails one may take its process with it.

mod samples;

use std::collections::BTreeMap;
use std::path::Path;

use cableway_core::{
    Annotations, AnyStage, Classify, Context, Document, ErrorKind, Limits, ListError, Setup,
    StageEntry, StageError, StageKind, StageName, Summarize,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::callbacks::is_flood;
use crate::log;
use samples::samples;

/// The tests, in the order in which they make sense: what each asks for.
pub const TESTS: [(&str, &str); 11] = [
    ("load", "it loads, and says what its stages are"),
    ("describe", "it says the same of itself twice"),
    ("schema", "its configuration is described, and unknown keys are refused"),
    ("create", "stages are made and unmade a hundred times"),
    (HANG, "no document takes it for ever"),
    ("samples", "documents of many kinds are worked on without an error"),
    (PANICS, "nothing panics, not even in another thread or at a stage's end"),
    ("spans", "spans, labels, scores and kinds keep the rules"),
    ("floods", "no document draws more annotations, notes or messages than anybody reads"),
    ("repeat", "the same document gives the same output twice"),
    ("threads", "many threads give the same output as one"),
];

/// The test for what never ends: a plugin that fails it is tried no further.
pub const HANG: &str = "hang";

/// The test for panics, which a library that aborts cannot pass.
pub const PANICS: &str = "panics";

/// The file, in the folder of a test, that names the sample at work.
pub const AT: &str = ".sample-at-work";

/// More messages for one document are noise.
const MOST_MESSAGES: u64 = 1_000;

/// How a test went for one stage, or for the plugin as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The test.
    pub test: String,
    /// The stage; none for the plugin as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// What was wrong, or why the test was left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// How a test went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should.
    Passed,
    /// Not as it should.
    Failed,
    /// It could not be tried.
    LeftOut,
}

/// Configurations for stages that cannot do without, by the stage's name.
pub type Configs = BTreeMap<String, Value>;

/// Runs one test over all stages. `open` opens the plugin anew; exports write below `folder`.
pub fn conformance(
    test: &str,
    open: &dyn Fn() -> Result<Vec<StageEntry>, String>,
    configs: &Configs,
    folder: &Path,
) -> Vec<Finding> {
    let finding = |stage: Option<&str>, outcome, message: String| {
        let stage = stage.map(str::to_owned);
        vec![Finding { test: test.to_owned(), stage, outcome, message }]
    };
    let entries = match open() {
        Ok(entries) => entries,
        Err(message) => return finding(None, Outcome::Failed, message),
    };
    match test {
        "load" => {
            let names = || entries.iter().map(name_of);
            let unknown = configs.keys().find(|given| names().all(|name| name != given.as_str()));
            let Some(unknown) = unknown else {
                return finding(None, Outcome::Passed, String::new());
            };
            // `policy:brief` is what pipelines call it.
            let listed: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            let listed = listed.join(", ");
            let message = format!(
                "a configuration was given for `{unknown}`, and the plugin has no such stage; it has {listed}"
            );
            return finding(None, Outcome::Failed, message);
        }
        "describe" => {
            let (outcome, message) = match open() {
                Ok(again) if said(&again) == said(&entries) => (Outcome::Passed, String::new()),
                Ok(_) => (Outcome::Failed, "it says something else the second time".to_owned()),
                Err(message) => (Outcome::Failed, message),
            };
            return finding(None, outcome, message);
        }
        _ => {}
    }
    let mut findings = Vec::new();
    for entry in &entries {
        let name = name_of(entry);
        let setup = Setup::new(folder, Limits::default());
        let only_serial = matches!(entry.info.kind, StageKind::Ingest | StageKind::Export);
        let (outcome, message) = match config(entry, configs.get(name)) {
            Err(message) => (Outcome::LeftOut, message),
            Ok(_) if test == "threads" && only_serial => {
                let message =
                    format!("{} stages are used by one thread at a time", entry.info.kind);
                (Outcome::LeftOut, message)
            }
            Ok(config)
                if !["schema", "create"].contains(&test)
                    && made(entry, &config, &setup).is_err() =>
            {
                (Outcome::LeftOut, "it cannot be made: see `create`".to_owned())
            }
            Ok(config) => match try_stage(test, entry, &config, &setup) {
                Ok(()) => (Outcome::Passed, String::new()),
                Err(message) => (Outcome::Failed, message),
            },
        };
        findings.extend(finding(Some(name), outcome, message));
    }
    findings
}

/// What a stage is called in its plugin.
fn name_of(entry: &StageEntry) -> &str {
    entry.info.id.split(':').next_back().unwrap_or_default()
}

fn said(entries: &[StageEntry]) -> Vec<(Value, Value)> {
    let info = |entry: &StageEntry| serde_json::to_value(&entry.info).unwrap_or_default();
    entries.iter().map(|entry| (info(entry), entry.schema.clone())).collect()
}

/// The configuration to try: the one that was given, or an empty one where the schema allows it.
fn config(entry: &StageEntry, given: Option<&Value>) -> Result<Value, String> {
    let value = given.cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    let validator = jsonschema::validator_for(&entry.schema).map_err(|error| error.to_string())?;
    let wrong = validator.iter_errors(&value).next().map(|error| error.to_string());
    match wrong {
        None => Ok(value),
        Some(error) if given.is_some() => {
            Err(format!("the given configuration does not fit: {error}"))
        }
        Some(error) => {
            let name = name_of(entry);
            let keys = required(&entry.schema);
            Err(format!(
                "it cannot do without a configuration ({error}): give it one with `--config '{name}={keys}'` before the \
                 plugin"
            ))
        }
    }
}

/// The outline of a configuration with the keys that a stage asks for.
fn required(schema: &Value) -> String {
    let keys = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let keys: Vec<String> = keys
        .map(|key| {
            let is_text = schema["properties"][key]["type"] == "string";
            format!("\"{key}\": {}", if is_text { "\"…\"" } else { "…" })
        })
        .collect();
    if keys.is_empty() { "{…}".to_owned() } else { format!("{{{}}}", keys.join(", ")) }
}

fn try_stage(test: &str, entry: &StageEntry, config: &Value, setup: &Setup) -> Result<(), String> {
    match test {
        "schema" => schema(entry, config),
        "create" => {
            for _ in 0..100 {
                made(entry, config, setup)?;
            }
            Ok(())
        }
        // Whoever runs the tests ends one that takes too long.
        HANG => outputs(entry, config, setup).map(drop),
        "samples" => first(outputs(entry, config, setup)?, |error| {
            !matches!(error.kind(), ErrorKind::Panic | ErrorKind::Contract)
        }),
        PANICS => panics(entry, config, setup),
        "spans" => first(outputs(entry, config, setup)?, |error| {
            error.kind() == ErrorKind::Contract && !is_flood(error)
        }),
        "floods" => floods(entry, config, setup),
        "repeat" => {
            let [once, again] = [outputs(entry, config, setup)?, outputs(entry, config, setup)?];
            same(&once, &again, "the second time")
        }
        _ => threads(entry, config, setup),
    }
}

fn made(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<AnyStage, String> {
    entry.build(config.clone(), setup).map_err(|error| error.to_string())
}

fn schema(entry: &StageEntry, config: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(&entry.schema).map_err(|error| error.to_string())?;
    let mut more = config.clone();
    if let Some(fields) = more.as_object_mut() {
        fields.insert("a_key_that_nobody_has".to_owned(), Value::Null);
    }
    if validator.is_valid(&more) {
        return Err("unknown keys are not refused: add `additionalProperties: false`, or in Rust \
                    `#[serde(deny_unknown_fields)]`"
            .to_owned());
    }
    let properties = entry.schema["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        if property["description"].as_str().is_none_or(str::is_empty) && property["$ref"].is_null()
        {
            return Err(format!("the key `{name}` has no description"));
        }
    }
    Ok(())
}

/// What a stage made of one sample.
struct Output {
    sample: &'static str,
    /// What it gave, as JSON, or why it gave nothing.
    given: Result<Value, StageError>,
    /// How many messages it left in the log meanwhile.
    messages: u64,
}

impl Output {
    fn of(
        setup: &Setup,
        sample: &'static str,
        work: impl FnOnce() -> Result<Value, StageError>,
    ) -> Self {
        // Whoever finds this process dead or at work for ever sees over what. Without it the test is
        // the same.
        let _ = std::fs::write(setup.base().join(AT), sample);
        let before = log::messages();
        let given = work();
        Self { sample, given, messages: log::messages() - before }
    }

    /// What is to be the same at another time. That a sample is of no use is an output too.
    fn comparable(&self) -> Result<&Value, String> {
        self.given.as_ref().map_err(ToString::to_string)
    }
}

/// The first error of which `is_wrong` is true. That the input is of no use is none.
fn first(outputs: Vec<Output>, is_wrong: impl Fn(&StageError) -> bool) -> Result<(), String> {
    for Output { sample, given, .. } in outputs {
        let Err(error) = given else { continue };
        if !matches!(error.kind(), ErrorKind::BadInput | ErrorKind::Limit) && is_wrong(&error) {
            let chain: Vec<String> = error.chain().collect();
            return Err(format!("{sample} ({}): {}", error.kind(), chain.join(": ")));
        }
    }
    Ok(())
}

/// Panics are caught on the plugin's side: those in a call fail it, others are told to the log.
fn panics(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<(), String> {
    drop(log::take_errors());
    let outputs = outputs(entry, config, setup)?;
    first(outputs, |error| error.kind() == ErrorKind::Panic)?;
    match log::take_errors().into_iter().find(|said| said.contains("panicked")) {
        Some(said) => Err(said),
        None => Ok(()),
    }
}

fn floods(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<(), String> {
    let outputs = outputs(entry, config, setup)?;
    if let Some(noisy) = outputs.iter().find(|output| output.messages > MOST_MESSAGES) {
        return Err(format!("{}: it left {} messages in the log", noisy.sample, noisy.messages));
    }
    first(outputs, is_flood)
}

/// What a stage makes of each sample.
///
/// # Errors
/// When it cannot be made, or its source or target fails as a whole.
fn outputs(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<Vec<Output>, String> {
    let mut stage = made(entry, config, setup)?;
    match &mut stage {
        AnyStage::Ingest(stage) => {
            let context = Context::default();
            let mut outputs = Vec::new();
            for listed in stage.items(&context) {
                match listed {
                    Ok(item) => outputs.push(Output::of(setup, "an item", || {
                        let documents = stage.read(&item, &Context::default())?;
                        let records = documents.into_iter().map(Document::into_record);
                        Ok(serde_json::json!(records.collect::<Vec<_>>()))
                    })),
                    Err(ListError::Item { uri, error }) => {
                        outputs.push(Output::of(setup, "a lost item", || {
                            Ok(serde_json::json!([uri, error.to_string()]))
                        }));
                    }
                    Err(ListError::Source(error)) => return Err(error.to_string()),
                }
            }
            Ok(outputs)
        }
        AnyStage::Export(stage) => {
            stage.open().map_err(|error| error.to_string())?;
            let mut outputs: Vec<Output> = samples()
                .into_iter()
                .map(|(sample, document)| {
                    Output::of(setup, sample, || stage.write(&document).map(|()| Value::Null))
                })
                .collect();
            stage.commit().map_err(|error| error.to_string())?;
            let output = contents(&stage.target(), setup)?;
            outputs.push(Output::of(setup, "its output", || Ok(output)));
            Ok(outputs)
        }
        AnyStage::Classify(stage) => {
            Ok(all_samples(Worker::Classify(stage.as_ref()), entry, setup))
        }
        AnyStage::Summarize(stage) => {
            Ok(all_samples(Worker::Summarize(stage.as_ref()), entry, setup))
        }
    }
}

/// A stage that works on documents, and may be used by many threads.
#[derive(Clone, Copy)]
enum Worker<'a> {
    Classify(&'a dyn Classify),
    Summarize(&'a dyn Summarize),
}

fn all_samples(stage: Worker<'_>, entry: &StageEntry, setup: &Setup) -> Vec<Output> {
    let samples = samples().into_iter();
    samples
        .map(|(sample, document)| Output::of(setup, sample, || output(stage, entry, document)))
        .collect()
}

/// What lies at an export's target, if that is a place in the file system.
fn contents(target: &str, setup: &Setup) -> Result<Value, String> {
    if target.is_empty() || target.contains("://") {
        return Ok(Value::Null);
    }
    let path = setup.resolve(target);
    if path.is_dir() {
        return Ok(Value::Null);
    }
    let bytes = std::fs::read(&path)
        .map_err(|error| format!("it has committed, and its target `{target}`: {error}"))?;
    Ok(Value::String(crate::sha256(&bytes)))
}

fn output(
    stage: Worker<'_>,
    entry: &StageEntry,
    mut document: Document,
) -> Result<Value, StageError> {
    let unnamed = |_| StageError::internal("the test has no name");
    let called: StageName = "checked".parse().map_err(unnamed)?;
    let context = Context::default();
    let contract = |violation: cableway_core::Violation| {
        StageError::new(ErrorKind::Contract, violation.to_string())
    };
    match stage {
        Worker::Classify(stage) => {
            let mut annotations = Annotations::new(called.clone());
            stage.classify(&document, &mut annotations, &context)?;
            document.add_annotations(&called, &entry.info.adds, annotations).map_err(contract)?;
        }
        Worker::Summarize(stage) => {
            if let Some(summary) = stage.summarize(&document, &context)? {
                document.add_summary(&called, summary).map_err(contract)?;
            }
        }
    }
    let record = document.record();
    Ok(serde_json::json!([record.annotations, record.summaries, context.take_notes()]))
}

fn same(first: &[Output], second: &[Output], when: &str) -> Result<(), String> {
    if first.len() != second.len() {
        return Err(format!("it gives {} outputs {when}, not {}", second.len(), first.len()));
    }
    let mut both = first.iter().zip(second);
    match both.find(|(first, second)| first.comparable() != second.comparable()) {
        Some((first, _)) => Err(format!("{}: it gives something else {when}", first.sample)),
        None => Ok(()),
    }
}

/// Four threads over the same stage, each with all samples, against one.
fn threads(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<(), String> {
    let stage = made(entry, config, setup)?;
    let stage = match &stage {
        AnyStage::Classify(stage) => Worker::Classify(stage.as_ref()),
        AnyStage::Summarize(stage) => Worker::Summarize(stage.as_ref()),
        AnyStage::Ingest(_) | AnyStage::Export(_) => return Ok(()),
    };
    let expected = outputs(entry, config, setup)?;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| all_samples(stage, entry, setup))).collect();
        for thread in threads {
            let got = thread.join().map_err(|_| "a thread died".to_owned())?;
            same(&expected, &got, "among many threads")?;
        }
        Ok(())
    })
}
