//! Pipeline file → checked pipeline.

mod asked;
mod cache;
mod check;
mod environment;
mod failure;
mod layers;
mod listing;
mod named;
mod node;
mod options;
mod order;
mod outputs;
mod overlay;
mod rests;
mod schema;
mod stages;
mod step;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use cableway_core::{Registry, StageKind};

use crate::Pipeline;
use crate::config::environment::Lookup;
use crate::diagnostic::Diagnostics;
use crate::plugins::Plugins;

pub use cache::StageCache;
pub(crate) use layers::{display, plain};
pub(crate) use listing::Listing;
pub(crate) use named::file_digest;
pub use options::{LoadOptions, Replacement, output_folder};
pub(crate) use outputs::Output;
pub use outputs::shared_outputs;
pub(crate) use overlay::lexical;
pub(crate) use rests::rests_on;

/// Reads the pipeline file at `path`, with what it includes, lays over it what `options` say, and makes
/// its stages ready.
///
/// `plugins` opens what stands under `[plugins.NAME]`; [`NoPlugins`](crate::NoPlugins) does not.
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
/// use cableway_engine::{LoadOptions, NoPlugins, load};
///
/// let registry = cableway_core::Registry::new();
/// let mistakes = load(&file, &LoadOptions::default(), &registry, &NoPlugins).unwrap_err();
/// assert_eq!(mistakes.0[0].message, "unknown key `nme`");
/// assert_eq!(mistakes.0[0].hint.as_deref(), Some("did you mean `name`?"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn load(
    path: &Path,
    options: &LoadOptions<'_>,
    registry: &Registry,
    plugins: &dyn Plugins,
) -> Result<Pipeline, Diagnostics> {
    let read = RefCell::new(Vec::new());
    let recording = |name: &str| {
        let value = (options.environment)(name)?;
        read.borrow_mut().push((name.to_owned(), value.clone()));
        Some(value)
    };
    let outcome = load_with(path, options, &recording, registry, plugins);
    outcome.map_err(|diagnostics| {
        let mut diagnostics = without(diagnostics, &read.borrow());
        sort(&mut diagnostics);
        diagnostics
    })
}

fn load_with(
    path: &Path,
    options: &LoadOptions<'_>,
    environment: Lookup<'_>,
    registry: &Registry,
    plugins: &dyn Plugins,
) -> Result<Pipeline, Diagnostics> {
    let mut loader = layers::Loader::new(environment);
    let mut draft = loader.file(path, &display(path), None);
    for set in options.sets {
        loader.set(&mut draft, set);
    }
    let (mut diagnostics, incomplete) = loader.finish();
    let drafts = std::mem::take(&mut draft.plugins);
    let names: Vec<String> = drafts.iter().map(|draft| draft.name.clone()).collect();
    let root = path.parent().unwrap_or(Path::new(""));
    let opened = stages::open(drafts, root, plugins, options.cache, &mut diagnostics);
    let stages = stages::Stages { built_in: registry, loaded: &opened, plugins: &names };
    check::Checker::new(stages, options, path, diagnostics, incomplete).pipeline(draft)
}

/// A plugin as a pipeline file names it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredPlugin {
    /// The name that its stages have before the `:`.
    pub name: String,
    /// Its table.
    pub config: serde_json::Value,
    /// The folder that its relative paths start from.
    pub base: PathBuf,
}

/// The plugins that the pipeline file at `path` names, in its order; none of them is opened.
///
/// # Errors
/// What is wrong with the file's syntax; mistakes in its stages are not looked for.
///
/// ```
/// let folder = std::env::temp_dir().join("cableway-doc-declared");
/// std::fs::create_dir_all(&folder)?;
/// let file = folder.join("pipeline.toml");
/// std::fs::write(&file, "[plugins.desk]\npath = \"libdesk.so\"\n")?;
///
/// let plugins = cableway_engine::declared_plugins(&file, &[], &|_| None).unwrap();
/// assert_eq!(plugins[0].name, "desk");
/// assert_eq!(plugins[0].config["path"], "libdesk.so");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn declared_plugins(
    path: &Path,
    sets: &[String],
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<DeclaredPlugin>, Diagnostics> {
    let draft = drafted(path, sets, environment)?;
    let declared = draft.plugins.into_iter().map(|plugin| {
        let value = node::Value::Table(plugin.table);
        let config = node::Node { value, location: plugin.location }.to_json();
        DeclaredPlugin { name: plugin.name, config, base: plugin.base }
    });
    Ok(declared.collect())
}

