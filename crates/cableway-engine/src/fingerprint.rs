//! What the output of a stage depends on besides the document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cableway_core::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the output of a stage depends on besides the document: its code, its configuration, the files
/// that this names, and the plugin that it comes from.
///
/// Two stages of one fingerprint say the same of the same document. It is equal on every machine, as
/// long as the configuration is and names no file by its whole path.
///
/// ```
/// use cableway_core::Digest;
/// use cableway_engine::Fingerprint;
///
/// let old = Fingerprint {
///     version: "3".into(),
///     config: Digest::of(b"{}"),
///     files: [("rules.toml".into(), Digest::of(b"old"))].into(),
///     plugin: None,
/// };
/// let mut new = old.clone();
/// new.files.insert("rules.toml".into(), Digest::of(b"new"));
/// assert_ne!(old.digest(), new.digest());
/// assert_eq!(serde_json::from_value::<Fingerprint>(serde_json::to_value(&old)?)?, old);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The version of the stage's code: [`StageInfo::version`](cableway_core::StageInfo::version).
    pub version: String,
    /// The digest of its configuration as JSON with sorted keys: what stands in its table but for `use`
    /// and `name`, with the environment filled in and paths as they were written.
    pub config: Digest,
    /// The files that its configuration names, as they are written there, each with the digest of its
    /// bytes. A name that comes from the environment is not shown; the way to its key is. What an ingest
    /// stage reads (`paths`) and what an export stage writes (`path`) is not among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, Digest>,
    /// The plugin that it comes from; `None` for a stage that is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin: Option<PluginFingerprint>,
}

impl Fingerprint {
    /// All of it in one digest.
    pub fn digest(&self) -> Digest {
        // A struct of texts and digests is always JSON.
        let value = serde_json::to_value(self).unwrap_or_default();
        Digest::of(canonical(&value).as_bytes())
    }
}

/// The plugin that a stage comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PluginFingerprint {
    /// What the pipeline calls it.
    pub name: String,
    /// Its library, or the files that its command names, as they are written in its table, each with the
    /// digest of its bytes. A program that is found by the system alone (`python3`) is not among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, Digest>,
}

impl PluginFingerprint {
    /// The digest of the files' names and bytes.
    pub fn digest(&self) -> Digest {
        // A map of texts is always JSON.
        let value = serde_json::to_value(&self.files).unwrap_or_default();
        Digest::of(canonical(&value).as_bytes())
    }
}

/// JSON in one form alone: keys sorted, no white space.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// The depth of a configuration is bounded by the parser of its file.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(values) => {
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(value, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // Whether the map itself is sorted depends on a feature of `serde_json`.
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            out.push('{');
            for (place, (key, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                // Writing to a string cannot fail.
                let _ = write!(out, "{}:", Value::from(key.as_str()));
                write(value, out);
            }
            out.push('}');
        }
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_one_form() {
        let value: Value =
            serde_json::from_str(r#"{ "b": [1, 2.5, "x\n"], "a\"": {"d": null, "c": true} }"#)
                .unwrap();
        assert_eq!(canonical(&value), r#"{"a\"":{"c":true,"d":null},"b":[1,2.5,"x\n"]}"#);
    }
}
