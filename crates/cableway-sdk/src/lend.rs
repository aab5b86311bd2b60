//! The host's documents and items as the core's types.

use std::cell::RefCell;
use std::ops::Deref;

use cableway_core::{
    Annotation, Attributes, Block, BlockKind, Date, Document, DocumentId, Item, Meta, Reads,
    Record, SchemaTag, Source, Span, StageError, Text,
};
use cableway_plugin_abi as abi;

use crate::host::{Call, bytes, text};

/// The most bytes of JSON whose record is kept for the next stage.
const KEPT: usize = 1 << 20;

/// The most labels that are kept for the next stage.
const KEPT_LABELS: usize = 4096;

thread_local! {
    /// What other stages had found for the last stage on this thread: as a rule the next one is lent the same, or that
    /// and more.
    static LABELS: RefCell<Vec<Annotation>> = const { RefCell::new(Vec::new()) };

    /// The record that the last stage on this thread read, without its text, and the JSON that it was made of: several
    /// stages of a plugin, exports above all, read the same record one after the other.
    static LAST: RefCell<Option<(String, Record)>> = const { RefCell::new(None) };
}

/// A document of the host's, for the length of a call.
pub(crate) struct Lent {
    /// Empty in `drop` alone.
    document: Option<Document>,
    /// The JSON that its record was made of, where that is to be kept.
    json: Option<String>,
}

impl Deref for Lent {
    type Target = Document;

