//! Stages that fail, and then do not.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, ErrorKind, Export, Ingest,
    Item, ListError, Setup, Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

fn busy() -> StageError {
    StageError::new(ErrorKind::Io, "the desk is busy").retryable()
}

/// Fails on the documents whose text ends with `on`, so many times each, then says `calm`.
pub(crate) struct Flaky {
    config: FlakyConfig,
    calls: Mutex<HashMap<String, u32>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlakyConfig {
    on: String,
    times: u32,
    /// How long each call takes.
    #[serde(default)]
    milliseconds: u64,
}

impl Stage for Flaky {
    type Config = FlakyConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "flaky", "is calm in the end").adds(&["mood"])
    }

    fn new(config: FlakyConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self { config, calls: Mutex::default() })
    }
}

impl Classify for Flaky {
    fn classify(
        &self,
        document: &Document,
        annotations: &mut Annotations,
        context: &Context<'_>,
    ) -> Result<(), StageError> {
        let mut calls = self.calls.lock().unwrap();
        let call = calls.entry(document.id().to_string()).or_default();
        *call += 1;
        annotations.push(Annotation::new("mood", "calm"));
        context.note(format!("call {call}"));
        if document.text().ends_with(&self.config.on) && *call <= self.config.times {
            drop(calls);
            std::thread::sleep(Duration::from_millis(self.config.milliseconds));
            return Err(busy());
        }
        Ok(())
    }
}

/// A source whose items can be read at the third attempt.
pub(crate) struct Shy(AtomicU32);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShyConfig {}

impl Stage for Shy {
    type Config = ShyConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Ingest, "shy", "can be read at the third attempt")
    }

    fn new(_: ShyConfig, _: &Setup) -> Result<Self, ConfigError> {
        Ok(Self(AtomicU32::new(0)))
    }
}

impl Ingest for Shy {
    fn items<'a>(
        &'a self,
        _: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(std::iter::once(Ok(Item::new("shy", b"A shy text.".to_vec()))))
    }

    fn read(&self, item: &Item, _: &Context<'_>) -> Result<Vec<Document>, StageError> {
        if self.0.fetch_add(1, Ordering::SeqCst) < 2 {
            return Err(busy());
        }
        Ok(vec![Document::builder(&item.uri).build()])
    }
}

/// An output that is away for a while: so many calls of each method fail. Each document is a line.
pub(crate) struct Away {
    path: PathBuf,
    config: AwayConfig,
    open: u32,
    write: u32,
    commit: u32,
    lines: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AwayConfig {
    path: String,
    #[serde(default)]
    open: u32,
    #[serde(default)]
    write: u32,
    #[serde(default)]
    commit: u32,
    /// How long each document takes.
    #[serde(default)]
    milliseconds: u64,
}

impl Stage for Away {
    type Config = AwayConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Export, "away", "is away for a while")
    }

    fn new(config: AwayConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let path = setup.resolve(&config.path);
        Ok(Self { path, config, open: 0, write: 0, commit: 0, lines: Vec::new() })
    }
}

fn counted(calls: &mut u32, failures: u32) -> Result<(), StageError> {
    *calls += 1;
    if *calls <= failures { Err(busy()) } else { Ok(()) }
}

impl Export for Away {
    fn open(&mut self) -> Result<(), StageError> {
        counted(&mut self.open, self.config.open)
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        counted(&mut self.write, self.config.write)?;
        std::thread::sleep(Duration::from_millis(self.config.milliseconds));
        self.lines.push(document.source().uri.clone());
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        counted(&mut self.commit, self.config.commit)?;
        std::fs::write(&self.path, self.lines.join("\n"))
            .map_err(|error| StageError::io("cannot write", error))
    }

    fn target(&self) -> String {
        self.path.display().to_string()
    }
}
