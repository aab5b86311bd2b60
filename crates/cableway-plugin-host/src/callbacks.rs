//! The functions that a plugin may call. All that it hands over is checked here, as it arrives.

use std::ffi::c_void;

use cableway_core::{
    Annotation, Attributes, Block, BlockKind, Document, ErrorKind, Item, KeyPath, Link, ListError,
    Place, Record, Score, Sentence, Span, StageError, Text,
};
use cableway_plugin_abi as abi;
use serde_json::{Number, Value};

use crate::call::{Held, Live, Work, during, kind};
use crate::given::{contract, handed_over, read, slice};
use crate::log;

/// No document has more annotations of one stage: a stage that gives more is out of control.
pub(crate) const MOST_ANNOTATIONS: usize = 100_000;

/// No call gives more bytes than this, or than four times the limit for an item.
pub(crate) const MOST_BYTES: usize = 64 << 20;

/// A remark is for people, and people do not read more.
pub(crate) const MOST_NOTES: usize = 1_000;

pub(crate) static HOST: abi::Host = abi::Host {
    size: size_of::<abi::Host>(),
    abi_major: abi::ABI_MAJOR,
    abi_minor: abi::ABI_MINOR,
    reserved: 0,
    version: abi::Str::new(concat!("cableway ", env!("CARGO_PKG_VERSION"))),
    log_enabled: Some(log_enabled),
    log: Some(log),
    extension: Some(extension),
    check: Some(check),
    error: Some(error),
    problem: Some(problem),
    problem_in_file: Some(problem_in_file),
    note: Some(note),
    record: Some(record),
    annotate: Some(annotate),
    sentence: Some(sentence),
    item: Some(item),
    lost: Some(lost),
    document: Some(document),
    answer: Some(answer),
    retryable: Some(retryable),
};

/// True for an error that says that a plugin gave too much, as those of this module word it.
pub(crate) fn is_flood(error: &StageError) -> bool {
    let words = error.to_string();
    error.kind() == ErrorKind::Contract
        && (words.contains(" gave more than ") || words.contains(" left more than "))
}

type Done = Result<(), StageError>;

unsafe extern "C" fn log_enabled(level: u32) -> i32 {
    std::panic::catch_unwind(|| i32::from(log::enabled(level))).unwrap_or(0)
}

unsafe extern "C" fn log(level: u32, target: abi::Str, message: abi::Str, fields: abi::Str) {
    let said = std::panic::catch_unwind(|| {
        // SAFETY: the plugin keeps these texts until this function returns.
        let [target, message, fields] = [target, message, fields]
            .map(|text| unsafe { read(text, "a message") }.ok().flatten().unwrap_or_default());
        log::write(level, target, message, fields);
    });
    // A message that cannot be written is no reason to stop.
    drop(said);
}

unsafe extern "C" fn extension(_: abi::Str) -> *const c_void {
    std::ptr::null()
}

unsafe extern "C" fn check(call: abi::Call) -> abi::Status {
    let mut status = abi::OK;
    // SAFETY: a plugin has its calls from this host.
    let known = during(unsafe { Held::of(call) }, |live| {
        // A stage may still end well after it was asked to hurry.
        status = live.check().err().map_or(abi::OK, |error| crate::call::status(error.kind()));
        Ok(())
    });
    if known == abi::OK { status } else { known }
}

unsafe extern "C" fn error(call: abi::Call, message: abi::Str) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the text until this function returns.
        let message = unsafe { read(message, "an error message")? }.unwrap_or_default();
        live.take(message.len())?;
        if live.errors.len() < MOST_NOTES {
            live.errors.push(message.to_owned());
        }
        Ok(())
    })
}

unsafe extern "C" fn retryable(call: abi::Call) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        live.retryable = true;
        Ok(())
    })
}