    fn deref(&self) -> &Document {
        match &self.document {
            Some(document) => document,
            None => unreachable!("it goes only when the whole goes"),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(document) = self.document.take() else { return };
        let mut record = document.into_record();
        let Some(json) = self.json.take() else {
            let labels = record.annotations;
            if !labels.is_empty() && labels.len() <= KEPT_LABELS {
                let _ = LABELS.try_with(|kept| kept.replace(labels));
            }
            return;
        };
        // The text is the host's, and ends with the call.
        record.text = Text::default();
        // A thread that ends has no place any more.
        let _ = LAST.try_with(|last| last.replace(Some((json, record))));
    }
}

/// The record that the host writes for a document, parsed or as the stage before has left it; and its JSON where it is
/// to be kept.
fn record(json: &str) -> Result<(Record, Option<String>), StageError> {
    if let Some((kept, record)) = LAST.take().filter(|(kept, _)| kept == json) {
        return Ok((record, Some(kept)));
    }
    let record = serde_json::from_str(json).map_err(|error| {
        StageError::internal("the host gave a record that is none").with_source(error)
    })?;
    Ok((record, (json.len() <= KEPT).then(|| json.to_owned())))
}

/// A document over the host's text, as much of it as the stage reads.
///
/// # Safety
/// `view` must be what the host handed over, and the document must not outlive the call.
pub(crate) unsafe fn document(
    view: *const abi::Document,
    reads: Reads,
    call: Call,
) -> Result<Lent, StageError> {
    // SAFETY: the caller's promise.
    let view = unsafe { &*view };
    // SAFETY: as above. The text does not live for ever, but longer than the document, and a `Text`
    // hands out nothing that lives longer than itself.
    let lent = Text::lent(unsafe { text::<'static>(view.text) });
    let mut json = None;
    let record = if reads == Reads::Record {
        let (mut record, kept) = record(call.record()?)?;
        record.text = lent;
        json = kept;
        record
    } else {
        // SAFETY: as above.
        let (id, uri, language) = unsafe { (text(view.id), text(view.uri), text(view.language)) };
        let id = DocumentId::new(id)
            .ok_or_else(|| StageError::internal("the host gave a document without an id"))?;
        let language = (!view.language.data.is_null()).then(|| language.to_owned());
        let blocks = match reads {
            // SAFETY: as above.
            Reads::Blocks | Reads::Labels => {
                blocks(unsafe { bytes(view.blocks, view.block_count) })
            }
            Reads::Text | Reads::Record => Vec::new(),
        };
        let (published, annotations) = if reads == Reads::Labels {
            // SAFETY: as above.
            unsafe { (published(view)?, labels(bytes(view.labels, view.label_count))?) }
        } else {
            (None, Vec::new())
        };
        Record {
            schema: SchemaTag,
            id,
            source: Source { uri: uri.to_owned(), ..Source::default() },
            meta: Meta { language, published, ..Meta::default() },
            text: lent,
            blocks,
            annotations,
            summaries: Vec::new(),
            notes: Vec::new(),
        }
    };
    // The host holds it as a document, which it could not if it were none.
    Ok(Lent { document: Some(Document::from_checked(record)), json })
}

/// The blocks of the kinds that this version knows.
fn blocks(views: &[abi::Block]) -> Vec<Block> {
    let known = |view: &abi::Block| {
        let kind = match view.kind {
            abi::BLOCK_HEADING => BlockKind::Heading,
            abi::BLOCK_PARAGRAPH => BlockKind::Paragraph,
            abi::BLOCK_LIST_ITEM => BlockKind::ListItem,
            abi::BLOCK_QUOTATION => BlockKind::Quotation,
            abi::BLOCK_TABLE => BlockKind::Table,
            abi::BLOCK_CODE => BlockKind::Code,
            abi::BLOCK_TITLE => BlockKind::Title,
            abi::BLOCK_STANDFIRST => BlockKind::Standfirst,
            abi::BLOCK_BYLINE => BlockKind::Byline,
            abi::BLOCK_DATELINE => BlockKind::Dateline,
            abi::BLOCK_CAPTION => BlockKind::Caption,
            abi::BLOCK_CREDIT => BlockKind::Credit,
            abi::BLOCK_NOTE => BlockKind::Note,
            _ => return None,
        };
        Some(Block { kind, span: Span::new(view.span.start, view.span.end).ok()? })
    };
    // All of them, as a rule: room for them at once.
    let mut blocks = Vec::with_capacity(views.len());
    blocks.extend(views.iter().filter_map(known));
    blocks
}

/// When the document was published.
///
/// # Safety
/// `view` must be what the host handed over.
unsafe fn published(view: &abi::Document) -> Result<Option<Date>, StageError> {
    if view.published.data.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    let date = unsafe { text(view.published) }.parse().map_err(|error| {
        StageError::internal("the host gave a document with a date that is none").with_source(error)
    })?;
    Ok(Some(date))
}

/// What other stages found.
///
/// # Safety
/// `views` must be what the host handed over.
unsafe fn labels(views: &[abi::Label]) -> Result<Vec<Annotation>, StageError> {
    let broken = |what: &str| StageError::internal(format!("the host gave a label with {what}"));
    let mut annotations = LABELS.take();
    // SAFETY: the caller's promise.
    let is_same = |(kept, view): &(&Annotation, &abi::Label)| unsafe { is_of(kept, view) };
    let same = annotations.iter().zip(views).take_while(is_same).count();
    annotations.truncate(same);
    annotations.reserve(views.len() - same);
    let mut stage = annotations.last().map(|one| one.stage.clone());
    for view in &views[same..] {
        // SAFETY: the caller's promise, here and below.
        let said = unsafe { text(view.stage) };
        // Those of one stage stand together.
        let by = match stage.take().filter(|stage| stage.as_str() == said) {
            Some(stage) => stage,
            None => said.parse().map_err(|_| broken("a stage that has no name"))?,
        };
        let spans = unsafe { bytes(view.spans, view.span_count) };
        let spans: Result<Vec<Span>, _> =
            spans.iter().map(|span| Span::new(span.start, span.end)).collect();
        let (id, kind, label) = unsafe { (text(view.id), text(view.kind), text(view.label)) };
        stage = Some(by.clone());
        annotations.push(Annotation {
            id: id.to_owned(),
            stage: by,
            kind: kind.to_owned(),
            label: label.to_owned(),
            score: None,
            spans: spans.map_err(|_| broken("a span that is none"))?,
            attributes: Attributes::new(),
            links: Vec::new(),
        });
    }
    Ok(annotations)
}

/// True where a label that was read before says what this one says.
///
/// # Safety
/// `view` must be what the host handed over.
unsafe fn is_of(kept: &Annotation, view: &abi::Label) -> bool {
    // SAFETY: the caller's promise.
    let (id, stage, kind, label, spans) = unsafe {
        (
            text(view.id),
            text(view.stage),
            text(view.kind),
            text(view.label),
            bytes(view.spans, view.span_count),
        )
    };
    let is_same =
        |(kept, span): (&Span, &abi::Span)| (kept.start(), kept.end()) == (span.start, span.end);
    kept.label == label
        && kept.id == id
        && kept.kind == kind
        && kept.stage.as_str() == stage
        && kept.spans.len() == spans.len()
        && kept.spans.iter().zip(spans).all(is_same)
}

/// An item of the host's, copied.
///
/// # Safety
/// `view` must be what the host handed over.
pub(crate) unsafe fn item(view: *const abi::Item) -> Result<Item, StageError> {
    // SAFETY: the caller's promise, here and below.
    let view = unsafe { &*view };
    let (uri, data) = unsafe { (text(view.uri), bytes(view.data, view.length)) };
    let mut item = Item::new(uri, data.to_vec());
    if !view.media_type.data.is_null() {
        item.media_type = Some(unsafe { text(view.media_type) }.to_owned());
    }
    if !view.retrieved.data.is_null() {
        let when = unsafe { text(view.retrieved) };
        let when = when.parse().map_err(|error| {
            StageError::internal("the host gave an item with a date that is none")
                .with_source(error)
        })?;
        item.retrieved = Some(when);
    }
    item.transient = view.flags & abi::TRANSIENT != 0;
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(title: &str) -> String {
        let mut builder = Document::builder("a.txt");
        builder.meta.title = Some(title.to_owned());
        serde_json::to_string(builder.build().record()).unwrap()
    }

    fn lent(json: &str) -> Lent {
        let (record, json) = record(json).unwrap();
        Lent { document: Some(Document::from_checked(record)), json }
    }

    static SPANS: [abi::Span; 3] = [
        abi::Span { start: 0, end: 4 },
        abi::Span { start: 5, end: 9 },
        abi::Span { start: 5, end: 8 },
    ];

    fn view(id: &'static str, label: &'static str, span: usize) -> abi::Label {
        abi::Label {
            id: abi::Str::new(id),
            stage: abi::Str::new("policy:actors"),
            kind: abi::Str::new("actor"),
            label: abi::Str::new(label),
            spans: &raw const SPANS[span],
            span_count: 1,
        }
    }

    fn given_back(annotations: Vec<Annotation>) {
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, "Peru asks Chile.");
        let mut record = builder.build().into_record();
        record.annotations = annotations;
        drop(Lent { document: Some(Document::from_checked(record)), json: None });
    }

    #[test]
    fn labels_are_read_once_and_no_others_are_taken_for_them() {
        let read = |views: &[abi::Label]| unsafe { labels(views) }.unwrap();
        let words = |read: &[Annotation]| -> Vec<(String, String, usize)> {
            let one = |one: &Annotation| (one.id.clone(), one.label.clone(), one.spans[0].end());
            read.iter().map(one).collect()
        };
        let owned = |id: &str, label: &str, end| (id.to_owned(), label.to_owned(), end);
        let (first, second) = (view("a-1", "Peru", 0), view("a-2", "Chile", 1));
        let one = read(&[first]);
        let place = one[0].label.as_ptr();
        given_back(one);
        let two = read(&[first, second]);
        assert_eq!(two[0].label.as_ptr(), place);
        assert_eq!(words(&two), [owned("a-1", "Peru", 4), owned("a-2", "Chile", 9)]);
        for (other, expected) in [
            (view("a-2", "Chad", 1), owned("a-2", "Chad", 9)),
            (view("a-3", "Chile", 1), owned("a-3", "Chile", 9)),
            (view("a-2", "Chile", 2), owned("a-2", "Chile", 8)),
        ] {
            given_back(two.clone());
            assert_eq!(words(&read(&[first, other])), [owned("a-1", "Peru", 4), expected]);
        }
        given_back(two);
        assert_eq!(words(&read(&[second])), [owned("a-2", "Chile", 9)]);
        assert!(read(&[]).is_empty());
    }

    #[test]
    fn a_record_is_parsed_once_and_no_other_is_taken_for_it() {
        let (one, two) = (json("Ferries"), json("Locks"));
        let first = lent(&one);
        let place = std::ptr::from_ref(first.meta().title.as_ref().unwrap().as_str());
        drop(first);
        let again = lent(&one);
        assert_eq!(std::ptr::from_ref(again.meta().title.as_ref().unwrap().as_str()), place);
        let nested = lent(&two);
        assert_eq!(nested.meta().title.as_deref(), Some("Locks"));
        drop((again, nested));
        assert_eq!(lent(&one).meta().title.as_deref(), Some("Ferries"));
    }
}
