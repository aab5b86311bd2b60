//! What a plugin says of its stages, checked before it is believed.

use cableway_core::{Reads, StageInfo, StageKind, StageName};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A stage as a plugin describes it, in a library's table or a program's hello.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Description {
    /// What it does, as the rest of a sentence that begins with its name.
    pub summary: String,
    /// The version of its code; that of the plugin, where it is absent.
    #[serde(default)]
    pub version: String,
    /// The kinds of annotation that it cannot do without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The kinds of annotation that it makes use of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
    /// The kinds of annotation that it may add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds: Vec<String>,
    /// True for a classify stage that must see the documents one at a time, in ingest order.
    #[serde(default)]
    pub ordered: bool,
}

/// What a stage is, under the name of its plugin; or what is wrong with its description.
pub(crate) fn info(
    plugin: &str,
    kind: StageKind,
    id: &str,
    description: Description,
    reads: Reads,
) -> Result<StageInfo, String> {
    let full = format!("{plugin}:{id}");
    if full.parse::<StageName>().is_err() {
        return Err(format!(
            "it has a stage called `{id}`: a stage's name is a lower-case letter, then lower-case \
             letters, digits, `-` and `_`, 64 at most with the plugin's name"
        ));
    }
    let wrong = |what: &str| format!("its stage `{id}` {what}");
    if description.summary.trim().is_empty() {
        return Err(wrong("does not say what it does: `summary` is empty"));
    }
    if description.ordered && kind != StageKind::Classify {
        return Err(wrong("is `ordered`, which only a classify stage can be"));
    }
    if !description.adds.is_empty() && kind != StageKind::Classify {
        return Err(wrong("`adds` annotations, which only a classify stage can do"));
    }
    let all = [&description.needs, &description.uses, &description.adds];
    if all.into_iter().flatten().any(|kind| kind.trim().is_empty()) {
        return Err(wrong("names an empty kind of annotation"));
    }
    let mut info =
        StageInfo::new(kind, full, description.summary).reads(reads).version(description.version);
    info.needs = description.needs;
    info.uses = description.uses;
    info.adds = description.adds;
    info.ordered = description.ordered;
    Ok(info)
}

/// The schema of a stage's configuration; or what is wrong with it.
pub(crate) fn schema(id: &str, value: Value) -> Result<Value, String> {
    let wrong = |what: &str| format!("the schema of its stage `{id}` {what}");
    if !value.is_object() {
        return Err(wrong("is no JSON object"));
    }
    if let Err(error) = jsonschema::meta::validate(&value) {
        return Err(wrong(&format!("is no JSON Schema: {error}")));
    }
    // References that lead nowhere are found only by following them.
    if let Err(error) = jsonschema::validator_for(&value) {
        return Err(wrong(&format!("is no JSON Schema: {error}")));
    }
    Ok(value)
}
