//! From any JSON object to a document, by the names of its fields.

use cableway_core::{
    BlockKind, Context, Date, Document, DocumentBuilder, DocumentId, Item, StageError,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::date::{self, Order};
use crate::reader::{html, language, markdown};

/// The longest text that a message quotes, in characters.
const QUOTED: usize = 60;

/// Which field holds what. Each is a key (`title`), keys with dots between them (`meta.title`), or a
/// JSON pointer (`/meta/title`, RFC 6901).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldsConfig {
    /// The article itself.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// The lines under the headline.
    pub standfirst: Option<String>,
    /// Who wrote it: a text, or a list of them.
    pub authors: Option<String>,
    /// The newspaper, site or institute.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was last changed.
    pub modified: Option<String>,
    /// The language, such as `en`.
    pub language: Option<String>,
    /// The canonical address.
    pub url: Option<String>,
    /// The part of the newspaper or site that it stands in.
    pub section: Option<String>,
    /// The source's own keywords: a text, or a list of them.
    pub tags: Option<String>,
    /// A name that stays the same when the article changes; without it, the file and what the line says make one.
    pub id: Option<String>,
}

/// What the text field holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// Paragraphs with empty lines between them, or one a line.
    #[default]
    Text,
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
}

impl TextFormat {
    fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
        }
    }
}

/// Reads `object`, which is `item`, as one document.
pub(super) fn document(
    object: &Value,
    item: &Item,
    fields: &FieldsConfig,
    format: TextFormat,
    context: &Context<'_>,
) -> Result<Document, StageError> {
    let reader = Reader { object, context };
    let text = reader.required(&fields.text)?;
    let mut builder = DocumentBuilder::from_item(item);
    builder.source.media_type = Some(format.media_type().to_owned());
    builder.source.reader = Some("jsonl/1".to_owned());
    let title = reader.text(fields.title.as_deref())?;
    let standfirst = reader.text(fields.standfirst.as_deref())?;
    match format {
        TextFormat::Text => {
            for (kind, line) in [(BlockKind::Title, &title), (BlockKind::Standfirst, &standfirst)] {
                builder.block(kind, &one_line(line.as_deref().unwrap_or_default()));
            }
            paragraphs(text, &mut builder);
        }
        TextFormat::Html => html::read(text, &mut builder, context)?,
        TextFormat::Markdown => markdown::read(text, &mut builder, context)?,
    }
    if builder.blocks().iter().all(|block| !block.kind.is_body()) {
        return Err(StageError::bad_input(format!("field `{}` holds no text", fields.text)));
    }
    let meta = &mut builder.meta;
    // What a field says wins over what the text's own format says.
    meta.title = title.or(meta.title.take());
    meta.standfirst = standfirst.or(meta.standfirst.take());
    meta.publisher = reader.text(fields.publisher.as_deref())?.or(meta.publisher.take());
    meta.url = reader.text(fields.url.as_deref())?.or(meta.url.take());
    meta.section = reader.text(fields.section.as_deref())?.or(meta.section.take());
    meta.language = reader.language(fields.language.as_deref())?.or(meta.language.take());
    let order = meta.language.as_deref().map_or(Order::Unknown, Order::of_language);
    meta.published = reader.date(fields.published.as_deref(), order)?.or(meta.published.take());
    meta.modified = reader.date(fields.modified.as_deref(), order)?.or(meta.modified.take());
    for (slot, path) in [(&mut meta.authors, &fields.authors), (&mut meta.tags, &fields.tags)] {
        let given = reader.list(path.as_deref())?;
        if !given.is_empty() {
            *slot = given;
        }
    }
    if let Some(id) = reader.text(fields.id.as_deref())? {
        // What cannot be an id as it is makes one, as a URI does.
        builder.id(DocumentId::new(&*id).unwrap_or_else(|| DocumentId::from_uri(&id)));
    }
    Ok(builder.build())
}