unsafe extern "C" fn problem(
    call: abi::Call,
    pointer: abi::Str,
    message: abi::Str,
    hint: abi::Str,
) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the texts until this function returns.
        let (pointer, message, hint) = unsafe {
            (
                read(pointer, "a pointer")?.unwrap_or_default(),
                read(message, "a message")?.unwrap_or_default(),
                read(hint, "a hint")?,
            )
        };
        let Work::Create = live.work else {
            return Err(contract("the plugin spoke of its configuration when it was at work"));
        };
        live.take(pointer.len() + message.len() + hint.map_or(0, str::len))?;
        let path = key_path(pointer);
        live.problems.add(Place::Config(path), message, hint.map(str::to_owned));
        Ok(())
    })
}

unsafe extern "C" fn problem_in_file(
    call: abi::Call,
    path: abi::Str,
    text: abi::Str,
    span: abi::Span,
    message: abi::Str,
    hint: abi::Str,
) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the texts until this function returns.
        let (path, text, message, hint) = unsafe {
            (
                read(path, "a path")?.unwrap_or_default(),
                read(text, "a text")?.unwrap_or_default(),
                read(message, "a message")?.unwrap_or_default(),
                read(hint, "a hint")?,
            )
        };
        let Work::Create = live.work else {
            return Err(contract("the plugin spoke of its configuration when it was at work"));
        };
        live.take(path.len() + text.len() + message.len() + hint.map_or(0, str::len))?;
        // A mistake at the end of a file may be an empty range.
        let range = span.start..span.end;
        if text.get(range.clone()).is_none() {
            return Err(contract(format!("the plugin spoke of bytes that `{path}` does not have")));
        }
        let place = Place::File { path: path.into(), text: text.into(), range };
        live.problems.add(place, message, hint.map(str::to_owned));
        Ok(())
    })
}

/// A JSON Pointer (RFC 6901) as the way to a key.
pub(crate) fn key_path(pointer: &str) -> KeyPath {
    let parts = pointer.split('/').skip(1);
    parts.fold(KeyPath::whole(), |path, part| path.key(part.replace("~1", "/").replace("~0", "~")))
}

unsafe extern "C" fn note(call: abi::Call, message: abi::Str) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the text until this function returns.
        let message = unsafe { read(message, "a note")? }.unwrap_or_default();
        live.take(message.len())?;
        if live.notes.len() == MOST_NOTES {
            return Err(contract(format!("the plugin left more than {MOST_NOTES} notes")));
        }
        live.notes.push(message.to_owned());
        Ok(())
    })
}

unsafe extern "C" fn record(
    call: abi::Call,
    pointer: abi::Str,
    value: *mut abi::Str,
) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the text until this function returns.
        let pointer = unsafe { read(pointer, "a pointer")? }.unwrap_or_default();
        let part = live.part(pointer)?;
        if value.is_null() || !value.is_aligned() {
            return Err(contract("the plugin gave no place for a part of the record"));
        }
        // SAFETY: not NULL, aligned, and the plugin's to write to.
        unsafe { value.write(part) };
        Ok(())
    })
}

unsafe extern "C" fn annotate(
    call: abi::Call,
    annotation: *const abi::Annotation,
    number: *mut u32,
) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        // SAFETY: the plugin keeps the struct, and what it points to, until this function returns.
        let annotation = unsafe { annotation_of(live, annotation)? };
        live.annotations.push(annotation);
        if !number.is_null() && number.is_aligned() {
            // SAFETY: not NULL, aligned, and the plugin's to write to.
            unsafe { number.write(live.annotations.len() as u32) };
        }
        Ok(())
    })
}

