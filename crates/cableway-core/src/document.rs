//! A record whose every promise has been checked.

use std::collections::HashSet;

use crate::json::Json;
use crate::{
    Annotation, Annotations, Block, BlockKind, DocumentId, Item, Link, Meta, Note, Record,
    SchemaTag, Sentence, Source, Span, StageName, Summary,
};

/// One article: text, blocks, metadata, and what the stages have said of it so far.
///
/// Invariants, checked whenever something comes in:
/// - every span (of a block, an annotation, a sentence) slices [`Document::text`];
/// - blocks are in the order of the text and do not overlap;
/// - every annotation has a kind, a label and an id of its own, and links to one that exists;
/// - every summary has a sentence, and every sentence has words and evidence.
///
/// The text and the blocks never change once the document is made.
///
/// ```
/// use cableway_core::{Document, Record};
///
/// let json = r#"{"schema": "cableway.record/1", "id": "x1", "source": {"uri": "a.txt"},
///                "text": "Zażółć", "blocks": [{"kind": "paragraph", "span": [0, 3]}]}"#;
/// let record: Record = serde_json::from_str(json)?;
/// let violation = Document::try_from(record).unwrap_err();
/// assert_eq!(violation.to_string(), "block 1: span 0..3 cuts a character of the text in two");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    record: Record,
    json: Json,
}

impl Document {
    /// Starts a document that comes from `uri`.
    pub fn builder(uri: impl Into<String>) -> DocumentBuilder {
        let source = Source { uri: uri.into(), ..Source::default() };
        DocumentBuilder {
            id: None,
            source,
            meta: Meta::default(),
            text: String::new(),
            blocks: Vec::new(),
        }
    }

    /// The document as its wire form.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// A document from a record that has been checked already, on the other side of the plugin
    /// interface: what [`TryFrom`] does, without looking at each block and annotation again. A record
    /// that breaks a promise is found in debug builds only.
    #[doc(hidden)]
    pub fn from_checked(record: Record) -> Self {
        debug_assert!(check(&record).is_ok(), "the record has been checked");
        Self { record, json: Json::default() }
    }

    /// The record as one line of JSON, without the end of the line. It is kept until the document changes: the ledger,
    /// exports and plugins read the same one after the other.
    ///
    /// ```
    /// let document = cableway_core::Document::builder("a.txt").build();
    /// assert_eq!(document.json()?, serde_json::to_string(document.record())?);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// As those of `serde_json`; there are none for what a record is made of.
    pub fn json(&self) -> Result<&str, serde_json::Error> {
        self.json.whole(&self.record)
    }

    /// The same with an empty text, which crosses the plugin interface by itself, and with its lists where they are empty.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    #[doc(hidden)]
    pub fn json_without_text(&self) -> Result<&str, serde_json::Error> {
        self.json.without_text(&self.record)
    }

    /// The wire form, taken out.
    pub fn into_record(self) -> Record {
        self.record
    }

    /// The document's name across runs.
    pub fn id(&self) -> &DocumentId {
        &self.record.id
    }

    /// Where it comes from.
    pub fn source(&self) -> &Source {
        &self.record.source
    }

    /// Where it comes from, for the engine to add what every item has: its length and digest.
    pub fn source_mut(&mut self) -> &mut Source {
        self.json.forget_source();
        &mut self.record.source
    }

    /// What the source says about it.
    pub fn meta(&self) -> &Meta {
        &self.record.meta
    }

    /// The text that all spans count bytes of.
    pub fn text(&self) -> &str {
        &self.record.text
    }

