//! What the stages found, for people and other programs: a brief, a graph, a register.

mod brief;
mod graph;
mod html;
mod markdown;
mod output;
mod picture;
mod register;

pub use brief::{Brief, BriefConfig, BriefFormat};
pub use graph::{Graph, GraphConfig, GraphFormat};
pub use register::{Register, RegisterConfig};

use cableway_sdk::Annotation;
use cableway_sdk::serde_json::Value;

/// An attribute that is a text; empty where there is none.
fn text<'a>(annotation: &'a Annotation, name: &str) -> &'a str {
    annotation.attributes.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An attribute as it is written, without the quotation marks of a text.
fn plain(annotation: &Annotation, name: &str) -> String {
    match annotation.attributes.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// The names of sources or recipients.
fn names(annotation: &Annotation, role: &str) -> String {
    let parties = annotation.attributes.get(role).and_then(Value::as_array);
    let names = parties.into_iter().flatten().filter_map(|party| party["name"].as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// True for what is told as real: only that is drawn or counted as having happened.
fn is_real(annotation: &Annotation) -> bool {
    matches!(text(annotation, "status"), "happened" | "ongoing")
        && annotation.attributes.get("negated").and_then(Value::as_bool) != Some(true)
}
