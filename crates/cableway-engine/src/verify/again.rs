//! What a record says beside its text, and what comes out when its source is read and worked on again.

use std::collections::BTreeMap;

use cableway_core::{Annotation, Document, Record, Sentence, StageName, Summary};
use serde::Serialize;
use serde_json::{Map, Value};

use super::trouble::What;

/// What the same reader reads otherwise from the same bytes. Another reader, or another version of it, may.
pub(super) fn read(record: &Record, document: &Document) -> Option<What> {
    if record.source.reader != document.source().reader {
        return None;
    }
    let now = document.record();
    let mut fields: Vec<String> = differing(&record.meta, &now.meta)
        .into_iter()
        .map(|field| format!("meta.{field}"))
        .collect();
    if record.blocks != now.blocks {
        fields.push("blocks".to_owned());
    }
    (!fields.is_empty()).then_some(What::Read { fields })
}

/// What the stages say otherwise: one sentence for each.
pub(super) fn said(record: &Record, document: &Document) -> Option<What> {
    let now = document.record();
    let mut stages = Vec::new();
    let labels = (
        by_stage(&record.annotations, |annotation| &annotation.stage),
        by_stage(&now.annotations, |annotation| &annotation.stage),
    );
    for (stage, then, now) in pairs(&labels.0, &labels.1) {
        stages.extend(annotations(then, now).map(|what| format!("`{stage}`: {what}")));
    }
    let summaries = (
        by_stage(&record.summaries, |summary| &summary.stage),
        by_stage(&now.summaries, |summary| &summary.stage),
    );
    for (stage, then, now) in pairs(&summaries.0, &summaries.1) {
        stages.extend(sentences(then, now).map(|what| format!("`{stage}`: {what}")));
    }
    (!stages.is_empty()).then_some(What::Said { stages })
}

type ByStage<'a, T> = BTreeMap<&'a str, Vec<&'a T>>;

fn by_stage<T>(all: &[T], stage: impl Fn(&T) -> &StageName) -> ByStage<'_, T> {
    let mut stages = ByStage::new();
    for one in all {
        stages.entry(stage(one).as_str()).or_default().push(one);
    }
    stages
}

/// What each stage said, and what it says now, by its name.
fn pairs<'a, T>(
    then: &'a ByStage<'_, T>,
    now: &'a ByStage<'_, T>,
) -> Vec<(&'a str, &'a [&'a T], &'a [&'a T])> {
    let mut names: Vec<&str> = then.keys().chain(now.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let of =
        |stages: &'a ByStage<'_, T>, name: &str| stages.get(name).map_or(&[][..], Vec::as_slice);
    names.into_iter().map(|name| (name, of(then, name), of(now, name))).collect()
}

/// The first annotation that comes out otherwise.
fn annotations(then: &[&Annotation], now: &[&Annotation]) -> Option<String> {
    let named = |it: &Annotation| format!("{} `{}` (`{}`)", it.kind, it.label, it.id);
    for (was, is) in then.iter().zip(now) {
        if was == is {
            continue;
        }
        if (&was.kind, &was.label) != (&is.kind, &is.label) {
            return Some(format!("says {}, and {} `{}` now", named(was), is.kind, is.label));
        }
        return Some(format!("{}: {}", named(was), otherwise(*was, *is)));
    }
    match (then.get(now.len()), now.get(then.len())) {
        (Some(was), _) => Some(format!("says {}, and does not now", named(was))),
        (_, Some(is)) => Some(format!("does not say {}, and does now", named(is))),
        _ => None,
    }
}

/// The first sentence that comes out otherwise.
fn sentences(then: &[&Summary], now: &[&Summary]) -> Option<String> {
    let all = |summaries: &[&Summary]| -> Vec<Sentence> {
        summaries.iter().flat_map(|summary| summary.sentences.iter().cloned()).collect()
    };
    let (then, now) = (all(then), all(now));
    for (place, (was, is)) in (1..).zip(then.iter().zip(&now)) {
        if was != is {
            return Some(format!("sentence {place}: {}", otherwise(was, is)));
        }
    }
    (then.len() != now.len())
        .then(|| format!("has {} sentences, and {} now", then.len(), now.len()))
}

/// Which fields of two things of one kind differ, in words.
fn otherwise(was: &impl Serialize, is: &impl Serialize) -> String {
    let fields = differing(was, is);
    let fields: Vec<String> = fields.into_iter().map(|field| format!("`{field}`")).collect();
    format!("{} would come out otherwise now", fields.join(", "))
}

/// The fields of two things of one kind that differ; of `attributes` each by itself.
fn differing(was: &impl Serialize, is: &impl Serialize) -> Vec<String> {
    let value = |it: Result<Value, _>| it.ok().and_then(|value: Value| value.as_object().cloned());
    let (Some(was), Some(is)) = (value(serde_json::to_value(was)), value(serde_json::to_value(is)))
    else {
        return Vec::new();
    };
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    for name in names.into_iter().filter(|name| was.get(*name) != is.get(*name)) {
        let (then, now) = (was.get(name), is.get(name));
        if name != "attributes" {
            found.push(name.clone());
            continue;
        }
        let of = |it: Option<&Value>| it.cloned().unwrap_or_else(|| Value::Object(Map::new()));
        let inner = differing(&of(then), &of(now));
        found.extend(inner.into_iter().map(|inner| format!("attributes.{inner}")));
    }
    found
}