    /// The parts of the text, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.record.blocks
    }

    /// The parts of the text that are the article itself.
    pub fn body(&self) -> impl DoubleEndedIterator<Item = &Block> {
        self.record.blocks.iter().filter(|block| block.kind.is_body())
    }

    /// The first block of this kind, where there is one.
    pub fn block(&self, kind: BlockKind) -> Option<&Block> {
        self.record.blocks.iter().find(|block| block.kind == kind)
    }

    /// What the classify stages have said so far.
    pub fn annotations(&self) -> &[Annotation] {
        &self.record.annotations
    }

    /// What the summarize stages have said so far.
    pub fn summaries(&self) -> &[Summary] {
        &self.record.summaries
    }

    /// What stages want a reader to know.
    pub fn notes(&self) -> &[Note] {
        &self.record.notes
    }

    /// The words under `span`; `None` only for a span that belongs to another document.
    pub fn slice(&self, span: Span) -> Option<&str> {
        span.slice(self.text())
    }

    /// The language of the document: the strongest `language` annotation if a stage has given one
    /// (the first among equals), else the one that the source declares.
    pub fn language(&self) -> Option<&str> {
        let mut best: Option<&Annotation> = None;
        for annotation in
            self.annotations().iter().filter(|annotation| annotation.kind == "language")
        {
            if best.is_none_or(|best| annotation.score > best.score) {
                best = Some(annotation);
            }
        }
        best.map(|annotation| annotation.label.as_str()).or(self.meta().language.as_deref())
    }

    /// Adds what `stage` said, all of it or nothing. `declared` lists the kinds that it may give.
    ///
    /// # Errors
    /// When an annotation breaks one of the document's invariants or has a kind outside `declared`.
    pub fn add_annotations<K: AsRef<str>>(
        &mut self,
        stage: &StageName,
        declared: &[K],
        annotations: Annotations,
    ) -> Result<(), Violation> {
        let added = annotations.finish(stage);
        for annotation in &added {
            check_annotation(annotation, self.text())?;
            if !declared.iter().any(|kind| kind.as_ref() == annotation.kind) {
                return Err(Violation::UndeclaredKind {
                    annotation: annotation.id.clone(),
                    kind: annotation.kind.clone(),
                });
            }
        }
        // They are numbered on, so that they differ from each other: only an earlier one that begins like them may be in the way.
        let beginning = added.first().map_or("", |first| first.id.trim_end_matches('1'));
        let taken = self.annotations().iter().find(|one| {
            let number = one.id.strip_prefix(beginning).and_then(|end| end.parse::<usize>().ok());
            let same = number.and_then(|number| added.get(number.checked_sub(1)?));
            same.is_some_and(|same| same.id == one.id)
        });
        if let Some(taken) = taken {
            return Err(Violation::AnnotationId { id: taken.id.clone() });
        }
        if added.iter().any(|annotation| !annotation.links.is_empty()) {
            let all = self.annotations().iter().chain(&added);
            let ids: Ids<'_> = all.map(|annotation| annotation.id.as_str()).collect();
            for annotation in &added {
                check_links(annotation, &ids)?;
            }
        }
        self.json = Json::default();
        self.record.annotations.extend(added);
        Ok(())
    }

    /// Adds the summary of `stage`.
    ///
    /// # Errors
    /// When it has no sentence, or a sentence without words or without evidence in the text.
    pub fn add_summary(
        &mut self,
        stage: &StageName,
        mut summary: Summary,
    ) -> Result<(), Violation> {
        summary.stage = stage.clone();
        check_summary(&summary, self.text())?;
        self.json = Json::default();
        self.record.summaries.push(summary);
        Ok(())
    }

    /// Adds a remark of `stage`.
    pub fn add_note(&mut self, stage: &StageName, message: impl Into<String>) {
        self.json = Json::default();
        self.record.notes.push(Note { stage: stage.clone(), message: message.into() });
    }
}

impl TryFrom<Record> for Document {
    type Error = Violation;

    fn try_from(record: Record) -> Result<Self, Violation> {
        check(&record)?;
        Ok(Self { record, json: Json::default() })
    }
}

/// Whether a record keeps all promises of a document.
fn check(record: &Record) -> Result<(), Violation> {
    let mut end = 0;
    for (place, block) in record.blocks.iter().enumerate() {
        let owner = || format!("block {}", place + 1);
        check_span(block.span, &record.text, owner)?;
        if block.span.start() < end {
            return Err(Violation::BlockOrder { block: place + 1 });
        }
        end = block.span.end();
    }
    let mut ids = Ids::default();
    for annotation in &record.annotations {
        check_annotation(annotation, &record.text)?;
        if annotation.id.is_empty() || !ids.insert(&annotation.id) {
            return Err(Violation::AnnotationId { id: annotation.id.clone() });
        }
    }
    for annotation in &record.annotations {
        check_links(annotation, &ids)?;
    }
    for summary in &record.summaries {
        check_summary(summary, &record.text)?;
    }
    Ok(())
}

