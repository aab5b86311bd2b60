//! A document as plain data: the wire form that exports, plugins and snapshots share.
//!
//! These types promise only what each of them can check alone. That spans slice the text, that links
//! lead somewhere: that is [`Document`](crate::Document)'s to promise.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::{Attributes, Date, Digest, DocumentId, Score, Span, StageName, Text};

/// One article with all that the stages said of it, by the published schema `cableway.record/1`.
///
/// What is not known is absent. Fields that a later version adds are passed over when reading.
///
/// ```
/// let json = r#"{"schema": "cableway.record/1", "id": "x1", "source": {"uri": "a.txt"}, "text": "Hi."}"#;
/// let record: cableway_core::Record = serde_json::from_str(json)?;
/// assert_eq!(record.text, "Hi.");
/// assert!(record.meta.title.is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Which schema this record follows.
    pub schema: SchemaTag,
    /// The document's name across runs.
    pub id: DocumentId,
    /// Where the document comes from.
    pub source: Source,
    /// What the source says about the document.
    #[serde(default, skip_serializing_if = "Meta::is_empty")]
    pub meta: Meta,
    /// The document in reading order; every span counts bytes of this text (UTF-8).
    pub text: Text,
    /// The parts of the text, in order and without overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// What the classify stages said, stage by stage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
    /// What the summarize stages said, stage by stage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summaries: Vec<Summary>,
    /// What stages want a reader to know, such as why something is absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// The JSON Schema (draft 2020-12) of [`Record`], as it is published in `schemas/`.
///
/// ```
/// let schema = cableway_core::record_schema();
/// assert_eq!(schema["properties"]["schema"]["const"], "cableway.record/1");
/// ```
pub fn record_schema() -> Value {
    schemars::schema_for!(Record).to_value()
}

/// The text `cableway.record/1`, and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemaTag;

impl SchemaTag {
    /// The tag as it stands in a record.
    pub const TEXT: &'static str = "cableway.record/1";
}

impl Serialize for SchemaTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::TEXT)
    }
}

impl<'de> Deserialize<'de> for SchemaTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        if text == Self::TEXT {
            Ok(Self)
        } else {
            let found = format!(
                "`{text}` is not a schema that this version reads: it reads `{}`",
                Self::TEXT
            );
            Err(serde::de::Error::custom(found))
        }
    }
}

impl JsonSchema for SchemaTag {
    fn schema_name() -> Cow<'static, str> {
        "SchemaTag".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"const": Self::TEXT})
    }
}

/// Where a document comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The item's URI; for a local file its path relative to the pipeline file.
    pub uri: String,
    /// The media type, without parameters, that the reader worked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The length of the item in bytes, as the source gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The digest of those bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// When a remote source was asked; absent for local files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Date>,
    /// The reader that turned the bytes into text, and its version: `html/4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Which part of its file the item was when it was last listed: `line 3`, `mail 17`. It may change while
    /// the item stays the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// What the source says about a document. A field that it does not give is absent, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The lines under the headline that say what the article is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    /// The people who wrote it, in the source's order, without 'By'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The newspaper, site or institute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Date>,
    /// The language that the source declares, as a BCP 47 tag: `en`, `pt-BR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The canonical address, absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The part of the newspaper or site that it stands in: `Opinion`, `Sport`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The source's own keywords, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl Meta {
    /// True when nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// What the part is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}

/// What a part of the text is. The first six are the body; the others stand around it and are
/// neither summarised nor scored as body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading inside the article.
    Heading,
    /// A paragraph.
    Paragraph,
    /// One entry of a list.
    ListItem,
    /// A passage set apart as somebody else's words.
    Quotation,
    /// A table: a line for each row, a tab between cells.
    Table,
    /// Program text or other preformatted lines.
    Code,
    /// The headline of the article.
    Title,
    /// The lines under the headline that say what the article is about.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// When, or where, it was written.
    Dateline,
    /// The words under a picture or a table.
    Caption,
    /// Whose picture it is.
    Credit,
    /// A remark about the article: a project note, a disclaimer, a correction.
    Note,
}

