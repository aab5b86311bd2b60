//! Checks a stage's table against its JSON Schema, and says in plain words what does not fit.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use crate::config::node::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};

/// Checks `node`, a table without the engine's own keys. True when it fits. `what` says whose schema
/// it is: "of stage `desk`".
pub(crate) fn check(
    node: &mut Node,
    schema: &Json,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    let validator = match jsonschema::validator_for(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the schema {what} is broken: {error}");
            diagnostics.push(Diagnostic::error(node.location.clone(), message));
            return false;
        }
    };
    retype_environment(node, &validator);
    let json = node.to_json();
    let mut fits = true;
    for error in validator.iter_errors(&json) {
        fits = false;
        describe(&error, node, schema, diagnostics);
    }
    fits
}

/// What is left of a table that does not fit when the keys that do not are taken out, if that fits: what
/// else is wrong with it can then be found as well.
pub(crate) fn sound_part(node: &Node, schema: &Json) -> Option<Json> {
    let validator = jsonschema::validator_for(schema).ok()?;
    let mut json = node.to_json();
    let mut bad: Vec<String> = Vec::new();
    for error in validator.iter_errors(&json) {
        match (segments(&error).first(), error.kind()) {
            (Some(key), _) => bad.push(key.clone()),
            (
                None,
                ValidationErrorKind::AdditionalProperties { unexpected }
                | ValidationErrorKind::UnevaluatedProperties { unexpected },
            ) => bad.extend(unexpected.iter().cloned()),
            (None, _) => return None,
        }
    }
    let fields = json.as_object_mut()?;
    fields.retain(|key, _| !bad.contains(key));
    validator.is_valid(&json).then_some(json)
}

/// The environment holds only text. Where a schema asks for something else than text, and the text
/// that came from a variable spells it, it is taken as that.
fn retype_environment(node: &mut Node, validator: &Validator) {
    let json = node.to_json();
    let paths: Vec<Vec<String>> = validator
        .iter_errors(&json)
        .filter(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }))
        .map(|error| segments(&error))
        .collect();
    for path in paths {
        let Some(target) = node.walk_mut(&path) else { continue };
        let Value::String { text, from_environment: true } = &target.value else { continue };
        if let Ok(number) = text.parse::<i64>() {
            target.value = Value::Integer(number);
        } else if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
            target.value = Value::Float(number);
        } else if let Ok(truth) = text.parse::<bool>() {
            target.value = Value::Boolean(truth);
        }
    }
}

fn segments(error: &ValidationError<'_>) -> Vec<String> {
    let pointer = error.instance_path().as_str();
    let parts = pointer.split('/').skip(1);
    parts.map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

fn describe(
    error: &ValidationError<'_>,
    root: &Node,
    schema: &Json,
    diagnostics: &mut Diagnostics,
) {
    let path = segments(error);
    let node = root.walk(path.iter().map(String::as_str));
    let key = path.iter().rev().find(|segment| segment.parse::<usize>().is_err());
    let what = key.map_or_else(|| "this".to_owned(), |key| format!("`{key}`"));
    let at = node.location.clone();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unknown_keys(unexpected, node, parent_schema(error, schema), diagnostics);
        }
        // A table that may have no keys at all.
        ValidationErrorKind::FalseSchema => {
            if let Value::Table(table) = &node.value {
                let keys: Vec<String> = table.0.iter().map(|entry| entry.key.clone()).collect();
                unknown_keys(&keys, node, &Json::Null, diagnostics);
            }
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let described = parent_schema(error, schema)
                .pointer(&format!("/properties/{key}/description"))
                .and_then(Json::as_str)
                .and_then(|text| text.lines().next())
                .map(|text| format!("`{key}`: {}", lower_first(text.trim_end_matches('.'))));
            diagnostics.push(
                Diagnostic::error(at, format!("missing key `{key}`")).with_optional_hint(described),
            );
        }
        // An optional value is 'this or nothing': what does not fit 'this' is what to say.
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let options = constants(parent_schema(error, schema), schema);
            if options.is_empty() {
                describe_branches(context, error, root, schema, diagnostics);
            } else {
                diagnostics.push(unknown_option(node, &what, &options));
            }
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = strings(options.as_array().into_iter().flatten());
            diagnostics.push(unknown_option(node, &what, &options));
        }
        ValidationErrorKind::Constant { expected_value } => {
            diagnostics.push(unknown_option(node, &what, &strings([&**expected_value])));
        }
        kind => diagnostics.push(Diagnostic::error(at, simple(kind, &what, node, error))),
    }
}

fn unknown_keys(keys: &[String], node: &Node, schema: &Json, diagnostics: &mut Diagnostics) {
    let known = property_names(schema);
    for key in keys {
        let location = match &node.value {
            Value::Table(table) => table.get(key).map(|entry| &entry.key_location),
            _ => None,
        };
        let location = location.unwrap_or(&node.location).clone();
        let hint = match did_you_mean(key, known.iter().map(String::as_str)) {
            Some(hint) => hint,
            None => "there are no keys to set here".to_owned(),
        };
        diagnostics
            .push(Diagnostic::error(location, format!("unknown key `{key}`")).with_hint(hint));
    }
}

