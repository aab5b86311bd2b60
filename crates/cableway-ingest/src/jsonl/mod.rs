//! The stage `jsonl`.

mod fields;
mod identity;
mod lines;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use cableway_core::{
    ConfigError, Context, Document, Ingest, Item, ListError, Origin, Record, Setup, Stage,
    StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use self::lines::{Line, Lines};
use crate::parts::Names;
use crate::steady::{self, Watched};
use crate::unpack::streaming;
use crate::walk::{Found, Walk};

pub use fields::{FieldsConfig, TextFormat};

/// Reads JSON Lines, a document each line: Cableway's own records, or any objects whose fields are
/// named. Files may be packed with gzip or Zstandard; they are read as a stream, so that their size
/// does not matter.
///
/// A line's URI is that of the file with `#id=` and the id that the line bears, or else `#digest=` and the digest of what
/// it says, so that lines that come or go before it change nothing; of equal ones the second has `~2`. Its number, from
/// 1, is its [part](Item::part).
#[derive(Debug)]
pub struct JsonLines {
    walk: Walk,
    config: JsonLinesConfig,
    limit: u64,
}

/// What a pipeline may tell `jsonl`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JsonLinesConfig {
    /// The files to read: each entry is a file, a folder (all that is in it, however deep), a glob
    /// such as `feed/*.jsonl`, or `-` for standard input. Relative to the pipeline file.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// What to leave out, in the patterns of a `.gitignore`.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Which field holds what; without it, each line is a record by the published schema.
    #[serde(default)]
    pub fields: Option<FieldsConfig>,
    /// What the text field holds.
    #[serde(default)]
    pub text_format: TextFormat,
    /// What becomes of the annotations, summaries and notes of records: `drop` lets the same stages
    /// speak anew, `keep` adds to them.
    #[serde(default)]
    pub annotations: Kept,
    /// Whether an entry of `paths` may find nothing. Without it that ends the run.
    #[serde(default)]
    pub allow_empty: bool,
    /// Whether to read files, and folders, whose names start with a dot.
    #[serde(default)]
    pub hidden: bool,
}

/// What becomes of what earlier stages said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    /// It is left out.
    #[default]
    Drop,
    /// It stays. The names of stages must then differ from those that spoke before.
    Keep,
}

impl Stage for JsonLines {
    type Config = JsonLinesConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Ingest,
            "jsonl",
            "reads records, or other JSON, a document each line",
        )
        .version("3")
    }

    fn new(config: JsonLinesConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let walk = Walk::new(setup, &config.paths, &config.exclude, config.hidden)?;
        Ok(Self { walk, config, limit: setup.limits().bytes })
    }
}

impl Ingest for JsonLines {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        let files = self.walk.found(self.config.allow_empty, context);
        Box::new(files.flat_map(move |found| -> Box<dyn Iterator<Item = _> + 'a> {
            match found {
                Ok(found) => match open(&found) {
                    Ok((reader, watched)) => {
                        let end = steady::at_end(found.uri.clone(), watched);
                        let lines = Lines::new(reader, self.limit);
                        Box::new(items(found, lines, self.id_path(), context).chain(end))
                    }
                    Err(error) => {
                        let lost = Err(ListError::Item { uri: found.uri, error });
                        Box::new(std::iter::once(lost))
                    }
                },
                Err(error) => Box::new(std::iter::once(Err(error))),
            }
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let text = std::str::from_utf8(&item.bytes).map_err(|error| {
            let at = error.valid_up_to();
            StageError::bad_input(format!("the line is not UTF-8 text: byte {at} is not"))
        })?;
        let document = match &self.config.fields {
            Some(fields) => {
                let object = parse(text)?;
                if !object.is_object() {
                    return Err(not_an_object(text));
                }
                fields::document(&object, item, fields, self.config.text_format, context)?
            }
            None => self.record(text)?,
        };
        Ok(vec![document])
    }

    fn reads(&self, path: &Path) -> bool {
        self.walk.reads(path)
    }

    fn origin(&self) -> Origin {
        self.walk.origin()
    }

    fn enters(&self, path: &Path) -> bool {
        self.walk.enters(path)
    }
}

impl JsonLines {
    /// Which field holds the id of a line.
    fn id_path(&self) -> Option<&str> {
        match &self.config.fields {
            Some(fields) => fields.id.as_deref(),
            None => Some("id"),
        }
    }

