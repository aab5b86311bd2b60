//! A stage that reads a file, and is counted.

use std::sync::{Mutex, PoisonError};

use cableway_core::{
    Annotation, Annotations, Classify, ConfigError, Context, Document, KeyPath, Place, Setup,
    Stage, StageError, StageInfo, StageKind,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// The `tag` of each instance of `words` that was made.
static MADE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How many instances of `words` with this tag were made.
pub(crate) fn made(tag: &str) -> usize {
    let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.iter().filter(|made| *made == tag).count()
}

/// Says the words of a file, which it reads when it is made, and that there is none where it is empty.
pub(crate) struct Words(String);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordsConfig {
    /// The file.
    list: String,
    /// What to call the stage in the count of those made.
    #[serde(default)]
    tag: String,
}

impl Stage for Words {
    type Config = WordsConfig;

    fn info() -> StageInfo {
        StageInfo::new(StageKind::Classify, "words", "says words").adds(&["words"]).version("2")
    }

    fn new(config: WordsConfig, setup: &Setup) -> Result<Self, ConfigError> {
        MADE.lock().unwrap_or_else(PoisonError::into_inner).push(config.tag);
        let words = std::fs::read_to_string(setup.resolve(&config.list))
            .map_err(|_| ConfigError::at(KeyPath::from("list"), "cannot be read"))?;
        if words.is_empty() {
            setup.warn(Place::Config(KeyPath::from("list")), "the file is empty", None);
        }
        Ok(Self(words))
    }
}

impl Classify for Words {
    fn classify(
        &self,
        _: &Document,
        annotations: &mut Annotations,
        _: &Context<'_>,
    ) -> Result<(), StageError> {
        annotations.push(Annotation::new("words", if self.0.is_empty() { "-" } else { &self.0 }));
        Ok(())
    }
}
