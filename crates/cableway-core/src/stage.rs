//! The four kinds of stage, and what a stage is called.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{
    Annotation, ConfigError, Context, Document, Item, ListError, Origin, Setup, StageError, Summary,
};

/// A step of a pipeline, made from a configuration.
///
/// A stage type implements this trait and one of [`Ingest`], [`Classify`], [`Summarize`] and
/// [`Export`], and is entered in a [`Registry`](crate::Registry). That is all; here is a whole one:
///
/// ```
/// use cableway_core::*;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// /// Marks documents that shout.
/// struct Shouting {
///     at_least: usize,
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// struct ShoutingConfig {
///     /// How many exclamation marks it takes.
///     #[serde(default = "three")]
///     at_least: usize,
/// }
///
/// fn three() -> usize {
///     3
/// }
///
/// impl Stage for Shouting {
///     type Config = ShoutingConfig;
///
///     fn info() -> StageInfo {
///         StageInfo::new(StageKind::Classify, "shouting", "marks documents that shout").adds(&["tone"])
///     }
///
///     fn new(config: ShoutingConfig, _: &Setup) -> Result<Self, ConfigError> {
///         Ok(Self { at_least: config.at_least })
///     }
/// }
///
/// impl Classify for Shouting {
///     fn classify(
///         &self,
///         document: &Document,
///         annotations: &mut Annotations,
///         _: &Context<'_>,
///     ) -> Result<(), StageError> {
///         let marks: Vec<Span> =
///             document.text().match_indices('!').filter_map(|(at, _)| Span::new(at, at + 1).ok()).collect();
///         if marks.len() >= self.at_least {
///             annotations.push(Annotation::new("tone", "shouting").with_spans(marks));
///         }
///         Ok(())
///     }
/// }
///
/// let mut registry = Registry::new();
/// registry.classify::<Shouting>();
/// assert!(registry.get(StageKind::Classify, "shouting").is_some());
/// ```
pub trait Stage: Sized {
    /// What a user may write in the stage's table of the pipeline file. Deny unknown fields, and
    /// write a doc comment on each field: it becomes help, completion and documentation.
    type Config: DeserializeOwned + JsonSchema;

    /// What the stage is called and what it does.
    fn info() -> StageInfo;

    /// Makes the stage ready: checks what a schema cannot, compiles rules, reads models. Must not
    /// touch any output, because `check` runs it too.
    ///
    /// # Errors
    /// All mistakes in the configuration at once.
    fn new(config: Self::Config, setup: &Setup) -> Result<Self, ConfigError>;
}

/// Brings documents in.
pub trait Ingest: Send + Sync {
    /// Lists the items, in an order that depends on nothing but the source. Runs on one thread, so
    /// it should list, read and fetch, and leave all other work to [`Ingest::read`].
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a>;

    /// Turns an item into the documents that it holds: often one, none for an item that is rightly
    /// empty of them, many for a container. Runs on many threads.
    ///
    /// # Errors
    /// When the item cannot be read; it goes to quarantine.
    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError>;

    /// True where the file at `path`, which is absolute and need not exist, is or would be an item of
    /// this stage, so that no output of the same pipeline may lie there. Touches no file. False where
    /// the stage reads no files, or cannot tell.
    fn reads(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Where what it lists comes from, for who waits for something new there. Touches no file.
    fn origin(&self) -> Origin {
        Origin::elsewhere()
    }

    /// False where nothing below the folder at `path`, which is absolute and need not exist, can be an item of
    /// this stage: nobody has to look there. Touches no file.
    fn enters(&self, path: &Path) -> bool {
        let _ = path;
        true
    }
}

/// Says something about a document.
pub trait Classify: Send + Sync {
    /// Adds to `annotations` what there is to say about `document`.
    ///
    /// # Errors
    /// When the document cannot be worked on; it goes to quarantine. Having nothing to say is no
    /// error.
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError>;
}

/// Says a document shorter.
pub trait Summarize: Send + Sync {
    /// The summary of `document`, or `None` where it has nothing to sum up.
    ///
    /// # Errors
    /// When the document cannot be worked on; it goes to quarantine.
    fn summarize(
        &self,
        document: &Document,
        context: &Context<'_>,
    ) -> Result<Option<Summary>, StageError>;
}

/// Takes documents out, in ingest order. An error ends the run: half an output is none.
///
/// Nothing may be seen at the output's final place before [`Export::commit`], and a stage that is
/// dropped without it leaves that place as it was.
///
/// An error that is [retryable](StageError::retryable) does not end the run at once: the engine calls the
/// same method again with the same document, a while later, as often as the stage's `retries` allow. The
/// documents behind it wait so long. So after such an error all must be as it was before the call.
pub trait Export: Send {
    /// Gets ready to write, so that a place that cannot be written to is found before the work.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn open(&mut self) -> Result<(), StageError> {
        Ok(())
    }

