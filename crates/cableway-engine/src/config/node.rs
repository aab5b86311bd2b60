//! A TOML value that remembers where each part of it stands.

use std::sync::Arc;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceText};

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) location: Location,
}

/// A TOML value. Dates stay text: no stage reads them otherwise.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// `from_environment` is true where an environment variable went in, so that its content is
    /// never shown, and may stand for a number or a truth value.
    String {
        text: String,
        from_environment: bool,
    },
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    Array(Vec<Node>),
    Table(Table),
}

/// The keys of a table in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table(pub(crate) Vec<Entry>);

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_location: Location,
    pub(crate) node: Node,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.0.iter().position(|entry| entry.key == key)?;
        Some(self.0.remove(at))
    }

    /// Lays `over` on top: its keys win, and tables are merged key by key.
    pub(crate) fn merge(&mut self, over: Self) {
        for entry in over.0 {
            match self.0.iter_mut().find(|own| own.key == entry.key) {
                Some(own) => match (&mut own.node.value, entry.node.value) {
                    (Value::Table(table), Value::Table(over)) => table.merge(over),
                    (_, value) => {
                        own.node = Node { value, location: entry.node.location };
                        own.key_location = entry.key_location;
                    }
                },
                None => self.0.push(entry),
            }
        }
    }
}

impl Node {
    /// The value as JSON, which is what schemas and stages read.
    pub(crate) fn to_json(&self) -> Json {
        match &self.value {
            Value::String { text, .. } | Value::Datetime(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::Boolean(truth) => Json::from(*truth),
            Value::Array(nodes) => Json::Array(nodes.iter().map(Self::to_json).collect()),
            Value::Table(table) => {
                Json::Object(table.0.iter().map(|e| (e.key.clone(), e.node.to_json())).collect())
            }
        }
    }

    /// What sort of value it is, with its article.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.value {
            Value::String { .. } => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Datetime(_) => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value, or the nearest one around it, that `path` leads to: keys and array positions.
    pub(crate) fn walk<'a>(&'a self, path: impl IntoIterator<Item = &'a str>) -> &'a Self {
        let mut node = self;
        for segment in path {
            let next = match &node.value {
                Value::Table(table) => table.get(segment).map(|entry| &entry.node),
                Value::Array(nodes) => segment.parse().ok().and_then(|at: usize| nodes.get(at)),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    pub(crate) fn walk_mut(&mut self, path: &[String]) -> Option<&mut Self> {
        let mut node = self;
        for segment in path {
            node = match &mut node.value {
                Value::Table(table) => {
                    table.0.iter_mut().find(|entry| &entry.key == segment).map(|e| &mut e.node)
                }
                Value::Array(nodes) => segment.parse().ok().and_then(|at: usize| nodes.get_mut(at)),
                _ => None,
            }?;
        }
        Some(node)
    }
}

/// Reads TOML as far as it goes; every mistake in its syntax is reported.
pub(crate) fn parse(source: &Arc<SourceText>, diagnostics: &mut Diagnostics) -> Table {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let location = Location { source: Arc::clone(source), range };
        diagnostics.push(Diagnostic::error(location, error.message().to_owned()));
    }
    convert_table(table.get_ref(), source, diagnostics)
}

fn convert_table(
    table: &DeTable<'_>,
    source: &Arc<SourceText>,
    diagnostics: &mut Diagnostics,
) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_location: Location { source: Arc::clone(source), range: key.span() },
            node: convert(value, source, diagnostics),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_location.range.start);
    Table(entries)
}

fn convert(
    value: &Spanned<DeValue<'_>>,
    source: &Arc<SourceText>,
    diagnostics: &mut Diagnostics,
) -> Node {
    let location = Location { source: Arc::clone(source), range: value.span() };
    let mut unfit = |message: &str| {
        diagnostics.push(Diagnostic::error(location.clone(), message));
        Value::Boolean(false)
    };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String { text: text.to_string(), from_environment: false },
        DeValue::Integer(number) => {
            match i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => unfit("this integer does not fit 64 bits"),
            }
        }
        DeValue::Float(number) => match number.as_str().replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => unfit("a number here must be finite"),
        },
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(datetime) => Value::Datetime(datetime.to_string()),
        DeValue::Array(array) => {
            Value::Array(array.iter().map(|value| convert(value, source, diagnostics)).collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(table, source, diagnostics)),
    };
    Node { value, location }
}
