//! Finds stages by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::{
    Classify, ConfigError, Export, Ingest, KeyPath, Place, Setup, Stage, StageInfo, StageKind,
    Summarize,
};

/// A stage that is ready to work, of any kind.
pub enum AnyStage {
    /// Brings documents in.
    Ingest(Box<dyn Ingest>),
    /// Says something about a document.
    Classify(Box<dyn Classify>),
    /// Says a document shorter.
    Summarize(Box<dyn Summarize>),
    /// Takes documents out.
    Export(Box<dyn Export>),
}

impl AnyStage {
    /// Which kind it is.
    pub fn kind(&self) -> StageKind {
        match self {
            Self::Ingest(_) => StageKind::Ingest,
            Self::Classify(_) => StageKind::Classify,
            Self::Summarize(_) => StageKind::Summarize,
            Self::Export(_) => StageKind::Export,
        }
    }
}

impl fmt::Debug for AnyStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyStage::{:?}", self.kind())
    }
}

type Build = Arc<dyn Fn(Value, &Setup) -> Result<AnyStage, ConfigError> + Send + Sync>;

/// A stage that can be made: what it is, what it may be told, and how to make it.
#[derive(Clone)]
pub struct StageEntry {
    /// What it is.
    pub info: StageInfo,
    /// The JSON Schema of its configuration.
    pub schema: Value,
    build: Build,
}

impl StageEntry {
    /// An entry for a stage that is not a [`Stage`] type of this program, such as a plugin's.
    pub fn new(
        info: StageInfo,
        schema: Value,
        build: impl Fn(Value, &Setup) -> Result<AnyStage, ConfigError> + Send + Sync + 'static,
    ) -> Self {
        Self { info, schema, build: Arc::new(build) }
    }

    /// Makes the stage. `config` is the stage's table as JSON, without the keys that belong to the
    /// engine (`use`, `name`, `when`).
    ///
    /// # Errors
    /// All mistakes in the configuration that the stage can find.
    pub fn build(&self, config: Value, setup: &Setup) -> Result<AnyStage, ConfigError> {
        (self.build)(config, setup)
    }
}

impl fmt::Debug for StageEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StageEntry").field("info", &self.info).finish_non_exhaustive()
    }
}

/// All stages that a pipeline may name, filled by hand in one visible list.
///
/// Names are unique within a kind, so that `jsonl` can be both an ingest and an export stage.
#[derive(Debug, Default)]
pub struct Registry {
    entries: BTreeMap<(StageKind, String), StageEntry>,
}

impl Registry {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Enters an ingest stage.
    ///
    /// # Panics
    /// Where a stage of this name is there already: that is a mistake in the program.
    pub fn ingest<S: Stage + Ingest + 'static>(&mut self) -> &mut Self {
        self.enter::<S>(StageKind::Ingest, |stage| AnyStage::Ingest(Box::new(stage)))
    }

    /// Enters a classify stage.
    ///
    /// # Panics
    /// Where a stage of this name is there already: that is a mistake in the program.
    pub fn classify<S: Stage + Classify + 'static>(&mut self) -> &mut Self {
        self.enter::<S>(StageKind::Classify, |stage| AnyStage::Classify(Box::new(stage)))
    }

    /// Enters a summarize stage.
    ///
    /// # Panics
    /// Where a stage of this name is there already: that is a mistake in the program.
    pub fn summarize<S: Stage + Summarize + 'static>(&mut self) -> &mut Self {
        self.enter::<S>(StageKind::Summarize, |stage| AnyStage::Summarize(Box::new(stage)))
    }

    /// Enters an export stage.
    ///
    /// # Panics
    /// Where a stage of this name is there already: that is a mistake in the program.
    pub fn export<S: Stage + Export + 'static>(&mut self) -> &mut Self {
        self.enter::<S>(StageKind::Export, |stage| AnyStage::Export(Box::new(stage)))
    }

    /// Enters a stage of any origin.
    ///
    /// # Errors
    /// When a stage of this kind and name is there already.
    pub fn add(&mut self, entry: StageEntry) -> Result<(), RegistryError> {
        let key = (entry.info.kind, entry.info.id.clone());
        if self.entries.contains_key(&key) {
            return Err(RegistryError { kind: key.0, id: key.1 });
        }
        self.entries.insert(key, entry);
        Ok(())
    }

    /// The stage of this kind and name.
    pub fn get(&self, kind: StageKind, id: &str) -> Option<&StageEntry> {
        self.entries.get(&(kind, id.to_owned()))
    }

    /// All stages, by kind in the order of a pipeline, then by name.
    pub fn entries(&self) -> impl Iterator<Item = &StageEntry> {
        self.entries.values()
    }

    /// All stages, taken out, in the same order.
    pub fn into_entries(self) -> Vec<StageEntry> {
        self.entries.into_values().collect()
    }

    fn enter<S: Stage + 'static>(
        &mut self,
        kind: StageKind,
        wrap: impl Fn(S) -> AnyStage + Send + Sync + 'static,
    ) -> &mut Self {
        let info = S::info();
        assert_eq!(
            info.kind, kind,
            "stage `{}` declares another kind than it is entered as",
            info.id
        );
        let schema = schemars::schema_for!(S::Config).to_value();
        let entry = StageEntry::new(info, schema, move |config, setup| {
            let config = serde_json::from_value(config).map_err(|error| {
                let mut problems = ConfigError::default();
                problems.add(Place::Config(KeyPath::whole()), error.to_string(), None);
                problems
            })?;
            S::new(config, setup).map(&wrap)
        });
        if let Err(error) = self.add(entry) {
            #[expect(
                clippy::panic,
                reason = "two built-in stages of one name: no user can cause it"
            )]
            {
                panic!("{error}")
            }
        }
        self
    }
}

/// Two stages of one kind and name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are two {kind} stages called `{id}`")]
pub struct RegistryError {
    kind: StageKind,
    id: String,
}