    fn record(&self, text: &str) -> Result<Document, StageError> {
        let object = parse(text)?;
        if !object.is_object() {
            return Err(not_an_object(text));
        }
        if object.get("schema").is_none() {
            return Err(StageError::bad_input(
                "the line is no record: it has no `schema`; `fields` says which field holds what in \
                 other JSON",
            ));
        }
        let mut record: Record = serde_json::from_value(object).map_err(|error| {
            StageError::bad_input("the line is no record by the published schema")
                .with_source(error)
        })?;
        if self.config.annotations == Kept::Drop {
            record.annotations.clear();
            record.summaries.clear();
            record.notes.clear();
        }
        Document::try_from(record).map_err(|violation| {
            StageError::bad_input("the record breaks a rule").with_source(violation)
        })
    }
}

fn parse(text: &str) -> Result<Value, StageError> {
    serde_json::from_str(text).map_err(|error| {
        if text.trim_end() == "{" || text.trim_start().starts_with('[') {
            return not_an_object(text);
        }
        StageError::bad_input(format!("the line is no JSON (column {})", error.column()))
            .with_source(error)
    })
}

fn not_an_object(text: &str) -> StageError {
    let start = text.trim_start();
    let what = if start.starts_with('[') {
        "begins a JSON array"
    } else if start.starts_with('{') {
        "begins an object that goes over many lines"
    } else {
        "is no object"
    };
    StageError::bad_input(format!(
        "the line {what}: JSON Lines has one object a line, such as `jq -c '.[]'` makes"
    ))
}

type Opened = (Box<dyn BufRead + Send>, Option<Watched>);

fn open(found: &Found) -> Result<Opened, StageError> {
    let unopened = |error| StageError::io("cannot be opened", error);
    if found.is_standard_input() {
        let reader = Box::new(BufReader::new(io::stdin()));
        return Ok((streaming(reader).map_err(unopened)?, None));
    }
    let open = || File::open(&found.path).map_err(unopened);
    steady::read(open, |file| {
        streaming(Box::new(BufReader::with_capacity(64 << 10, file))).map_err(unopened)
    })
}

/// The lines of a file as items; `id` says which field holds their id. A file that breaks off gives what came before.
fn items<'a>(
    found: Found,
    mut lines: Lines<Box<dyn BufRead + Send>>,
    id: Option<&'a str>,
    context: &'a Context<'a>,
) -> impl Iterator<Item = Result<Item, ListError>> + 'a {
    let transient = found.is_standard_input();
    let mut names = Names::default();
    let mut over = false;
    std::iter::from_fn(move || {
        while !over && context.check().is_ok() {
            let line = lines.next();
            match line {
                Ok(Line::Bytes(bytes)) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Line::Bytes(bytes)) => {
                    let name = names.give(identity::name(&bytes, id));
                    let uri = format!("{}#{name}", found.uri);
                    let part = Some(format!("line {}", lines.number));
                    let media_type = Some("application/json".to_owned());
                    return Some(Ok(Item { part, media_type, transient, ..Item::new(uri, bytes) }));
                }
                Ok(Line::TooLong) => {
                    let limit = context.limits().bytes;
                    let message =
                        format!("the line has more than {limit} bytes (`bytes` under [limits])");
                    let error = StageError::limit(message);
                    // Nobody knows more of it than its place.
                    let uri = format!("{}#line={}", found.uri, lines.number);
                    return Some(Err(ListError::Item { uri, error }));
                }
                Ok(Line::End) => over = true,
                Err(error) => {
                    over = true;
                    let message = format!("breaks off after line {}", lines.number);
                    let error = match error.kind() {
                        io::ErrorKind::UnexpectedEof
                        | io::ErrorKind::InvalidData
                        | io::ErrorKind::InvalidInput
                        | io::ErrorKind::Other => StageError::bad_input(message).with_source(error),
                        _ => StageError::io(message, error),
                    };
                    return Some(Err(ListError::Item { uri: found.uri.clone(), error }));
                }
            }
        }
        None
    })
}