/// Reads and checks an annotation.
///
/// # Safety
/// `annotation` must be NULL or point to an annotation whose texts and arrays can be read.
unsafe fn annotation_of(
    live: &mut Live,
    annotation: *const abi::Annotation,
) -> Result<Annotation, StageError> {
    // SAFETY: the caller's promise, here and below.
    let given = unsafe { handed_over(annotation, "annotation")? };
    let Work::Classify { adds } = &live.work else {
        return Err(contract("the plugin annotated when it was not classifying"));
    };
    if live.annotations.len() == MOST_ANNOTATIONS {
        return Err(contract(format!(
            "the plugin gave more than {MOST_ANNOTATIONS} annotations for one document"
        )));
    }
    // SAFETY: the caller's promise.
    let (kind, label, attributes, spans, links, values) = unsafe {
        (
            read(given.kind, "a kind")?.unwrap_or_default(),
            read(given.label, "a label")?.unwrap_or_default(),
            read(given.attributes, "attributes")?,
            slice(given.spans, given.span_count, "spans")?.unwrap_or_default(),
            slice(given.links, given.link_count, "links")?.unwrap_or_default(),
            slice(given.values, given.value_count, "attributes")?.unwrap_or_default(),
        )
    };
    if !adds.iter().any(|declared| declared == kind) {
        return Err(contract(format!(
            "the plugin gave an annotation of kind `{kind}`, which the stage does not declare"
        )));
    }
    if label.trim().is_empty() {
        return Err(contract("the plugin gave an annotation with an empty label"));
    }
    // Before anything is copied.
    let mut size = kind.len() + label.len() + attributes.map_or(0, str::len);
    size += size_of_val(spans) + size_of_val(links) + size_of_val(values);
    let texts = links.iter().flat_map(|link| [link.role, link.to]);
    let texts = texts.chain(values.iter().flat_map(|value| [value.name, value.text]));
    let size = texts.fold(size, |size, text| size.saturating_add(text.length));
    live.take(size)?;
    let mut annotation = Annotation::new(kind, label);
    annotation.spans = checked(live, spans, || format!("annotation `{label}`"))?;
    if given.flags & abi::HAS_SCORE != 0 {
        let score = Score::new(given.score)
            .map_err(|error| contract(format!("annotation `{label}`: {error}")))?;
        annotation.score = Some(score);
    }
    if let Some(attributes) = attributes {
        annotation.attributes = serde_json::from_str(attributes).map_err(|error| {
            contract(format!("annotation `{label}`: its attributes are no JSON object: {error}"))
        })?;
    }
    if annotation.attributes.is_empty() {
        annotation.attributes = Attributes::with_capacity(values.len());
    }
    for value in values {
        // SAFETY: the caller's promise.
        let (name, value) = unsafe { attribute_of(value, label)? };
        annotation.attributes.insert(name, value);
    }
    for link in links {
        // SAFETY: the caller's promise.
        let (role, to) = unsafe { (read(link.role, "a role")?, read(link.to, "an id")?) };
        let (role, to) = (role.unwrap_or_default().to_owned(), to.unwrap_or_default().to_owned());
        annotation.links.push(Link { role, to });
    }
    Ok(annotation)
}

/// Reads and checks an attribute.
///
/// # Safety
/// The texts that `given` names must be readable.
unsafe fn attribute_of<'a>(
    given: &'a abi::Attribute,
    label: &str,
) -> Result<(&'a str, Value), StageError> {
    // SAFETY: the caller's promise.
    let (name, text) = unsafe { (read(given.name, "a name")?, read(given.text, "a text")?) };
    let wrong = |what: &str| contract(format!("annotation `{label}`: {what}"));
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| wrong("one of its attributes has no name"))?;
    let text = text.unwrap_or_default();
    let value = match given.kind {
        abi::ATTRIBUTE_INTEGER => Value::from(given.integer),
        abi::ATTRIBUTE_NUMBER => Number::from_f64(given.number)
            .map(Value::Number)
            .ok_or_else(|| wrong(&format!("attribute `{name}` is {}", given.number)))?,
        abi::ATTRIBUTE_TEXT => Value::from(text),
        abi::ATTRIBUTE_BOOLEAN => Value::from(given.integer != 0),
        abi::ATTRIBUTE_JSON => serde_json::from_str(text)
            .map_err(|error| wrong(&format!("attribute `{name}` is no JSON: {error}")))?,
        other => {
            return Err(wrong(&format!(
                "attribute `{name}` is of kind {other}, which there is not"
            )));
        }
    };
    Ok((name, value))
}

