//! Cases and records inside of Rust's own tests.
//!
//! [`assert_case!`](crate::assert_case) runs the same cases that `cableway test` runs, and
//! [`assert_record_snapshot!`](crate::assert_record_snapshot) shows what one stage makes of a text. Both keep their
//! snapshots in insta's files, obey `INSTA_UPDATE`, and are reviewed with `cargo insta review` or
//! `cableway test review`.

use std::path::Path;

use cableway_core::{
    Annotations, AnyStage, BlockKind, ConfigError, Context, Document, KeyPath, Limits, Registry,
    Setup, StageEntry, StageKind, StageName,
};
use cableway_engine::Plugins;
use cableway_plugin_host::PluginConfig;
use serde_json::Value;

use crate::capture::Stages;
use crate::rendering::render;
use crate::report::{Style, to_terminal};
use crate::suite::{Options, Unreferenced, Update, find, run};

/// Fails the test unless the cases in a folder (one case, or the folder above several) give what their snapshots
/// say. The folder is relative to that of the crate's `Cargo.toml`. The cases may use all built-in stages; with a
/// second argument, those of a registry of your own: `assert_case!("tests/cases/flood", &registry)`.
///
/// ```no_run
/// #[test]
/// fn flood() {
///     cableway_testing::assert_case!("tests/cases/flood");
/// }
/// ```
#[macro_export]
macro_rules! assert_case {
    ($path:expr $(,)?) => {
        $crate::assertions::assert_cases(
            env!("CARGO_MANIFEST_DIR"),
            $path,
            &$crate::assertions::built_in(),
        )
    };
    ($path:expr, $registry:expr $(,)?) => {
        $crate::assertions::assert_cases(env!("CARGO_MANIFEST_DIR"), $path, $registry)
    };
}

/// Fails the test unless a stage makes of a text what the snapshot says: a record, by insta.
///
/// The stage is an [`AnyStage`], or a text as it would stand in a pipeline file. The text is a document
/// of paragraphs, divided by empty lines. A name for the snapshot may stand first, as in insta.
///
/// ```no_run
/// #[test]
/// fn ferries_are_keywords() {
///     cableway_testing::assert_record_snapshot!("use = \"keywords\"", "The ferry sails again.");
/// }
/// ```
#[macro_export]
macro_rules! assert_record_snapshot {
    ($stage:expr, $text:expr $(,)?) => {
        $crate::insta::assert_snapshot!($crate::assertions::record_after($stage, $text))
    };
    ($name:expr, $stage:expr, $text:expr $(,)?) => {
        $crate::insta::assert_snapshot!($name, $crate::assertions::record_after($stage, $text))
    };
}

/// All built-in stages.
///
/// ```
/// use cableway_core::StageKind;
///
/// let registry = cableway_testing::assertions::built_in();
/// assert!(registry.get(StageKind::Classify, "topics").is_some());
/// ```
pub fn built_in() -> Registry {
    let mut registry = Registry::new();
    cableway_ingest::register(&mut registry);
    cableway_classify::register(&mut registry);
    cableway_summarize::register(&mut registry);
    cableway_export::register(&mut registry);
    registry
}

/// Opens plugins as the command does. A library that is to have a process of its own needs the command: the variable
/// `CABLEWAY_BIN` says where it is, else it is looked for where programs are.
struct HostPlugins;

impl Plugins for HostPlugins {
    fn schema(&self) -> Value {
        cableway_plugin_host::config_schema()
    }

    fn open(
        &self,
        name: &str,
        config: Value,
        setup: &Setup,
    ) -> Result<Vec<StageEntry>, ConfigError> {
        let config: PluginConfig = serde_json::from_value(config)
            .map_err(|error| ConfigError::at(KeyPath::whole(), error.to_string()))?;
        let command = std::env::var("CABLEWAY_BIN").unwrap_or_else(|_| "cableway".to_owned());
        let child = [command, "plugin-process".to_owned(), "warn".to_owned()];
        config.open(name, setup, &child)
    }
}

