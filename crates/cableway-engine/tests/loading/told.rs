//! Stages that tell what they were made with.

use std::path::PathBuf;

use cableway_core::{
    Annotation, Annotations, BlockKind, Classify, ConfigError, Context, Document, DocumentBuilder,
    Export, Ingest, Item, ListError, Network, Registry, Setup, Stage, StageError, StageInfo,
    StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) fn register(registry: &mut Registry) {
    registry.ingest::<Names>().classify::<Told>().export::<Silent>();
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// Reads the files that `paths` spell out.
pub(crate) struct Names {
    paths: Vec<PathBuf>,
    root: PathBuf,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamesConfig {
    /// The files.
    paths: Vec<String>,
}

impl Stage for Names {
    type Config = NamesConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "names", "reads files").version("4")
    }

    fn new(config: NamesConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let paths = config.paths.iter().map(|path| setup.resolve(path)).collect();
        Ok(Self { paths, root: setup.root().to_owned() })
    }
}

impl Ingest for Names {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(self.paths.iter().map(|path| {
            let uri = path.strip_prefix(&self.root).unwrap_or(path).display().to_string();
            let bytes = std::fs::read(path)
                .map_err(|error| ListError::Source(StageError::io(uri.clone(), error)))?;
            Ok(Item { transient: uri == "stdin", ..Item::new(uri, bytes) })
        }))
    }

    fn read(&self, item: &Item, _: &Context<'_>) -> Result<Vec<Document>, StageError> {
        let mut builder = DocumentBuilder::from_item(item);
        builder.block(BlockKind::Paragraph, &String::from_utf8_lossy(&item.bytes));
        Ok(vec![builder.build()])
    }
}

/// Tells the time and the network policy.
pub(crate) struct Told(Option<i64>, Network);

impl Stage for Told {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "told", "tells what it was told").adds(&["told"])
    }

    fn new(_: Empty, setup: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(setup.clock().milliseconds(), setup.network()))
    }
}

impl Classify for Told {
    fn classify(
        &self,
        _: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        let Self(now, network) = self;
        annotations.push(Annotation::new("told", format!("{now:?} {}", network.as_str())));
        Ok(())
    }
}

/// Writes nowhere.
pub(crate) struct Silent;

impl Stage for Silent {
    type Config = Empty;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "silent", "writes nowhere")
    }

    fn new(_: Empty, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

impl Export for Silent {
    fn write(&mut self, _: &Document) -> Result<(), StageError> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        Ok(())
    }

    fn target(&self) -> String {
        "nowhere".to_owned()
    }
}
