//! `when`: the condition under which a stage works on a document, in the Common Expression Language
//! (CEL; specification: github.com/google/cel-spec, crate `cel`).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cableway_core::{Document, StageError};
use cel::objects::Key;
use cel::{Context, Program, Value};

use crate::diagnostic::did_you_mean;

/// What a condition may speak of, with what each is, for `cableway stages` and the documentation.
///
/// A text that is not known is empty, so that `title.contains("x")` never fails.
pub const VARIABLES: [(&str, &str); 14] = [
    ("id", "the document's id"),
    ("uri", "where it comes from"),
    ("media_type", "the media type that its reader worked with"),
    ("language", "what a stage found, else what the source declares; empty where neither does"),
    ("title", "the headline"),
    ("publisher", "the newspaper, site or institute"),
    ("published", "when it was published, as ISO 8601 text"),
    ("url", "the canonical address"),
    ("authors", "a list of names"),
    ("section", "the part of the newspaper or site that it stands in"),
    ("tags", "a list of the source's own keywords"),
    ("text", "the whole text"),
    ("length", "the length of the text in bytes"),
    ("labels", "for each kind of annotation, the list of labels: `\"sport\" in labels.topic`"),
];

/// A condition that has been compiled and tried.
#[derive(Debug)]
pub struct Condition {
    program: Program,
    used: Vec<&'static str>,
    kinds: Vec<String>,
    /// The condition as it was written.
    pub source: String,
}

impl Condition {
    /// Compiles `source`. `kinds` are the kinds of annotation that earlier stages may have added.
    ///
    /// # Errors
    /// A message, and a hint where there is one: when it is no CEL, speaks of what does not exist, or
    /// is neither true nor false.
    pub fn compile(source: &str, kinds: Vec<String>) -> Result<Self, (String, Option<String>)> {
        let program = Program::compile(source).map_err(|errors| {
            let first = errors.errors.first();
            // The parser goes on to list every token that it would have taken.
            let message = first.map_or("", |error| &error.msg).split(" expecting").next();
            let message = message.unwrap_or_default().replace("'<EOF>'", "end");
            let has_one = source.match_indices('=').any(|(at, _)| {
                !source[..at].ends_with(['=', '!', '<', '>']) && !source[at + 1..].starts_with('=')
            });
            let hint = has_one.then(|| "`==` compares, and `=` means nothing here".to_owned());
            (format!("this is no CEL expression: {message}"), hint)
        })?;
        let mut used = Vec::new();
        for name in program.references().variables() {
            match VARIABLES.iter().find(|(known, _)| *known == name) {
                Some((known, _)) => used.push(*known),
                None => {
                    let names = VARIABLES.iter().map(|(known, _)| *known);
                    return Err((format!("unknown variable `{name}`"), did_you_mean(name, names)));
                }
            }
        }
        used.sort_unstable();
        let condition = Self { program, used, kinds, source: source.to_owned() };
        let sample = Document::builder("sample").build();
        match condition.holds(&sample) {
            Ok(_) => Ok(condition),
            Err(error) => {
                let kinds = condition.kinds.iter().map(|kind| format!("`{kind}`"));
                let kinds = kinds.collect::<Vec<_>>().join(", ");
                let hint = if kinds.is_empty() || !source.contains("labels") {
                    None
                } else {
                    Some(format!("earlier stages add labels of kind {kinds}"))
                };
                Err((error.chain().collect::<Vec<_>>().join(": "), hint))
            }
        }
    }

    /// Whether it speaks of the variable `name`.
    pub(crate) fn reads(&self, name: &str) -> bool {
        self.used.contains(&name)
    }

