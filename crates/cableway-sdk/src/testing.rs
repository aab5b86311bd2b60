//! Runs a stage from a unit test, twice: as it is, and through the C interface by the real host. Both
//! must give the same, or the test fails.
//!
//! The feature `testing` has this module; ask for it in `[dev-dependencies]`.
//!
//! ```
//! # use cableway_sdk::*;
//! # #[derive(serde::Deserialize, schemars::JsonSchema)]
//! # struct Config {}
//! # struct Questions;
//! # impl Stage for Questions {
//! #     type Config = Config;
//! #     fn info() -> StageInfo {
//! #         StageInfo::new(StageKind::Classify, "questions", "marks questions").adds(&["tone"])
//! #     }
//! #     fn new(_: Config, _: &Setup) -> Result<Self, ConfigError> {
//! #         Ok(Self)
//! #     }
//! # }
//! # impl Classify for Questions {
//! #     fn classify(&self, d: &Document, a: &mut Annotations, _: &Context<'_>) -> Result<(), StageError> {
//! #         if d.text().contains('?') {
//! #             a.push(Annotation::new("tone", "asking"));
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! use cableway_sdk::testing::{classify, text};
//!
//! let record = classify::<Questions>(&serde_json::json!({}), &text("Does the ferry sail?"))?;
//! assert_eq!(record.annotations[0].label, "asking");
//! # Ok::<(), cableway_sdk::testing::Failure>(())
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use cableway_core::{
    Annotations, AnyStage, BlockKind, Classify, ConfigError, Context, Document, Export, Ingest,
    Item, Limits, Record, Registry, Setup, Stage, StageEntry, StageError, StageName, Summarize,
};
use cableway_plugin_abi as abi;
use serde_json::Value;

use crate::host;
use crate::table::{Kinds, plugin};

/// How a stage fails that gives what no stage may give.
const CONTRACT: &str = "the stage returned what no stage may return";

/// Why a stage gave nothing: in words, the same on both sides of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub Vec<String>);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(": "))
    }
}

impl std::error::Error for Failure {}

impl From<StageError> for Failure {
    fn from(error: StageError) -> Self {
        Self(error.chain().collect())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self(vec![error.to_string()])
    }
}

/// A document of paragraphs, parted by empty lines.
pub fn text(text: &str) -> Document {
    let mut builder = Document::builder("test.txt");
    for paragraph in text.split("\n\n") {
        builder.block(BlockKind::Paragraph, paragraph);
    }
    builder.build()
}

/// What a classify stage adds to `document`.
///
/// # Errors
/// When the stage fails, or refuses `config`.
///
/// # Panics
/// When the stage does one thing as it is and another through the interface.
pub fn classify<S: Stage + Classify + 'static>(
    config: &Value,
    document: &Document,
) -> Result<Record, Failure> {
    let entries = entries(|registry| registry.classify::<S>(), entry_classify::<S>);
    twice(entries, config, |stage, info| {
        let AnyStage::Classify(stage) = stage else { return Err(wrong_kind()) };
        let (name, context) = (stage_name(&info.id), Context::default());
        let mut document = document.clone();
        let mut annotations = Annotations::new(name.clone());
        stage.classify(&document, &mut annotations, &context)?;
        document.add_annotations(&name, &info.adds, annotations).map_err(contract)?;
        add_notes(&mut document, &name, &context);
        Ok(document.into_record())
    })
}

/// What a summarize stage makes of `document`.
///
/// # Errors
/// When the stage fails, or refuses `config`.
///
/// # Panics
/// When the stage does one thing as it is and another through the interface.
pub fn summarize<S: Stage + Summarize + 'static>(
    config: &Value,
    document: &Document,
) -> Result<Record, Failure> {
    let entries = entries(|registry| registry.summarize::<S>(), entry_summarize::<S>);
    twice(entries, config, |stage, info| {
        let AnyStage::Summarize(stage) = stage else { return Err(wrong_kind()) };
        let (name, context) = (stage_name(&info.id), Context::default());
        let mut document = document.clone();
        if let Some(summary) = stage.summarize(&document, &context)? {
            document.add_summary(&name, summary).map_err(contract)?;
        }
        add_notes(&mut document, &name, &context);
        Ok(document.into_record())
    })
}

/// All documents that an ingest stage brings in.
///
/// # Errors
/// When the stage fails, or refuses `config`.
///
/// # Panics
/// When the stage does one thing as it is and another through the interface.
pub fn ingest<S: Stage + Ingest + 'static>(config: &Value) -> Result<Vec<Record>, Failure> {
    let entries = entries(|registry| registry.ingest::<S>(), entry_ingest::<S>);
    twice(entries, config, |stage, _| {
        let AnyStage::Ingest(stage) = stage else { return Err(wrong_kind()) };
        let context = Context::default();
        let mut records = Vec::new();
        for listed in stage.items(&context) {
            let item: Item = listed.map_err(|error| match error {
                cableway_core::ListError::Item { error, .. }
                | cableway_core::ListError::Source(error) => error,
            })?;
            let documents = stage.read(&item, &Context::default())?;
            records.extend(documents.into_iter().map(Document::into_record));
        }
        Ok(records)
    })
}