    /// Told before [`Export::open`] where the output is not as the last run left it, or nobody knows: nothing
    /// that it holds may be relied on. Does nothing for an export that writes everything anew each time.
    fn renew(&mut self) {}

    /// Whether [`Export::commit`] replaces the output as a whole. One that changes parts of it, and leaves alone
    /// what others have put beside them, says false: then no copy is made of what somebody else has changed.
    fn replaces(&self) -> bool {
        true
    }

    /// Takes one document.
    ///
    /// # Errors
    /// When it cannot be written. After a retryable one the export is as it was before: nothing of the
    /// document is written, and the next call may hand it over again.
    fn write(&mut self, document: &Document) -> Result<(), StageError>;

    /// Puts the complete output in its place, durably.
    ///
    /// # Errors
    /// When that fails; the place is then as it was before. After a retryable one, what was written is kept
    /// for the next call.
    fn commit(&mut self) -> Result<(), StageError>;

    /// Where the output lies after [`Export::commit`], in words for the user: a path, mostly.
    fn target(&self) -> String;
}

/// Takes the annotations of one classify stage for one document.
///
/// ```
/// use cableway_core::{Annotation, Annotations, StageName};
///
/// let mut annotations = Annotations::new("desk".parse::<StageName>()?);
/// let first = annotations.push(Annotation::new("topic", "shipping"));
/// annotations.push(Annotation::new("topic", "ports").with_link("narrower", &first));
/// assert_eq!(first, "desk-1");
/// # Ok::<(), cableway_core::StageNameError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Annotations {
    stage: StageName,
    list: Vec<Annotation>,
}

/// For how many annotations there is room from the first one on.
const MOSTLY: usize = 32;

impl Annotations {
    /// None yet, from `stage`.
    pub fn new(stage: StageName) -> Self {
        Self { stage, list: Vec::new() }
    }

    /// Adds one, and gives it its id: the stage's name, `-` and a number from 1. The id is returned
    /// for others to link to.
    pub fn push(&mut self, mut annotation: Annotation) -> String {
        if self.list.is_empty() {
            // A stage that says something says more than one thing as a rule.
            self.list.reserve(MOSTLY);
        }
        let number = self.list.len() + 1;
        let mut id = String::with_capacity(self.stage.as_str().len() + 6);
        id.push_str(self.stage.as_str());
        id.push('-');
        // Writing to a string cannot fail.
        let _ = write!(id, "{number}");
        annotation.id.clone_from(&id);
        self.list.push(annotation);
        id
    }

    /// The stage that adds them.
    pub fn stage(&self) -> &StageName {
        &self.stage
    }

    /// Those added so far.
    pub fn as_slice(&self) -> &[Annotation] {
        &self.list
    }

    pub(crate) fn finish(mut self, stage: &StageName) -> Vec<Annotation> {
        for annotation in &mut self.list {
            annotation.stage = stage.clone();
        }
        self.list
    }
}

/// The kind of a stage, which is also its place in a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StageKind {
    /// Brings documents in.
    Ingest,
    /// Says something about a document.
    Classify,
    /// Says a document shorter.
    Summarize,
    /// Takes documents out.
    Export,
}

impl StageKind {
    /// All four, in the order of a pipeline.
    pub const ALL: [Self; 4] = [Self::Ingest, Self::Classify, Self::Summarize, Self::Export];

    /// The kind as the pipeline file spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Classify => "classify",
            Self::Summarize => "summarize",
            Self::Export => "export",
        }
    }
}

impl fmt::Display for StageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How much of a document a stage reads. A plugin's stage is handed this much and no more, because
/// handing over the whole record takes longer than many a stage.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// Id, URI, text and language ([`Document::language`]); there are no blocks then, and no other
    /// metadata.
    Text,
    /// These and the blocks.
    Blocks,
    /// These, the date of publication, and the annotations of the kinds that the stage [needs](StageInfo::needs) or
    /// [uses](StageInfo::uses), without scores, attributes and links: what others found, and where.
    Labels,
    /// Everything.
    #[default]
    Record,
}