impl BlockKind {
    /// True for the kinds that make up the body.
    pub fn is_body(self) -> bool {
        use BlockKind::{Code, Heading, ListItem, Paragraph, Quotation, Table};
        matches!(self, Heading | Paragraph | ListItem | Quotation | Table | Code)
    }
}

/// What a classify stage says about a document, with the words that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Annotation {
    /// Its name within the document: the stage's name, `-` and a number from 1.
    pub id: String,
    /// The stage that said it.
    pub stage: StageName,
    /// What sort of statement it is, one of those that the stage declares: `topic`, `language`.
    pub kind: String,
    /// What it says: `sanctions`, `en`.
    pub label: String,
    /// How strongly the stage holds to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The words that it rests on, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Whatever else the stage's documentation describes.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// How it stands to other annotations of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Annotation {
    /// An annotation that only says `label`; the id and the stage are filled in by
    /// [`Annotations::push`](crate::Annotations::push).
    ///
    /// ```
    /// use cableway_core::{Annotation, Span};
    ///
    /// let annotation = Annotation::new("topic", "shipping").with_span(Span::new(4, 9)?);
    /// assert_eq!(annotation.label, "shipping");
    /// # Ok::<(), cableway_core::SpanError>(())
    /// ```
    pub fn new(kind: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            stage: StageName::unnamed(),
            kind: kind.into(),
            label: label.into(),
            score: None,
            spans: Vec::new(),
            attributes: Attributes::new(),
            links: Vec::new(),
        }
    }

    /// The same with a score.
    #[must_use]
    pub fn with_score(mut self, score: Score) -> Self {
        self.score = Some(score);
        self
    }

    /// The same with one more span of evidence.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.spans.push(span);
        self
    }

    /// The same with all of `spans` as further evidence.
    #[must_use]
    pub fn with_spans(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        self.spans.extend(spans);
        self
    }

    /// The same with one more attribute.
    #[must_use]
    pub fn with_attribute(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Self {
        self.attributes.insert(name, value);
        self
    }

    /// The same with a link to the annotation `to`.
    #[must_use]
    pub fn with_link(mut self, role: impl Into<String>, to: impl Into<String>) -> Self {
        self.links.push(Link { role: role.into(), to: to.into() });
        self
    }
}

/// How one annotation stands to another of the same document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// What the other is to this one: `source`, `target`, `same_as`.
    pub role: String,
    /// The other's id.
    pub to: String,
}

/// A summary and the stage that wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// The stage that said it; filled in by [`Document::add_summary`](crate::Document::add_summary).
    pub stage: StageName,
    /// The sentences, in reading order.
    pub sentences: Vec<Sentence>,
}

impl Summary {
    /// A summary of these sentences; the engine fills in the stage.
    pub fn new(sentences: Vec<Sentence>) -> Self {
        Self { stage: StageName::unnamed(), sentences }
    }
}

/// A sentence of a summary and the words of the text that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// The sentence. An extractive stage gives the words under its one span.
    pub text: String,
    /// The words that it rests on; at least one span.
    pub spans: Vec<Span>,
    /// Whatever else the stage's documentation describes, such as why it chose the sentence.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

impl Sentence {
    /// A sentence that rests on `spans`.
    ///
    /// ```
    /// use cableway_core::{Sentence, Span};
    ///
    /// let sentence = Sentence::new("It sails.", vec![Span::new(4, 13)?]).with_attribute("rank", 1);
    /// assert_eq!(sentence.attributes["rank"], 1);
    /// # Ok::<(), cableway_core::SpanError>(())
    /// ```
    pub fn new(text: impl Into<String>, spans: Vec<Span>) -> Self {
        Self { text: text.into(), spans, attributes: Attributes::new() }
    }

    /// The same with one more attribute.
    #[must_use]
    pub fn with_attribute(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Self {
        self.attributes.insert(name, value);
        self
    }
}

/// What a stage wants a reader of the record to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The stage that says it.
    pub stage: StageName,
    /// What it says.
    pub message: String,
}
