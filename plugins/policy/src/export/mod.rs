//! What the stages found, for people and other programs: a brief, a graph, a register.

mod brief;
mod ending;
mod graph;
mod html;
mod markdown;
mod output;
mod picture;
mod register;
mod tables;

pub use brief::{Brief, BriefConfig, BriefFormat};
pub use graph::{Graph, GraphConfig, GraphFormat};
pub use register::{Register, RegisterConfig};

use cableway_sdk::Annotation;
use cableway_sdk::serde_json::Value;

/// Bytes that are looked for: to look one up takes less than to compare it with each, and all that is written is gone through.
#[derive(Debug)]
struct Bytes([bool; 256]);

impl Bytes {
    const fn new(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            set[bytes[at] as usize] = true;
            at += 1;
        }
        Self(set)
    }

    /// With all control characters of ASCII but the line feed.
    const fn and_controls(mut self) -> Self {
        let mut at = 0;
        while at < 0x20 {
            self.0[at] |= at != 0x0A;
            at += 1;
        }
        self.0[0x7F] = true;
        self
    }

    /// Where the first of them stands.
    fn find(&self, text: &str) -> Option<usize> {
        text.bytes().position(|byte| self.0[usize::from(byte)])
    }
}

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