/// What a stage is called, what it does, what it reads and what it adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StageInfo {
    /// Which of the four kinds it is.
    pub kind: StageKind,
    /// What a pipeline file calls it: `use = "topics"`.
    pub id: String,
    /// What it does, as the rest of a sentence that begins with its name.
    pub summary: String,
    /// The kinds of annotation that it cannot do without: a stage before it must add them.
    pub needs: Vec<String>,
    /// The kinds of annotation that it makes use of where they are there.
    pub uses: Vec<String>,
    /// The kinds of annotation that it may add.
    pub adds: Vec<String>,
    /// True for a classify stage that must see the documents one at a time, in ingest order. It runs
    /// after all stages that are not ordered.
    pub ordered: bool,
    /// True for an ingest stage that lists only the newest of what there is, as a feed does: what it lists no
    /// more is not gone for that.
    pub window: bool,
    /// True for an ingest stage that asks others, such as servers: what it cannot have for a while is not gone for
    /// that.
    pub remote: bool,
    /// How much of a document it reads.
    pub reads: Reads,
    /// The version of its code. A change of it means that the output may change.
    pub version: String,
}

impl StageInfo {
    /// A stage that needs no annotations and adds none.
    pub fn new(kind: StageKind, id: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            summary: summary.into(),
            needs: Vec::new(),
            uses: Vec::new(),
            adds: Vec::new(),
            ordered: false,
            window: false,
            remote: false,
            reads: Reads::Record,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The same, unable to do without these kinds of annotation.
    #[must_use]
    pub fn needs(mut self, kinds: &[&str]) -> Self {
        self.needs = kinds.iter().map(ToString::to_string).collect();
        self
    }

    /// The same, making use of these kinds of annotation where they are there.
    #[must_use]
    pub fn uses(mut self, kinds: &[&str]) -> Self {
        self.uses = kinds.iter().map(ToString::to_string).collect();
        self
    }

    /// The same, adding annotations of these kinds.
    #[must_use]
    pub fn adds(mut self, kinds: &[&str]) -> Self {
        self.adds = kinds.iter().map(ToString::to_string).collect();
        self
    }

    /// The same, seeing documents one at a time and in ingest order.
    #[must_use]
    pub fn ordered(mut self) -> Self {
        self.ordered = true;
        self
    }

    /// The same, listing only the newest of what there is.
    #[must_use]
    pub fn window(mut self) -> Self {
        self.window = true;
        self
    }

    /// The same, asking others than this machine.
    #[must_use]
    pub fn remote(mut self) -> Self {
        self.remote = true;
        self
    }

    /// The same, reading this much of a document.
    #[must_use]
    pub fn reads(mut self, reads: Reads) -> Self {
        self.reads = reads;
        self
    }

    /// The same with a version of its own; without it, that of this crate.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }
}

/// The name of a stage in a pipeline: a lower-case letter, then lower-case letters, digits, `-` and
/// `_`; 64 characters at most. The name of a plugin's stage has the plugin's name and `:` before it.
///
/// ```
/// use cableway_core::StageName;
///
/// assert!("policy:actors".parse::<StageName>().is_ok());
/// assert!("Desk 1".parse::<StageName>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StageName(Arc<str>);

impl StageName {
    /// Stands in for the name until the engine fills it in.
    pub(crate) fn unnamed() -> Self {
        static UNNAMED: std::sync::LazyLock<StageName> =
            std::sync::LazyLock::new(|| StageName("unnamed".into()));
        UNNAMED.clone()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for StageName {
    type Err = StageNameError;

    fn from_str(text: &str) -> Result<Self, StageNameError> {
        let part_fits = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        };
        let fits = text.len() <= 64
            && match text.split_once(':') {
                Some((plugin, stage)) => part_fits(plugin) && part_fits(stage),
                None => part_fits(text),
            };
        if fits { Ok(Self(text.into())) } else { Err(StageNameError(text.to_owned())) }
    }
}

impl TryFrom<String> for StageName {
    type Error = StageNameError;

    fn try_from(text: String) -> Result<Self, StageNameError> {
        text.parse()
    }
}

impl From<StageName> for String {
    fn from(name: StageName) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl JsonSchema for StageName {
    fn schema_name() -> Cow<'static, str> {
        "StageName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A stage's name in the pipeline.",
            "type": "string",
            "maxLength": 64,
            "pattern": "^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)?$"
        })
    }
}

/// A text that cannot name a stage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot name a stage: a name is a lower-case letter, then lower-case letters, digits, `-` and `_`"
)]
pub struct StageNameError(String);