/// What does not fit one key, where a sentence is enough.
fn simple(
    kind: &ValidationErrorKind,
    what: &str,
    node: &Node,
    error: &ValidationError<'_>,
) -> String {
    match kind {
        ValidationErrorKind::Type { kind } => {
            format!("{what} must be {}, not {}", expected_types(kind), node.type_name())
        }
        ValidationErrorKind::Minimum { limit } => format!("{what} must be at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("{what} must be at most {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            format!("{what} must be more than {limit}")
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            format!("{what} must be less than {limit}")
        }
        ValidationErrorKind::MinItems { limit: 1 }
        | ValidationErrorKind::MinLength { limit: 1 } => {
            format!("{what} must not be empty")
        }
        ValidationErrorKind::MinItems { limit } => format!("{what} needs {limit} or more entries"),
        ValidationErrorKind::MaxItems { limit } => {
            format!("{what} may have at most {limit} entries")
        }
        ValidationErrorKind::MinLength { limit } => {
            format!("{what} needs {limit} or more characters")
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("{what} may have at most {limit} characters")
        }
        ValidationErrorKind::UniqueItems => format!("{what} names the same thing twice"),
        // The crate's own words quote the value, which may come from the environment.
        _ => format!("{what} does not fit: {}", error.masked_with("the value")),
    }
}

fn describe_branches(
    context: &[Vec<ValidationError<'static>>],
    error: &ValidationError<'_>,
    root: &Node,
    schema: &Json,
    diagnostics: &mut Diagnostics,
) {
    let is_null_branch = |errors: &&Vec<ValidationError<'static>>| {
        errors.iter().any(|error| match error.kind() {
            ValidationErrorKind::Type { kind: TypeKind::Single(kind) } => {
                kind.to_string() == "null"
            }
            _ => false,
        })
    };
    let branches: Vec<_> = context.iter().filter(|errors| !is_null_branch(errors)).collect();
    if let [errors] = branches[..] {
        for error in errors {
            describe(error, root, schema, diagnostics);
        }
        return;
    }
    let path = segments(error);
    let node = root.walk(path.iter().map(String::as_str));
    let key = path.last().map_or("this", String::as_str);
    let shapes: Vec<String> = branches
        .iter()
        .flat_map(|errors| errors.iter())
        .filter_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind } => Some(expected_types(kind)),
            _ => None,
        })
        .collect();
    let message = if shapes.is_empty() {
        format!("`{key}` has none of the shapes that it may have")
    } else {
        format!("`{key}` must be {}, not {}", shapes.join(" or "), node.type_name())
    };
    diagnostics.push(Diagnostic::error(node.location.clone(), message));
}

fn unknown_option(node: &Node, what: &str, options: &[String]) -> Diagnostic {
    let quoted: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
    let list = match quoted.as_slice() {
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
        [] => "something else".to_owned(),
    };
    let diagnostic = Diagnostic::error(node.location.clone(), format!("{what} must be {list}"));
    match &node.value {
        Value::String { text, from_environment: false } => {
            let near = crate::diagnostic::nearest(text, options.iter().map(String::as_str));
            diagnostic.with_optional_hint(near.map(|near| format!("did you mean `{near}`?")))
        }
        _ => diagnostic,
    }
}

fn expected_types(kind: &TypeKind) -> String {
    let name = |kind: &str| match kind {
        "string" => "a string".to_owned(),
        "integer" => "an integer".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a table".to_owned(),
        other => other.to_owned(),
    };
    match kind {
        TypeKind::Single(kind) => name(&kind.to_string()),
        TypeKind::Multiple(kinds) => {
            let names: Vec<String> = kinds
                .iter()
                .map(|kind| kind.to_string())
                .filter(|kind| kind != "null")
                .map(|kind| name(&kind))
                .collect();
            names.join(" or ")
        }
    }
}

/// The schema that has the keyword which was broken.
fn parent_schema<'a>(error: &ValidationError<'_>, schema: &'a Json) -> &'a Json {
    let pointer = error.schema_path().as_str();
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    schema.pointer(parent).unwrap_or(schema)
}

fn property_names(schema: &Json) -> Vec<String> {
    let properties = schema.get("properties").and_then(Json::as_object);
    properties.map(|map| map.keys().cloned().collect()).unwrap_or_default()
}

/// The texts that a schema of alternatives allows, where all of them are fixed texts.
fn constants(parent: &Json, root: &Json) -> Vec<String> {
    let alternatives = parent.get("oneOf").or_else(|| parent.get("anyOf")).and_then(Json::as_array);
    let mut found = Vec::new();
    for alternative in alternatives.into_iter().flatten() {
        let resolved = alternative
            .get("$ref")
            .and_then(Json::as_str)
            .and_then(|reference| root.pointer(reference.trim_start_matches('#')))
            .unwrap_or(alternative);
        if resolved.get("type").and_then(Json::as_str) == Some("null") {
            continue;
        }
        let nested = constants(resolved, root);
        let own = resolved.get("const").into_iter();
        let listed = resolved.get("enum").and_then(Json::as_array).into_iter().flatten();
        let texts = strings(own.chain(listed));
        if texts.is_empty() && nested.is_empty() {
            return Vec::new();
        }
        found.extend(texts);
        found.extend(nested);
    }
    found
}

fn strings<'a>(values: impl IntoIterator<Item = &'a Json>) -> Vec<String> {
    values.into_iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