/// The ids of annotations. They come with records, too, from whoever wrote those: the hash has a seed of each run's own.
type Ids<'a> = HashSet<&'a str, foldhash::fast::RandomState>;

fn check_annotation(annotation: &Annotation, text: &str) -> Result<(), Violation> {
    let name = || annotation.id.clone();
    if annotation.kind.trim().is_empty() {
        return Err(Violation::EmptyField { annotation: name(), field: "kind" });
    }
    if annotation.label.trim().is_empty() {
        return Err(Violation::EmptyField { annotation: name(), field: "label" });
    }
    for &span in &annotation.spans {
        check_span(span, text, || format!("annotation `{}`", annotation.id))?;
    }
    Ok(())
}

fn check_links(annotation: &Annotation, ids: &Ids<'_>) -> Result<(), Violation> {
    let dangling = |link: &&Link| !ids.contains(link.to.as_str());
    match annotation.links.iter().find(dangling) {
        Some(link) => {
            Err(Violation::DanglingLink { annotation: annotation.id.clone(), to: link.to.clone() })
        }
        None => Ok(()),
    }
}

fn check_summary(summary: &Summary, text: &str) -> Result<(), Violation> {
    if summary.sentences.is_empty() {
        return Err(Violation::EmptySummary);
    }
    for (place, Sentence { text: words, spans, .. }) in summary.sentences.iter().enumerate() {
        if words.trim().is_empty() || spans.is_empty() {
            return Err(Violation::EmptySentence { sentence: place + 1 });
        }
        for &span in spans {
            check_span(span, text, || format!("summary sentence {}", place + 1))?;
        }
    }
    Ok(())
}

fn check_span(span: Span, text: &str, owner: impl Fn() -> String) -> Result<(), Violation> {
    if span.slice(text).is_some() {
        Ok(())
    } else if span.end() > text.len() {
        Err(Violation::SpanOutside { owner: owner(), span, length: text.len() })
    } else {
        Err(Violation::SpanInCharacter { owner: owner(), span })
    }
}

/// Which promise a record, or a stage's output, breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A span that leaves the text.
    #[error("{owner}: span {span} is outside the text, which has {length} bytes")]
    SpanOutside {
        /// Whose span it is.
        owner: String,
        /// The span.
        span: Span,
        /// The length of the text in bytes.
        length: usize,
    },
    /// A span that starts or ends inside a character.
    #[error("{owner}: span {span} cuts a character of the text in two")]
    SpanInCharacter {
        /// Whose span it is.
        owner: String,
        /// The span.
        span: Span,
    },
    /// Blocks that overlap or stand in another order than the text.
    #[error("block {block} starts before the block in front of it ends")]
    BlockOrder {
        /// The block's place, from 1.
        block: usize,
    },
    /// An annotation that says nothing.
    #[error("annotation `{annotation}` has an empty {field}")]
    EmptyField {
        /// The annotation's id.
        annotation: String,
        /// The empty field.
        field: &'static str,
    },
    /// Two annotations of one name, or one without a name.
    #[error("annotation id `{id}` is empty or used twice")]
    AnnotationId {
        /// The id.
        id: String,
    },
    /// A kind that the stage does not declare.
    #[error("annotation `{annotation}` is of kind `{kind}`, which the stage does not declare")]
    UndeclaredKind {
        /// The annotation's id.
        annotation: String,
        /// The kind.
        kind: String,
    },
    /// A link to an annotation that the document does not have.
    #[error("annotation `{annotation}` links to `{to}`, which the document does not have")]
    DanglingLink {
        /// The annotation's id.
        annotation: String,
        /// The id that leads nowhere.
        to: String,
    },
    /// A summary without a sentence.
    #[error("a summary has at least one sentence")]
    EmptySummary,
    /// A sentence without words or without evidence.
    #[error("summary sentence {sentence} has no words or no span of evidence")]
    EmptySentence {
        /// The sentence's place, from 1.
        sentence: usize,
    },
}