    /// Whether it holds for `document`.
    ///
    /// # Errors
    /// When the expression fails on this document, or gives neither true nor false.
    pub fn holds(&self, document: &Document) -> Result<bool, StageError> {
        let mut context = Context::default();
        for name in &self.used {
            context.add_variable_from_value(*name, self.value(name, document));
        }
        let failed = |message: String| {
            StageError::bad_input(format!("the condition `{}` fails: {message}", self.source))
        };
        match self.program.execute(&context) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(failed(format!("it gives {}, not true or false", other.type_of()))),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn value(&self, name: &str, document: &Document) -> Value {
        let meta = document.meta();
        let source = document.source();
        match name {
            "id" => text(Some(document.id().as_str())),
            "uri" => text(Some(&source.uri)),
            "media_type" => text(source.media_type.as_deref()),
            "language" => text(document.language()),
            "title" => text(meta.title.as_deref()),
            "publisher" => text(meta.publisher.as_deref()),
            "published" => text(meta.published.as_ref().map(cableway_core::Date::as_str)),
            "url" => text(meta.url.as_deref()),
            "authors" => list(&meta.authors),
            "section" => text(meta.section.as_deref()),
            "tags" => list(&meta.tags),
            "text" => text(Some(document.text())),
            "length" => Value::Int(i64::try_from(document.text().len()).unwrap_or(i64::MAX)),
            _ => self.labels(document),
        }
    }

    fn labels(&self, document: &Document) -> Value {
        let mut labels: BTreeMap<&str, Vec<Value>> =
            self.kinds.iter().map(|kind| (kind.as_str(), Vec::new())).collect();
        for annotation in document.annotations() {
            labels.entry(&annotation.kind).or_default().push(text(Some(&annotation.label)));
        }
        let map: HashMap<Key, Value> = labels
            .into_iter()
            .map(|(kind, labels)| (Key::from(kind.to_owned()), Value::List(Arc::new(labels))))
            .collect();
        Value::Map(cel::objects::Map { map: Arc::new(map) })
    }
}

fn text(text: Option<&str>) -> Value {
    Value::String(Arc::new(text.unwrap_or_default().to_owned()))
}

fn list(texts: &[String]) -> Value {
    Value::List(Arc::new(texts.iter().map(|entry| text(Some(entry))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cableway_core::{Annotation, Annotations, BlockKind};

    fn document() -> Document {
        let mut builder = Document::builder("inbox/a.txt");
        builder.meta.title = Some("Oil price cap".to_owned());
        builder.meta.language = Some("en".to_owned());
        builder.block(BlockKind::Paragraph, "Oil.");
        let mut document = builder.build();
        let stage = "topics".parse().unwrap();
        let mut annotations = Annotations::new("topics".parse().unwrap());
        annotations.push(Annotation::new("topic", "energy"));
        document.add_annotations(&stage, &["topic"], annotations).unwrap();
        document
    }

    #[track_caller]
    fn check(source: &str, expect: &str) {
        let got = match Condition::compile(source, vec!["topic".to_owned()]) {
            Ok(condition) => match condition.holds(&document()) {
                Ok(holds) => holds.to_string(),
                Err(error) => format!("! {error}"),
            },
            Err((message, hint)) => format!("! {message} ({})", hint.unwrap_or_default()),
        };
        assert_eq!(got, expect, "{source}");
    }

    #[test]
    fn conditions() {
        check("language == 'en'", "true");
        check("language == 'de' || title.contains('Oil')", "true");
        check("'energy' in labels.topic", "true");
        check("'sport' in labels.topic && length > 3", "false");
        check("size(authors) == 0", "true");
        check("published < '2020'", "true");
    }

    #[test]
    fn mistakes() {
        check(
            "tongue == 'en'",
            "! unknown variable `tongue` (known here: `id`, `uri`, `media_type`, `language`, `title`, `publisher`, `published`, `url`, `authors`, `section`, `tags`, `text`, `length`, `labels`)",
        );
        check("lang == 'en'", "! unknown variable `lang` (did you mean `language`?)");
        check("languge == 'en'", "! unknown variable `languge` (did you mean `language`?)");
        check("title", "! the condition `title` fails: it gives string, not true or false ()");
        check(
            "'x' in labels.actor",
            "! the condition `'x' in labels.actor` fails: No such key: actor (earlier stages add labels of kind `topic`)",
        );
    }
}
