//! The queries of a rules file.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Query, Reader};
use crate::topics::needle::{Needle, Style};
use crate::topics::query::{Kind, Node, doubts, parse};

const QUERY_KEYS: [&str; 2] = ["query", "weight"];

impl Reader {
    /// A query, or a list of queries, each a text or a table with a weight.
    pub(super) fn queries(&mut self, table: &DeTable<'_>, style: Style) -> Vec<Query> {
        let Some(value) = table.get("query") else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(list) => {
                list.iter().filter_map(|value| self.weighted(value, style)).collect()
            }
            _ => self.weighted(value, style).into_iter().collect(),
        }
    }

    fn weighted(&mut self, value: &Spanned<DeValue<'_>>, style: Style) -> Option<Query> {
        match value.get_ref() {
            DeValue::String(text) => self.query(text, value.span(), style, 1.0),
            DeValue::Table(table) => {
                self.known_keys(table, &QUERY_KEYS);
                let weight = self.positive(table, "weight", 1.0);
                match table.get("query").map(|query| (query.span(), query.get_ref())) {
                    Some((range, DeValue::String(text))) => self.query(text, range, style, weight),
                    Some((range, _)) => {
                        self.problem(range, "`query` is a text", None);
                        None
                    }
                    None => {
                        self.problem(value.span(), "`query` is missing", None);
                        None
                    }
                }
            }
            _ => {
                let hint = "such as `query = '(strike* OR walkout) NEAR/5 port'`".to_owned();
                self.problem(value.span(), "a query is a text or a table", Some(hint));
                None
            }
        }
    }

    fn query(
        &mut self,
        text: &str,
        range: Range<usize>,
        style: Style,
        weight: f64,
    ) -> Option<Query> {
        let raw = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let in_file = |part: &Range<usize>| {
            range.start + written_at(&raw, part.start)..range.start + written_at(&raw, part.end)
        };
        let parsed = match parse(text) {
            Ok(parsed) => parsed,
            Err(problems) => {
                for problem in problems {
                    self.problem(in_file(&problem.range), problem.message, problem.hint);
                }
                return None;
            }
        };
        let needles = self.needles(&parsed.root, style, &in_file)?;
        let mut warnings = doubts(&parsed.root, &needles);
        warnings.extend(parsed.warnings);
        for warning in warnings {
            self.warning(in_file(&warning.range), warning.message, warning.hint);
        }
        let counts_words = counts_words(&parsed.root);
        Some(Query { root: parsed.root, needles, weight, counts_words, range })
    }

    /// What the terms of a query are, by slot.
    fn needles(
        &mut self,
        root: &Node,
        style: Style,
        in_file: &dyn Fn(&Range<usize>) -> Range<usize>,
    ) -> Option<Vec<Needle>> {
        let mut needles: Vec<Option<Needle>> = Vec::new();
        let mut is_sound = true;
        for (written, slot, range) in terms(root) {
            // A term that stands there again has been read.
            if slot < needles.len() {
                continue;
            }
            needles.push(match Needle::parse(written, style) {
                Ok(needle) => Some(needle),
                Err(message) => {
                    self.problem(in_file(range), message, None);
                    is_sound = false;
                    None
                }
            });
        }
        if !is_sound {
            return None;
        }
        needles.into_iter().collect()
    }
}

/// The terms of a query in the order of its text, which is that of their slots.
fn terms(root: &Node) -> Vec<(&str, usize, &Range<usize>)> {
    let mut out = Vec::new();
    let mut left = vec![root];
    while let Some(node) = left.pop() {
        match &node.kind {
            Kind::Term { written, slot } => out.push((written.as_str(), *slot, &node.range)),
            Kind::And(nodes) | Kind::Or(nodes) => left.extend(nodes.iter().rev()),
            Kind::Not(node) | Kind::AtLeast(_, node) | Kind::In(_, node) => left.push(node),
            Kind::Near(first, steps) => {
                left.extend(steps.iter().rev().map(|step| &step.node));
                left.push(first);
            }
        }
    }
    out
}

/// True where a query asks for places of words, and not only whether they occur.
fn counts_words(root: &Node) -> bool {
    match &root.kind {
        Kind::Term { .. } => false,
        Kind::Near(..) | Kind::AtLeast(..) => true,
        Kind::And(nodes) | Kind::Or(nodes) => nodes.iter().any(counts_words),
        Kind::Not(node) | Kind::In(_, node) => counts_words(node),
    }
}

/// Where in a TOML string `raw`, with its quotation marks, the byte `wanted` of what it says is written.
fn written_at(raw: &str, wanted: usize) -> usize {
    let (marks, has_escapes) = match raw {
        _ if raw.starts_with("\"\"\"") => (3, true),
        _ if raw.starts_with("'''") => (3, false),
        _ if raw.starts_with('"') => (1, true),
        _ => (1, false),
    };
    let mut at = marks;
    if marks == 3 {
        // A line that ends right behind the marks does not count.
        at += ["\r\n", "\n"].iter().find(|end| raw[at..].starts_with(**end)).map_or(0, |e| e.len());
    }
    let mut said = 0;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()).filter(|_| said < wanted)
    {
        let rest = &raw[at..];
        let (length, says) = match (c, rest.chars().nth(1)) {
            ('\\', Some('x')) if has_escapes => escape(rest, 2),
            ('\\', Some('u')) if has_escapes => escape(rest, 4),
            ('\\', Some('U')) if has_escapes => escape(rest, 8),
            ('\\', Some(next)) if has_escapes && next.is_whitespace() => {
                (rest.len() - rest[1..].trim_start().len(), 0)
            }
            ('\\', Some(next)) if has_escapes => (1 + next.len_utf8(), 1),
            _ => (c.len_utf8(), c.len_utf8()),
        };
        at += length;
        said += says;
    }
    at.min(raw.len())
}

/// The length of an escape with this many digits, and of what it says.
fn escape(rest: &str, digits: usize) -> (usize, usize) {
    let code = rest.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
}