/// The files that an export stage writes, by name. `config` is told the folder to write to.
///
/// # Errors
/// When the stage fails, or refuses its configuration.
///
/// # Panics
/// When the stage does one thing as it is and another through the interface.
pub fn export<S: Stage + Export + 'static>(
    config: impl Fn(&Path) -> Value,
    documents: &[Document],
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let run = |entry: &StageEntry| -> Result<_, Failure> {
        let folder = tempfile::tempdir()
            .map_err(|error| Failure(vec![format!("no folder to write to: {error}")]))?;
        let setup = Setup::new(folder.path(), Limits::default());
        let AnyStage::Export(mut stage) = entry.build(config(folder.path()), &setup)? else {
            return Err(wrong_kind().into());
        };
        stage.open()?;
        for document in documents {
            stage.write(document)?;
        }
        stage.commit()?;
        drop(stage);
        Ok(files(folder.path()))
    };
    let [built_in, loaded] = entries(|registry| registry.export::<S>(), entry_export::<S>);
    same(&run(&built_in), run(&loaded))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(bytes) = std::fs::read(entry.path()) {
            files.insert(entry.file_name().to_string_lossy().into_owned(), bytes);
        }
    }
    files
}

fn wrong_kind() -> StageError {
    StageError::internal("the stage is of another kind than it says")
}

fn contract(violation: cableway_core::Violation) -> StageError {
    let kind = cableway_core::ErrorKind::Contract;
    StageError::new(kind, CONTRACT).with_source(violation)
}

#[expect(clippy::expect_used, reason = "the host has checked the name")]
fn stage_name(id: &str) -> StageName {
    id.rsplit(':').next().unwrap_or(id).parse().expect("a stage's name")
}

fn add_notes(document: &mut Document, name: &StageName, context: &Context<'_>) {
    for note in context.take_notes() {
        document.add_note(name, note);
    }
}

fn twice<T: PartialEq + fmt::Debug>(
    [built_in, loaded]: [StageEntry; 2],
    config: &Value,
    run: impl Fn(AnyStage, &cableway_core::StageInfo) -> Result<T, StageError>,
) -> Result<T, Failure> {
    let setup = Setup::new(".", Limits::default());
    let run = |entry: &StageEntry| -> Result<T, Failure> {
        Ok(run(entry.build(config.clone(), &setup)?, &entry.info)?)
    };
    same(&run(&built_in), run(&loaded))
}

fn same<T: PartialEq + fmt::Debug>(
    built_in: &Result<T, Failure>,
    loaded: Result<T, Failure>,
) -> Result<T, Failure> {
    if let (Err(Failure(words)), Err(_)) = (built_in, &loaded)
        && words.first().is_some_and(|first| first == CONTRACT)
    {
        // The interface words this in its own way.
        return Err(Failure(words.clone()));
    }
    assert!(
        *built_in == loaded,
        "the stage does one thing as it is:\n{built_in:#?}\nand another through the interface:\n\
         {loaded:#?}\nDoes it read more than `StageInfo::reads` says?"
    );
    loaded
}

/// The stage as it is, and as the host takes it from a plugin.
#[expect(clippy::panic, reason = "this is how a test fails")]
fn entries(
    enter: impl FnOnce(&mut Registry) -> &mut Registry,
    entry: abi::Entry,
) -> [StageEntry; 2] {
    let mut registry = Registry::new();
    enter(&mut registry);
    // SAFETY: the entry functions below keep the rules, and their code is this program's own.
    let loaded = unsafe { cableway_plugin_host::stages("test", entry) };
    let mut loaded =
        loaded.unwrap_or_else(|message| panic!("the host refuses the stage: {message}"));
    let built_in = registry.into_entries().pop();
    match (built_in, loaded.pop()) {
        (Some(built_in), Some(loaded)) => [built_in, loaded],
        _ => panic!("there is no stage"),
    }
}

macro_rules! entry_functions {
    ($($name:ident: $kind:ident, $trait:ident;)*) => {$(
        unsafe extern "C" fn $name<S: Stage + $trait + 'static>(
            table: *const abi::Host,
        ) -> *const abi::Plugin {
            // SAFETY: it is the host that calls.
            unsafe { host::set(table) };
            let mut kinds = Kinds::default();
            kinds.$kind::<S>();
            plugin("test", kinds)
        }
    )*};
}

entry_functions! {
    entry_ingest: ingest, Ingest;
    entry_classify: classify, Classify;
    entry_summarize: summarize, Summarize;
    entry_export: export, Export;
}
