//! How a pipeline file is loaded: what is laid over it, and what its stages are made with.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use cableway_core::{AnyStage, Clock, Network, StageInfo};

use crate::config::cache::StageCache;

/// How to load a pipeline. The default is the usual: everything as the file says, the environment of
/// this process, the time of the system.
///
/// The other fields are for tests of pipelines. A name in [`inputs`](Self::inputs),
/// [`exports`](Self::exports) or [`replacements`](Self::replacements) that no stage has is a mistake like
/// any other: it is reported with its place, which is in a text that is called like the field and says
/// the name.
///
/// ```no_run
/// use std::path::Path;
/// use cableway_engine::{LoadOptions, NoPlugins, load};
///
/// # let registry = cableway_core::Registry::new();
/// let sets = ["classify.desk.threshold=0.4".to_owned()];
/// let options = LoadOptions { sets: &sets, ..LoadOptions::default() };
/// let pipeline = load(Path::new("pipeline.toml"), &options, &registry, &NoPlugins)?;
/// # Ok::<(), cableway_engine::Diagnostics>(())
/// ```
#[derive(Clone)]
pub struct LoadOptions<'a> {
    /// Values to lay over the file, each `PATH=VALUE`: `classify.desk.threshold=0.4`.
    pub sets: &'a [String],
    /// Looks up the variables that `${VAR}` names.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// What time the stages take it to be.
    pub clock: Clock,
    /// Whom the stages may ask over the net.
    pub network: Network,
    /// For ingest stages, by name, what takes the place of their `paths`. Relative entries start from
    /// [`root`](Self::root); an empty list is no input. Where this map has any entry, the ingest stages that it
    /// does not name list nothing. One that is replaced lists what its replacement does.
    pub inputs: BTreeMap<String, Vec<String>>,
    /// The folder from which URIs start; without it, that of the pipeline file. Ingest stages alone are
    /// told.
    pub root: Option<PathBuf>,
    /// The folder below which exports write, whatever their `path`: see [`output_folder`]. An export that
    /// has no `path` is a mistake then.
    pub outputs: Option<PathBuf>,
    /// The names of the export stages that are made ready and run; the others are left out of the
    /// pipeline. Without it, all run.
    pub exports: Option<Vec<String>>,
    /// What stands in for stages, by the stage's name; where stages of two kinds have the name, by kind
    /// and name: `export.jsonl`.
    pub replacements: BTreeMap<String, Replacement<'a>>,
    /// Where to look for stages and plugins that were made ready before, and to leave those made now.
    pub cache: Option<&'a StageCache>,
}

impl Default for LoadOptions<'_> {
    fn default() -> Self {
        Self {
            sets: &[],
            environment: &|name| std::env::var(name).ok(),
            clock: Clock::system(),
            network: Network::Allowed,
            inputs: BTreeMap::new(),
            root: None,
            outputs: None,
            exports: None,
            replacements: BTreeMap::new(),
            cache: None,
        }
    }
}

/// What stands in for a stage.
///
/// The pipeline takes it for the stage: its name, kind, condition and kinds of annotation stay, and what
/// it returns is checked as ever. It must be of the stage's kind.
///
/// ```
/// use cableway_core::{
///     Annotation, Annotations, AnyStage, Classify, Context, Document, StageError,
/// };
/// use cableway_engine::Replacement;
///
/// struct Always(&'static str);
///
/// impl Classify for Always {
///     fn classify(
///         &self,
///         _: &Document,
///         annotations: &mut Annotations,
///         _: &Context<'_>,
///     ) -> Result<(), StageError> {
///         annotations.push(Annotation::new("topic", self.0));
///         Ok(())
///     }
/// }
///
/// let mock = Replacement::instead(|_| AnyStage::Classify(Box::new(Always("shipping"))));
/// let replacements = [("desk".to_owned(), mock)].into();
/// let options = cableway_engine::LoadOptions { replacements, ..Default::default() };
/// # drop(options);
/// ```
#[derive(Clone)]
pub struct Replacement<'a>(pub(crate) StandIn<'a>);

/// How a replacement is made.
#[derive(Clone)]
pub(crate) enum StandIn<'a> {
    Instead(Rc<MakeInstead<'a>>),
    Around(Rc<MakeAround<'a>>),
}

type MakeInstead<'a> = dyn Fn(&StageInfo) -> AnyStage + 'a;
type MakeAround<'a> = dyn Fn(&StageInfo, AnyStage) -> AnyStage + 'a;

impl<'a> Replacement<'a> {
    /// In place of the stage, whose own code is not asked for anything: what it needs (a model, a server)
    /// may be missing. Its table must fit its schema all the same. `make` is called once for each pipeline
    /// that is loaded.
    pub fn instead(make: impl Fn(&StageInfo) -> AnyStage + 'a) -> Self {
        Self(StandIn::Instead(Rc::new(make)))
    }

    /// Around the stage, which is handed over: to list other items and let it read them, to count, to
    /// wait. `make` is called once for each pipeline that is loaded.
    pub fn around(make: impl Fn(&StageInfo, AnyStage) -> AnyStage + 'a) -> Self {
        Self(StandIn::Around(Rc::new(make)))
    }
}

impl fmt::Debug for Replacement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            StandIn::Instead(_) => "Replacement::instead",
            StandIn::Around(_) => "Replacement::around",
        })
    }
}

/// The folder in which the export stage `stage` writes, where [`LoadOptions::outputs`] is `outputs`: a
/// folder for each stage, so that two never meet. Below it lies what the stage's `path` says, without `..`
/// and without what makes it absolute; standard output (`-`) becomes a file called `stdout`.
///
/// ```
/// use std::path::Path;
/// use cableway_engine::output_folder;
///
/// let folder = output_folder(Path::new("/tmp/case"), "press:atom");
/// assert_eq!(folder, Path::new("/tmp/case/press+atom"));
/// ```
pub fn output_folder(outputs: &Path, stage: &str) -> PathBuf {
    // Not every system takes a `:`; no name of a stage has a `+`.
    outputs.join(stage.replace(':', "+"))
}
