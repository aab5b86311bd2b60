//! The keys of a stage's table that say what its failures do.

use std::time::Duration;

use cableway_core::{StageEntry, StageKind};
use serde::Deserialize as _;
use serde_json::{Value as Json, json};

use crate::config::check::Checker;
use crate::config::layers::StageDraft;
use crate::config::node::{Entry, Node, Table, Value};
use crate::config::schema;
use crate::diagnostic::Diagnostic;
use crate::failure::{FailurePolicy, KEYS, OnError, StageLimits, failure_keys, is_own, may_skip};

impl Checker<'_> {
    /// Takes the engine's keys out of the table. `None` where one of them is no good.
    pub(super) fn policy(
        &mut self,
        draft: &mut StageDraft,
        entry: &StageEntry,
    ) -> Option<FailurePolicy> {
        let of_engine = KEYS.iter().filter(|key| !is_own(key, &entry.schema));
        let mut entries: Vec<Entry> = of_engine.filter_map(|key| draft.table.take(key)).collect();
        if entries.is_empty() {
            return Some(FailurePolicy::default());
        }
        let refused = self.refuse(&mut entries, entry.info.kind);
        let properties = failure_keys(&entry.info, &entry.schema);
        let rules = json!({
            "type": "object", "additionalProperties": false, "properties": properties
        });
        let location = draft.location.clone();
        let mut node = Node { value: Value::Table(Table(entries)), location };
        let what = "of the keys of every stage";
        if !schema::check(&mut node, &rules, what, &mut self.diagnostics) || refused {
            return None;
        }
        Some(policy(&node.to_json()))
    }

    /// Refuses, with reasons, what makes sense for stages of another kind alone.
    fn refuse(&mut self, entries: &mut Vec<Entry>, kind: StageKind) -> bool {
        let before = self.diagnostics.0.len();
        let article =
            if matches!(kind, StageKind::Ingest | StageKind::Export) { "an" } else { "a" };
        entries.retain(|entry| {
            let skips = entry.key == "on_error" && entry.node.as_str() == Some("skip-stage");
            if !skips || may_skip(kind) {
                return true;
            }
            let hint = match kind {
                StageKind::Ingest => {
                    "without it there is no document: say \"quarantine\" (as without the key) or \"stop\""
                }
                _ => {
                    "an output that lacks documents would look whole: say \"quarantine\" (as without the key) \
                     or \"stop\""
                }
            };
            let message = format!("{article} {kind} stage cannot be skipped");
            self.diagnostics
                .push(Diagnostic::error(entry.node.location.clone(), message).with_hint(hint));
            false
        });
        for entry in entries.iter_mut().filter(|entry| entry.key == "limits") {
            let Value::Table(limits) = &mut entry.node.value else { continue };
            if kind == StageKind::Export
                && let Some(seconds) = limits.take("seconds")
            {
                let message = "an export stage cannot have a time limit of its own";
                let hint = "all documents wait for it, and half a write cannot be taken back; `seconds` of a \
                            plugin bounds one in a process of its own";
                self.diagnostics
                    .push(Diagnostic::error(seconds.key_location, message).with_hint(hint));
            }
        }
        self.diagnostics.0.len() > before
    }
}

/// What a table says that fits the schema.
fn policy(table: &Json) -> FailurePolicy {
    let usual = FailurePolicy::default();
    let on_error = table.get("on_error").and_then(|value| OnError::deserialize(value).ok());
    let limits = &table["limits"];
    let retries = table["retries"].as_u64().and_then(|count| u32::try_from(count).ok());
    FailurePolicy {
        on_error: on_error.unwrap_or(usual.on_error),
        limits: StageLimits {
            bytes: limits["bytes"].as_u64(),
            time: limits["seconds"].as_f64().map(Duration::from_secs_f64),
        },
        retries: retries.unwrap_or(usual.retries),
    }
}
