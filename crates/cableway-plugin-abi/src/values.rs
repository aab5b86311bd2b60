//! What is handed across.

/// UTF-8 text that belongs to whoever hands it over. Absent text is a NULL pointer with length 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Str {
    /// The first byte.
    pub data: *const u8,
    /// The length in bytes.
    pub length: usize,
}

impl Str {
    /// No text.
    pub const NONE: Self = Self { data: core::ptr::null(), length: 0 };

    /// A view of `text`, valid for as long as `text` is.
    pub const fn new(text: &str) -> Self {
        Self { data: text.as_ptr(), length: text.len() }
    }
}

/// Bytes of a document's text, the end excluded.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A heading inside the article: body.
pub const BLOCK_HEADING: u32 = 0;
/// A paragraph: body.
pub const BLOCK_PARAGRAPH: u32 = 1;
/// One entry of a list: body.
pub const BLOCK_LIST_ITEM: u32 = 2;
/// Somebody else's words: body.
pub const BLOCK_QUOTATION: u32 = 3;
/// A table: body.
pub const BLOCK_TABLE: u32 = 4;
/// Preformatted lines: body.
pub const BLOCK_CODE: u32 = 5;
/// The headline of the article.
pub const BLOCK_TITLE: u32 = 16;
/// The lines under the headline.
pub const BLOCK_STANDFIRST: u32 = 17;
/// Who wrote it.
pub const BLOCK_BYLINE: u32 = 18;
/// When, or where, it was written.
pub const BLOCK_DATELINE: u32 = 19;
/// The words under a picture or a table.
pub const BLOCK_CAPTION: u32 = 20;
/// Whose picture it is.
pub const BLOCK_CREDIT: u32 = 21;
/// A remark about the article.
pub const BLOCK_NOTE: u32 = 22;

/// A part of a document's text. Kinds below 16 are the body.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// One of the `BLOCK_` numbers; a later host may know more.
    pub kind: u32,
    /// Zero.
    pub reserved: u32,
    /// Where it stands.
    pub span: Span,
}

/// A document, valid during the call that it is handed to. The rest of its record is had with
/// [`Host::record`](crate::Host::record).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// The size of this struct in bytes, as the host knew it.
    pub size: usize,
    /// The document's name across runs.
    pub id: Str,
    /// The URI of the item that it comes from.
    pub uri: Str,
    /// Its language as far as it is known: what a stage found, else what the source declares.
    pub language: Str,
    /// The text that all spans count bytes of; not copied.
    pub text: Str,
    /// Its blocks, for a stage with [`READS_BLOCKS`](crate::READS_BLOCKS) or
    /// [`READS_LABELS`](crate::READS_LABELS); else NULL.
    pub blocks: *const Block,
    /// How many blocks there are.
    pub block_count: usize,
    /// What the pipeline calls the stage: ids of annotations begin with it.
    pub stage: Str,
    /// When it was first published, as ISO 8601, for a stage with [`READS_LABELS`](crate::READS_LABELS) where it is known;
    /// else absent. Since 1.3.
    pub published: Str,
    /// What the stages before found of the kinds that the stage needs or uses, in the order of the record, for a stage with
    /// [`READS_LABELS`](crate::READS_LABELS); else NULL. Since 1.3.
    pub labels: *const Label,
    /// How many of them there are. Since 1.3.
    pub label_count: usize,
}

/// What another stage found: an annotation without its score, attributes and links. Since 1.3.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Its id, for links.
    pub id: Str,
    /// What the pipeline calls the stage that found it.
    pub stage: Str,
    /// Its kind.
    pub kind: Str,
    /// What it says.
    pub label: Str,
    /// The words that it rests on.
    pub spans: *const Span,
    /// How many spans there are.
    pub span_count: usize,
}

/// The annotation has a score.
pub const HAS_SCORE: u32 = 1;

/// What a classify stage says about a document.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Annotation {
    /// The size of this struct in bytes, as the plugin knew it.
    pub size: usize,
    /// One of the kinds that the stage declares.
    pub kind: Str,
    /// What it says; not empty.
    pub label: Str,
    /// [`HAS_SCORE`], or 0.
    pub flags: u32,
    /// Zero.
    pub reserved: u32,
    /// How strongly the stage holds to it: a finite number.
    pub score: f64,
    /// The words that it rests on, in the order of the text.
    pub spans: *const Span,
    /// How many spans there are.
    pub span_count: usize,
    /// A JSON object, or absent.
    pub attributes: Str,
    /// How it stands to other annotations.
    pub links: *const Link,
    /// How many links there are.
    pub link_count: usize,
    /// More attributes, without JSON around them. One that is in `attributes` too counts here. Since 1.1.
    pub values: *const Attribute,
    /// How many of them there are. Since 1.1.
    pub value_count: usize,
}

/// The attribute is the number `integer`.
pub const ATTRIBUTE_INTEGER: u32 = 1;
/// The attribute is the number `number`, which is finite.
pub const ATTRIBUTE_NUMBER: u32 = 2;
/// The attribute is `text`.
pub const ATTRIBUTE_TEXT: u32 = 3;
/// The attribute is true where `integer` is not zero, else false.
pub const ATTRIBUTE_BOOLEAN: u32 = 4;
/// The attribute is the value that `text` holds as JSON.
pub const ATTRIBUTE_JSON: u32 = 5;

/// One attribute of an annotation. Since 1.1.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// What it is called.
    pub name: Str,
    /// One of the `ATTRIBUTE_` numbers: which of the following fields counts.
    pub kind: u32,
    /// Zero.
    pub reserved: u32,
    /// For [`ATTRIBUTE_INTEGER`] and [`ATTRIBUTE_BOOLEAN`].
    pub integer: i64,
    /// For [`ATTRIBUTE_NUMBER`].
    pub number: f64,
    /// For [`ATTRIBUTE_TEXT`] and [`ATTRIBUTE_JSON`].
    pub text: Str,
}

/// How one annotation stands to another of the same document.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// What the other is to this one.
    pub role: Str,
    /// The other's id: the name of the stage, `-`, and a number from 1.
    pub to: Str,
}

/// The item's URI cannot be read a second time: its bytes go to quarantine with it.
pub const TRANSIENT: u32 = 1;

/// Raw bytes from a source.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The size of this struct in bytes, as its maker knew it.
    pub size: usize,
    /// Where the bytes come from; names one item only.
    pub uri: Str,
    /// The media type with its parameters, or absent.
    pub media_type: Str,
    /// When a remote source was asked, as ISO 8601, or absent.
    pub retrieved: Str,
    /// The bytes.
    pub data: *const u8,
    /// How many bytes there are.
    pub length: usize,
    /// [`TRANSIENT`], or 0.
    pub flags: u32,
    /// Zero.
    pub reserved: u32,
}
