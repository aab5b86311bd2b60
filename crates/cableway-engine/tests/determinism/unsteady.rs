//! A stage of each kind, `unsteady`, whose output is another each time for the document that it is told.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use cableway_core::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, DocumentBuilder,
    Export, Ingest, Item, ListError, Registry, Sentence, Setup, Span, Stage, StageError, StageInfo,
    StageKind, Summarize, Summary,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) fn register(registry: &mut Registry) {
    registry
        .ingest::<UnsteadyIngest>()
        .classify::<UnsteadyClassify>()
        .summarize::<UnsteadySummarize>()
        .export::<UnsteadyExport>();
}

/// Another sign each time: one character, so that texts differ at one place.
fn sign() -> char {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    char::from_u32(0x4e00 + next % 0x5000).unwrap()
}

/// Gives `u/0`, `u/1` and so on.
pub(crate) struct UnsteadyIngest(IngestConfig);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IngestConfig {
    /// How many documents.
    count: u64,
    /// Which one says something else each time.
    #[serde(default)]
    text: Option<u64>,
    /// Which one comes from somewhere else each time.
    #[serde(default)]
    address: Option<u64>,
    /// Which one has another publisher each time.
    #[serde(default)]
    publisher: Option<u64>,
    /// Whether there is a document more each time.
    #[serde(default)]
    grows: bool,
}

impl Stage for UnsteadyIngest {
    type Config = IngestConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "unsteady", "gives documents")
    }

    fn new(config: IngestConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(config))
    }
}

impl Ingest for UnsteadyIngest {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        static TIMES: AtomicU64 = AtomicU64::new(0);
        let more = if self.0.grows { TIMES.fetch_add(1, Ordering::Relaxed) } else { 0 };
        Box::new((0..self.0.count + more).map(|place| {
            let sign = (self.0.address == Some(place)).then(sign);
            Ok(Item::new(
                format!("u/{place}{}", sign.map(String::from).unwrap_or_default()),
                place.to_string().into_bytes(),
            ))
        }))
    }

    fn read(&self, item: &Item, _: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let place: u64 = String::from_utf8_lossy(&item.bytes).parse().unwrap();
        let mut builder = DocumentBuilder::from_item(item);
        let mut text = format!("document {place}");
        if self.0.text == Some(place) {
            write!(text, " {}", sign()).unwrap();
        }
        if self.0.publisher == Some(place) {
            builder.meta.publisher = Some(sign().to_string());
        }
        builder.block(BlockKind::Paragraph, &text);
        Ok(vec![builder.build()])
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnConfig {
    /// The URI of the document.
    #[serde(default)]
    on: String,
    /// Whether to fail on it, but for the first time.
    #[serde(default)]
    fails: bool,
}

/// Counts.
pub(crate) struct UnsteadyClassify(OnConfig);

impl Stage for UnsteadyClassify {
    type Config = OnConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "unsteady", "says signs").adds(&["sign"])
    }

    fn new(config: OnConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(config))
    }
}

impl Classify for UnsteadyClassify {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        static FAILED: AtomicU64 = AtomicU64::new(0);
        if self.0.on != document.source().uri {
            annotations.push(Annotation::new("sign", "steady"));
            return Ok(());
        }
        if self.0.fails && FAILED.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(StageError::bad_input("not again"));
        }
        annotations.push(Annotation::new("sign", sign().to_string()));
        Ok(())
    }
}

/// Counts in its attributes.
pub(crate) struct UnsteadySummarize(OnConfig);

impl Stage for UnsteadySummarize {
    type Config = OnConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Summarize, "unsteady", "gives signs")
    }

    fn new(config: OnConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(config))
    }
}

impl Summarize for UnsteadySummarize {
    fn summarize(
        &self,
        document: &Document,
        _: &Context<'_>,
    ) -> Result<Option<Summary>, StageError> {
        let sentence = Sentence::new("A document.", vec![Span::new(0, 8).unwrap()]);
        let sign = if self.0.on == document.source().uri { sign() } else { '-' };
        Ok(Some(Summary::new(vec![sentence.with_attribute("sign", sign.to_string())])))
    }
}

/// Writes a sign, and a line for each document.
pub(crate) struct UnsteadyExport(PathBuf, String);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportConfig {
    /// Where to.
    path: String,
}

impl Stage for UnsteadyExport {
    type Config = ExportConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "unsteady", "writes signs")
    }

    fn new(config: ExportConfig, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(setup.resolve(config.path), String::new()))
    }
}

impl Export for UnsteadyExport {
    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        writeln!(self.1, "{}", document.source().uri).unwrap();
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        writeln!(self.1, "{}", sign()).unwrap();
        std::fs::create_dir_all(self.0.parent().unwrap()).unwrap();
        std::fs::write(&self.0, &self.1).map_err(|error| StageError::io("cannot write", error))
    }

    fn target(&self) -> String {
        self.0.display().to_string()
    }
}