/// Puts a document together, block by block, so that its spans are right by construction.
///
/// ```
/// use cableway_core::{BlockKind, Document};
///
/// let mut builder = Document::builder("inbox/ferry.txt");
/// builder.meta.title = Some("Ferry returns".to_owned());
/// builder.block(BlockKind::Title, "Ferry returns");
/// builder.block(BlockKind::Paragraph, "  It sails on Monday. ");
/// assert_eq!(builder.block(BlockKind::Paragraph, " "), None);
/// let document = builder.build();
/// assert_eq!(document.text(), "Ferry returns\n\nIt sails on Monday.");
/// ```
#[derive(Clone, Debug)]
pub struct DocumentBuilder {
    id: Option<DocumentId>,
    /// Where the document comes from.
    pub source: Source,
    /// What the source says about it.
    pub meta: Meta,
    text: String,
    blocks: Vec<Block>,
}

impl DocumentBuilder {
    /// Starts a document that is the whole of `item`.
    pub fn from_item(item: &Item) -> Self {
        let mut builder = Document::builder(&item.uri);
        builder.source.retrieved.clone_from(&item.retrieved);
        builder
    }

    /// Gives the document an id that was made elsewhere, in place of the one made from its URI.
    pub fn id(&mut self, id: DocumentId) -> &mut Self {
        self.id = Some(id);
        self
    }

    /// Appends a block, with an empty line between it and the one before. White space around it is
    /// dropped; a block of nothing but white space is not added, and has no span.
    pub fn block(&mut self, kind: BlockKind, text: &str) -> Option<Span> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(text);
        let span = Span::new(start, self.text.len()).ok()?;
        self.blocks.push(Block { kind, span });
        Some(span)
    }

    /// The blocks so far.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document.
    pub fn build(self) -> Document {
        let id = self.id.unwrap_or_else(|| DocumentId::from_uri(&self.source.uri));
        let record = Record {
            schema: SchemaTag,
            id,
            source: self.source,
            meta: self.meta,
            text: self.text.into(),
            blocks: self.blocks,
            annotations: Vec::new(),
            summaries: Vec::new(),
            notes: Vec::new(),
        };
        Document { record, json: Json::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Annotation, Annotations, Document, Link, Record, StageName, Violation};

    /// A document that comes with an annotation of this id.
    fn with(id: &str) -> Document {
        let json = format!(
            r#"{{"schema": "cableway.record/1", "id": "x", "source": {{"uri": "a"}}, "text": "Fog.",
                "annotations": [{{"id": "{id}", "stage": "topics1", "kind": "topic", "label": "fog"}}]}}"#
        );
        let record: Record = serde_json::from_str(&json).unwrap();
        Document::try_from(record).unwrap()
    }

    /// What comes of two more, the second of which points to `to`.
    fn add(document: &mut Document, to: &str) -> Result<(), Violation> {
        let stage: StageName = "topics1".parse().unwrap();
        let mut added = Annotations::new(stage.clone());
        added.push(Annotation::new("topic", "mist"));
        let mut second = Annotation::new("topic", "haze");
        second.links.push(Link { role: "of".to_owned(), to: to.to_owned() });
        added.push(second);
        document.add_annotations(&stage, &["topic"], added)
    }

    #[test]
    fn no_two_annotations_have_one_id() {
        for id in ["topics1-1", "topics1-2"] {
            let error = add(&mut with(id), "topics1-1").unwrap_err();
            assert!(matches!(error, Violation::AnnotationId { id: taken } if taken == id));
        }
        for id in ["topics1-3", "topics1-01", "topics-1", "topics1-0", "topics1-x", "1", "topics1-"]
        {
            let mut document = with(id);
            add(&mut document, id).unwrap();
            assert_eq!(document.annotations().len(), 3, "{id}");
        }
    }

    #[test]
    fn links_lead_to_annotations_that_there_are() {
        let mut document = with("fog");
        let error = add(&mut document, "topics1-3").unwrap_err();
        assert!(matches!(error, Violation::DanglingLink { to, .. } if to == "topics1-3"));
        assert_eq!(document.annotations().len(), 1, "all of it or nothing");
        add(&mut document, "topics1-1").unwrap();
    }
}