fn paragraphs(text: &str, builder: &mut DocumentBuilder) {
    let has_empty_lines = text.lines().any(|line| line.trim().is_empty());
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        let line = one_line(line);
        if line.is_empty() || !has_empty_lines {
            builder.block(BlockKind::Paragraph, &paragraph);
            paragraph.clear();
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(&line);
    }
    builder.block(BlockKind::Paragraph, &paragraph);
}

/// In one line, and without control characters, which JSON can spell and no text needs.
fn one_line(text: &str) -> String {
    let plain = text.split(|c: char| c.is_whitespace() || c.is_control());
    plain.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The value at `path`; nothing where there is none, or it is null.
fn get<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    let found = if path.starts_with('/') {
        object.pointer(path)
    } else {
        // A key may itself have dots.
        object.get(path).or_else(|| path.split('.').try_fold(object, |value, key| value.get(key)))
    };
    found.filter(|value| !value.is_null())
}

/// The text at `path`, or the number as text; nothing where there is none, or it is empty.
pub(super) fn text(object: &Value, path: &str) -> Result<Option<String>, StageError> {
    let text = match get(object, path) {
        None => return Ok(None),
        Some(Value::String(text)) => one_line(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(value) => return Err(wrong_type(path, "a text", value)),
    };
    Ok((!text.is_empty()).then_some(text))
}

struct Reader<'a> {
    object: &'a Value,
    context: &'a Context<'a>,
}

impl<'a> Reader<'a> {
    fn get(&self, path: &str) -> Option<&'a Value> {
        get(self.object, path)
    }

    fn required(&self, path: &str) -> Result<&'a str, StageError> {
        if self.object.get(path).is_some_and(Value::is_null) {
            return Err(StageError::bad_input(format!("the field `{path}` for the text is null")));
        }
        let value = self.get(path).ok_or_else(|| {
            let keys = self.object.as_object().into_iter().flat_map(|object| object.keys());
            let keys: Vec<String> = keys.take(12).map(|key| format!("`{key}`")).collect();
            StageError::bad_input(format!(
                "there is no field `{path}` for the text; there is {}",
                if keys.is_empty() { "none at all".to_owned() } else { keys.join(", ") }
            ))
        })?;
        value.as_str().ok_or_else(|| wrong_type(path, "a text", value))
    }

    fn text(&self, path: Option<&str>) -> Result<Option<String>, StageError> {
        path.map_or(Ok(None), |path| text(self.object, path))
    }

    fn list(&self, path: Option<&str>) -> Result<Vec<String>, StageError> {
        let Some((path, value)) = path.and_then(|path| Some((path, self.get(path)?))) else {
            return Ok(Vec::new());
        };
        let Value::Array(values) = value else {
            return Ok(self.text(Some(path))?.into_iter().collect());
        };
        let mut list = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let text = value.as_str().ok_or_else(|| wrong_type(path, "a list of texts", value))?;
            let text = one_line(text);
            if !text.is_empty() && !list.contains(&text) {
                list.push(text);
            }
        }
        Ok(list)
    }

    fn date(&self, path: Option<&str>, order: Order) -> Result<Option<Date>, StageError> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        match date::read(&text, order) {
            Ok(date) => Ok(Some(date)),
            Err(unread) => {
                self.note(path, &text, &unread.to_string());
                Ok(None)
            }
        }
    }

    fn language(&self, path: Option<&str>) -> Result<Option<String>, StageError> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        let tag = language::normalise(&text);
        if tag.is_none() {
            self.note(path, &text, "is no tag of a language");
        }
        Ok(tag)
    }

    fn note(&self, path: Option<&str>, text: &str, what: &str) {
        let quoted: String = text.chars().take(QUOTED).collect();
        let more = if quoted.len() < text.len() { "…" } else { "" };
        self.context.note(format!("`{}`: \"{quoted}{more}\" {what}", path.unwrap_or_default()));
    }
}

fn wrong_type(path: &str, wanted: &str, found: &Value) -> StageError {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    StageError::bad_input(format!("field `{path}` must be {wanted}, and is {found}"))
}
