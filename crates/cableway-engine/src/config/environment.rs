//! `${VAR}` and `${VAR:-default}` in the strings of a pipeline file.

use crate::config::node::{Node, Table, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};

/// Looks up an environment variable.
pub(crate) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Puts the environment into every string below `table`. `$${` stands for a plain `${`.
pub(crate) fn expand_table(table: &mut Table, lookup: Lookup<'_>, diagnostics: &mut Diagnostics) {
    for entry in &mut table.0 {
        expand_node(&mut entry.node, lookup, diagnostics);
    }
}

/// The first variable that the value at `location` asks the environment for.
pub(crate) fn variable_in(location: &Location) -> Option<&str> {
    let text = location.source.text.get(location.range.clone())?;
    pieces(text).find_map(|piece| match piece {
        Piece::Variable { name, .. } => Some(name),
        Piece::Plain(_) | Piece::Open(_) => None,
    })
}

/// A part of a text that may ask the environment.
enum Piece<'a> {
    /// It stands for itself.
    Plain(&'a str),
    /// `${NAME}` or `${NAME:-default}`; `whole` is as it is written.
    Variable { whole: &'a str, name: &'a str, default: Option<&'a str> },
    /// `${` that is never closed, and what comes after it.
    Open(&'a str),
}

/// Cuts a text at its variables.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let Some(at) = rest.find("${") else {
            return (!rest.is_empty()).then(|| Piece::Plain(std::mem::take(&mut rest)));
        };
        let (before, after) = rest.split_at(at);
        let (piece, left) = if at > 0 {
            match before.strip_suffix('$') {
                // `$${` stands for a plain `${`: the second `$` and the brace are text.
                Some("") => (Piece::Plain("${"), &after[2..]),
                Some(plain) => (Piece::Plain(plain), &rest[plain.len()..]),
                None => (Piece::Plain(before), after),
            }
        } else if let Some(end) = rest.find('}') {
            let (whole, left) = rest.split_at(end + 1);
            let inside = &whole[2..end];
            let (name, default) = match inside.split_once(":-") {
                Some((name, default)) => (name, Some(default)),
                None => (inside, None),
            };
            (Piece::Variable { whole, name, default }, left)
        } else {
            (Piece::Open(rest), "")
        };
        rest = left;
        Some(piece)
    })
}

fn expand_node(node: &mut Node, lookup: Lookup<'_>, diagnostics: &mut Diagnostics) {
    match &mut node.value {
        Value::String { text, from_environment } if text.contains("${") => {
            let (expanded, found) = expand(text, lookup, &node.location, diagnostics);
            *text = expanded;
            *from_environment = found;
        }
        Value::Array(nodes) => {
            for node in nodes {
                expand_node(node, lookup, diagnostics);
            }
        }
        Value::Table(table) => expand_table(table, lookup, diagnostics),
        _ => {}
    }
}

fn expand(
    text: &str,
    lookup: Lookup<'_>,
    location: &Location,
    diagnostics: &mut Diagnostics,
) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    for piece in pieces(text) {
        let (whole, name, default) = match piece {
            Piece::Plain(plain) => {
                out.push_str(plain);
                continue;
            }
            Piece::Open(open) => {
                let message = "`${` is never closed with `}`";
                diagnostics.push(
                    Diagnostic::error(location.clone(), message)
                        .with_hint("write `$${` for a plain `${`"),
                );
                out.push_str(open);
                continue;
            }
            Piece::Variable { whole, name, default } => (whole, name, default),
        };
        found = true;
        match lookup(name).filter(|value| !value.is_empty() || default.is_none()) {
            Some(value) => out.push_str(&value),
            None => match default {
                Some(default) => out.push_str(default),
                None => {
                    diagnostics.push(undefined(name, location));
                    // It stays as it is: an empty text in its place would be a second mistake.
                    out.push_str(whole);
                }
            },
        }
    }
    (out, found)
}

fn undefined(name: &str, location: &Location) -> Diagnostic {
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if fits {
        Diagnostic::error(location.clone(), format!("environment variable `{name}` is not set"))
            .with_hint(format!("set it, or give a default: `${{{name}:-default}}`"))
    } else {
        Diagnostic::error(location.clone(), format!("`{name}` cannot name an environment variable"))
            .with_hint("write `${NAME}` or `${NAME:-default}`; `$${` stands for a plain `${`")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::SourceText;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let source = Arc::new(SourceText { name: "p.toml".into(), text: text.into() });
        let location = Location { source, range: 0..text.len() };
        let mut diagnostics = Diagnostics::default();
        let lookup = |name: &str| match name {
            "HOME" => Some("/h".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let (out, _) = expand(text, &lookup, &location, &mut diagnostics);
        let messages = diagnostics.0.iter().map(|diagnostic| format!(" ! {}", diagnostic.message));
        assert_eq!(out + &messages.collect::<String>(), expect);
    }

    #[test]
    fn the_first_variable() {
        let first = |text: &str| {
            let source = Arc::new(SourceText { name: "p.toml".into(), text: text.into() });
            variable_in(&Location { source, range: 0..text.len() }).map(str::to_owned)
        };
        assert_eq!(first("a/${HOME:-x}/${B}").as_deref(), Some("HOME"));
        assert_eq!(first("$${A}/${B}").as_deref(), Some("B"));
        assert_eq!(first("$${A} ${B"), None);
    }

    #[test]
    fn variables() {
        check("${HOME}/in", "/h/in");
        check("${NONE:-in}/${HOME}", "in//h");
        check("${EMPTY:-full}", "full");
        check("${EMPTY}", "");
        check("$${HOME} $HOME $", "${HOME} $HOME $");
        check("a$${HOME}$$${HOME}", "a${HOME}$${HOME}");
        check("}$${${HOME}", "}${/h");
        check("${NONE}", "${NONE} ! environment variable `NONE` is not set");
        check("${HOME", "${HOME ! `${` is never closed with `}`");
        check("${no way}", "${no way} ! `no way` cannot name an environment variable");
    }
}
