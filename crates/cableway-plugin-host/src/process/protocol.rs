//! The lines of the protocol.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cableway_core::{
    Annotation, ConfigError, Document, Item, Link, Meta, Place, Reads, Record, SchemaTag, Score,
    Sentence, Source, Span, StageError, StageKind, Text,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::describe::Description;

/// The version of the protocol that this host speaks.
pub const PROTOCOL: u32 = 1;

/// What the host asks. One line each.
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

/// What the plugin says: any number of `log`, `item` and `lost`, then one of the others.
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
        problems: Vec<WireProblem>,
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
    pub stages: Vec<WireStage>,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<WireAnnotation>,
    /// Of `summarize`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Sentence>,
    /// Of `read`: records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Record>,
    /// Of `classify`, `summarize` and `read`: remarks for the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Of `target`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
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
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// How it stands to other annotations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl From<WireAnnotation> for Annotation {
    fn from(wire: WireAnnotation) -> Self {
        let mut annotation = Self::new(wire.kind, wire.label).with_spans(wire.spans);
        annotation.score = wire.score;
        annotation.attributes = wire.attributes.into_iter().collect();
        annotation.links = wire.links;
        annotation
    }
}

impl From<&Annotation> for WireAnnotation {
    fn from(annotation: &Annotation) -> Self {
        let attributes = annotation.attributes.iter();
        Self {
            kind: annotation.kind.clone(),
            label: annotation.label.clone(),
            score: annotation.score,
            spans: annotation.spans.clone(),
            attributes: attributes.map(|(key, value)| (key.clone(), value.clone())).collect(),
            links: annotation.links.clone(),
        }
    }
}

/// Why a request failed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Failed {
    /// One of the kinds of the quarantine, such as `bad_input`.
    #[serde(default = "internal")]
    pub kind: cableway_core::ErrorKind,
    /// What went wrong.
    pub message: String,
    /// Why, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
}

fn internal() -> cableway_core::ErrorKind {
    cableway_core::ErrorKind::Internal
}

impl From<&StageError> for Failed {
    fn from(error: &StageError) -> Self {
        let mut chain = error.chain();
        let message = chain.next().unwrap_or_default();
        Self { kind: error.kind(), message, causes: chain.collect() }
    }
}

impl From<Failed> for StageError {
    fn from(failed: Failed) -> Self {
        let error = Self::new(failed.kind, failed.message);
        match crate::call::Cause::chain(failed.causes) {
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
pub(super) fn problems_out(error: &ConfigError) -> Vec<WireProblem> {
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
    problems.collect()
}

/// Mistakes as they came.
pub(super) fn problems_in(problems: Vec<WireProblem>) -> ConfigError {
    let mut error = ConfigError::default();
    for problem in problems {
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
        let bytes = STANDARD.decode(&wire.bytes).map_err(|error| {
            let kind = cableway_core::ErrorKind::Contract;
            StageError::new(kind, format!("the bytes of item `{}` are no base64", wire.uri))
                .with_source(error)
        })?;
        let mut item = Self::new(wire.uri, bytes);
        item.media_type = wire.media_type;
        item.retrieved = wire.retrieved;
        item.transient = wire.transient;
        Ok(item)
    }
}

/// As much of a document as a stage reads.
pub(super) fn excerpt(document: &Document, reads: Reads) -> Box<Record> {
    let record = document.record();
    if reads == Reads::Record {
        return Box::new(record.clone());
    }
    let language = document.language().map(str::to_owned);
    Box::new(Record {
        schema: SchemaTag,
        id: record.id.clone(),
        source: Source { uri: record.source.uri.clone(), ..Source::default() },
        meta: Meta { language, ..Meta::default() },
        text: Text::from(document.text()),
        blocks: if reads == Reads::Blocks { record.blocks.clone() } else { Vec::new() },
        annotations: Vec::new(),
        summaries: Vec::new(),
        notes: Vec::new(),
    })
}
