//! The lines of the protocol.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cableway_core::{
    Annotation, Attributes, ConfigError, Document, ErrorKind, Item, Link, Place, Reads, Record,
    Score, Sentence, Span, StageError, StageKind,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::callbacks::{MOST_ANNOTATIONS, MOST_NOTES};
use crate::describe::{self, Description};
use crate::process::child::parse;
use crate::process::frame::{Few, Frame};

/// The version of the protocol that this host speaks.
pub const PROTOCOL: u32 = 1;

/// The number of the first request, which is for a hello.
pub(super) const FIRST: u64 = 1;

/// The causes of an error that are kept.
const MOST_CAUSES: usize = 32;

/// What the host asks. One line each, which numbers it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// The first line.
    Hello {
        /// The version of the protocol.
        protocol: u32,
        /// The host's name and version.
        host: String,
    },
    /// Makes an instance of a stage, to be called by its number from now on.
    Create {
        /// The number.
        instance: u64,
        /// The kind of the stage.
        kind: StageKind,
        /// The stage.
        stage: String,
        /// Its configuration, which fits its schema.
        config: Value,
        /// The folders that paths and URIs start from, and limits.
        setup: Value,
    },
    /// Says something about a document.
    Classify {
        /// Which instance.
        instance: u64,
        /// What the pipeline calls the stage: ids of annotations begin with it.
        stage: String,
        /// The document, as much of it as the stage reads.
        document: Box<Record>,
    },
    /// Says a document shorter.
    Summarize {
        /// Which instance.
        instance: u64,
        /// The document, as much of it as the stage reads.
        document: Box<Record>,
    },
    /// Lists the items of a source.
    List {
        /// Which instance.
        instance: u64,
    },
    /// Turns an item into documents.
    Read {
        /// Which instance.
        instance: u64,
        /// The item.
        item: WireItem,
    },
    /// Gets ready to write.
    Open {
        /// Which instance.
        instance: u64,
    },
    /// Writes a document.
    Write {
        /// Which instance.
        instance: u64,
        /// The document.
        document: Box<Record>,
    },
    /// Puts the complete output in its place.
    Commit {
        /// Which instance.
        instance: u64,
    },
    /// Where the output lies.
    Target {
        /// Which instance.
        instance: u64,
    },
}

/// What the plugin says: any number of `log`, `item` and `lost`, then one of the others. All but `log`
/// repeat the number of the request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// The reply to the first line.
    Hello(Hello),
    /// The reply to a request that went well.
    Done(Said),
    /// The reply to a request that did not.
    Failed(Failed),
    /// The reply to a `create` with a configuration that is wrong.
    Refused {
        /// All mistakes.
        problems: Few<WireProblem, MOST_NOTES>,
    },
    /// The next item of a list.
    Item(WireItem),
    /// An item of a list that cannot be handed over.
    Lost {
        /// Which.
        uri: String,
        /// Why.
        #[serde(flatten)]
        error: Failed,
    },
    /// A message for the log.
    Log {
        /// `error`, `warn`, `info`, `debug` or `trace`.
        level: String,
        /// What it says.
        message: String,
    },
}

/// What the plugin is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    /// The version of the protocol that the plugin speaks.
    pub protocol: u32,
    /// The plugin's version.
    #[serde(default)]
    pub version: String,
    /// Its stages.
    pub stages: Few<WireStage, MOST_NOTES>,
}

/// A stage of the plugin.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireStage {
    /// Its kind.
    pub kind: StageKind,
    /// Its name.
    pub id: String,
    /// How much of a document it reads.
    #[serde(default)]
    pub reads: Reads,
    /// The JSON Schema of its configuration.
    pub schema: Value,
    /// What it does.
    #[serde(flatten)]
    pub description: Description,
}