/// What [`assert_case!`](crate::assert_case) does.
///
/// # Panics
/// When a case does not give what its snapshots say; the message is the report.
#[track_caller]
#[expect(clippy::panic, reason = "this is what an assertion does")]
pub fn assert_cases(crate_folder: &str, path: &str, registry: &Registry) {
    let root = Path::new(crate_folder).join(path);
    let places = match find(&[root]) {
        Ok(places) if places.is_empty() => panic!("no case lies in `{path}`"),
        Ok(places) => places,
        Err(error) => panic!("cannot look for cases in `{path}`: {error}"),
    };
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let update = match std::env::var("INSTA_UPDATE").as_deref() {
        Ok("always" | "force") => Update::Always,
        Ok("no") => Update::No,
        Ok("new") => Update::New,
        _ if is_ci => Update::No,
        _ => Update::New,
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let unreferenced = Unreferenced::Reject;
    let options = Options { update, unreferenced, workers, ..Options::default() };
    let plugins: &(dyn Plugins + Sync) = &HostPlugins;
    let ran = run(&places, Stages { registry, plugins }, &options);
    assert!(ran.report.has_passed(), "{}", to_terminal(&ran.report, Style::default()));
}

/// A stage, however it is written down.
pub trait IntoStage {
    /// The stage.
    ///
    /// # Errors
    /// In words, why there is none.
    fn into_stage(self) -> Result<AnyStage, String>;
}

impl IntoStage for AnyStage {
    fn into_stage(self) -> Result<AnyStage, String> {
        Ok(self)
    }
}

/// As in a pipeline file: `use = "topics"` and its options. Relative paths start from the working folder.
impl IntoStage for &str {
    fn into_stage(self) -> Result<AnyStage, String> {
        let table: toml::Table = toml::from_str(self).map_err(|error| error.to_string())?;
        let mut config = serde_json::to_value(table).map_err(|error| error.to_string())?;
        let fields = config.as_object_mut().ok_or("a stage is a table")?;
        let id = fields.remove("use").and_then(|id| Some(id.as_str()?.to_owned()));
        let id = id.ok_or("the stage has no `use`")?;
        let registry = built_in();
        let entry = [StageKind::Classify, StageKind::Summarize]
            .iter()
            .find_map(|kind| registry.get(*kind, &id))
            .ok_or_else(|| format!("no built-in classify or summarize stage is called `{id}`"))?;
        let setup = Setup::new(".", Limits::default());
        entry.build(config, &setup).map_err(|error| error.to_string())
    }
}

/// The record of `text` after `stage`, as snapshots show it.
///
/// # Panics
/// When the stage cannot be made, is none that classifies or summarises, or fails.
///
/// ```
/// use cableway_testing::assertions::record_after;
///
/// let stage = "use = \"lead\"\nsentences = 1";
/// let record = record_after(stage, "The ferry to the island sails again on Monday. It had been late for a week.");
/// assert!(record.contains("{\"text\": \"The ferry to the island sails again on Monday.\", \"spans\": [[0, 46]]}"));
/// ```
#[track_caller]
#[expect(clippy::panic, reason = "this is what an assertion does")]
pub fn record_after(stage: impl IntoStage, text: &str) -> String {
    let mut builder = Document::builder("text");
    for paragraph in text.split("\n\n") {
        builder.block(BlockKind::Paragraph, paragraph.trim());
    }
    let mut document = builder.build();
    let result = stage.into_stage().and_then(|stage| work(&stage, &mut document));
    if let Err(problem) = result {
        panic!("{problem}");
    }
    let record = serde_json::to_value(document.record()).unwrap_or(Value::Null);
    render(&[record])
}

fn work(stage: &AnyStage, document: &mut Document) -> Result<(), String> {
    let name: StageName = "stage".parse().map_err(|_| "no name".to_owned())?;
    let context = Context::default();
    let failed = |error: cableway_core::StageError| error.chain().collect::<Vec<_>>().join(": ");
    match stage {
        AnyStage::Classify(stage) => {
            let mut annotations = Annotations::new(name.clone());
            stage.classify(document, &mut annotations, &context).map_err(failed)?;
            let kinds: Vec<String> =
                annotations.as_slice().iter().map(|annotation| annotation.kind.clone()).collect();
            document
                .add_annotations(&name, &kinds, annotations)
                .map_err(|error| error.to_string())?;
        }
        AnyStage::Summarize(stage) => {
            if let Some(summary) = stage.summarize(document, &context).map_err(failed)? {
                document.add_summary(&name, summary).map_err(|error| error.to_string())?;
            }
        }
        AnyStage::Ingest(_) | AnyStage::Export(_) => {
            return Err(
                "only a stage that classifies or summarises can be shown by a record".to_owned()
            );
        }
    }
    for note in context.take_notes() {
        document.add_note(&name, note);
    }
    Ok(())
}