/// The spans, if each slices the text of the document at work.
fn checked(
    live: &Live,
    spans: &[abi::Span],
    owner: impl Fn() -> String,
) -> Result<Vec<Span>, StageError> {
    let text = live.document().map_or("", Document::text);
    let check = |span: &abi::Span| {
        let known = Span::new(span.start, span.end)
            .map_err(|error| contract(format!("{}: {error}", owner())))?;
        if known.slice(text).is_some() {
            return Ok(known);
        }
        Err(contract(if known.end() > text.len() {
            format!("{}: span {known} is outside the text, which has {} bytes", owner(), text.len())
        } else {
            format!("{}: span {known} cuts a character of the text in two", owner())
        }))
    };
    spans.iter().map(check).collect()
}

unsafe extern "C" fn sentence(
    call: abi::Call,
    text: abi::Str,
    spans: *const abi::Span,
    span_count: usize,
) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        let Work::Summarize = live.work else {
            return Err(contract("the plugin gave a sentence when it was not summarizing"));
        };
        // SAFETY: the plugin keeps the text and the spans until this function returns.
        let (text, spans) = unsafe {
            (
                read(text, "a sentence")?.unwrap_or_default(),
                slice(spans, span_count, "spans")?.unwrap_or_default(),
            )
        };
        live.take(text.len() + size_of_val(spans))?;
        let place = live.sentences.len() + 1;
        if text.trim().is_empty() || spans.is_empty() {
            let message = format!("summary sentence {place} has no words or no span of evidence");
            return Err(contract(message));
        }
        let spans = checked(live, spans, || format!("summary sentence {place}"))?;
        live.sentences.push(Sentence::new(text, spans));
        Ok(())
    })
}

unsafe extern "C" fn item(call: abi::Call, item: *const abi::Item) -> abi::Status {
    // SAFETY: the plugin keeps the struct, and what it points to, until this function returns.
    hand_over(call, |_| unsafe { item_of(item) }.map(Ok))
}

/// Reads and checks an item.
///
/// # Safety
/// `item` must be NULL or point to an item whose texts and bytes can be read.
unsafe fn item_of(item: *const abi::Item) -> Result<Item, StageError> {
    // SAFETY: the caller's promise.
    unsafe {
        let given = handed_over(item, "item")?;
        let uri = read(given.uri, "a URI")?.filter(|uri| !uri.trim().is_empty());
        let Some(uri) = uri else { return Err(contract("the plugin gave an item without a URI")) };
        let bytes = slice(given.data, given.length, "bytes")?.unwrap_or_default();
        let mut item = Item::new(uri, bytes.to_vec());
        item.media_type = read(given.media_type, "a media type")?.map(str::to_owned);
        if let Some(date) = read(given.retrieved, "a date")? {
            let date = date.parse().map_err(|error| contract(format!("item `{uri}`: {error}")))?;
            item.retrieved = Some(date);
        }
        item.transient = given.flags & abi::TRANSIENT != 0;
        Ok(item)
    }
}

unsafe extern "C" fn lost(
    call: abi::Call,
    uri: abi::Str,
    status: abi::Status,
    message: abi::Str,
) -> abi::Status {
    hand_over(call, |_| {
        // SAFETY: the plugin keeps the texts until this function returns.
        let (uri, message) = unsafe { (read(uri, "a URI")?, read(message, "a message")?) };
        let error = StageError::new(kind(status), message.unwrap_or("no reason given"));
        Ok(Err(ListError::Item { uri: uri.unwrap_or_default().to_owned(), error }))
    })
}

