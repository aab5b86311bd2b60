//! `cableway stages`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};

use cableway_core::{Registry, StageEntry, StageKind};
use cableway_engine::{failure_keys, listing_keys};
use serde_json::{Value, json};

use crate::Exit;
use crate::arguments::Stages;
use crate::commands::plugin;
use crate::logging::error;
use crate::registry::registry;

pub(crate) fn stages(arguments: &Stages) -> io::Result<Exit> {
    let mut registry = registry();
    if let Some(file) = &arguments.pipeline {
        match plugin::stages(file) {
            Ok(entries) => {
                for entry in entries {
                    // No plugin's stage has the name of another: that of its plugin comes first.
                    let _ = registry.add(entry);
                }
            }
            Err(exit) => return Ok(exit),
        }
    }
    let entries: Vec<&StageEntry> = registry
        .entries()
        .filter(|entry| arguments.name.as_ref().is_none_or(|name| entry.info.id == *name))
        .collect();
    if let (Some(name), true) = (&arguments.name, entries.is_empty()) {
        let names: BTreeSet<&str> =
            registry.entries().map(|entry| entry.info.id.as_str()).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let hint = if name.contains(':') && arguments.pipeline.is_none() {
            "; those of plugins are shown with `--pipeline FILE`"
        } else {
            ""
        };
        error(&format!("there is no stage called `{name}`: there is {names}{hint}"), &[]);
        return Ok(Exit::Wrong);
    }
    let text = if arguments.json {
        let list: Vec<Value> = entries
            .iter()
            .map(|entry| json!({"stage": entry.info, "options": entry.schema}))
            .collect();
        format!("{:#}\n", json!(list))
    } else if arguments.name.is_some() {
        entries.iter().map(|entry| describe(entry)).collect::<Vec<_>>().join("\n")
    } else {
        list(&registry)
    };
    stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn list(registry: &Registry) -> String {
    let width = registry.entries().map(|entry| entry.info.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for kind in StageKind::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{kind}");
        for entry in registry.entries().filter(|entry| entry.info.kind == kind) {
            let _ = writeln!(out, "  {:<width$}  {}", entry.info.id, entry.info.summary);
        }
    }
    out.push_str("\n`cableway stages NAME` shows what a stage reads, adds and can be told.\n");
    out
}

fn describe(entry: &StageEntry) -> String {
    let info = &entry.info;
    let mut out =
        format!("{} ({}, version {})\n  {}\n", info.id, info.kind, info.version, info.summary);
    let kinds = |kinds: &[String]| kinds.join(", ");
    for (what, list) in [("needs", &info.needs), ("uses", &info.uses), ("adds", &info.adds)] {
        if !list.is_empty() {
            let _ = writeln!(out, "  {what} {}", kinds(list));
        }
    }
    if info.ordered {
        out.push_str(
            "  sees the documents one after another, after all other classify and summarize stages:\n  only \
             the `when` of an export, or of another such stage, can ask for what it adds\n",
        );
    }
    out.push_str("\noptions\n");
    options(&mut out, &entry.schema, &entry.schema, "  ", 0);
    if info.kind != StageKind::Ingest {
        let _ =
            writeln!(out, "  when = string\n      A condition in CEL; without it, every document.");
        let _ = writeln!(out, "      It may speak of {}.", variables());
    }
    for (key, schema) in listing_keys(info) {
        let default = &schema["default"];
        let _ = writeln!(out, "  {key} = {} (default {default})", type_of(&schema, &schema));
        let _ = writeln!(out, "      {}", schema["description"].as_str().unwrap_or_default());
    }
    out.push_str("\nwhen it fails\n");
    for (key, schema) in failure_keys(info, &entry.schema) {
        let _ = writeln!(out, "  {key} = {}", in_short(&schema));
    }
    out
}

/// What a key takes, on one line.
fn in_short(schema: &Value) -> String {
    if let Some(properties) = schema["properties"].as_object() {
        let keys: Vec<String> =
            properties.iter().map(|(key, of)| format!("{key} = {}", in_short(of))).collect();
        return format!("{{ {} }}", keys.join(", "));
    }
    let kind = type_of(schema, schema);
    match schema.get("default") {
        Some(default) => format!("{kind} (default {default})"),
        None => kind,
    }
}

fn variables() -> String {
    cableway_engine::VARIABLES.map(|(name, _)| name).join(", ")
}

/// How deep a table inside a table is described.
const DEEPEST: usize = 3;

fn options(out: &mut String, schema: &Value, root: &Value, indent: &str, depth: usize) {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let property = resolve(property, root);
        let _ = write!(out, "{indent}{name} = {}", type_of(property, root));
        match property.get("default") {
            Some(default) if !default.is_null() => {
                let _ = writeln!(out, " (default {default})");
            }
            _ if required.contains(&name.as_str()) => out.push_str(" (required)\n"),
            _ => out.push('\n'),
        }
        let description = property["description"].as_str().unwrap_or_default();
        for line in description.lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(out, "{indent}    {line}");
        }
        let inner = inner(property, root);
        if depth < DEEPEST && inner["properties"].is_object() {
            options(out, inner, root, &format!("{indent}    "), depth + 1);
        }
    }
}

