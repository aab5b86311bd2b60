//! What runs when: a condition can ask only for what a stage has given before.

use std::collections::BTreeMap;

use cableway_core::{StageEntry, StageKind};

use crate::condition::Condition;
use crate::config::check::Checker;
use crate::config::layers::StageDraft;
use crate::diagnostic::{Diagnostic, Location};

/// Who gives a kind of annotation.
pub(super) struct Giver {
    /// Its name in the pipeline.
    stage: String,
    /// True where it sees the documents in order, after all stages that do not.
    ordered: bool,
}

impl Checker<'_> {
    /// Puts the stages in the order of running, and notes which gives what. Within a kind, it is the
    /// order of the file, but for the classify stages that must see the documents in order.
    pub(super) fn in_order(&mut self, stages: &mut [StageDraft]) {
        let info = |stage: &StageDraft| {
            let id = stage.table.get("use")?.node.as_str()?;
            self.registry.get(stage.kind, id).map(|(entry, _)| &entry.info)
        };
        stages.sort_by_key(|stage| match stage.kind {
            StageKind::Ingest => 0,
            StageKind::Classify if info(stage).is_some_and(|info| info.ordered) => 3,
            StageKind::Classify => 1,
            StageKind::Summarize => 2,
            StageKind::Export => 4,
        });
        let mut givers = BTreeMap::new();
        for stage in stages.iter() {
            let (Some(info), Some(name)) = (info(stage), stage.name()) else { continue };
            for kind in &info.adds {
                let giver = Giver { stage: name.to_owned(), ordered: info.ordered };
                givers.entry(kind.clone()).or_insert(giver);
            }
        }
        self.givers = givers;
    }

    /// The message and the hint where `source` asks for labels that a stage gives only later: it would
    /// never hold, and nobody would see why.
    pub(super) fn asks_too_early(&self, source: &str) -> Option<(String, String)> {
        let later = self.givers.iter().filter(|(kind, _)| !self.added.contains(*kind));
        let (kind, giver) = later.into_iter().find(|(kind, _)| reads_labels(source, kind))?;
        let stage = &giver.stage;
        Some(if giver.ordered {
            (
                format!(
                    "`labels.{kind}` is not there yet: `{stage}` sees the documents in order, after the other \
                     classify and all summarize stages"
                ),
                format!("the `when` of an export can ask for `labels.{kind}`"),
            )
        } else {
            (
                format!("`labels.{kind}` is not there yet: `{stage}` gives it after this stage"),
                format!("put `{stage}` before this stage"),
            )
        })
    }

    /// Warns where a condition asks for the language before the stage that finds it.
    pub(super) fn warn_of_language(&mut self, condition: &Condition, location: &Location) {
        if !condition.reads("language") || self.added.contains("language") {
            return;
        }
        let Some(giver) = self.givers.get("language") else { return };
        let stage = &giver.stage;
        let message = format!(
            "`language` is what the source declares, or empty: `{stage}` finds it only after this stage"
        );
        let diagnostic = Diagnostic::error(location.clone(), message)
            .with_hint(format!("put `{stage}` before this stage"))
            .as_warning();
        self.diagnostics.push(diagnostic);
    }
}

impl Checker<'_> {
    /// Warns where a stage makes use of annotations that no stage before it gives. It works without them, and says
    /// less than whoever wrote the pipeline expects.
    ///
    /// Not told is what a stage does without by design: the language, which sources declare, too, and what built-in
    /// stages alone give and use (a cell of `csv` without topics is empty).
    pub(super) fn warn_of_uses(
        &mut self,
        draft: &StageDraft,
        entry: &StageEntry,
        when: Option<&Condition>,
    ) {
        // What a stage with a mistake would have given is not known.
        if self.diagnostics.has_errors() || self.incomplete {
            return;
        }
        let info = &entry.info;
        let asks = |kind: &str| kind == "language" && when.is_some_and(|when| when.reads(kind));
        let missing: Vec<&String> = info
            .uses
            .iter()
            .filter(|kind| !self.added.contains(*kind) && !info.adds.contains(kind) && !asks(kind))
            .collect();
        let (late, nowhere): (Vec<&String>, Vec<&String>) =
            missing.into_iter().partition(|kind| self.givers.contains_key(*kind));
        let mut told = Vec::new();
        for kind in late {
            let giver = &self.givers[kind];
            let stage = &giver.stage;
            let message =
                format!("`{}` makes use of `{kind}`, which `{stage}` gives only after it", info.id);
            // One that sees the documents in order comes after the others wherever it stands.
            let hint = (!giver.ordered).then(|| format!("put `{stage}` before this stage"));
            told.push((message, hint));
        }
        let is_expected = |kind: &&String| {
            let is_plugins = info.id.contains(':');
            let built_in =
                self.registry.built_in.entries().any(|giver| giver.info.adds.contains(kind));
            kind.as_str() != "language" && (is_plugins || !built_in)
        };
        let nowhere: Vec<&String> = nowhere.into_iter().filter(is_expected).collect();
        if !nowhere.is_empty() {
            let kinds: Vec<String> = nowhere.iter().map(|kind| format!("`{kind}`")).collect();
            let message = format!(
                "`{}` makes use of {}, which no stage before it gives",
                info.id,
                kinds.join(", ")
            );
            told.push((message, self.who_would_give(&nowhere)));
        }
        for (message, hint) in told {
            let diagnostic = Diagnostic::error(draft.location.clone(), message);
            self.diagnostics.push(diagnostic.with_optional_hint(hint).as_warning());
        }
    }

    /// Which of the stages that a pipeline may name give these kinds; none where nobody is known to.
    fn who_would_give(&self, kinds: &[&String]) -> Option<String> {
        let told: Vec<String> = kinds
            .iter()
            .filter_map(|kind| {
                let entries = self.registry.entries();
                let givers: Vec<String> = entries
                    .filter(|giver| giver.info.adds.contains(kind))
                    .map(|giver| format!("`{}`", giver.info.id))
                    .collect();
                (!givers.is_empty()).then(|| format!("`{kind}` by {}", givers.join(" or ")))
            })
            .collect();
        (!told.is_empty()).then(|| {
            format!("put what gives it before this stage, if you want it: {}", told.join(", "))
        })
    }
}

/// True where a condition reads the labels of `kind`, as `labels.kind` or `labels["kind"]`.
fn reads_labels(source: &str, kind: &str) -> bool {
    source.match_indices("labels").any(|(at, found)| {
        let rest = source[at + found.len()..].trim_start();
        let named = |rest: &str| {
            let after = rest.trim_start().strip_prefix(kind)?;
            Some(!after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        let indexed = |rest: &str| {
            let rest = rest.trim_start().strip_prefix(['"', '\''])?;
            Some(rest.strip_prefix(kind)?.starts_with(['"', '\'']))
        };
        let by_name = rest.strip_prefix('.').and_then(named);
        let by_index = rest.strip_prefix('[').and_then(indexed);
        by_name.or(by_index).unwrap_or(false)
    })
}

#[cfg(test)]
mod tests {
    use super::reads_labels;

    #[test]
    fn labels_that_a_condition_reads() {
        let check = |source: &str, expect: bool| {
            assert_eq!(reads_labels(source, "topic"), expect, "{source}");
        };
        check("'x' in labels.topic", true);
        check("size(labels . topic) == 0", true);
        check("size(labels[\"topic\"]) == 0 && labels.other == []", true);
        check("labels.other == [] || 'y' in labels['topic']", true);
        check("'x' in labels.topics", false);
        check("title == 'topic'", false);
    }
}