/// What comes of a request.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Said {
    /// Of `classify`.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub annotations: Few<WireAnnotation, MOST_ANNOTATIONS>,
    /// Of `summarize`.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub sentences: Few<Sentence, MOST_ANNOTATIONS>,
    /// Of `read`: records.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub documents: Few<Record, MOST_ANNOTATIONS>,
    /// Of `classify`, `summarize` and `read`: remarks for the record.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub notes: Few<String, MOST_NOTES>,
    /// Of `target`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The documents that records are.
pub(super) fn documents(records: Vec<Record>) -> Result<Vec<Document>, StageError> {
    let documents = records.into_iter().map(|record| {
        Document::try_from(record).map_err(|violation| {
            contract("the plugin gave a document that is none").with_source(violation)
        })
    });
    documents.collect()
}

/// An annotation without what the host fills in.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireAnnotation {
    /// One of the kinds that the stage declares.
    pub kind: String,
    /// What it says.
    pub label: String,
    /// How strongly the stage holds to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The words that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Whatever else.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// How it stands to other annotations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl From<WireAnnotation> for Annotation {
    fn from(wire: WireAnnotation) -> Self {
        let mut annotation = Self::new(wire.kind, wire.label).with_spans(wire.spans);
        annotation.score = wire.score;
        annotation.attributes = wire.attributes;
        annotation.links = wire.links;
        annotation
    }
}

impl From<&Annotation> for WireAnnotation {
    fn from(annotation: &Annotation) -> Self {
        Self {
            kind: annotation.kind.clone(),
            label: annotation.label.clone(),
            score: annotation.score,
            spans: annotation.spans.clone(),
            attributes: annotation.attributes.clone(),
            links: annotation.links.clone(),
        }
    }
}

/// Why a request failed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Failed {
    /// One of the kinds of the quarantine, such as `bad_input`.
    #[serde(default = "internal")]
    pub kind: ErrorKind,
    /// What went wrong.
    pub message: String,
    /// Why, outermost first.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub causes: Few<String, MOST_CAUSES>,
    /// Whether it may pass: the same may then be asked again, a while later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retryable: bool,
}

pub(super) fn contract(message: impl Into<String>) -> StageError {
    StageError::new(ErrorKind::Contract, message)
}

/// All of a list, or the error that says that it was too long.
pub(super) fn all<T, const MOST: usize>(
    list: Few<T, MOST>,
    what: &str,
) -> Result<Vec<T>, StageError> {
    let all = list.all();
    all.ok_or_else(|| contract(format!("the plugin gave more than {MOST} {what} for one document")))
}

fn internal() -> ErrorKind {
    ErrorKind::Internal
}

impl From<&StageError> for Failed {
    fn from(error: &StageError) -> Self {
        let mut chain = error.chain();
        let message = chain.next().unwrap_or_default();
        let causes = chain.collect::<Vec<_>>().into();
        Self { kind: error.kind(), message, causes, retryable: error.is_retryable() }
    }
}

impl From<Failed> for StageError {
    fn from(failed: Failed) -> Self {
        let error = Self::new(failed.kind, failed.message);
        let error = if failed.retryable { error.retryable() } else { error };
        match crate::call::Cause::chain(failed.causes.kept()) {
            Some(cause) => error.with_source(cause),
            None => error,
        }
    }
}

/// A mistake in a configuration.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireProblem {
    /// Keys and positions, outermost first.
    #[serde(default)]
    pub path: Vec<String>,
    /// The mistake stands in a file that the configuration names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<WireFile>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A file, and where in it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireFile {
    /// What to call it.
    pub path: String,
    /// All that it says.
    pub text: String,
    /// The first byte that is wrong.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Mistakes as they cross.
pub(super) fn problems_out(error: &ConfigError) -> Few<WireProblem, MOST_NOTES> {
    let problems = error.problems.iter().map(|problem| {
        let (path, file) = match &problem.place {
            Place::Config(path) => (path.segments().to_vec(), None),
            Place::File { path, text, range } => {
                let path = path.to_string_lossy().into_owned();
                let (start, end) = (range.start, range.end);
                (Vec::new(), Some(WireFile { path, text: text.to_string(), start, end }))
            }
        };
        let (message, hint) = (problem.message.clone(), problem.hint.clone());
        WireProblem { path, file, message, hint }
    });
    problems.collect::<Vec<_>>().into()
}