/// Sends what a listing gives to the run. It waits outside the lock, so that other functions can be
/// called meanwhile.
fn hand_over(
    call: abi::Call,
    make: impl FnOnce(&mut Live) -> Result<Result<Item, ListError>, StageError>,
) -> abi::Status {
    let mut ready = None;
    // SAFETY: a plugin has its calls from this host.
    let status = during(unsafe { Held::of(call) }, |live| {
        let Work::List { items } = &live.work else {
            return Err(contract("the plugin gave an item when it was not listing"));
        };
        let items = items.clone();
        live.check()?;
        ready = Some((items, make(live)?));
        Ok(())
    });
    let Some((items, listed)) = ready else { return status };
    // The run no longer wants items when nobody receives them.
    if items.send(listed).is_ok() { abi::OK } else { abi::CANCELLED }
}

unsafe extern "C" fn document(call: abi::Call, text: abi::Str, record: abi::Str) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        let Work::Read = live.work else {
            return Err(contract("the plugin gave a document when it was not reading"));
        };
        // SAFETY: the plugin keeps the texts until this function returns.
        let (text, record) =
            unsafe { (read(text, "a text")?, read(record, "a record")?.unwrap_or_default()) };
        live.take(text.map_or(0, str::len) + record.len())?;
        let document = document_of(record, text)?;
        live.documents.push(document);
        Ok(())
    })
}

/// A document from its record, whose text may come beside it.
pub(crate) fn document_of(record: &str, text: Option<&str>) -> Result<Document, StageError> {
    let unfit = |error: &dyn std::error::Error| {
        contract(format!("the plugin gave a document that is none: {error}"))
    };
    let mut value: Value = serde_json::from_str(record).map_err(|error| unfit(&error))?;
    if let (Some(fields), Some(_)) = (value.as_object_mut(), text) {
        fields.insert("text".to_owned(), Value::String(String::new()));
    }
    let mut record: Record = serde_json::from_value(value).map_err(|error| unfit(&error))?;
    if let Some(text) = text {
        record.text = Text::from(text);
    }
    Document::try_from(record).map_err(|error| unfit(&error))
}

unsafe extern "C" fn answer(call: abi::Call, text: abi::Str) -> abi::Status {
    // SAFETY: a plugin has its calls from this host.
    during(unsafe { Held::of(call) }, |live| {
        let Work::Target = live.work else {
            return Err(contract("the plugin answered when it was not asked"));
        };
        // SAFETY: the plugin keeps the text until this function returns.
        let text = unsafe { read(text, "an answer")? }.unwrap_or_default();
        live.take(text.len())?;
        live.answer = Some(text.to_owned());
        Ok(())
    })
}

impl Live {
    /// Counts what the plugin hands over.
    pub(crate) fn take(&mut self, bytes: usize) -> Done {
        self.given = self.given.saturating_add(bytes);
        let most = MOST_BYTES.max(self.limits().bytes.saturating_mul(4) as usize);
        if self.given > most {
            return Err(contract(format!("the plugin gave more than {most} bytes in one call")));
        }
        Ok(())
    }
}

/// A block as a plugin sees it.
pub(crate) fn block(block: &Block) -> abi::Block {
    let kind = match block.kind {
        BlockKind::Heading => abi::BLOCK_HEADING,
        BlockKind::Paragraph => abi::BLOCK_PARAGRAPH,
        BlockKind::ListItem => abi::BLOCK_LIST_ITEM,
        BlockKind::Quotation => abi::BLOCK_QUOTATION,
        BlockKind::Table => abi::BLOCK_TABLE,
        BlockKind::Code => abi::BLOCK_CODE,
        BlockKind::Title => abi::BLOCK_TITLE,
        BlockKind::Standfirst => abi::BLOCK_STANDFIRST,
        BlockKind::Byline => abi::BLOCK_BYLINE,
        BlockKind::Dateline => abi::BLOCK_DATELINE,
        BlockKind::Caption => abi::BLOCK_CAPTION,
        BlockKind::Credit => abi::BLOCK_CREDIT,
        BlockKind::Note => abi::BLOCK_NOTE,
    };
    let span = abi::Span { start: block.span.start(), end: block.span.end() };
    abi::Block { kind, reserved: 0, span }
}