/// A stage as a pipeline file names it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredStage {
    /// Its kind.
    pub kind: StageKind,
    /// Its name in the pipeline.
    pub name: String,
    /// What it uses.
    pub id: String,
    /// Its table, but for `use` and `name`.
    pub config: serde_json::Value,
    /// The folder that its relative paths start from.
    pub base: PathBuf,
}

/// The stages that the pipeline file at `path` names, in its order, with those that it includes; none of
/// them is made. A stage that does not say what it uses is left out.
///
/// # Errors
/// What is wrong with the file's syntax; mistakes in its stages are not looked for.
///
/// ```
/// let folder = std::env::temp_dir().join("cableway-doc-stages");
/// std::fs::create_dir_all(&folder)?;
/// let file = folder.join("pipeline.toml");
/// std::fs::write(&file, "[[classify]]\nname = \"desk\"\nuse = \"topics\"\nrules = \"a.toml\"\n")?;
///
/// let stages = cableway_engine::declared_stages(&file, &[], &|_| None).unwrap();
/// assert_eq!((stages[0].name.as_str(), stages[0].id.as_str()), ("desk", "topics"));
/// assert_eq!(stages[0].config["rules"], "a.toml");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn declared_stages(
    path: &Path,
    sets: &[String],
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<DeclaredStage>, Diagnostics> {
    let draft = drafted(path, sets, environment)?;
    let declared = draft.stages.into_iter().filter_map(|mut stage| {
        let name = stage.name()?.to_owned();
        let id = stage.table.take("use")?.node.as_str()?.to_owned();
        stage.table.take("name");
        let value = node::Value::Table(stage.table);
        let config = node::Node { value, location: stage.location }.to_json();
        Some(DeclaredStage { kind: stage.kind, name, id, config, base: stage.base })
    });
    Ok(declared.collect())
}

/// What the pipeline file at `path` says, with what is laid over it, or what is wrong with its syntax.
fn drafted(
    path: &Path,
    sets: &[String],
    environment: Lookup<'_>,
) -> Result<layers::Draft, Diagnostics> {
    let mut loader = layers::Loader::new(environment);
    let mut draft = loader.file(path, &display(path), None);
    for set in sets {
        loader.set(&mut draft, set);
    }
    let (diagnostics, _) = loader.finish();
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(draft)
}

/// Mistakes in the order in which a reader of the files comes upon them: each file where it first
/// appears, what has no place last.
fn sort(diagnostics: &mut Diagnostics) {
    let mut files: Vec<String> = Vec::new();
    let mut place_of = |name: &String| {
        files.iter().position(|file| file == name).unwrap_or_else(|| {
            files.push(name.clone());
            files.len() - 1
        })
    };
    diagnostics.0.sort_by_cached_key(|diagnostic| match &diagnostic.location {
        Some(location) => (place_of(&location.source.name), location.range.start),
        None => (usize::MAX, 0),
    });
}

/// The same mistakes without what the environment holds, which may be secret: the variable's name
/// stands in its place. Values too short to be secret would only garble the words around them.
fn without(mut diagnostics: Diagnostics, values: &[(String, String)]) -> Diagnostics {
    for (name, value) in values {
        if value.len() < 4 || ["true", "false"].contains(&value.as_str()) {
            continue;
        }
        let shown = format!("${{{name}}}");
        for diagnostic in &mut diagnostics.0 {
            diagnostic.message = diagnostic.message.replace(value, &shown);
            diagnostic.hint = diagnostic.hint.take().map(|hint| hint.replace(value, &shown));
        }
    }
    diagnostics
}