/// Mistakes as they came.
pub(super) fn problems_in(problems: Few<WireProblem, MOST_NOTES>) -> ConfigError {
    let mut error = ConfigError::default();
    for problem in problems.kept() {
        let path = problem.path.iter();
        let whole = cableway_core::KeyPath::whole();
        let config = Place::Config(path.fold(whole, cableway_core::KeyPath::key));
        let place = match problem.file {
            Some(file) if file.text.get(file.start..file.end).is_some() => Place::File {
                path: file.path.into(),
                text: file.text.into(),
                range: file.start..file.end,
            },
            _ => config,
        };
        error.add(place, problem.message, problem.hint);
    }
    error
}

/// An item whose bytes are base64 (RFC 4648, section 4).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireItem {
    /// Where the bytes come from.
    pub uri: String,
    /// The media type, with its parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// When a remote source was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<cableway_core::Date>,
    /// The URI cannot be read a second time.
    #[serde(default)]
    pub transient: bool,
    /// The bytes.
    pub bytes: String,
}

impl From<&Item> for WireItem {
    fn from(item: &Item) -> Self {
        Self {
            uri: item.uri.clone(),
            media_type: item.media_type.clone(),
            retrieved: item.retrieved.clone(),
            transient: item.transient,
            bytes: STANDARD.encode(&item.bytes),
        }
    }
}

impl TryFrom<WireItem> for Item {
    type Error = StageError;

    fn try_from(wire: WireItem) -> Result<Self, StageError> {
        if wire.uri.trim().is_empty() {
            return Err(contract("the plugin gave an item without a URI"));
        }
        let bytes = STANDARD.decode(&wire.bytes).map_err(|error| {
            contract(format!("the bytes of item `{}` are no base64", wire.uri)).with_source(error)
        })?;
        let mut item = Self::new(wire.uri, bytes);
        item.media_type = wire.media_type;
        item.retrieved = wire.retrieved;
        item.transient = wire.transient;
        Ok(item)
    }
}

/// Checks that `line` is one that a plugin's process may say, and that all in it is what it should be.
///
/// # Errors
/// What is wrong with it.
///
/// ```
/// use cableway_plugin_host::check_line;
///
/// assert!(check_line(r#"{"id": 3, "done": {"notes": ["no verbs"]}}"#).is_ok());
/// assert!(check_line(r#"{"log": {"level": "info", "message": "read 400 rules"}}"#).is_ok());
/// assert!(check_line(r#"{"done": {}}"#).is_err());
/// assert!(check_line("Hello!").is_err());
/// ```
pub fn check_line(line: &str) -> Result<(), StageError> {
    let Frame { id, body } = parse(line)?;
    if id.is_none() && !matches!(body, Answer::Log { .. }) {
        return Err(contract("the `id` of the request is missing"));
    }
    match body {
        Answer::Log { .. } => Ok(()),
        Answer::Failed(error) | Answer::Lost { error, .. } => {
            drop(StageError::from(error));
            Ok(())
        }
        Answer::Refused { problems } => {
            drop(problems_in(problems));
            Ok(())
        }
        Answer::Item(item) => Item::try_from(item).map(drop),
        Answer::Hello(hello) => {
            for WireStage { kind, id, reads, schema, description } in all(hello.stages, "stages")? {
                describe::info("checked", kind, &id, description, reads).map_err(contract)?;
                describe::schema(&id, schema).map_err(contract)?;
            }
            Ok(())
        }
        Answer::Done(said) => {
            let annotations = all(said.annotations, "annotations")?;
            drop(annotations.into_iter().map(Annotation::from).collect::<Vec<_>>());
            all(said.sentences, "sentences")?;
            all(said.notes, "notes")?;
            documents(all(said.documents, "documents")?).map(drop)
        }
    }
}
