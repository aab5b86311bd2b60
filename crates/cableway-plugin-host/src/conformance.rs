//! What every plugin must do, as tests. `cableway plugin check` runs each in a process of its own,
//! because a plugin that fails one may take its process with it.

use std::collections::BTreeMap;
use std::path::Path;

use cableway_core::{
    Annotations, AnyStage, BlockKind, Classify, Context, Document, ErrorKind, Limits, ListError,
    Setup, StageEntry, StageError, StageName, Summarize,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The tests, in the order in which they make sense: what each asks for.
pub const TESTS: [(&str, &str); 7] = [
    ("load", "it loads, and says what its stages are"),
    ("describe", "it says the same of itself twice"),
    ("schema", "its configuration is described, and unknown keys are refused"),
    ("create", "stages are made and unmade a hundred times"),
    ("samples", "documents of many kinds are worked on without a panic or a broken rule"),
    ("repeat", "the same document gives the same output twice"),
    ("threads", "many threads give the same output as one"),
];

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
        "load" => return finding(None, Outcome::Passed, String::new()),
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
        let name = entry.info.id.split(':').next_back().unwrap_or_default();
        let setup = Setup::new(folder, Limits::default());
        let (outcome, message) = match config(entry, configs.get(name)) {
            Err(message) => (Outcome::LeftOut, message),
            Ok(config) => match try_stage(test, entry, &config, &setup) {
                Ok(()) => (Outcome::Passed, String::new()),
                Err(message) => (Outcome::Failed, message),
            },
        };
        findings.extend(finding(Some(name), outcome, message));
    }
    findings
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
            let name = entry.info.id.split(':').next_back().unwrap_or_default();
            Err(format!("it cannot do without a configuration ({error}): `--config {name}={{…}}`"))
        }
    }
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
        "samples" => outputs(entry, config, setup).map(drop),
        "repeat" => {
            let [first, second] = [outputs(entry, config, setup)?, outputs(entry, config, setup)?];
            same(&first, &second, "the second time")
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

/// Documents of many kinds, each with a name.
fn samples() -> Vec<(&'static str, Document)> {
    let document = |uri: &str, blocks: &[(BlockKind, String)]| {
        let mut builder = Document::builder(uri);
        for (kind, text) in blocks {
            builder.block(*kind, text);
        }
        builder.build()
    };
    let paragraph = |text: &str| vec![(BlockKind::Paragraph, text.to_owned())];
    let plain = "The harbour board met on Monday. “Nothing will sail,” said Anna Holm! Why not?";
    let mut english = Document::builder("samples/english");
    english.meta.language = Some("en".to_owned());
    english.meta.title = Some("The harbour board".to_owned());
    english.block(BlockKind::Title, "The harbour board");
    english.block(BlockKind::Paragraph, plain);
    english.block(BlockKind::Caption, "Photograph: nobody");
    let many: Vec<_> = (0..5_000).map(|n| (BlockKind::ListItem, format!("entry {n}"))).collect();
    vec![
        ("an article", english.build()),
        ("no text at all", document("samples/empty", &[])),
        ("a title alone", document("samples/title", &[(BlockKind::Title, "Ferry".to_owned())])),
        ("one letter", document("samples/letter", &paragraph("a"))),
        (
            "letters of many bytes",
            document("samples/bytes", &paragraph("Zażółć gęślą jaźń 😀 e\u{301} ﬁ")),
        ),
        ("Chinese", document("samples/chinese", &paragraph("港口委员会星期一开会。没有船开。"))),
        ("Arabic", document("samples/arabic", &paragraph("اجتمع مجلس الميناء يوم الاثنين."))),
        ("no letters", document("samples/marks", &paragraph("!!! ??? ... 123 — “”"))),
        (
            "control characters",
            document("samples/control", &paragraph("a\u{1}b\u{7f}\u{200b}\u{feff}c")),
        ),
        ("one very long word", document("samples/word", &paragraph(&"a".repeat(1 << 20)))),
        (
            "a very long paragraph",
            document("samples/long", &paragraph(&format!("{plain} ").repeat(8_000))),
        ),
        ("very many blocks", document("samples/blocks", &many)),
    ]
}

/// What a stage gives for each sample, as JSON. An error that only says that the input is of no use is
/// an output too.
fn outputs(
    entry: &StageEntry,
    config: &Value,
    setup: &Setup,
) -> Result<Vec<(&'static str, Value)>, String> {
    let mut stage = made(entry, config, setup)?;
    match &mut stage {
        AnyStage::Ingest(stage) => {
            let context = Context::default();
            let mut records = Vec::new();
            for listed in stage.items(&context) {
                match listed {
                    Ok(item) => {
                        let read = stage.read(&item, &Context::default());
                        let records_of = |documents: Vec<Document>| {
                            let all = documents.into_iter().map(Document::into_record);
                            serde_json::json!(all.collect::<Vec<_>>())
                        };
                        records.push(acceptable("an item", read.map(records_of))?);
                    }
                    Err(ListError::Item { uri, error }) => {
                        records.push(serde_json::json!([uri, error.to_string()]));
                    }
                    Err(ListError::Source(error)) => return Err(error.to_string()),
                }
            }
            Ok(vec![("its items", Value::Array(records))])
        }
        AnyStage::Export(stage) => {
            stage.open().map_err(|error| error.to_string())?;
            for (name, document) in samples() {
                stage.write(&document).map_err(|error| format!("{name}: {error}"))?;
            }
            stage.commit().map_err(|error| error.to_string())?;
            Ok(vec![("its output", contents(&setup.resolve(stage.target())))])
        }
        AnyStage::Classify(stage) => all_samples(Worker::Classify(stage.as_ref()), entry),
        AnyStage::Summarize(stage) => all_samples(Worker::Summarize(stage.as_ref()), entry),
    }
}

/// A stage that works on documents, and may be used by many threads.
#[derive(Clone, Copy)]
enum Worker<'a> {
    Classify(&'a dyn Classify),
    Summarize(&'a dyn Summarize),
}

fn all_samples(
    stage: Worker<'_>,
    entry: &StageEntry,
) -> Result<Vec<(&'static str, Value)>, String> {
    let samples = samples().into_iter();
    samples.map(|(name, document)| Ok((name, output(stage, entry, name, document)?))).collect()
}

/// What lies at an export's target, if it is a file.
fn contents(target: &Path) -> Value {
    let bytes = std::fs::read(target).unwrap_or_default();
    Value::String(crate::sha256(&bytes))
}

fn output(
    stage: Worker<'_>,
    entry: &StageEntry,
    name: &str,
    mut document: Document,
) -> Result<Value, String> {
    let called: StageName = "checked".parse().map_err(|_| "the test has no name".to_owned())?;
    let context = Context::default();
    let contract = |violation: cableway_core::Violation| {
        StageError::new(ErrorKind::Contract, violation.to_string())
    };
    let done = match stage {
        Worker::Classify(stage) => {
            let mut annotations = Annotations::new(called.clone());
            stage.classify(&document, &mut annotations, &context).and_then(|()| {
                document.add_annotations(&called, &entry.info.adds, annotations).map_err(contract)
            })
        }
        Worker::Summarize(stage) => stage.summarize(&document, &context).and_then(|summary| {
            summary
                .map_or(Ok(()), |summary| document.add_summary(&called, summary).map_err(contract))
        }),
    };
    let notes = context.take_notes();
    acceptable(
        name,
        done.map(|()| {
            let record = document.record();
            serde_json::json!([record.annotations, record.summaries, notes])
        }),
    )
}

/// Refuses what no input excuses.
fn acceptable(name: &str, done: Result<Value, StageError>) -> Result<Value, String> {
    match done {
        Ok(value) => Ok(value),
        Err(error) if matches!(error.kind(), ErrorKind::BadInput | ErrorKind::Limit) => {
            Ok(Value::String(error.to_string()))
        }
        Err(error) => {
            let chain: Vec<String> = error.chain().collect();
            Err(format!("{name} ({}): {}", error.kind(), chain.join(": ")))
        }
    }
}

fn same(
    first: &[(&'static str, Value)],
    second: &[(&'static str, Value)],
    when: &str,
) -> Result<(), String> {
    match first.iter().zip(second).find(|(first, second)| first != second) {
        Some(((name, _), _)) => Err(format!("{name}: it gives something else {when}")),
        None => Ok(()),
    }
}

/// Four threads over the same stage, each with all samples, against one.
fn threads(entry: &StageEntry, config: &Value, setup: &Setup) -> Result<(), String> {
    let stage = made(entry, config, setup)?;
    let stage = match &stage {
        AnyStage::Classify(stage) => Worker::Classify(stage.as_ref()),
        AnyStage::Summarize(stage) => Worker::Summarize(stage.as_ref()),
        // These two are used by one thread at a time.
        AnyStage::Ingest(_) | AnyStage::Export(_) => return Ok(()),
    };
    let expected = outputs(entry, config, setup)?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| all_samples(stage, entry))).collect();
        for thread in threads {
            let got = thread.join().map_err(|_| "a thread died".to_owned())??;
            same(&expected, &got, "among many threads")?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_what_they_say() {
        let samples = samples();
        assert!(samples.iter().any(|(_, document)| document.text().is_empty()));
        assert!(samples.iter().any(|(_, document)| document.blocks().len() == 5_000));
        assert!(samples.iter().any(|(_, document)| document.text().len() >= 1 << 20));
    }
}