/// The schema that `$ref`, or the one alternative to 'nothing', leads to.
fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let alternatives = schema["anyOf"].as_array();
    let only = alternatives.and_then(|all| all.iter().find(|one| one["type"] != "null"));
    let target = only.unwrap_or(schema);
    let reference = target["$ref"].as_str();
    let found = reference.and_then(|reference| root.pointer(reference.trim_start_matches('#')));
    match found {
        // A description beside a reference says more than the one it refers to.
        Some(found) if schema.get("description").is_none() => found,
        _ => schema,
    }
}

/// The table inside a property: behind a reference, or as a list's element.
fn inner<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..4 {
        if let Some(found) =
            schema["$ref"].as_str().and_then(|r| root.pointer(r.trim_start_matches('#')))
        {
            schema = found;
        } else if let Some(all) = schema["anyOf"].as_array() {
            match all.iter().find(|one| one["type"] != "null") {
                Some(one) => schema = one,
                None => break,
            }
        } else if schema["items"].is_object() {
            schema = &schema["items"];
        } else {
            break;
        }
    }
    schema
}

fn type_of(schema: &Value, root: &Value) -> String {
    let name = |kind: &str| match kind {
        "array" => format!("list of {}", plural(&type_of(&schema["items"], root))),
        "object" => "table".to_owned(),
        other => other.to_owned(),
    };
    if let Some(options) = constants(schema) {
        return options.join(" | ");
    }
    if let Some(found) =
        schema["$ref"].as_str().and_then(|r| root.pointer(r.trim_start_matches('#')))
    {
        return type_of(found, root);
    }
    match &schema["type"] {
        Value::String(kind) => name(kind),
        Value::Array(kinds) => {
            let kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            kinds.map(name).collect::<Vec<_>>().join(" or ")
        }
        _ => {
            let alternatives = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
            let types: Vec<String> = alternatives
                .into_iter()
                .flatten()
                .filter(|one| one["type"] != "null")
                .map(|one| type_of(one, root))
                .collect();
            if types.is_empty() { "anything".to_owned() } else { types.join(" or ") }
        }
    }
}

fn constants(schema: &Value) -> Option<Vec<String>> {
    if let Some(constant) = schema.get("const") {
        return Some(vec![constant.to_string()]);
    }
    if let Some(options) = schema["enum"].as_array() {
        let options = options.iter().filter(|option| !option.is_null());
        return Some(options.map(Value::to_string).collect());
    }
    let all = schema["oneOf"].as_array()?;
    let nested: Option<Vec<Vec<String>>> = all.iter().map(constants).collect();
    nested.map(|lists| lists.concat())
}

fn plural(noun: &str) -> String {
    if noun.contains(' ') || noun.contains('"') { noun.to_owned() } else { format!("{noun}s") }
}
