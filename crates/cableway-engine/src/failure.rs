//! What becomes of a document that a stage fails on: limits, retries, and who pays.

use std::time::Duration;

use cableway_core::{StageInfo, StageKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a document costs that a stage fails on: `on_error` of the stage's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnError {
    /// Itself: it goes to quarantine, and the run goes on.
    #[default]
    Quarantine,
    /// What this stage would have added: it goes on without that, with a note. Not for ingest and export.
    SkipStage,
    /// The run: it stops, and no output is replaced.
    Stop,
}

/// What one document may cost one stage: `limits` of the stage's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageLimits {
    /// The most bytes that the document's text may have; for an ingest stage, the item as it is listed.
    pub bytes: Option<u64>,
    /// The longest time for one document. Not for export.
    pub time: Option<Duration>,
}

/// What a stage may cost and what its failures do. None of it changes what the stage says of a document
/// that goes through, so none of it is part of the stage's [fingerprint](crate::Fingerprint).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailurePolicy {
    /// What a document costs that the stage fails on.
    pub on_error: OnError,
    /// What one document may cost.
    pub limits: StageLimits,
    /// How often the stage is called again with a document after an error that may pass
    /// ([`StageError::is_retryable`](cableway_core::StageError::is_retryable)): 0 to 10 times.
    pub retries: u32,
}

impl Default for FailurePolicy {
    /// Quarantine, no limits but those of the run, two retries.
    fn default() -> Self {
        Self { on_error: OnError::default(), limits: StageLimits::default(), retries: 2 }
    }
}

/// The most that `retries` can be.
const MOST_RETRIES: u32 = 10;

/// The longest that `limits.seconds` can be: a day.
const LONGEST: u32 = 86_400;

/// The names of the engine's keys that say what failures do.
pub(crate) const KEYS: [&str; 3] = ["limits", "on_error", "retries"];

/// The JSON Schemas of the keys that the engine has in the table of every stage, as properties: what
/// failures of the stage do. A key that the stage's own schema has is not among them: it is the stage's.
///
/// ```
/// use cableway_core::{StageInfo, StageKind};
///
/// let info = StageInfo::new(StageKind::Classify, "shouting", "marks documents that shout");
/// let own = serde_json::json!({"properties": {"retries": {"type": "boolean"}}});
/// let keys = cableway_engine::failure_keys(&info, &own);
/// assert_eq!(keys.keys().collect::<Vec<_>>(), ["limits", "on_error"]);
/// ```
pub fn failure_keys(info: &StageInfo, own: &Value) -> Map<String, Value> {
    let usual = FailurePolicy::default();
    let of_item = if info.kind == StageKind::Ingest {
        "The most bytes that an item may have, as it is listed."
    } else {
        "The most bytes that the document's text may have."
    };
    let mut limits = json!({
        "bytes": {"type": "integer", "minimum": 1, "description": of_item}
    });
    if info.kind != StageKind::Export {
        limits["seconds"] = json!({
            "type": "number", "exclusiveMinimum": 0, "maximum": LONGEST,
            "description": "The longest time for one document."
        });
    }
    let (choices, meaning) = if may_skip(info.kind) {
        (
            json!(["quarantine", "skip-stage", "stop"]),
            "What a document costs that this stage fails on: itself, what the stage would have added, or the run.",
        )
    } else {
        (
            json!(["quarantine", "stop"]),
            "What a document costs that this stage fails on: itself, or the run.",
        )
    };
    let mut keys = Map::new();
    keys.insert(
        "limits".into(),
        json!({
            "type": "object", "additionalProperties": false, "properties": limits,
            "description": "What one document may cost this stage."
        }),
    );
    keys.insert(
        "on_error".into(),
        json!({"enum": choices, "default": usual.on_error, "description": meaning}),
    );
    keys.insert(
        "retries".into(),
        json!({
            "type": "integer", "minimum": 0, "maximum": MOST_RETRIES, "default": usual.retries,
            "description": "How often to try again after an error that may pass."
        }),
    );
    keys.retain(|key, _| !is_own(key, own));
    keys
}

/// Whether a stage of this kind can be left out for a document.
pub(crate) fn may_skip(kind: StageKind) -> bool {
    matches!(kind, StageKind::Classify | StageKind::Summarize)
}

/// Whether the stage's own schema has the key.
pub(crate) fn is_own(key: &str, own: &Value) -> bool {
    own.get("properties").is_some_and(|properties| properties.get(key).is_some())
}
