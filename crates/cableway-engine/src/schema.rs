//! The JSON Schema of the pipeline file, put together from the stages' own.

use cableway_core::{Registry, StageEntry, StageInfo, StageKind};
use serde_json::{Map, Value, json};

use crate::failure::failure_keys;
use crate::plugins::Plugins;

/// The JSON Schema (draft 2020-12) of a pipeline file that uses the stages of `registry`, and plugins as
/// `plugins` opens them: for editors to complete and check while one types. The options of a plugin's
/// stages are not in it.
pub fn pipeline_schema(registry: &Registry, plugins: &dyn Plugins) -> Value {
    let mut properties = Map::new();
    let mut definitions = Map::new();
    properties.insert(
        "name".into(),
        json!({"type": "string", "description": "What the pipeline is called; without it, the file's name."}),
    );
    properties.insert(
        "include".into(),
        json!({"type": "array", "items": {"type": "string"}, "description": "Pipeline files that this one is laid over."}),
    );
    properties.insert(
        "limits".into(),
        json!({
            "type": "object",
            "description": "What one document may cost.",
            "additionalProperties": false,
            "properties": {
                "bytes": {"type": "integer", "minimum": 1, "default": 67_108_864, "description": "The most bytes of an item, packed or unpacked."},
                "seconds": {"type": "number", "exclusiveMinimum": 0, "default": 60, "description": "The longest time to read an item, and again for all stages to work on one of its documents."}
            }
        }),
    );
    properties.insert(
        "max_failures".into(),
        json!({
            "type": "integer", "minimum": 0,
            "description": "How many documents of a run may go to quarantine: when there are more, the run stops, and no output is replaced. Without it, any number may."
        }),
    );
    properties.insert(
        "plugins".into(),
        json!({
            "type": "object",
            "description": "Plugins by the name that their stages have before the `:`.",
            "additionalProperties": {"$ref": "#/$defs/plugin"}
        }),
    );
    definitions.insert("plugin".into(), plugin_schema(plugins));
    for kind in StageKind::ALL {
        let entries: Vec<&StageEntry> =
            registry.entries().filter(|entry| entry.info.kind == kind).collect();
        let names: Vec<&str> = entries.iter().map(|entry| entry.info.id.as_str()).collect();
        let cases: Vec<Value> = entries
            .iter()
            .map(|entry| {
                let key = format!("{kind}.{}", entry.info.id);
                definitions.insert(key.clone(), stage_schema(entry));
                json!({
                    "if": {"properties": {"use": {"const": entry.info.id}}},
                    "then": {"$ref": format!("#/$defs/{key}")}
                })
            })
            .collect();
        properties.insert(
            kind.as_str().into(),
            json!({
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["use"],
                    "properties": {"use": {"anyOf": [
                        {"enum": names},
                        {"type": "string", "pattern": "^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$"}
                    ]}},
                    "allOf": cases
                }
            }),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cableway pipeline",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": definitions
    })
}

/// The schema of a plugin's table, as a document of its own.
fn plugin_schema(plugins: &dyn Plugins) -> Value {
    let mut schema = plugins.schema();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        object.insert("$id".into(), json!("cableway:plugin"));
    }
    schema
}

/// The keys of the engine that say how the ingest stage is asked, each with its schema; none for a stage of
/// another kind.
///
/// ```
/// use cableway_core::{StageInfo, StageKind};
///
/// let feed = StageInfo::new(StageKind::Ingest, "feed", "reads feeds").window();
/// let keys = cableway_engine::listing_keys(&feed);
/// assert_eq!(keys["removed"]["default"], "keep");
/// ```
pub fn listing_keys(info: &StageInfo) -> Map<String, Value> {
    let mut keys = Map::new();
    if info.kind != StageKind::Ingest {
        return keys;
    }
    keys.insert(
        "removed".into(),
        json!({
            "enum": ["withdraw", "keep"],
            "default": if info.window { "keep" } else { "withdraw" },
            "description": "What becomes of documents whose source is gone; `keep` leaves them in the outputs."
        }),
    );
    keys.insert(
        "unreachable".into(),
        json!({
            "enum": ["withdraw", "keep"],
            "default": if info.remote { "keep" } else { "withdraw" },
            "description": "What becomes of documents whose source cannot be had for a reason that may pass; `keep` \
                            leaves them in the outputs, beside the failure in quarantine."
        }),
    );
    keys.insert(
        "every".into(),
        json!({
            "type": "string",
            "pattern": "^\\s*[0-9]+\\s*[smhd]\\s*$",
            "default": "10m",
            "description": "How often `cableway watch` asks a stage that asks others, such as servers."
        }),
    );
    keys
}

/// A stage's schema with the keys that belong to the engine. It stays a document of its own, so
/// that references inside it keep their meaning.
fn stage_schema(entry: &StageEntry) -> Value {
    let info = &entry.info;
    let mut schema = entry.schema.clone();
    let keys = failure_keys(info, &entry.schema);
    let Some(object) = schema.as_object_mut() else { return schema };
    object.remove("$schema");
    object.insert("$id".into(), json!(format!("cableway:{}/{}", info.kind, info.id)));
    object.insert("title".into(), json!(format!("{} stage {}", info.kind, info.id)));
    object.insert("description".into(), json!(info.summary));
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert("use".into(), json!({"const": info.id}));
        properties.insert(
            "name".into(),
            json!({
                "type": "string",
                "pattern": "^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)?$",
                "description": "What the stage is called in this pipeline; without it, as in `use`."
            }),
        );
        properties.extend(keys);
        if info.kind == StageKind::Ingest {
            properties.extend(listing_keys(info));
        } else {
            properties.insert(
                "when".into(),
                json!({"type": "string", "description": "A CEL condition: documents for which it is false pass the stage by."}),
            );
        }
    }
    schema
}
