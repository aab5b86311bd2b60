//! Small stages that do, or break, one thing each.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in a `#[test]`"
)]

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use cableway_core::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, DocumentBuilder,
    Export, Ingest, Item, KeyPath, ListError, Registry, Sentence, Setup, Span, Stage, StageError,
    StageInfo, StageKind, Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) fn registry() -> Registry {
    let mut registry = Registry::new();
    registry
        .ingest::<Numbers>()
        .classify::<Mark>()
        .classify::<Needy>()
        .classify::<Count>()
        .classify::<Bad>()
        .summarize::<First>()
        .export::<Lines>();
    registry
}

/// Gives the documents `n/0`, `n/1`, … each with the text `number N`.
pub(crate) struct Numbers(NumbersConfig);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumbersConfig {
    /// How many.
    #[schemars(range(min = 1))]
    count: u64,
    /// Their URIs start with this.
    #[serde(default = "n")]
    prefix: String,
    /// These cannot be listed.
    #[serde(default)]
    unlisted: Vec<u64>,
    /// The documents in one item.
    #[serde(default = "one")]
    per_item: u64,
    /// The source gives up after this many.
    #[serde(default)]
    broken_after: Option<u64>,
}

fn n() -> String {
    "n".to_owned()
}

fn one() -> u64 {
    1
}

impl Stage for Numbers {
    type Config = NumbersConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "numbers", "counts")
    }

    fn new(config: NumbersConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(config))
    }
}

impl Ingest for Numbers {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new((0..self.0.count).map(|number| {
            let uri = format!("{}/{number}", self.0.prefix);
            if self.0.broken_after == Some(number) {
                return Err(ListError::Source(StageError::bad_input("the source has dried up")));
            }
            if self.0.unlisted.contains(&number) {
                let error = StageError::limit("this number is too large");
                return Err(ListError::Item { uri, error });
            }
            Ok(Item::new(uri, number.to_string().into_bytes()))
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        context.note("read as a number");
        let number = String::from_utf8_lossy(&item.bytes).into_owned();
        Ok((0..self.0.per_item)
            .map(|part| {
                let mut builder = DocumentBuilder::from_item(item);
                if self.0.per_item > 1 {
                    builder.source.uri = format!("{}#{part}", item.uri);
                }
                builder.block(BlockKind::Paragraph, &format!("number {number}"));
                builder.build()
            })
            .collect())
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// Says `even` or `odd`.
pub(crate) struct Mark;

impl Stage for Mark {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "mark", "says even or odd").adds(&["parity"])
    }

    fn new(_: Empty, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Classify for Mark {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        let even = document.text().ends_with(['0', '2', '4', '6', '8']);
        let label = if even { "even" } else { "odd" };
        let spans = Span::new(7, document.text().len());
        annotations.push(Annotation::new("parity", label).with_spans(spans));
        Ok(())
    }
}

/// Cannot do without `mark`.
pub(crate) struct Needy;

impl Stage for Needy {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "needy", "needs parity").needs(&["parity"])
    }

    fn new(_: Empty, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Classify for Needy {
    fn classify(
        &self,
        _: &Document,
        _: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        Ok(())
    }
}

/// Numbers the documents in the order in which it sees them.
pub(crate) struct Count(Mutex<u64>);

impl Stage for Count {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "count", "numbers documents").adds(&["place"]).ordered()
    }

    fn new(_: Empty, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(Mutex::new(0)))
    }
}

impl Classify for Count {
    fn classify(
        &self,
        _: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        let mut seen = self.0.lock().unwrap();
        *seen += 1;
        annotations.push(Annotation::new("place", seen.to_string()));
        Ok(())
    }
}

/// Does what no stage may do, to the documents whose text ends with `on`.
pub(crate) struct Bad(BadConfig);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BadConfig {
    /// What to do.
    does: Deed,
    /// To which documents.
    on: String,
}

/// A bad deed.
#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    Error,
    Panic,
    SpanOutside,
    UndeclaredKind,
    EmptyLabel,
    DanglingLink,
    Hang,
    Loop,
    ConfigError,
}

impl Stage for Bad {
    type Config = BadConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "bad", "breaks rules").adds(&["good"])
    }

    fn new(config: BadConfig, _: &Setup) -> Result<Self, ConfigError> {
        if config.does == Deed::ConfigError {
            return Err(ConfigError::at(KeyPath::from("on"), "no document ends with this"));
        }
        Ok(Self(config))
    }
}

impl Classify for Bad {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        if !document.text().ends_with(&self.0.on) {
            return Ok(());
        }
        let good = Annotation::new("good", "well");
        match self.0.does {
            Deed::Error => {
                let cause = "x".parse::<u8>().unwrap_err();
                return Err(StageError::bad_input("cannot count").with_source(cause));
            }
            Deed::Panic => panic!("out of fingers"),
            Deed::SpanOutside => {
                annotations.push(good.with_span(Span::new(3, 999).unwrap()));
            }
            Deed::UndeclaredKind => {
                annotations.push(Annotation::new("evil", "well"));
            }
            Deed::EmptyLabel => {
                annotations.push(Annotation::new("good", " "));
            }
            Deed::DanglingLink => {
                annotations.push(good.with_link("same_as", "bad-9"));
            }
            Deed::Hang => loop {
                std::thread::sleep(Duration::from_millis(50));
            },
            Deed::Loop => loop {
                std::thread::sleep(Duration::from_millis(1));
                context.check()?;
            },
            Deed::ConfigError => {}
        }
        Ok(())
    }
}

/// Gives the first word.
pub(crate) struct First;

impl Stage for First {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "first", "gives the first word")
    }

    fn new(_: Empty, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Summarize for First {
    fn summarize(
        &self,
        document: &Document,
        _: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let span = Span::new(0, 6).unwrap();
        let text = document.slice(span).unwrap_or_default().to_owned();
        Ok(Some(Summary::new(vec![Sentence::new(text, vec![span])])))
    }
}

/// Writes a line of JSON for each document, all at once at the end.
pub(crate) struct Lines {
    path: PathBuf,
    fails: bool,
    written: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinesConfig {
    /// Where to.
    path: String,
    /// Whether to fail at the end.
    #[serde(default)]
    fails: bool,
}

impl Stage for Lines {
    type Config = LinesConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "lines", "writes lines")
    }

    fn new(config: LinesConfig, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { path: setup.resolve(config.path), fails: config.fails, written: String::new() })
    }
}

impl Export for Lines {
    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        self.written.push_str(&serde_json::to_string(document.record()).unwrap());
        self.written.push('\n');
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        if self.fails {
            return Err(StageError::io("cannot write", std::io::Error::other("disk is full")));
        }
        // An export makes the folders that it needs.
        std::fs::create_dir_all(self.path.parent().unwrap_or(&self.path)).unwrap();
        std::fs::write(&self.path, &self.written)
            .map_err(|error| StageError::io("cannot write", error))
    }

    fn target(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}
