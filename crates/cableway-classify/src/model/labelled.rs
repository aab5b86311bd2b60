//! Documents with the labels that people gave them.

use std::collections::BTreeMap;
use std::fmt;

use cableway_core::{BlockKind, Digest, Document, Record};
use serde::Deserialize;
use serde_json::Value;

/// The most mistakes that are told at once.
const MOST_MISTAKES: usize = 20;

/// A document with the labels that people gave it.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The line of the file that it stands in, from 1.
    pub line: usize,
    /// The labels, each once, sorted; there may be none.
    pub labels: Vec<String>,
    /// The document.
    pub document: Document,
}

/// Labelled documents, as a file of JSON Lines gives them.
#[derive(Clone, Debug)]
pub struct LabelledSet {
    /// The documents, in the order of the file.
    pub documents: Vec<Labelled>,
    /// What a user should know, though it is no mistake.
    pub warnings: Vec<String>,
    /// The digest of the file.
    pub digest: Digest,
}

/// What is wrong with labelled data: all of it, or the first twenty mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The mistakes, in the order of the file, each with its line where it has one.
    pub mistakes: Vec<String>,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mistakes.join("; "))
    }
}

impl std::error::Error for DataError {}

impl DataError {
    pub(super) fn one(mistake: impl Into<String>) -> Self {
        Self { mistakes: vec![mistake.into()] }
    }
}

/// The labels of a line.
#[derive(Deserialize)]
struct Labels {
    label: Option<Value>,
    labels: Option<Value>,
}

/// The rest of a line that is no record.
#[derive(Deserialize)]
struct Plain {
    text: Option<Value>,
    title: Option<Value>,
    id: Option<Value>,
}

impl LabelledSet {
    /// Reads JSON Lines: objects with `label` or `labels`, `text` and, where there are any, `title` and
    /// `id`; or Cableway's own records with `label` or `labels` added. `docs/model.md` describes them.
    ///
    /// Two lines of one `id` are one document: the second is left out, with a warning.
    ///
    /// # Errors
    /// When there is no document, a line is no JSON or lacks something, or two lines of one `id` have
    /// different labels.
    ///
    /// ```
    /// use cableway_classify::LabelledSet;
    ///
    /// let set = LabelledSet::read(br#"{"label": "sea", "title": "Ferry", "text": "It sails."}"#)?;
    /// assert_eq!(set.documents[0].labels, ["sea"]);
    /// let error = LabelledSet::read(br#"{"text": "It sails."}"#).unwrap_err();
    /// assert_eq!(error.mistakes, ["line 1: there is neither `label` nor `labels`"]);
    /// # Ok::<(), cableway_classify::DataError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, DataError> {
        let mut documents: Vec<Labelled> = Vec::new();
        let mut warnings = Vec::new();
        let mut mistakes = Vec::new();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (place, line) in content.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let number = place + 1;
            let (id, labelled) = match read_line(line, number) {
                Ok(read) => read,
                Err(mistake) => {
                    mistakes.push(format!("line {number}: {mistake}"));
                    continue;
                }
            };
            if let Some(id) = id {
                if let Some(&other) = ids.get(&id) {
                    let other = &documents[other];
                    if other.labels == labelled.labels {
                        warnings.push(format!(
                            "line {number} has the id `{id}` of line {}: it is left out",
                            other.line
                        ));
                    } else {
                        mistakes.push(format!(
                            "line {number} has the id `{id}` of line {}, but other labels: {} and {}",
                            other.line,
                            shown(&labelled.labels),
                            shown(&other.labels),
                        ));
                    }
                    continue;
                }
                ids.insert(id, documents.len());
            }
            documents.push(labelled);
        }
        if mistakes.len() > MOST_MISTAKES {
            let more = mistakes.len() - MOST_MISTAKES;
            mistakes.truncate(MOST_MISTAKES);
            mistakes.push(format!("and {more} more"));
        }
        if documents.is_empty() && mistakes.is_empty() {
            mistakes.push("there is no document in it".to_owned());
        }
        if !mistakes.is_empty() {
            return Err(DataError { mistakes });
        }
        Ok(Self { documents, warnings, digest: Digest::of(bytes) })
    }
}

fn shown(labels: &[String]) -> String {
    if labels.is_empty() {
        return "none".to_owned();
    }
    labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ")
}

fn read_line(line: &[u8], number: usize) -> Result<(Option<String>, Labelled), String> {
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("this is not UTF-8 text: byte {} is not", error.valid_up_to()))?;
    let object: Value = serde_json::from_str(text)
        .map_err(|error| format!("this is no JSON (column {})", error.column()))?;
    if !object.is_object() {
        return Err("this is no JSON object: JSON Lines has one a line".to_owned());
    }
    let is_record = object.get("schema").is_some();
    let given = Labels::deserialize(&object).map_err(|error| error.to_string())?;
    let labels = labels(given)?;
    let (id, document) = if is_record {
        let record: Record = serde_json::from_value(object)
            .map_err(|error| format!("this is no record by the published schema: {error}"))?;
        let document = Document::try_from(record)
            .map_err(|violation| format!("the record breaks a rule: {violation}"))?;
        (Some(document.id().to_string()), document)
    } else {
        plain(&object, number)?
    };
    Ok((id, Labelled { line: number, labels, document }))
}

fn labels(given: Labels) -> Result<Vec<String>, String> {
    let mut labels = match (given.label, given.labels) {
        (Some(_), Some(_)) => {
            return Err("there are both `label` and `labels`: one says it".to_owned());
        }
        (None, None) => return Err("there is neither `label` nor `labels`".to_owned()),
        (Some(Value::String(label)), None) => vec![label],
        (Some(_), None) => return Err("`label` is no text".to_owned()),
        (None, Some(list)) => serde_json::from_value::<Vec<String>>(list)
            .map_err(|_| "`labels` is no list of texts".to_owned())?,
    };
    for label in &mut labels {
        *label = label.trim().to_owned();
        if label.is_empty() {
            return Err("a label is empty".to_owned());
        }
        if label.chars().any(char::is_control) || label.chars().count() > 200 {
            return Err("a label is one line of at most 200 characters".to_owned());
        }
    }
    labels.sort_unstable();
    labels.dedup();
    Ok(labels)
}

fn plain(object: &Value, number: usize) -> Result<(Option<String>, Document), String> {
    let plain = Plain::deserialize(object).map_err(|error| error.to_string())?;
    let title = match plain.title {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(title)) => title,
        Some(_) => return Err("`title` is no text".to_owned()),
    };
    let text = match plain.text {
        Some(Value::String(text)) => text,
        Some(_) => return Err("`text` is no text".to_owned()),
        None => return Err("there is no `text`".to_owned()),
    };
    let id = match plain.id {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(id),
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(_) => return Err("`id` is neither a text nor a number".to_owned()),
    };
    let mut builder = Document::builder(format!("#line={number}"));
    builder.block(BlockKind::Title, &title);
    if !title.trim().is_empty() {
        builder.meta.title = Some(title.trim().to_owned());
    }
    for paragraph in text.lines() {
        builder.block(BlockKind::Paragraph, paragraph);
    }
    if builder.blocks().is_empty() {
        return Err("`text` is empty, and there is no `title`".to_owned());
    }
    Ok((id, builder.build()))
}
